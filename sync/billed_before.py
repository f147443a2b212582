"""Fees that are due now and are taken for what a code that is gone was billed for: they are kept back, and asked about.

A code that was changed would make every fee of the past due again. That a fee is one of these is a guess, so each one
that is kept back is a question of its own, which names what it is taken for; accepted, it is billed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from billing.calendar import month, month_name, months_between
from billing.contract_periods import period_on
from billing.decisions import DecisionKind
from billing.issues import Issue, facts
from billing.prepaid import block_id
from billing.records import Contract, Item, Period
from billing.retainer_fees import fee_id, fees_due, is_of_a_month
from billing.retainer_kinds import KEPT
from billing.retainer_records import Retainer
from billing.wishes import LineKind
from mappings.items import Fee
from mappings.store import Transaction
from sync.worker import Worker

SINCE = {
    DecisionKind.VOID: ", is void since",
    DecisionKind.CREDIT: ", credited since",
    DecisionKind.WRITE_OFF: ", written off since",
    DecisionKind.BILLED_ELSEWHERE: ", said to be billed elsewhere since",
}
"""What people may have said last of a fee that is on no invoice any more; after any other word it keeps none back."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A fee that is taken for a billed one, the question about it, and what people answered last, if they did."""

    item: Item
    fee: Fee
    question: Issue
    answer: str


def without_kept_back(
    worker: Worker, tx: Transaction, contract: Contract, items: Sequence[Item]
) -> tuple[list[Item], list[Issue]]:
    """The items without the fees that are taken for billed ones, and the question about each that waits for a word."""
    fees = any(item.kind is LineKind.FEE for item in items)
    taken = {each.item.id: each for each in _taken(worker, tx, contract)} if fees else {}
    kept = [taken[item.id] for item in items if item.id in taken]
    return [item for item in items if item.id not in taken], [each.question for each in kept if not each.answer]


