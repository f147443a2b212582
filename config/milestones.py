"""What a contract says of its milestones as typed models, and as the records that billing reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from billing.milestones import Milestone
from billing.records import Contract
from config.opening import to_money
from config.values import Amount, Code, Day, Strict


class MilestoneModel(Strict):
    """An amount that is billed once: on a day, or from when a person says that it is reached."""

    code: Code
    workstream: str = Field(min_length=1)
    description: str = Field(min_length=1)
    amount: Amount
    due: Day | None = None


def to_milestones(models: Iterable[MilestoneModel], contract: Contract, go_live: date) -> tuple[Milestone, ...]:
    """The milestones of a contract by code; those of days before go-live were billed before Tieout."""
    billed = contract.opening.milestones_billed if contract.opening else ()
    made = [
        Milestone(
            contract=contract.id,
            code=model.code,
            workstream=model.workstream,
            description=model.description.strip(),
            amount=to_money(model.amount, contract.currency),
            not_before=go_live,
            due=model.due,
            billed_before=model.code in billed,
        )
        for model in models
    ]
    return tuple(sorted(made, key=lambda milestone: milestone.code))
