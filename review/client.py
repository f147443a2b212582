"""The invoice as its client may see it: what `show:` hides is not in the record at all, so no reader can print it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from billing.draft_records import Draft, Line
from billing.money import Money, quantity, share, ten_thousandths, total
from billing.records import Task
from billing.tax import ExpectedTax
from billing.texts import clean
from billing.wishes import LineKind, Show, Wishes
from billing.wording import Labels, document_words, labels, terms
from review.client_tax import ClientTax, client_tax
from review.client_words import Names, months, name_of, stands_in, web_address, without_notes

MAX_WORDS = 600
UNCUT = 1_000_000
MAX_NOTE = 400
MAX_SELLER_LINES = 10

OF_TIME = (LineKind.TIME, LineKind.NO_CHARGE)
"""Kinds whose quantity is hours and whose entries are work."""


class DoesNotAddUp(AssertionError):
    """The entries of a line are not what it says: a defect of ours, with which no document may go out."""


# ---- what comes in ----


@dataclass(frozen=True, slots=True)
class BilledEntry:
    """One entry on one line: who did what when, the time worked and charged, and its share of the line's amount."""

    entry_id: str
    line_id: str
    day: date
    person: str
    role: str
    activity: str
    note: str
    tasks: tuple[Task, ...]
    seconds: int
    charged_seconds: int
    amount: Money


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a document says beside its draft. While it is a draft, `number` is empty and `issued` and `due` are None.

    The first line of `seller` is its name. `workstreams` gives each project code the name that people use.
    """

    seller: str
    number: str = ""
    issued: date | None = None
    due: date | None = None
    workstreams: Mapping[str, str] = field(default_factory=dict)
    credits: str = ""
    """The number of the invoice of which a credit note takes something back."""
    tax: ExpectedTax | None = None
    is_final: bool = False


# ---- what the client gets ----


@dataclass(frozen=True, slots=True)
class ClientTask:
    """A task as a client reads it; `url` is empty unless it is a plain web address."""

    key: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """One piece of work behind a line. `who` is a name, a role or empty; a line's entries sum to its hours."""

    day: date
    tasks: tuple[ClientTask, ...]
    who: str
    note: str
    hours: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One line. What is not shown is None or empty; `late` names the earlier months it was worked in, in words."""

    kind: LineKind
    workstream: str
    description: str
    tasks: tuple[ClientTask, ...]
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: Money
    service_from: date
    service_to: date
    late: str
    entries: tuple[ClientEntry, ...]


@dataclass(frozen=True, slots=True)
class ClientGroup:
    """The lines of one workstream, or of one kind that is not time, with their sum."""

    heading: str
    of_time: bool
    lines: tuple[ClientLine, ...]
    subtotal: Money


@dataclass(frozen=True, slots=True)
class ClientDocument:
    """An invoice or a draft of one. `token` is what we call the document; `order_words` is a contract's own wording."""

    token: str
    language: str
    show: Show
    is_draft: bool
    is_final: bool
    seller: tuple[str, ...]
    client: str
    number: str
    issued: date | None
    due: date | None
    order: str
    order_words: str
    terms: str
    service_from: date
    service_to: date
    service_words: str
    header: str
    late: str
    note: str
    groups: tuple[ClientGroup, ...]
    total: Money
    tax: ClientTax | None = None
    is_credit: bool = False
    credits: str = ""

    @property
    def called(self) -> str:
        """What it is, in its language: an invoice, the final one or a credit note, or a draft of one of these."""
        words = self.labels
        if self.is_credit:
            return words.draft_credit_note if self.is_draft else words.credit_note
        if self.is_final:
            return words.draft_final_invoice if self.is_draft else words.final_invoice
        return words.draft_invoice if self.is_draft else words.invoice

    @property
    def labels(self) -> Labels:
        """The words around its figures, in its language."""
        return labels(self.language)


