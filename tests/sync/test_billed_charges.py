"""Charges that were billed and are stated otherwise now: what is billed stays, and people are asked about it once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.agencies import Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, DECEMBER, NOVEMBER, OCTOBER, codes, totals
from tests.sync.test_billed_before import billed, charged, left, said

ALL = (OCTOBER, NOVEMBER, DECEMBER)
CHANGED, GONE = "charge_changed_after_billing", "charge_gone"


def charge(key: str = "host", **more: object) -> Yaml:
    return {"id": key, "contract": "a", "workstream": "AAA-ONE", "description": "Hosting"} | more


def every(rhythm: str, amount: str, since: str = "2026-10-01", **more: object) -> Yaml:
    return charge(amount=amount, every=rhythm) | {"from": since} | more


def used(quantity: str, price: str = "1") -> Yaml:
    usage = [{"month": OCTOBER, "quantity": quantity}] + [{"month": each, "quantity": "0"} for each in ALL[1:]]
    return charge(unit_price=price, usage=usage, every="month") | {"from": "2026-10-01"}


def once(key: str = "host", day: str = "2026-10-01") -> Yaml:
    return charge(key, amount="100", on=day)


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        yield made


OCT, QUARTER, LATER = "2026-10-01 to 2026-10-31", "2026-10-01 to 2026-12-31", "2026-11-01 to 2027-01-31"
MONTHLY, QUARTERLY = every("month", "49"), every("quarter", "147")
IN_ARREARS = every("quarter", "147", day="last")
OVER = every("month", "49", "2026-09-01", until="2026-09-30")
TOLD = {
    "a month to a quarter": (MONTHLY, QUARTERLY, f"49.00 USD for {OCT}", f"147.00 USD for {QUARTER}"),
    "a quarter to a month": (QUARTERLY, MONTHLY, f"147.00 USD for {QUARTER}", f"147.00 USD in 3 parts for {QUARTER}"),
    "in arrears": (IN_ARREARS, MONTHLY, f"147.00 USD for {QUARTER}", f"147.00 USD in 3 parts for {QUARTER}"),
    "moved": (QUARTERLY, QUARTERLY | {"from": "2026-11-01"}, f"147.00 USD for {QUARTER}", f"147.00 USD for {LATER}"),
    "usage": (used("100"), used("150"), f"100.00 USD for {OCT}", f"150.00 USD for {OCT}"),
    "once to a month": (once(), every("month", "90"), "100.00 USD for 2026-10-01", f"90.00 USD for {OCT}"),
    "ended before": (MONTHLY, OVER, f"49.00 USD for {OCT}", "nothing for these days"),
}
"""What was billed, what is stated instead of it, and both as they are told."""


@pytest.mark.parametrize(("was", "now", "before", "instead"), TOLD.values(), ids=TOLD)
def test_what_is_stated_otherwise_than_it_was_billed_is_told_until_it_is_accepted(
    house: House, was: Yaml, now: Yaml, before: str, instead: str
) -> None:
    charged(house, was)
    house.run(ALL if was.get("day") else [OCTOBER])
    house.bill()
    charged(house, now)
    house.run(ALL)
    sentence = f"Charge host of Client a is billed, or closed, with {before}, and charges.yaml says {instead} now."
    assert said(house, CHANGED) == [sentence]
    house.decide("accept", house.issues()[0].id)
    house.run(ALL)
    if any(each.status == "draft" for each in house.drafts()):
        house.bill()
        house.run(ALL)
    assert (codes(house), left(house)) == ([CHANGED], []), "what was accepted is asked once, whatever is billed since"


def billed_up_to_december(house: House, was: Yaml) -> None:
    """October, November and December are billed."""
    billed(house, was)
    house.run(ALL)
    house.bill()


def test_a_charge_is_told_with_all_that_was_billed_of_it_at_once(house: House) -> None:
    billed_up_to_december(house, every("month", "49"))
    charged(house, every("quarter", "147"))
    house.run(ALL)
    assert said(house, CHANGED) == [
        "Charge host of Client a is billed, or closed, with 147.00 USD in 3 parts for 2026-10-01 to 2026-12-31, and "
        "charges.yaml says 147.00 USD for 2026-10-01 to 2026-12-31 now."
    ]
    charged(house, every("month", "49"))
    house.run(ALL)
    assert codes(house) == []


def test_what_another_id_bills_again_is_told_until_the_old_one_is_written_back(house: House) -> None:
    billed_up_to_december(house, every("month", "49"))
    charged(house, every("month", "49") | {"id": "host2"})
    house.run(ALL)
    assert said(house, GONE) == [
        "Charge host of Client a is billed, or closed, with 147.00 USD in 3 parts for 2026-10-01 to 2026-12-31, and "
        "charges.yaml has no charge with its id any more: under another id it is billed again."
    ]
    house.decide("accept", house.issues()[0].id)
    house.run(ALL)
    assert left(house) == []
    charged(house, every("month", "49"))
    house.run(ALL)
    assert codes(house) == []


def test_what_stands_on_a_draft_of_a_closed_month_is_told_as_well(house: House) -> None:
    charged(house, once())
    house.run([OCTOBER])
    charged(house, once("lic"))
    house.run([OCTOBER])
    assert codes(house) == [], "it is not settled, and was planned anew"
    house.close("a", OCTOBER)
    charged(house, once("lic2"))
    house.run(ALL)
    (asked,) = said(house, GONE)
    house.push(*[each.draft.id for each in house.drafts() if house.move("approve", each.draft.id)])
    house.run(ALL)
    assert said(house, GONE) == [asked]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (every("month", "49"), every("month", "59", description="Other words")),
        (every("month", "49"), every("month", "49", day="last")),
        (every("month", "49"), every("month", "49", "2026-09-01", until="2026-10-31")),
        (every("month", "49"), every("quarter", "147", "2026-11-01")),
        (used("100"), used("100.0", price="2")),
        (once(), once(day="2026-11-20")),
        (once(), every("month", "100", "2026-11-01")),
    ],
    ids=["price", "day", "dates", "later rhythm", "price of usage", "another day", "from then on"],
)
def test_what_bills_no_day_twice_and_leaves_none_out_is_not_asked_about(house: House, was: Yaml, now: Yaml) -> None:
    billed(house, was)
    charged(house, now)
    house.run(ALL)
    assert codes(house) == []


@pytest.mark.parametrize("then", ["leave", "write-off", "bill-again"])
def test_a_credited_charge_is_billed_no_more_and_may_be_written_anew(house: House, then: str) -> None:
    billed(house, once())
    note = house.credit("INV-0001", then).note
    house.move("approve", note.id)
    house.push(note.id)
    charged(house, once("lic"))
    house.run(ALL)
    assert (said(house, GONE), totals(house).get("a 2026-11", totals(house).get("a 2026-10"))) == ([], "100.00")
