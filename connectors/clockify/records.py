"""What Clockify's entries and expenses mean: source records.

Rates and totals are hundredths. For currencies without hundredths that is not proven, so no rate is compared there and
an expense is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from msgspec import UnsetType

from billing.money import minor_digits
from billing.records import EXPENSE, SourceRecord
from connectors.checks import is_amount, named_person, to_duration, to_rate
from connectors.clockify.book import Book
from connectors.clockify.payloads import Row, Spent, SpentOn, Timer
from connectors.reading import Unfit
from connectors.values import differing_clock

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Marks:
    """The ids of a window that the vendor's own filters name; None where they were not asked or do not say."""

    invoiced: frozenset[str] | None = None
    approved: frozenset[str] | None = None


def is_work(kind: str | None) -> bool:
    """Whether an entry of this type is work: breaks, holidays and time off are kept in the same lists and are not."""
    return kind in ("REGULAR", "", None)


def to_record(row: Row, book: Book, marks: Marks, zone: ZoneInfo) -> SourceRecord:
    """An entry of the report. Its day is that of its start in the zone that was asked for. Raises Unfit."""
    said, key = row.time_interval, row.key
    if not key:
        raise Unfit("it has no id - at `$._id`")
    person, email = _person(row.user_id, row.user_name, row.user_email, book)
    if said.end is not None and said.duration is None:
        raise Unfit("it has ended and has no duration - at `$.timeInterval.duration`")
    seconds = to_duration(said.duration or 0, "$.timeInterval.duration") if said.end is not None else 0
    currency = row.currency or book.currency(row.project_id, row.client_id)
    return SourceRecord(
        day=said.start.astimezone(zone).date(),
        seconds=seconds,
        person=person,
        email=email,
        client=row.client_name or "",
        project=row.project_name or "",
        project_code=book.code(row.custom_fields, row.project_id),
        activity=row.task_name or "",
        tags=_tags(row, book),
        note=row.description or "",
        started=said.start,
        ended=said.end,
        running=said.end is None,
        billable=row.billable,
        approved=_in(marks.approved, key),
        invoiced=_in(marks.invoiced, key),
        rate=major(_rate(row, book), currency) if row.billable else None,
        currency=currency,
        clock_seconds=_clock(said.start, said.end, seconds),
        project_id=row.project_id or "",
        person_id=row.user_id or "",
    )


def to_running(timer: Timer, book: Book, marks: Marks, zone: ZoneInfo) -> SourceRecord:
    """A timer that runs: it has no seconds yet, and its names are in the book. Raises Unfit."""
    start = timer.time_interval.start
    project, task = book.projects.get(timer.project_id or ""), book.tasks.get(timer.task_id or "")
    person, email = _person(timer.user_id, None, None, book)
    currency = book.currency(timer.project_id, project.client_id if project else None)
    own = timer.hourly_rate.amount if timer.hourly_rate else None
    rate = own or book.rate(timer.user_id, timer.project_id, timer.task_id)
    return SourceRecord(
        day=start.astimezone(zone).date(),
        seconds=0,
        person=person,
        email=email,
        client=project.client_of if project else "",
        project=project.name if project else "",
        project_code=book.code(timer.custom_field_values, timer.project_id),
        activity=task.name if task else "",
        tags=book.tag_names(timer.tag_ids),
        note=timer.description or "",
        started=start,
        running=True,
        billable=timer.billable,
        approved=_in(marks.approved, timer.id),
        invoiced=_in(marks.invoiced, timer.id),
        rate=major(rate, currency) if timer.billable else None,
        currency=currency,
        project_id=timer.project_id or "",
        person_id=timer.user_id or "",
    )


def to_expense(spent: Spent, book: Book, marks: Marks, zone: ZoneInfo, receipts: str = "") -> SourceRecord:
    """An expense; fractions of a cent are rounded half up. `receipts` is the address of expenses. Raises Unfit."""
    project = spent.project or SpentOn()
    person, email = _person(spent.user_id, None, None, book)
    currency = book.currency(project.id, project.client_id)
    return SourceRecord(
        day=expense_day(spent.date, zone),
        seconds=0,
        person=person,
        email=email,
        client=project.client_name or "",
        project=project.name or "",
        project_code=book.code(None, project.id),
        activity=spent.category.name or "" if spent.category else "",
        note=spent.notes or "",
        billable=spent.billable,
        approved=_in(marks.approved, spent.id),
        invoiced=_in(marks.invoiced, spent.id),
        currency=currency,
        kind=EXPENSE,
        cost_minor=_cents(spent.total, currency),
        receipt=f"{receipts}/{spent.id}/files/{spent.file_id}" if spent.file_id else "",
        project_id=project.id,
        person_id=spent.user_id or "",
    )


def expense_day(text: str, zone: ZoneInfo) -> date:
    """The day of an expense, which is written as a date, or as a moment whose time is midnight or means something.

    Raises Unfit.
    """
    try:
        if len(text) == 10 or text[10:].startswith("T00:00"):
            return date.fromisoformat(text[:10])
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Unfit(f"{text!r} is no date - at `$.date`") from problem
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


# ---- values ----


def major(hundredths: Decimal | None, currency: str) -> Decimal | None:
    """A rate in the major unit; None where there is none, which may be written as 0, or its scale is not proven."""
    if not hundredths or not _hundredths(currency):
        return None
    return to_rate(hundredths / 100, "$.rate")


def _person(person_id: str | None, name: str | None, email: str | None, book: Book) -> tuple[str, str]:
    known_name, known_email = book.person(person_id)
    email = email or known_email
    named = name or ("" if known_name == person_id else known_name)
    return named_person(named, email, known_name, "$.userId"), email


def _rate(row: Row, book: Book) -> Decimal | None:
    return book.rate(row.user_id, row.project_id, row.task_id) if isinstance(row.rate, UnsetType) else row.rate


def _tags(row: Row, book: Book) -> tuple[str, ...]:
    if row.tags:
        return tuple(name for tag in row.tags if (name := tag.name or book.tags.get(tag.id or tag.mongo_id, "")))
    return book.tag_names(row.tag_ids)


def _in(ids: frozenset[str] | None, key: str) -> bool | None:
    return None if ids is None else key in ids


def _clock(start: datetime, end: datetime | None, seconds: int) -> int | None:
    return differing_clock((end - start) // _SECOND, seconds) if end is not None else None


def _hundredths(currency: str) -> bool:
    try:
        return minor_digits(currency) == 2
    except ValueError:
        return False


def _cents(total: Decimal, currency: str) -> int:
    if not _hundredths(currency):
        what = f"in {currency}, and how Clockify writes that is not proven" if currency else "in an unknown currency"
        raise Unfit(f"its amount is {what}; import it from a file of expenses - at `$.total`")
    if not is_amount(total):
        raise Unfit(f"$.total is {total}, which is no amount")
    return int(total.quantize(Decimal(1), rounding=ROUND_HALF_UP))
