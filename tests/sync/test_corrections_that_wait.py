"""A correction that was chosen for the next invoice, and a contract that cannot bill it there any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.agencies import Yaml
from tests.laws.house import House, house_of
from tests.laws.small import (
    AGENCY,
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    codes,
    contract,
    entry_of,
    states,
    totals,
    worked,
)

EURO: Yaml = {**contract("a", "AAA-ONE"), "currency": "EUR"}
RENAMED = contract("a", "AAA-NEW")
OTHER = contract("b", "BBB-ONE")


@pytest.fixture
def house() -> Iterator[House]:
    """Three hours of a were billed, and one of them was too much; b has an hour in November."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05", 3 * 3600), worked("11-02", on="BBB-ONE", note="other"))
        made.run([OCTOBER])
        made.bill()
        bring(made, worked("10-05", 2 * 3600))
        made.run([OCTOBER])
        yield made


def written(house: House, own: Yaml) -> None:
    """The contract a is written otherwise."""
    house.configure(replace(AGENCY, contracts=(own, OTHER)))


def ways(house: House) -> list[str]:
    """What can be done about what changed."""
    (found,) = house.drift()
    return [each.by for each in found.proposals]


@pytest.mark.parametrize(("own", "why"), [(EURO, "EUR"), (RENAMED, "no workstream AAA-ONE")], ids=["currency", "code"])
def test_it_is_told_and_the_month_is_billed_for_everybody_else(house: House, own: Yaml, why: str) -> None:
    house.correct("adjustment", entry_of(house))
    written(house, own)
    house.run([OCTOBER, NOVEMBER])
    (waits,) = [issue for issue in house.issues() if issue.code == "correction_waits"]
    said = dict(waits.facts)
    assert (said["amount"], said["document"], why in said["why"]) == ("-100.00 USD", "INV-0001", True)
    assert totals(house) == {"a 2026-10": "300.00", "b 2026-11": "100.00"}
    house.undo_correction(int(said["decision"]))
    house.run([OCTOBER, NOVEMBER])
    assert "correction_waits" not in codes(house)


def test_it_is_billed_once_the_contract_is_as_it_was(house: House) -> None:
    house.correct("adjustment", entry_of(house))
    written(house, EURO)
    house.run([OCTOBER, NOVEMBER])
    written(house, contract("a", "AAA-ONE"))
    house.run([OCTOBER, NOVEMBER])
    assert (totals(house)["a 2026-11"], codes(house)) == ("-100.00", [])


def test_it_is_not_proposed_where_the_next_invoice_is_in_another_currency(house: House) -> None:
    assert ways(house) == ["adjustment", "credit-note", "leave"]
    written(house, EURO)
    house.run([OCTOBER, NOVEMBER])
    assert ways(house) == ["credit-note", "leave"]
    house.correct("credit-note", entry_of(house))
    house.bill()
    house.run([OCTOBER, NOVEMBER])
    assert (codes(house), states(house)) == ([], {"billed": 2})


def test_it_is_told_on_when_its_month_is_closed(house: House) -> None:
    house.correct("adjustment", entry_of(house))
    written(house, EURO)
    house.run([OCTOBER, NOVEMBER])
    house.close("a", NOVEMBER)
    assert codes(house) == ["correction_waits"]
    house.run([OCTOBER, NOVEMBER, DECEMBER])
    assert codes(house) == ["correction_waits"]


@pytest.mark.parametrize(("hours", "told"), [(3, []), (4, ["edited_after_billing"])])
def test_it_is_told_no_more_once_it_has_lapsed(house: House, hours: int, told: list[str]) -> None:
    house.correct("adjustment", entry_of(house))
    written(house, EURO)
    house.run([OCTOBER, NOVEMBER])
    bring(house, worked("10-05", hours * 3600), worked("11-02", on="BBB-ONE", note="other"))
    house.run([OCTOBER, NOVEMBER])
    assert codes(house) == told
