"""Purchase orders by their dates."""

from __future__ import annotations

from datetime import date

import pytest

from billing.orders import last_expired, order_on, overlap
from billing.records import Order

OLD = Order("PO-1", None, date(2026, 10, 15))
NEW = Order("PO-2", date(2026, 10, 17), None)


@pytest.mark.parametrize(("day", "number"), [(1, "PO-1"), (15, "PO-1"), (16, None), (17, "PO-2"), (31, "PO-2")])
def test_the_work_date_decides_and_both_ends_belong_to_an_order(day: int, number: str | None) -> None:
    found = order_on((OLD, NEW), date(2026, 10, day), "ACME-IMPL")
    assert (found.number if found else None) == number


def test_an_order_for_one_workstream_is_none_for_another() -> None:
    only = Order("PO-3", workstreams=("ACME-IMPL",))
    assert order_on((only,), date(2026, 10, 1), "ACME-IMPL") == only
    assert order_on((only,), date(2026, 10, 1), "ACME-CARE") is None


def test_two_orders_for_one_day_are_a_broken_promise_of_the_configuration() -> None:
    with pytest.raises(AssertionError, match="should have been refused"):
        order_on((OLD, Order("PO-9")), date(2026, 10, 1), "ACME-IMPL")


def test_the_order_that_ended_last_is_named_as_expired() -> None:
    older = Order("PO-0", None, date(2026, 9, 30))
    assert last_expired((older, OLD, NEW), date(2026, 10, 16), "ACME-IMPL") == OLD
    assert last_expired((older, OLD), date(2026, 10, 15), "ACME-IMPL") == older
    assert last_expired((NEW,), date(2026, 10, 16), "ACME-IMPL") is None


@pytest.mark.parametrize(
    ("one", "other", "day"),
    [
        (OLD, NEW, None),
        (OLD, Order("X", date(2026, 10, 15)), date(2026, 10, 15)),
        (Order("X"), Order("Y"), date.min),
        (Order("X", workstreams=("A",)), Order("Y", workstreams=("B",)), None),
        (Order("X", workstreams=("A",)), Order("Y"), date.min),
    ],
)
def test_overlap_is_the_first_day_two_orders_hold_for_the_same_work(one: Order, other: Order, day: date | None) -> None:
    assert overlap(one, other) == overlap(other, one) == day
