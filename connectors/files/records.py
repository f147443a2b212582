"""A document on its way into a ledger's import file, and what both ledgers' files have in common."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing.draft_records import Draft, Line
from billing.money import Money, plain
from billing.records import Task
from billing.texts import clean
from billing.wishes import LineKind, Posting, Wishes

CENT = Decimal("0.01")
LONGEST_TEXT = 4000
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_DATES = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y-%m-%d"}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line as a ledger receives it, in its client's words.

    `itemised` says whether the client may see hours and rate apart.
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Money
    kind: LineKind
    workstream: str
    posting: Posting
    service_to: date
    itemised: bool = True
    tasks: tuple[Task, ...] = ()
    """Those whose keys and links the client may see."""


@dataclass(frozen=True, slots=True)
class LedgerDocument:
    """One invoice as a ledger receives it: numbered, dated, with the names that the ledger knows."""

    draft_id: str
    contract: str
    number: str
    issued: date
    due: date
    customer: str
    email: str
    branding: str
    currency: str
    home_currency: str
    order: str
    terms: str
    total: Money
    lines: tuple[LedgerLine, ...]
    notes: tuple[str, ...] = ()
    """What stands below the lines, the most important first: the keys of tasks, then their links."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What is fixed when a draft leaves the house: its number and days. `home_currency` is the company's own."""

    number: str
    issued: date
    due: date
    home_currency: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the client reads of a line: its words, and the tasks on it."""

    words: str
    tasks: tuple[Task, ...] = ()


def ledger_document(draft: Draft, wishes: Wishes, told: Mapping[str, Told], issued: Issued) -> LedgerDocument:
    """A draft as the document that a ledger receives; what the client may not see is neither said nor itemised.

    `told` has what is said of each line, by its id.
    """
    return LedgerDocument(
        draft_id=draft.id,
        contract=draft.contract,
        number=issued.number,
        issued=issued.issued,
        due=issued.due,
        customer=draft.bill_to.customer,
        email=draft.bill_to.email,
        branding=draft.bill_to.branding,
        currency=draft.total.currency,
        home_currency=issued.home_currency,
        order=draft.order,
        terms=draft.terms,
        total=draft.total,
        lines=tuple(_line(line, wishes, told[line.id]) for line in draft.lines),
    )


def task_notes(lines: Sequence[LedgerLine]) -> Iterator[str]:
    """The keys of all tasks on some lines, then each with its link, as far as it has one."""
    tasks = list(dict.fromkeys(task for line in lines for task in line.tasks))
    if tasks:
        yield ", ".join(dict.fromkeys(task.key or task.title for task in tasks))
    links = [f"{task.key or task.title}: {task.url}" for task in tasks if task.url]
    if links:
        yield " · ".join(links)


def _line(line: Line, wishes: Wishes, told: Told) -> LedgerLine:
    itemised = wishes.show.hours and wishes.show.rates
    return LedgerLine(
        description=told.words,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.amount,
        kind=line.kind,
        workstream=line.workstream,
        posting=line.posting,
        service_to=line.service_to,
        itemised=itemised or line.kind not in (LineKind.TIME, LineKind.NO_CHARGE),
        tasks=told.tasks,
    )


# ---- what a line says in a file ----


@dataclass(frozen=True, slots=True)
class Printed:
    """Description, quantity, price and amount of a line as they stand in the file."""

    description: str
    quantity: str
    unit_price: str
    amount: str


def printed(line: LedgerLine) -> Printed:
    """A line whose printed product is its amount in the ledger's arithmetic, which rounds to cents in any currency.

    Where quantity × price is not the amount there, it is 1 × amount, with quantity and price in the text.
    """
    amount = line.amount.decimal
    product = (line.quantity * line.unit_price).quantize(CENT, rounding=ROUND_HALF_UP)
    if line.itemised and product == amount:
        return Printed(text(line.description), _exact(line.quantity), _exact(line.unit_price), _exact(amount))
    unit = " h" if line.kind in (LineKind.TIME, LineKind.NO_CHARGE) else ""
    factors = f" ({plain(line.quantity)}{unit} × {plain(line.unit_price)} {line.amount.currency})"
    said = text(line.description, LONGEST_TEXT - len(factors)) + factors if line.itemised else text(line.description)
    return Printed(said, "1", _exact(amount), _exact(amount))


def text(words: str, limit: int = LONGEST_TEXT) -> str:
    """Words for a cell: one line, and never a formula. The mark before a formula stays in the ledger, as words."""
    line = clean(words, limit - 2)
    return f"· {line}" if line.startswith(_BEGINS_A_FORMULA) else line


def day(value: date, form: str) -> str:
    """A date in the order that the ledger's import expects: dmy, mdy or ymd."""
    return value.strftime(_DATES[form])


