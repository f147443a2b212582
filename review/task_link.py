"""Linking entries to a task by a person's word: which task is meant, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billing.records import Entry
from billing.task_records import HIDDEN, KnownTask
from billing.tasks import key_of_url
from mappings.decided import Signature
from mappings.due import ENTRY
from mappings.store import Transaction
from review.decide import CannotDecide, Target, as_it_stands, decidable, explained
from review.decide_words import hours_or_cost
from review.tables import Section, counted, section
from review.task_owners import Owners
from review.task_suggest import SUGGESTED

LINK = "link"
FOREIGN = "task_of_another_client"


def task_named(tx: Transaction, wanted: str, trackers: Iterable[str]) -> KnownTask:
    """The task of some trackers that a key, an id, a link, or a tracker with a key means. Raises CannotDecide."""
    connectors = sorted(trackers)
    connector, name = _asked(wanted.strip(), connectors)
    called = tx.tasks.called(list(dict.fromkeys((name, name.upper()))))
    answers = called.get(name) or called.get(name.upper(), [])
    fitting = [each for each in answers if each.connector in ([connector] if connector else connectors)]
    there = [each for each in fitting if each.present]
    exact = [each for each in there if name.upper() in (each.key.upper(), each.id)] or there
    if len(exact) == 1:
        return exact[0]
    if exact:
        keys = {f"{each.connector}:{each.key}" for each in exact}
        choices = [f"{each.connector}:{each.key}" if len(keys) == len(exact) else each.ref for each in exact]
        raise CannotDecide(f"{len(exact)} tasks are called {name}; write {' or '.join(choices)}")
    raise CannotDecide(_not_there(tx, name or wanted, fitting, connectors))


def _asked(word: str, connectors: Sequence[str]) -> tuple[str, str]:
    """A connector, if one is named, and how it calls the task."""
    if "://" in word:
        return "", key_of_url(word)
    connector, _, name = word.partition(":")
    return (connector, name) if name and connector in connectors else ("", word)


def _not_there(tx: Transaction, name: str, gone: Sequence[KnownTask], connectors: Sequence[str]) -> str:
    if gone:
        return f"{name} was deleted in {gone[0].connector}, so nothing can be linked to it; name a task that is there"
    if not connectors:
        return "no task tracker is connected; name Asana or Jira in tieout.yaml, then run `tieout pull`"
    known = tx.tasks.unfound([name]).get(name, {})
    if HIDDEN in known.values():
        by = next(connector for connector, why in sorted(known.items()) if why == HIDDEN)
        return f"{by} does not show {name} to us; give Tieout's user there access to its project, then `tieout pull`"
    if known:
        return f"{', '.join(sorted(known))} has no task {name}; `tieout exceptions` suggests tasks that are there"
    return (
        f"nothing is known of a task {name}; `tieout exceptions` suggests tasks that are there, and a new one is known"
        " after `tieout pull`"
    )


@dataclass(frozen=True, slots=True)
class Link:
    """What a person wants: entries are work on this task, `anyway` even if it is another client's."""

    task: KnownTask
    owners: Owners
    anyway: bool = False


def link(tx: Transaction, wish: Link, targets: Sequence[Target], signature: Signature) -> list[Target]:
    """Writes that some entries are work on a task, and marks them to be looked at. Raises CannotDecide for any.

    That a task is another client's is accepted in the same decision, for the entry as it is.
    """
    explained(signature)
    details = {}
    for target in targets:
        entry = decidable(target)
        _refuse_what_counts_less(tx, wish.task, entry, target)
        foreign = _other_client(wish.task, target, wish.owners)
        if foreign and not wish.anyway:
            raise CannotDecide(foreign)
        accepted = {"codes": [FOREIGN]} if foreign else {}
        details[target.id] = {"other": wish.task.ref, **as_it_stands(tx, target), **accepted}
    tx.decisions.add(LINK, details, signature)
    tx.due.mark(ENTRY, {(target.id, "") for target in targets})
    return list(targets)


def preview(task: KnownTask, targets: Sequence[Target]) -> list[Section]:
    """What would be linked, before it is."""
    rows = [
        (target.id, target.entry.record.day, target.entry.record.person, hours_or_cost(target))
        for target in targets
        if target.entry
    ]
    what = f"{task.key} {task.title}".strip()
    after = f"link {counted(len(rows), 'row')} to {what}. Nothing is decided yet: add --yes."
    return [section("", ("id", "date", "person", ">hours or cost"), rows, [after])]


def _refuse_what_counts_less(tx: Transaction, task: KnownTask, entry: Entry, target: Target) -> None:
    """Where an entry names its task itself without any trouble, that counts, and must be corrected there."""
    linked = {each.ref: each.key for each in target.match.tasks} if target.match else {}
    decided = {each.other for each in tx.decisions.standing([target.id]).get(target.id, ()) if each.kind == LINK}
    if list(linked) == [task.ref]:
        raise CannotDecide(f"{target.id} is linked to {task.key} already")
    if linked and not decided & linked.keys() and not any(issue.code in SUGGESTED for issue in target.issues):
        raise CannotDecide(
            f"{target.id} names {', '.join(linked.values())} itself, and that counts before what is decided;"
            f" write {task.key} into it in {entry.connector} instead"
        )


def _other_client(task: KnownTask, target: Target, owners: Owners) -> str:
    """Why a task is not the entry's client's to be billed, if it is not."""
    contract = target.match.contract if target.match else ""
    own, its = owners.clients.get(contract, ""), owners.clients_of(task)
    if not own or not its or own in its:
        return ""
    return (
        f"{task.key} is a task of {' and '.join(its)}, and {target.id} is billed to {own}; choose a task of {own},"
        " or add --anyway if it really is work for both"
    )
