"""Whether an entry is another than when it was last billed, corrected, or put on a credit note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from billing.after_billing import matters_after_billing, says_more
from billing.decisions import DecisionKind
from billing.quick import dataclass
from billing.records import Entry, Portion
from mappings.placements import Placed
from mappings.store import Transaction
from sync.standing_now import now_of


@dataclass(frozen=True, slots=True)
class Since:
    """An entry as it was billed or corrected last, and as it is now: None where it is gone.

    `back`: it was gone when that was corrected or credited, and is there again. `aside`: the contract and the period
    that took it, where nothing of it is on a line.
    """

    billed: Entry
    now: Entry | None
    back: bool
    aside: Mapping[str, str]


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
    matters = matters_after_billing(then.entry if was_there else None, entry)
    if not matters and not (entry and _leads_elsewhere(tx, then.entry, entry, last.line_id)):
        return None
    return Since(then.entry, entry, back=not was_there, aside=_aside(tx, live, now.billed))


def _aside(tx: Transaction, live: Sequence[Placed], billed: Sequence[Portion]) -> dict[str, str]:
    """The contract and the period that took an entry for good, where nothing of it is on a line."""
    plans = [each.plan for each in live if each.portion in billed]
    if any(each.line_id for each in billed) or not plans[0]:
        return {}
    unit = tx.plans.get(plans[0])
    return {"contract": unit.contract, "period": unit.period}


def _leads_elsewhere(tx: Transaction, then: Entry, now: Entry, line_id: str) -> bool:
    """Whether what one of two versions states alone brings it under another contract, work or day than is billed."""
    answer = tx.matches.of_entry(now.id) if says_more(then, now) else None
    billed = tx.placements.billed_as(line_id) if answer and answer[0].version == now.version else None
    if answer is None or billed is None:
        return False
    found = answer[0]
    same = (found.contract, found.project.value) == (billed.contract, billed.workstream)
    return not (same and billed.first <= found.day <= billed.last)


def _credited_when_gone(tx: Transaction, key: str, live: Sequence[Placed]) -> bool:
    """Whether the credit note that is to take it back was written because it was gone."""
    waiting = {each.portion.number for each in live if not each.settled}
    said = [detail for _, detail in tx.decisions.about(DecisionKind.CORRECT, [key]).get(key, [])]
    return any(detail["number"] in waiting and detail["note"] and not detail["present"] for detail in said)
