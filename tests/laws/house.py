"""A folder, a database and a fixed clock: the whole way from export files to statements, as a person would go it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing as closing_of
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from billing.calendar import month
from billing.issues import Issue
from billing.lifecycle import Event
from billing.milestones import Milestone
from billing.records import Entry
from billing.task_records import KnownProject, KnownTask
from config.loader import load
from mappings.drafts import StoredDraft
from mappings.due import TASKS
from mappings.store import Store
from review import approvals, closing, decide, deposit_ends, milestones
from review.decide import Signature
from review.drift import Drift
from review.reductions import Off, take_back, take_off
from review.statement import Statement, statement
from review.taxes import Expected, expected_of
from sync import taking_back
from sync.importing import FileReport, ImportOptions
from sync.pipeline import PeriodReport, import_files, push_drafts, run_period
from sync.planning import PlanReport, plan_period
from sync.push import Pushed
from sync.worker import Worker, running
from tests.agencies import MONTHS, TODAY, Agency
from tests.databases import empty_store

Rows = list[tuple[Any, ...]]
PUSHABLE = ("draft", "approved", "pushed")


@dataclass(slots=True)
class House:
    """One agency's folder and store, and a worker with the configuration as it was last written."""

    folder: Path
    agency: Agency
    worker: Worker
    _watching: sqlite3.Connection | None = None
    _read: dict[object, Any] = field(default_factory=dict)

    def version(self) -> object:
        """What changes whenever anything is written to the store: equal versions, equal stores."""
        if self._watching is None:
            return object()
        return self._watching.execute("PRAGMA data_version").fetchone()

    def _once(self, what: object, ask: Callable[[], Any]) -> Any:
        """An answer of the store, asked for once as long as nothing is written."""
        key = self.version()
        if self._read.get("version") != key:
            self._read = {"version": key}
        if what not in self._read:
            self._read[what] = ask()
        return self._read[what]

    @property
    def store(self) -> Store:
        """The open store."""
        return self.worker.store

    def configure(self, agency: Agency) -> None:
        """Writes what the operator says now, and reads it as the program does."""
        self.agency = agency
        agency.write_configuration(self.folder)
        self.worker = replace(self.worker, configuration=load(self.folder, {}))

    def bring_in(self, reverse: bool = False, complete: bool = False) -> list[FileReport]:
        """Writes the trackers' exports and imports them, one file for each connector and month."""
        files = self.agency.write_exports(self.folder / "exports")
        reports = []
        for connector, name, path in reversed(files) if reverse else files:
            reports += self.read(path, connector, name if complete else "")
        return reports

    def read(self, path: Path, connector: str, complete: str = "") -> list[FileReport]:
        """Imports one file, which must be readable."""
        options = ImportOptions(connector, "", month(complete) if complete else None)
        reports, refused = import_files(self.worker, [path], options)
        assert not refused, refused
        return reports

    def run(self, months: Sequence[str] = MONTHS) -> list[PeriodReport]:
        """Runs the months one after the other, by what is known of tasks."""
        return [run_period(self.worker, month(name), offline=True) for name in months]

    def learn(
        self,
        tasks: Sequence[KnownTask],
        projects: Sequence[KnownProject] = (),
        missing: Mapping[str, str] | None = None,
    ) -> None:
        """Lets the store know what a task tracker has, as a pull does."""
        with running(self.worker, "tasks") as run, self.store.write() as tx:
            names = tx.tasks.keep(tasks, run.id, TODAY)
            refs = [each.ref for each in tasks] + [each.ref for each in projects]
            for connector in sorted({ref.partition(":")[0] for ref in refs}):
                tx.tasks.keep_projects(connector, [each for each in projects if each.ref.startswith(f"{connector}:")])
                names |= tx.tasks.not_found(connector, missing or {}, TODAY)
            tx.due.mark(TASKS, {(entry, "") for entry in tx.tasks.naming(sorted(names))})

    def go(self) -> House:
        """Imports everything and runs both months."""
        self.bring_in()
        self.run()
        return self

    # ---- what people decide ----

    def decide(self, kind: str, *ids: str, why: str = "agreed", to: str = "", of: str = "") -> None:
        """Decides about entries or exceptions by id."""
        with self.store.write() as tx:
            wanted = decide.wish(kind, to, of)
            decide.decide(tx, wanted, decide.named(tx, ids), self._signed(why))

    def undo(self, number: int, why: str = "agreed") -> None:
        """Takes a decision back."""
        with self.store.write() as tx:
            decide.undo(tx, number, self._signed(why))

    def reach(self, contract: str, code: str, day: str, why: str = "signed off") -> milestones.Said:
        """Says that a milestone is reached on a day."""
        with self.store.write() as tx:
            return milestones.reach(tx, self._milestone(contract, code), date.fromisoformat(day), self._signed(why))

    def take_back(self, contract: str, code: str, why: str = "not accepted yet") -> milestones.Said:
        """Takes back what was said about a milestone."""
        with self.store.write() as tx:
            return milestones.take_back(tx, self._milestone(contract, code), self._signed(why))

    def close(self, contract: str, name: str, why: str = "the month is done") -> closing.Closed:
        """Closes a contract's month."""
        with self.store.write() as tx:
            return closing.close(tx, contract, name, self._signed(why))

    def reopen(self, contract: str, name: str, why: str = "too early") -> None:
        """Opens a contract's month again."""
        with self.store.write() as tx:
            closing.reopen(tx, contract, name, self._signed(why))

    def move(self, event: str, *ids: str, why: str = "looked at") -> list[StoredDraft]:
        """Approves, holds or releases drafts by id."""
        with self.store.write() as tx:
            return approvals.move(tx, approvals.chosen(tx, ids, "", ""), Event(event), self._signed(why))

    def push(self, *ids: str) -> list[Pushed]:
        """Pushes drafts by id, else all that can be."""
        drafts = [item for item in self.drafts() if item.draft.id in ids or not ids]
        return push_drafts(self.worker, [item for item in drafts if ids or item.status in PUSHABLE])

    def bill(self) -> list[Pushed]:
        """Approves and pushes everything that stands as a draft."""
        self.move("approve", *(item.draft.id for item in self.drafts() if item.status in ("draft", "pushed")))
        return self.push()

    def drift(self, *ids: str) -> list[Drift]:
        """What changed after it was billed."""
        with self.store.read() as tx:
            return taking_back.drifts(self.worker, tx, ids)

    def correct(self, by: str, *ids: str, why: str = "looked at") -> list[taking_back.Corrected]:
        """Corrects billed entries that changed."""
        return taking_back.correct_entries(self.worker, ids, by, self._signed(why))

    def undo_correction(self, number: int, why: str = "not agreed") -> str:
        """Takes a correction or a credit back."""
        return taking_back.undo_correction(self.worker, number, self._signed(why))

    def credit(self, document: str, then: str, *lines: str, why: str = "it was wrong") -> taking_back.Credited:
        """Writes a credit note for a document, or for some of its lines."""
        (credited,) = self.credit_together(then, document, lines=lines, why=why)
        return credited

    def credit_together(
        self, then: str, *documents: str, lines: Sequence[str] = (), why: str = "it was wrong"
    ) -> list[taking_back.Credited]:
        """Writes a credit note for each of some documents, or for some of their lines."""
        return taking_back.credit_documents(self.worker, (documents, lines), then, self._signed(why))

    def document(self, number: str) -> str:
        """The draft behind a number."""
        ((draft,),) = self.rows(f"SELECT draft FROM push WHERE number = '{number}' AND action = 'post'")  # noqa: S608
        return str(draft)

    def void(self, document: str, why: str = "deleted in the books") -> taking_back.Voided:
        """Says that a document is void."""
        return taking_back.void_document(self.worker, document, self._signed(why))

    def plan(self, name: str) -> PlanReport:
        """What billing a month would change."""
        return plan_period(self.worker, month(name))

    def apply(self, name: str, plan_hash: str) -> PeriodReport:
        """Bills a month if that plan still holds."""
        return run_period(self.worker, month(name), plan_hash)

    def take_off(self, contract: str, name: str, off: Off, why: str = "") -> None:
        """Takes something off a contract's month."""
        with self.store.write() as tx:
            take_off(tx, self.worker.configuration.contracts[contract], name, off, self._signed(why))

    def put_back(self, contract: str, name: str, number: int, why: str = "") -> None:
        """Takes back that something was taken off a contract's month."""
        with self.store.write() as tx:
            take_back(tx, self.worker.configuration.contracts[contract], name, number, self._signed(why))

    def _milestone(self, contract: str, code: str) -> Milestone:
        stated = self.worker.configuration
        (found,) = milestones.chosen(stated.milestones, sorted(stated.contracts), contract, code)
        return found

    def _signed(self, why: str) -> Signature:
        return Signature("kim", self.worker.clock(), why)

    def end_deposit(self, contract: str, kind: str, deposit: str, why: str, amount: str = "") -> None:
        """Says that the rest of a deposit, or so much of it, is paid back or kept."""
        stated, wish = self.worker.configuration.contracts[contract], Decimal(amount) if amount else None
        with self.store.write() as tx:
            deposit_ends.end(tx, stated, deposit_ends.Wish(kind, deposit, wish), self._signed(why))

    def take_back_ending(self, contract: str, number: int, why: str) -> None:
        """Takes back what was said of the rest of a deposit."""
        with self.store.write() as tx:
            deposit_ends.take_back(tx, self.worker.configuration.contracts[contract], number, self._signed(why))

    # ---- what people read ----

    def drafts(self) -> list[StoredDraft]:
        """The standing drafts of all months."""
        return list(self._once("drafts", self._drafts))

    def _drafts(self) -> list[StoredDraft]:
        with self.store.read() as tx:
            return tx.drafts.current()

    def taxes(self, found: Sequence[StoredDraft]) -> Expected:
        """The tax that is expected of some drafts."""
        with self.store.read() as tx:
            return expected_of(tx, found)

    def issues(self, name: str = "") -> list[Issue]:
        """What stands in the exception report, of one month or all."""
        with self.store.read() as tx:
            return tx.issues.standing(name)

    def milestones(self, contract: str) -> dict[str, str]:
        """Where each milestone of a contract stands, by its code."""
        stated = self.worker.configuration
        with self.store.read() as tx:
            chosen = milestones.chosen(stated.milestones, sorted(stated.contracts), contract)
            return {each.milestone.code: each.where for each in milestones.standing(tx, chosen, self.worker.today)}

    def statement(self, name: str) -> Statement:
        """The statement of a month."""
        clients = {key: contract.client for key, contract in self.worker.configuration.contracts.items()}
        with self.store.read() as tx:
            return statement(tx, month(name), TODAY, clients)

    def entry(self, entry_id: str) -> Entry:
        """The head of an entry that must be there."""
        with self.store.read() as tx:
            found = tx.entries.get(entry_id)
        assert found is not None
        return found

    def rows(self, query: str) -> Rows:
        """The answer of the bare database to a question, without our own code between."""
        with self.store.reader.connect() as connection:
            rows = connection.exec_driver_sql(query).all()
        return [tuple(_shown(value) for value in row) for row in rows]


def _shown(value: Any) -> Any:
    """Days and moments as text, as SQLite has them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return str(value) if isinstance(value, date) else value


@contextmanager
def house_of(agency: Agency) -> Iterator[House]:
    """A house for one example; its folder is gone afterwards and its tables are empty again."""
    with empty_store() as store, tempfile.TemporaryDirectory(prefix="tieout-") as folder:
        agency.write_configuration(Path(folder))
        worker = Worker(load(Path(folder), {}), store, lambda: TODAY)
        with _watching(store) as watching:
            yield House(Path(folder), agency, worker, watching)


@contextmanager
def _watching(store: Store) -> Iterator[sqlite3.Connection | None]:
    """A connection of its own that sees when others have written, where the store is SQLite's."""
    url = store.reader.url
    if url.get_backend_name() != "sqlite":
        yield None
        return
    with closing_of(sqlite3.connect(str(url.database))) as connection:
        yield connection
