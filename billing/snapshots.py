"""Plans' inputs written down and read again: a piece of work as a short row, and records from their canonical form."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Iterable, Sequence
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
    columns = [map(_written(name), map(attrgetter(name), works)) for name in _OWN_COLUMNS]
    columns.append(map(cache(_together), map(attrgetter(*_ALIKE), works)))
    return f"[{','.join([f'[{row}]' for row in map(','.join, zip(*columns, strict=True))])}]"


def _written(name: str) -> Callable[[Any], str]:
    write = _OWN_WAY.get(name, canonical)
    return write if name in _OFTEN_NEW else cache(write)


def _together(values: Row) -> str:
    """Values that stand side by side and that very many works share, as one text."""
    return ",".join([_written(name)(value) for name, value in zip(_ALIKE, values, strict=True)])


def _tasks_text(tasks: tuple[Task, ...]) -> str:
    return f"[{','.join([_task_text(task) for task in tasks])}]"


def _task_text(task: Task) -> str:
    said = ",".join(map(encode_basestring, (task.key, task.title, task.url)))
    if task.ref or task.seconds:
        return f'[{said},"",{encode_basestring(task.ref)},{task.seconds}]'
    return f"[{said}]"


_FIELDS = tuple(field.name for field in dataclasses.fields(Work))
_OFTEN_NEW = frozenset({"entry_id", "note", "started", "tasks"})
"""What seldom is the same twice, or may be equal in two writings: moments, and tasks whose shares differ."""
_OWN_COLUMNS = _FIELDS[: _FIELDS.index("started") + 1]
_ALIKE = _FIELDS[len(_OWN_COLUMNS) :]
"""The fields at the end: what the tracker says of all time of a project, and what seldom is said at all."""
_OWN_WAY: dict[str, Callable[[Any], str]] = {
    "entry_id": encode_basestring,
    "note": encode_basestring,
    "tasks": _tasks_text,
    "cost": lambda cost: canonical((cost.minor, cost.currency) if cost else None),
}


def works_of(rows: Sequence[Row]) -> tuple[Work, ...]:
    """The pieces of work in rows that were read back from JSON; a column at a time, as they were written."""
    if not rows:
        return ()
    columns = zip(*rows, strict=True)
    return tuple(map(Work, *(_read(name, column) for name, column in zip(_FIELDS, columns, strict=True))))


def _read(name: str, column: Sequence[Any]) -> Iterable[Any]:
    read = _READ.get(name)
    return column if read is None else map(read if name in _OFTEN_NEW or name in _LISTS else cache(read), column)


_LISTS = frozenset({"tags", "accepted", "cost"})
"""Columns whose values in JSON are lists."""
_READ: dict[str, Callable[[Any], Any]] = {
    "day": date.fromisoformat,
    "tags": tuple,
    "accepted": tuple,
    "tasks": lambda tasks: tuple([Task(*task) for task in tasks]),
    "started": lambda said: datetime.fromisoformat(said) if said else None,
    "tracker_rate": lambda said: Decimal(said) if said is not None else None,
    "cost": lambda said: Money(*said) if said else None,
}


def restored(kind: type[R], value: Any) -> R:
    """A record from the plain values of its canonical form; what was left out as a note has its default."""
    found: R = _reader(kind)(value)
    return found


Reader = Callable[[Any], Any]


def _reader_for(kind: Any) -> Reader:
    """How a value of a type is read; None stays what it is."""
    read = _reader_of(kind)
    return lambda value: None if value is None else read(value)


_reader: Callable[[Any], Reader] = cache(_reader_for)
"""The same, found out once."""


def _reader_of(kind: Any) -> Reader:
    origin, args = get_origin(kind), get_args(kind)
    if kind is Any:
        return lambda value: None
    if origin in (Union, types.UnionType):
        return _reader(next(arg for arg in args if arg is not type(None)))
    if origin is tuple:
        return _tuple_reader(args)
    record: Any = origin or kind
    return _record_reader(record, args) if dataclasses.is_dataclass(record) else _scalar_reader(kind)


def _tuple_reader(args: tuple[Any, ...]) -> Reader:
    if args[-1] is Ellipsis:
        each = _reader(args[0])
        return lambda value: tuple([each(part) for part in value])
    parts = [_reader(arg) for arg in args]
    return lambda value: tuple([read(part) for read, part in zip(parts, value, strict=True)])


def _record_reader(record: Any, args: tuple[Any, ...]) -> Reader:
    """Of a record, its type variables (`Dated[str]`) replaced by what they stand for."""
    inner = dict(zip(getattr(record, "__parameters__", ()), args, strict=True))
    readers = {name: _reader(inner.get(hint, hint)) for name, hint in get_type_hints(record).items()}
    return lambda value: record(**{name: readers[name](part) for name, part in value.items()})


def _scalar_reader(kind: Any) -> Reader:
    if kind in (date, datetime):
        read: Reader = kind.fromisoformat
        return read
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        made: Reader = kind
        return made
    return lambda value: value
