"""What was agreed for a month as a whole, and goes back with its invoice: told, since later months bill without it."""

from __future__ import annotations

from billing.correction_kinds import AGREED_IS_LOST
from billing.draft_records import Draft
from billing.issues import Issue, facts
from billing.money import Money
from billing.periods import month_of_period
from billing.wishes import LineKind
from mappings.store import Transaction
from sync.worker import Run

_AGREED = (LineKind.MINIMUM, LineKind.WRITE_DOWN, LineKind.GOODWILL)


def tell_of_agreed(tx: Transaction, run: Run, draft: Draft, number: str) -> None:
    """An issue where an invoice, or a credit note for it, has such lines and its period is closed.

    What is billed again then stands on the invoice of a later period. Reopening its own ends the issue.
    """
    unit = tx.units.get(draft.contract, draft.period)
    lines = [line for line in draft.lines if line.kind in _AGREED]
    if not lines or unit is None or not unit.closed:
        return
    what = ", ".join(f"{line.kind.value} {Money(abs(line.amount.minor), line.amount.currency)}" for line in lines)
    said = facts(document=number, what=what, contract=draft.contract, period=draft.period)
    issue = Issue(AGREED_IS_LOST, client=draft.client, subject=f"{draft.contract} {draft.period}", facts=said)
    tx.issues.replace(f"agreed:{draft.contract}:{draft.period}", [issue], run.id, month_of_period(draft.period))
