"""What a deposit paid for is corrected, credited or void: nobody pays twice, and nothing of the deposit is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.approvals import CannotMove
from review.decide import CannotDecide
from review.deposits import deposits
from tests.agencies import Agency, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, MAIN, NOVEMBER, OCTOBER, bring, codes, contract, entry_of, totals, worked

FILES: Yaml = {"kind": "files", "numbering": {"prefix": "INV-", "next": 1001}}
FIRST = "INV-1001"


def agency(*others: Yaml, **more: Any) -> Agency:
    """A contract with deposits, and others, in books that number."""
    main = {**MAIN, "connectors": {**MAIN["connectors"], "books": FILES}}
    return replace(AGENCY, main=main, contracts=(contract("a", "AAA-ONE", **more), *others))


def paid_before(deposit: str, *others: Yaml, **more: Any) -> Agency:
    """A deposit that was paid before Tieout."""
    return agency(*others, opening={"as_of": "2026-10-01", "deposits": deposit}, **more)


def billed(house: House) -> None:
    """Two hours at 100 are on an invoice."""
    bring(house, worked("10-05", 7200))
    house.run([OCTOBER])
    house.bill()


def becomes(house: House, hours: int, on: str = "AAA-ONE") -> None:
    """They are other hours now, or work for somebody else."""
    bring(house, worked("10-05", hours * 3600, on), complete=OCTOBER)
    house.run([OCTOBER])


def corrected(house: House, by: str) -> None:
    """That is corrected, and the next month billed."""
    house.correct(by, entry_of(house))
    house.run([OCTOBER, NOVEMBER])
    house.bill()


def lines_of(house: House, kind: str, period: str = OCTOBER) -> list[str]:
    """The lines of a kind on a month's drafts and invoices."""
    drafts = [item.draft for item in house.drafts() if item.draft.period == period and not item.draft.is_credit]
    return [line.id for draft in drafts for line in draft.lines if line.kind == kind]


def paid_by_client(house: House) -> str:
    """What all that is in the books comes to."""
    posted = [item.draft.total for item in house.drafts() if item.status == "posted"]
    return str(sum(each.decimal for each in posted))


@pytest.mark.parametrize(
    ("agency", "comes_to"),
    [(paid_before("250"), "50.00"), (paid_before("1000", use_deposits="50 %"), "150.00")],
    ids=["all that is left", "half of each invoice"],
)
def test_an_hour_more_on_what_a_deposit_paid_is_billed_whole_and_the_deposit_pays_its_part(
    agency: Agency, comes_to: str
) -> None:
    with house_of(agency) as house:
        billed(house)
        becomes(house, 3)
        assert [str(each.difference) for each in house.drift()] == ["100.00 USD"]
        corrected(house, "adjustment")
        assert paid_by_client(house) == comes_to


@pytest.mark.parametrize("by", ["adjustment", "credit-note"])
def test_an_hour_less_on_what_a_deposit_paid_is_the_clients(by: str) -> None:
    with house_of(paid_before("250")) as house:
        billed(house)
        becomes(house, 1)
        assert [str(each.difference) for each in house.drift()] == ["-100.00 USD"]
        corrected(house, by)
        assert paid_by_client(house) == "-100.00"


def test_what_a_deposit_paid_and_another_client_has_to_pay_is_credited_with_all_that_it_came_to() -> None:
    with house_of(paid_before("300", contract("b", "BBB-ONE"))) as house:
        billed(house)
        becomes(house, 2, on="BBB-ONE")
        (found,) = house.drift()
        assert [each.words for each in found.proposals if each.by == "credit-note"] == [
            f"a credit note of -200.00 USD for {FIRST}; it is then billed where it belongs"
        ]
        corrected(house, "credit-note")
        assert paid_by_client(house) == "-200.00"
        house.run([OCTOBER])
        assert totals(house)["b 2026-10"] == "200.00"


