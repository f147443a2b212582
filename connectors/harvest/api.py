"""Requests to Harvest: headers, limits, paging by `links.next`, what its refusals mean, and what is looked up once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

import structlog
from msgspec import UNSET

from connectors.errors import Changed, ConnectorError, Reconnect, Refused
from connectors.harvest.config import Config
from connectors.harvest.payloads import (
    Account,
    Accounts,
    Client,
    Clients,
    Company,
    Expense,
    Listed,
    Project,
    Projects,
    TimeEntry,
    User,
    Users,
)
from connectors.harvest.reading import Rows, read_page
from connectors.harvest.records import Known
from connectors.http import Http, Params, Reply, Window, judged
from connectors.sources import Setting

R = TypeVar("R")
V = TypeVar("V")

GENERAL = (Window(90, 15),)
REPORTS = (Window(90, 900),)
"""A tenth less than Harvest allows: requests that were sent apart may arrive together."""

PAGE_SIZE = 2000
"""The most that Harvest allows."""

HIDDEN = (403, 404)
"""How Harvest refuses what a token may not see, or what an account does not have."""

_NEW_TOKEN = "make a new one at https://id.getharvest.com/developers and set it where token: points to"


class Api:
    """One account's API. It keeps who we are, the account's settings, and what rows leave out about people."""

    def __init__(self, config: Config, setting: Setting) -> None:
        self.page_size = PAGE_SIZE
        self.known: Known | None = None
        self._account = config.account
        self._http = _client(config, setting, config.base_url, GENERAL)
        self._reports = _client(config, setting, config.base_url, REPORTS)
        self._identity = _client(config, setting, config.identity_url, GENERAL)
        self._user: User | None = None
        self._company: Company | None = None

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return sum(http.requests for http in (self._http, self._reports, self._identity))

    @property
    def told(self) -> datetime | None:
        """Harvest's clock at its first answer."""
        return min((http.told for http in (self._http, self._reports, self._identity) if http.told), default=None)

    def close(self) -> None:
        """Lets go of connections."""
        for http in (self._http, self._reports, self._identity):
            http.close()

    # ---- lists ----

    def pages(
        self, path: str, asked: Params, kinds: tuple[type[Listed[Any]], type[R]], read: Callable[[R], V]
    ) -> Iterator[Rows[V]]:
        """Each page of a list, its rows as `read` makes them; the next one is asked for when this one was taken."""
        http = self._reports if path.startswith("/reports/") else self._http
        size = () if any(name == "per_page" for name, _ in asked) else (("per_page", str(self.page_size)),)
        address, params, seen = path, (*asked, *size), {""}
        while address:
            rows = read_page(self._get(http, address, params), *kinds, read)
            yield rows
            seen.add(address)
            address, params = rows.next, ()
            if address and address in seen:
                raise Changed(f"the pages of GET {path} lead in a circle; nothing after the first round was read")

    def rows(self, path: str, asked: Params, kinds: tuple[type[Listed[Any]], type[R]]) -> Iterator[R]:
        """The rows of all pages of a list; those that cannot be read are left out, with a line in the log."""
        for page in self.pages(path, asked, kinds, _same):
            for bad in page.rejected:
                structlog.get_logger().warning("row_unreadable", path=path, id=bad.id, why=bad.reason)
            yield from page.values

    def visible(self, path: str, kinds: tuple[type[Listed[Any]], type[R]]) -> Iterator[R]:
        """The rows that the token may see: none where Harvest refuses the list to somebody who is no administrator."""
        try:
            yield from self.rows(path, (), kinds)
        except Refused as problem:
            if problem.status not in HIDDEN or is_administrator(self.me()):
                raise

    def _get(self, http: Http, path: str, params: Params = ()) -> Reply:
        return http.get(path, params)

    # ---- what is asked once ----

    def me(self) -> User:
        """The owner of the token."""
        if self._user is None:
            self._user = self._get(self._http, "/users/me").decode(User)
        return self._user

    def company(self) -> Company:
        """The account's settings."""
        if self._company is None:
            self._company = self._get(self._http, "/company").decode(Company)
        return self._company

    def knowing(self, row: TimeEntry | Expense) -> Known:
        """What a row leaves out, looked up as far as this row needs it."""
        if self.known is None:
            self.known = Known()
            for user in self.visible("/users", (Users, User)):
                self.known.learn_user(user)
        if isinstance(row, TimeEntry) and row.started_time:
            self.known.clocks = self.company().wants_timestamp_timers is not False
        if (row.project.code is UNSET or not row.client.currency) and not self.known.complete:
            self.known.complete = True
            for project in self.visible("/projects", (Projects, Project)):
                self.known.learn_project(project)
            for client in self.visible("/clients", (Clients, Client)):
                self.known.learn_client(client)
        return self.known

    # ---- refusals ----

    def explained(self, problem: ConnectorError) -> ConnectorError:
        """Why an account does not open, after asking which accounts the token does open."""
        try:
            accounts = self._get(self._identity, "/api/v2/accounts").decode(Accounts).accounts
        except ConnectorError:
            return problem
        opens = {str(each.id): each for each in accounts if each.product == "harvest"}
        if self._account in opens:
            return problem
        which = f"account {self._account}" if self._account else "any account, because account: is not set"
        listed = " or ".join(map(_shown, opens.values()))
        remedy = f"write account: {listed}" if listed else "give a token of somebody who belongs to the account"
        return Reconnect(f"the token of Harvest does not open {which}; {remedy}")


def is_administrator(user: User) -> bool:
    """Whether someone sees everybody's time; older answers have a flag instead of roles."""
    return "administrator" in user.access_roles if user.access_roles is not None else user.is_admin is True


def _client(config: Config, setting: Setting, base_url: str, windows: tuple[Window, ...]) -> Http:
    company = setting.company.encode("ascii", "ignore").decode().strip()
    headers = {
        "Authorization": f"Bearer {setting.token}",
        "User-Agent": f"Tieout ({config.contact or company or 'no contact was given'})",
        "Accept": "application/json",
    }
    if base_url == config.base_url:
        headers["Harvest-Account-Id"] = config.account
    return Http(base_url, headers, windows, setting.timer, secrets=(setting.token,), judge=_judge)


def _judge(reply: Reply, wall: float) -> ConnectorError | None:
    wrong = judged(reply, wall)
    if isinstance(wrong, Reconnect):
        return Reconnect(f"{wrong}. Harvest does not accept the token for this account: {_NEW_TOKEN}")
    if isinstance(wrong, Refused) and wrong.status == 403:
        return Refused(f"{wrong}. The token's owner may not see this; give the token of an administrator", 403)
    return wrong


def _shown(account: Account) -> str:
    return f"{account.id} ({account.name})"


def _same(row: R) -> R:
    return row
