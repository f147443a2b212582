"""What people say about milestones: that one is reached, or that it is not; signed. And where each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from billing.contract_periods import open_on
from billing.decisions import DecisionKind
from billing.lifecycle import Status
from billing.milestone_kinds import MILESTONE_KINDS
from billing.milestones import (
    REACHED,
    Ground,
    KnownEvidence,
    Milestone,
    before_tieout,
    day_of,
    evidence_in_words,
    grounds,
    is_of,
    last_words,
)
from billing.texts import nearest
from mappings.decided import Signature
from mappings.decisions import Logged
from mappings.drafts import StoredDraft
from mappings.due import UNIT
from mappings.placements import Placed, not_taken_back
from mappings.store import Transaction
from review.decide import CannotDecide
from review.tables import Cell, Section, section, sentences
from review.terms_now import terms_now

ANSWERED_BY_A_WORD = [kind.code for kind in MILESTONE_KINDS]
"""What the report says of a milestone's task, which no longer matters once a person says when it is reached."""


class Stage(StrEnum):
    """Where a milestone stands."""

    WAITING = "waiting"
    DUE = "due"
    ON_DRAFT = "on draft"
    BILLED = "billed"
    CREDITED = "credited"
    WRITTEN_OFF = "written off"
    ELSEWHERE = "billed elsewhere"
    BEFORE = "billed before Tieout"


@dataclass(frozen=True, slots=True)
class Standing:
    """A milestone, the day on which it falls due if that is known, and where it stands with which draft and number.

    `words` are what people said about it, `evidence` what its tracker told, both the oldest first.
    """

    milestone: Milestone
    stage: Stage
    day: date | None = None
    draft: StoredDraft | None = None
    number: str = ""
    words: tuple[Logged, ...] = ()
    evidence: tuple[KnownEvidence, ...] = ()

    @property
    def where(self) -> str:
        """The stage in words."""
        return _place(self.draft, self.number) if self.draft is not None else self.stage.value


def _place(item: StoredDraft, number: str) -> str:
    place, period = item.draft.id, item.draft.period
    if item.status is Status.POSTED:
        return f"billed in {period}" + (f" ({number})" if number else "")
    return f"on draft {place} of {period}"


def place_of(tx: Transaction, item: StoredDraft) -> str:
    """Where what stands on a draft is, in words."""
    return _place(item, _number(tx, item.draft.id))


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a word: the month that bills the milestone, if any does, and those that must be planned again."""

    bill_in: str
    months: tuple[str, ...]


def chosen(stated: Sequence[Milestone], contracts: Sequence[str], contract: str, code: str = "") -> list[Milestone]:
    """The milestones of a contract, or the one with a code. Raises CannotDecide with what there is."""
    if contract not in contracts:
        raise CannotDecide(f"there is no contract {contract}; {_hint(contract, contracts)}")
    of_contract = [each for each in stated if each.contract == contract]
    found = [each for each in of_contract if code in ("", each.code)]
    if code and not found:
        raise CannotDecide(f"{contract} has no milestone {code}; {_hint(code, [each.code for each in of_contract])}")
    return found


# ---- what people say ----


def reach(tx: Transaction, milestone: Milestone, day: date, signature: Signature) -> Said:
    """Writes down that a milestone is reached on a day; of several words the last counts. Raises CannotDecide."""
    _check_open(tx, milestone, signature)
    if day < milestone.not_before:
        raise CannotDecide(
            f"{day} is before go_live {milestone.not_before}: what was reached then was billed before Tieout; write "
            f"{milestone.code} into opening: milestones_billed of the contract, or name the day on which to bill it"
        )
    before = day_now(tx, milestone)
    tx.decisions.add(REACHED, {milestone.subject: {"day": day.isoformat()}}, signature)
    tx.issues.end_of_subject(milestone.subject, ANSWERED_BY_A_WORD)
    return look_again(tx, milestone, before)


def take_back(tx: Transaction, milestone: Milestone, signature: Signature) -> Said:
    """Takes back all that was said about a milestone: what its contract says holds again. Raises CannotDecide."""
    _check_open(tx, milestone, signature)
    words = [logged for logged in tx.decisions.history(milestone.subject) if logged.undone_by is None]
    if not words:
        named = f"{milestone.code} of {milestone.contract}"
        raise CannotDecide(f"nobody has said that {named} is reached{_by_itself(milestone)}")
    before = day_now(tx, milestone)
    tx.decisions.undo([logged.decision.id for logged in words], signature)
    return look_again(tx, milestone, before)


def _by_itself(milestone: Milestone) -> str:
    """How a milestone falls due without anybody's word, as the end of a sentence."""
    if milestone.due:
        return f"; it falls due on {milestone.due}, as its contract says"
    return f"; it falls due by {milestone.when.place}, as its contract says" if milestone.when else ""


