"""Which caps a piece of work is under, and what lines that stand elsewhere draw on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billing.cap_records import MONTH, TASK, Cap
from billing.records import Contract, Work

CapKey = tuple[str, str, str, str]
"""A cap of a contract (its workstream, what it is per, its unit) and the task or month that is counted."""


@dataclass(frozen=True, slots=True)
class CapDraw:
    """What one line of time draws: its workstream, its month of work, its tasks. `posted`: then no plan moves it.

    `beyond`: it stands under an order for time beyond a cap, by the contract that it was planned from.
    """

    period: str
    draft: str
    order: str
    workstream: str
    month: str
    tasks: tuple[str, ...]
    minor: int
    currency: str
    seconds: int
    posted: bool
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class CapDrawn:
    """What stands elsewhere on a cap, for a task or month, in the unit of the cap."""

    workstream: str
    per: str
    unit: str
    what: str
    used: int

    @property
    def key(self) -> CapKey:
        """The cap and what of it is counted."""
        return self.workstream, self.per, self.unit, self.what


def unit_of(cap: Cap) -> str:
    """What a cap is measured in."""
    return "hours" if cap.by_time else "amount"


def key_of(cap: Cap, what: str) -> CapKey:
    """A cap of a contract, and the task or month that is counted; a contract has no two of one key."""
    return cap.workstream, cap.per, unit_of(cap), what


def caps_on(contract: Contract, workstream: str) -> list[Cap]:
    """The caps that hold for a workstream's time: its own first, then those of the whole contract."""
    own = [cap for cap in contract.caps if cap.workstream and cap.workstream == workstream]
    return [*own, *(cap for cap in contract.caps if not cap.workstream)]


def counted(cap: Cap, tasks: Sequence[str], month: str) -> tuple[str, ...]:
    """Which counts of a cap time belongs to: several tasks count in full, none in no cap on tasks."""
    if cap.per == TASK:
        return tuple(sorted(set(tasks)))
    return (month,) if cap.per == MONTH else ("",)


def counts_of(contract: Contract, works: Iterable[Work]) -> set[CapKey]:
    """All that some work may draw on."""
    return {
        key_of(cap, what)
        for work in works
        for cap in caps_on(contract, work.workstream)
        for what in counted(cap, task_keys(work), month_of(work))
    }


def task_keys(work: Work) -> tuple[str, ...]:
    """The keys of the tasks of a piece of work."""
    return tuple(task.key for task in work.tasks)


def month_of(work: Work) -> str:
    """The month in which it was worked, whichever bills it."""
    return work.day.strftime("%Y-%m")


def opened_at(contract: Contract, cap: Cap, what: str) -> int:
    """What had been billed against a cap before Tieout, in its unit."""
    opening = contract.opening
    if opening is None:
        return 0
    name = cap.workstream or contract.id
    if cap.per == MONTH and what != opening.as_of.strftime("%Y-%m"):
        return 0
    if not cap.by_time and cap.per not in (MONTH, TASK):
        billed = dict(opening.caps).get(name)
        return billed.minor if billed else 0
    return opening.balance(balance_of(cap), name, what if cap.per == TASK else "")


def is_beyond(contract: Contract, order: str) -> bool:
    """Whether an order is one for time beyond a cap."""
    return bool(order) and any(cap.order == order for cap in contract.caps)


def balance_of(cap: Cap) -> str:
    """Where the opening of a cap is stated."""
    prefix = {TASK: "task_", MONTH: "month_"}.get(cap.per, "")
    return f"{prefix}{'cap_hours' if cap.by_time else 'caps'}"


def drawn_on_caps(
    contract: Contract, period: str, draws: Iterable[CapDraw], wanted: set[CapKey], closed: Iterable[str] = ()
) -> tuple[CapDrawn, ...]:
    """What a plan for a period finds drawn on the caps of its contract, of the tasks and months that it bills.

    That is what stands on drafts of earlier periods, on what is posted, and on drafts of closed periods.
    """
    final = set(closed)
    found: Counter[CapKey] = Counter()
    for draw in draws:
        if draw.period < period or draw.posted or draw.period in final:
            for key, worth in shares(contract, draw):
                found[key] += worth if key in wanted else 0
    return tuple(CapDrawn(*key, used) for key, used in sorted(found.items()) if used)


def shares(contract: Contract, draw: CapDraw) -> Iterable[tuple[CapKey, int]]:
    """What a line draws on each cap: nothing where it stands under an order for time beyond one.

    An amount in another currency than the contract's, from before it had this one, draws on no cap in money.
    """
    if draw.beyond:
        return
    for cap in caps_on(contract, draw.workstream):
        if cap.by_time or draw.currency == contract.currency:
            for what in counted(cap, draw.tasks, draw.month):
                yield key_of(cap, what), draw.seconds if cap.by_time else draw.minor
