"""The bill stage: each contract and period that is due is planned anew; one transaction a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from billing.budgets import warnings
from billing.contract_periods import ending_in, period_named
from billing.deposit_records import is_use
from billing.draft_records import Draft
from billing.ids import digest, text_digest
from billing.money import Money, total
from billing.plan import Plan, plan
from billing.records import DEFERRED, Contract, Period, Portion, State, Work, at
from billing.standing import standing
from billing.unit import STEPS_VERSION, Unit
from mappings.due import UNIT
from mappings.issues import of_unit
from mappings.placements import Placed, setting_aside
from mappings.store import Transaction
from mappings.units import UnitRow
from review.deposit_room import deposits_of
from sync.adjusting import adjusting_of, locked_rates, owing_always
from sync.billed_again import report_not_billed_again
from sync.billed_charges import report_changed_charges
from sync.billed_corrections import contracts_that_wait, contracts_with_corrections, corrections_of
from sync.billed_elsewhere import report_billed_elsewhere
from sync.billed_fees import report_billed_fees
from sync.billed_milestones import report_changed_milestones
from sync.carrying import carried_into, elsewhere, own_portions, tell_the_next
from sync.charges import charges_and_milestones, charges_of, contracts_with_charges
from sync.closed_drafts import tell_of_outdated, tell_of_reductions
from sync.deposit_draws import look_again_for_deposits, tell_of_deposits, uses_in
from sync.not_before import not_yet
from sync.order_draws import drawn_in, drawn_on, drawn_on_caps_of, look_again_later
from sync.overdrawn import tell_of_overdrawn
from sync.retainer_hours import included_in, look_again_after
from sync.standing_now import now_of, numbered
from sync.unrun_months import report_unrun_months
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
    left_alone: tuple[tuple[str, date], ...] = ()
    """Its periods that are not billed before a day, with that day."""


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
    billed = []
    for done, place in enumerate(wanted):
        billed.append(_bill_one(worker, run, found, place))
        worker.progress("billing", done + 1, len(wanted))
    _note_rules(worker, found)
    again = _look(worker, period)
    tried = set(wanted)
    while left := [place for place in again.wanted if _is_due_again(place, again, tried)]:
        billed += [_bill_one(worker, run, again, place) for place in left]
        tried.update(left)
        again = _look(worker, period)
    people = _people(worker)
    report_not_billed_again(worker, run)
    report_changed_milestones(worker, run)
    report_changed_charges(worker, run)
    report_billed_fees(worker, run)
    report_billed_elsewhere(worker, run)
    report_unrun_months(worker, run, period, lambda contract: _rules(worker, contract, people))
    _tell_of_budgets(worker, run)
    tell_of_deposits(worker, run)
    tell_of_overdrawn(worker, run)
    tell_of_outdated(worker, run)
    tell_of_reductions(worker, run)
    return [_together(each, billed, found) for each in found.contracts]


def _note_rules(worker: Worker, found: _Found) -> None:
    """Units that are left alone because of a push remember whether they were run by other rules than planned by."""
    with worker.store.read() as tx:
        under_way = tx.pushes.under_way() & found.rows.keys()
    rows = [found.rows[place] for place in sorted(under_way)]
    changed = [(row, row.run_by(found.rules[row.contract])) for row in rows if not row.closed]
    changed = [(row, rules) for row, rules in changed if rules != row.rules]
    if not changed:
        return
    with worker.store.write() as tx:
        for row, rules in changed:
            tx.units.keep_rules(row.contract, row.period, rules)


def _is_due_again(place: Place, found: _Found, tried: AbstractSet[Place]) -> bool:
    """Whether the planning of others has made a unit due; one that nothing was ever planned for is tried once."""
    return place in found.outdated or (place in found.due and (place in found.rows or place not in tried))


def _together(contract_id: str, billed: Iterable[Billed], found: _Found) -> Billed:
    """What billing did to one contract in all its periods of a month."""
    own = [each for each in billed if each.contract == contract_id]
    written, withdrawn = sum(each.written for each in own), sum(each.withdrawn for each in own)
    alone = tuple((name, day) for (key, name), day in sorted(found.not_yet.items()) if key == contract_id)
    return Billed(contract_id, any(each.changed for each in own), written, withdrawn, alone)


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


def _bill_one(worker: Worker, run: Run, found: _Found, place: Place) -> Billed:
    proposal = _proposal(worker, found, place)
    if proposal is not None:
        return _apply(worker, run, proposal)
    if place in found.due:
        with worker.store.write() as tx:
            tx.due.done(UNIT, {place[0]: found.due[place]}, place[1])
    return Billed(place[0], changed=False)


Place = tuple[str, str]
"""A contract and the name of one of its periods: what is planned as one."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The contracts' periods that end in a month and have or had anything: which are due, closed, or out of date."""

    rows: Mapping[Place, UnitRow]
    due: Mapping[Place, int]
    outdated: frozenset[Place]
    terms: Mapping[str, Contract]
    rules: Mapping[str, str]
    units: tuple[Place, ...]
    owing: frozenset[Place]
    """Those that bill a minimum whatever there is."""
    not_yet: Mapping[Place, date]
    """Those that are left alone until a day."""
    under_way: AbstractSet[Place]
    """Those with a push of which nobody knows the end, until that is known, and those whose contract is stopped."""
    waiting: AbstractSet[str]
    """The contracts with corrections that they cannot bill, or fees kept back: they are looked at each time."""

    @property
    def contracts(self) -> list[str]:
        """All of them, in order."""
        return sorted({contract for contract, _ in self.units})

    @property
    def wanted(self) -> list[Place]:
        """Those that must be looked at: not closed, and due, outdated, or planned by other rules."""
        return [each for each in self.units if not self._stands(each)]

    def _stands(self, place: Place) -> bool:
        row = self.rows.get(place)
        if place in self.not_yet or place in self.under_way:
            return True
        if row is None or row.closed:
            return row is not None
        due = place in self.due or place in self.outdated or place[0] in self.waiting
        return not due and row.rules == self.rules[place[0]]


