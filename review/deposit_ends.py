"""What people say becomes of the rest of a deposit: paid back to the client, or kept; signed, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billing.money import Money, minor_digits
from billing.records import Contract
from billing.wishes import LineKind
from mappings.decided import Signature
from mappings.due import UNIT
from mappings.store import Transaction
from review.decide import CannotDecide, explained
from review.deposit_words import KEEP, PAY_BACK, on_its_way_back, subject_of
from review.deposits import DepositRow, deposits

KINDS = (PAY_BACK, KEEP)
UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Ended:
    """What was said of a deposit: how much of it, and the months that must be run again."""

    what: str
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants: PAY_BACK or KEEP, of which deposit, and how much of it; all that is left without it."""

    kind: str
    deposit: str = ""
    amount: Decimal | None = None


def end(tx: Transaction, contract: Contract, wish: Wish, by: Signature) -> Ended:
    """Writes down that what is left of a deposit, or a part of that, is paid back or kept. Raises CannotDecide."""
    explained(by)
    row = _one(tx, contract, wish.deposit)
    part = row.left if wish.amount is None else _exact(wish.amount, row.contract.currency)
    if part.minor > row.left.minor:
        words = f"{row.left} are left of {row.deposit.id}: neither invoices nor drafts use them"
        raise CannotDecide(f"{words}; write no more than that, or withdraw what uses it")
    tx.decisions.add(wish.kind, {subject_of(contract.id, row.deposit.id): {"cost": part.minor}}, by)
    done = "paid back" if wish.kind == PAY_BACK else "kept"
    return Ended(f"{part} of {row.deposit.description} are {done}", _look_again(tx, contract.id))


def take_back(tx: Transaction, contract: Contract, number: int, by: Signature) -> Ended:
    """Takes one of these decisions back. Raises CannotDecide."""
    explained(by)
    logged = tx.decisions.get(number)
    of_contract = subject_of(contract.id, "")
    if logged is None or logged.decision.kind not in KINDS or not logged.decision.subject.startswith(of_contract):
        raise CannotDecide(f"decision {number} is not about a deposit of {contract.id}; `tieout decide list` shows all")
    if logged.undone_by is not None:
        raise CannotDecide(f"decision {number} was undone already, by decision {logged.undone_by}")
    tx.decisions.undo([number], by)
    return Ended(f"decision {number} is taken back", _look_again(tx, contract.id))


def _one(tx: Transaction, contract: Contract, wanted: str) -> DepositRow:
    """The deposit that is meant: by its id or the beginning of it, or the only one of which something is left."""
    rows = deposits(tx, {contract.id: contract})
    found = [row for row in rows if row.left.minor > 0 and row.deposit.id.startswith(wanted)]
    if len(found) == 1 and (not wanted or len(wanted) >= 3):
        return found[0]
    if not found:
        _check_no_note_waits(tx, [row for row in rows if row.deposit.id.startswith(wanted)])
    known = ", ".join(f"{row.deposit.id} ({row.left})" for row in rows if row.left.minor > 0)
    if not known:
        raise CannotDecide(f"nothing is left of any deposit of {contract.id}; `tieout deposits` shows them")
    raise CannotDecide(f"name one deposit of {contract.id} of which something is left: {known}")


def _check_no_note_waits(tx: Transaction, rows: Sequence[DepositRow]) -> None:
    """Raises CannotDecide where a credit note that is not in the books yet gives one of some deposits back."""
    for key in on_its_way_back(tx, [row.deposit.id for row in rows]):
        words = "a credit note takes it back that is not in the books yet"
        raise CannotDecide(f"{key}: {words}; push the note, or take it back with tieout correct --undo")


def _exact(amount: Decimal, currency: str) -> Money:
    scaled = amount.scaleb(minor_digits(currency))
    if scaled <= 0 or scaled != scaled.to_integral_value():
        raise CannotDecide(f"{amount} {currency} cannot be paid back or kept; write an amount above 0, exact")
    return Money(int(scaled), currency)


def _look_again(tx: Transaction, contract: str) -> tuple[str, ...]:
    """The open months of a contract are due, since other plans are right; drafts that use deposits are out of date."""
    months = sorted(row.period for row in tx.units.of() if row.contract == contract and not row.closed)
    tx.due.mark(UNIT, {(contract, name) for name in months})
    uses = [each for each in tx.drafts.deposit_lines(contract) if each.kind is LineKind.DEPOSIT_USED]
    tx.drafts.outdate_these({each.draft for each in uses if each.period in months and not each.posted})
    return tuple(months)
