"""How often a contract is billed, as it may be written, and what is contradictory about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.cadence import COMPLETION, MONTH, MONTHLY, QUARTER, RHYTHMS, SUNDAY, TWO_WEEKS, WEEK, WEEKDAYS, Cadence
from billing.records import Dated
from config.discounts import placed_discounts
from config.problems import Problem
from config.values import Day, Strict
from config.yaml_tree import Document, Location

if TYPE_CHECKING:
    from config.models import ContractModel, WorkstreamModel

EVERY: Location = ("invoice", "every")


class EveryModel(Strict):
    """A rhythm from a day on: `ending` is a weekday, a day on which two weeks end, or `day 25` of the month."""

    period: Literal["week", "two weeks", "half month", "month", "quarter", "completion"]
    ending: str = ""
    since: Day | None = Field(default=None, alias="from")


def as_every(value: Any) -> Any:
    """One rhythm that always holds, alone or with its ending, as the list it may be too."""
    listed = value if isinstance(value, list | tuple) else [value]
    return [{"period": each} if isinstance(each, str) else each for each in listed]


Every = Annotated[tuple[EveryModel, ...], BeforeValidator(as_every)]


def _business_days(text: Any) -> int:
    found = re.fullmatch(r"(\d{1,2}) business days?", str(text))
    if not found or not 1 <= int(found[1]) <= MOST_DAYS:
        words = "is {given}; write a number from 1 to {most}, such as 2 business days"
        raise PydanticCustomError("business_days", words, {"given": repr(text), "most": MOST_DAYS})
    return int(found[1])


MOST_DAYS = 60
BusinessDays = Annotated[
    int,
    BeforeValidator(_business_days),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2} business days?$", "examples": ["2 business days"]}),
]

SHORT_FORM = {"enum": list(RHYTHMS)}
"""What may stand instead of the list, for an editor."""


DESCRIBED: dict[type[BaseModel], Mapping[str, str]] = {
    EveryModel: {
        "period": "How long one invoice's work is; quarters are those of the calendar.",
        "ending": "The weekday on which a week ends, Sunday without it; a day on which two weeks end; or day 25.",
        "from": "The first day on which it holds; from the beginning without it.",
    },
}
"""What these keys mean, for an editor."""


def to_cadences(every: tuple[EveryModel, ...]) -> tuple[Dated[Cadence], ...]:
    """The rhythms by their dates; nothing where each is the calendar month."""
    found = tuple(Dated(each.since, _cadence(each)) for each in every)
    return found if any(each.value != MONTHLY for each in found) else ()


def to_completed(contract: ContractModel) -> tuple[date, ...]:
    """The days of completion, and the last day of a contract with a final invoice, unless it is billed by the month."""
    invoice = contract.invoice
    last = contract.until if invoice.final and to_cadences(invoice.every) else None
    return tuple(sorted({*invoice.completed, *([last] if last else [])}))


def _cadence(each: EveryModel) -> Cadence:
    if each.period == WEEK:
        return Cadence(WEEK, WEEKDAYS.index(each.ending) if each.ending else SUNDAY)
    if each.period == TWO_WEEKS:
        return Cadence(TWO_WEEKS, anchor=date.fromisoformat(each.ending))
    day = int(each.ending.removeprefix("day ")) if each.period == MONTH and each.ending else 0
    return Cadence(each.period, 0 if day == 31 else day)


def check_cadence(contract: ContractModel, document: Document) -> Iterator[Problem]:
    """What is wrong with how often a contract is billed, and what it says that only fits the calendar month."""
    every = contract.invoice.every
    for place, each in enumerate(every):
        words = _ending(each)
        if words:
            yield document.problem((*EVERY, place, "ending") if each.ending else (*EVERY, place), words)
        if each.since in [earlier.since for earlier in every[:place]]:
            words = "has the same `from:` date as an earlier one; give each its own"
            yield document.problem((*EVERY, place), words)
    if contract.invoice.completed and not any(each.period == COMPLETION for each in every):
        words = "belongs to every: completion; write that, or remove it"
        yield document.problem(("invoice", "completed"), words)
    if contract.invoice.final and contract.until is None:
        words = "needs until: on the contract, the day on which it ends; write it, or remove final"
        yield document.problem(("invoice", "final"), words)
    if any(each.period != MONTH or each.ending not in ("", "day 31") for each in every):
        yield from _only_by_month(contract, document)


def _ending(each: EveryModel) -> str:
    """What is wrong with where a rhythm ends, or nothing."""
    said, forms = each.ending, _FORMS.get(each.period)
    if forms is None:
        return (
            f"belongs to a week, two weeks or a month, and a {each.period} has its own end; remove it" if said else ""
        )
    form, words, needed = forms
    if not said:
        return f"needs ending: with {words}" if needed else ""
    fits = re.fullmatch(form, said) and (each.period != TWO_WEEKS or _is_day(said))
    return "" if fits else f"is {said!r}; write {words}"


_FORMS = {
    WEEK: ("|".join(WEEKDAYS), "a weekday such as Friday", False),
    TWO_WEEKS: (r"\d{4}-\d\d-\d\d", "a day on which two weeks end, such as 2026-10-09", True),
    MONTH: (r"day ([1-9]|[12]\d|3[01])", "a day of the month such as day 25", False),
}
"""How the end of a rhythm is written, in words, and whether it must be."""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _only_by_month(contract: ContractModel, document: Document) -> Iterator[Problem]:
    """Terms that are counted by the calendar month, and would be owed several times or in part."""
    by_month = "and this contract is not billed by the calendar month; write invoice: every: month, or remove it"
    if contract.minimum:
        yield document.problem(("minimum",), f"is what a month bills at least, {by_month}")
    for location, each in placed_discounts(contract):
        if each.amount is not None:
            yield document.problem((*location, "amount"), f"is an amount a month, {by_month}")
    for number, stream in enumerate(contract.workstreams):
        yield from _hours_by_month(contract, stream, ("workstreams", number), document)


def _hours_by_month(
    contract: ContractModel, stream: WorkstreamModel, location: Location, document: Document
) -> Iterator[Problem]:
    if any(each.hours for each in stream.includes_hours) and not _whole_months(contract):
        words = "is hours of a calendar month, and a period of this contract ends within one; write every: month"
        yield document.problem((*location, "includes_hours"), f"{words} or quarter")
    for key in ("minimum", "blocks"):
        if getattr(stream, key):
            words = "is counted by the calendar month, and this contract is not billed by it; write every: month"
            yield document.problem((*location, key), f"{words}, or remove it")
    if stream.bill == "in advance" and any(each.period == COMPLETION for each in contract.invoice.every):
        words = "is before the work, and this contract is billed when it is completed; write in arrears"
        yield document.problem((*location, "bill"), words)


def _whole_months(contract: ContractModel) -> bool:
    """Whether no period ends within a month."""
    return all(
        each.period in (MONTH, QUARTER) and not each.ending and (each.since is None or each.since.day == 1)
        for each in contract.invoice.every
    )
