"""How priced work is put together into documents and lines, and what each line says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from billing.cap_records import MONTH as CAP_MONTH
from billing.contract_periods import is_final
from billing.draft_records import Draft, Line
from billing.ids import DRAFT, LINE, digest, stable_id
from billing.line_words import line_words
from billing.money import Money, amount, plain, quantity, total
from billing.quick import dataclass
from billing.records import Contract, Item, Period, Rounding, Task, Terms, Work, Workstream, at
from billing.rounding import in_words
from billing.tasks import by_key
from billing.texts import usual
from billing.wishes import LineKind, Posting, posting_for

When = tuple[date, str, str]


@dataclass(frozen=True, slots=True)
class Priced:
    """Work that can be billed: its price, the rule that won, the time to charge, and its order."""

    work: Work
    price: Decimal
    rule: str
    charged_seconds: int
    order: str = ""
    number: int = 1
    """Which of the pieces of its entry it is."""
    waits_later: bool = False
    """Whether it is tried as one that a later step lets wait: then it gives hours and room of caps back at once."""

    @property
    def subject(self) -> str:
        """The id of what is billed."""
        return self.work.entry_id

    @property
    def day(self) -> date:
        """The day whose terms and order hold."""
        return self.work.day

    @property
    def workstream(self) -> str:
        """The workstream it is billed under."""
        return self.work.workstream

    @property
    def when(self) -> When:
        """Its place among others: day, time of day, id."""
        started = self.work.started
        return self.work.day, started.isoformat() if started else "", self.work.entry_id

    @property
    def worked(self) -> tuple[int, int]:
        """The version of its entry, and the seconds of that."""
        return self.work.version, self.work.seconds

    def under(self, order: str) -> Priced:
        """The same under an order."""
        return Priced(self.work, self.price, self.rule, self.charged_seconds, order, self.number)

    def divided(self, pieces: Sequence[Work]) -> list[Priced]:
        """The same in the pieces of its work, numbered."""
        return [
            Priced(work, self.price, self.rule, work.seconds, self.order, number)
            for number, work in enumerate(pieces, 1)
        ]


@dataclass(frozen=True, slots=True)
class Stated:
    """An expense, a charge or a milestone that can be billed, and its order."""

    item: Item
    order: str = ""
    charged_seconds: int = 0
    number: int = 1

    @property
    def subject(self) -> str:
        """The id of what is billed."""
        return self.item.id

    @property
    def day(self) -> date:
        """The day whose terms and order hold."""
        return self.item.day

    @property
    def workstream(self) -> str:
        """The workstream it is billed under."""
        return self.item.workstream

    @property
    def when(self) -> When:
        """Its place among others: it has no time of day."""
        return self.item.day, "", self.item.id

    @property
    def worked(self) -> tuple[int, int]:
        """Its version, and the seconds that it corrects; else none."""
        return self.item.version, self.item.seconds

    def under(self, order: str) -> Stated:
        """The same under an order."""
        return Stated(self.item, order, self.charged_seconds)


Billable = Priced | Stated
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
FREE = in_words(Rounding())
"""How the time of a line at no charge is rounded, whatever the contract says: not at all."""


def document_key(item: Billable, contract: Contract) -> tuple[str, ...]:
    """What sets this document apart from the contract's others in the period: workstream, order and terms, in words."""
    parts = []
    if contract.one_per == "workstream":
        parts.append(f"workstream {item.workstream}")
    if item.order:
        parts.append(f"order {item.order}")
    terms = terms_on(contract, item.day) if any(term.since for term in contract.terms) else None
    if terms:
        parts.append(f"terms {terms.text}")
    return tuple(parts)


def line_key(item: Billable, contract: Contract) -> tuple[str, ...]:
    """What work must share to stand on one line: workstream and unit price, then what `lines_by` says.

    Late work stands apart by its month; work at no charge apart from what is charged; work on days with another
    discount apart; each expense, charge and milestone alone.
    """
    if isinstance(item, Stated):
        return (item.workstream, item.item.kind.value, item.subject)
    work = item.work
    label = _LABELS[contract.lines_by](work)
    if not (work.late or work.no_charge or contract.discounts or contract.cadences):
        return (work.workstream, _price(item.price), *label)
    late = (f"late {work.day:%Y-%m}",) if work.late else ()
    free = ("no charge",) if work.no_charge else ()
    off = _dated_discounts(item, contract) if contract.discounts else ()
    own_month = (_month(work.day),) if months_apart(contract) else ()
    return (work.workstream, _price(item.price), *late, *free, *own_month, *off, *label)


