"""Tasks as their trackers have them now, what entries name, and what was asked for in vain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, select, update

from billing.records import Period
from billing.task_records import KnownProject, KnownTask
from mappings.bulk import among, begins_with, chunks, execute_many, insert_rows, upsert
from mappings.schema import entry, match
from mappings.schema_books import placement
from mappings.schema_tasks import mention, task, task_name, task_project, unfound

KEYS = 5000
_FIELDS = tuple(name for name in KnownTask.__slots__ if name not in ("group", "present"))
_COLUMNS = (*(task.c[name] for name in _FIELDS), task.c.grouped, task.c.present)
_MATTERS = attrgetter(
    "key", "title", "url", "status", "stage", "project", "project_key", "code", "closed_at", "old_keys", "present"
)
"""What an entry's answer may depend on. The rest is read when it is shown."""


class Tasks:
    """Questions about tasks, their projects and who names them, and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- tasks ----

    def keep(self, found: Iterable[KnownTask], run: int, at: datetime) -> set[str]:
        """Replaces what is known of some tasks; the names whose answer changed, old and new ones.

        Keys that a task ever had stay with it, whether its tracker still tells them or not.
        """
        told = {each.ref: each for each in found}
        before = self.of(list(told))
        now = {ref: _with_old_keys(each, before.get(ref)) for ref, each in sorted(told.items())}
        changed = [each for ref, each in now.items() if before.get(ref) != each]
        statement = upsert(self._connection, task, ("ref",), _SAID)
        execute_many(self._connection, statement, [_row(each, run, at) for each in changed])
        names = [{"name": name, "ref": each.ref} for each in changed for name in each.names]
        execute_many(self._connection, upsert(self._connection, task_name, ("name", "ref"), ("ref",)), names)
        for refs in chunks(sorted(now.keys() - {each.ref for each in changed}), KEYS):
            same = among(self._connection, task.c.ref, refs)
            self._connection.execute(update(task).where(same).values(checked_at=at))
        self._found(now.values())
        pairs = [(each, before.get(each.ref)) for each in changed]
        others = [pair for pair in pairs if pair[1] is None or _MATTERS(pair[0]) != _MATTERS(pair[1])]
        return {name for pair in others for each in pair if each is not None for name in each.names}

    def of(self, refs: Sequence[str]) -> dict[str, KnownTask]:
        """Some tasks by ref, gone ones too; those that were never fetched are absent."""
        found: dict[str, KnownTask] = {}
        for chunk in chunks(refs, KEYS):
            rows = self._connection.execute(select(*_COLUMNS).where(among(self._connection, task.c.ref, chunk)))
            found |= {each.ref: each for each in map(_task, rows.all())}
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
            for name, *rest in rows.all():
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
            for row in rows.all():
                found.setdefault(row.name, {})[row.connector] = row.why
        return found

    def not_found(self, connector: str, why: Mapping[str, str], at: datetime) -> set[str]:
        """Notes that a tracker has no task, or shows none, by some names; the names whose answer changed.

        A task of its with such a key or id is gone from now on.
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
            if each.connector == connector and each.present and not {each.key, each.id}.isdisjoint(why)
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

    def keep_projects(self, connector: str, listed: Iterable[KnownProject]) -> set[str]:
        """Replaces the visible projects of a tracker; the keys of those that are new, changed or gone."""
        before, now = self.projects(connector), sorted(listed, key=lambda each: each.ref)
        if before == now:
            return set()
        for each in before:
            self._connection.execute(delete(task_project).where(task_project.c.ref == each.ref))
        rows = [tuple(getattr(each, name) for name in KnownProject.__slots__) for each in now]
        insert_rows(self._connection, task_project, tuple(KnownProject.__slots__), rows)
        known = set(before)
        return {each.key for each in known.symmetric_difference(now)}

    def prefixes(self) -> set[tuple[str, str]]:
        """What the keys of visible projects and of known tasks begin with before the dash, each with its tracker."""
        listed = {(each.ref.partition(":")[0], each.key) for each in self.projects()}
        place = func.strpos if self._connection.dialect.name == "postgresql" else func.instr
        by = func.substr(task_name.c.ref, 1, place(task_name.c.ref, ":") - 1)
        prefix = func.substr(task_name.c.name, 1, place(task_name.c.name, "-") - 1)
        query = select(by, prefix).where(place(task_name.c.name, "-") > 1).distinct()
        return listed | {(str(row[0]), str(row[1])) for row in self._connection.execute(query)}

    # ---- who names them ----

    def note_mentions(self, entries: Sequence[str], named: Iterable[tuple[str, str]]) -> None:
        """Replaces what some entries name: pairs of entry and name. Only what differs is written."""
        before: set[tuple[str, str]] = set()
        for chunk in chunks(entries, KEYS):
            own = select(mention.c.entry, mention.c.name).where(among(self._connection, mention.c.entry, chunk))
            before.update((str(entry_id), str(name)) for entry_id, name in self._connection.execute(own).all())
        now = set(named)
        leaves = delete(mention).where(mention.c.entry == bindparam("by"), mention.c.name == bindparam("called"))
        gone = [{"by": entry_id, "called": name} for entry_id, name in sorted(before - now)]
        execute_many(self._connection, leaves, gone)
        insert_rows(self._connection, mention, ("entry", "name"), sorted(now - before))

    def naming(self, names: Sequence[str]) -> list[str]:
        """The entries that name any of some tasks, by whatever name."""
        return self._naming(names, select(mention.c.entry))

    def to_match_again(self, names: Sequence[str]) -> list[str]:
        """Those of them that are matched, and not settled: what another answer for these names concerns."""
        return self._naming(names, select(mention.c.entry).join(match, match.c.entry == mention.c.entry), _unsettled())

    def _naming(self, names: Sequence[str], query: Select[Any], *which: ColumnElement[bool]) -> list[str]:
        found: set[str] = set()
        for chunk in chunks(names, KEYS):
            asked = query.where(among(self._connection, mention.c.name, chunk), *which)
            found |= set(self._connection.execute(asked).scalars())
        return sorted(found)

    def named_like(self, prefixes: Collection[str]) -> list[str]:
        """The names that entries have of which these are the prefix, `ACME` that of ACME-12."""
        found: set[str] = set()
        for prefix in filter(None, prefixes):
            query = select(mention.c.name).where(begins_with(mention.c.name, f"{prefix}-")).distinct()
            found |= set(self._connection.execute(query).scalars())
        return sorted(found)

    def named_in(self, period: Period | None = None, go_live: date = date.min) -> list[str]:
        """The names that entries have which are to be billed in a period, or in any, and are not settled.

        Without a period, those of entries that are not matched yet are among them; none counts from before go-live.
        """
        query = select(mention.c.name).join(entry, entry.c.id == mention.c.entry)
        query = query.where(_unsettled(), entry.c.day >= go_live).distinct()
        if period:
            query = query.join(match, match.c.entry == entry.c.id).where(begins_with(match.c.bill_in, period.name))
        else:
            query = query.where(entry.c.present)
        return sorted(str(name) for name in self._connection.execute(query).scalars())

    def first_day(self, go_live: date) -> date | None:
        """The first day from go-live on of an entry that names something and is not settled."""
        query = select(func.min(entry.c.day)).join(mention, mention.c.entry == entry.c.id)
        return self._connection.execute(query.where(_unsettled(), entry.c.present, entry.c.day >= go_live)).scalar()


_SAID = (*(name for name in _FIELDS if name != "ref"), "grouped", "present", "checked_at", "run")


def _unsettled() -> ColumnElement[bool]:
    settled = select(placement.c.entry).where(placement.c.settled, placement.c.entry == mention.c.entry)
    return ~settled.exists()


def _with_old_keys(each: KnownTask, before: KnownTask | None) -> KnownTask:
    if before is None:
        return each
    had = dict.fromkeys((*before.old_keys, before.key, *each.old_keys))
    return replace(each, old_keys=tuple(name for name in had if name != each.key))


def _row(each: KnownTask, run: int, at: datetime) -> dict[str, Any]:
    said = {name: getattr(each, name) for name in _FIELDS}
    return {**said, "grouped": each.group, "present": each.present, "checked_at": at, "run": run}


def _task(row: Any) -> KnownTask:
    *said, group, present = row
    values = dict(zip(_FIELDS, said, strict=True))
    values["old_keys"] = tuple(values["old_keys"])
    return KnownTask(**values, group=group, present=present)
