"""A rehearsal of a past month: what we would bill beside what the ledgers have, by client, and what explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from billing.money import Money
from billing.rehearsal_records import MISTAKES, Explained, Paired, Why
from review.tables import Cell, Hours, Section, Sheet, clock, counted, flat_table, section, sentences


@dataclass(frozen=True, slots=True)
class OfClient:
    """One client in one currency. `drafts` is how many we have, `documents` are the numbers of those in the ledgers."""

    client: str
    currency: str
    drafts: int
    documents: tuple[str, ...]
    pairs: tuple[Paired, ...]
    contract: bool = True
    """Whether a contract here is with it."""

    @property
    def ours(self) -> Money:
        """What we would bill, without tax."""
        return Money(sum(each.minor for pair in self.pairs for each in pair.pieces), self.currency)

    @property
    def theirs(self) -> Money:
        """What was billed, less what was credited, without tax."""
        return Money(sum(each.minor for pair in self.pairs for each in pair.lines), self.currency)

    @property
    def difference(self) -> Money:
        """Ours − theirs."""
        return Money(self.ours.minor - self.theirs.minor, self.currency)

    @property
    def explained(self) -> list[Explained]:
        """All that explains the difference; it comes to it."""
        return [each for pair in self.pairs for each in pair.explained]


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A document that is not compared, and why: it posts nothing, counts no more, or cannot be read."""

    books: str
    number: str
    client: str
    why: str
    net: Money | None = None


@dataclass(frozen=True, slots=True)
class Adoptable:
    """A document that somebody else made, with the entries that it certainly bills, and their seconds."""

    number: str
    client: str
    pieces: tuple[tuple[str, int], ...]

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries."""
        return tuple(entry for entry, _ in self.pieces)

    @property
    def seconds(self) -> int:
        """The time of all of them."""
        return sum(seconds for _, seconds in self.pieces)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All of a month. `dated` are the numbers of documents whose month only their date says."""

    period: str
    clients: tuple[OfClient, ...]
    not_counted: tuple[NotCounted, ...]
    dated: tuple[str, ...]
    other_months: int
    """Documents that were read and are of other months."""
    not_compared: tuple[str, ...]
    """What could not be asked, as sentences."""
    without_contract: tuple[tuple[str, int], ...]
    """Seconds that no contract is known for, by the tracker's client."""
    waiting_seconds: int
    adoptable: tuple[Adoptable, ...]
    before_go_live: bool
    adopted: tuple[str, ...] = ()
    """The documents that were adopted; what they bill is compared all the same."""

    @property
    def currencies(self) -> list[str]:
        """In which anything was compared."""
        return sorted({each.currency for each in self.clients})

    def sums(self, currency: str) -> dict[Why, int]:
        """What each kind of explanation comes to in a currency."""
        found = dict.fromkeys(Why, 0)
        for each in self.of(currency):
            found[each.why] += each.minor
        return found

    def left_behind(self, currency: str) -> Money:
        """Money that the contracts say, and that nobody billed: mistakes in the client's favour."""
        return Money(sum(each.minor for each in self.mistakes(currency) if each.minor > 0), currency)

    def over_billed(self, currency: str) -> Money:
        """Money that was billed and that the contracts do not say: mistakes in the company's favour."""
        return Money(-sum(each.minor for each in self.mistakes(currency) if each.minor < 0), currency)

    def mistakes(self, currency: str) -> list[Explained]:
        """What was forgotten, priced, rounded or repeated otherwise than agreed."""
        return [each for each in self.of(currency) if each.why in MISTAKES]

    def of(self, currency: str) -> list[Explained]:
        """All explanations in a currency."""
        return [each for client in self.clients if client.currency == currency for each in client.explained]

    @property
    def ties_out(self) -> bool:
        """Whether everything could be compared, and nothing is unexplained."""
        unexplained = any(each.why is Why.UNEXPLAINED for client in self.clients for each in client.explained)
        return not unexplained and not self.not_compared


# ---- for programs ----


