"""Requests to Asana: headers, limits, paging by offsets, what its refusals mean, and what is looked up once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Generic, TypeVar

import msgspec
import structlog
from msgspec import Raw

from connectors.asana.config import OWN_URL, Config, is_gid
from connectors.asana.payloads import (
    OF_ME,
    OF_MEMBERSHIP,
    OF_PROJECT,
    Listed,
    Me,
    Named,
    NextPage,
    Project,
    Single,
    WorkspaceMembership,
)
from connectors.asana.records import BadValue, Known, to_project
from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry
from connectors.http import Http, Params, Reply, Window, judged
from connectors.reading import key_in, one_by_one, refuse_if_alike
from connectors.sources import BadRecord, Setting
from connectors.tasks import TaskProject

R = TypeVar("R")
V = TypeVar("V")

GENERAL = (Window(1000, 60),)
"""Below what paid workspaces may. Free ones may a tenth; there the wait that Asana states with its refusal is kept."""

PAGE_SIZE = 100
"""The most that Asana allows."""

HIDDEN = (403, 404)
"""How Asana refuses what is not there, and what is not shown to the token's owner."""

_NEW_TOKEN = "make a new one at https://app.asana.com/0/my-apps and set it where token: points to"


@dataclass(frozen=True, slots=True)
class Rows(Generic[V]):
    """What a page holds, and what could not be read of it, each with its id, path and type."""

    values: list[V]
    rejected: tuple[str, ...]


class Api:
    """One workspace's API. It keeps who we are, the workspace, its projects, and the moment of the first answer."""

    def __init__(self, config: Config, setting: Setting) -> None:
        if not (setting.token.isascii() and setting.token.isprintable()) or " " in setting.token:
            raise Reconnect("the token of Asana has characters that no token has; copy it again, without line ends")
        self.page_size = PAGE_SIZE
        self.told: datetime | None = None
        self._config = config
        self._http = _client(config, setting)
        self._changes: set[str] = set()
        self._me: Me | None = None
        self._workspace = ""
        self._projects: list[TaskProject] | None = None
        self._known: Known | None = None
        self._guest: bool | None = None

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._http.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._http.close()

    # ---- requests ----

    def one(self, path: str, params: Params, kind: type[R]) -> R:
        """One thing. Raises ConnectorError."""
        generic: Any = Single
        found: Single[R] = self._get(path, params).decode(generic[kind])
        return found.data

    def pages(self, path: str, params: Params, kind: type[R], read: Callable[[R], V]) -> Iterator[Rows[V]]:
        """Each page of a list, its rows as `read` makes them.

        Offsets expire: a list that is refused on the way is begun anew, once, so that rows may come twice.
        """
        offset, used, begun_anew = "", {""}, False
        while True:
            more = (("offset", offset),) if offset else ()
            try:
                reply = self._get(path, (*params, ("limit", str(self.page_size)), *more))
            except Refused as problem:
                if problem.status != 400 or not offset:
                    raise
                if begun_anew:
                    words = "The list ends before its end; split the project in Asana"
                    raise Refused(f"{problem}. {words}", 400) from problem
                offset, used, begun_anew = "", {""}, True
                continue
            rows, following = read_page(reply, kind, read)
            yield rows
            if following is None:
                return
            offset = following.offset
            if offset in used:
                raise Changed(f"the pages of GET {path} lead in a circle; nothing after the first round was read")
            used.add(offset)

    def write(self, method: str, path: str, content: bytes) -> Reply:
        """What a request that writes is answered. Raises Unknown where it may have been done, else ConnectorError."""
        return self._http.write(method, path, content)

    def _get(self, path: str, params: Params = ()) -> Reply:
        reply = self._http.get(path, params)
        if self.told is None:
            self.told = _moment(reply.headers.get("date", ""))
        change = reply.headers.get("asana-change", "")
        if change and change not in self._changes:
            self._changes.add(change)
            structlog.get_logger().warning("api_change_announced", vendor="asana", what=reply.what, change=change)
        return reply

    # ---- what is asked once ----

    def me(self) -> Me:
        """The owner of the token."""
        if self._me is None:
            self._me = self.one("/users/me", (("opt_fields", OF_ME),), Me)
        return self._me

    def workspace(self) -> Named:
        """The workspace that is configured, or the only one there is. Raises Refused where that is not one."""
        ours, spaces = self._config.workspace, self.me().workspaces
        fits = [each for each in spaces if ours in ("", each.gid, each.name)]
        if len(fits) == 1:
            return fits[0]
        listed = " or ".join(f'"{each.gid}" ({each.name})' for each in fits or spaces)
        remedy = f"write workspace: {listed}" if listed else "give a token of somebody who belongs to one"
        if fits:
            which = f"several workspaces called {ours}" if ours else "several workspaces, and workspace: is not set"
            raise Refused(f"the token of Asana opens {which}; {remedy}")
        raise Refused(f"the token of Asana does not open {f'workspace {ours}' if ours else 'any workspace'}; {remedy}")

    def workspace_gid(self) -> str:
        """The number of the workspace; nothing is asked where it is configured."""
        if not self._workspace:
            ours = self._config.workspace
            self._workspace = ours if is_gid(ours) else self.workspace().gid
        return self._workspace

    def projects(self) -> list[TaskProject]:
        """All projects that are visible in the workspace, archived ones too, once for each number."""
        if self._projects is None:
            self._read_projects()
        assert self._projects is not None, "they were read"
        return self._projects

    @property
    def has_projects(self) -> bool:
        """Whether the projects were read, so that they cost nothing."""
        return self._projects is not None

    @property
    def limited(self) -> bool:
        """Whether only some projects are read."""
        return bool(self._config.projects)

    def known(self) -> Known:
        """What tasks leave out; nothing is asked where nothing is configured that needs it. Raises Refused."""
        if self._known is None:
            if self._config.project_code_field or self._config.projects:
                self._read_projects()
            else:
                self._known = Known()
        assert self._known is not None, "it was read"
        return self._known

    def wanted(self) -> frozenset[str]:
        """The numbers of the projects that are read, if they are limited; else nothing, and nothing is asked."""
        return self.known().wanted if self.limited else frozenset()

    def is_guest(self) -> bool:
        """Whether the owner of the token is a guest in the workspace, to whom lists are cut without a word."""
        if self._guest is None:
            path, asked = "/users/me/workspace_memberships", (("opt_fields", OF_MEMBERSHIP),)
            ours = self.workspace_gid()
            pages = self.pages(path, asked, WorkspaceMembership, _same)
            each = (one for rows in pages for one in rows.values if one.workspace and one.workspace.gid == ours)
            self._guest = any(one.is_guest for one in each)
        return self._guest

    def _read_projects(self) -> None:
        path, params = f"/workspaces/{self.workspace_gid()}/projects", (("opt_fields", OF_PROJECT),)
        found: dict[str, Project] = {}
        for page in self.pages(path, params, Project, _same):
            for bad in page.rejected:
                structlog.get_logger().warning("row_unreadable", path=path, why=bad)
            found |= {project.gid: project for project in page.values}
        field = code_field(list(found.values()), self._config.project_code_field)
        self._projects = [to_project(project, field) for project in found.values()]
        codes = {each.id: each.code for each in self._projects if each.code}
        self._known = Known(field, codes, frozenset(self._wanted(self._projects)))

    def _wanted(self, projects: list[TaskProject]) -> Iterator[str]:
        """The numbers of the projects that are read, invisible ones too. Raises Refused for several of one name."""
        for name in self._config.projects:
            fits = [each.id for each in projects if name in (each.id, each.name)]
            if len(fits) > 1:
                raise Refused(f"several projects of Asana are called {name}; write projects: [{' or '.join(fits)}]")
            yield fits[0] if fits else name


