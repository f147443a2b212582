"""Requests to Toggl Track: sign-in, quotas, the pages of the report and of lists, and the workspace."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar

import structlog

from connectors.errors import Changed, ConnectorError, Refused
from connectors.http import PATIENCE_SECONDS, Http, Params, Reply, Window
from connectors.sources import Setting
from connectors.toggl.config import Config
from connectors.toggl.payloads import Workspace
from connectors.toggl.reading import Read, Rows, read_rows, rows_of
from connectors.toggl.signals import Quota, judge, out_of_quota, problem_of_token
from connectors.toggl.windows import check_range

T = TypeVar("T")
Body = dict[str, Any]

A_SECOND = Window(1, 1)
PAGE_SIZE = 1000
"""The largest that is allowed is not documented; where it is refused, the documented default is asked for."""
SURE_PAGE_SIZE = 50
PER_PAGE = 200
_UNROUNDED: Body = {"rounding": 0, "rounding_minutes": 0}
"""Else the report is rounded as the token's owner prefers."""
_CURSOR = {"first_row_number": "x-next-row-number", "first_id": "x-next-id", "first_timestamp": "x-next-timestamp"}


class Api:
    """One workspace's API. It keeps what is left of the quotas, and what the pages of the report are named by."""

    def __init__(self, config: Config, setting: Setting) -> None:
        basic = b64encode(f"{setting.token}:api_token".encode()).decode()
        self.page_size = PAGE_SIZE
        self.ours, self.theirs = Quota(), Quota()
        """What is left for the token's owner, and for the workspace."""
        self._config, self._setting = config, setting
        self._rows_only = False
        headers, secrets = {"Authorization": f"Basic {basic}"}, (setting.token, basic)
        self._http = Http(config.base_url, headers, [A_SECOND], setting.timer, secrets, self._judge)

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._http.requests

    @property
    def told(self) -> datetime | None:
        """Toggl's clock at its first answer."""
        return self._http.told

    def close(self) -> None:
        """Lets go of connections."""
        self._http.close()

    # ---- the report ----

    def rows(self, body: Body) -> Iterator[Rows]:
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
            yield Rows(tuple(row for row in rows.good if row[1].id not in before), rows.bad, rows.what)
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
        return self._checked(reply, body)

    def _checked(self, reply: Reply, body: Body) -> Reply:
        """The same answer. Raises Refused where it is about fewer days than asked for."""
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

    def totals(self, body: Body) -> Reply:
        """The report's own sum over some days."""
        reply = self._read(self._report("/totals"), {**body, **_UNROUNDED})
        return self._checked(reply, body)

    # ---- lists ----

    def unless(self, status: int, ask: Callable[[], Iterable[T]]) -> list[T]:
        """What is answered, or nothing where the plan (402) or the person's role (403) does not have it."""
        try:
            return list(ask())
        except Refused as problem:
            if problem.status != status:
                raise
            structlog.get_logger().info("references_unavailable", why=str(problem))
            return []

    def numbered(self, path: str, params: Params, read: Read[T], full: int) -> Iterator[T]:
        """All pages. Without a total, a page of fewer than `full` rows is the last, or one that repeats."""
        seen, before = 0, list[T]()
        for page in count(1):
            asked = (*params, ("page", str(page)), ("per_page", str(max(full, PER_PAGE))))
            found, total = read(self.get(self.at(path), asked))
            if found != before:
                yield from found
            seen += len(found)
            if not found or found == before or (len(found) < full if total is None else seen >= total):
                return
            before = found

    # ---- requests ----

    def get(self, path: str, params: Params = ()) -> Reply:
        """What a path of the core API answers. Raises ConnectorError."""
        self._admit(path)
        return self._http.get(path, params)

    def write(self, method: str, path: str, content: bytes) -> Reply:
        """What a request that writes is answered. Raises Unknown where it may have been done, else ConnectorError."""
        self._admit(path)
        return self._http.write(method, path, content)

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
        """Keeps what every answer says besides: what is left of the quota."""
        self._quota_of(reply.what).note(reply.headers, self._setting.timer.now())
        return judge(reply, wall)

    def _quota_of(self, path: str) -> Quota:
        """What is about the person counts for the person, all else for the workspace's organisation."""
        return self.ours if "/api/v9/me" in path else self.theirs

    def at(self, path: str) -> str:
        """The path of something of the workspace. Raises Refused where none is configured."""
        return f"/api/v9/workspaces/{self._workspace()}{path}"

    def _report(self, path: str) -> str:
        return f"/reports/api/v3/workspace/{self._workspace()}/search/time_entries{path}"

    def _workspace(self) -> str:
        if self._config.workspace:
            return self._config.workspace
        found = rows_of(self.get("/api/v9/me/workspaces"), list[Workspace])
        names = ", ".join(f"{each.id} ({each.name})" for each in found) or "none"
        raise Refused(f"`workspace:` is not set; this token's are: {names}")
