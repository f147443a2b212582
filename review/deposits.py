"""Deposits: what clients have paid in advance, what invoices have used of it, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing.deposit_records import OPENING, Deposit, all_deposits, with_uses
from billing.money import Money
from billing.records import Contract
from mappings.store import Transaction
from review.tables import Cell, Section, section, sentences


@dataclass(frozen=True, slots=True)
class DepositRow:
    """One deposit of a contract with what stands on drafts and invoices of it."""

    contract: Contract
    deposit: Deposit
    used: Money
    on_drafts: Money

    @property
    def billed(self) -> Money:
        """All of it."""
        return Money(self.deposit.billed, self.contract.currency)

    @property
    def left(self) -> Money:
        """What neither an invoice nor a draft uses."""
        return Money(self.billed.minor - self.used.minor - self.on_drafts.minor, self.contract.currency)


def deposits(tx: Transaction, contracts: Mapping[str, Contract], client: str = "") -> list[DepositRow]:
    """The deposits of all contracts, or of one client or contract, the oldest of each first."""
    wanted = [each for each in contracts.values() if client in ("", each.client, each.id)]
    found = []
    for contract in sorted(wanted, key=lambda contract: (contract.client, contract.id)):
        lines = [each for each in tx.drafts.deposit_lines(contract.id) if each.amount.currency == contract.currency]
        for deposit in all_deposits(contract, lines):
            posted = with_uses(deposit, [each for each in lines if each.posted]).used
            pending = with_uses(deposit, [each for each in lines if not each.posted]).used
            sums = Money(posted, contract.currency), Money(pending, contract.currency)
            found.append(DepositRow(contract, deposit, *sums))
    return found


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
            "left": str(row.left.decimal),
        }
        for row in found
    ]


def to_sections(found: Sequence[DepositRow]) -> list[Section]:
    """The rows for people."""
    if not found:
        return [sentences("No deposit is in the books; contracts state them under deposits.")]
    headers = ("client", "deposit", "billed in", "currency", ">billed", ">on drafts", ">used", ">left")
    return [section("Deposits", headers, map(_cells, found))]


def _cells(row: DepositRow) -> tuple[Cell, ...]:
    where = "before Tieout" if row.deposit.id == OPENING else row.deposit.billed_in
    money = [str(each.decimal) for each in (row.billed, row.on_drafts, row.used, row.left)]
    return (row.contract.client, row.deposit.description, where, row.contract.currency, *money)
