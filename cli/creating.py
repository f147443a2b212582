"""`tieout map create`: what contracts name and a ledger has not, shown, and made there once a person says so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.mapping import Yes
from cli.opened import FAILED, NEEDED, ConfigDir, Json, Opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from review.tables import Section
    from sync.ledger_check import Checked
    from sync.new_names import Proposal
    from sync.worker import Worker

Contracts = Annotated[
    list[str] | None, typer.Argument(metavar="CONTRACT", help="Contracts, by their ids [default: all]")
]


def create(contracts: Contracts = None, yes: Yes = False, config: ConfigDir = None, json: Json = False) -> None:
    """Make the customers and items that contracts name and a ledger has not, after showing them."""
    from cli.output import print_json, print_sections, say
    from sync.ledger_check import check_ledgers
    from sync.new_names import create as make
    from sync.new_names import proposals

    with Opened(config) as worker:
        _check_known(worker, contracts or [])
        checked = check_ledgers(worker.outside, worker.store, worker.today)
        found = proposals(worker.configuration, checked, contracts or [])
        able = [each for each in found if not each.refused]
        if not json:
            _tell_unasked(checked)
            print_sections([_section("Not in the ledger", found)] if found else [])
            say(*_nothing_to_show(checked, found))
        sure = bool(able) and (yes or (not json and _is_sure(able)))
        done = make(worker, found) if sure else []
    if json:
        print_json({"done": sure, "names": [_json(each) for each in (done or found)], "unasked": _unasked(checked)})
    elif sure:
        say("", *(_line(each) for each in done))
    elif able:
        say("", "Nothing was made; to have it made: --yes.")
    if any(each.later for each in checked):
        raise typer.Exit(FAILED)
    left = any(each.refused or not each.made for each in (done or found))
    raise typer.Exit(NEEDED if left or any(each.problem for each in checked) else 0)


def _nothing_to_show(checked: Sequence[Checked], found: Sequence[Proposal]) -> list[str]:
    """Why nothing is shown, where nothing is."""
    if not checked:
        return ["No books in tieout.yaml are in a ledger that can be asked."]
    return [] if found or all(each.company is None for each in checked) else ["Nothing is missing."]


def _check_known(worker: Worker, contracts: Sequence[str]) -> None:
    """Raises BadParameter for a contract that is none."""
    known = worker.configuration.contracts
    for each in contracts:
        if each not in known:
            raise typer.BadParameter(f"there is no contract {each}; known: {', '.join(known)}", param_hint="CONTRACT")


def _is_sure(able: Sequence[Proposal]) -> bool:
    """Asks at a terminal; elsewhere nobody can say yes."""
    from cli.ask import typed

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    from review.tables import counted

    return typed(f"Make {counted(len(able), 'name')} there? yes or no", "no").strip().lower() in ("yes", "y")


def _tell_unasked(checked: Sequence[Checked]) -> None:
    from cli.output import say
    from review.tables import one_line

    say(*(one_line(words) for words in _unasked(checked).values()))


def _unasked(checked: Sequence[Checked]) -> dict[str, str]:
    """The ledgers that could not be asked, each with why."""
    from sync.connecting import NOT_CONNECTED

    told = {}
    for each in checked:
        if each.standing.state == NOT_CONNECTED:
            told[each.books] = f"{each.books}: not connected; run: tieout connect {each.books}"
        elif each.problem:
            told[each.books] = f"{each.books}: COULD NOT BE ASKED: {each.problem.rstrip('.')}."
    return told


def _section(title: str, found: Sequence[Proposal]) -> Section:
    from review.tables import section

    headers = ("books", "kind", "name", "currency", "e-mail", "contracts", "why not")
    rows = [
        (
            each.books,
            each.new.kind,
            each.new.name,
            each.new.currency,
            each.new.email,
            ", ".join(each.contracts),
            each.refused,
        )
        for each in found
    ]
    return section(title, headers, rows)


def _line(each: Proposal) -> str:
    """What became of one."""
    from review.tables import one_line

    what = f"{each.new.kind} {each.new.name!r}"
    if each.refused:
        return one_line(f"{each.books}: {what} was not made: {each.refused}")
    words = "was there by then" if each.was_there else "made"
    return one_line(f"{each.books}: {what} {words} in {each.title} (id {each.made})")


def _json(each: Proposal) -> dict[str, Any]:
    return {
        "books": each.books,
        "kind": each.new.kind,
        "name": each.new.name,
        "currency": each.new.currency or None,
        "email": each.new.email or None,
        "contracts": list(each.contracts),
        "id": each.made or None,
        "was_there": each.was_there,
        "refused": each.refused or None,
    }
