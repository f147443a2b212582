"""Where a change of billed work counts, and what hinders correcting it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from billing.lifecycle import Status
from billing.plan import Plan
from billing.records import TAKES_BACK, Contract, Portion, State
from mappings.drafts import StoredDraft
from mappings.placements import Placed, not_taken_back
from sync.which_order import change_by_order, own_order

_CREDITED = "a credit note takes it back, or a part of it; what becomes of it is decided once that is in the books"
_IN_PART = "a part of it was credited; credit what is left of it, too, and decide then about all of it"
IN_PARTS = "it was corrected on another document since, and a credit note would take back its first part alone"


def taken_back(live: Sequence[Placed], billed: Sequence[Portion]) -> str:
    """Why what a credit note takes back of some portions keeps all of them from being corrected."""
    numbers = {each.number for each in billed}
    back = [each for each in live if each.portion.number - TAKES_BACK in numbers]
    if not back:
        return ""
    return _IN_PART if all(each.settled for each in back) else _CREDITED


def is_corrected_elsewhere(live: Sequence[Placed], billed: Sequence[Portion]) -> bool:
    """Whether an entry stands on other documents than some portions: what corrected these, say."""
    standing = {each.portion.number for each in not_taken_back(live) if each.settled and each.portion.line_id}
    return standing != {each.number for each in billed}


@dataclass(frozen=True, slots=True)
class Where:
    """The document of an entry that is corrected, the order that the difference is of, and why there is no such one."""

    document: StoredDraft
    order: str
    hindrance: str = ""


def where_of(entry_id: str, stored: Sequence[StoredDraft], billed: Plan, proposed: Plan, contract: Contract) -> Where:
    """Where a change counts: on the order on which an entry comes to something else; so on its document there."""
    by_order = change_by_order(billed, proposed, entry_id)
    changed = sorted(by_order)
    one = changed[0] if len(changed) == 1 else stored[0].draft.order
    document = next((item for item in stored if item.draft.order == one), stored[0])
    order = own_order(one, billed, proposed, (entry_id, contract))
    if all(item.status is not Status.POSTED for item in stored):
        return Where(document, order)
    moved = len(stored) == 1 and min(by_order.values(), default=0) < 0 < max(by_order.values(), default=0)
    if len(changed) > 1 and not moved:
        names = " and ".join(order or "(without one)" for order in changed)
        words = f"it comes to something else on the purchase orders {names}, and a line draws on one"
        return Where(document, order, words)
    if document.status is not Status.POSTED:
        words = f"draft {document.draft.id} has a part of it, and another part is billed; approve and push that first"
        return Where(document, order, words)
    return Where(document, order)


def waiting(billed: Plan, proposed: Plan, entry_id: str) -> str:
    """Why an entry would wait as it is now, or other work that was billed would because of it; empty if none would."""
    before, now = _held(billed), _held(proposed)
    if entry_id in now:
        return f"it would wait by the contract that billed it: {now[entry_id]}"
    others = sorted(now.keys() - before.keys())
    return f"other work would wait by the contract that billed it: {now[others[0]]}" if others else ""


def _held(proposed: Plan) -> dict[str, str]:
    """What waits by a plan, and why."""
    return {each.entry_id: each.reason for each in proposed.portions if each.state is State.HELD}


def hindrance_of(where: Where, waits: str, number: str) -> str:
    """What hinders correcting it there since something would wait, and the way out, where one invoice alone has it.

    What is no invoice yet is planned anew.
    """
    if where.document.status is not Status.POSTED:
        return where.hindrance
    if not waits or not number:
        return waits
    return f"{waits}; once the contract allows it, bill all of {number} anew: tieout credit {number} --then bill-again"
