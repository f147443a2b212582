"""Harvest over its API v2.

API: help.getharvest.com/api-v2, JSON. Sign-in: a personal access token with the account's number; what it shows depends
on its owner, and only an administrator's shows everyone's time. Paging: `links.next` and nothing else, 2,000 rows a
page. Limits: 100 requests in 15 seconds, 100 reports in 15 minutes, then 429 with Retry-After. Changes: by
`updated_since`; what was deleted is not told, so it is seen only by listing a window in full. Proof: the number of
entries, and the team's hours in a report. Known gaps: see docs/connectors/harvest.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from billing.records import EXPENSE, TIME, Period, SourceRecord
from connectors.errors import Reconnect, Refused
from connectors.harvest.api import GENERAL, HIDDEN, Api, is_administrator
from connectors.harvest.config import Config
from connectors.harvest.payloads import (
    BillableRate,
    BillableRates,
    Client,
    Clients,
    Company,
    Expense,
    Expenses,
    Project,
    Projects,
    Task,
    TaskAssignment,
    TaskAssignments,
    Tasks,
    TimeEntries,
    TimeEntry,
    User,
    UserAssignment,
    UserAssignments,
    Users,
)
from connectors.harvest.proof import Proof, days
from connectors.harvest.records import Known, counted_seconds, to_expense, to_record
from connectors.harvest.references import to_activity, to_client, to_person, to_project
from connectors.harvest.zones import to_zone
from connectors.http import Params, Window
from connectors.sources import Page, Reference, Setting, SourceAccount, Totals

_PROOF_REQUESTS = {TIME: 3, EXPENSE: 1}


class Source:
    """A Harvest account. Its people are looked up once, because entries do not have their e-mail addresses."""

    title: ClassVar[str] = "Harvest"
    kinds: ClassVar[tuple[str, ...]] = (TIME, EXPENSE)
    tells_approval: ClassVar[bool] = True

    def __init__(self, config: Config, setting: Setting) -> None:
        self._config = config
        self._api = Api(config, setting)
        self._proof = Proof(self._api)

    @property
    def page_size(self) -> int:
        """How many rows are asked for at once; Harvest allows 2,000."""
        return self._api.page_size

    @page_size.setter
    def page_size(self, rows: int) -> None:
        self._api.page_size = rows

    def account(self) -> SourceAccount:
        """Who we are there: two requests, one more where the token does not open the account."""
        try:
            me, company = self._api.me(), self._api.company()
        except (Reconnect, Refused) as problem:
            raise self._api.explained(problem) from problem
        zone = to_zone(me.timezone or "")
        name = f"{me.first_name} {me.last_name}".strip()
        return SourceAccount(
            person=f"{name} <{me.email}>" if me.email else name,
            account=f"{company.name} ({self._config.account})",
            id=self._config.account,
            sees_everyone=is_administrator(me),
            lacks=tuple(_lacking(me, company, self._config.require_approval)),
            quota="100 requests in 15 seconds, 100 reports in 15 minutes",
            zone=zone.key if zone else "",
        )

    def references(self, terms: bool = False) -> Iterator[Reference]:
        """Everything that entries may name; with `terms` assignments and dated rates, too, one request a person."""
        known = Known(complete=True)
        for client in self._api.visible("/clients", (Clients, Client)):
            known.learn_client(client)
            yield to_client(client)
        people, tasks = self._assigned() if terms else ({}, {})
        for project in self._api.visible("/projects", (Projects, Project)):
            known.learn_project(project)
            here = (people.get(project.id, []), tasks.get(project.id, [])) if terms else (None, None)
            yield to_project(project, *here)
        yield from map(to_activity, self._api.visible("/tasks", (Tasks, Task)))
        for user in self._api.visible("/users", (Users, User)):
            known.learn_user(user)
            yield to_person(user, self._rates(user) if terms else None)
        self._api.known = known

    def listing(self, kind: str, window: Period) -> Iterator[Page]:
        """Everything of a window, page by page; nothing where the account has no expenses."""
        yield from self._records(kind, days(window))

    def totals(self, kind: str, window: Period) -> Totals:
        """How many entries a window has, and their hours by the report of the team; running timers are in neither.

        Of expenses Harvest says the number. A token that may not read reports is told no hours.
        """
        try:
            if kind == EXPENSE:
                return Totals(self._proof.entries("/expenses", (Expenses, Expense), days(window)), None)
            asked = (*days(window), ("is_running", "false"))
            entries = self._proof.entries("/time_entries", (TimeEntries, TimeEntry), asked)
        except Refused as problem:
            if self._has_no(kind, problem):
                return Totals(0, None)
            raise
        try:
            return Totals(entries, self._proof.seconds(window))
        except Refused as problem:
            if problem.status in HIDDEN and not is_administrator(self._api.me()):
                return Totals(entries, None)
            raise

    def changes(self, kind: str, since: datetime, windows: Sequence[Period]) -> Iterator[Page]:
        """What was made or edited since a moment, of any day; Harvest does not tell what was deleted."""
        yield from self._records(kind, (("updated_since", f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),))

    def told_at(self) -> datetime | None:
        """Harvest's clock at its first answer."""
        return self._api.told

    def limits(self) -> tuple[Window, ...]:
        """The pace of everything but reports, of which a month's proof needs one."""
        return GENERAL

    def requests_for(self, kind: str, entries: int) -> int:
        """A request for each page, and those of one proof."""
        return max(-(-entries // self.page_size), 1) + _PROOF_REQUESTS[kind]

    def sent(self) -> int:
        """Requests sent so far."""
        return self._api.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()

    # ---- entries and expenses ----

    def _records(self, kind: str, asked: Params) -> Iterator[Page]:
        try:
            yield from self._times(asked) if kind == TIME else self._expenses(asked)
        except Refused as problem:
            if not self._has_no(kind, problem):
                raise

    def _times(self, asked: Params) -> Iterator[Page]:
        knowing = self._api.knowing

        def read(entry: TimeEntry) -> tuple[str, int, SourceRecord]:
            return str(entry.id), counted_seconds(entry), to_record(entry, knowing(entry))

        for rows in self._api.pages("/time_entries", asked, (TimeEntries, TimeEntry), read):
            records = tuple(record for _, _, record in rows.values)
            yield Page(
                records=records,
                ids=tuple(own for own, _, _ in rows.values),
                rejected=tuple(rows.rejected),
                counted_seconds=sum(counted for _, counted, _ in rows.values),
                counted_entries=sum(not record.running for record in records),
                of=rows.of,
            )

    def _expenses(self, asked: Params) -> Iterator[Page]:
        knowing = self._api.knowing

        def read(expense: Expense) -> tuple[str, SourceRecord]:
            return str(expense.id), to_expense(expense, knowing(expense))

        for rows in self._api.pages("/expenses", asked, (Expenses, Expense), read):
            records, ids = tuple(record for _, record in rows.values), tuple(own for own, _ in rows.values)
            yield Page(records, ids, tuple(rows.rejected), of=rows.of)

    def _has_no(self, kind: str, problem: Refused) -> bool:
        """Whether a refusal only says that the account's expenses are switched off."""
        hidden = kind == EXPENSE and problem.status in HIDDEN
        return hidden and self._api.company().expense_feature is False

    # ---- what first contracts are written from ----

    def _assigned(self) -> tuple[dict[int, list[UserAssignment]], dict[int, list[TaskAssignment]]]:
        """Who and what is assigned, by project."""
        people: dict[int, list[UserAssignment]] = {}
        for person in self._api.visible("/user_assignments", (UserAssignments, UserAssignment)):
            people.setdefault(person.project.id, []).append(person)
        tasks: dict[int, list[TaskAssignment]] = {}
        for task in self._api.visible("/task_assignments", (TaskAssignments, TaskAssignment)):
            tasks.setdefault(task.project.id, []).append(task)
        return people, tasks

    def _rates(self, user: User) -> list[BillableRate]:
        return list(self._api.visible(f"/users/{user.id}/billable_rates", (BillableRates, BillableRate)))


def _lacking(me: User, company: Company, require_approval: bool) -> Iterator[str]:
    """What the token may not or the account does not have, and what follows."""
    if not is_administrator(me):
        yield (
            "The token's owner is no administrator: Harvest shows a member only their own time and a manager that of "
            "the team, without a word that there is more; make the owner an administrator, or give the token of one."
        )
    if require_approval and company.approval_feature is False:
        yield (
            "Timesheet approval is switched off in Harvest, so nothing is ever approved and everything would be held; "
            "switch it on there, or write require_approval: no."
        )
    if company.expense_feature is False:
        yield "Expenses are switched off in Harvest, so none are read."
