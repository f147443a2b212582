"""Money, quantities and the only rounding in the product: quantity at 4 decimals first, then the amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

SECONDS_PER_HOUR = 3600
TEN_THOUSANDTH = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as an integer of the currency's minor unit (cents, yen, fils) and its ISO 4217 code."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        assert self.currency == other.currency, "amounts of two currencies are never added"
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    @property
    def decimal(self) -> Decimal:
        """The amount in the major unit, with exactly the currency's decimals: 2502.52, 1200, 1.250."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))


@cache
def minor_digits(currency: str) -> int:
    """How many decimals ISO 4217 gives a currency: USD 2, JPY 0, BHD 3. Raises ValueError for an unknown code."""
    from iso4217 import Currency

    digits = Currency(currency).exponent
    if digits is None:
        raise ValueError(f"{currency} has no minor unit and cannot be invoiced")
    return int(digits)


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The sum, in the stated currency; zero for an empty sequence."""
    return sum(amounts, Money(0, currency))


def quantity(seconds: int) -> Decimal:
    """Hours at 4 decimals, half up: 1000 seconds are 0.2778."""
    return _half_up(Decimal(seconds) / SECONDS_PER_HOUR, TEN_THOUSANDTH)


def amount(hours: Decimal, price: Decimal, currency: str) -> Money:
    """Printed quantity times price, half up to the minor unit: the printed product is the amount (R17)."""
    digits = minor_digits(currency)
    exact = _half_up(hours * price, Decimal(1).scaleb(-digits))
    return Money(int(exact.scaleb(digits)), currency)


def markup(cost: Money, percent: Decimal) -> Money:
    """What is added to a cost, half up to the minor unit; on a refund it is the negative of what the cost had."""
    return Money(int(_half_up(cost.minor * percent / 100, Decimal(1))), cost.currency)


def without_tax(paid: Money, percent: Decimal) -> Money:
    """What is left of an amount without the tax that it includes, half up to the minor unit."""
    return Money(int(_half_up(paid.minor / (1 + percent / 100), Decimal(1))), paid.currency)


def converted(paid: Money, rate: Decimal, currency: str) -> Money:
    """An amount in another currency, of which one unit of its own is worth `rate`; half up to the minor unit."""
    return amount(paid.decimal, rate, currency)


def exact(value: Decimal, currency: str) -> Money | None:
    """An amount that a person or a file states, or None when it has more decimals than the currency."""
    scaled = value.scaleb(minor_digits(currency))
    return Money(int(scaled), currency) if scaled == scaled.to_integral_value() else None


def share(whole: int, weights: Sequence[int]) -> list[int]:
    """`whole` divided over the weights by the largest remainder: integers that sum to `whole` exactly.

    Ties go to the earlier weight. When every weight is 0, all of it goes to the last one. Weights are not
    negative, or, for what is taken back, none is positive.
    """
    assert weights or whole == 0, "nothing to share over"
    if len(weights) == 1:
        return [whole]
    base = sum(weights)
    if base < 0:
        return [-part for part in share(-whole, [-weight for weight in weights])]
    if base == 0:
        return [0] * (len(weights) - 1) + [whole] if weights else []
    parts = [whole * weight // base for weight in weights]
    left = whole - sum(parts)
    if left:
        remainders = [whole * weight % base for weight in weights]
        for i in sorted(range(len(weights)), key=lambda i: -remainders[i])[:left]:
            parts[i] += 1
    return parts


def ten_thousandths(value: Decimal) -> int:
    """A price or quantity as the integer the store keeps; the value has at most 4 decimals."""
    scaled = value.scaleb(4)
    assert scaled == scaled.to_integral_value(), f"{value} has more than 4 decimals"
    return int(scaled)


def plain(value: Decimal) -> str:
    """A price or quantity for people: two decimals where they suffice, else four; no exponent."""
    text = f"{value:.4f}"
    return text.removesuffix("00")


def _half_up(value: Decimal, unit: Decimal) -> Decimal:
    return value.quantize(unit, rounding=ROUND_HALF_UP)
