"""Issues as they came, read row by row: one that does not fit is set aside, and the same misfit in all is a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Raw

from connectors.http import Reply
from connectors.jira.api import Api, each
from connectors.jira.naming import batches
from connectors.jira.payloads import Ancestor, Fields, Key, Row
from connectors.jira.records import BadValue, Known, to_task
from connectors.reading import key_in, one_by_one, refuse_if_alike
from connectors.sources import BadRecord
from connectors.tasks import TaskPage, TaskRecord

_fields = msgspec.json.Decoder(Fields)
_custom = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


def read_page(reply: Reply, rows: Sequence[Raw], known: Known) -> tuple[TaskPage, set[str]]:
    """The tasks of an answer, and the ids and keys of all its issues, read or set aside. Raises Changed.

    Sub-tasks have no epic of their own; `with_epics` gives them that of their parents.
    """
    keyed, bad = one_by_one(rows, Row, _bad)
    tasks = list(_tasks(_fitting(keyed, bad), known, bad))
    refuse_if_alike(reply.what, len(tasks), bad)
    rejected = tuple(f"{record.id}: {record.reason}" for record in bad)
    return TaskPage(tuple(tasks), rejected=rejected), {name for row in keyed for name in (row.id, row.key.upper())}


def with_epics(page: TaskPage, known: Known) -> TaskPage:
    """A page whose sub-tasks have the epics of their parents, as far as they are known by then."""
    tasks = (replace(task, group=known.epic_above(task.id)) if task.id in known.wholes else task for task in page.tasks)
    return replace(page, tasks=tuple(tasks))


def learn_epics(api: Api, known: Known) -> None:
    """Asks for the parents of sub-tasks that were not seen themselves, once each."""
    unseen = sorted(set(known.wholes.values()) - known.epics.keys())
    for portion in batches(unseen):
        known.epics |= dict.fromkeys(portion, "")
        reply, answer = api.bulk(portion, ["parent"])
        for found in each(reply, answer.issues, Ancestor):
            known.epics[found.id] = known.epic_of(found.fields.parent)


def _bad(said: Mapping[str, Any], reason: str) -> BadRecord:
    return BadRecord(key_in(said.get("id")), reason)


def _fitting(rows: Iterable[Row], bad: list[BadRecord]) -> Iterable[tuple[Row, Fields]]:
    for row in rows:
        try:
            yield row, _fields.decode(row.fields)
        except (msgspec.ValidationError, UnicodeDecodeError) as problem:
            bad.append(BadRecord(row.id, str(problem).replace("`$", "`$.fields")))


def _tasks(rows: Iterable[tuple[Row, Fields]], known: Known, bad: list[BadRecord]) -> Iterable[TaskRecord]:
    for row, fields in rows:
        try:
            custom = _custom.decode(row.fields) if known.names else {}
            known.place(row.id, fields.parent)
            yield to_task(Key(row.id, row.key), fields, custom, known)
        except BadValue as problem:
            bad.append(BadRecord(row.id, str(problem)))
