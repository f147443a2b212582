"""What `tieout drift` shows of money adds up to the cent: in each row, and of several that are corrected in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

import pytest

from review.drift import Drift, to_json, to_sections
from sync.taking_back import in_turn
from tests.agencies import Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, contract, worked

PER_LINE: Yaml = {"rounding": {"to": "15 minutes", "direction": "up", "per": "line"}}
PER_ENTRY: Yaml = {"rounding": {"to": "15 minutes", "direction": "up", "per": "entry"}}
BY_ENTRY: Yaml = {"invoice": {"lines_by": "entry"}}
ORDER: Yaml = {"purchase_orders": [{"number": "PO-1", "limit": "200"}]}
TWO_ORDERS: Yaml = {
    "purchase_orders": [{"number": "PO-1", "limit": "40"}, {"number": "PO-2"}],
    "when_order_is_used_up": "next order",
}
DISCOUNT: Yaml = {"discounts": [{"name": "Partner", "percent": "10 %"}]}
MINIMUM: Yaml = {"minimum": {"amount": "80"}}
GROWN, SHRUNK = (1300, 1000, 1000), (1000, 700, 1000)


def rows(*seconds: int) -> list[Row]:
    """Three entries of a day, which share a line."""
    return [
        replace(worked("10-05", each, note=f"n{place}"), start=time(9 + place)) for place, each in enumerate(seconds)
    ]


def changed(house: House, *seconds: int) -> list[Drift]:
    """What changed, after a day of three times 1000 seconds was billed."""
    bring(house, *rows(1000, 1000, 1000))
    house.run([OCTOBER])
    house.bill()
    bring(house, *rows(*seconds))
    house.run([OCTOBER])
    return house.drift()


def cells(found: Sequence[Drift]) -> list[tuple[str, ...]]:
    """The columns of money, as they are shown."""
    table = to_sections(found)[0]
    first = table.headers.index(">billed")
    return [tuple(str(cell).removesuffix(" USD") for cell in row[first:]) for row in table.rows]


@pytest.mark.parametrize(
    ("terms", "now", "shown"),
    [
        ({}, GROWN, ("27.04", "35.15", "8.11")),
        ({}, SHRUNK, ("27.04", "18.92", "0.01", "-8.11")),
        (BY_ENTRY | PER_ENTRY, SHRUNK, ("48.67", "24.33", "-24.34")),
        (ORDER, GROWN, ("27.04", "35.15", "8.11")),
        (TWO_ORDERS, GROWN, ("27.04", "35.15", "8.11")),
        (TWO_ORDERS | BY_ENTRY, GROWN, ("27.04", "35.15", "-0.01", "8.10")),
        (TWO_ORDERS | BY_ENTRY, SHRUNK, ("27.04", "18.93", "-8.11")),
        (PER_LINE, GROWN, ("32.45", "38.34", "-5.89", "0.00")),
        (DISCOUNT, GROWN, ("27.04", "35.15", "-0.81", "7.30")),
        (MINIMUM, SHRUNK, ("27.04", "18.92", "7.01", "-1.11")),
    ],
)
def test_billed_and_now_and_what_is_beside_come_to_the_difference(
    terms: Yaml, now: tuple[int, ...], shown: tuple[str, ...]
) -> None:
    own = contract("a", "AAA-ONE", rate="97.33") | {"from": "2026-10-01"} | terms
    with house_of(replace(AGENCY, contracts=(own,))) as house:
        found = changed(house, *now)
        assert cells(found) == [shown]
        (row,) = to_json(found)
        beside = shown[2] if len(shown) == 4 else "0.00"
        assert (row["money_old"], row["money_new"], row["beside"], row["difference"]) == (*shown[:2], beside, shown[-1])


@pytest.mark.parametrize("terms", [{}, PER_LINE, MINIMUM, DISCOUNT])
def test_what_is_shown_before_several_are_corrected_is_what_they_come_to_then(terms: Yaml) -> None:
    own = contract("a", "AAA-ONE", rate="97.33") | {"from": "2026-10-01"} | terms
    with house_of(replace(AGENCY, contracts=(own,))) as house:
        changed(house, 400, 300, 200)
        with house.store.read() as tx:
            shown = in_turn(house.worker, tx, house.drift(), "adjustment")
        chosen = [each for each in shown if "adjustment" in [one.by for one in each.proposals]]
        done = house.correct("adjustment", *(each.entry.id for each in chosen))
        assert [each.difference for each in done] == [each.difference for each in chosen]
        house.run([OCTOBER, NOVEMBER])
        billed = sum(each.draft.total.minor for each in house.drafts())
        fresh = own | {"id": "b", "client": "Client b"}
    with house_of(replace(AGENCY, contracts=(fresh,))) as other:
        bring(other, *rows(400, 300, 200))
        other.run([OCTOBER])
        assert billed == sum(each.draft.total.minor for each in other.drafts())
