"""Requests to Jira: sign-in, what its refusals mean, paging by tokens and by places, and what is asked only once."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import msgspec

from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry
from connectors.http import Http, Params, Reply, Window, judged
from connectors.jira.config import Config
from connectors.jira.payloads import (
    Bulk,
    CreatedIssue,
    Field,
    Histories,
    History,
    HistoryPage,
    IssueHistory,
    Project,
    ProjectPage,
    SearchPage,
    Server,
    Status,
    Tenant,
    User,
)
from connectors.sources import Setting

T = TypeVar("T")
REST = "/rest/api/3"

LIMITS = (Window(5, 1),)
"""Jira asks programs to stay below five to ten requests in a second, which everybody at the site shares."""

PAGE_SIZE = 100
"""Issues a page: more are cut to that where fields are asked for."""
BULK = 100
"""Keys in one request, as documented; reports of more say that it then depends on the fields."""
MOST_HISTORIES = 1000
"""Issues in one request for their histories, as documented."""
MOST_PAGES = 20_000
FLOOR_SECONDS = 60
"""How long to wait at least where a limit is refused without a word on which one it is or how long it lasts."""

_NEW_TOKEN = (
    "make a new one at https://id.atlassian.com/manage-profile/security/api-tokens and set it where token: points to"
)


class Api:
    """One site's API. It keeps who we are, where the site is for people, its fields and its projects."""

    def __init__(self, config: Config, setting: Setting) -> None:
        if not (setting.token.isascii() and setting.token.isprintable()) or " " in setting.token:
            raise Reconnect("the token of Jira has characters that no token has; copy it again, without line ends")
        basic = b64encode(f"{config.email}:{setting.token}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Accept": "application/json"}
        self.page_size = PAGE_SIZE
        self.told: datetime | None = None
        self._config = config
        self._http = Http(
            config.address, headers, LIMITS, setting.timer, secrets=(setting.token, basic), judge=self._judge
        )
        site = config.base_url or f"https://{config.site}"
        self._open = Http(site, {"Accept": "application/json"}, LIMITS, setting.timer)
        self._kept: dict[str, Any] = {}

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._http.requests + self._open.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._http.close()
        self._open.close()

    # ---- what is asked once ----

    def me(self) -> User:
        """The owner of the token. A bad token is refused here, where other requests may be answered with nothing."""
        return self._once("/myself", User)

    def server(self) -> Server:
        """The site; links for people begin with its address, never with the gateway's."""
        return self._once("/serverInfo", Server)

    def address(self) -> str:
        """The site's own address, with which links for people begin."""
        return self.server().base_url.rstrip("/")

    def fields(self) -> list[Field]:
        """Every field that is shown, of all projects."""
        return self._once("/field", list[Field])

    def statuses(self) -> list[Status]:
        """Every status."""
        return self._once("/status", list[Status])

    @property
    def knows_projects(self) -> bool:
        """Whether the projects were asked for already."""
        return "projects" in self._kept

    def projects(self) -> list[Project]:
        """Every project that is shown, archived ones too."""
        if "projects" not in self._kept:
            self.me()
            self._kept["projects"] = list(self._projects())
        found: list[Project] = self._kept["projects"]
        return found

    def _once(self, path: str, kind: type[T]) -> T:
        if path not in self._kept:
            self._kept[path] = self._get(path).decode(kind)
        found: T = self._kept[path]
        return found

    def _projects(self) -> Iterator[Project]:
        asked = (("status", "live"), ("status", "archived"), ("orderBy", "key"), ("expand", "projectKeys"))
        start = 0
        for _ in range(MOST_PAGES):
            page = self._get(
                "/project/search", (*asked, ("maxResults", str(PAGE_SIZE)), ("startAt", str(start)))
            ).decode(ProjectPage)
            yield from page.values
            start += len(page.values)
            if not page.values or page.is_last or (page.total is not None and start >= page.total):
                return
        raise Changed("the pages of GET /project/search do not end")

    # ---- issues ----

    def search(self, jql: str, fields: Sequence[str], reconcile: Sequence[int]) -> Iterator[tuple[Reply, SearchPage]]:
        """The pages of a query; ends with a page that says so, has no token or no issues."""
        asked: dict[str, Any] = {"jql": jql, "maxResults": self.page_size, "fields": fields}
        if reconcile:
            asked["reconcileIssues"] = reconcile
        tokens = _Tokens("POST /search/jql")
        for token in tokens:
            reply = self._read("/search/jql", {**asked, **token})
            page = reply.decode(SearchPage)
            yield reply, page
            tokens.next = "" if page.is_last or not page.issues else page.next_page_token or ""

    def bulk(self, names: Sequence[str], fields: Sequence[str]) -> tuple[Reply, Bulk]:
        """The issues with some keys or ids, at most 100, in an order of their own."""
        reply = self._read("/issue/bulkfetch", {"issueIdsOrKeys": names, "fields": fields})
        return reply, reply.decode(Bulk)

    def history(self, issue: str) -> Iterator[History]:
        """What was ever changed about an issue, the oldest first."""
        start = 0
        for _ in range(MOST_PAGES):
            path, params = f"/issue/{issue}/changelog", (("startAt", str(start)), ("maxResults", str(PAGE_SIZE)))
            page = self._get(path, params).decode(HistoryPage)
            yield from page.values
            start += len(page.values)
            if not page.values or page.is_last or (page.total is not None and start >= page.total):
                return
        raise Changed(f"the pages of GET /issue/{issue}/changelog do not end")

    def histories(self, issues: Sequence[str]) -> Iterator[IssueHistory]:
        """What was ever changed about some issues, each perhaps in several parts."""
        for start in range(0, len(issues), MOST_HISTORIES):
            asked = {"issueIdsOrKeys": issues[start : start + MOST_HISTORIES], "maxResults": 1000}
            tokens = _Tokens("POST /changelog/bulkfetch")
            for token in tokens:
                page = self._read("/changelog/bulkfetch", {**asked, **token}).decode(Histories)
                yield from page.issue_change_logs
                tokens.next = page.next_page_token or ""

    def beginning(self, issue: str) -> CreatedIssue:
        """Who made an issue, and when."""
        return self._get(f"/issue/{issue}", (("fields", "created,creator"),)).decode(CreatedIssue)

    def _get(self, path: str, params: Params = ()) -> Reply:
        return self._noted(self._http.get(f"{REST}{path}", params))

    def _read(self, path: str, body: Mapping[str, Any]) -> Reply:
        return self._noted(self._http.read(f"{REST}{path}", body))

    def _noted(self, reply: Reply) -> Reply:
        if self.told is None:
            self.told = _moment(reply.headers.get("date", ""))
        return reply

    # ---- refusals ----

    def explained(self, problem: Reconnect) -> Reconnect:
        """Why signing in failed, after asking the site for the id by which the gateway knows it."""
        if self._config.cloud_id:
            return problem
        try:
            found = self._open.get("/_edge/tenant_info").decode(Tenant).cloud_id
        except ConnectorError:
            return problem
        return Reconnect(f"{problem}. If it is a scoped token, the site itself refuses it: write cloud_id: {found}")

    def _judge(self, reply: Reply, wall: float) -> ConnectorError | None:
        spoken = replace(reply, content=_spoken(reply.content)) if reply.status >= 400 else reply
        wrong = judged(spoken, wall)
        if isinstance(wrong, Reconnect) or "FAILED" in reply.headers.get("x-seraph-loginreason", ""):
            return _sign_in_again(wrong, reply)
        if isinstance(wrong, Retry) and reply.status == 429 and wrong.retry_after is None:
            return Retry(str(wrong), _until_reset(reply, wall))
        if isinstance(wrong, Refused):
            return _refused(wrong)
        return wrong


