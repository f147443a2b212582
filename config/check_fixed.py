"""Fixed prices beside their milestones: what must sum to the price, and what can stand at no other workstream."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from config.expenses import inexact
from config.fixed import FIXED, Stated, amounts, base_price, parts_of, plain_percent, stated
from config.models import ContractModel, Main, WorkstreamModel
from config.problems import Problem
from config.yaml_tree import Document, Location

HUNDRED = Decimal(100)


def check_fixed(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is wrong with a contract's fixed prices, and with milestones that say they are part of one."""
    currency = contract.currency or (main.company.currency if main else "")
    kinds = {stream.code: stream.billing for stream in contract.workstreams}
    for each in stated(contract):
        yield from _milestone(each, is_fixed=kinds.get(each.workstream) == FIXED, document=document)
    yield from _deposits(contract, document)
    for place, stream in enumerate(contract.workstreams):
        if stream.billing == FIXED:
            problems = list(_price(contract, stream, ("workstreams", place), currency, document))
            yield from problems or _sums(contract, stream, ("workstreams", place), currency, document)
        elif stream.price is not None:
            words = f"is for billing: fixed, and {stream.code} is {stream.billing}; write that, or remove the price"
            yield document.problem(("workstreams", place, "price"), words)


def _milestone(each: Stated, *, is_fixed: bool, document: Document) -> Iterator[Problem]:
    model = each.milestone
    if model is None:
        return
    if model.amount is None and model.percent is None:
        also = ", or percent: 30 %" if is_fixed and not model.change_order else ""
        yield document.problem((*each.location, "amount"), f"is missing; write it{also}")
    if model.amount is not None and model.percent is not None and is_fixed:
        yield document.problem((*each.location, "percent"), "stands beside amount; write one of them")
    if model.percent is not None and model.change_order:
        words = "is a part of the price that was agreed first; a change order adds an amount: write amount"
        yield document.problem((*each.location, "percent"), words)
    for key, value in (("percent", model.percent), ("change_order", model.change_order)):
        if value is not None and not is_fixed:
            remedy = "write its amount" if key == "percent" else "remove it"
            words = f"is for a fixed price, and {each.workstream or 'its workstream'} has none; {remedy}"
            yield document.problem((*each.location, key), words)
    if model.percent == 0:
        yield document.problem((*each.location, "percent"), "is 0 %, which bills nothing; remove the milestone")


def _price(
    contract: ContractModel, stream: WorkstreamModel, location: Location, currency: str, document: Document
) -> Iterator[Problem]:
    """Whether a price can be divided at all."""
    parts = parts_of(contract, stream)
    if not parts:
        words = (
            f"{stream.code} has a fixed price and no milestone, so that it would never be billed; "
            "write milestones: with the amount or percent of each"
        )
        yield document.problem((*location, "price" if stream.price is not None else "billing"), words)
    if stream.price is None:
        for each in parts:
            if each.percent is not None:
                words = f"is a part of the price of {stream.code}, which states none; write its price:, or an amount"
                yield document.problem((*each.location, "percent"), words)
        return
    if stream.price == 0:
        words = "is 0, which bills nothing; write the price, or billing: non-billable"
        yield document.problem((*location, "price"), words)
    if currency:
        yield from inexact(stream.price, currency, (*location, "price"), document)


def _sums(
    contract: ContractModel, stream: WorkstreamModel, location: Location, currency: str, document: Document
) -> Iterator[Problem]:
    """Whether the milestones come to the price, before anything is rounded."""
    parts, price = parts_of(contract, stream), base_price(contract, stream)
    if any((each.model.amount is None) == (each.percent is None) for each in parts):
        return
    percent = sum((each.percent or Decimal(0) for each in parts), Decimal(0))
    named = sum((each.model.amount or Decimal(0) for each in parts if each.percent is None), Decimal(0))
    owed = named + price * percent / HUNDRED
    if percent > HUNDRED:
        words = f"its milestones have {plain_percent(percent)} % of it, which is more than all; correct them"
        yield document.problem((*location, "price"), words)
    elif owed != price:
        words = f"is {price}, and its milestones come to {owed.normalize():f}; they must be the same: correct one"
        yield document.problem((*location, "price"), words)
    elif currency:
        for where, amount in amounts(contract, stream, currency).items():
            if amount <= 0:
                words = f"comes to {amount} {currency} of {price}, which bills nothing; remove it, or give it more"
                yield document.problem((*where, "percent"), words)


def _deposits(contract: ContractModel, document: Document) -> Iterator[Problem]:
    """Whether there is anything to use, and a share of an invoice that can be taken off it."""
    share = contract.use_deposits
    if share is None:
        return
    if not 0 < share <= HUNDRED:
        words = f"is {plain_percent(share)} %; write more than 0 % and at most 100 % of an invoice"
        yield document.problem(("use_deposits",), words)
    if not contract.deposits and not (contract.opening and contract.opening.deposits):
        words = (
            "there is no deposit to use; write what is billed in advance under deposits:, "
            "or what was paid before go_live as deposits: under opening:"
        )
        yield document.problem(("use_deposits",), words)
