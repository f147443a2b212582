"""What a pull would cost: requests against the vendor's limits, and how long they take at least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from billing.records import TIME, Period
from connectors.errors import ConnectorError
from connectors.sources import SourceAccount, TimeSource
from connectors.waiting import least_seconds
from sync.months import Asked, in_order, months_of
from sync.sources import CannotConnect, connected, opened, opened_tasks
from sync.task_names import names_of_unmatched, wanted
from sync.worker import Worker

USUAL_SECONDS = 3600
"""How long an entry is taken to be where a vendor tells the seconds of a month, but not its entries."""


NAMES_AT_A_TIME = 100
"""How many tasks one request tells of at most, at every vendor; one that is on no page of a project takes its own."""


@dataclass(frozen=True, slots=True)
class MonthCost:
    """A month that would be read whole: its entries, as far as anybody knows them before, and the least requests."""

    kind: str
    period: str
    entries: int
    requests: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What pulling a connector would take. `problem` says why that could not be told."""

    connector: str
    account: SourceAccount | None
    months: tuple[MonthCost, ...]
    first_requests: int
    """For signing in and for people and projects."""
    seconds: int
    problem: str = ""
    checks: int = 0
    """Requests for the totals of months that are proven and may have changed without a word."""
    names: int | None = None
    """How many names a task tracker would be asked for; None for a time source."""

    @property
    def requests(self) -> int:
        """The least requests of all together."""
        asked = -(-(self.names or 0) // NAMES_AT_A_TIME)
        return self.first_requests + asked + self.checks + sum(each.requests for each in self.months)


def plan_pull(worker: Worker, asked: Asked) -> list[Cost]:
    """The cost of a pull by connector. The vendors are asked who we are and for their totals; nothing is stored."""
    names = [name for name in connected(worker.configuration) if not asked.connectors or name in asked.connectors]
    return [_cost(worker, name, asked) for name in names]


def _cost(worker: Worker, name: str, asked: Asked) -> Cost:
    try:
        with opened(worker.outside, name) as source:
            account = source.account()
            found = sum(1 for _ in source.references())
            worker.progress(f"{name}: people and projects", found, found)
            first = source.sent()
            planned = {kind: months_of(worker, source, name, kind, asked) for kind in source.kinds}
            months = tuple(
                _month(worker, source, name, kind, period)
                for kind, wanted_months in planned.items()
                for period in in_order(wanted_months.whole)
            )
            checks = sum(len(each.compared) * _totals(source, kind) for kind, each in planned.items())
            cost = Cost(name, account, months, first, 0, checks=checks)
            return replace(cost, seconds=least_seconds(source.limits(), cost.requests))
    except (ConnectorError, CannotConnect) as problem:
        return Cost(name, None, (), 0, 0, str(problem))


def plan_tasks(worker: Worker, asked: Asked) -> list[Cost]:
    """The cost of looking up what entries name, by task tracker, with what is in the store now; nothing is stored."""
    trackers = [name for name in worker.configuration.task_trackers if not asked.connectors or name in asked.connectors]
    with worker.store.read() as tx:
        named = set(tx.tasks.named_in(go_live=worker.configuration.main.go_live))
        for _, pairs in names_of_unmatched(worker, tx):
            named |= {name for _, name in pairs}
    return [_cost_of_tasks(worker, name, sorted(named)) for name in trackers]


def _cost_of_tasks(worker: Worker, name: str, named: Sequence[str]) -> Cost:
    try:
        with opened_tasks(worker.outside, name) as source:
            account = source.account()
            prefixes = [each.key for each in source.projects()]
            worker.progress(f"{name}: projects", len(prefixes), len(prefixes))
            with worker.store.read() as tx:
                names = len(wanted(worker, tx, name, named, prefixes).keys)
            cost = Cost(name, account, (), source.sent(), 0, names=names)
            return replace(cost, seconds=least_seconds(source.limits(), cost.requests))
    except (ConnectorError, CannotConnect) as problem:
        return Cost(name, None, (), 0, 0, str(problem), names=0)


def _totals(source: TimeSource, kind: str) -> int:
    """How many requests the totals of a month take: what a month without entries takes but for its one empty page."""
    return source.requests_for(kind, 0) - 1


def _month(worker: Worker, source: TimeSource, name: str, kind: str, period: Period) -> MonthCost:
    with worker.store.read() as tx:
        known = tx.pulled.stored(name, kind, period)[0]
    if not known:
        theirs = source.totals(kind, period)
        usual = (theirs.seconds or 0) // USUAL_SECONDS if kind == TIME else 0
        known = theirs.entries if theirs.entries is not None else usual
    return MonthCost(kind, period.name, known, source.requests_for(kind, known))
