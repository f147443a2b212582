"""What was agreed for a month as a whole, and goes back with its invoice: told, since later months bill without it."""

from __future__ import annotations

from billing.adjustments import rule_of_discount
from billing.correction_kinds import AGREED_IS_LOST
from billing.draft_records import Line
from billing.issues import Issue, facts
from billing.money import Money
from billing.periods import month_of_period
from billing.wishes import LineKind
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from sync.worker import Run

_AGREED = (LineKind.MINIMUM, LineKind.WRITE_DOWN, LineKind.GOODWILL)


def tell_of_agreed(tx: Transaction, run: Run, item: StoredDraft, number: str) -> None:
    """An issue where an invoice, or a credit note for it, has such lines and its period is closed.

    What is billed again then stands on the invoice of a later period. Reopening its own ends the issue.
    """
    draft = item.draft
    unit = tx.units.get(draft.contract, draft.period)
    lines = [line for line in draft.lines if line.kind in _AGREED or _is_of_an_amount(tx, item, line)]
    if not lines or unit is None or not unit.closed:
        return
    what = ", ".join(f"{line.kind.value} {Money(abs(line.amount.minor), line.amount.currency)}" for line in lines)
    said = facts(document=number, what=what, contract=draft.contract, period=draft.period)
    issue = Issue(AGREED_IS_LOST, client=draft.client, subject=f"{draft.contract} {draft.period}", facts=said)
    tx.issues.replace(f"agreed:{draft.contract}:{draft.period}", [issue], run.id, month_of_period(draft.period))


def _is_of_an_amount(tx: Transaction, item: StoredDraft, line: Line) -> bool:
    """Whether a line is a discount of so much a month, which work of that month has on no later invoice."""
    if line.kind is not LineKind.DISCOUNT:
        return False
    agreed = [each for each in tx.plans.contract_of(item.plan).discounts if each.amount is not None]
    return any(line.rate_rule.startswith(f"{rule_of_discount(each)}: ") for each in agreed)
