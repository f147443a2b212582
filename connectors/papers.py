"""The documents of a ledger with their lines, whoever made them, as they are read to be compared with ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.money import Money
from connectors.ledgers import Document

REST = "(discount, shipping or rounding of the document)"
"""What the last line of a document says that has what its net amount has beside its lines."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line. `amount` is without tax, as positive as the ledger has it; no quantity: it states none.

    `item`, `account` and `tax` are what the ledger calls them on the line: an id, a code or a name.
    """

    description: str
    quantity: Decimal | None
    price: Decimal | None
    amount: Money
    item: str = ""
    account: str = ""
    tax: str = ""
    service: date | None = None
    """The day of service that it states."""


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice or a credit note: whose (`customer` is the ledger's id), its reference, and its lines.

    The lines come to the document's net amount, always.
    """

    document: Document
    customer: str
    customer_name: str
    reference: str
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A document of some days that cannot be counted in, and why."""

    kind: str
    id: str
    number: str
    customer_name: str
    why: str


def whole(lines: Sequence[PaperLine], net: Money) -> tuple[PaperLine, ...]:
    """Lines that come to a net amount: what is missing stands on one more, with what it may be."""
    rest = net.minor - sum(line.amount.minor for line in lines)
    more = (PaperLine(REST, None, None, Money(rest, net.currency)),) if rest else ()
    return (*lines, *more)
