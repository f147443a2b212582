"""A rehearsal: a past month is run without keeping anything of it, and compared with what the ledgers have.

The ledgers are only read. The run happens in a store of which nothing is kept (`mappings/dry.py`); settling what an
earlier push left under way, asking task trackers and pushing are no part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.draft_records import Draft, Line
from billing.records import Contract, Period, Portion, Rounding, State, Work, at
from billing.rehearsal import compare
from billing.rehearsal_records import Both, Paired, Piece, Stated
from billing.rounding import rounded
from billing.unit import Unit, unit_of
from billing.wishes import LineKind
from connectors.registry import LEDGER_APIS
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from mappings.dry import dry
from mappings.lock import only_runner
from mappings.pushes import POST
from mappings.store import Transaction
from review.adopting import forget
from review.rehearsal import Adoptable, OfClient, Rehearsal
from sync.bill import bill
from sync.months_before import months_before
from sync.reconcile import reconcile
from sync.rehearsed_papers import Key, Papers, papers_around
from sync.worker import Run, Worker, without_collection

KIND = "rehearsal"
BY_TASK = ("task", "person and task")
"""How lines are made that have all their work's tasks: an entry may be divided among such lines."""
FREE = (State.COVERED, State.WRITTEN_OFF, State.NON_BILLABLE)
"""Where work stands that is on no line, and waits for nobody."""
_NOTHING = Decimal(0)


def rehearse(worker: Worker, period: Period, client: str = "") -> Rehearsal:
    """A month as it would be billed now, beside what was billed; of one client, or of all. Nothing is written.

    The one exception: a sign-in that has to be renewed is kept, or it would be lost. Raises StoreUnavailable.
    """
    papers = papers_around(worker, period, client)
    with only_runner(worker.store), dry(worker.store) as store, without_collection():
        trying = as_if_begun(replace(worker, store=store), period.first)
        with store.write() as tx:
            adopted = forget(tx, Signature(KIND, worker.clock(), "compared as if nothing were adopted"))
        _run(trying, period)
        with store.read() as tx:
            ours = _Ours(trying, tx, period, before_go_live=trying.configuration is not worker.configuration)
            return _without(_compared(trying, tx, ours, papers, client), adopted)


def as_if_begun(worker: Worker, first: date) -> Worker:
    """The same, as if go-live had been no later than a day: what was before is billed like anything else.

    What had been used before go-live counts days of the month itself, so that it is left out then.
    """
    said = worker.configuration
    if first >= said.main.go_live:
        return worker
    begun = {"go_live": first}
    contracts = tuple(replace(each, opening=None) for each in said.catalogue.contracts)
    configuration = replace(
        said,
        main=said.main.model_copy(update=begun),
        catalogue=replace(said.catalogue, go_live=first, contracts=contracts),
        charges=tuple(replace(each, not_before=first) for each in said.charges),
        milestones=tuple(replace(each, not_before=first) for each in said.milestones),
    )
    return replace(worker, configuration=configuration)


def _run(worker: Worker, period: Period) -> None:
    """The stages between what is known and drafts."""
    by = worker.configuration.hash
    with worker.store.write() as tx:
        run = Run(tx.runs.start(KIND, worker.clock()))
        tx.runs.keep_configuration(by, worker.configuration.snapshot, run.id)
    for each in (*months_before(worker, period), period):
        reconcile(worker, run, each)
    bill(worker, run, period)


def _without(found: Rehearsal, adopted: Mapping[str, str]) -> Rehearsal:
    """The same, without proposing what is adopted already."""
    here = {piece.entry for client in found.clients for pair in client.pairs for piece in pair.pieces}
    left = [_less(each, adopted) for each in found.adoptable]
    numbers = tuple(sorted({number for entry, number in adopted.items() if entry in here}))
    return replace(found, adoptable=tuple(each for each in left if each.entries), adopted=numbers)


def _less(found: Adoptable, adopted: Mapping[str, str]) -> Adoptable:
    pieces = tuple((entry, seconds) for entry, seconds in found.pieces if entry not in adopted)
    return replace(found, pieces=pieces)


# ---- ours ----


