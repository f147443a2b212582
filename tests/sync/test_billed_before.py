"""What was billed under another name: by another contract or by another code, it is asked about."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from billing.issues import Issue
from billing.records import Contract, Item, Period
from billing.retainer_fees import fees_due
from review.exceptions import exceptions
from sync import billed_before
from tests.agencies import Agency, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, codes, contract, totals, worked

MONTHS = (OCTOBER, NOVEMBER)
TOLD, KEPT = "billed_by_another_contract", "fee_kept_back"
MILESTONE: Yaml = {"code": "M1", "description": "Report", "amount": "500", "due": "2026-10-15"}
HOSTING: Yaml = {"id": "host", "description": "Hosting", "amount": "49", "every": "month", "from": "2026-10-01"}


def care(code: str = "AAA-CARE", **terms: object) -> Yaml:
    """A retainer of 2000.00 a month, without hours."""
    stream: Yaml = {"code": code, "name": code, "billing": "retainer", "bill": "in arrears", "fee": "2000"}
    return stream | {"includes_hours": "0", "overage_rate": "250"} | terms


def by_the_hour(code: str = "AAA-ONE") -> Yaml:
    return {"code": code, "name": code, "billing": "time and materials"}


def block(code: str = "AAA-BANK", day: str = "2026-10-05") -> Yaml:
    """Ten hours that are bought on a day, for 1000.00."""
    bought = {"code": "B1", "description": "Ten hours", "hours": "10", "amount": "1000", "from": day}
    return {"code": code, "name": code, "billing": "prepaid", "overage_rate": "200", "blocks": [bought]}


def agreed(name: str, *streams: Yaml, client: str = "Client a", **more: object) -> Yaml:
    """A contract of a client."""
    return contract(name) | more | {"client": client, "from": "2026-10-01", "workstreams": list(streams)}


def stated(*contracts: Yaml) -> Agency:
    return replace(AGENCY, contracts=contracts)


def billed(house: House, *charges: Yaml) -> None:
    """October is run and billed, in January."""
    house.worker = replace(house.worker, clock=lambda: datetime(2027, 1, 5, 12, tzinfo=UTC))
    charged(house, *charges)
    house.run([OCTOBER])
    house.bill()


def charged(house: House, *charges: Yaml) -> None:
    (house.folder / "charges.yaml").write_text(json.dumps({"charges": list(charges)}))
    house.configure(house.agency)


def then(house: House, *contracts: Yaml) -> None:
    """The contracts are others now, and both months are run."""
    house.configure(stated(*contracts))
    house.run(MONTHS)


def said(house: House, code: str = TOLD) -> list[str]:
    return [issue.sentence for issue in house.issues() if issue.code == code]


def left(house: House) -> list[str]:
    """What is asked and nobody has accepted."""
    with house.store.read() as tx:
        return [issue.code for issue in exceptions(tx, None)]


def taken_back(house: House, how: str) -> None:
    """What stands of the first contract's October is credited or void, or its month is opened again."""
    if how == "reopen":
        house.reopen("a", OCTOBER)
    elif how == "void":
        house.void(house.document("INV-0001"))
    else:
        note = house.credit("INV-0001", how).note
        house.move("approve", note.id)
        house.push(note.id)


def questions(house: House) -> list[Issue]:
    return [issue for issue in house.issues() if issue.code == KEPT]


def in_all(house: House) -> str:
    """What all drafts and documents come to, credit notes too."""
    return str(sum(item.draft.total.decimal for item in house.drafts()))


# ---- another contract ----


def test_a_retainer_that_moves_into_a_contract_of_its_own_is_asked_about() -> None:
    moved = care(bill="in advance")
    with house_of(stated(agreed("a", by_the_hour(), moved))) as house:
        billed(house)
        assert totals(house) == {"a 2026-10": "4000.00"}
        then(house, agreed("a", by_the_hour()), agreed("c", moved))
        assert totals(house) == {"a 2026-10": "4000.00", "c 2026-10": "4000.00", "c 2026-11": "2000.00"}
        assert said(house) == [
            "Contract c bills AAA-CARE: October 2026, AAA-CARE: November 2026, 4000.00 USD in all, which contract a "
            "has billed or closed already."
        ]
        then(house, agreed("a", by_the_hour()), agreed("c", moved) | {"from": "2026-12-01"})
        assert (totals(house), codes(house)) == ({"a 2026-10": "4000.00", "c 2026-11": "2000.00"}, [])