def months_apart(contract: Contract) -> bool:
    """Whether no line has work of two months: what counts by the month does, where other periods are billed."""
    return bool(contract.cadences) and (bool(contract.retainers) or any(cap.per == CAP_MONTH for cap in contract.caps))


def _dated_discounts(item: Priced, contract: Contract) -> Label:
    """The dated discounts of some work: a line has the same ones for all of its days."""
    dated = [each for each in contract.discounts if each.is_dated]
    return tuple([f"discount {each.name}" for each in dated if each.fits(item.workstream, LineKind.TIME, item.day)])


@dataclass(frozen=True, slots=True)
class Heads:
    """What the documents of a unit have in common, and which of their ids are taken by issued ones."""

    contract: Contract
    period: Period
    books: str
    issued: tuple[str, ...] = ()

    def name(self, part: str) -> tuple[str, str]:
        """The id of a part's document and the part's name: a supplement, where the part itself has been issued.

        Ids derive from what a document is: books, contract, period, part.
        """
        for number in range(len(self.issued) + 1):
            named = f"{part}, supplement {number}" if number else part
            draft_id = stable_id(DRAFT, self.books, self.contract.id, self.period.name, named)
            if draft_id not in self.issued:
                return draft_id, named
        raise AssertionError("one name more than there are issued documents is free")


def draft_of(items: list[Billable], heads: Heads) -> Draft:
    """One draft from the priced work of one document."""
    contract, period = heads.contract, heads.period
    draft_id, part = heads.name(", ".join(document_key(items[0], contract)) or "all")
    groups: dict[tuple[str, ...], list[Billable]] = {}
    for item in sorted(items, key=lambda item: item.when):
        groups.setdefault(line_key(item, contract), []).append(item)
    places = {stream.code: place for place, stream in reversed(list(enumerate(contract.workstreams)))}
    ordered = sorted(groups.items(), key=lambda pair: _line_order(pair[1][0], contract, places))
    works = (item.work for item in items if isinstance(item, Priced))
    writer = _Writer(contract, period, known_tasks(works))
    lines = tuple(_line(stable_id(LINE, draft_id, *line), group, writer) for line, group in ordered)
    terms = terms_on(contract, items[0].day)
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
        bill_to=contract.bill_to,
        looks=_looks(items, contract, final=is_final(contract, period)),
    )


def _looks(items: Iterable[Billable], contract: Contract, *, final: bool) -> str:
    """The hash of what a client sees beside the lines: wishes, tax, names of workstreams, people and notes if shown."""
    show, works = contract.wishes.show, [item.work for item in items if isinstance(item, Priced)]
    names = sorted((stream.code, stream.name) for stream in contract.workstreams)
    who = sorted((work.entry_id, work.person, work.role) for work in works) if show.people != "no" else []
    notes = sorted((work.entry_id, work.note) for work in works) if show.notes else []
    more = [*([contract.taxation] if contract.taxation else []), *(["final"] if final else [])]
    return digest([contract.wishes, names, who, notes, *more])


def terms_on(contract: Contract, day: date) -> Terms | None:
    """The payment terms in force on a work date."""
    return at(contract.terms, day)


def _line(line_id: str, items: list[Billable], writer: _Writer) -> Line:
    first = items[0]
    if isinstance(first, Stated):
        return _stated_line(line_id, first, writer)
    return _time_line(line_id, [item for item in items if isinstance(item, Priced)], writer)


def _stated_line(line_id: str, stated: Stated, writer: _Writer) -> Line:
    item = stated.item
    return Line(
        id=line_id,
        workstream=item.workstream,
        description=item.description,
        quantity=item.quantity,
        unit_price=item.unit_price,
        amount=item.amount,
        seconds=item.seconds,
        rounded_seconds=item.charged_seconds,
        service_from=item.day,
        service_to=item.until or item.day,
        tasks=item.tasks,
        entries=(item.id,),
        rate_rule=item.rule,
        kind=item.kind,
        posting=item.posting or writer.posting(item.workstream, item.kind),
        late=_month(item.day) if item.late else "",
    )


