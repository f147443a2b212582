"""Asks everything that going live depends on: files, store, trackers, ledgers, and the last month. Nothing is written.

The exception is that of `tieout check` and of a rehearsal: a sign-in that has to be renewed is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shlex import quote
from threading import Event
from zoneinfo import ZoneInfo

from billing.catalogue import Catalogue
from config.check_opening import OPENING
from config.loader import Configuration, load
from config.problems import BadConfiguration, Problem
from mappings.database import StoreUnavailable
from mappings.existing import existing_store
from mappings.store import Store, Transaction
from review.going_live import (
    CONFIGURATION,
    CONNECTIONS,
    CONTRACTS,
    NOTIFICATIONS,
    OPENINGS,
    REHEARSAL,
    TIME,
    GoingLive,
    Todo,
    of_approvals,
    of_mappings,
    of_missing,
    of_rehearsal,
    ready,
    steps,
)
from review.mapping_health import health
from review.readiness import Asked, missing
from sync.connecting import CONNECTED, NOT_CONNECTED
from sync.delivering import sign_in as notifiers_asked
from sync.ledger_check import Checked, Finding, check_ledgers
from sync.rehearsing import rehearse
from sync.routing import unreachable
from sync.schedule import last_month
from sync.sources import Connection, Outside, connected, sign_in
from sync.worker import Clock, Worker, machine_timer

MEND = "mend that, then: tieout check"
AGAIN = "try again later: tieout go-live"

Found = Iterable[tuple[str, Todo]]


def going_live(folder: Path, environment: Mapping[str, str], clock: Clock, *, force: bool = False) -> GoingLive:
    """All steps as they stand; the last month is rehearsed once they are done, or by `force`.

    A configuration that is refused is a step to do, not an error. Raises StoreUnavailable.
    """
    try:
        configuration = load(folder, environment)
    except BadConfiguration as refused:
        return GoingLive("", steps(_by_step(_refused(folder, refused.problems))))
    with ExitStack() as closing:
        store = existing_store(configuration.database)
        if store is not None:
            closing.callback(store.close)
        return _standing(_Asking(configuration, store, environment, clock), force=force)


@dataclass(frozen=True, slots=True)
class _Asking:
    """What is asked with; without a store nothing has been read yet, and none is made."""

    configuration: Configuration
    store: Store | None
    environment: Mapping[str, str]
    clock: Clock

    @property
    def outside(self) -> Outside:
        """What is needed to ask trackers and ledgers."""
        return Outside(self.configuration, self.environment, machine_timer(Event()))

    @property
    def today(self) -> date:
        """The business day, in the company's zone."""
        return self.clock().astimezone(ZoneInfo(self.configuration.main.company.timezone)).date()

    def catalogue(self, tx: Transaction) -> Catalogue:
        """The rules of the configuration together with what people have decided since."""
        decided = tx.decided
        return replace(self.configuration.catalogue, projects=decided.projects(), users=decided.people())


def _standing(asking: _Asking, *, force: bool) -> GoingLive:
    period = last_month(asking.today)
    found = _by_step([*_outside(asking), *_inside(asking)])
    if not force and not ready(steps(found)):
        return GoingLive(period.name, steps(found))
    found[REHEARSAL] = list(_rehearsed(asking))
    return GoingLive(period.name, steps(found, asked=[REHEARSAL]), rehearsed=True)


def _by_step(found: Found) -> dict[str, list[Todo]]:
    made: dict[str, list[Todo]] = defaultdict(list)
    for name, todo in found:
        made[name].append(todo)
    return made


def _refused(folder: Path, problems: Iterable[Problem]) -> Iterator[tuple[str, Todo]]:
    """Each problem of the files; an opening that is missing or wrong is a step of its own."""
    started = any((folder / name).exists() for name in ("tieout.yaml", "people.yaml", "contracts"))
    begin = "tieout init" if folder == Path() else f"tieout init {quote(str(folder))}"
    for each in problems:
        opening = each.path.split(".")[0].split("[")[0] == OPENING
        remedy = f"write that into {each.file}, then: tieout check" if started else begin
        remedy = f"tieout openings, which proposes it from the ledger's history; or {remedy}" if opening else remedy
        yield OPENINGS if opening else CONFIGURATION, Todo(str(each) if started else "there are no files yet", remedy)


# ---- trackers and ledgers ----


def _outside(asking: _Asking) -> Iterator[tuple[str, Todo]]:
    for connection in sign_in(asking.outside):
        yield from _of_tracker(connection)
    for checked in check_ledgers(asking.outside, asking.store, asking.today):
        yield from _of_ledger(checked)
    yield from _of_notifiers(asking)


