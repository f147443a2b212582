"""The fees of retainers: one for each service month, in arrears on its own invoice, in advance on the one before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from billing.calendar import days, month_name, months_between
from billing.ids import stable_id
from billing.money import Money
from billing.periods import Period
from billing.records import Contract, Item
from billing.retainer_records import Retainer
from billing.retainers import days_served, fee_in, later_day
from billing.wishes import LineKind
from billing.wording import day as day_in_words
from billing.wording import month as month_in_words

PREFIX = "f"
"""What the ids of fees begin with."""


def fees_due(contract: Contract, go_live: date, period: Period) -> list[tuple[str, Item]]:
    """The fees of a contract that fall due up to the end of a period, each with the month whose invoice it stands on.

    What falls due before go-live was billed before Tieout. The fee in advance of a retainer that begins later, and
    whose month before is one, stands on the invoice of its first month.
    """
    found = [
        (name, item)
        for retainer in contract.retainers
        for name, item in _fees(contract, retainer, go_live, period)
        if month_name(go_live) <= name <= period.name
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].workstream, pair[1].day))


def fee_id(contract: str, workstream: str, name: str) -> str:
    """What the fee of a service month is called for good: it is billed once under this id."""
    return stable_id(PREFIX, contract, workstream, name)


def _fees(contract: Contract, retainer: Retainer, go_live: date, period: Period) -> Iterator[tuple[str, Item]]:
    begins = later_day(retainer.since, go_live)
    for service in months_between(begins, period.end):
        fee = fee_in(retainer, service)
        if fee is not None:
            yield _due_in(retainer, service, go_live), _item(contract, retainer, service, fee)


def _due_in(retainer: Retainer, service: Period, go_live: date) -> str:
    if not retainer.in_advance:
        return service.name
    before = service.first - timedelta(days=1)
    begins_here = retainer.since is not None and go_live <= retainer.since and retainer.since in service
    return service.name if before < go_live and begins_here else month_name(before)


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
