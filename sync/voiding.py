"""Documents that are voided or deleted in their books: what was on them is taken off and waits for a person."""

from __future__ import annotations

from billing.decisions import DecisionKind
from billing.deposit_records import is_use
from billing.lifecycle import Event, Status
from billing.money import share
from billing.periods import month_of_period
from billing.wishes import LineKind
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.placements import SET_ASIDE, Placed
from mappings.store import Transaction
from review.decide import CannotDecide, explained
from sync.agreed_for_months import tell_of_agreed
from sync.creditable import check_deposits_stay, check_untouched
from sync.crediting import about_entry, document_named, look_again
from sync.deposit_draws import deposit_is_gone
from sync.left_documents import tell_left
from sync.reopening import reopen
from sync.standing_now import now_of
from sync.worker import Run


def void(tx: Transaction, run: Run, wanted: str, signature: Signature) -> tuple[StoredDraft, str]:
    """Notes that an invoice is void, whoever voided it; returns it with its number. Raises CannotDecide.

    What it billed counts no more: orders, caps, hours and deposits have it back. Its papers stay where they are.
    """
    explained(signature)
    item, number = document_named(tx, wanted)
    check_untouched(tx, item, number)
    check_deposits_stay(tx, item, number, item.draft.lines)
    notes = [each for each in tx.drafts.notes_of(item.draft.id) if each.status is not Status.SUPERSEDED]
    if notes:
        raise CannotDecide(f"a credit note takes {number} back already ({notes[0].draft.id}); void or credit, not both")
    corrections = {key for line in item.draft.lines if line.kind is LineKind.CORRECTION for key in line.entries}
    billed = {key for line in item.draft.lines for key in line.entries} - corrections
    placed = _on(tx, item, billed | corrections)
    tx.placements.take_away(placed, f"{number} is void", run.id)
    reopen(tx, sorted(billed), f"{number} is void", run)
    tx.drafts.move(item.draft.id, Event.VOID)
    tx.units.bill(item.draft.contract, item.draft.period, -_of_whole_entries(tx, item, placed))
    tx.pushes.void(tx.pushes.of_drafts([item.draft.id])[item.draft.id], run.id)
    ids = sorted(key for key in billed if not is_use(key))
    about = {key: about_entry(tx, key) | {"other": number, "beside": []} for key in (*ids, item.draft.id)}
    tx.decisions.add(DecisionKind.VOID, about, signature)
    look_again(tx, item.draft, placed)
    deposit_is_gone(tx, item.draft)
    for scope in (f"followed:{item.draft.id}", f"books:{item.draft.id}", f"credited:{item.draft.id}"):
        if scope in tx.issues.scopes(scope):
            tx.issues.replace(scope, [], run.id, month_of_period(item.draft.period))
    tell_left(tx, run, item.draft.id)
    tell_of_agreed(tx, run, item, number)
    return item, number


def _of_whole_entries(tx: Transaction, item: StoredDraft, placed: list[Placed]) -> int:
    """What a document comes to (minor unit) for entries of which no other part is billed, with its share of discounts.

    A part of an entry waits for a word and not for a plan, so no plan values it. What deposits paid is shared, too.
    """
    portions = [each.portion for each in placed if not is_use(each.portion.entry_id)]
    in_part = tx.placements.settled({each.entry_id for each in portions})
    minors = [(each.entry_id in in_part, each.minor) for each in portions]
    parts, all_of_it = sum(minor for is_part, minor in minors if is_part), sum(minor for _, minor in minors)
    if not parts or not all_of_it:
        return item.draft.total.minor
    return share(item.draft.total.minor, [all_of_it - parts, parts])[0]


def _on(tx: Transaction, item: StoredDraft, ids: set[str]) -> list[Placed]:
    """All portions on a document, and what was set aside of their entries, where no other document has a part."""
    lines = {line.id for line in item.draft.lines}
    found: list[Placed] = []
    for live in tx.placements.of_entries(ids).values():
        found += [each for each in live if each.portion.line_id in lines]
        others = [each for each in now_of(live).billed if each.line_id not in lines]
        if all(not each.line_id and each.state in SET_ASIDE for each in others):
            found += [each for each in live if each.portion in others]
    return found
