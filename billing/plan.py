"""What one contract owes for one period: the one order of steps from matched work to drafts.

rate → purchase order (by its dates) → rounding of time → grouping → quantity × price

Later steps (included hours, cap, order limits, discounts, tax) take their places in this order when they are built.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from billing.ids import canonical
from billing.issues import Issue, facts, hours
from billing.lines import Priced, document_key, draft_of, line_key
from billing.money import plain, share
from billing.orders import last_expired, order_on
from billing.rates import Ruling, describe, rule, sentence
from billing.records import Contract, Draft, Line, Period, Portion, Rounding, State, Work, at
from billing.rounding import rounded_together
from billing.texts import clean

STEPS_VERSION = 1
"""Raised when the steps themselves change, so that every unit is planned again."""


@dataclass(frozen=True, slots=True)
class Unit:
    """All that a plan depends on: one contract, one period, one books, and the work matched to them."""

    contract: Contract
    period: Period
    books: str
    works: tuple[Work, ...]

    @property
    def inputs(self) -> str:
        """The canonical text of all inputs. Equal text, nothing to do; the order of the works does not matter."""
        works = sorted(self.works, key=lambda work: work.entry_id)
        return canonical({"steps": STEPS_VERSION, "unit": replace(self, works=tuple(works))})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is proposed for a unit: drafts, where each portion goes, and what could not be billed."""

    drafts: tuple[Draft, ...]
    portions: tuple[Portion, ...]
    issues: tuple[Issue, ...]


def plan(unit: Unit) -> Plan:
    """The drafts of a unit. Work that reconciliation holds is never billed; the contract says if the rest waits."""
    contract = unit.contract
    ready = sorted((work for work in unit.works if not work.held), key=lambda work: work.entry_id)
    priced, unpriced = price(ready, contract)
    ordered, unordered = assign_orders(priced, contract)
    problems = [*unpriced, *unordered]
    issues = [*(issue for _, _, issue in problems), *rate_differences(ordered, contract)]
    held = [_held(work, reason, unit) for work, reason, _ in problems]
    if contract.when_time_is_held == "hold the invoice" and ordered and _something_is_held(unit, held):
        waiting = tuple(_held(item.work, "the invoice waits for held time", unit) for item in ordered)
        return Plan((), (*held, *waiting), (*issues, _waits(unit, ordered)))
    charged = round_time(ordered, contract)
    drafts = build_drafts(charged, unit)
    portions = [*held, *(portion for draft in drafts for portion in _drafted(draft, charged))]
    return Plan(drafts, tuple(portions), tuple(issues))


Problem = tuple[Work, str, Issue]


def price(works: Iterable[Work], contract: Contract) -> tuple[list[Priced], list[Problem]]:
    """Each piece of work with the rate that won for it; no rate or a tie is a problem, never a zero."""
    priced: list[Priced] = []
    problems: list[Problem] = []
    for work in works:
        ruling = rule(contract.rates, work)
        if ruling.winner is None:
            problems.append((work, "no single rate fits", _rate_issue(work, contract, ruling)))
        else:
            priced.append(Priced(work, ruling.winner.price, sentence(ruling, contract.currency), work.seconds))
    return priced, problems


def assign_orders(items: Iterable[Priced], contract: Contract) -> tuple[list[Priced], list[Problem]]:
    """Each priced piece with its purchase order by work date; a contract without orders needs none."""
    if not contract.orders:
        return list(items), []
    ordered: list[Priced] = []
    problems: list[Problem] = []
    for item in items:
        order = order_on(contract.orders, item.work.day, item.work.workstream)
        if order is None:
            problems.append((item.work, "no purchase order is valid on that day", _order_issue(item.work, contract)))
        else:
            ordered.append(replace(item, order=order.number))
    return ordered, problems


def round_time(items: list[Priced], contract: Contract) -> list[Priced]:
    """The same work with the time to charge, rounded as the contract says on each work date."""
    rules = [at(contract.rounding, item.work.day) or Rounding() for item in items]
    scopes = [_scope(item, rounding, contract) for item, rounding in zip(items, rules, strict=True)]
    charged = rounded_together([item.work.seconds for item in items], scopes, rules)
    return [replace(item, charged_seconds=seconds) for item, seconds in zip(items, charged, strict=True)]


