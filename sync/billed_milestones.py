"""Milestones and deposits that say another amount than was billed for them: that stays, and it is reported."""

from __future__ import annotations

from collections.abc import Iterator

from billing.issues import Issue, facts
from billing.money import Money
from billing.periods import month_of_period
from mappings.placements import not_taken_back
from mappings.store import Transaction
from review import milestones as said
from sync.worker import Run, Worker

SCOPE = "milestones"


def report_changed_milestones(worker: Worker, run: Run) -> None:
    """Replaces the issues about milestones whose amount was changed after they were billed."""
    with worker.store.write() as tx:
        tx.issues.replace(SCOPE, list(_changed(worker, tx)), run.id)


def _changed(worker: Worker, tx: Transaction) -> Iterator[Issue]:
    stated = worker.configuration.milestones
    live = tx.placements.of_entries([each.id for each in stated])
    for each in stated:
        settled = [placed.portion for placed in not_taken_back(live.get(each.id, ())) if placed.settled]
        billed = Money(settled[-1].minor, settled[-1].currency) if settled else each.amount
        if billed == each.amount:
            continue
        (now,) = said.standing(tx, [each], worker.today)
        yield Issue(
            "milestone_changed_after_billing",
            client=worker.configuration.contracts[each.contract].client,
            month=month_of_period(now.draft.draft.period) if now.draft else "",
            subject=each.subject,
            facts=facts(
                what=each.kind.value,
                milestone=each.code,
                contract=each.contract,
                where=now.where,
                billed=str(billed),
                amount=str(each.amount),
            ),
        )