def test_it_is_said_what_the_other_contract_has_billed_where_that_is_something_else() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("c", care(fee="3000")))
        (sentence,) = said(house)
        assert sentence.startswith("Contract c bills AAA-CARE: October 2026, 3000.00 USD in all,")
        assert sentence.endswith("has billed or closed already with 2000.00 USD.")


@pytest.mark.parametrize("client", ["Client a", "Client A, Inc."])
def test_a_contract_file_with_another_id_is_asked_about_until_that_is_accepted(client: str) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("b", care(), client=client))
        assert totals(house) == {"a 2026-10": "2000.00", "b 2026-10": "2000.00", "b 2026-11": "2000.00"}
        (question,) = house.issues()
        assert (question.code, question.month) == (TOLD, OCTOBER)
        house.decide("accept", question.id)
        house.run(MONTHS)
        assert left(house) == []
        house.bill()
        house.run(MONTHS)
        assert left(house) == [], "what is told of it is the same once it is billed"


@pytest.mark.parametrize("how", ["reopen", "bill-again", "write-off", "void"])
def test_nothing_is_asked_any_more_once_the_other_contract_has_not_billed_it(how: str) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        if how == "reopen":
            house.run([OCTOBER])
            house.close("a", OCTOBER)
        else:
            billed(house)
        then(house, agreed("c", care()))
        assert codes(house) == [TOLD]
        taken_back(house, how)
        house.run(MONTHS)
        assert TOLD not in codes(house)
        assert (totals(house)["c 2026-10"], totals(house)["c 2026-11"]) == ("2000.00", "2000.00")


def test_nothing_is_asked_any_more_once_the_other_contract_does_not_state_it() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("c", care()))
        assert codes(house) == [TOLD]
        then(house, agreed("c", care("CCC-CARE")))
        assert codes(house) == []


def test_a_renewal_in_the_middle_of_a_month_is_no_question() -> None:
    with house_of(stated(agreed("a", care(), until="2026-10-15"))) as house:
        billed(house)
        then(house, agreed("c", care()) | {"from": "2026-10-16"})
        assert (totals(house)["c 2026-10"], codes(house)) == ("1032.26", [])


@pytest.mark.parametrize(("day", "asked"), [("2026-10-05", True), ("2026-11-05", False)])
def test_a_block_that_another_contract_has_sold_brings_its_hours_only_if_it_is_billed(day: str, asked: bool) -> None:
    with house_of(stated(agreed("a", block()))) as house:
        billed(house)
        then(house, agreed("c", block(day=day)))
        assert totals(house) == {"a 2026-10": "1000.00", f"c {day[:7]}": "1000.00"}
        assert bool(said(house)) is asked


def test_nobody_is_asked_about_a_contract_that_has_ended_and_is_gone() -> None:
    with house_of(stated(agreed("a", care(), milestones=[MILESTONE | {"workstream": "AAA-CARE"}]))) as house:
        billed(house)
        then(house, agreed("b", care("BBB-CARE"), by_the_hour("BBB-ONE")))
        assert totals(house) == {"a 2026-10": "2500.00", "b 2026-10": "2000.00", "b 2026-11": "2000.00"}
        assert codes(house) == []


@pytest.mark.parametrize(
    ("now", "asked"),
    [({}, True), ({"code": "M2"}, False), ({"amount": "700"}, False)],
    ids=["as it was", "another code", "another amount"],
)
def test_a_milestone_that_moves_is_asked_about_and_another_one_is_not(now: Yaml, asked: bool) -> None:
    first, second = MILESTONE | {"workstream": "AAA-ONE"}, MILESTONE | {"workstream": "CCC-ONE"} | now
    with house_of(stated(agreed("a", by_the_hour(), milestones=[first]))) as house:
        billed(house)
        then(house, agreed("c", by_the_hour("CCC-ONE"), milestones=[second]))
        assert "c 2026-10" in totals(house)
        assert bool(said(house)) is asked


