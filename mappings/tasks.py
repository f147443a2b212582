"""Tasks as their trackers have them now, what entries name, and what was asked for in vain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from billing.records import Period
from billing.task_records import KnownProject, KnownTask
from mappings.bulk import among, chunks, execute_many, insert_rows, upsert
from mappings.schema import match
from mappings.schema_books import placement
from mappings.schema_tasks import mention, task, task_name, task_project, unfound

KEYS = 5000
_FIELDS = tuple(name for name in KnownTask.__slots__ if name not in ("group", "present"))
_COLUMNS = (*(task.c[name] for name in _FIELDS), task.c.grouped, task.c.present)


class Tasks:
    """Questions about tasks, their projects and who names them, and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- tasks ----

    def keep(self, found: Iterable[KnownTask], run: int, at: datetime) -> set[str]:
        """Replaces what is known of some tasks; the names whose answer changed, old and new ones."""
        now = {each.ref: each for each in found}
        before = self.of(list(now))
        changed = [each for ref, each in sorted(now.items()) if before.get(ref) != each]
        statement = upsert(self._connection, task, ("ref",), _SAID)
        execute_many(self._connection, statement, [_row(each, run, at) for each in changed])
        names = [{"name": name, "ref": each.ref} for each in changed for name in each.names]
        execute_many(self._connection, upsert(self._connection, task_name, ("name", "ref"), ("ref",)), names)
        for refs in chunks(sorted(now.keys() - {each.ref for each in changed}), KEYS):
            same = among(self._connection, task.c.ref, refs)
            self._connection.execute(update(task).where(same).values(checked_at=at))
        self._found(now.values())
        return {name for each in changed for old in (each, before.get(each.ref)) if old for name in old.names}

    def of(self, refs: Sequence[str]) -> dict[str, KnownTask]:
        """Some tasks by ref, gone ones too; those that were never fetched are absent."""
        found = {}
        for chunk in chunks(refs, KEYS):
            rows = self._connection.execute(select(*_COLUMNS).where(among(self._connection, task.c.ref, chunk)))
            found |= {each.ref: each for each in map(_task, rows)}
        return found

    def called(self, names: Sequence[str]) -> dict[str, list[KnownTask]]:
        """The tasks that answer to some names, gone ones too, in the order of their refs."""
        found: dict[str, list[KnownTask]] = {}
        for chunk in chunks(names, KEYS):
            rows = self._connection.execute(
                select(task_name.c.name, *_COLUMNS)
                .join(task, task.c.ref == task_name.c.ref)
                .where(among(self._connection, task_name.c.name, chunk))
                .order_by(task_name.c.name, task.c.ref)
            )
            for name, *rest in rows:
                found.setdefault(str(name), []).append(_task(rest))
        return found

    def in_projects(self, projects: Sequence[str]) -> list[KnownTask]:
        """The tasks of some projects (refs) that are there, by ref."""
        which = among(self._connection, task.c.project, projects)
        rows = self._connection.execute(select(*_COLUMNS).where(which, task.c.present).order_by(task.c.ref))
        return [_task(row) for row in rows]

    def checked_at(self, names: Sequence[str]) -> dict[str, datetime]:
        """When their trackers last told of some names: of the task, or that there is none to see."""
        found: dict[str, datetime] = {}
        for chunk in chunks(names, KEYS):
            tasks = select(task_name.c.name, task.c.checked_at).join(task, task.c.ref == task_name.c.ref)
            for query in (
                tasks.where(among(self._connection, task_name.c.name, chunk)),
                select(unfound.c.name, unfound.c.asked_at).where(among(self._connection, unfound.c.name, chunk)),
            ):
                for name, at in self._connection.execute(query):
                    found[str(name)] = max(at, found.get(str(name), at))
        return found

    # ---- what is not there ----

    def unfound(self, names: Sequence[str]) -> dict[str, dict[str, str]]:
        """Why each tracker that was asked for some names had no task for them."""
        found: dict[str, dict[str, str]] = {}
        for chunk in chunks(names, KEYS):
            rows = self._connection.execute(select(unfound).where(among(self._connection, unfound.c.name, chunk)))
            for row in rows:
                found.setdefault(row.name, {})[row.connector] = row.why
        return found

    def not_found(self, connector: str, why: Mapping[str, str], at: datetime) -> set[str]:
        """Notes that a tracker has no task, or shows none, by some names; the names whose answer changed.

        A task of its that answered to such a name is gone from now on.
        """
        names = sorted(why)
        before = {name: by.get(connector, "") for name, by in self.unfound(names).items()}
        rows = [{"connector": connector, "name": name, "why": why[name], "asked_at": at} for name in names]
        statement = upsert(self._connection, unfound, ("connector", "name"), ("why", "asked_at"))
        execute_many(self._connection, statement, rows)
        gone = [
            each.ref
            for tasks in self.called(names).values()
            for each in tasks
            if each.connector == connector and each.present
        ]
        for refs in chunks(sorted(set(gone)), KEYS):
            leaving = among(self._connection, task.c.ref, refs)
            self._connection.execute(update(task).where(leaving).values(present=False, checked_at=at))
        lost = {name for each in self.of(gone).values() for name in each.names}
        return lost | {name for name in names if before.get(name, "") != why[name]}

    def _found(self, tasks: Iterable[KnownTask]) -> None:
        """What was asked for in vain before, and is there now."""
        rows = [{"by": each.connector, "called": name} for each in tasks for name in each.names]
        leaves = delete(unfound).where(unfound.c.connector == bindparam("by"), unfound.c.name == bindparam("called"))
        if rows and self._connection.execute(select(unfound.c.name).limit(1)).first():
            execute_many(self._connection, leaves, rows)

    # ---- projects ----

    def projects(self, connector: str = "") -> list[KnownProject]:
        """The visible projects of a tracker or all, by ref."""
        rows = self._connection.execute(
            select(*(task_project.c[name] for name in KnownProject.__slots__)).order_by(task_project.c.ref)
        )
        found = [KnownProject(*row) for row in rows]
        return [each for each in found if not connector or each.ref.startswith(f"{connector}:")]

    def keep_projects(self, connector: str, listed: Iterable[KnownProject]) -> bool:
        """Replaces the visible projects of a tracker; whether that changed anything."""
        before, now = self.projects(connector), sorted(listed, key=lambda each: each.ref)
        if before == now:
            return False
        for each in before:
            self._connection.execute(delete(task_project).where(task_project.c.ref == each.ref))
        rows = [tuple(getattr(each, name) for name in KnownProject.__slots__) for each in now]
        insert_rows(self._connection, task_project, tuple(KnownProject.__slots__), rows)
        return True

    # ---- who names them ----

    def note_mentions(self, entries: Sequence[str], named: Iterable[tuple[str, str]]) -> None:
        """Replaces what some entries name: pairs of entry and name."""
        for chunk in chunks(entries, KEYS):
            self._connection.execute(delete(mention).where(among(self._connection, mention.c.entry, chunk)))
        insert_rows(self._connection, mention, ("entry", "name"), sorted(set(named)))

    def naming(self, names: Sequence[str]) -> list[str]:
        """The entries that name any of some tasks, by whatever name."""
        found: set[str] = set()
        for chunk in chunks(names, KEYS):
            query = select(mention.c.entry).where(among(self._connection, mention.c.name, chunk))
            found |= set(self._connection.execute(query).scalars())
        return sorted(found)

    def named_in(self, period: Period | None = None) -> list[str]:
        """The names that entries have which are to be billed in a period, or in any, and are not settled."""
        settled = select(placement.c.entry).where(placement.c.settled)
        query = (
            select(mention.c.name)
            .join(match, match.c.entry == mention.c.entry)
            .where(mention.c.entry.not_in(settled))
            .distinct()
        )
        query = query.where(match.c.bill_in == period.name) if period else query
        return sorted(str(name) for name in self._connection.execute(query).scalars())


_SAID = (*(name for name in _FIELDS if name != "ref"), "grouped", "present", "checked_at", "run")


def _row(each: KnownTask, run: int, at: datetime) -> dict[str, Any]:
    said = {name: getattr(each, name) for name in _FIELDS}
    return {**said, "grouped": each.group, "present": each.present, "checked_at": at, "run": run}


def _task(row: Any) -> KnownTask:
    *said, group, present = row
    values = dict(zip(_FIELDS, said, strict=True))
    values["old_keys"] = tuple(values["old_keys"])
    return KnownTask(**values, group=group, present=present)
