"""Opening balances: proposed from the history of ledgers and tracked time, and written into contracts when asked to.

Ledgers are only read, and of the store nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from billing.money import Money, exact
from billing.opening_proposals import propose
from billing.opening_records import (
    DEPOSITS,
    IN_MONEY,
    MILESTONES,
    RETAINERS,
    RETAINERS_USED,
    Asked,
    Certainty,
    Evidence,
    Proposal,
    Time,
    Wanted,
)
from billing.records import Contract
from billing.texts import nearest
from config.opening_text import (
    CannotWriteOpening,
    Figure,
    figures_in,
    hours_text,
    refused_with,
    same,
    tree_of,
    with_opening,
    write,
)
from config.unopened import Unopened, unopened
from config.yaml_tree import Tree
from connectors.registry import LEDGER_APIS
from review.openings import OfContract, Openings, Standing, named, rests_on
from sync.opening_papers import Papers, deposit_places, papers_before
from sync.opening_time import time_before
from sync.worker import Worker

BY_TIME = ("retainers", "cap_hours", "month_cap_hours", "task_cap_hours", "task_caps", "budget_hours")


class CannotPropose(Exception):
    """A figure or contract that was named and is not there; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: one client's contracts or all, since when, figures that people state, and whether to write."""

    contracts: tuple[str, ...] = ()
    since: date | None = None
    stated: tuple[str, ...] = ()
    write: bool = False
    replace: bool = False
    by: str = ""


def openings(worker: Worker, wish: Wish) -> Openings:
    """The balances of all contracts that are older than go-live, written if that is wished.

    The worker's configuration is one without openings. Raises StoreUnavailable, CannotPropose and CannotWriteOpening;
    then nothing was written.
    """
    said = worker.configuration
    files = {each.contract: each for each in unopened(said.folder, said.main.go_live)}
    older = [each for each in said.catalogue.contracts if _is_older(each, said.main.go_live)]
    chosen = [each for each in older if each.id in (wish.contracts or (each.id,)) and each.id in files]
    times = time_before(worker, [each for each in chosen if _needs_time(files[each.id])])
    papers = papers_before(worker, chosen, wish.since)
    found = [_of_contract(worker, files[each.id], each, papers, times.get(each.id, Time())) for each in chosen]
    owed = {f"{each.contract} {MILESTONES} {each.code}": each.amount.minor for each in said.milestones}
    proposed = _stated([each for each in found if each.proposals], wish, owed)
    made = [_standing(each, files[each.contract], wish, said.main.go_live) for each in proposed]
    if wish.write:
        made = _written(worker, made, files)
    problems = tuple(f"{each.rstrip('.')}" for each in papers.problems.values())
    return Openings(said.main.go_live, tuple(made), tuple(papers.read), tuple(papers.not_counted), problems)


def _is_older(contract: Contract, go_live: date) -> bool:
    return (contract.since or date.min) < go_live <= (contract.until or date.max)


def _needs_time(file: Unopened) -> bool:
    return any(each.key in BY_TIME for each in file.needed)


def _of_contract(worker: Worker, file: Unopened, contract: Contract, papers: Papers, time: Time) -> OfContract:
    said, go_live = worker.configuration, worker.configuration.main.go_live
    siblings = tuple(each for each in said.catalogue.contracts if each.client == contract.client)
    theirs = tuple(each for each in said.milestones if each.contract in {own.id for own in siblings})
    asked = Asked(
        contract,
        go_live,
        tuple(Wanted(each.key, each.name) for each in file.needed),
        tuple(each for each in theirs if each.contract == contract.id),
        siblings,
        theirs,
        deposit_places(contract, papers.names.get(contract.bill_to.books)),
    )
    clients = {each.client for each in said.catalogue.contracts}
    found = propose(asked, papers.history(contract, clients, _why_not(worker, contract, papers)), time)
    stands = tuple(_stands(each, file.stands, contract.currency) for each in found)
    return OfContract(contract.id, contract.client, contract.currency, file.file, found, stands, Standing.TO_WRITE)


