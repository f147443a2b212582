"""The monthly statement of retainers: what was granted, rolled in, used, charged beyond, expired and rolled out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing.draft_records import Draft, Line
from billing.money import Money
from billing.records import Contract, Period
from billing.retainer_fees import fee_of
from billing.retainer_minimum import topped_up
from billing.retainer_records import Hours as HoursOf
from billing.retainer_records import Retainer
from billing.retainers import Balance, balance, fee_in, hours_in, retainer_of
from billing.unit import Unit, unit_of
from billing.wishes import LineKind
from mappings.placements import not_taken_back
from mappings.store import Transaction
from mappings.units import UnitRow
from review.of_client import must_be_known, names_in
from review.retainer_use import Used, covered, of_stream, used
from review.tables import Cell, Hours, Section, flat_table, section, sentences


@dataclass(frozen=True, slots=True)
class RetainerRow:
    """A retainer's month: its hours, and what is charged. `late_seconds` of the used ones were worked before it.

    `fee` is that of the service month, wherever it is billed; `where` says where.
    """

    client: str
    contract: str
    code: str
    name: str
    period: str
    closed: bool
    hours: Balance
    late_seconds: int
    overage_seconds: int
    overage: Money
    fee: Money
    where: str
    topped_up: Money
    """What was missing to its minimum."""
    monthly: bool = True
    """Whether its fee is that of the month; that of a block is for hours of several."""

    @property
    def amount(self) -> Money:
        """What the month comes to."""
        return self.fee + self.overage + self.topped_up

    @property
    def hourly(self) -> Money | None:
        """What an hour comes to: all that is charged over all time, half up; None without time, and for blocks."""
        seconds = self.hours.used + self.overage_seconds
        if not seconds or not self.monthly:
            return None
        minor = self.amount.minor * 3600
        return Money((2 * minor + seconds) // (2 * seconds), self.fee.currency)


def retainers(
    tx: Transaction, period: Period, contracts: Mapping[str, Contract], client: str = ""
) -> list[RetainerRow]:
    """The retainers of a month, by client and workstream, as its last run left them and by its terms then.

    Contracts that have ended are known by what was run for them. Raises UnknownClient.
    """
    ran = {name for row in tx.units.of() for name in (row.client, row.contract)}
    must_be_known(client, names_in(contracts.values()) | ran)
    found = []
    for row in tx.units.of():
        may_have_it = row.period == period.name or (len(row.period) > len(period.name) and row.period > period.name)
        if may_have_it and row.plan and client in ("", row.client, row.contract):
            found += _of_unit(tx, row, period)
    return sorted(found, key=lambda each: (each.client, each.contract, each.code))


def _of_unit(tx: Transaction, row: UnitRow, period: Period) -> list[RetainerRow]:
    unit = unit_of(tx.plans.get(row.plan).inputs, with_works=False)
    if not unit.included or not (unit.period.first < period.end and period.first <= unit.period.last):
        return []
    taken = used(tx, row.contract, row.period, covered(tx, row.contract, row.period))
    drafts = [item.draft for item in tx.drafts.of_unit(row.contract, row.period)]
    of_time = [line for draft in drafts for line in draft.lines if line.kind is LineKind.TIME]
    own = [line for line in of_time if _counts(line, unit, period)]
    billed = _Billed(row, unit, period, taken, own, drafts)
    retainers = (retainer_of(unit.contract, each.workstream) for each in unit.included)
    return [billed.row_of(each, _where(tx, row.contract, each, period)) for each in retainers if each is not None]


def _counts(line: Line, unit: Unit, period: Period) -> bool:
    """Whether a line of time is of a month: the first one of a unit has late time, too."""
    return line.service_from in period or (line.service_from < unit.period.first and unit.period.first in period)


@dataclass(frozen=True, slots=True)
class _Billed:
    """A unit as it was planned last, in one of its months: what its work has used, and its lines of time."""

    row: UnitRow
    unit: Unit
    month: Period
    taken: Used
    lines: Sequence[Line]
    drafts: Sequence[Draft]

    def row_of(self, retainer: Retainer, where: str) -> RetainerRow:
        """The statement of one of its retainers."""
        row, name, currency = self.row, self.month.name, self.unit.contract.currency
        there, own = self._hours(retainer)
        beyond = [line for line in self.lines if line.workstream == retainer.workstream]
        return RetainerRow(
            client=row.client,
            contract=row.contract,
            code=retainer.workstream,
            name=retainer.name,
            period=name,
            closed=row.closed,
            hours=balance(retainer, name, there, own),
            late_seconds=sum(seconds for worked_in, seconds in own if worked_in < name),
            overage_seconds=sum(line.rounded_seconds for line in beyond),
            overage=Money(sum(line.amount.minor for line in beyond), currency),
            fee=fee_in(retainer, self.month) or Money(0, currency),
            where=where,
            topped_up=Money(topped_up(self.drafts, retainer.workstream), currency),
            monthly=not retainer.blocks,
        )

    def _hours(self, retainer: Retainer) -> tuple[HoursOf, HoursOf]:
        """The hours that are there for the month, and those that it has used."""
        used = of_stream(self.taken, retainer.workstream)
        there = next(each.hours for each in self.unit.included if each.workstream == retainer.workstream)
        return hours_in(retainer, there, used, self.month.name)


def _where(tx: Transaction, contract: str, retainer: Retainer, period: Period) -> str:
    """Where the fee of a service month is billed."""
    key = fee_of(contract, retainer, period.name)
    placed = not_taken_back(tx.placements.of_entries([key]).get(key, ()))
    draft_id = tx.drafts.of_line(placed[-1].portion.line_id) if placed and placed[-1].portion.line_id else None
    stored = tx.drafts.get(draft_id) if draft_id else None
    if stored is None:
        return "held" if placed else "not billed here"
    return f"{placed[-1].portion.state.value} with {stored.draft.period}"


# ---- for people and programs ----

HEADERS = "granted,rolled_in,used,of_it_late,expired,rolled_out,overage".split(",")


def _times(row: RetainerRow) -> tuple[int, ...]:
    own = row.hours
    return own.granted, own.rolled_in, own.used, row.late_seconds, own.expired, own.rolled_out, row.overage_seconds


def to_json(found: Iterable[RetainerRow], *, for_client: bool = False) -> list[dict[str, Any]]:
    """The rows with stable keys; durations are seconds. A client is told no ids of ours and no hourly rate."""
    return [
        {
            "client": row.client,
            **({} if for_client else {"contract": row.contract}),
            "workstream": row.code,
            "name": row.name,
            "period": row.period,
            "closed": row.closed,
            **{f"{name}_seconds": seconds for name, seconds in zip(HEADERS, _times(row), strict=True)},
            "currency": row.fee.currency,
            "fee": str(row.fee.decimal),
            "overage": str(row.overage.decimal),
            "topped_up": str(row.topped_up.decimal),
            **(
                {}
                if for_client
                else {"fee_billed": row.where, "hourly": str(row.hourly.decimal) if row.hourly else None}
            ),
        }
        for row in found
    ]


def _own_json(row: RetainerRow) -> dict[str, Any]:
    return {"fee_billed": row.where, "hourly": str(row.hourly.decimal) if row.hourly else None}


def to_sections(found: Sequence[RetainerRow], period: str, *, for_client: bool = False) -> list[Section]:
    """The rows for people; with a client's, what each word means."""
    if not found:
        return [sentences(f"No retainer was billed for {period}; run the month, or write one into a contract.")]
    own = () if for_client else (">an hour", "fee")
    headers = ("client", "retainer", *(f">{name.replace('_', ' ')}" for name in HEADERS), ">fee and overage", *own)
    after = ["granted + rolled in = used + expired + rolled out; time is charged time, of hours that were rounded."]
    after += [_pending(row) for row in found if not row.closed][:1]
    return [section(f"Retainers of {period}", headers, [_cells(row, for_client) for row in found], after)]


