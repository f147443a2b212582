"""The sums that statements are made of: seconds by state, money on drafts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, literal_column, select

from billing.budgets import Spent
from billing.cap_issues import BEYOND
from billing.carry_records import CARRIED
from billing.money import Money
from billing.records import TIME, Period, State
from billing.wishes import LineKind
from mappings.bulk import MONTH, begins_with
from mappings.drafts import IS_CREDIT, STANDS
from mappings.schema import entry, match
from mappings.schema_books import draft, line, placement, plan

Key = tuple[str, str, str]


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


def _key(row: Any) -> Key:
    return str(row[0]), str(row[1]), str(row[2])
