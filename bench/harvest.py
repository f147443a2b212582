"""A made-up Harvest account: the agency's months, in answers with every field that Harvest has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import count, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.agency import DATABASE, HEADER, MONTH, Size, configure, email, person, time_of, write_folder
from bench.vendor import HERE, Answers, Params, Request
from billing.calendar import month
from billing.records import Period

PAGE = 2000
"""The most rows that Harvest gives at once."""
CHANGES = 50
SCENES = {"once": "0.77", "again": "0.78"}
"""What the changed entries' hours are, scene by scene; no other entry has them."""
EMPTY = "2026-11"
"""The month under way, which has no time yet."""
_SINCE = "2026-11-03T10:50:00Z"
"""The moment of the vendor's first answer, less the overlap."""
_TIMES, _TEAM = "/v2/time_entries", "/v2/reports/time/team"
_CELL = {name: place for place, name in enumerate(HEADER)}
_MADE = "2026-01-26T22:32:52Z"

Row = dict[str, Any]


def write_account(folder: Path, answers: Path, size: Size, months: Sequence[str] = (MONTH,)) -> None:
    """A configuration, and beside it what Harvest answers to a whole pull of some months and to those of changes."""
    write_folder(folder, size)
    configure(folder, go_live=f"{months[0]}-01")
    answers.mkdir()
    (folder / "answers").symlink_to(answers.absolute())
    account = _Account(Answers(answers), size)
    for name in months:
        account.put_month(month(name), time_of(size, name))
    account.put_changes(months[-1])
    account.put_month(month(EMPTY), iter(()))
    account.put_references()
    account.answers.close()


def connect(folder: Path, base: str, database: str = DATABASE) -> dict[str, str]:
    """Lets the configuration ask a vendor at an address; the environment that has the token."""
    asked = {"account": "1", "token": "${HARVEST_TOKEN}", "base_url": f"{base}/v2", "identity_url": base}
    configure(folder, connectors={"harvest": {"kind": "harvest", **asked}}, database=database)
    return {"HARVEST_TOKEN": "bench"}


def first_requests() -> list[Request]:
    """What every pull asks before it asks for entries."""
    lists = [(f"/v2/{name}", (("per_page", str(PAGE)),)) for name in ("clients", "projects", "tasks", "users")]
    return [("/v2/users/me", ()), ("/v2/company", ()), *lists]


def listing(path: str, period: Period) -> Request:
    """The request for the first page of a month."""
    return path, (*_days(period), ("per_page", str(PAGE)))


def proving(period: Period) -> list[Request]:
    """What a month of time is proven by."""
    team = (("from", f"{period.first:%Y%m%d}"), ("to", _days(period)[1][1].replace("-", "")), ("per_page", str(PAGE)))
    days = _days(period)
    return [
        (_TIMES, (*days, ("is_running", "false"), ("per_page", "1"))),
        (_TIMES, (*days, ("is_running", "true"), ("per_page", str(PAGE)))),
        (_TEAM, team),
    ]


def whole_months(names: Sequence[str]) -> list[Request]:
    """What a pull asks for some months that it reads whole, apart from further pages."""
    times = [each for name in names for each in (listing(_TIMES, month(name)), *proving(month(name)))]
    return times + [each for name in names for each in _expenses(month(name))]


def changed_since(path: str = _TIMES) -> Request:
    """The request for what was changed since the pull before."""
    return path, (("updated_since", _SINCE), ("per_page", str(PAGE)))


def what_changed() -> list[Request]:
    """What a pull asks when some entries of the month have changed: its proof, and the totals of the other month."""
    months = month(MONTH), month(EMPTY)
    proofs = [each for period in months for each in proving(period)]
    return [changed_since(), *proofs, changed_since("/v2/expenses"), *(_expenses(period)[1] for period in months)]


def _expenses(period: Period) -> list[Request]:
    """The first page of a month, and its total."""
    return [("/v2/expenses", (*_days(period), ("per_page", size))) for size in (str(PAGE), "1")]


def _days(period: Period) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("from", period.first.isoformat()), ("to", (period.end - timedelta(days=1)).isoformat())


