"""Customers and items made in ledgers on loopback: each once, whatever is lost on the way, and only what can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from config.loader import Configuration
from sandbox.quickbooks_admin import act
from sync.ledger_check import Checked, check_ledgers
from sync.new_names import Proposal, create, proposals
from tests.agencies import Yaml
from tests.laws.house import House
from tests.sync.ledgers import TWINS, QuickBooksTwin, Twin, XeroTwin, ledger_house
from tests.sync.pushing import contract

NEW = "Zephyr Works"
WRITES = {"xero": ("/api.xro/2.0/Contacts", "PUT"), "quickbooks": ("/company/9341453950123456/customer", "POST")}
LOST = ("before write", "after write", "before reply", "500 after write", "twice", "slow reply")


@pytest.fixture(params=sorted(TWINS))
def ledger(request: pytest.FixtureRequest) -> Iterator[tuple[House, Twin]]:
    with ledger_house(request.param) as (house, twin):
        bill(house, twin, customer=NEW)
        yield house, twin


@pytest.fixture
def quickbooks() -> Iterator[tuple[House, Twin]]:
    with ledger_house("quickbooks") as (house, twin):
        yield house, twin


def bill(house: House, twin: Twin, *more: Yaml, posting: Yaml | None = None, **to: Any) -> None:
    """One contract that bills so, and some others."""
    own = {**contract("a", "AAA-ONE"), "bill_to": to, "posting": posting or twin.posting}
    house.configure(replace(house.agency, contracts=(own, *more)))


def asked(house: House) -> tuple[Configuration, list[Checked]]:
    worker = house.worker
    return worker.configuration, check_ledgers(worker.outside, house.store, worker.today)


def made(house: House, *only: str) -> list[Proposal]:
    """What comes of it when a person says that what is missing shall be made."""
    return create(house.worker, proposals(*asked(house), only))


def names(twin: Twin) -> list[str]:
    """All customers in the twin's books."""
    if isinstance(twin, XeroTwin):
        return [each.name for each in twin.books.contacts.values()]
    assert isinstance(twin, QuickBooksTwin)
    return [each["FullyQualifiedName"] for each in twin.books.rows["Customer"].values()]


def fault(twin: Twin, kind: str, **more: Any) -> None:
    path, method = WRITES[twin.kind]
    twin.vendors.fault(twin.kind, kind, path, **{"method": method, "seconds": 400, **more})


def refusals(done: Sequence[Proposal]) -> list[str]:
    return [each.refused for each in done if each.refused]


@pytest.mark.parametrize("kind", LOST)
def test_whatever_is_lost_on_the_way_a_customer_is_made_once(ledger: tuple[House, Twin], kind: str) -> None:
    house, twin = ledger
    fault(twin, kind)
    (done,) = made(house)
    assert (done.refused, done.was_there) == ("", False)
    assert names(twin).count(NEW) == 1
    assert made(house) == [], "nothing is missing any more"


