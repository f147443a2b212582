"""The opening balances of a contract: what of its orders, caps, retainers and milestones was used up before go-live."""

from __future__ import annotations

from collections.abc import Iterator
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
    cap_hours: dict[Code, OpeningHours] = Field(default={})
    month_caps: dict[Code, Amount] = Field(default={})
    month_cap_hours: dict[Code, OpeningHours] = Field(default={})
    task_caps: dict[Code, dict[Code, Amount]] = Field(default={})
    task_cap_hours: dict[Code, dict[Code, OpeningHours]] = Field(default={})
    budgets: dict[Code, Amount] = Field(default={})
    budget_hours: dict[Code, OpeningHours] = Field(default={})
    milestones_billed: tuple[Code, ...] = ()
    deposits: Amount = Decimal(0)

    def amounts_of_caps(self) -> Iterator[tuple[str, str, str, Decimal]]:
        """What is stated in money of caps and budgets: key, name, task, amount."""
        for key in ("caps", "month_caps", "budgets"):
            yield from ((key, name, "", amount) for name, amount in getattr(self, key).items())
        for name, tasks in self.task_caps.items():
            yield from (("task_caps", name, task, amount) for task, amount in tasks.items())


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
        balances=tuple(sorted(_balances(model, currency))),
    )


def _balances(model: OpeningModel, currency: str) -> Iterator[tuple[str, str, str, int]]:
    """What had been used of caps and budgets, apart from amounts in total: key, name, task, cents or seconds."""
    for key, name, task, amount in model.amounts_of_caps():
        if key != "caps":
            yield key, name, task, to_money(amount, currency).minor
    for key in ("cap_hours", "month_cap_hours", "budget_hours"):
        yield from ((key, name, "", seconds) for name, seconds in getattr(model, key).items())
    for name, tasks in model.task_cap_hours.items():
        yield from (("task_cap_hours", name, task, seconds) for task, seconds in tasks.items())


def fits(amount: Decimal, currency: str) -> bool:
    """Whether an amount has no more decimals than its currency."""
    return amount == round(amount, minor_digits(currency))


def to_money(amount: Decimal, currency: str) -> Money:
    """An exact amount; one that does not fit its currency was refused before."""
    assert fits(amount, currency), "more decimals than the currency has"
    return Money(int(amount.scaleb(minor_digits(currency))), currency)


def _amounts(stated: dict[str, Decimal], currency: str) -> tuple[tuple[str, Money], ...]:
    return tuple(sorted(((name, to_money(amount, currency)) for name, amount in stated.items()), key=lambda it: it[0]))
