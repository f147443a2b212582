"""What a contract bills and another contract has billed or closed already: both stand, and people are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from billing.charges import Charge, Occurrence, due_until, occurrence_id
from billing.decisions import TAKING_BACK, Decision, DecisionKind
from billing.ids import CHARGE, digest
from billing.issues import Issue, facts
from billing.milestones import PREFIX as MILESTONE
from billing.milestones import Milestone
from billing.money import Money
from billing.periods import month_of_period
from billing.prepaid import PREFIX as FEE
from billing.records import Contract
from billing.retainer_fees import is_of_a_month
from billing.retainer_kinds import ELSEWHERE
from billing.retainers import retainer_of
from mappings.items import BilledOnce
from mappings.store import Transaction
from sync.worker import Run, Worker

SCOPE = "elsewhere"
ONCE = (FEE, CHARGE, MILESTONE)
Pair = tuple[BilledOnce, BilledOnce]
"""What a contract bills, and the same as another contract has billed it."""


def report_billed_elsewhere(worker: Worker, run: Run) -> None:
    """Replaces the issues about what stands on a contract's drafts and was billed or closed by another contract."""
    with worker.store.read() as tx:
        known = [each for each in tx.items.billed_once(*ONCE) if not each.taken_back]
        void = _said_of_void(tx)
        pairs = [*_fees(worker, [*known, *void]), *_named(worker, [*known, *void])]
        found = _told(worker.configuration.contracts, pairs, {each.id for each in void})
        stands = bool(found) or SCOPE in tx.issues.scopes(SCOPE)
    if stands:
        with worker.store.write() as tx:
            tx.issues.replace(SCOPE, found, run.id)


def _said_of_void(tx: Transaction) -> list[BilledOnce]:
    """What stood on invoices that are void, and people said not to bill again: another contract has not heard of that.

    What a credit note takes back is no question: that may be the answer to this one.
    """
    void = {said.subject for said, _ in tx.decisions.of_kind(DecisionKind.VOID) if said.subject.startswith(ONCE)}
    words = tx.decisions.standing(sorted(void))
    return tx.items.billed_and_void(key for key, said in words.items() if _is_kept_back(said))


def _is_kept_back(words: Sequence[Decision]) -> bool:
    back = [said.kind for said in words if said.kind in TAKING_BACK]
    return back[-1] == DecisionKind.VOID and words[-1].kind in (DecisionKind.WRITE_OFF, DecisionKind.BILLED_ELSEWHERE)


def _fees(worker: Worker, known: Iterable[BilledOnce]) -> Iterator[Pair]:
    """Fees of the same days: the code of a workstream is that of one contract alone, which states it now."""
    by_code: defaultdict[str, list[BilledOnce]] = defaultdict(list)
    for each in known:
        if each.id.startswith(FEE):
            by_code[each.workstream].append(each)
    for code, fees in by_code.items():
        if len({each.contract for each in fees}) > 1:
            stated = [each for each in fees if _is_stated(worker.configuration.contracts.get(each.contract), code)]
            yield from ((each, was) for each in stated for was in fees if _is_for_the_same(each, was))


def _is_stated(contract: Contract | None, code: str) -> bool:
    return contract is not None and retainer_of(contract, code) is not None


def _is_for_the_same(fee: BilledOnce, was: BilledOnce) -> bool:
    """Whether another contract has billed days of service of a fee: a month's as one of a month, a block as a block."""
    if fee.contract == was.contract or not was.settled or _is_of_a_month(fee) is not _is_of_a_month(was):
        return False
    return fee.service_from <= was.service_to and was.service_from <= fee.service_to


def _is_of_a_month(fee: BilledOnce) -> bool:
    return is_of_a_month(fee.id, fee.contract, fee.workstream, fee.service_from)


