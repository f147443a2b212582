"""What clients were billed before go-live: the documents of all ledgers, in spans of days, by client and currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from billing.calendar import month_name
from billing.opening_records import Billed, History
from billing.periods import Period
from billing.records import Contract
from billing.stated_months import months_in
from billing.wishes import PAID_AHEAD, LineKind, posting_for
from connectors.errors import ConnectorError
from connectors.ledgers import ACCOUNT, CREDIT_NOTE, CUSTOMER, ITEM, Names, Stage
from connectors.papers import Paper, Unread
from review.openings import Read
from review.rehearsal import NotCounted
from sync.books import LeftAlone
from sync.ledger_books import LedgerBooks
from sync.open_books import OpenBooks
from sync.rehearsed_papers import COUNTS, WHY, clients_of, made_of
from sync.worker import Worker

SPAN = 184
"""So many days of documents are asked for at once."""
MOST_REQUESTS = 400
"""A ledger is asked no more than so often; then the days since which it is read must be fewer."""
AFTER = timedelta(days=92)
"""How long after go-live a document may still bill work before it."""
BACK = 3
"""Of contracts without a beginning, so many years are read."""


@dataclass(slots=True)
class Papers:
    """The lines of all ledgers by client and currency; what was not counted, and which books answered."""

    go_live: date
    since: date
    lines: dict[str, dict[str, list[Billed]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    unread: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    not_counted: list[NotCounted] = field(default_factory=list)
    read: list[Read] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    """Why some books were not read, by name."""
    names: dict[str, Names] = field(default_factory=dict)

    def history(self, contract: Contract, clients: Collection[str], why_not: str) -> History:
        """What the client of a contract was billed in its currency; beside that in others, and who is no client."""
        strangers = [each for name in sorted(self.lines.keys() - set(clients)) for each in self.lines[name].values()]
        own = self.lines[contract.client]
        foreign = [line for currency, some in sorted(own.items()) if currency != contract.currency for line in some]
        lines = tuple(own.get(contract.currency, ()))
        unread = tuple(self.unread[contract.client])
        return History(lines, tuple(foreign), tuple(chain.from_iterable(strangers)), unread, self.since, why_not)


def papers_before(worker: Worker, contracts: Sequence[Contract], since: date | None = None) -> Papers:
    """Asks every ledger, and writes nothing; one that cannot be asked is a sentence, and does not stop the others."""
    go_live = worker.configuration.main.go_live
    years_back = go_live.replace(year=go_live.year - BACK, day=1)
    found = Papers(go_live, since or min((each.since or years_back for each in contracts), default=years_back))
    with OpenBooks(worker) as books:
        for name in books.ledgers():
            try:
                _read(worker, books.ledger(name), name, found)
            except LeftAlone as problem:
                found.problems[name] = f"{name} was not read: {problem}"
            except ConnectorError as problem:
                found.problems[name] = f"{name} was not read: {problem}; try again, nothing was written"
    return found


def _read(worker: Worker, books: LedgerBooks, name: str, found: Papers) -> None:
    ledger = books.ledger
    begun, documents = ledger.sent(), 0
    ledger.company()
    names = list(ledger.names((CUSTOMER, ITEM, ACCOUNT)))
    found.names[name] = Names.of(names)
    clients = clients_of(worker, [each for each in names if each.kind == CUSTOMER], name)
    end = min(max(worker.today, found.go_live), found.go_live + AFTER) + timedelta(days=1)
    spans = list(Period(found.since, end, "").pieces(SPAN))
    kept: list[tuple[str, Paper | Unread]] = []
    for place, span in enumerate(spans, 1):
        for paper in ledger.papers(span.first, span.last):
            documents += 1
            kept.append((_client(paper, clients, found.names[name]), paper))
        worker.progress(f"reading {name}", place, len(spans))
        if ledger.sent() - begun > MOST_REQUESTS:
            words = f"{MOST_REQUESTS} requests read it up to {span.last} only; name a later day with --since"
            raise LeftAlone(words)
    for client, paper in kept:
        _sort(worker, name, client, paper, found)
    found.read.append(Read(name, found.since, end - timedelta(days=1), documents, ledger.sent() - begun))


def _client(paper: Paper | Unread, clients: Mapping[str, str], names: Names) -> str:
    if isinstance(paper, Paper):
        return clients.get(paper.customer, paper.customer_name)
    customer = names.find(CUSTOMER, paper.customer_name)
    return clients.get(customer.id, paper.customer_name) if customer else paper.customer_name


def _sort(worker: Worker, name: str, client: str, paper: Paper | Unread, found: Papers) -> None:
    """Puts a document to its client's lines, or to what is not counted."""
    if isinstance(paper, Unread):
        found.unread[client].append(paper.number or paper.id)
        found.not_counted.append(NotCounted(name, paper.number or paper.id, client, paper.why))
        return
    document = paper.document
    why = "" if document.stage in COUNTS else WHY.get(document.stage, str(document.stage))
    if not why and document.token and made_of(worker, name, paper)[0]:
        why = "made by Tieout, which counts it itself"
    if why:
        found.not_counted.append(NotCounted(name, document.number or document.id, client, why, document.net))
        return
    found.lines[client][document.net.currency] += _lines(name, paper, found.go_live)


def _lines(books: str, paper: Paper, go_live: date) -> Iterator[Billed]:
    """The lines of a document, credited ones negative."""
    document = paper.document
    sign = -1 if document.kind == CREDIT_NOTE else 1
    for line in paper.lines:
        if line.amount.minor:
            yield Billed(
                document=f"{books} {document.id}",
                number=document.number or document.id,
                day=document.issued,
                minor=sign * line.amount.minor,
                words=line.description,
                reference=paper.reference,
                quantity=None if line.quantity is None else sign * line.quantity,
                price=line.price,
                item=line.item,
                account=line.account,
                credit=document.kind == CREDIT_NOTE,
                paid=document.stage is Stage.PAID,
                linked=tuple(f"{books} {own}" for own in document.linked),
                late=_is_late(paper, go_live),
            )


def _is_late(paper: Paper, go_live: date) -> bool:
    """Whether a document is dated from go-live on, and does not say that all it bills is of months before."""
    if paper.document.issued is None or paper.document.issued < go_live:
        return False
    lines = [months_in(line.description) for line in paper.lines if line.amount.minor]
    stated = [months or months_in(paper.reference) for months in lines]
    return not all(months and max(months) < month_name(go_live) for months in stated)


def deposit_places(contract: Contract, names: Names | None) -> frozenset[str]:
    """The items and accounts of a ledger, as it calls them on lines, on which a contract posts nothing but deposits."""
    if names is None:
        return frozenset()
    others = [kind for kind in LineKind if kind not in PAID_AHEAD]
    found: set[str] = set()
    for kind in (ITEM, ACCOUNT):
        own = {_posted(contract, LineKind.DEPOSIT, kind)} | {_posted(contract, LineKind.DEPOSIT_USED, kind)}
        for wanted in own - {_posted(contract, each, kind) for each in others}:
            for each in filter(None, (names.find(kind, one) for one in wanted)):
                found |= {each.id, each.code, each.name}
    return frozenset(found - {""})


def _posted(contract: Contract, line: LineKind, kind: str) -> tuple[str, ...]:
    """Where a kind of line is posted, for each workstream."""
    postings = [posting_for(contract.posting, stream.code, line) for stream in contract.workstreams]
    return tuple(each.item if kind == ITEM else each.account for each in postings)
