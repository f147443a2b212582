"""Customers and items that contracts name and a ledger has not: proposed, and made there once a person says so.

Before one is made it is looked for by its name. Where no answer comes it is looked for again, and then the same request
goes out under the same key; a ledger has each name once, so that two of one name are never made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from billing.ids import canonical, digest
from billing.records import Contract
from config.loader import Configuration
from connectors.errors import Changed, ConnectorError, Refused, Unknown
from connectors.ledgers import ACCOUNT, CURRENCY, CUSTOMER, ITEM, Ledger, Name, Names, NewName, Unfit
from sync.ledger_check import Checked, alike, opened_ledger, why
from sync.ledger_trial import trial
from sync.sources import CannotConnect
from sync.standing_still import check_may_push
from sync.worker import Worker, running

TRIES = 2
NOBODY_KNOWS = "nobody knows yet whether it was made; run this again, which looks for it before anything is made"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that could be made in a ledger, and for which contracts; `refused` says why it cannot be, here."""

    books: str
    title: str
    new: NewName
    contracts: tuple[str, ...]
    refused: str = ""
    alike: str = ""
    """What is there and is called much the same."""
    made: str = ""
    """Its id there, once it is made."""
    was_there: bool = False
    """Whether somebody made it meanwhile."""


# ---- what could be made ----


def proposals(configuration: Configuration, checked: Sequence[Checked], only: Sequence[str] = ()) -> list[Proposal]:
    """What the ledgers lack of what contracts name, customers first and those below others after them.

    `only` are the ids of contracts that it is wanted for; all of them without.
    """
    found = (each for one in checked for each in _of_books(configuration, one))
    if only:
        wanted = [replace(each, alike="") for each in found if set(only) & set(each.contracts)]
    else:
        wanted = [_doubted(each) for each in found]
    return sorted(wanted, key=lambda each: (each.books, each.new.kind != CUSTOMER, each.new.name.count(":")))


def _of_books(configuration: Configuration, checked: Checked) -> Iterator[Proposal]:
    lacking = dict.fromkeys((each.kind, each.name) for each in checked.findings if each.missing)
    contracts = [each for each in configuration.contracts.values() if each.bill_to.books == checked.books]
    for kind, name in lacking:
        if kind == CUSTOMER:
            new, users, problem = _customer(name, contracts)
        elif kind == ITEM:
            new, users, problem = _item(configuration, name, contracts, checked)
        else:
            continue
        close = alike(checked.names, kind, name)
        yield Proposal(checked.books, checked.title, new, users, problem or _not_here(new, checked), close)


def _doubted(each: Proposal) -> Proposal:
    """A name that is much like one that is there is made for a contract that is named, and not along with others."""
    if not each.alike or each.refused:
        return each
    words = f"there is {each.alike!r}; correct the contract, or make it all the same: tieout map create"
    return replace(each, refused=f"{words} {each.contracts[0]}" if each.contracts else words)


def _not_here(new: NewName, checked: Checked) -> str:
    return "" if new.kind in checked.creates else f"Tieout makes no {new.kind}s in {checked.title}; add it there"


def _customer(name: str, contracts: Iterable[Contract]) -> tuple[NewName, tuple[str, ...], str]:
    users = [each for each in contracts if each.bill_to.customer == name]
    currencies = sorted({each.currency for each in users})
    mails = sorted({each.bill_to.email for each in users if each.bill_to.email})
    problem = ""
    if _is_an_id(name):
        problem = "it looks like an id, and there is none; write the customer's name"
    elif len(currencies) > 1:
        problem = f"its contracts are in {' and '.join(currencies)}, and a customer has one currency; add it there"
    new = NewName(CUSTOMER, name, currencies[0], mails[0] if len(mails) == 1 else "")
    return new, tuple(each.id for each in users), problem


def _is_an_id(name: str) -> bool:
    """Whether a name is a number, or a UUID."""
    plain = name.replace("-", "")
    return name.isdigit() or (len(plain) == 32 and all(each in "0123456789abcdefABCDEF" for each in plain))


