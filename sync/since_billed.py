"""Whether an entry is another than when it was last billed, corrected, or put on a credit note."""

from __future__ import annotations

from collections.abc import Sequence

from billing.checks import matters_after_billing
from billing.decisions import DecisionKind
from billing.quick import dataclass
from billing.records import Entry
from mappings.placements import Placed
from mappings.store import Transaction
from sync.standing_now import now_of


@dataclass(frozen=True, slots=True)
class Since:
    """An entry as it was billed or corrected last, and as it is now: None where it is gone.

    `back`: it was gone when that was corrected or credited, and is there again.
    """

    billed: Entry
    now: Entry | None
    back: bool


def since_billed(tx: Transaction, key: str, live: Sequence[Placed]) -> Since | None:
    """What an entry was and is, where that can touch an invoice; nothing of what stands as if it never was billed."""
    now = now_of(live)
    last = max(now.billed, key=lambda portion: portion.number, default=None)
    if last is None or now.free:
        return None
    versions = {each.entry.version: each for each in tx.entries.versions(key)}
    head, then = versions[max(versions)], versions[last.version]
    was_there = then.present and not (now.waiting and _credited_when_gone(tx, key, live))
    entry = head.entry if head.present else None
    if not matters_after_billing(then.entry if was_there else None, entry):
        return None
    return Since(then.entry, entry, back=not was_there)


def _credited_when_gone(tx: Transaction, key: str, live: Sequence[Placed]) -> bool:
    """Whether the credit note that is to take it back was written because it was gone."""
    waiting = {each.portion.number for each in live if not each.settled}
    said = [detail for _, detail in tx.decisions.about(DecisionKind.CORRECT, [key]).get(key, [])]
    return any(detail["number"] in waiting and detail["note"] and not detail["present"] for detail in said)
