"""The statement: every tracked second of a month in exactly one state, and what the drafts come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from billing.money import Money
from billing.records import TIME, Period, State
from mappings.drafts import LineSums
from mappings.history import Drafted
from mappings.history import NotKept as NotKept
from mappings.pulled import Proof
from mappings.store import Transaction
from mappings.sums import StateSum
from review.money_rows import by_row, without_portions
from review.not_due import WaitingRow, waiting, waiting_in_words, waiting_to_json
from review.restated import RestatedRow, restated_section, restated_to_json, restatements
from review.tables import Cell, Hours, Section, clock, counted, section

NO_CLIENT = "(no client)"
UNVALUED = (State.OPEN, State.HELD, State.DEFERRED)
"""States of time that is on no document: it is counted, and has no amount."""


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
    """The documents in one currency: their total, what stands on them as it is held by portions, the difference (0).

    `kinds` divides the total by kinds of line, `billed` is the part that is in the books as invoices.
    """

    currency: str
    documents: int
    net: Money
    portions: Money
    kinds: tuple[tuple[str, Money], ...] = ()
    billed: Money | None = None

    @property
    def rows(self) -> dict[str, Money]:
        """The net by rows: time, milestones, …, discounts; all of them, in their order."""
        return by_row(self.kinds, self.currency)

    @property
    def unexplained(self) -> Money:
        """What documents and the rows of their lines disagree by; anything but 0 is a defect."""
        return Money(self.net.minor - sum(row.minor for row in self.rows.values()), self.currency)

    @property
    def difference(self) -> Money:
        """What documents and portions disagree by, apart from lines that stand for no entry."""
        return Money(self.net.minor - self.portions.minor - without_portions(self.kinds), self.currency)


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
    restated: tuple[RestatedRow, ...] = ()
    """What has changed in closed months since they were closed."""
    is_past: bool = False
    waiting: tuple[WaitingRow, ...] = ()
    """The open time whose period is not over with this month."""

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
    """The statement of a month as it is now. `clients` names the client of each contract id."""
    sums = tx.drafts.sums(period.name)
    return _statement(
        period,
        as_of,
        _Sums(
            tuple(tx.entries.totals(period)),
            tuple(tx.sums.states(period)),
            tx.runs.rejected_in(period),
            {found.connector: (found.their_seconds, found.their_entries) for found in _proofs(tx, period)},
        ),
        clients,
        rounding_seconds=sum(row.rounded_seconds - row.seconds for row in sums),
        crossed_seconds=tx.matches.crossed_seconds(period),
        money=_money_rows(tx, period, sums),
        outdated=tx.drafts.count_outdated(period.name),
        restated=tuple(restatements(tx, period, clients)),
        waiting=tuple(waiting(tx, period, clients)),
    )


def statement_then(tx: Transaction, period: Period, moment: datetime, clients: Mapping[str, str]) -> Statement:
    """The statement of a month as it was at a moment: what the runs that had begun by then had made of it.

    Rows that could not be read are counted as they are known now; names of contracts are today's. Raises NotKept.
    """
    past = tx.history.as_of(period, tx.history.last_run(moment))
    money = tuple(_money_then(currency, said) for currency, said in sorted(past.drafted.items()))
    sums = _Sums(past.totals, past.states, tx.runs.rejected_in(period))
    rounding = sum(found.rounding for found in past.drafted.values())
    return _statement(period, moment, sums, clients, money=money, rounding_seconds=rounding, is_past=True)


def _money_then(currency: str, found: Drafted) -> MoneyRow:
    kinds = tuple((kind, Money(minor, currency)) for kind, minor in sorted(found.kinds.items()))
    net = Money(found.kinds.total(), currency)
    portions, billed = Money(found.portions, currency), Money(found.billed, currency)
    return MoneyRow(currency, len(found.documents), net, portions, kinds, billed)


@dataclass(frozen=True, slots=True)
class _Sums:
    """By connector: entries, seconds, running ones; seconds by state; rows that could not be read."""

    totals: tuple[tuple[str, int, int, int], ...]
    states: tuple[StateSum, ...]
    rejected: Mapping[str, tuple[int, int]]
    theirs: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    """What each source's own totals say, in seconds and entries."""


def _proofs(tx: Transaction, period: Period) -> list[Proof]:
    return [found for found in tx.pulled.proofs(period=period.name) if found.kind == TIME]


