"""Xero: its part of the configuration. One connects by an app of one's own (docs/connectors/xero.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from connectors.addresses import BaseUrl
from connectors.base import ExactName, LedgerApiConfig
from connectors.references import Secret, has_reference

API = "https://api.xero.com"
LOGIN = "https://login.xero.com/identity"
IDENTITY = "https://identity.xero.com"

GRANULAR = (
    "offline_access",
    "accounting.invoices",
    "accounting.payments.read",
    "accounting.contacts",
    "accounting.settings.read",
    "accounting.attachments",
)
"""What apps ask for that were registered from 2 March 2026 on."""
BROAD = (
    "offline_access",
    "accounting.transactions",
    "accounting.contacts",
    "accounting.settings.read",
    "accounting.attachments",
)
"""What older apps ask for, until September 2027."""


def _client_id(text: str) -> str:
    if not has_reference(text) and not re.fullmatch(r"[0-9A-Za-z-]{8,64}", text):
        raise PydanticCustomError("client_id", "is not the client id of an app; copy it from developer.xero.com")
    return text


class Config(LedgerApiConfig):
    """An organisation in Xero, and the app by which it is connected to."""

    kind: Literal["xero"]
    client_id: Annotated[str, AfterValidator(_client_id)]
    connect: Literal["code", "pkce", "custom"] = "code"
    """How: by an app with a secret, by one without (PKCE), or by a custom connection."""
    client_secret: Secret | None = Field(default=None, validate_default=True)
    organisation: ExactName | None = None
    """Its exact name, where the app is connected to several."""
    scopes: Literal["granular", "broad"] = "granular"
    redirect_uri: str = ""
    """Where the browser is sent after the sign-in, as the app is registered; else to a free port of this machine."""
    base_url: BaseUrl = API
    login_url: BaseUrl = LOGIN
    identity_url: BaseUrl = IDENTITY
    """Other addresses than the vendor's own, for tests."""

    @field_validator("client_secret")
    @classmethod
    def _secret_where_it_is_needed(cls, stated: str | None, info: ValidationInfo) -> str | None:
        way = info.data.get("connect", "pkce" if stated is None else "code")
        if way != "pkce" and stated is None:
            words = "is missing; connect: {way} needs it; write client_secret: ${XERO_CLIENT_SECRET}"
            raise PydanticCustomError("no_secret", words, {"way": way})
        if way == "pkce" and stated is not None:
            raise PydanticCustomError("secret", "is stated, and connect: pkce has none; remove one of them")
        return stated

    @property
    def sign_in(self) -> str:
        """By a person in a browser, or by the organisation's own app."""
        return "custom" if self.connect == "custom" else "browser"

    @property
    def company(self) -> str:
        """The organisation's exact name; empty where the sign-in alone decides."""
        return self.organisation or ""

    @property
    def oauth_addresses(self) -> Mapping[str, str]:
        """Where signing in is asked for, instead of at Xero's own addresses."""
        return {API: self.base_url, LOGIN: self.login_url, IDENTITY: self.identity_url}

    @property
    def wanted_scopes(self) -> tuple[str, ...]:
        """The scopes to ask for; a custom connection has no refresh token."""
        scopes = GRANULAR if self.scopes == "granular" else BROAD
        return tuple(each for each in scopes if each != "offline_access" or self.connect != "custom")


DESCRIBED = {
    "client_id": "The client id of your own app at developer.xero.com.",
    "client_secret": "The app's secret, as a reference; an app without one connects by PKCE.",
    "connect": "code: an app with a secret; pkce: one without; custom: a custom connection.",
    "organisation": "The exact name of the organisation, where the app is connected to several.",
    "scopes": "granular: apps registered from 2 March 2026 on; broad: older ones.",
    "redirect_uri": "Where the browser is sent after signing in, as your app is registered.",
    "base_url": "The address of the API; the vendor's own by default.",
    "login_url": "The address of Xero's sign-in page; the vendor's own by default.",
    "identity_url": "The address where Xero gives tokens; the vendor's own by default.",
}
"""What each key means, in a sentence that an editor shows beside it."""
