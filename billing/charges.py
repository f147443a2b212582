"""Charges: what a contract bills at a stated price beside time, once or again and again, each occurrence once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from billing.ids import CHARGE, stable_id
from billing.issues import Issue, facts
from billing.money import Money, amount, markup, plain
from billing.records import Item, Period
from billing.wishes import LineKind
from billing.wording import day as day_in_words
from billing.wording import filled
from billing.wording import month as month_in_words

USAGE_MISSING = "usage_missing"
FIELDS = {0: ("month",), 1: ("month", "from", "to"), 3: ("from", "to"), 12: ("from", "to")}
"""What a description may name, by the months that one occurrence covers (0: a one-off)."""


@dataclass(frozen=True, slots=True)
class Price:
    """One of three: an `amount`; a `unit_price` with a `quantity` or, by month, a `usage`; a `cost` with its markup."""

    amount: Money | None = None
    unit_price: Decimal | None = None
    quantity: Decimal | None = None
    usage: tuple[tuple[str, Decimal], ...] = ()
    unit: str = ""
    cost: Money | None = None
    markup_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a charge falls due: on `since` alone (`months` 0), or for every so many months counted from there.

    `since` is then the first day of a month and `until`, if stated, the last day that the last occurrence covers.
    """

    since: date
    until: date | None = None
    months: int = 0
    on_last_day: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge of a contract; `id` is unique among all and never used for anything else."""

    id: str
    contract: str
    client: str
    currency: str
    workstream: str
    description: str
    price: Price
    schedule: Schedule
    not_before: date
    """Occurrences of earlier days were billed before Tieout."""
    kind: LineKind = LineKind.CHARGE
    language: str = "en"
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a charge falls due: the days it covers, both included, and the day that decides its month."""

    first: date
    last: date
    day: date
    name: str
    """The month it begins in, or `once`: its identity, whatever becomes of the charge's dates and rhythm."""


def occurrences(charges: Iterable[Charge], contract_id: str, period: Period) -> tuple[list[Item], list[Issue]]:
    """What a contract's charges bill in a period, by day and id; an issue for each occurrence whose usage is unknown.

    The order of the charges does not matter. A usage of 0 bills nothing.
    """
    found = [
        (charge, due)
        for charge in charges
        if charge.contract == contract_id
        for due in due_until(charge.schedule, period.end - timedelta(days=1))
        if due.day in period and due.day >= charge.not_before
    ]
    found.sort(key=lambda pair: (pair[1].day, pair[0].id, pair[1].first))
    items: list[Item] = []
    issues: list[Issue] = []
    for charge, due in found:
        quantity = _quantity(charge.price, due)
        if quantity is None:
            issues.append(_usage_missing(charge, due))
        elif quantity:
            items.append(_item(charge, due, quantity))
    return items, issues


def occurrences_before(
    charges: Iterable[Charge], contract_id: str, go_live: date, period: Period
) -> tuple[list[Item], list[Issue]]:
    """The same for all months from go-live up to and including a period: what was added late is among them."""
    return occurrences(charges, contract_id, Period(go_live, period.end, f"up to {period.name}"))


def due_until(schedule: Schedule, last: date) -> Iterator[Occurrence]:
    """Each time that a schedule falls due up to a day, oldest first; days before go-live are among them."""
    if not schedule.months:
        if schedule.since <= last:
            yield Occurrence(schedule.since, schedule.since, schedule.since, "once")
        return
    first = schedule.since
    while first <= min(last, schedule.until or date.max):
        end = months_later(first, schedule.months)
        final = end - timedelta(days=1)
        day = final if schedule.on_last_day else first
        if day <= last and final <= (schedule.until or date.max):
            yield Occurrence(first, final, day, f"{first:%Y-%m}")
        first = end


def months_later(first: date, months: int) -> date:
    """The first day of the month that is so many months after that of a day."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def occurrence_id(charge: Charge, due: Occurrence) -> str:
    """What an occurrence is called for good: it is billed once under this id."""
    return stable_id(CHARGE, charge.contract, charge.id, due.name)


def amount_of(charge: Charge, due: Occurrence) -> Money | None:
    """What an occurrence costs the client; None where the usage of its month is not stated."""
    quantity = _quantity(charge.price, due)
    return None if quantity is None else _owed(charge, quantity)[0]


def usage_of(price: Price, due: Occurrence) -> Decimal | None:
    """The usage that is stated for the month of an occurrence, if any is."""
    return dict(price.usage).get(due.name)


def _quantity(price: Price, due: Occurrence) -> Decimal | None:
    """How much an occurrence bills: 1 where there is no unit price, None where the usage of its month is not stated."""
    if price.unit_price is None:
        return Decimal(1)
    return price.quantity if price.quantity is not None else usage_of(price, due)


def _item(charge: Charge, due: Occurrence, quantity: Decimal) -> Item:
    owed, unit_price = _owed(charge, quantity)
    return Item(
        id=occurrence_id(charge, due),
        version=1,
        kind=charge.kind,
        day=due.day,
        workstream=charge.workstream,
        description=_description(charge, due),
        amount=owed,
        unit_price=unit_price,
        quantity=quantity,
        rule=f"charge {charge.id}: {_rule(charge, due, quantity)}",
        receipt=charge.receipt,
    )


def _owed(charge: Charge, quantity: Decimal) -> tuple[Money, Decimal]:
    """What an occurrence costs the client, and the price of one."""
    price = charge.price
    if price.unit_price is not None:
        return amount(quantity, price.unit_price, charge.currency), price.unit_price
    stated = price.amount
    if stated is None:
        assert price.cost is not None, "a charge has one of three prices"
        stated = price.cost + markup(price.cost, price.markup_percent)
    return stated, stated.decimal


def _description(charge: Charge, due: Occurrence) -> str:
    values = {
        "month": month_in_words(due.first, charge.language),
        "from": day_in_words(due.first, charge.language),
        "to": day_in_words(due.last, charge.language),
    }
    return filled(charge.description, values)


EVERY = {0: "once", 1: "every month", 3: "every 3 months", 12: "every 12 months"}
"""Each rhythm as a rule says it, by the months that it covers; a usage is always of one month."""


def _rule(charge: Charge, due: Occurrence, quantity: Decimal) -> str:
    price, rhythm = charge.price, EVERY[charge.schedule.months]
    if price.unit_price is not None:
        per = f" per {price.unit}" if price.unit else ""
        what = f"usage of {due.name}" if price.quantity is None else rhythm
        return f"{what}, {plain(quantity)} × {plain(price.unit_price)} {charge.currency}{per}"
    if price.cost is not None:
        return f"{rhythm}, {with_markup_in_words(price.cost, price.markup_percent)}"
    return f"{rhythm}, {price.amount}"


def with_markup_in_words(cost: Money, percent: Decimal) -> str:
    """How an amount follows from a cost: `120.00 USD at cost`, or `120.00 USD + 10 % (12.00 USD)`."""
    if not percent:
        return f"{cost} at cost"
    return f"{cost} + {percent.normalize():f} % ({markup(cost, percent)})"


def _usage_missing(charge: Charge, due: Occurrence) -> Issue:
    return Issue(
        USAGE_MISSING,
        client=charge.client,
        day=due.day,
        month=f"{due.day:%Y-%m}",
        subject=f"{charge.contract} {charge.id} {due.name}",
        facts=facts(charge=charge.id, contract=charge.contract, usage=due.name, workstream=charge.workstream),
    )
