"""What one contract owes for one period: the one order of steps from matched work to drafts.

rate → rates that are locked → expenses → purchase order (by its dates) → dividing among tasks → rounding of time
→ fixed prices → included hours → caps → limits of orders → grouping → quantity × price
→ minimum of retainers → discounts, minimum, write-downs → carried forward → deposits used

Steps on charged time stand in STEPS, those on documents in ADJUSTMENTS; a later one takes its place in this order, and
imports no other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from billing.adjustments import adjust, owes_without_work, unused
from billing.cap_step import exceeded_caps, within_caps
from billing.carry_forward import carried, made_now
from billing.deposits import use_deposits
from billing.dividing import pieces
from billing.draft_records import Draft, Line
from billing.expenses import charge_expenses
from billing.final import what_is_left
from billing.fixed_price import covered_by_price
from billing.in_waiting import expenses_would_bring, time_would_bring
from billing.included_step import included_hours
from billing.issues import Issue, facts, hours
from billing.lines import Billable, Heads, Priced, Stated, document_key, draft_of
from billing.locked_rates import within_lock
from billing.money import Money, share, total
from billing.order_issues import missing, missing_code
from billing.order_step import within_orders
from billing.orders import order_on
from billing.paid_in import paid_in
from billing.rate_issues import rate_differences, rate_issue
from billing.rates import Ruling, rule, sentence
from billing.records import TIME, Contract, Portion, State, Work
from billing.retainer_minimum import top_up_retainers
from billing.retainers import overage_in_words, overage_on
from billing.round_work import round_time
from billing.stepping import stepped
from billing.tax import tax_issues
from billing.unit import Adjust, Check, Covered, Step, Unit, Waits
from billing.wishes import ADJUSTING, LineKind

Problem = tuple[Work, str, Issue]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is proposed for a unit: drafts, where each portion goes, what could not be billed, and what that is worth.

    `held_value` is what held work would bring, as `in_waiting.py` says; `unpriced_seconds` is held time without a rate.
    `pieces` are the parts of entries that stand on several lines, or in several portions; `carried` what goes with the
    next period's invoice, because this one would be too small.
    """

    drafts: tuple[Draft, ...]
    portions: tuple[Portion, ...]
    issues: tuple[Issue, ...]
    held_value: Money
    unpriced_seconds: int = 0
    pieces: tuple[Priced, ...] = ()
    carried: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (covered_by_price, included_hours, within_caps, within_orders)
"""What is done with charged time and stated amounts, one after the other."""

CHECKS: tuple[Check, ...] = (exceeded_caps,)
"""What must hold of lines once orders have divided them."""

ADJUSTMENTS: tuple[Adjust, ...] = (top_up_retainers, adjust, made_now, use_deposits)
"""What is done with documents once their lines are known, one after the other."""


