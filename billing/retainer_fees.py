"""The fees of retainers: one for each service month, in arrears on its own invoice, in advance on the one before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from billing.calendar import days, month_name, months_between
from billing.contract_periods import period_on
from billing.ids import stable_id
from billing.money import Money
from billing.periods import Period
from billing.prepaid import PREFIX, block_id, block_item
from billing.records import Contract, Item
from billing.retainer_records import Retainer
from billing.retainers import block_in, days_served, fee_in, later_day
from billing.wishes import LineKind
from billing.wording import day as day_in_words
from billing.wording import month as month_in_words


def fees_due(contract: Contract, go_live: date, period: Period) -> list[tuple[str, Item]]:
    """The fees of a contract that fall due up to the end of a period, each with the period whose invoice it stands on.

    What falls due before go-live was billed before Tieout, and so was the fee of days that were over by then. The fee
    in advance of a retainer that begins later, and whose period before is one, stands on its first period's invoice.
    """
    found = [
        (name, item)
        for retainer in contract.retainers
        for name, item in _fees(contract, retainer, go_live, period)
        if period_on(contract, go_live).name <= name <= period.name
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].workstream, pair[1].day))


def fee_id(contract: str, workstream: str, name: str) -> str:
    """What the fee of a service month is called for good: it is billed once under this id."""
    return stable_id(PREFIX, contract, workstream, name)


def fee_of(contract: str, retainer: Retainer, name: str) -> str:
    """What the fee of a month is called, or the block that was bought in it."""
    block = block_in(retainer, name)
    return block_id(contract, retainer.workstream, block.code) if block else fee_id(contract, retainer.workstream, name)


def is_of_a_month(key: str, contract: str, workstream: str, day: date) -> bool:
    """Whether what is called so is the fee of the month that a day is in, and not a block that is bought on it."""
    return key == fee_id(contract, workstream, month_name(day))


def _fees(contract: Contract, retainer: Retainer, go_live: date, period: Period) -> Iterator[tuple[str, Item]]:
    begins = later_day(retainer.since, go_live)
    for block in retainer.blocks:
        if begins <= block.day < period.end:
            yield period_on(contract, block.day).name, block_item(contract, retainer, block)
    if retainer.blocks:
        return
    for service in months_between(begins, period_on(contract, period.end).last):
        fee = fee_in(retainer, service)
        if fee is not None and go_live <= days_served(retainer, service)[-1]:
            yield _due_in(contract, retainer, service, go_live), _item(contract, retainer, service, fee)


def _due_in(contract: Contract, retainer: Retainer, service: Period, go_live: date) -> str:
    """In arrears, the period in which the service month ends; in advance, the one before that in which it begins."""
    if not retainer.in_advance:
        return period_on(contract, service.last).name
    own = period_on(contract, service.first)
    before = min(own.first, service.first) - timedelta(days=1)
    begins_here = retainer.since is not None and go_live <= retainer.since and retainer.since in own
    return own.name if before < go_live and begins_here else period_on(contract, before).name


def _item(contract: Contract, retainer: Retainer, service: Period, fee: Money) -> Item:
    served, language = days_served(retainer, service), contract.wishes.texts.language
    whole = len(list(days(service)))
    partly = f", {len(served)} of {whole} days" if len(served) < whole else ""
    span = f"{day_in_words(served[0], language)} – {day_in_words(served[-1], language)}"
    when = span if partly else month_in_words(service.first, language)
    return Item(
        id=fee_id(contract.id, retainer.workstream, service.name),
        version=1,
        kind=LineKind.FEE,
        day=served[0],
        workstream=retainer.workstream,
        description=f"{retainer.name}: {when}",
        amount=fee,
        unit_price=fee.decimal,
        rule=f"fee of {retainer.workstream} for {service.name}{partly}: {fee}",
        until=served[-1],
    )