def _check_open(tx: Transaction, milestone: Milestone, signature: Signature) -> None:
    """Whether anything can be said about a milestone: it is not billed, and a reason is given."""
    named = f"{milestone.code} of {milestone.contract}"
    if not signature.why.strip():
        raise CannotDecide("say why with --why; what is billed on a person's word must be explained")
    placed, draft = placing(tx, milestone)
    if placed is not None and placed.settled and draft is not None:
        raise CannotDecide(f"{named} is {_settled_in_words(tx, milestone, draft)}")
    end = ended(tx, milestone.id) if placed is None else None
    if end is not None:
        raise CannotDecide(f"{named} is {end.value}, after it was billed once; bill it under another code")
    if milestone.billed_before:
        raise CannotDecide(
            f"{named} was billed before Tieout: opening: milestones_billed of the contract names it; "
            "take it out there if that is wrong"
        )
    if draft is not None and draft.draft.id in {push.draft for push in tx.pushes.intended()}:
        raise CannotDecide(f"{named} is on draft {draft.draft.id}, which is being written to the books: tieout push")


def _settled_in_words(tx: Transaction, milestone: Milestone, draft: StoredDraft) -> str:
    found = draft.draft
    if draft.status is Status.POSTED:
        number = _number(tx, found.id)
        return (
            f"billed on invoice {number} of {found.period}, which stays as it is; if that is wrong: tieout credit "
            f"{number} --then … --why …"
        )
    reopen = f"tieout reopen {found.period} --contract {milestone.contract} --why …"
    return f"on draft {found.id}, and {found.period} is closed; open it first: {reopen}"


def look_again(tx: Transaction, milestone: Milestone, before: date | None) -> Said:
    """Marks the months that another day concerns; a draft that bills the milestone is out of date until the next run.

    `before` is the day on which it fell due until now.
    """
    now = day_now(tx, milestone)
    _, draft = placing(tx, milestone)
    months = {_bill_in(tx, milestone, day) for day in (before, now)} | ({draft.draft.period} if draft else set())
    if draft is not None:
        tx.drafts.outdate(line.id for line in draft.draft.lines if milestone.id in line.entries)
    wanted = tuple(sorted(months - {""}))
    tx.due.mark(UNIT, {(milestone.contract, month) for month in wanted})
    return Said(_bill_in(tx, milestone, now), wanted)


def resting(tx: Transaction, milestones: Sequence[Milestone]) -> dict[str, Ground]:
    """What each of some milestones rests on now, by subject: a person's word, else what its task tracker told."""
    subjects = [each.subject for each in milestones]
    asked = [each.subject for each in milestones if each.when]
    return grounds(milestones, last_words(tx.decisions.standing(subjects)), tx.evidence.latest(asked) if asked else {})


def day_now(tx: Transaction, milestone: Milestone) -> date | None:
    """The day on which a milestone falls due by what stands now; None where that is not known."""
    return day_of(milestone, resting(tx, [milestone]).get(milestone.subject))


def _bill_in(tx: Transaction, milestone: Milestone, day: date | None) -> str:
    """The period that bills what falls due on a day: its own, or the first after it that is open."""
    if day is None or before_tieout(milestone, day):
        return ""
    return open_on(terms_now(tx, milestone.contract), day, tx.units.closed())


def placing(tx: Transaction, milestone: Milestone) -> tuple[Placed | None, StoredDraft | None]:
    """Where the milestone stands, and the draft that bills it; a draft that a credit note has taken back does not."""
    left = not_taken_back(tx.placements.of_entries([milestone.id]).get(milestone.id, ()))
    placed = left[-1] if left else None
    line = placed.portion.line_id if placed else ""
    return placed, tx.drafts.get(tx.drafts.of_line(line) or "") if line else None


def _number(tx: Transaction, draft_id: str) -> str:
    push = tx.pushes.of_drafts([draft_id]).get(draft_id)
    return push.number if push else ""


def _hint(word: str, known: Sequence[str]) -> str:
    close = nearest(word, known)
    names = ", ".join(sorted(known)[:12]) or "none"
    return f"known: {names}" + (f"; did you mean {close}?" if close else "")


# ---- where they stand ----


def standing(tx: Transaction, milestones: Sequence[Milestone], today: date) -> list[Standing]:
    """Where each of some milestones stands on a day."""
    return [_standing(tx, milestone, today) for milestone in milestones]


