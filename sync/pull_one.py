"""One connector's pull: its people and projects, then what changed, then whole months, each proven by its totals.

A page is stored before the next one is asked for. A month that is only half read stays unproven, and nothing of it is
billed; the next pull reads it again from its beginning.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from billing.calendar import month
from billing.records import Period
from connectors.errors import ConnectorError
from connectors.sources import ACCOUNT, Page, Reference, SourceAccount, TimeSource, Totals
from mappings.pulled import FAILED, LISTING, PROVEN, Proof
from mappings.references import Known
from mappings.store import Transaction
from sync.importing import report_rejected
from sync.left_over import LEFT_OVER, tell_left_over
from sync.marking import without_our_marks
from sync.months import Asked, Months, in_order, months_of, open_months
from sync.pages import Counts, Taken, take_page, take_waiting
from sync.reopening import retire
from sync.sources import connected, expect_everyone, expect_one_connector
from sync.unproven import tell_unproven
from sync.worker import Run, Worker

OVERLAP = timedelta(minutes=10)
"""What changed so shortly before the last pull is asked for again: vendors' lists may lag behind."""
TRIES = 3
"""How often a month is read whose list and totals disagree: it may have changed meanwhile."""
FEW = 20
"""Of so many known entries, less than half being listed is taken for a mistake; of fewer, none at all."""

Proofs = Mapping[str, Proof]


@dataclass(slots=True)
class ConnectorReport:
    """What came of one connector. `problem` says why it stopped, `retry_after` in how many seconds it may go on."""

    connector: str
    account: SourceAccount | None = None
    references: int = 0
    """How many people, clients, projects, activities and tags were new, changed or gone."""
    counts: Counts = field(default_factory=Counts)
    months: list[Proof] = field(default_factory=list)
    requests: int = 0
    pause: int = 0
    """For how many seconds from its beginning nothing else brings about another like it, for the vendor's quota."""
    problem: str = ""
    retry_after: float | None = None

    @property
    def is_done(self) -> bool:
        """Whether everything that was asked for was read and is proven."""
        return not self.problem and all(found.state == PROVEN for found in self.months)


class Interrupted(ConnectorError):
    """A person ended the pull; what was stored stays, and the next pull goes on."""


def pull_connector(worker: Worker, run: Run, source: TimeSource, report: ConnectorReport, asked: Asked) -> None:
    """Pulls everything, in order. Raises ConnectorError or CannotConnect; what was read until then is stored."""
    puller = _Puller(worker, run, source, report, asked)
    try:
        puller.sign_in()
        puller.keep_references()
        for kind in source.kinds:
            puller.pull_kind(kind)
    finally:
        puller.tell_unproven()


@dataclass(frozen=True, slots=True)
class _Followed:
    """What following changes came to: months that changed, those of any to read whole, whether all that was told."""

    changed: set[str]
    whole: set[str]
    told: bool