def to_json(found: Rehearsal) -> dict[str, Any]:
    """With stable keys: money as text, durations in seconds."""
    return {
        "period": found.period,
        "ties_out": found.ties_out,
        "totals": [_totals_json(found, currency) for currency in found.currencies],
        "clients": [_client_json(each) for each in found.clients],
        "hours_without_contract": [{"client": name, "seconds": seconds} for name, seconds in found.without_contract],
        "waiting_seconds": found.waiting_seconds,
        "not_counted": [
            {
                "books": each.books,
                "number": each.number,
                "client": each.client,
                "why": each.why,
                "net": str(each.net.decimal) if each.net else None,
                "currency": each.net.currency if each.net else None,
            }
            for each in found.not_counted
        ],
        "month_by_date_alone": list(found.dated),
        "documents_of_other_months": found.other_months,
        "not_compared": list(found.not_compared),
        "adopted": list(found.adopted),
        "adoptable": [
            {"document": each.number, "client": each.client, "entries": list(each.entries), "seconds": each.seconds}
            for each in found.adoptable
        ],
    }


def _totals_json(found: Rehearsal, currency: str) -> dict[str, Any]:
    by_kind = {why.value.replace(" ", "_"): _text(minor, currency) for why, minor in found.sums(currency).items()}
    left, over = found.left_behind(currency), found.over_billed(currency)
    ours, theirs = _both(found, currency)
    return {
        "currency": currency,
        "ours": str(ours.decimal),
        "theirs": str(theirs.decimal),
        "difference": _text(ours.minor - theirs.minor, currency),
        "left_behind": str(left.decimal),
        "over_billed": str(over.decimal),
        "by_kind": by_kind,
    }


def _client_json(each: OfClient) -> dict[str, Any]:
    return {
        "client": each.client,
        "currency": each.currency,
        "has_contract": each.contract,
        "drafts": each.drafts,
        "documents": list(each.documents),
        "ours": str(each.ours.decimal),
        "theirs": str(each.theirs.decimal),
        "difference": str(each.difference.decimal),
        "explained": [
            {
                "why": one.why.value,
                "amount": _text(one.minor, each.currency),
                "what": one.words,
                "documents": list(one.documents),
                "entries": list(one.entries),
                "seconds": one.seconds,
            }
            for one in each.explained
        ],
    }


def _text(minor: int, currency: str) -> str:
    return str(Money(minor, currency).decimal)


def _both(found: Rehearsal, currency: str) -> tuple[Money, Money]:
    own = [each for each in found.clients if each.currency == currency]
    ours, theirs = sum(each.ours.minor for each in own), sum(each.theirs.minor for each in own)
    return Money(ours, currency), Money(theirs, currency)


# ---- for people ----

CLIENTS = ("client", "currency", ">ours", ">theirs", ">difference", ">drafts", "documents")
REASONS = ("client", "why", ">amount", "currency", ">hours", "documents", "what", "entries")
_KEPT = 6
_FEW = 3
"""Entries that are named in a table for people; more are counted, and programs get them all."""


def to_sections(found: Rehearsal) -> list[Section]:
    """The comparison by client, what explains it, the totals, and what was not compared."""
    parts = [
        section(
            f"{found.period}: ours beside the ledgers', without tax",
            CLIENTS,
            map(_client_cells, found.clients),
            _assumed(found),
        ),
        section("What explains the differences", REASONS, _reasons(found, _FEW)),
        *([_not_counted(found)] if found.not_counted else []),
        *([_no_contract(found)] if found.without_contract else []),
        *([_adopting(found)] if found.adoptable else []),
        totals(found),
        sentences(*found.not_compared, _verdict(found)),
    ]
    return [each for each in parts if each.rows or each.after]


def to_table(found: Rehearsal) -> Section:
    """One flat table: a row for each explanation, with all its entries."""
    return flat_table(("period", *REASONS), [(found.period, *row) for row in _reasons(found, 0)])


def to_sheets(found: Rehearsal) -> list[Sheet]:
    """A workbook for the owner: totals, clients, explanations, what was not counted, and what can be adopted."""
    parts = {
        "Totals": totals(found),
        "Clients": section("", CLIENTS, map(_client_cells, found.clients), _assumed(found)),
        "Explanations": to_table(found),
        "Not counted": _not_counted(found),
        "No contract": _no_contract(found),
        "Adopt": _adopting(found),
    }
    return [Sheet(name, each) for name, each in parts.items()]