def build_drafts(items: list[Priced], unit: Unit) -> tuple[Draft, ...]:
    """Drafts in the order of their parts, lines in the order in which a client reads them."""
    documents: dict[tuple[str, ...], list[Priced]] = {}
    for item in items:
        documents.setdefault(document_key(item, unit.contract), []).append(item)
    return tuple(draft_of(documents[key], unit.contract, unit.period, unit.books) for key in sorted(documents))


def rate_differences(items: Iterable[Priced], contract: Contract) -> list[Issue]:
    """One issue for each person, project and rate that a tracker states and the contract does not share (R13)."""
    differing: dict[tuple[str, str, str, str], list[Priced]] = {}
    for item in items:
        stated = item.work.tracker_rate
        comparable = item.work.tracker_currency in ("", contract.currency)
        if stated and comparable and stated != item.price:
            key = (item.work.connector, item.work.person, item.work.project, plain(stated))
            differing.setdefault(key, []).append(item)
    return [_difference(key, same, contract) for key, same in sorted(differing.items())]


# ---- portions ----


def _held(work: Work, reason: str, unit: Unit) -> Portion:
    where = f"{reason} ({unit.contract.id}, {unit.period.name})"
    return Portion(work.entry_id, work.version, 1, State.HELD, work.seconds, where)


def _drafted(draft: Draft, items: list[Priced]) -> list[Portion]:
    by_entry = {item.work.entry_id: item for item in items}
    portions: list[Portion] = []
    for line in draft.lines:
        on_line = [by_entry[entry] for entry in line.entries]
        cents = share(line.amount.minor, [item.charged_seconds for item in on_line])
        portions += [_on_line(item, line, minor, draft) for item, minor in zip(on_line, cents, strict=True)]
    return portions


def _on_line(item: Priced, line: Line, minor: int, draft: Draft) -> Portion:
    return Portion(
        entry_id=item.work.entry_id,
        version=item.work.version,
        number=1,
        state=State.DRAFTED,
        seconds=item.work.seconds,
        reason=f"on a draft for {draft.period}",
        line_id=line.id,
        charged_seconds=item.charged_seconds,
        minor=minor,
        currency=line.amount.currency,
    )


def _scope(item: Priced, rounding: Rounding, contract: Contract) -> tuple[object, ...]:
    if rounding.per == "entry":
        return (item.work.entry_id,)
    if rounding.per == "person and day":
        return (item.work.person, item.work.day, item.work.workstream, item.price, item.order, rounding)
    assert rounding.per == "line", rounding.per
    return (document_key(item, contract), line_key(item, contract), rounding)


def _something_is_held(unit: Unit, held: list[Portion]) -> bool:
    return any(work.held and (work.seconds or work.running) for work in unit.works) or bool(held)


# ---- issues ----


def _work_issue(code: str, work: Work, contract: Contract, **named: object) -> Issue:
    return Issue(
        code,
        entry_id=work.entry_id,
        client=contract.client,
        person=work.person,
        day=work.day,
        seconds=work.seconds,
        facts=facts(contract=contract.id, workstream=work.workstream, **named),
    )


def _rate_issue(work: Work, contract: Contract, ruling: Ruling) -> Issue:
    if not ruling.tied:
        return _work_issue("no_rate", work, contract, role=work.role or "no role on that day")
    tied = "; ".join(sorted(describe(rate, contract.currency) for rate in ruling.tied))
    return _work_issue("ambiguous_rate", work, contract, rates=tied)


def _order_issue(work: Work, contract: Contract) -> Issue:
    expired = last_expired(contract.orders, work.day, work.workstream)
    if expired is None:
        return _work_issue("order_missing", work, contract)
    return _work_issue("order_expired", work, contract, order=expired.number, until=expired.until)


def _difference(key: tuple[str, str, str, str], same: list[Priced], contract: Contract) -> Issue:
    connector, person, project, stated = key
    prices: list[Decimal] = sorted({item.price for item in same})
    named = facts(
        connector=connector,
        project=clean(project) or "no project",
        tracker_rate=f"{stated} {contract.currency}",
        contract=contract.id,
        contract_rate=" and ".join(f"{plain(price)} {contract.currency}" for price in prices),
    )
    return Issue(
        "tracker_rate_differs",
        client=contract.client,
        person=person,
        seconds=sum(item.work.seconds for item in same),
        subject=" ".join((contract.id, *key, same[0].work.day.strftime("%Y-%m"))),
        facts=named,
    )


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
