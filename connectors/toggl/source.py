"""Toggl Track over its API: Track v9 for who and what there is, Reports v3 for everybody's entries and their sum.

Sign-in: HTTP Basic, the API token as user and `api_token` as password. A token of Toggl 2.0 is another product's.
Paging: the detailed report names the next page in headers (`X-Next-Row-Number`, `X-Next-ID`), which are sent back with
the same body; projects, tags, tasks and timesheets have numbered pages. A window is asked for by at most 365 days.
Limits: about one request a second (429 beyond), 30 to 600 an hour for the workspace and 30 for /me (402 beyond, with
what is left in headers).
Changes: in order of their last update within the windows asked for, down to the first older one. What was
deleted, or moved out of those windows, is not told: only listing the window in full shows it.
Known gaps: docs/connectors/toggl.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar

import structlog

from billing.records import TIME, Period, SourceRecord
from connectors.errors import Refused
from connectors.sources import Page, Reference, Setting, SourceAccount, Totals
from connectors.toggl.api import A_SECOND, PER_PAGE, Api
from connectors.toggl.book import Book
from connectors.toggl.config import Config
from connectors.toggl.payloads import Client, Me, Member, Project, Row, Sums, Tag, Task, Workspace
from connectors.toggl.reading import Rows, list_of, read_records, rows_of, tasks_of, timesheets_of
from connectors.toggl.records import Approvals, to_record
from connectors.toggl.references import to_references
from connectors.toggl.signals import HOUR_SECONDS, Quota
from connectors.toggl.windows import DAYS_A_REQUEST, days, joined
from connectors.waiting import Window

SURELY_FULL = 50
"""Tags: how many fit on a page is not documented, so a page of this many may have a next one."""
SHEETS_A_PAGE = 1000
LONGEST_TIMESHEET = timedelta(days=62)


class Source:
    """A workspace of Toggl Track, as the owner of the token sees it."""

    title: ClassVar[str] = "Toggl Track"
    kinds: ClassVar[tuple[str, ...]] = (TIME,)
    tells_approval: ClassVar[bool] = False

    def __init__(self, config: Config, setting: Setting) -> None:
        self._config, self._setting = config, setting
        self._api = Api(config, setting)
        self._book: Book | None = None
        self._hourly = 0

    @property
    def page_size(self) -> int:
        """How many rows of the report are asked for at once."""
        return self._api.page_size

    @page_size.setter
    def page_size(self, rows: int) -> None:
        self._api.page_size = rows

    def account(self) -> SourceAccount:
        """Who the token's owner is, and what the workspace shows that person. Two requests."""
        me = self._api.get("/api/v9/me").decode(Me)
        space = self._api.get(self._api.at("")).decode(Workspace)
        self._hourly = _plan_of(space)[1]
        everyone = space.admin is True or space.role == "admin"
        person = f"{me.fullname} <{me.email}>" if me.email else me.fullname
        lacks = tuple(self._lacks(me, space, everyone))
        quota = _quota_words(space, self._api.theirs, self._api.ours)
        return SourceAccount(person, f"{space.name} ({space.id})", everyone, lacks, quota, me.timezone, str(space.id))

    def references(self, terms: bool = False) -> Iterator[Reference]:
        """People, clients, projects, tasks and tags, archived ones too; their terms are always among it.

        Five requests, more where they have pages.
        """
        self._book = self._read_book()
        yield from to_references(self._book)

    def listing(self, kind: str, window: Period) -> Iterator[Page]:
        """Every entry of a window, by date."""
        assert kind == TIME, "Toggl Track has no expenses that could be billed"
        to_page = self._paged(window)
        for part in window.pieces(DAYS_A_REQUEST):
            yield from map(to_page, self._api.rows({**days(part), "order_by": "date", "order_dir": "ASC"}))

    def totals(self, kind: str, window: Period) -> Totals:
        """The seconds of a window by the report's own sum, which does not say how many entries there are."""
        assert kind == TIME, "Toggl Track has no expenses that could be billed"
        sums = [self._api.totals(days(part)).decode(Sums) for part in window.pieces(DAYS_A_REQUEST)]
        return Totals(None, sum(each.seconds or 0 for each in sums))

    def changes(self, kind: str, since: datetime, windows: Sequence[Period]) -> Iterator[Page]:
        """What was made or edited since a moment and stands in these windows; deletions are not told."""
        assert kind == TIME, "Toggl Track has no expenses that could be billed"
        for window in joined(windows):
            to_page = self._paged(window, since)
            for part in window.pieces(DAYS_A_REQUEST):
                for rows in self._api.rows({**days(part), "order_by": "last_update", "order_dir": "DESC"}):
                    yield to_page(rows)
                    if _all_older(rows.good, since):
                        break

    def told_at(self) -> datetime | None:
        """The vendor's clock at its first answer."""
        return self._api.told

    def limits(self) -> tuple[Window, ...]:
        """One request a second; and once `account` knows the plan, its hourly quota."""
        return (A_SECOND, *([Window(self._hourly, HOUR_SECONDS)] if self._hourly else []))

    def requests_for(self, kind: str, entries: int) -> int:
        """Pages of the report, one request for its sum, and one for the timesheets where approval is required."""
        return max(-(-entries // self.page_size), 1) + 1 + int(self._config.require_approval)

    def sent(self) -> int:
        """Requests sent so far."""
        return self._api.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()

    # ---- the report ----

    def _paged(self, window: Period, since: datetime | None = None) -> Callable[[Rows], Page]:
        """How rows of a window become a page, of what changed since a moment if one is given.

        Names and approvals are asked for once.
        """
        book = self._book = self._book or self._read_book()
        approvals = self._approvals(window, book) if self._config.require_approval else None

        def record(row: Row) -> SourceRecord:
            approved = approvals.of(row[0].user_id, row[1].start.date()) if approvals is not None else None
            return to_record(row, book, approved)

        def to_page(rows: Rows) -> Page:
            found, bad = read_records(rows, record)
            kept = [(entry, each) for entry, each in found if since is None or entry.at is None or entry.at >= since]
            records = tuple(each for _, each in kept)
            ids = tuple(str(entry.id) for entry, _ in kept)
            return Page(records, ids, bad, counted_entries=sum(not each.running for each in records))

        return to_page

    def _approvals(self, window: Period, book: Book) -> Approvals | None:
        """The timesheets that touch a window; None where the plan has none."""
        span = (("after", str(window.first - LONGEST_TIMESHEET)), ("before", str(window.end)))
        try:
            sheets = list(self._api.numbered("/timesheets", span, timesheets_of, SHEETS_A_PAGE))
        except Refused as problem:
            if problem.status != 402:
                raise
            structlog.get_logger().info("approvals_unavailable", why=str(problem))
            return None
        unknown = sorted({sheet.status for sheet in sheets} - {"open", "pending", "submitted", "approved", "rejected"})
        if unknown:
            structlog.get_logger().info("timesheet_statuses_unknown", statuses=unknown)
        return Approvals(sheets, book)

    # ---- what entries may name ----

    def _read_book(self) -> Book:
        api = self._api
        projects = api.numbered("/projects", (("active", "both"),), list_of(list[Project]), PER_PAGE)
        book = Book(projects={each.id: each for each in projects}, pattern=self._config.project_code)
        clients = api.get(api.at("/clients"), (("status", "both"),))
        book.clients = {each.id: each for each in rows_of(clients, list[Client])}
        book.people = {each.person: each for each in api.unless(403, self._members)}
        book.tasks = {each.id: each for each in api.unless(402, self._tasks)}
        book.tags = {each.id: each for each in api.numbered("/tags", (), list_of(list[Tag]), SURELY_FULL)}
        return book

    def _members(self) -> Iterable[Member]:
        found = self._api.get(self._api.at("/workspace_users"), (("includeIndirect", "true"),))
        return rows_of(found, list[Member])

    def _tasks(self) -> Iterable[Task]:
        return self._api.numbered("/tasks", (("active", "both"),), tasks_of, PER_PAGE)

    def _lacks(self, me: Me, space: Workspace, everyone: bool) -> Iterator[str]:
        if not everyone and self._config.entries == "everyone":
            yield (
                f"This token sees what {me.fullname} may see: the own entries, or little more. Time of others would be "
                "missing from invoices. Use the API token of a workspace admin."
            )
        if me.timezone and me.timezone != self._setting.zone:
            yield (
                f"Toggl's reports count days in {me.timezone}, the zone of the token's owner, and you in "
                f"{self._setting.zone}. Set that zone in the owner's profile, or `timezone: {me.timezone}` here."
            )
        if not (space.premium or space.business_ws) and self._config.billable == "from tracker":
            yield "On the plan Free nothing can be marked as billable. Write `billable: from contract`."
        if self._config.require_approval and (not space.business_ws or space.disable_approvals):
            yield "The workspace has no approvals, so `require_approval` holds all its time. Take it out."
        if space.max_data_retention_days:
            yield f"The plan shows the last {space.max_data_retention_days} days only; pull before they are gone."


def _all_older(rows: Sequence[Row], since: datetime) -> bool:
    """Whether all that follows is older, too: the page ends before that moment, and is in the order asked for."""
    times = [entry.at for _, entry in rows]
    known = [at for at in times if at is not None]
    falling = len(known) == len(times) and all(later <= earlier for earlier, later in pairwise(known))
    return bool(known) and falling and known[-1] < since


def _plan_of(space: Workspace) -> tuple[str, int]:
    """The plan and how many requests an hour it allows at least."""
    return ("Premium", 600) if space.business_ws else ("Starter", 240) if space.premium else ("Free", 30)


def _quota_words(space: Workspace, theirs: Quota, ours: Quota) -> str:
    plan, allowed = _plan_of(space)
    left = f"; {theirs.left} left" if theirs.left is not None else ""
    own = f", {ours.left} left" if ours.left is not None else ""
    return f"{allowed} requests an hour ({plan}{left}), and 30 about the token's owner{own}"
