"""What is known of task trackers while entries are matched: which there are, whose projects, and the tasks by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from billing.records import Contract, SourceRecord
from billing.task_names import Named
from billing.task_records import HIDDEN, KnownTask

NONE: Mapping[str, str] = MappingProxyType({})
Prefix = tuple[str, str]
"""A tracker, and what its keys begin with before the dash; empty where its projects have no such keys."""
KEYED = "jira"
"""The kind of tracker in which every task has a key like ACME-12."""


@dataclass(frozen=True, slots=True)
class TaskTrackerRules:
    """What the operator said about one task tracker that matching depends on; `host` is where its links lead."""

    name: str
    kind: str
    host: str = ""
    has_code_field: bool = False


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a name led to: a task, or the kind of issue that says why to none, and which trackers that concerns."""

    task: KnownTask | None = None
    trouble: str = ""
    trackers: tuple[str, ...] = ()
    deleted: bool = False
    several: tuple[KnownTask, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskBook:
    """Task trackers arranged for look-up; what entries name is learned for each batch of them.

    `prefixes` are what the keys of known projects and tasks begin with, and whose they are. `owners` are the contracts
    that a project was said to belong to, by tracker and key.
    """

    trackers: Mapping[str, TaskTrackerRules] = field(default_factory=dict)
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prefixes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unlisted: tuple[str, ...] = ()
    """Trackers of which no project was ever seen: until then, any key may be theirs."""
    owners: Mapping[str, tuple[Contract, ...]] = field(default_factory=dict)
    wants_owners: bool = False
    """Whether anything says whose a task is, so that it is odd when nothing does."""
    tasks: dict[str, Sequence[KnownTask]] = field(default_factory=dict)
    by_ref: dict[str, KnownTask] = field(default_factory=dict)
    unfound: dict[str, Mapping[str, str]] = field(default_factory=dict)
    named: dict[str, Sequence[Named]] = field(default_factory=dict)
    """What entries name, and the records of which it was read: so it is read once."""
    read: dict[str, SourceRecord] = field(default_factory=dict)
    answers: dict[tuple[str, tuple[str, ...], bool], LookUp | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls, trackers: Sequence[TaskTrackerRules], contracts: Iterable[Contract], prefixes: Iterable[Prefix] = ()
    ) -> TaskBook:
        """The book of some trackers, empty of tasks; an empty one where there are no trackers."""
        if not trackers:
            return cls()
        names = [each.name for each in trackers]
        owners: dict[str, tuple[Contract, ...]] = {}
        for contract in contracts:
            for project in contract.task_projects:
                owners[project] = (*owners.get(project, ()), contract)
        known = {pair for pair in prefixes if pair[0] in names}
        listed = {name for name, _ in known}
        said = {(name, key) for name, _, key in (project.partition(":") for project in owners) if name in names}
        return cls(
            trackers={each.name: each for each in trackers},
            hosts=_grouped((each.host, each.name) for each in trackers if each.host),
            prefixes=_grouped((prefix, name) for name, prefix in known | said if prefix),
            unlisted=tuple(each.name for each in trackers if each.kind == KEYED and each.name not in listed),
            owners=owners,
            wants_owners=bool(owners) or any(each.has_code_field for each in trackers),
        )

    def learn(
        self,
        tasks: Mapping[str, Sequence[KnownTask]],
        unfound: Mapping[str, Mapping[str, str]],
        linked: Iterable[KnownTask] = (),
    ) -> None:
        """Replaces what is known of the names of a batch of entries, and of the tasks that people linked them to."""
        for own in (self.tasks, self.unfound, self.by_ref, self.answers):
            own.clear()
        self.tasks.update(tasks)
        self.unfound.update(unfound)
        self.by_ref.update((each.ref, each) for each in linked)

    def forget(self) -> None:
        """Lets go of what the last batch of entries names."""
        self.named.clear()
        self.read.clear()

    def look_up(self, name: str, trackers: tuple[str, ...] = (), *, meant: bool = True) -> LookUp | None:
        """What a name leads to, in some trackers or all; None: it is no task's, and nothing is wrong with that.

        `meant`: it stands where a task is to stand. Elsewhere a key of a project that nobody has is only a word.
        """
        asked = (name, trackers, meant)
        if asked not in self.answers:
            self.answers[asked] = self._look_up(*asked)
        return self.answers[asked]

    def speaking(self, name: str) -> tuple[str, ...]:
        """The trackers in which a key may be a task's: they have its project, or nobody knows yet what they have."""
        prefix = name.rpartition("-")[0]
        return tuple(sorted({*self.prefixes.get(prefix, ()), *self.unlisted})) if prefix else ()

    def owners_of(self, task: KnownTask) -> tuple[Contract, ...]:
        """The contracts that say that a task's project is theirs."""
        by_id = self.owners.get(task.project)
        return by_id or self.owners.get(project_of(task), ())

    def _look_up(self, name: str, trackers: tuple[str, ...], meant: bool) -> LookUp | None:
        wanted = trackers or tuple(self.trackers)
        known = [task for task in self.tasks.get(name, ()) if task.connector in wanted]
        found = [task for connector in wanted for task in _meant(name, connector, known)]
        if len(found) == 1:
            return LookUp(found[0])
        if found:
            return LookUp(None, "ambiguous_task", trackers, several=tuple(sorted(found, key=lambda task: task.ref)))
        gone = {task.connector for task in known}
        asked = trackers or self.speaking(name) or (self._anybody(name) if meant else ())
        return self._nowhere(name, tuple(sorted({*asked, *gone})), gone)

    def _anybody(self, name: str) -> tuple[str, ...]:
        """The trackers that may have a task of a project that none shows: those that were asked, else all with keys."""
        keyed = tuple(each for each, rules in self.trackers.items() if rules.kind == KEYED)
        return tuple(sorted(self.unfound.get(name, NONE).keys() & self.trackers.keys())) or keyed

    def _nowhere(self, name: str, asked: tuple[str, ...], gone: set[str]) -> LookUp | None:
        why = self.unfound.get(name, NONE)
        unchecked = tuple(each for each in asked if each not in why and each not in gone)
        if unchecked:
            return LookUp(None, "task_not_checked", unchecked)
        hidden = tuple(each for each in asked if why.get(each) == HIDDEN)
        if hidden:
            return LookUp(None, "task_not_visible", hidden)
        return LookUp(None, "task_not_found", asked, deleted=bool(gone)) if asked else None


def project_of(task: KnownTask) -> str:
    """How a contract names a task's project: its tracker, and its key or else its id."""
    return f"{task.connector}:{task.project_key}" if task.project_key else task.project


def _meant(name: str, connector: str, known: Iterable[KnownTask]) -> list[KnownTask]:
    """The tasks of a tracker that are there and answer to a name now, else those that once did."""
    there = [task for task in known if task.connector == connector and task.present]
    return [task for task in there if name in (task.key, task.id)] or there


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, value in sorted(set(pairs)):
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
