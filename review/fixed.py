"""Work at a fixed price: the price, what is billed of it, the hours worked, and what an hour has brought so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from billing.issues import hours
from billing.milestones import Milestone
from billing.money import Money, minor_digits
from billing.records import Contract, Workstream
from mappings.store import Transaction
from review.of_client import contracts_of
from review.tables import Cell, Section, answers_table, section, sentences

COLUMNS = (
    "client contract workstream currency >price >change_orders >billed >drafted >seconds >effective_rate"
).split()


@dataclass(frozen=True, slots=True)
class FixedRow:
    """One workstream with its fixed price, change orders included, and the time worked in `seconds`."""

    contract: Contract
    stream: Workstream
    price: Money
    sums: tuple[Money, Money, Money]
    seconds: int

    @property
    def added(self) -> Money:
        """What change orders have added to the price."""
        return self.sums[0]

    @property
    def billed(self) -> Money:
        """What is in the books as invoices."""
        return self.sums[1]

    @property
    def drafted(self) -> Money:
        """What stands on drafts."""
        return self.sums[2]

    @property
    def rate(self) -> Decimal | None:
        """What an hour has brought so far; None where nothing is billed or no time is worked."""
        if not self.seconds or not self.billed.minor:
            return None
        cent = Decimal(1).scaleb(-minor_digits(self.price.currency))
        return (self.billed.decimal * 3600 / self.seconds).quantize(cent, ROUND_HALF_UP)

    @property
    def words(self) -> str:
        """The same as a sentence."""
        said = f"fixed price of {self.stream.code}: {self.billed} of {self.price} billed, {hours(self.seconds)} worked"
        return said + (f", so far {self.rate} {self.price.currency} an hour" if self.rate is not None else "")


def fixed(
    tx: Transaction, contracts: Mapping[str, Contract], milestones: Iterable[Milestone] = (), client: str = ""
) -> list[FixedRow]:
    """The workstreams with a fixed price, of all contracts or of one client or contract."""
    wanted = contracts_of(contracts, client)
    streams = [(each, stream) for each in wanted for stream in each.workstreams if stream.price is not None]
    if not streams:
        return []
    added: dict[tuple[str, str], int] = {}
    for each in milestones:
        if each.change_order:
            key = each.contract, each.workstream
            added[key] = added.get(key, 0) + each.amount.minor
    worked, owed = tx.sums.covered_seconds(), tx.sums.milestones_minor()
    rows = []
    for contract, stream in streams:
        assert stream.price is not None, "asked for above"
        key, currency = (contract.id, stream.code), stream.price.currency
        billed, drafted = owed.get((*key, currency), (0, 0))
        sums = [Money(minor, currency) for minor in (added.get(key, 0), billed, drafted)]
        rows.append(FixedRow(contract, stream, stream.price, (sums[0], sums[1], sums[2]), worked.get(key, 0)))
    return rows


def to_json(found: Iterable[FixedRow]) -> list[dict[str, Any]]:
    """The rows with stable keys."""
    return [row_to_json(row) for row in found]


def row_to_json(row: FixedRow) -> dict[str, Any]:
    """One row with stable keys."""
    return {
        "client": row.contract.client,
        "contract": row.contract.id,
        "workstream": row.stream.code,
        "currency": row.price.currency,
        "price": str(row.price.decimal),
        "change_orders": str(row.added.decimal),
        "billed": str(row.billed.decimal),
        "drafted": str(row.drafted.decimal),
        "seconds": row.seconds,
        "effective_rate": str(row.rate) if row.rate is not None else None,
    }


def to_table(found: Iterable[FixedRow]) -> Section:
    """The rows for a spreadsheet."""
    return answers_table(COLUMNS, to_json(found))


def to_sections(found: Sequence[FixedRow]) -> list[Section]:
    """The rows for people."""
    if not found:
        return [sentences("There is no work at a fixed price; give a workstream billing: fixed, with its price.")]
    headers = (
        "client",
        "workstream",
        "currency",
        ">price",
        ">change orders",
        ">drafted",
        ">billed",
        ">hours",
        ">an hour",
    )
    after = (
        "The price includes its change orders. Hours are worked, and an hour has brought what is billed by "
        "the hours so far; what was billed or worked before Tieout is no part of it."
    )
    return [section("Work at a fixed price", headers, map(_cells, found), [after])]


def _cells(row: FixedRow) -> tuple[Cell, ...]:
    money = [str(each.decimal) for each in (row.price, row.added, row.drafted, row.billed)]
    rate = str(row.rate) if row.rate is not None else ""
    return (row.contract.client, row.stream.code, row.price.currency, *money, hours(row.seconds), rate)
