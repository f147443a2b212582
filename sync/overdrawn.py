"""Tells of orders and deposits of which more is drawn than there is, once months are closed or in the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from billing.deposit_records import OPENING
from billing.issues import Issue
from billing.orders import Draw, limited
from billing.overdrawn import overdrawn_deposits, overdrawn_orders
from billing.records import Contract
from billing.texts import squashed
from billing.wishes import LineKind
from mappings.store import Transaction
from review.deposit_words import KEEP, PAY_BACK, given_back
from sync.billed_corrections import still_to_bill
from sync.worker import Run, Worker

_SCOPE = "overdrawn:"


def tell_of_overdrawn(worker: Worker, run: Run) -> None:
    """An exception for each such order and deposit of all contracts; those that are right again are resolved."""
    contracts = worker.configuration.contracts
    with worker.store.read() as tx:
        told: dict[str, list[Issue]] = {scope: [] for scope in tx.issues.scopes(_SCOPE)}
        drawn = DrawnNow(tx, contracts) if any(limited(each) for each in contracts.values()) else None
        ended = any(tx.decisions.of_kind(kind) for kind in (PAY_BACK, KEEP))
        using = set(contracts) if ended else tx.placements.using_deposits()
        closed = _closed(tx)
        for each in contracts.values():
            found = drawn.overdrawn(each) if drawn else []
            found += _deposits(tx, each, closed.get(each.id, set())) if each.id in using else []
            told |= {f"{_SCOPE}{each.id}": found} if found else {}
    if not told:
        return
    with worker.store.write() as tx:
        for scope, issues in sorted(told.items()):
            tx.issues.replace(scope, issues, run.id)


class DrawnNow:
    """What is drawn on the limited orders of all contracts by now, and what is agreed besides."""

    def __init__(self, tx: Transaction, contracts: Mapping[str, Contract]) -> None:
        self._contracts = contracts
        self._draws, self._agreed = _by_contract(tx.drafts.drawn()), _by_contract(_agreed(tx))
        self._on_orders, self._closed = _by_order(self._draws), _closed(tx)

    def overdrawn(self, contract: Contract, *more: Draw) -> list[Issue]:
        """An exception for each order of which more is drawn than its limit, or would be if it had more."""
        draws = [*self._draws.get(contract.id, []), *more]
        others = _of_others(contract, self._contracts, self._on_orders)
        closed, agreed = self._closed.get(contract.id, set()), self._agreed.get(contract.id, [])
        return overdrawn_orders(contract, draws, closed, others, agreed)


def _closed(tx: Transaction) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for contract, period in tx.units.closed():
        found.setdefault(contract, set()).add(period)
    return found


def _by_contract(draws: Iterable[Draw]) -> dict[str, list[Draw]]:
    found: dict[str, list[Draw]] = {}
    for each in draws:
        found.setdefault(each.contract, []).append(each)
    return found


def _by_order(draws: Mapping[str, list[Draw]]) -> dict[str, list[Draw]]:
    found: dict[str, list[Draw]] = {}
    for each in chain.from_iterable(draws.values()):
        found.setdefault(each.order, []).append(each)
    return found


def _of_others(contract: Contract, contracts: Mapping[str, Contract], on: Mapping[str, list[Draw]]) -> list[Draw]:
    """What other contracts of its client draw on the limited orders of a contract."""
    drawn = [each for order in limited(contract) for each in on.get(order.number, []) if each.contract != contract.id]
    clients = {each.contract: squashed(contracts[each.contract].client) for each in drawn if each.contract in contracts}
    return [each for each in drawn if clients.get(each.contract) == squashed(contract.client)]


def _agreed(tx: Transaction) -> Iterator[Draw]:
    """What corrections draw that people chose for a later invoice, and that are not billed yet."""
    for _, detail in still_to_bill(tx):
        if detail["order"]:
            of = (detail["contract"], detail["order"], detail["month"], detail["draft"])
            yield Draw(*of, detail["minor"], detail["charged"], posted=True, currency=detail["currency"])


def _deposits(tx: Transaction, contract: Contract, closed: set[str]) -> list[Issue]:
    lines = tx.drafts.deposit_lines(contract.id)
    ids = {each.entry for each in lines if each.kind is LineKind.DEPOSIT} | {OPENING}
    given = {key: each.minor for key, each in given_back(tx, contract.id, ids).items()}
    return overdrawn_deposits(contract, lines, closed, given)
