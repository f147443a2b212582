"""Proposed invoices and their lines, as plans make them and the store keeps them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from billing.ids import NOTE
from billing.money import Money
from billing.quick import dataclass
from billing.records import Task
from billing.wishes import BillTo, LineKind, Posting


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a draft. `seconds` is the time worked, `rounded_seconds` the time charged."""

    id: str
    workstream: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Money
    seconds: int
    rounded_seconds: int
    service_from: date
    service_to: date
    tasks: tuple[Task, ...]
    entries: tuple[str, ...]
    rate_rule: str
    rounding: str = ""
    """How its time was rounded, in words."""
    kind: LineKind = LineKind.TIME
    posting: Posting = Posting()
    late: str = ""
    """The months in which it was worked, where that was before the draft's own period."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed invoice: one books, customer, currency, order and terms."""

    id: str
    contract: str
    client: str
    period: str
    part: str
    total: Money
    order: str
    terms: str
    invoice_date: str
    service_from: date
    service_to: date
    lines: tuple[Line, ...]
    bill_to: BillTo = BillTo()
    looks: str = ""
    """The hash of how the client wants to see it: another wish makes another revision."""

    @property
    def is_credit(self) -> bool:
        """Whether it is a credit note."""
        return self.id.startswith(NOTE)

    @property
    def credits(self) -> str:
        """The id of the document that a credit note takes something back of."""
        return self.part.rpartition(" ")[2] if self.is_credit else ""
