"""Asking Clockify's two hosts: sign-in, what its refusals mean, and the paging of its lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from msgspec import DecodeError, Struct, json

from connectors.clockify.config import Config
from connectors.clockify.payloads import Workspace
from connectors.errors import ConnectorError, Reconnect, Refused, Retry
from connectors.http import Http, Params, Reply, Window, judged
from connectors.sources import BadRecord, Setting

T = TypeVar("T")
Rows = tuple[list[T], list[BadRecord]]

WINDOWS = (Window(5, 1),)
"""For each of the two hosts. Paid plans allow 50 a second; ten was published before, and is kept to."""

HOURLY = Window(30, 3600)
"""What newer workspaces on the plan Free allow for everybody together."""

PAGE_SIZE = 1000
"""The most rows a page of the report has, and of running timers; other lists would give more."""

PLAN = (402, 403)
"""Statuses of what the plan, or the role of the key's owner, does not include."""

_FOREIGN = 501
_AN_EPOCH = 10**6
_NEW_KEY = (
    "Make a new key in Clockify under Preferences → Advanced → Manage API keys, as an owner or admin, and set it where "
    "`token` points to"
)


class Missing(Refused):
    """What was asked for is not in the workspace, or no longer: Clockify says 400 with code 501 for it, never 404."""


class _Error(Struct):
    code: int = 0


def judge(reply: Reply, wall: float) -> ConnectorError | None:
    """What an answer's status means, with Clockify's own signals."""
    wrong = judged(reply, wall)
    if isinstance(wrong, Reconnect):
        return Reconnect(f"{wrong}. {_NEW_KEY}")
    if isinstance(wrong, Refused) and wrong.status == 400 and _code(reply) == _FOREIGN:
        return Missing(str(wrong), 400)
    if isinstance(wrong, Refused) and wrong.status == 404:
        return Refused(f"{wrong}. Check region, subdomain, or base_url and reports_url", 404)
    if isinstance(wrong, Retry) and wrong.retry_after is None and reply.status == 429:
        wrong.retry_after = _reset(reply, wall)
    return wrong


def _code(reply: Reply) -> int:
    try:
        return json.decode(reply.content, type=_Error).code
    except DecodeError:
        return 0


def _reset(reply: Reply, wall: float) -> float | None:
    """X-RateLimit-Reset, which is not documented: seconds, or seconds since 1970."""
    text = reply.headers.get("x-ratelimit-reset", "").strip()
    if not re.fullmatch(r"\d{1,10}", text):
        return None
    return int(text) if int(text) < _AN_EPOCH else max(int(text) - wall, 0)


class Api:
    """The two hosts, for one key and workspace."""

    def __init__(self, config: Config, setting: Setting) -> None:
        headers, secrets = {"X-Api-Key": setting.token}, (setting.token,)
        self._core = Http(config.core, headers, WINDOWS, setting.timer, secrets, self._judge)
        self._reports = Http(config.reports, headers, WINDOWS, setting.timer, secrets, self._judge)
        self._address, self._configured, self._workspace = config.core, config.workspace, config.workspace
        self.hourly = False
        """Whether the workspace is known to be on the plan that counts requests by the hour."""
        self.page_size = PAGE_SIZE

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._core.requests + self._reports.requests

    @property
    def told(self) -> datetime | None:
        """Clockify's clock at its first answer."""
        return min((http.told for http in (self._core, self._reports) if http.told), default=None)

    def get(self, path: str, params: Params = ()) -> Reply:
        """What the core API answers. Raises ConnectorError."""
        return self._core.get(path, params)

    def report(self, path: str, body: object) -> Reply:
        """What the reports API answers. Raises ConnectorError."""
        return self._reports.read(path, body)

    def change(self, path: str, body: object) -> Reply:
        """Changes something by the core API. Raises Unknown where nobody knows whether it was, else ConnectorError."""
        return self.send("PATCH", path, json.encode(body))

    def send(self, method: str, path: str, content: bytes) -> Reply:
        """What a request to the core API is answered that writes. Raises Unknown, else ConnectorError."""
        return self._core.write(method, path, content)

    def pages(self, path: str, read: Callable[[Reply], Rows[T]], params: Params = ()) -> Iterator[Rows[T]]:
        """A list as it is read, page by page, until Last-Page is true or, without that header, a page is not full."""
        page = 0
        while True:
            page += 1
            reply = self.get(path, (*params, ("page", str(page)), ("page-size", str(self.page_size))))
            rows, bad = read(reply)
            yield rows, bad
            count, last = len(rows) + len(bad), reply.headers.get("last-page", "").strip().lower()
            if not count or last == "true" or (not last and count < self.page_size):
                return

    def rows(self, path: str, kind: type[T], params: Params = ()) -> Iterator[T]:
        """The rows of a list whose every row must fit. Raises ConnectorError."""

        def read(reply: Reply) -> Rows[T]:
            return reply.decode(list[kind]), []  # type: ignore[valid-type]  # it is a type

        for rows, _ in self.pages(path, read, params):
            yield from rows

    # ---- the workspace ----

    @property
    def place(self) -> str:
        """The path of the workspace. Raises Refused where none is configured and there is not exactly one."""
        if not self._workspace:
            self._workspace = self.workspace().id
        return f"/workspaces/{self._workspace}"

    @property
    def receipts(self) -> str:
        """The address under which expenses have their receipts."""
        return f"{self._address}{self.place}/expenses"

    def workspace(self) -> Workspace:
        """The configured workspace, or the only one that the key opens. Raises Refused with those there are."""
        found = self.workspaces()
        fitting = [each for each in found if each.id == self._configured] if self._configured else found
        if len(fitting) == 1:
            return self.learned(fitting[0])
        known = ", ".join(f"{each.name} ({each.id})" for each in found) or "none"
        wrong = f"The key opens no workspace {self._configured}" if self._configured else "No workspace is chosen"
        raise Refused(f"{wrong}. Those it opens: {known}. Write the id of one as `workspace:`")

    def learned(self, workspace: Workspace) -> Workspace:
        """The same workspace, with its plan kept in mind."""
        self.hourly = workspace.free
        return workspace

    def workspaces(self, params: Params = ()) -> list[Workspace]:
        """The workspaces that the key opens."""
        return self.get("/workspaces", params).decode(list[Workspace])

    def close(self) -> None:
        """Lets go of connections."""
        self._core.close()
        self._reports.close()

    def _judge(self, reply: Reply, wall: float) -> ConnectorError | None:
        """What an answer means; where requests are counted by the hour, it is no use to ask again within minutes."""
        wrong = judge(reply, wall)
        if isinstance(wrong, Retry) and self.hourly and reply.status == 429 and wrong.retry_after is None:
            return Retry(f"{wrong}. The plan Free allows {HOURLY.requests} requests an hour", HOURLY.seconds)
        return wrong
