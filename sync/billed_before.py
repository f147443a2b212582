"""Fees that are due now and were billed before by another code of their contract: they are not billed again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from billing.calendar import month_name
from billing.decisions import Decision, DecisionKind
from billing.issues import Issue
from billing.records import Contract, Item, Period
from billing.retainer_fees import fees_due, is_of_a_month
from billing.wishes import LineKind
from mappings.store import Transaction
from mappings.sums import Fee
from sync.billed_corrections import voided
from sync.worker import Worker

KEEPS_BACK = (DecisionKind.VOID, DecisionKind.WRITE_OFF, DecisionKind.BILLED_ELSEWHERE)
"""Words about what is on no invoice any more that hold under every code; `bill-again` makes it due under a new one."""


def without_billed_before(tx: Transaction, contract: Contract, items: Sequence[Item]) -> tuple[list[Item], list[Issue]]:
    """The items without the fees that were billed by another code, and who waits for a word about one of these."""
    paid = _paid(tx, contract, items)
    back = [(item, *paid[item.id]) for item in items if item.id in paid]
    void = [(item, fee, said) for item, fee, said in back if said and said.kind == DecisionKind.VOID]
    told = [voided(replace(item, id=fee.id), said, contract.client) for item, fee, said in void]
    return [item for item in items if item.id not in paid], told


def without_minimums(
    worker: Worker, tx: Transaction, contract: Contract, period: Period, issued: Collection[str]
) -> Contract:
    """A contract without the minimums of retainers whose period has invoices by the code that they had.

    `issued` are the documents of the period in the books. What was billed with an earlier one says nothing of it.
    """
    if not issued or not any(each.minimum for each in contract.retainers):
        return contract
    due = [item for _, item in fees_due(contract, worker.configuration.main.go_live, period)]
    fees = {item.id: item for item in due if month_name(item.day) == period.name}
    paid = _paid(tx, contract, fees.values())
    drafts = [tx.drafts.get(key) for key in issued] if paid else []
    there = {line.workstream for each in drafts if each for line in each.draft.lines}
    billed = {fees[key].workstream for key, (fee, _) in paid.items() if fee.workstream in there}
    left = [replace(each, minimum=()) if each.workstream in billed else each for each in contract.retainers]
    return replace(contract, retainers=tuple(left))


Paid = Mapping[str, tuple[Fee, Decision | None]]
"""The fees that were billed by another code, and what people said of those that are on no invoice any more."""


def _paid(tx: Transaction, contract: Contract, items: Iterable[Item]) -> Paid:
    """By what each of some items was paid for, where that stands or people's word keeps it back."""
    found = list(_by_code(tx, contract, [item for item in items if item.kind is LineKind.FEE]))
    if not found:
        return {}
    ids = {fee.id for _, fee in found}
    last = {key: said[-1] for key, said in tx.decisions.standing(ids).items()}
    words: dict[str, Decision | None] = {key: said for key, said in last.items() if said.kind in KEEPS_BACK}
    keeping = words | dict.fromkeys(tx.placements.settled(ids))
    return {key: (fee, keeping[fee.id]) for key, fee in reversed(found) if fee.id in keeping}


def _by_code(tx: Transaction, contract: Contract, fees: Sequence[Item]) -> Iterator[tuple[str, Fee]]:
    """Fees beside those that a workstream which is gone was paid for the same days.

    A code that was changed would make every fee of the past due again. Workstreams that were billed beside each other
    for the same month are two, whatever became of one of them.
    """
    known = tx.sums.fees(contract.id) if fees else []
    codes = {stream.code for stream in contract.workstreams}
    gone = [fee for fee in known if fee.workstream not in codes]
    if not gone:
        return
    ids = [fee.id for fee in known]
    billed = tx.placements.ever_billed(ids) | tx.placements.settled(ids)
    months: dict[str, set[str]] = {}
    for fee in known:
        if fee.id in billed:
            months.setdefault(fee.workstream, set()).add(month_name(fee.service_from))
    for item in fees:
        own = months.get(item.workstream, set())
        for fee in gone:
            if _is_for_the_same(contract.id, item, fee) and not own & months.get(fee.workstream, set()):
                yield item.id, fee


def _is_for_the_same(contract: str, item: Item, fee: Fee) -> bool:
    """Whether a fee was for days of service of another one: a month's as one of a month, a block as a block."""
    of_month = is_of_a_month(item.id, contract, item.workstream, item.day)
    alike = of_month is is_of_a_month(fee.id, contract, fee.workstream, fee.service_from)
    return alike and item.day <= fee.service_to and fee.service_from <= (item.until or item.day)
