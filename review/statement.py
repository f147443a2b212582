"""The statement: every tracked second of a month in exactly one state, and what the drafts come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.money import Money
from billing.records import Period, State
from mappings.store import Transaction
from review.tables import Cell, Hours, Section, clock, counted, section

NO_CLIENT = "(no client)"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One connector: what we hold, and what the source itself says it has (None where an export states no total)."""

    connector: str
    ours_seconds: int
    ours_count: int
    theirs_seconds: int | None = None
    theirs_count: int | None = None


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client at one connector: seconds by state."""

    client: str
    connector: str
    states: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """The drafts in one currency: their total, the time on them as it is held by portions, and the difference (0)."""

    currency: str
    documents: int
    net: Money
    time: Money

    @property
    def difference(self) -> Money:
        """What documents and portions disagree by."""
        return Money(self.net.minor - self.time.minor, self.currency)


@dataclass(frozen=True, slots=True)
class Statement:
    """A month, as of a moment. Time that another month bills by the client's zone is `crossed`."""

    period: Period
    as_of: datetime
    sources: tuple[SourceRow, ...]
    clients: tuple[ClientRow, ...]
    unreadable_or_running_seconds: int
    unreadable_rows: int
    rounding_seconds: int
    crossed_seconds: int
    money: tuple[MoneyRow, ...]
    outdated: int
    """Drafts that lost time since they were planned; a run brings them up to date."""

    @property
    def tracked_seconds(self) -> int:
        """What the sources have, by our count."""
        return sum(source.ours_seconds for source in self.sources)

    @property
    def states(self) -> dict[State, int]:
        """Seconds in each state, all states named."""
        return {state: sum(row.states.get(state, 0) for row in self.clients) for state in State}

    @property
    def difference_seconds(self) -> int:
        """What tracked time and states disagree by; anything but 0 is a defect (law 1)."""
        return self.tracked_seconds - sum(self.states.values()) - self.unreadable_or_running_seconds


def statement(tx: Transaction, period: Period, as_of: datetime, clients: Mapping[str, str]) -> Statement:
    """The statement of a month. `clients` names the client of each contract id."""
    rejected = tx.runs.rejected_in(period)
    unreadable = {name: seconds for name, (_, seconds) in rejected.items()}
    totals = {name: (count, seconds, running) for name, count, seconds, running in tx.entries.totals(period)}
    sources = []
    for name in sorted(totals.keys() | unreadable.keys()):
        count, seconds, _ = totals.get(name, (0, 0, 0))
        sources.append(SourceRow(name, seconds + unreadable.get(name, 0), count))
    sums = tx.drafts.sums(period.name)
    return Statement(
        period=period,
        as_of=as_of,
        sources=tuple(sources),
        clients=_client_rows(tx, period, clients),
        unreadable_or_running_seconds=sum(running for _, _, running in totals.values()) + sum(unreadable.values()),
        rounding_seconds=sum(row.rounded_seconds - row.seconds for row in sums),
        unreadable_rows=sum(count for count, _ in rejected.values()),
        crossed_seconds=tx.matches.crossed_seconds(period),
        money=_money_rows(tx, period),
        outdated=tx.drafts.count_outdated(period.name),
    )


def to_json(found: Statement) -> dict[str, Any]:
    """The statement with stable keys: seconds as integers, money as text."""
    return {
        "period": found.period.name,
        "as_of": found.as_of.isoformat(),
        "tracked_seconds": found.tracked_seconds,
        "states": {state.value: seconds for state, seconds in found.states.items()},
        "unreadable_or_running_seconds": found.unreadable_or_running_seconds,
        "difference_seconds": found.difference_seconds,
        "unreadable_rows": found.unreadable_rows,
        "rounding_seconds": found.rounding_seconds,
        "crossed_seconds": found.crossed_seconds,
        "outdated_drafts": found.outdated,
        "money": [
            {
                "currency": row.currency,
                "documents": row.documents,
                "net": str(row.net.decimal),
                "time": str(row.time.decimal),
                "difference": str(row.difference.decimal),
            }
            for row in found.money
        ],
        "sources": [
            {
                "connector": row.connector,
                "ours_seconds": row.ours_seconds,
                "ours_count": row.ours_count,
                "theirs_seconds": row.theirs_seconds,
                "theirs_count": row.theirs_count,
            }
            for row in found.sources
        ],
        "clients": [
            {"client": row.client, "connector": row.connector, "states": {s.value: n for s, n in row.states.items()}}
            for row in found.clients
        ],
    }


