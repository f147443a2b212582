"""The opening balances of a contract: what of its orders, caps, retainers and milestones was used up before go-live."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from billing.money import Money, minor_digits
from billing.openings import Opening
from config.values import Amount, Code, Day, OpeningHours, Strict


class RetainerOpening(Strict):
    """The hours of a retainer that were carried over into the month of go-live, and those used in it before."""

    hours: OpeningHours
    used: OpeningHours | None = None


class OpeningModel(Strict):
    """What a contract's orders, caps, retainers, milestones and deposits stood at when Tieout began to bill."""

    as_of: Day
    orders: dict[Code, Amount] = Field(default={})
    order_hours: dict[Code, OpeningHours] = Field(default={})
    retainers: dict[Code, RetainerOpening] = Field(default={})
    caps: dict[Code, Amount] = Field(default={})
    milestones_billed: tuple[Code, ...] = ()
    deposits: Amount = Decimal(0)


def to_opening(model: OpeningModel | None, currency: str) -> Opening | None:
    """The balances in a contract's currency; amounts have no more decimals than it has."""
    if model is None:
        return None
    return Opening(
        as_of=model.as_of,
        orders=_amounts(model.orders, currency),
        caps=_amounts(model.caps, currency),
        retainers=tuple(sorted((code, retainer.hours) for code, retainer in model.retainers.items())),
        milestones_billed=tuple(sorted(model.milestones_billed)),
        deposits=to_money(model.deposits, currency),
        retainers_used=tuple(sorted((code, each.used) for code, each in model.retainers.items() if each.used)),
        order_seconds=tuple(sorted(model.order_hours.items())),
    )


def fits(amount: Decimal, currency: str) -> bool:
    """Whether an amount has no more decimals than its currency."""
    return amount == round(amount, minor_digits(currency))


def to_money(amount: Decimal, currency: str) -> Money:
    """An exact amount; one that does not fit its currency was refused before."""
    assert fits(amount, currency), "more decimals than the currency has"
    return Money(int(amount.scaleb(minor_digits(currency))), currency)


def _amounts(stated: dict[str, Decimal], currency: str) -> tuple[tuple[str, Money], ...]:
    return tuple(sorted(((name, to_money(amount, currency)) for name, amount in stated.items()), key=lambda it: it[0]))
