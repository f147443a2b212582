"""Milestones: amounts that a contract owes once each, on a stated day, by a task, or when a person says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from billing.decisions import Decision
from billing.ids import stable_id
from billing.money import Money
from billing.records import Item
from billing.wishes import LineKind

REACHED = "milestone"
"""The kind of decision by which a person says on which day a milestone is reached."""

PREFIX = "m"
"""What the ids of milestones begin with."""


STATUS, SECTION, APPROVAL, FIELD, COMPLETED = "status", "section", "approval", "field", "completed"
"""What of a task a condition can ask for."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a task must say for a milestone to fall due. `task` is its key or id at a connector, `zone` the company's.

    `field` is the name of the custom field whose `value` is asked for.
    """

    connector: str
    task: str
    what: str
    value: str
    zone: str
    field: str = ""

    @property
    def place(self) -> str:
        """The task as the contract names it."""
        return f"{self.connector}:{self.task}"

    @property
    def words(self) -> str:
        """What is asked for, as a person reads it."""
        if self.what in (APPROVAL, COMPLETED):
            return self.value if self.what == APPROVAL else self.what
        return f"{self.field}: {self.value}" if self.what == FIELD else f"{self.what} {self.value}"

    @property
    def text(self) -> str:
        """By what evidence is known to be of this condition and no other."""
        return f"{self.place} {self.what} {self.field}: {self.value}" if self.field else f"{self.place} {self.words}"

    @property
    def asked(self) -> Mapping[str, str]:
        """The same in the words of a task tracker's role."""
        return {FIELD: self.field, "value": self.value} if self.what == FIELD else {self.what: self.value}

    def day(self, at: datetime) -> date:
        """The company's day at a moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class KnownEvidence:
    """What a tracker told of a milestone's task: who made it fulfil which condition, and when; as it was recorded.

    `ref` is the task by the vendor's id, `what` what was set in the tracker's words. `gone_run` is the run that found
    it to hold no more.
    """

    subject: str
    condition: str
    ref: str
    what: str
    by: str
    at: datetime
    found_run: int = 0
    gone_run: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it held when its tracker was asked last."""
        return self.gone_run is None


Ground = Decision | KnownEvidence
"""Why a milestone falls due on its day, where that is not its contract's."""


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
    """The day on which it falls due by itself; None: when its task or a person says so."""
    billed_before: bool = False
    """The contract's opening says that it was billed before Tieout."""
    when: Condition | None = None
    """What its task must say for it to fall due."""
    part: str = ""
    """How its amount follows from a fixed price, in words."""
    change_order: str = ""
    """The change order that added it to a fixed price."""
    kind: LineKind = LineKind.MILESTONE

    @property
    def id(self) -> str:
        """What it is called for good: it is billed once under this id."""
        return id_of(self.subject)

    @property
    def subject(self) -> str:
        """What decisions about it name; the contract's id has no space, so no two are the same."""
        return f"{self.contract} {self.code}"


def id_of(subject: str) -> str:
    """What a milestone is called that decisions name so, whether or not a contract states it."""
    contract, _, code = subject.partition(" ")
    return stable_id(PREFIX, contract, code)


def last_words(standing: Mapping[str, Sequence[Decision]]) -> dict[str, Decision]:
    """The newest of the decisions that stand, for each subject that has any."""
    return {subject: max(said, key=lambda decision: decision.id) for subject, said in standing.items() if said}


def grounds(
    milestones: Iterable[Milestone], words: Mapping[str, Decision], evidence: Mapping[str, KnownEvidence]
) -> dict[str, Ground]:
    """On what each milestone rests by subject: a person's word, else standing evidence of the condition it has now."""
    found: dict[str, Ground] = {}
    for milestone in milestones:
        word, told = words.get(milestone.subject), evidence.get(milestone.subject)
        if word is not None:
            found[milestone.subject] = word
        elif told is not None and told.stands and is_of(told, milestone):
            found[milestone.subject] = told
    return found


def is_of(evidence: KnownEvidence, milestone: Milestone) -> bool:
    """Whether evidence is of the condition that a milestone has now, and not of one it had."""
    return milestone.when is not None and milestone.when.text == evidence.condition


def day_of(milestone: Milestone, ground: Ground | None) -> date | None:
    """The day on which a milestone falls due: what it rests on, else the contract's; None: not yet known."""
    if isinstance(ground, KnownEvidence):
        assert milestone.when is not None, "evidence is of a condition"
        return milestone.when.day(ground.at)
    return ground.day if ground is not None else milestone.due


def before_tieout(milestone: Milestone, day: date | None) -> bool:
    """Whether a milestone of that day was billed before Tieout, so that it is never billed here."""
    return milestone.billed_before or (day is not None and day < milestone.not_before)


def owed(milestones: Iterable[Milestone], resting: Mapping[str, Ground]) -> list[Item]:
    """What has a day on which it falls due, whenever that is, by day and code; nothing from before Tieout.

    The order of the milestones does not matter, nor whether their workstream has ended.
    """
    items = [
        _item(milestone, day, resting.get(milestone.subject))
        for milestone in sorted(milestones, key=lambda each: each.subject)
        if (day := day_of(milestone, resting.get(milestone.subject))) and not before_tieout(milestone, day)
    ]
    return sorted(items, key=lambda item: item.day)


def evidence_in_words(condition: Condition, evidence: KnownEvidence) -> str:
    """Who set what and when: status Accepted, set by Kim on 2026-10-12 (jira:ACME-14)."""
    by = f" by {evidence.by}" if evidence.by else ""
    return f"{condition.words}, set{by} on {condition.day(evidence.at)} ({condition.place})"


def _why(milestone: Milestone, day: date, ground: Ground | None) -> str:
    if isinstance(ground, KnownEvidence):
        assert milestone.when is not None, "evidence is of a condition"
        return evidence_in_words(milestone.when, ground)
    return f"reached on {day} ({ground.signed})" if ground else f"due on {day}, as the contract says"


def _item(milestone: Milestone, day: date, ground: Ground | None) -> Item:
    return Item(
        id=milestone.id,
        version=1,
        kind=milestone.kind,
        day=day,
        workstream=milestone.workstream,
        description=milestone.description,
        amount=milestone.amount,
        unit_price=milestone.amount.decimal,
        rule=f"{_named(milestone)}: {_why(milestone, day, ground)}",
    )


def _named(milestone: Milestone) -> str:
    """What a milestone is, as the beginning of the sentence that says why it is due."""
    order = f"change order {milestone.change_order}" if milestone.change_order else ""
    notes = ", ".join(filter(None, (milestone.part, order)))
    return f"{milestone.kind.value} {milestone.code}" + (f" ({notes})" if notes else "")
