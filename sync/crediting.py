"""Credit notes: documents of their own that take back portions of an invoice, at its prices, orders and tax codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from billing.adjustments import NOT_REDUCED
from billing.decisions import Decision, DecisionKind
from billing.deposit_records import is_use
from billing.draft_records import Draft, Line
from billing.ids import LINE, NOTE, stable_id
from billing.lifecycle import Event, Status
from billing.money import Money, total
from billing.records import TAKES_BACK, Portion, State
from billing.wishes import REDUCING, LineKind
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.due import ENTRY, UNIT
from mappings.placements import SET_ASIDE, Placed
from mappings.store import Transaction
from review.decide import CannotDecide, as_it_is, explained
from sync.agreed_for_months import tell_of_agreed
from sync.creditable import (
    BILL_AGAIN,
    THEN,
    WRITE_OFF,
    Wanted,
    check_deposits_stay,
    check_none_is_half,
    check_untouched,
    check_whole,
    portions_on,
    written_with,
)
from sync.deposit_draws import deposit_is_gone
from sync.reopening import reopen
from sync.standing_now import now_of
from sync.worker import Run


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit note that was written, and the document that it credits."""

    note: Draft
    number: str


def document_named(tx: Transaction, wanted: str) -> tuple[StoredDraft, str]:
    """The invoice or credit note that stands in the books under a number or an id, with its number.

    Raises CannotDecide.
    """
    said = wanted.strip()
    ids = [push.draft for push in tx.pushes.numbered(said)]
    ids = ids or ([key for key in tx.drafts.starting_with(said) if key[:1] != LINE] if len(said) >= 3 else [])
    found = [item for key in dict.fromkeys(ids) if (item := tx.drafts.get(key)) and item.status is Status.POSTED]
    if len(found) != 1:
        many = f"{len(found)} documents are called {said}; name one by its id" if found else ""
        raise CannotDecide(many or f"no invoice that stands in the books has the number or id {said}")
    return found[0], tx.pushes.of_drafts([found[0].draft.id])[found[0].draft.id].number


def credit(
    tx: Transaction, run: Run, wanted: tuple[Sequence[str], Sequence[str]], then: str, signature: Signature
) -> list[Credited]:
    """Writes the draft of a credit note for each of some documents, or for some lines of one. Raises CannotDecide.

    Until it is in the books, nothing that it takes back is billed again, and nothing is given back; a deposit that it
    takes back is used by nothing more.
    """
    explained(signature)
    if then not in THEN:
        raise CannotDecide(f"say what becomes of the work with --then: {', '.join(THEN)}")
    documents, lines = wanted
    named = {item.draft.id: (item, number) for item, number in (document_named(tx, each) for each in documents)}
    chosen = [_wanted(tx, item, number, own) for item, number, own in _with_lines(list(named.values()), lines)]
    if then == BILL_AGAIN:
        check_whole(tx, chosen)
    return [_written(tx, run, each, then, signature) for each in chosen]


def _with_lines(
    named: Sequence[tuple[StoredDraft, str]], wanted: Sequence[str]
) -> Iterator[tuple[StoredDraft, str, Sequence[str]]]:
    """Documents, each with the lines that a person named of it. Raises CannotDecide."""
    if len(named) < 2:
        yield from ((item, number, wanted) for item, number in named)
        return
    numbers = ", ".join(number for _, number in named)
    own = {
        each: [item.draft.id for item, _ in named for line in item.draft.lines if line.id.startswith(each)]
        for each in wanted
    }
    for each in (each for each, found in own.items() if len(found) != 1):
        raise CannotDecide(f"{each} is no line of {numbers}, or more than one; `tieout trace` shows the lines of each")
    for item, number in named:
        lines = [each for each, found in own.items() if item.draft.id in found]
        if wanted and not lines:
            raise CannotDecide(f"--lines names no line of {number}; name one, or credit {number} by itself")
        yield item, number, lines


def _wanted(tx: Transaction, item: StoredDraft, number: str, wanted: Sequence[str]) -> Wanted:
    """What is to be credited of a document, if it can be. Raises CannotDecide."""
    check_untouched(tx, item, number)
    lines = _chosen(tx, item, number, wanted)
    check_deposits_stay(tx, item, number, lines)
    _check_reductions(tx, item, number, lines)
    return Wanted(item, number, lines, bool(wanted))


def _written(tx: Transaction, run: Run, wanted: Wanted, then: str, signature: Signature) -> Credited:
    """The credit note of one document, written. Raises CannotDecide."""
    item, number, lines = wanted.item, wanted.number, wanted.lines
    portions = portions_on(tx, lines)
    note = note_of(tx, item, [mirrored(line) for line in lines])
    _check_gives_back(note, number)
    tx.drafts.add_note(note, item.plan)
    own = {line.id: new.id for line, new in zip(lines, note.lines, strict=True)}
    tx.placements.add([(_back(each, own), each.plan) for each in portions], run.id, settled=False)
    say_credited(tx, note.id, {"draft": item.draft.id, "other": number, "then": then}, _ids(portions), signature)
    look_again(tx, item.draft, portions)
    deposit_is_gone(tx, note)
    return Credited(note, number)


