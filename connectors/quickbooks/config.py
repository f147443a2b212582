"""QuickBooks Online: its part of the configuration. A person consents in a browser; the app is the operator's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from connectors.addresses import BaseUrl
from connectors.base import ExactName, LedgerApiConfig
from connectors.files import NOTES, Numbering
from connectors.references import Secret

HOSTS = {
    "production": "https://quickbooks.api.intuit.com/v3",
    "sandbox": "https://sandbox-quickbooks.api.intuit.com/v3",
}
PAGES = {"production": "https://app.qbo.intuit.com/app", "sandbox": "https://app.sandbox.qbo.intuit.com/app"}
"""Where links to documents lead; they open in whatever company the browser is signed in to."""

LEDGER = "ledger"


def _numbering(value: Any) -> Any:
    if isinstance(value, str) and value != LEDGER:
        raise PydanticCustomError("numbering", "must be ledger, or a block such as {prefix: INV-, next: 1001}")
    return value


Numbered = Annotated[
    Literal["ledger"] | Numbering,
    BeforeValidator(_numbering),
    WithJsonSchema({"anyOf": [{"const": LEDGER}, Numbering.model_json_schema()]}),
]


class Config(LedgerApiConfig):
    """A company in QuickBooks Online. With `draft_as: invoice` there are no drafts: what is pushed posts at once."""

    kind: Literal["quickbooks"]
    client_id: Secret
    client_secret: Secret
    environment: Literal["production", "sandbox"] = "production"
    company: ExactName | Literal[""] = ""
    """Its id (the realm) or its exact name; empty where the sign-in alone decides."""
    draft_as: Literal["estimate", "invoice"] = "estimate"
    numbering: Numbered = "ledger"
    credit_notes: Numbering = NOTES
    """Only where `numbering` is ours."""
    po_number: ExactName | Literal[""] = ""
    """The custom field of sales forms that takes the order number, too; it always stands in the customer's message."""
    redirect_uri: str = ""
    base_url: BaseUrl | Literal[""] = ""
    oauth_url: BaseUrl | Literal[""] = ""

    def series(self, *, credit: bool) -> Numbering | None:
        """How our invoices, or credit notes, are numbered; None where QuickBooks does it."""
        if not isinstance(self.numbering, Numbering):
            return None
        return self.credit_notes if credit else self.numbering

    @field_validator("draft_as")
    @classmethod
    def _nothing_posts_by_itself(cls, stated: str, info: ValidationInfo) -> str:
        if stated == "invoice" and info.data.get("push") == "automatic":
            words = "is invoice, which posts at once, so that push: automatic would post by itself; remove one of them"
            raise PydanticCustomError("posts", words)
        return stated

    @property
    def address(self) -> str:
        """Where requests go."""
        return self.base_url or HOSTS[self.environment]

    @property
    def page(self) -> str:
        """With what links to documents begin."""
        return PAGES[self.environment]

    @property
    def sign_in(self) -> str:
        """A person consents in a browser: there is no other way."""
        return "browser"

    @property
    def wanted_scopes(self) -> tuple[str, ...]:
        """The usual ones."""
        return ()

    @property
    def oauth_addresses(self) -> Mapping[str, str]:
        """Where signing in is asked for, instead of at Intuit's own addresses."""
        hosts = (
            "https://appcenter.intuit.com",
            "https://oauth.platform.intuit.com",
            "https://developer.api.intuit.com",
        )
        return dict.fromkeys(hosts, self.oauth_url) if self.oauth_url else {}


DESCRIBED = {
    "client_id": "Your app's client id at Intuit, as a reference.",
    "client_secret": "Its secret, as a reference.",
    "environment": "production, or sandbox for Intuit's sandbox companies.",
    "company": "The company's id or exact name; what was chosen when it was connected, without it.",
    "draft_as": "estimate: drafts are estimates; invoice: there are no drafts, and what is pushed posts at once.",
    "numbering": "ledger: QuickBooks numbers invoices; else how they are numbered.",
    "credit_notes": "How credit notes are numbered, where numbering is ours.",
    "po_number": "The custom field of sales forms that takes the order number, too, by its name.",
    "redirect_uri": "Where the browser is sent after signing in, as your app is registered.",
    "base_url": "Another address of the API, for tests.",
    "oauth_url": "Another address to sign in at, for tests.",
}
"""What each key means, in a sentence that an editor shows beside it."""