class _Ours:
    """What we would bill, in pieces, and what is on no line."""

    def __init__(self, worker: Worker, tx: Transaction, period: Period, *, before_go_live: bool) -> None:
        self.period, self.before_go_live = period, before_go_live
        self.pieces: dict[Key, list[Piece]] = defaultdict(list)
        self.drafts: dict[Key, int] = defaultdict(int)
        self.in_folders: dict[Key, list[Stated]] = defaultdict(list)
        for stored in tx.drafts.current(period.name):
            key = stored.draft.client, stored.draft.total.currency
            self.drafts[key] += 1
            self.pieces[key] += _of_draft(tx, stored)
            self.in_folders[key] += _in_folder(worker, tx, stored)
        self.on_lines = {each.entry for some in self.pieces.values() for each in some}
        for row in tx.units.of(period.name):
            if row.plan:
                unit = unit_of(tx.plans.get(row.plan).inputs)
                self.pieces[unit.contract.client, unit.contract.currency] += self._aside(tx, unit)

    def _aside(self, tx: Transaction, unit: Unit) -> Iterator[Piece]:
        """The work of a unit that is on no line: it waits, or is not charged."""
        free = tx.works.of(unit.contract, unit.period.name, FREE, lambda who, day: "")
        works = {work.entry_id: work for work in (*free, *unit.works)}
        works = {key: work for key, work in works.items() if work.seconds and key not in self.on_lines}
        live = tx.placements.of_entries(works)
        for key, work in works.items():
            states = {each.portion.state for each in live.get(key, ())}
            if states & {State.HELD, *FREE}:
                yield _aside_piece(work, unit.contract, free=State.HELD not in states)


def _of_draft(tx: Transaction, stored: StoredDraft) -> Iterator[Piece]:
    draft, unit = stored.draft, unit_of(tx.plans.get(stored.plan).inputs)
    works = {work.entry_id: work for work in unit.works}
    portions: dict[str, list[Portion]] = defaultdict(list)
    for each in tx.placements.on_lines([line.id for line in draft.lines]):
        portions[each.line_id].append(each)
    for line in draft.lines:
        own = [each for each in portions[line.id] if each.entry_id in works] if line.kind is LineKind.TIME else []
        yield from (_piece(each, works[each.entry_id], line, draft, unit.contract) for each in own)
        rest = line.amount.minor - sum(each.minor for each in own)
        if rest:
            yield Piece(
                entry=line.entries[0] if line.entries else line.id,
                day=line.service_from,
                minor=rest,
                price=line.unit_price,
                words=line.description,
                draft=draft.id,
                hours=False,
            )


def _piece(portion: Portion, work: Work, line: Line, draft: Draft, contract: Contract) -> Piece:
    divided = contract.lines_by in BY_TASK and line.tasks
    tasks = line.tasks if divided else work.tasks
    return Piece(
        entry=portion.entry_id,
        day=work.day,
        minor=portion.minor,
        price=line.unit_price,
        words=line.description,
        draft=draft.id,
        person=work.person,
        workstream=work.workstream,
        stream=_name(contract, work.workstream),
        tasks=tuple(task.key for task in tasks),
        seconds=portion.seconds,
        charged_seconds=portion.charged_seconds,
    )


def _aside_piece(work: Work, contract: Contract, *, free: bool) -> Piece:
    rule = at(contract.rounding, work.day) or Rounding()
    return Piece(
        entry=work.entry_id,
        day=work.day,
        minor=0,
        price=work.tracker_rate or _NOTHING,
        words=_name(contract, work.workstream),
        person=work.person,
        workstream=work.workstream,
        stream=_name(contract, work.workstream),
        tasks=tuple(task.key for task in work.tasks),
        seconds=work.seconds,
        charged_seconds=rounded(work.seconds, rule),
        aside=True,
        free=free,
    )


def _name(contract: Contract, code: str) -> str:
    return next((stream.name for stream in contract.workstreams if stream.code == code), "")


def _in_folder(worker: Worker, tx: Transaction, stored: StoredDraft) -> Iterator[Stated]:
    """The lines of a document in a folder: what we wrote there is what was billed."""
    push = tx.pushes.of_drafts([stored.draft.id]).get(stored.draft.id)
    if push is None or push.action != POST or _is_ledger(worker, push.books):
        return
    for line in stored.draft.lines:
        yield Stated(
            document=f"{push.books} {stored.draft.id}",
            number=push.number,
            minor=line.amount.minor,
            words=line.description,
            quantity=line.quantity,
            price=line.unit_price,
            draft=stored.draft.id,
        )