def next_note(tx: Transaction, draft_id: str) -> tuple[str, str]:
    """The id of the next credit note of a document, and what it is called among them."""
    notes = tx.drafts.notes_of(draft_id)
    count = 1 + max((int(each.draft.part.split()[1]) for each in notes), default=0)
    return stable_id(NOTE, draft_id, str(count)), f"credit {count:03} of {draft_id}"


def note_of(tx: Transaction, item: StoredDraft, lines: Sequence[Line]) -> Draft:
    """The draft of a credit note with some lines: in the books, the currency and the order of what it credits."""
    note_id, part = next_note(tx, item.draft.id)
    own = tuple(replace(line, id=stable_id(LINE, note_id, line.id)) for line in lines)
    return replace(
        item.draft,
        id=note_id,
        part=part,
        total=total([line.amount for line in own], item.draft.total.currency),
        terms="",
        invoice_date="issue day",
        service_from=min(line.service_from for line in own),
        service_to=max(line.service_to for line in own),
        lines=own,
    )


def mirrored(line: Line) -> Line:
    """A line with everything that it charges taken back; its price stays."""
    return replace(
        line,
        quantity=-line.quantity,
        amount=Money(-line.amount.minor, line.amount.currency),
        seconds=-line.seconds,
        rounded_seconds=-line.rounded_seconds,
    )


def taken_back(tx: Transaction, draft_id: str) -> set[str]:
    """The lines of a document that credit notes take back, in the books or on their way there."""
    notes = [each for each in tx.drafts.notes_of(draft_id) if each.status is not Status.SUPERSEDED]
    there = {line.id for note in notes for line in note.draft.lines}
    lines = tx.drafts.revisions(draft_id)[0].draft.lines
    return {line.id for line in lines for note in notes if stable_id(LINE, note.draft.id, line.id) in there}


def _chosen(tx: Transaction, item: StoredDraft, number: str, wanted: Sequence[str]) -> list[Line]:
    gone = taken_back(tx, item.draft.id)
    for each in wanted:
        fitting = [line.id for line in item.draft.lines if line.id.startswith(each)]
        if len(fitting) != 1 or len(each) < 3:
            raise CannotDecide(f"{each} is no line of {number}, or more than one; `tieout trace {number}` shows them")
        if fitting[0] in gone:
            raise CannotDecide(f"line {fitting[0]} of {number} is on a credit note already")
    chosen = [
        line
        for line in item.draft.lines
        if line.id not in gone and (not wanted or any(line.id.startswith(each) for each in wanted))
    ]
    if not chosen:
        raise CannotDecide(f"everything on {number} is on credit notes already")
    return chosen


def _check_reductions(tx: Transaction, item: StoredDraft, number: str, chosen: Sequence[Line]) -> None:
    """Raises CannotDecide where lines were reduced, with others, by what is a line of its own; or are that line."""
    gone = taken_back(tx, item.draft.id)
    left = [line for line in item.draft.lines if line.id not in gone]
    kinds = {line.kind for line in left}
    if len(chosen) == len(left) or not kinds & set(REDUCING):
        return
    discounts = tx.plans.contract_of(item.plan).discounts if LineKind.DISCOUNT in kinds else ()
    by_hand = bool(kinds & {LineKind.WRITE_DOWN, LineKind.GOODWILL})
    for line in chosen:
        discounted = any(each.fits(line.workstream, line.kind, line.service_from) for each in discounts)
        if line.kind in REDUCING or discounted or (by_hand and line.kind not in NOT_REDUCED):
            what = "discount" if discounted or line.kind is LineKind.DISCOUNT else "write-down or goodwill"
            raise CannotDecide(
                f"a {what} of {number} is on line {line.id} and on others: credited alone, it would give back more "
                f"than it cost; credit all of {number} with --then {BILL_AGAIN}, and decide what is not billed again"
            )


def _check_gives_back(note: Draft, number: str) -> None:
    """Raises CannotDecide where a client would have to pay a credit note: ledgers would give that to it instead."""
    if note.total.minor > 0:
        raise CannotDecide(
            f"what you name of {number} was taken off it, so a credit note would come to {note.total}, for the client "
            "to pay; credit the work that it was taken off with it, or bill what is owed as a charge (charges.yaml)"
        )


def _back(each: Placed, lines: dict[str, str]) -> Portion:
    """What takes a portion back, on its line of the credit note."""
    portion = each.portion
    shown = portion.state is State.NON_BILLABLE
    return reversed_portion(portion, portion.state if shown else State.DRAFTED, lines[portion.line_id])


def reversed_portion(portion: Portion, state: State, line: str) -> Portion:
    """A portion with everything taken back; its number says which one."""
    return replace(
        portion,
        number=portion.number + TAKES_BACK,
        state=state,
        seconds=-portion.seconds,
        charged_seconds=-portion.charged_seconds,
        minor=-portion.minor,
        line_id=line,
        reason=f"{portion.reason}, on a credit note" if line else f"{portion.reason}, given back",
    )


