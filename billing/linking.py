"""Which tasks an entry is of: what it names, checked against what the task trackers have and whose that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from billing.catalogue import Index
from billing.decisions import Decision, Said
from billing.dividing import divided
from billing.find import billing_day, find_project
from billing.issues import facts
from billing.quick import dataclass
from billing.records import Answer, Contract, Entry, SourceRecord, Task
from billing.task_book import LookUp, TaskBook, project_of
from billing.task_names import ACCEPTED, NOTE, Named, names_in
from billing.task_records import CANCELLED, DONE, KnownTask
from billing.tasks import tasks_of
from billing.texts import clean, squashed


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a task that an entry names: the kind of issue, the name, and what its sentence says."""

    kind: str
    key: str
    facts: tuple[tuple[str, str], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """The tasks of an entry, the project codes that speak with theirs, and what is wrong with what it names."""

    project: Answer
    codes: tuple[str, ...]
    tasks: tuple[Task, ...]
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class _Meant:
    """A task that an entry means, by which names, and the task as its tracker has it if it was checked."""

    task: Task
    names: tuple[str, ...]
    known: KnownTask | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """An entry, what is known, and what people said about it."""

    entry: Entry
    index: Index
    said: Said


SEVERAL = 2
HARMLESS = frozenset({"task_owner_unknown"})
"""Kinds of trouble with the configuration, not with what an entry names."""
CHECKED_LATER = ("task_not_checked", "task_not_visible")
"""Kinds of trouble in which a name may well be a task's: it is named as the entry has it."""


def linked(entry: Entry, index: Index, said: Said) -> Linked:
    """The tasks of an entry: those of the strongest names that lead to any, else what a person linked it to.

    A person's link counts, too, where there is trouble with what the entry names, and ends that. Without task trackers
    the names themselves are the tasks.
    """
    book = index.book
    if not book.trackers:  # many entries of many houses: what is said of one task needs nothing else
        tasks = tasks_of(entry.record, index.workstreams)
        if len(tasks) < SEVERAL:
            return Linked(*find_project(entry, index), tasks)
        return _placed(_Asked(entry, index, said), [_Meant(task, (task.key,)) for task in tasks], [])
    asked = _Asked(entry, index, said)
    own = _placed(asked, *_named(_names(entry, index), book))
    if said.link is None or _is_clear(own, said):
        return own
    return _placed(asked, *_accepted(said.link, book))


def mentioned(entry: Entry, index: Index, said: Said) -> Sequence[Named]:
    """Every name by which an entry may mean tasks, with the task that a person linked it to. Read once."""
    names = index.book.named[entry.id] = names_in(entry.record, index.workstreams, index.book.hosts)
    index.book.read[entry.id] = entry.record
    if said.link is None:
        return names
    tracker, _, own_id = said.link.other.partition(":")
    return (*names, Named(own_id, ACCEPTED, "", trackers=(tracker,)))


def _names(entry: Entry, index: Index) -> Sequence[Named]:
    if index.book.read.get(entry.id) is entry.record:
        return index.book.named[entry.id]
    return names_in(entry.record, index.workstreams, index.book.hosts)


def _is_clear(found: Linked, said: Said) -> bool:
    ignored = HARMLESS.union(said.accepted)
    return bool(found.tasks) and all(trouble.kind in ignored for trouble in found.troubles)


# ---- from names to tasks ----


def _named(names: Iterable[Named], book: TaskBook) -> tuple[list[_Meant], list[Trouble]]:
    """The tasks of the strongest names that lead to any, and all names that led to none."""
    led: dict[int, list[_Meant]] = {}
    may_be: dict[int, list[_Meant]] = {}
    troubles: list[Trouble] = []
    for named in names:
        found = LookUp() if named.foreign else book.look_up(named.name, named.trackers, meant=named.level < NOTE)
        if found is None:
            continue
        if found.trouble:
            troubles.append(_nowhere(named, found))
        if found.task is not None:
            led.setdefault(named.level, []).append(_known(named, found.task))
        elif named.foreign or found.trouble in CHECKED_LATER:
            chosen = led if named.foreign else may_be
            chosen.setdefault(named.level, []).append(
                _Meant(Task(named.name, named.title, named.url, named.reason), (named.name,))
            )
    strongest = led or may_be
    return _once(strongest[min(strongest)]) if strongest else [], troubles


def _known(named: Named, task: KnownTask) -> _Meant:
    """A task under its key and title as of now."""
    as_it_was = "" if named.name in (task.key, task.id) else f", as {named.name}"
    made = Task(task.key or task.id, clean(task.title), task.url, named.reason + as_it_was, task.ref)
    return _Meant(made, (named.name,), task)


def _once(meant: Sequence[_Meant]) -> list[_Meant]:
    """Each task once, with all names that led to it."""
    found: dict[str, _Meant] = {}
    for each in meant:
        key = each.task.ref or each.task.key
        known = found.get(key)
        found[key] = each if known is None else _Meant(known.task, (*known.names, *each.names), known.known)
    return list(found.values())


def _accepted(decision: Decision, book: TaskBook) -> tuple[list[_Meant], list[Trouble]]:
    """The task that a person linked an entry to, by whatever key it has now."""
    task = book.by_ref.get(decision.other)
    reason = f"linked by {decision.signed}"
    if task is None or not task.present:
        tracker, _, own_id = decision.other.partition(":")
        key = task.key if task else own_id
        return [], [Trouble("task_not_found", key, facts(key=key, tracker=tracker, deleted=_DELETED))]
    return [_Meant(Task(task.key or task.id, clean(task.title), task.url, reason, task.ref), (task.key,), task)], []


_DELETED = " (any more: it was deleted)"


def _nowhere(named: Named, found: LookUp) -> Trouble:
    key, tracker = clean(named.name), " or ".join(found.trackers)
    if found.several:
        tasks = "; ".join(f"{task.ref} {clean(task.title, 60)}" for task in found.several)
        return Trouble(found.trouble, key, facts(key=key, tasks=tasks), named.url)
    deleted = _DELETED if found.deleted else ""
    return Trouble(found.trouble, key, facts(key=key, tracker=tracker, deleted=deleted), named.url)


# ---- whose they are, and since when they are done ----


def _placed(asked: _Asked, meant: Sequence[_Meant], nowhere: Sequence[Trouble]) -> Linked:
    """The tasks that an entry may be billed for, with its project code, and all trouble with what it names."""
    entry, index, accepted = asked.entry, asked.index, asked.said.accepted
    project, codes = find_project(entry, index)
    contract = _contract(project, index)
    spoken = _spoken(meant, contract, index) if meant else ()
    if spoken:
        project, codes = find_project(entry, index, spoken)
        contract = _contract(project, index)
    troubles, ours = list(nowhere), []
    for each in meant:
        others = _others(each.known, contract, index)
        if others and "task_of_another_client" not in accepted:
            troubles.append(_about(each, "task_of_another_client", owner=_clients(others)))
        else:
            ours.append(each)
            troubles += _oddities(each, entry.record, contract, index)
    tasks, kind, facts = divided(entry.record, [(each.task, each.names) for each in ours], contract, accepted)
    if kind:
        troubles.append(Trouble(kind, "", facts))
    return Linked(project, codes, tasks, tuple(dict.fromkeys(troubles)) if troubles else ())


def _contract(project: Answer, index: Index) -> Contract | None:
    return index.workstreams.get(project.value, (None, None))[0]


def _spoken(meant: Iterable[_Meant], contract: Contract | None, index: Index) -> tuple[tuple[str, str], ...]:
    """The project codes of tasks, each with its place; those of another client's tasks do not speak."""
    return tuple(
        [
            (f"task {each.task.key}", each.known.code)
            for each in meant
            if each.known is not None and each.known.code and not _others(each.known, contract, index)
        ]
    )


def _others(task: KnownTask | None, contract: Contract | None, index: Index) -> tuple[Contract, ...]:
    """The contracts that a task belongs to, if none of them is of the same client as this one."""
    if task is None or contract is None:
        return ()
    owners = _owners(task, index)
    if contract in owners:
        return ()
    client = squashed(contract.client)
    return () if any(squashed(owner.client) == client for owner in owners) else owners


def _owners(task: KnownTask, index: Index) -> tuple[Contract, ...]:
    """Whose a task is: by its project code, else by what contracts say of its project."""
    known = index.workstreams.get(task.code)
    return (known[0],) if known else index.book.owners_of(task)


def _clients(contracts: Iterable[Contract]) -> str:
    return " and ".join(sorted({clean(contract.client) for contract in contracts}))


def _oddities(each: _Meant, record: SourceRecord, contract: Contract | None, index: Index) -> list[Trouble]:
    """What is to be looked at about a task that an entry is billed for."""
    task, troubles = each.known, []
    if task is None:
        return []
    closed = _closed(task, (contract.zone if contract else "") or index.catalogue.zone)
    if closed is not None and closed < billing_day(record, contract.zone if contract else ""):
        said = clean(task.status) or task.stage
        troubles.append(_about(each, "task_closed_before", status=said, closed=closed))
    if contract is not None and index.book.wants_owners and not _owners(task, index):
        troubles.append(_about(each, "task_owner_unknown", of=project_of(task), tracker=task.connector))
    return troubles


def _closed(task: KnownTask, zone: str) -> date | None:
    """The day on which a task was done or cancelled, in a zone."""
    if task.stage not in (DONE, CANCELLED) or task.closed_at is None:
        return None
    return task.closed_at.astimezone(ZoneInfo(zone or "UTC")).date()


def _about(each: _Meant, kind: str, **named: object) -> Trouble:
    task = each.task
    return Trouble(kind, task.key, facts(key=task.key, title=task.title or "no title", **named), task.url)