def _look(worker: Worker, of_month: Period) -> _Found:
    contracts = worker.configuration.contracts
    with worker.store.read() as tx:
        due = tx.due.ending_in(UNIT, of_month.name)
        rows = {(row.contract, row.period): row for row in tx.units.of(of_month.name)}
        outdated = tx.drafts.outdated_units(of_month.name)
        corrected, under_way = contracts_with_corrections(tx), tx.pushes.under_way()
        waiting = contracts_that_wait(tx)
        ended = {each: _ended(worker, tx, each) for each, _ in rows.keys() | due.keys() if each not in contracts}
        showing = [key for key, each in contracts.items() if each.wishes.no_charge_lines]
        free = {(key, name) for key in showing for name in tx.matches.free_in(key, of_month.name)}
    owing = owing_always(worker, of_month)
    charged = [contracts[each] for each in contracts_with_charges(worker) | corrected if each in contracts]
    stated = {(each.id, period.name) for each in charged for period in ending_in(each, of_month)}
    units = tuple(sorted(rows.keys() | due.keys() | stated | owing | free))
    under_way |= {place for place in units if place[0] in worker.stopped}
    terms = {each: contracts.get(each) or ended[each] for each, _ in units}
    people = _people(worker)
    rules = {each: _rules(worker, contract, people) for each, contract in terms.items()}
    ends = {place: not_yet(worker, terms[place[0]], period_named(terms[place[0]], place[1])) for place in units}
    alone = {place: day for place, day in ends.items() if day is not None}
    return _Found(rows, due, outdated, terms, rules, units, frozenset(owing), alone, under_way, waiting)


def _proposal(worker: Worker, found: _Found, place: Place) -> Proposal | None:
    """A plan for a unit, or None where there is nothing to plan. Without changes since the last one, it has no plan."""
    contract_id, name = place
    contract, row = found.terms[contract_id], found.rows.get(place)
    with worker.store.read() as tx:
        unit = _unit(worker, tx, contract, period_named(contract, name))
        items = (*unit.charges, *unit.corrections)
        nothing = not (unit.works or items or unit.charge_issues or place in found.owing)
        if row is None and nothing and not tx.issues.of_scopes([of_unit(*place)]):
            return None
        inputs = unit.inputs
        known = row and row.rules and place not in found.outdated
        same = known and tx.plans.last_digest(contract_id, name) == text_digest(inputs)
        stands = same and _is_placed(tx, unit)
    marks = {contract_id: found.due[place]} if place in found.due else {}
    return Proposal(unit, inputs, None if stands else plan(unit), found.rules[contract_id], marks)


def _is_placed(tx: Transaction, unit: Unit) -> bool:
    """Whether plans have placed all that a unit bills, and nothing else."""
    billed = {item.id for item in (*unit.charges, *unit.corrections)}
    billed |= {work.entry_id for work in unit.works if not work.held}
    planned = {key for key in tx.placements.planned_for(unit.contract.id, unit.period.name) if not is_use(key)}
    return planned | (billed & elsewhere(tx, unit.contract, unit.period)) == billed