@dataclass(frozen=True, slots=True)
class _Puller:
    worker: Worker
    run: Run
    source: TimeSource
    report: ConnectorReport
    asked: Asked

    @property
    def name(self) -> str:
        """The connector's."""
        return self.report.connector

    @property
    def zone(self) -> str:
        """In which zone days are counted, as far as anybody says."""
        stated = self.worker.configuration.connectors[self.name].timezone
        account = self.report.account
        return " ".join(filter(None, (stated, account.zone if account else "")))

    def sign_in(self) -> None:
        """Learns who we are there, and refuses to read a part of the time as if it were all.

        In another zone entries have other days: then no open month is proven any more.
        """
        account = self.report.account = self.source.account()
        expect_everyone(self.worker.configuration, self.name, self.source.title, account)
        with self.worker.store.read() as tx:
            expect_one_connector(tx.references.of(kind=ACCOUNT), self.name, self._account())
        with self.worker.store.write() as tx:
            moved = {found.period for found in tx.pulled.proofs(self.name) if found.zone not in ("", self.zone)}
            days = f"its days were counted in {self.zone or 'another zone'} since"
            tx.pulled.doubt(self.name, open_months(tx, moved, self.worker.today), f"{days}; pull again", self.run.id)

    def keep_references(self) -> None:
        """Stores what the vendor calls people and projects. Under other names or codes, open months are read again."""
        listed = [self._account(), *(_known(self.name, each) for each in self.source.references())]
        with self.worker.store.write() as tx:
            self.report.references, renamed = tx.references.keep(
                self.name, tx.erasing.all().references(listed), self.run.id
            )
            if renamed:
                known = {found.period for found in tx.pulled.proofs(self.name)}
                reason = "projects or people have other names or codes; pull again"
                tx.pulled.doubt(self.name, open_months(tx, known, self.worker.today), reason, self.run.id)

    def _account(self) -> Known:
        assert self.report.account is not None, "nothing is read before signing in"
        kind = self.worker.configuration.connectors[self.name].kind
        return Known(self.name, ACCOUNT, f"{kind} {self.report.account.id}", self.report.account.account)

    def pull_kind(self, kind: str) -> None:
        """Time or expenses: what changed since the last pull, then the months that must be read whole."""
        with self.worker.store.read() as tx:
            since = tx.pulled.watermark(self.name, kind)
        months = months_of(self.worker, self.source, self.name, kind, self.asked)
        if since is None:
            self._read_up_to(kind, self.source.told_at())
            self._list_months(kind, months.whole)
            return
        followed = self._follow(kind, since, months)
        whole = months.whole | followed.whole
        asked = months.compared - whole - followed.changed
        self._list_months(kind, whole | self._with_other_totals(kind, asked))
        self._still_failed(kind, months.failed - whole)
        if followed.told:
            self._read_up_to(kind, self.source.told_at())

    def tell_unproven(self) -> None:
        """An issue for each month of the connector that waits for its proof."""
        with self.worker.store.write() as tx:
            tell_unproven(tx, self.run, self.worker, self.name)

    def _read_up_to(self, kind: str, told: datetime | None) -> None:
        if told is not None:
            with self.worker.store.write() as tx:
                tx.pulled.set_watermark(self.name, kind, told, self.run.id)

    # ---- what changed ----

    def _follow(self, kind: str, since: datetime, months: Months) -> _Followed:
        """Takes in what changed. A month that changed is proven by its totals, if it can be.

        Where a change could not be read, any open month may lack it; where the vendor tells of none, those are read
        whole whose turn it is.
        """
        with self.worker.store.read() as tx:
            proofs = {found.period: found for found in tx.pulled.proofs(self.name) if found.kind == kind}
        taken, told = Taken(self.report.counts, kind), True
        for page in self._pages(self.source.changes(kind, since - OVERLAP, in_order(proofs))):
            told &= page.told
            with self.worker.store.write() as tx:
                before = set(taken.months)
                self._take(tx, page, taken)
                for name in taken.months - before:
                    found = proofs.get(name) or Proof(self.name, kind, name, LISTING)
                    half = replace(found, state=LISTING, reason="its changes were not read to the end")
                    tx.pulled.keep(half, self.run.id)
        taken.waiting = {own: each for own, each in taken.waiting.items() if f"{each.day:%Y-%m}" not in months.whole}
        self._take_waiting(taken)
        doubtful = set(taken.unread_in)
        if taken.unread or taken.torn:
            doubtful |= months.checked
        elif not told:
            doubtful |= months.compared
        touched = sorted(taken.months - months.whole - doubtful)
        again = {name for name in touched if not self._still_proven(month(name), proofs.get(name))}
        return _Followed(taken.months, again | doubtful, told)

    def _still_proven(self, period: Period, before: Proof | None) -> bool:
        """Whether a month that was read whole once agrees with the vendor's totals after its changes."""
        if before is None or before.state != PROVEN:
            return False
        theirs = self.source.totals(before.kind, period)
        with self.worker.store.write() as tx:
            count, seconds = tx.pulled.stored(self.name, before.kind, period)
            if _says_nothing(theirs) or not _agree(theirs, count, seconds):
                return False
            self._keep(tx, replace(before, entries=count, seconds=seconds), theirs)
        return True

    def _with_other_totals(self, kind: str, names: Collection[str]) -> set[str]:
        """Of months of which no change was told those that have other totals by now: few vendors tell all deletions."""
        with self.worker.store.read() as tx:
            proofs = [found for found in tx.pulled.proofs(self.name) if found.kind == kind and found.period in names]
        others = {found.period for found in proofs if self._has_other_totals(found)}
        with self.worker.store.write() as tx:
            tx.pulled.note_compared(self.name, kind, set(names) - others, self.run.id)
        return others

    def _has_other_totals(self, before: Proof) -> bool:
        theirs = self.source.totals(before.kind, month(before.period))
        return (theirs.entries, theirs.seconds) != (before.their_entries, before.their_seconds)

    def _still_failed(self, kind: str, names: Collection[str]) -> None:
        """Months that were not read again are not proven either, and the report says so."""
        with self.worker.store.read() as tx:
            found = [each for each in tx.pulled.proofs(self.name) if each.kind == kind and each.period in names]
        self.report.months.extend(found)

    def _take(self, tx: Transaction, page: Page, taken: Taken) -> None:
        if connected(self.worker.configuration)[self.name].marks_invoiced:
            page = without_our_marks(tx, self.name, taken.kind, page)
        take_page(tx, self.run, self.name, page, taken)

    def _take_waiting(self, taken: Taken) -> None:
        if taken.waiting:
            with self.worker.store.write() as tx:
                take_waiting(tx, self.run, self.name, taken)

    # ---- a whole month ----

    def _list_months(self, kind: str, names: Collection[str]) -> None:
        for period in in_order(names):
            self._list_month(kind, period)

    def _list_month(self, kind: str, period: Period) -> None:
        proof = Proof(self.name, kind, period.name, LISTING, listed_on=self.worker.today, zone=self.zone)
        with self.worker.store.write() as tx:
            tx.pulled.keep(replace(proof, reason="it was not read to the end"), self.run.id)
            known = tx.pulled.stored(self.name, kind, period)[0]
        for _ in range(TRIES):
            taken = self._listed(kind, period)
            theirs = self.source.totals(kind, period)
            if taken.unread or not (taken.torn or not _agree(theirs, taken.entries, taken.seconds)):
                break
        reason = self._doubt(taken, theirs, known)
        found = replace(
            proof, state=FAILED if reason else PROVEN, entries=taken.entries, seconds=taken.seconds, reason=reason
        )
        with self.worker.store.write() as tx:
            if not reason:
                self._let_go(tx, kind, period, taken)
            self._keep(tx, found, theirs)

    def _listed(self, kind: str, period: Period) -> Taken:
        taken = Taken(self.report.counts, kind)
        for page in self._pages(self.source.listing(kind, period)):
            with self.worker.store.write() as tx:
                self._take(tx, page, taken)
            done = len(taken.seen)
            self.worker.progress(f"{self.name} {period.name}", done, max(page.of or done, done))
        self._take_waiting(taken)
        return taken

    def _doubt(self, taken: Taken, theirs: Totals, known: int) -> str:
        """Why what was listed cannot be all there is, or nothing."""
        title = self.source.title
        if taken.unread:
            return f"{len(taken.unread)} of its records cannot be read: {'; '.join(taken.unread[:3])}"
        if taken.torn:
            return f"its list changed while it was read, {TRIES} times over; pull again"
        if _says_nothing(theirs):
            return f"{title} states no totals of it, so that nothing proves it; pull again later"
        if not _agree(theirs, taken.entries, taken.seconds):
            return _disagreement(title, theirs, taken)
        too_few = not taken.seen if known < FEW else len(taken.seen) * 2 < known
        if known and too_few and not self.asked.fewer:
            return (
                f"{title} lists {len(taken.seen)} of the {known} records it had; check the token's rights and the "
                "account's filters, or pull again with --fewer if it is meant"
            )
        return ""

    def _let_go(self, tx: Transaction, kind: str, period: Period, taken: Taken) -> None:
        """Retires what a whole month no longer has: entries that were deleted, and those that only an export had."""
        last = period.end - timedelta(days=1)
        found = tx.entries.from_files(self.name, kind, period.first, last)
        imported = [known.entry.id for known in found if not known.gone]
        retire(tx, self.run, imported, None, LEFT_OVER)
        gone = tx.entries.unseen_of(self.name, kind, period, taken.seen)
        retire(tx, self.run, gone, None, "no longer in its tracker")
        self.report.counts.gone += len(gone) + len(imported)
        tell_left_over(tx, self.run, self.name, kind, period)

    def _keep(self, tx: Transaction, found: Proof, theirs: Totals) -> None:
        proof = replace(found, their_entries=theirs.entries, their_seconds=theirs.seconds)
        tx.pulled.keep(proof, self.run.id)
        self.report.months.append(proof)
        self._settle_bad_rows(tx, proof)

    def _settle_bad_rows(self, tx: Transaction, proof: Proof) -> None:
        """Nothing is asked about an export's bad rows once the tracker has shown all that it has of their month."""
        month_of = [each for each in tx.pulled.proofs(self.name) if each.period == proof.period]
        if {each.kind for each in month_of if each.state == PROVEN} >= set(self.source.kinds):
            tx.runs.settle_month(self.name, proof.period, self.run.id)
            report_rejected(self.worker, tx, self.run, self.name)

    def _pages(self, pages: Iterator[Page]) -> Iterator[Page]:
        for page in pages:
            if self.worker.stop.is_set():
                raise Interrupted("interrupted; the next pull goes on from here")
            yield page
            gc.collect(0)  # nothing else does while a run is under way, and every request leaves a little behind


def _known(connector: str, each: Reference) -> Known:
    return Known(
        connector, each.kind, each.id, each.name, each.code, each.email, each.parent, each.archived, each.detail
    )


def _says_nothing(theirs: Totals) -> bool:
    return theirs.entries is None and theirs.seconds is None


def _agree(theirs: Totals, entries: int, seconds: int) -> bool:
    return theirs.entries in (None, entries) and theirs.seconds in (None, seconds)


def _disagreement(title: str, theirs: Totals, taken: Taken) -> str:
    said = [] if theirs.entries is None else [f"{theirs.entries} records where {taken.entries} were listed"]
    if theirs.seconds is not None:
        said.append(f"{theirs.seconds} seconds where the list has {taken.seconds}")
    return f"{title}'s own totals have {' and '.join(said)}, {TRIES} times over; pull again later"
