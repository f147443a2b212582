"""Deposits: what clients have paid in advance, what invoices have used of it, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from billing.deposit_records import OPENING, Deposit, DepositLine, all_deposits, with_uses
from billing.money import Money
from billing.records import Contract
from mappings.store import Transaction
from review.deposit_words import Given, given_back, on_its_way_back
from review.of_client import contracts_of
from review.tables import Cell, Section, answers_table, section, sentences

_MONEY = "currency >billed >on_drafts >used >paid_back >kept >left"
COLUMNS = f"client contract deposit description workstream billed_in {_MONEY}".split()


@dataclass(frozen=True, slots=True)
class DepositRow:
    """One deposit of a contract with what stands on drafts and invoices of it."""

    contract: Contract
    """In the currency of the deposit: the contract may be billed in another one since, and then nothing uses it."""
    deposit: Deposit
    used: Money
    on_drafts: Money
    paid_back: Money
    kept: Money

    @property
    def billed(self) -> Money:
        """All of it."""
        return Money(self.deposit.billed, self.contract.currency)

    @property
    def left(self) -> Money:
        """What neither an invoice nor a draft uses or takes back, and what was neither paid back nor kept."""
        gone = (self.used, self.on_drafts, self.paid_back, self.kept)
        return Money(self.billed.minor - sum(each.minor for each in gone), self.contract.currency)


def deposits(tx: Transaction, contracts: Mapping[str, Contract], client: str = "") -> list[DepositRow]:
    """The deposits of all contracts, or of one client or contract, the oldest of each first."""
    found: list[DepositRow] = []
    for contract in contracts_of(contracts, client):
        lines = tx.drafts.deposit_lines(contract.id)
        others = sorted({each.amount.currency for each in lines} - {contract.currency})
        for now_or_then in (contract, *(replace(contract, currency=other, opening=None) for other in others)):
            found += _in_its_currency(tx, now_or_then, lines)
    return found


def _in_its_currency(tx: Transaction, contract: Contract, all_lines: Iterable[DepositLine]) -> Iterator[DepositRow]:
    lines = [each for each in all_lines if each.amount.currency == contract.currency]
    there = all_deposits(contract, lines)
    ended = given_back(tx, contract.id, [each.id for each in there])
    waiting = on_its_way_back(tx, [each.id for each in there])
    for deposit in there:
        posted = with_uses(deposit, [each for each in lines if each.posted]).used
        pending = with_uses(deposit, [each for each in lines if not each.posted]).used + waiting.get(deposit.id, 0)
        end = ended.get(deposit.id, Given())
        sums = [Money(each, contract.currency) for each in (posted, pending, end.paid_back, end.kept)]
        yield DepositRow(contract, deposit, *sums)


def to_json(found: Iterable[DepositRow]) -> list[dict[str, Any]]:
    """The rows with stable keys."""
    return [
        {
            "client": row.contract.client,
            "contract": row.contract.id,
            "deposit": row.deposit.id,
            "description": row.deposit.description,
            "workstream": row.deposit.workstream,
            "billed_in": row.deposit.billed_in or None,
            "currency": row.contract.currency,
            "billed": str(row.billed.decimal),
            "on_drafts": str(row.on_drafts.decimal),
            "used": str(row.used.decimal),
            "paid_back": str(row.paid_back.decimal),
            "kept": str(row.kept.decimal),
            "left": str(row.left.decimal),
        }
        for row in found
    ]


def to_table(found: Iterable[DepositRow]) -> Section:
    """The rows for a spreadsheet."""
    return answers_table(COLUMNS, to_json(found))


def to_sections(found: Sequence[DepositRow]) -> list[Section]:
    """The rows for people."""
    if not found:
        return [sentences("No deposit is in the books; contracts state them under deposits.")]
    headers = (
        "client",
        "deposit",
        "billed in",
        "currency",
        ">billed",
        ">on drafts",
        ">used",
        ">paid back",
        ">kept",
        ">left",
        "id",
    )
    return [section("Deposits", headers, map(_cells, found))]


def _cells(row: DepositRow) -> tuple[Cell, ...]:
    where = "before Tieout" if row.deposit.id == OPENING else row.deposit.billed_in
    money = [str(each.decimal) for each in (row.billed, row.on_drafts, row.used, row.paid_back, row.kept, row.left)]
    return (row.contract.client, row.deposit.description, where, row.contract.currency, *money, row.deposit.id)
