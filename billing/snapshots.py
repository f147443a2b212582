"""Plans' inputs written down and read again: a piece of work as a short row, and records from their canonical form."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from billing.ids import canonical
from billing.money import Money
from billing.records import Task, Work

R = TypeVar("R")
Row = tuple[Any, ...]


def works_text(works: Sequence[Work]) -> str:
    """Pieces of work as one JSON text, each a row of plain values in the order of its fields; equal work, equal text.

    Written a column at a time: most columns have few values, each of which is written once.
    """
    columns = [map(_written(name), map(attrgetter(name), works)) for name in _FIELDS]
    return f"[{','.join([f'[{row}]' for row in map(','.join, zip(*columns, strict=True))])}]"


def _written(name: str) -> Callable[[Any], str]:
    write = _OWN_WAY.get(name, canonical)
    return write if name in _OFTEN_NEW else cache(write)


def _tasks_text(tasks: tuple[Task, ...]) -> str:
    return canonical([_task_row(task) for task in tasks])


def _task_row(task: Task) -> Row:
    said = (task.key, task.title, task.url)
    return (*said, "", task.ref, task.seconds) if task.ref or task.seconds else said


_FIELDS = tuple(field.name for field in dataclasses.fields(Work))
_OFTEN_NEW = frozenset({"entry_id", "note", "started"})
"""What seldom is the same twice; and moments may be the same in two writings."""
_OWN_WAY: dict[str, Callable[[Any], str]] = {
    "entry_id": encode_basestring,
    "note": encode_basestring,
    "tasks": _tasks_text,
    "cost": lambda cost: canonical((cost.minor, cost.currency) if cost else None),
}


def work_of(row: Row) -> Work:
    """The piece of work in a row that was read back from JSON."""
    named = dict(zip((field.name for field in dataclasses.fields(Work)), row, strict=True))
    named["day"] = date.fromisoformat(row[2])
    named["tags"], named["accepted"] = tuple(named["tags"]), tuple(named["accepted"])
    named["tasks"] = tuple(Task(*task) for task in named["tasks"])
    named["started"] = datetime.fromisoformat(named["started"]) if named["started"] else None
    named["tracker_rate"] = Decimal(named["tracker_rate"]) if named["tracker_rate"] is not None else None
    named["cost"] = Money(*named["cost"]) if named["cost"] else None
    return Work(**named)


def restored(kind: type[R], value: Any) -> R:
    """A record from the plain values of its canonical form; what was left out as a note has its default."""
    found: R = _restored(kind, value, {})
    return found


def _restored(kind: Any, value: Any, bound: dict[Any, Any]) -> Any:
    kind = bound.get(kind, kind)
    origin, args = get_origin(kind), get_args(kind)
    if value is None or kind is Any:
        return None
    if origin in (Union, types.UnionType):
        return _restored(next(arg for arg in args if arg is not type(None)), value, bound)
    if origin is tuple:
        each = [args[0]] * len(value) if args[-1] is Ellipsis else list(args)
        return tuple(_restored(arg, part, bound) for arg, part in zip(each, value, strict=True))
    record: Any = origin or kind
    return _record(record, args, value) if dataclasses.is_dataclass(record) else _scalar(kind, value)


def _record(record: Any, args: tuple[Any, ...], value: Any) -> Any:
    inner = dict(zip(getattr(record, "__parameters__", ()), args, strict=True))
    hints = _hints(record)
    return record(**{name: _restored(hints[name], part, inner) for name, part in value.items()})


def _scalar(kind: Any, value: Any) -> Any:
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind(value)
    return value


@cache
def _hints(record: Any) -> dict[str, Any]:
    return get_type_hints(record)
