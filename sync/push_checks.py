"""What keeps a draft from going into books, whatever books these are."""

from __future__ import annotations

from billing.periods import month_of_period
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from review.approvals import not_approved
from review.closing import hindrance
from sync.before_go_live import own_days
from sync.books import LeftAlone
from sync.unproven import unproven_on
from sync.worker import Worker


def check_may_go_out(worker: Worker, tx: Transaction, item: StoredDraft) -> None:
    """Raises LeftAlone where a tracker's months do not prove a draft any more, or go-live was moved behind its work."""
    unproven = unproven_on(tx, worker, [line.id for line in item.draft.lines])
    if unproven:
        named = ", ".join(f"{period} of {connector}" for connector, period in sorted(unproven))
        raise LeftAlone(f"{named} is not proven any more; pull, run, and look at it again before you push it")
    go_live = worker.configuration.main.go_live
    days = [] if item.draft.is_credit else own_days(item.draft.lines)
    if days and min(days) < go_live:
        raise LeftAlone(
            f"it bills work of {min(days)}, before go_live {go_live}; run its month again (tieout run --period "
            f"{month_of_period(item.draft.period)}; if it is closed, tieout reopen first), or correct go_live"
        )


def check_can_be_posted(tx: Transaction, item: StoredDraft) -> None:
    """What posts was approved just as it is, and closes its period, where nothing else may have to be planned again.

    A credit note closes nothing. Raises LeftAlone.
    """
    lacking = not_approved(tx, item)
    if lacking:
        raise LeftAlone(lacking)
    if item.draft.is_credit:
        return
    unit = tx.units.get(item.draft.contract, item.draft.period)
    problem = "" if unit and unit.closed else hindrance(tx, item.draft.contract, item.draft.period)
    if problem:
        raise LeftAlone(f"posting it closes its month, and {problem}, then push again")
