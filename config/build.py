"""The operator's models as the records that billing reads."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from billing.catalogue import Catalogue, Ignore, SourceRules
from billing.records import (
    Contract,
    Dated,
    Person,
    Rate,
    Rounding,
    Workstream,
)
from billing.task_book import TaskTrackerRules
from billing.texts import squashed
from billing.wishes import PostingRule
from config.build_wishes import to_bill_to, to_posting, to_wishes
from config.cadence import to_cadences, to_completed
from config.caps import UNCAPPED, Stream, to_budgets, to_caps
from config.check_orders import to_orders
from config.check_taxes import to_taxation
from config.discounts import to_discounts, to_minimums
from config.expenses import to_expense_terms
from config.fixed import to_price
from config.least import to_carry
from config.models import ContractModel, IgnoreRule, Main, People, PersonModel, RateModel, WorkstreamModel
from config.opening import to_opening
from config.retainers import to_retainers
from config.yaml_tree import Document
from connectors.registry import EXPENSES, LAYOUTS, host_of


def to_catalogue(main: Main, people: People, contracts: tuple[Contract, ...]) -> Catalogue:
    """Everything that decides where an entry belongs, without what people decided later."""
    return Catalogue(
        go_live=main.go_live,
        contracts=contracts,
        people=tuple(map(_person, people.people, keys_of(people))),
        sources=tuple(
            SourceRules(name, config.project_code, config.require_approval, config.billable == "from tracker")
            for name, config in sorted(main.sources.items())
        ),
        ignores=tuple(_ignore(rule) for rule in main.ignore),
        require_task=main.exceptions.require_task,
        zone=main.company.timezone,
        trackers=tuple(
            TaskTrackerRules(name, config.kind, host_of(config), bool(config.project_code_field))
            for name, config in sorted(main.task_trackers.items())
        ),
        implied=tuple(sorted({*LAYOUTS, *EXPENSES} - {config.kind for config in main.sources.values()})),
    )


def to_contract(model: ContractModel, main: Main, document: Document) -> Contract:
    """One contract; each rate remembers the line it was written on."""
    return Contract(
        id=model.id,
        client=model.client,
        currency=model.currency or main.company.currency,
        workstreams=tuple(_workstream(stream, model, main) for stream in model.workstreams),
        rates=tuple(_rate(rate, document, place) for place, rate in enumerate(model.rates)),
        orders=to_orders(model, model.currency or main.company.currency),
        order_required=model.order_required,
        when_order_is_used_up=model.when_order_is_used_up,
        use_deposits=Decimal(100) if model.use_deposits is None else model.use_deposits,
        caps=to_caps(model.cap, _caps(model), model.currency or main.company.currency),
        budgets=to_budgets(
            model.budget,
            [(stream.code, stream.budget) for stream in model.workstreams],
            model.currency or main.company.currency,
        ),
        rounding=tuple(
            Dated(rule.since, Rounding(rule.to, rule.direction, rule.per, rule.grace)) for rule in model.rounding
        ),
        terms=tuple(Dated(term.since, term.terms) for term in model.terms),
        cadences=to_cadences(model.invoice.every),
        completed=to_completed(model),
        final=model.invoice.final,
        bill_after=model.invoice.bill_after or 0,
        carry=to_carry(model.invoice.minimum, model.currency or main.company.currency),
        one_per=model.invoice.one_per,
        lines_by=model.invoice.lines_by,
        invoice_date=model.invoice.date,
        when_time_is_held=model.invoice.when_time_is_held,
        late_time=model.invoice.late_time,
        bill_to=to_bill_to(model.bill_to, main.books),
        posting=_posting(model, main),
        wishes=to_wishes(model.invoice),
        taxation=to_taxation(model, main),
        zone=model.zone,
        since=model.since,
        until=model.until,
        account_lead=model.account_lead,
        approver=model.approver,
        expenses=to_expense_terms(model.expenses, model.currency or main.company.currency),
        opening=to_opening(model.opening, model.currency or main.company.currency),
        discounts=to_discounts(model, model.currency or main.company.currency),
        minimums=to_minimums(model, model.currency or main.company.currency),
        locked_before=model.locked_before,
        several_tasks=model.several_tasks,
        task_projects=model.task_projects,
        retainers=to_retainers(model.workstreams, model.currency or main.company.currency, model.since, model.until),
    )


def _workstream(stream: WorkstreamModel, model: ContractModel, main: Main) -> Workstream:
    price = to_price(model, stream, model.currency or main.company.currency)
    billable = stream.billing != "non-billable"
    return Workstream(stream.code, stream.name, billable, stream.since, stream.until, price, stream.approver)


def _caps(model: ContractModel) -> list[Stream]:
    return [(stream.code, stream.billing not in UNCAPPED, stream.cap) for stream in model.workstreams]


def _posting(model: ContractModel, main: Main) -> tuple[PostingRule, ...]:
    ledger = main.books[to_bill_to(model.bill_to, main.books).books]
    return to_posting(ledger, model.posting, {stream.code: stream.posting for stream in model.workstreams})


def conditions_of(rate: RateModel) -> tuple[tuple[str, str], ...]:
    """The conditions a rate states, in a stable order."""
    stated = {name: getattr(rate, name) for name in ("activity", "person", "role", "workstream")}
    return tuple((name, value) for name, value in stated.items() if value)


def _rate(rate: RateModel, document: Document, place: int) -> Rate:
    line, _ = document.position(("rates", place))
    return Rate(rate.rate, conditions_of(rate), rate.since, f"{document.file}:{line}")


def _person(person: PersonModel, key: str) -> Person:
    roles = tuple(Dated(role.since, role.role) for role in person.role)
    return Person(person.name, person.email, roles, person.weekly_capacity, person.days_off, key)


def to_costs(people: People) -> dict[str, tuple[Dated[Decimal], ...]]:
    """What an hour of each person costs: apart from all that plans are made of, so that no client sees it."""
    named = zip(people.people, keys_of(people), strict=True)
    costs = {key: tuple(Dated(cost.since, cost.rate) for cost in person.cost_rate) for person, key in named}
    return {key: dated for key, dated in costs.items() if dated}


def keys_of(people: People) -> list[str]:
    """What each person is called: the name, with the first e-mail address where two people have the same."""
    names = Counter(squashed(person.name) for person in people.people)
    return [
        person.name
        if names[squashed(person.name)] == 1
        else f"{person.name} <{person.email[0] if person.email else ''}>"
        for person in people.people
    ]


def _ignore(rule: IgnoreRule) -> Ignore:
    stated = rule.model_dump(exclude={"why"})
    return Ignore(rule.why, tuple((name, value) for name, value in stated.items() if value))
