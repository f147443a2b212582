"""A go-live that moves: unbilled work before it goes outside, nothing is lost, moving it back restores all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from review.decide import CannotDecide
from review.readiness import Asked, Missing, missing
from tests.agencies import Agency, Row, Yaml, people, write_export
from tests.config.folders import ACME, ACME_FILE, FILES, folder_of, problems
from tests.laws.house import House, house_of
from tests.laws.oracle import check_once
from tests.laws.small import AGENCY, bring, contract, worked
from tests.sync.test_stages import mark_billed

SEPTEMBER, OCTOBER, NOVEMBER = "2026-09", "2026-10", "2026-11"
MAIN: Yaml = {
    "version": "1",
    "company": {"name": "North", "timezone": "America/New_York", "currency": "USD"},
    "go_live": "2026-10-01",
    "calendar": {"country": "US"},
    "connectors": {"harvest": {"kind": "harvest"}},
    "exceptions": {"require_task": "no"},
}
CONTRACT: Yaml = {
    "id": "acme",
    "client": "Acme Corp",
    "rates": [{"rate": "100"}],
    "workstreams": [{"code": "AAA-ONE", "name": "One", "billing": "time and materials"}],
}


def agency(go_live: str) -> Agency:
    return Agency({**MAIN, "go_live": go_live}, people(), (CONTRACT,), ())


def row(month: int, day: int, hours: int) -> Row:
    return Row("harvest", date(2026, month, day), hours * 3600, "Kim Allen", "Site AAA-ONE", note=f"{month} {day}")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Two hours of September, one and four of October, run with go-live on 1 October."""
    with house_of(agency("2026-10-01")) as made:
        write_export(tmp_path / "all.csv", "harvest", [row(9, 29, 2), row(10, 5, 1), row(10, 20, 4)])
        made.read(tmp_path / "all.csv", "harvest")
        made.run([SEPTEMBER, OCTOBER])
        yield made


def drafts(house: House) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (item.draft.id, str(item.draft.total), tuple(line.id for line in item.draft.lines)) for item in house.drafts()
    ]


