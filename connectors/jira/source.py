"""Jira Cloud over its API v3.

API: developer.atlassian.com/cloud/jira/platform/rest/v3, JSON. Sign-in: an e-mail address with an API token; a scoped
one is good at the gateway only. Reading: POST /search/jql with page tokens, bounded by projects, since a moment in
milliseconds; by key POST /issue/bulkfetch. The search lags behind by seconds to minutes, so every reading begins a
quarter of an hour earlier. Limits: five requests in a second. What was deleted or hidden is told by nobody: a name
that is asked for and not answered is one or the other. Known gaps: see docs/connectors/jira.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from connectors.errors import Reconnect, Refused
from connectors.http import Window
from connectors.jira.api import LIMITS, Api
from connectors.jira.config import Config
from connectors.jira.history import Asked, evidence
from connectors.jira.naming import batches, lead, told_apart
from connectors.jira.payloads import SYSTEM
from connectors.jira.reading import learn_epics, read_page, with_epics
from connectors.jira.records import is_name, milliseconds, to_project
from connectors.jira.site import Site
from connectors.sources import Setting, SourceAccount
from connectors.tasks import Evidence, TaskPage, TaskProject, TaskRecord

OVERLAP = timedelta(minutes=15)
"""How far behind the search may lag."""
MOST_RECONCILED = 50
MOST_PROJECTS = 100
"""In one query."""


class Source:
    """A Jira site. Its fields, projects and address are looked up once, when they are first needed."""

    title: ClassVar[str] = "Jira"

    def __init__(self, config: Config, setting: Setting) -> None:
        self._config = config
        self._api = Api(config, setting)
        self._site = Site(self._api, config)
        self._recent: dict[str, datetime] = {}

    @property
    def page_size(self) -> int:
        """How many issues are asked for at once; Jira may answer fewer."""
        return self._api.page_size

    @page_size.setter
    def page_size(self, issues: int) -> None:
        self._api.page_size = issues

    def account(self) -> SourceAccount:
        """Who we are there: two requests, and one each for fields and projects that are configured."""
        try:
            me = self._api.me()
        except Reconnect as problem:
            raise self._api.explained(problem) from problem
        server = self._api.server()
        if server.deployment_type != "Cloud":
            raise Refused(f"{server.base_url} is a Jira of your own (Data Center); only Jira Cloud is supported")
        if self._site.names_fields:
            self._site.known()
        return SourceAccount(
            person=f"{me.display_name} <{me.email_address}>" if me.email_address else me.display_name,
            account=f"{server.server_title or 'Jira'} ({server.base_url})",
            sees_everyone=not self._site.unseen(),
            lacks=tuple(self._site.lacking()),
            quota="5 requests in a second; requests with API tokens cost no points",
            zone=me.time_zone or "",
        )

    def projects(self) -> Iterator[TaskProject]:
        """The projects that are visible, archived ones too."""
        site = self._api.address()
        return (to_project(project, site) for project in self._api.projects())

    def changed(self, since: datetime | None, projects: Sequence[str]) -> Iterator[TaskPage]:
        """The tasks of some projects (ids) that changed since a moment, or all of them; of configured projects only.

        One project that is gone makes Jira refuse them all: the others are read, and then it is told. Of archived ones
        nothing is found, and nothing changes in them.
        """
        refused: list[Refused] = []
        wanted = self._site.limited(projects)
        for start in range(0, len(wanted), MOST_PROJECTS):
            yield from self._of_projects(since, wanted[start : start + MOST_PROJECTS], refused)
        if refused:
            raise Refused("; ".join(map(str, refused)), refused[0].status)

    def named(self, keys: Sequence[str], within: Sequence[str] = ()) -> Iterator[TaskPage]:
        """The tasks with some keys or ids, whatever project they are in now, and by old keys too."""
        asked = list(dict.fromkeys(keys))
        names = [name for name in asked if is_name(name)]
        pages, answered = self._fetched(names)
        led = lead(self._api, [name for name in names if name.upper() not in answered])
        late, more = self._fetched([own for own in led.names if own not in answered])
        if pages or late:
            learn_epics(self._api, self._site.known())
        yield from self._told([*pages, *late], led.names)
        unsaid = [name for own, old in led.names.items() if own not in answered | more for name in old] + led.unsaid
        yield from self._nowhere([*led.nowhere, *(name for name in asked if not is_name(name))], unsaid)

    def evidence(self, task: TaskRecord, condition: Mapping[str, str]) -> Evidence | None:
        """Who brought a task to fulfil a condition, and when, by its history."""
        return evidence(Asked(self._api, task, condition, self._site.known()))

    def told_at(self) -> datetime | None:
        """Jira's clock at its first answer."""
        return self._api.told

    def limits(self) -> tuple[Window, ...]:
        """The pace of all requests."""
        return LIMITS

    def sent(self) -> int:
        """Requests sent so far."""
        return self._api.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()

    # ---- reading ----

    @property
    def _fields(self) -> list[str]:
        return [*SYSTEM, *self._site.known().names]

    def _of_projects(
        self, since: datetime | None, projects: Sequence[str], refused: list[Refused]
    ) -> Iterator[TaskPage]:
        begun, wrong = False, None
        try:
            for page in self._search(since, projects):
                begun = True
                yield page
        except Refused as problem:
            if problem.status != 400 or begun:
                raise
            wrong = problem
        if wrong is not None:
            yield from self._of_those_shown(since, projects, refused, wrong)

    def _of_those_shown(
        self, since: datetime | None, projects: Sequence[str], refused: list[Refused], wrong: Refused
    ) -> Iterator[TaskPage]:
        """After a refusal: without projects that are archived or not shown; where there are none, one by one."""
        live, gone = self._site.sifted(projects)
        refused += [
            Refused(f"Jira does not show the project {own}: it is gone, or the token's owner may not browse it", 400)
            for own in gone
        ]
        if len(live) < len(projects):
            yield from self._of_projects(since, live, refused) if live else ()
        elif len(live) == 1:
            refused.append(Refused(f"the project {live[0]}: {wrong}", wrong.status))
        else:
            for own in live:
                yield from self._of_projects(since, (own,), refused)

    def _search(self, since: datetime | None, projects: Sequence[str]) -> Iterator[TaskPage]:
        """In the order of making, which no edit changes, so that none moves a task over the edge of a page.

        There is no upper bound: with one, what changes meanwhile would be neither in this reading nor in the next.
        """
        after = f" AND updated >= {milliseconds(since - OVERLAP)}" if since else ""
        jql = f"project in ({', '.join(projects)}){after} ORDER BY created ASC, key ASC"
        known = self._site.known()
        for reply, answer in self._api.search(jql, self._fields, self._reconciled()):
            page, _ = read_page(reply, answer.issues, known)
            learn_epics(self._api, known)
            yield with_epics(page, known)

    def _reconciled(self) -> list[int]:
        """The issues that were seen to change last, which the search must not show as they were before."""
        latest = sorted(self._recent, key=lambda own: self._recent[own], reverse=True)
        return sorted(int(own) for own in latest[:MOST_RECONCILED])

    def _fetched(self, names: Sequence[str]) -> tuple[list[TaskPage], set[str]]:
        """The tasks with some names, without the epics of sub-tasks, and all names that they answer to by now."""
        pages, answered = [], set[str]()
        for portion in batches(names):
            reply, answer = self._api.bulk(portion, self._fields)
            page, these = read_page(reply, answer.issues, self._site.known())
            pages.append(page)
            answered |= these
        return pages, answered

    def _told(self, pages: Iterable[TaskPage], names: Mapping[str, Sequence[str]]) -> Iterator[TaskPage]:
        """Pages with each task once, its epic, and the names that led to it."""
        told: set[str] = set()
        for page in pages:
            new = {task.id: task for task in page.tasks if task.id not in told}
            told |= new.keys()
            tasks = tuple(replace(task, old_keys=_old(task, names.get(own, ()))) for own, task in new.items())
            self._remember(tasks)
            yield with_epics(replace(page, tasks=tasks), self._site.known())

    def _remember(self, tasks: Iterable[TaskRecord]) -> None:
        """Keeps which issues changed so lately that the search may not know it yet."""
        for task in tasks:
            if task.changed_at and self._api.told and task.changed_at >= self._api.told - OVERLAP:
                self._recent[task.id] = task.changed_at

    def _nowhere(self, names: Sequence[str], unsaid: Sequence[str]) -> Iterator[TaskPage]:
        """Names that lead to no issue; of those `unsaid` Jira has not said even that."""
        projects = self._api.projects() if any(map(is_name, names)) else ()
        missing, hidden = told_apart(names, projects, not self._config.issue_security)
        if names or unsaid:
            yield TaskPage((), missing, (*hidden, *unsaid))


def _old(task: TaskRecord, names: Iterable[str]) -> tuple[str, ...]:
    """Of the names that led to a task those that it has no more."""
    return tuple(name for name in names if name.upper() not in (task.key.upper(), task.id))
