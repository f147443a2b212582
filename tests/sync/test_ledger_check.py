"""What a check of ledgers on loopback says before the first push: where a name stands, and just what push refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sync.connecting import ENDED, NOT_CONNECTED
from sync.ledger_check import Checked, check_ledgers
from tests.agencies import Yaml
from tests.laws.house import House
from tests.sync.ledgers import BOOKS, TWINS, Twin, ledger_house
from tests.sync.pushing import bring, contract, refusals, row


@pytest.fixture(params=sorted(TWINS))
def ledger(request: pytest.FixtureRequest) -> Iterator[tuple[House, Twin]]:
    with ledger_house(request.param) as (house, twin):
        yield house, twin


def checked(house: House) -> Checked:
    (found,) = check_ledgers(house.worker.outside, house.store, house.worker.today)
    return found


def told(house: House) -> dict[str, tuple[str, bool]]:
    """What is said, by file and key."""
    found = checked(house).findings
    return {f"{each.problem.file} {each.problem.path}": (each.problem.message, each.blocks) for each in found}


def state(house: House, main: Yaml | None = None, **contract_: Any) -> None:
    """One contract, and more about the books."""
    own = {**contract("a", "AAA-ONE"), **contract_}
    books = house.agency.main["connectors"]
    changed = {**house.agency.main, "connectors": {**books, BOOKS: {**books[BOOKS], **(main or {})}}}
    house.configure(replace(house.agency, main=changed, contracts=(own,)))


def test_a_merged_customer_is_followed_where_the_ledger_tells_into_whom(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    state(house, bill_to={"customer": "Acme Corporation", "email": "ap@a.test"}, posting=twin.posting)
    words, blocks = told(house)["contracts/a.yaml bill_to.customer"]
    if twin.kind == "xero":
        assert words == "'Acme Corporation' was merged into 'Acme Corp' in Xero, which is billed; write that name"
        assert not blocks
    else:
        assert words.startswith("the customer 'Acme Corporation' is not active in QuickBooks Online")
        assert blocks
    bring(house, row(1))
    assert bool(refusals(house.bill())) == blocks


def test_names_of_the_books_are_told_where_they_stand_in_tieout_yaml(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    names = {"items": {"time": "CONSULT" if twin.kind == "xero" else "Consulting", "expense": "Meals"}, "tax": "Nope"}
    state(house, names, bill_to={"customer": "Acme Corp", "email": "ap@a.test"})
    found = told(house)
    assert "has no item 'Meals'" in found[f"tieout.yaml connectors.{BOOKS}.items.expense"][0]
    assert "has no tax 'Nope'" in found[f"tieout.yaml connectors.{BOOKS}.tax"][0]
    assert len(found) == 2, found


def test_what_is_not_stated_is_told_for_each_kind_of_line_that_will_come(ledger: tuple[House, Twin]) -> None:
    house, _ = ledger
    state(house, bill_to={"email": "ap@a.test"}, expenses={"markup": "5%"})
    found = [each.problem.message for each in checked(house).findings]
    assert sum("has no customer" in each for each in found) == 1
    for kind in ("time", "expense"):
        assert any(each.startswith(f"{kind} lines of AAA-ONE have no") for each in found), found
    assert not any("fee lines" in each or "milestone lines" in each for each in found)


def test_what_only_documents_of_a_ledger_know_is_told_besides_wrong_names(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    wrong = {"tracking": {"Region": "Nowhere", "Planet": "Mars", "Moon": "Io"}}
    state(house, bill_to={"customer": "Acme Corp", "email": "ap@a.test"}, posting={**twin.posting, **wrong})
    found = [each.problem.message for each in checked(house).findings]
    assert any("'Planet: Mars'" in each for each in found)
    own = "more than two tracking categories" if twin.kind == "xero" else "tracking Planet is unknown to QuickBooks"
    assert any(own in each for each in found), found


def test_books_that_nobody_signed_in_to_and_those_whose_sign_in_ended(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    (found,) = check_ledgers(house.worker.outside, None, house.worker.today)
    assert (found.standing.state, found.problem, found.needs) == (NOT_CONNECTED, "", False)
    time = twin.vendors.time
    time.passed += timedelta(days=200).total_seconds()
    found = checked(house)
    assert found.standing.state == ENDED
    assert f"tieout connect {BOOKS}" in found.problem
    assert found.needs


def test_a_contract_that_ended_long_ago_is_told_and_stops_nothing(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    for until, blocks in (("2026-10-31", True), ("2026-09-30", False)):
        gone: Yaml = {"from": "2026-01-01", "until": until}
        state(house, bill_to={"customer": "Nobody", "email": "ap@a.test"}, posting=twin.posting, **gone)
        assert told(house)["contracts/a.yaml bill_to.customer"][1] == blocks
        assert checked(house).needs == blocks


# ---- the law ----

_CUSTOMERS = ("Acme Corp", "Ember Retail Group", "Acme Corporation", "Oakfield Archive", "Nobody")
_NAMES: dict[str, dict[str, tuple[Any, ...]]] = {
    "xero": {
        "item": ("CONSULT", "Consulting", "", "PAPER", "Nothing"),
        "account": ("Consulting Revenue", "200", "", "Support Revenue (old)", "Advertising", "Nothing"),
        "tax": ("Tax on Sales", "NONE", "", "Tax on Purchases", "Old Tax on Sales"),
        "tracking": ({}, {"Region": "North"}, {"Region": "Overseas"}, {"Class": "Support"}),
        "currency": ("USD", "EUR", "CHF"),
        "terms": ("net 30", "net 29"),
    },
    "quickbooks": {
        "item": ("Consulting", "1", "", "Nothing", "Fixed fee"),
        "account": ("", "", "Consulting income", "Reimbursed expenses", "Checking"),
        "tax": ("NON", "TAX", "", "New York"),
        "tracking": ({}, {"Class": "Support"}, {"class": "Support"}, {"Class": "Nothing"}, {"Region": "North"}),
        "currency": ("USD", "EUR", "CHF"),
        "terms": ("net 30", "net 29", "net 30 end of month"),
    },
}


def _mostly(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(values[0]), st.sampled_from(values))


@st.composite
def stated(draw: st.DrawFn, kind: str) -> Yaml:
    """What a contract may say: most of it right, some of it wrong."""
    known = {key: draw(_mostly(values)) for key, values in _NAMES[kind].items()}
    posting = {key: known[key] for key in ("item", "account", "tax", "tracking") if known[key]}
    to = {"customer": draw(_mostly(_CUSTOMERS)), "email": "ap@a.test"}
    return {"bill_to": to, "currency": known["currency"], "terms": known["terms"], "posting": posting}


@pytest.mark.parametrize("kind", sorted(TWINS))
def test_a_check_stops_just_what_push_refuses(kind: str) -> None:
    seen: set[bool] = set()

    @settings(
        max_examples=12,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(stated(kind))
    def law(said: Yaml) -> None:
        with ledger_house(kind) as (house, _):
            state(house, **said)
            found = checked(house)
            bring(house, row(1))
            refused = refusals(house.bill())
            assert bool(refused) == found.needs, (said, refused, [str(each.problem) for each in found.findings])
            seen.add(found.needs)

    law()
    assert seen == {True, False}
