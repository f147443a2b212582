"""What people want billed again after a credit note or a void invoice, once no contract states it any more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from billing import charges
from billing.ids import stable_id
from review.exceptions import exceptions
from tests.agencies import Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, DECEMBER, NOVEMBER, OCTOBER, bring, codes, contract, totals, worked

MONTHS = (OCTOBER, NOVEMBER, DECEMBER)
DONE: Yaml = {"code": "M1", "workstream": "AAA-ONE", "description": "Done", "amount": "500", "due": "2026-10-20"}
AWAITED = {name: value for name, value in DONE.items() if name != "due"}
SEATS: Yaml = {"id": "seats", "workstream": "AAA-ONE", "description": "Seats", "amount": "500", "on": "2026-10-20"}
CARE: Yaml = {"billing": "retainer", "bill": "in arrears", "fee": "500", "includes_hours": "8", "overage_rate": "250"}


def written(
    house: House, what: str, name: str = "a", months: Sequence[str] = MONTHS, beside: Sequence[Yaml] = ()
) -> None:
    """A contract that states a milestone, a charge or a fee of 500 in October, or nothing, and is run."""
    own = contract(name, "AAA-ONE") | {"client": "Client a"}
    if what == "milestone":
        own["milestones"] = [DONE]
    if what == "fee":
        own["workstreams"] = [own["workstreams"][0] | CARE | {"from": "2026-10-01", "until": "2026-10-31"}]
    charged = [*beside, *([SEATS | {"contract": name}] if what == "charge" else [])]
    (house.folder / "charges.yaml").write_text(json.dumps({"charges": charged}))
    house.configure(replace(AGENCY, contracts=(own,)))
    house.run(months)


def again(house: House, what: str, by: str) -> None:
    """It is billed, taken back, and is to be billed again."""
    written(house, what)
    house.bill()
    if by == "credit":
        house.credit("INV-0001", "bill-again")
        house.bill()
        return
    house.void("INV-0001")
    house.run(MONTHS)
    (asked,) = house.issues()
    house.decide("bill-again", dict(asked.facts)["charge"])


def told(house: House) -> list[str]:
    return [issue.sentence for issue in house.issues() if issue.code == "bill_again_gone"]


@pytest.mark.parametrize("by", ["credit", "void"])
@pytest.mark.parametrize("what", ["milestone", "charge", "fee"])
def test_it_is_told_until_it_is_written_back_or_accepted(what: str, by: str) -> None:
    with house_of(AGENCY) as house:
        again(house, what, by)
        written(house, what)
        due = totals(house)
        assert (told(house), sum(item.draft.total.minor for item in house.drafts())) == ([], 50000)
        written(house, "")
        (sentence,) = told(house)
        assert "of Client a (500.00 USD, by contract a) is to be billed again (" in sentence
        written(house, what)
        assert (told(house), totals(house)) == ([], due)
        written(house, "")
        house.decide("accept", house.issues()[0].id)
        with house.store.read() as tx:
            assert exceptions(tx, None) == []


@pytest.mark.parametrize(("word", "rows"), [("bill-again", ["bill_again_gone"]), ("write-off", [])])
@pytest.mark.parametrize("what", ["milestone", "charge", "fee"])
def test_what_is_written_out_after_its_invoice_is_void_waits_for_a_word_all_the_same(
    what: str, word: str, rows: list[str]
) -> None:
    with house_of(AGENCY) as house:
        written(house, what)
        house.bill()
        house.void("INV-0001")
        house.run(MONTHS)
        (asked,) = house.issues()
        written(house, "", months=(DECEMBER,))
        assert house.issues() == [asked], "of a month that was not run it is told as before"
        written(house, "")
        (now,) = house.issues()
        assert (now.sentence, now.remedy) == (asked.sentence, asked.remedy)
        written(house, what)
        assert house.issues() == [asked], "the plan of its month asks again"
        written(house, "")
        house.decide(word, now.id)
        house.run(MONTHS)
        assert codes(house) == rows


@pytest.mark.parametrize("what", ["milestone", "charge", "fee"])
def test_what_another_contract_has_by_its_name_is_billed_there_and_is_no_question(what: str) -> None:
    with house_of(AGENCY) as house:
        again(house, what, "credit")
        written(house, what, name="c")
        assert (told(house), sum(item.draft.total.minor for item in house.drafts())) == ([], 50000)


@pytest.mark.parametrize(
    ("client", "amount", "rows"), [("b", "70", 1), ("b", "500", 1), ("a", "70", 1), ("a", "500", 0)]
)
def test_a_milestone_of_its_code_in_another_contract_is_another_one_unless_it_is_the_same(
    client: str, amount: str, rows: int
) -> None:
    other = contract("b", "BBB-ONE", milestones=[DONE | {"workstream": "BBB-ONE", "amount": amount}])
    beside = replace(AGENCY, contracts=(contract("a", "AAA-ONE"), other | {"client": f"Client {client}"}))
    with house_of(AGENCY) as house:
        again(house, "milestone", "credit")
        house.configure(beside)
        house.run(MONTHS)
        assert (len(told(house)), totals(house)["b 2026-10"]) == (rows, f"{amount}.00")


@pytest.mark.parametrize(("by", "row"), [("credit", "bill_again_gone"), ("void", "charge_voided")])
def test_a_milestone_that_was_said_to_be_reached_is_one_question_once_it_is_written_out(by: str, row: str) -> None:
    own = contract("a", "AAA-ONE", milestones=[AWAITED])
    with house_of(replace(AGENCY, contracts=(own,))) as house:
        house.reach("a", "M1", "2026-10-20")
        house.run(MONTHS)
        house.bill()
        if by == "credit":
            house.credit("INV-0001", "bill-again")
            house.bill()
        else:
            house.void("INV-0001")
        written(house, "")
        assert codes(house) == [row]


def test_a_milestone_that_another_contract_has_now_waits_to_be_said_to_be_reached_there() -> None:
    own = contract("a", "AAA-ONE", milestones=[AWAITED])
    with house_of(replace(AGENCY, contracts=(own,))) as house:
        house.reach("a", "M1", "2026-10-20")
        house.run(MONTHS)
        house.bill()
        house.credit("INV-0001", "bill-again")
        house.bill()
        house.configure(replace(AGENCY, contracts=(own | {"id": "c"},)))
        house.run(MONTHS)
        assert codes(house) == ["reached_milestone_gone"]


@pytest.mark.parametrize(("before", "rows", "left"), [(["M1"], ["bill_again_gone"], 0), ([], [], 50000)])
def test_a_milestone_that_is_stated_as_billed_before_tieout_is_billed_nowhere_again(
    before: list[str], rows: list[str], left: int
) -> None:
    with house_of(AGENCY) as house:
        again(house, "milestone", "credit")
        opening = {"as_of": "2026-10-01", "milestones_billed": before}
        own = contract("a", "AAA-ONE", milestones=[DONE], opening=opening)
        house.configure(replace(AGENCY, contracts=(own,)))
        house.run(MONTHS)
        assert (codes(house), sum(item.draft.total.minor for item in house.drafts())) == (rows, left)


def test_what_is_billed_again_on_an_invoice_is_no_question_once_it_is_written_out() -> None:
    with house_of(AGENCY) as house:
        again(house, "milestone", "credit")
        house.run(MONTHS)
        house.bill()
        written(house, "")
        assert told(house) == []


def test_a_charge_that_is_billed_again_later_is_no_question() -> None:
    with house_of(AGENCY) as house:
        again(house, "charge", "credit")
        later = [SEATS | {"contract": "a", "on": "2027-03-01"}]
        (house.folder / "charges.yaml").write_text(json.dumps({"charges": later}))
        house.configure(house.agency)
        house.run(MONTHS)
        assert (told(house), len(house.drafts())) == ([], 2), "its invoice and the credit note"


def test_work_that_is_to_be_billed_again_is_told_by_itself() -> None:
    with house_of(AGENCY) as house:
        bring(house, worked("10-05"))
        house.run(MONTHS)
        house.bill()
        house.credit("INV-0001", "bill-again")
        house.bill()
        house.configure(replace(AGENCY, contracts=AGENCY.contracts[1:]))
        house.run(MONTHS)
        assert [issue.code for issue in house.issues()] == ["missing_project_code"]


@pytest.mark.parametrize("what", ["milestone", "charge"])
def test_what_is_gone_is_not_sought_among_other_charges_in_each_run(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def noted(*parts: str) -> str:
        names.append(stable_id(*parts))
        return names[-1]

    monkeypatch.setattr(charges, "stable_id", noted)
    monthly = SEATS | {"id": "desks", "contract": "a", "every": "month", "from": "2026-10-01"}
    del monthly["on"]
    with house_of(AGENCY) as house:
        again(house, what, "credit")
        written(house, "", beside=[monthly])
        names.clear()
        house.run(MONTHS)
        assert (len(told(house)), names) == (1, [])
