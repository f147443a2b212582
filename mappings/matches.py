"""Where each entry belongs, with the reasons; what must be matched again; what a contract's period is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, or_, select, update

from billing.calendar import month_name
from billing.quick import dataclass
from billing.records import LATE, Answer, Entry, Match, Period, State, Task
from mappings.bulk import (
    Columns,
    Converter,
    among,
    begins_with,
    chunks,
    execute_many,
    insert_rows,
    read_columns,
    replace_rows,
)
from mappings.due import ENTRY, PERSON, TASKS
from mappings.entries import entries_in, entry_columns
from mappings.placements import FIXED, fixed
from mappings.schema import due, entry, match, matched
from mappings.schema_books import placement, plan

KEYS = 5000
_NAMES = tuple(column.name for column in match.c)
HOLD = _NAMES.index("hold")
"""Which of them says why it is held."""
_LOOSE = tuple(place for place, name in enumerate(_NAMES) if name not in ("entry", "day", "who", "contract", "bill_in"))
"""The columns that no index has: rows are overwritten at little cost where only these differ."""
_LOOSE_AND_KEY = itemgetter(*_LOOSE, _NAMES.index("entry"))
ANSWER = tuple(column.label(f"match_{column.name}") for column in match.c)
"""The columns that make a Match, to be selected last by other parts of the store that join them."""


@dataclass(frozen=True, slots=True)
class Marker:
    """By which rules, and up to which run's versions, every entry has been matched."""

    basis: str
    run: int


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry that must be matched (or forgotten, when it is gone), and its answer so far."""

    entry: Entry
    present: bool
    before: Match | None
    hold: str
    run: int


class Matches:
    """Questions about matches and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- what must be matched ----

    _MARKER = select(matched.c.basis, matched.c.run)

    def marker(self) -> Marker:
        """How far matching has come; rules that no catalogue has, if it never was complete."""
        row = self._connection.execute(self._MARKER).first()
        return Marker(row.basis, row.run) if row else Marker("", 0)

    def set_marker(self, marker: Marker) -> None:
        """Notes how far matching has come."""
        self._connection.execute(delete(matched))
        self._connection.execute(insert(matched).values(id=1, basis=marker.basis, run=marker.run))

    def newest_run(self) -> int:
        """The last run that wrote a version of an entry."""
        return int(self._connection.execute(select(func.max(entry.c.run))).scalar() or 0)

    def stale_ids(self, basis: str) -> list[str]:
        """Entries whose version is new or that somebody decided about; under new rules, all that have other answers."""
        marker = self.marker()
        if marker.basis != basis:
            other = or_(match.c.entry.is_(None), match.c.basis != basis, match.c.version != entry.c.version)
            query = select(entry.c.id).outerjoin(match, match.c.entry == entry.c.id).where(entry.c.present, other)
            gone = select(match.c.entry).join(entry, entry.c.id == match.c.entry).where(~entry.c.present)
            return sorted({*self._ids(query), *self._ids(gone)})
        new = self._ids(select(entry.c.id).where(entry.c.run > marker.run))
        decided = self._ids(select(due.c.name).where(due.c.kind.in_((ENTRY, TASKS))))
        return sorted({*new, *decided})

    def stale(self, ids: Sequence[str]) -> list[Stale]:
        """Some entries with their answers so far."""
        columns = self._read(
            select(*entry_columns(), entry.c.present, entry.c.run, *ANSWER)
            .outerjoin(match, match.c.entry == entry.c.id)
            .where(among(self._connection, entry.c.id, ids))
            .order_by(entry.c.id)
        )
        present, run, *answers = columns[len(entry_columns()) :]
        known = matches_in(answers)
        return [
            Stale(head, there, None if answer.entry_id is None else answer, hold or "", by)
            for head, there, answer, hold, by in zip(
                entries_in(columns), present, known, answers[HOLD], run, strict=True
            )
        ]

    # ---- questions ----

    def people_after(self, today: date, period: Period) -> dict[str, list[str]]:
        """By month, who has entries of days to come, outside a period."""
        elsewhere = (match.c.day < period.first) | (match.c.day >= period.end)
        rows = self._connection.execute(
            select(match.c.who, match.c.day)
            .join(entry, entry.c.id == match.c.entry)
            .where(entry.c.present, entry.c.day > today, elsewhere)
        )  # not "distinct": all matches would be read in the order of people, instead of the few of such days
        found: dict[str, list[str]] = {}
        for who, day in rows:
            of_month = found.setdefault(day.strftime("%Y-%m"), [])
            if who not in of_month:
                of_month.append(who)
        return found

    def people_late(self, period: Period) -> dict[str, list[str]]:
        """By month, who has entries that a later period bills since they came late, and whose month is due."""
        late = (match.c.moved == LATE) & (match.c.day < period.first) & begins_with(match.c.bill_in, period.name)
        query = select(due.c.period, due.c.name, match.c.day).join(match, match.c.who == due.c.name)
        rows = self._connection.execute(query.where(due.c.kind == PERSON, late).distinct())
        found: dict[str, list[str]] = {}
        for name, who in sorted({(name, who) for name, who, day in rows if name == month_name(day)}):
            found.setdefault(name, []).append(who)
        return found

    def people_in(self, period: Period) -> set[str]:
        """Everyone who worked in a period."""
        by_contract = (match.c.day >= period.first) & (match.c.day < period.end)
        return set(self._connection.execute(select(match.c.who).where(by_contract).distinct()).scalars())

    def unplaced_outside(self, period: Period, since: date) -> list[tuple[date, str, int]]:
        """Days, what bills them, and seconds of entries from a day on that no run has placed, in other months."""
        elsewhere = (match.c.day < period.first) | (match.c.day >= period.end)
        rows = self._connection.execute(
            select(match.c.day, match.c.bill_in, func.sum(entry.c.seconds))
            .join(entry, entry.c.id == match.c.entry)
            .outerjoin(placement, placement.c.entry == entry.c.id)
            .where(entry.c.present, entry.c.running.is_(False), placement.c.entry.is_(None), elsewhere)
            .where(match.c.day >= since, ~begins_with(match.c.bill_in, period.name))
            .group_by(match.c.day, match.c.bill_in)
            .order_by(match.c.day, match.c.bill_in)
        )
        return [(row[0], str(row[1]), int(row[2])) for row in rows]

    def unseen_since_billed(self) -> dict[str, date]:
        """The entries on documents that changed or went since no run has looked at their month, with their days."""
        other = (entry.c.version != placement.c.version) | ~entry.c.present
        changed = (
            select(entry.c.id, match.c.day)
            .join(match, match.c.entry == entry.c.id)
            .join(placement, placement.c.entry == entry.c.id)
            .where(FIXED, placement.c.line != "", other)
        )
        looked_at = select(func.coalesce(func.max(matched.c.run), 0)).scalar_subquery()
        new = self._connection.execute(changed.where(entry.c.run > looked_at).distinct())
        found = {str(key): day for key, day in new}
        of_people = changed.add_columns(due.c.period).join(due, due.c.name == match.c.who).where(due.c.kind == PERSON)
        waiting = self._connection.execute(of_people.distinct())
        return found | {str(key): day for key, day, period in waiting if period == month_name(day)}

    def waiting(self, period: Period) -> list[tuple[str, str, int]]:
        """Contracts, what bills them, and seconds of entries of a month that no run has placed."""
        within = (match.c.day >= period.first) & (match.c.day < period.end)
        rows = self._connection.execute(
            select(match.c.contract, match.c.bill_in, func.sum(entry.c.seconds))
            .join(entry, entry.c.id == match.c.entry)
            .outerjoin(placement, placement.c.entry == entry.c.id)
            .where(entry.c.present, entry.c.running.is_(False), placement.c.entry.is_(None), within)
            .where(match.c.contract != "", match.c.verdict == State.OPEN.value)
            .group_by(match.c.contract, match.c.bill_in)
            .order_by(match.c.contract, match.c.bill_in)
        )
        return [(str(row[0]), str(row[1]), int(row[2])) for row in rows]

    def unsettled_in(self, contract: str, period: str) -> list[str]:
        """The entries that a contract bills in a period and that stand on none of its settled drafts."""
        loose = ~fixed(match.c.entry)
        return self._ids(select(match.c.entry).where(match.c.contract == contract, match.c.bill_in == period, loose))

    def free_in(self, contract: str, month: str) -> set[str]:
        """The periods of a contract that end in a month and have work that is not billable."""
        free = (match.c.contract == contract) & (match.c.verdict == State.NON_BILLABLE.value)
        query = select(match.c.bill_in).where(free, begins_with(match.c.bill_in, month)).distinct()
        return set(self._connection.execute(query).scalars())

    def worked_in(self, contract: str, period: Period) -> list[str]:
        """The entries of a contract whose day, by its own rule, is in a period, wherever they are billed."""
        in_period = (match.c.day >= period.first) & (match.c.day < period.end)
        return self._ids(select(match.c.entry).where(match.c.contract == contract, in_period))

    def settled_in(self, ids: Sequence[str]) -> dict[str, str]:
        """Those of some entries that are settled, with the period that billed them."""
        rows = self._connection.execute(
            select(placement.c.entry, plan.c.period)
            .join(plan, plan.c.id == placement.c.plan)
            .where(among(self._connection, placement.c.entry, ids), FIXED)
            .order_by(placement.c.portion.desc())
        )
        return {str(key): str(period) for key, period in rows}

    def paid_for(self, ids: Iterable[str]) -> set[str]:
        """Those of some entries of which a line or other terms bill something, not at no charge, and no credit all."""
        paid = placement.c.state.in_([State.BILLED.value, State.COVERED.value])
        left = (func.sum(placement.c.seconds) != 0) | (func.sum(placement.c.minor) != 0)
        found: set[str] = set()
        for chunk in chunks(ids):
            which = among(self._connection, placement.c.entry, chunk)
            query = select(placement.c.entry).where(which, FIXED, paid).group_by(placement.c.entry).having(left)
            found.update(self._connection.execute(query).scalars())
        return found

    def held_without_contract(self) -> int:
        """Seconds that are held because no contract is known for them."""
        held = (match.c.contract == "") & (match.c.verdict == State.HELD.value)
        query = select(func.sum(entry.c.seconds)).join(match, match.c.entry == entry.c.id)
        return int(self._connection.execute(query.where(held, entry.c.present, ~entry.c.running)).scalar() or 0)

    def crossed_seconds(self, period: Period) -> int:
        """Seconds of a period's entries that belong to another period by the zone of their contract."""
        shown = (entry.c.day >= period.first) & (entry.c.day < period.end)
        elsewhere = (match.c.day < period.first) | (match.c.day >= period.end)
        query = select(func.sum(entry.c.seconds)).join(match, match.c.entry == entry.c.id)
        return int(self._connection.execute(query.where(entry.c.present, shown, elsewhere)).scalar() or 0)

    def of_entry(self, entry_id: str) -> tuple[Match, str] | None:
        """The match of one entry, and why it is held back, if it is."""
        answers = self._read(select(*ANSWER).where(match.c.entry == entry_id))
        return next(zip(matches_in(answers), answers[HOLD], strict=True), None)

    def of_entries(self, ids: Iterable[str]) -> dict[str, Match]:
        """The matches of some entries."""
        found: dict[str, Match] = {}
        for chunk in chunks(ids, KEYS):
            answers = self._read(select(*ANSWER).where(among(self._connection, match.c.entry, chunk)))
            found.update(zip(answers[0], matches_in(answers), strict=True))
        return found

    # ---- changes ----

    def add(self, found: Sequence[tuple[Match, str]], basis: str) -> None:
        """The answers for some entries that have none (any more), each with why it is held so far."""
        insert_rows(self._connection, match, _NAMES, (_row(item, hold, basis) for item, hold in found))

    def replace(self, found: Iterable[tuple[Match, str]], basis: str) -> None:
        """Other answers for entries that have one, whose person, day, contract and period are what they were."""
        rows = (_row(item, hold, basis) for item, hold in found)
        replace_rows(self._connection, match, "entry", [_NAMES[place] for place in _LOOSE], map(_LOOSE_AND_KEY, rows))

    def forget(self, ids: Iterable[str]) -> None:
        """Takes the answers for some entries away."""
        for chunk in chunks(ids, KEYS):
            self._connection.execute(delete(match).where(among(self._connection, match.c.entry, chunk)))

    def set_holds(self, holds: Mapping[str, str]) -> None:
        """Holds entries back with a reason, or lets them go with an empty one."""
        statement = update(match).where(match.c.entry == bindparam("held")).values(hold=bindparam("reason"))
        execute_many(self._connection, statement, [{"held": key, "reason": why} for key, why in sorted(holds.items())])

    def _read(self, query: Select[Any]) -> Columns:
        return read_columns(self._connection, query, MAKING)

    def _ids(self, query: Any) -> list[str]:
        return [str(key) for key in self._connection.execute(query).scalars().all()]


