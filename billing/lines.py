"""How priced work is put together into documents and lines, and what each line says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.ids import DRAFT, LINE, stable_id
from billing.money import amount, plain, quantity, total
from billing.records import Contract, Draft, Line, Period, Task, Terms, Work, Workstream, at
from billing.tasks import by_key
from billing.texts import clean, usual


@dataclass(frozen=True, slots=True)
class Priced:
    """Work that can be billed: its price, the rule that won, the time to charge, and its order."""

    work: Work
    price: Decimal
    rule: str
    charged_seconds: int
    order: str = ""


Label = tuple[str, ...]

_LABELS: dict[str, Callable[[Work], Label]] = {
    "task": lambda work: _task_keys(work),
    "workstream": lambda work: (),
    "person": lambda work: (work.person,),
    "person and task": lambda work: (work.person, *_task_keys(work)),
    "day": lambda work: (work.day.isoformat(),),
    "entry": lambda work: (work.day.isoformat(), work.started.isoformat() if work.started else "", work.entry_id),
}
LINES_BY = tuple(_LABELS)


def document_key(item: Priced, contract: Contract) -> tuple[str, ...]:
    """What sets this document apart from the contract's others in the period: workstream, order and terms, in words."""
    terms = terms_on(contract, item.work.day)
    parts = [
        f"workstream {item.work.workstream}" if contract.one_per == "workstream" else "",
        f"order {item.order}" if item.order else "",
        f"terms {terms.text}" if terms and len(contract.terms) > 1 else "",
    ]
    return tuple(part for part in parts if part)


def line_key(item: Priced, contract: Contract) -> tuple[str, ...]:
    """What work must share to stand on one line: workstream and unit price, then what `lines_by` says."""
    return (item.work.workstream, plain(item.price), *_LABELS[contract.lines_by](item.work))


def draft_of(items: list[Priced], contract: Contract, period: Period, books: str) -> Draft:
    """One draft from the priced work of one document. Ids derive from what it is: books, contract, period, part."""
    key = document_key(items[0], contract)
    part = ", ".join(key) or "all"
    draft_id = stable_id(DRAFT, books, contract.id, period.name, part)
    groups: dict[tuple[str, ...], list[Priced]] = {}
    for item in sorted(items, key=_by_time):
        groups.setdefault(line_key(item, contract), []).append(item)
    ordered = sorted(groups.items(), key=lambda pair: _line_order(pair[1][0], contract))
    lines = tuple(_line(draft_id, line, group, contract, period) for line, group in ordered)
    terms = terms_on(contract, items[0].work.day)
    return Draft(
        id=draft_id,
        contract=contract.id,
        client=contract.client,
        period=period.name,
        part=part,
        total=total([line.amount for line in lines], contract.currency),
        order=items[0].order,
        terms=terms.text if terms else "",
        invoice_date=contract.invoice_date,
        service_from=min(line.service_from for line in lines),
        service_to=max(line.service_to for line in lines),
        lines=lines,
    )


def terms_on(contract: Contract, day: date) -> Terms | None:
    """The payment terms in force on a work date."""
    return at(contract.terms, day)


def _line(draft_id: str, key: tuple[str, ...], items: list[Priced], contract: Contract, period: Period) -> Line:
    charged = sum(item.charged_seconds for item in items)
    hours = quantity(charged)
    days = [item.work.day for item in items]
    return Line(
        id=stable_id(LINE, draft_id, *key),
        workstream=items[0].work.workstream,
        description=_description([item.work for item in items], contract, period),
        quantity=hours,
        unit_price=items[0].price,
        amount=amount(hours, items[0].price, contract.currency),
        seconds=sum(item.work.seconds for item in items),
        rounded_seconds=charged,
        service_from=min(days),
        service_to=max(days),
        tasks=_tasks(item.work for item in items),
        entries=tuple(item.work.entry_id for item in items),
        rate_rule=" / ".join(dict.fromkeys(item.rule for item in items)),
    )


def _by_time(item: Priced) -> tuple[date, str, str]:
    work = item.work
    return work.day, work.started.isoformat() if work.started else "", work.entry_id


def _line_order(item: Priced, contract: Contract) -> tuple[object, ...]:
    codes = [stream.code for stream in contract.workstreams]
    label = _LABELS[contract.lines_by](item.work)
    by_task = contract.lines_by in ("task", "person and task")
    return (
        codes.index(item.work.workstream),
        not label,
        tuple(by_key(part) for part in label) if by_task else label,
        -item.price,
    )


# ---- what a line says ----


def _description(works: list[Work], contract: Contract, period: Period) -> str:
    first = works[0]
    stream = _stream(contract, first.workstream)
    if contract.lines_by == "task":
        return _task_words(works, stream)
    if contract.lines_by == "person and task":
        return f"{first.person}: {_task_words(works, stream)}"
    if contract.lines_by == "person":
        return f"{first.person}: {stream.name}"
    if contract.lines_by == "day":
        return f"{first.day.isoformat()} {stream.name}"
    if contract.lines_by == "entry":
        return f"{first.day.isoformat()} {first.person}: {clean(first.note) or stream.name}"
    return f"{stream.name}, {period.first:%B %Y}"


def _task_words(works: list[Work], stream: Workstream) -> str:
    tasks = _tasks(works)
    if not tasks:
        return f"{stream.name}: work without a task"
    return ", ".join(f"{task.key} {task.title}".strip() for task in tasks)


def _tasks(works: Iterable[Work]) -> tuple[Task, ...]:
    """Each task once, with the title used most and any link, in the order of their keys."""
    named: dict[str, list[Task]] = {}
    for work in works:
        for task in work.tasks:
            named.setdefault(task.key, []).append(task)
    return tuple(
        Task(key, usual(task.title for task in same), next((task.url for task in same if task.url), ""))
        for key, same in sorted(named.items(), key=lambda pair: by_key(pair[0]))
    )


def _task_keys(work: Work) -> Label:
    return tuple(sorted((task.key for task in work.tasks), key=by_key))


def _stream(contract: Contract, code: str) -> Workstream:
    return next(stream for stream in contract.workstreams if stream.code == code)
