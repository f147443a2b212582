"""The bill stage: each contract and period that is due is planned anew; one transaction a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from billing.budgets import warnings
from billing.calendar import month_name
from billing.deposits import USE
from billing.ids import digest, text_digest
from billing.money import Money, total
from billing.plan import Plan, plan
from billing.records import DEFERRED, EXPENSE, Contract, Entry, Match, Period, Portion, State, Work, at
from billing.standing import NOWHERE, standing
from billing.unit import STEPS_VERSION, Unit
from mappings.due import UNIT
from mappings.placements import Placed, setting_aside
from mappings.store import Transaction
from mappings.units import UnitRow
from sync.adjusting import adjusting_of, locked_rates, owing_always
from sync.billed_milestones import report_changed_milestones
from sync.charges import charges_and_milestones, charges_of, contracts_with_charges
from sync.deposit_draws import deposits_of, look_again_for_deposits, uses_in
from sync.order_draws import drawn_in, drawn_on, drawn_on_caps_of, look_again_later
from sync.retainer_hours import included_in, look_again_after
from sync.worker import Run, Worker

BOOKS = "files"
"""Where drafts go when a contract names no books: part of every draft's identity."""


@dataclass(frozen=True, slots=True)
class Billed:
    """What billing did to one contract in a period: `changed` is False when there was nothing to do."""

    contract: str
    changed: bool
    written: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit with what its plan proposes, or None where the last plan holds; `due` are the marks that this answers."""

    unit: Unit
    inputs: str
    plan: Plan | None
    rules: str
    due: Mapping[str, int]


def bill(worker: Worker, run: Run, period: Period) -> list[Billed]:
    """Plans every unit of a period that is due. Equal inputs, equal drafts: then nothing is written."""
    found = _look(worker, period)
    wanted = found.wanted
    billed = {}
    for done, contract_id in enumerate(wanted):
        billed[contract_id] = _bill_one(worker, run, found, contract_id)
        worker.progress("billing", done + 1, len(wanted))
    again = _look(worker, period)
    for contract_id in sorted(again.outdated & set(found.contracts)):
        billed[contract_id] = _bill_one(worker, run, again, contract_id)
    report_changed_milestones(worker, run)
    _tell_of_budgets(worker, run)
    return [billed.get(each) or Billed(each, changed=False) for each in found.contracts]


def _tell_of_budgets(worker: Worker, run: Run) -> None:
    """The warnings of all budgets, from all months; those of a budget that is no more are resolved."""
    with worker.store.read() as tx:
        wanted = tx.issues.scopes("budgets:")
        wanted |= {f"budgets:{each.id}" for each in worker.configuration.contracts.values() if each.budgets}
    if not wanted:
        return
    with worker.store.write() as tx:
        for scope in sorted(wanted):
            contract = worker.configuration.contracts.get(scope.partition(":")[2])
            found = warnings(contract, tx.sums.spent(contract.id)) if contract and contract.budgets else []
            tx.issues.replace(scope, found, run.id)


def _bill_one(worker: Worker, run: Run, found: _Found, contract_id: str) -> Billed:
    proposal = _proposal(worker, found, contract_id)
    return _apply(worker, run, proposal) if proposal else Billed(contract_id, changed=False)


def proposals(worker: Worker, period: Period) -> list[Proposal]:
    """What billing a period would change, by contract, without changing it."""
    found = _look(worker, period)
    made = (_proposal(worker, found, contract_id) for contract_id in found.wanted)
    return [proposal for proposal in made if proposal is not None and proposal.plan is not None]


@dataclass(frozen=True, slots=True)
class _Found:
    """The contracts that have or had anything in a period; which are marked as due, closed, or have outdated drafts."""

    period: Period
    rows: Mapping[str, UnitRow]
    due: Mapping[str, int]
    outdated: frozenset[str]
    rules: Mapping[str, str]
    owing: frozenset[str] = frozenset()
    """Contracts that bill a minimum whatever there is."""

    @property
    def contracts(self) -> list[str]:
        """All of them, in order."""
        return sorted(self.rules)

    @property
    def wanted(self) -> list[str]:
        """Those that must be looked at: not closed, and due, outdated, or planned by other rules."""
        return [each for each in self.contracts if not self._stands(each)]

    def _stands(self, contract_id: str) -> bool:
        row = self.rows.get(contract_id)
        if row is None or row.closed:
            return row is not None
        due = contract_id in self.due or contract_id in self.outdated
        return not due and row.rules == self.rules[contract_id]


def _look(worker: Worker, period: Period) -> _Found:
    with worker.store.read() as tx:
        due = tx.due.of(UNIT, period.name)
        rows = {row.contract: row for row in tx.units.of(period.name)}
        outdated = tx.drafts.outdated_contracts(period.name)
    owing = owing_always(worker, period)
    charged = contracts_with_charges(worker) | owing
    contracts, people = worker.configuration.contracts, _people(worker)
    rules = {
        each: _rules(worker, contracts.get(each) or _ended(worker, each), people)
        for each in rows.keys() | due.keys() | charged
    }
    return _Found(period, rows, due, outdated, rules, frozenset(owing))


def _proposal(worker: Worker, found: _Found, contract_id: str) -> Proposal | None:
    """A plan for a unit, or None where there is nothing to plan. Without changes since the last one, it has no plan."""
    contract = worker.configuration.contracts.get(contract_id) or _ended(worker, contract_id)
    period, row = found.period, found.rows.get(contract_id)
    with worker.store.read() as tx:
        unit = _unit(worker, tx, contract, period)
        if row is None and not (unit.works or unit.charges or unit.charge_issues or contract_id in found.owing):
            return None
        inputs = unit.inputs
        same = tx.plans.last_digest(contract_id, period.name) == text_digest(inputs)
        billed = {item.id for item in unit.charges} | {work.entry_id for work in unit.works if not work.held}
        intact = contract_id not in found.outdated
        planned = {key for key in tx.placements.planned_for(contract_id, period.name) if not key.startswith(USE)}
        stands = row and same and intact and planned == billed
    marks = {contract_id: found.due[contract_id]} if contract_id in found.due else {}
    return Proposal(unit, inputs, None if stands else plan(unit), found.rules[contract_id], marks)


def _looked_at(worker: Worker, proposal: Proposal) -> Billed:
    """Notes that a unit was looked at and needs nothing."""
    contract_id, period = proposal.unit.contract.id, proposal.unit.period.name
    with worker.store.write() as tx:
        tx.units.keep_rules(contract_id, period, proposal.rules)
        tx.due.done(UNIT, proposal.due, period)
    return Billed(contract_id, changed=False)


def _apply(worker: Worker, run: Run, proposal: Proposal) -> Billed:
    unit, proposed = proposal.unit, proposal.plan
    if proposed is None:
        return _looked_at(worker, proposal)
    contract_id, period = unit.contract.id, unit.period
    with worker.store.write() as tx:
        plan_id = tx.plans.add(unit, proposal.inputs, run.id)
        drawn_before = drawn_in(tx, unit.contract, period), uses_in(tx, unit.contract, period)
        written, withdrawn = tx.drafts.replace(contract_id, period.name, proposed.drafts, plan_id)
        placed_before = tx.placements.planned_for(contract_id, period.name)
        planned = {portion.entry_id for portion in proposed.portions}
        live = tx.placements.of_entries(sorted(planned))
        _outdate_others(tx, [live[key] for key in planned - placed_before if key in live])
        _let_go(tx, sorted(placed_before - planned), run)
        tx.placements.place(_as_in_books(tx, proposed), plan_id, run.id, live)
        scope = f"unit:{contract_id}:{period.name}"
        tx.issues.replace(scope, proposed.issues, run.id, period.name)
        tx.issues.resolve_elsewhere("unit:", scope, sorted(planned), run.id)
        tx.units.keep(_row(unit, proposed, proposal.rules, plan_id))
        tx.due.done(UNIT, proposal.due, period.name)
        if drawn_in(tx, unit.contract, period) != drawn_before[0]:
            look_again_later(tx, unit.contract, period)
        look_again_after(tx, unit.contract, period, worker.configuration.main.go_live)
        if uses_in(tx, unit.contract, period) != drawn_before[1]:
            look_again_for_deposits(tx, contract_id, period.name)
    return Billed(contract_id, changed=True, written=written, withdrawn=withdrawn)


def _let_go(tx: Transaction, left: list[str], run: Run) -> None:
    """Entries that this unit plans no more are open again, or deferred, if that is why."""
    tx.placements.release(left, "no longer planned here", run.id)
    deferred = [found for found in tx.matches.of_entries(left).values() if found.moved == DEFERRED]
    heads = {found.entry_id: tx.entries.get(found.entry_id) for found in deferred}
    portions = [
        portion
        for found in deferred
        if (head := heads[found.entry_id]) is not None
        for portion in standing(head, found, "", NOWHERE, present=True) or ()
    ]
    tx.placements.place(portions, None, run.id)


def _as_in_books(tx: Transaction, proposed: Plan) -> list[Portion]:
    """The portions of a plan; those on drafts that are in the books already, and unchanged, stay there."""
    shown = tx.pushes.of_drafts([draft.id for draft in proposed.drafts])
    if not shown:
        return list(proposed.portions)
    same = {key for key, push in shown.items() if (now := tx.drafts.get(key)) and now.revision == push.revision}
    lines = {line.id: shown[draft.id].books for draft in proposed.drafts if draft.id in same for line in draft.lines}
    return [
        replace(portion, state=State.PUSHED, reason=in_books(lines[portion.line_id]))
        if portion.line_id in lines and portion.state is State.DRAFTED
        else portion
        for portion in proposed.portions
    ]


def in_books(books: str) -> str:
    """Why a portion is pushed, in words."""
    return f"in {books} as a draft"


def _row(unit: Unit, proposed: Plan, rules: str, plan_id: str) -> UnitRow:
    drafted = total([draft.total for draft in proposed.drafts], unit.contract.currency)
    return UnitRow(
        contract=unit.contract.id,
        period=unit.period.name,
        rules=rules,
        plan=plan_id,
        closed=False,
        client=unit.contract.client,
        currency=unit.contract.currency,
        unbilled_minor=(drafted + proposed.held_value).minor,
        unpriced_seconds=proposed.unpriced_seconds,
    )


def _outdate_others(tx: Transaction, joining: Iterable[Sequence[Placed]]) -> None:
    """Drafts of other contracts or months that lose time to this unit must be planned again."""
    loose = [item for placed in joining for item in placed if not item.settled]
    tx.drafts.outdate(item.portion.line_id for item in loose if item.portion.line_id)
    tx.drafts.outdate_units_of(setting_aside(loose))


# ---- what a unit is made of ----


def _people(worker: Worker) -> str:
    """The hash of everybody's roles."""
    return digest([(person.key, person.roles) for person in worker.configuration.catalogue.people])


