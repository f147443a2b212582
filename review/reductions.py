"""What people take off a contract's month, or one draft of it: write-downs and goodwill, signed, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from billing.adjust_records import Reduction, key_of
from billing.adjustments import given_on
from billing.decisions import Decision
from billing.lifecycle import Status
from billing.money import Money, minor_digits
from billing.periods import month_of_period
from billing.records import Contract
from billing.texts import clean
from billing.wishes import LineKind
from mappings.decided import Signature
from mappings.decisions import Logged
from mappings.drafts import StoredDraft
from mappings.due import UNIT
from mappings.store import Transaction
from review.approvals import being_written
from review.decide import CannotDecide, explained
from review.tables import Section, section, sentences

KINDS = {"write-down": LineKind.WRITE_DOWN, "goodwill": LineKind.GOODWILL}
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Off:
    """What a person wants to take off a month or a draft: a percentage or an amount, as a write-down or as goodwill."""

    kind: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    draft: str = ""
    text: str = ""


def subject_of(contract: str, period: str) -> str:
    """What decisions about a contract's month are about."""
    return f"month {contract} {period}"


def reductions_of(tx: Transaction, contract: Contract, period: str) -> list[Reduction]:
    """What people took off a month and did not take back, in the order in which they said it."""
    subject = subject_of(contract.id, period)
    said = tx.decisions.standing([subject]).get(subject, [])
    return [_reduction(each, contract.currency) for each in said if each.kind in KINDS]


def take_off(tx: Transaction, contract: Contract, period: str, off: Off, signature: Signature) -> None:
    """Writes down that something is taken off a month; its drafts are out of date until the next run.

    Raises CannotDecide.
    """
    explained(signature)
    drafts = _open_drafts(tx, contract, period)
    detail = _detail(off, contract, [item.draft.id for item in drafts if item.status is not Status.POSTED])
    tx.decisions.add(off.kind, {subject_of(contract.id, period): detail}, signature)
    _look_again(tx, contract.id, period, drafts)


def take_back(tx: Transaction, contract: Contract, period: str, number: int, signature: Signature) -> Decision:
    """Takes one of these decisions back. Raises CannotDecide."""
    explained(signature)
    logged = tx.decisions.get(number)
    subject = subject_of(contract.id, period)
    if logged is None or logged.decision.subject != subject or logged.decision.kind not in KINDS:
        raise CannotDecide(
            f"decision {number} takes nothing off {period} of {contract.id}; without --undo it is listed"
        )
    if logged.undone_by is not None:
        raise CannotDecide(f"decision {number} was undone already, by decision {logged.undone_by}")
    drafts = _open_drafts(tx, contract, period)
    _check_not_billed(drafts, logged.decision)
    tx.decisions.undo([number], signature)
    _look_again(tx, contract.id, period, drafts)
    return logged.decision


def _open_drafts(tx: Transaction, contract: Contract, period: str) -> list[StoredDraft]:
    """The drafts of a month about which something can still be decided. Raises CannotDecide."""
    unit = tx.units.get(contract.id, period)
    if unit is None:
        raise CannotDecide(f"{contract.id} was never run for {period}: tieout run --period {month_of_period(period)}")
    if unit.closed:
        again = f"tieout reopen {period} --contract {contract.id} --why …"
        raise CannotDecide(
            f"{period} of {contract.id} is closed; open it first, its invoices stay as they are: {again}"
        )
    drafts = tx.drafts.of_unit(contract.id, period)
    if begun := being_written(tx, drafts):
        raise CannotDecide(begun)
    return drafts


def _detail(off: Off, contract: Contract, drafts: Sequence[str]) -> dict[str, Any]:
    draft = _one(drafts, off.draft) if off.draft else ""
    text = clean(off.text, LONGEST_TEXT)
    if off.percent is not None:
        if not 0 < off.percent <= 100 or off.percent != round(off.percent, 4):
            raise CannotDecide(f"{off.percent} % cannot be taken off; write a percentage above 0 and up to 100")
        return {"percent": f"{off.percent.normalize():f}", "other": draft, "text": text}
    assert off.amount is not None, "it is a percentage or an amount"
    scaled = off.amount.scaleb(minor_digits(contract.currency))
    if scaled <= 0 or scaled != scaled.to_integral_value() or scaled >= 10**14:
        raise CannotDecide(f"{off.amount} {contract.currency} cannot be taken off; write an amount above 0, exact")
    return {"cost": int(scaled), "currency": contract.currency, "other": draft, "text": text}


def _one(drafts: Sequence[str], wanted: str) -> str:
    found = [key for key in drafts if key.startswith(wanted)]
    if len(found) != 1 or len(wanted) < 3:
        known = ", ".join(drafts) or "none"
        raise CannotDecide(f"{wanted} is no draft of that month that can still change; there are: {known}")
    return found[0]


def _check_not_billed(drafts: Iterable[StoredDraft], said: Decision) -> None:
    """What is on an invoice already stays there, so that taking it back would change nothing but the record."""
    for item in drafts:
        if item.status is Status.POSTED and given_on([item.draft], [key_of(said.id)]):
            raise CannotDecide(f"decision {said.id} stands on an invoice, {item.draft.id}, which is never changed")


def _look_again(tx: Transaction, contract: str, period: str, drafts: Iterable[StoredDraft]) -> None:
    tx.due.mark(UNIT, {(contract, period)})
    tx.drafts.outdate_these(item.draft.id for item in drafts)


def _reduction(said: Decision, currency: str) -> Reduction:
    return Reduction(
        number=said.id,
        kind=KINDS[said.kind],
        signed=said.signed,
        percent=Decimal(said.percent) if said.percent else None,
        amount=Money(said.cost_minor, said.currency or currency) if said.cost_minor is not None else None,
        draft=said.other,
        text=said.text,
    )


# ---- for people and programs ----


def listed(tx: Transaction, contract: Contract, period: str) -> list[tuple[Reduction, Logged]]:
    """All that was ever taken off a month, with what was taken back."""
    logged = [each for each in tx.decisions.history(subject_of(contract.id, period)) if each.decision.kind in KINDS]
    return [(_reduction(each.decision, contract.currency), each) for each in logged]


def to_sections(found: Sequence[tuple[Reduction, Logged]], contract: str, period: str) -> list[Section]:
    """What was taken off, for people."""
    if not found:
        return [sentences(f"Nobody has taken anything off {period} of {contract}.")]
    rows = [
        (str(each.number), each.kind.value, each.what, each.draft or "the month", each.signed, _undone(logged))
        for each, logged in found
    ]
    return [
        section(f"Taken off {period} of {contract}", (">number", "kind", ">what", "of", "who, when, why", ""), rows)
    ]


def to_json(found: Sequence[tuple[Reduction, Logged]]) -> list[dict[str, Any]]:
    """What was taken off, with stable keys."""
    return [
        {
            "number": each.number,
            "kind": each.kind.value,
            "percent": f"{each.percent}" if each.percent is not None else None,
            "amount": str(each.amount.decimal) if each.amount else None,
            "draft": each.draft or None,
            "text": each.text or None,
            "by": logged.decision.by,
            "at": logged.decision.at.isoformat(),
            "why": logged.decision.why,
            "undone_by": logged.undone_by,
        }
        for each, logged in found
    ]


def _undone(logged: Logged) -> str:
    return f"undone by {logged.undone_by}" if logged.undone_by else ""
