"""What only shows when the files are read together: codes used twice, names nobody has, rules that tie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from billing.calendar import check_place
from billing.texts import nearest
from config.build import conditions_of, keys_of
from config.cadence import check_cadence
from config.check_caps import check_caps
from config.check_expenses import check_expense_limit, check_expenses
from config.check_fixed import check_fixed
from config.check_milestones import check_milestones
from config.check_opening import check_opening
from config.check_orders import check_orders, check_shared_orders
from config.check_retainers import by_the_card, check_retainers
from config.check_tasks import check_task_projects
from config.check_taxes import check_taxed, check_taxes
from config.check_wishes import check_wishes
from config.discounts import check_discounts
from config.least import check_least
from config.models import ContractModel, Main, People
from config.notify import check_notify
from config.problems import Problem
from config.yaml_tree import Document, Location, has_reference_outside
from connectors.exports import EXPENSE_FIELDS, FIELDS
from connectors.registry import EXPENSES, host_of

Contracts = Mapping[str, ContractModel]
Documents = Mapping[str, Document]
REFERENCES_ALLOWED = (
    ("database",),
    ("connectors", "*", "token"),
    ("connectors", "*", "client_id"),
    ("connectors", "*", "client_secret"),
    ("connectors", "*", "password"),
    ("connectors", "*", "secret"),
    ("connectors", "*", "url"),
    ("ping", "url"),
)


def cross_check(main: Main | None, people: People | None, contracts: Contracts, documents: Documents) -> list[Problem]:
    """All contradictions between parts that are readable on their own."""
    problems = [*_references(documents)]
    if main is not None:
        problems += _main(main, documents["tieout.yaml"])
        problems += check_notify(main, people, contracts, documents)
    if people is not None:
        problems += _people(people, documents["people.yaml"])
    problems += _unique_over_contracts(contracts, documents)
    problems += check_shared_orders(contracts, documents)
    problems += check_wishes(main, contracts, documents)
    for name, contract in contracts.items():
        problems += _contract(contract, people, documents[name])
        problems += check_orders(contract, main, documents[name])
        problems += check_discounts(contract, main, documents[name])
        problems += check_caps(contract, main, documents[name])
        problems += check_opening(contract, main, documents[name])
        problems += check_expenses(contract, main, documents[name])
        problems += check_milestones(contract, main, documents[name])
        problems += check_cadence(contract, documents[name])
        problems += check_least(contract, main, documents[name])
        problems += check_retainers(contract, main, documents[name])
        problems += check_fixed(contract, main, documents[name])
        problems += check_task_projects(contract, main, documents[name])
        problems += check_taxed(contract, main, documents[name])
    return problems


def _references(documents: Documents) -> Iterator[Problem]:
    for document in documents.values():
        for location in has_reference_outside(document, REFERENCES_ALLOWED):
            yield document.problem(
                location,
                "references such as ${NAME} work only in database, in ping.url, and in token, client_id, "
                "client_secret, password, secret and url of a connector",
            )


def _main(main: Main, document: Document) -> Iterator[Problem]:
    try:
        check_place(main.calendar.country, main.calendar.subdivision)
    except ValueError as problem:
        yield document.problem(("calendar",), str(problem))
    for place, rule in enumerate(main.ignore):
        if not any((rule.connector, rule.client, rule.project, rule.person, rule.activity)):
            yield document.problem(
                ("ignore", place), "would ignore everything; name a connector, project, client or person"
            )
        if rule.connector and rule.connector not in main.sources:
            words = _unknown(f"connector {rule.connector}", rule.connector, main.sources)
            yield document.problem(("ignore", place, "connector"), words)
    yield from _columns(main, document)
    yield from _task_trackers(main, document)
    yield from check_expense_limit(main, document)
    yield from check_taxes(main, document)


def _task_trackers(main: Main, document: Document) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for name, config in main.task_trackers.items():
        place = (host_of(config), str(getattr(config, "workspace", "")).casefold())
        other = first.setdefault(place, name)
        if other != name:
            words = f"has the same tasks as {other}, so every key would be two of them; remove one"
            yield document.problem(("connectors", name), words)


def _columns(main: Main, document: Document) -> Iterator[Problem]:
    for name, connector in main.sources.items():
        for field in connector.columns:
            fields = EXPENSE_FIELDS if connector.kind in EXPENSES else FIELDS
            if field not in fields:
                words = _unknown(f"field {field}", field, fields)
                yield document.problem(("connectors", name, "columns", field), words)
        if connector.kind == "csv" and not connector.columns:
            words = "is missing; name the header of each field, such as {date: Datum, person: Name, hours: Stunden}"
            yield document.problem(("connectors", name, "columns"), words)


def _people(people: People, document: Document) -> Iterator[Problem]:
    owners: dict[str, int] = {}
    for place, person in enumerate(people.people):
        for email in person.email:
            owner = owners.setdefault(email.casefold(), place)
            if owner != place or person.email.count(email) > 1:
                words = f"{email} belongs to {people.people[owner].name} already; remove it from one"
                yield document.problem(("people", place, "email"), words)
        yield from _dated_twice([role.since for role in person.role], document, ("people", place, "role"))
        yield from _dated_twice([cost.since for cost in person.cost_rate], document, ("people", place, "cost_rate"))
    names = [person.name for person in people.people]
    for place, person in enumerate(people.people):
        if names.index(person.name) != place and any(
            not other.email for other in people.people if other.name == person.name
        ):
            words = f"{person.name} stands twice; give both an e-mail address or different names"
            yield document.problem(("people", place, "name"), words)


def _unique_over_contracts(contracts: Contracts, documents: Documents) -> Iterator[Problem]:
    ids: dict[str, str] = {}
    codes: dict[str, str] = {}
    for name, contract in contracts.items():
        first = ids.setdefault(contract.id, name)
        if first != name:
            yield documents[name].problem(("id",), f"{contract.id} is the id of {first} already; choose another")
        for place, stream in enumerate(contract.workstreams):
            here = f"{name}, workstreams[{place}]"
            first = codes.setdefault(stream.code, here)
            if first != here:
                words = (
                    f"{stream.code} is the code of a workstream in {first} already; a code belongs to one workstream"
                )
                yield documents[name].problem(("workstreams", place, "code"), words)


def _contract(contract: ContractModel, people: People | None, document: Document) -> Iterator[Problem]:
    yield from _dates_in_order(contract, document)
    yield from _rates(contract, people, document)
    yield from _dated_twice([term.since for term in contract.terms], document, ("terms",))
    yield from _dated_twice([rule.since for rule in contract.rounding], document, ("rounding",))
    for place, rule in enumerate(contract.rounding):
        if rule.grace and rule.direction != "up":
            words = f"works only with direction: up, not {rule.direction}; remove it"
            yield document.problem(("rounding", place, "grace"), words)
        if rule.to and rule.grace >= rule.to:
            yield document.problem(("rounding", place, "grace"), "is as long as the step itself; write a shorter one")
    billed = [stream for stream in contract.workstreams if by_the_card(stream)]
    if billed and not contract.rates:
        yield document.problem(
            ("rates",), f"is missing; {billed[0].code} is billed by time. Write at least one, 0 if it is free"
        )


def _rates(contract: ContractModel, people: People | None, document: Document) -> Iterator[Problem]:
    known = {
        "workstream": [stream.code for stream in contract.workstreams],
        "person": keys_of(people) if people else [],
        "role": [role.role for person in people.people for role in person.role] if people else [],
    }
    seen: dict[object, int] = {}
    for place, rate in enumerate(contract.rates):
        conditions = conditions_of(rate)
        for name, value in conditions:
            checkable = name == "workstream" or (name in known and people is not None)
            if checkable and value not in known[name]:
                yield document.problem(("rates", place, name), _unknown(f"{name} {value}", value, known[name]))
        first = seen.setdefault((conditions, rate.since), place)
        if first != place:
            line, _ = document.position(("rates", first))
            words = f"has the same conditions and date as the rate on line {line}; give one of them a `from:` date"
            yield document.problem(("rates", place), words)


def _dates_in_order(contract: ContractModel, document: Document) -> Iterator[Problem]:
    terms: list[tuple[Location, date | None, date | None]] = [((), contract.since, contract.until)]
    terms += [(("workstreams", place), term.since, term.until) for place, term in enumerate(contract.workstreams)]
    terms += [
        (("purchase_orders", place), term.since, term.until) for place, term in enumerate(contract.purchase_orders)
    ]
    for location, since, until in terms:
        if since and until and until < since:
            yield document.problem(
                (*location, "until"), f"is {until}, before its from: {since}; exchange or correct them"
            )


def _dated_twice(dates: list[date | None], document: Document, location: Location) -> Iterator[Problem]:
    for place, day in enumerate(dates):
        if day in dates[:place]:
            words = "has the same `from:` date as an earlier one; give each its own"
            yield document.problem((*location, place), words)


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    choices = sorted(set(known))
    close = nearest(word, choices)
    hint = f"did you mean {close}?" if close else f"known: {', '.join(choices[:12]) or 'none'}"
    return f"there is no {what}; {hint}"
