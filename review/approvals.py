"""What people say about drafts: approve, hold, release; signed, and by the table of a draft's life.

An approval names the hash of exactly what was approved, and dies with it: what says anything else is approved anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from billing.lifecycle import Event, Status, after, why_not
from mappings.decided import Signature
from mappings.drafts import SHOWN, StoredDraft
from mappings.due import UNIT
from mappings.store import Transaction
from review.deposit_room import uses_too_much

APPROVE, HOLD, RELEASE = Event.APPROVE, Event.HOLD, Event.RELEASE
_HASH = re.compile(rf"[0-9a-f]{{{SHOWN},}}")


class CannotMove(Exception):
    """A draft cannot be approved, held, released or pushed now; the message says why. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a draft, and what it said then: `holds` only while it says the same and nobody took it back."""

    signature: Signature
    hash: str
    holds: bool


def chosen(tx: Transaction, ids: Sequence[str], period: str, client: str) -> list[StoredDraft]:
    """The standing drafts with some ids (or beginnings of them) or hashes, else those of a period and client.

    Raises CannotMove when an id or hash names none or several, or when nothing fits.
    """
    standing = tx.drafts.current(period)
    if client:
        standing = [item for item in standing if client in (item.draft.client, item.draft.contract)]
    found = [_one(standing, wanted) for wanted in dict.fromkeys(ids)] if ids else standing
    if not found:
        raise CannotMove("there are no such drafts; `tieout drafts` shows the ones there are")
    return list({item.draft.id: item for item in found}.values())


def move(tx: Transaction, items: Sequence[StoredDraft], event: Event, signature: Signature) -> list[StoredDraft]:
    """Lets people's word about drafts take effect, all of them or none. Raises CannotMove."""
    if event is HOLD and not signature.why.strip():
        raise CannotMove("say why with --why; whoever finds the draft held will want to know")
    if begun := being_written(tx, items):
        raise CannotMove(begun)
    refused = [item for item in items if after(item.status, event) is None]
    if refused:
        words = "; ".join(
            f"draft {item.draft.id} of {item.draft.client}: {refusal(tx, item, event)}" for item in refused
        )
        raise CannotMove(words)
    for item in items:
        tx.drafts.move(item.draft.id, event)
        if event is RELEASE and _is_out_of_date(tx, item):
            tx.drafts.outdate(_lines(item))
    write_down(tx, items, event, signature)
    return [moved for item in items if (moved := tx.drafts.get(item.draft.id)) is not None]


def being_written(tx: Transaction, items: Iterable[StoredDraft]) -> str:
    """Which of some drafts may be in the books by now though nobody knows yet: a sentence, or nothing if none is."""
    begun = {push.draft for push in tx.pushes.intended()}
    found = next((item.draft.id for item in items if item.draft.id in begun), "")
    return f"draft {found} is being written to the books; finish that first: tieout push" if found else ""


def refusal(tx: Transaction, item: StoredDraft, event: Event) -> str:
    """Why an event cannot happen to a draft, and what to do instead; no run plans what is out of date and closed."""
    why, draft = why_not(item.status, event), item.draft
    if item.status is not Status.OUTDATED or not _is_closed(tx, item):
        return why
    return (
        f"{why}; {draft.period} is closed, so first: tieout reopen {draft.period} --contract {draft.contract} --why …"
    )


def write_down(tx: Transaction, items: Iterable[StoredDraft], event: Event, signature: Signature) -> None:
    """Signs what was said about drafts, with the revision and the hash of what each of them says."""
    details = {item.draft.id: {"revision": item.revision, "hash": item.content} for item in items}
    tx.decisions.add(event.value, details, signature)


def approvals_of(tx: Transaction, items: Iterable[StoredDraft]) -> dict[str, Approval]:
    """The last approval of each draft that ever had one; an earlier Tieout wrote down the revision alone."""
    by_id = {item.draft.id: item for item in items}
    found = {}
    for key, words in tx.decisions.about(APPROVE.value, by_id).items():
        item, (said, detail) = by_id[key], words[-1]
        same = detail.get("revision") == item.revision and detail.get("hash", item.content) == item.content
        holds = same and item.status in (Status.APPROVED, Status.POSTED)
        signature = Signature(said.by, said.at, said.why)
        found[key] = Approval(signature, str(detail.get("hash", ""))[:SHOWN], holds)
    return found


def not_approved(tx: Transaction, item: StoredDraft) -> str:
    """Why a draft cannot be posted as far as approvals go: a sentence, or nothing if somebody approved just this."""
    approval: Mapping[str, Approval] = approvals_of(tx, [item])
    found = approval.get(item.draft.id)
    if found is not None and found.holds:
        return ""
    return f"nobody has approved what it says now; look at it, then: tieout approve {item.hash}"


def lost_time(tx: Transaction, item: StoredDraft) -> bool:
    """Whether a draft's lines still name time that has left them: a held draft keeps its word until it is released."""
    there = {(portion.line_id, portion.entry_id) for portion in tx.placements.on_lines(_lines(item))}
    return there != {(line.id, entry_id) for line in item.draft.lines for entry_id in line.entries}


def _is_out_of_date(tx: Transaction, item: StoredDraft) -> bool:
    """Whether a draft that is released must be planned again first; if closed, only what no deposit pays."""
    if not _is_closed(tx, item) and (lost_time(tx, item) or _must_be_planned(tx, item)):
        return True
    return uses_too_much(tx, item)


def _is_closed(tx: Transaction, item: StoredDraft) -> bool:
    """Whether no plan touches it any more: its period is closed."""
    return (item.draft.contract, item.draft.period) in tx.units.closed()


def _must_be_planned(tx: Transaction, item: StoredDraft) -> bool:
    """Whether its purchase order may have less room by now than when it was planned, or something was taken off."""
    return item.draft.contract in tx.due.of(UNIT, item.draft.period)


def _lines(item: StoredDraft) -> list[str]:
    return [line.id for line in item.draft.lines]


def _one(standing: Sequence[StoredDraft], wanted: str) -> StoredDraft:
    exact = [item for item in standing if _HASH.fullmatch(wanted) and item.content.startswith(wanted)]
    found = exact or [item for item in standing if item.draft.id.startswith(wanted)]
    if len(found) == 1 and len(wanted) >= 3:
        return found[0]
    if not found and _HASH.fullmatch(wanted):
        raise CannotMove(
            f"no draft says what {wanted} stood for: it has changed since, or is gone; look again: tieout drafts"
        )
    many = f"{len(found)} drafts begin with {wanted}; type more of its id" if found else ""
    raise CannotMove(many or f"no standing draft has the id {wanted}; `tieout drafts` shows them")
