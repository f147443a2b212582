"""The pull stage: what vendors have becomes entries, and each month is proven against the vendor's own totals.

Connectors go side by side, each in a thread of its own (sync/pull_one.py); what one of them cannot do does not stop the
others.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from threading import Event, Lock

import structlog

from connectors.errors import ConnectorError, Retry
from connectors.waiting import fair_seconds
from mappings.pulled import Proof
from sync.months import Asked
from sync.pull_one import ConnectorReport, pull_connector
from sync.sources import CannotConnect, connected, opened
from sync.worker import Run, Worker

__all__ = ["Asked", "ConnectorReport", "Proof", "pull"]


def pull(worker: Worker, run: Run, asked: Asked) -> list[ConnectorReport]:
    """Pulls the connectors that were asked for; their reports, in the order of tieout.yaml."""
    names = [name for name in connected(worker.configuration) if not asked.connectors or name in asked.connectors]
    shared = replace(worker, progress=_one_at_a_time(worker.progress), stop=_Linked(worker.stop))
    with ThreadPoolExecutor(max_workers=max(len(names), 1), thread_name_prefix="pull") as threads:
        under_way = [threads.submit(copy_context().run, _pull_one, shared, run, name, asked) for name in names]
        try:
            return [each.result() for each in under_way]
        except BaseException as problem:
            (shared.stop if isinstance(problem, Exception) else worker.stop).set()
            raise


class _Linked(Event):
    """What fails in one thread stops the others, but nothing that comes after them: a daemon goes on."""

    def __init__(self, outer: Event) -> None:
        super().__init__()
        self._outer = outer

    def is_set(self) -> bool:
        return super().is_set() or self._outer.is_set()


def _pull_one(worker: Worker, run: Run, name: str, asked: Asked) -> ConnectorReport:
    report = ConnectorReport(name)
    log = structlog.get_logger().bind(connector=name)
    try:
        with opened(worker.outside, name) as source:
            try:
                pull_connector(worker, run, source, report, asked)
            finally:
                report.requests = source.sent()
                report.pause = fair_seconds(source.limits(), report.requests)
    except (ConnectorError, CannotConnect) as problem:
        report.problem = str(problem)
        report.retry_after = problem.retry_after if isinstance(problem, Retry) else None
        log.warning("connector_failed", why=report.problem, kind=type(problem).__name__)
    counts = report.counts
    log.info("connector_pulled", requests=report.requests, new=counts.new, changed=counts.changed, gone=counts.gone)
    return report


def _one_at_a_time(progress: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
    """The same for several threads."""
    lock = Lock()

    def tell(what: str, done: int, of: int) -> None:
        with lock:
            progress(what, done, of)

    return tell
