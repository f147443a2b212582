"""Signing in where tokens end (OAuth 2): each provider's addresses and habits, what it grants, and an answer's form.

What is asked of a provider over HTTP is in `granting.py`. Facts: developer.xero.com/documentation/guides/oauth2,
/faq/oauth2 and /faq/custom-integration; developer.intuit.com, "OAuth 2.0" and "Refresh token policy" of November 2025.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from connectors.errors import Changed, Reconnect, Refused
from connectors.references import resolve

__all__ = [
    "PROVIDERS",
    "Asking",
    "Chance",
    "Client",
    "Code",
    "Grant",
    "Lapsed",
    "OAuthConfig",
    "Provider",
    "Stranger",
    "answered",
    "ask",
    "client_of",
    "granted",
    "resolve",
]

BROWSER, CUSTOM = "browser", "custom"
"""The ways to sign in: a person consents in a browser, or the app is an organisation's own (custom connection)."""

MAX_CODE = 4096
Chance = Callable[[int], bytes]
"""So many bytes that nobody can guess."""


@runtime_checkable
class OAuthConfig(Protocol):
    """What a connector's configuration must say for its connection to be made and kept by us."""

    @property
    def kind(self) -> str:
        """The provider, as PROVIDERS has it."""

    @property
    def client_id(self) -> str:
        """The app's id at the provider, or the reference to it."""

    @property
    def client_secret(self) -> str | None:
        """The reference to the app's secret; None for an app without one, which uses PKCE."""

    @property
    def sign_in(self) -> str:
        """BROWSER or CUSTOM."""

    @property
    def wanted_scopes(self) -> tuple[str, ...]:
        """What is asked for; empty for the provider's usual."""

    @property
    def company(self) -> str:
        """The id or exact name of the company whose books are meant; empty where the sign-in opens one alone."""

    @property
    def redirect_uri(self) -> str:
        """Where the browser is sent afterwards, as the app is registered; empty for a free port of this machine."""

    @property
    def oauth_addresses(self) -> Mapping[str, str]:
        """Other addresses than the provider's own, by how those begin, for tests: {"https://login.xero.com": …}."""


@dataclass(frozen=True, slots=True)
class Provider:
    """How one provider grants access: its addresses, and what differs from the others."""

    title: str
    authorise: str
    token: str
    revoke: str
    scopes: tuple[str, ...]
    companies: str = ""
    """Where it lists what was opened; empty where the browser brings the company's id."""
    account_field: str = ""
    """The field of the browser's last address that has the company's id."""
    pkce: bool = False
    """Whether an app needs no secret."""
    custom: bool = False
    """Whether an app can be an organisation's own."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What its token address is asked with."""
    revokes_json: bool = False
    unused_days: int = 0
    """How long an unused refresh token lasts where the answer does not say it."""
    most_days: int = 0
    """How long a consent lasts however it is used, where the answer does not say it; 0: it has no end."""
    grace: timedelta = timedelta()
    """How long a refresh token is still taken after another one was given in its place."""


PROVIDERS: Mapping[str, Provider] = {
    "xero": Provider(
        title="Xero",
        authorise="https://login.xero.com/identity/connect/authorize",
        token="https://identity.xero.com/connect/token",  # an address
        revoke="https://identity.xero.com/connect/revocation",
        companies="https://api.xero.com/connections",
        scopes=(
            "offline_access",
            "accounting.invoices",
            "accounting.contacts",
            "accounting.settings.read",
            "accounting.payments.read",
            "accounting.attachments",
        ),
        pkce=True,
        custom=True,
        unused_days=60,
        grace=timedelta(minutes=30),
    ),
    "quickbooks": Provider(
        title="QuickBooks Online",
        authorise="https://appcenter.intuit.com/connect/oauth2",
        token="https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",  # an address
        revoke="https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
        account_field="realmId",
        scopes=("com.intuit.quickbooks.accounting",),
        headers={"x-include-refresh-token-hard-expires-in": "true"},
        revokes_json=True,
        unused_days=100,
        most_days=5 * 365,
    ),
}
"""The providers, by kind of connector. Intuit writes of no grace: an older refresh token soon stops working."""


class Lapsed(Reconnect):
    """What was granted has ended (`invalid_grant`): asking again is of no use."""


class Stranger(Exception):
    """An answer that does not belong to the sign-in that is under way; it is left unread."""


@dataclass(frozen=True, slots=True)
class Client:
    """The app that signs in, its secrets resolved; `addresses` are others than the provider's, in tests."""

    provider: Provider
    id: str
    secret: str = field(default="", repr=False)
    custom: bool = False
    scopes: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)

    def at(self, address: str) -> tuple[str, str]:
        """One of the provider's addresses: how it begins, and its path after that."""
        for usual, other in self.addresses.items():
            if other and address.startswith(f"{usual}/"):
                return other, address.removeprefix(usual)
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}", parts.path


