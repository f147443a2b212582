"""What a rehearsal compares: what we would bill, what the ledger's documents say, and what explains the difference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Why(StrEnum):
    """What explains a difference between what we would bill and what was billed."""

    NEVER = "never billed"
    RATE = "other rate"
    ROUNDING = "other rounding"
    TWICE = "billed twice"
    PERIOD = "other period"
    WAITS = "waits here"
    """It was billed there, and waits here for somebody to resolve its exception."""
    FREE = "not charged here"
    """It was billed there, and is covered, written off or not billable here."""
    CREDITED = "credit note"
    UNKNOWN = "unknown line"
    """Nothing that was tracked or agreed stands behind it."""
    UNEXPLAINED = "unexplained"


MISTAKES = (Why.NEVER, Why.RATE, Why.ROUNDING, Why.TWICE)
"""What is money left behind where it is positive, and over-billed where it is negative."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one entry on a line of ours, or one stated amount (`hours` is False: a fee, an expense, a charge).

    `aside`: it is on no line here and worth nothing, since it waits, or since it is not charged (`free`).
    """

    entry: str
    day: date
    minor: int
    price: Decimal
    words: str
    draft: str = ""
    person: str = ""
    workstream: str = ""
    stream: str = ""
    """The workstream's name, beside its code."""
    tasks: tuple[str, ...] = ()
    seconds: int = 0
    charged_seconds: int = 0
    hours: bool = True
    aside: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """A line of a document in the ledger, without tax, negative on a credit note.

    `draft` is the draft of ours that its document was made of; `month` another month, where it states one.
    """

    document: str
    number: str
    minor: int
    words: str
    quantity: Decimal | None = None
    price: Decimal | None = None
    draft: str = ""
    month: str = ""
    credit: bool = False

    @property
    def counts_hours(self) -> bool:
        """Whether it is a quantity at a price."""
        return bool(self.quantity) and self.price is not None


@dataclass(frozen=True, slots=True)
class Explained:
    """What explains a part of the difference ours − theirs, with the entries and documents that are concerned."""

    why: Why
    minor: int
    words: str
    entries: tuple[str, ...] = ()
    seconds: int = 0
    documents: tuple[str, ...] = ()
    """Their numbers."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Pieces of ours and lines of theirs that are about the same, and what explains that they differ."""

    pieces: tuple[Piece, ...]
    lines: tuple[Stated, ...]
    explained: tuple[Explained, ...]

    @property
    def is_known(self) -> bool:
        """Whether nothing of it is unexplained."""
        return all(each.why is not Why.UNEXPLAINED for each in self.explained)

    @property
    def billed(self) -> tuple[Piece, ...]:
        """The pieces that the documents bill, where that is certain: not what was left out, nor what waits beside."""
        left_out = {entry for each in self.explained if each.why is Why.NEVER for entry in each.entries}
        waits = {entry for each in self.explained if each.why is Why.WAITS for entry in each.entries}
        on_another = any(each.why is Why.PERIOD and each.entries for each in self.explained)
        found = [each for each in self.pieces if each.entry not in left_out and (not each.aside or each.entry in waits)]
        return tuple(found) if (self.lines or on_another) and self.is_known else ()


@dataclass(frozen=True, slots=True)
class Both:
    """All of one client in one currency: our pieces, the month's documents, and lines of others that state the month.

    Work that waits or is not charged is among the pieces, `aside`.
    """

    currency: str
    pieces: tuple[Piece, ...]
    lines: tuple[Stated, ...]
    elsewhere: tuple[Stated, ...] = ()
