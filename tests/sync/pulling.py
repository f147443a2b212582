"""The demo agency's folder with its trackers on loopback instead of exports, and what a pull leaves in its store."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

from billing.calendar import month
from billing.records import State
from config.loader import load
from connectors.registry import open_source
from connectors.sources import Setting, TimeSource
from mappings.pulled import Proof
from sandbox.northwind.folder import write_demo
from sync.pipeline import pull_sources
from sync.pull import Asked, ConnectorReport
from sync.pull_one import pull_connector
from sync.sources import connected
from sync.worker import Worker, running
from tests.connectors.vendors import Vendors
from tests.databases import empty_store

OCTOBER = month("2026-10")
ENTRY = (
    "id, version, connector, present, day, seconds, person, email, client, project, project_code, activity, note, "
    "tags, started, ended, running, billable, approved, invoiced, rate, currency, task_url, kind, cost_minor, receipt, "
    "project_id, person_id, content"
)


def written(vendors: Vendors, vendor: str) -> str:
    """How a vendor on loopback stands in tieout.yaml."""
    account = vendors.world.trackers[vendor].account
    said = {
        "harvest": f'base_url: "{vendors.base}/harvest/v2"\n    account: "{account.id}"',
        "toggl": f'base_url: "{vendors.base}/toggl"\n    workspace: "{account.id}"',
        "clockify": f'base_url: "{vendors.base}/clockify/api/v1"\n'
        f'    reports_url: "{vendors.base}/clockify-reports/v1"\n'
        f'    workspace: "{account.hex}"',
    }
    return f'    token: "${{{vendor.upper()}}}"\n    {said[vendor]}\n'


@dataclass(slots=True)
class Pulling:
    """The agency's folder, its worker, and the vendors it asks."""

    worker: Worker
    vendors: Vendors

    @property
    def folder(self) -> Path:
        """Where the configuration stands."""
        return self.worker.configuration.folder

    def pull(self, **asked: Any) -> list[ConnectorReport]:
        """Everything as the command does it."""
        return pull_sources(self.worker, Asked(**asked))

    def pull_with(self, vendor: str, page_size: int, **asked: Any) -> ConnectorReport:
        """One vendor with smaller pages. Raises ConnectorError where it stops."""
        report = ConnectorReport(vendor)
        source = self.source(vendor)
        source.page_size = page_size
        try:
            with running(self.worker, "pull") as run:
                pull_connector(self.worker, run, source, report, Asked(**asked))
        finally:
            source.close()
        return report

    def source(self, vendor: str) -> TimeSource:
        """A vendor, ready to be asked."""
        token = self.vendors.world.trackers[vendor].token()
        setting = Setting("Northwind AI", token, "America/New_York", self.worker.timer)
        return open_source(connected(self.worker.configuration)[vendor], setting)

    def use_token(self, vendor: str, token: str) -> None:
        """Another token from now on."""
        environment = {**self.worker.environment, vendor.upper(): token}
        self.worker = replace(self.worker, environment=environment)

    def rewrite(self, old: str, new: str) -> None:
        """Changes tieout.yaml and reads it again."""
        path = self.folder / "tieout.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        self.worker = replace(self.worker, configuration=load(self.folder, {}))

    def at(self, moment: datetime) -> None:
        """Another business day."""
        self.worker = replace(self.worker, clock=lambda: moment)

    # ---- what is stored ----

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The answer of the bare database."""
        with self.worker.store.reader.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query).all()]

    def entries(self) -> list[tuple[Any, ...]]:
        """Every head, apart from the run that wrote it."""
        return self.rows(f"SELECT {ENTRY} FROM entry ORDER BY id")  # noqa: S608

    def proofs(self) -> dict[tuple[str, str, str], Proof]:
        """How each month stands, by connector, kind and month."""
        with self.worker.store.read() as tx:
            return {(found.connector, found.kind, found.period): found for found in tx.pulled.proofs()}

    def issues(self, code: str) -> list[str]:
        """The sentences of a kind of exception."""
        with self.worker.store.read() as tx:
            return [issue.sentence for issue in tx.issues.standing() if issue.code == code]


def states(house: Pulling, connector: str) -> dict[State, int]:
    """October's seconds of a connector, by state."""
    found: dict[State, int] = {}
    with house.worker.store.read() as tx:
        for item in tx.sums.states(OCTOBER):
            if item.connector == connector:
                found[item.state] = found.get(item.state, 0) + item.seconds
    return found


@cache
def _demo() -> Path:
    """The demo agency's folder, written once: that takes longer than most of what is done with it."""
    folder = Path(tempfile.mkdtemp(prefix="tieout-demo-"))
    atexit.register(rmtree, folder)
    write_demo(folder)
    return folder


@contextmanager
def pulling(vendors: Vendors, folder: Path, *names: str) -> Iterator[Pulling]:
    """The demo agency with some of its trackers connected; the others are for files only."""
    copytree(_demo(), folder, dirs_exist_ok=True)
    path = folder / "tieout.yaml"
    text = path.read_text()
    for name in names:
        said = f"  {name}:\n"
        assert text.count("\n" + said) == 1
        text = text.replace("\n" + said, "\n" + said + written(vendors, name))
    path.write_text(text)
    with empty_store() as store:
        tokens = {name.upper(): vendors.world.trackers[name].token() for name in names}
        clock = vendors.world.clock.now
        yield Pulling(Worker(load(folder, {}), store, clock, environment=tokens, timer=vendors.time.timer), vendors)
