"""What people choose for billed work that changed: a line on the next invoice, a credit note, or to leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from billing.decisions import ADJUSTED, CHANGED_AFTERWARDS, CORRECTIONS, DecisionKind
from billing.draft_records import Line
from billing.ids import LINE, stable_id
from billing.issues import hours
from billing.money import Money, share
from billing.records import TAKES_BACK, Portion, State
from billing.unit import Unit, unit_of
from billing.wishes import LineKind
from billing.wording import day as day_in_words
from billing.wording import labels
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.due import ENTRY, UNIT
from mappings.placements import Placed
from mappings.store import Transaction
from review.closing import reopen
from review.decide import CannotDecide, as_it_is, decide, explained, named, wish
from review.drift import ADJUSTMENT, CREDIT_NOTE, REPLACE, WAYS, Drift
from review.drift import LEAVE as LEAVE_AS_BILLED
from sync.creditable import BILL_AGAIN, LEAVE
from sync.crediting import (
    look_again,
    next_note,
    note_of,
    reversed_portion,
    say_credited,
    undo_note,
)
from sync.drift import drifts, is_left, written
from sync.reopening import reopen as take_off_loose
from sync.since_billed import since_billed
from sync.standing_now import now_of
from sync.worker import Run, Worker


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was chosen for one entry: what it comes to, and the credit note or the month that has it."""

    entry: str
    by: str
    difference: Money | None
    where: str


@dataclass(frozen=True, slots=True)
class _Choice:
    """One correction on its way: what it is of, where, and who signed it."""

    found: Drift
    by: str
    signature: Signature
    note: str = ""


def correct(
    worker: Worker, tx: Transaction, run: Run, chosen: Sequence[str], how: tuple[str, Signature]
) -> list[Corrected]:
    """Corrects billed entries, one after the other, each as those before it left the rest. Raises CannotDecide."""
    by, signature = how
    explained(signature)
    if by not in WAYS:
        raise CannotDecide(f"say how with --by: {', '.join(WAYS)}")
    done: list[Corrected] = []
    noted: dict[str, list[tuple[Drift, Line]]] = {}
    opened: set[tuple[str, str]] = set()
    for key in dict.fromkeys(chosen):
        found = _one(worker, tx, key, by)
        draft = found.draft.draft
        if by == REPLACE:
            where = f"{draft.period} is open again"
            if (draft.contract, draft.period) not in opened:
                reopen(tx, draft.contract, draft.period, signature)
            opened.add((draft.contract, draft.period))
        elif by == ADJUSTMENT:
            where = _adjust(tx, _Choice(found, by, signature))
        elif by == CREDIT_NOTE:
            where = next_note(tx, draft.id)[0]
            noted.setdefault(draft.id, []).append((found, _credit(tx, _Choice(found, by, signature, where))))
        else:
            decide(tx, wish("accept"), named(tx, [key]), signature)
            where = "as it was billed"
        done.append(Corrected(key, by, found.difference, where))
    for lines in noted.values():
        _write_note(tx, run, lines, signature)
    return done


def undo(tx: Transaction, run: Run, number: int, signature: Signature) -> str:
    """Takes a correction or a credit back that is not billed yet; returns what it was. Raises CannotDecide."""
    explained(signature)
    logged = tx.decisions.get(number)
    if logged is None or logged.decision.kind not in CORRECTIONS or logged.decision.kind == DecisionKind.VOID:
        raise CannotDecide(f"decision {number} corrects and credits nothing; `tieout decide list` shows all decisions")
    if logged.undone_by is not None:
        raise CannotDecide(f"decision {number} was undone already, by decision {logged.undone_by}")
    said, note = logged.decision, logged.decision.subject
    if said.kind == DecisionKind.CORRECT:
        detail = next(each for known, each in tx.decisions.of_kind(DecisionKind.CORRECT) if known.id == number)
        if detail["by"] == ADJUSTMENT:
            return _undo_adjustment(tx, said.subject, number, detail, signature)
        note = detail["note"]
    if tx.entries.get(note) is not None:
        raise CannotDecide("its credit note is in the books and stays; say what becomes of the work: tieout decide")
    notes = undo_note(tx, run, note)
    of_notes = [known.id for known, each in tx.decisions.of_kind(DecisionKind.CORRECT) if each.get("note") in notes]
    own = [each.id for words in tx.decisions.standing(notes).values() for each in words]
    tx.decisions.undo([*of_notes, *own], signature)
    return f"credit note{'s' if len(notes) > 1 else ''} {' and '.join(notes)}"


