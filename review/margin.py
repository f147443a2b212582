"""What work brings and costs, for the house alone: effective rate and margin by workstream. Never shown to clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from billing.money import SECONDS_PER_HOUR, Money, amount
from billing.records import Contract, Dated, Period, at
from mappings.store import Transaction
from mappings.worth import Worked
from review.tables import Cell, Hours, Percent, Section, flat_table, section, sentences

Costs = Mapping[str, tuple[Dated[Decimal], ...]]
"""What an hour of each person costs, by days, in the company's currency."""
HEADERS = (
    "period client contract workstream currency >net >worked_hours >effective_rate >cost >margin >margin_percent "
    ">hours_without_cost"
).split()


@dataclass(frozen=True, slots=True)
class House:
    """What the house knows: its contracts, its currency, and what its people cost."""

    contracts: Mapping[str, Contract]
    currency: str
    costs: Costs


@dataclass(frozen=True, slots=True)
class MarginRow:
    """One workstream in a month. Its cost is None where time has no cost rate, or the contract another currency."""

    client: str
    contract: str
    workstream: str
    net: Money
    seconds: int
    cost: Money | None
    uncosted_seconds: int

    @property
    def effective_rate(self) -> Money | None:
        """What an hour of work brought."""
        return _per_hour(self.net, self.seconds) if self.seconds > 0 else None

    @property
    def margin(self) -> Money | None:
        """What is left of the net when the people are paid."""
        return Money(self.net.minor - self.cost.minor, self.net.currency) if self.cost else None

    @property
    def margin_percent(self) -> Decimal | None:
        """The margin of a hundred of net."""
        if self.margin is None or self.net.minor <= 0:
            return None
        share = Decimal(self.margin.minor) * 100 / self.net.minor
        return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def margins(tx: Transaction, period: Period, house: House) -> list[MarginRow]:
    """Each workstream with documents or time in a month: the month's documents, and its time by work date.

    Those of contracts whose file is gone are among them. Documents in two currencies are two rows; the time is in the
    contract's.
    """
    worked: dict[tuple[str, str], list[Worked]] = {}
    for each in tx.worth.worked(period):
        worked.setdefault((each.contract, each.workstream), []).append(each)
    net: dict[tuple[str, str], list[Money]] = {}
    for one in tx.worth.revenue(period.name):
        net.setdefault((one.contract, one.workstream), []).append(Money(one.minor, one.currency))
    ended = {row.contract: Contract(row.contract, row.client, row.currency, (), ()) for row in tx.units.of()}
    contracts = {**ended, **house.contracts}
    keys = [key for key in sorted(worked.keys() | net.keys()) if key[0] in contracts]
    rows = [
        row for key in keys for row in _rows(contracts[key[0]], key[1], net.get(key, []), worked.get(key, []), house)
    ]
    return sorted(rows, key=lambda row: (row.client, row.contract, row.workstream))


def _rows(
    contract: Contract, workstream: str, net: Sequence[Money], worked: Sequence[Worked], house: House
) -> list[MarginRow]:
    """A row for each currency; the first, which is the contract's if it has any, has the time."""
    sums = sorted(net, key=lambda each: (each.currency != contract.currency, each.currency))
    first, *others = sums or [Money(0, contract.currency)]
    return [
        _row(contract, workstream, first, worked, house),
        *(_row(contract, workstream, each, (), house) for each in others),
    ]


def _row(contract: Contract, workstream: str, net: Money, worked: Sequence[Worked], house: House) -> MarginRow:
    uncosted = sum(each.seconds for each in worked if _rate(each.person, each.day, house.costs) is None)
    complete = not uncosted and net.currency == house.currency
    return MarginRow(
        client=contract.client,
        contract=contract.id,
        workstream=workstream,
        net=net,
        seconds=sum(each.seconds for each in worked),
        cost=_cost(worked, house) if complete else None,
        uncosted_seconds=uncosted,
    )


def _rate(person: str, day: date, costs: Costs) -> Decimal | None:
    return at(costs.get(person, ()), day)


def _cost(worked: Sequence[Worked], house: House) -> Money:
    """What the time costs, rounded once."""
    exact = Decimal(0)
    for each in worked:
        exact += each.seconds * (_rate(each.person, each.day, house.costs) or Decimal(0))
    return amount(exact / SECONDS_PER_HOUR, Decimal(1), house.currency)


def _per_hour(net: Money, seconds: int) -> Money:
    return amount(net.decimal * SECONDS_PER_HOUR / seconds, Decimal(1), net.currency)


def to_json(found: Sequence[MarginRow], period: Period) -> list[dict[str, Any]]:
    """The rows with stable keys; what is not known is null."""
    return [
        {
            "period": period.name,
            "client": row.client,
            "contract": row.contract,
            "workstream": row.workstream,
            "currency": row.net.currency,
            "net": str(row.net.decimal),
            "worked_seconds": row.seconds,
            "effective_rate": _text(row.effective_rate),
            "cost": _text(row.cost),
            "margin": _text(row.margin),
            "margin_percent": str(row.margin_percent) if row.margin_percent is not None else None,
            "seconds_without_cost": row.uncosted_seconds,
        }
        for row in found
    ]


def to_table(found: Sequence[MarginRow], period: Period) -> Section:
    """One flat table, a row for each workstream."""
    return flat_table(HEADERS, [(period.name, *_cells(row)) for row in found])


def to_sections(found: Sequence[MarginRow], period: Period) -> list[Section]:
    """The rows for people of the house."""
    if not found:
        return [sentences(f"There is neither time nor a document in {period.name}.")]
    headers = ("client", "contract", "workstream", "currency", ">net", ">worked", ">effective rate", ">cost")
    after = (
        "Net: the month's drafts and invoices without expenses and deposits. Worked: all time of the month, whatever "
        "became of it. A margin needs the cost_rate of everybody who worked, in the contract's currency. For the house "
        "alone."
    )
    wide = (*headers, ">margin", ">%", ">hours without a cost")
    return [section(f"Margins of {period.name}", wide, map(_cells, found), [after])]


def _cells(row: MarginRow) -> tuple[Cell, ...]:
    named = (row.client, row.contract, row.workstream, row.net.currency, row.net, Hours(row.seconds))
    percent = "" if row.margin_percent is None else Percent(row.margin_percent)
    known = (row.effective_rate or "", row.cost or "", row.margin or "", percent)
    return (*named, *known, Hours(row.uncosted_seconds))


def _text(amount: Money | None) -> str | None:
    return str(amount.decimal) if amount else None
