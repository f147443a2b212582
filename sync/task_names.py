"""What entries name that a task tracker is asked for: what has its form, and a prefix that is not somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from billing.records import SourceRecord
from billing.task_book import TaskBook
from billing.task_names import NOTE, Named, names_in
from billing.task_records import KnownTask
from connectors.registry import TASK_NAMES
from mappings.bulk import chunks
from mappings.store import Transaction
from sync.evidence import tasks_of_milestones
from sync.worker import Worker

ENTRIES_AT_A_TIME = 5000


def names_of_unmatched(worker: Worker, tx: Transaction) -> Iterator[tuple[Sequence[str], list[tuple[str, str]]]]:
    """Entries that no run has matched yet, by the thousand, with what each names."""
    names_of = _Names.of(worker)
    for ids in chunks(tx.matches.stale_ids(worker.catalogue(tx).basis), ENTRIES_AT_A_TIME):
        heads = tx.entries.heads(ids)
        yield ids, [(head.id, named.name) for head in heads for named in names_of(head.record)]


def note_unmatched(worker: Worker) -> None:
    """Notes what entries name that no run has matched yet, so that their tasks are known when it does."""
    with worker.store.read() as tx:
        found = list(names_of_unmatched(worker, tx))
    for ids, pairs in found:
        with worker.store.write() as tx:
            tx.tasks.note_mentions(ids, pairs)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a tracker is asked for, each key with the names that it answers; the tasks that are known by them."""

    keys: dict[str, list[str]] = field(default_factory=dict)
    known: dict[str, KnownTask] = field(default_factory=dict)
    """By key: those of this tracker that were there when it was last asked."""


def wanted(
    worker: Worker, tx: Transaction, connector: str, names: Sequence[str], prefixes: Iterable[str] = ()
) -> Wanted:
    """What one tracker is asked for, of all names that entries have, and all that milestones wait for.

    A task that is known is asked for by its key of today, whatever it was called. What else has the form of its names
    counts if a project here has its prefix; or if nobody's has it, and it stands elsewhere than in a note, where people
    write UTF-8 as well. `prefixes` are those of projects that are not stored.
    """
    form = TASK_NAMES[worker.configuration.task_trackers[connector].kind]
    called = tx.tasks.called(names)
    own = {name: [task for task in tasks if task.connector == connector] for name, tasks in called.items()}
    ours, theirs = _prefixes(tx, connector, own)
    ours |= {each.upper() for each in prefixes}
    found = Wanted()
    strange: list[str] = []
    for name in names:
        for task in own.get(name, ()):
            found.keys.setdefault(task.key, list(task.names))
            if task.present:
                found.known[task.key] = task
        if not own.get(name) and form.fullmatch(name):
            prefix = _prefix(name)
            if not prefix or prefix in ours:
                found.keys.setdefault(name, [name])
            elif prefix not in theirs:
                strange.append(name)
    for name in (*_meant(worker, tx, connector, strange), *tasks_of_milestones(worker, connector)):
        found.keys.setdefault(name, [name])
    return found


def _prefixes(tx: Transaction, connector: str, own: Mapping[str, Iterable[KnownTask]]) -> tuple[set[str], set[str]]:
    """The prefixes of keys at a tracker, and those at others."""
    ours: set[str] = set()
    theirs: set[str] = set()
    for project in tx.tasks.projects():
        (ours if project.ref.partition(":")[0] == connector else theirs).add(project.key.upper())
    ours |= {_prefix(name) for tasks in own.values() for task in tasks for name in task.names}
    return ours - {""}, theirs - {""}


def _prefix(name: str) -> str:
    return name.rpartition("-")[0].upper()


def _meant(worker: Worker, tx: Transaction, connector: str, names: Sequence[str]) -> list[str]:
    """Of some names those that stand elsewhere than in notes alone, and whose links do not lead to other trackers."""
    if not names:
        return []
    names_of, asked = _Names.of(worker), set(names)
    heads = tx.entries.heads(tx.tasks.naming(names))
    said = (named for head in heads for named in names_of(head.record) if named.name in asked)
    return sorted({each.name for each in said if each.level < NOTE and connector in (each.trackers or (connector,))})


@dataclass(frozen=True, slots=True)
class _Names:
    """Says by which names an entry may mean tasks of the trackers that are configured."""

    codes: frozenset[str]
    hosts: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, worker: Worker) -> _Names:
        """By the configuration."""
        catalogue = worker.configuration.catalogue
        codes = frozenset(stream.code for contract in catalogue.contracts for stream in contract.workstreams)
        return cls(codes, TaskBook.of(catalogue.trackers, ()).hosts)

    def __call__(self, record: SourceRecord) -> list[Named]:
        return [named for named in names_in(record, self.codes, self.hosts) if not named.foreign]
