"""Suggestions of the task that an entry may be of: the closest real ones, with reasons; none applies by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from zoneinfo import ZoneInfo

from billing.issues import Issue
from billing.records import Contract, Entry, Match, Person
from billing.task_kinds import TASK_KINDS
from billing.task_records import OPEN, KnownTask
from billing.tasks import KEY, by_key, tasks_of
from billing.texts import squashed
from mappings.store import Transaction
from review.alike import in_order, likest
from review.task_owners import Owners

AT_MOST = 3
FAINT, SIMILAR, NEARLY = 50, 60, 80
"""How alike words must be to count at all, to be a reason, and to be the best one."""

CLOSED = "task_closed_before"
SUGGESTED = frozenset(kind.code for kind in TASK_KINDS) - {"task_owner_unknown"}
"""Kinds of exception for which tasks are suggested."""


@dataclass(frozen=True, slots=True)
class TaskSuggestion:
    """A task that an entry may be of, why, and how alike its title and the entry's words are, of 100.

    `name` is what to type for it: its key, or its connector and key where another task has the same.
    """

    entry: str
    task: KnownTask
    name: str
    because: str
    alike: int

    @property
    def command(self) -> str:
        """What to type to link it, apart from the reason."""
        return f"tieout decide link {self.entry} {self.name} --why …"

    @property
    def sentence(self) -> str:
        """What an entry may be, why, and what to type for it."""
        reasons = "; ".join(text for text in (self.task.status, self.because) if text)
        return f"may be {self.words} ({reasons}): {self.command}"

    @property
    def words(self) -> str:
        """The task as people call it."""
        return f"{self.task.key} {self.task.title}".strip()


Suggested = Mapping[str, tuple[TaskSuggestion, ...]]
"""Suggestions by the id of the exception that they are for."""

NOTHING: Suggested = {}
Places = Mapping[int, None]
"""Where some tasks stand among all of a client's, in order."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What suggestions go by: contracts by id, people, the company's zone, and the task trackers that are connected."""

    contracts: Mapping[str, Contract]
    people: Sequence[Person]
    zone: str
    trackers: Collection[str]


def suggest(tx: Transaction, issues: Iterable[Issue], rules: Rules) -> Suggested:
    """The closest tasks for each exception about the task of an entry, the best first; there may be none.

    Only tasks that are there are suggested, and only of the client's own projects, where these are known.
    """
    asked = [issue for issue in issues if issue.code in SUGGESTED and issue.entry_id]
    projects = [each for each in tx.tasks.projects() if each.ref.partition(":")[0] in rules.trackers] if asked else []
    if not projects:
        return NOTHING
    ids = sorted({issue.entry_id for issue in asked})
    entries = {entry.id: entry for entry in tx.entries.heads(ids)}
    matches = tx.matches.of_entries(ids)
    owners = Owners.of(rules.contracts.values())
    offers = _Offers(tx.tasks.in_projects([project.ref for project in projects]), owners, rules)
    found = {
        issue.id: offers.closest(entries[issue.entry_id], matches.get(issue.entry_id), issue.code)
        for issue in asked
        if issue.entry_id in entries
    }
    return {key: suggestions for key, suggestions in found.items() if suggestions}


@dataclass(slots=True)
class _Pool:
    """The tasks of one client, in the order of their keys, arranged for look-up."""

    tasks: list[KnownTask]
    titles: list[str]
    assigned: dict[str, list[int]]
    called: dict[str, list[int]]
    open_on: dict[date, Places] = field(default_factory=dict)
    """The places of those that were open on a day, in order."""

    persons: dict[tuple[frozenset[str], date], tuple[Places, Places]] = field(default_factory=dict)

    @classmethod
    def of(cls, tasks: Iterable[KnownTask]) -> _Pool:
        ordered = sorted(tasks, key=lambda task: (by_key(task.key), task.ref))
        assigned: dict[str, list[int]] = {}
        called: dict[str, list[int]] = {}
        for place, task in enumerate(ordered):
            assigned.setdefault(_who(task.assignee), []).append(place)
            for name in task.names:
                called.setdefault(name, []).append(place)
        return cls(ordered, [in_order(task.title) for task in ordered], assigned, called)

    def of_person(self, names: frozenset[str], day: date, opened: Places) -> tuple[Places, Places]:
        """What is assigned to somebody by any of their names, and what of it was open on a day."""
        if (names, day) not in self.persons:
            mine = dict.fromkeys(sorted(place for who in names for place in self.assigned.get(who, ())))
            self.persons[names, day] = mine, {place: None for place in mine if place in opened}
        return self.persons[names, day]


class _Offers:
    """All tasks that are there, by the client whose they are."""

    def __init__(self, tasks: Sequence[KnownTask], owners: Owners, rules: Rules) -> None:
        self._owned: dict[str, list[KnownTask]] = {}
        for task in tasks:
            for client in owners.clients_of(task) or ("",):
                self._owned.setdefault(client, []).append(task)
        self._all = tasks
        self._twice = {key for key, times in Counter(task.key for task in tasks).items() if times > 1}
        self._pools: dict[str, _Pool] = {}
        self._rules = rules
        self._zone = ZoneInfo(rules.zone)
        self._mails = {person.key: [_who(mail) for mail in person.emails] for person in rules.people}

    def closest(self, entry: Entry, match: Match | None, code: str) -> tuple[TaskSuggestion, ...]:
        """The closest tasks for an entry: those that it names, those called nearly so, the person's, what was open."""
        pool = self._pool(match.contract if match else "")
        day = match.day if match else entry.record.day
        alike = likest(_words(entry), pool.titles, FAINT)
        named = {place for key in _keys(entry) for place in pool.called.get(key, ())}
        opened = self._open_on(pool, day)
        mine, mine_open = pool.of_person(self._names(entry, match), day, opened)
        without = named if code == CLOSED else set()

        def rank(place: int) -> tuple[bool, bool, bool, bool, int, int]:
            score = alike.get(place, 0)
            return place not in named, score < NEARLY, place not in mine, place not in opened, -score, place

        similar = (place for place, score in alike.items() if score >= SIMILAR)
        first = (_first(alike, group, without) for group in (mine_open, mine, opened))
        best = sorted({*named, *similar, *chain.from_iterable(first)} - without, key=rank)[:AT_MOST]
        return tuple(
            TaskSuggestion(
                entry.id,
                pool.tasks[place],
                self._name(pool.tasks[place]),
                _because(pool.tasks[place], alike.get(place, 0), place in mine, day if place in opened else None),
                alike.get(place, 0),
            )
            for place in best
        )

    def _pool(self, contract: str) -> _Pool:
        """What belongs to the client of a contract; what belongs to nobody where nothing does."""
        known = self._rules.contracts.get(contract)
        client = known.client if known else ""
        if client not in self._pools:
            own = self._owned.get(client) or self._owned.get("") or []
            self._pools[client] = _Pool.of(own if known else self._all)
        return self._pools[client]

    def _open_on(self, pool: _Pool, day: date) -> Places:
        if day not in pool.open_on:
            places = (place for place, task in enumerate(pool.tasks) if self._was_open(task, day))
            pool.open_on[day] = dict.fromkeys(places)
        return pool.open_on[day]

    def _was_open(self, task: KnownTask, day: date) -> bool:
        if task.created_on is not None and task.created_on > day:
            return False
        if task.closed_at is None:
            return task.stage == OPEN
        return task.closed_at.astimezone(self._zone).date() >= day

    def _names(self, entry: Entry, match: Match | None) -> frozenset[str]:
        """Everything that a tracker may call the person of an entry."""
        record = entry.record
        known = match.person.value if match else ""
        names = {_who(record.email), _who(record.person), _who(known), *self._mails.get(known, ())}
        return frozenset(names - {""})

    def _name(self, task: KnownTask) -> str:
        return f"{task.connector}:{task.key}" if task.key in self._twice else task.key


def _first(alike: Iterable[int], group: Places, without: Collection[int]) -> Iterator[int]:
    """The first places of a group: those with the likest words, then those that are left, in order."""
    likest_first = (place for place in alike if place in group and place not in without)
    found = dict.fromkeys(islice(likest_first, AT_MOST))
    others = (place for place in group if place not in found and place not in without)
    return chain(found, islice(others, AT_MOST - len(found)))


def _keys(entry: Entry) -> list[str]:
    return [task.key for task in tasks_of(entry.record, ())]


def _words(entry: Entry) -> str:
    """What an entry says about its work, without keys."""
    record = entry.record
    return in_order(KEY.sub(" ", record.note)) or in_order(KEY.sub(" ", record.activity))


def _who(name: str) -> str:
    return squashed(name).casefold()


def _because(task: KnownTask, alike: int, mine: bool, was_open: date | None) -> str:
    reasons = [
        f"assigned to {task.assignee}" if mine else "",
        f"open on {was_open}" if was_open else "",
        f"{alike} of 100 alike" if alike >= SIMILAR else "",
    ]
    return ", ".join(reason for reason in reasons if reason)
