"""The store as it was after a run: versions of entries and the sum of allocations up to then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Subquery, case, func, select, union_all

from billing.ids import NOTE
from billing.lifecycle import GONE, Status
from billing.records import Period, State
from mappings.bulk import begins_with
from mappings.pushes import POST
from mappings.schema import entry, entry_history, match, run
from mappings.schema_books import allocation, draft, line, plan, push
from mappings.sums import StateSum, kind_of_line

_GONE = [status.value for status in GONE]


class NotKept(Exception):
    """Of a day that is long past, only what its end had is kept; the message says so, and what to ask for."""


@dataclass(slots=True)
class Drafted:
    """Documents in one currency: their ids, what they come to by kind of line, and the cents of their portions.

    `billed` is what of it was in the books by then, `rounding` the seconds that rounding had added.
    """

    documents: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    portions: int = 0
    billed: int = 0
    rounding: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """Seconds of a month as they were: by connector the entries, their seconds and those running; and by state."""

    totals: tuple[tuple[str, int, int, int], ...]
    states: tuple[StateSum, ...]
    drafted: dict[str, Drafted]
    """By currency."""


class History:
    """Questions about earlier moments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_run(self, moment: datetime) -> int:
        """The last run that had begun by a moment; 0 before the first."""
        return int(self._connection.execute(select(func.max(run.c.id)).where(run.c.started_at <= moment)).scalar() or 0)

    def as_of(self, period: Period, run_id: int) -> Past:
        """A month as it was after a run, by today's names of contracts. Rejected rows are not in it.

        Raises NotKept.
        """
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

    def _drafted(self, period: Period, run_id: int) -> dict[str, Drafted]:
        portions = self._portions(period, run_id)
        stood, posted = self._stood(period, run_id, portions), self._posted(run_id)
        found: dict[str, Drafted] = {}
        lines = [row for row in self._lines(period) if stood.get(row.draft) == row.revision]
        if stood.keys() - {row.draft for row in lines}:
            raise NotKept("of so long ago only the ends of days are kept; name the day alone, without a time")
        for row in lines:
            said = found.setdefault(row.currency, Drafted())
            if row.draft not in said.documents:
                said.documents.add(row.draft)
                said.portions += int(portions[row.draft].minor) if row.draft in portions else 0
            said.kinds[row.kind] += int(row.minor)
            said.billed += int(row.minor) if (row.draft, row.revision) in posted else 0
            said.rounding += int(row.rounding)
        return found

    def _posted(self, run_id: int) -> set[tuple[str, int]]:
        """What was in the books by then, each as a draft and its revision: another may take the place of a void one."""
        by_then = (push.c.action == POST) & (push.c.confirmed_run <= run_id)
        rows = self._connection.execute(select(push.c.draft, push.c.revision).where(by_then))
        return {(row.draft, row.revision) for row in rows}

    def _stood(self, period: Period, run_id: int, portions: Mapping[str, Any]) -> dict[str, int]:
        """The documents of a month that stood after a run, each with its revision of then.

        A draft that a plan does not change stays with the plan that wrote it, and when one was withdrawn is not noted.
        So one stood that the newest plan of its unit wrote, or of which a portion stood, or which still stands.
        """
        of_month = begins_with(draft.c.period, period.name)
        names = ("id", "revision", "contract", "period", "status", "plan")
        columns = (*(draft.c[name] for name in names), plan.c.run)
        rows = self._connection.execute(select(*columns).join(plan, plan.c.id == draft.c.plan).where(of_month)).all()
        last = {row.id: row for row in sorted(rows, key=lambda row: row.revision)}
        then = {row.id: row for row in sorted(rows, key=lambda row: row.revision) if row.run <= run_id}
        newest = self._newest_plans(period, run_id)
        stood = dict[str, int]()
        for key, row in then.items():
            own = portions.get(key)
            stands = row.revision == last[key].revision and row.status not in _GONE
            if key.startswith(NOTE):
                is_there = stands and own is None  # nothing of it has portions; else these say since when it is there
            else:
                written = newest[row.contract, row.period] == row.plan and row.status != Status.VOIDED
                is_there = written or stands
            if is_there or (own is not None and own.live > 0):
                stood[key] = row.revision
        return stood

    def _newest_plans(self, period: Period, run_id: int) -> dict[tuple[str, str], str]:
        columns = (plan.c.contract, plan.c.period, plan.c.id)
        by_then = begins_with(plan.c.period, period.name) & (plan.c.run <= run_id)
        rows = self._connection.execute(select(*columns).where(by_then).order_by(plan.c.revision))
        return {(row.contract, row.period): row.id for row in rows}

    def _portions(self, period: Period, run_id: int) -> dict[str, Any]:
        """By document, whose lines are the same in each revision: how many portions stood there, and their cents."""
        of_draft = (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision)
        of_month = begins_with(draft.c.period, period.name)
        lines = select(line.c.id, line.c.draft).join(draft, of_draft).where(of_month).distinct().subquery()
        by_then = allocation.c.run <= run_id
        live = func.sum(case((~by_then, 0), (allocation.c.reverses.is_(None), 1), else_=-1)).label("live")
        minor = func.sum(case((by_then, allocation.c.minor), else_=0)).label("minor")
        query = select(lines.c.draft, live, minor).join(allocation, allocation.c.line == lines.c.id)
        return {row.draft: row for row in self._connection.execute(query.group_by(lines.c.draft))}

    def _lines(self, period: Period) -> list[Any]:
        key = (line.c.draft, line.c.revision, line.c.currency, kind_of_line().label("kind"))
        of_draft = (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision)
        minor = func.sum(line.c.amount_minor).label("minor")
        rounding = func.sum(line.c.rounded_seconds - line.c.seconds).label("rounding")
        query = select(*key, minor, rounding).join(draft, of_draft)
        return list(self._connection.execute(query.where(begins_with(draft.c.period, period.name)).group_by(*key)))


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
