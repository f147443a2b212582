"""Whether ledgers have what contracts name, and it fits: asked of each that is signed in to; nothing is made there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from billing.calendar import month_before
from billing.records import Contract
from billing.texts import nearest
from config.ledger_names import Places, Stated, places_of
from config.problems import Problem
from connectors.errors import ConnectorError, Reconnect, Retry
from connectors.files.records import LedgerLine
from connectors.ledgers import (
    ACCOUNT,
    CURRENCY,
    CUSTOMER,
    INVOICE,
    ITEM,
    TERMS,
    TRACKING,
    Act,
    Company,
    Ledger,
    Name,
    Names,
    Unfit,
    Wanted,
)
from connectors.registry import LEDGER_APIS, open_ledger
from mappings.existing import existing_store
from mappings.store import Store
from sync.connecting import CONNECTED, CannotConnect, Standing, access_of, standings
from sync.ledger_trial import trial
from sync.sources import Outside

__all__ = ["Checked", "Finding", "check_ledgers", "check_there", "opened_ledger"]

COMPANY = "company"
"""The kind of what is wrong with a company's settings, or with the sign-in."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. It `blocks` where a document would be refused; `missing` is what nothing is called."""

    problem: Problem
    contract: str = ""
    kind: str = ""
    name: str = ""
    blocks: bool = True
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of asking one ledger; `problem` says why it could not be asked, `later` that this may pass."""

    books: str
    kind: str
    standing: Standing
    company: Company | None = None
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    later: bool = False
    names: Names = field(default=Names(), repr=False, compare=False)
    title: str = ""
    creates: tuple[str, ...] = ()
    """The kinds of name that can be made there."""
    today: date = date.min

    @property
    def needs(self) -> bool:
        """Whether a person must act before documents can go there."""
        return bool(self.problem) or any(each.blocks for each in self.findings)


def check_there(outside: Outside, today: date) -> list[Checked]:
    """The same by the store that the configuration names, if there is one; none is made. Raises StoreUnavailable."""
    configuration = outside.configuration
    if not any(config.kind in LEDGER_APIS for config in configuration.books.values()):
        return []
    store = existing_store(configuration.database)
    try:
        return check_ledgers(outside, store, today)
    finally:
        if store is not None:
            store.close()


def check_ledgers(outside: Outside, store: Store | None, today: date) -> list[Checked]:
    """What is there to mend, ledger by ledger; one that does not answer does not stop the others.

    Without a store nobody has signed in yet. The files of the configuration are read again, for the places of names.
    """
    configuration = outside.configuration
    wanted = [name for name, config in configuration.books.items() if config.kind in LEDGER_APIS]
    if not wanted:
        return []
    now = datetime.fromtimestamp(outside.timer.wall(), UTC)
    known = {each.name: each for each in standings(configuration, store, now)}
    places = places_of(configuration)
    return [_one(_Asking(outside, store, places, today), known[name]) for name in wanted]


@contextmanager
def opened_ledger(outside: Outside, store: Store, name: str) -> Iterator[Ledger]:
    """A ledger by the name of its books, ready to be asked. Raises CannotConnect or a ConnectorError."""
    access = access_of(outside, store, name)
    ledger = open_ledger(outside.configuration.books[name], access, access.account, outside.timer)
    try:
        yield ledger
    finally:
        ledger.close()


@dataclass(frozen=True, slots=True)
class _Asking:
    """What is needed to ask about all ledgers."""

    outside: Outside
    store: Store | None
    places: Places
    today: date


def _one(asking: _Asking, standing: Standing) -> Checked:
    found = Checked(standing.name, standing.kind, standing)
    if asking.store is None or standing.state != CONNECTED:
        ended = standing.kept is not None
        return replace(found, problem=" ".join(standing.warnings) if ended else "")
    try:
        with opened_ledger(asking.outside, asking.store, standing.name) as ledger:
            company, names = ledger.company(), Names.of(list(ledger.names()))
            findings = _Mapping(asking, standing.name, ledger, company, names).findings()
            return replace(
                found,
                company=company,
                names=names,
                findings=tuple(findings),
                title=ledger.title,
                creates=ledger.creates,
                today=asking.today,
            )
    except (ConnectorError, CannotConnect) as problem:
        return replace(found, problem=why(problem, standing.name), later=isinstance(problem, Retry))


def why(problem: Exception, name: str) -> str:
    """What a refusal or silence means for a person, as a sentence."""
    again = isinstance(problem, Reconnect) and f"tieout connect {name}" not in str(problem)
    return f"{problem}; sign in again: tieout connect {name}" if again else str(problem)


def alike(names: Names, kind: str, name: str) -> str:
    """The active name of a kind that is most like one that is not there; empty where none is close."""
    return nearest(name, {each.name for (of, _), each in names.known.items() if of == kind and each.active})


class _AsIf(Names):
    """Names among which everything is found that can be looked at by itself: what is left to say is of another kind."""

    def find(self, kind: str, wanted: str) -> Name | None:
        """What is called so and fits, or a stand-in for it."""
        found = Names.find(self, kind, wanted)
        if kind in (CURRENCY, TERMS) or (found is not None and found.active and found.fits):
            return found
        return Name(kind, wanted, wanted)


@dataclass(frozen=True, slots=True)
class _Mapping:
    """One ledger's names beside those that are stated for it."""

    asking: _Asking
    books: str
    ledger: Ledger
    company: Company
    names: Names

    def findings(self) -> list[Finding]:
        """Everything, by file and line."""
        stated = [each for each in self.asking.places.stated if each.books == self.books]
        found = [finding for each in stated for finding in self._of_name(each)]
        for contract in self._contracts():
            lacking = list(self._of_documents(contract))
            found += [*lacking, *self._of_customer(contract, any(_is_of_customer(each) for each in lacking))]
            found += self._of_closed_books(contract)
        return sorted(dict.fromkeys(map(self._of_today, found)), key=lambda each: each.problem)

    def _of_today(self, found: Finding) -> Finding:
        """What is wrong with a contract that ended before the last month is told, and stops nothing any more."""
        contract = self.asking.outside.configuration.contracts.get(found.contract)
        ended = contract.until if contract is not None else None
        over = ended is not None and ended < month_before(self.asking.today).first
        return replace(found, blocks=False) if over else found

    def _contracts(self) -> list[Contract]:
        all_of_them = self.asking.outside.configuration.contracts.values()
        return [each for each in all_of_them if each.bill_to.books == self.books]

    # ---- names, one by one ----

    def _of_name(self, stated: Stated) -> Iterator[Finding]:
        """What is wrong with a name by itself, and what it was merged into."""
        found = self._found(stated)
        about = Finding(stated.problem(""), stated.contract, stated.kind, stated.name)
        if found is None:
            yield replace(about, problem=stated.problem(self._nothing(stated)), missing=True)
        elif not found.active:
            words = f"the {stated.kind} {found.name!r} is not active in {self._title}; restore it, or name another"
            yield replace(about, problem=stated.problem(words))
        elif not found.fits:
            words = f"{self._title} does not take the {stated.kind} {found.name!r} on sales documents; write another"
            yield replace(about, problem=stated.problem(words))
        direct = self.names.known.get((stated.kind, stated.name))
        if found is not None and direct is not None and direct.merged_into and direct.id != found.id:
            words = f"{stated.name!r} was merged into {found.name!r} in {self._title}, which is billed; write that name"
            yield replace(about, problem=stated.problem(words), blocks=False)

    def _found(self, stated: Stated) -> Name | None:
        found = self.names.find(stated.kind, stated.name)
        if found is None and stated.kind == TRACKING:
            category, _, option = stated.name.partition(": ")
            found = self.names.find(TRACKING, f"{category.capitalize()}: {option}")
        return found

    def _nothing(self, stated: Stated) -> str:
        close = alike(self.names, stated.kind, stated.name)
        make = f", or: tieout map create {stated.contract}".rstrip() if stated.kind in self.ledger.creates else ""
        hint = f"did you mean {close!r}? If not, add it there{make}" if close else f"correct it, add it there{make}"
        return f"{self._title} has no {stated.kind} {stated.name!r}; {hint}"

    @property
    def _title(self) -> str:
        return self.ledger.title

    # ---- contracts ----

    def _of_customer(self, contract: Contract, refused: bool) -> Iterator[Finding]:
        """What may be wrong about a customer that is there: another usual currency, and nowhere to send to.

        Where the ledger itself refuses the customer, its currency is told already.
        """
        found = self.names.find(CUSTOMER, contract.bill_to.customer)
        if found is None or not found.active:
            return
        if found.currency and found.currency != contract.currency and not refused:
            words = f"{found.name} is kept in {found.currency} there, and the contract bills {contract.currency}"
            yield self._finding(contract, ("bill_to", "customer"), f"{words}; see whether it is the right one", False)
        if not contract.bill_to.email and not found.email:
            words = f"has no e-mail, and {found.name} has none in {self._title}; write one here, or there"
            yield self._finding(contract, ("bill_to", "email"), words, False)

    def _of_documents(self, contract: Contract) -> Iterator[Finding]:
        """What a document of the contract would lack besides: the ledger itself says it, and nothing is sent."""
        day = max(self.asking.today, (self.company.locked_until or date.min) + timedelta(days=1))
        document = trial(self.asking.outside.configuration, contract, day)
        if document is None:
            return
        try:
            document = replace(document, lines=tuple(map(self._without_doubt, document.lines)))
            self.ledger.prepare(Wanted(Act.POST, INVOICE, document, "check"), _AsIf(self.names.known))
        except Unfit as problem:
            for sentence in problem.sentences:
                words = sentence.removeprefix(f"{contract.id}: ")
                yield self._finding(contract, _place(words, contract), words, True)

    def _without_doubt(self, line: LedgerLine) -> LedgerLine:
        """A line whose account is compared with its item's only where both are there: else that is told already."""
        posting = line.posting
        both = (self.names.find(ITEM, posting.item), self.names.find(ACCOUNT, posting.account))
        if not posting.item or all(each is not None and each.active and each.fits for each in both):
            return line
        return replace(line, posting=replace(posting, account=""))

    def _of_closed_books(self, contract: Contract) -> Iterator[Finding]:
        """Whether the next document would be dated into closed books."""
        locked, today = self.company.locked_until, self.asking.today
        issue = contract.invoice_date == "issue day"
        day = today if issue else month_before(today).last
        if locked is not None and day <= locked:
            closed = f"the books of {self.company.name} are closed up to {locked}"
            words = f"the next document would be dated {day}, and {closed}"
            remedy = "open them there" + ("" if issue else ", or let it bear the issue day")
            yield self._finding(contract, ("invoice", "date"), f"{words}; {remedy}", True)

    def _finding(self, contract: Contract, key: Sequence[str], words: str, blocks: bool) -> Finding:
        return Finding(self.asking.places.problem(contract.id, tuple(key), words), contract.id, COMPANY, "", blocks)


def _is_of_customer(found: Finding) -> bool:
    return found.problem.path == "bill_to.customer"


def _place(words: str, contract: Contract) -> tuple[str, ...]:
    """Which key of a contract a sentence is about, as near as its words tell."""
    about = {
        ("bill_to", "customer"): ("bill_to", "customer"),
        ("posting",): ("posting:", "tracking", " item"),
        ("terms",): ("terms",),
        ("currency",): ("currency", contract.currency),
    }
    return next((key for key, signs in about.items() if any(each in words for each in signs)), ())
