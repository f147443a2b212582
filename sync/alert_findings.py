"""What there is to tell, found in the store: each function reads it and makes its alerts by a pure one in billing/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billing import alert_reports, alert_time, alerts
from billing.alert_records import Alert
from billing.alert_reports import ClientWeek, Document, Measure
from billing.alert_time import Approving
from billing.calendar import business_days_after, days, is_business_day, month
from billing.lifecycle import Status
from billing.periods import month_of_period
from billing.records import Contract, Period
from billing.timesheets import Ready, Short, Tracked, Unapproved, compliance, short_of
from billing.timesheets import readiness as ready_rows
from mappings.drafts import StoredDraft
from mappings.pulled import FAILED
from mappings.store import Transaction
from review import receivables
from review.exceptions import exceptions
from review.tables import shown
from sync.connecting import CONNECTED, ENDED, standings
from sync.hooking import silent
from sync.sources import connected
from sync.worker import Worker

WEEK = timedelta(days=7)
WAITING = (Status.DRAFT, Status.OUTDATED)
"""Drafts that nobody has approved."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked: by whom, of which view of the store, when, and about which month."""

    worker: Worker
    tx: Transaction
    now: datetime
    today: date
    month: Period

    @property
    def contracts(self) -> Mapping[str, Contract]:
        """The contracts by id."""
        return self.worker.configuration.contracts

    @property
    def clients(self) -> dict[str, str]:
        """The client of each contract."""
        return {key: contract.client for key, contract in self.contracts.items()}

    @property
    def monday(self) -> date:
        """The first day of the week before today's."""
        return self.today - timedelta(days=self.today.weekday()) - WEEK

    @property
    def week(self) -> str:
        """The name of that week."""
        return self.monday.isoformat()

    @property
    def since(self) -> date:
        """The first day of work that is Tieout's."""
        return self.worker.configuration.main.go_live

    def business_days(self, candidates: Iterable[date]) -> list[date]:
        """Those of some days on which the company works, from go-live on."""
        country, subdivision, closed = self._place
        return [d for d in candidates if d >= self.since and is_business_day(d, country, subdivision, closed)]

    def after(self, day: date, count: int) -> date:
        """The n-th business day after a day."""
        return business_days_after(day, count, *self._place)

    @property
    def _place(self) -> tuple[str, str, frozenset[date]]:
        said = self.worker.configuration.main.calendar
        return said.country, said.subdivision, frozenset(said.closed)

    @property
    def approving(self) -> Approving:
        """Who approves what."""
        said = self.worker.configuration.main.notify
        named = {(contract.id, ""): contract.approver for contract in self.contracts.values()}
        for contract in self.contracts.values():
            named |= {(contract.id, stream.code): stream.approver for stream in contract.workstreams if stream.approver}
        return Approving(named, self.clients, self.worker.zone, said.second_approver if said else "")

    def unapproved(self, first: date, end: date) -> list[Unapproved]:
        """What nobody approved between two days, of the connectors where that holds time back."""
        sources = self.worker.configuration.connectors
        asked = [name for name, each in sources.items() if each.require_approval]
        return self.tx.timesheets.unapproved(max(first, self.since), end, asked) if asked else []


# ---- states ----


def thresholds(asking: Asking) -> list[Alert]:
    """Budgets, caps, orders and prepaid hours that have reached a threshold."""
    return alerts.thresholds(asking.tx.issues.standing(codes=alerts.THRESHOLDS), asking.contracts)