def _why_not(worker: Worker, contract: Contract, papers: Papers) -> str:
    """Why nobody can say what a contract's client was billed, if so."""
    name = contract.bill_to.books
    config = worker.configuration.books.get(name)
    if config is None or config.kind not in LEDGER_APIS:
        return f"{name} is a folder, which has no history of before; ask whoever keeps the books"
    return papers.problems.get(name, "")


# ---- what people state ----


def _stated(found: list[OfContract], wish: Wish, owed: Mapping[str, int]) -> list[OfContract]:
    """The same with figures that people state in place of what is proposed; `owed` are the milestones' amounts.

    Raises CannotPropose.
    """
    for text in wish.stated:
        balance, equals, value = text.rpartition("=")
        if not equals:
            raise CannotPropose(f"--set {text!r} has no value; write it as 'acme orders PO-7781=1200.00'")
        _must_be_known(found, balance.strip())
        worth = partial(_worth, value.strip(), owed)
        found = [_with(each, balance.strip(), worth, wish) for each in found]
    return found


def _must_be_known(found: Iterable[OfContract], balance: str) -> None:
    """Raises CannotPropose where there is no balance of that name."""
    every = [one for each in found for one in each.proposals]
    if not any(_is_meant(one, balance) for one in every):
        known = [named(one) for one in every]
        close = nearest(balance, known)
        hint = f"did you mean {close}?" if close else f"known: {'; '.join(known[:8]) or 'none'}"
        raise CannotPropose(f"there is no balance {balance!r}; {hint}")


def _is_meant(proposal: Proposal, balance: str) -> bool:
    of_any_task = proposal.key.startswith("task_") and not proposal.task
    return balance == named(proposal) or (of_any_task and balance.startswith(f"{named(proposal)} "))


def _with(found: OfContract, balance: str, worth: Callable[[Proposal, str], int], wish: Wish) -> OfContract:
    proposals = []
    for each in found.proposals:
        if _is_meant(each, balance):
            said = worth(each, found.currency)
            who = Evidence(f"stated by {wish.by}" if wish.by else "stated by hand", said)
            task = each.task or balance.removeprefix(named(each)).strip()
            each = replace(each, certainty=Certainty.STATED, worth=said, evidence=(who,), why=(), task=task)
        proposals.append(each)
    return replace(found, proposals=tuple(proposals))


def _worth(value: str, owed: Mapping[str, int], each: Proposal, currency: str) -> int:
    """A figure that somebody typed. Raises CannotPropose."""
    if each.key == MILESTONES:
        if value.lower() not in ("yes", "no"):
            raise CannotPropose(f"{named(each)}={value}: write yes if it was billed, no if not")
        return owed[named(each)] if value.lower() == "yes" else 0
    number = Decimal(value) if re.fullmatch(r"\d{1,12}(\.\d{1,15})?", value) else None
    if each.in_money:
        money = exact(number, currency) if number is not None else None
        if money is None:
            raise CannotPropose(f"{named(each)}={value}: write an amount in {currency}, such as 1200")
        return money.minor
    clock = re.fullmatch(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?", value)
    seconds = Decimal(int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)) if clock else number
    seconds = seconds * 3600 if seconds is not None and not clock else seconds
    if seconds is None or seconds != int(seconds):
        raise CannotPropose(f"{named(each)}={value}: write hours in whole seconds, such as 4, 2.5 or 4:06:40")
    return int(seconds)


# ---- files ----


def _at(each: Proposal) -> tuple[str, ...]:
    """Where a balance stands in an opening."""
    if each.key in (RETAINERS, RETAINERS_USED):
        return RETAINERS, each.name, "hours" if each.key == RETAINERS else "used"
    return tuple(filter(None, (each.key, each.name, each.task))) if each.key != MILESTONES else (MILESTONES,)


def _stands(each: Proposal, tree: Tree, currency: str) -> str:
    """What a file states of a balance now; empty where it states nothing."""
    here = {figure.at: figure.text for figure in figures_in(tree) if not figure.item}
    if each.key == MILESTONES:
        billed = [figure.text for figure in figures_in(tree) if figure.item]
        return "billed" if each.name in billed else ""
    return here.get(_at(each), "")