def _looked_at(worker: Worker, proposal: Proposal) -> Billed:
    """Notes that a unit was looked at and needs nothing."""
    contract_id, period = proposal.unit.contract.id, proposal.unit.period.name
    with worker.store.write() as tx:
        tx.units.keep_rules(contract_id, period, proposal.rules)
        tx.units.hand_on(contract_id, period)
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
        portions = own_portions(proposed, elsewhere(tx, unit.contract, period))
        planned = {portion.entry_id for portion in portions}
        live = tx.placements.of_entries(sorted(planned))
        _outdate_others(tx, [live[key] for key in planned - placed_before if key in live])
        _let_go(tx, sorted(placed_before - planned), run)
        tx.placements.place(numbered(_as_in_books(tx, proposed.drafts, portions), live), plan_id, run.id, live)
        scope = of_unit(contract_id, period.name)
        tx.issues.replace(scope, proposed.issues, run.id, period.month)
        tx.issues.resolve_elsewhere("unit:", scope, sorted(planned), run.id)
        tx.units.keep(_row(unit, proposed, proposal.rules, plan_id))
        tx.units.hand_on(contract_id, period.name)
        tx.due.done(UNIT, proposal.due, period.name)
        if drawn_in(tx, unit.contract, period) != drawn_before[0]:
            look_again_later(tx, unit.contract, period)
        look_again_after(worker, tx, unit.contract, period)
        if uses_in(tx, unit.contract, period) != drawn_before[1]:
            look_again_for_deposits(tx, contract_id, period.name)
        tell_the_next(tx, unit.contract, period, proposed)
    return Billed(contract_id, changed=True, written=written, withdrawn=withdrawn)


def _let_go(tx: Transaction, left: list[str], run: Run) -> None:
    """Entries that this unit plans no more are open again, or deferred, if that is why."""
    tx.placements.release(left, "no longer planned here", run.id)
    live = tx.placements.of_entries(left)
    matched = tx.matches.of_entries(left).items()
    found = [(tx.entries.versions(key)[-1], each) for key, each in matched if each.moved == DEFERRED or key in live]
    portions = [
        portion
        for head, each in found
        for portion in standing(head.entry, each, "", now_of(live.get(each.entry_id, ())), present=head.present) or ()
    ]
    tx.placements.place(portions, None, run.id, live)


def _as_in_books(tx: Transaction, drafts: Sequence[Draft], portions: Sequence[Portion]) -> list[Portion]:
    """The portions of a plan; those on drafts that are in the books already, and unchanged, stay there."""
    shown = tx.pushes.of_drafts([draft.id for draft in drafts])
    if not shown:
        return list(portions)
    same = {key for key, push in shown.items() if (now := tx.drafts.get(key)) and now.revision == push.revision}
    lines = {line.id: shown[draft.id].books for draft in drafts if draft.id in same for line in draft.lines}
    return [
        replace(portion, state=State.PUSHED, reason=in_books(lines[portion.line_id]))
        if portion.line_id in lines and portion.state is State.DRAFTED
        else portion
        for portion in portions
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
    return digest([STEPS_VERSION, contract, people, charges, expense_limit(worker), worker.configuration.main.go_live])


def expense_limit(worker: Worker) -> Money | None:
    """The limit of a single expense where a contract states none."""
    return worker.configuration.expense_limit


def _unit(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> Unit:
    """A contract's period as it is now, with what earlier ones carry forward into it."""
    charges, issues = charges_of(worker, tx, contract, period)
    carried = carried_into(tx, contract, period, lambda earlier: _unit(worker, tx, contract, earlier))
    works = (*_works(worker, tx, contract, period), *carried.works)
    issued = tx.drafts.issued(contract.id, period.name)
    corrections, waiting = corrections_of(tx, contract, period)
    return Unit(
        contract=contract,
        period=period,
        books=contract.bill_to.books or BOOKS,
        works=works,
        charges=(*charges, *carried.charges),
        charge_issues=(*issues, *waiting),
        expense_limit=expense_limit(worker),
        issued=issued,
        drawn=drawn_on(tx, contract, period, corrections),
        drawn_on_caps=drawn_on_caps_of(tx, contract, period, works, corrections),
        included=included_in(worker, tx, contract, period),
        adjusting=adjusting_of(tx, contract, period, issued),
        locked=locked_rates(tx, contract, works),
        deposits=deposits_of(tx, contract, period.name),
        brought=carried.brought,
        corrections=corrections,
    )


def _works(worker: Worker, tx: Transaction, contract: Contract, period: Period) -> tuple[Work, ...]:
    people = {person.key: person.roles for person in worker.configuration.catalogue.people}
    verdicts = [State.OPEN, State.HELD, *([State.NON_BILLABLE] if contract.wishes.no_charge_lines else [])]
    return tx.works.of(contract, period.name, verdicts, lambda who, day: at(people.get(who, ()), day) or "")


def _ended(worker: Worker, tx: Transaction, contract_id: str) -> Contract:
    """A contract whose file is gone: nothing can be billed under it, and its drafts are withdrawn."""
    client = tx.units.client_of(contract_id)
    return Contract(contract_id, client, worker.configuration.main.company.currency, (), ())
