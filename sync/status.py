"""How everything stands, read from the store: for `tieout status`, the figures of /metrics, and what is alerted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing.calendar import month_name
from billing.issues import KINDS
from billing.kinds import BLOCKS, WARNS
from connectors.base import TrackerConfig
from mappings.messages import GIVEN_UP
from mappings.occasions import Occasion
from mappings.servers import Server
from mappings.store import Transaction
from review.exceptions import counts
from sync.connecting import to_connect
from sync.sources import connected
from sync.ticking import rhythms, upcoming
from sync.worker import Worker

SILENT_AFTER = timedelta(minutes=5)
"""A process that serves says every minute that it is alive."""
ENDS_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Connector:
    """A tracker, when it was last pulled whole and proven, what it said of its quota then, and since when it fails."""

    name: str
    kind: str
    proven_at: datetime | None
    quota: str = ""
    failing: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """A connection that ends, or has ended."""

    name: str
    ends_at: datetime
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: how many of what, and what to type."""

    what: str
    count: int
    remedy: str


@dataclass(frozen=True, slots=True)
class Status:
    """How everything stands at a moment."""

    at: datetime
    servers: tuple[Server, ...]
    """Processes that serve and were alive lately."""
    connectors: tuple[Connector, ...]
    upcoming: tuple[tuple[datetime, str], ...]
    failed: tuple[Occasion, ...]
    """What was due and could not be done yet."""
    waiting: tuple[Waiting, ...]
    endings: tuple[Ending, ...]

    @property
    def needs_somebody(self) -> bool:
        """Whether a person has to do something."""
        return bool(self.waiting or self.failed or self.endings or any(each.failing for each in self.connectors))


def status_of(worker: Worker) -> Status:
    """How everything stands now."""
    now = worker.clock()
    with worker.store.read() as tx:
        return Status(
            at=now,
            servers=tuple(
                each for each in tx.servers.all() if not each.ended_at and abs(now - each.seen_at) < SILENT_AFTER
            ),
            connectors=tuple(_connectors(worker, tx)),
            upcoming=tuple(upcoming(worker)),
            failed=tuple(_failed(worker, tx)),
            waiting=tuple(_waiting(worker, tx)),
            endings=tuple(_endings(worker, tx, now)),
        )


def _connectors(worker: Worker, tx: Transaction) -> Iterable[Connector]:
    for name in connected(worker.configuration):
        last, proven = tx.runs.last_pull(name), tx.runs.last_pull(name, "done")
        failing = last is not None and last[1]["connectors"][name] != "done"
        said = [detail.get("quotas", {}).get(name, "") for _, detail in filter(None, (last, proven))]
        config = worker.configuration.connectors[name]
        assert isinstance(config, TrackerConfig), "only trackers over an API are connected"
        yield Connector(name, config.kind, proven[0] if proven else None, next(filter(None, said), ""), failing)


def _failed(worker: Worker, tx: Transaction) -> list[Occasion]:
    """The newest moment of each duty, where that failed, and earlier ones that are still tried again."""
    now = worker.clock()
    last = [tx.occasions.last(duty.name, until=now) for duty, _ in rhythms(worker)]
    again = tx.occasions.left([duty.name for duty, _ in rhythms(worker) if duty.insists])
    found = {each.id: each for each in (*again, *last) if each is not None and each.outcome == "failed"}
    return sorted(found.values(), key=lambda each: (each.due_at, each.id))


def _waiting(worker: Worker, tx: Transaction) -> Iterable[Waiting]:
    named = to_connect(worker.configuration)
    left_over = [kept.name for kept in tx.vault.all() if kept.name not in named]
    begun, today = month_name(worker.configuration.main.go_live), month_name(worker.today)
    changed = {name for name in tx.due.months() if begun <= name < today}
    drafts, issues = Counter(tx.drafts.counts()), Counter[str]()
    for code, count in counts(tx).items():
        issues[KINDS[code].severity] += count
    found = (
        Waiting("exceptions that hold something back", issues[BLOCKS], "tieout exceptions"),
        Waiting("exceptions that warn", issues[WARNS], "tieout exceptions"),
        Waiting(
            "months that changed since they were run",
            len(changed),
            f"tieout run --period {min(changed, default=today)}",
        ),
        Waiting("drafts to approve", drafts["draft"], "tieout drafts"),
        Waiting("drafts that are out of date", drafts["outdated"], "tieout run"),
        Waiting("approved drafts to push", drafts["approved"], "tieout push"),
        Waiting("pushes of which nobody knows the end", len(tx.pushes.intended()), "tieout push"),
        Waiting("restores since which nothing is pushed", len(tx.signs.standstills()), "tieout restore --scan"),
        Waiting("sign-ins to what tieout.yaml names no more", len(left_over), "tieout connections"),
        Waiting("messages that could not be delivered", tx.messages.counts().get(GIVEN_UP, 0), "tieout notify list"),
    )
    return (each for each in found if each.count)


def _endings(worker: Worker, tx: Transaction, now: datetime) -> Iterable[Ending]:
    named = to_connect(worker.configuration)
    for kept in (each for each in tx.vault.all() if each.name in named):
        ends = min((each for each in (kept.refresh_ends, kept.ends) if each), default=None)
        if kept.lapsed_at or (ends and ends - now < ENDS_SOON):
            yield Ending(kept.name, kept.lapsed_at or ends or now, bool(kept.lapsed_at) or bool(ends and ends <= now))
