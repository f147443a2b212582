"""What people decide about entries, and what each decision means for where an entry stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from billing.issues import Issue
from billing.records import Entry, Match, SourceRecord, State


class DecisionKind(StrEnum):
    """What a person can say about an entry or a row of the exception report."""

    ACCEPT = "accept"
    WRITE_OFF = "write-off"
    DEFER = "defer"
    NON_BILLABLE = "non-billable"
    BILLED_ELSEWHERE = "billed-elsewhere"
    DUPLICATE_OF = "duplicate-of"
    LINK = "link"
    BILL_AGAIN = "bill-again"
    CREDIT = "credit"
    VOID = "void"
    CORRECT = "correct"


TAKING_BACK = (DecisionKind.CREDIT, DecisionKind.VOID)
"""What billed time goes through before it can be billed again: a credit note, or a document that is void."""
CORRECTIONS = (*TAKING_BACK, DecisionKind.CORRECT)
"""Decisions about documents; commands of their own make them."""
CHANGED_AFTERWARDS = ("edited_after_billing", "deleted_after_billing")
"""Kinds of exception whose acceptance writes off what an entry has gained or lost since it was billed."""
COPIES = ("same_work_twice", "same_expense_elsewhere")
"""Kinds of exception that take an entry for a copy of what another source has."""
ADJUSTED = "adjusted"
"""What an entry has accepted whose change after billing goes onto the next invoice."""

STATES = {
    DecisionKind.CREDIT: State.CREDITED,
    DecisionKind.VOID: State.HELD,
    DecisionKind.WRITE_OFF: State.WRITTEN_OFF,
    DecisionKind.NON_BILLABLE: State.NON_BILLABLE,
    DecisionKind.BILLED_ELSEWHERE: State.OUTSIDE,
    DecisionKind.DUPLICATE_OF: State.DUPLICATE,
}
"""Decisions that end the matter; `defer` moves it to another period, `accept` lets the entry be billed as it is.

`link` says which task an entry is of, and nothing about whether it is billed. What was billed on a document that is
void waits for another decision, such as `bill-again`.
"""


AWAY = (State.NON_BILLABLE, State.WRITTEN_OFF, State.OUTSIDE, State.OUT_OF_SCOPE, State.DUPLICATE, State.CREDITED)
"""Where an entry is billed by nobody here."""


@dataclass(frozen=True, slots=True)
class Original:
    """What an entry is of which another is a duplicate: its time, cost and day, whose work, and what keeps it away."""

    seconds: int
    cost_minor: int | None
    day: date
    contract: str = ""
    client: str = ""
    away: str = ""
    """The state in which nobody is billed for it; nothing while it is billed, or waits for that."""

    def is_as(self, then: Original) -> bool:
        """Whether it is what it was; two contracts of one client are the same to those who pay."""
        same = replace(self, contract="", client="") == replace(then, contract="", client="")
        known = bool(self.contract and then.contract)
        return same and not (known and self.contract != then.contract and self.client != then.client)


def original_of(record: SourceRecord, found: Match | None, client: str, *, billed: bool) -> Original:
    """What an entry is by its answer; what is billed is kept away by nothing any more."""
    contract = found.contract if found is not None else ""
    away = found.verdict.value if found is not None and found.verdict in AWAY and not billed else ""
    return Original(record.seconds, record.cost_minor, record.day, contract, client, away)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that stands: about which entry or exception, what, and who signed it when and why.

    `seconds`, `cost_minor` and `day` are the entry's when it was decided; `codes` the kinds of exception accepted.
    """

    id: int
    kind: str
    subject: str
    by: str
    at: datetime
    why: str
    codes: tuple[str, ...] = ()
    period: str = ""
    other: str = ""
    seconds: int = 0
    cost_minor: int | None = None
    day: date | None = None
    facts: str = ""
    """The hash of what an accepted exception said, where it is about no single entry."""
    version: int = 0
    """The version of the entry that a correction is about: it lapses with it."""
    gone: bool = False
    """Whether the entry was gone from its tracker when it was decided."""
    percent: str = ""
    text: str = ""
    """How much of a hundred is taken off a month, and what its client reads of it."""
    currency: str = ""
    """What `cost_minor` is taken off a month in; of an expense it is the entry's own."""
    whose: tuple[str, str] | None = None
    """The contract and the client whose work the entry was when it was decided, empty of nobody's; None: not known."""
    beside: tuple[str, ...] | None = None
    """Of the person's day in other sources, what was to be billed when it was decided that nobody pays for this one."""
    original: Original | None = None
    """What the entry was then of which this one is a duplicate; also where something of that is accepted."""

    @property
    def signed(self) -> str:
        """Who, when and why, for a reason that people read."""
        return f"{self.by}, {self.at:%Y-%m-%d}: {self.why}"

    def fits(self, record: SourceRecord, *, there: bool) -> bool:
        """Whether the entry still is what was decided about; what was gone then must not be there again."""
        then, now = (self.seconds, self.cost_minor, self.day), (record.seconds, record.cost_minor, record.day)
        return then == now and not (self.gone and there)

    def another_original(self, originals: Mapping[str, Original]) -> Original | None:
        """What the entry is by now of which this one is a duplicate, where it is another than it was then."""
        now = originals.get(self.other) if self.original is not None else None
        return now if now and self.original and not now.is_as(self.original) else None

    def was_for_another(self, contract: str, client: str) -> bool:
        """Whether the entry was another client's work when it was decided; of one client it may be any contract's."""
        contract_then, client_then = self.whose or ("", "")
        return contract_then not in ("", contract) and client_then != client


