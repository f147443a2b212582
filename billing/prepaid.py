"""Blocks of hours that are bought in advance: billed once, used over months until they expire, never below nothing."""

from __future__ import annotations

from billing.calendar import month_name
from billing.ids import stable_id
from billing.issues import Issue, facts, hours
from billing.money import quantity
from billing.periods import Period
from billing.records import Contract, Item
from billing.retainer_kinds import NEARLY_USED
from billing.retainer_records import Block, Included, Retainer
from billing.wishes import LineKind

PREFIX = "f"
"""What the ids of fees begin with, of blocks as of months."""


def block_id(contract: str, workstream: str, code: str) -> str:
    """What a block is called for good: it is billed once under this id."""
    return stable_id(PREFIX, contract, workstream, "block", code)


def block_item(contract: Contract, retainer: Retainer, block: Block) -> Item:
    """What is billed for a block: its hours at their price, or 1 × amount."""
    priced = block.price is not None
    return Item(
        id=block_id(contract.id, retainer.workstream, block.code),
        version=1,
        kind=LineKind.FEE,
        day=block.day,
        workstream=retainer.workstream,
        description=block.description,
        amount=block.amount,
        unit_price=block.price if block.price is not None else block.amount.decimal,
        quantity=quantity(block.seconds) if priced else quantity(3600),
        rule=f"block {block.code} of {retainer.workstream}: {hours(block.seconds)} for {block.amount}",
    )


def nearly_used(contract: Contract, period: Period, included: Included, left: int) -> list[Issue]:
    """An exception where a month takes the hours of blocks across a threshold, for the highest one that it crosses.

    `left` is what is there after all work of the month. Blocks of which nothing was left before do not count.
    """
    retainer = next(each for each in contract.retainers if each.workstream == included.workstream)
    before = dict(included.hours)
    blocks = [each for each in retainer.blocks if before.get(month_name(each.day))]
    bought = sum(each.seconds for each in blocks)
    used = [bought - there for there in (sum(before.values()), left)]
    crossed = [each for each in retainer.alert_at if used[0] * 100 < each * bought <= used[1] * 100]
    if not crossed:
        return []
    return [
        Issue(
            NEARLY_USED,
            client=contract.client,
            month=period.name,
            subject=f"{contract.id} {included.workstream} {period.name} {max(crossed)}",
            facts=facts(
                contract=contract.id,
                workstream=included.workstream,
                period=period.name,
                percent=max(crossed),
                used=hours(used[1]),
                bought=hours(bought),
                left=hours(left),
                blocks=", ".join(sorted(each.code for each in blocks)),
            ),
        )
    ]
