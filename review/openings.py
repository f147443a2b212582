"""Opening balances as they are proposed: each with its evidence, how certain it is, and what the contract says now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from shlex import quote
from typing import Any

from billing.money import Money
from billing.opening_records import DEPOSITS, MILESTONES, Certainty, Evidence, Proposal
from review.rehearsal import NotCounted
from review.tables import Cell, Section, clock, counted, section, sentences

SHOWN = 4
"""So many documents or months are named beside a figure; programs get all."""


class Standing(StrEnum):
    """How a contract's file stands to what is proposed."""

    TO_WRITE = "to be written"
    WRITTEN = "written"
    SAME = "stands there already"
    DIFFERS = "states something else"
    INCOMPLETE = "figures are missing"
    NOTHING = "nothing to state"
    REFUSED = "cannot be written"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a ledger: the days, how many documents, and by how many requests."""

    books: str
    first: date
    last: date
    documents: int
    requests: int


@dataclass(frozen=True, slots=True)
class OfContract:
    """The balances of one contract, with what its file states of each now, in the same order."""

    contract: str
    client: str
    currency: str
    file: str
    proposals: tuple[Proposal, ...]
    stands: tuple[str, ...]
    standing: Standing
    why: str = ""
    """Why it cannot be written, if so."""

    @property
    def rows(self) -> Iterator[tuple[Proposal, str]]:
        """Each balance with what the file states of it."""
        return zip(self.proposals, self.stands, strict=True)


@dataclass(frozen=True, slots=True)
class Openings:
    """All that is proposed. `problems` are what could not be asked, as sentences."""

    go_live: date
    contracts: tuple[OfContract, ...]
    read: tuple[Read, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether every contract states its balances, as they are proposed."""
        settled = (Standing.WRITTEN, Standing.SAME, Standing.NOTHING)
        return not self.problems and all(each.standing in settled for each in self.contracts)


def named(proposal: Proposal) -> str:
    """What a balance is called on the command line."""
    return " ".join(filter(None, (proposal.contract, proposal.key, proposal.name, proposal.task)))


def rests_on(evidence: Sequence[Evidence], most: int = SHOWN) -> str:
    """The documents or months behind a figure."""
    listed = list(dict.fromkeys(each.what for each in evidence))
    more = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {more} more" if more > 0 else "")


# ---- for programs ----


def to_json(found: Openings) -> dict[str, Any]:
    """With stable keys: money as text, durations in seconds."""
    return {
        "go_live": found.go_live.isoformat(),
        "done": found.done,
        "contracts": [
            {
                "contract": each.contract,
                "client": each.client,
                "currency": each.currency,
                "file": each.file,
                "standing": each.standing.value,
                "why": each.why or None,
                "balances": [_json(one, now, each.currency) for one, now in each.rows],
            }
            for each in found.contracts
        ],
        "read": [
            {
                "books": each.books,
                "first": each.first.isoformat(),
                "last": each.last.isoformat(),
                "documents": each.documents,
                "requests": each.requests,
            }
            for each in found.read
        ],
        "not_counted": [
            {"books": each.books, "number": each.number, "client": each.client, "why": each.why}
            for each in found.not_counted
        ],
        "not_read": list(found.problems),
    }


def _json(each: Proposal, now: str, currency: str) -> dict[str, Any]:
    worth = _amount_json(each, each.worth, currency)
    return {
        "balance": each.key,
        "name": each.name,
        "task": each.task or None,
        "certainty": each.certainty.value,
        **worth,
        "stands": now or None,
        "why": list(each.why),
        "evidence": [
            {
                "what": one.what,
                "day": one.day.isoformat() if one.day else None,
                **_amount_json(each, one.worth, currency),
                "words": one.words,
                "entries": list(one.entries),
            }
            for one in each.evidence
        ],
        "set": f"{named(each)}=",
    }


def _amount_json(each: Proposal, worth: int | None, currency: str) -> dict[str, Any]:
    money = str(Money(worth, currency).decimal) if each.in_money and worth is not None else None
    return {"amount": money, "seconds": None if each.in_money else worth}


# ---- for people ----

HEADERS = ("balance", "of", ">proposed", "unit", "certainty", "stands", "rests on")


def to_sections(found: Openings) -> list[Section]:
    """A table for each contract, what was read, and what to do next."""
    parts = [_of_contract(each) for each in found.contracts]
    if found.not_counted:
        rows = [(each.number, each.client, each.books, each.why) for each in found.not_counted]
        parts.append(section("Documents that do not count", ("document", "client", "books", "why"), rows))
    read = [
        f"{each.books}: {counted(each.documents, 'document')} from {each.first} to {each.last}, read by "
        f"{counted(each.requests, 'request')}."
        for each in found.read
    ]
    problems = [f"{each}." for each in found.problems]
    return [*parts, sentences(*problems, *read, *_next(found))]


def _of_contract(found: OfContract) -> Section:
    rows = [_cells(each, now, found.currency) for each, now in found.rows]
    after = [line for each in found.proposals for line in _said(each)]
    why = f": {found.why}" if found.why else ""
    return section(
        f"{found.contract} ({found.client})", HEADERS, rows, [*after, f"{found.file}: {found.standing.value}{why}"]
    )


def _cells(each: Proposal, now: str, currency: str) -> Sequence[Cell]:
    of = " ".join(filter(None, (each.name, each.task)))
    worth, unit = _shown(each, currency), currency if each.in_money else "h"
    return (each.key, of, worth, unit, each.certainty.value, now, rests_on(each.evidence))


def _shown(each: Proposal, currency: str) -> str:
    if each.worth is None:
        return "?"
    if each.key == MILESTONES:
        return "billed" if each.worth else "not billed"
    return str(Money(each.worth, currency).decimal) if each.in_money else clock(each.worth)


def _said(each: Proposal) -> Iterator[str]:
    """What is doubtful about a figure, and how to say one that is not known."""
    for words in each.why:
        yield f"{' '.join(filter(None, (each.key, each.name, each.task)))}: {words}"
    if each.certainty is Certainty.UNKNOWN:
        yield f"→ tieout openings --set {quote(f'{named(each)}={_form(each)}')}"


def _form(each: Proposal) -> str:
    if each.key == MILESTONES:
        return "YES OR NO"
    return "AMOUNT" if each.in_money or each.key == DEPOSITS else "HOURS"


def _next(found: Openings) -> Iterator[str]:
    stand = {each.standing for each in found.contracts}
    if not found.contracts:
        yield f"No contract is older than {found.go_live}, or none has anything that may have been used before."
    if Standing.INCOMPLETE in stand:
        yield "What cannot be known needs a number of yours: --set, once for each, together with --write."
    if Standing.DIFFERS in stand:
        yield "What states something else is left as it is; --replace writes what is proposed."
    if Standing.TO_WRITE in stand:
        yield "Check each figure, then: tieout openings --write. Nothing was written."
    if Standing.WRITTEN in stand:
        yield "Written. Check each figure in the files, then: tieout check"
