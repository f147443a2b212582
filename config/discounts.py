"""What a contract says of discounts and its monthly minimum as typed models, and what is contradictory about them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.adjust_records import Discount, Minimum
from billing.adjustments import ADVANCE
from billing.records import Dated
from billing.wishes import ADJUSTING, LineKind
from config.expenses import Percent, inexact
from config.opening import to_money
from config.problems import Problem
from config.values import Amount, Day, Strict, as_list
from config.yaml_tree import Document, Location

if TYPE_CHECKING:
    from config.models import ContractModel, Main

NOT_DISCOUNTED = (LineKind.NO_CHARGE, LineKind.DISBURSEMENT, *ADVANCE, *ADJUSTING)
"""Kinds that no contract gives a discount on: what is free, passed on as it is, paid in advance, or adjusts others."""
DISCOUNTED = tuple(kind.value for kind in LineKind if kind not in NOT_DISCOUNTED)


def _kind(text: str) -> str:
    if text not in DISCOUNTED:
        known = ", ".join(DISCOUNTED)
        raise PydanticCustomError("kind", "is no kind of line with discounts; write {known}", {"known": known})
    return text


DiscountedKind = Annotated[
    str, AfterValidator(_kind), WithJsonSchema({"type": "string", "enum": list(DISCOUNTED), "examples": ["time"]})
]


class DiscountModel(Strict):
    """A percentage or an amount a month off lines of some kinds."""

    name: str = Field(min_length=1, max_length=120)
    percent: Percent | None = None
    amount: Amount | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    kinds: Annotated[tuple[DiscountedKind, ...], BeforeValidator(as_list), Field(min_length=1)] = ("time",)


class MinimumModel(Strict):
    """The least that a month bills, from a month on."""

    amount: Amount
    when: Literal["anything is billed", "always"] = "anything is billed"
    since: Day | None = Field(default=None, alias="from")


Minimums = Annotated[tuple[MinimumModel, ...], BeforeValidator(as_list)]


def to_discounts(model: ContractModel, currency: str) -> tuple[Discount, ...]:
    """The discounts in the order in which they are given: those of workstreams, then those of the contract."""
    of_streams = [(each, (stream.code,)) for stream in model.workstreams for each in stream.discounts]
    of_all: list[tuple[DiscountModel, tuple[str, ...]]] = [(each, ()) for each in model.discounts]
    return tuple(
        Discount(
            name=each.name.strip(),
            percent=each.percent,
            amount=to_money(each.amount, currency) if each.amount is not None else None,
            since=each.since,
            until=each.until,
            workstreams=codes,
            kinds=tuple(LineKind(kind) for kind in sorted(set(each.kinds))),
        )
        for each, codes in (*of_streams, *of_all)
    )


def to_minimums(model: ContractModel, currency: str) -> tuple[Dated[Minimum], ...]:
    """The minimums by their dates."""
    return tuple(
        Dated(each.since, Minimum(to_money(each.amount, currency), each.when == "always")) for each in model.minimum
    )


def check_discounts(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is wrong with a contract's discounts and minimum."""
    currency = contract.currency or (main.company.currency if main else "")
    names: set[str] = set()
    for place, each in placed_discounts(contract):
        if each.name.strip() in names:
            yield document.problem((*place, "name"), f"{each.name} stands here twice; give each discount its own name")
        names.add(each.name.strip())
        yield from _one(each, place, document)
        if currency and each.amount is not None:
            yield from inexact(each.amount, currency, (*place, "amount"), document)
    yield from _minimums(contract, currency, document)


def placed_discounts(contract: ContractModel) -> Iterator[tuple[Location, DiscountModel]]:
    """Each discount of a contract with its place."""
    for number, stream in enumerate(contract.workstreams):
        for place, each in enumerate(stream.discounts):
            yield ("workstreams", number, "discounts", place), each
    for place, each in enumerate(contract.discounts):
        yield ("discounts", place), each


def _one(each: DiscountModel, place: Location, document: Document) -> Iterator[Problem]:
    if (each.percent is None) == (each.amount is None):
        words = "states both percent and amount; remove one" if each.amount else "needs percent or amount; write one"
        yield document.problem(place, words)
    if each.percent is not None and not 0 < each.percent <= 100:
        words = f"is {each.percent} %; write more than 0 % and at most 100 %"
        yield document.problem((*place, "percent"), words)
    if each.amount is not None and each.amount == Decimal(0):
        yield document.problem((*place, "amount"), "is 0, so that it takes nothing off; write the amount, or remove it")
    if each.since and each.until and each.until < each.since:
        words = f"is {each.until}, before its from: {each.since}; exchange or correct them"
        yield document.problem((*place, "until"), words)


def _minimums(contract: ContractModel, currency: str, document: Document) -> Iterator[Problem]:
    for place, each in enumerate(contract.minimum):
        if currency:
            yield from inexact(each.amount, currency, ("minimum", place, "amount"), document)
        if each.since in [earlier.since for earlier in contract.minimum[:place]]:
            words = "has the same `from:` date as an earlier one; give each its own"
            yield document.problem(("minimum", place), words)
        if each.since and each.since.day != 1:
            words = f"is {each.since}, and a minimum is of whole months; write the first day of one"
            yield document.problem(("minimum", place, "from"), words)
    if contract.minimum and not any(stream.billing != "non-billable" for stream in contract.workstreams):
        yield document.problem(("minimum",), "has no workstream to bill it under; add one, or remove it")
    limited = [each.number for each in contract.purchase_orders if each.limit is not None]
    if contract.minimum and limited:
        words = (
            f"is not built yet beside an order with a limit in money ({limited[0]}), which it might exceed; "
            "remove the limit or the minimum"
        )
        yield document.problem(("minimum",), words)