def client_document(
    draft: Draft, entries: Sequence[BilledEntry], wishes: Wishes, facts: DocumentFacts
) -> ClientDocument:
    """What the client may see of a draft and the entries on it; its lines sum to its total."""
    words, language = document_words(draft, wishes), wishes.texts.language
    teller = _teller(draft, entries, wishes, facts.workstreams)
    document = ClientDocument(
        token=draft.id,
        language=language,
        show=teller.show,
        is_draft=facts.issued is None,
        is_final=facts.is_final,
        seller=_lines_of(facts.seller),
        client=clean(draft.client),
        number=clean(facts.number),
        issued=facts.issued,
        due=facts.due,
        order=clean(draft.order),
        order_words=words.order if wishes.texts.order else "",
        terms=clean(terms(draft.terms, language)),
        service_from=draft.service_from,
        service_to=draft.service_to,
        service_words=words.service_period,
        header=words.header,
        late=words.late,
        note=words.note,
        groups=teller.groups(draft.lines),
        total=draft.total,
        is_credit=draft.is_credit,
        credits=clean(facts.credits),
        tax=client_tax(facts.tax, language),
    )
    sums = [line.amount for group in document.groups for line in group.lines]
    assert total(sums, draft.total.currency) == document.total, "the lines of a document sum to its total"
    return document


def told_of_lines(
    draft: Draft, entries: Sequence[BilledEntry], wishes: Wishes, workstreams: Mapping[str, str]
) -> dict[str, tuple[str, tuple[Task, ...]]]:
    """The words of each line and its tasks, by the line's id: what the client may know of them, and nothing cut off."""
    teller = _teller(draft, entries, wishes, workstreams)
    return {line.id: teller.told(line) for line in draft.lines}


def by_line(draft: Draft, entries: Sequence[BilledEntry]) -> dict[str, list[BilledEntry]]:
    """The entries of each line in order of day. Entries must be those of the draft, and sum to its lines."""
    found: dict[str, list[BilledEntry]] = {line.id: [] for line in draft.lines}
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.entry_id)):
        assert entry.line_id in found, f"{entry.entry_id} is on no line of draft {draft.id}"
        found[entry.line_id].append(entry)
    for line in draft.lines:
        if found[line.id] or line.kind is LineKind.TIME:
            _check(line, found[line.id])
    return found


def _check(line: Line, entries: list[BilledEntry]) -> None:
    amounts = total([entry.amount for entry in entries], line.amount.currency)
    if amounts != line.amount:
        raise DoesNotAddUp(f"the entries of line {line.id} come to {amounts}, the line to {line.amount}")
    seconds = sum(entry.seconds for entry in entries), sum(entry.charged_seconds for entry in entries)
    if seconds != (line.seconds, line.rounded_seconds):
        raise DoesNotAddUp(f"the entries of line {line.id} have another time than it")


def _consistent(show: Show) -> Show:
    """Without hours there is no rate either: an amount and a rate would tell the hours."""
    return replace(show, rates=show.rates and show.hours)


def _lines_of(text: str) -> tuple[str, ...]:
    return tuple(line for line in (clean(part) for part in text.splitlines()) if line)[:MAX_SELLER_LINES]


# ---- telling no more than is shown ----