@dataclass(frozen=True, slots=True)
class Said:
    """All that people said about one entry: a final state, a period to bill it in, kinds of exception to overlook."""

    state: State | None = None
    reason: str = ""
    period: str = ""
    accepted: tuple[str, ...] = ()
    outdated: Decision | None = None
    """A decision that was made when the entry was another, or another client's."""
    missing: str = ""
    """The entry that this one is a duplicate of, where that is gone."""
    link: Decision | None = None
    """Which task it is of (`other` is its ref): it counts where the entry itself names none, or with trouble."""
    voided: str = ""
    """The document that billed it and is void, where nobody has said yet what becomes of it."""
    again: bool = False
    """It was billed before, and a person wants it billed again: it is not late, however long ago it was worked."""
    original: Original | None = None
    """What the entry is by now of which this one is a duplicate, where it is another than when that was decided."""
    heard: tuple[Decision, ...] = ()
    """What accepts the entry as it is, and the newest decision that does anything else."""


SILENT = Said()
NO_ORIGINALS: Mapping[str, Original] = MappingProxyType({})


def said(
    decisions: Iterable[Decision],
    record: SourceRecord,
    gone: AbstractSet[str] = frozenset(),
    originals: Mapping[str, Original] = NO_ORIGINALS,
    *,
    there: bool = True,
) -> Said:
    """What standing decisions mean for an entry as it is now. The newest state or period wins.

    `gone` are entries that their source no longer has, `originals` what those are that others are duplicates of;
    `there`: whether its source has this one.
    What was accepted counts only while time, cost and day are the ones that were accepted, and the original is, too.
    """
    in_order = sorted(decisions, key=lambda decision: decision.id)
    fitting = [
        each
        for each in in_order
        if each.codes and each.fits(record, there=there) and each.another_original(originals) is None
    ]
    accepted = {code for decision in fitting for code in decision.codes}
    link = next((each for each in reversed(in_order) if each.kind == DecisionKind.LINK), None)
    beside = (DecisionKind.ACCEPT, DecisionKind.LINK, DecisionKind.CORRECT)
    last = next((each for each in reversed(in_order) if each.kind not in beside), None)
    if last is None:
        return Said(accepted=tuple(sorted(accepted)), link=link, heard=tuple(fitting))
    kind = DecisionKind(last.kind)
    of = f" {last.other}" if last.other else ""
    back = any(each.kind in TAKING_BACK for each in in_order)
    holds = last.fits(record, there=there) or STATES.get(kind, State.OPEN) in (State.OPEN, State.HELD)
    other_now = last.another_original(originals)
    return Said(
        state=STATES.get(kind),
        reason=f"{kind.value}{of} ({last.signed})",
        period=last.period if kind is DecisionKind.DEFER else "",
        accepted=tuple(sorted(accepted)),
        outdated=None if holds and other_now is None else last,
        original=other_now,
        missing=last.other if last.other in gone else "",
        link=link,
        voided=last.other if kind is DecisionKind.VOID else "",
        again=kind in (DecisionKind.BILL_AGAIN, DecisionKind.DEFER) and back,
        heard=(*fitting, last),
    )


