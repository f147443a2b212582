"""Work in progress on a day, for the bookkeeper: what is worked up to it and not on an invoice of then, by contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from billing.money import Money
from billing.records import Contract
from mappings.store import Transaction
from review.tables import Cell, Hours, Section, flat_table, section, sentences

STAGES = ("drafted", "pushed", "invoiced later")
HEADERS = "date client contract currency >drafted >pushed >invoiced_later >total >hours_without_value".split()


@dataclass(slots=True)
class WipRow:
    """One contract: the net amounts on documents by stage, and time that is on none, which is counted, not valued."""

    client: str
    contract: str
    currency: str
    amounts: dict[str, int] = field(default_factory=dict)
    unvalued_seconds: int = 0

    def amount(self, stage: str) -> Money:
        """What stands on documents of a stage."""
        return Money(self.amounts.get(stage, 0), self.currency)

    @property
    def total(self) -> Money:
        """All that has a value."""
        return Money(sum(self.amounts.values()), self.currency)


def wip(tx: Transaction, at: date, contracts: Mapping[str, Contract], go_live: date) -> list[WipRow]:
    """What is in progress on a day, by client and contract; nothing of before Tieout."""
    rows: dict[tuple[str, str], WipRow] = {}
    ended = {row.contract: row.client for row in tx.units.of()}
    for each in tx.worth.in_progress(at, go_live):
        contract = contracts.get(each.contract)
        currency = each.currency or (contract.currency if contract else "")
        client = contract.client if contract else ended.get(each.contract, each.contract)
        row = rows.setdefault((each.contract, currency), WipRow(client, each.contract, currency))
        if each.stage:
            row.amounts[each.stage] = row.amounts.get(each.stage, 0) + each.minor
        else:
            row.unvalued_seconds += each.seconds
    found = [row for row in rows.values() if row.currency and (any(row.amounts.values()) or row.unvalued_seconds)]
    return sorted(found, key=lambda row: (row.client, row.contract, row.currency))


def to_json(found: Sequence[WipRow], at: date) -> list[dict[str, Any]]:
    """The rows with stable keys."""
    return [
        {
            "date": at.isoformat(),
            "client": row.client,
            "contract": row.contract,
            "currency": row.currency,
            **{stage.replace(" ", "_"): str(row.amount(stage).decimal) for stage in STAGES},
            "total": str(row.total.decimal),
            "unvalued_seconds": row.unvalued_seconds,
        }
        for row in found
    ]


def to_table(found: Sequence[WipRow], at: date) -> Section:
    """One flat table, a row for each contract and currency."""
    return flat_table(HEADERS, [(at, *_cells(row)) for row in found])


def to_sections(found: Sequence[WipRow], at: date) -> list[Section]:
    """The rows for people."""
    if not found:
        return [sentences(f"Nothing was in progress on {at}.")]
    headers = ("client", "contract", "currency", *(f">{stage}" for stage in STAGES), ">total", ">hours without a value")
    after = (
        "Work up to that day, net, on documents that were no invoices by then; as it is known now, without deposits. "
        "Time on no document is counted, not valued, whatever covers it later; expenses on none are in no column."
    )
    return [section(f"In progress on {at}", headers, map(_cells, found), [after])]


def _cells(row: WipRow) -> tuple[Cell, ...]:
    amounts = [row.amount(stage) for stage in STAGES]
    return (row.client, row.contract, row.currency, *amounts, row.total, Hours(row.unvalued_seconds))
