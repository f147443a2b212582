"""Documents on their way into a ledger, and a token that somebody else renews: for the tests of QuickBooks Online."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from billing.money import Money, total
from billing.records import Task
from billing.wishes import LineKind, Posting
from connectors.errors import Reconnect
from connectors.files.records import LedgerDocument, LedgerLine

ISSUED, DUE = date(2026, 11, 3), date(2026, 12, 3)
TASK = Task("ACME-12", "Checkout redesign", "https://northwind.atlassian.net/browse/ACME-12")


@dataclass
class StaticAccess:
    """One access token; `fresh` makes another where it was refused, if anybody may."""

    good: str = field(repr=False)
    fresh: Callable[[], str] | None = None
    account: str = ""
    """The id of the company that it opens, if the connection knows it."""

    def token(self) -> str:
        """The token."""
        return self.good

    def renew(self, refused: str) -> str:
        """Another token. Raises Reconnect."""
        if self.fresh is None:
            raise Reconnect("the connection has ended; connect again")
        if refused == self.good:
            self.good = self.fresh()
        return self.good


def line(quantity: str = "7.25", price: str = "112", amount: str = "812.00", **more: Any) -> LedgerLine:
    """A line of time."""
    currency = more.pop("currency", "USD")
    minor = Money(0, currency).decimal.as_tuple().exponent
    assert isinstance(minor, int)
    stated: dict[str, Any] = {
        "description": "ACME-12 Checkout redesign",
        "quantity": Decimal(quantity),
        "unit_price": Decimal(price),
        "amount": Money(int(Decimal(amount).scaleb(-minor)), currency),
        "kind": LineKind.TIME,
        "workstream": "ACME-IMPL",
        "posting": Posting(item="Consulting", tax="NON", tracking=(("Class", "Consulting"),)),
        "service_to": date(2026, 10, 30),
        "tasks": (TASK,),
    }
    return LedgerLine(**(stated | more))


def document(*lines: LedgerLine, **more: Any) -> LedgerDocument:
    """An invoice of one line, or of some."""
    held = lines or (line(),)
    currency = held[0].amount.currency
    stated: dict[str, Any] = {
        "draft_id": "d-0123456789",
        "contract": "acme",
        "number": "",
        "issued": ISSUED,
        "due": DUE,
        "customer": "Acme Corp",
        "email": "ap@acme.test",
        "branding": "",
        "currency": currency,
        "home_currency": "USD",
        "order": "PO-7781",
        "terms": "net 30",
        "total": total([each.amount for each in held], currency),
        "lines": held,
    }
    return LedgerDocument(**(stated | more))
