"""What is due now and was billed before under another name: by another code, or by another contract."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from billing.calendar import month_name
from billing.charges import due_until, occurrence_id
from billing.decisions import Decision, DecisionKind
from billing.issues import Issue, facts
from billing.milestones import Milestone
from billing.money import total
from billing.records import Contract, Item, Period
from billing.retainer_fees import fee_of, fees_due
from billing.retainer_kinds import ELSEWHERE
from billing.retainers import retainer_of
from billing.wishes import LineKind
from mappings.store import Transaction
from review.milestones import placing
from sync.billed_corrections import voided
from sync.worker import Worker

KEEPS_BACK = (DecisionKind.VOID, DecisionKind.WRITE_OFF, DecisionKind.BILLED_ELSEWHERE)
"""Words about what is on no invoice any more that hold under every name; `bill-again` makes it due under a new one."""


@dataclass(frozen=True, slots=True)
class Before:
    """What something was called when it was billed, and the contract that billed it."""

    id: str
    contract: str


def without_billed_before(
    worker: Worker, tx: Transaction, contract: Contract, period: Period, items: Sequence[Item]
) -> tuple[list[Item], list[Issue]]:
    """The items without those that were billed under another name, and what is to be told of these."""
    known = _before(worker, tx, contract, period, items)
    keeping = _keeping(tx, known)
    found = {item.id: [each for each in known.get(item.id, ()) if each.id in keeping] for item in items}
    back = [(item, each, keeping[each.id]) for item in items for each in found[item.id][:1]]
    void = [(item, each, said) for item, each, said in back if said and said.kind == DecisionKind.VOID]
    told = [voided(replace(item, id=each.id), said, contract.client) for item, each, said in void]
    moved = [(item, each.contract) for item, each, said in back if said is None and each.contract != contract.id]
    return [item for item in items if not found[item.id]], [*told, *_moved(contract, period, moved)]


def without_minimums(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> Contract:
    """A contract without the minimums of retainers whose fee of the period was billed under another name."""
    if not any(each.minimum for each in contract.retainers):
        return contract
    due = [item for _, item in fees_due(contract, worker.configuration.main.go_live, period)]
    fees = [item for item in due if month_name(item.day) == period.name]
    known = _before(worker, tx, contract, period, fees)
    keeping = _keeping(tx, known)
    billed = {item.workstream for item in fees if any(each.id in keeping for each in known.get(item.id, ()))}
    left = [replace(each, minimum=()) if each.workstream in billed else each for each in contract.retainers]
    return replace(contract, retainers=tuple(left))


def _before(
    worker: Worker, tx: Transaction, contract: Contract, period: Period, items: Iterable[Item]
) -> Mapping[str, list[Before]]:
    """What is due up to a period, by its id, with the other names that it may have been billed by."""
    due = {item.id: item for item in items}
    if not due:
        return {}
    fees = [item for item in due.values() if item.kind is LineKind.FEE]
    others = sorted(tx.units.contracts() - {contract.id})
    found: dict[str, list[Before]] = {}
    for key, before in (
        *_by_code(tx, contract, fees),
        *_fees_of(contract, fees, others),
        *_charges_of(worker, contract, period, due, others),
        *_milestones_of(worker, tx, contract, due, others),
    ):
        found.setdefault(key, []).append(before)
    return found


def _by_code(tx: Transaction, contract: Contract, fees: Iterable[Item]) -> Iterator[tuple[str, Before]]:
    """Fees beside those that a workstream which is gone was paid for the same month.

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
            if month_name(fee.service_from) == month_name(item.day) and not own & months.get(fee.workstream, set()):
                yield item.id, Before(fee.id, contract.id)


def _fees_of(contract: Contract, fees: Iterable[Item], others: Sequence[str]) -> Iterator[tuple[str, Before]]:
    """Fees under other contracts: the code of a workstream is that of one alone."""
    for item in fees:
        retainer, name = retainer_of(contract, item.workstream), month_name(item.day)
        if retainer is not None:
            yield from ((item.id, Before(fee_of(other, retainer, name), other)) for other in others)


def _charges_of(
    worker: Worker, contract: Contract, period: Period, due: Collection[str], others: Sequence[str]
) -> Iterator[tuple[str, Before]]:
    """Charges under other contracts: an id is that of one charge alone."""
    for charge in worker.configuration.charges:
        if charge.contract != contract.id:
            continue
        for each in due_until(charge.schedule, period.last):
            if (key := occurrence_id(charge, each)) in due:
                names = ((occurrence_id(replace(charge, contract=other), each), other) for other in others)
                yield from ((key, Before(was, other)) for was, other in names)


def _milestones_of(
    worker: Worker, tx: Transaction, contract: Contract, due: Collection[str], others: Sequence[str]
) -> Iterator[tuple[str, Before]]:
    """Milestones that other contracts have billed to the same client, and do not state any more."""
    stated = worker.configuration.milestones
    subjects = {each.subject for each in stated}
    for each in stated:
        moved = [replace(each, contract=other) for other in others] if each.id in due else []
        there = tx.placements.settled([was.id for was in moved])
        for was in moved:
            if was.id in there and was.subject not in subjects and _is_same(tx, was, contract.client):
                yield each.id, Before(was.id, was.contract)


def _is_same(tx: Transaction, milestone: Milestone, client: str) -> bool:
    """Whether a milestone was billed to a client with its amount: codes such as M1 are in many contracts."""
    placed, draft = placing(tx, milestone)
    same = draft is not None and draft.draft.client == client
    return same and placed is not None and placed.portion.minor == milestone.amount.minor


def _keeping(tx: Transaction, known: Mapping[str, Collection[Before]]) -> dict[str, Decision | None]:
    """What keeps back what it is a name of: what stands, and with its word what is on no invoice any more."""
    ids = {each.id for names in known.values() for each in names}
    if not ids:
        return {}
    last = {key: said[-1] for key, said in tx.decisions.standing(ids).items()}
    words: dict[str, Decision | None] = {key: said for key, said in last.items() if said.kind in KEEPS_BACK}
    return words | dict.fromkeys(tx.placements.settled(ids))


def _moved(contract: Contract, period: Period, moved: Iterable[tuple[Item, str]]) -> Iterator[Issue]:
    by_contract: dict[str, list[Item]] = {}
    for item, other in moved:
        by_contract.setdefault(other, []).append(item)
    for other, items in by_contract.items():
        yield Issue(
            ELSEWHERE,
            client=contract.client,
            month=period.month,
            subject=f"{contract.id} {other} {period.name}",
            facts=facts(
                contract=contract.id,
                other=other,
                amount=str(total([item.amount for item in items], contract.currency)),
                what=", ".join(item.description for item in items),
            ),
        )