def _statement(period: Period, as_of: datetime, sums: _Sums, clients: Mapping[str, str], **more: Any) -> Statement:
    unreadable = {name: seconds for name, (_, seconds) in sums.rejected.items()}
    totals = {name: (count, seconds, running) for name, count, seconds, running in sums.totals}
    sources = []
    for name in sorted(totals.keys() | unreadable.keys()):
        count, seconds, _ = totals.get(name, (0, 0, 0))
        theirs = sums.theirs.get(name, (None, None))
        sources.append(SourceRow(name, seconds + unreadable.get(name, 0), count, *theirs))
    usual = {"rounding_seconds": 0, "crossed_seconds": 0, "outdated": 0}
    return Statement(
        period=period,
        as_of=as_of,
        sources=tuple(sources),
        clients=_client_rows(sums.states, clients),
        unreadable_or_running_seconds=sum(running for _, _, running in totals.values()) + sum(unreadable.values()),
        unreadable_rows=sum(count for count, _ in sums.rejected.values()),
        **{**usual, **more},
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
        "unvalued_seconds": sum(found.states[state] for state in UNVALUED),
        "outdated_drafts": found.outdated,
        "money": [
            {
                "currency": row.currency,
                "documents": row.documents,
                "net": str(row.net.decimal),
                "kinds": {_key(kind): str(amount.decimal) for kind, amount in row.kinds},
                "rows": {_key(name): str(amount.decimal) for name, amount in row.rows.items()},
                "unexplained": str(row.unexplained.decimal),
                "billed": str(row.billed.decimal) if row.billed else None,
                "difference": str(row.difference.decimal),
            }
            for row in found.money
        ],
        "restated": [restated_to_json(row) for row in found.restated],
        "not_yet_due": [waiting_to_json(row) for row in found.waiting],
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


def _key(name: str) -> str:
    """A name of people's as a key that programs can take apart."""
    return name.replace(" ", "_").replace("-", "_")


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
    title = (
        f"Statement of {found.period.name}, hours by work date, as of {found.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    )
    sections = [section(title, headers, rows, _proof(found), total)]
    if found.money:
        sections.append(_money_section(found))
    if found.restated:
        sections.append(restated_section(found.restated))
    return sections


def _money_section(found: Statement) -> Section:
    """Net by rows, how much of it is in the books, and the proof that it stands on entries."""
    used = dict.fromkeys(name for row in found.money for name, amount in row.rows.items() if amount.minor)
    names = [name for row in found.money[:1] for name in row.rows if name in used] if len(used) > 1 else []
    difference = [">difference"] if names else []
    headers = ["currency", ">documents", *(f">{name}" for name in names), ">net", *difference]
    headers += [">billed", ">not on entries"]
    rows: list[tuple[Cell, ...]] = []
    for row in found.money:
        nothing = Money(0, row.currency)
        parts = [*(row.rows[name] for name in names), row.net, *([row.unexplained] if names else [])]
        rows.append((row.currency, row.documents, *parts, row.billed or nothing, row.difference))
    return section("Documents", headers, rows)


def _proof(found: Statement) -> list[str]:
    states = clock(sum(found.states.values()))
    return [
        *(_source_sentence(source) for source in found.sources),
        f"tracked {clock(found.tracked_seconds)} h = in the states {states} h"
        f" + unreadable or running {clock(found.unreadable_or_running_seconds)} h"
        f" + difference {clock(found.difference_seconds)} h",
        _unreadable_sentence(found.unreadable_rows),
        f"added by rounding on the documents of {found.period.name}: {clock(found.rounding_seconds)} h",
        f"billed in another month by the client's zone: {clock(found.crossed_seconds)} h"
        if found.crossed_seconds
        else "",
        *(waiting_in_words(row) for row in found.waiting),
        _outdated_sentence(found),
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


def _client_rows(states: Iterable[StateSum], clients: Mapping[str, str]) -> tuple[ClientRow, ...]:
    rows: dict[tuple[str, str], dict[State, int]] = {}
    for item in states:
        name = clients.get(item.contract) or item.client or NO_CLIENT
        of_client = rows.setdefault((name, item.connector), {})
        of_client[item.state] = of_client.get(item.state, 0) + item.seconds
    return tuple(ClientRow(client, connector, found) for (client, connector), found in sorted(rows.items()))


def _money_rows(tx: Transaction, period: Period, sums: Sequence[LineSums]) -> tuple[MoneyRow, ...]:
    portions = tx.sums.drafted_minor(period.name)
    by_kind = tx.sums.by_kind(period.name)
    billed = tx.sums.billed_minor(period.name)
    return tuple(
        MoneyRow(
            row.currency,
            row.documents,
            Money(row.total_minor, row.currency),
            Money(portions.get(row.currency, 0), row.currency),
            tuple((kind, Money(minor, row.currency)) for kind, minor in by_kind.get(row.currency, ())),
            Money(billed.get(row.currency, 0), row.currency),
        )
        for row in sums
    )