def unapproved(asking: Asking) -> list[Alert]:
    """Time that waits for approval longer than it should, of this month and the one before."""
    first = (asking.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = asking.unapproved(first, asking.today + timedelta(days=1))
    return alert_time.escalations(found, asking.approving, asking.after, asking.today)


def not_pulled(asking: Asking) -> list[Alert]:
    """Trackers that could not be asked."""
    said = asking.worker.configuration
    series = asking.tx.signs.not_asked([*connected(said), *said.task_trackers])
    return [alerts.not_pulled(each.what, each.first_run, each.since, each.why) for each in series]


def not_proven(asking: Asking) -> list[Alert]:
    """Months whose totals do not agree with the tracker's own."""
    asked = connected(asking.worker.configuration)
    failed = [each for each in asking.tx.pulled.proofs() if each.state == FAILED and each.connector in asked]
    return [alerts.not_proven(each.connector, each.kind, each.period, each.reason.rstrip(".")) for each in failed]


def failed_runs(asking: Asking) -> list[Alert]:
    """Kinds of run that fail."""
    series = asking.tx.signs.failing()
    return [alerts.run_failed(each.what, each.first_run, each.since, each.why) for each in series]


def connections(asking: Asking) -> list[Alert]:
    """Sign-ins that end soon, or have ended."""
    found = standings(asking.worker.configuration, asking.worker.store, asking.now)
    return [
        alerts.connection_ending(each.name, each.kept.connected_at, each.state, each.warnings)
        for each in found
        if each.warnings and each.kept is not None and each.state in (CONNECTED, ENDED)
    ]


def hooks(asking: Asking) -> list[Alert]:
    """Vendors whose deliveries have stopped, although what they have has changed."""
    kinds = {name: each.kind for name, each in asking.worker.configuration.main.connectors.items()}
    found = silent(asking.tx, asking.now, kinds)
    return [alerts.webhook_silent(each.hook.connector, each.hook.id, each.hook.last_at, each.why) for each in found]


def standstills(asking: Asking) -> list[Alert]:
    """What is not done until a person has looked."""
    return [alerts.standstill(each.what, each.why.rstrip("."), each.since) for each in asking.tx.signs.standstills()]


# ---- news ----


def readiness(asking: Asking) -> list[Alert]:
    """What of a month is submitted, approved, pending and missing."""
    return [alert_time.readiness_report(asking.month.name, readiness_of(asking))]


def readiness_of(asking: Asking) -> list[Ready]:
    """The rows of that report, for days until today."""
    end = min(asking.month.end, asking.today + timedelta(days=1))
    tracked = asking.tx.timesheets.tracked(max(asking.month.first, asking.since), end)
    return ready_rows(tracked, asking.clients, _short(asking, tracked, asking.month.first, end))


def missing_time(asking: Asking) -> list[Alert]:
    """Whose week before this one is not complete."""
    end = asking.monday + WEEK
    tracked = asking.tx.timesheets.tracked(asking.monday, end)
    return alert_time.missing_time(_short(asking, tracked, asking.monday, end), asking.monday)


def _short(asking: Asking, tracked: Iterable[Tracked], first: date, end: date) -> list[Short]:
    due = asking.business_days(first + timedelta(days=n) for n in range((end - first).days))
    return short_of(asking.worker.configuration.catalogue.people, due, tracked)


def approvals_closed(asking: Asking) -> list[Alert]:
    """What of a month nobody approved, on the day approvals close."""
    found = asking.unapproved(asking.month.first, asking.month.end)
    return alert_time.approvals_closed(asking.month.name, found, asking.approving)


def still_unapproved(asking: Asking) -> list[Alert]:
    """What nobody approved of months that are over."""
    found = asking.unapproved(asking.since, asking.today.replace(day=1))
    return alert_time.still_unapproved(asking.week, found, asking.approving)


def billed(asking: Asking) -> list[Alert]:
    """A month's drafts, and its exceptions."""
    drafts = asking.tx.drafts.current(asking.month.name)
    issues = exceptions(asking.tx, asking.month)
    return [alert_reports.billed(asking.month.name, _documents(asking, drafts), issues)]


def drafts_waiting(asking: Asking) -> list[Alert]:
    """Drafts of months that are over and that nobody approved, by approver."""
    this_month = f"{asking.today:%Y-%m}"
    by_approver: dict[str, list[StoredDraft]] = {}
    for item in asking.tx.drafts.current():
        contract = asking.contracts.get(item.draft.contract)
        if item.status in WAITING and month_of_period(item.draft.period) < this_month:
            by_approver.setdefault(contract.approver if contract else "", []).append(item)
    return [
        alert_reports.drafts_waiting(asking.week, approver, _documents(asking, drafts))
        for approver, drafts in sorted(by_approver.items())
    ]


def _documents(asking: Asking, drafts: Iterable[StoredDraft]) -> list[Document]:
    items = list(drafts)
    there = asking.tx.documents.of_drafts(item.draft.id for item in items)
    return [
        Document(
            item.draft.id,
            item.draft.client,
            item.draft.period,
            item.draft.total,
            item.status.value,
            there[item.draft.id].url if item.draft.id in there else "",
        )
        for item in items
    ]


def weekly(asking: Asking) -> list[Alert]:
    """Each account lead's clients in the week before this one."""
    week = _by_client(asking, asking.monday, asking.monday + WEEK)
    first = asking.monday.replace(day=1)
    so_far = _by_client(asking, first, asking.monday + WEEK)
    issues, drafts = exceptions(asking.tx, None), asking.tx.drafts.current()
    held = _held(asking, asking.unapproved(first, asking.monday + WEEK))
    found = []
    for lead in sorted({contract.account_lead for contract in asking.contracts.values()} - {""}):
        rows = []
        for client in sorted({c.client for c in asking.contracts.values() if c.account_lead == lead}):
            blocking, warnings = alert_reports.severities(each for each in issues if each.client == client)
            waiting = sum(item.draft.client == client and item.status in WAITING for item in drafts)
            times = (week.get(client, 0), so_far.get(client, 0), held.get(client, 0))
            rows.append(ClientWeek(client, *times, blocking, warnings, waiting))
        found.append(alert_reports.weekly(lead, asking.monday, rows))
    return found


def _by_client(asking: Asking, first: date, end: date) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each in asking.tx.timesheets.tracked(max(first, asking.since), end):
        if each.contract:
            client = asking.clients.get(each.contract, each.contract)
            sums[client] = sums.get(client, 0) + each.seconds
    return sums


def _held(asking: Asking, found: Iterable[Unapproved]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each in found:
        client = asking.clients.get(each.contract, each.contract)
        sums[client] = sums.get(client, 0) + each.seconds
    return sums


def ageing(asking: Asking) -> list[Alert]:
    """What clients owe by age."""
    table = receivables.to_table(receivables.receivables(asking.tx, asking.today))
    kept = [place for place, name in enumerate(table.headers) if name != "date"]
    headers = [table.headers[place].replace("_", " ") for place in kept]
    rows = [[shown(row[place]) for place in kept] for row in table.rows]
    return alert_reports.ageing(asking.week, asking.today, headers, rows)


def metrics(asking: Asking) -> list[Alert]:
    """The six metrics, up to the end of a month."""
    last = asking.month.last
    measures = [
        Measure(each.currency, each.days_to_invoice, each.accurate, each.outstanding_days, each.collected)
        for each in receivables.receivables(asking.tx, last).measures
    ]
    tracked = asking.tx.timesheets.tracked(asking.month.first, asking.month.end)
    due = asking.business_days(days(month(asking.month.name)))
    people = asking.worker.configuration.catalogue.people
    return [alert_reports.metrics(asking.month.name, measures, compliance(people, due, tracked))]


KINDS_OF: Mapping[Callable[[Asking], list[Alert]], tuple[str, ...]] = {
    thresholds: ("budget_reached", "cap_reached", "order_reached", "order_used_up", "retainer_reached"),
    unapproved: ("unapproved_time",),
    not_pulled: ("not_pulled",),
    not_proven: ("not_proven",),
    failed_runs: ("run_failed",),
    connections: ("connection_ending",),
    hooks: ("webhook_silent",),
    standstills: ("standstill",),
    readiness: ("readiness",),
    missing_time: ("missing_time",),
    approvals_closed: ("approvals_closed",),
    still_unapproved: ("still_unapproved",),
    billed: ("billed",),
    drafts_waiting: ("drafts_waiting",),
    weekly: ("weekly",),
    ageing: ("ageing",),
    metrics: ("metrics",),
}
"""Which kinds each of them finds: all that stand of these, so that the others have ended."""
