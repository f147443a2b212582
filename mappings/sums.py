"""The sums that statements are made of: seconds by state, money on drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, literal_column, or_, select, true

from billing.budgets import Spent
from billing.cap_issues import BEYOND
from billing.carry_records import CARRIED
from billing.ids import LINE, NOTE, stable_id
from billing.money import Money
from billing.prepaid import PREFIX as FEE
from billing.records import TIME, Period, State
from billing.wishes import LineKind
from mappings.bulk import MONTH, begins_with, chunks
from mappings.drafts import IS_CREDIT, STANDS
from mappings.placements import FIXED
from mappings.schema import entry, match
from mappings.schema_books import allocation, draft, line, placement, plan

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class BilledFee:
    """A fee that is in the books on an invoice, with the first day of service."""

    workstream: str
    service_from: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee that stood on a line once: what it is called for good, what the line says, and the plan that wrote it."""

    id: str
    plan: str
    workstream: str
    service_from: date
    service_to: date
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class BilledOnce:
    """A fee, charge, milestone or deposit on a line of a standing draft, and what it is called for good.

    `settled`: it is billed, or its month is closed. `taken_back`: a credit note takes it back, so that it is neither.
    """

    id: str
    draft: str
    contract: str
    client: str
    period: str
    workstream: str
    kind: LineKind
    description: str
    service_from: date
    service_to: date
    amount: Money
    unit_price: Decimal
    rule: str
    settled: bool
    taken_back: bool


@dataclass(frozen=True, slots=True)
class StateSum:
    """Seconds of one connector, contract and (where there is no contract) tracker's client in one state."""

    connector: str
    contract: str
    client: str
    state: State
    seconds: int


ON_CREDIT_NOTES = "credited "
"""What stands before the kind of a line on a credit note."""


def kind_of_line() -> ColumnElement[str]:
    """What a line is, told apart where it stands on a credit note."""
    return case((IS_CREDIT, literal_column(f"'{ON_CREDIT_NOTES}'").concat(line.c.kind)), else_=line.c.kind)


def seconds_left() -> ColumnElement[int]:
    """The seconds of an entry that its live portions do not hold; less than none where it is shorter than these."""
    held = select(func.sum(placement.c.seconds)).where(placement.c.entry == entry.c.id).scalar_subquery()
    return entry.c.seconds - func.coalesce(held, 0)


