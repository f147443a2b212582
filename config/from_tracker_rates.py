"""What an hour costs by a tracker, as rates of a contract: no two of them ever tie, and none is made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from billing.money import plain
from billing.texts import squashed
from config.from_tracker_names import block, readable
from config.from_tracker_people import Crew, Dated, Someone, always
from connectors.sources import Reference

Conditions = tuple[tuple[str, str], ...]
Rules = Mapping[Conditions, Dated]

_MANY = 200
"""So many rates of one workstream for tasks and people together at most; beyond that ties stay exceptions."""
_FROM = {
    (): "project rate",
    ("activity",): "task rate",
    ("activity", "person"): "task rate",
    ("person",): "rate of this person",
    ("role",): "rate of everyone in this role",
}


@dataclass(frozen=True, slots=True)
class Pricing:
    """The rates of a workstream. `of_people` says that only people have rates, their own wherever they work.

    `without` are people who are assigned and have no rate, `unclear` is why rates that are stated are not used.
    """

    rules: Rules = field(default_factory=dict)
    of_people: bool = False
    without: tuple[str, ...] = ()
    unclear: str = ""


def pricing(project: Reference, activities: Sequence[Reference], crew: Crew, currency: str) -> Pricing:
    """What an hour on a project costs; `activities` are its own tasks, where tasks belong to projects."""
    if "bill_by" in project.detail:
        return _by_one_way(project.detail, crew, currency)
    return _by_precedence(project, activities, crew, currency)


def together(found: Sequence[Pricing], crew: Crew) -> Pricing:
    """What an hour costs where several projects are one workstream: nothing, unless they agree."""
    first = found[0]
    if all(each.of_people for each in found):
        return _united(found, crew)
    if all(each.rules == first.rules for each in found):
        return first
    return Pricing(unclear="projects with this code have different rates")


def contract_rates(priced: Mapping[str, Pricing], crew: Crew, each_alone: bool) -> list[tuple[Conditions, Dated]]:
    """The rates of a contract: for all of it where its workstreams agree, else for each workstream by its code."""
    shared = _united(list(priced.values()), crew).rules
    if not each_alone and all(_has_all(each, shared) for each in priced.values()):
        return sorted(shared.items(), key=_order)
    found = []
    for code, each in priced.items():
        for conditions, dated in sorted(each.rules.items(), key=_order):
            found.append((tuple(sorted((*conditions, ("workstream", code)))), dated))
    return found


def rate_lines(rates: Iterable[tuple[Conditions, Dated]], title: str) -> list[str]:
    """Rates as they stand in a contract, each with where it is from."""
    lines = []
    for conditions, dated in rates:
        origin = _FROM.get(tuple(name for name, _ in conditions if name != "workstream"), "rate")
        for since, price in dated:
            rate = block(**dict(conditions), rate=_price(price), **({"from": since} if since else {}))
            lines.append(f"  - {rate}    # from {title}'s {origin}; check against the contract\n")
    return lines


def _price(price: Decimal) -> str:
    return str(int(price)) if price == int(price) else plain(price)


# ---- one way for a project: its own rate, its tasks', or its people's ----


def _by_one_way(detail: Mapping[str, Any], crew: Crew, currency: str) -> Pricing:
    way = str(detail.get("bill_by")).casefold()
    if way == "project":
        return Pricing(_stated({(): always(detail.get("rate"))}))
    if way == "tasks":
        return _by_tasks(_rows(detail, "activities"))
    if way == "people":
        return _by_people(_rows(detail, "people"), crew, currency)
    return Pricing()


def _by_tasks(rows: Sequence[Mapping[str, Any]]) -> Pricing:
    active = [row for row in rows if row.get("active", True) and row.get("billable", True)]
    rules, unclear = _each_once([(_activity(row.get("name")), always(row.get("rate"))) for row in active])
    return Pricing(rules, unclear=unclear)


def _by_people(rows: Sequence[Mapping[str, Any]], crew: Crew, currency: str) -> Pricing:
    """Own rates on the project, else those that people have everywhere, by role where a role has them."""
    assigned = {str(row.get("id")): row for row in rows if row.get("active", True)}
    here = {key: (crew.people[key], row) for key, row in assigned.items() if key in crew.people}
    own = {key for key, (_, row) in here.items() if not row.get("default_rate", row.get("rate") is None)}
    mixed = {here[key][0].role for key in own}
    found: dict[Conditions, Dated] = {}
    without = []
    for key, (each, row) in here.items():
        dated = always(row.get("rate")) if key in own else _in(currency, each)
        if not dated:
            without.append(each.key)
        by_role = key not in own and each.role not in mixed and crew.role_rates.get(each.role) == dated
        conditions: Conditions = (("role", each.role) if by_role else ("person", each.key),)
        found[conditions] = dated
    return Pricing(_stated(found), True, tuple(without))


# ---- task before person before project before the person's own ----


def _by_precedence(project: Reference, activities: Sequence[Reference], crew: Crew, currency: str) -> Pricing:
    base = always(project.detail.get("rate"))
    rows = [row for row in _rows(project.detail, "people") if str(row.get("id")) in crew.people]
    own: dict[Conditions, Dated] = {
        (("person", crew.people[str(row.get("id"))].key),): always(row.get("rate")) for row in rows
    }
    people: dict[Conditions, Dated] = {}
    if not base:
        people = {(("person", each.key),): _in(currency, each) for each in crew.people.values()}
    people = _stated({**people, **_stated(own)})
    priced = [each for each in activities if not each.archived and "rate" in each.detail]
    tasks, unclear = _each_once([(_activity(each.name), always(each.detail["rate"])) for each in priced])
    if len(tasks) * len(people) > _MANY:
        unclear = "so many tasks and people have rates of their own that their combinations are not written here"
    both = {} if unclear else {(*task, *who): dated for task, dated in tasks.items() for who in people}
    rules = {**_stated({(): base}), **people, **tasks, **both}
    return Pricing(rules, not base and not tasks, unclear=unclear)


# ---- helpers ----


def _rows(detail: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = detail.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []


def _activity(name: object) -> Conditions:
    """The condition of a task, by which its entries are found; none where its name cannot stand in a file."""
    text = squashed(str(name or ""))
    return (("activity", text),) if text and text == readable(text, limit=1000) else ()


def _each_once(found: Sequence[tuple[Conditions, Dated]]) -> tuple[dict[Conditions, Dated], str]:
    """Rates of tasks, without those whose name stands for several; and why some are left out."""
    rules: dict[Conditions, Dated] = {}
    bad: set[Conditions] = {()}
    for task, dated in found:
        if rules.setdefault(task, dated) != dated:
            bad.add(task)
    twice = sorted(task[0][1] for task in bad if task)
    unclear = f"tasks of the same name have different rates: {', '.join(twice)}" if twice else ""
    return _stated({task: dated for task, dated in rules.items() if task not in bad}), unclear


def _stated(rules: Mapping[Conditions, Dated]) -> dict[Conditions, Dated]:
    return {conditions: dated for conditions, dated in rules.items() if dated}


def _in(currency: str, each: Someone) -> Dated:
    """A person's own rates, unless the tracker says that they are in another currency."""
    return each.rates if each.currency in ("", currency) or not currency else ()