def test_while_nobody_knows_it_is_said_and_the_next_time_ends_it(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    fault(twin, "before write", times=0)
    (done,) = made(house)
    assert "nobody knows yet whether it was made" in done.refused
    twin.vendors.world.faults.clear()
    (done,) = made(house)
    assert done.made
    assert names(twin).count(NEW) == 1


def test_one_that_somebody_made_meanwhile_is_left_as_it_is(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    wanted = proposals(*asked(house))
    create(house.worker, wanted)
    (done,) = create(house.worker, wanted)
    assert done.was_there
    assert names(twin).count(NEW) == 1


def test_an_old_answer_under_the_same_key_makes_nobody_believe_that_it_is_there(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    made(house)
    if isinstance(twin, XeroTwin):
        twin.books.contact(NEW).name = "Zephyr Works Inc"
    elif isinstance(twin, QuickBooksTwin):
        (row,) = (each for each in twin.books.rows["Customer"].values() if each["DisplayName"] == NEW)
        row["DisplayName"] = row["FullyQualifiedName"] = "Zephyr Works Inc"
    (done,) = made(house, "a")
    assert "made it before" in done.refused
    assert sum("Zephyr" in each for each in names(twin)) == 1


@pytest.mark.parametrize("name", ["430fa14a-f945-44d3-9f97-5df5e28441b8", "4711"])
def test_what_looks_like_an_id_is_never_made_a_name(ledger: tuple[House, Twin], name: str) -> None:
    house, twin = ledger
    bill(house, twin, customer=name)
    assert "looks like an id" in refusals(made(house))[0]
    assert name not in names(twin)


def test_a_customer_of_two_currencies_is_made_by_a_person(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    euro = {**contract("b", "BBB-ONE"), "currency": "EUR", "bill_to": {"customer": NEW}, "posting": twin.posting}
    bill(house, twin, euro, customer=NEW)
    (done,) = made(house)
    assert "its contracts are in EUR and USD" in done.refused
    assert done.contracts == ("a", "b")
    assert NEW not in names(twin)


def test_items_are_made_where_that_is_simple_and_their_account_is_stated(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    account = {"xero": "Consulting Revenue", "quickbooks": "Consulting income"}[twin.kind]
    bill(house, twin, posting={**twin.posting, "item": "Night shifts", "account": account}, customer="Acme Corp")
    (done,) = made(house)
    if isinstance(twin, QuickBooksTwin):
        (row,) = (each for each in twin.books.rows["Item"].values() if each["Name"] == "Night shifts")
        assert (row["Id"], row["IncomeAccountRef"]["name"], row["Type"]) == (done.made, account, "Service")
        assert not [each for each in asked(house)[1] if each.needs]
    else:
        assert done.refused == "Tieout makes no items in Xero; add it there"


def test_an_item_without_an_account_is_made_by_a_person(quickbooks: tuple[House, Twin]) -> None:
    house, twin = quickbooks
    bill(house, twin, posting={"item": "Night shifts", "tax": "NON"}, customer="Acme Corp")
    assert "write account: beside it" in refusals(made(house))[0]


def test_customers_below_others_are_made_after_them(quickbooks: tuple[House, Twin]) -> None:
    house, twin = quickbooks
    above = {**contract("b", "BBB-ONE"), "bill_to": {"customer": NEW}, "posting": twin.posting}
    bill(house, twin, above, customer=f"{NEW}:Hangar")
    assert refusals(made(house)) == []
    assert {NEW, f"{NEW}:Hangar"} <= set(names(twin))
    bill(house, twin, customer="Nobody:Hangar two")
    assert "there is no active customer Nobody" in refusals(made(house))[0]


def test_a_name_that_a_vendor_has_is_refused_in_a_sentence(quickbooks: tuple[House, Twin]) -> None:
    house, twin = quickbooks
    assert isinstance(twin, QuickBooksTwin)
    twin.books.add("Vendor", {"DisplayName": NEW, "Active": True})
    bill(house, twin, customer=NEW)
    (why,) = refusals(made(house))
    assert "(6240)" in why
    assert "There is such a name already, of a customer, vendor or employee" in why


def test_a_currency_that_the_company_has_not_is_added_first(quickbooks: tuple[House, Twin]) -> None:
    house, twin = quickbooks
    assert isinstance(twin, QuickBooksTwin)
    swiss = {**contract("b", "BBB-ONE"), "currency": "CHF", "bill_to": {"customer": "Alpenglow AG"}}
    bill(house, twin, {**swiss, "posting": twin.posting}, customer="Acme Corp")
    assert "add the currency CHF" in refusals(made(house, "b"))[0]
    act(twin.books, "prefer", {"group": "CurrencyPrefs", "values": {"MultiCurrencyEnabled": False}})
    assert "keeps USD alone" in refusals(made(house, "b"))[0]
