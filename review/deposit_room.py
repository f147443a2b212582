"""What there is of a contract's deposits for a period, and whether a draft that is released uses more than that."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from billing.deposit_records import OPENING, Deposit, deposits_for, use_line
from billing.records import Contract
from billing.wishes import LineKind
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from review.deposit_words import given_back, on_its_way_back
from review.terms_now import terms_now


def deposits_of(tx: Transaction, contract: Contract, period: str, but: str = "") -> tuple[Deposit, ...]:
    """The deposits that a plan for a contract's period may use, as it finds them, without the uses of one draft."""
    lines = [each for each in tx.drafts.deposit_lines(contract.id) if each.draft != but]
    if not lines and not contract.opening:
        return ()
    closed = [name for key, name in tx.units.closed() if key == contract.id] if lines else []
    ids = {each.entry for each in lines if each.kind is LineKind.DEPOSIT} | {OPENING}
    gone = Counter({key: each.minor for key, each in given_back(tx, contract.id, ids).items()})
    gone.update(on_its_way_back(tx, ids))
    return deposits_for(contract, period, lines, closed, gone)


def uses_too_much(tx: Transaction, item: StoredDraft) -> bool:
    """Whether a draft that is held, so that nothing outdates it, uses more of a deposit than there is by now."""
    draft = item.draft
    used = {line.id: -line.amount.minor for line in draft.lines if line.kind is LineKind.DEPOSIT_USED}
    if not used:
        return False
    contract = replace(terms_now(tx, draft.contract), currency=draft.total.currency)
    left = {use_line(draft.id, each.id): each.left for each in deposits_of(tx, contract, draft.period, draft.id)}
    return any(minor > left.get(key, 0) for key, minor in used.items())
