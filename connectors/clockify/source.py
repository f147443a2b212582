"""Clockify over its API: the core API v1 and the reports API v1.

Sign-in: a person's key in X-Api-Key; it sees what that person sees, so it must be an owner's or an admin's.
Paging: core lists by `page` (from 1) and `page-size` until Last-Page says true; the detailed report by `page` and
`pageSize` in its body until its own count of entries is reached; windows of at most 31 days.
Limits: 50 requests a second on paid plans, 30 an hour in newer workspaces on the plan Free; we send at most five a
second to each of the two hosts.
Change is seen through the experimental lists of created, updated and deleted entities, where they answer; the entries
are then read again through the report. Everything else is seen when a window is listed in full.
Marks (invoiced, approved) are not in an entry: they come from the report's own filters.
Known gaps: see docs/connectors/clockify.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import ClassVar, TypeVar
from zoneinfo import ZoneInfo

from billing.records import EXPENSE, TIME, Period, SourceRecord
from connectors.clockify.api import HOURLY, WINDOWS, Api, Missing
from connectors.clockify.book import Book
from connectors.clockify.changes import Touched, touched
from connectors.clockify.config import Config
from connectors.clockify.counting import Tally
from connectors.clockify.marking import mark
from connectors.clockify.payloads import Client, CustomField, Mine, Project, Row, Spent, Tag, Timer, User, Workspace
from connectors.clockify.reading import read_spent, read_timers
from connectors.clockify.records import (
    Marks,
    expense_day,
    is_work,
    to_expense,
    to_record,
    to_running,
)
from connectors.clockify.references import to_activity, to_client, to_person, to_project, to_tag
from connectors.clockify.reports import APPROVAL, EXPENSES, INVOICING, LONGEST_DAYS, Reports, lacking
from connectors.errors import Changed, Refused
from connectors.http import Window
from connectors.reading import Unfit, fitting
from connectors.sources import BadRecord, Page, Reference, Setting, SourceAccount, Totals

T = TypeVar("T", Row, Timer, Spent)

ASKED_ONE_BY_ONE = 50
"""So many entries that were changed outside of the open windows are looked up singly; more wait for a full listing."""

MANAGERS = (("roles", "OWNER"), ("roles", "WORKSPACE_ADMIN"))
_MEMBERS = (("memberships", "WORKSPACE"), ("status", "ALL"), ("include-roles", "false"))
_HYDRATED = (("hydrated", "true"),)
_QUOTA = "50 requests a second; at most 5 are sent to each of Clockify's two hosts"
_FREE_QUOTA = "30 requests an hour for everybody in the workspace, if it is a newer one on the plan Free"
_WITHOUT = {
    INVOICING: "The plan has no invoicing, so nothing says what was billed elsewhere: set go_live to the first day "
    "that is to be billed here",
    EXPENSES: "The plan has no expenses: none come in. Import them from files",
    APPROVAL: "The plan has no approvals: remove require_approval, or nothing can be read",
}
_OWN = (
    "This key is of somebody who is neither owner nor admin of the workspace: only that person's own entries come in. "
    "Make the key as an owner or admin"
)


class Source:
    """A Clockify workspace."""

    title: ClassVar[str] = "Clockify"
    kinds: ClassVar[tuple[str, ...]] = (TIME, EXPENSE)
    tells_approval: ClassVar[bool] = False

    def __init__(self, config: Config, setting: Setting) -> None:
        self._config, self._timer, self._zone = config, setting.timer, ZoneInfo(setting.zone)
        self._api = Api(config, setting)
        self._reports = Reports(self._api, setting.zone, config.require_approval)
        self._book: Book | None = None

    @property
    def page_size(self) -> int:
        """How many rows a page is asked to have."""
        return self._api.page_size

    @page_size.setter
    def page_size(self, rows: int) -> None:
        self._api.page_size = rows

    # ---- who and what ----

    def account(self) -> SourceAccount:
        """Who we are there; whether everyone's entries are visible follows from the roles of the key's owner."""
        mine = self._api.get("/user").decode(Mine)
        managed = self._api.workspaces(MANAGERS)
        workspace = next((each for each in managed if each.id == self._config.workspace), None)
        workspace = self._api.learned(workspace) if workspace else self._api.workspace()
        sees_everyone = workspace.id in {each.id for each in managed}
        return SourceAccount(
            person=mine.name or mine.email or mine.id,
            account=f"{workspace.name} ({workspace.id})",
            id=workspace.id,
            sees_everyone=sees_everyone,
            lacks=(*([] if sees_everyone else [_OWN]), *self._without(workspace)),
            quota=_FREE_QUOTA if workspace.free else _QUOTA,
            zone=mine.settings.time_zone or "" if mine.settings else "",
        )

    def _without(self, workspace: Workspace) -> Iterator[str]:
        """What the plan does not have, as far as it matters."""
        asked = (INVOICING, EXPENSES, APPROVAL) if self._config.require_approval else (INVOICING, EXPENSES)
        return (_WITHOUT[feature] for feature in asked if not workspace.has(feature))

    def references(self, terms: bool = False) -> Iterator[Reference]:
        """People, clients, projects with their tasks, and tags, archived ones too; their terms are always among it."""
        place = self._api.place
        book = Book(self._api.learned(self._api.get(place).decode(Workspace)), self._code_field())
        for user in self._api.rows(f"{place}/users", User, _MEMBERS):
            book.people[user.id] = user
            yield to_person(user, book)
        for client in self._api.rows(f"{place}/clients", Client):
            book.clients[client.id] = client
            yield to_client(client, book)
        for project in self._api.rows(f"{place}/projects", Project, _HYDRATED):
            book.projects[project.id] = project
            yield to_project(project, book)
            for task in project.tasks or ():
                book.tasks[task.id] = task
                yield to_activity(task, project, book)
        for tag in self._api.rows(f"{place}/tags", Tag):
            book.tags[tag.id] = tag.name
            yield to_tag(tag)
        self._book = book

    def listing(self, kind: str, window: Period) -> Iterator[Page]:
        """Everything of a window: days in the connector's zone."""
        return self._spent(window) if kind == EXPENSE else self._tracked(window)

    def totals(self, kind: str, window: Period) -> Totals:
        """The report's own totals; of expenses only their number, because the scale of their sum is not proven."""
        if kind == EXPENSE:
            return Totals(self._expense_count(window), 0)
        sums = [self._reports.total(days) for days in window.pieces(LONGEST_DAYS)]
        stated = [each for each in sums if each is not None]
        if len(stated) < len(sums):
            return Totals(None, None)
        seconds = sum(each.seconds for each in stated)
        if seconds != int(seconds):
            raise Changed("the total of the detailed report is no whole number of seconds")
        return Totals(sum(each.entries for each in stated), int(seconds))

    def told_at(self) -> datetime | None:
        """The vendor's clock at its first answer to this object."""
        return self._api.told

    def limits(self) -> tuple[Window, ...]:
        """What is sent to each of the two hosts at most, and what the plan Free allows in an hour."""
        return (*WINDOWS, HOURLY) if self._api.hourly else WINDOWS

    def requests_for(self, kind: str, entries: int) -> int:
        """The pages; one for each mark, one for the totals and, of time, one for what is running."""
        pages = max(-(-entries // self._api.page_size), 1)
        return pages + 2 + self._config.require_approval + (kind == TIME)

    def sent(self) -> int:
        """Requests sent so far."""
        return self._api.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()

    # ---- time ----

    def _tracked(self, window: Period) -> Iterator[Page]:
        book, before = self._known(), 0
        timers, bad = self._timers()  # before the report: what stops meanwhile is in both then, never in neither
        seen: set[str] = set()
        for days in window.pieces(LONGEST_DAYS):
            marks, tally = self._reports.marks(days, book.workspace), Tally()
            for part in self._reports.entries(days):
                new = list({row.key: row for row in part.rows if row.key not in seen}.values())
                seen.update(row.key for row in new)
                work, idle = ([row for row in new if is_work(row.type) == wanted] for wanted in (True, False))
                entries, seconds = tally.count(work, idle, part.total if part.last else None)
                records, ids, unfit = _read(work, partial(to_record, book=book, marks=marks, zone=self._zone))
                stated = part.total.entries_count if part.total else None
                of = None if stated is None else before + stated
                yield Page(records, ids, (*part.bad, *unfit), (), seconds, entries, of)
            before += tally.entries + tally.idle_entries
        yield from self._running(window, [timer for timer in timers if timer.id not in seen], bad)

    def _timers(self) -> tuple[list[Timer], list[BadRecord]]:
        """What runs now."""
        pages = list(self._api.pages(f"{self._api.place}/time-entries/status/in-progress", read_timers))
        timers = [timer for rows, _ in pages for timer in rows if is_work(timer.type)]
        return timers, [each for _, bad in pages for each in bad]

    def _running(self, window: Period, timers: list[Timer], bad: list[BadRecord]) -> Iterator[Page]:
        """The timers of a window that run; the vendor's totals count nothing of them."""
        book, marks = self._known(), self._reports.no_marks()
        here = [each for each in timers if each.time_interval.start.astimezone(self._zone).date() in window]
        records, ids, unfit = _read(here, partial(to_running, book=book, marks=marks, zone=self._zone))
        rejected = (*(each for each in bad if each.day is None or each.day in window), *unfit)
        if records or rejected:
            yield Page(records, ids, rejected, counted_seconds=0, counted_entries=0)

    # ---- expenses ----

    def _spent(self, window: Period) -> Iterator[Page]:
        """The list of all expenses knows no dates: those of the window are picked here."""
        book, path = self._known(), f"{self._api.place}/expenses"
        try:
            found = [self._reports.expense_marks(days, book.workspace) for days in window.pieces(LONGEST_DAYS)]
            record = partial(to_expense, book=book, marks=_united(found), zone=self._zone, receipts=self._api.receipts)
            for rows, bad in self._api.pages(path, read_spent):
                here = [each for each in rows if self._is_in(window, each)]
                records, ids, unfit = _read(here, record)
                yield Page(records, ids, (*(each for each in bad if each.day is None or each.day in window), *unfit))
        except Refused as problem:
            if not lacking(problem, book.workspace, EXPENSES):
                raise

    def _is_in(self, window: Period, spent: Spent) -> bool:
        try:
            return expense_day(spent.date, self._zone) in window
        except Unfit:
            return True

    def _expense_count(self, window: Period) -> int:
        try:
            return sum(self._reports.expense_count(days) for days in window.pieces(LONGEST_DAYS))
        except Refused as problem:
            if not lacking(problem, self._known().workspace, EXPENSES):
                raise
            return 0

    # ---- changes ----

    def changes(self, kind: str, since: datetime, windows: Sequence[Period]) -> Iterator[Page]:
        """Of time, what was made, edited or deleted, in the windows and elsewhere, or that this is not told.

        Expenses are not among the entities that Clockify tells of.
        """
        told = touched(self._api, since, self._now()) if kind == TIME else None
        if told is None:
            yield Page((), (), told=False)
            return
        if not told.all:
            return
        seen: set[str] = set()
        for window in windows:
            for page in self._tracked(window):
                seen.update(page.ids)
                yield _only(page, told.all)
        yield from self._elsewhere(told, seen, windows)

    def _elsewhere(self, told: Touched, seen: Collection[str], windows: Sequence[Period]) -> Iterator[Page]:
        """What was touched and is not in the windows: each is looked up, a few of them at most."""
        elsewhere = sorted(told.all.difference(seen))
        gone = {key for key in elsewhere[ASKED_ONE_BY_ONE:] if key in told.deleted}
        days: dict[date, set[str]] = {}
        for key in elsewhere[:ASKED_ONE_BY_ONE]:
            day = self._day_of(key)
            if day is None:
                gone.add(key)
            else:
                days.setdefault(day, set()).add(key)
        for day, keys in sorted(days.items()):
            if not any(day in window for window in windows):
                yield from (_only(page, keys) for page in self._tracked(Period(day, day + timedelta(days=1), str(day))))
        yield Page((), (), gone=tuple(sorted(gone)))

    def _day_of(self, key: str) -> date | None:
        """The day of an entry, or None where there is no such entry any more, or it is no work any more."""
        try:
            entry = self._api.get(f"{self._api.place}/time-entries/{key}").decode(Timer)
        except Missing:
            return None
        return entry.time_interval.start.astimezone(self._zone).date() if is_work(entry.type) else None

    # ---- what is written ----

    def mark_invoiced(self, ids: Sequence[str], *, invoiced: bool) -> Mapping[str, str]:
        """Marks entries as invoiced, or as not, and says of those that were refused why."""
        return mark(self._api, ids, invoiced=invoiced)

    def _now(self) -> datetime:
        return self._api.told or datetime.fromtimestamp(self._timer.wall(), UTC)

    # ---- names ----

    def _known(self) -> Book:
        """The workspace's names, read now unless `references` was asked for before."""
        if self._book is None:
            for _ in self.references():
                pass
        assert self._book is not None, "references ends with it"
        return self._book

    def _code_field(self) -> str:
        """The id of the custom field that has the project code. Raises Refused where there is no such field."""
        wanted = self._config.code_field
        if not wanted:
            return ""
        found = self._api.get(f"{self._api.place}/custom-fields").decode(list[CustomField])
        ids = [each.id for each in found if each.name == wanted]
        if len(ids) != 1:
            known = ", ".join(sorted(each.name for each in found)) or "none"
            raise Refused(f"The workspace has {len(ids)} custom fields {wanted!r}; correct code_field. It has: {known}")
        return ids[0]


def _read(
    rows: Iterable[T], record: Callable[[T], SourceRecord]
) -> tuple[tuple[SourceRecord, ...], tuple[str, ...], list[BadRecord]]:
    """The records of rows with their ids, and the rows that are none."""
    found, unfit = fitting(rows, lambda row: (_key(row), record(row)), lambda row, why: BadRecord(_key(row), why))
    return tuple(each for _, each in found), tuple(key for key, _ in found), unfit


def _key(row: Row | Timer | Spent) -> str:
    return row.key if isinstance(row, Row) else row.id


def _only(page: Page, keys: Collection[str]) -> Page:
    """Some records of a page; what cannot be read stays."""
    kept = [(record, key) for record, key in zip(page.records, page.ids, strict=True) if key in keys]
    return Page(tuple(record for record, _ in kept), tuple(key for _, key in kept), page.rejected)


def _united(found: Sequence[Marks]) -> Marks:
    """The marks of several windows as one; unknown in one, unknown in all."""

    def union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
        known = [each for each in sets if each is not None]
        return frozenset().union(*known) if len(known) == len(found) else None

    return Marks(union(each.invoiced for each in found), union(each.approved for each in found))
