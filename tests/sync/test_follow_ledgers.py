"""Following ledgers on loopback: what people did there is told for as long as it stands, and none of it is missed."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks_admin import act
from sync.pipeline import follow_ledgers
from tests.laws.house import House
from tests.sync.ledgers import Twin, ledger_house
from tests.sync.pushing import OCTOBER, ROWS, bring


def codes(house: House) -> set[str]:
    return {issue.code for issue in house.issues()}


def approved_with(twin: Twin, document: str, price: Decimal) -> str:
    """Somebody approves what is shown with another price on its first line, and the id of the invoice."""
    if twin.kind == "xero":
        twin.change_price(document, price)
        twin.approve(document)
        return document
    twin.approve(document)
    (made,) = [each.id for each in twin.there() if each.stage == "posted"]
    twin.change_price(made, price)
    return made


# ---- an amount that nobody planned ----


def test_what_was_approved_with_another_amount_is_told_until_it_is_right(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    made = approved_with(twin, twin.there()[-1].id, Decimal(10))
    for what_happens in (None, None, twin.pay):
        if what_happens:
            what_happens(made)
        follow_ledgers(house.worker)
        (issue,) = house.issues()
        assert issue.code == "document_differs"
        assert "it comes to 20.00 USD before tax there, and 200.00 USD was planned" in issue.sentence
    twin.change_price(made, Decimal(100))
    follow_ledgers(house.worker)
    assert "document_differs" not in codes(house)


def test_a_part_of_an_estimate_that_somebody_invoiced_is_told_and_the_next_part_does_not_hide_it() -> None:
    with ledger_house("quickbooks") as (house, twin):
        bring(house, *ROWS)
        house.push()
        shown = twin.there()[-1]
        twin.approve(shown.id)
        (first,) = [each.id for each in twin.there() if each.stage == "posted"]
        twin.change_price(first, Decimal(25))
        follow_ledgers(house.worker)
        assert codes(house) == {"document_differs"}
        act(twin.vendors.world.quickbooks, "convert", {"estimate": shown.id})
        (second,) = [each.id for each in twin.there() if each.stage == "posted" and each.id != first]
        twin.change_price(second, Decimal(75))
        follow_ledgers(house.worker)
        assert codes(house) == {"document_differs"}


# ---- what a list of changes leaves out ----


def test_what_is_voided_and_missing_in_the_list_of_changes_is_told_all_the_same() -> None:
    with ledger_house("xero") as (house, twin):
        bring(house, *ROWS)
        house.bill()
        gone, papers = twin.there()[-1], twin.vendors.world.xero.papers
        before = papers[gone.id].updated
        twin.vendors.time.timer.sleep(3600)
        follow_ledgers(house.worker)
        twin.void(gone.id)
        papers[gone.id].updated = before
        (followed,) = follow_ledgers(house.worker)
        assert any("voided or deleted" in each for each in followed.acts), followed
        house.run([OCTOBER])
        assert codes(house) == {"document_voided"}
        (followed,) = follow_ledgers(house.worker)
        assert (followed.seen, followed.acts) == (0, ()), "it is told once"
