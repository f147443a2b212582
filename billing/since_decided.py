"""What an entry was when somebody decided about it, in words, as far as that is another now."""

from __future__ import annotations

from billing.decisions import Decision, Original, Said
from billing.issues import hours
from billing.money import Money
from billing.records import EXPENSE, Contract, SourceRecord


def what_it_was(decision: Decision, said: Said, record: SourceRecord, contract: Contract | None) -> str:
    """Its time or cost and its day, whose work it was, and of what it was a duplicate: those of them that changed."""
    if decision.gone:
        return "gone from their tracker"
    found = []
    if not decision.fits(record, there=True):
        found.append(f"{_amount(decision, record)} on {decision.day}")
    if contract and decision.was_for_another(contract.id, contract.client):
        of_contract, client = decision.whose or ("", "")
        found.append(f"work for {client or 'another client'} (contract {of_contract})")
    if said.original and decision.original:
        then, now = _original(decision.original, record), _original(said.original, record)
        found.append(f"a duplicate of {then}, which is {now} now,")
    return ", ".join(found)


def _amount(of: Decision | Original, record: SourceRecord) -> str:
    return str(Money(of.cost_minor or 0, record.currency)) if record.kind == EXPENSE else hours(of.seconds)


def _original(each: Original, record: SourceRecord) -> str:
    whose = f" for {each.client or each.contract}" if each.contract else ""
    away = f" ({each.away.replace('_', ' ')})" if each.away else ""
    return f"{_amount(each, record)} on {each.day}{whose}{away}"