def plan(unit: Unit) -> Plan:
    """The drafts of a unit. Work that reconciliation holds is never billed; the contract says if the rest waits."""
    contract, pricer = unit.contract, Pricer(unit.contract)
    works = sorted(unit.works, key=_in_order)
    ready = [work for work in works if not work.held]
    priced, unpriced = price([work for work in ready if work.kind == TIME], pricer)
    priced, changed = within_lock(priced, contract, unit.locked)
    items, unbillable = charge_expenses(ready, contract, unit.expense_limit)
    at_amounts = [Stated(item) for item in (*items, *unit.charges)]
    ordered, unordered = assign_orders([*priced, *at_amounts], unit)
    divided = [piece for item in ordered if isinstance(item, Priced) for piece in _divided(item, contract)]
    charged: list[Billable] = [*round_time(divided, contract), *(item for item in ordered if isinstance(item, Stated))]
    done = stepped(charged, unit, STEPS, CHECKS)
    corrections = [Stated(item, item.order, item.charged_seconds) for item in unit.corrections]
    waiting = _Waiting(unit, ordered, done.waits)
    problems = [*unpriced, *changed, *unbillable, *unordered, *waiting.problems]
    standing = [item for item in ordered if item.subject not in waiting.subjects] if waiting.subjects else ordered
    standing = [*standing, *corrections]
    times = [item for item in standing if isinstance(item, Priced)]
    issues = [*unit.charge_issues, *(issue for _, _, issue in problems), *waiting.issues]
    issues += rate_differences(times, contract)
    held = [*(_held(work, reason, unit) for work, reason, _ in problems), *waiting.portions]
    not_now = [work for work in works if work.held and not work.running] + [work for work, _, _ in problems]
    in_wait, without_price = price([work for work in not_now if work.kind == TIME], pricer)
    unpriced_seconds = sum(work.seconds for work, _, _ in without_price)
    value = expenses_would_bring(not_now, unit) + waiting.stated
    owes = bool(standing) or owes_without_work(contract, unit.period)
    if contract.when_time_is_held == "hold the invoice" and owes and _something_is_held(unit, held):
        portions = tuple(_waiting(item, unit) for item in standing)
        value += total([item.item.amount for item in standing if isinstance(item, Stated)], contract.currency)
        value += time_would_bring([*in_wait, *times], (), unit)
        return Plan((), (*held, *portions), (*issues, _waits(unit, times)), value, unpriced_seconds)
    kept = charged if not waiting.subjects else [item for item in charged if item.subject not in waiting.subjects]
    value += time_would_bring(in_wait, kept, unit)
    charged = [*done.items, *corrections]
    drafts = _adjusted(build_drafts(charged, unit), unit)
    later = carried(charged, drafts, unit)
    aside = [each for each in done.covered if each.item.subject not in later]
    now = [item for item in charged if item.subject not in later]
    portions = (*held, *_covered(aside), *_drafted(drafts, now), *later.values())
    issues += (*done.issues, *unused(drafts, unit), *what_is_left(aside, unit), *tax_issues(drafts, unit))
    return Plan(drafts, portions, tuple(issues), value, unpriced_seconds, _several(aside, now), tuple(sorted(later)))


def _adjusted(drafts: tuple[Draft, ...], unit: Unit) -> tuple[Draft, ...]:
    for adjustment in ADJUSTMENTS:
        drafts = tuple(adjustment(drafts, unit))
    return drafts


_NEVER = datetime.min.replace(tzinfo=UTC)


def _in_order(work: Work) -> tuple[object, ...]:
    """By day, start and what was done, and by ids only last: a month bills alike whichever way its entries came."""
    said = work.person, work.workstream, work.activity, work.note, work.seconds
    return work.day, work.started or _NEVER, *said, work.entry_id


class Pricer:
    """The rate card of a contract, which answers the same question once."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.is_paid = paid_in(contract)
        self._known: dict[tuple[object, ...], tuple[Ruling, str]] = {}
        self._dates = sorted({rate.since for rate in contract.rates if rate.since})
        self._named = {name for rate in contract.rates for name, _ in rate.conditions}

    def rule(self, work: Work) -> tuple[Ruling, str]:
        """The ruling for a piece of work, and in words if there is a winner. A retainer's overage rate outranks all."""
        overage = overage_on(self.contract, work) if self.contract.retainers else None
        if overage is not None:
            words = overage_in_words(overage, work.workstream, self.contract.currency)
            return Ruling(overage, (), ()), words
        asked = (
            bisect_right(self._dates, work.day),
            work.role if "role" in self._named else "",
            work.person if "person" in self._named else "",
            (work.activity, work.tags) if "activity" in self._named else (),
            work.workstream if "workstream" in self._named else "",
        )
        known = self._known.get(asked)
        if known is None:
            ruling = rule(self.contract.rates, work)
            words = sentence(ruling, self.contract.currency) if ruling.winner else ""
            known = self._known[asked] = (ruling, words)
        return known


