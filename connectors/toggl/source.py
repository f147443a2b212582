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

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from typing import Any, ClassVar, TypeVar

import structlog

from billing.records import TIME, Period
from connectors.errors import Changed, ConnectorError, Refused
from connectors.http import PATIENCE_SECONDS, Http, Params, Reply
from connectors.sources import Page, Reference, Setting, SourceAccount, Totals
from connectors.toggl import payloads
from connectors.toggl.config import Config
from connectors.toggl.payloads import Approvals, Catalogue, Row
from connectors.toggl.reading import Rows, read_rows
from connectors.toggl.signals import HOUR_SECONDS, Quota, judge, out_of_quota, problem_of_token
from connectors.toggl.windows import check_range, date_of, days, joined, slices
from connectors.waiting import Window

T = TypeVar("T")
Body = dict[str, Any]

PAGE_SIZE = 1000
"""The largest that is allowed is not documented; where it is refused, the documented default is asked for."""
SURE_PAGE_SIZE = 50
PER_PAGE = 200
SURELY_FULL = 50
"""Tags: how many fit on a page is not documented, so a page of this many may have a next one."""
SHEETS_A_PAGE = 1000
LONGEST_TIMESHEET = timedelta(days=62)
_A_SECOND = Window(1, 1)
_UNROUNDED: Body = {"rounding": 0, "rounding_minutes": 0}
"""Else the report is rounded as the token's owner prefers."""
_CURSOR = {"first_row_number": "x-next-row-number", "first_id": "x-next-id", "first_timestamp": "x-next-timestamp"}