def test_what_a_deposit_paid_is_not_credited_without_the_work_that_it_paid_for() -> None:
    """The client would have to pay such a credit note, and ledgers would give it to the client."""
    with house_of(paid_before("250")) as house:
        billed(house)
        with pytest.raises(CannotDecide, match=r"would come to 200\.00 USD, for the client to pay; credit the work"):
            house.credit(FIRST, "leave", *lines_of(house, "deposit used"))
        assert house.credit(FIRST, "leave").note.total.minor == 0


def test_an_invoice_below_zero_is_not_credited() -> None:
    with house_of(agency()) as house:
        billed(house)
        becomes(house, 1)
        corrected(house, "adjustment")
        assert totals(house)["a 2026-11"] == "-100.00"
        with pytest.raises(CannotDecide, match=r"would come to 100\.00 USD.* as a charge"):
            house.credit("INV-1002", "leave")


def billed_in_advance() -> Agency:
    """A contract that bills a deposit of 300 in October, and each workstream on an invoice of its own."""
    deposit = {"code": "D1", "workstream": "AAA-ONE", "description": "Deposit", "amount": "300", "due": "2026-10-02"}
    both = contract("a", "AAA-ONE", "AAA-TWO", deposits=[deposit], invoice={"one_per": "workstream"})
    return replace(agency(), contracts=(both | {"from": "2026-10-01"},))


def using(house: House) -> str:
    """The deposit is in the books, and an approved draft of November uses 200 of it."""
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    house.bill()
    bring(house, worked("11-03", 7200, note="later"))
    house.run([NOVEMBER])
    (draft,) = [item.draft.id for item in house.drafts() if item.status == "draft"]
    house.move("approve", draft)
    assert lines_of(house, "deposit used", NOVEMBER)
    return draft


def pushed(house: House, draft: str) -> bool:
    """Whether a draft may go into the books."""
    return not house.push(draft)[0].refused


def test_what_was_to_be_paid_from_a_deposit_that_is_void_is_planned_anew_first() -> None:
    with house_of(billed_in_advance()) as house:
        draft = using(house)
        house.void(FIRST)
        assert not pushed(house, draft)
        house.run([OCTOBER, NOVEMBER])
        assert totals(house)["a 2026-11 workstream AAA-ONE"] == "200.00"


def test_a_supplement_of_the_deposits_own_month_is_planned_anew_too() -> None:
    with house_of(billed_in_advance()) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.bill()
        house.reopen("a", OCTOBER)
        bring(house, worked("10-06", note="more"))
        house.run([OCTOBER])
        (draft,) = [item.draft.id for item in house.drafts() if item.status == "draft"]
        house.move("approve", draft)
        house.void(FIRST)
        assert not pushed(house, draft)


def test_so_is_a_draft_whose_month_another_invoice_has_closed() -> None:
    with house_of(billed_in_advance()) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("11-02", on="AAA-TWO", note="first"), worked("11-03", 7200, note="later"))
        house.run([NOVEMBER])
        drafts = {item.draft.part: item.draft.id for item in house.drafts() if item.status == "draft"}
        house.move("approve", *drafts.values())
        assert pushed(house, drafts["workstream AAA-TWO"])
        house.void(FIRST)
        house.run([OCTOBER, NOVEMBER])
        assert len(told_to_reopen(house)) == 1
        assert not pushed(house, drafts["workstream AAA-ONE"])
        house.reopen("a", NOVEMBER)
        house.run([NOVEMBER])
        assert totals(house)["a 2026-11 workstream AAA-ONE"] == "200.00"


def told_to_reopen(house: House) -> list[str]:
    """What the exceptions about drafts of closed months say is to be done."""
    return [issue.remedy for issue in house.issues() if issue.code == "closed_draft_outdated"]


REOPEN = "tieout reopen 2026-11 --contract a --why …"


