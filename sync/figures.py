"""How everything stands as figures, for a monitoring that scrapes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from billing.issues import KINDS
from mappings.occasions import DONE
from review.exceptions import counts
from sync.status import status_of
from sync.ticking import rhythms
from sync.worker import Worker

Values = tuple[tuple[tuple[str, ...], int], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by its labels. Moments are whole seconds since 1970."""

    name: str
    what: str
    labels: tuple[str, ...]
    values: Values


def figures(worker: Worker) -> list[Figure]:
    """All of them, as the store has them now."""
    status = status_of(worker)
    with worker.store.read() as tx:
        issues = {(code, KINDS[code].severity): count for code, count in counts(tx).items()}
        under_way, deliveries, last = len(tx.pushes.intended()), tx.deliveries.count(), {}
        messages = tuple(((state,), count) for state, count in sorted(tx.messages.counts().items()))
        for duty, _ in rhythms(worker):
            last[duty.name] = tx.occasions.last(duty.name, done=True)
    done = [((name,), each.finished_at) for name, each in last.items() if each and each.outcome == DONE]
    proven = [((each.name,), each.proven_at) for each in status.connectors]
    attempts = tuple(((each.kind,), each.attempts) for each in status.failed)
    ends = [((each.name,), each.ends_at) for each in status.endings]
    waiting = tuple(((each.what,), each.count) for each in status.waiting)
    return [
        Figure("tieout_servers", "Processes that serve.", (), (((), len(status.servers)),)),
        _moments("tieout_last_proven_pull_seconds", "When a connector was last proven.", "connector", proven),
        _moments("tieout_duty_last_done_seconds", "When a duty was last done.", "duty", done),
        Figure("tieout_duty_failed_attempts", "How often what is due was tried in vain.", ("duty",), attempts),
        Figure("tieout_exceptions", "Exceptions that stand.", ("code", "severity"), tuple(sorted(issues.items()))),
        Figure("tieout_pushes_under_way", "Pushes of which nobody knows the end.", (), (((), under_way),)),
        Figure("tieout_deliveries_waiting", "Deliveries of webhooks not read again yet.", (), (((), deliveries),)),
        Figure("tieout_messages", "Messages to people.", ("state",), messages),
        Figure("tieout_waiting", "What waits for somebody.", ("what",), waiting),
        _moments("tieout_connection_ends_seconds", "When a connection ends that ends soon.", "connection", ends),
    ]


def _moments(name: str, what: str, label: str, found: Iterable[tuple[tuple[str, ...], datetime | None]]) -> Figure:
    values = tuple((labels, int(moment.timestamp())) for labels, moment in found if moment is not None)
    return Figure(name, what, (label,), values)