@pytest.mark.parametrize(("client", "amount"), [("Client A, Inc.", "500"), ("Client a", "520")])
def test_a_milestone_of_the_same_workstream_is_asked_about_whatever_client_and_amount_are_now(
    client: str, amount: str
) -> None:
    mine = MILESTONE | {"workstream": "AAA-ONE"}
    with house_of(stated(agreed("a", by_the_hour(), milestones=[mine]))) as house:
        billed(house)
        then(house, agreed("b", by_the_hour(), client=client, milestones=[mine | {"amount": amount}]))
        assert totals(house) == {"a 2026-10": "500.00", "b 2026-10": f"{amount}.00"}
        (sentence,) = said(house)
        assert sentence.startswith(f"Contract b bills Report, {amount}.00 USD in all, which contract a has billed")


def test_a_milestone_of_another_client_is_another_one() -> None:
    first, second = MILESTONE | {"workstream": "AAA-ONE"}, MILESTONE | {"workstream": "CCC-ONE"}
    with house_of(stated(agreed("a", by_the_hour(), milestones=[first]))) as house:
        billed(house)
        then(house, agreed("c", by_the_hour("CCC-ONE"), client="Client c", milestones=[second]))
        assert (totals(house)["c 2026-10"], codes(house)) == ("500.00", [])


def test_two_contracts_of_a_client_may_use_the_same_codes_of_milestones() -> None:
    both = [
        agreed("a", by_the_hour(), milestones=[MILESTONE | {"workstream": "AAA-ONE"}]),
        agreed("c", by_the_hour("CCC-ONE"), milestones=[MILESTONE | {"workstream": "CCC-ONE", "due": "2026-11-15"}]),
    ]
    with house_of(stated(*both)) as house:
        billed(house)
        then(house, *both)
        assert (totals(house), codes(house)) == ({"a 2026-10": "500.00", "c 2026-11": "500.00"}, [])


@pytest.mark.parametrize("client", ["Client a", "Client c"])
def test_a_charge_that_moves_to_another_contract_is_asked_about_until_it_goes_on_there(client: str) -> None:
    with house_of(stated(agreed("a", by_the_hour()), agreed("c", by_the_hour("CCC-ONE"), client=client))) as house:
        billed(house, HOSTING | {"contract": "a", "workstream": "AAA-ONE"})
        moved = HOSTING | {"contract": "c", "workstream": "CCC-ONE"}
        charged(house, moved)
        house.run(MONTHS)
        assert totals(house) == {"a 2026-10": "49.00", "c 2026-10": "49.00", "c 2026-11": "49.00"}
        assert said(house) == [
            "Contract c bills Hosting, 49.00 USD in all, which contract a has billed or closed already."
        ]
        charged(house, moved | {"from": "2026-11-01"})
        house.run(MONTHS)
        assert (totals(house), codes(house)) == ({"a 2026-10": "49.00", "c 2026-11": "49.00"}, [])


@pytest.mark.parametrize(("word", "asked"), [("billed-elsewhere", True), ("write-off", True), ("bill-again", False)])
def test_what_people_said_of_a_void_invoice_is_told_under_another_contract(word: str, asked: bool) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        taken_back(house, "void")
        house.run(MONTHS)
        (question,) = house.issues()
        house.decide(word, question.id)
        then(house, agreed("c", care()))
        assert totals(house)["c 2026-10"] == "2000.00"
        assert said(house) == asked * [
            "Contract c bills AAA-CARE: October 2026, 2000.00 USD in all, which contract a has billed or closed "
            "already; the invoice of AAA-CARE: October 2026 is void, and people said not to bill that again."
        ]


def test_what_people_said_of_a_void_invoice_of_a_charge_and_a_milestone_is_told_until_that_is_accepted() -> None:
    mine = agreed("a", by_the_hour(), milestones=[MILESTONE | {"workstream": "AAA-ONE"}])
    with house_of(stated(mine)) as house:
        billed(house, HOSTING | {"contract": "a", "workstream": "AAA-ONE", "until": "2026-10-31"})
        taken_back(house, "void")
        house.run(MONTHS)
        for question in house.issues():
            house.decide("billed-elsewhere", question.id)
        house.run(MONTHS)
        assert (totals(house), codes(house)) == ({}, [])
        charged(house)
        house.configure(stated(mine | {"id": "c"}))
        charged(house, HOSTING | {"contract": "c", "workstream": "AAA-ONE", "until": "2026-10-31"})
        house.run(MONTHS)
        (question,) = house.issues()
        assert question.sentence.startswith("Contract c bills Hosting, Report, 549.00 USD in all, which contract a has")
        house.decide("accept", question.id)
        assert left(house) == []


