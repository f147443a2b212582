"""Purchase orders by their dates."""

from __future__ import annotations

from datetime import date

import pytest

from billing.money import Money
from billing.openings import Opening
from billing.orders import Draw, Drawn, drawn_elsewhere, last_expired, opened_with, order_on, overlap
from billing.records import Contract, Order

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


def test_an_order_that_ended_is_named_for_its_own_workstreams_only() -> None:
    only = Order("PO-3", None, date(2026, 10, 10), workstreams=("ACME-IMPL",))
    assert last_expired((only,), date(2026, 10, 16), "ACME-IMPL") == only
    assert last_expired((only,), date(2026, 10, 16), "ACME-CARE") is None


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


# ---- what is drawn on them ----

LIMITED = Order("PO-1", limit=Money(100000, "USD"))
BY_TIME = Order("PO-0", limit_seconds=36000)
CONTRACT = Contract("acme", "Acme", "USD", (), (), orders=(LIMITED, BY_TIME, Order("PO-2")))


def test_an_order_has_what_was_billed_on_it_before_tieout() -> None:
    opening = Opening(
        date(2026, 10, 1), Money(0, "USD"), orders=(("PO-1", Money(4000, "USD")),), order_seconds=(("PO-0", 7200),)
    )
    begun = Contract("acme", "Acme", "USD", (), (), orders=(LIMITED, BY_TIME), opening=opening)
    assert opened_with(begun, LIMITED) == Drawn("PO-1", 4000, 0)
    assert opened_with(begun, BY_TIME) == Drawn("PO-0", 0, 7200)
    assert opened_with(CONTRACT, LIMITED) == Drawn("PO-1", 0, 0)


def draw(order: str, period: str, minor: int, *, posted: bool = False) -> Draw:
    return Draw("acme", order, period, f"{order} {period}", minor, minor * 36, posted, "USD")


@pytest.mark.parametrize(
    ("drawn", "closed", "counts"),
    [
        (draw("PO-1", "2026-09", 100), (), True),  # a draft of an earlier period
        (draw("PO-1", "2026-10", 100), (), False),  # its own draft is planned anew
        (draw("PO-1", "2026-11", 100), (), False),  # a later draft makes room, and is planned after it
        (draw("PO-1", "2026-10", 100, posted=True), (), True),
        (draw("PO-1", "2026-11", 100, posted=True), (), True),
        (draw("PO-1", "2026-11", 100), ("2026-11",), True),
        (draw("PO-1", "2026-11", 100), ("2026-10",), False),
        (draw("PO-2", "2026-09", 100), (), False),  # it cannot be used up
    ],
)
def test_what_no_plan_for_a_period_moves_is_drawn_already(drawn: Draw, closed: tuple[str, ...], counts: bool) -> None:
    stands = Drawn("PO-1", 100, 3600) if counts else Drawn("PO-1", 0, 0)
    assert drawn_elsewhere(CONTRACT, "2026-10", [drawn], closed) == (Drawn("PO-0", 0, 0), stands)


def test_what_is_drawn_is_summed_for_each_limited_order_by_number() -> None:
    draws = [draw("PO-1", "2026-08", 100), draw("PO-0", "2026-08", 7), draw("PO-1", "2026-09", 20), draw("PO-2", "", 1)]
    assert drawn_elsewhere(CONTRACT, "2026-10", draws) == (Drawn("PO-0", 7, 252), Drawn("PO-1", 120, 4320))
