"""What a contract says of hours that are bought in advance, and what is contradictory about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from billing.money import amount, minor_digits, quantity
from billing.retainer_records import Block
from config.opening import fits, to_money
from config.problems import Problem
from config.values import Amount, Code, Day, OpeningHours, Price, Strict, whole_number
from config.yaml_tree import Document, Location

if TYPE_CHECKING:
    from config.models import WorkstreamModel

PREPAID = "prepaid"
"""The way of billing of a workstream whose hours are bought in blocks."""
KEYS = ("blocks", "alert_at")
"""The keys of a workstream that only a prepaid one has."""


class BlockModel(Strict):
    """A block of hours, billed once in the month of its first day."""

    code: Code
    description: str = Field(min_length=1, max_length=200)
    hours: OpeningHours
    amount: Amount | None = None
    rate: Price | None = None
    since: Day = Field(alias="from")
    for_months: (
        Annotated[
            int,
            BeforeValidator(lambda text: whole_number(text, 120, "a whole number of months from 1 to 120, such as 6")),
            WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 120, "examples": [6]}),
        ]
        | None
    ) = None


DESCRIBED: Mapping[type[BaseModel], Mapping[str, str]] = {
    BlockModel: {
        "code": "Never changes: the block is billed once under it.",
        "description": "What its line says.",
        "hours": "How many hours are bought.",
        "amount": "What they cost together.",
        "rate": "What one of them costs, instead of amount.",
        "from": "The day it is bought; it is billed with that month and pays for work from that month on.",
        "for_months": "For how many months after its own it can be used; for good without it.",
    },
}
"""What the keys mean, for editors."""


def to_blocks(stated: Iterable[Any], currency: str) -> tuple[Block, ...]:
    """The blocks of a workstream, the oldest first."""
    found = [
        Block(
            code=each.code,
            description=each.description,
            day=each.since,
            seconds=each.hours,
            amount=to_money(each.amount, currency)
            if each.amount is not None
            else amount(quantity(each.hours), each.rate, currency),
            months=each.for_months,
            price=each.rate,
        )
        for each in stated
    ]
    return tuple(sorted(found, key=lambda block: block.day))


def check_blocks(
    stream: WorkstreamModel, within: tuple[date, date], currency: str, location: Location, document: Document
) -> Iterator[Problem]:
    """What is wrong with the blocks of a prepaid workstream; `within` are its first and last day."""
    if not stream.blocks:
        words = "is missing; write the hours that are bought, such as {code: B1, hours: 20, amount: 3000, …}"
        yield document.problem((*location, "blocks"), words)
    for place, each in enumerate(stream.blocks):
        here = (*location, "blocks", place)
        yield from _one(each, currency, here, document)
        if not within[0] <= each.since <= within[1]:
            words = f"is {each.since}, on which {stream.code} is not billed; write a day within its dates"
            yield document.problem((*here, "from"), words)
        for earlier in stream.blocks[:place]:
            if earlier.code == each.code:
                yield document.problem((*here, "code"), f"{each.code} stands here twice; give each block its own code")
            if (earlier.since.year, earlier.since.month) == (each.since.year, each.since.month):
                words = f"is in the month of {earlier.code}; hours are kept by month: make them one block"
                yield document.problem((*here, "from"), words)


def _one(each: Any, currency: str, here: Location, document: Document) -> Iterator[Problem]:
    if (each.amount is None) == (each.rate is None):
        words = "needs amount or rate; write one" if each.rate is None else "states both amount and rate; remove one"
        yield document.problem(here, words)
    if each.hours == 0:
        yield document.problem((*here, "hours"), "is 0, so that nothing is bought; write the hours, or remove it")
    if currency and each.amount is not None and not fits(each.amount, currency):
        digits = minor_digits(currency) or "no"
        words = f"is {each.amount}, and {currency} has {digits} decimals; write the exact amount"
        yield document.problem((*here, "amount"), words)
