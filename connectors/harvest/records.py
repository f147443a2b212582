"""Harvest's time entries and expenses as records of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import UnsetType

from billing.money import SECONDS_PER_HOUR, exact
from billing.records import EXPENSE, SourceRecord
from connectors.checks import is_amount, named_person, to_currency, to_duration, to_rate
from connectors.harvest.payloads import Client, Expense, OwnClient, OwnProject, Project, TimeEntry, User
from connectors.harvest.zones import to_zone
from connectors.reading import Unfit
from connectors.values import CLOCK_TOLERANCE, BadCell, differing_clock
from connectors.values import to_clock as read_clock

_UTC = ZoneInfo("UTC")


# ---- what is known beside the rows ----


@dataclass(slots=True)
class Known:
    """What rows leave out: people's e-mails and zones, and codes and currencies for answers that do not have them."""

    emails: dict[int, str] = field(default_factory=dict)
    zones: dict[int, str] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    currencies: dict[int, str] = field(default_factory=dict)
    clocks: bool = True
    """Whether the account tracks clock times; if not, what stands in their fields means nothing."""
    complete: bool = False
    """Whether projects and clients were looked up, too."""

    def learn_user(self, user: User) -> None:
        """Keeps what rows leave out about a person."""
        self.emails[user.id] = user.email or ""
        self.zones[user.id] = user.timezone or ""

    def learn_project(self, project: Project) -> None:
        """Keeps what older answers leave out about a project."""
        self.codes[project.id] = project.code or ""

    def learn_client(self, client: Client) -> None:
        """Keeps what older answers leave out about a client."""
        self.currencies[client.id] = client.currency or ""


# ---- values ----


def to_seconds(hours: Decimal) -> int:
    """Decimal hours as whole seconds, half up where they have more than two digits. Raises Unfit."""
    return to_duration(hours, "$.hours", SECONDS_PER_HOUR)


@lru_cache(maxsize=2048)
def to_clock(text: str) -> time:
    """A time of day as `14:59` or `2:59pm`. Raises Unfit."""
    try:
        return read_clock(text)
    except BadCell as problem:
        raise Unfit(f"$.started_time or $.ended_time is {text[:40]!r}, {problem}") from problem


def counted_seconds(entry: TimeEntry) -> int:
    """What Harvest's reports count for an entry: its rounded hours, and nothing while its timer runs."""
    if entry.is_running:
        return 0
    return to_seconds(entry.hours if entry.rounded_hours is None else entry.rounded_hours)


# ---- records ----


def to_record(entry: TimeEntry, known: Known) -> SourceRecord:
    """A time entry as its person sees it. Raises Unfit."""
    if entry.is_running and entry.hours_without_timer is not None:
        seconds = to_seconds(entry.hours_without_timer)
    else:
        seconds = to_seconds(entry.hours)
    started, ended = to_times(entry, known) if entry.started_time and known.clocks else (None, None)
    timed = int((ended - started).total_seconds()) if started and ended else seconds
    email = known.emails.get(entry.user.id, "")
    return SourceRecord(
        day=entry.spent_date,
        seconds=seconds,
        person=named_person(entry.user.name, email, str(entry.user.id), "$.user"),
        email=email,
        client=entry.client.name,
        project=entry.project.name,
        project_code=_code(entry.project, known),
        activity=entry.task.name,
        note=entry.notes or "",
        started=started,
        ended=ended,
        running=entry.is_running,
        billable=entry.billable,
        approved=entry.is_closed,
        invoiced=entry.is_billed,
        rate=to_rate(entry.billable_rate, "$.billable_rate"),
        currency=_currency(entry.client, known),
        task_url=(entry.external_reference.permalink or "") if entry.external_reference else "",
        clock_seconds=differing_clock(timed, seconds),
        project_id=str(entry.project.id),
        person_id=str(entry.user.id),
    )


def to_expense(expense: Expense, known: Known) -> SourceRecord:
    """An expense in its client's currency. Raises Unfit."""
    currency = _currency(expense.client, known)
    if not currency:
        raise Unfit("$.client.currency is not stated")
    cost, email = expense.total_cost, known.emails.get(expense.user.id, "")
    amount = exact(cost, currency) if is_amount(cost) else None
    if amount is None:
        raise Unfit(f"$.total_cost is {cost}, which is no amount in {currency}")
    return SourceRecord(
        day=expense.spent_date,
        seconds=0,
        person=named_person(expense.user.name, email, str(expense.user.id), "$.user"),
        email=email,
        client=expense.client.name,
        project=expense.project.name,
        project_code=_code(expense.project, known),
        activity=expense.expense_category.name,
        note=expense.notes or "",
        billable=expense.billable,
        approved=expense.is_closed,
        invoiced=expense.is_billed,
        currency=currency,
        kind=EXPENSE,
        cost_minor=amount.minor,
        receipt=(expense.receipt.url or "") if expense.receipt else "",
        project_id=str(expense.project.id),
        person_id=str(expense.user.id),
    )


def _code(project: OwnProject, known: Known) -> str:
    return (known.codes.get(project.id, "") if isinstance(project.code, UnsetType) else project.code or "").strip()


def _currency(client: OwnClient, known: Known) -> str:
    code = client.currency or known.currencies.get(client.id, "")
    return to_currency(code, "$.client.currency")


# ---- clock times ----

_Times = tuple[datetime | None, datetime | None]


def to_times(entry: TimeEntry, known: Known) -> _Times:
    """When an entry began and ended, where its clock times name one moment each in its person's zone. Raises Unfit.

    In the hour that is repeated when summer time ends, the duration decides; if it does not, nothing is said.
    """
    zone = to_zone(known.zones.get(entry.user.id, ""))
    start = to_clock(entry.started_time or "")
    end = to_clock(entry.ended_time) if entry.ended_time else None
    if zone is None:
        return None, None
    starts = moments(entry.spent_date, start, zone)
    if end is None:
        return (starts[0], None) if len(starts) == 1 else (None, None)
    last = entry.spent_date if end >= start else entry.spent_date + timedelta(days=1)
    pairs = [(first, then) for first in starts for then in moments(last, end, zone) if first <= then]
    if len(pairs) > 1:
        seconds = to_seconds(entry.hours)
        pairs = [pair for pair in pairs if abs((pair[1] - pair[0]).total_seconds() - seconds) <= CLOCK_TOLERANCE]
    return pairs[0] if len(pairs) == 1 else (None, None)


def moments(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """The moments a clock shows this: usually one, two in a repeated hour, none in one that is left out."""
    shown = datetime.combine(day, clock)
    both = [shown.replace(tzinfo=zone, fold=fold).astimezone(_UTC) for fold in (0, 1)]
    return sorted({each for each in both if each.astimezone(zone).replace(tzinfo=None) == shown})