def _item(
    configuration: Configuration, name: str, contracts: Iterable[Contract], checked: Checked
) -> tuple[NewName, tuple[str, ...], str]:
    """An item, with the account that all lines which name it state, too."""
    accounts, users = set[str](), []
    for contract in contracts:
        document = trial(configuration, contract, checked.today)
        lines = [line for line in document.lines if line.posting.item == name] if document else []
        accounts |= {line.posting.account for line in lines}
        users += [contract.id] if lines else []
    found = [checked.names.find(ACCOUNT, each) for each in accounts]
    account = found[0] if len(found) == 1 else None
    good = account is not None and account.active and account.fits
    problem = "" if good else "which account it posts to is not stated once for all; write account: beside it"
    return NewName(ITEM, name, account=account.id if account else ""), tuple(users), problem


# ---- making it ----


def create(worker: Worker, wanted: Sequence[Proposal]) -> list[Proposal]:
    """Makes what was proposed, one after another; one that fails does not stop the others, nor a ledger another one.

    What was made is kept with the run. Raises StoreUnavailable while another run is under way.
    """
    done: list[Proposal] = []
    check_may_push(worker.store)
    with running(worker, "map create") as run:
        for books in dict.fromkeys(each.books for each in wanted):
            of_books = [each for each in wanted if each.books == books]
            done += [each for each in of_books if each.refused]
            done += _in_books(worker, books, [each for each in of_books if not each.refused])
        run.detail["made"] = [
            f"{each.books}: {each.new.kind} {each.new.name}: {each.made}" for each in done if each.made
        ]
    return done


def _in_books(worker: Worker, books: str, wanted: Sequence[Proposal]) -> list[Proposal]:
    if not wanted:
        return []
    done: list[Proposal] = []
    try:
        with opened_ledger(worker.outside, worker.store, books) as ledger:
            company = ledger.company()
            for each in wanted:
                done.append(_one(ledger, each, digest(canonical([company.id, each.new]))[:40]))
    except (ConnectorError, CannotConnect) as problem:
        left = wanted[len(done) :]
        done += [replace(each, refused=why(problem, books)) for each in left]
    return done


def _one(ledger: Ledger, wanted: Proposal, key: str) -> Proposal:
    """Makes one, unless it is there. Raises ConnectorError where the ledger cannot even be asked."""
    names = Names.of(list(ledger.names((wanted.new.kind, CURRENCY))))
    if (found := names.find(wanted.new.kind, wanted.new.name)) is not None:
        return replace(wanted, made=found.id, was_there=True)
    for _ in range(TRIES):
        try:
            made = ledger.create(wanted.new, names, key)
            return _read_back(ledger, wanted, made)
        except Unfit as problem:
            return replace(wanted, refused="; ".join(problem.sentences))
        except (Unknown, Changed):
            try:
                found = _sought(ledger, wanted.new)
            except ConnectorError:
                break
            if found is not None:
                return replace(wanted, made=found.id)
        except Refused as problem:
            found = _sought(ledger, wanted.new)
            return replace(wanted, made=found.id, was_there=True) if found else replace(wanted, refused=str(problem))
    return replace(wanted, refused=NOBODY_KNOWS)


def _read_back(ledger: Ledger, wanted: Proposal, made: Name) -> Proposal:
    """What was made, if it is there under its name: an old key may be answered with what was made long ago."""
    try:
        found = _sought(ledger, wanted.new)
    except ConnectorError:
        found = made
    if found is not None:
        return replace(wanted, made=found.id)
    words = f"{ledger.title} made it before ({made.id}), and it has another name or is inactive now; look at it there"
    return replace(wanted, refused=words)


def _sought(ledger: Ledger, new: NewName) -> Name | None:
    return Names.of(list(ledger.names((new.kind,)))).find(new.kind, new.name)