def _teller(draft: Draft, entries: Sequence[BilledEntry], wishes: Wishes, workstreams: Mapping[str, str]) -> _Teller:
    show = _consistent(wishes.show)
    names = _hidden_names(entries, show)
    return _Teller(show, wishes.texts.language, workstreams, by_line(draft, entries), names)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says of lines and entries what one client may know."""

    show: Show
    language: str
    workstreams: Mapping[str, str]
    entries: Mapping[str, list[BilledEntry]]
    names: Names

    def groups(self, lines: Sequence[Line]) -> tuple[ClientGroup, ...]:
        """Time by workstream as the draft has it, then the other kinds of line in the order of their headings."""
        streams = dict.fromkeys(line.workstream for line in lines if line.kind is LineKind.TIME)
        wanted = [(self._stream(code), LineKind.TIME, code) for code in streams]
        wanted += [(heading, kind, "") for kind, heading in _headings(labels(self.language))]
        found = [
            (heading, [line for line in lines if line.kind is kind and code in ("", line.workstream)])
            for heading, kind, code in wanted
        ]
        return tuple(self._group(heading, same) for heading, same in found if same)

    def told(self, line: Line) -> tuple[str, tuple[Task, ...]]:
        """The words of a line, however long they are, and the tasks on it that are shown, without names in titles."""
        entries = self.entries[line.id]
        shown = line.tasks if self.show.tasks else ()
        tasks = (replace(task, title=self._unnamed(task.title, entries)) for task in shown)
        return self._description(line, entries, UNCUT), tuple(task for task in tasks if task.key or task.title)

    def _group(self, heading: str, lines: Sequence[Line]) -> ClientGroup:
        sums = total([line.amount for line in lines], lines[0].amount.currency)
        return ClientGroup(heading, lines[0].kind in OF_TIME, tuple(self._line(line) for line in lines), sums)

    def _line(self, line: Line) -> ClientLine:
        entries = self.entries[line.id]
        return ClientLine(
            kind=line.kind,
            workstream=self._stream(line.workstream),
            description=self._description(line, entries),
            tasks=self._tasks(line.tasks, entries),
            quantity=line.quantity if self.show.hours else None,
            unit_price=line.unit_price if self.show.rates else None,
            amount=line.amount,
            service_from=line.service_from,
            service_to=line.service_to,
            late=months(line.late, self.language),
            entries=self._entries(line, entries),
        )

    def _entries(self, line: Line, entries: list[BilledEntry]) -> tuple[ClientEntry, ...]:
        if not self.show.hours or line.kind not in OF_TIME:
            return ()
        charged = [entry.charged_seconds for entry in entries]
        hours = share(ten_thousandths(quantity(sum(charged))), charged)
        return tuple(self._entry(entry, part, entries) for entry, part in zip(entries, hours, strict=True))

    def _entry(self, entry: BilledEntry, ten_thousandths_of_hours: int, entries: list[BilledEntry]) -> ClientEntry:
        who = {"names": name_of(entry.person), "roles": clean(entry.role), "no": ""}
        return ClientEntry(
            day=entry.day,
            tasks=self._tasks(entry.tasks, entries),
            who=who[self.show.people],
            note=self._unnamed(clean(entry.note, MAX_NOTE), entries) if self.show.notes else "",
            hours=Decimal(ten_thousandths_of_hours).scaleb(-4),
            amount=entry.amount,
        )

    def _tasks(self, tasks: Iterable[Task], entries: list[BilledEntry]) -> tuple[ClientTask, ...]:
        shown = tasks if self.show.tasks else ()
        return tuple(
            ClientTask(clean(task.key), self._unnamed(clean(task.title), entries), web_address(task.url))
            for task in shown
        )

    def _description(self, line: Line, entries: list[BilledEntry], longest: int = MAX_WORDS) -> str:
        """The line's words without what is not shown; the name of its workstream if none are left."""
        text, stream = clean(line.description, longest), self._stream(line.workstream)
        tasks = {task for tasks in (line.tasks, *(entry.tasks for entry in entries)) for task in tasks}
        titles = [f"{clean(task.key)} {clean(task.title)}".strip() for task in tasks]
        if not self.show.notes:
            kept = titles if self.show.tasks else []
            notes = (clean(entry.note) for entry in entries)
            text = without_notes(text, (note for note in notes if not any(note in title for title in kept)), stream)
        text = self._unnamed(text, entries)
        task_words = {words for task in tasks for words in (clean(task.key), clean(task.title)) if words}
        if not self.show.tasks and any(stands_in(words, text) for words in task_words):
            text = ""
        return text or stream

    def _unnamed(self, text: str, entries: list[BilledEntry]) -> str:
        roles = {name: clean(entry.role) for entry in entries for name in _names(entry)}
        return self.names.taken_out(text, roles if self.show.people == "roles" else {})

    def _stream(self, code: str) -> str:
        return clean(self.workstreams.get(code, code))


def _hidden_names(entries: Iterable[BilledEntry], show: Show) -> Names:
    """Everybody with work on the document, unless names are shown; roles stand for them where those are."""
    if show.people == "names":
        return Names({})
    return Names(
        {name: clean(entry.role) if show.people == "roles" else "" for entry in entries for name in _names(entry)}
    )


def _names(entry: BilledEntry) -> tuple[str, str]:
    return clean(entry.person), name_of(entry.person)


def _headings(words: Labels) -> list[tuple[LineKind, str]]:
    return [
        (LineKind.FEE, words.fees),
        (LineKind.MILESTONE, words.milestones),
        (LineKind.NO_CHARGE, words.no_charge),
        (LineKind.CHARGE, words.charges),
        (LineKind.EXPENSE, words.expenses),
        (LineKind.DISBURSEMENT, words.disbursements),
        (LineKind.MINIMUM, words.minimum),
        (LineKind.DISCOUNT, words.discounts),
        (LineKind.WRITE_DOWN, words.write_downs),
        (LineKind.GOODWILL, words.goodwill),
        (LineKind.DEPOSIT, words.deposits),
        (LineKind.DEPOSIT_USED, words.deposits_used),
        (LineKind.CORRECTION, words.corrections),
    ]
