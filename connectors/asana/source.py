"""Asana over its API 1.0.

API: developers.asana.com, JSON. Sign-in: a personal access token; it shows what its owner may see, a guest only what
was shared. Paging: opaque offsets that expire, 100 rows a page. Limits: 150 requests a minute in free workspaces, 1,500
in paid ones, and a budget by cost; then 429 with Retry-After. Changes: by `modified_since`, one project at a time; what
was deleted, removed from a project, or happened to subtasks alone is not told. What is missing and what is not shown
are refused alike. Known gaps: see docs/connectors/asana.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from connectors.asana.api import GENERAL, HIDDEN, Api
from connectors.asana.config import Config
from connectors.asana.finding import Finder, Without
from connectors.asana.history import evidence, needs_stories
from connectors.asana.listing import Listing
from connectors.asana.payloads import OF_STORY, Story
from connectors.asana.records import BadValue
from connectors.asana.search import Search
from connectors.errors import Changed, Refused
from connectors.http import Window
from connectors.sources import Setting, SourceAccount
from connectors.tasks import Evidence, TaskPage, TaskProject, TaskRecord


class Source:
    """A workspace of Asana. Its projects are looked up once, for their project codes."""

    title: ClassVar[str] = "Asana"

    def __init__(self, config: Config, setting: Setting) -> None:
        self._config = config
        self._api = Api(config, setting)
        self._finder = Finder(self._api)

    @property
    def page_size(self) -> int:
        """How many rows are asked for at once; Asana allows 100."""
        return self._api.page_size

    @page_size.setter
    def page_size(self, rows: int) -> None:
        self._api.page_size = rows

    def account(self) -> SourceAccount:
        """Who we are there: two requests, and one for each 100 projects if projects or a field are configured."""
        me, workspace = self._api.me(), self._api.workspace()
        guest = self._api.is_guest()
        return SourceAccount(
            person=f"{me.name} <{me.email}>" if me.email else me.name,
            account=f"{workspace.name} ({workspace.gid})",
            sees_everyone=not guest,
            lacks=tuple(self._lacking(me.email or me.name, guest)),
            quota="150 requests a minute in free workspaces, 1,500 in paid ones",
        )

    def projects(self) -> Iterator[TaskProject]:
        """The projects that are visible, archived ones too; only the configured ones, if some are."""
        wanted = self._api.known().wanted
        yield from (each for each in self._api.projects() if not wanted or each.id in wanted)

    def changed(self, since: datetime | None, projects: Sequence[str]) -> Iterator[TaskPage]:
        """The tasks of some projects that changed since a moment, or all; each once, subtasks after their parents.

        Projects that are not shown are named in a Refused when all others were read.
        """
        listing = Listing(self._api, since)
        hidden: list[str] = []
        for project in dict.fromkeys(projects):
            try:
                yield from listing.pages(project)
            except Refused as problem:
                if problem.status not in HIDDEN:
                    raise
                hidden.append(project)
        if hidden:
            raise Refused(_not_shown(hidden, self._api.me().name), HIDDEN[-1])

    def named(self, keys: Sequence[str], within: Sequence[str] = ()) -> Iterator[TaskPage]:
        """The tasks with some numbers, custom ids or addresses, whatever project they are in now; each once.

        `within` are projects (numbers) that probably hold some of them. A project that holds several is listed; the
        rest takes one request each, two for a custom id: Asana's batches count as much, and fail as a whole.
        """
        yield from Search(self._api, self._finder, keys, within).pages()

    def evidence(self, task: TaskRecord, condition: Mapping[str, str]) -> Evidence | None:
        """Who brought a task to fulfil a condition, and when; None where it does not by now, or where nothing tells."""
        now = self._finder.find(task.id)
        if isinstance(now, Without):
            return None
        try:
            record = self._finder.record(now)
        except BadValue as problem:
            raise Changed(f"task {task.id} of Asana cannot be read: {problem}") from problem
        stories = self._stories(task.id) if needs_stories(condition) or record.approval else ()
        return evidence(now, record, condition, stories)

    def told_at(self) -> datetime | None:
        """Asana's clock at its first answer."""
        return self._api.told

    def limits(self) -> tuple[Window, ...]:
        """The pace that is kept; a free workspace refuses it and says how long to wait."""
        return GENERAL

    def sent(self) -> int:
        """Requests sent so far."""
        return self._api.requests

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()

    # ---- tasks ----

    def _stories(self, gid: str) -> list[Story]:
        """Everything that happened to a task. One that cannot be read may be the very one: then nothing is said."""
        found: dict[str, Story] = {}
        path = f"/tasks/{gid}/stories"
        for rows in self._api.pages(path, (("opt_fields", OF_STORY),), Story, lambda story: story):
            if rows.rejected:
                raise Changed(f"a story of task {gid} cannot be read: {rows.rejected[0]}")
            found |= {story.gid: story for story in rows.values}
        return list(found.values())

    # ---- who we are ----

    def _lacking(self, who: str, guest: bool) -> Iterator[str]:
        """What the token may not see, and what follows."""
        if guest:
            yield (
                "The token's owner is a guest: Asana shows a guest what was shared and lists are cut without a word; "
                "give the token of a full member who belongs to every client's project."
            )
        try:
            known = self._api.known()
        except Refused as problem:
            yield f"{problem}."
            return
        seen = {each.id for each in self._api.projects()} if known.wanted else set()
        hidden = sorted(known.wanted - seen)
        if hidden:
            yield f"{_not_shown(hidden, who)}."


def _not_shown(projects: Sequence[str], who: str) -> str:
    several = len(projects) > 1
    named = f"the projects {', '.join(projects)}" if several else f"the project {projects[0]}"
    them = "them" if several else "it"
    return f"Asana does not show {named} to {who}, or does not have {them}: add {who} to {them} as a member"
