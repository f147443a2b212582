"""What is to be billed again, or waits for that word, and nothing states any more: no run bills it, and it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from billing.charged import billed_by
from billing.charges import due_until, occurrence_id
from billing.contract_periods import period_on
from billing.correction_kinds import AGAIN_GONE, VOIDED
from billing.decisions import Decision, DecisionKind
from billing.ids import CHARGE
from billing.issues import Issue, facts
from billing.milestones import Milestone
from billing.prepaid import PREFIX as FEE
from billing.records import Item
from billing.retainer_fees import fees_due
from mappings.items import BilledOnce
from mappings.store import Transaction
from sync.billed_corrections import WasBilled, voided
from sync.billed_elsewhere import ONCE, is_same
from sync.worker import Run, Worker

SCOPE = "billed again"
OPEN = (DecisionKind.BILL_AGAIN, DecisionKind.VOID)
"""The words after which something is billed again, or may be."""
AHEAD = timedelta(days=731)
"""What is due later than now is stated all the same; it may have been moved there."""


def report_not_billed_again(worker: Worker, run: Run) -> None:
    """Replaces the issues about fees, charges and milestones that nothing states, and that are to be billed again.

    Those whose invoice is void wait for a word as they do while they are stated: then the plan of their month asks.
    """
    with worker.store.read() as tx:
        words = _words(tx)
        wanted = _on_no_invoice(tx, words) if words else []
        asked = {issue.subject for issue in tx.issues.standing(codes=[VOIDED])} if wanted else set()
        left = [each for each in _not_stated(worker, tx, wanted) if each.id not in asked]
        found = [_issue(each, words[each.id]) for each in left]
        stands = bool(found) or SCOPE in tx.issues.scopes(SCOPE)
    if stands:
        with worker.store.write() as tx:
            tx.issues.replace(SCOPE, found, run.id)


def _words(tx: Transaction) -> dict[str, Decision]:
    """By what is billed once, the last word: that it is to be billed again, or that its invoice is void."""
    said = {word.subject for kind in OPEN for word, _ in tx.decisions.of_kind(kind) if word.subject.startswith(ONCE)}
    last = {key: words[-1] for key, words in tx.decisions.standing(sorted(said)).items()}
    return {key: word for key, word in last.items() if word.kind in OPEN}


def _on_no_invoice(tx: Transaction, ids: Iterable[str]) -> list[BilledOnce]:
    """What stands on no draft of some that were billed once, as it was billed before."""
    known = tx.items.billed_once(*ONCE)
    live = {each.id for each in known if not each.taken_back}
    before = {each.id: each for each in [*tx.items.billed_and_void(ids), *known]}
    return [before[key] for key in sorted(ids) if key in before and key not in live]


def _not_stated(worker: Worker, tx: Transaction, wanted: Sequence[BilledOnce]) -> Iterator[BilledOnce]:
    """What nothing states to be billed now, under its own code or that which bills it instead."""
    last = max([worker.today, *(each.service_to for each in wanted)]) + AHEAD
    fees = list(_fees(worker, last)) if any(each.id.startswith(FEE) for each in wanted) else []
    for each in wanted:
        if each.id.startswith(FEE):
            is_stated = _has_its_fee(tx, each, fees)
        elif each.id.startswith(CHARGE):
            is_stated = _has_its_charge(worker, each, last)
        else:
            is_stated = _has_its_milestone(worker, each)
        if not is_stated:
            yield each


def _has_its_charge(worker: Worker, was: BilledOnce, last: date) -> bool:
    """Whether a charge is stated with its code, which is that of one alone, and falls due again under its name."""
    code, _ = billed_by(was.rule, was.service_from)
    own = [replace(each, contract=was.contract) for each in worker.configuration.charges if each.id == code]
    return any(occurrence_id(each, due) == was.id for each in own for due in due_until(each.schedule, last))


def _has_its_milestone(worker: Worker, was: BilledOnce) -> bool:
    """Whether its contract states a milestone to be billed, or another one does so with one that is the same."""
    return any(
        replace(each, contract=was.contract).id == was.id
        for each in worker.configuration.milestones
        if not each.billed_before and (each.contract == was.contract or _is_same(worker, was, each))
    )


def _is_same(worker: Worker, was: BilledOnce, now: Milestone) -> bool:
    client = worker.configuration.contracts[now.contract].client
    return is_same(was, client, now.workstream, now.amount)


def _fees(worker: Worker, last: date) -> Iterator[tuple[str, Item]]:
    """The fees that are stated now, each with its contract."""
    for contract in worker.configuration.contracts.values():
        for _, item in fees_due(contract, worker.configuration.main.go_live, period_on(contract, last)):
            yield contract.id, item


def _has_its_fee(tx: Transaction, fee: BilledOnce, fees: Iterable[tuple[str, Item]]) -> bool:
    """Whether a fee is stated, by its code in another contract, or by a code that its own did not have beside it."""
    plan = next(each.plan for each in tx.items.fees(fee.contract) if each.id == fee.id)
    beside = {stream.code for stream in tx.plans.contract_of(plan).workstreams} - {fee.workstream}
    own = {item.id for contract, item in fees if contract == fee.contract and item.workstream not in beside}
    same_day = [item for _, item in fees if item.day == fee.service_from]
    return fee.id in own or any(item.workstream == fee.workstream or item.id in own for item in same_day)


def _issue(each: BilledOnce, word: Decision) -> Issue:
    if word.kind == DecisionKind.VOID:
        asked = voided(WasBilled(each.id, each.description, each.amount, each.service_from), word, each.client)
        return replace(asked, subject=f"{each.contract} {each.id}")
    return Issue(
        AGAIN_GONE,
        client=each.client,
        subject=each.id,
        facts=facts(what=each.description, amount=each.amount, contract=each.contract, said=word.signed),
    )
