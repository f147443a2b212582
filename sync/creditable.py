"""Whether documents can be credited or void, alone or together: what is billed again is billed as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Any

from billing.decisions import DecisionKind
from billing.draft_records import Line
from billing.lifecycle import Status
from billing.records import TAKES_BACK, Portion
from billing.wishes import LineKind
from mappings.drafts import StoredDraft
from mappings.placements import Placed
from mappings.store import Transaction
from review.decide import CannotDecide
from review.deposit_words import given_back
from sync.billed_corrections import in_force, is_settled
from sync.standing_now import now_of

BILL_AGAIN, WRITE_OFF, LEAVE = "bill-again", "write-off", "leave"
THEN = (BILL_AGAIN, WRITE_OFF, LEAVE)
"""What becomes of work that is credited: billed again, written off, or left as credited."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that is to be credited, its number, and those of its lines that are."""

    item: StoredDraft
    number: str
    lines: list[Line]
    in_part: bool
    """Whether a person chose lines of it."""


def check_untouched(tx: Transaction, item: StoredDraft, number: str) -> None:
    """Raises CannotDecide where a document is a credit note, or stands as somebody corrected it."""
    if item.draft.is_credit:
        raise CannotDecide(f"{number} is a credit note itself; what it gave back is billed anew, not credited")
    on_it = {key for line in item.draft.lines for key in line.entries}
    known = [
        said
        for said, detail in tx.decisions.of_kind(DecisionKind.CORRECT)
        if detail["draft"] == item.draft.id or (said.subject in on_it and _waits(tx, said.subject, detail))
    ]
    if known:
        numbers = ", ".join(str(said.id) for said in known)
        raise CannotDecide(
            f"work on {number} was corrected already (decision {numbers}); take that back first, if it is not billed "
            f"yet: tieout correct --undo {known[0].id} --why …"
        )


def _waits(tx: Transaction, subject: str, detail: dict[str, Any]) -> bool:
    """Whether a correction is chosen and not billed yet: it counts on every document of its entry."""
    return in_force(tx, subject, detail) and not is_settled(tx, subject, detail)


def check_deposits_stay(tx: Transaction, item: StoredDraft, number: str, lines: Iterable[Line]) -> None:
    """Raises CannotDecide where lines bill a deposit that was paid back or kept: the client would have it twice."""
    ids = {key for line in lines if line.kind is LineKind.DEPOSIT for key in line.entries}
    if given_back(tx, item.draft.contract, ids):
        raise CannotDecide(
            f"something of a deposit on {number} is paid back or kept already; take that back first: "
            f"tieout deposits undo {item.draft.contract} NUMBER --why …"
        )


def portions_on(tx: Transaction, lines: Iterable[Line]) -> list[Placed]:
    """The portions that stand on some lines."""
    lines = list(lines)
    ids, wanted = sorted({key for line in lines for key in line.entries}), {line.id for line in lines}
    live = tx.placements.of_entries(ids)
    return [each for key in ids for each in live.get(key, ()) if each.portion.line_id in wanted]


def check_whole(tx: Transaction, chosen: Sequence[Wanted]) -> None:
    """Work can be billed again only as a whole: all of it must be taken back together. Raises CannotDecide."""
    lines = [line for each in chosen for line in each.lines]
    others = _beside(tx, {key for line in lines for key in line.entries}, {line.id for line in lines})
    if others:
        shared = [line.id for line in lines if {each.entry_id for each in others} & set(line.entries)]
        raise CannotDecide(_all_of_it(tx, chosen, others, shared))


def _beside(tx: Transaction, entries: Iterable[str], lines: Collection[str]) -> list[Portion]:
    """What no credit note takes back of entries that stand on some lines, and is on other lines."""
    others: list[Portion] = []
    for live in tx.placements.of_entries(entries).values():
        now = now_of(live)
        back = {portion.number - TAKES_BACK for portion in now.settled if portion.number > TAKES_BACK}
        left = [each for each in now.billed if each.line_id and each.number not in back]
        if any(each.line_id in lines for each in left):
            others += [each for each in left if each.line_id not in lines]
    return others