def client_of(config: OAuthConfig, resolved: Callable[[str], str]) -> Client:
    """The app of a configuration; `resolved` reads references, and what it raises goes on. Raises Refused."""
    provider = PROVIDERS[config.kind]
    custom = config.sign_in == CUSTOM
    secret = resolved(config.client_secret) if config.client_secret else ""
    if custom and not provider.custom:
        raise Refused(f"{provider.title} has no custom connections; leave `sign_in` out and sign in with a browser")
    if not secret and (custom or not provider.pkce):
        raise Refused(
            f"{provider.title} wants the app's secret; write `client_secret: ${{NAME}}` and set that variable"
        )
    scopes = config.wanted_scopes or provider.scopes
    wanted = tuple(each for each in scopes if not (custom and each == "offline_access"))
    client = Client(provider, resolved(config.client_id), secret, custom, wanted, config.oauth_addresses)
    if not client.id or not (client.id + secret).isascii() or not (client.id + secret).isprintable():
        raise Refused("client_id or client_secret has characters that none has; copy them again, without line ends")
    return client


@dataclass(frozen=True, slots=True)
class Grant:
    """What a provider granted; all moments in UTC. A connection that asks for itself has no refresh token."""

    access: str = field(repr=False)
    access_ends: datetime
    refresh: str = field(default="", repr=False)
    refresh_ends: datetime | None = None
    """When the refresh token ends unless it is used before."""
    ends: datetime | None = None
    """When a person must sign in again however it is used, where the provider says so."""
    scopes: tuple[str, ...] = ()
    account: str = ""
    """The id of the company that was opened: Xero's tenant, QuickBooks' realm."""
    company: str = ""
    """Its name, where it is known."""


# ---- a sign-in through a browser ----


@dataclass(frozen=True, slots=True)
class Asking:
    """A sign-in under way: where the person goes, and by what its answer is recognised."""

    address: str = field(repr=False)
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """What the browser brought back: a code that is good once, and the company's id where the provider says it so."""

    code: str = field(repr=False)
    account: str = ""


def ask(client: Client, redirect: str, chance: Chance) -> Asking:
    """Where a person consents, with a state and, for an app without a secret, a PKCE verifier of its own."""
    state, verifier = _text(chance(32)), _text(chance(48)) if not client.secret else ""
    fields = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": redirect,
        "scope": " ".join(client.scopes),
        "state": state,
    }
    if verifier:
        challenge = _text(hashlib.sha256(verifier.encode()).digest())
        fields |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    host, path = client.at(client.provider.authorise)
    return Asking(f"{host}{path}?{urlencode(fields)}", redirect, state, verifier)


def answered(provider: Provider, asking: Asking, address: str) -> Code:
    """What the address says at which the browser ended. Raises Stranger, or Refused where the person said no."""
    found = _fields_of(address)
    if not hmac.compare_digest(found.get("state", "").encode("utf-8", "replace"), asking.state.encode()):
        raise Stranger
    if found.get("error"):
        raise Refused(
            f"{provider.title} did not let us in ({_plain(found['error'])}); sign in again, and consent there"
        )
    code, account = found.get("code", ""), found.get(provider.account_field, "") if provider.account_field else ""
    if not code or len(code) > MAX_CODE or (provider.account_field and not account.isalnum()):
        raise Refused(f"{provider.title}'s answer is not complete; sign in again and give the whole address")
    return Code(code, account)


def _fields_of(address: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    except ValueError as problem:
        raise Stranger from problem


def _text(some: bytes) -> str:
    return urlsafe_b64encode(some).rstrip(b"=").decode()


def _plain(words: str) -> str:
    """A provider's word for what is wrong, as far as it is one."""
    return (
        words
        if len(words) <= 60 and words.replace("_", "").isalnum() and words.isascii()
        else "for a reason of its own"
    )


# ---- what the token address answers ----


class _Answer(msgspec.Struct):
    """RFC 6749, 5.1; the fields with x_ are Intuit's."""

    access_token: str
    expires_in: int
    refresh_token: str | None = None
    scope: str | None = None
    x_refresh_token_expires_in: int | None = None
    x_refresh_token_hard_expires_in: int | None = None


def granted(provider: Provider, content: bytes, now: datetime, before: Grant | None = None) -> Grant:
    """The grant in an answer to a request of that moment; what it leaves out stays as it was. Raises Changed.

    Nothing of the answer is repeated: what does not fit may be a token all the same.
    """
    try:
        answer = msgspec.json.decode(content, type=_Answer, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Changed(_unfit(provider)) from None
    refresh = answer.refresh_token or (before.refresh if before else "")
    tokens = answer.access_token + refresh
    if not answer.access_token or not tokens.isascii() or not tokens.isprintable() or " " in tokens:
        raise Changed(_unfit(provider))
    unused = answer.x_refresh_token_expires_in or provider.unused_days * 86400
    hard = answer.x_refresh_token_hard_expires_in or (provider.most_days * 86400 if before is None else 0)
    return Grant(
        access=answer.access_token,
        access_ends=_after(now, answer.expires_in),
        refresh=refresh,
        refresh_ends=_after(now, unused) if refresh else None,
        ends=_after(now, hard) if hard else before.ends if before else None,
        scopes=tuple((answer.scope or "").split()) or (before.scopes if before else ()),
        account=before.account if before else "",
        company=before.company if before else "",
    )


def _unfit(provider: Provider) -> str:
    return (
        f"{provider.title}'s answer to a sign-in is not what its documentation says; see whether its page shows trouble"
    )


def _after(now: datetime, seconds: int) -> datetime:
    """So many seconds later; a hundred years at most."""
    return now + timedelta(seconds=min(max(seconds, 0), 100 * 366 * 86400))
