"""What deposits a contract's plans find, and who must be planned again when more or less of them is used."""

from __future__ import annotations

from billing.deposit_records import Deposit, deposits_for
from billing.records import Contract, Draft, Period
from billing.wishes import LineKind
from mappings.due import UNIT
from mappings.store import Transaction


def deposits_of(tx: Transaction, contract: Contract, period: Period) -> tuple[Deposit, ...]:
    """The deposits that a plan for a contract's period may use, as it finds them."""
    lines = tx.drafts.deposit_lines(contract.id)
    if not lines and not contract.opening:
        return ()
    closed = [name for key, name in tx.units.closed() if key == contract.id] if lines else []
    return deposits_for(contract, period.name, lines, closed)


def uses_in(tx: Transaction, contract: Contract, period: Period) -> set[tuple[str, int]]:
    """What each draft of a contract's period uses of deposits, to be compared after it is planned anew."""
    return {
        (each.line, each.amount.minor)
        for each in tx.drafts.deposit_lines(contract.id)
        if each.period == period.name and each.kind is LineKind.DEPOSIT_USED
    }


def look_again_for_deposits(tx: Transaction, contract_id: str, period: str) -> None:
    """Later periods that are open are due, because more or less is left; their drafts that use it are out of date."""
    later = {row.period for row in tx.units.of() if row.contract == contract_id and row.period > period}
    open_later = later - {name for key, name in tx.units.closed() if key == contract_id}
    tx.due.mark(UNIT, {(contract_id, name) for name in open_later})
    uses = [each for each in tx.drafts.deposit_lines(contract_id) if each.kind is LineKind.DEPOSIT_USED]
    tx.drafts.outdate_these({each.draft for each in uses if each.period in open_later})


def deposit_is_there(tx: Transaction, draft: Draft) -> None:
    """Lets open months know of the deposits that a document bills, now that it is in the books as an invoice."""
    if any(line.kind is LineKind.DEPOSIT for line in draft.lines):
        look_again_for_deposits(tx, draft.contract, draft.period)
