"""What a row of the right types may still not say, the same for every tracker: nobody, no duration, no currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from billing.money import TEN_THOUSANDTH, minor_digits
from connectors.reading import Unfit
from connectors.values import LONGEST_SECONDS

_ONE = Decimal(1)
_LARGEST = Decimal(10**12)


def named_person(name: str, email: str, own_id: str, path: str) -> str:
    """Somebody's name, else the e-mail address; an id that nobody named stands for itself. Raises Unfit for nobody."""
    found = name or email or own_id
    if not found:
        raise Unfit(f"it names no person - at `{path}`")
    return found


@lru_cache(maxsize=16384)
def to_duration(said: int | Decimal, path: str, unit_seconds: int = 1) -> int:
    """A duration as whole seconds, half up. Raises Unfit for a negative one, and for one longer than a month."""
    number = Decimal(said)
    if not number.is_finite() or abs(number) * unit_seconds > LONGEST_SECONDS:
        raise Unfit(f"{path} is {said}, which is longer than a month")
    if number < 0:
        raise Unfit(f"{path} is {said}, which is negative")
    return int((number * unit_seconds).quantize(_ONE, rounding=ROUND_HALF_UP))


@lru_cache(maxsize=1024)
def to_rate(amount: Decimal | None, path: str) -> Decimal | None:
    """A price for an hour with four decimals; None where there is none, and for one of 0. Raises Unfit."""
    if not amount:
        return None
    if not is_amount(amount):
        raise Unfit(f"{path} is {amount}, which is no rate")
    return amount.quantize(TEN_THOUSANDTH, rounding=ROUND_HALF_UP)


def is_amount(number: Decimal) -> bool:
    """Whether a number can be one of money at all."""
    return number.is_finite() and abs(number) < _LARGEST


@lru_cache(maxsize=1024)
def to_currency(code: str, path: str) -> str:
    """An ISO 4217 code in capitals, nothing for nothing. Raises Unfit for anything else."""
    if not code:
        return ""
    try:
        minor_digits(code.upper())
    except ValueError as problem:
        raise Unfit(f"{path} is {code[:40]!r}, which is no currency") from problem
    return code.upper()
