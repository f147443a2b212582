"""What Toggl's entries mean: source records, and whether somebody's day is approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from decimal import Decimal

from billing.records import SourceRecord
from connectors.checks import named_person, to_currency, to_duration, to_rate
from connectors.toggl.book import Book
from connectors.toggl.payloads import Entry, Heading, Row, Task, Timesheet
from connectors.values import differing_clock

_CENTS = 100
_ASANA_TASK = "https://app.asana.com/0/0/{id}"


def to_record(row: Row, book: Book, approved: bool | None = None) -> SourceRecord:
    """One entry. Its day is the date in the report, which counts in the zone of the token's owner. Raises Unfit."""
    group, entry = row
    person = book.people.get(group.user_id or 0)
    project = book.projects.get(group.project_id or 0)
    task = book.tasks.get(group.task_id or 0)
    client = book.clients.get((project.client_id if project else None) or 0)
    cents, person_id = group.hourly_rate_in_cents, str(group.user_id or "")
    rate = to_rate(Decimal(cents) / _CENTS if cents else None, "$.hourly_rate_in_cents")
    email = (person.email if person else group.email) or ""
    return SourceRecord(
        day=entry.start.date(),
        seconds=0 if entry.running else to_duration(entry.seconds, "$.time_entries[].seconds"),
        person=named_person((person.name if person else group.username) or "", email, person_id, "$.user_id"),
        email=email,
        client=(client.name if client else group.client_name) or "",
        project=(project.name if project else group.project_name) or "",
        project_code=book.code(project),
        activity=(task.name if task else group.task_name) or "",
        tags=_tags(group, book),
        note=group.description or "",
        started=entry.start.astimezone(UTC),
        ended=entry.stop.astimezone(UTC) if entry.stop and not entry.running else None,
        running=entry.running,
        billable=group.billable,
        approved=approved,
        rate=rate,
        currency=to_currency(group.currency or "", "$.currency") if rate is not None else "",
        task_url=link_of(task) if task else "",
        clock_seconds=_clock_seconds(entry),
        project_id=str(group.project_id or ""),
        person_id=person_id,
    )


def _tags(group: Heading, book: Book) -> tuple[str, ...]:
    if group.tag_names is not None:
        return tuple(group.tag_names)
    return tuple(book.tags[each].name if each in book.tags else str(each) for each in group.tag_ids or ())


def _clock_seconds(entry: Entry) -> int | None:
    """What the clock times say, where that is not the duration."""
    if entry.stop is None or entry.running:
        return None
    return differing_clock(int((entry.stop - entry.start).total_seconds()), entry.seconds)


def link_of(task: Task) -> str:
    """Where a linked task can be opened. Asana's tasks have one address; a Jira key alone does not say which site."""
    is_asana = task.integration_provider == "asana" and (task.integration_ext_type or "task").lower() == "task"
    return _ASANA_TASK.format(id=task.integration_ext_id) if is_asana and task.integration_ext_id else ""


# ---- approval ----


class Approvals:
    """Who has which days approved, by timesheets. A day on two timesheets needs both; a day on none is not approved."""

    def __init__(self, sheets: Sequence[Timesheet], book: Book) -> None:
        people = {member.person for member in book.people.values()}
        by_membership = {member.id: member.person for member in book.people.values()}
        self._spans: dict[int, list[tuple[str, str, bool]]] = {}
        for sheet in sheets:
            who = sheet.member_id if sheet.member_id in people else by_membership.get(sheet.member_id, sheet.member_id)
            first, last = sheet.start_date[:10], (sheet.end_date or sheet.period_end or sheet.start_date)[:10]
            self._spans.setdefault(who, []).append((first, last, sheet.status.casefold() == "approved"))

    def of(self, person: int | None, day: date) -> bool:
        """Whether a person's day is approved."""
        text = day.isoformat()
        said = [approved for first, last, approved in self._spans.get(person or 0, ()) if first <= text <= last]
        return bool(said) and all(said)
