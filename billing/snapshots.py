"""Plans' inputs written down and read again: a piece of work as a short row, and records from their canonical form."""

from __future__ import annotations

import dataclasses
import json
import types
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from billing.money import Money
from billing.records import Task, Work

R = TypeVar("R")
Row = tuple[Any, ...]


def row_of(work: Work) -> Row:
    """A piece of work as plain values in the order of its fields; equal rows are equal work."""
    return (
        work.entry_id,
        work.version,
        work.day.isoformat(),
        work.seconds,
        work.workstream,
        work.person,
        work.role,
        work.activity,
        work.tags,
        [(task.key, task.title, task.url) for task in work.tasks],
        work.note,
        work.project,
        work.connector,
        work.started.isoformat() if work.started else None,
        f"{work.tracker_rate.normalize():f}" if work.tracker_rate is not None else None,
        work.tracker_currency,
        work.running,
        work.held,
        work.late,
        work.accepted,
        work.kind,
        (work.cost.minor, work.cost.currency) if work.cost else None,
        work.receipt,
        work.no_charge,
    )


def rows_text(rows: list[Row]) -> str:
    """Rows as one JSON text; equal rows, equal text."""
    return _ENCODER.encode(rows)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


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
