"""Runs, imported files and configuration snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from billing.records import Period
from mappings.bulk import chunks, execute_many, upsert
from mappings.schema import configuration, rejected_row, run, source_file


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was imported."""

    connector: str
    digest: str
    name: str
    kind: str
    zone: str
    entries: int
    rejected: int
    seconds: int
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a file that could not be read. `month` is where the report shows it."""

    connector: str
    content: str
    number: int
    path: str
    file: str
    line: int
    reason: str
    day: date | None
    month: str
    seconds: int


ROWS_AT_ONCE = 100


def _of_kind(kind: str) -> ColumnElement[bool]:
    """Runs of stages, which are never due: said, so that the newest are found without looking at all."""
    return (run.c.kind == kind) & run.c.due_at.is_(None)


class Runs:
    """Questions about what ran, and what was read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, kind: str, now: datetime) -> int:
        """The id of a run that begins now."""
        started = self._connection.execute(insert(run).values(kind=kind, started_at=now))
        (key,) = started.inserted_primary_key or (None,)
        assert isinstance(key, int), "the database names a run it has inserted"
        return key

    def started(self, run_ids: Iterable[int]) -> dict[int, datetime]:
        """When some runs began."""
        found: dict[int, datetime] = {}
        for chunk in chunks(sorted(set(run_ids))):
            rows = self._connection.execute(select(run.c.id, run.c.started_at).where(run.c.id.in_(chunk)))
            found |= {row.id: row.started_at for row in rows}
        return found

    _DETAIL = select(run.c.detail).where(run.c.id == bindparam("run"))
    _FINISH = (
        update(run)
        .where(run.c.id == bindparam("which"))
        .values(
            finished_at=bindparam("now"), outcome=bindparam("how"), detail=bindparam("said"), period=bindparam("of")
        )
    )

    def finish(self, run_id: int, now: datetime, outcome: str, detail: dict[str, Any]) -> None:
        """Notes how a run ended; the `period` among the details is the month that it was about."""
        known = self._connection.execute(self._DETAIL, {"run": run_id}).scalar() or {}
        said = known | detail
        values = {"which": run_id, "now": now, "how": outcome, "said": said, "of": said.get("period")}
        self._connection.execute(self._FINISH, values)

    def applied(self, plan: str) -> int | None:
        """The run that applied a plan, by the plan's hash."""
        done = (run.c.kind == "run") & (run.c.outcome == "done")
        rows = self._connection.execute(select(run.c.id, run.c.detail).where(done).order_by(run.c.id.desc()))
        return next((int(row.id) for row in rows if (row.detail or {}).get("plan") == plan), None)

    def ended(self, kind: str, limit: int) -> list[tuple[datetime, dict[str, Any]]]:
        """The newest runs of a kind that ended well or badly, newest first: when each began, and what is kept of it."""
        done = _of_kind(kind) & run.c.outcome.in_(("done", "failed"))
        query = select(run.c.started_at, run.c.detail).where(done).order_by(run.c.id.desc()).limit(limit)
        return [(row.started_at, row.detail or {}) for row in self._connection.execute(query)]

    def last_pull(self, connector: str, how: str = "") -> tuple[datetime, dict[str, Any]] | None:
        """When the newest pull of a connector began, or the newest that came out so, and what is kept about it."""
        said = type_coerce(run.c.detail, Text).contains(f'"{connector}":"{how}', autoescape=True)
        query = select(run.c.started_at, run.c.detail).where(_of_kind("pull"), said).order_by(run.c.id.desc())
        with self._connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
            for row in rows:
                found = (row.detail.get("connectors") or {}).get(connector)
                if found is not None and how in ("", found):
                    return row.started_at, row.detail
        return None

    def note(self, run_id: int, more: dict[str, Any]) -> None:
        """Adds to what is kept about a run."""
        known = self._connection.execute(self._DETAIL, {"run": run_id}).scalar() or {}
        self._connection.execute(update(run).where(run.c.id == run_id).values(detail=known | more))

    _CONFIGURATION = select(configuration.c.hash).where(configuration.c.hash == bindparam("known"))
    _CONFIGURED = update(run).where(run.c.id == bindparam("which")).values(configuration=bindparam("used"))

    def keep_configuration(self, config_hash: str, snapshot: str, run_id: int) -> None:
        """Stores a configuration once and notes that the run used it."""
        if self._connection.execute(self._CONFIGURATION, {"known": config_hash}).first() is None:
            self._connection.execute(insert(configuration).values(hash=config_hash, snapshot=snapshot))
        self._connection.execute(self._CONFIGURED, {"which": run_id, "used": config_hash})

    _LAST_CONFIGURATION = (
        select(run.c.configuration)
        .where(run.c.period == bindparam("month"), _of_kind("run"), run.c.outcome == "done")
        .order_by(run.c.id.desc())
        .limit(1)
    )

    def last_configuration(self, period: str) -> str | None:
        """The hash of the configuration that the last completed run of a period used."""
        return self._connection.execute(self._LAST_CONFIGURATION, {"month": period}).scalar()

    def keep_file(self, file: ReadFile, run_id: int) -> int:
        """The id of a file; the same bytes for the same connector are the same file."""
        same = (source_file.c.connector == file.connector) & (source_file.c.digest == file.digest)
        known = self._connection.execute(select(source_file.c.id).where(same)).scalar()
        if known is not None:
            return int(known)
        values = {name: getattr(file, name) for name in ReadFile.__slots__}
        added = self._connection.execute(insert(source_file).values(values | {"run": run_id}))
        (key,) = added.inserted_primary_key or (None,)
        assert isinstance(key, int), "the database names a file it has inserted"
        return key

    def file_name(self, file_id: int) -> str:
        """What an imported file was called."""
        return str(self._connection.execute(select(source_file.c.name).where(source_file.c.id == file_id)).scalar_one())

    _REJECTED = (
        select(rejected_row)
        .where(rejected_row.c.connector == bindparam("connector"))
        .order_by(rejected_row.c.file, rejected_row.c.line)
    )

    def rejected(self, connector: str) -> list[RejectedRow]:
        """The bad rows of a connector that stand."""
        rows = self._connection.execute(self._REJECTED, {"connector": connector})
        return [RejectedRow(**{name: getattr(row, name) for name in RejectedRow.__slots__}) for row in rows]

    def reject(self, rows: Sequence[RejectedRow], run_id: int) -> None:
        """Notes bad rows; one that is known already has been seen again."""
        seen_again = ("path", "file", "line", "month", "run")
        statement = upsert(self._connection, rejected_row, ("connector", "content", "number"), seen_again)
        values = [{name: getattr(row, name) for name in RejectedRow.__slots__} | {"run": run_id} for row in rows]
        execute_many(self._connection, statement, values)

    def settle_file(self, connector: str, path: str, months: Iterable[str], run_id: int) -> None:
        """Forgets what was bad in a file before this run, in the months that the file has now."""
        months_now = rejected_row.c.month.in_([*sorted(months), ""])
        self._settle((rejected_row.c.connector == connector) & (rejected_row.c.path == path) & months_now, run_id)

    def settle_month(self, connector: str, month: str, run_id: int) -> None:
        """Forgets what was bad in a month before this run, because complete files have been read."""
        self._settle((rejected_row.c.connector == connector) & rejected_row.c.month.in_([month, ""]), run_id)

    def _settle(self, which: ColumnElement[bool], run_id: int) -> None:
        self._connection.execute(delete(rejected_row).where(which, rejected_row.c.run != run_id))

    def rejected_in(self, period: Period) -> dict[str, tuple[int, int]]:
        """Unreadable rows of a month and what seconds they show, by connector.

        Rows of no known day count where their file does, or in every month if nothing in the file tells.
        """
        table = rejected_row.c
        in_period = or_(
            (table.day >= period.first) & (table.day < period.end),
            table.day.is_(None) & table.month.in_([period.name, ""]),
        )
        rows = self._connection.execute(
            select(table.connector, func.count(), func.sum(table.seconds)).where(in_period).group_by(table.connector)
        )
        return {str(connector): (int(count), int(seconds)) for connector, count, seconds in rows}
