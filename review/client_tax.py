"""What a client reads about the tax on its invoice: each rate with its amount, the total with it, and the notes."""

from __future__ import annotations

from dataclasses import dataclass

from billing.money import Money
from billing.tax import ExpectedTax, TaxPart
from billing.tax_records import TaxKind
from billing.tax_words import tax_words
from billing.texts import clean
from billing.wording import money
from billing.wording import number as in_language


@dataclass(frozen=True, slots=True)
class ClientTax:
    """The tax on a document. `gross` is None where the ledger decides about some of it, or nothing says it."""

    net_label: str
    gross_label: str
    parts: tuple[tuple[str, Money], ...]
    gross: Money | None
    notes: tuple[str, ...]
    number: tuple[str, str]
    """What the client's tax number is called, and the number, or nothing."""


def client_tax(expected: ExpectedTax | None, language: str) -> ClientTax | None:
    """What a client reads about expected tax; nothing where there is none, or where some of it is not stated."""
    if expected is None or expected.unknown:
        return None
    counted = [part for part in expected.parts if part.code.kind in (TaxKind.STANDARD, TaxKind.ZERO)]
    several, words = len(expected.parts) > 1, tax_words(language)
    return ClientTax(
        net_label=words.net,
        gross_label=words.gross,
        parts=tuple((_label(part, language, several), part.tax) for part in counted if part.tax is not None),
        gross=expected.gross,
        notes=tuple(clean(note) for note in expected.notes),
        number=(words.number, clean(expected.number)),
    )


def _label(part: TaxPart, language: str, several: bool) -> str:
    rate = f"{in_language(part.rate, language, 0)} %" if part.rate is not None else ""
    return f"{clean(part.code.name)} {rate}" + (f" ({money(part.net, language)})" if several else "")