def _exact(value: Decimal) -> str:
    """All digits of a number, with at least two decimals; a point, no grouping."""
    cents = value.quantize(CENT)
    return f"{cents if cents == value else value.normalize():f}"


# ---- what is refused, and files of a bearable size ----


def unfit(document: LedgerDocument, ledger: str) -> Iterator[str]:
    """Why neither ledger's import can hold a document, whatever names it has."""
    if document.total.minor < 0:
        yield (
            f"{document.contract}: invoice {document.number} comes to {document.total}; {ledger} imports no negative "
            "invoice. Enter it there as a credit note, or bill it together with more work"
        )
    if any(line.amount.decimal != line.amount.decimal.quantize(CENT) for line in document.lines):
        yield (
            f"{document.contract}: amounts in {document.currency} have three decimals, and {ledger} keeps two. "
            "Enter the invoice there by hand, and leave this ledger out of import_csv"
        )


def no_credit(document: LedgerDocument) -> Iterator[str]:
    """Why a credit note is none: the client would have to pay it, and a ledger would give that to the client."""
    if document.total.minor > 0:
        yield (
            f"its credit note comes to {document.total}, which the client would have to pay; take it back (tieout "
            "correct --undo NUMBER; `tieout decide list` has the number), and credit the work together with what "
            "reduced it"
        )


KEYS = {"item": "items", "account": "accounts", "tax": "tax"}
"""Each key of `posting:` with the key of the books that states it for all contracts."""


def unposted(document: LedgerDocument, key: str, why: str) -> Iterator[str]:
    """A sentence for each kind of line and workstream of a document whose posting does not state a key."""
    stated: set[tuple[str, str]] = set()
    for line in document.lines:
        place = (line.kind.value, line.workstream)
        if not getattr(line.posting, key) and place not in stated:
            stated.add(place)
            yield f"{document.contract}: {no_key(*place, key, why)}"


def no_key(kind: str, workstream: str, key: str, why: str) -> str:
    """That lines of a kind and workstream are not posted completely, and where to write what is missing."""
    return (
        f"{kind} lines of {workstream} have no {key}, which {why}; write {key}: under posting: in the contract, "
        f"or {KEYS[key]}: on the books in tieout.yaml, exactly as it is called there"
    )


def batches(documents: Sequence[LedgerDocument], most: int, most_rows: int = 1_000_000) -> list[list[LedgerDocument]]:
    """The documents in their order, in groups that a ledger imports at a time; a document is never cut."""
    groups: list[list[LedgerDocument]] = [[]]
    for document in documents:
        rows = sum(len(each.lines) for each in groups[-1]) + len(document.lines)
        if groups[-1] and (len(groups[-1]) >= most or rows > most_rows):
            groups.append([])
        groups[-1].append(document)
    return [group for group in groups if group]


def to_bytes(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV in UTF-8 without a byte order mark, with commas and the line ends of RFC 4180."""
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator="\r\n").writerows([header, *rows])
    return content.getvalue().encode()
