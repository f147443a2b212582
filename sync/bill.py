"""The bill stage: each contract and period whose inputs changed is planned anew; one transaction a unit."""

from __future__ import annotations

from dataclasses import dataclass

from billing.ids import text_digest
from billing.plan import Unit, plan
from billing.records import Contract, Entry, Match, Period, Person, State, Work, at
from mappings.store import Transaction
from sync.worker import Run, Worker

BOOKS = "files"
"""Where drafts go until a ledger is named: part of every draft's identity."""


@dataclass(frozen=True, slots=True)
class Billed:
    """What billing did to one contract in a period: `changed` is False when there was nothing to do."""

    contract: str
    changed: bool
    written: int = 0
    withdrawn: int = 0


def bill(worker: Worker, run: Run, period: Period) -> list[Billed]:
    """Plans every contract that has time or drafts in a period. Equal inputs, equal drafts: then nothing is written."""
    with worker.store.read() as tx:
        contracts = sorted(tx.matches.contracts_in(period) | tx.drafts.contracts_in(period))
    results = []
    for done, contract_id in enumerate(contracts):
        results.append(_bill_unit(worker, run, contract_id, period))
        worker.progress("billing", done + 1, len(contracts))
    return results


def _bill_unit(worker: Worker, run: Run, contract_id: str, period: Period) -> Billed:
    contract = worker.configuration.contracts.get(contract_id) or _ended(worker, contract_id)
    with worker.store.read() as tx:
        unit = Unit(contract, period, BOOKS, _works(worker, tx, contract_id, period))
        inputs = unit.inputs
        unchanged = tx.drafts.last_digest(contract_id, period.name) == text_digest(inputs)
        intact = tx.placements.planned_for(contract_id, period.name) == {w.entry_id for w in unit.works if not w.held}
        if unchanged and intact and not tx.drafts.count_outdated(period.name, contract_id):
            return Billed(contract_id, changed=False)
    proposal = plan(unit)
    with worker.store.write() as tx:
        plan_id = tx.drafts.add_plan(unit, inputs, worker.configuration.hash, run.id)
        written, withdrawn = tx.drafts.replace(contract_id, period.name, proposal.drafts, plan_id)
        placed_before = tx.placements.planned_for(contract_id, period.name)
        planned = {portion.entry_id for portion in proposal.portions}
        left = placed_before - planned
        _outdate_others(tx, planned - placed_before)
        tx.placements.release(sorted(left), "no longer planned here", run.id)
        tx.placements.place(proposal.portions, plan_id, run.id)
        tx.issues.replace(f"unit:{contract_id}:{period.name}", proposal.issues, run.id, period.name)
    return Billed(contract_id, changed=True, written=written, withdrawn=withdrawn)


def _outdate_others(tx: Transaction, joining: set[str]) -> None:
    """Drafts of other contracts or months that lose time to this unit must be planned again."""
    live = tx.placements.of_entries(sorted(joining))
    tx.drafts.outdate(item.portion.line_id for placed in live.values() for item in placed if item.portion.line_id)


def _works(worker: Worker, tx: Transaction, contract_id: str, period: Period) -> tuple[Work, ...]:
    people = {person.key: person for person in worker.configuration.catalogue.people}
    matched = [
        (entry, found, hold)
        for entry, found, hold in tx.matches.billed_in(contract_id, period)
        if found.verdict in (State.OPEN, State.HELD)
    ]
    left_the_house = tx.placements.final_in(contract_id, period)
    return tuple(
        _work(entry, found, hold, people.get(found.person.value))
        for entry, found, hold in matched
        if entry.id not in left_the_house
    )


def _work(entry: Entry, found: Match, hold: str, person: Person | None) -> Work:
    record = entry.record
    return Work(
        entry_id=entry.id,
        version=entry.version,
        day=found.day,
        seconds=record.seconds,
        workstream=found.project.value,
        person=found.person.value,
        role=(at(person.roles, found.day) or "") if person else "",
        activity=record.activity,
        tags=record.tags,
        tasks=found.tasks,
        note=record.note,
        project=record.project,
        connector=entry.connector,
        started=record.started,
        tracker_rate=record.rate,
        tracker_currency=record.currency,
        running=record.running,
        held=hold or (found.verdict_reason if found.verdict is State.HELD else ""),
    )


def _ended(worker: Worker, contract_id: str) -> Contract:
    """A contract whose file is gone: nothing can be billed under it, and its drafts are withdrawn."""
    return Contract(contract_id, "", worker.configuration.main.company.currency, (), ())
