"""How priced work is put together into documents and lines, and what each line says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.ids import DRAFT, LINE, stable_id
from billing.money import amount, plain, quantity, total
from billing.records import Contract, Draft, Line, Period, Rounding, Task, Terms, Work, Workstream, at
from billing.rounding import in_words
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

MOST_TASKS = 5
"""How many tasks a line spells out; all of them are on the line's record."""


def document_key(item: Priced, contract: Contract) -> tuple[str, ...]:
    """What sets this document apart from the contract's others in the period: workstream, order and terms, in words."""
    terms = terms_on(contract, item.work.day)
    dated = any(term.since for term in contract.terms)
    parts = [
        f"workstream {item.work.workstream}" if contract.one_per == "workstream" else "",
        f"order {item.order}" if item.order else "",
        f"terms {terms.text}" if terms and dated else "",
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
    writer = _Writer(contract, period, known_tasks(item.work for item in items))
    lines = tuple(_line(stable_id(LINE, draft_id, *line), group, writer) for line, group in ordered)
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


def _line(line_id: str, items: list[Priced], writer: _Writer) -> Line:
    charged = sum(item.charged_seconds for item in items)
    hours = quantity(charged)
    days = [item.work.day for item in items]
    return Line(
        id=line_id,
        workstream=items[0].work.workstream,
        description=writer.description(items[0].work, writer.tasks(items)),
        quantity=hours,
        unit_price=items[0].price,
        amount=amount(hours, items[0].price, writer.contract.currency),
        seconds=sum(item.work.seconds for item in items),
        rounded_seconds=charged,
        service_from=min(days),
        service_to=max(days),
        tasks=writer.tasks(items),
        entries=tuple(item.work.entry_id for item in items),
        rate_rule=" / ".join(dict.fromkeys(item.rule for item in items)),
        rounding=" / ".join(dict.fromkeys(writer.rounding(item) for item in items)),
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


def known_tasks(works: Iterable[Work]) -> dict[str, Task]:
    """Each task that works name, by key, with the title used most and any link: a bare key borrows from the others."""
    named: dict[str, list[Task]] = {}
    for work in works:
        for task in work.tasks:
            named.setdefault(task.key, []).append(task)
    return {
        key: Task(key, usual(task.title for task in same), min((task.url for task in same if task.url), default=""))
        for key, same in named.items()
    }


@dataclass(frozen=True, slots=True)
class _Writer:
    """Words the lines of one draft."""

    contract: Contract
    period: Period
    known: dict[str, Task]

    def rounding(self, item: Priced) -> str:
        """How the time of one piece of work was rounded."""
        return in_words(at(self.contract.rounding, item.work.day) or Rounding())

    def tasks(self, items: Iterable[Priced]) -> tuple[Task, ...]:
        """Each task of some work once, in the order of their keys."""
        keys = {task.key for item in items for task in item.work.tasks}
        return tuple(self.known[key] for key in sorted(keys, key=by_key))

    def description(self, first: Work, tasks: tuple[Task, ...]) -> str:
        """What a line says, from its first work and its tasks."""
        stream = _stream(self.contract, first.workstream)
        words = {
            "task": lambda: _task_words(tasks, stream),
            "person and task": lambda: f"{first.person}: {_task_words(tasks, stream)}",
            "person": lambda: f"{first.person}: {stream.name}",
            "day": lambda: f"{first.day.isoformat()} {stream.name}",
            "entry": lambda: f"{first.day.isoformat()} {first.person}: {clean(first.note) or stream.name}",
            "workstream": lambda: f"{stream.name}, {self.period.first:%B %Y}",
        }
        return words[self.contract.lines_by]()


def _task_words(tasks: tuple[Task, ...], stream: Workstream) -> str:
    if not tasks:
        return f"{stream.name}: work without a task"
    words = ", ".join(f"{task.key} {task.title}".strip() for task in tasks[:MOST_TASKS])
    return words if len(tasks) <= MOST_TASKS else f"{words} and {len(tasks) - MOST_TASKS} more tasks"


def _task_keys(work: Work) -> Label:
    return tuple(sorted((task.key for task in work.tasks), key=by_key))


def _stream(contract: Contract, code: str) -> Workstream:
    return next(stream for stream in contract.workstreams if stream.code == code)