def codes_before(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> dict[str, str]:
    """By codes of a contract's retainers, those by which a period's fees were billed, as far as it is taken so."""
    found = [each for each in _taken(worker, tx, contract) if month_name(each.item.day) == period.name]
    return {each.item.workstream: each.fee.workstream for each in found}


def _taken(worker: Worker, tx: Transaction, contract: Contract) -> list[Taken]:
    """The fees that are taken for billed ones, none for one beside which people said that it is billed again."""
    fees = tx.items.fees(contract.id)
    since = _since(tx, [fee.id for fee in fees])
    billed = [fee for fee in fees if fee.id in since]
    answers, stated = _answers(tx, contract, billed), _stated(worker, contract)
    answered, gone = {key for _, key in answers}, [fee for fee in billed if fee.workstream not in stated]
    in_question = [fee for fee in billed if fee.id in answered or fee.workstream not in stated]
    if not in_question:
        return []
    found = [
        Taken(item, fee, _question(contract, item, fee, since[fee.id]), answers.get((item.id, fee.id), ""))
        for item, fee in _pairs(contract, worker.configuration.main.go_live, in_question)
    ]
    beside = _stated_beside(tx, gone)
    return list(_likeliest(each for each in found if _is_likely(each, beside)))


def _answers(tx: Transaction, contract: Contract, billed: Iterable[Fee]) -> dict[tuple[str, str], str]:
    """What people answered last, if they did, by the fee that was kept back and the one that it was taken for."""
    asked = {
        Issue(KEPT, subject=_subject(contract, key, fee)).id: (key, fee.id)
        for retainer in contract.retainers
        for fee in billed
        if fee.workstream != retainer.workstream
        for key in _in_its_days(contract, retainer, fee)
    }
    return {asked[key]: said[-1].kind for key, said in tx.decisions.standing(asked).items()}


def _in_its_days(contract: Contract, retainer: Retainer, fee: Fee) -> list[str]:
    """What a retainer's fees of the days of another one are called, whether they are due or not."""
    if retainer.blocks:
        bought = [each for each in retainer.blocks if fee.service_from <= each.day <= fee.service_to]
        return [block_id(contract.id, retainer.workstream, each.code) for each in bought]
    served = months_between(fee.service_from, fee.service_to)
    return [fee_id(contract.id, retainer.workstream, each.name) for each in served]


def _stated(worker: Worker, contract: Contract) -> set[str]:
    """The codes that are not gone: those of a contract, and of others of its client, to which they have moved."""
    others = [each for each in worker.configuration.contracts.values() if each.client == contract.client]
    return {stream.code for each in (contract, *others) for stream in each.workstreams}


def _is_likely(each: Taken, beside: Mapping[str, AbstractSet[str]]) -> bool:
    """Whether a fee is what another one was billed for, as people said, else whether the code of that one is gone."""
    if each.answer:
        return each.answer != DecisionKind.BILL_AGAIN
    return each.fee.workstream in beside and each.item.workstream not in beside[each.fee.workstream]


def _since(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """What became of those fees that keep others back: nothing where they stand as billed, else what people said."""
    if not ids:
        return {}
    last = {key: said[-1].kind for key, said in tx.decisions.standing(ids).items()}
    words = {key: SINCE[DecisionKind(kind)] for key, kind in last.items() if kind in SINCE}
    return words | dict.fromkeys(tx.placements.settled(ids), "")


def _pairs(contract: Contract, go_live: date, billed: Sequence[Fee]) -> list[tuple[Item, Fee]]:
    """The fees that a contract ever owes for days of service of billed ones of other codes, each with one of these."""
    last = month(month_name(max(fee.service_to for fee in billed))).last
    due = [item for _, item in fees_due(contract, go_live, period_on(contract, last))]
    return [(item, fee) for item in due for fee in billed if _is_for_the_same(contract.id, item, fee)]


def _is_for_the_same(contract: str, item: Item, fee: Fee) -> bool:
    """Whether a fee was for days of service of one of another code: a month's as one of a month, a block as a block."""
    if item.workstream == fee.workstream or fee.service_to < item.day or _last(item) < fee.service_from:
        return False
    of_month = is_of_a_month(item.id, contract, item.workstream, item.day)
    return of_month is is_of_a_month(fee.id, contract, fee.workstream, fee.service_from)


def _stated_beside(tx: Transaction, billed: Iterable[Fee]) -> dict[str, set[str]]:
    """By each code that is gone, those that the contract stated beside it when it was billed: none is its new name."""
    found: dict[str, set[str]] = {}
    for code, plan in {(fee.workstream, fee.plan) for fee in billed}:
        found.setdefault(code, set()).update(stream.code for stream in tx.plans.contract_of(plan).workstreams)
    return found


def _likeliest(found: Iterable[Taken]) -> Iterator[Taken]:
    """Each fee with one other at most: as people said, else of the same amount before of the same days and the nearest
    amount, and else in order.
    """
    taken: set[str] = set()
    for each in sorted(found, key=_likelihood):
        if taken.isdisjoint((each.item.id, each.fee.id)):
            taken |= {each.item.id, each.fee.id}
            yield each


def _likelihood(each: Taken) -> tuple[bool, bool, bool, int]:
    item, fee = each.item, each.fee
    same_days = (item.day, _last(item)) == (fee.service_from, fee.service_to)
    return not each.answer, item.amount != fee.amount, not same_days, abs(item.amount.minor - fee.amount.minor)


def _last(item: Item) -> date:
    return item.until or item.day


def _question(contract: Contract, item: Item, fee: Fee, since: str) -> Issue:
    said = facts(
        contract=contract.id,
        workstream=item.workstream,
        what=item.description,
        amount=item.amount,
        days=_days(item.day, _last(item)),
        code=fee.workstream,
        was=fee.description,
        paid=fee.amount,
        paid_days=_days(fee.service_from, fee.service_to),
        since=since,
    )
    subject = _subject(contract, item.id, fee)
    return Issue(KEPT, client=contract.client, day=item.day, subject=subject, facts=said)


def _subject(contract: Contract, key: str, fee: Fee) -> str:
    return f"{contract.id} {key} {fee.id}"


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} – {last}"