def test_a_draft_of_a_closed_month_that_is_out_of_date_is_told_until_the_month_is_reopened_and_run() -> None:
    with house_of(billed_in_advance()) as house:
        draft = using(house)
        house.close("a", NOVEMBER)
        house.credit(FIRST, "leave", *lines_of(house, "deposit"))
        house.undo_correction(house.rows("SELECT max(id) FROM decision WHERE kind = 'credit'")[0][0])
        house.run([OCTOBER, NOVEMBER])
        (remedy,) = told_to_reopen(house)
        assert remedy.startswith(f"`{REOPEN}`, then `tieout run --period 2026-11`")
        assert house.push(draft)[0].refused.endswith(REOPEN)
        with pytest.raises(CannotMove, match=r"so first: tieout reopen 2026-11 --contract a"):
            house.move("approve", draft)
        house.reopen("a", NOVEMBER)
        house.run([OCTOBER, NOVEMBER])
        assert told_to_reopen(house) == []
        house.move("approve", *[item.draft.id for item in house.drafts() if item.status == "draft"])
        assert not [each for each in house.push() if each.refused]
        assert paid_by_client(house) == "400.00"


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("is_run", [False, True], ids=["", "run"])
def test_a_held_draft_is_not_released_with_a_deposit_that_is_void(closed: bool, is_run: bool) -> None:
    with house_of(billed_in_advance()) as house:
        draft = using(house)
        house.move("hold", draft)
        if closed:
            house.close("a", NOVEMBER)
        house.void(FIRST)
        if is_run:
            house.run([OCTOBER, NOVEMBER])
        (released,) = house.move("release", draft)
        assert released.status == "outdated" or str(released.draft.total) == "200.00 USD"
        if closed:
            assert REOPEN in house.push(draft)[0].refused
            house.reopen("a", NOVEMBER)
        house.run([OCTOBER, NOVEMBER])
        assert totals(house)["a 2026-11 workstream AAA-ONE"] == "200.00"


def test_a_held_draft_of_a_closed_month_is_released_with_the_deposit_that_it_has() -> None:
    with house_of(billed_in_advance()) as house:
        draft = using(house)
        house.move("hold", draft)
        house.close("a", NOVEMBER)
        house.move("release", draft)
        house.move("approve", draft)
        assert pushed(house, draft)


def test_what_a_credit_note_takes_back_in_advance_pays_for_nothing_from_the_day_it_is_written() -> None:
    with house_of(billed_in_advance()) as house:
        draft = using(house)
        note = house.credit(FIRST, "leave", *lines_of(house, "deposit")).note.id
        assert not pushed(house, draft)
        house.run([OCTOBER, NOVEMBER])
        assert totals(house)["a 2026-11 workstream AAA-ONE"] == "200.00"
        with house.store.read() as tx:
            assert [str(row.left) for row in deposits(tx, house.worker.configuration.contracts)] == ["0.00 USD"]
        house.undo_correction(house.rows("SELECT max(id) FROM decision WHERE kind = 'credit'")[0][0])
        house.run([OCTOBER, NOVEMBER])
        assert totals(house)["a 2026-11 workstream AAA-ONE"] == "0.00"
        assert note not in {item.draft.id for item in house.drafts()}


@pytest.mark.parametrize(
    ("limit", "told", "november"),
    [("500", ["order_used_up"], {}), ("800", [], {"a 2026-11 order PO": "0.00"})],
    ids=["as agreed", "with the rest of the deposit"],
)
def test_an_order_has_room_for_what_a_deposit_on_it_pays_once_its_limit_has_the_rest_of_that(
    limit: str, told: list[str], november: dict[str, str]
) -> None:
    deposit = {"code": "D1", "workstream": "AAA-ONE", "description": "Deposit", "amount": "300", "due": "2026-10-02"}
    order = {"number": "PO", "limit": limit}
    with house_of(agency(deposits=[deposit], purchase_orders=[order], **{"from": "2026-10-01"})) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("11-02", 7200, note="later"))
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == told
        assert totals(house) == {"a 2026-10 order PO": "400.00"} | november