class _Tokens:
    """The tokens of pages, as a request has them: none for the first, then `next` until it is empty."""

    def __init__(self, what: str) -> None:
        self._what, self.next = what, ""

    def __iter__(self) -> Iterator[Mapping[str, str]]:
        seen = {""}
        yield {}
        while self.next:
            if self.next in seen:
                raise Changed(f"the pages of {self._what} lead in a circle; nothing after the first round was read")
            if len(seen) >= MOST_PAGES:
                raise Changed(f"the pages of {self._what} do not end")
            seen.add(self.next)
            token, self.next = self.next, ""
            yield {"nextPageToken": token}


def each(reply: Reply, rows: Sequence[msgspec.Raw], kind: type[T]) -> list[T]:
    """The rows of an answer as a type of ours. Raises Changed."""
    try:
        return [msgspec.json.decode(row, type=kind) for row in rows]
    except (msgspec.ValidationError, UnicodeDecodeError) as problem:
        raise Changed(f"the answer to {reply.what} does not fit: {problem}") from problem


def _sign_in_again(wrong: ConnectorError | None, reply: Reply) -> Reconnect:
    words = str(wrong).rstrip(".") if wrong else f"{reply.what} was answered as to nobody"
    if "scope" in words:
        return Reconnect(f"{words}. The token lacks a scope: give it read:jira-work and read:jira-user")
    return Reconnect(
        f"{words}. Jira does not accept the e-mail address with this token, or it has expired: {_NEW_TOKEN}"
    )


def _refused(wrong: Refused) -> ConnectorError:
    words = str(wrong).rstrip(".")
    if wrong.status == 410:
        return Changed(f"{words}. Atlassian has removed what this version asks for; install a newer Tieout")
    if wrong.status == 403:
        return Refused(f"{words}. The token's owner may not see this; give them access to Jira on this site", 403)
    return wrong


def _spoken(content: bytes) -> bytes:
    """An error of Jira with its messages in one place; whatever else it is stays as it is."""
    try:
        body = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return content
    if not isinstance(body, dict) or "errorMessages" not in body:
        return content
    own = body.get("errors")
    fields = [f"{name}: {words}" for name, words in own.items()] if isinstance(own, dict) else []
    said = [str(each) for each in body["errorMessages"] or ()] + fields
    return msgspec.json.encode({"message": "; ".join(said)})


def _until_reset(reply: Reply, wall: float) -> float | None:
    """How long a limit lasts that was refused without Retry-After; None where ordinary patience will do.

    The burst limit is over at once. Every other one, and one without a name, may last for the rest of the hour.
    """
    if reply.headers.get("ratelimit-reason") == "jira-burst-based":
        return None
    now = _moment(reply.headers.get("date", "")) or datetime.fromtimestamp(wall, UTC)
    reset = _reset(reply.headers.get("x-ratelimit-reset", ""))
    return max((reset - now) // timedelta(seconds=1), FLOOR_SECONDS) if reset else FLOOR_SECONDS


def _reset(text: str) -> datetime | None:
    """The moment in X-RateLimit-Reset: of seconds since 1970 or of a date, perhaps without seconds."""
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text), UTC)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _moment(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        return None
