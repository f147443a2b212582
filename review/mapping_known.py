"""The projects and people that sources name, and how much time of each waits because nothing maps it yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from billing.catalogue import AcceptedProject, Catalogue, Index
from billing.find import find_person, find_project, own_name, project_name
from billing.reconcile import match
from billing.records import TIME, Entry, SourceRecord, State
from billing.texts import clean, squashed
from mappings.decided import PERSON, PROJECT, Mapped, Named, boundaries
from mappings.references import Known
from mappings.store import Transaction

CLIENT = "client"
_OWN = "id:"
_NAMES = {
    PROJECT: ("client", "project", "project_code", "project_id", "tags"),
    PERSON: ("person", "email", "person_id"),
}
"""What of an entry a mapping looks at."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A project or a person of a source. `key` is what a mapping calls it: by the vendor's own id, else by name."""

    kind: str
    connector: str
    key: str
    name: str
    client: str = ""
    code: str = ""
    email: str = ""
    archived: bool = False
    present: bool = True
    """Whether the vendor still lists it, or (where it was never asked) entries still name it."""
    waits: bool = False
    """Whether nothing maps it yet."""
    seconds: int = 0
    entries: int = 0
    """The time and the entries, expenses too, that wait for it to be mapped."""
    first: date | None = None

    @property
    def about(self) -> tuple[str, str, str]:
        """The same as of a mapping of it."""
        return self.kind, self.connector, self.key

    @property
    def own_id(self) -> str:
        """The vendor's own id, or empty where only its name is known."""
        return self.key.removeprefix(_OWN) if self.key.startswith(_OWN) else ""

    @property
    def label(self) -> str:
        """What people call it."""
        if self.kind == PROJECT:
            return f"{self.client} / {self.name}" if self.client else self.name
        return f"{self.name} <{self.email}>" if self.email and self.name else self.name or self.email

    @property
    def names(self) -> set[str]:
        """Everything that people may call it."""
        return {squashed(name) for name in (self.key, self.label, self.name, self.email) if name}

    @property
    def title(self) -> str:
        """What people call it, with its own id where that is something else."""
        return f"{self.label} ({self.key})" if self.own_id else self.label

    @property
    def seen(self) -> dict[str, str]:
        """What its source says of it, to notice later what has changed."""
        said = {"name": self.name, "client": self.client, "code": self.code, "email": self.email}
        return {key: value for key, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that can be mapped, and what cannot be because it has no name."""

    counterparts: tuple[Counterpart, ...]
    nameless_seconds: int = 0
    raw_names: Mapping[tuple[str, str, str], frozenset[tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    """How the store's entries write the names that a key stands for."""

    @property
    def by_key(self) -> dict[tuple[str, str, str], Counterpart]:
        """Each by what a mapping of it would be about."""
        return {each.about: each for each in self.counterparts}

    @property
    def waiting(self) -> list[Counterpart]:
        """What nothing maps yet, that with the most time first."""
        found = [each for each in self.counterparts if each.waits]
        return sorted(found, key=lambda each: (-each.seconds, -each.entries, each.about))


def sources(tx: Transaction, catalogue: Catalogue) -> Sources:
    """All projects and people of configured connectors that vendors list or entries name."""
    index = Index.of(catalogue)
    found = _Found(index)
    ignoring = {name for rule in catalogue.ignores for name, _ in rule.conditions} - {"connector"}
    for known in _listed(tx, index):
        found.add(known)
    for kind, names in _NAMES.items():
        for named in tx.decided.named({*names, *ignoring}, catalogue.go_live, boundaries(catalogue.projects)):
            if index.is_configured(named.entry.connector):
                found.count(kind, named)
    counterparts = tuple(found.known[about] for about in sorted(found.known))
    return Sources(counterparts, found.nameless, {about: frozenset(names) for about, names in found.raw.items()})


def key_of(kind: str, record: SourceRecord) -> str:
    """What a mapping calls the project or the person of an entry; empty where the entry names none."""
    if kind == PROJECT:
        return own_name(record.project_id) if record.project_id else _project_key(record)
    return own_name(record.person_id) if record.person_id else record.email.casefold() or squashed(record.person)


def record_of(known: Counterpart, day: date) -> SourceRecord:
    """An entry that names a counterpart as its vendor does."""
    if known.kind == PERSON:
        return SourceRecord(day, 1, person=known.name, email=known.email, person_id=known.own_id)
    return SourceRecord(
        day, 1, client=known.client, project=known.name, project_code=known.code, project_id=known.own_id
    )


def covers(accepted: Mapped | AcceptedProject, day: date) -> bool:
    """Whether a mapping holds on a day."""
    return (accepted.since or date.min) <= day <= (accepted.until or date.max)


def _project_key(record: SourceRecord) -> str:
    return project_name(record) if squashed(record.project) else ""


def _listed(tx: Transaction, index: Index) -> Iterable[Counterpart]:
    clients = {(each.connector, each.external_id): each.name for each in tx.references.of(kind=CLIENT)}
    for kind in (PROJECT, PERSON):
        for each in tx.references.of(kind=kind):
            if index.is_configured(each.connector):
                yield _counterpart(each, clients.get((each.connector, each.parent), ""))


def _counterpart(each: Known, client: str) -> Counterpart:
    names = (clean(each.name), clean(client) if each.kind == PROJECT else "", clean(each.code), each.email.strip())
    return Counterpart(
        each.kind, each.connector, own_name(each.external_id), *names, archived=each.archived, present=each.present
    )


class _Found:
    """Counterparts as they are gathered: what vendors list first, then what entries name."""

    def __init__(self, index: Index) -> None:
        self.known: dict[tuple[str, str, str], Counterpart] = {}
        self.raw: dict[tuple[str, str, str], set[tuple[tuple[str, str], ...]]] = {}
        self.nameless = 0
        self._index = index
        self._are_listed: set[tuple[str, str, str]] = set()
        self._mapped: dict[tuple[str, str], list[AcceptedProject]] = {}
        for each in index.catalogue.projects:
            self._mapped.setdefault((each.connector, each.project), []).append(each)

    def add(self, known: Counterpart) -> None:
        """A counterpart that its vendor lists; it waits if work for it would, and it is in use."""
        entry = Entry("", 0, known.connector, record_of(known, self._index.catalogue.go_live))
        in_use = known.present and not known.archived
        waits = in_use and self._is_unmapped(known.kind, entry) and not self._is_ignored(entry)
        self.known[known.about] = replace(known, waits=waits)
        self._are_listed.add(known.about)

    def count(self, kind: str, named: Named) -> None:
        """Entries that are named alike."""
        key = key_of(kind, named.entry.record)
        waits = self._is_unmapped(kind, named.entry) and not self._is_ignored(named.entry)
        if key:
            self._tally((kind, named.entry.connector, key), named, waits)
        elif waits and kind == PROJECT:
            self.nameless += named.entry.record.seconds

    def _tally(self, about: tuple[str, str, str], named: Named, waits: bool) -> None:
        known = self.known.get(about)
        if known is None or about not in self._are_listed:
            known = _merged(known, _named_only(about, named.entry.record))
        if waits:
            seconds = named.entry.record.seconds if named.entry.record.kind == TIME else 0
            known = replace(
                known,
                waits=True,
                seconds=known.seconds + seconds,
                entries=known.entries + named.entries,
                first=min(known.first or named.first, named.first),
            )
        self.known[about] = known
        for key, raw in _raw(about[0], named.entry.record):
            self.raw.setdefault((*about[:2], key), set()).add(raw)

    def _is_ignored(self, entry: Entry) -> bool:
        """Whether it is no client work, or billed elsewhere; more is not known of it without its own history."""
        named_alone = replace(entry, record=replace(entry.record, kind=TIME))  # what an expense cost is not known here
        found, _ = match(named_alone, self._index)
        return found.verdict in (State.OUT_OF_SCOPE, State.OUTSIDE)

    def _is_unmapped(self, kind: str, entry: Entry) -> bool:
        if kind == PERSON:
            return not find_person(entry, self._index).value
        _, codes = find_project(entry, self._index)
        unknown = len(codes) == 1 and codes[0] not in self._index.workstreams
        return not codes or (unknown and not self._is_mapped(entry))

    def _is_mapped(self, entry: Entry) -> bool:
        """Whether a person mapped its project, to a workstream that is gone since."""
        keys = key_of(PROJECT, entry.record), _project_key(entry.record)
        accepted = (each for key in keys for each in self._mapped.get((entry.connector, key), ()))
        return any(covers(each, entry.record.day) for each in accepted)


def _raw(kind: str, record: SourceRecord) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    """What mappings call the project or person of an entry, each with the fields that they look at."""
    if kind == PROJECT:
        yield _project_key(record), (("client", record.client), ("project", record.project))
        own, name = record.project_id, "project_id"
    else:
        named = record.email.casefold() or squashed(record.person)
        yield named, (("email", record.email), ("person", record.person))
        own, name = record.person_id, "person_id"
    if own:
        yield own_name(own), ((name, own),)


def _named_only(about: tuple[str, str, str], record: SourceRecord) -> Counterpart:
    """What entries alone tell of it."""
    if about[0] == PERSON:
        return Counterpart(*about, clean(record.person), email=record.email.strip())
    return Counterpart(*about, clean(record.project), clean(record.client), clean(record.project_code))


def _merged(one: Counterpart | None, other: Counterpart) -> Counterpart:
    """The same whichever entry came first: the fullest name, and the first code by alphabet."""
    if one is None:
        return other
    name = max(one.name, other.name, key=lambda name: (len(name), name))
    codes = sorted({one.code, other.code} - {""})
    return replace(one, name=name, code=codes[0] if codes else "", client=max(one.client, other.client))