def hours(house: House, month: str) -> dict[str, int]:
    found = house.statement(month)
    assert found.difference_seconds == 0
    return {state.value: seconds // 3600 for state, seconds in found.states.items() if seconds}


def moved(house: House) -> list[Missing]:
    asked = Asked(house.worker.configuration.catalogue, ("harvest",), house.worker.today)
    with house.store.read() as tx:
        return [each for each in missing(asked, tx) if each.code == "go_live_moved"]


def test_nothing_is_said_while_go_live_stays(house: House) -> None:
    assert moved(house) == []
    assert hours(house, SEPTEMBER) == {"outside": 2}
    assert hours(house, OCTOBER) == {"drafted": 5}


def test_a_later_go_live_is_said_before_anything_moves(house: House) -> None:
    before = drafts(house)
    house.configure(agency("2026-10-10"))
    (told,) = moved(house)
    assert told.sentence == (
        "go_live moved from 2026-10-01 to 2026-10-10; 1:00 h of 2026-10 change state: "
        "it goes outside and leaves its drafts"
    )
    assert told.remedy == "tieout run --period 2026-10, or write go_live: 2026-10-01 again"
    assert told.blocks
    assert drafts(house) == before


def test_a_later_go_live_puts_earlier_work_outside_and_back_again_restores_the_same_drafts(house: House) -> None:
    before = drafts(house)
    house.configure(agency("2026-11-01"))
    house.run([SEPTEMBER, OCTOBER])
    assert drafts(house) == []
    assert hours(house, OCTOBER) == {"outside": 5}
    assert house.issues() == []
    assert moved(house) == []
    check_once(house)
    house.configure(agency("2026-10-01"))
    (told,) = moved(house)
    assert "from 2026-11-01 to 2026-10-01; 5:00 h of 2026-10 change state: it is to be billed" in told.sentence
    house.run([SEPTEMBER, OCTOBER])
    assert drafts(house) == before
    assert hours(house, OCTOBER) == {"drafted": 5}
    check_once(house)


def test_a_month_that_was_not_run_since_is_still_named(house: House) -> None:
    house.configure(agency("2026-11-01"))
    house.run(["2026-11"])
    assert [told.subjects for told in moved(house)] == [(OCTOBER,)]


def test_an_earlier_go_live_bills_what_was_outside(house: House) -> None:
    house.configure(agency("2026-09-01"))
    (told,) = moved(house)
    assert "from 2026-10-01 to 2026-09-01; 2:00 h of 2026-09 change state: it is to be billed" in told.sentence
    house.run([SEPTEMBER, OCTOBER])
    assert hours(house, SEPTEMBER) == {"drafted": 2}
    assert [str(item.draft.total) for item in house.drafts()] == ["200.00 USD", "500.00 USD"]
    check_once(house)


def test_a_rerun_after_a_move_plans_nothing(house: House) -> None:
    house.configure(agency("2026-10-10"))
    house.run([OCTOBER])
    (report,) = house.run([OCTOBER])
    assert report.changed == 0
    assert hours(house, OCTOBER) == {"drafted": 4, "outside": 1}


def test_what_was_billed_stays_billed_and_is_not_counted_as_moving(house: House) -> None:
    for (entry_id,) in house.rows("SELECT id FROM entry WHERE day >= '2026-10-01' ORDER BY id LIMIT 1"):
        mark_billed(house, entry_id)
    house.configure(agency("2026-11-01"))
    assert moved(house) == []
    house.run([OCTOBER])
    assert hours(house, OCTOBER) == {"billed": 5}


def test_orders_ask_for_their_balances_again_when_go_live_moves(tmp_path: Path) -> None:
    old = ACME.replace("from: 2026-10-05\n", "opening: {as_of: 2026-10-01, orders: {PO-1: 0}}\n")
    files = {**FILES, ACME_FILE: old}
    assert problems(folder_of(tmp_path, files)) == []
    later = FILES["tieout.yaml"].replace("go_live: 2026-10-01", "go_live: 2026-11-01")
    (problem,) = problems(folder_of(tmp_path, {**files, "tieout.yaml": later}))
    assert problem.endswith(
        "opening.as_of: is 2026-10-01, and go_live is 2026-11-01; write the balances as they were when 2026-11-01 "
        "began, those of orders, caps, budgets and deposits without what Tieout billed itself"
    )


def test_what_changes_of_billed_work_that_go_live_was_moved_behind_is_corrected_by_what_billed_it(
    house: House, tmp_path: Path
) -> None:
    house.bill()
    house.configure(agency("2026-11-01"))
    write_export(tmp_path / "again.csv", "harvest", [row(10, 5, 1), row(10, 20, 6)])
    house.read(tmp_path / "again.csv", "harvest", OCTOBER)
    house.run([OCTOBER, NOVEMBER])
    (found,) = house.drift()
    assert (str(found.difference), [each.by for each in found.proposals]) == ("200.00 USD", ["adjustment", "leave"])
    house.correct("adjustment", found.entry.id)
    house.run([OCTOBER, NOVEMBER])
    assert [total for _, total, _ in drafts(house)] == ["500.00 USD", "200.00 USD"]
    house.bill()
    assert hours(house, OCTOBER) == {"billed": 7}
    assert house.drift() == []


def test_what_is_another_contracts_work_now_is_not_said_to_be_billed_there_if_it_is_before_go_live() -> None:
    with house_of(AGENCY) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.bill()
        house.configure(replace(AGENCY, main={**AGENCY.main, "go_live": "2026-11-01"}))
        bring(house, worked("10-05", on="BBB-ONE"), complete=OCTOBER)
        house.run([OCTOBER, NOVEMBER])
        (found,) = house.drift()
        assert [each.by for each in found.proposals] == ["leave"]
        assert found.why == "it is work for contract b now, which bills nothing of before go_live"


@pytest.mark.parametrize("go_live", ["2026-10-01", "2026-11-01"])
@pytest.mark.parametrize("charged", [{}, {"no_charge_lines": "yes"}], ids=["", "no-charge lines"])
@pytest.mark.parametrize(
    ("now", "why"),
    [
        (worked("10-05", 7200, billable="No"), "marked as not billable in the tracker"),
        (worked("10-05", 7200, "AAA-FREE"), "workstream AAA-FREE is non-billable"),
    ],
    ids=["by its tracker", "by its workstream"],
)
def test_billed_work_that_is_not_billable_any_more_is_given_back_under_either_go_live(
    go_live: str, charged: Yaml, now: Row, why: str
) -> None:
    terms = contract("a", "AAA-ONE", "AAA-FREE", invoice=charged)
    terms["workstreams"][1]["billing"] = "non-billable"
    with house_of(replace(AGENCY, contracts=(terms,))) as house:
        bring(house, worked("10-05", 7200))
        house.run([OCTOBER])
        house.bill()
        house.configure(replace(house.agency, main={**AGENCY.main, "go_live": go_live}))
        bring(house, now, complete=OCTOBER)
        house.run([OCTOBER, NOVEMBER])
        (found,) = house.drift()
        assert str(found.difference) == "-200.00 USD"
        assert charged or found.why == why
        assert "credit-note" in [each.by for each in found.proposals]


def test_what_go_live_was_moved_behind_is_not_credited_to_be_billed_again_which_it_never_would_be(house: House) -> None:
    house.bill()
    house.configure(agency("2026-11-01"))
    for _ in range(2):
        with pytest.raises(CannotDecide, match=r"work of 2026-10-05, before go_live 2026-11-01.* --then leave or"):
            house.credit("INV-0001", "bill-again")
        house.run([OCTOBER, NOVEMBER])
    assert len(house.drafts()) == 1
    house.credit("INV-0001", "write-off")


def test_a_line_of_later_days_is_credited_to_be_billed_again() -> None:
    with house_of(replace(AGENCY, contracts=(contract("a", "AAA-ONE", "AAA-TWO"),))) as house:
        bring(house, worked("10-05"), worked("10-20", 7200, "AAA-TWO"))
        house.run([OCTOBER])
        house.bill()
        lines = {line.workstream: line.id for line in house.drafts()[0].draft.lines}
        house.configure(replace(house.agency, main={**AGENCY.main, "go_live": "2026-10-15"}))
        with pytest.raises(CannotDecide):
            house.credit("INV-0001", "bill-again", lines["AAA-ONE"])
        house.credit("INV-0001", "bill-again", lines["AAA-TWO"])
        house.bill()
        house.run([OCTOBER, NOVEMBER])
        assert sorted(total for _, total, _ in drafts(house)) == ["-200.00 USD", "200.00 USD", "300.00 USD"]


def test_what_go_live_was_moved_behind_is_not_pushed_but_leaves_its_draft(house: House) -> None:
    (draft,) = [item.draft.id for item in house.drafts()]
    house.move("approve", draft)
    house.configure(agency("2026-10-15"))
    house.run([NOVEMBER])
    (pushed,) = house.push(draft)
    assert pushed.refused == (
        "it bills work of 2026-10-05, before go_live 2026-10-15; run its month again (tieout run --period 2026-10; if "
        "it is closed, tieout reopen first), or correct go_live"
    )
    house.run([OCTOBER])
    assert [total for _, total, _ in drafts(house)] == ["400.00 USD"]
    house.bill()
    assert hours(house, OCTOBER) == {"billed": 4, "outside": 1}


def test_a_retainer_that_ended_before_go_live_in_its_month_has_no_fee_that_nobody_can_push() -> None:
    ended = {"billing": "retainer", "fee": "2000", "includes_hours": "0", "bill": "in arrears", "until": "2026-10-10"}
    terms = {**CONTRACT, "from": "2026-01-01", "workstreams": [{**CONTRACT["workstreams"][0], **ended}]}
    with house_of(replace(agency("2026-10-15"), contracts=(terms,))) as house:
        house.run([OCTOBER, NOVEMBER])
        assert drafts(house) == []
        assert house.issues() == []


def test_so_is_a_draft_whose_month_is_closed_once_that_is_open_again(house: House) -> None:
    (draft,) = [item.draft.id for item in house.drafts()]
    house.move("approve", draft)
    house.close("acme", OCTOBER)
    house.configure(agency("2026-11-01"))
    assert "tieout reopen first" in house.push(draft)[0].refused
    house.reopen("acme", OCTOBER)
    house.run([OCTOBER])
    assert drafts(house) == []
    assert hours(house, OCTOBER) == {"outside": 5}


# ---- milestones that a person said to be reached ----


DESIGN: Yaml = {"code": "M1", "workstream": "AAA-ONE", "description": "Design", "amount": "500"}


def owing(go_live: str, **opening: Yaml) -> Agency:
    """A contract that owes a milestone."""
    return replace(agency(go_live), contracts=({**CONTRACT, "milestones": [DESIGN], **opening},))


def told(house: House) -> list[str]:
    return [issue.sentence for issue in house.issues() if issue.code == "milestone_before_go_live"]


def test_a_milestone_that_go_live_was_moved_behind_is_told_once_no_draft_bills_it(house: House) -> None:
    house.configure(owing("2026-10-01"))
    house.reach("acme", "M1", "2026-10-31", why="signed off")
    house.run([OCTOBER])
    house.close("acme", OCTOBER)
    house.configure(owing("2026-11-01"))
    house.run([OCTOBER, NOVEMBER])
    assert (len(drafts(house)), told(house)) == (1, []), "it is on a draft of a closed month"
    house.reopen("acme", OCTOBER)
    for _ in range(2):
        house.run([OCTOBER, NOVEMBER])
        assert drafts(house) == []
        (sentence,) = told(house)
        assert sentence.startswith("Milestone M1 of Acme Corp was reached before go_live, so it is not billed: ")
        assert "reached on 2026-10-31" in sentence and "signed off" in sentence
    house.reach("acme", "M1", "2026-11-01")
    house.run([OCTOBER, NOVEMBER])
    assert ([total for _, total, _ in drafts(house)], told(house)) == (["500.00 USD"], [])


@pytest.mark.parametrize("end", ["billed", "billed before"])
def test_a_milestone_that_was_billed_here_or_before_is_not_told(house: House, end: str) -> None:
    house.configure(owing("2026-10-01"))
    house.reach("acme", "M1", "2026-10-31")
    house.run([OCTOBER])
    if end == "billed":
        house.bill()
    opening = {"as_of": "2026-11-01", "milestones_billed": ["M1"]}
    house.configure(owing("2026-11-01", **({} if end == "billed" else {"opening": opening})))
    house.run([OCTOBER, NOVEMBER])
    assert told(house) == []


def test_a_milestone_that_was_credited_for_good_is_not_told(house: House) -> None:
    house.configure(owing("2026-10-01"))
    house.reach("acme", "M1", "2026-10-31")
    house.run([OCTOBER])
    house.bill()
    house.configure(owing("2026-11-01"))
    house.credit("INV-0001", "leave")
    house.run([OCTOBER, NOVEMBER])
    assert told(house) == []
    house.bill()
    house.run([OCTOBER, NOVEMBER])
    assert told(house) == []


# ---- figures of before, after it moved ----


@pytest.mark.parametrize("figure", [{"deposits": 500}, {"orders": {"PO-1": 500}}, {"cap_hours": {"AAA-ONE": 5}}])
def test_what_tieout_used_itself_is_in_no_figure_after_go_live_moved(figure: Yaml, tmp_path: Path) -> None:
    """Three hours of October and two of November come to the same under either go-live, with the figure as it stood."""

    def opened(go_live: str) -> Agency:
        (stream,) = CONTRACT["workstreams"]
        said = {**CONTRACT, "from": "2026-09-01", "opening": {"as_of": go_live, **figure}}
        if "orders" in figure:
            said["purchase_orders"] = [{"number": "PO-1", "limit": 1000}]
        if "cap_hours" in figure:
            said["workstreams"] = [{**stream, "cap": {"hours": 10, "beyond": "hold"}}]
        return replace(agency(go_live), contracts=(said,))

    with house_of(opened("2026-10-01")) as house:
        write_export(tmp_path / "all.csv", "harvest", [row(10, 5, 3), row(11, 2, 2)])
        house.read(tmp_path / "all.csv", "harvest")
        house.run([OCTOBER])
        house.bill()
        house.run([NOVEMBER])
        before = [(item.draft.period, item.draft.total) for item in house.drafts()]
        house.configure(opened("2026-11-01"))
        house.run([OCTOBER, NOVEMBER])
        assert [(item.draft.period, item.draft.total) for item in house.drafts()] == before
        assert house.issues() == []