@dataclass
class _Account:
    answers: Answers
    size: Size
    numbers: Iterator[int] = field(default_factory=lambda: count(2_336_000_001))
    ids: dict[tuple[str, ...], int] = field(default_factory=dict)
    named: dict[str, dict[str, Row]] = field(default_factory=dict)
    """Clients, projects and tasks by what tells them apart."""
    changing: list[Row] = field(default_factory=list)
    hundredths: dict[int, int] = field(default_factory=dict)
    """The hours of each person in the month that was put last and has any."""
    rows: int = 0

    @cached_property
    def users(self) -> list[Row]:
        """Everybody, and what rows leave out about them."""
        return [self._user(number) for number in range(self.size.people)]

    def put_month(self, period: Period, cells: Iterator[list[str]]) -> None:
        """The answers to a month's pages and to its proof."""
        hundredths: dict[int, int] = {}
        self.changing = []
        entries, put = (self._entry(row, hundredths) for row in cells), 0
        rows = self.size.rows if period.name != EMPTY else 0
        path, params = listing(_TIMES, period)
        for number in range(max(-(-rows // PAGE), 1)):
            page = list(islice(entries, PAGE))
            put += len(page)
            self.changing += page[:: max(len(page) // CHANGES, 1)]
            more = (("cursor", str(number + 1)), *params, ("ref", "next_cursor")) if put < rows else ()
            self.answers.put(path, params, _page("time_entries", page, rows, _link(path, more)))
            params = more
        for what, content in zip(proving(period), self._proof(rows, hundredths), strict=True):
            self.answers.put(*what, content)
        for what in _expenses(period):
            self.answers.put(*what, _page("expenses", [], 0))
        if rows:
            self.hundredths = hundredths

    def put_changes(self, name: str) -> None:
        """Some entries of a month with other hours, scene by scene, and the proof of the month with them."""
        self.answers.put(*changed_since("/v2/expenses"), _page("expenses", [], 0))
        self.answers.put(*changed_since(), _page("time_entries", [], 0))
        for scene, hours in SCENES.items():
            hundredths, changed = dict(self.hundredths), []
            for entry in self.changing[:CHANGES]:
                hundredths[entry["user"]["id"]] += round(float(hours) * 100) - round(entry["hours"] * 100)
                changed.append(
                    {**entry, **dict.fromkeys(("hours", "hours_without_timer", "rounded_hours"), float(hours))}
                )
            self.answers.put(*changed_since(), _page("time_entries", changed, len(changed)), scene)
            *_, team = zip(proving(month(name)), self._proof(self.size.rows, hundredths), strict=True)
            self.answers.put(*team[0], team[1], scene)

    def put_references(self) -> None:
        """Who we are, and everybody and everything that entries name."""
        company = {"name": "Northwind AI", "wants_timestamp_timers": False, "expense_feature": True, "clock": "12h"}
        lists = {name: list(self.named.get(name, {}).values()) for name in ("clients", "projects", "tasks")}
        contents = [json.dumps(self.users[0]).encode(), json.dumps({**company, "approval_feature": True}).encode()]
        contents += [_page(name, rows, len(rows)) for name, rows in (*lists.items(), ("users", self.users))]
        for what, content in zip(first_requests(), contents, strict=True):
            self.answers.put(*what, content)

    def _proof(self, rows: int, hundredths: dict[int, int]) -> Iterator[bytes]:
        yield _page("time_entries", [], rows)
        yield _page("time_entries", [], 0)
        people = [
            {"user_id": user, "total_hours": total / 100, "currency": "USD"} for user, total in hundredths.items()
        ]
        yield _page("results", people, len(people))

    def _entry(self, cells: list[str], hundredths: dict[int, int]) -> Row:
        self.rows += 1
        client, project, task = self._names(cells)
        hours, day, user = float(cells[_CELL["Hours"]]), cells[0], self.ids["user", *cells[11:13]]
        hundredths[user] = hundredths.get(user, 0) + round(hours * 100)
        billable, rate = cells[_CELL["Billable?"]] == "Yes", float(cells[_CELL["Billable Rate"]])
        assigned = {"is_active": True, "budget": None, "hourly_rate": rate, "created_at": _MADE, "updated_at": _MADE}
        return {
            "id": next(self.numbers),
            "spent_date": day,
            "user": {"id": user, "name": " ".join(cells[11:13])},
            "client": {"id": client["id"], "name": client["name"], "currency": "USD"},
            "project": {"id": project["id"], "name": project["name"], "code": project["code"]},
            "task": {"id": task["id"], "name": task["name"]},
            "user_assignment": {"id": user + 1, "is_project_manager": False, "use_default_rates": False, **assigned},
            "task_assignment": {"id": task["id"] + 1, "billable": billable, **assigned},
            "hours": hours,
            "hours_without_timer": hours,
            "rounded_hours": hours,
            "notes": cells[_CELL["Notes"]],
            "created_at": f"{day}T15:50:15Z",
            "updated_at": f"{day}T16:47:14Z",
            "is_locked": True,
            "locked_reason": "Item Approved and Locked for this Time Period",
            "is_closed": True,
            "is_billed": False,
            "timer_started_at": None,
            "started_time": None,
            "ended_time": None,
            "is_running": False,
            "invoice": None,
            "external_reference": self._linked(cells[_CELL["Notes"]]),
            "billable": billable,
            "budgeted": True,
            "billable_rate": rate if billable else None,
            "cost_rate": float(cells[_CELL["Cost Rate"]]),
        }

    def _linked(self, note: str) -> Row | None:
        """Every fourth entry was started from a task elsewhere."""
        if self.rows % 4:
            return None
        key = note.partition(" ")[0]
        link = f"https://northwind.atlassian.test/browse/{key}"
        where = {"service": "atlassian.test", "service_icon_url": "https://proxy.test/atlassian.test.png"}
        return {"id": key, "group_id": key.partition("-")[0], "account_id": "1", "permalink": link, **where}

    def _names(self, cells: list[str]) -> tuple[Row, Row, Row]:
        self.users  # noqa: B018  # their ids are given first
        customer, project, code, task = cells[1:5]
        client = self._known("clients", (customer,), {"name": customer, "currency": "USD", "address": None})
        said = {"name": project, "code": code or None, "client": client, "is_billable": True, "bill_by": "People"}
        more = {"is_fixed_fee": False, "hourly_rate": None, "budget": None, "budget_by": "none", "notes": ""}
        here = self._known("projects", (customer, project, code), {**said, **more})
        return client, here, self._known("tasks", (task,), {"name": task, "billable_by_default": True})

    def _known(self, kind: str, key: tuple[str, ...], said: Row) -> Row:
        known = self.named.setdefault(kind, {})
        name = "/".join(key)
        if name not in known:
            known[name] = {
                "id": self._id(kind, *key),
                "is_active": True,
                "created_at": _MADE,
                "updated_at": _MADE,
                **said,
            }
        return known[name]

    def _user(self, number: int) -> Row:
        first, last = person(number)
        roles = ["administrator"] if number == 0 else ["member"]
        return {
            "id": self._id("user", first, last),
            "first_name": first,
            "last_name": last,
            "email": email(number),
            "timezone": "Eastern Time (US & Canada)",
            "weekly_capacity": 126000,
            "is_active": True,
            "is_contractor": False,
            "roles": [],
            "access_roles": roles,
            "default_hourly_rate": 100.0,
            "cost_rate": 60.0,
            "created_at": _MADE,
            "updated_at": _MADE,
        }

    def _id(self, *key: str) -> int:
        return self.ids.setdefault(key, 5_735_774 + 10 * len(self.ids))


def _link(path: str, params: Params) -> str | None:
    return f"{HERE.decode()}{path}?{urlencode(params)}" if params else None


def _page(name: str, rows: list[Row], of: int, following: str | None = None) -> bytes:
    pages = {"per_page": PAGE, "total_pages": -(-of // PAGE), "total_entries": of, "next_page": None, "page": None}
    links = {"first": f"{HERE.decode()}/v2/{name}", "next": following, "previous": None, "last": None}
    whole = {name: rows, **pages, "previous_page": None, "links": links}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