def _undo_adjustment(tx: Transaction, entry: str, number: int, detail: dict[str, Any], signature: Signature) -> str:
    live = tx.placements.of_entries([entry]).get(entry, [])
    own = [each for each in live if each.portion.number == detail["number"]]
    if any(each.settled for each in own):
        raise CannotDecide(f"decision {number} is on an invoice, or its month is closed; it stays")
    tx.drafts.outdate([each.portion.line_id for each in own if each.portion.line_id])
    tx.decisions.undo([number], signature)
    _look_again(tx, detail["draft"], own or live)
    return f"the correction of {entry}"


# ---- one entry ----


def _one(worker: Worker, tx: Transaction, key: str, by: str) -> Drift:
    found = next(iter(drifts(worker, tx, [key])), None)
    if found is None:
        raise CannotDecide(_why_nothing(tx, key))
    open_ways = [each.by for each in found.proposals]
    if by not in open_ways:
        raise CannotDecide(f"{key} {_why_not(tx, found, by, ' or '.join(open_ways))}")
    return found


def _why_not(tx: Transaction, found: Drift, by: str, others: str) -> str:
    """Why something cannot be corrected in a way, and what it can be corrected by."""
    looked_at = found.entry.id not in tx.due.of(ENTRY)
    if looked_at and is_left(tx, found) and (by == LEAVE_AS_BILLED or not others):
        return "was left as it was billed already; that holds until it changes once more"
    if not others:
        first = f"{found.hindrance}; run its month" if found.hindrance else found.why
        return f"cannot be corrected yet: {first}: {_its_run(found)}"
    if by == LEAVE_AS_BILLED:
        changed = "it changed or something was decided of it"
        return f"was not looked at since {changed}; run its month first, then it can be left: {_its_run(found)}"
    if found.hindrance:
        return f"cannot be corrected by {by}: {found.hindrance}; choose {others}"
    why = f" ({found.why})" if found.difference is None else ""
    return f"on {found.number} cannot be corrected by {by}{why}; choose {others}"


def _its_run(found: Drift) -> str:
    return f"tieout run --period {found.entry.record.day:%Y-%m}"


def _why_nothing(tx: Transaction, key: str) -> str:
    """Why there is nothing to correct of an entry."""
    since = since_billed(tx, key, tx.placements.of_entries([key]).get(key, []))
    if since is None or not since.aside:
        return f"{key} is as it was billed, or was corrected already; `tieout drift` lists what is not"
    anew = "tieout reopen {period} --contract {contract} --why …".format_map(since.aside)
    return f"{key} is on no line; open its month again and run it: {anew}; or accept it: tieout decide accept {key}"


def _adjust(tx: Transaction, choice: _Choice) -> str:
    """Chooses a line on the next invoice, which the plan of that month makes."""
    live = tx.placements.of_entries([choice.found.entry.id])[choice.found.entry.id]
    _say(tx, choice, now_of(live).next_number, [ADJUSTED, *CHANGED_AFTERWARDS])
    _look_again(tx, choice.found.draft.draft.id, live)
    return "the next invoice"


def _credit(tx: Transaction, choice: _Choice) -> Line:
    """Chooses a line of a credit note, which is written once all of its lines are known."""
    found = choice.found
    now = now_of(tx.placements.of_entries([found.entry.id])[found.entry.id])
    number = found.portions[0].number + TAKES_BACK if found.work is None else now.next_number
    _say(tx, choice, number, list(CHANGED_AFTERWARDS))
    line = _line(tx, found)
    return line if found.work is not None else _of_portions(line, found.portions)


def _of_portions(line: Line, portions: Sequence[Portion]) -> Line:
    """A line that takes back whole portions has their time alone, not what of the entry is on no document."""
    worked = sum(portion.seconds for portion in portions)
    return replace(line, seconds=-worked, rounded_seconds=-sum(portion.charged_seconds for portion in portions))


def _say(tx: Transaction, choice: _Choice, number: int, codes: list[str]) -> None:
    """The signed decision, with everything that a plan needs to know of it."""
    found = choice.found
    assert found.difference is not None, "what has no price cannot be chosen"
    draft, line = found.draft.draft, _line(tx, found)
    posting = line.posting
    detail = {
        **as_it_is(found.entry.record, there=found.present),
        "by": choice.by,
        "codes": codes,
        "other": found.number,
        "note": choice.note,
        "draft": draft.id,
        "contract": draft.contract,
        "month": draft.period,
        "plan": _plan(tx, found),
        "version": found.entry.version,
        "present": found.present,
        "number": number,
        "moved": found.moved,
        "charged": found.charged,
        "minor": found.difference.minor,
        "currency": found.difference.currency,
        "order": found.order,
        "workstream": line.workstream,
        "worked": found.old.day.isoformat(),
        "posting": [posting.item, posting.account, posting.tax, [list(pair) for pair in posting.tracking]],
        "tasks": [[task.key, task.title, task.url, task.ref] for task in line.tasks],
        "description": line.description,
        "rule": line.rate_rule,
        "work": written(found.work),
    }
    tx.decisions.add(DecisionKind.CORRECT, {found.entry.id: detail}, choice.signature)