def test_what_a_contract_keeps_back_itself_is_no_question() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("c", care()))
        house.bill()
        house.void(house.document("INV-0002"))
        house.run([*MONTHS, "2026-12"])
        (question,) = house.issues()
        house.decide("billed-elsewhere", question.id)
        house.run([*MONTHS, "2026-12"])
        assert codes(house) == []


def test_what_was_accepted_of_a_charge_says_nothing_of_another_one_in_the_same_words() -> None:
    there, moved = {"contract": "a", "workstream": "AAA-ONE"}, {"contract": "c", "workstream": "CCC-ONE"}
    first, second = HOSTING | {"until": "2026-10-31"}, HOSTING | {"id": "host-b", "until": "2026-10-31"}
    with house_of(stated(agreed("a", by_the_hour()), agreed("c", by_the_hour("CCC-ONE")))) as house:
        billed(house, first | there, second | there)
        charged(house, first | moved, second | there)
        house.run(MONTHS)
        (question,) = house.issues()
        house.decide("accept", question.id)
        assert left(house) == []
        charged(house, first | there, second | moved)
        house.run(MONTHS)
        assert [(issue.id, issue.sentence) for issue in house.issues()] == [(question.id, question.sentence)]
        assert left(house) == [TOLD]


# ---- another code ----


def test_a_retainer_that_is_deleted_keeps_no_fee_of_one_back_that_was_billed_beside_it() -> None:
    support = care("AAA-TWO", fee="500")
    with house_of(stated(agreed("a", care(bill="in advance"), support))) as house:
        billed(house)
        then(house, agreed("a", support))
        assert totals(house)["a 2026-11"] == "500.00"


