"""Matched entries as billing needs them: what a contract's period is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Connection, select

from billing.contract_periods import period_on
from billing.money import Money
from billing.records import EXPENSE, Contract, State, Work
from mappings.bulk import Converter, read_columns
from mappings.matches import tasks_read
from mappings.placements import fixed
from mappings.schema import entry, match

Role = Callable[[str, date], str]
"""Somebody's role on a day."""

_AS_STORED = {
    **{name: entry.c[name] for name in ("version", "seconds", "activity", "tags", "note", "project", "connector")},
    **{name: entry.c[name] for name in ("started", "running", "kind", "receipt")},
    **{name: match.c[name] for name in ("day", "person", "tasks", "accepted")},
    **{"entry_id": entry.c.id, "workstream": match.c.code},
    **{"tracker_rate": entry.c.rate, "tracker_currency": entry.c.currency},
}
"""The fields of a piece of work that are columns."""
_JUDGED = {name: match.c[name] for name in ("hold", "verdict", "verdict_reason", "bill_in")}
_COST = {"cost_minor": entry.c.cost_minor}
_COLUMNS = _AS_STORED | _JUDGED | _COST
_FIELDS = tuple(field.name for field in fields(Work))
_MAKING: dict[str, Converter] = {"tags": tuple, "accepted": tuple, "tasks": tasks_read, "verdict": State}


class Works:
    """What is billed of matched entries; read without the records that reconciliation needs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, contract: Contract, period: str, verdicts: Sequence[State], role: Role) -> tuple[Work, ...]:
        """What a contract bills in a period, by verdict and apart from what is settled, in the order of ids."""
        of_unit = (match.c.contract == contract.id) & (match.c.bill_in == period) & entry.c.present & ~fixed(entry.c.id)
        return self._read(contract, of_unit & match.c.verdict.in_([verdict.value for verdict in verdicts]), role)

    def worked(self, contract: Contract, first: date, end: date, verdicts: Sequence[State]) -> tuple[Work, ...]:
        """What was worked for a contract from one day until before another, by verdict, whatever bills it."""
        of_days = (match.c.contract == contract.id) & entry.c.present & (match.c.day >= first) & (match.c.day < end)
        which = of_days & match.c.verdict.in_([verdict.value for verdict in verdicts])
        return self._read(contract, which, lambda who, day: "")

    def now(self, contract: Contract, key: str, role: Role) -> Work:
        """An entry that is matched with a contract as a plan would take it now, whatever is settled of it."""
        (found,) = self._read(contract, entry.c.id == key, role)
        return found

    def _read(self, contract: Contract, which: ColumnElement[bool], role: Role) -> tuple[Work, ...]:
        query = (
            select(*(column.label(name) for name, column in _COLUMNS.items()))
            .join_from(entry, match, match.c.entry == entry.c.id)
            .where(which)
            .order_by(entry.c.id)
        )
        said = dict(zip(_COLUMNS, read_columns(self._connection, query, _MAKING), strict=True))
        own_period = cache(lambda day: period_on(contract, day).name)
        made: dict[str, Iterable[object]] = {
            "role": map(cache(role), said["person"], said["day"]),
            "held": map(_held, said["hold"], said["verdict"], said["verdict_reason"]),
            "late": [own_period(day) < bill_in for day, bill_in in zip(said["day"], said["bill_in"], strict=True)],
            "cost": map(_cost, said["kind"], said["cost_minor"], said["tracker_currency"]),
            "no_charge": [verdict is State.NON_BILLABLE for verdict in said["verdict"]],
        }
        columns = said | made
        return tuple(map(Work, *(columns[name] for name in _FIELDS)))


def _held(hold: str, verdict: State, reason: str) -> str:
    return hold or (reason if verdict is State.HELD else "")


def _cost(kind: str, minor: int | None, currency: str) -> Money | None:
    return Money(minor or 0, currency) if kind == EXPENSE else None
