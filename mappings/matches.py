"""Where each entry belongs, with the reasons, and what the unit of a contract and period is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from billing.records import Answer, Entry, Match, Period, State, Task
from mappings.bulk import execute_many
from mappings.entries import entry_columns, to_entry
from mappings.schema import entry, match, placement

_UPDATED = [column.name for column in match.c if column.name not in ("entry", "hold")]
_STATES = {state.value: state for state in State}
_ANSWER = tuple(column.label(f"match_{column.name}") for column in match.c)


class Matches:
    """Questions about matches and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stale(self, basis: str) -> list[Entry]:
        """Entries whose match is missing, or was made from another version or other rules."""
        outdated = or_(match.c.entry.is_(None), match.c.version != entry.c.version, match.c.basis != basis)
        rows = self._connection.execute(
            select(*entry_columns()).outerjoin(match, match.c.entry == entry.c.id).where(entry.c.present, outdated)
        )
        return [to_entry(row) for row in rows]

    def save(self, matches: Iterable[Match], basis: str) -> None:
        """The answers for some entries, replacing earlier ones."""
        statement = insert(match)
        replaced = {name: statement.excluded[name] for name in _UPDATED}
        upsert = statement.on_conflict_do_update(index_elements=["entry"], set_=replaced)
        execute_many(self._connection, upsert, [_row(found, basis) for found in matches])

    def drop_gone(self) -> None:
        """Forgets the answers for entries that their source no longer has."""
        gone = select(entry.c.id).where(entry.c.present.is_(False))
        self._connection.execute(delete(match).where(match.c.entry.in_(gone)))

    def worked_in(self, period: Period, today: date) -> list[tuple[Entry, Match, str]]:
        """Every present entry whose tracker shows a day of the period, or whose contract's zone puts it there.

        Also those of days to come, whatever their month. Each with its match and why it is held, if it is.
        """
        shown = (entry.c.day >= period.first) & (entry.c.day < period.end)
        billed = (match.c.day >= period.first) & (match.c.day < period.end)
        return self._matched(shown | billed | (entry.c.day > today))

    def unplaced_outside(self, period: Period, since: date) -> list[tuple[date, int]]:
        """Days and seconds of entries from a day on that no run has placed, in other months than this one."""
        elsewhere = (match.c.day < period.first) | (match.c.day >= period.end)
        rows = self._connection.execute(
            select(match.c.day, func.sum(entry.c.seconds))
            .join(entry, entry.c.id == match.c.entry)
            .outerjoin(placement, placement.c.entry == entry.c.id)
            .where(entry.c.present, entry.c.running.is_(False), placement.c.entry.is_(None), elsewhere)
            .where(match.c.day >= since)
            .group_by(match.c.day)
            .order_by(match.c.day)
        )
        return [(row[0], int(row[1])) for row in rows]

    def billed_in(self, contract: str, period: Period) -> list[tuple[Entry, Match, str]]:
        """The same for the entries of a contract's period, by the contract's own day rule."""
        in_period = (match.c.day >= period.first) & (match.c.day < period.end)
        return self._matched((match.c.contract == contract) & in_period)

    def crossed_seconds(self, period: Period) -> int:
        """Seconds of a period's entries that belong to another period by the zone of their contract."""
        shown = (entry.c.day >= period.first) & (entry.c.day < period.end)
        elsewhere = (match.c.day < period.first) | (match.c.day >= period.end)
        query = select(func.sum(entry.c.seconds)).join(match, match.c.entry == entry.c.id)
        return int(self._connection.execute(query.where(entry.c.present, shown, elsewhere)).scalar() or 0)

    def contracts_in(self, period: Period) -> set[str]:
        """The contracts that have entries in a period."""
        in_period = (match.c.day >= period.first) & (match.c.day < period.end) & (match.c.contract != "")
        return set(self._connection.execute(select(match.c.contract).where(in_period).distinct()).scalars())

    def of_entry(self, entry_id: str) -> tuple[Match, str] | None:
        """The match of one entry, and why it is held back, if it is."""
        row = self._connection.execute(select(*_ANSWER).where(match.c.entry == entry_id)).first()
        return (_match(row), str(row.match_hold)) if row else None

    def set_holds(self, holds: Mapping[str, str]) -> None:
        """Holds entries back with a reason, or lets them go with an empty one."""
        statement = update(match).where(match.c.entry == bindparam("held")).values(hold=bindparam("reason"))
        execute_many(self._connection, statement, [{"held": key, "reason": why} for key, why in sorted(holds.items())])

    def _matched(self, condition: ColumnElement[bool]) -> list[tuple[Entry, Match, str]]:
        rows = self._connection.execute(
            select(*entry_columns(), *_ANSWER)
            .join(match, match.c.entry == entry.c.id)
            .where(entry.c.present, condition)
            .order_by(entry.c.id)
        )
        return [(to_entry(row), _match(row), row[-1]) for row in rows]


def _row(found: Match, basis: str) -> dict[str, Any]:
    return {
        "entry": found.entry_id,
        "version": found.version,
        "basis": basis,
        "day": found.day,
        "verdict": found.verdict.value,
        "verdict_reason": found.verdict_reason,
        "code": found.project.value,
        "code_reason": found.project.reason,
        "person": found.person.value,
        "person_reason": found.person.reason,
        "contract": found.contract,
        "tasks": [[task.key, task.title, task.url, task.reason] for task in found.tasks],
    }


def _match(row: Any) -> Match:
    """By place, not by name: the columns of an answer stand last in its row."""
    entry, version, _, day, verdict, why, code, code_why, person, person_why, contract, tasks, _ = row[-len(_ANSWER) :]
    return Match(
        entry_id=entry,
        version=version,
        day=day,
        verdict=_STATES[verdict],
        verdict_reason=why,
        project=Answer(code, code_why),
        person=Answer(person, person_why),
        contract=contract,
        tasks=tuple(Task(*task) for task in tasks),
    )
