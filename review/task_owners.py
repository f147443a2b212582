"""Whose task it is: by its project code, else by the projects that contracts state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from billing.records import Contract
from billing.task_book import project_of
from billing.task_records import KnownTask


@dataclass(frozen=True, slots=True)
class Owners:
    """The clients of each project of task trackers, the client of each project code, and of each contract."""

    projects: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, str]
    clients: Mapping[str, str]

    @classmethod
    def of(cls, contracts: Iterable[Contract]) -> Owners:
        """What contracts say of projects."""
        projects: dict[str, dict[str, None]] = {}
        codes: dict[str, str] = {}
        clients: dict[str, str] = {}
        for contract in contracts:
            clients[contract.id] = contract.client
            codes |= {stream.code: contract.client for stream in contract.workstreams}
            for project in contract.task_projects:
                projects.setdefault(project, {})[contract.client] = None
        return cls({project: tuple(owners) for project, owners in projects.items()}, codes, clients)

    def clients_of(self, task: KnownTask) -> tuple[str, ...]:
        """The clients whose task it is, several only where several share its project; none where nothing says so."""
        if task.code in self.codes:
            return (self.codes[task.code],)
        return self.projects.get(task.project, ()) or self.projects.get(project_of(task), ())