def price(works: Iterable[Work], pricer: Pricer) -> tuple[list[Priced], list[Problem]]:
    """Each piece of work with the rate that won for it; no rate or a tie is a problem, never a zero.

    Work that a fixed price pays for has no rate, and needs none.
    """
    priced: list[Priced] = []
    problems: list[Problem] = []
    for work in works:
        if pricer.is_paid(work):
            priced.append(Priced(work, Decimal(0), "", work.seconds))
            continue
        if work.no_charge:
            priced.append(Priced(work, Decimal(0), "not billable: shown at no charge", work.seconds))
            continue
        ruling, words = pricer.rule(work)
        if ruling.winner is None:
            problems.append((work, "no single rate fits", rate_issue(work, pricer.contract, ruling)))
        else:
            priced.append(Priced(work, ruling.winner.price, words, work.seconds))
    return priced, problems


def assign_orders(items: Iterable[Billable], unit: Unit) -> tuple[list[Billable], list[Problem]]:
    """Each priced piece with its purchase order by work date; a contract without orders needs none, unless it says so.

    Charges are not held for want of an order: they are stated by hand, and stand on the document without one.
    """
    contract = unit.contract
    by_date = any(not order.reserved for order in contract.orders)
    required = by_date if contract.order_required is None else contract.order_required
    if not contract.orders and not required:
        return list(items), []
    works, is_paid = {work.entry_id: work for work in unit.works}, paid_in(contract)
    on_day = cache(lambda day, workstream: order_on(contract.orders, day, workstream))
    ordered: list[Billable] = []
    problems: list[Problem] = []
    for item in items:
        order = on_day(item.day, item.workstream)
        work = works.get(item.subject)
        if work is not None and is_paid(work):
            ordered.append(item)
        elif order is not None:
            ordered.append(item.under(order.number))
        elif not required or work is None or work.no_charge or missing_code(contract, work) in work.accepted:
            ordered.append(item)
        else:
            problems.append((work, "no purchase order is valid on that day", missing(work, contract)))
    return ordered, problems


def build_drafts(items: list[Billable], unit: Unit) -> tuple[Draft, ...]:
    """Drafts in the order of their parts, lines in the order in which a client reads them."""
    documents: dict[tuple[str, ...], list[Billable]] = {}
    for item in items:
        documents.setdefault(document_key(item, unit.contract), []).append(item)
    heads = Heads(unit.contract, unit.period, unit.books, unit.issued)
    return tuple(draft_of(documents[key], heads) for key in sorted(documents))


# ---- portions ----


def _held(work: Work, reason: str, unit: Unit) -> Portion:
    where = f"{reason} ({unit.contract.id}, {unit.period.name})"
    return Portion(work.entry_id, work.version, 1, State.HELD, work.seconds, where)


def _waiting(item: Billable, unit: Unit, reason: str = "the invoice waits for held time") -> Portion:
    if isinstance(item, Priced):
        return _held(item.work, reason, unit)
    where = f"{reason} ({unit.contract.id}, {unit.period.name})"
    return Portion(item.subject, item.item.version, 1, State.HELD, item.item.seconds, where)


def _divided(item: Priced, contract: Contract) -> list[Priced]:
    """A priced piece of work as it stands on lines: in one, or in as many as it has tasks to be divided among."""
    several = pieces(item.work, contract) if len(item.work.tasks) > 1 else ()
    return item.divided(several) if len(several) > 1 else [item]


def _covered(parts: Iterable[Covered]) -> list[Portion]:
    """The portions of time that stands on no line, with the time that counts there."""
    return [_aside(each.item, each) for each in parts]


def _aside(item: Priced, each: Covered) -> Portion:
    version, seconds = item.worked
    charged = item.charged_seconds
    return Portion(item.subject, version, item.number, each.state, seconds, each.why, charged_seconds=charged)


def _drafted(drafts: Iterable[Draft], charged: Iterable[Billable]) -> list[Portion]:
    """The portions on drafts; those of an entry that is divided in the order of their numbers."""
    items: dict[str, list[Billable]] = {}
    for item in charged:
        items.setdefault(item.subject, []).append(item)
    portions = [portion for draft in drafts for portion in _on_draft(draft, items)]
    return portions if len(items) == len(portions) else sorted(portions, key=lambda portion: portion.number)