def _united(found: Sequence[Pricing], crew: Crew) -> Pricing:
    rules: dict[Conditions, Dated] = {}
    for each in found:
        for conditions, dated in each.rules.items():
            rules.setdefault(conditions, dated)
    without = tuple(dict.fromkeys(name for each in found for name in each.without))
    agreed = all(each.rules[key] == rules[key] for each in found for key in each.rules)
    if not agreed or _ties(rules, crew):
        return Pricing(of_people=True, unclear="projects with this code have different rates")
    return Pricing(rules, True, without, next((each.unclear for each in found if each.unclear), ""))


def _has_all(each: Pricing, shared: Rules) -> bool:
    """Whether shared rates say of a workstream what its own say; who is not assigned to it has no time there."""
    if any(shared.get(conditions) != dated for conditions, dated in each.rules.items()):
        return False
    return bool(each.rules) and (each.of_people or len(each.rules) == len(shared))


def _ties(rules: Rules, crew: Crew) -> bool:
    """Whether somebody has a rate of their own beside that of their role: neither would win."""
    role_of = {each.key: each.role for each in crew.people.values()}
    single = [conditions[0] for conditions in rules if len(conditions) == 1]
    return any(("role", role_of.get(who, "")) in single for name, who in single if name == "person")


def _order(rate: tuple[Conditions, Dated]) -> tuple[int, Conditions]:
    return len(rate[0]), rate[0]