def _with_them(tx: Transaction, chosen: Sequence[Wanted]) -> tuple[list[StoredDraft], list[str]]:
    """The documents, and lines, with which some are billed again as a whole, to the last that shares anything."""
    own = [line for each in chosen for line in each.lines]
    entries, lines = {key for line in own for key in line.entries}, {line.id for line in own}
    in_part = any(each.in_part for each in chosen)
    items: dict[str, StoredDraft] = {}
    named: dict[str, None] = {}
    while others := _beside(tx, entries, lines):
        named |= dict.fromkeys(each.line_id for each in others)
        found = dict.fromkeys(tx.drafts.of_line(each.line_id) for each in others)
        items |= {key: item for key in found if key and (item := tx.drafts.get(key))}
        more = [line for item in items.values() for line in item.draft.lines if line.id in named or not in_part]
        entries |= {key for line in more for key in line.entries}
        lines |= named.keys() | {line.id for line in more}
    return list(items.values()), list(named)


def _all_of_it(tx: Transaction, chosen: Sequence[Wanted], others: Sequence[Portion], shared: Sequence[str]) -> str:
    """Where other parts of what is to be billed again stand, and how all of it is taken back together."""
    items, more = _with_them(tx, chosen)
    pushes = tx.pushes.of_drafts([item.draft.id for item in items])
    numbers = {item.draft.id: each.number for item in items if (each := pushes.get(item.draft.id))}
    own = {each.item.draft.id: each.number for each in chosen}
    lines = dict.fromkeys(each.line_id for each in others)
    places = ", ".join(f"line {each} of {numbers.get(key, key)}" for each in lines if (key := tx.drafts.of_line(each)))
    said = f"work on line {', '.join(shared)} is billed again as a whole only, and other parts of it are on {places}"
    hindrance = next(filter(None, (_hindrance(tx, item, numbers.get(item.draft.id, "")) for item in items)), "")
    if hindrance:
        return (
            f"{said}: {hindrance}. Else credit the other lines of {', '.join(own.values())} with --lines … --then "
            f"{BILL_AGAIN}, line {', '.join(shared)} with --then {LEAVE}, and bill what is owed for that as a charge "
            "(charges.yaml)"
        )
    some = [*(line.id for each in chosen for line in each.lines), *more] if any(each.in_part for each in chosen) else []
    words = [*map(quote, dict.fromkeys((*own.values(), *numbers.values()))), *(f"--lines {each}" for each in some)]
    return f"{said}; credit them together: tieout credit {' '.join(words)} --then {BILL_AGAIN} --why …"


def _hindrance(tx: Transaction, item: StoredDraft, number: str) -> str:
    """Why a document cannot be credited with another one; nothing where it can."""
    if item.status is not Status.POSTED:
        return f"draft {item.draft.id} is no invoice yet; approve and push it first"
    try:
        check_untouched(tx, item, number)
    except CannotDecide as refused:
        return str(refused)
    return ""


def written_with(tx: Transaction, note_id: str) -> list[str]:
    """A credit note that is on its way, and those that bill the same work again: without it they have a part only."""
    again = {
        said.subject for said, detail in tx.decisions.of_kind(DecisionKind.CREDIT) if detail.get("then") == BILL_AGAIN
    }
    notes = [note_id]
    for each in notes:
        item = tx.drafts.get(each)
        ids = {found.portion.entry_id for found in portions_on(tx, item.draft.lines)} if item else ()
        live = [found for beside in tx.placements.of_entries(ids).values() for found in beside]
        waiting = {found.portion.line_id for found in live if found.portion.number > TAKES_BACK and not found.settled}
        found = {tx.drafts.of_line(line_id) for line_id in waiting}
        notes += sorted(key for key in found if key in again and key not in notes)
    return notes


def check_none_is_half(tx: Transaction, note_id: str, placed: Sequence[Placed]) -> None:
    """Raises CannotDecide where work is to be billed again since another credit note has the rest of it already."""
    ids = {each.portion.entry_id for each in placed}
    live, words = tx.placements.of_entries(ids), tx.decisions.standing(ids)
    again = {key for key in ids if any(said.kind == DecisionKind.BILL_AGAIN for said in words.get(key, ()))}
    for each in (each for each in placed if each.portion.entry_id in again):
        beside = live[each.portion.entry_id]
        if any(it.settled and it.portion.number > TAKES_BACK and it.plan == each.plan for it in beside):
            raise CannotDecide(
                f"another part of {each.portion.entry_id} is credited in the books already, to be billed again as a "
                f"whole, so {note_id} stays: approve and push it, too, and then write off what shall not be billed "
                f"again: tieout decide write-off {each.portion.entry_id} --why …"
            )