def _on_draft(draft: Draft, items: Mapping[str, list[Billable]]) -> list[Portion]:
    charged, free = f"on a draft for {draft.period}", f"shown at no charge for {draft.period}"
    portions: list[Portion] = []
    for line in [line for line in draft.lines if line.kind not in ADJUSTING]:
        if line.kind is LineKind.DEPOSIT_USED:
            portions += [_added(subject, line, charged) for subject in line.entries]
            continue
        pieces_of = [items[subject] for subject in line.entries]
        on_line = [own[0] if len(own) == 1 else _on_line(own, line, draft.order) for own in pieces_of]
        cents = share(line.amount.minor, [item.charged_seconds for item in on_line])
        line_id, currency = line.id, line.amount.currency
        for subject, item, minor in zip(line.entries, on_line, cents, strict=True):
            no_charge = isinstance(item, Priced) and item.work.no_charge
            state, why = (State.NON_BILLABLE, free) if no_charge else (State.DRAFTED, charged)
            version, seconds = item.worked
            counted = item.charged_seconds, minor, currency
            portions.append(Portion(subject, version, item.number, state, seconds, why, line_id, *counted))
    return portions


def _added(subject: str, line: Line, why: str) -> Portion:
    """The portion of a line that stands for no work, so that what documents come to stands on portions to the cent."""
    minor, currency = line.amount.minor, line.amount.currency
    return Portion(subject, 1, 1, State.DRAFTED, 0, why, line.id, minor=minor, currency=currency)


def _on_line(items: Sequence[Billable], line: Line, order: str) -> Billable:
    """Which piece of an entry stands on a line: the one of its order and tasks."""
    own = [item for item in items if item.order == order]
    if len(own) == 1:
        return own[0]
    keys = {task.key for task in line.tasks}
    return next(item for item in own if isinstance(item, Priced) and {task.key for task in item.work.tasks} == keys)


def _several(aside: Iterable[Covered], charged: Iterable[Billable]) -> tuple[Priced, ...]:
    """The pieces of entries that have more than one."""
    items = [*(each.item for each in aside), *charged]
    divided = {item.subject for item in items if item.number > 1}
    if not divided:
        return ()
    return tuple([item for item in items if isinstance(item, Priced) and item.subject in divided])


class _Waiting:
    """What a step keeps back, with its portions and issues; an entry waits whole."""

    def __init__(self, unit: Unit, items: Iterable[Billable], waits: Sequence[Waits]) -> None:
        self.subjects = {each.subject for each in waits}
        self.problems: list[Problem] = []
        self.portions: list[Portion] = []
        self.issues: list[Issue] = []
        self.stated = Money(0, unit.contract.currency)
        if not waits:
            return
        waiting = {item.subject: item for item in items if item.subject in self.subjects}
        works = {work.entry_id: work for work in unit.works if work.entry_id in self.subjects}
        for each in waits:
            item, work = waiting[each.subject], works.get(each.subject)
            if work is not None:
                self.problems.append((work, each.reason, each.issue))
            else:
                self.issues.append(each.issue)
                self.portions.append(_waiting(item, unit, each.reason))
                self.stated += item.item.amount if isinstance(item, Stated) else Money(0, unit.contract.currency)


def _something_is_held(unit: Unit, held: list[Portion]) -> bool:
    return any(work.held and (work.seconds or work.running) for work in unit.works) or bool(held)


# ---- issues ----


def _waits(unit: Unit, waiting: list[Priced]) -> Issue:
    seconds = sum(item.work.seconds for item in waiting)
    tracked = sum(work.seconds for work in unit.works)
    return Issue(
        "invoice_waits",
        client=unit.contract.client,
        seconds=seconds,
        subject=f"{unit.contract.id} {unit.period.name}",
        facts=facts(period=unit.period.name, held=hours(tracked - seconds)),
    )
