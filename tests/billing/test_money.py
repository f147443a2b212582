"""Money, quantities and shares: tables of examples, and the laws of sharing out."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import (
    Money,
    amount,
    exact,
    markup,
    minor_digits,
    plain,
    quantity,
    share,
    ten_thousandths,
    total,
)
from tests.billing.properties import proven


@pytest.mark.parametrize(
    ("seconds", "hours"),
    [(0, "0"), (1, "0.0003"), (36, "0.0100"), (780, "0.2167"), (1000, "0.2778"), (5400, "1.5"), (90000, "25")],
)
def test_quantity_is_hours_at_four_decimals_half_up(seconds: int, hours: str) -> None:
    assert quantity(seconds) == Decimal(hours)


@pytest.mark.parametrize(
    ("hours", "price", "currency", "expected"),
    [
        ("1.5", "150", "USD", "225.00 USD"),
        ("0.2167", "60", "EUR", "13.00 EUR"),  # 13 minutes; the 2-decimal 0.22 h would have made 13.20
        ("0.2778", "180.25", "USD", "50.07 USD"),  # 50.07345
        ("0.5", "0.01", "USD", "0.01 USD"),  # exactly half a cent goes up
        ("1.5", "4321", "JPY", "6482 JPY"),  # 6481.5: the yen has no decimals
        ("0.3333", "33.3333", "BHD", "11.110 BHD"),  # 11.10998889: the dinar has three
        ("3", "0", "USD", "0.00 USD"),
    ],
)
def test_amount_is_printed_quantity_times_price_half_up(hours: str, price: str, currency: str, expected: str) -> None:
    assert str(amount(Decimal(hours), Decimal(price), currency)) == expected


@pytest.mark.parametrize(("currency", "digits"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("BHD", 3), ("KWD", 3)])
def test_each_currency_has_its_own_minor_unit(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize("currency", ["XXX", "usd", "", "DOLLAR"])
def test_what_is_no_currency_for_an_invoice_is_refused(currency: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        minor_digits(currency)


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(AssertionError, match="two currencies"):
        Money(1, "USD") + Money(1, "EUR")


def test_total_of_nothing_is_zero_in_the_stated_currency() -> None:
    assert total([], "JPY") == Money(0, "JPY")
    assert total([Money(5, "USD"), Money(-2, "USD")], "USD") == Money(3, "USD")


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (10, [0, 5, 0], [0, 10, 0]),
        (7, [0, 0], [0, 7]),
        (0, [3, 4], [0, 0]),
        (0, [], []),
        (1001, [3600, 1800, 900], [572, 286, 143]),
    ],
)
def test_share_divides_by_the_largest_remainder(whole: int, weights: list[int], parts: list[int]) -> None:
    assert share(whole, weights) == parts


@proven
@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_shares_sum_exactly_stay_near_their_part_and_keep_the_order_of_the_weights(
    whole: int, weights: list[int]
) -> None:
    parts = share(whole, weights)
    assert sum(parts) == whole
    base = sum(weights)
    if base:
        near = zip(parts, weights, strict=True)
        assert all(0 <= part - whole * weight // base <= 1 for part, weight in near)
        by_weight = sorted(zip(weights, parts, strict=True))
        assert all(one[1] <= other[1] for one, other in pairwise(by_weight) if one[0] < other[0])


@proven
@given(st.decimals("0", "1000", places=4), st.decimals("0", "1000", places=4))
def test_amounts_are_never_further_than_half_a_cent_from_the_exact_product(hours: Decimal, price: Decimal) -> None:
    assert abs(amount(hours, price, "USD").decimal - hours * price) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("value", "text"), [("150", "150.00"), ("97.5", "97.50"), ("33.3333", "33.3333"), ("0.21670", "0.2167")]
)
def test_prices_show_two_decimals_where_they_suffice(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_more_than_four_decimals_cannot_be_stored() -> None:
    assert ten_thousandths(Decimal("33.3333")) == 333333
    with pytest.raises(AssertionError, match="more than 4 decimals"):
        ten_thousandths(Decimal("0.00001"))


@pytest.mark.parametrize(
    ("cost", "percent", "added"),
    [
        (Money(20000, "USD"), "15", 3000),
        (Money(80000, "USD"), "20", 16000),
        (Money(4545, "USD"), "10", 455),
        (Money(4544, "USD"), "10", 454),
        (Money(-4545, "USD"), "10", -455),
        (Money(1, "USD"), "0", 0),
        (Money(333, "JPY"), "7.5", 25),
    ],
)
def test_a_markup_is_half_up_to_the_smallest_unit_and_a_refund_gives_the_same_back(
    cost: Money, percent: str, added: int
) -> None:
    assert markup(cost, Decimal(percent)) == Money(added, cost.currency)


@proven
@given(st.integers(-(10**12), 10**12), st.decimals(0, 1000, places=4))
def test_a_markup_is_never_further_than_half_a_cent_from_the_exact_part(minor: int, percent: Decimal) -> None:
    added = markup(Money(minor, "EUR"), percent)
    assert abs(added.minor * 100 - minor * percent) <= 50
    assert markup(Money(-minor, "EUR"), percent).minor == -added.minor


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        ("12.5", "USD", 1250),
        ("12.500", "USD", 1250),
        ("12.505", "USD", None),
        ("12.505", "BHD", 12505),
        ("1.5", "JPY", None),
    ],
)
def test_an_amount_with_more_decimals_than_its_currency_is_no_amount(
    value: str, currency: str, minor: int | None
) -> None:
    assert exact(Decimal(value), currency) == (None if minor is None else Money(minor, currency))
