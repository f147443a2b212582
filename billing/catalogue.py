"""What decides where entries belong: contracts, people, sources and what people accepted, arranged for look-up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date

from billing.ids import digest
from billing.records import Answer, Contract, Person, Workstream
from billing.task_book import Prefix, TaskBook, TaskTrackerRules
from billing.texts import squashed

MATCH_VERSION = 3
"""Raised when the search itself changes, so that every entry is matched again."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """Time that is out of scope: every stated condition must hold."""

    why: str
    conditions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What the operator said about one connector."""

    name: str
    code_pattern: str = ""
    require_approval: bool = False
    billable_from_tracker: bool = True


@dataclass(frozen=True, slots=True)
class AcceptedProject:
    """A person's decision that a tracker's project is a workstream, from a day on until another, both included."""

    connector: str
    project: str
    code: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AcceptedPerson:
    """A person's decision that a tracker's user (by e-mail or name) is someone in people.yaml."""

    connector: str
    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that decides where an entry belongs. Equal catalogues give equal matches for equal entries."""

    go_live: date
    contracts: tuple[Contract, ...]
    people: tuple[Person, ...]
    sources: tuple[SourceRules, ...]
    ignores: tuple[Ignore, ...] = ()
    projects: tuple[AcceptedProject, ...] = ()
    users: tuple[AcceptedPerson, ...] = ()
    require_task: str = "warn"
    implied: tuple[str, ...] = ()
    """Connectors that nobody configured and that therefore go by the name of their kind."""
    trackers: tuple[TaskTrackerRules, ...] = ()
    zone: str = ""
    """The company's, in which a task's last day ends where the contract names none."""

    @property
    def basis(self) -> str:
        """The hash of what matching depends on; rates and invoice wishes are no part of it."""
        contracts = [
            (
                *(each.id, each.client, each.zone, each.since, each.until, each.late_time, each.workstreams),
                *(each.several_tasks, each.task_projects, each.cadences, each.completed, each.final),
            )
            for each in self.contracts
        ]
        people = [(person.name, person.id, person.emails) for person in self.people]
        return digest([MATCH_VERSION, replace(self, contracts=(), people=()), contracts, people])


@dataclass(frozen=True, slots=True)
class Index:
    """A catalogue arranged for look-up, with the closed periods; build it once for many entries.

    What it has answered it remembers by what was asked: many entries share their project and person.
    """

    catalogue: Catalogue
    closed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unproven: AbstractSet[tuple[str, str]] = frozenset()
    """Connectors' months that must not be billed, because what was read of them is not proven."""
    workstreams: dict[str, tuple[Contract, Workstream]] = field(default_factory=dict)
    by_email: dict[str, Person] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=dict)
    sources: dict[str, SourceRules] = field(default_factory=dict)
    projects: dict[tuple[str, str], list[AcceptedProject]] = field(default_factory=dict)
    """What was accepted of a connector's project, by its name."""
    users: dict[tuple[str, str], AcceptedPerson] = field(default_factory=dict)
    known_code: re.Pattern[str] | None = None
    basis: str = ""
    """The catalogue's; it says nothing of what people decided or closed."""
    spoken: dict[tuple[object, ...], tuple[Answer, tuple[str, ...]]] = field(default_factory=dict)
    found: dict[tuple[str, str, str, str], Answer] = field(default_factory=dict)
    ignoring: tuple[str, ...] = ()
    """What the rules by which entries are ignored ask of them."""
    ignored: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    billed_in: dict[tuple[str, date], tuple[str, str]] = field(default_factory=dict)
    """By contract and day, the period that bills an entry of which nobody said anything, and why it is another one."""
    clear: set[tuple[object, ...]] = field(default_factory=set)
    """What was asked of entries in whose way nothing stood."""
    book: TaskBook = field(default_factory=TaskBook)
    """What is known of task trackers."""

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        closed: Mapping[tuple[str, str], int] | None = None,
        unproven: AbstractSet[tuple[str, str]] = frozenset(),
        prefixes: Iterable[Prefix] = (),
    ) -> Index:
        """The index of a catalogue.

        `closed` are the periods that take no more time, as contract id and month, with the last run before that;
        `prefixes` what the keys of task trackers begin with.
        """
        workstreams = {
            stream.code: (contract, stream) for contract in catalogue.contracts for stream in contract.workstreams
        }
        by_name: dict[str, list[Person]] = {}
        for person in catalogue.people:
            by_name.setdefault(squashed(person.name), []).append(person)
        projects: dict[tuple[str, str], list[AcceptedProject]] = {}
        for accepted in catalogue.projects:
            projects.setdefault((accepted.connector, accepted.project), []).append(accepted)
        longest_first = sorted(workstreams, key=lambda code: (-len(code), code))
        words = "|".join(re.escape(code) for code in longest_first)
        return cls(
            catalogue,
            closed or {},
            unproven,
            workstreams,
            {email.casefold(): person for person in catalogue.people for email in person.emails},
            by_name,
            {source.name: source for source in catalogue.sources},
            projects,
            {(user.connector, user.user): user for user in catalogue.users},
            re.compile(rf"(?<![\w-])(?:{words})(?![\w-])") if words else None,
            catalogue.basis,
            ignoring=tuple(sorted({name for rule in catalogue.ignores for name, _ in rule.conditions})),
            book=TaskBook.of(catalogue.trackers, catalogue.contracts, prefixes),
        )

    def is_configured(self, connector: str) -> bool:
        """Whether a connector is named in the configuration, or stands there unnamed by its kind."""
        return connector in self.sources or connector in self.catalogue.implied

    def source(self, connector: str) -> SourceRules:
        """What was said about a connector; the defaults for one that is not configured."""
        return self.sources.get(connector) or SourceRules(connector)