def to_sections(found: Statement) -> list[Section]:
    """The statement for people: hours by client, source and state; the proof; the drafts' money."""
    used = [state for state, seconds in found.states.items() if seconds or state in (State.DRAFTED, State.HELD)]
    headers = ("client", "source", ">tracked", *(f">{state.value.replace('_', ' ')}" for state in used))
    rows: list[tuple[Cell, ...]] = [
        (
            row.client,
            row.connector,
            Hours(sum(row.states.values())),
            *(Hours(row.states.get(state, 0)) for state in used),
        )
        for row in found.clients
    ]
    total: tuple[Cell, ...] = (
        "all",
        "",
        Hours(sum(found.states.values())),
        *(Hours(found.states[state]) for state in used),
    )
    title = f"Statement of {found.period.name}, hours by work date, as of {found.as_of:%Y-%m-%d %H:%M} UTC"
    sections = [section(title, headers, rows, _proof(found), total)]
    if found.money:
        money = [(row.currency, row.documents, row.net, row.difference) for row in found.money]
        sections.append(section("Drafts", ("currency", ">drafts", ">net", ">not on entries"), money))
    return sections


def _proof(found: Statement) -> list[str]:
    states = clock(sum(found.states.values()))
    return [
        *(_source_sentence(source) for source in found.sources),
        f"tracked {clock(found.tracked_seconds)} h = in the states {states} h"
        f" + unreadable or running {clock(found.unreadable_or_running_seconds)} h"
        f" + difference {clock(found.difference_seconds)} h",
        _unreadable_sentence(found.unreadable_rows),
        f"added by rounding: {clock(found.rounding_seconds)} h",
        f"billed in another month by the client's zone: {clock(found.crossed_seconds)} h"
        if found.crossed_seconds
        else "",
        f"{found.outdated} drafts are out of date, because time on them has changed: run again"
        if found.outdated
        else "",
    ]


def _outdated_sentence(found: Statement) -> str:
    if not found.outdated:
        return ""
    drafts = counted(found.outdated, "draft")
    return f"{drafts} out of date, because time has changed since: tieout run --period {found.period.name}"


def _unreadable_sentence(rows: int) -> str:
    if not rows:
        return ""
    return f"{counted(rows, 'row')} could not be read, with whatever time is on them: see tieout exceptions"


def _source_sentence(source: SourceRow) -> str:
    theirs = (
        "its export states no total" if source.theirs_seconds is None else f"it says {clock(source.theirs_seconds)} h"
    )
    return f"{source.connector}: {source.ours_count} entries, {clock(source.ours_seconds)} h; {theirs}"


def _client_rows(tx: Transaction, period: Period, clients: Mapping[str, str]) -> tuple[ClientRow, ...]:
    rows: dict[tuple[str, str], dict[State, int]] = {}
    for item in tx.sums.states(period):
        name = clients.get(item.contract) or item.client or NO_CLIENT
        states = rows.setdefault((name, item.connector), {})
        states[item.state] = states.get(item.state, 0) + item.seconds
    return tuple(ClientRow(client, connector, states) for (client, connector), states in sorted(rows.items()))


def _money_rows(tx: Transaction, period: Period) -> tuple[MoneyRow, ...]:
    time = tx.sums.drafted_minor(period.name)
    return tuple(
        MoneyRow(
            row.currency,
            row.documents,
            Money(row.total_minor, row.currency),
            Money(time.get(row.currency, 0), row.currency),
        )
        for row in tx.drafts.sums(period.name)
    )