def look_again(tx: Transaction, draft: Draft, portions: Iterable[Placed]) -> None:
    """What was billed on a document, and all open periods of its contract, are due."""
    ids = {each.portion.entry_id for each in portions}
    tx.due.mark(ENTRY, {(key, "") for key in ids if tx.entries.get(key) is not None})
    units = [row for row in tx.units.of() if row.contract == draft.contract and not row.closed]
    tx.due.mark(UNIT, {(row.contract, row.period) for row in units})


# ---- once it is in the books, or when it is taken back before ----


def credit_is_there(tx: Transaction, run: Run, item: StoredDraft) -> None:
    """Everything that a credit note's being in the books means for what it credits: signed, free, and given back."""
    placed = portions_on(tx, item.draft.lines)
    whole = [each for each in placed if each.portion.number > TAKES_BACK]
    ids = _ids(whole)
    _give_back_what_is_aside(tx, run, ids)
    reopen(tx, ids, "credited", run)
    known = tx.decisions.of_kind(DecisionKind.CREDIT)
    said, detail = next((said, detail) for said, detail in known if said.subject == item.draft.id)
    signature, asked = Signature(said.by, said.at, said.why), detail.get("about", {})
    about = {key: (asked.get(key) or about_entry(tx, key)) | {"beside": []} for key in ids}
    tx.decisions.add(DecisionKind.CREDIT, {key: each | {"other": said.other} for key, each in about.items()}, signature)
    later = _said_later(tx, known, said)
    for then in (BILL_AGAIN, WRITE_OFF):
        own = {key: each for key, each in about.items() if later.get(key, detail["then"]) == then}
        if own:
            tx.decisions.add(then, own, signature)
    if detail["then"] == BILL_AGAIN:
        tell_of_agreed(tx, run, item, str(said.other))
    look_again(tx, item.draft, placed)


def _said_later(tx: Transaction, known: Iterable[tuple[Decision, dict[str, Any]]], said: Decision) -> dict[str, str]:
    """What becomes of entries by credit notes that were written after one, and came into the books before it."""
    later = [(each.subject, detail) for each, detail in known if each.id > said.id and "then" in detail]
    posted = [detail for note, detail in later if (found := tx.drafts.get(note)) and found.status is Status.POSTED]
    return {key: str(detail["then"]) for detail in posted for key in detail.get("about", {})}


def _ids(placed: Iterable[Placed]) -> list[str]:
    return sorted({each.portion.entry_id for each in placed if not is_use(each.portion.entry_id)})


def _give_back_what_is_aside(tx: Transaction, run: Run, ids: Sequence[str]) -> None:
    """Hours that something else paid for, or that were written off, of work that is on no document any more."""
    for live in tx.placements.of_entries(ids).values():
        now = now_of(live)
        back = {portion.number - TAKES_BACK for portion in now.settled if portion.number > TAKES_BACK}
        own = [each for each in live if each.settled and each.portion in now.billed]
        left = [each for each in own if each.portion.number not in back]
        if any(each.portion.line_id or each.portion.state not in SET_ASIDE for each in left):
            continue
        given = [(reversed_portion(each.portion, each.portion.state, ""), each.plan) for each in left]
        tx.placements.add(given, run.id, settled=True)


def say_credited(
    tx: Transaction, note_id: str, detail: dict[str, Any], ids: Iterable[str], signature: Signature
) -> None:
    """Signs a credit note that was written, with what is credited as it is now: it may change until that is posted."""
    about = {key: about_entry(tx, key) for key in ids}
    tx.decisions.add(DecisionKind.CREDIT, {note_id: detail | {"about": about}}, signature)


def about_entry(tx: Transaction, key: str) -> dict[str, Any]:
    """What a decision about something billed is about: an entry as it is now; of a charge there is nothing to say."""
    head = tx.entries.get(key)
    return as_it_is(head.record, there=not tx.entries.gone([key])) if head is not None else {}


def undo_note(tx: Transaction, run: Run, note_id: str) -> list[str]:
    """Takes a credit note back that is not in the books yet, with those that bill the same work again; returns all.

    Raises CannotDecide.
    """
    notes = written_with(tx, note_id)
    items = [_that_can_be_undone(tx, each) for each in notes]
    for item in items:
        check_none_is_half(tx, item.draft.id, portions_on(tx, item.draft.lines))
    for item in items:
        placed = portions_on(tx, item.draft.lines)
        tx.placements.take_away(placed, "the credit note was taken back", run.id)
        tx.drafts.move(item.draft.id, Event.REPLACED)
        look_again(tx, item.draft, placed)
    return notes


def _that_can_be_undone(tx: Transaction, note_id: str) -> StoredDraft:
    """A credit note that is not in the books, nor on its way there this moment. Raises CannotDecide."""
    item = tx.drafts.get(note_id)
    if item is None or item.status is Status.POSTED:
        raise CannotDecide("its credit note is in the books and stays; what it gave back can only be billed anew")
    if note_id in {push.draft for push in tx.pushes.intended()}:
        raise CannotDecide(f"credit note {note_id} is being written to the books; finish that first: tieout push")
    if item.status is Status.OUTDATED:
        raise AssertionError("nothing outdates a credit note")
    return item