def read_page(reply: Reply, kind: type[R], read: Callable[[R], V]) -> tuple[Rows[V], NextPage | None]:
    """The rows of a page as values of ours. Raises Changed when the page, or one path in all its rows, does not fit."""
    generic: Any = Listed
    bad: list[BadRecord] = []
    try:
        whole = msgspec.json.decode(reply.content, type=generic[kind])
        rows, following = whole.data, whole.next_page
    except (msgspec.DecodeError, UnicodeDecodeError):
        raw = reply.decode(generic[Raw])
        rows, bad = one_by_one(raw.data, kind, lambda said, why: BadRecord(key_in(said.get("gid")), why))
        following = raw.next_page
    values: list[V] = []
    for row in rows:
        try:
            values.append(read(row))
        except BadValue as problem:
            bad.append(BadRecord(key_in(getattr(row, "gid", "")), str(problem)))
    refuse_if_alike(reply.what, len(values), bad)
    return Rows(values, tuple(f"{each.id or 'without a number'}: {each.reason}" for each in bad)), following


def code_field(projects: list[Project], name: str) -> str:
    """The number of the custom field that is called so, or has this number. Raises Refused unless it is exactly one."""
    if not name:
        return ""
    names: dict[str, str] = {}
    for project in projects:
        names |= {each.gid: each.name for each in project.custom_fields}
        settings = (each.custom_field for each in project.custom_field_settings)
        names |= {each.gid: each.name for each in settings if each}
    fits = sorted(gid for gid, own in names.items() if name in (gid, own))
    if len(fits) == 1:
        return fits[0]
    if fits:
        remedy = " or ".join(f'"{gid}"' for gid in fits)
        raise Refused(f"several custom fields of Asana are called {name}; write project_code_field: {remedy}")
    known = ", ".join(sorted(set(names.values()))[:20]) or "none at all"
    raise Refused(f"no visible project of Asana has a custom field {name}; write one of these: {known}")


# ---- the client ----


def _client(config: Config, setting: Setting) -> Http:
    company = setting.company.encode("ascii", "ignore").decode().strip()
    headers = {
        "Authorization": f"Bearer {setting.token}",
        "User-Agent": f"Tieout ({company or 'no company was given'})",
        "Accept": "application/json",
    }
    address = config.base_url or OWN_URL
    return Http(address, headers, GENERAL, setting.timer, secrets=(setting.token,), judge=_judge)


def _judge(reply: Reply, wall: float) -> ConnectorError | None:
    wrong = judged(reply, wall)
    if isinstance(wrong, Reconnect):
        return Reconnect(f"{wrong}. Asana does not accept the token: {_NEW_TOKEN}")
    if isinstance(wrong, Refused) and wrong.status == 402:
        return Refused(f"{wrong}. The workspace's plan does not have this", 402)
    if isinstance(wrong, Retry) and (phrase := _phrase(reply)):
        return Retry(f"{wrong} (for Asana's support: {phrase})", wrong.retry_after)
    return wrong


class _Phrased(msgspec.Struct):
    phrase: str = ""


class _Errors(msgspec.Struct):
    errors: list[_Phrased] = msgspec.field(default_factory=list)


def _phrase(reply: Reply) -> str:
    """The words by which Asana's support finds an error of its own."""
    try:
        said = msgspec.json.decode(reply.content[:100_000], type=_Errors)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return next((each.phrase for each in said.errors if each.phrase), "")


def _moment(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        return None


def _same(row: R) -> R:
    return row