def _plan(tx: Transaction, found: Drift) -> str:
    live = tx.placements.of_entries([found.entry.id])[found.entry.id]
    own = {line.id for line in found.draft.draft.lines}
    on_it = [each for each in found.portions if each.line_id in own] or found.portions
    return next(each.plan for each in live if each.portion == on_it[0]) or ""


def _line(tx: Transaction, found: Drift) -> Line:
    """The line that corrects an entry: 1 × what it comes to, with the posting of the line that billed it."""
    assert found.difference is not None, "what has no price cannot be chosen"
    draft = found.draft.draft
    billed = next(line for line in draft.lines if line.id in found.lines)
    unit = unit_of(tx.plans.get(found.draft.plan).inputs, with_works=False)
    then, now = hours(found.old.seconds), hours(found.new.seconds if found.new else 0)
    return Line(
        id=stable_id(LINE, draft.id, "correction", found.entry.id, str(found.entry.version)),
        workstream=found.workstream,
        description=_words(found, unit, then, now),
        quantity=Decimal(1),
        unit_price=found.difference.decimal,
        amount=found.difference,
        seconds=found.moved,
        rounded_seconds=found.charged,
        service_from=found.old.day,
        service_to=found.old.day,
        tasks=billed.tasks,
        entries=(found.entry.id,),
        rate_rule=_rule(found, then, now),
        kind=LineKind.CORRECTION,
        posting=billed.posting,
    )


def _rule(found: Drift, then: str, now: str) -> str:
    """How the amount came about, for the trace; what it differs by is its document's, so it may differ from these."""
    became = f"{found.number}: {then} became {now}, {found.money_old} became {found.money_new}"
    assert found.money_new is not None and found.difference is not None, "what has no price cannot be chosen"
    by_itself = found.money_old + found.difference == found.money_new
    return f"{became} ({found.why})" if by_itself else f"{became}, {found.difference} of its document ({found.why})"


def _words(found: Drift, unit: Unit, then: str, now: str) -> str:
    wishes = unit.contract.wishes
    said = f"{labels(wishes.texts.language).correction} {found.number}"
    when = day_in_words(found.old.day, wishes.texts.language)
    return f"{said}, {when}" + (f": {then} → {now}" if wishes.show.hours and then != now else "")


# ---- the credit note ----


def _write_note(tx: Transaction, run: Run, lines: Sequence[tuple[Drift, Line]], signature: Signature) -> None:
    item = lines[0][0].draft
    note = note_of(tx, item, [line for _, line in lines])
    tx.drafts.add_note(note, item.plan)
    take_off_loose(tx, [found.entry.id for found, _ in lines], "corrected by a credit note", run)
    again = False
    for (found, _), line in zip(lines, note.lines, strict=True):
        plan = _plan(tx, found)
        portions = _whole(found, line) if found.work is None else [_part(tx, found, line)]
        tx.placements.add([(each, plan) for each in portions], run.id, settled=found.work is not None)
        again |= found.work is None and found.present
    number = {"draft": item.draft.id, "other": lines[0][0].number, "then": BILL_AGAIN if again else LEAVE}
    ids = [found.entry.id for found, _ in lines]
    say_credited(tx, note.id, number, ids, signature)
    look_again(tx, item.draft, [each for live in tx.placements.of_entries(ids).values() for each in live])


def _part(tx: Transaction, found: Drift, line: Line) -> Portion:
    assert found.difference is not None, "what has no price cannot be chosen"
    now = now_of(tx.placements.of_entries([found.entry.id])[found.entry.id])
    return Portion(
        found.entry.id,
        found.entry.version,
        now.next_number,
        State.DRAFTED,
        found.moved,
        f"corrects {found.number}",
        line.id,
        found.charged,
        found.difference.minor,
        found.difference.currency,
    )


def _whole(found: Drift, line: Line) -> list[Portion]:
    """Takes back all portions of an entry that belongs on the document no more; cents are shared as they were."""
    assert found.difference is not None, "what has no price cannot be chosen"
    cents = share(found.difference.minor, [portion.minor for portion in found.portions])
    back = [reversed_portion(portion, State.DRAFTED, line.id) for portion in found.portions]
    return [replace(portion, minor=minor) for portion, minor in zip(back, cents, strict=True)]


def _look_again(tx: Transaction, draft_id: str, live: Sequence[Placed]) -> None:
    item: StoredDraft = tx.drafts.revisions(draft_id)[0]
    look_again(tx, item.draft, live)
    tx.due.mark(UNIT, {(item.draft.contract, item.draft.period)})