def _time_line(line_id: str, items: list[Priced], writer: _Writer) -> Line:
    works = [item.work for item in items]
    work, kind = works[0], LineKind.NO_CHARGE if works[0].no_charge else LineKind.TIME
    charged = sum([item.charged_seconds for item in items])
    hours, worth = _worth(charged, items[0].price, writer.contract.currency)
    days, tasks = {work.day for work in works}, writer.tasks(works)
    return Line(
        id=line_id,
        workstream=work.workstream,
        description=line_words(writer.contract, writer.period, works, tasks),
        quantity=hours,
        unit_price=items[0].price,
        amount=worth,
        seconds=sum([work.seconds for work in works]),
        rounded_seconds=charged,
        service_from=min(days),
        service_to=max(days),
        tasks=tasks,
        entries=tuple([work.entry_id for work in works]),
        rate_rule=" / ".join(dict.fromkeys([item.rule for item in items])),
        rounding=" / ".join(dict.fromkeys([writer.rounding(work.day) for work in works if not work.no_charge])) or FREE,
        kind=kind,
        posting=writer.posting(work.workstream, kind),
        late=_month(work.day) if work.late else "",
    )


_KEPT = 4096
"""How many prices and amounts are kept: a month's lines share them."""
_price = lru_cache(_KEPT)(plain)


@lru_cache(_KEPT)
def _worth(seconds: int, price: Decimal, currency: str) -> tuple[Decimal, Money]:
    """The quantity of a line's time, and its amount."""
    hours = quantity(seconds)
    return hours, amount(hours, price, currency)


def _month(day: date) -> str:
    return day.strftime("%Y-%m")


def _line_order(item: Billable, contract: Contract, places: Mapping[str, int]) -> tuple[object, ...]:
    """Workstreams as the contract lists them; in each the fee, time, what was spent; late and free work last."""
    stream = places[item.workstream]
    if isinstance(item, Stated):
        place = -1 if item.item.kind is LineKind.FEE else 2
        return (stream, place, item.item.late, item.item.kind.value, item.day, item.subject)
    work = item.work
    label = _LABELS[contract.lines_by](work)
    by_task = contract.lines_by in ("task", "person and task")
    return (
        stream,
        int(work.no_charge),
        _month(work.day) if work.late else "",
        _month(work.day) if months_apart(contract) else "",
        not label,
        tuple(by_key(part) for part in label) if by_task else label,
        -item.price,
    )


# ---- what a line says ----


def known_tasks(works: Iterable[Work]) -> dict[str, tuple[Task, ...]]:
    """The task behind each key that works name, or several if trackers share it.

    One that was looked up is as its tracker has it. Others have the title used most and any link: a bare key borrows
    from them.
    """
    named: dict[str, list[Task]] = {}
    for work in works:
        for task in work.tasks:
            named.setdefault(task.key, []).append(task)
    return {key: _one_each(key, same) for key, same in named.items()}


def _one_each(key: str, same: Sequence[Task]) -> tuple[Task, ...]:
    if len(same) == 1:
        return (Task(key, same[0].title, same[0].url, ref=same[0].ref),)
    linked = {task.ref: Task(key, task.title, task.url, ref=task.ref) for task in same if task.ref}
    if linked:
        return tuple([linked[ref] for ref in sorted(linked)])
    url = min((task.url for task in same if task.url), default="")
    return (Task(key, usual(task.title for task in same), url),)


class _Writer:
    """Words the lines of one draft; what many lines share is worded once."""

    def __init__(self, contract: Contract, period: Period, known: dict[str, tuple[Task, ...]]) -> None:
        self.contract = contract
        self.period = period
        self._known = known
        self.rounding: Callable[[date], str] = cache(lambda day: in_words(at(contract.rounding, day) or Rounding()))
        self.posting: Callable[[str, LineKind], Posting] = cache(
            lambda stream, kind: posting_for(contract.posting, stream, kind)
        )

    def tasks(self, works: Iterable[Work]) -> tuple[Task, ...]:
        """Each task of some work once, in the order of their keys."""
        keys = {task.key for work in works for task in work.tasks}
        if len(keys) == 1:
            return self._known[keys.pop()]
        return tuple([task for key in sorted(keys, key=by_key) for task in self._known[key]])


def _task_keys(work: Work) -> Label:
    keys = [task.key for task in work.tasks]
    return tuple(sorted(keys, key=by_key) if len(keys) > 1 else keys)


def _stream(contract: Contract, code: str) -> Workstream:
    return next(stream for stream in contract.workstreams if stream.code == code)
