"""What the exception report says about purchase orders: none on a day, ended, used up, or used to a threshold."""

from __future__ import annotations

from collections.abc import Iterable

from billing.issues import Issue, facts, hours
from billing.lines import Billable, Stated
from billing.money import Money
from billing.order_kinds import CHARGE_USED_UP, USED_UP
from billing.order_limits import Over, Used
from billing.orders import last_expired
from billing.records import Contract, Order, Period, Work


def missing_code(contract: Contract, work: Work) -> str:
    """Which kind of issue it is that no order is valid for some work."""
    expired = last_expired(contract.orders, work.day, work.workstream)
    return "order_missing" if expired is None else "order_expired"


def missing(work: Work, contract: Contract) -> Issue:
    """No order is valid on the day of some work."""
    expired = last_expired(contract.orders, work.day, work.workstream)
    named = {"order": expired.number, "until": expired.until} if expired else {}
    return Issue(
        missing_code(contract, work),
        entry_id=work.entry_id,
        client=contract.client,
        person=work.person,
        day=work.day,
        seconds=work.seconds,
        facts=facts(contract=contract.id, workstream=work.workstream, **named),
    )


def used_up(item: Billable, work: Work | None, over: Over, contract: Contract) -> Issue:
    """An order has no room for an entry, or for a charge, which has no work."""
    return Issue(
        USED_UP if work else CHARGE_USED_UP,
        entry_id=work.entry_id if work else "",
        client=contract.client,
        person=work.person if work else "",
        day=item.day,
        seconds=work.seconds if work else 0,
        subject="" if work else item.subject,
        facts=facts(
            contract=contract.id,
            workstream=item.workstream,
            order=over.order.number,
            what=_what(item, work),
            left=in_words(over.left),
            limit=limit_in_words(over.order),
        ),
    )


def reached(used: Iterable[Used], contract: Contract, period: Period) -> list[Issue]:
    """One issue for each threshold of an order that a plan passes."""
    return [_reached(each, percent, contract, period) for each in used for percent in _passed(each)]


def limit_in_words(order: Order) -> str:
    """The limit of an order for people, or nothing."""
    if order.limit is not None:
        return str(order.limit)
    return hours(order.limit_seconds) if order.limit_seconds is not None else ""


def in_words(left: Money | int) -> str:
    """An amount, or a time, for people."""
    return hours(left) if isinstance(left, int) else str(left)


def _what(item: Billable, work: Work | None) -> str:
    if isinstance(item, Stated):
        return f"{item.item.amount} ({item.item.description})"
    assert work is not None, "time is somebody's work"
    return f"{hours(work.seconds)} of {work.person}"


def _limit(order: Order) -> int:
    return order.limit.minor if order.limit else order.limit_seconds or 0


def _in_unit(order: Order, worth: int, contract: Contract) -> str:
    return in_words(Money(worth, contract.currency) if order.limit else worth)


def _passed(used: Used) -> list[int]:
    order, limit = used.order, _limit(used.order)
    after = limit if used.full else used.after
    return [percent for percent in order.alert_at if used.before * 100 < percent * limit <= after * 100]


def _reached(used: Used, percent: int, contract: Contract, period: Period) -> Issue:
    return Issue(
        "order_nearly_used_up",
        client=contract.client,
        month=period.month,
        subject=f"{contract.id} {used.order.number} {percent} {period.name}",
        facts=facts(
            order=used.order.number,
            percent=percent,
            limit=limit_in_words(used.order),
            drawn=_in_unit(used.order, used.after, contract),
            left=_in_unit(used.order, _limit(used.order) - used.after, contract),
            period=period.name,
            contract=contract.id,
        ),
    )