class Source:
    """A workspace of Toggl Track, as the owner of the token sees it."""

    title: ClassVar[str] = "Toggl Track"
    kinds: ClassVar[tuple[str, ...]] = (TIME,)

    def __init__(self, config: Config, setting: Setting) -> None:
        basic = b64encode(f"{setting.token}:api_token".encode()).decode()
        self._config, self._setting, self.page_size = config, setting, PAGE_SIZE
        self._ours, self._theirs = Quota(), Quota()
        self._known: Catalogue | None = None
        self._told: datetime | None = None
        self._rows_only = False
        self._hourly = 0
        self._http = Http(
            config.base_url,
            {"Authorization": f"Basic {basic}", "User-Agent": "Tieout"},
            [_A_SECOND],
            setting.timer,
            (setting.token, basic),
            self._judge,
        )

    def account(self) -> SourceAccount:
        """Who the token's owner is, and what the workspace shows that person. Two requests."""
        me = self._get("/api/v9/me").decode(payloads.Me)
        space = self._get(self._at("")).decode(payloads.Workspace)
        self._hourly = _plan_of(space)[1]
        everyone = space.admin is True or space.role == "admin"
        person = f"{me.fullname} <{me.email}>" if me.email else me.fullname
        lacks = tuple(self._lacks(me, space, everyone))
        quota = _quota_words(space, self._theirs, self._ours)
        return SourceAccount(person, f"{space.name} ({space.id})", everyone, lacks, quota, me.timezone)

    def references(self) -> Iterator[Reference]:
        """People, clients, projects, tasks and tags, archived ones too. Five requests, more where they have pages."""
        self._known = self._catalogue()
        yield from self._known.references()

    def listing(self, kind: str, window: Period) -> Iterator[Page]:
        """Every entry of a window, by date."""
        assert kind == TIME, "Toggl Track has no expenses that could be billed"
        to_page = self._paged(window)
        for first, last in slices(window):
            yield from map(to_page, self._rows({**days(first, last), "order_by": "date", "order_dir": "ASC"}))

    def totals(self, kind: str, window: Period) -> Totals:
        """The seconds of a window by the report's own sum, which does not say how many entries there are."""
        assert kind == TIME, "Toggl Track has no expenses that could be billed"
        seconds = 0
        for first, last in slices(window):
            reply = self._read(self._report("/totals"), {**days(first, last), **_UNROUNDED})
            check_range(reply, first, last)
            seconds += reply.decode(payloads.Sums).seconds or 0
        return Totals(None, seconds)

    def changes(self, kind: str, since: datetime, windows: Sequence[Period]) -> Iterator[Page]:
        """What was made or edited since a moment and stands in these windows; deletions are not told."""
        assert kind == TIME, "Toggl Track has no expenses that could be billed"
        for window in joined(windows):
            to_page = self._paged(window)
            for first, last in slices(window):
                body = {**days(first, last), "order_by": "last_update", "order_dir": "DESC"}
                for rows in self._rows(body):
                    yield to_page(Rows(tuple(row for row in rows.good if _changed(row, since)), rows.bad))
                    if _all_older(rows.good, since):
                        break

    def told_at(self) -> datetime | None:
        """The vendor's clock at its first answer."""
        return self._told

    def limits(self) -> tuple[Window, ...]:
        """One request a second; and once `account` knows the plan, its hourly quota."""
        return (_A_SECOND, *([Window(self._hourly, HOUR_SECONDS)] if self._hourly else []))

    def requests_for(self, kind: str, entries: int) -> int:
        """Pages of the report, one request for its sum, and one for the timesheets where approval is required."""
        return max(-(-entries // self.page_size), 1) + 1 + int(self._config.require_approval)

    def sent(self) -> int:
        """Requests sent so far."""
        return self._http.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._http.close()

    # ---- the report ----

    def _rows(self, body: Body) -> Iterator[Rows]:
        """The pages of a detailed report. An entry that slid from one page to the next while it was read comes once."""
        cursor: dict[str, int] = {}
        before: frozenset[int] = frozenset()
        while True:
            reply = self._page({**body, **cursor})
            rows = read_rows(reply)
            if cursor.keys() > {"first_row_number"} and not (rows.good or rows.bad):
                self._rows_only = True  # some workspaces answer nothing to the full cursor, though more was announced
                cursor = {"first_row_number": cursor["first_row_number"]}
                continue
            yield Rows(tuple(row for row in rows.good if row[1].id not in before), rows.bad)
            further = self._cursor(reply)
            if not further:
                return
            if further["first_row_number"] <= cursor.get("first_row_number", 0):
                raise Changed(f"{reply.what} leads to the same page again (row {further['first_row_number']})")
            cursor, before = further, rows.ids

    def _page(self, body: Body) -> Reply:
        asked = {**body, **_UNROUNDED, "enrich_response": True}
        try:
            reply = self._read(self._report(""), {**asked, "page_size": self.page_size})
        except Refused as problem:
            if problem.status != 400 or "page_size" not in str(problem) or self.page_size <= SURE_PAGE_SIZE:
                raise
            self.page_size = SURE_PAGE_SIZE
            reply = self._read(self._report(""), {**asked, "page_size": self.page_size})
        check_range(reply, date.fromisoformat(body["start_date"]), date.fromisoformat(body["end_date"]))
        return reply

    def _cursor(self, reply: Reply) -> dict[str, int]:
        """What names the next page, or nothing on the last one."""
        said = {field: reply.headers.get(header, "").strip() for field, header in _CURSOR.items()}
        if not said["first_row_number"]:
            return {}
        given = {field: text for field, text in said.items() if text}
        if not all(text.isascii() and text.isdecimal() for text in given.values()):
            raise Changed(f"{reply.what} names its next page in a way that is not documented: {given}")
        return {field: int(text) for field, text in given.items() if field == "first_row_number" or not self._rows_only}

    def _paged(self, window: Period) -> Callable[[Rows], Page]:
        """How rows of a window become a page: names and approvals are asked for once."""
        known = self._known = self._known or self._catalogue()
        approvals = self._approvals(window, known) if self._config.require_approval else None

        def to_page(rows: Rows) -> Page:
            records = tuple(
                payloads.to_record(
                    row, known, approvals.of(row[0].user_id, row[1].start.date()) if approvals is not None else None
                )
                for row in rows.good
            )
            counted = sum(not record.running for record in records)
            ids = tuple(str(entry.id) for _, entry in rows.good)
            return Page(records, ids, rows.bad, counted_entries=counted)

        return to_page

    def _approvals(self, window: Period, known: Catalogue) -> Approvals | None:
        """The timesheets that touch a window; None where the plan has none."""
        span = (("after", str(window.first - LONGEST_TIMESHEET)), ("before", str(window.end)))
        try:
            sheets = list(self._numbered("/timesheets", span, _timesheets_of, SHEETS_A_PAGE))
        except Refused as problem:
            if problem.status != 402:
                raise
            structlog.get_logger().info("approvals_unavailable", why=str(problem))
            return None
        unknown = sorted({sheet.status for sheet in sheets} - {"open", "pending", "submitted", "approved", "rejected"})
        if unknown:
            structlog.get_logger().info("timesheet_statuses_unknown", statuses=unknown)
        return Approvals(sheets, known)

    # ---- what entries may name ----

    def _catalogue(self) -> Catalogue:
        projects = self._numbered("/projects", (("active", "both"),), _list_of(list[payloads.Project]), PER_PAGE)
        known = Catalogue({}, {}, {each.id: each for each in projects}, pattern=self._config.project_code)
        clients = self._get(self._at("/clients"), (("status", "both"),))
        known.clients = {each.id: each for each in _rows_of(clients, list[payloads.Client])}
        known.people = {each.person: each for each in self._unless(403, self._members)}
        known.tasks = {each.id: each for each in self._unless(402, self._tasks)}
        tags = self._numbered("/tags", (), _list_of(list[payloads.Tag]), SURELY_FULL)
        known.tags = {each.id: each for each in tags}
        return known

    def _members(self) -> Iterable[payloads.Member]:
        return _rows_of(self._get(self._at("/workspace_users"), (("includeIndirect", "true"),)), list[payloads.Member])

    def _tasks(self) -> Iterable[payloads.Task]:
        return self._numbered("/tasks", (("active", "both"),), _tasks_of, PER_PAGE)

    def _unless(self, status: int, ask: Callable[[], Iterable[T]]) -> list[T]:
        """What is answered, or nothing where the plan (402) or the person's role (403) does not have it."""
        try:
            return list(ask())
        except Refused as problem:
            if problem.status != status:
                raise
            structlog.get_logger().info("references_unavailable", why=str(problem))
            return []

    def _numbered(self, path: str, params: Params, read: _Read[T], full: int) -> Iterator[T]:
        """All pages. Without a total, a page of fewer than `full` rows is the last, or one that repeats."""
        seen, before = 0, list[T]()
        for page in count(1):
            asked = (*params, ("page", str(page)), ("per_page", str(max(full, PER_PAGE))))
            found, total = read(self._get(self._at(path), asked))
            if found != before:
                yield from found
            seen += len(found)
            if not found or found == before or (len(found) < full if total is None else seen >= total):
                return
            before = found

    # ---- requests ----

    def _get(self, path: str, params: Params = ()) -> Reply:
        self._admit(path)
        return self._http.get(path, params)

    def _read(self, path: str, body: Body) -> Reply:
        self._admit(path)
        return self._http.read(path, body)

    def _admit(self, path: str) -> None:
        """Holds back what the vendor would refuse: another product's token, or one request more than the quota."""
        problem = problem_of_token(self._setting.token)
        if problem is not None:
            raise problem
        wait = self._quota_of(path).wait(self._setting.timer.now())
        if wait > PATIENCE_SECONDS:
            raise out_of_quota(wait)
        if wait:
            self._setting.timer.sleep(wait)

    def _judge(self, reply: Reply, wall: float) -> ConnectorError | None:
        """Keeps what every answer says besides: the vendor's clock, and what is left of the quota."""
        self._quota_of(reply.what).note(reply.headers, self._setting.timer.now())
        if self._told is None:
            self._told = date_of(reply)
        return judge(reply, wall)

    def _quota_of(self, path: str) -> Quota:
        """What is about the person counts for the person, all else for the workspace's organisation."""
        return self._ours if "/api/v9/me" in path else self._theirs

    def _at(self, path: str) -> str:
        return f"/api/v9/workspaces/{self._workspace()}{path}"

    def _report(self, path: str) -> str:
        return f"/reports/api/v3/workspace/{self._workspace()}/search/time_entries{path}"

    def _workspace(self) -> str:
        if self._config.workspace:
            return self._config.workspace
        found = _rows_of(self._get("/api/v9/me/workspaces"), list[payloads.Workspace])
        names = ", ".join(f"{each.id} ({each.name})" for each in found) or "none"
        raise Refused(f"`workspace:` is not set; this token's are: {names}")

    def _lacks(self, me: payloads.Me, space: payloads.Workspace, everyone: bool) -> Iterator[str]:
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


_Read = Callable[[Reply], tuple[list[T], int | None]]


def _rows_of(reply: Reply, kind: type[list[T]]) -> list[T]:
    """A list; Toggl writes null for an empty one."""
    return [] if reply.content.strip() == b"null" else reply.decode(kind)


def _list_of(kind: type[list[T]]) -> _Read[T]:
    return lambda reply: (_rows_of(reply, kind), None)


def _tasks_of(reply: Reply) -> tuple[list[payloads.Task], int | None]:
    page = reply.decode(payloads.Tasks)
    return page.data or [], page.total_count


def _timesheets_of(reply: Reply) -> tuple[list[payloads.Timesheet], int | None]:
    """The specification shows the envelope in a list, the documentation alone."""
    if not reply.content.lstrip().startswith(b"["):
        page = reply.decode(payloads.Timesheets)
        return page.data or [], page.total_count
    pages = reply.decode(list[payloads.Timesheets])
    return [sheet for page in pages for sheet in page.data or ()], pages[0].total_count if pages else 0


def _changed(row: Row, since: datetime) -> bool:
    at = row[1].at
    return at is None or at >= since


def _all_older(rows: Sequence[Row], since: datetime) -> bool:
    """Whether all that follows is older, too: the page ends before that moment, and is in the order asked for."""
    times = [entry.at for _, entry in rows]
    known = [at for at in times if at is not None]
    falling = len(known) == len(times) and all(later <= earlier for earlier, later in pairwise(known))
    return bool(known) and falling and known[-1] < since


def _plan_of(space: payloads.Workspace) -> tuple[str, int]:
    """The plan and how many requests an hour it allows at least."""
    return ("Premium", 600) if space.business_ws else ("Starter", 240) if space.premium else ("Free", 30)


def _quota_words(space: payloads.Workspace, theirs: Quota, ours: Quota) -> str:
    plan, allowed = _plan_of(space)
    left = f"; {theirs.left} left" if theirs.left is not None else ""
    own = f", {ours.left} left" if ours.left is not None else ""
    return f"{allowed} requests an hour ({plan}{left}), and 30 about the token's owner{own}"
