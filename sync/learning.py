"""What matching must know of the tasks that a batch of entries names, and the note of who names what."""

from __future__ import annotations

from collections.abc import Iterable

from billing.catalogue import Index
from billing.decisions import Said
from billing.linking import mentioned
from billing.records import Entry
from billing.task_names import mentions
from mappings.store import Transaction

Mentions = list[tuple[str, str]]
"""Entries, each with a name that it has for a task."""


def learn(tx: Transaction, index: Index, entries: Iterable[tuple[Entry, Said]]) -> Mentions:
    """Lets the index know every task that some entries may mean, and returns who names what.

    Nothing is read where no task tracker is configured.
    """
    if not index.book.trackers:
        return []
    asked = list(entries)
    index.book.forget()
    named = [pair for entry, said in asked for pair in mentions(entry.id, mentioned(entry, index, said))]
    names = sorted({name for _, name in named})
    linked = sorted({said.link.other for _, said in asked if said.link is not None})
    index.book.learn(tx.tasks.called(names), tx.tasks.unfound(names), tx.tasks.of(linked).values())
    return named
