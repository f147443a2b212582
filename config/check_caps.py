"""What is contradictory about caps and budgets, and what had been used of them before go-live and is not written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.money import minor_digits
from billing.texts import nearest
from config.caps import EACH, UNCAPPED, BudgetModel, CapModel, order_of
from config.models import ContractModel, Main, WorkstreamModel
from config.needed import Needed
from config.opening import OpeningModel, fits
from config.problems import Problem
from config.yaml_tree import Document, Location

BY_TASK = ("task", "person and task", "entry")
"""Ways to make lines in which each line is of one task."""
NAMED = ("caps", "cap_hours", "month_caps", "month_cap_hours", "task_caps", "task_cap_hours", "budgets", "budget_hours")
"""Keys of an opening whose names are those of caps and budgets."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A cap or budget where it is written; `stream` is None for one of the whole contract."""

    at: Location
    term: CapModel | BudgetModel
    stream: WorkstreamModel | None


def check_caps(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is wrong with a contract's caps and budgets, and with what its opening says of them."""
    currency = contract.currency or (main.company.currency if main else "")
    terms = [*_stated(contract)]
    for each in terms:
        yield from _figure(each, currency, document)
        yield from _cap(each, contract, document) if isinstance(each.term, CapModel) else _budget(each, document)
    yield from _twice(contract, terms, document)
    if contract.opening is not None:
        yield from _opening(contract, contract.opening, currency, document)
        if main is not None:
            yield from _missing(contract, contract.opening, main.go_live, document)


def _stated(contract: ContractModel) -> Iterator[_Stated]:
    yield from (_Stated(("cap", place), cap, None) for place, cap in enumerate(contract.cap))
    yield from (_Stated(("budget", place), budget, None) for place, budget in enumerate(contract.budget))
    for number, stream in enumerate(contract.workstreams):
        here: Location = ("workstreams", number)
        yield from (_Stated((*here, "cap", place), cap, stream) for place, cap in enumerate(stream.cap))
        yield from (_Stated((*here, "budget", place), each, stream) for place, each in enumerate(stream.budget))


def _figure(each: _Stated, currency: str, document: Document) -> Iterator[Problem]:
    amount, hours, what = each.term.amount, each.term.hours, _what(each.term)
    if amount is None and hours is None:
        yield document.problem(each.at, f"says neither amount nor hours; write one, such as {what}: {{amount: 60000}}")
    if amount is not None and hours is not None:
        yield document.problem((*each.at, "hours"), "stands beside amount; write two of them, or remove one")
    for key, value in (("amount", amount), ("hours", hours)):
        if value == 0:
            words = f"is 0; write what the {what} is, or remove it if there is none"
            yield document.problem((*each.at, key), words)
    if currency and amount is not None and not fits(amount, currency):
        yield document.problem((*each.at, "amount"), _decimals(amount, currency))


def _cap(each: _Stated, contract: ContractModel, document: Document) -> Iterator[Problem]:
    cap, stream = each.term, each.stream
    assert isinstance(cap, CapModel)
    if stream is not None and stream.billing in UNCAPPED:
        words = f"has nothing to cap, because {stream.code} is {UNCAPPED[stream.billing]}; remove it"
        yield document.problem(each.at, words)
    if stream is not None and cap.per == EACH:
        words = "is for the cap of a whole contract; leave it out, or write total, task or month"
        yield document.problem((*each.at, "per"), words)
    if cap.per == "task" and contract.invoice.lines_by not in BY_TASK:
        words = (
            f"needs lines that each are of one task, and invoice.lines_by is {contract.invoice.lines_by}; "
            f"write one of {', '.join(BY_TASK)} there, or cap something else"
        )
        yield document.problem((*each.at, "per"), words)
    if order_of(cap):
        yield from _order(each, order_of(cap), contract, document)


def _order(each: _Stated, number: str, contract: ContractModel, document: Document) -> Iterator[Problem]:
    """The order for what is beyond a cap is one of the contract, for the same work."""
    order = next((order for order in contract.purchase_orders if order.number == number), None)
    if order is None:
        words = _unknown(f"order {number} under purchase_orders", number, [o.number for o in contract.purchase_orders])
        yield document.problem((*each.at, "beyond"), words)
        return
    billed = [stream.code for stream in contract.workstreams if stream.billing not in UNCAPPED]
    wanted = [each.stream.code] if each.stream else billed
    missing = [code for code in wanted if order.workstreams and code not in order.workstreams]
    if missing:
        words = f"{number} is not for {', '.join(missing)}; add it to the workstreams of the order, or name another"
        yield document.problem((*each.at, "beyond"), words)


def _budget(each: _Stated, document: Document) -> Iterator[Problem]:
    if each.term.amount is not None and "of" in each.term.model_fields_set:
        words = "says which hours count, and this budget is an amount; remove it, or write hours"
        yield document.problem((*each.at, "of"), words)


def _twice(contract: ContractModel, terms: Iterable[_Stated], document: Document) -> Iterator[Problem]:
    """Two of one kind, unit and work would be told apart by nothing: the lower one alone would count."""
    seen: set[tuple[object, ...]] = set()
    billed = [stream.code for stream in contract.workstreams if stream.billing not in UNCAPPED]
    for each in sorted(terms, key=lambda each: each.stream is None):
        per = each.term.per if isinstance(each.term, CapModel) else each.term.of
        codes = billed if per == EACH else [each.stream.code if each.stream else ""]
        keys = {(_what(each.term), "total" if per == EACH else per, each.term.hours is None, code) for code in codes}
        if keys & seen:
            words = f"is a second {_what(each.term)} of the same kind for the same work; remove one"
            yield document.problem(each.at, words)
        seen |= keys


def _opening(contract: ContractModel, opening: OpeningModel, currency: str, document: Document) -> Iterator[Problem]:
    known = [*(stream.code for stream in contract.workstreams), contract.id]
    for key in NAMED:
        for name in getattr(opening, key):
            if name not in known:
                words = _unknown(f"workstream {name}", name, known[:-1])
                yield document.problem(("opening", key, name), f"this contract has {words.removeprefix('there is ')}")
    for key, name, task, amount in opening.amounts_of_caps():
        if currency and not fits(amount, currency):
            yield document.problem(("opening", key, name, *([task] if task else [])), _decimals(amount, currency))


# ---- what must be written of the time before go-live ----


def needed_of_caps(contract: ContractModel, go_live: date) -> list[Needed]:
    """Every cap or budget that may have been used before go-live and may be used after it needs its figure."""
    found: dict[tuple[str, str], Needed] = {}
    for each in _stated(contract):
        for stream in _streams(each, contract):
            if _spans(contract, stream, go_live) and not _begins_anew(each.term, go_live):
                key, name = _key(each.term), stream.code if stream else contract.id
                zero = "{}" if key.startswith("task_") else "0"
                found[key, name] = Needed(key, name, zero, f"the {_what(each.term)} of {name}")
    return list(found.values())


def _missing(contract: ContractModel, opening: OpeningModel, go_live: date, document: Document) -> Iterator[Problem]:
    for each in needed_of_caps(contract, go_live):
        if each.name not in getattr(opening, each.key):
            of = f"{each.what} before {go_live}"
            used = f"what had been used of {of} by others than Tieout"
            words = f"{each.name} is missing; write {used}, {each.zero} if nothing"
            yield document.problem(("opening", each.key), words)


def _streams(each: _Stated, contract: ContractModel) -> Iterable[WorkstreamModel | None]:
    if isinstance(each.term, CapModel) and each.term.per == EACH:
        return [stream for stream in contract.workstreams if stream.billing not in UNCAPPED]
    return [each.stream]


def _key(term: CapModel | BudgetModel) -> str:
    if isinstance(term, BudgetModel):
        return "budgets" if term.hours is None else "budget_hours"
    prefix = f"{term.per}_" if term.per in ("task", "month") else ""
    return f"{prefix}{'caps' if term.hours is None else 'cap_hours'}"


def _spans(contract: ContractModel, stream: WorkstreamModel | None, go_live: date) -> bool:
    since = max(contract.since or date.min, (stream.since if stream else None) or date.min)
    until = min(contract.until or date.max, (stream.until if stream else None) or date.max)
    return since < go_live <= until


def _begins_anew(term: CapModel | BudgetModel, go_live: date) -> bool:
    return isinstance(term, CapModel) and term.per == "month" and go_live.day == 1


def _what(term: CapModel | BudgetModel) -> str:
    return "cap" if isinstance(term, CapModel) else "budget"


def _decimals(amount: Decimal, currency: str) -> str:
    return f"is {amount}, and {currency} has {minor_digits(currency) or 'no'} decimals; write the exact amount"


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    choices = sorted(set(known))
    close = nearest(word, choices)
    hint = f"did you mean {close}?" if close else f"known: {', '.join(choices[:12]) or 'none'}"
    return f"there is no {what}; {hint}"
