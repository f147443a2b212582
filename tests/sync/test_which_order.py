"""On which order a correction counts: what comes to an entry, and what takes that back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agencies import Agency, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import DECEMBER, NOVEMBER, OCTOBER, bring, codes, entry_of, totals, worked
from tests.sync.test_on_two_invoices import agency, drawn

HOUR = 3600
ALL = [OCTOBER, NOVEMBER, DECEMBER, "2027-01"]


def with_orders(*orders: Yaml, **more: Any) -> Agency:
    """A contract with these orders, the first of which pays for four hours and ends before another begins."""
    streams = [{"code": code, "name": code, "billing": "time and materials"} for code in ("AAA-ONE", "AAA-TWO")]
    first = {"number": "PO-1", "limit": "400", "until": "2026-12-31"}
    return agency(purchase_orders=[first, *orders], workstreams=streams, **more)


def billed(house: House, hours: int = 1, other: int = 3, on: str = "AAA-ONE", day: str = "10-06") -> None:
    """An entry of some hours is billed with another one after it."""
    bring(house, worked("10-05", hours * HOUR), worked(day, other * HOUR, note="other", on=on))
    house.run([OCTOBER])
    house.bill()


def became(house: House, hours: int, other: int = 3, on: str = "AAA-ONE", day: str = "10-06") -> None:
    """The entry has other hours by now, none if it is gone, and that is corrected on the next invoice."""
    own = [worked("10-05", hours * HOUR)] if hours else []
    bring(house, *own, worked(day, other * HOUR, note="other", on=on), complete=OCTOBER)
    house.run(ALL)
    house.correct("adjustment", entry_of(house))
    house.run(ALL)


def test_what_leaves_other_work_no_room_counts_on_the_order_that_has_room() -> None:
    with house_of(agency()) as house:
        billed(house)
        became(house, 2)
        assert (drawn(house), codes(house)) == ({"PO-1": 4, "PO-2": 1}, [])


@pytest.mark.parametrize(
    ("second", "on", "day"),
    [({"workstreams": ["AAA-TWO"]}, "AAA-TWO", "10-06"), ({"from": "2026-10-15"}, "AAA-ONE", "10-20")],
    ids=["for another workstream", "of later days"],
)
def test_an_order_that_may_not_pay_for_the_work_never_does(second: Yaml, on: str, day: str) -> None:
    """The other work might move there, and this may not: it stays on its own, and that it has no room is told."""
    with house_of(with_orders({"number": "PO-2", "limit": "5000", **second})) as house:
        billed(house, on=on, day=day)
        became(house, 2, on=on, day=day)
        assert (drawn(house), codes(house)) == ({"PO-1": 5}, ["order_overdrawn"])


@pytest.mark.parametrize("second", [[], [{"number": "PO-2", "limit": "5000", "until": "2026-10-01"}]])
def test_an_order_that_is_no_more_or_has_ended_since_takes_nothing(second: list[Yaml]) -> None:
    with house_of(agency()) as house:
        billed(house)
        house.configure(with_orders(*second))
        became(house, 2)
        assert (drawn(house), codes(house)) == ({"PO-1": 5}, ["order_overdrawn"])


def test_what_comes_to_work_of_an_order_that_is_no_more_counts_on_the_one_that_is_open() -> None:
    with house_of(agency()) as house:
        billed(house)
        house.configure(agency(purchase_orders=[{"number": "PO-2", "limit": "5000"}]))
        became(house, 2)
        assert (drawn(house), codes(house)) == ({"PO-1": 4, "PO-2": 1}, [])


def test_an_order_whose_limit_was_raised_since_takes_it_whatever_the_other_has_left() -> None:
    with house_of(agency("400", "100")) as house:
        billed(house)
        house.configure(agency("1000", "100"))
        became(house, 2)
        assert (drawn(house), codes(house)) == ({"PO-1": 5}, [])


def test_an_order_that_later_months_used_up_since_takes_nothing() -> None:
    """By the plan that billed it there was room on the first order."""
    with house_of(agency("400")) as house:
        billed(house, other=2)
        bring(house, worked("11-02", HOUR, note="later"))
        house.run([NOVEMBER])
        house.bill()
        became(house, 2, other=2)
        assert (drawn(house), codes(house)) == ({"PO-1": 4, "PO-2": 1}, [])


def test_what_is_agreed_already_takes_room_before_what_is_agreed_after_it() -> None:
    with house_of(agency("400")) as house:
        billed(house, other=2)
        bring(house, worked("10-05", 2 * HOUR), worked("10-06", 3 * HOUR, note="other"))
        house.run([OCTOBER])
        house.correct("adjustment", entry_of(house), entry_of(house, "other"))
        house.run(ALL)
        assert (drawn(house), codes(house)) == ({"PO-1": 4, "PO-2": 1}, [])


def test_what_has_no_room_as_a_whole_counts_where_all_of_it_has() -> None:
    with house_of(agency("400")) as house:
        billed(house, 1, other=2)
        became(house, 3, other=2)
        assert (drawn(house), codes(house)) == ({"PO-1": 3, "PO-2": 2}, [])


def test_where_no_order_has_room_it_stays_on_its_own_and_that_is_told() -> None:
    with house_of(agency("400", "150")) as house:
        billed(house)
        bring(house, worked("11-02", HOUR, note="later"))
        house.run([NOVEMBER])
        house.bill()
        became(house, 2)
        assert (drawn(house), codes(house)) == ({"PO-1": 5, "PO-2": 1}, ["order_overdrawn"])


def test_where_work_without_room_is_billed_without_an_order_so_is_what_comes_to_it() -> None:
    with house_of(with_orders(when_order_is_used_up="bill without")) as house:
        billed(house)
        became(house, 2)
        assert (drawn(house), codes(house)) == ({"PO-1": 4}, [])
        assert totals(house)["a 2026-11"] == "100.00"


@pytest.mark.parametrize(
    ("hours", "left"), [(3, {"PO-1": 4, "PO-9": 1}), (1, {"PO-1": 3})], ids=["what comes to it", "what is taken back"]
)
def test_what_leaves_other_work_beyond_a_cap_counts_on_the_order_for_that(hours: int, left: dict[str, int]) -> None:
    capped: Yaml = {
        "cap": {"hours": "4", "beyond": "order PO-9"},
        "purchase_orders": [{"number": "PO-1"}, {"number": "PO-9"}],
    }
    with house_of(agency(**capped)) as house:
        billed(house, 2, other=2)
        became(house, hours, other=2)
        assert (drawn(house), codes(house)) == (left, [])


def test_what_is_taken_back_goes_where_the_correction_drew_that_had_brought_it() -> None:
    with house_of(agency()) as house:
        billed(house)
        became(house, 2)
        house.bill()
        became(house, 1)
        assert (drawn(house), codes(house)) == ({"PO-1": 4, "PO-2": 0}, [])
        house.bill()
        became(house, 0)
        assert (drawn(house), codes(house)) == ({"PO-1": 3, "PO-2": 0}, [])


@pytest.mark.parametrize(
    ("grown", "left"), [(2, {"PO-1": 2, "PO-2": 1}), (4, {"PO-1": 4, "PO-2": -1})], ids=["as much", "more"]
)
def test_what_no_order_has_all_of_goes_where_most_was_drawn(grown: int, left: dict[str, int]) -> None:
    """A line draws on one order. Where both have as much, it is that of the invoice."""
    with house_of(agency()) as house:
        billed(house)
        became(house, grown)
        house.bill()
        became(house, 0)
        assert drawn(house) == left
