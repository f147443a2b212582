"""What people say about drafts: approve, hold, release; signed, and by the table of a draft's life."""

from __future__ import annotations

from collections.abc import Sequence

from billing.lifecycle import Event, after, why_not
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.due import UNIT
from mappings.store import Transaction

APPROVE, HOLD, RELEASE = Event.APPROVE, Event.HOLD, Event.RELEASE


class CannotMove(Exception):
    """A draft cannot be approved, held, released or pushed now; the message says why. Nothing was written."""


def chosen(tx: Transaction, ids: Sequence[str], period: str, client: str) -> list[StoredDraft]:
    """The standing drafts with some ids (or beginnings of them), else those of a period and client.

    Raises CannotMove when an id names none or several, or when nothing fits.
    """
    standing = tx.drafts.current(period)
    if client:
        standing = [item for item in standing if client in (item.draft.client, item.draft.contract)]
    found = [_one(standing, wanted) for wanted in dict.fromkeys(ids)] if ids else standing
    if not found:
        raise CannotMove("there are no such drafts; `tieout drafts` shows the ones there are")
    return found


def move(tx: Transaction, items: Sequence[StoredDraft], event: Event, signature: Signature) -> list[StoredDraft]:
    """Lets people's word about drafts take effect, all of them or none. Raises CannotMove."""
    if event is HOLD and not signature.why.strip():
        raise CannotMove("say why with --why; whoever finds the draft held will want to know")
    under_way = {push.draft for push in tx.pushes.intended()}
    for item in items:
        if item.draft.id in under_way:
            raise CannotMove(f"draft {item.draft.id} is being written to the books; finish that first: tieout push")
    refused = [item for item in items if after(item.status, event) is None]
    if refused:
        words = "; ".join(
            f"draft {item.draft.id} of {item.draft.client}: {why_not(item.status, event)}" for item in refused
        )
        raise CannotMove(words)
    for item in items:
        tx.drafts.move(item.draft.id, event)
        if event is RELEASE and (lost_time(tx, item) or _must_be_planned(tx, item)):
            tx.drafts.outdate(_lines(item))
    details = {item.draft.id: {"revision": item.revision} for item in items}
    tx.decisions.add(event.value, details, signature)
    return [moved for item in items if (moved := tx.drafts.get(item.draft.id)) is not None]


def lost_time(tx: Transaction, item: StoredDraft) -> bool:
    """Whether a draft's lines still name time that has left them: a held draft keeps its word until it is released."""
    there = {(portion.line_id, portion.entry_id) for portion in tx.placements.on_lines(_lines(item))}
    return there != {(line.id, entry_id) for line in item.draft.lines for entry_id in line.entries}


def _must_be_planned(tx: Transaction, item: StoredDraft) -> bool:
    """Whether its purchase order may have less room by now than when it was planned, or something was taken off."""
    return item.draft.contract in tx.due.of(UNIT, item.draft.period)


def _lines(item: StoredDraft) -> list[str]:
    return [line.id for line in item.draft.lines]


def _one(standing: Sequence[StoredDraft], wanted: str) -> StoredDraft:
    found = [item for item in standing if item.draft.id.startswith(wanted)]
    if len(found) != 1 or len(wanted) < 3:
        many = f"{len(found)} drafts begin with {wanted}; type more of its id" if found else ""
        raise CannotMove(many or f"no standing draft has the id {wanted}; `tieout drafts` shows them")
    return found[0]
