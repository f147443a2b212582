"""What a contract says of a retainer as typed models, and as the record that billing reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from billing.dated import Dated
from billing.retainer_records import Retainer, Rollover
from config.opening import to_money
from config.prepaid import PREPAID, to_blocks
from config.values import AMOUNT_FORM, Amount, Day, OpeningHours, Price, Strict, whole_number

RETAINER = "retainer"
"""The way of billing of a workstream that has a fee and included hours."""
KEYS = ("bill", "fee", "includes_hours", "minimum", "rollover", "pause")
"""The keys of a workstream that only a retainer has."""
HOURS_AHEAD = (RETAINER, PREPAID)
"""The ways of billing with hours that are paid for before they are worked."""


class DatedFee(Strict):
    """A monthly fee from a month on."""

    amount: Amount
    since: Day | None = Field(default=None, alias="from")


class DatedHours(Strict):
    """Included hours from a month on."""

    hours: OpeningHours
    since: Day | None = Field(default=None, alias="from")


class DatedOverage(Strict):
    """An overage rate from a day of work on."""

    rate: Price
    since: Day | None = Field(default=None, alias="from")


class RolloverModel(Strict):
    """How many months unused hours live on, and how many there may be at once."""

    for_months: Annotated[
        int,
        BeforeValidator(lambda text: whole_number(text, 120, "a whole number of months from 1 to 120, such as 1")),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 120, "examples": [1]}),
    ]
    up_to_hours: OpeningHours | None = None


class PauseModel(Strict):
    """Days on which there is no service, both included; without a last one it has not ended."""

    since: Day = Field(alias="from")
    until: Day | None = None


DESCRIBED: Mapping[type[BaseModel], Mapping[str, str]] = {
    RolloverModel: {
        "for_months": "For how many months after their own unused hours can be used.",
        "up_to_hours": "The most hours that are carried over into a month; all without it.",
    },
    PauseModel: {"from": "The first day without service.", "until": "The last one; without it, it has not ended."},
    DatedFee: {"amount": "The fee of a month.", "from": "The first day of the month from which on it holds."},
    DatedHours: {"hours": "The hours a month.", "from": "The first day of the month from which on they hold."},
}
"""What the keys mean, for editors."""


def _short(key: str) -> Callable[[Any], Any]:
    """One value that always holds, as the list that it may be too."""
    return lambda value: value if isinstance(value, list) or value is None else [{key: value}]


as_fees, as_hours, as_overage = _short("amount"), _short("hours"), _short("rate")
SHORT_FORMS = dict.fromkeys((as_fees, as_hours, as_overage), AMOUNT_FORM)
"""What may be written instead of a list."""

Fees = Annotated[tuple[DatedFee, ...], BeforeValidator(as_fees)]
IncludedHours = Annotated[tuple[DatedHours, ...], BeforeValidator(as_hours)]
OverageRates = Annotated[tuple[DatedOverage, ...], BeforeValidator(as_overage)]


def later(one: date | None, other: date | None) -> date | None:
    """The later of two first days, of which either may be missing."""
    return max((day for day in (one, other) if day), default=None)


def earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two last days, of which either may be missing."""
    return min((day for day in (one, other) if day), default=None)


def to_retainers(streams: Iterable[Any], currency: str, since: date | None, until: date | None) -> tuple[Retainer, ...]:
    """The retainers among a contract's workstreams, within its own dates."""
    return tuple(
        Retainer(
            workstream=stream.code,
            name=stream.name,
            fee=tuple(Dated(each.since, to_money(each.amount, currency)) for each in stream.fee),
            hours=tuple(Dated(each.since, each.hours) for each in stream.includes_hours),
            in_advance=stream.bill == "in advance",
            overage=tuple(Dated(each.since, each.rate) for each in stream.overage_rate),
            rollover=Rollover(stream.rollover.for_months, stream.rollover.up_to_hours) if stream.rollover else None,
            pauses=tuple(sorted((each.since, each.until) for each in stream.pause)),
            since=later(since, stream.since),
            until=earlier(until, stream.until),
            blocks=to_blocks(stream.blocks, currency),
            alert_at=tuple(sorted(set(stream.alert_at))),
            minimum=tuple(Dated(each.since, to_money(each.amount, currency)) for each in stream.minimum),
        )
        for stream in streams
        if stream.billing in HOURS_AHEAD
    )