def _is_ledger(worker: Worker, name: str) -> bool:
    config = worker.configuration.books.get(name)
    return config is not None and config.kind in LEDGER_APIS


# ---- both ----


def _compared(worker: Worker, tx: Transaction, ours: _Ours, papers: Papers, client: str) -> Rehearsal:
    contracts = {each.client: each for each in worker.configuration.contracts.values()}
    silent = {name: why for name in contracts if (why := _silent(worker, contracts[name], ours, papers))}
    keys = {key for key in (*ours.pieces, *papers.lines) if key[0] not in silent and client in ("", key[0])}
    clients = [_of_client(key, ours, papers, contract=key[0] in contracts) for key in sorted(keys)]
    found = tuple(each for each in clients if each.pairs)
    period, before = ours.period, ours.before_go_live
    told = _told(silent, client)
    return Rehearsal(
        period=period.name,
        clients=found,
        not_counted=tuple(each for each in papers.not_counted if client in ("", each.client)),
        dated=tuple(papers.dated),
        other_months=papers.other_months,
        not_compared=tuple(dict.fromkeys([*papers.problems, *told])),
        without_contract=() if client else _without_contract(tx, period),
        waiting_seconds=sum(
            p.seconds for each in found for pair in each.pairs for p in pair.pieces if p.aside and not p.free
        ),
        adoptable=() if before else tuple(_adoptable(found)),
        before_go_live=before,
    )


def _waiting_seconds(found: OfClient) -> int:
    pieces = (each for pair in found.pairs for each in pair.pieces)
    return sum(each.seconds for each in pieces if each.aside and not each.free)


def _silent(worker: Worker, contract: Contract, ours: _Ours, papers: Papers) -> str:
    """Why nobody can say what a client was billed, if so: its ledger did not answer, or is a folder without papers."""
    name = contract.bill_to.books
    if _is_ledger(worker, name):
        return "" if name in papers.asked else f"{name} could not be asked"
    known = any(lines and key[0] == contract.client for key, lines in ours.in_folders.items())
    if known or any(key[0] == contract.client for key in papers.lines):
        return ""
    return f"{name} is a folder, in which nothing of theirs for this month lies"


def _told(silent: Mapping[str, str], client: str) -> list[str]:
    """A sentence for each reason, with all whom it concerns."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, why in sorted(silent.items()):
        if client in ("", name):
            found[why].append(name)
    return [f"Not compared, since {why}: {', '.join(names)}." for why, names in found.items()]


def _of_client(key: Key, ours: _Ours, papers: Papers, *, contract: bool) -> OfClient:
    client, currency = key
    lines = (*ours.in_folders.get(key, ()), *papers.lines.get(key, ()))
    pieces, elsewhere = tuple(ours.pieces.get(key, ())), tuple(papers.elsewhere.get(key, ()))
    pairs = compare(Both(currency, pieces, lines, elsewhere))
    numbers = tuple(dict.fromkeys(each.number for each in lines))
    return OfClient(client, currency, ours.drafts.get(key, 0), numbers, pairs, contract)


def _without_contract(tx: Transaction, period: Period) -> tuple[tuple[str, int], ...]:
    """The time of a month that waits because no contract is known for it, by the tracker's client."""
    found: dict[str, int] = defaultdict(int)
    for row in tx.sums.states(period):
        if not row.contract and row.state in (State.HELD, State.OPEN):
            found[row.client] += row.seconds
    return tuple(sorted((name, seconds) for name, seconds in found.items() if seconds))


def _adoptable(clients: Iterable[OfClient]) -> Iterator[Adoptable]:
    """The documents of others, each with what it certainly bills; one entry belongs to one document."""
    for client in clients:
        found: dict[str, list[Piece]] = defaultdict(list)
        for pair in client.pairs:
            billed = [] if any(line.draft for line in pair.lines) else [each for each in pair.billed if each.seconds]
            if billed:
                found[_document(pair)] += billed
        for number, pieces in found.items():
            seconds: dict[str, int] = defaultdict(int)
            for each in pieces:
                seconds[each.entry] += each.seconds
            yield Adoptable(number, client.client, tuple(seconds.items()))


def _document(pair: Paired) -> str:
    """The number of the first document of a pair."""
    named = (number for each in pair.explained for number in each.documents)
    return next((line.number for line in pair.lines), "") or next(named)