class Sums:
    """Sums over entries and portions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def states(self, period: Period, contract: str = "") -> list[StateSum]:
        """Seconds by connector, contract, client and state of all entries that are not running, by tracker day.

        Portions count where they are placed, also those of entries that are gone; what an entry has beyond its portions
        is open, and what a billed one has lost is open with a minus.
        """
        in_period = (entry.c.day >= period.first) & (entry.c.day < period.end)
        if contract:
            in_period &= match.c.contract == contract
        placed = self._placed(in_period)
        open_seconds = self._tracked(in_period)
        for (key, _), seconds in placed.items():
            open_seconds[key] -= seconds
        left = [StateSum(*key, State.OPEN, seconds) for key, seconds in open_seconds.items() if seconds]
        return [*(StateSum(*key, State(state), seconds) for (key, state), seconds in placed.items()), *left]

    _DRAFTED = (
        select(placement.c.currency, func.sum(placement.c.minor))
        .join(line, line.c.id == placement.c.line)
        .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
        .where(begins_with(draft.c.period, MONTH), STANDS)
        .group_by(placement.c.currency)
    )

    def drafted_minor(self, period: str) -> dict[str, int]:
        """What the live portions on the standing drafts of periods that end in a month come to, by currency."""
        rows = self._connection.execute(self._DRAFTED, {"month": period})
        return {str(currency): int(minor) for currency, minor in rows}

    _BY_KIND = (
        select(line.c.currency, kind_of_line(), func.sum(line.c.amount_minor))
        .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
        .where(begins_with(draft.c.period, MONTH), STANDS)
        .group_by(line.c.currency, kind_of_line())
        .order_by(line.c.currency, kind_of_line())
    )

    def by_kind(self, period: str) -> dict[str, list[tuple[str, int]]]:
        """What the standing drafts of periods that end in a month come to, by currency and kind of line."""
        rows = self._connection.execute(self._BY_KIND, {"month": period})
        found: dict[str, list[tuple[str, int]]] = {}
        for currency, kind, minor in rows:
            found.setdefault(str(currency), []).append((str(kind), int(minor)))
        return found

    _BILLED = (
        select(draft.c.currency, func.sum(draft.c.total_minor))
        .where(begins_with(draft.c.period, MONTH), draft.c.status == "posted")
        .group_by(draft.c.currency)
    )

    def billed_minor(self, period: str) -> dict[str, int]:
        """What is in the books as invoices of periods that end in a month, by currency."""
        rows = self._connection.execute(self._BILLED, {"month": period})
        return {str(currency): int(minor) for currency, minor in rows}

    def spent(self, contract: str) -> list[Spent]:
        """All time of a contract that is not running, by workstream, month of work, state and currency.

        Unplaced time is open, and so is what an entry has beyond its portions.
        """
        state = func.coalesce(placement.c.state, State.OPEN.value)
        of_entry = case((placement.c.entry.is_(None), entry.c.seconds), else_=placement.c.seconds)
        sums = (func.sum(of_entry), func.sum(placement.c.charged_seconds), func.sum(placement.c.minor))
        key = (match.c.code, match.c.day, state, placement.c.currency)
        rows = self._connection.execute(
            select(*key, *sums)
            .join(entry, entry.c.id == match.c.entry)
            .outerjoin(placement, placement.c.entry == entry.c.id)
            .where(match.c.contract == contract, entry.c.kind == TIME, entry.c.running.is_(False))
            .where(entry.c.present | placement.c.entry.is_not(None))
            .group_by(*key)
            .order_by(match.c.day, match.c.code, state)
        )
        return [
            Spent(code, f"{day:%Y-%m}", State(name), int(seconds), int(charged or 0), int(minor or 0), currency or "")
            for code, day, name, currency, seconds, charged, minor in [*rows, *self._beyond_portions(contract)]
        ]

    def _beyond_portions(self, contract: str) -> list[Any]:
        left = seconds_left()
        nothing: ColumnElement[int] = literal_column("0")
        key = (match.c.code, match.c.day)
        has_some = select(placement.c.entry).where(placement.c.entry == entry.c.id).exists()
        query = (
            select(
                *key, literal_column(f"'{State.OPEN.value}'"), literal_column("''"), func.sum(left), nothing, nothing
            )
            .join(entry, entry.c.id == match.c.entry)
            .where(match.c.contract == contract, entry.c.kind == TIME, entry.c.running.is_(False))
            .where(entry.c.present, has_some, left > 0)
            .group_by(*key)
        )
        return list(self._connection.execute(query))

    def beyond(self, contract: str) -> list[tuple[State, str, int]]:
        """The time of a contract that is beyond its caps: its state, why in words, and seconds."""
        rows = self._connection.execute(
            select(placement.c.state, placement.c.reason, func.sum(placement.c.seconds))
            .join(match, match.c.entry == placement.c.entry)
            .where(match.c.contract == contract, placement.c.reason.startswith(BEYOND))
            .group_by(placement.c.state, placement.c.reason)
        )
        return [(State(state), str(why), int(seconds)) for state, why, seconds in rows]

    _BY_WORKSTREAM = (
        select(line.c.workstream, line.c.currency, func.sum(line.c.amount_minor))
        .join(draft, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
        .where(draft.c.contract == bindparam("contract"), draft.c.status == "posted")
        .group_by(line.c.workstream, line.c.currency)
        .order_by(line.c.workstream, line.c.currency)
    )

    def billed_by_workstream(self, contract: str) -> dict[str, list[Money]]:
        """What a contract's documents in the books come to, in each currency, by the code of the workstream.

        What credit notes have taken back altogether is left out.
        """
        rows = self._connection.execute(self._BY_WORKSTREAM, {"contract": contract})
        found: dict[str, list[Money]] = {}
        for code, currency, minor in rows:
            if minor:
                found.setdefault(str(code), []).append(Money(int(minor), str(currency)))
        return found

    _LINES_OF_FEES = select(allocation.c.line).where(begins_with(allocation.c.entry, FEE))
    _FEES = (
        select(line.c.id, line.c.draft, draft.c.part, draft.c.contract)
        .add_columns(line.c.workstream, line.c.service_from, line.c.amount_minor, line.c.currency)
        .join(draft, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
        .where(line.c.id.in_(_LINES_OF_FEES), draft.c.status == "posted")
        .order_by(draft.c.period, draft.c.id, line.c.position)
    )

    def billed_fees(self) -> dict[str, list[BilledFee]]:
        """The fees on documents in the books, by contract; of each by period, draft and place.

        A fee that a credit note takes back as a whole is not billed, and neither is what takes it back.
        """
        rows = self._connection.execute(self._FEES).all()
        gone = _taken_back(rows)
        found: dict[str, list[BilledFee]] = {}
        for row in rows:
            if row.id not in gone:
                fee = BilledFee(row.workstream, row.service_from, Money(row.amount_minor, row.currency))
                found.setdefault(row.contract, []).append(fee)
        return found

    _ALL_FEES = (
        select(allocation.c.entry, draft.c.plan, line.c.workstream, line.c.service_from, line.c.service_to)
        .add_columns(line.c.description, line.c.amount_minor, line.c.currency)
        .join_from(allocation, line, line.c.id == allocation.c.line)
        .join(draft, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
        .where(begins_with(allocation.c.entry, FEE), draft.c.contract == bindparam("contract"), ~IS_CREDIT)
        .order_by(allocation.c.entry, allocation.c.number)
    )

    def fees(self, contract: str) -> list[Fee]:
        """Every fee that a contract ever had on a line, whatever became of it, by day and id; each as it stood last."""
        rows = self._connection.execute(self._ALL_FEES, {"contract": contract})
        found: dict[str, Fee] = {}
        for row in rows:
            days = (row.service_from, row.service_to)
            amount = Money(row.amount_minor, row.currency)
            found[row.entry] = Fee(row.entry, row.plan, row.workstream, *days, row.description, amount)
        return sorted(found.values(), key=lambda fee: (fee.service_from, fee.id))

    def carried(self, period: Period) -> dict[str, int]:
        """The time of a month that waits for an invoice that is large enough, by contract."""
        within = (match.c.day >= period.first) & (match.c.day < period.end)
        rows = self._connection.execute(
            select(match.c.contract, func.sum(placement.c.seconds))
            .join(match, match.c.entry == placement.c.entry)
            .where(within, begins_with(placement.c.reason, CARRIED))
            .group_by(match.c.contract)
        )
        return {str(contract): int(seconds) for contract, seconds in rows}

    def covered_seconds(self) -> dict[tuple[str, str], int]:
        """The time worked that is covered, by contract and workstream."""
        rows = self._connection.execute(
            select(plan.c.contract, match.c.code, func.sum(placement.c.seconds))
            .join(plan, plan.c.id == placement.c.plan)
            .join(match, match.c.entry == placement.c.entry)
            .where(placement.c.state == State.COVERED.value)
            .group_by(plan.c.contract, match.c.code)
        )
        return {(str(contract), str(code)): int(seconds) for contract, code, seconds in rows}

    def milestones_minor(self) -> dict[tuple[str, str, str], tuple[int, int]]:
        """What milestones come to in the books as invoices, and on drafts, by contract, workstream and currency."""
        billed = case((draft.c.status == "posted", line.c.amount_minor), else_=0)
        key = draft.c.contract, line.c.workstream, line.c.currency
        rows = self._connection.execute(
            select(
                draft.c.contract, line.c.workstream, line.c.currency, func.sum(billed), func.sum(line.c.amount_minor)
            )
            .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
            .where(STANDS, line.c.kind == LineKind.MILESTONE.value)
            .group_by(*key)
        )
        return {(row[0], row[1], row[2]): (int(row[3]), int(row[4]) - int(row[3])) for row in rows}

    _ONCE = (
        select(placement.c.entry, line.c.draft, draft.c.contract, draft.c.client, draft.c.period, line.c.workstream)
        .add_columns(line.c.kind, line.c.description, line.c.service_from, line.c.service_to)
        .add_columns(line.c.amount_minor, line.c.currency, line.c.unit_price, line.c.rate_rule)
        .add_columns(placement.c.settled, FIXED.label("fixed"))
        .join_from(placement, line, line.c.id == placement.c.line)
        .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
        .where(STANDS, ~IS_CREDIT)
        .order_by(draft.c.contract, draft.c.period, draft.c.id, line.c.position)
    )

    def billed_once(self, *prefixes: str) -> list[BilledOnce]:
        """What stands on drafts under ids that begin so, by contract, period, draft and place."""
        begin = or_(*(begins_with(placement.c.entry, prefix) for prefix in prefixes))
        return [_once(row) for row in self._connection.execute(self._ONCE.where(begin))]

    _ONCE_VOID = (
        select(allocation.c.entry, line.c.draft, draft.c.contract, draft.c.client, draft.c.period, line.c.workstream)
        .add_columns(line.c.kind, line.c.description, line.c.service_from, line.c.service_to)
        .add_columns(line.c.amount_minor, line.c.currency, line.c.unit_price, line.c.rate_rule)
        .add_columns(true().label("settled"), true().label("fixed"))
        .join_from(allocation, line, line.c.id == allocation.c.line)
        .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
        .where(draft.c.status == "voided", ~IS_CREDIT)
        .order_by(draft.c.contract, draft.c.period, draft.c.id, line.c.position)
    )

    def billed_and_void(self, ids: Iterable[str]) -> list[BilledOnce]:
        """The same of what stood on invoices that are void, as it was billed there; each once."""
        found = {
            row.entry: _once(row)
            for chunk in chunks(sorted(ids))
            for row in self._connection.execute(self._ONCE_VOID.where(allocation.c.entry.in_(chunk)))
        }
        return list(found.values())

    def _placed(self, which: ColumnElement[bool]) -> dict[tuple[Key, str], int]:
        contract = func.coalesce(match.c.contract, "")
        rows = self._connection.execute(
            select(entry.c.connector, contract, entry.c.client, placement.c.state, func.sum(placement.c.seconds))
            .join(placement, placement.c.entry == entry.c.id)
            .outerjoin(match, match.c.entry == entry.c.id)
            .where(which)
            .group_by(entry.c.connector, contract, entry.c.client, placement.c.state)
        )
        return {(_key(row), row[3]): int(row[4]) for row in rows}

    def _tracked(self, which: ColumnElement[bool]) -> Counter[Key]:
        contract = func.coalesce(match.c.contract, "")
        rows = self._connection.execute(
            select(entry.c.connector, contract, entry.c.client, func.sum(entry.c.seconds))
            .outerjoin(match, match.c.entry == entry.c.id)
            .where(which, entry.c.present, entry.c.running.is_(False))
            .group_by(entry.c.connector, contract, entry.c.client)
        )
        return Counter({_key(row): int(row[3]) for row in rows})


def _once(row: Any) -> BilledOnce:
    return BilledOnce(
        id=row.entry,
        draft=row.draft,
        contract=row.contract,
        client=row.client,
        period=row.period,
        workstream=row.workstream,
        kind=LineKind(row.kind),
        description=row.description,
        service_from=row.service_from,
        service_to=row.service_to,
        amount=Money(row.amount_minor, row.currency),
        unit_price=row.unit_price,
        rule=row.rate_rule,
        settled=bool(row.fixed),
        taken_back=bool(row.settled and not row.fixed),
    )


def _taken_back(rows: Sequence[Any]) -> set[str]:
    """The lines that credit notes take back wholly, and the lines of these notes that do."""
    minor = {row.id: row.amount_minor for row in rows}
    notes: dict[str, set[str]] = {}
    for row in rows:
        if row.draft.startswith(NOTE):
            notes.setdefault(row.part.rpartition(" ")[2], set()).add(row.draft)
    found: set[str] = set()
    for row in rows:
        backs = (stable_id(LINE, note, row.id) for note in notes.get(row.draft, ()))
        for back in backs:
            if minor.get(back) == -row.amount_minor:
                found |= {row.id, back}
    return found


def _key(row: Any) -> Key:
    return str(row[0]), str(row[1]), str(row[2])