def _rules(worker: Worker, contract: Contract, people: str) -> str:
    """The hash of everything the operator wrote that a unit's plan depends on."""
    charges = charges_and_milestones(worker, contract.id)
    return digest([STEPS_VERSION, contract, people, charges, expense_limit(worker)])


def expense_limit(worker: Worker) -> Money | None:
    """The limit of a single expense where a contract states none."""
    return worker.configuration.expense_limit


def _unit(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> Unit:
    charges, issues = charges_of(worker, tx, contract, period)
    works, issued = _works(worker, tx, contract, period), tx.drafts.issued(contract.id, period.name)
    return Unit(
        contract=contract,
        period=period,
        books=contract.bill_to.books or BOOKS,
        works=works,
        charges=charges,
        charge_issues=issues,
        expense_limit=expense_limit(worker),
        issued=issued,
        drawn=drawn_on(tx, contract, period),
        drawn_on_caps=drawn_on_caps_of(tx, contract, period, works),
        included=included_in(tx, contract, period, worker.configuration.main.go_live),
        adjusting=adjusting_of(tx, contract, period, issued),
        locked=locked_rates(tx, contract, works),
        deposits=deposits_of(tx, contract, period),
    )


def _works(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> tuple[Work, ...]:
    people = {person.key: person.roles for person in worker.configuration.catalogue.people}
    role = cache(lambda person, day: at(people.get(person, ()), day) or "")
    verdicts = [State.OPEN, State.HELD, *([State.NON_BILLABLE] if contract.wishes.no_charge_lines else [])]
    matched = tx.matches.billed_in(contract.id, period.name, verdicts)
    return tuple([_work(entry, found, hold, role(found.person.value, found.day)) for entry, found, hold in matched])


def _work(entry: Entry, found: Match, hold: str, role: str) -> Work:
    record = entry.record
    return Work(
        entry_id=entry.id,
        version=entry.version,
        day=found.day,
        seconds=record.seconds,
        workstream=found.project.value,
        person=found.person.value,
        role=role,
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
        late=month_name(found.day) < found.bill_in,
        accepted=found.accepted,
        kind=record.kind,
        cost=Money(record.cost_minor or 0, record.currency) if record.kind == EXPENSE else None,
        receipt=record.receipt,
        no_charge=found.verdict is State.NON_BILLABLE,
    )


def _ended(worker: Worker, contract_id: str) -> Contract:
    """A contract whose file is gone: nothing can be billed under it, and its drafts are withdrawn."""
    return Contract(contract_id, "", worker.configuration.main.company.currency, (), ())
