"""Expected tax as people and programs read it: beside the net amounts, never in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from billing.adjust_records import in_percent
from billing.tax import ExpectedTax, TaxPart, expected_tax
from billing.tax_records import TaxKind
from billing.unit import unit_of
from mappings.drafts import StoredDraft
from mappings.store import Transaction

Expected = Mapping[str, ExpectedTax]
"""What is expected of drafts, by their ids; those of contracts without taxes are not there."""
NOTHING: Expected = {}


def expected_of(tx: Transaction, found: Iterable[StoredDraft]) -> Expected:
    """The tax that is expected of some drafts, by what they were planned from."""
    taxed = [item for item in found if any(line.posting.tax for line in item.draft.lines)]
    told = ((item, unit_of(tx.plans.get(item.plan).inputs, with_works=False).contract) for item in taxed)
    expected = {item.draft.id: expected_tax(item.draft, contract.taxation) for item, contract in told}
    return {key: tax for key, tax in expected.items() if tax is not None}


def to_json(expected: ExpectedTax) -> dict[str, Any]:
    """What is expected of a document with stable keys; None is what only the ledger knows, or nothing says."""
    return {
        "net": str(expected.net.decimal),
        "tax": str(expected.tax.decimal) if expected.tax else None,
        "total": str(expected.gross.decimal) if expected.gross else None,
        "customer_tax_number": expected.number or None,
        "codes": [_part(part) for part in expected.parts],
        "notes": list(expected.notes),
    }


def lines_to_json(expected: ExpectedTax) -> dict[str, str | None]:
    """The tax expected of each line, by its id."""
    return {each.line: str(each.tax.decimal) if each.tax else None for each in expected.lines}


def in_sentences(expected: ExpectedTax) -> list[str]:
    """What is expected of a draft, for people."""
    parts = "; ".join(_in_words(part) for part in expected.parts)
    if expected.gross is not None:
        return [f"expected tax: {parts}; {expected.gross} with tax"]
    known = [f"expected tax: {parts}"] if parts else []
    if expected.unknown:
        return [*known, f"the tax of {len(expected.unknown)} of its lines is not stated: see tieout exceptions"]
    return [*known, "the ledger decides about the tax; compare it there before you send it"]


def _part(part: TaxPart) -> dict[str, Any]:
    return {
        "code": part.code.code,
        "kind": part.code.kind.value,
        "name": part.code.name,
        "rate": f"{part.rate.normalize():f}" if part.rate is not None else None,
        "net": str(part.net.decimal),
        "tax": str(part.tax.decimal) if part.tax else None,
    }


def _in_words(part: TaxPart) -> str:
    named = f"{part.code.code} on {part.net.decimal}"
    if part.tax is None or part.rate is None:
        return f"{named} by the ledger"
    if part.code.kind is TaxKind.STANDARD:
        return f"{named} at {in_percent(part.rate)} = {part.tax.decimal}"
    return f"{named} without tax ({part.code.kind.value})"