def _cells(row: RetainerRow, for_client: bool) -> tuple[Cell, ...]:
    own: tuple[Cell, ...] = () if for_client else (row.hourly or "", row.where)
    what = f"{row.code} {row.name}"
    return (row.client, what, *(Hours(each) for each in _times(row)), row.amount, *own)


def _pending(row: RetainerRow) -> str:
    return f"{row.period} is open: what expires and rolls out is as if it ended as it is."


def to_table(found: Iterable[RetainerRow], *, for_client: bool = False) -> Section:
    """A row for each retainer, for a spreadsheet."""
    names = [*HEADERS, *(f"{name}_seconds" for name in HEADERS)]
    headers = ["client", *([] if for_client else ["contract"]), "workstream", "name", "period", "closed"]
    headers += [
        *(f">{name}" for name in names),
        "currency",
        ">fee",
        ">overage_amount",
        ">topped_up",
        *([] if for_client else [">hourly", "fee_billed"]),
    ]
    return flat_table(headers, [_flat(row, for_client) for row in found])


def _flat(row: RetainerRow, for_client: bool) -> tuple[Cell, ...]:
    times = _times(row)
    own: tuple[Cell, ...] = () if for_client else (row.hourly or "", row.where)
    contract: tuple[Cell, ...] = () if for_client else (row.contract,)
    what = (row.client, *contract, row.code, row.name, row.period, "yes" if row.closed else "no")
    money = (row.fee.currency, row.fee, row.overage, row.topped_up)
    return (*what, *(Hours(each) for each in times), *times, *money, *own)
