"""What a contract says of orders and deposits is changed after they were billed: what is too much then is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from mappings.placements import Placed, Placements
from review.deposits import deposits as deposits_of
from review.exceptions import exceptions
from tests.agencies import Agency, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, DECEMBER, MAIN, NOVEMBER, OCTOBER, bring, codes, contract, entry_of, totals, worked

FILES: Yaml = {"kind": "files", "numbering": {"prefix": "INV-", "next": 1001}}
NUMBERED = replace(AGENCY, main={**MAIN, "connectors": {**MAIN["connectors"], "books": FILES}})


def with_order(before: str, limit: str = "500") -> Agency:
    """A contract with an order, and what was billed on it before."""
    opening: Yaml = {"as_of": "2026-10-01", "orders": {"PO": before}}
    return _house(opening=opening, purchase_orders=[{"number": "PO", "limit": limit}])


def with_hours(limit: str) -> Agency:
    """A contract with an order in hours."""
    opening: Yaml = {"as_of": "2026-10-01", "order_hours": {"PO": "0"}}
    return _house(opening=opening, purchase_orders=[{"number": "PO", "limit_hours": limit}])


def with_deposit(paid: str) -> Agency:
    """A contract with a deposit that was paid before; half of each invoice uses it."""
    return _house(opening={"as_of": "2026-10-01", "deposits": paid}, use_deposits="50 %")


def without_deposit() -> Agency:
    """The contract without a deposit."""
    return _house(opening={"as_of": "2026-10-01"})


def without_opening() -> Agency:
    """A contract that states no opening, because it is younger than go-live."""
    return _house(**{"from": "2026-10-01"})


def _house(**more: Any) -> Agency:
    return replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **more),))


def with_own_deposit() -> Agency:
    """A contract that bills a deposit in October."""
    deposit = {"code": "D1", "workstream": "AAA-ONE", "description": "Deposit", "amount": "300", "due": "2026-10-02"}
    return _house(**{"from": "2026-10-01", "deposits": [deposit]})


def used(house: House) -> None:
    """That deposit is on October's invoice, and November's uses 200 of it."""
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    house.bill()
    bring(house, worked("11-03", 7200, note="later"))
    house.run([NOVEMBER])
    house.bill()


def sentences(house: House) -> list[str]:
    """What the exception report says."""
    return [issue.sentence for issue in house.issues()]


def billed(house: House) -> None:
    """Four hours at 100 are billed."""
    bring(house, worked("10-05", 14400))
    house.run([OCTOBER])
    house.bill()
    house.run([OCTOBER])
    assert codes(house) == []


@pytest.mark.parametrize(
    ("then", "now", "right"),
    [
        (with_order("0"), with_order("300"), with_order("100")),
        (with_order("0"), with_order("0", "200"), with_order("0")),
    ],
    ids=["more was billed before", "a lower limit"],
)
def test_an_order_of_which_too_much_is_drawn_is_told_until_it_is_right_again(
    then: Agency, now: Agency, right: Agency
) -> None:
    with house_of(then) as house:
        billed(house)
        for month in (OCTOBER, NOVEMBER):
            house.configure(now)
            house.run([month])
            assert codes(house) == ["order_overdrawn"]
            house.configure(right)
            house.run([month])
            assert codes(house) == []


def test_what_is_said_of_an_order_names_the_figures() -> None:
    with house_of(with_order("0")) as house:
        billed(house)
        house.configure(with_order("300"))
        house.run([NOVEMBER])
        assert sentences(house) == [
            "700.00 USD are billed on purchase order PO of Client a, 200.00 USD more than its 500.00 USD, "
            "counting the 300.00 USD of before Tieout."
        ]


def test_an_order_in_hours_is_told_in_hours() -> None:
    with house_of(with_hours("5")) as house:
        billed(house)
        house.configure(with_hours("3"))
        house.run([NOVEMBER])
        assert sentences(house) == ["4:00 h are billed on purchase order PO of Client a, 1:00 h more than its 3:00 h."]


def test_drafts_of_a_closed_month_draw_too_and_others_make_room() -> None:
    with house_of(with_order("0")) as house:
        bring(house, worked("10-05", 14400))
        house.run([OCTOBER])
        house.configure(with_order("300"))
        house.run([OCTOBER])
        assert codes(house) == ["order_used_up"]
        house.configure(with_order("0"))
        house.run([OCTOBER])
        house.close("a", OCTOBER)
        house.configure(with_order("300"))
        house.run([OCTOBER])
        assert codes(house) == ["order_overdrawn"]


def test_time_that_a_person_lets_be_billed_without_an_order_overdraws_none() -> None:
    with house_of(with_order("0", "200")) as house:
        bring(house, worked("10-05", 14400))
        house.run([OCTOBER])
        house.decide("accept", entry_of(house))
        house.run([OCTOBER])
        house.bill()
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == []


def test_a_deposit_of_which_too_much_is_used_is_told_until_it_is_right_again() -> None:
    with house_of(with_deposit("250")) as house:
        billed(house)
        house.configure(with_deposit("100"))
        house.run([NOVEMBER])
        assert sentences(house) == [
            "200.00 USD of Client a's deposit of before Tieout are used, paid back or kept, 100.00 USD more than the "
            "100.00 USD that contract a and its invoices say were paid."
        ]
        house.configure(with_deposit("200"))
        house.run([NOVEMBER])
        assert codes(house) == []


@pytest.mark.parametrize("now", [without_deposit(), without_opening()], ids=["nothing was paid", "no opening"])
def test_a_deposit_that_was_used_and_is_no_more_is_told(now: Agency) -> None:
    with house_of(with_deposit("250")) as house:
        billed(house)
        house.configure(now)
        house.run([NOVEMBER])
        assert codes(house) == ["deposit_overdrawn"]


def test_a_deposit_that_is_paid_back_and_was_less_is_told() -> None:
    with house_of(with_deposit("250")) as house:
        house.end_deposit("a", "pay-back", "opening", "the project is over")
        house.configure(with_deposit("100"))
        house.run([NOVEMBER])
        assert codes(house) == ["deposit_overdrawn"]


def test_a_deposit_whose_invoice_is_void_after_it_was_used_is_told() -> None:
    with house_of(with_own_deposit()) as house:
        used(house)
        house.run([NOVEMBER])
        assert codes(house) == []
        house.void(house.document("INV-1001"))
        house.run([OCTOBER, NOVEMBER])
        assert "deposit_overdrawn" in codes(house)


def test_a_deposit_that_was_paid_back_and_is_stated_no_more_is_told() -> None:
    with house_of(with_deposit("250")) as house:
        house.end_deposit("a", "pay-back", "opening", "the project is over")
        house.configure(without_opening())
        house.run([NOVEMBER])
        assert codes(house) == ["deposit_overdrawn"]


def test_a_deposit_that_is_credited_and_billed_again_is_the_same_deposit() -> None:
    with house_of(with_own_deposit()) as house:
        used(house)
        house.credit("INV-1001", "bill-again")
        while any(each.status == "draft" for each in house.drafts()):
            house.bill()
            house.run([OCTOBER, NOVEMBER, DECEMBER])
        assert "deposit_overdrawn" not in codes(house)
        with house.store.read() as tx:
            (row,) = deposits_of(tx, house.worker.configuration.contracts)
        assert (row.billed.minor, row.used.minor + row.on_drafts.minor) == (30000, 20000)


def test_what_was_billed_on_an_order_in_another_currency_draws_nothing_on_it() -> None:
    with house_of(with_order("0")) as house:
        billed(house)
        opening: Yaml = {"as_of": "2026-10-01", "orders": {"PO": "0"}}
        order = {"number": "PO", "limit": "300"}
        house.configure(_house(currency="EUR", opening=opening, purchase_orders=[order]))
        house.run([NOVEMBER])
        assert codes(house) == []


@pytest.mark.parametrize("limited", [{"limit": "300"}, {"limit_hours": "3"}], ids=["in money", "in hours"])
def test_a_correction_of_what_was_billed_on_an_order_takes_its_room_first(limited: Yaml) -> None:
    with house_of(_house(**{"from": "2026-10-01", "purchase_orders": [{"number": "PO", **limited}]})) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("10-05", 7200), complete=OCTOBER)
        house.run([OCTOBER])
        house.correct("adjustment", entry_of(house))
        bring(house, worked("11-02", note="fits"), worked("11-03", note="does not"))
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == ["order_used_up"]
        house.bill()
        house.run([NOVEMBER, DECEMBER])
        assert codes(house) == ["order_used_up"]
        assert sum(each.draft.total.minor for each in house.drafts()) == 30000


def test_an_order_that_is_overdrawn_with_reason_is_accepted_and_told_again_when_it_is_more() -> None:
    with house_of(with_order("0")) as house:
        billed(house)
        house.configure(with_order("300"))
        house.run([NOVEMBER])
        (issue,) = house.issues()
        house.decide("accept", issue.id)
        with house.store.read() as tx:
            assert exceptions(tx, None) == []
        house.configure(with_order("400"))
        house.run([NOVEMBER])
        with house.store.read() as tx:
            assert len(exceptions(tx, None)) == 1


@pytest.mark.parametrize(("limit", "opening"), [({"limit": "300"}, "orders"), ({"limit_hours": "3"}, "order_hours")])
def test_what_another_contract_billed_on_an_order_before_it_moved_is_told_until_the_opening_says_it(
    limit: Yaml, opening: str
) -> None:
    terms: Yaml = {"client": "Acme", "from": "2026-10-01"}
    on_order: Yaml = {"purchase_orders": [{"number": "PO", **limit}]}
    then = contract("a", "AAA-ONE", **terms, **on_order), contract("b", "BBB-ONE", **terms)
    now = contract("a", "AAA-ONE", **terms), contract("b", "BBB-ONE", **terms, **on_order)
    with house_of(replace(NUMBERED, contracts=then)) as house:
        bring(house, worked("10-05", 7200))
        house.run([OCTOBER])
        house.bill()
        house.configure(replace(NUMBERED, contracts=now))
        bring(house, worked("11-02", note="fits", on="BBB-ONE"))
        house.run([NOVEMBER])
        assert codes(house) == []
        bring(house, worked("11-03", note="does not", on="BBB-ONE"))
        house.run([NOVEMBER])
        assert codes(house) == ["order_overdrawn"]
        assert "counting drafts and the 2" in sentences(house)[0]
        used = {"as_of": "2026-10-01", opening: {"PO": "200" if opening == "orders" else "2"}}
        house.configure(replace(NUMBERED, contracts=(now[0], {**now[1], "opening": used})))
        house.run([NOVEMBER])
        assert codes(house) == ["order_used_up"]
        assert sum(each.draft.total.minor for each in house.drafts()) == 30000


def test_an_agreed_correction_that_an_order_has_no_room_for_is_told_before_it_is_billed() -> None:
    with house_of(_house(**{"from": "2026-10-01", "purchase_orders": [{"number": "PO", "limit": "300"}]})) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("11-02", 7200, note="since"))
        house.run([NOVEMBER])
        house.bill()
        bring(house, worked("10-05", 7200), complete=OCTOBER)
        house.run([OCTOBER])
        assert codes(house) == ["edited_after_billing"]
        house.correct("adjustment", entry_of(house))
        house.run([OCTOBER, DECEMBER])
        assert sentences(house) == [
            "400.00 USD are billed on purchase order PO of Client a, 100.00 USD more than its 300.00 USD, "
            "counting the 100.00 USD of corrections that are agreed and not billed yet."
        ]
        house.bill()
        house.run([DECEMBER])
        assert sentences(house) == [
            "400.00 USD are billed on purchase order PO of Client a, 100.00 USD more than its 300.00 USD."
        ]


def test_an_agreed_correction_counts_once_on_an_order_that_moved() -> None:
    """There drafts count, and the next one has the correction."""
    terms: Yaml = {"client": "Acme", "from": "2026-10-01"}
    on_order: Yaml = {"purchase_orders": [{"number": "PO", "limit": "400"}]}
    then = contract("a", "AAA-ONE", **terms, **on_order), contract("b", "BBB-ONE", **terms)
    now = contract("a", "AAA-ONE", **terms), contract("b", "BBB-ONE", **terms, **on_order)
    with house_of(replace(NUMBERED, contracts=then)) as house:
        bring(house, worked("10-05", 7200))
        house.run([OCTOBER])
        house.bill()
        house.configure(replace(NUMBERED, contracts=now))
        bring(house, worked("11-02", note="grows", on="BBB-ONE"))
        house.run([NOVEMBER])
        house.bill()
        bring(house, worked("11-02", 7200, note="grows", on="BBB-ONE"), complete=NOVEMBER)
        house.run([NOVEMBER])
        house.correct("adjustment", entry_of(house, "grows"))
        house.run([NOVEMBER, DECEMBER])
        assert codes(house) == []
        bring(house, worked("11-03", note="too much", on="BBB-ONE"))
        house.run([NOVEMBER, DECEMBER])
        assert codes(house) == ["order_overdrawn", "late"]
        assert "500.00 USD are billed" in sentences(house)[0]
        assert (
            "counting drafts and the 200.00 USD that another contract of the client billed on it."
            in sentences(house)[0]
        )


def test_what_was_corrected_long_ago_is_not_asked_for_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    of_entries = Placements.of_entries

    def noted(self: Placements, ids: Iterable[str]) -> dict[str, list[Placed]]:
        asked.append(1)
        return of_entries(self, ids)

    monkeypatch.setattr(Placements, "of_entries", noted)
    counts = []
    for entries in (1, 4):
        with house_of(with_order("0", limit="5000")) as house:
            for seconds in (3600, 7200):
                bring(house, *[worked(f"10-{day + 5:02}", seconds, note=f"n{day}") for day in range(entries)])
                house.run([OCTOBER])
                if seconds == 3600:
                    house.bill()
            house.correct("adjustment", *[entry_of(house, f"n{day}") for day in range(entries)])
            house.run([NOVEMBER])
            house.bill()
            house.run([NOVEMBER])
            assert totals(house)["a 2026-11 order PO"] == f"{entries}00.00"
            asked.clear()
            house.run([NOVEMBER])
            counts.append(len(asked))
    assert counts[0] == counts[1]
