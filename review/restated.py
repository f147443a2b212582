"""What has changed in closed periods since they were closed: rows of the statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.records import Period, State
from mappings.store import Transaction
from review.tables import Cell, Hours, Section, section
from review.terms_now import days_of


@dataclass(frozen=True, slots=True)
class RestatedRow:
    """What a contract's closed month had in a state when it was closed, and has now."""

    contract: str
    client: str
    connector: str
    state: str
    then_seconds: int
    now_seconds: int
    closed_at: datetime


def restatements(tx: Transaction, period: Period, clients: Mapping[str, str]) -> Iterator[RestatedRow]:
    """What has changed since the periods that end in a month were closed; being pushed and posted is no change."""
    for closing in tx.units.closings(period.name):
        now: dict[tuple[str, str], int] = {}
        for item in tx.sums.states(days_of(tx, closing.contract, closing.period), closing.contract):
            key = (item.connector, _restated_as(item.state))
            now[key] = now.get(key, 0) + item.seconds
        then: dict[tuple[str, str], int] = {}
        for connector, states in closing.statement.items():
            for state, seconds in states.items():
                key = (connector, _restated_as(State(state)))
                then[key] = then.get(key, 0) + seconds
        client = clients.get(closing.contract, closing.contract)
        for key in sorted(now.keys() | then.keys()):
            if now.get(key, 0) != then.get(key, 0):
                yield RestatedRow(closing.contract, client, *key, then.get(key, 0), now.get(key, 0), closing.at)


def _restated_as(state: State) -> str:
    return "on documents" if state in (State.DRAFTED, State.PUSHED, State.BILLED) else state.value.replace("_", " ")


def restated_to_json(row: RestatedRow) -> dict[str, Any]:
    """A row with stable keys."""
    return {
        "contract": row.contract,
        "client": row.client,
        "connector": row.connector,
        "state": row.state,
        "seconds_when_closed": row.then_seconds,
        "seconds_now": row.now_seconds,
        "closed_at": row.closed_at.isoformat(),
    }


def restated_section(found: Iterable[RestatedRow]) -> Section:
    """The rows for people."""
    headers = ("client", "source", "what", ">when closed", ">now", ">change", "closed")
    rows: list[tuple[Cell, ...]] = [
        (
            row.client,
            row.connector,
            row.state,
            Hours(row.then_seconds),
            Hours(row.now_seconds),
            Hours(row.now_seconds - row.then_seconds),
            f"{row.closed_at:%Y-%m-%d %H:%M} UTC",
        )
        for row in found
    ]
    return section("Restated since it was closed", headers, rows)
