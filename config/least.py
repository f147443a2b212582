"""The least that an invoice comes to, as it may be written, and what is contradictory about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from billing.carry_records import CarryForward
from config.discounts import placed_discounts
from config.expenses import inexact
from config.opening import to_money
from config.problems import Problem
from config.values import Amount, Priority, Strict
from config.yaml_tree import Document, Location

if TYPE_CHECKING:
    from config.models import ContractModel, Main, WorkstreamModel

LEAST: Location = ("invoice", "minimum")


class LeastModel(Strict):
    """The least that an invoice comes to; what is smaller is carried forward, over at most so many periods."""

    amount: Amount
    below: Literal["carry forward"]
    at_most: Priority | None = None


DESCRIBED: dict[type[BaseModel], Mapping[str, str]] = {
    LeastModel: {
        "amount": "An invoice that comes to less is not made.",
        "below": "What becomes of what would stand on it: it goes with the next invoice.",
        "at_most": "Over how many periods it is carried forward at most; without it, to the contract's last invoice.",
    },
}
"""What these keys mean, for an editor."""


def to_carry(least: LeastModel | None, currency: str) -> CarryForward | None:
    """The rule as billing reads it."""
    return CarryForward(to_money(least.amount, currency), least.at_most) if least else None


def check_least(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is wrong with the least that an invoice comes to, and what it does not go with."""
    least = contract.invoice.minimum
    if least is None:
        return
    currency = contract.currency or (main.company.currency if main else "")
    if not least.amount:
        words = "is 0, so that nothing is carried forward; write the least amount of an invoice, or remove minimum"
        yield document.problem((*LEAST, "amount"), words)
    elif currency:
        yield from inexact(least.amount, currency, (*LEAST, "amount"), document)
    yield from _beside(contract, document)


def _beside(contract: ContractModel, document: Document) -> Iterator[Problem]:
    """What an invoice that is not made would lose or cut."""
    if contract.minimum:
        words = "is what each month is filled up to, and invoice: minimum carries small invoices forward; remove one"
        yield document.problem(("minimum",), words)
    for location, each in placed_discounts(contract):
        if each.amount is not None:
            words = "is an amount a month, and invoice: minimum may leave a month without one; write percent"
            yield document.problem((*location, "amount"), words)
    for number, stream in enumerate(contract.workstreams):
        for key in [key for key in ("includes_hours", "minimum", "blocks") if _counts(stream, key)]:
            words = "is not built yet beside invoice: minimum, which might carry half an entry forward; remove one"
            yield document.problem(("workstreams", number, key), words)


def _counts(stream: WorkstreamModel, key: str) -> bool:
    """Whether a retainer's term is there, and counts for anything."""
    return bool(getattr(stream, key)) if key != "includes_hours" else any(each.hours for each in stream.includes_hours)