def heard_for(said: Said, contract: str, client: str) -> Said:
    """What it means for work of a client: what was accepted of another's has lapsed, what was decided is outdated.

    What changed after billing was left for one contract alone. Both are empty of work that is nobody's.
    """
    moved = [each for each in said.heard if each.whose is not None and each.whose[0] != contract]
    if not moved:
        return said
    others = [each for each in moved if contract and each.was_for_another(contract, client)]
    lapsed = {each.id: each.codes if each in others else CHANGED_AFTERWARDS for each in moved}
    accepted = {code for each in said.heard for code in each.codes if code not in lapsed.get(each.id, ())}
    decided = [each for each in others if not each.codes]
    return replace(said, accepted=tuple(sorted(accepted)), outdated=decided[0] if decided else said.outdated)


def in_force(decisions: Iterable[Decision], version: int) -> list[Decision]:
    """The decisions about an entry that have not lapsed, oldest first.

    A correction is about one version. What was accepted of a change after billing was about the documents of then: it
    lapses with a later correction, credit or void.
    """
    in_order = sorted(decisions, key=lambda decision: decision.id)
    last = max((each.id for each in in_order if each.kind in CORRECTIONS), default=0)
    return [
        each
        for each in in_order
        if each.version in (0, version)
        and not (each.kind == DecisionKind.ACCEPT and each.id < last and set(each.codes) & set(CHANGED_AFTERWARDS))
    ]


def state_said(decisions: Iterable[Decision], entry: Entry) -> State | None:
    """The state in which what people have decided about an entry leaves it as it is now, if they have."""
    return said(in_force(decisions, entry.version), entry.record).state


def going_on_beside(decisions: Iterable[Decision]) -> frozenset[str] | None:
    """What goes on although it may be the same as an entry of which people said that nobody is billed for it.

    It was to be billed already when they said so. None where nobody did, or before that was kept. Beside what was on a
    document nothing goes on by itself.
    """
    said = [(each.kind in TAKING_BACK, each.beside) for each in decisions if each.kind in STATES]
    kept = [beside or () for billed, beside in said if billed or beside is not None]
    return frozenset(key for beside in kept for key in beside) if kept else None


def changed_code(*, present: bool) -> str:
    """The kind of exception of an entry that changed after it was billed, or that its source has lost."""
    return CHANGED_AFTERWARDS[0 if present else 1]


def is_said(reason: str) -> bool:
    """Whether a verdict's reason is a person's word, and no rule."""
    return any(reason.startswith((f"{kind.value} (", f"{kind.value} ")) for kind in STATES) and reason.endswith(")")


def unresolved(issues: Iterable[Issue], accepted: Iterable[str]) -> list[Issue]:
    """The issues of kinds that nobody accepted."""
    overlooked = set(accepted)
    return [issue for issue in issues if issue.code not in overlooked] if overlooked else list(issues)