def _of_notifiers(asking: _Asking) -> Iterator[tuple[str, Todo]]:
    """Who tells people, and who cannot be told; nothing is sent."""
    if not asking.configuration.notifiers or asking.configuration.main.notify is None:
        words = "nobody is told of anything by mail, Slack or a webhook; `tieout status` says how everything stands"
        yield NOTIFICATIONS, Todo(words, "write a notifier and notify: into tieout.yaml", needs=False)
        return
    for each in notifiers_asked(asking.outside):
        if each.problem:
            words = f"{each.name} could not be asked: {each.problem.rstrip('.')}"
            yield NOTIFICATIONS, Todo(words, AGAIN if each.later else MEND, later=each.later)
    for words in unreachable(asking.configuration):
        yield NOTIFICATIONS, Todo(words, "write the address, then: tieout check", needs=False)


def _of_tracker(each: Connection) -> Iterator[tuple[str, Todo]]:
    if each.problem:
        words = f"{each.connector} could not be asked: {each.problem.rstrip('.')}"
        yield CONNECTIONS, Todo(words, AGAIN if each.later else MEND, later=each.later)
    elif each.account is not None:
        for lacking in each.account.lacks:
            yield CONNECTIONS, Todo(f"{each.connector}: {lacking.rstrip('.')}", "tieout check", needs=False)


def _of_ledger(each: Checked) -> Iterator[tuple[str, Todo]]:
    connect = f"tieout connect {each.books}"
    if each.standing.state == NOT_CONNECTED:
        yield CONNECTIONS, Todo(f"nobody has signed in to {each.books}", connect)
    elif each.problem:
        words = f"{each.books} could not be asked: {each.problem.rstrip('.')}"
        anew = each.standing.state != CONNECTED or connect in each.problem
        remedy = connect if anew else MEND
        yield CONNECTIONS, Todo(words, AGAIN if each.later else remedy, later=each.later)
    elif each.company is not None:
        hints = (*each.company.problems, *each.standing.warnings)
        yield from ((CONNECTIONS, Todo(f"{each.books}: {hint.rstrip('.')}", connect, needs=False)) for hint in hints)
        yield from ((CONTRACTS, _of_finding(each, finding)) for finding in each.findings)


def _of_finding(each: Checked, finding: Finding) -> Todo:
    creates = finding.missing and finding.kind in each.creates
    made = f"tieout map create {quote(finding.contract)}" if creates and finding.contract else ""
    remedy = f"{made}, or correct the name in {finding.problem.file}" if made else MEND
    return Todo(str(finding.problem), remedy, finding.blocks)


# ---- the store ----


def _inside(asking: _Asking) -> Iterator[tuple[str, Todo]]:
    """What the configuration and the store tell."""
    if asking.store is None:
        yield from _missing(asking, None)
        return
    with asking.store.read() as tx:
        yield from _missing(asking, tx)
        yield from of_mappings(health(tx, asking.catalogue(tx), asking.today))
        yield from of_approvals(tx)


def _missing(asking: _Asking, tx: Transaction | None) -> list[tuple[str, Todo]]:
    said = asking.configuration
    catalogue = said.catalogue if tx is None else asking.catalogue(tx)
    has_books = said.main.has_books
    asked = Asked(catalogue, tuple(said.connectors), asking.today, has_books, tuple(said.task_trackers))
    pulled = {each.connector for each in tx.seen.kinds_of_entry(said.main.go_live)} if tx else set()
    left = [
        each for each in missing(asked, tx) if each.code != "no_export_imported" or pulled.isdisjoint(each.subjects)
    ]
    found = list(of_missing(left, connected(said)))
    if not said.connectors:
        remedy = "write one under connectors in tieout.yaml, then: tieout check"
        found.append((TIME, Todo("tieout.yaml names no tracker", remedy)))
    return found


# ---- the last month ----


def _rehearsed(asking: _Asking) -> Sequence[Todo]:
    """Why the last month does not tie out; nothing if it does."""
    if asking.store is None:
        return [Todo("nothing has been read yet, so nothing can be compared", "tieout go-live")]
    worker = Worker(
        asking.configuration, asking.store, asking.clock, environment=asking.environment, timer=asking.outside.timer
    )
    try:
        return list(of_rehearsal(rehearse(worker, last_month(asking.today))))
    except StoreUnavailable as problem:
        return [Todo(f"the month could not be rehearsed: {str(problem).rstrip('.')}", AGAIN, later=True)]
