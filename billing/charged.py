"""What was billed of a charge, beside what is stated of it now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from billing.charges import EVERY, Charge, Occurrence, amount_of, due_until, months_later, usage_of
from billing.money import Money, amount, total

FURTHEST = 12
"""The months of the longest rhythm: what covers a day is due no later than so many months after it."""


def billed_by(rule: str, day: date) -> tuple[str, Occurrence]:
    """The id of the charge whose line has a rule, and what it billed of it on a day."""
    charge, _, words = rule.removeprefix("charge ").partition(": ")
    months = next((months for months, every in EVERY.items() if words.startswith(f"{every},")), 1)
    if not months:
        return charge, Occurrence(day, day, day, "once")
    first = day if day.day == 1 else months_later(day, 1 - months)
    return charge, Occurrence(first, months_later(first, months) - timedelta(days=1), day, f"{first:%Y-%m}")


def stated_instead(charge: Charge, was: Occurrence) -> list[Occurrence] | None:
    """What a charge states now for days that it was billed for otherwise; none of them, where it had ended by then.

    None where it was billed as it is stated, and where it only begins later now: then no day is billed twice or never.
    """
    schedule = charge.schedule
    if was.name == "once" and not schedule.months:
        return None
    due = list(due_until(schedule, months_later(was.last, FURTHEST)))
    if any((each.name, each.first, each.last) == (was.name, was.first, was.last) for each in due):
        return None
    found = [each for each in due if each.first <= was.last and was.first <= each.last]
    has_ended = schedule.until is not None and schedule.until < was.last
    return found if found or has_ended else None


def corrected_usage(charge: Charge, was: Occurrence, unit_price: Decimal, billed: Money) -> Money | None:
    """What the usage that is stated now comes to at the price that was billed, where that is another amount."""
    quantity = usage_of(charge.price, was)
    now = amount(quantity, unit_price, billed.currency) if quantity is not None else billed
    return now if now != billed else None


def stated_in_words(charge: Charge, due: Sequence[Occurrence]) -> str:
    """What a charge says of some of its days: the amount, and which they are."""
    amounts = [each for one in due if (each := amount_of(charge, one)) is not None]
    return in_words(amounts, due, charge.currency) if due else "nothing for these days"


def in_words(amounts: Sequence[Money], due: Iterable[Occurrence], currency: str) -> str:
    """What some occurrences come to, and the days that they cover."""
    days = sorted({(each.first, each.last) for each in due})
    first, last = days[0][0], max(last for _, last in days)
    parts = f" in {len(days)} parts" if len(days) > 1 else ""
    return f"{total(amounts, currency)}{parts} for {first}" + (f" to {last}" if last > first else "")
