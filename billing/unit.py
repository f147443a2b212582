"""What a plan is made of, and what its steps have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from billing.adjust_records import UNADJUSTED, Adjusting
from billing.caps import CapDrawn
from billing.carry_records import Brought
from billing.deposit_records import Deposit
from billing.draft_records import Draft
from billing.ids import canonical
from billing.issues import Issue
from billing.lines import Billable, Priced
from billing.locked_rates import LockedRates
from billing.money import Money
from billing.orders import Drawn
from billing.records import Contract, Item, Period, State, Work
from billing.retainer_records import Included
from billing.snapshots import restored, works_of, works_text

STEPS_VERSION = 7
"""Raised when the steps themselves change, so that every unit is planned again."""


@dataclass(frozen=True, slots=True)
class Unit:
    """All that a plan depends on: one contract, one period, one books, the work matched to them, and their charges."""

    contract: Contract
    period: Period
    books: str
    works: tuple[Work, ...]
    charges: tuple[Item, ...] = ()
    charge_issues: tuple[Issue, ...] = ()
    expense_limit: Money | None = None
    issued: tuple[str, ...] = ()
    """Drafts of this unit that are in the books already: what comes after them stands on supplements."""
    drawn: tuple[Drawn, ...] = ()
    """What stands elsewhere on the orders that have a limit."""
    drawn_on_caps: tuple[CapDrawn, ...] = ()
    """What stands elsewhere on the caps that this work is under."""
    included: tuple[Included, ...] = ()
    """The included hours that are there for each retainer."""
    adjusting: Adjusting = UNADJUSTED
    """What people took off the month, and what its invoices hold already."""
    locked: tuple[LockedRates, ...] = ()
    """The rates of months that are billed, where the contract locks them."""
    deposits: tuple[Deposit, ...] = ()
    """What the client has paid in advance, the oldest first."""
    brought: tuple[Brought, ...] = ()
    """Which of the works and charges earlier periods have carried forward, because their invoices were too small."""
    corrections: tuple[Item, ...] = ()
    """What people chose to correct of billed work on this invoice, at the terms by which it was billed."""

    @property
    def inputs(self) -> str:
        """The canonical text of all inputs. Equal text, nothing to do; the order of the works does not matter."""
        works = sorted(self.works, key=lambda work: work.entry_id)
        unit = canonical(replace(self, works=()))
        return f'{{"steps":{STEPS_VERSION},"unit":{unit},"works":{works_text(works)}}}'


def unit_of(inputs: str, *, with_works: bool = True) -> Unit:
    """The unit that canonical inputs describe; its works are the larger part, which not everybody needs."""
    if with_works:
        said = json.loads(inputs)
        return replace(restored(Unit, {**said["unit"], "works": []}), works=works_of(said["works"]))
    place = inputs.index(_UNIT) + len(_UNIT)
    said, _ = json.JSONDecoder().raw_decode(inputs, place)
    return restored(Unit, {**said, "works": []})


def steps_of(inputs: str) -> int:
    """The version of the steps by which canonical inputs were planned."""
    said, _ = json.JSONDecoder().raw_decode(inputs, inputs.index(_STEPS) + len(_STEPS))
    return int(said)


_STEPS, _UNIT = '"steps":', '"unit":'


@dataclass(frozen=True, slots=True)
class Waits:
    """What a step keeps back: an entry or a charge, why in a few words, and the exception that tells of it."""

    subject: str
    reason: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class Covered:
    """Time that stands on no line: something else pays for it, or nobody does (`state`); `why` says what."""

    item: Priced
    why: str
    state: State = State.COVERED


@dataclass(frozen=True, slots=True)
class Charged:
    """What a step passes on, what it has found to be covered, what waits, and what people should know if it is billed.

    Parts of an entry are in `items` and `covered` together its whole time, unless it waits: then none of it is there.
    `short`: the entries that found too little room, which any entry before them may have taken, or gave theirs back.
    """

    items: list[Billable]
    covered: tuple[Covered, ...] = ()
    waits: tuple[Waits, ...] = ()
    issues: tuple[Issue, ...] = ()
    short: frozenset[str] = frozenset()


Step = Callable[[Sequence[Billable], Unit], Charged]
"""What is done with charged time and stated amounts before they are put on documents."""

Check = Callable[[Sequence[Billable], Unit, Unit], "Unit | None"]
"""Whether what stands on documents after all steps is right for a unit: then None. Else the second, by which the steps
were taken, with less room: more is drawn on its caps (`drawn_on_caps`)."""

Adjust = Callable[[Sequence[Draft], Unit], Sequence[Draft]]
"""What is done with documents once their lines are known: lines are added that stand for no work of their own."""
