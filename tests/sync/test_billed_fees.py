"""Fees once each: also when a code or a fee is changed after it was billed, or when a month was never run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.agencies import Agency, Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, DECEMBER, NOVEMBER, OCTOBER, codes, contract, totals, worked

MONTHS = (OCTOBER, NOVEMBER)


def care(*rows: Row, code: str = "AAA-ONE", since: str = "2026-10-01", **terms: object) -> Agency:
    stream: Yaml = {"code": code, "name": "Care", "billing": "retainer", "bill": "in arrears", "fee": "2000"}
    stream |= {"includes_hours": "8", "overage_rate": "250"} | terms
    return replace(AGENCY, contracts=(contract("a", code) | {"from": since, "workstreams": [stream]},)).with_rows(rows)


def said(house: House, code: str) -> list[str]:
    return [issue.sentence for issue in house.issues() if issue.code == code]


def test_a_code_that_is_changed_makes_no_fee_of_the_past_due_again() -> None:
    rows = (worked("10-05", 9 * 3600),)
    with house_of(care(*rows)) as house:
        house.bring_in()
        house.run([OCTOBER])
        house.bill()
        house.run(MONTHS)
        assert totals(house) == {"a 2026-10": "2250.00", "a 2026-11": "2000.00"}
        house.configure(care(*rows, code="AAA-TWO"))
        house.run(MONTHS)
        assert totals(house) == {"a 2026-10": "2250.00", "a 2026-11": "2000.00"}
        (sentence,) = said(house, "workstream_gone")
        assert sentence.startswith("Contract a no longer has the workstream AAA-ONE, for which 2250.00 USD are billed:")
        house.configure(care(*rows))
        house.run(MONTHS)
        assert totals(house) == {"a 2026-10": "2250.00", "a 2026-11": "2000.00"}
        assert "workstream_gone" not in codes(house)


def test_a_fee_that_is_not_owed_any_more_is_told_after_it_was_billed() -> None:
    with house_of(care(bill="in advance")) as house:
        house.run([OCTOBER])
        house.bill()
        house.run(MONTHS)
        assert codes(house) == []
        house.configure(care(bill="in advance", until="2026-10-31"))
        house.run(MONTHS)
        assert said(house, "fee_changed_after_billing") == [
            "The fee of AAA-ONE for 2026-11 is billed with 2000.00 USD, and contract a says 0.00 USD now."
        ]
        house.configure(care(bill="in advance", fee="2500"))
        house.run(MONTHS)
        assert len(said(house, "fee_changed_after_billing")) == 2


def test_a_retainer_that_becomes_time_and_materials_is_asked_about_the_fee_that_was_billed_in_advance() -> None:
    rows = (worked("11-02", 4 * 3600),)
    with house_of(care(bill="in advance")) as house:
        house.run([OCTOBER])
        house.bill()
        by_the_hour = replace(AGENCY, contracts=(contract("a", "AAA-ONE") | {"from": "2026-10-01"},)).with_rows(rows)
        house.configure(by_the_hour)
        house.bring_in()
        house.run(MONTHS)
        assert totals(house)["a 2026-11"] == "400.00"
        told = ["The fee of AAA-ONE for 2026-11 is billed with 2000.00 USD, and contract a says 0.00 USD now."]
        assert said(house, "fee_changed_after_billing") == told, "October was billed as a retainer's month"
        house.bill()
        house.run(MONTHS)
        assert said(house, "fee_changed_after_billing") == told, "November was not"


def test_the_only_retainer_of_a_contract_is_missed_once_its_fee_is_billed() -> None:
    with house_of(care(bill="in advance")) as house:
        house.run([OCTOBER])
        house.bill()
        house.configure(replace(AGENCY, contracts=(contract("a", "AAA-TWO"),)))
        house.run(MONTHS)
        (sentence,) = said(house, "workstream_gone")
        assert "AAA-ONE, for which 4000.00 USD are billed" in sentence


def test_a_retainer_that_another_contract_has_by_the_hour_now_is_missed() -> None:
    with house_of(care(bill="in advance")) as house:
        house.run([OCTOBER])
        house.bill()
        both = contract("a", "AAA-TWO"), contract("c", "AAA-ONE")
        house.configure(replace(AGENCY, contracts=both))
        house.run(MONTHS)
        assert codes(house) == ["workstream_gone"]


def test_fees_of_closed_months_are_not_asked_about_in_another_rhythm() -> None:
    with house_of(care(includes_hours="0")) as house:
        house.worker = replace(house.worker, clock=lambda: datetime(2027, 1, 5, 12, tzinfo=UTC))
        for name in (*MONTHS, DECEMBER):
            house.run([name])
            house.bill()
        quarterly = contract("a", "AAA-ONE", invoice={"every": "quarter"}) | {"from": "2026-10-01"}
        house.configure(replace(AGENCY, contracts=(quarterly,)))
        house.run([*MONTHS, DECEMBER, "2027-01"])
        assert codes(house) == []


def test_what_fell_due_in_a_month_that_was_not_run_is_told_until_it_is_run() -> None:
    with house_of(care(bill="in advance", since="2026-11-01")) as house:
        house.run([NOVEMBER, DECEMBER])
        assert said(house, "month_not_run") == [
            "2000.00 USD that Client a owes by contract a fell due in months that were not run since: 2026-10."
        ]
        house.run([OCTOBER, NOVEMBER, DECEMBER])
        assert "month_not_run" not in codes(house)


def test_a_month_that_is_still_to_come_was_not_missed() -> None:
    with house_of(care(bill="in advance")) as house:
        house.run([*MONTHS, "2027-01"])
        assert "month_not_run" not in codes(house)
        house.worker = replace(house.worker, clock=lambda: datetime(2027, 1, 5, 12, tzinfo=UTC))
        house.run(["2027-01"])
        assert len(said(house, "month_not_run")) == 1


def test_a_milestone_that_is_written_for_a_month_that_was_run_before_is_told() -> None:
    plain = replace(AGENCY, contracts=(contract("a", "AAA-ONE"),)).with_rows([worked("10-05")])
    due = {"code": "M1", "description": "Report", "amount": "500", "due": "2026-10-15", "workstream": "AAA-ONE"}
    with house_of(plain) as house:
        house.bring_in()
        house.run(MONTHS)
        house.configure(
            replace(plain, contracts=(contract("a", "AAA-ONE", milestones=[due]) | {"from": "2026-10-01"},))
        )
        house.run([NOVEMBER])
        assert len(said(house, "month_not_run")) == 1
        house.run(MONTHS)
        assert totals(house) == {"a 2026-10": "600.00"}
        assert "month_not_run" not in codes(house)


def test_running_an_earlier_month_again_does_not_hide_a_later_one_that_was_not_run() -> None:
    with house_of(care(bill="in advance")) as house:
        house.worker = replace(house.worker, clock=lambda: datetime(2027, 1, 5, 12, tzinfo=UTC))
        house.run([OCTOBER, DECEMBER])
        assert len(said(house, "month_not_run")) == 1
        house.run([OCTOBER])
        assert len(said(house, "month_not_run")) == 1
        house.run([NOVEMBER])
        assert "month_not_run" not in codes(house)


def test_a_period_that_must_not_be_billed_yet_is_not_missed() -> None:
    plain = care()
    waits = plain.contracts[0] | {"invoice": {"bill_after": "20 business days"}}
    with house_of(replace(plain, contracts=(waits,))) as house:
        house.run(MONTHS)
        assert "month_not_run" not in codes(house)


def test_a_block_of_hours_is_no_fee_that_was_changed_unless_it_was() -> None:
    block = {"code": "B1", "description": "Ten hours", "hours": "10", "amount": "1500", "from": "2026-10-05"}
    prepaid: Yaml = {"code": "AAA-ONE", "name": "Support", "billing": "prepaid", "blocks": [block]}

    def support(**other: str) -> Agency:
        stream = prepaid | {"blocks": [block | other]}
        return replace(AGENCY, contracts=(contract("a", "AAA-ONE") | {"from": "2026-10-01", "workstreams": [stream]},))

    with house_of(support()) as house:
        house.run([OCTOBER])
        house.bill()
        house.run(MONTHS)
        assert "fee_changed_after_billing" not in codes(house)
        house.configure(support(amount="1600"))
        house.run(MONTHS)
        (sentence,) = said(house, "fee_changed_after_billing")
        assert "1500.00 USD" in sentence and "1600.00 USD" in sentence


def test_a_code_that_is_gone_was_billed_in_two_currencies() -> None:
    rows = (worked("10-05", 3600), worked("11-02", 3600))
    with house_of(care(*rows)) as house:
        house.bring_in()
        house.run([OCTOBER])
        house.bill()
        swapped = replace(house.agency, contracts=(house.agency.contracts[0] | {"currency": "EUR"},))
        house.configure(swapped)
        house.run(MONTHS)
        house.bill()
        renamed = care(*rows, code="AAA-TWO")
        house.configure(replace(renamed, contracts=(renamed.contracts[0] | {"currency": "EUR"},)))
        house.run(MONTHS)
        (sentence,) = said(house, "workstream_gone")
        assert "2000.00 EUR and 2000.00 USD" in sentence


def test_a_fee_that_is_credited_is_not_billed_and_can_be_billed_anew() -> None:
    with house_of(care(bill="in advance")) as house:
        house.run([OCTOBER])
        house.bill()
        house.configure(care(bill="in advance", fee="2500"))
        house.run(MONTHS)
        before = len(said(house, "fee_changed_after_billing"))
        note = house.credit("INV-0001", "bill-again").note
        house.run(MONTHS)
        assert len(said(house, "fee_changed_after_billing")) == before > 0, "the note is not in the books yet"
        house.move("approve", note.id)
        house.push(note.id)
        house.run(MONTHS)
        assert said(house, "fee_changed_after_billing") == []
        assert sorted(item.draft.total.minor for item in house.drafts()) == [-400000, 400000, 750000]


def test_a_fee_of_a_code_that_is_gone_is_due_again_once_it_is_credited() -> None:
    with house_of(care(bill="in advance")) as house:
        house.run([OCTOBER])
        house.bill()
        house.configure(care(bill="in advance", code="AAA-TWO"))
        house.run([OCTOBER])
        assert len(said(house, "workstream_gone")) == 1
        house.move("approve", note := house.credit("INV-0001", "bill-again").note.id)
        house.push(note)
        house.run(MONTHS)
        assert codes(house) == []
        assert totals(house)["a 2026-11"] == "6000.00"
