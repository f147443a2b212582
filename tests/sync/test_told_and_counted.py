"""What a report leaves out, or counts twice, after a month was closed: usage, charges, hours and what is not billed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from billing.calendar import month
from billing.money import Money
from review.budgets import budgets
from review.decide import CannotDecide
from review.exceptions import counts, exceptions
from review.margin import House as Own
from review.margin import margins
from review.reductions import Off
from review.unbilled import unbilled
from review.wip import wip
from tests.agencies import Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, DECEMBER, MAIN, NOVEMBER, OCTOBER, bring, codes, contract, entry_of, totals, worked

FILES = {"kind": "files", "numbering": {"prefix": "INV-", "next": 1001}}
NUMBERED = replace(AGENCY, main={**MAIN, "connectors": {**MAIN["connectors"], "books": FILES}})
CHARGE: Yaml = {"id": "c1", "contract": "a", "workstream": "AAA-ONE", "description": "Licence"}
ONCE: Yaml = {**CHARGE, "amount": "50", "on": "2026-10-05"}
USAGE = [{"month": NOVEMBER, "quantity": 7}]
METERED: Yaml = {**CHARGE, "unit_price": "2", "every": "month", "from": "2026-10-01", "usage": USAGE}
HELD = replace(worked("10-06", 7200, note="held"), connector="harvest", code="AAA-ONE", start=None, approved="No")


def charged(house: House, charge: Yaml) -> None:
    """The operator writes a charge."""
    (house.folder / "charges.yaml").write_text(json.dumps({"charges": [charge]}))
    house.configure(house.agency)


def posted(house: House) -> None:
    """All drafts are approved and pushed."""
    house.move("approve", *(each.draft.id for each in house.drafts() if each.status == "draft"))
    house.push(*(each.draft.id for each in house.drafts() if each.status == "approved"))


def not_billed(house: House) -> int:
    """The cents that are not billed yet, by the report."""
    with house.store.read() as tx:
        return sum(row.value.minor for row in unbilled(tx) if row.value)


def hours_of(house: House) -> list[int]:
    """The seconds worked in October, by the report of margins."""
    own = Own(house.worker.configuration.contracts, "USD", {})
    with house.store.read() as tx:
        return [row.seconds for row in margins(tx, month(OCTOBER), own)]


def test_usage_that_is_missing_is_told_until_it_is_stated_whatever_was_closed() -> None:
    with house_of(NUMBERED) as house:
        charged(house, METERED)
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        posted(house)
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == ["usage_missing"]
        charged(house, {**METERED, "usage": [*USAGE, {"month": OCTOBER, "quantity": 3}]})
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == []
        assert totals(house)["a 2026-11"] == "20.00", "October's 6.00 late, beside November's own"


@pytest.mark.parametrize("kind", ["bill-again", "write-off", "billed-elsewhere"])
def test_what_was_decided_about_a_voided_charge_and_undone_counts_no_more(kind: str) -> None:
    with house_of(NUMBERED) as house:
        charged(house, ONCE)
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        posted(house)
        house.void(house.drafts()[0].draft.id)
        house.run([OCTOBER, NOVEMBER])
        (charge,) = [dict(each.facts)["charge"] for each in house.issues() if each.code == "charge_voided"]
        house.decide(kind, charge)
        house.run([NOVEMBER])
        assert "charge_voided" not in codes(house)
        ((number,),) = house.rows("SELECT max(id) FROM decision")
        house.undo(number)
        house.run([NOVEMBER])
        assert totals(house) == {}
        assert "charge_voided" in codes(house)


def test_held_time_of_a_closed_month_is_not_billed_once_and_only_until_it_is() -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"))
        bring(house, HELD)
        house.run([OCTOBER])
        found = [not_billed(house)]
        posted(house)
        found.append(not_billed(house))
        house.run([NOVEMBER])
        found.append(not_billed(house))
        house.decide("accept", entry_of(house, "held"))
        house.run([NOVEMBER])
        posted(house)
        house.run([OCTOBER, NOVEMBER])
        assert [*found, not_billed(house)] == [30000, 20000, 20000, 0]


def test_drafts_of_a_closed_month_are_not_billed_until_they_are_posted() -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"), worked("10-06", 1800, "BBB-ONE", "y"))
        bring(house, HELD)
        house.run([OCTOBER])
        found = [not_billed(house)]
        house.close("a", OCTOBER)
        found.append(not_billed(house))
        house.run([NOVEMBER])
        found.append(not_billed(house))
        house.decide("accept", entry_of(house, "held"))
        house.run([NOVEMBER])
        found.append(not_billed(house))
        posted(house)
        assert [*found, not_billed(house)] == [35000, 35000, 35000, 35000, 0]


def test_what_was_on_a_void_invoice_is_not_billed_at_once() -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        posted(house)
        assert not_billed(house) == 0
        house.void(house.drafts()[0].draft.id)
        assert not_billed(house) == 10000
        house.run([OCTOBER, NOVEMBER])
        assert not_billed(house) == 10000


@pytest.mark.parametrize("then", ["leave", "bill-again"])
def test_hours_that_a_credit_note_gives_back_were_worked_all_the_same(then: str) -> None:
    budget: Yaml = {"from": "2026-10-01", "budget": {"hours": "10", "of": "logged"}}
    with house_of(replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **budget),))) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        posted(house)
        house.credit(house.drafts()[0].draft.id, then)
        for step in (lambda: None, lambda: posted(house), lambda: house.run([OCTOBER]), lambda: house.run([NOVEMBER])):
            step()
            assert hours_of(house) == [3600]
            with house.store.read() as tx:
                assert [row.used for row in budgets(tx, house.worker.configuration.contracts)] == [3600]


def test_what_is_to_be_billed_again_is_in_progress_before_a_run_has_placed_it() -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        posted(house)
        house.credit(house.drafts()[0].draft.id, "bill-again")
        posted(house)
        with house.store.read() as tx:
            (row,) = wip(tx, date(2026, 11, 30), house.worker.configuration.contracts, date(2026, 10, 1))
        assert row.unvalued_seconds == 3600


def test_a_contract_without_its_file_has_its_margin() -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"), worked("10-06", 1800, "BBB-ONE", "y"))
        house.run([OCTOBER])
        posted(house)
        house.configure(replace(NUMBERED, contracts=NUMBERED.contracts[:1]))
        own = Own(house.worker.configuration.contracts, "USD", {})
        with house.store.read() as tx:
            found = margins(tx, month(OCTOBER), own)
        assert [(row.client, row.net.minor) for row in found] == [("Client a", 10000), ("Client b", 5000)]


def test_an_exception_that_was_accepted_is_counted_nowhere_until_it_says_something_else() -> None:
    budget: Yaml = {"from": "2026-10-01", "budget": {"hours": "1", "of": "logged", "alert_at": [50]}}
    with house_of(replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **budget),))) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        (issue,) = house.issues()
        with house.store.read() as tx:
            assert counts(tx) == {issue.code: 1}
        house.decide("accept", issue.id)
        with house.store.read() as tx:
            assert (counts(tx), exceptions(tx, None)) == ({}, [])
        bring(house, worked("10-06", 1800, note="y"))
        house.run([OCTOBER])
        with house.store.read() as tx:
            assert counts(tx) == {each.code: 1 for each in exceptions(tx, None)} != {}


def test_time_is_not_deferred_to_where_it_is_billed_anyway() -> None:
    by_quarter = contract("a", "AAA-ONE", invoice={"every": "quarter"})
    with house_of(replace(NUMBERED, contracts=(by_quarter,))) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER, NOVEMBER, DECEMBER])
        with pytest.raises(CannotDecide, match="2026-11 is billed together with 2026-10 under a; choose a later month"):
            house.decide("defer", entry_of(house), to=NOVEMBER)
        house.decide("defer", entry_of(house), to="2027-01")
        house.run([OCTOBER, NOVEMBER, DECEMBER])
        assert totals(house) == {}


@pytest.mark.parametrize("how", ["credit", "void"])
@pytest.mark.parametrize(
    ("more", "again"),
    [
        ({"minimum": {"amount": "500"}}, "500.00"),
        ({}, "60.00"),
        ({"discounts": [{"name": "Each month", "amount": "30"}]}, "70.00"),
    ],
    ids=["minimum", "goodwill", "discount"],
)
def test_what_was_agreed_for_a_month_is_told_when_its_invoice_is_taken_back(how: str, more: Yaml, again: str) -> None:
    with house_of(replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **more),))) as house:
        bring(house, worked("10-05"), worked("11-02", note="n"))
        house.run([OCTOBER])
        if not more:
            house.take_off("a", OCTOBER, Off("goodwill", amount=Decimal(40)), "a gift")
            house.run([OCTOBER])
        posted(house)
        invoice = house.drafts()[0].draft.id
        if how == "void":
            house.void(invoice)
            house.decide("bill-again", entry_of(house))
        else:
            house.credit(invoice, "bill-again")
            posted(house)
        house.run([OCTOBER, NOVEMBER])
        (issue,) = [each for each in house.issues() if each.code == "agreed_for_month"]
        assert issue.sentence.startswith("INV-1001 is taken back with what was agreed for 2026-10 as a whole (")
        house.reopen("a", OCTOBER)
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == []
        billed = {each.draft.total.minor for each in house.drafts() if each.draft.period == OCTOBER}
        assert Decimal(again) * 100 in billed, "the month is billed anew as it was agreed"


def test_a_discount_by_percentage_goes_with_its_work_to_whichever_month_bills_that_again() -> None:
    more: Yaml = {"discounts": [{"name": "Ten", "percent": "10 %"}]}
    with house_of(replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **more),))) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        posted(house)
        house.credit(house.drafts()[0].draft.id, "bill-again")
        posted(house)
        house.run([NOVEMBER])
        assert (codes(house), totals(house)["a 2026-11"]) == ([], "90.00")


def test_a_line_that_a_discount_reduced_with_others_is_not_credited_alone() -> None:
    more: Yaml = {"discounts": [{"name": "Ten", "percent": "10 %"}], "invoice": {"lines_by": "entry"}}
    with house_of(replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **more),))) as house:
        bring(house, worked("10-05"), worked("10-06", 7200, note="y"))
        house.run([OCTOBER])
        posted(house)
        invoice = house.drafts()[0].draft
        with pytest.raises(CannotDecide, match="credited alone, it would give back more than it cost"):
            house.credit(invoice.id, "bill-again", invoice.lines[0].id)
        house.credit(invoice.id, "bill-again")
        posted(house)
        house.run([NOVEMBER])
        assert sum(each.draft.total.minor for each in house.drafts()) == 27000


@pytest.mark.parametrize("of", [0, 1], ids=["what it was taken off", "what was taken off"])
def test_a_line_is_not_credited_without_what_a_person_took_off_it(of: int) -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, Off("write-down", percent=Decimal(10)), "agreed")
        house.run([OCTOBER])
        posted(house)
        invoice = house.drafts()[0].draft
        with pytest.raises(CannotDecide, match="credited alone, it would give back more than it cost"):
            house.credit(invoice.id, "leave", invoice.lines[of].id)
        assert house.credit(invoice.id, "leave").note.total.minor == -9000


def test_what_a_person_took_off_is_in_what_a_change_after_billing_comes_to() -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05", 7200))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, Off("write-down", percent=Decimal(10)), "agreed")
        house.run([OCTOBER])
        posted(house)
        bring(house, worked("10-05"), complete=OCTOBER)
        house.run([OCTOBER])
        (each,) = house.drift()
        assert each.difference is not None and each.difference.minor == -9000


def test_what_came_to_a_month_before_it_was_billed_is_in_what_a_change_comes_to() -> None:
    by_month: Yaml = {"rounding": {"to": "60 minutes", "direction": "up", "per": "line"}}
    with house_of(replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **by_month),))) as house:
        bring(house, worked("10-05", 1800))
        house.run([OCTOBER])
        bring(house, worked("10-06", 1800, note="y"))
        house.run([OCTOBER])
        posted(house)
        bring(house, worked("10-05", 3600), worked("10-06", 1800, note="y"), complete=OCTOBER)
        house.run([OCTOBER])
        (each,) = house.drift()
        assert each.difference is not None and each.difference.minor == 10000, "1:30 h are two, where 1:00 was one"


def test_a_change_after_billing_bills_nothing_else_that_waited_for_room() -> None:
    ordered: Yaml = {"from": "2026-10-01", "purchase_orders": [{"number": "PO", "limit": "300"}]}
    with house_of(replace(NUMBERED, contracts=(contract("a", "AAA-ONE", **ordered),))) as house:
        bring(house, worked("10-05", 7200), worked("10-06", 5400, note="waits"))
        house.run([OCTOBER])
        assert codes(house) == ["order_used_up"]
        posted(house)
        bring(house, worked("10-05", 3600), worked("10-06", 5400, note="waits"), complete=OCTOBER)
        house.run([OCTOBER])
        (each,) = house.drift()
        assert each.difference is not None and each.difference.minor == -10000
        house.correct("adjustment", each.entry.id)
        house.run([OCTOBER, NOVEMBER])
        posted(house)
        house.run([OCTOBER, NOVEMBER, DECEMBER])
        assert sum(item.draft.total.minor for item in house.drafts()) == 25000, "each hour once"


def test_what_is_deleted_under_a_minimum_is_no_credit_note_of_nothing() -> None:
    with house_of(replace(NUMBERED, contracts=(contract("a", "AAA-ONE", minimum={"amount": "500"}),))) as house:
        bring(house, worked("10-05"), worked("10-06", note="y"))
        house.run([OCTOBER])
        posted(house)
        bring(house, worked("10-06", note="y"), complete=OCTOBER)
        house.run([OCTOBER])
        (each,) = house.drift()
        assert each.difference is not None and each.difference.minor == 0
        assert [one.by for one in each.proposals] == ["leave"]


def test_what_could_not_be_taken_off_is_told_on_after_the_month_was_billed() -> None:
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, Off("goodwill", amount=Decimal(150)), "agreed")
        house.run([OCTOBER])
        assert codes(house) == ["reduction_not_used"]
        posted(house)
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == ["reduction_not_used"]
        (issue,) = house.issues()
        house.decide("accept", issue.id)
        with house.store.read() as tx:
            assert exceptions(tx, None) == []
        house.reopen("a", OCTOBER)
        bring(house, worked("10-06", 7200, note="more"))
        house.run([OCTOBER])
        assert codes(house) == [], "there is something to take it off now"


def test_what_is_said_of_charges_is_said_without_a_pause_when_a_month_is_closed() -> None:
    with house_of(NUMBERED) as house:
        charged(house, METERED)
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.close("a", OCTOBER)
        assert codes(house) == ["usage_missing"]
        charged(house, {**METERED, "usage": [*USAGE, {"month": OCTOBER, "quantity": 3}]})
        house.run([NOVEMBER])
        assert codes(house) == []


NOT_STATED: Yaml = {**METERED, "until": "2026-10-31", "usage": []}
ALL = (OCTOBER, NOVEMBER, DECEMBER)


@pytest.mark.parametrize("reopened", [False, True])
@pytest.mark.parametrize(("quantity", "billed"), [("0", 10000), ("3", 10600), ("", 10000)], ids=["0", "3", "no charge"])
def test_what_a_closed_month_asked_of_its_charges_ends_with_the_answer(
    quantity: str, billed: int, reopened: bool
) -> None:
    with house_of(NUMBERED) as house:
        charged(house, NOT_STATED)
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.close("a", OCTOBER)
        if reopened:
            house.reopen("a", OCTOBER)
        if quantity:
            charged(house, {**NOT_STATED, "usage": [{"month": OCTOBER, "quantity": quantity}]})
        else:
            (house.folder / "charges.yaml").unlink()
            house.configure(house.agency)
        house.run(ALL)
        assert codes(house) == []
        assert sum(each.draft.total.minor for each in house.drafts()) == billed


@pytest.mark.parametrize("between", [(), (NOVEMBER,), ALL], ids=["at once", "after the next", "after all"])
def test_a_month_that_is_opened_again_asks_again_of_its_charges(between: tuple[str, ...]) -> None:
    with house_of(NUMBERED) as house:
        charged(house, NOT_STATED)
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.close("a", OCTOBER)
        house.run(between)
        assert codes(house) == ["usage_missing"]
        house.reopen("a", OCTOBER)
        house.run(ALL)
        assert codes(house) == ["usage_missing"]


def test_a_voided_charge_is_asked_about_again_by_the_month_that_asked_before() -> None:
    with house_of(NUMBERED) as house:
        charged(house, ONCE)
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        posted(house)
        house.run([OCTOBER])
        house.void(house.document("INV-1001"))
        house.run([OCTOBER, NOVEMBER])
        house.close("a", NOVEMBER)
        house.run(ALL)
        assert codes(house).count("charge_voided") == 1
        house.reopen("a", NOVEMBER)
        house.run(ALL)
        assert codes(house).count("charge_voided") == 1


def test_a_voided_charge_waits_on_when_the_month_that_asks_about_it_is_closed() -> None:
    with house_of(NUMBERED) as house:
        charged(house, ONCE)
        bring(house, worked("10-05"), worked("11-03", note="november"))
        house.run([OCTOBER, NOVEMBER])
        posted(house)
        house.run([OCTOBER, NOVEMBER])
        house.void(house.document("INV-1001"))
        house.run([OCTOBER, NOVEMBER, DECEMBER])
        before = [issue.code for issue in house.issues()]
        assert "charge_voided" in before
        with house.store.read() as tx:
            (still_open,) = [row.period for row in tx.units.of() if row.contract == "a" and not row.closed]
        house.close("a", still_open)
        assert "charge_voided" in codes(house)
        house.reopen("a", OCTOBER)
        house.run([OCTOBER])
        assert codes(house).count("charge_voided") == 1


@pytest.mark.parametrize(
    ("by", "second"),
    [("adjustment", (20000, 5000, -13500)), ("credit-note", (10000, 5000, -4500))],
    ids=["in the place of one that is not billed", "beside one that is"],
)
def test_what_changed_is_shown_by_itself_and_the_difference_with_its_discount(
    by: str, second: tuple[int, int, int]
) -> None:
    discounted = contract("a", "AAA-ONE", discounts=[{"name": "Partner", "percent": "10 %"}])
    with house_of(replace(NUMBERED, contracts=(discounted,))) as house:
        bring(house, worked("10-05", 7200))
        house.run([OCTOBER])
        posted(house)
        for seconds, expected in ((3600, (20000, 10000, -9000)), (1800, second)):
            bring(house, worked("10-05", seconds), complete=OCTOBER)
            house.run([OCTOBER])
            (each,) = house.drift()
            assert each.money_new is not None and each.difference is not None
            assert (each.money_old.minor, each.money_new.minor, each.difference.minor) == expected
            house.correct(by, entry_of(house))
            if by == "credit-note":
                posted(house)
        house.run([OCTOBER, NOVEMBER])
        assert sum(each.draft.total.minor for each in house.drafts()) == 4500
        rules = [line.rate_rule for each in house.drafts() for line in each.draft.lines if line.kind == "correction"]
        old, new, difference = (Money(minor, "USD") for minor in second)
        assert f"became {new}, {difference} of its document" in rules[-1] and f"h, {old} became" in rules[-1]


def test_what_is_decided_to_be_a_duplicate_overlaps_nothing_any_more() -> None:
    twice = replace(worked("10-05", 1800, note="the same"), start=time(9, 15))
    with house_of(NUMBERED) as house:
        bring(house, worked("10-05"), twice)
        house.run([OCTOBER])
        assert codes(house) == ["overlapping"]
        house.decide("duplicate-of", entry_of(house, "the same"), of=entry_of(house))
        house.run([OCTOBER])
        assert (codes(house), totals(house)) == ([], {"a 2026-10": "100.00"})


@pytest.mark.parametrize("off", [Off("write-down", percent=Decimal(50)), Off("goodwill", amount=Decimal(50))])
def test_what_was_taken_off_a_month_is_told_while_its_contract_has_another_id(off: Off) -> None:
    renamed = replace(AGENCY, contracts=(contract("c", "AAA-ONE") | {"client": "Client a"}, *AGENCY.contracts[1:]))
    with house_of(AGENCY) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, off, "agreed")
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10": "50.00"}
        house.configure(renamed)
        house.run([OCTOBER])
        assert (totals(house), codes(house)) == ({"c 2026-10": "100.00"}, ["reduction_without_contract"])
        assert house.issues()[0].sentence.endswith("0.00 USD are taken off: there is no contract a any more.")
        house.run([OCTOBER])
        assert [issue.client for issue in house.issues()] == ["Client a"]
        house.configure(AGENCY)
        house.run([OCTOBER])
        assert (totals(house), codes(house)) == ({"a 2026-10": "50.00"}, [])


def test_what_was_taken_off_a_month_that_is_closed_is_told_as_not_used_once_its_contract_is_there_again() -> None:
    renamed = replace(AGENCY, contracts=(contract("c", "AAA-ONE"), *AGENCY.contracts[1:]))
    with house_of(AGENCY) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, Off("goodwill", amount=Decimal(10)), "agreed")
        house.configure(renamed)
        house.run([OCTOBER])
        house.close("a", OCTOBER)
        house.run([OCTOBER])
        assert codes(house) == ["reduction_without_contract"]
        house.configure(AGENCY)
        house.run([OCTOBER, NOVEMBER])
        (row,) = house.issues()
        assert (totals(house), row.code) == ({"a 2026-11": "100.00"}, "reduction_not_used")
        assert row.sentence.startswith("Of goodwill 1 (10.00 USD) on 2026-10 of Client a, 0.00 USD are taken off")
        assert "`tieout reopen 2026-10 --contract a --why …`" in row.remedy
        house.reopen("a", OCTOBER)
        house.run([OCTOBER, NOVEMBER])
        assert (totals(house), codes(house)) == ({"a 2026-10": "90.00"}, [])


def test_what_was_taken_off_is_taken_off_where_the_work_is_now_and_the_row_is_accepted() -> None:
    with house_of(AGENCY) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, Off("goodwill", amount=Decimal(10)), "agreed")
        house.configure(replace(AGENCY, contracts=(contract("c", "AAA-ONE"),)))
        house.run([OCTOBER])
        house.take_off("c", OCTOBER, Off("goodwill", amount=Decimal(10)), "agreed with a")
        house.decide("accept", house.issues()[0].id)
        house.run([OCTOBER])
        with house.store.read() as tx:
            assert (totals(house), exceptions(tx, None)) == ({"c 2026-10": "90.00"}, [])


@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_what_an_invoice_had_taken_off_is_no_question_though_its_contract_is_gone(currency: str) -> None:
    own = replace(NUMBERED, contracts=(contract("a", "AAA-ONE", currency=currency), contract("b", "BBB-ONE")))
    with house_of(own) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.take_off("a", OCTOBER, Off("write-down", amount=Decimal(10)), "agreed")
        house.run([OCTOBER])
        posted(house)
        house.reopen("a", OCTOBER)
        house.configure(replace(own, contracts=own.contracts[1:]))
        house.run([OCTOBER])
        assert "reduction_without_contract" not in codes(house)
