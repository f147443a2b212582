"""Milestones: amounts that a contract owes once each, on a stated day or from when a person says they are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from billing.decisions import Decision
from billing.ids import stable_id
from billing.money import Money
from billing.records import Item
from billing.wishes import LineKind

REACHED = "milestone"
"""The kind of decision by which a person says on which day a milestone is reached."""

PREFIX = "m"
"""What the ids of milestones begin with."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone of a contract; `code` is unique within it and never used for anything else."""

    contract: str
    code: str
    workstream: str
    description: str
    amount: Money
    not_before: date
    """What falls due earlier was billed before Tieout."""
    due: date | None = None
    """The day on which it falls due by itself; None: when a person says so."""
    billed_before: bool = False
    """The contract's opening says that it was billed before Tieout."""

    @property
    def id(self) -> str:
        """What it is called for good: it is billed once under this id."""
        return stable_id(PREFIX, self.contract, self.code)

    @property
    def subject(self) -> str:
        """What decisions about it name; the contract's id has no space, so no two are the same."""
        return f"{self.contract} {self.code}"


def last_words(standing: Mapping[str, Sequence[Decision]]) -> dict[str, Decision]:
    """The newest of the decisions that stand, for each subject that has any."""
    return {subject: max(said, key=lambda decision: decision.id) for subject, said in standing.items() if said}


def day_of(milestone: Milestone, word: Decision | None) -> date | None:
    """The day on which a milestone falls due: what a person said last, else the contract's; None: not yet known."""
    return word.day if word is not None else milestone.due


def before_tieout(milestone: Milestone, day: date | None) -> bool:
    """Whether a milestone of that day was billed before Tieout, so that it is never billed here."""
    return milestone.billed_before or (day is not None and day < milestone.not_before)


def owed(milestones: Iterable[Milestone], words: Mapping[str, Decision]) -> list[Item]:
    """What has a day on which it falls due, whenever that is, by day and code; nothing from before Tieout.

    The order of the milestones does not matter, nor whether their workstream has ended.
    """
    items = [
        _item(milestone, day, words.get(milestone.subject))
        for milestone in sorted(milestones, key=lambda each: each.subject)
        if (day := day_of(milestone, words.get(milestone.subject))) and not before_tieout(milestone, day)
    ]
    return sorted(items, key=lambda item: item.day)


def _item(milestone: Milestone, day: date, word: Decision | None) -> Item:
    why = f"reached on {day} ({word.signed})" if word else f"due on {day}, as the contract says"
    return Item(
        id=milestone.id,
        version=1,
        kind=LineKind.MILESTONE,
        day=day,
        workstream=milestone.workstream,
        description=milestone.description,
        amount=milestone.amount,
        unit_price=milestone.amount.decimal,
        rule=f"milestone {milestone.code}: {why}",
    )
