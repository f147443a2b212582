"""What a contract's lines are taxed with: codes of its books, dated rates, and what the client reads about them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from billing.dated import Dated


class TaxKind(StrEnum):
    """What a tax code means."""

    STANDARD = "standard"
    ZERO = "zero"
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse charge"
    BY_LEDGER = "decided by the ledger"


WITHOUT_TAX = (TaxKind.ZERO, TaxKind.EXEMPT, TaxKind.REVERSE_CHARGE)
"""Kinds by which no tax is added, on any day."""


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code as the books call it. `name` and `note` are for the client, in its language."""

    code: str
    kind: TaxKind
    name: str
    rates: tuple[Dated[Decimal], ...] = ()
    """In percent of the net amount, for what is standard."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taxation:
    """The tax codes there are for a contract, and how its books round tax: each line's, or the sum of each code."""

    codes: tuple[TaxCode, ...]
    rounding: str = "line"
    number: str = ""
    """The client's tax number."""