def _named(worker: Worker, known: Iterable[BilledOnce]) -> Iterator[Pair]:
    """Charges and milestones, which have the same name in the contract that states them now and in another one."""
    rows = {each.id: each for each in known if not each.id.startswith(FEE)}
    last = max((each.service_to for each in rows.values()), default=date.min)
    names = names_elsewhere(worker, last) if len({each.contract for each in rows.values()}) > 1 else {}
    gone = {key: was for key, was in rows.items() if was.settled and key not in names}
    others = sorted({was.contract for was in gone.values()})
    for key in rows.keys() & names.keys():
        keys = [names[key](other) for other in others if other != rows[key].contract]
        yield from ((rows[key], gone[was]) for was in keys if was in gone and _is_for_it(rows[key], gone[was]))


def names_elsewhere(worker: Worker, last: date) -> Mapping[str, Callable[[str], str]]:
    """What charges and milestones are called that fall due up to a day, and what each would be called elsewhere."""
    stated = worker.configuration
    charges = {
        occurrence_id(charge, each): partial(_charge_elsewhere, charge, each)
        for charge in stated.charges
        for each in due_until(charge.schedule, last)
    }
    return charges | {each.id: partial(_milestone_elsewhere, each) for each in stated.milestones}


def _charge_elsewhere(charge: Charge, due: Occurrence, contract: str) -> str:
    return occurrence_id(replace(charge, contract=contract), due)


def _milestone_elsewhere(milestone: Milestone, contract: str) -> str:
    return replace(milestone, contract=contract).id


def _is_for_it(each: BilledOnce, was: BilledOnce) -> bool:
    return each.id.startswith(CHARGE) or is_same(was, each.client, each.workstream, each.amount)


def is_same(was: BilledOnce, client: str, workstream: str, amount: Money) -> bool:
    """Whether a milestone is of its workstream, or billed to its client with its amount: many contracts have an M1."""
    return workstream == was.workstream or (client == was.client and amount.minor == was.amount.minor)


# ---- what is told ----


def _told(contracts: Mapping[str, Contract], pairs: Collection[Pair], void: Collection[str]) -> list[Issue]:
    """One issue for each contract, each of its periods, and each other contract that has billed what it bills.

    Its facts say what is meant, too: what was accepted says nothing of something else in the same words.
    """
    together: defaultdict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    bills = [(each, was) for each, was in pairs if each.id not in void]
    for each, was in sorted(bills, key=lambda pair: (pair[0].service_from, pair[0].id, pair[1].id)):
        together[each.contract, was.contract, each.period].append((each, was))
    return [_issue(contracts[key[0]], key[1], found, void) for key, found in sorted(together.items())]


def _issue(contract: Contract, other: str, pairs: Sequence[Pair], void: Collection[str]) -> Issue:
    period = pairs[0][0].period
    own = {each.id: each for each, _ in pairs}
    amount = _in_all(each.amount for each in own.values())
    billed = _in_all(was.amount for was in {was.id: was for _, was in pairs}.values())
    return Issue(
        ELSEWHERE,
        client=contract.client,
        month=month_of_period(period),
        subject=f"{contract.id} {other} {period}",
        facts=facts(
            contract=contract.id,
            other=other,
            amount=amount,
            what=", ".join(each.description for each in own.values()),
            billed=(f" with {billed}" if billed != amount else "") + _of_void(pairs, void),
            meant=digest(sorted((each.id, was.id) for each, was in pairs)),
        ),
    )


def _of_void(pairs: Sequence[Pair], void: Collection[str]) -> str:
    """The end of the sentence, where what was billed is on no invoice any more, and people keep it back."""
    what = ", ".join({was.id: was.description for _, was in pairs if was.id in void}.values())
    return f"; the invoice of {what} is void, and people said not to bill that again" if what else ""


def _in_all(amounts: Iterable[Money]) -> str:
    """What some amounts come to, in each of their currencies."""
    minor: defaultdict[str, int] = defaultdict(int)
    for each in amounts:
        minor[each.currency] += each.minor
    return " and ".join(str(Money(minor[currency], currency)) for currency in sorted(minor))