def _row(found: Match, hold: str, basis: str) -> tuple[Any, ...]:
    return (
        found.entry_id,
        found.version,
        basis,
        found.day,
        found.verdict.value,
        found.verdict_reason,
        found.project.value,
        found.project.reason,
        found.person.value,
        found.person.reason,
        found.contract,
        tuple([_task_row(task) for task in found.tasks]),
        hold,
        found.who,
        found.bill_in,
        found.moved,
        found.accepted,
    )


def _task_row(task: Task) -> tuple[str | int, ...]:
    """A task; what only one of a tracker has, or of a divided entry, is left out of the others."""
    said = (task.key, task.title, task.url, task.reason)
    return (*said, task.ref, task.seconds) if task.ref or task.seconds else said


def matches_in(answers: Columns) -> Iterable[Match]:
    """The matches in an answer of these columns."""
    key, version, _, day, verdict, why, code, code_why, person, person_why, contract, tasks, _, *rest = answers
    projects, people = map(Answer, code, code_why), map(Answer, person, person_why)
    return map(Match, key, version, day, verdict, why, projects, people, contract, tasks, *rest)


def tasks_read(said: Sequence[Sequence[Any]]) -> tuple[Task, ...]:
    """The tasks of an answer, from their rows."""
    return tuple([Task(*each) for each in said])


MAKING: dict[str, Converter] = {
    "tags": tuple,
    "match_verdict": State,
    "match_tasks": tasks_read,
    "match_accepted": tuple,
}