def _standing(tx: Transaction, milestone: Milestone, today: date) -> Standing:
    words, told = tuple(tx.decisions.history(milestone.subject)), tuple(tx.evidence.history(milestone.subject))
    day = day_now(tx, milestone)
    placed, draft = placing(tx, milestone)
    if draft is not None:
        stage = Stage.BILLED if draft.status is Status.POSTED else Stage.ON_DRAFT
        return Standing(milestone, stage, day, draft, _number(tx, draft.draft.id), words, told)
    if before_tieout(milestone, day):
        return Standing(milestone, Stage.BEFORE, day, words=words, evidence=told)
    end = ended(tx, milestone.id) if placed is None else None
    if end is not None:
        return Standing(milestone, end, day, words=words, evidence=told)
    due = placed is not None or (day is not None and day <= today)
    return Standing(milestone, Stage.DUE if due else Stage.WAITING, day, words=words, evidence=told)


_ENDS = {
    DecisionKind.CREDIT: Stage.CREDITED,
    DecisionKind.WRITE_OFF: Stage.WRITTEN_OFF,
    DecisionKind.BILLED_ELSEWHERE: Stage.ELSEWHERE,
    DecisionKind.VOID: None,
    DecisionKind.BILL_AGAIN: None,
}
"""What each word means for a milestone whose invoice was credited or is void: the last one counts."""


def ended(tx: Transaction, milestone_id: str) -> Stage | None:
    """How it ended with a milestone that was billed once, if people want no other invoice for it."""
    said = [each.kind for each in tx.decisions.standing([milestone_id]).get(milestone_id, ()) if each.kind in _ENDS]
    return _ENDS[DecisionKind(said[-1])] if said else None


def to_json(found: Sequence[Standing]) -> list[dict[str, Any]]:
    """The milestones with stable keys; what is not known is null."""
    return [
        {
            "contract": each.milestone.contract,
            "code": each.milestone.code,
            "workstream": each.milestone.workstream,
            "description": each.milestone.description,
            "amount": str(each.milestone.amount.decimal),
            "currency": each.milestone.amount.currency,
            "due": each.milestone.due.isoformat() if each.milestone.due else None,
            "date": each.day.isoformat() if each.day else None,
            "state": each.stage.value.replace(" ", "_").lower(),
            "draft": each.draft.draft.id if each.draft else None,
            "period": each.draft.draft.period if each.draft else None,
            "number": each.number or None,
            "when": _when_json(each.milestone),
            "words": [_word_json(logged) for logged in each.words],
            "evidence": [_evidence_json(each.milestone, told) for told in each.evidence],
        }
        for each in found
    ]


def _when_json(milestone: Milestone) -> dict[str, Any] | None:
    when = milestone.when
    return {"task": when.place, "what": when.what, "field": when.field or None, "value": when.value} if when else None


def _evidence_json(milestone: Milestone, told: KnownEvidence) -> dict[str, Any]:
    return {
        "task": told.ref,
        "condition": told.condition,
        "what": told.what,
        "by": told.by or None,
        "at": told.at.isoformat(),
        "date": milestone.when.day(told.at).isoformat() if milestone.when else None,
        "found_by_run": told.found_run,
        "gone_by_run": told.gone_run,
        "of_this_condition": is_of(told, milestone),
    }


def _word_json(logged: Logged) -> dict[str, Any]:
    said = logged.decision
    return {
        "number": said.id,
        "date": said.day.isoformat() if said.day else None,
        "at": said.at.isoformat(),
        "by": said.by,
        "why": said.why,
        "undone_by": logged.undone_by,
    }


def to_sections(found: Sequence[Standing], contract: str) -> list[Section]:
    """The milestones as a table, and what people said about them."""
    if not found:
        return [sentences(f"{contract} has no milestones; write them into its file, under milestones:")]
    currency = found[0].milestone.amount.currency
    headers = ("milestone", "what", "workstream", f">{currency}", "date", "state")
    words = [line for each in found for line in _notes(each)]
    return [section(f"Milestones of {contract}", headers, [_row(each) for each in found], words)]


def _row(each: Standing) -> tuple[Cell, ...]:
    milestone = each.milestone
    return milestone.code, milestone.description, milestone.workstream, milestone.amount, each.day or "", each.where


def _notes(each: Standing) -> Iterator[str]:
    """What a milestone waits for, what its tracker told of that, and what people said."""
    milestone = each.milestone
    if milestone.when is not None:
        yield f"{milestone.code}: falls due by {milestone.when.place}: {milestone.when.words}"
        for told in each.evidence:
            if is_of(told, milestone):
                gone = f"; gone since run {told.gone_run}" if told.gone_run is not None else ""
                said = evidence_in_words(milestone.when, told)
                yield f"{milestone.code}: {said}, found by run {told.found_run}{gone}"
    yield from (_word(milestone, logged) for logged in each.words)


def _word(milestone: Milestone, logged: Logged) -> str:
    undone = f"; taken back by decision {logged.undone_by}" if logged.undone_by else ""
    return f"{milestone.code}: reached on {logged.decision.day} ({logged.decision.signed}){undone}"
