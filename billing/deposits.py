"""What is done with drafts last: deposits pay for them, by negative lines, until nothing is left of either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from billing.deposit_records import OPENING, Deposit, use_line, use_of
from billing.draft_records import Draft, Line
from billing.money import Money, total
from billing.unit import Unit
from billing.wishes import LineKind


def use_deposits(drafts: Sequence[Draft], unit: Unit) -> Sequence[Draft]:
    """The drafts with what deposits pay of them, the oldest deposit first and draft after draft.

    No more is taken than the contract's share of a draft without the deposits that it bills itself, so that no total
    falls below zero.
    """
    left = {each.id: each.left for each in unit.deposits}
    if not any(left.values()):
        return drafts
    return [_paid(draft, unit, left) for draft in drafts]


def _paid(draft: Draft, unit: Unit, left: dict[str, int]) -> Draft:
    lines = list(_uses(draft, unit, left))
    if not lines:
        return draft
    every = (*draft.lines, *lines)
    return replace(draft, lines=every, total=total([line.amount for line in every], draft.total.currency))


def _uses(draft: Draft, unit: Unit, left: dict[str, int]) -> Iterator[Line]:
    room = _room(draft, unit.contract.use_deposits)
    for deposit in unit.deposits:
        taken = min(room, left[deposit.id])
        if taken > 0:
            room -= taken
            left[deposit.id] -= taken
            yield _line(draft, deposit, taken, left[deposit.id])


def _room(draft: Draft, percent: Decimal) -> int:
    """The most that deposits may pay of a draft, in whole cents."""
    own = [line.amount.minor for line in draft.lines if line.kind is not LineKind.DEPOSIT]
    return int(max(0, sum(own)) * percent / 100)


def _line(draft: Draft, deposit: Deposit, taken: int, left: int) -> Line:
    currency = draft.total.currency
    amount = Money(-taken, currency)
    line_id = use_line(draft.id, deposit.id)
    what = "before Tieout" if deposit.id == OPENING else f"billed in {deposit.billed_in}"
    return Line(
        id=line_id,
        workstream=deposit.workstream,
        description=deposit.description,
        quantity=Decimal(1),
        unit_price=amount.decimal,
        amount=amount,
        seconds=0,
        rounded_seconds=0,
        service_from=draft.service_to,
        service_to=draft.service_to,
        tasks=(),
        entries=(use_of(line_id),),
        rate_rule=f"deposit of {Money(deposit.billed, currency)} {what}, of which {Money(left, currency)} are left",
        kind=LineKind.DEPOSIT_USED,
        posting=deposit.posting,
    )
