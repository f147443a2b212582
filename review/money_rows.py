"""The rows of the statement's money: what documents come to, by what their lines charge for or take off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from billing.money import Money
from billing.wishes import ADJUSTING, LineKind
from mappings.sums import ON_CREDIT_NOTES


@dataclass(frozen=True, slots=True)
class MoneyKind:
    """A row of the statement's money, with the kinds of line that it sums."""

    name: str
    kinds: tuple[LineKind, ...]


MONEY_ROWS: tuple[MoneyKind, ...] = (
    MoneyKind("time", (LineKind.TIME, LineKind.NO_CHARGE)),
    MoneyKind("fees", (LineKind.FEE,)),
    MoneyKind("milestones", (LineKind.MILESTONE,)),
    MoneyKind("expenses", (LineKind.EXPENSE, LineKind.DISBURSEMENT)),
    MoneyKind("charges", (LineKind.CHARGE,)),
    MoneyKind("minimums", (LineKind.MINIMUM,)),
    MoneyKind("deposits", (LineKind.DEPOSIT,)),
    MoneyKind("deposits used", (LineKind.DEPOSIT_USED,)),
    MoneyKind("discounts", (LineKind.DISCOUNT,)),
    MoneyKind("write-downs", (LineKind.WRITE_DOWN, LineKind.GOODWILL)),
    MoneyKind("corrections", (LineKind.CORRECTION,)),
    MoneyKind("credits", ()),
)
"""In the order of the statement. Every kind of an invoice's line is in one of them; what takes off is negative.

The last has all lines of credit notes, whatever kind they are of.
"""

WITHOUT_PORTIONS = frozenset(kind.value for kind in ADJUSTING)
"""Kinds whose lines stand for no entry, so that no portion holds their cents."""


def by_row(kinds: Iterable[tuple[str, Money]], currency: str) -> dict[str, Money]:
    """The amount of each row, all rows named, from the amounts by kind of line; what no row knows is left out."""
    amounts = {row.name: Money(0, currency) for row in MONEY_ROWS}
    row_of = {kind.value: row.name for row in MONEY_ROWS for kind in row.kinds}
    for kind, amount in kinds:
        row = MONEY_ROWS[-1].name if kind.startswith(ON_CREDIT_NOTES) else row_of.get(kind)
        if row is not None:
            amounts[row] += amount
    return amounts


def without_portions(kinds: Iterable[tuple[str, Money]]) -> int:
    """The cents on lines that stand for no entry."""
    return sum(amount.minor for kind, amount in kinds if kind.removeprefix(ON_CREDIT_NOTES) in WITHOUT_PORTIONS)