def test_a_code_that_was_changed_still_pays_for_its_months_once_the_new_one_is_billed() -> None:
    with house_of(stated(agreed("a", care(bill="in advance")))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO", bill="in advance")))
        house.bill()
        house.run([*MONTHS, "2026-12"])
        assert totals(house) == {"a 2026-10": "4000.00", "a 2026-11": "2000.00", "a 2026-12": "2000.00"}
        assert len(said(house, "workstream_gone")) == 1


def test_a_month_that_was_paid_under_another_code_is_not_brought_up_to_its_minimum_again() -> None:
    with house_of(stated(agreed("a", care(minimum="2500")))) as house:
        billed(house)
        assert totals(house) == {"a 2026-10": "2500.00"}
        house.reopen("a", OCTOBER)
        then(house, agreed("a", care("AAA-TWO", minimum="2500")))
        assert totals(house) == {"a 2026-10": "2500.00", "a 2026-11": "2500.00"}


def test_a_fee_that_was_paid_in_advance_under_another_code_says_nothing_of_the_minimum() -> None:
    with house_of(stated(agreed("a", care(bill="in advance", minimum="2500")))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO", bill="in advance", minimum="2500")))
        assert totals(house)["a 2026-11"] == "2500.00", "December's fee, and what is missing to November's minimum"


def test_fees_of_other_days_of_a_month_are_billed_beside_each_other() -> None:
    with house_of(stated(agreed("a", care(until="2026-10-15")))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO", fee="3100", **{"from": "2026-10-16"})))
        assert totals(house)["a 2026-11"] == "4700.00", "that of November, and 16 days of October"


def test_the_fee_of_a_month_keeps_no_block_back() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", block("AAA-TWO", day="2026-10-28")))
        assert totals(house)["a 2026-11"] == "1000.00"


def test_a_block_that_is_sold_under_another_code_now_is_not_billed_again() -> None:
    with house_of(stated(agreed("a", block()))) as house:
        billed(house)
        then(house, agreed("a", block("AAA-TWO")))
        assert totals(house) == {"a 2026-10": "1000.00"}


def test_a_fee_that_is_kept_back_is_told_with_what_it_is_taken_for_until_somebody_answers() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO", fee="2500")))
        assert totals(house)["a 2026-11"] == "2500.00", "that of November"
        (question,) = questions(house)
        assert question.sentence == (
            "AAA-TWO: October 2026 of AAA-TWO (2026-10-01 – 2026-10-31, 2500.00 USD) is kept back: it is taken for "
            "AAA-CARE: October 2026 of AAA-CARE (2026-10-01 – 2026-10-31, 2000.00 USD), which contract a has billed or "
            "closed already, and it has no AAA-CARE any more."
        )
        assert f"`tieout decide bill-again {question.id} --why …`" in question.remedy
        house.bill()
        assert [each.id for each in questions(house)] == [question.id], "the next month asks on"
        house.run([*MONTHS, "2026-12"])
        assert [each.id for each in questions(house)] == [question.id]
        house.decide("bill-again", question.id)
        house.run([*MONTHS, "2026-12"])
        assert (totals(house)["a 2026-12"], questions(house)) == ("5000.00", [])
        house.undo(house.rows("SELECT id FROM decision WHERE kind = 'bill-again'")[0][0])
        house.run([*MONTHS, "2026-12"])
        assert (totals(house)["a 2026-12"], len(questions(house))) == ("2500.00", 1)


@pytest.mark.parametrize("word", ["billed-elsewhere", "write-off"])
def test_what_is_said_to_be_the_same_fee_is_due_once_that_is_credited_to_be_billed_again(word: str) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO")))
        house.decide(word, *[each.id for each in questions(house)])
        house.run(MONTHS)
        assert (totals(house)["a 2026-11"], questions(house)) == ("2000.00", [])
        taken_back(house, "bill-again")
        house.run(MONTHS)
        assert (totals(house)["a 2026-11"], codes(house)) == ("4000.00", [])


def test_a_code_that_is_written_back_is_no_question() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO")))
        assert questions(house)
        then(house, agreed("a", care()))
        assert (totals(house), codes(house)) == ({"a 2026-10": "2000.00", "a 2026-11": "2000.00"}, [])


def test_two_codes_that_stood_beside_each_other_on_a_draft_alone_may_be_one() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", care(), care("AAA-TWO")))
        assert totals(house)["a 2026-11"] == "6000.00"
        then(house, agreed("a", care("AAA-TWO")))
        assert (totals(house)["a 2026-11"], len(questions(house))) == ("2000.00", 1)


@pytest.mark.parametrize("how", ["bill-again", "void"])
def test_a_month_that_is_billed_again_under_the_new_code_makes_no_other_month_due(how: str) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        for name in (NOVEMBER, "2026-12"):
            house.run([name])
            house.bill()
        house.configure(stated(agreed("a", care("AAA-TWO"))))
        house.run([*MONTHS, "2026-12"])
        taken_back(house, how)
        house.run([*MONTHS, "2026-12", "2027-01"])
        void = [each for each in questions(house) if "is void since" in each.sentence]
        assert len(void) == (how == "void")
        if void:
            house.decide("bill-again", void[0].id)
        house.run([*MONTHS, "2026-12", "2027-01"])
        house.bill()
        house.run([*MONTHS, "2026-12", "2027-01", "2027-02"])
        assert (len(questions(house)), in_all(house)) == (2, "10000.00"), "October to February, once each"


def test_a_code_that_was_changed_there_and_back_pays_for_its_months_once() -> None:
    with house_of(stated(agreed("a", care(bill="in advance")))) as house:
        billed(house)
        taken_back(house, "bill-again")
        then(house, agreed("a", care("AAA-TWO", bill="in advance")))
        house.bill()
        then(house, agreed("a", care(bill="in advance")))
        house.run(["2026-12"])
        assert in_all(house) == "8000.00", "October to January"


@pytest.mark.parametrize("beside", [True, False], ids=["agreed beside it", "agreed later"])
def test_a_retainer_that_moved_to_another_contract_keeps_no_fee_of_another_one_back(beside: bool) -> None:
    support = care("AAA-SUP", fee="900", **{"from": "2026-11-01"})
    first = (care(bill="in advance"), support) if beside else (care(bill="in advance"), by_the_hour())
    with house_of(stated(agreed("a", *first))) as house:
        billed(house)
        then(house, agreed("a", support), agreed("c", care(bill="in advance")) | {"from": "2026-12-01"})
        assert (totals(house)["a 2026-11"], codes(house)) == ("900.00", [])


def test_a_fee_is_released_once_the_code_that_it_is_taken_for_is_that_of_another_contract() -> None:
    support = care("AAA-SUP", fee="900", **{"from": "2026-11-01"})
    with house_of(stated(agreed("a", care(bill="in advance")))) as house:
        billed(house)
        then(house, agreed("a", support))
        assert len(questions(house)) == 1
        then(house, agreed("a", support), agreed("c", care(bill="in advance")) | {"from": "2026-12-01"})
        assert (totals(house)["a 2026-11"], codes(house)) == ("900.00", [])


STATED_AGAIN: dict[str, tuple[list[Yaml], list[Yaml], str]] = {
    "by it": ([care(**{"from": "2026-11-01"})], [], "4500.00"),
    "by another one of its client": ([], [agreed("c", care()) | {"from": "2026-11-01"}], "2500.00"),
    "by another client's": ([], [agreed("c", care(), client="Client z") | {"from": "2026-11-01"}], "2500.00"),
}


@pytest.mark.parametrize("word", ["billed-elsewhere", "write-off"])
@pytest.mark.parametrize(("own", "others", "november"), STATED_AGAIN.values(), ids=STATED_AGAIN)
def test_an_answer_holds_though_the_old_code_is_stated_again(
    own: list[Yaml], others: list[Yaml], november: str, word: str
) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO", fee="2500")))
        house.decide(word, *[each.id for each in questions(house)])
        then(house, agreed("a", care("AAA-TWO", fee="2500", name="Care and more"), *own), *others)
        assert (totals(house)["a 2026-11"], questions(house)) == (november, []), "October is answered"


def test_a_question_stays_though_another_client_has_the_code_that_the_fee_is_taken_for() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        another = agreed("c", care(), client="Client z") | {"from": "2026-11-01"}
        then(house, agreed("a", care("AAA-TWO", fee="2500")), another)
        assert (totals(house)["a 2026-11"], len(questions(house))) == ("2500.00", 1), "October is not answered"


@pytest.mark.parametrize(("code", "seeks"), [("AAA-CARE", False), ("AAA-NEW", True)], ids=["all stated", "one gone"])
def test_fees_of_the_past_are_sought_only_where_a_code_is_gone(
    code: str, seeks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[str] = []

    def seeking(contract: Contract, go_live: date, period: Period) -> list[tuple[str, Item]]:
        sought.append(period.name)
        return fees_due(contract, go_live, period)

    monkeypatch.setattr(billed_before, "fees_due", seeking)
    with house_of(stated(agreed("a", care(), care("AAA-TWO")))) as house:
        billed(house)
        then(house, agreed("a", care(code), care("AAA-TWO")))
        assert (bool(sought), len(questions(house))) == (seeks, int(seeks))


@pytest.mark.parametrize(("how", "since"), [("write-off", "written off since"), ("leave", "credited since")])
def test_a_fee_that_was_credited_for_good_is_asked_about_under_another_code(how: str, since: str) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        taken_back(house, how)
        then(house, agreed("a", care("AAA-TWO", fee="700")))
        assert totals(house)["a 2026-11"] == "700.00", "that of November"
        (question,) = questions(house)
        assert since in question.sentence
        house.decide("bill-again", question.id)
        house.run(MONTHS)
        assert (totals(house)["a 2026-11"], codes(house)) == ("1400.00", [])


@pytest.mark.parametrize("order", [1, -1])
def test_a_fee_keeps_one_other_back_the_one_of_its_amount(order: int) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", *[care("AAA-SEO", fee="700"), care("AAA-TWO")][::order]))
        assert totals(house)["a 2026-11"] == "3400.00", "both of November, and the other of October"
        (question,) = questions(house)
        assert question.sentence.startswith("AAA-TWO: October 2026")
        house.decide("write-off", question.id)
        house.run(MONTHS)
        assert (totals(house)["a 2026-11"], questions(house)) == ("3400.00", [])


@pytest.mark.parametrize("word", ["billed-elsewhere", "write-off"])
def test_an_answer_about_two_fees_holds_though_another_one_of_that_amount_is_agreed_later(word: str) -> None:
    two, three = care("AAA-TWO", fee="2500"), care("AAA-SEO")
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", two))
        house.decide(word, *[each.id for each in questions(house)])
        then(house, agreed("a", two, three))
        assert totals(house)["a 2026-11"] == "6500.00", "all of November, and October of the one that is new"
        assert questions(house) == []


def test_a_fee_that_is_said_to_be_another_one_leaves_the_question_to_a_later_one_of_its_amount() -> None:
    two = care("AAA-TWO", fee="2500")
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", two))
        house.decide("bill-again", *[each.id for each in questions(house)])
        then(house, agreed("a", two, care("AAA-SEO")))
        (question,) = questions(house)
        assert question.sentence.startswith("AAA-SEO: October 2026")


@pytest.mark.parametrize("order", [1, -1])
def test_a_fee_that_is_said_to_be_another_one_leaves_the_question_to_the_next_one(order: int) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("a", *[care("AAA-SEO", fee="1900"), care("AAA-TWO", fee="3000")][::order]))
        asked = []
        for november in ("7900.00", "6800.00", "9800.00"):
            asked += [each.sentence[:21] for each in questions(house)]
            assert totals(house)["a 2026-11"] == november, "all of November, and what of October is not asked about"
            house.decide("bill-again", *[each.id for each in questions(house)])
            house.run(MONTHS)
        assert asked == ["AAA-SEO: October 2026", "AAA-TWO: October 2026"]


def test_of_two_fees_that_are_gone_each_is_asked_about_one_that_is_due_until_it_is_neither() -> None:
    with house_of(stated(agreed("a", care(), care("AAA-OLD", fee="700")))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO", fee="1900")))
        for paid in ("2000.00 USD", "700.00 USD"):
            (question,) = questions(house)
            assert (dict(question.facts)["paid"], totals(house)["a 2026-11"]) == (paid, "1900.00")
            house.decide("bill-again", question.id)
            house.run(MONTHS)
        assert (totals(house)["a 2026-11"], questions(house)) == ("3800.00", [])


@pytest.mark.parametrize(("much", "little"), [("AAA-NEW", "AAA-TWO"), ("AAA-TWO", "AAA-NEW")])
def test_two_codes_that_are_changed_with_their_fees_are_each_taken_for_the_nearest(much: str, little: str) -> None:
    with house_of(stated(agreed("a", care(), care("AAA-OLD", fee="700")))) as house:
        billed(house)
        then(house, agreed("a", care(much, fee="2100"), care(little, fee="800")))
        asked = [dict(question.facts) for question in questions(house)]
        pairs = {str(each["amount"]): str(each["paid"]) for each in asked}
        assert pairs == {"2100.00 USD": "2000.00 USD", "800.00 USD": "700.00 USD"}


def test_a_fee_that_was_paid_for_a_part_of_its_days_is_told_with_the_days_of_both() -> None:
    with house_of(stated(agreed("a", care(until="2026-10-15")))) as house:
        billed(house)
        then(house, agreed("a", care("AAA-TWO", fee="3100")))
        (question,) = questions(house)
        assert "(2026-10-01 – 2026-10-31, 3100.00 USD)" in question.sentence
        assert "(2026-10-01 – 2026-10-15, 967.74 USD)" in question.sentence
        then(house, agreed("a", care("AAA-TWO", fee="3100", **{"from": "2026-10-16"})))
        assert (totals(house)["a 2026-11"], questions(house)) == ("4700.00", []), "16 days of October"


def test_what_was_added_up_to_a_minimum_under_another_code_is_given_back_for_late_work() -> None:
    with house_of(stated(agreed("a", care(minimum="2500")))) as house:
        billed(house)
        house.reopen("a", OCTOBER)
        house.configure(stated(agreed("a", care("AAA-TWO", minimum="2500"))))
        bring(house, worked("10-20", 7200, on="AAA-TWO"))
        house.run([OCTOBER])
        assert in_all(house) == "2500.00", "two hours at 250.00 are what was missing"


@pytest.mark.parametrize(("word", "due"), [("bill-again", 2), ("write-off", 1), ("billed-elsewhere", 1)])
def test_a_fee_on_a_void_invoice_waits_for_a_word_under_its_new_code(word: str, due: int) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        taken_back(house, "void")
        then(house, agreed("a", care("AAA-TWO")))
        assert totals(house) == {"a 2026-11": "2000.00"}
        (question,) = questions(house)
        house.decide(word, question.id)
        house.run(MONTHS)
        assert codes(house) == []
        assert [item.draft.total.minor for item in house.drafts()] in ([200000] * due, [200000 * due])
