"""Milestones on their way from a word to a draft: what is planned again, in which month, and what is never lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from review.decide import CannotDecide
from review.exceptions import exceptions
from review.milestones import standing
from sync.planning import replay
from tests.agencies import Agency, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import (
    AGENCY,
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    codes,
    contract,
    draft_of,
    statuses,
    totals,
    worked,
)

DESIGN: Yaml = {"code": "M1", "workstream": "AAA-ONE", "description": "Design accepted", "amount": "12000"}
DATED = DESIGN | {"code": "M2", "description": "In use", "amount": "500", "due": "2026-10-20"}
ALL = (OCTOBER, NOVEMBER, DECEMBER)


def owing(*milestones: Yaml) -> Yaml:
    """A contract with milestones."""
    return contract("a", "AAA-ONE", milestones=list(milestones))


@pytest.fixture
def house() -> Iterator[House]:
    """A contract with a milestone that waits, and an hour in October; no month was run."""
    with house_of(replace(AGENCY, contracts=(owing(DESIGN),))) as made:
        bring(made, worked("10-05"))
        yield made


def configured(house: House, *milestones: Yaml) -> None:
    house.configure(replace(AGENCY, contracts=(owing(*milestones),)))


# ---- what a word does ----


def test_a_word_says_which_month_bills_and_only_that_one_is_planned_again(house: House) -> None:
    house.run(ALL)
    said = house.reach("a", "M1", "2026-10-20")
    assert (said.bill_in, said.months) == (OCTOBER, (OCTOBER,))
    assert [report.changed for report in house.run(ALL)] == [1, 0, 0]
    moved = house.reach("a", "M1", "2026-11-20")
    assert (moved.bill_in, moved.months) == (NOVEMBER, (OCTOBER, NOVEMBER))
    assert [report.changed for report in house.run(ALL)] == [1, 1, 0]
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "12000.00"}
    assert not any(report.changed for report in house.run(ALL))


def test_a_draft_whose_milestone_was_taken_back_cannot_become_an_invoice_before_it_is_run_again(house: House) -> None:
    house.reach("a", "M1", "2026-10-20")
    house.run()
    house.move("approve", draft_of(house))
    house.take_back("a", "M1")
    assert statuses(house) == {"a 2026-10": "outdated"}
    (refused,) = house.push(draft_of(house))
    assert "what it is made of has changed since it was planned" in refused.refused
    house.run()
    house.bill()
    assert totals(house) == {"a 2026-10": "100.00"}


def test_a_month_that_is_run_in_another_order_takes_the_milestone_from_the_one_before(house: House) -> None:
    house.reach("a", "M1", "2026-10-20")
    house.run(ALL)
    house.reach("a", "M1", "2026-11-20")
    house.run([NOVEMBER])
    assert statuses(house) == {"a 2026-10": "outdated", "a 2026-11": "draft"}
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "12000.00"}


def test_a_draft_that_is_only_shown_in_the_books_is_planned_again(house: House) -> None:
    house.reach("a", "M1", "2026-10-20")
    house.run()
    house.push()
    assert statuses(house) == {"a 2026-10": "pushed"}
    house.take_back("a", "M1")
    house.run()
    house.push()
    assert totals(house) == {"a 2026-10": "100.00"}


def test_nothing_is_said_while_its_draft_is_being_written_to_the_books(house: House) -> None:
    house.reach("a", "M1", "2026-10-20")
    house.run()
    house.move("approve", draft_of(house))
    house.push()
    with house.store.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE push SET status = 'intended'")
        connection.exec_driver_sql("UPDATE placement SET settled = false")
    with pytest.raises(CannotDecide, match="which is being written to the books: tieout push"):
        house.take_back("a", "M1")


# ---- what its contract says ----


def test_a_milestone_that_is_added_later_is_billed_and_one_that_is_removed_is_not(house: House) -> None:
    house.run(ALL)
    configured(house, DESIGN, DATED)
    house.run(ALL)
    assert totals(house) == {"a 2026-10": "600.00"}
    configured(house, DESIGN)
    house.run(ALL)
    assert totals(house) == {"a 2026-10": "100.00"}


def test_another_day_in_the_contract_moves_a_milestone_that_is_not_billed(house: House) -> None:
    configured(house, DATED)
    house.run(ALL)
    configured(house, DATED | {"due": "2026-12-01"})
    house.run(ALL)
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-12": "500.00"}


def test_a_contract_that_is_gone_bills_no_milestone(house: House) -> None:
    house.reach("a", "M1", "2026-10-20")
    house.run(ALL)
    house.configure(replace(AGENCY, contracts=(contract("b", "BBB-ONE"),)))
    house.run(ALL)
    assert totals(house) == {}
    configured(house, DESIGN)
    house.run(ALL)
    assert totals(house) == {"a 2026-10": "12100.00"}


def test_a_day_before_go_live_that_moved_was_billed_before_tieout(house: House) -> None:
    configured(house, DATED)
    house.run(ALL)
    billed = owing(DATED) | {"opening": {"as_of": "2026-11-01", "milestones_billed": ["M2"]}}
    house.configure(replace(AGENCY, main=AGENCY.main | {"go_live": "2026-11-01"}, contracts=(billed,)))
    house.run(ALL)
    assert totals(house) == {}
    assert house.milestones("a") == {"M2": "billed before Tieout"}


# ---- closed months ----


def test_reopening_both_months_it_went_through_brings_a_milestone_back_to_its_own(house: House) -> None:
    house.run(ALL)
    house.close("a", OCTOBER)
    house.reach("a", "M1", "2026-10-20")
    house.run(ALL)
    house.close("a", NOVEMBER)
    house.reopen("a", OCTOBER)
    house.run(ALL)
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-11": "12000.00"}, "November keeps it while it is closed"
    house.reopen("a", NOVEMBER)
    house.run(ALL)
    assert totals(house) == {"a 2026-10": "12100.00"}


def test_what_comes_beside_an_invoice_stands_on_a_supplement(house: House) -> None:
    house.run(ALL)
    house.bill()
    house.reopen("a", OCTOBER)
    house.reach("a", "M1", "2026-10-20")
    house.run(ALL)
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-10 all, supplement 1": "12000.00"}


# ---- what is kept and shown ----


def test_a_plan_with_a_milestone_is_replayed_after_its_word_was_taken_back(house: House) -> None:
    house.reach("a", "M1", "2026-10-20", "signed off by Jo")
    house.run(ALL)
    house.take_back("a", "M1")
    house.run(ALL)
    plans = [str(plan) for (plan,) in house.rows("SELECT id FROM plan ORDER BY revision")]
    assert [each.same for plan in plans for each in replay(house.worker, plan)] == [True, True]


def test_its_line_says_by_whose_word_it_is_billed_and_its_invoice_is_a_milestone_s(house: House) -> None:
    house.reach("a", "M1", "2026-10-20", "signed off by Jo")
    house.run()
    ((_, line),) = [item.draft.lines for item in house.drafts()]
    assert (line.kind, line.description, str(line.amount)) == ("milestone", "Design accepted", "12000.00 USD")
    assert line.rate_rule == "milestone M1: reached on 2026-10-20 (kim, 2026-11-03: signed off by Jo)"
    (posted,) = house.bill()
    record = json.loads((house.folder / posted.place / "document.json").read_text())
    assert [each["kind"] for each in record["lines"]] == ["time", "milestone"]
    assert dict(house.statement(OCTOBER).money[0].kinds)["milestone"].minor == 1_200_000
    assert house.statement(OCTOBER).money[0].difference.minor == 0


def test_where_a_milestone_stands_depends_on_the_day_it_is_looked_at(house: House) -> None:
    configured(house, DATED)
    stated = house.worker.configuration.milestones
    with house.store.read() as tx:
        seen = [standing(tx, stated, day)[0].stage.value for day in (date(2026, 10, 19), date(2026, 10, 20))]
    assert seen == ["waiting", "due"]


# ---- after a credit note ----


def credited(house: House, then: str) -> None:
    """M2 of 500 was billed in October, and its invoice is credited."""
    configured(house, DATED)
    house.run(ALL)
    house.bill()
    house.credit("INV-0001", then)
    house.bill()
    house.run(ALL)


def test_what_is_credited_and_billed_again_stands_on_its_new_invoice(house: House) -> None:
    credited(house, "bill-again")
    key = next(item.draft.id for item in house.drafts() if item.status.value == "draft")
    assert house.milestones("a") == {"M2": f"on draft {key} of {NOVEMBER}"}
    house.bill()
    house.run(ALL)
    assert (house.milestones("a"), codes(house)) == ({"M2": f"billed in {NOVEMBER} (INV-0002)"}, [])


def test_what_is_billed_again_at_another_amount_is_held_against_that_one(house: House) -> None:
    credited(house, "bill-again")
    configured(house, DATED | {"amount": "700"})
    house.run(ALL)
    house.bill()
    house.run(ALL)
    assert codes(house) == []
    configured(house, DATED)
    house.run(ALL)
    assert codes(house) == ["milestone_changed_after_billing"]
    assert dict(house.issues()[0].facts)["billed"] == "700.00 USD"


def test_what_stands_on_a_draft_after_a_credit_can_still_be_moved(house: House) -> None:
    house.reach("a", "M1", "2026-10-20")
    house.run(ALL)
    house.bill()
    house.credit("INV-0001", "bill-again")
    house.bill()
    house.run(ALL)
    assert house.reach("a", "M1", "2026-12-01").bill_in == DECEMBER
    house.run(ALL)
    assert totals(house)["a 2026-12"] == "12000.00"


@pytest.mark.parametrize(("then", "where"), [("leave", "credited"), ("write-off", "written off")])
def test_what_is_credited_for_good_is_not_billed_and_nobody_is_asked_about_its_amount(
    house: House, then: str, where: str
) -> None:
    credited(house, then)
    configured(house, DATED | {"amount": "700"})
    house.run(ALL)
    assert (house.milestones("a"), codes(house)) == ({"M2": where}, [])
    with pytest.raises(CannotDecide, match=f"M2 of a is {where}, after it was billed once"):
        house.reach("a", "M2", "2026-12-01")


# ---- another code, another day ----


@pytest.mark.parametrize("what", ["milestone", "deposit"])
def test_what_was_billed_under_a_code_that_is_gone_is_told_until_it_is_written_back(what: str) -> None:
    def agency(code: str) -> Agency:
        return replace(AGENCY, contracts=(contract("a", "AAA-ONE") | {f"{what}s": [DATED | {"code": code}]},))

    with house_of(agency("M1")) as house:
        house.run(ALL)
        house.bill()
        house.configure(agency("M9"))
        house.run(ALL)
        (issue,) = house.issues()
        told = f"The {what} In use of Client a is billed in 2026-10 (INV-0001) with 500.00 USD, and contract a has no "
        assert (issue.code, issue.sentence.startswith(told + what)) == ("milestone_gone", True)
        house.configure(agency("M1"))
        house.run(ALL)
        assert (codes(house), totals(house)) == ([], {"a 2026-10": "500.00"})


def test_a_credited_milestone_may_be_written_out(house: House) -> None:
    credited(house, "write-off")
    configured(house)
    house.run(ALL)
    assert codes(house) == []


def test_what_is_on_a_draft_of_a_closed_month_is_told_before_it_is_pushed_though_the_contract_has_it_no_more(
    house: House,
) -> None:
    configured(house, DATED)
    house.run(ALL)
    house.close("a", OCTOBER)
    assert codes(house) == []
    configured(house)
    house.run(ALL)
    key = draft_of(house)
    (issue,) = house.issues()
    assert (issue.code, dict(issue.facts)["where"]) == ("milestone_gone", f"on draft {key} of 2026-10")
    house.reopen("a", OCTOBER)
    house.run(ALL)
    assert (codes(house), totals(house)) == ([], {"a 2026-10": "100.00"})


def test_what_is_on_a_draft_of_a_closed_month_is_told_when_it_is_due_later_now(house: House) -> None:
    configured(house, DATED)
    house.run(ALL)
    house.close("a", OCTOBER)
    configured(house, DATED | {"due": "2026-10-25"})
    house.run(ALL)
    assert codes(house) == [], "it is of the same month"
    configured(house, DATED | {"due": "2026-11-20"})
    house.run(ALL)
    (issue,) = house.issues()
    assert issue.code == "milestone_changed_after_billing"
    assert issue.sentence.endswith("with 500.00 USD, and contract a says 500.00 USD, due on 2026-11-20, now.")
    house.reopen("a", OCTOBER)
    house.run(ALL)
    assert (codes(house), totals(house)) == ([], {"a 2026-10": "100.00", "a 2026-11": "500.00"})


# ---- a word about what no contract states ----


def words_that_bill_nothing(house: House) -> list[str]:
    house.run(ALL)
    return [issue.sentence for issue in house.issues() if issue.code == "reached_milestone_gone"]


@pytest.mark.parametrize("other", [owing(DESIGN | {"code": "M1A"}), owing(), owing(DESIGN) | {"id": "c"}])
def test_a_word_about_what_no_contract_states_any_more_is_told_until_it_is_written_back(
    house: House, other: Yaml
) -> None:
    house.reach("a", "M1", "2026-10-20")
    house.run(ALL)
    assert (totals(house), codes(house)) == ({"a 2026-10": "12100.00"}, [])
    house.configure(replace(AGENCY, contracts=(other,)))
    (told,) = words_that_bill_nothing(house)
    assert told.startswith("M1 of contract a was reached on 2026-10-20 (")
    assert list(totals(house).values()) == ["100.00"]
    assert [issue.client for issue in house.issues() if issue.code == "reached_milestone_gone"] == ["Client a"]
    configured(house, DESIGN)
    assert (words_that_bill_nothing(house), totals(house)) == ([], {"a 2026-10": "12100.00"})


def test_a_word_that_was_said_again_under_another_code_is_accepted(
    house: House,
) -> None:
    house.reach("a", "M1", "2026-10-20")
    configured(house, DESIGN | {"code": "M9"})
    assert len(words_that_bill_nothing(house)) == 1
    house.reach("a", "M9", "2026-10-20")
    house.decide("accept", house.issues()[0].id)
    house.run(ALL)
    with house.store.read() as tx:
        assert (exceptions(tx, None), totals(house)) == ([], {"a 2026-10": "12100.00"})
    house.take_back("a", "M9")
    configured(house)
    house.run(ALL)
    with house.store.read() as tx:
        assert exceptions(tx, None) == []


def test_a_word_about_what_is_billed_or_credited_for_good_is_no_question_once_it_is_written_out(house: House) -> None:
    house.reach("a", "M1", "2026-10-20")
    house.run(ALL)
    house.bill()
    configured(house)
    assert (words_that_bill_nothing(house), codes(house)) == ([], ["milestone_gone"])
    configured(house, DESIGN)
    house.run(ALL)
    house.credit("INV-0001", "write-off")
    house.bill()
    configured(house)
    assert (words_that_bill_nothing(house), codes(house)) == ([], [])
