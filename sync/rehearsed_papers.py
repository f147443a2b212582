"""What a rehearsal is compared with: the documents of all ledgers around a month, by client and month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from billing.records import Period
from billing.rehearsal_records import Stated
from billing.stated_months import month_of, months_in
from connectors.errors import ConnectorError
from connectors.ledgers import CREDIT_NOTE, CUSTOMER, Name, Names, Stage
from connectors.papers import Paper, PaperLine, Unread
from review.rehearsal import NotCounted
from sync.books import LeftAlone
from sync.ledger_books import LedgerBooks
from sync.open_books import OpenBooks
from sync.worker import Worker

BEFORE, AFTER = timedelta(days=31), timedelta(days=92)
"""How far before and after a month documents are looked for that may be of it."""
COUNTS = (Stage.OPEN, Stage.PAID)
"""How far documents are that count."""
WHY = {
    Stage.DRAFT: "a draft, which posts nothing",
    Stage.VOIDED: "voided",
    Stage.DELETED: "deleted",
}
"""Why others do not."""
Key = tuple[str, str]
"""A client and a currency."""


@dataclass(slots=True)
class Papers:
    """The lines of a month by client and currency, those of others that state it, and what is not counted."""

    lines: dict[Key, list[Stated]] = field(default_factory=dict)
    elsewhere: dict[Key, list[Stated]] = field(default_factory=dict)
    not_counted: list[NotCounted] = field(default_factory=list)
    dated: list[str] = field(default_factory=list)
    other_months: int = 0
    problems: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """The books that answered."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One document with what our store says of it: the draft that it was made of, and that draft's month."""

    books: str
    client: str
    paper: Paper
    draft: str
    month: str

    @property
    def shown(self) -> str:
        """What people call it."""
        return self.paper.document.number or self.paper.document.id


def papers_around(worker: Worker, period: Period, only: str = "") -> Papers:
    """Asks every ledger, and writes nothing; one that cannot be asked is a sentence, and does not stop the others.

    With a client, only documents of that client.
    """
    found = Papers()
    with OpenBooks(worker) as books:
        for name in books.ledgers():
            try:
                for each in _told(worker, books.ledger(name), name, period, found):
                    if only in ("", each.client):
                        _sort(each, period, found)
                found.asked.add(name)
            except LeftAlone as problem:
                found.problems.append(f"{name} was not compared: {problem}.")
            except ConnectorError as problem:
                found.problems.append(f"{name} was not compared: {problem}; try again, nothing was written.")
    return found


def _told(worker: Worker, books: LedgerBooks, name: str, period: Period, found: Papers) -> Iterator[_Told]:
    ledger = books.ledger
    ledger.company()
    clients = clients_of(worker, list(ledger.names((CUSTOMER,))), name)
    for paper in ledger.papers(period.first - BEFORE, period.last + AFTER):
        if isinstance(paper, Unread):
            found.not_counted.append(NotCounted(name, paper.number or paper.id, paper.customer_name, paper.why))
            continue
        draft, month = made_of(worker, name, paper) if paper.document.token else ("", "")
        yield _Told(name, clients.get(paper.customer, paper.customer_name), paper, draft, month)


def made_of(worker: Worker, books: str, paper: Paper) -> tuple[str, str]:
    """The draft of ours that a document with our token was made of, and that draft's month."""
    document = paper.document
    with worker.store.read() as tx:
        known = tx.documents.get(books, document.kind, document.id)
        stored = next(iter(tx.drafts.revisions(known.draft)), None) if known else None
    return (stored.draft.id, stored.draft.period) if stored else ("", "")


def _stated(line: PaperLine) -> frozenset[str]:
    """The months that a line states: in its words, or by its day of service."""
    by_day = {line.service.strftime("%Y-%m")} if line.service else set[str]()
    return months_in(line.description) or frozenset(by_day)


def clients_of(worker: Worker, names: Sequence[Name], books: str) -> Mapping[str, str]:
    """The client of each customer's id: as its contract names it, as what it was merged into or is part of."""
    known, client_of = Names.of(names), dict[str, str]()
    for contract in worker.configuration.contracts.values():
        own = [contract.bill_to.customer] if contract.bill_to.books == books else []
        for wanted in (*own, contract.client):
            customer = known.find(CUSTOMER, wanted) if wanted else None
            if customer is not None:
                client_of.setdefault(customer.id, contract.client)
    for each in names:
        taken = known.find(CUSTOMER, each.id) or each
        client = client_of.get(taken.id) or client_of.get(taken.parent)
        if client:
            client_of.setdefault(each.id, client)
    return client_of


def _sort(each: _Told, period: Period, found: Papers) -> None:
    """Puts a document where it belongs: to the month, to another, or to what is not counted."""
    document = each.paper.document
    stated = [_stated(line) for line in each.paper.lines if line.amount.minor]
    month, by_date = _month(each, stated)
    own = _is_of(month, period)
    if document.stage not in COUNTS:
        if own:
            why = WHY.get(document.stage, str(document.stage))
            found.not_counted.append(NotCounted(each.books, each.shown, each.client, why, document.net))
        return
    key = each.client, document.net.currency
    if not own:
        found.other_months += 1
        found.elsewhere.setdefault(key, []).extend(line for line, said in _lines(each) if period.name in said)
        return
    if by_date:
        found.dated.append(each.shown)
    own_lines = found.lines.setdefault(key, [])
    for line, months in _lines(each):
        other = next(iter(sorted(months)), "") if period.name not in months else ""
        own_lines.append(replace(line, month=other))


def _month(each: _Told, stated: list[frozenset[str]]) -> tuple[str, bool]:
    """The month of a document, and whether only its date says so."""
    if each.month:
        return each.month, False
    issued = each.paper.document.issued or date.min
    if issued == date.min:
        return "", False
    month = month_of(issued, each.paper.reference, stated)
    return month, month_of(issued, "", []) == month and not (months_in(each.paper.reference) or any(stated))


def _is_of(month: str, period: Period) -> bool:
    """Whether a month, or a contract's period by its name, is of the one that is rehearsed."""
    return month.startswith(period.name)


def _lines(each: _Told) -> Iterator[tuple[Stated, frozenset[str]]]:
    """The lines of a document, credited ones negative, each with the months that it states."""
    document = each.paper.document
    credit = document.kind == CREDIT_NOTE
    sign = -1 if credit else 1
    for line in each.paper.lines:
        if not line.amount.minor and not line.quantity:
            continue
        found = Stated(
            document=f"{each.books} {document.id}",
            number=each.shown,
            minor=sign * line.amount.minor,
            words=line.description,
            quantity=None if line.quantity is None else sign * line.quantity,
            price=line.price,
            draft=each.draft,
            credit=credit and not each.draft,
        )
        yield found, _stated(line)