def totals(found: Rehearsal) -> Section:
    """What was left behind and over-billed in each currency, and every kind of explanation."""
    rows: list[Sequence[Cell]] = []
    for currency in found.currencies:
        ours, theirs = _both(found, currency)
        sums = found.sums(currency)
        rows += [
            (currency, "we would bill", ours),
            (currency, "was billed", theirs),
            (currency, "difference", Money(ours.minor - theirs.minor, currency)),
            *((currency, f"  {why.value}", Money(minor, currency)) for why, minor in sums.items() if minor),
            (currency, "money left behind", found.left_behind(currency)),
            (currency, "money over-billed", found.over_billed(currency)),
        ]
    after = [
        "Left behind and over-billed are what was forgotten, repeated, or priced or rounded otherwise than agreed. "
        "The kinds come to the difference.",
        f"{clock(found.waiting_seconds)} h wait here for somebody to resolve an exception."
        if found.waiting_seconds
        else "",
    ]
    return section("Totals", ("currency", "what", ">amount"), rows, after)


def _client_cells(each: OfClient) -> Sequence[Cell]:
    named = each.client if each.contract else f"{each.client} (no contract here)"
    numbers = ", ".join(each.documents)
    return (named, each.currency, each.ours, each.theirs, each.difference, each.drafts, numbers)


def _reasons(found: Rehearsal, most: int) -> Iterator[Sequence[Cell]]:
    for client in found.clients:
        for each in sorted(client.explained, key=lambda one: (list(Why).index(one.why), -abs(one.minor), one.words)):
            amount = Money(each.minor, client.currency)
            few = not most or len(each.entries) <= most
            named = " ".join(each.entries) if few else f"{len(each.entries)} entries"
            documents = ", ".join(each.documents)
            yield (
                client.client,
                each.why.value,
                amount,
                client.currency,
                Hours(each.seconds),
                documents,
                each.words,
                named,
            )


def _some(names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def _assumed(found: Rehearsal) -> Iterable[str]:
    if found.dated:
        yield (
            f"No month is stated on {_some(found.dated, _KEPT)}; what is dated up to the 15th was taken for the month "
            "before."
        )
    if found.other_months:
        yield f"Read beside: {counted(found.other_months, 'document')} of other months."
    if found.adopted:
        yield f"Adopted already, and compared all the same: {_some(found.adopted, _KEPT)}."
    if found.before_go_live:
        yield (
            "The month is before go_live: it was planned as if Tieout had begun with it, without the contracts' "
            "opening balances."
        )


def _not_counted(found: Rehearsal) -> Section:
    rows = [
        (each.number, each.client, each.books, each.why, each.net or "", each.net.currency if each.net else "")
        for each in found.not_counted
    ]
    return section("Documents that do not count", ("document", "client", "books", "why", ">net", "currency"), rows)


def _no_contract(found: Rehearsal) -> Section:
    rows = [(name or "(none)", Hours(seconds)) for name, seconds in found.without_contract]
    total = ("all", Hours(sum(seconds for _, seconds in found.without_contract)))
    return section("Hours without a contract", ("client in the tracker", ">hours"), rows, total=total)


def _adopting(found: Rehearsal) -> Section:
    rows = [(each.number, each.client, len(each.entries), Hours(each.seconds)) for each in found.adoptable]
    after = (
        ["So that their entries are not billed again: tieout adopt DOCUMENT --period " + found.period] if rows else []
    )
    return section("Documents that can be adopted", ("document", "client", ">entries", ">hours"), rows, after)


def _verdict(found: Rehearsal) -> str:
    if not found.clients:
        return "Nothing could be compared. Nothing was written anywhere."
    if found.ties_out:
        return "Every cent between ours and theirs is explained. Nothing was written anywhere."
    return "Not every cent is explained; look at the rows that are unexplained. Nothing was written anywhere."
