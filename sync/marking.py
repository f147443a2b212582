"""Trackers with `mark_invoiced`: entries are marked there once their invoice is in the books, till it is void.

What is to be marked follows from the store alone, run by run: what could not be marked is tried again by the next push
or follow. Which entries are invoiced now is asked each time, so that the last word of the books counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from billing.records import State
from connectors.errors import ConnectorError
from connectors.sources import MarksInvoiced, Page
from mappings.store import Transaction
from sync.pages import own_ids
from sync.sources import CannotConnect, connected, opened
from sync.standing_still import why_nothing_is_pushed
from sync.worker import Run, Worker

_EXPENSE = "expense "
"""What the kept ids of expenses begin with: no expense can be marked."""


@dataclass(frozen=True, slots=True)
class Marked:
    """How many entries of a connector were marked as invoiced and as not, and why not all."""

    connector: str
    invoiced: int = 0
    not_invoiced: int = 0
    problem: str = ""

    @property
    def words(self) -> str:
        """What was done, as a sentence without its end."""
        return f"{self.invoiced} entries are marked as invoiced in {self.connector}, {self.not_invoiced} as not"


def mark_invoiced(worker: Worker, run: Run) -> list[Marked]:
    """Marks entries where the operator switched that on; one tracker that does not answer does not stop the others."""
    if why_nothing_is_pushed(worker.store):
        return []
    wanted = [name for name, config in connected(worker.configuration).items() if config.marks_invoiced]
    found = [each for name in wanted if (each := _mark(worker, name)) is not None]
    if found:
        run.detail["marked_in"] = {each.connector: [each.invoiced, each.not_invoiced] for each in found}
    return found


def _mark(worker: Worker, name: str) -> Marked | None:
    with worker.store.read() as tx:
        pushes = tx.pushes.to_mark(name)
        ids = {key for of_run in pushes.values() for each in of_run for key in _entries(tx, each.draft)}
        yes, no = _wanted(tx, name, ids)
    if not pushes:
        return None
    done = Marked(name, len(yes), len(no))
    try:
        refused = _ask(worker, name, yes, no)
    except (ConnectorError, CannotConnect) as problem:
        return Marked(name, problem=f"entries are not marked in {name} yet: {problem}; the next push tries again")
    if refused:
        few = "; ".join(f"{own}: {why}" for own, why in sorted(refused.items())[:3])
        return replace(done, problem=f"{len(refused)} entries could not be marked in {name} ({few})")
    with worker.store.write() as tx:
        for each in pushes:
            tx.pushes.marked(name, each)
    return done if yes or no else None


def _ask(worker: Worker, name: str, yes: list[str], no: list[str]) -> dict[str, str]:
    if not yes and not no:
        return {}
    with opened(worker.outside, name) as source:
        assert isinstance(source, MarksInvoiced), "only such trackers can be told to mark"
        return {**source.mark_invoiced(yes, invoiced=True), **source.mark_invoiced(no, invoiced=False)}


def _entries(tx: Transaction, draft_id: str) -> set[str]:
    """All that any revision of a document ever had on its lines: what is invoiced of it is asked apart."""
    return {key for item in tx.drafts.revisions(draft_id) for line in item.draft.lines for key in line.entries}


def _wanted(tx: Transaction, name: str, ids: Iterable[str]) -> tuple[list[str], list[str]]:
    """The tracker's own ids of entries that are on invoices now, and of those that were and are no more."""
    ever = tx.placements.ever_billed(ids)
    own = {key: each for key, each in tx.entries.own_ids_in(name, ever).items() if not each.startswith(_EXPENSE)}
    seconds = dict.fromkeys(own, 0)
    for key, live in tx.placements.of_entries(own).items():
        billed = (each.portion for each in live if each.portion.state is State.BILLED and each.portion.line_id)
        seconds[key] = sum(portion.seconds for portion in billed)
    return sorted(own[key] for key in own if seconds[key]), sorted(own[key] for key in own if not seconds[key])


def without_our_marks(tx: Transaction, connector: str, kind: str, page: Page) -> Page:
    """A page as it would be without the marks that are ours: they do not mean that somebody else billed an entry."""
    marked = [own for own, record in zip(page.ids, page.records, strict=True) if record.invoiced]
    if not marked:
        return page
    kept = dict(zip(own_ids(kind, marked), marked, strict=True))
    known = tx.entries.short_by_own_id(connector, list(kept))
    billed = tx.placements.ever_billed(each.id for each in known.values())
    ours = {kept[own] for own, each in known.items() if each.id in billed}
    records = (
        replace(record, invoiced=False) if own in ours else record
        for own, record in zip(page.ids, page.records, strict=True)
    )
    return replace(page, records=tuple(records))
