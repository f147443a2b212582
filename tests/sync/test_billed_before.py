"""What was billed under another name: a code or an id that was changed makes nothing of the past due again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.agencies import Agency, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, codes, contract, totals

MONTHS = (OCTOBER, NOVEMBER)
TOLD = "billed_by_another_contract"
MILESTONE: Yaml = {"code": "M1", "description": "Report", "amount": "500", "due": "2026-10-15"}
HOSTING: Yaml = {"id": "host", "description": "Hosting", "amount": "49", "every": "month", "from": "2026-10-01"}


def care(code: str = "AAA-CARE", **terms: object) -> Yaml:
    """A retainer of 2000.00 a month, without hours."""
    stream: Yaml = {"code": code, "name": code, "billing": "retainer", "bill": "in arrears", "fee": "2000"}
    return stream | {"includes_hours": "0", "overage_rate": "250"} | terms


def by_the_hour(code: str = "AAA-ONE") -> Yaml:
    return {"code": code, "name": code, "billing": "time and materials"}


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


# ---- another contract ----


def test_a_retainer_that_moves_into_a_contract_of_its_own_is_not_billed_twice() -> None:
    moved = care(bill="in advance")
    with house_of(stated(agreed("a", by_the_hour(), moved))) as house:
        billed(house)
        assert totals(house) == {"a 2026-10": "4000.00"}
        then(house, agreed("a", by_the_hour()), agreed("c", moved))
        assert totals(house) == {"a 2026-10": "4000.00", "c 2026-11": "2000.00"}, "that of December alone"
        assert said(house) == [
            "Contract c states what contract a has billed or closed already, 4000.00 USD in all: AAA-CARE: October "
            "2026, AAA-CARE: November 2026. It is not billed a second time."
        ]
        then(house, agreed("a", by_the_hour()), agreed("c", moved) | {"from": "2026-12-01"})
        assert codes(house) == []


@pytest.mark.parametrize("client", ["Client a", "Client A, Inc."])
def test_a_contract_file_with_another_id_bills_no_month_again(client: str) -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        then(house, agreed("b", care(), client=client))
        assert totals(house) == {"a 2026-10": "2000.00", "b 2026-11": "2000.00"}
        assert len(said(house)) == 1
        house.run(MONTHS)
        assert totals(house) == {"a 2026-10": "2000.00", "b 2026-11": "2000.00"}


def test_nobody_is_asked_about_a_contract_that_has_ended_and_is_gone() -> None:
    with house_of(stated(agreed("a", care(), milestones=[MILESTONE | {"workstream": "AAA-CARE"}]))) as house:
        billed(house)
        then(house, agreed("b", care("BBB-CARE"), by_the_hour("BBB-ONE")))
        assert totals(house) == {"a 2026-10": "2500.00", "b 2026-10": "2000.00", "b 2026-11": "2000.00"}
        assert codes(house) == []


def test_what_was_credited_to_be_billed_again_is_billed_by_the_contract_that_has_it_now() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        note = house.credit("INV-0001", "bill-again").note
        house.move("approve", note.id)
        house.push(note.id)
        then(house, agreed("c", care()))
        assert said(house) == []
        assert totals(house)["c 2026-10"] == "2000.00"


@pytest.mark.parametrize(
    ("now", "again"),
    [({}, False), ({"code": "M2"}, True), ({"amount": "700"}, True)],
    ids=["as it was", "another code", "another amount"],
)
def test_a_milestone_that_moves_is_not_billed_twice_and_another_one_is(now: Yaml, again: bool) -> None:
    first, second = MILESTONE | {"workstream": "AAA-ONE"}, MILESTONE | {"workstream": "CCC-ONE"} | now
    with house_of(stated(agreed("a", by_the_hour(), milestones=[first]))) as house:
        billed(house)
        then(house, agreed("c", by_the_hour("CCC-ONE"), milestones=[second]))
        assert ("c 2026-10" in totals(house)) is again
        assert bool(said(house)) is not again


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
def test_a_charge_that_moves_to_another_contract_goes_on_there(client: str) -> None:
    with house_of(stated(agreed("a", by_the_hour()), agreed("c", by_the_hour("CCC-ONE"), client=client))) as house:
        billed(house, HOSTING | {"contract": "a", "workstream": "AAA-ONE"})
        moved = HOSTING | {"contract": "c", "workstream": "CCC-ONE"}
        charged(house, moved)
        house.run(MONTHS)
        assert totals(house) == {"a 2026-10": "49.00", "c 2026-11": "49.00"}
        assert len(said(house)) == 1
        charged(house, moved | {"from": "2026-11-01"})
        house.run(MONTHS)
        assert (totals(house), codes(house)) == ({"a 2026-10": "49.00", "c 2026-11": "49.00"}, [])


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


@pytest.mark.parametrize("now", [("a", "AAA-TWO"), ("c", "AAA-CARE")], ids=["another code", "another contract"])
def test_a_month_that_was_paid_under_another_name_is_not_brought_up_to_its_minimum_again(now: Sequence[str]) -> None:
    name, code = now
    with house_of(stated(agreed("a", care(minimum="2500")))) as house:
        billed(house)
        assert totals(house) == {"a 2026-10": "2500.00"}
        house.reopen("a", OCTOBER)
        then(house, agreed(name, care(code, minimum="2500")))
        assert totals(house) == {"a 2026-10": "2500.00", f"{name} 2026-11": "2500.00"}


def test_a_fee_that_was_written_off_stays_so_under_another_code() -> None:
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        note = house.credit("INV-0001", "write-off").note
        house.move("approve", note.id)
        house.push(note.id)
        then(house, agreed("a", care("AAA-TWO")))
        assert totals(house)["a 2026-11"] == "2000.00", "that of November"


@pytest.mark.parametrize("now", [("a", "AAA-TWO"), ("c", "AAA-CARE")], ids=["another code", "another contract"])
@pytest.mark.parametrize(("word", "due"), [("bill-again", 2), ("write-off", 1), ("billed-elsewhere", 1)])
def test_a_fee_on_a_void_invoice_waits_for_a_word_under_its_new_name(now: Sequence[str], word: str, due: int) -> None:
    name, code = now
    with house_of(stated(agreed("a", care()))) as house:
        billed(house)
        house.void(house.document("INV-0001"))
        then(house, agreed(name, care(code)))
        assert totals(house) == {f"{name} 2026-11": "2000.00"}
        (question,) = [issue for issue in house.issues() if issue.code == "charge_voided"]
        house.decide(word, question.id)
        house.run(MONTHS)
        assert codes(house) == []
        assert [item.draft.total.minor for item in house.drafts()] in ([200000] * due, [200000 * due])