def _figure(each: Proposal, currency: str) -> Figure | None:
    """A balance as it is written; None where there is nothing to write."""
    if each.worth is None or (each.key == MILESTONES and not each.worth):
        return None
    beside = f"{rests_on(each.evidence) or 'no document'}; {_word(each)}"
    if each.key == MILESTONES:
        return Figure((MILESTONES,), each.name, beside, item=True)
    if each.key.startswith("task_") and not each.task:
        return Figure(_at(each), "{}", beside)
    text = str(Money(each.worth, currency).decimal) if each.key in IN_MONEY else hours_text(each.worth)
    return Figure(_at(each), text, beside)


def _word(each: Proposal) -> str:
    return "check" if each.certainty is Certainty.CHECK else each.certainty.value


def _still(tree: Tree, go_live: date) -> Tree:
    """What a file states of go-live: figures of another day say nothing of it."""
    return tree if isinstance(tree, dict) and tree.get("as_of") == go_live.isoformat() else None


def _figures(found: OfContract, tree: Tree) -> list[Figure]:
    """All that an opening states then: what is known, and beside it what it states already of anything else."""
    own = [figure for each in found.proposals if (figure := _figure(each, found.currency))]
    known = {_key(each) for each in found.proposals if each.worth is not None}
    places = {place for place, _ in known}
    kept = [
        replace(each, beside="as it stood")
        for each in figures_in(tree)
        if (each.at, each.text if each.item else "") not in known and not (each.text == "{}" and _covers(each, places))
    ]
    return [*own, *kept]


def _covers(empty: Figure, places: Iterable[tuple[str, ...]]) -> bool:
    return any(place[: len(empty.at)] == empty.at for place in places)


def _key(each: Proposal) -> tuple[tuple[str, ...], str]:
    return _at(each), each.name if each.key == MILESTONES else ""


def _standing(found: OfContract, file: Unopened, wish: Wish, go_live: date) -> OfContract:
    """The same with how its file stands to it."""
    still = _still(file.stands, go_live)
    figures = _figures(found, still)
    if file.stands is not None and same(tree_of(go_live, figures), file.stands):
        return replace(found, standing=Standing.SAME)
    missing = [each for each in found.proposals if each.worth is None and not _has(each, still)]
    if missing:
        names = ", ".join(" ".join(filter(None, (each.key, each.name))) for each in missing)
        return replace(found, standing=Standing.INCOMPLETE, why=names)
    if file.stands is None and not file.needed and not any(each.worth for each in found.proposals):
        return replace(found, standing=Standing.NOTHING)
    if file.stands is not None and not wish.replace:
        return replace(found, standing=Standing.DIFFERS)
    return found


def _has(each: Proposal, tree: Tree) -> bool:
    """Whether an opening says something of a balance; of what need not be written, that there is none."""
    if tree is None:
        return False
    return each.key in (MILESTONES, DEPOSITS) or any(figure.at == _at(each) for figure in figures_in(tree))


def _written(worker: Worker, made: Sequence[OfContract], files: Mapping[str, Unopened]) -> list[OfContract]:
    """Writes what is to be written, file by file, once all would be accepted. Raises CannotWriteOpening."""
    said = worker.configuration
    before: dict[str, bytes] = {}
    contents: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    for each in made:
        if each.standing is Standing.TO_WRITE:
            old = (said.folder / each.file).read_bytes()
            figures = _figures(each, _still(files[each.contract].stands, said.main.go_live))
            try:
                contents[each.file] = with_opening(old, each.file, said.main.go_live, figures)
                before[each.file] = old
            except CannotWriteOpening as unfit:
                refused[each.file] = str(unfit)
    for problem in refused_with(said.folder, contents, worker.environment) if contents else ():
        refused[problem.file] = str(problem)
        contents.pop(problem.file, None)
    for file, content in contents.items():
        write(said.folder, file, before[file], content)
    return [_after(each, contents, refused) for each in made]


def _after(each: OfContract, contents: Mapping[str, bytes], refused: Mapping[str, str]) -> OfContract:
    if each.file in refused:
        return replace(each, standing=Standing.REFUSED, why=refused[each.file])
    return replace(each, standing=Standing.WRITTEN) if each.file in contents else each
