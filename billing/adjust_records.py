"""What is taken off documents or added to them once their lines are known, as contracts and people state it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.money import Money
from billing.wishes import LineKind


@dataclass(frozen=True, slots=True)
class Discount:
    """A percentage or an amount a month off the lines of some kinds, on work dates with both ends included.

    It has one of `percent` and `amount`. Without workstreams it is for all of the contract. `name` is what its line
    says; it is unique in the contract, and tells discounts apart.
    """

    name: str
    percent: Decimal | None = None
    amount: Money | None = None
    since: date | None = None
    until: date | None = None
    workstreams: tuple[str, ...] = ()
    kinds: tuple[LineKind, ...] = (LineKind.TIME,)

    @property
    def is_dated(self) -> bool:
        """Whether it is in force on some days only."""
        return self.since is not None or self.until is not None

    def fits(self, workstream: str, kind: LineKind, day: date) -> bool:
        """Whether it is given on what a workstream charges for a day."""
        in_force = (self.since or date.min) <= day <= (self.until or date.max)
        return in_force and kind in self.kinds and (not self.workstreams or workstream in self.workstreams)


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least that a contract bills in a month; `always`, even in one in which there is nothing to bill."""

    amount: Money
    always: bool = False


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a person takes off a month, or one draft of it: a percentage or an amount, as `kind`, by decision `number`.

    `signed` says who, when and why, for people of the house; `text` is what the client reads.
    """

    number: int
    kind: LineKind
    signed: str
    percent: Decimal | None = None
    amount: Money | None = None
    draft: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        """What it is called among all that adjusts a month."""
        return key_of(self.number)

    @property
    def what(self) -> str:
        """How much it is, in words."""
        return in_percent(self.percent) if self.percent is not None else str(self.amount)

    def fits(self, currency: str) -> bool:
        """Whether it can be taken off documents in a currency: an amount was meant in its own."""
        return self.amount is None or self.amount.currency == currency


@dataclass(frozen=True, slots=True)
class Adjusting:
    """What a plan must know to adjust documents: what people took off, and what the month's invoices hold already.

    `given` has the cents that each adjustment has taken on invoices that are in the books, by its key; `billed_minor`
    what stands on those toward the minimum; of invoices in the contract's currency alone. `in_other_currency`: there
    are some in another one, so that nobody can say what is missing to the minimum.
    """

    reductions: tuple[Reduction, ...] = ()
    given: tuple[tuple[str, int], ...] = ()
    billed_minor: int = 0
    in_other_currency: bool = False


UNADJUSTED = Adjusting()


def key_of(number: int) -> str:
    """What the adjustment by a decision is called among all of a month."""
    return f"decision {number}"


def in_percent(percent: Decimal) -> str:
    """A percentage for people: 7.5 %."""
    return f"{percent.normalize():f} %"
