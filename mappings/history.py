"""The store as it was after a run: versions of entries and the sum of allocations up to then."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Subquery, func, select, union_all

from billing.records import Period, State
from billing.wishes import ADJUSTING
from mappings.bulk import begins_with
from mappings.schema import entry, entry_history, match, run
from mappings.schema_books import allocation, draft, line, plan
from mappings.sums import StateSum, kind_of_line


@dataclass(frozen=True, slots=True)
class Past:
    """Seconds of a month as they were: by connector the entries, their seconds and those running; and by state."""

    totals: tuple[tuple[str, int, int, int], ...]
    states: tuple[StateSum, ...]
    drafted: dict[str, tuple[int, dict[str, int]]]
    """By currency: the documents that time or items stood on, and what these came to by kind of line."""


class History:
    """Questions about earlier moments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_run(self, moment: datetime) -> int:
        """The last run that had begun by a moment; 0 before the first."""
        return int(self._connection.execute(select(func.max(run.c.id)).where(run.c.started_at <= moment)).scalar() or 0)

    def as_of(self, period: Period, run_id: int) -> Past:
        """A month as it was after a run, by today's names of contracts. Rejected rows are not in it."""
        then = _versions(run_id)
        in_period = (then.c.day >= period.first) & (then.c.day < period.end)
        totals: dict[str, list[int]] = {}
        left: Counter[tuple[str, str, str]] = Counter()
        rows = self._connection.execute(
            select(then, func.coalesce(match.c.contract, "").label("contract"))
            .outerjoin(match, match.c.entry == then.c.id)
            .where(in_period, then.c.present)
        )
        for row in rows:
            sums = totals.setdefault(row.connector, [0, 0, 0])
            sums[0], sums[1] = sums[0] + 1, sums[1] + row.seconds
            sums[2] += row.seconds if row.running else 0
            left[(row.connector, row.contract, row.client)] += 0 if row.running else row.seconds
        states = []
        for key, state, seconds in self._placed(then, in_period, run_id):
            left[key] -= seconds
            states.append(StateSum(*key, state, seconds))
        states += [StateSum(*key, State.OPEN, seconds) for key, seconds in left.items() if seconds]
        named = tuple((name, count, seconds, running) for name, (count, seconds, running) in sorted(totals.items()))
        return Past(named, tuple(states), self._drafted(period, run_id))

    def _placed(self, then: Subquery, which: Any, run_id: int) -> list[tuple[tuple[str, str, str], State, int]]:
        contract = func.coalesce(match.c.contract, "")
        key = (then.c.connector, contract, then.c.client, allocation.c.state)
        rows = self._connection.execute(
            select(*key, func.sum(allocation.c.seconds))
            .join(allocation, allocation.c.entry == then.c.id)
            .outerjoin(match, match.c.entry == then.c.id)
            .where(which, allocation.c.run <= run_id)
            .group_by(*key)
        )
        return [((row[0], row[1], row[2]), State(row[3]), int(row[4])) for row in rows if row[4]]

    def _drafted(self, period: Period, run_id: int) -> dict[str, tuple[int, dict[str, int]]]:
        live = func.sum(allocation.c.minor)
        rows = self._connection.execute(
            select(draft.c.id, draft.c.revision, allocation.c.currency, kind_of_line(), live)
            .join(line, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
            .join(plan, plan.c.id == draft.c.plan)
            .join(allocation, (allocation.c.line == line.c.id) & (allocation.c.plan == plan.c.id))
            .where(begins_with(draft.c.period, period.name), allocation.c.run <= run_id)
            .group_by(draft.c.id, draft.c.revision, allocation.c.currency, kind_of_line())
        ).all()
        documents: dict[tuple[str, int], str] = {(row[0], row[1]): str(row[2]) for row in rows if row[4]}
        found: dict[str, tuple[int, dict[str, int]]] = {}
        for currency in documents.values():
            found[currency] = found.get(currency, (0, {}))[0] + 1, {}
        adjusted = [row for row in self._adjusted(period) if (row[0], row[1]) in documents]
        for _, _, currency, kind, minor in (*rows, *adjusted):
            if minor and currency in found:
                kinds = found[currency][1]
                kinds[kind] = kinds.get(kind, 0) + int(minor)
        return found

    def _adjusted(self, period: Period) -> list[Any]:
        """The lines of all drafts of a month that stand for no entry: they were there whenever their draft was."""
        kinds = [kind.value for kind in ADJUSTING]
        return list(
            self._connection.execute(
                select(draft.c.id, draft.c.revision, line.c.currency, kind_of_line(), line.c.amount_minor)
                .join(line, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
                .where(begins_with(draft.c.period, period.name), line.c.kind.in_(kinds))
            )
        )


def _versions(run_id: int) -> Subquery:
    """Each entry in the version that it had after a run."""
    names = ("version", "present", "day", "seconds", "running", "client", "run")
    heads = select(entry.c.id, entry.c.connector, *(entry.c[name] for name in names))
    past = select(entry_history.c.id, entry.c.connector, *(entry_history.c[name] for name in names))
    known = union_all(heads, past.join(entry, entry.c.id == entry_history.c.id)).subquery()
    newest = select(known.c.id, func.max(known.c.version).label("version")).where(known.c.run <= run_id)
    last = newest.group_by(known.c.id).subquery()
    joined = select(known).join(last, (last.c.id == known.c.id) & (last.c.version == known.c.version))
    return joined.subquery()
