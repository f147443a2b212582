"""Drafts in a folder, to be looked at: shown, replaced, taken away, and never over anybody else's work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.tables import pushed_section
from mappings.pushes import POST, Push
from sync import push as stage
from tests.agencies import write_export
from tests.laws.house import House
from tests.laws.oracle import check_once
from tests.sync.pushing import (
    AGENCY,
    OCTOBER,
    ROWS,
    bring,
    documents,
    draft_of,
    main,
    place_of,
    pushing_house,
    record,
    refusals,
    row,
    stage_push,
    states,
    statuses,
)


@pytest.fixture
def house() -> Iterator[House]:
    with pushing_house() as made:
        yield made


# ---- drafts to look at ----


def test_a_draft_is_shown_in_the_books_without_number_or_dates(house: House) -> None:
    results = house.push()
    assert [(each.action, each.number, each.refused) for each in results] == [("draft", "", "")] * 3
    assert [said[2] for said in pushed_section(results).rows] == ["draft written"] * 3
    assert [Path(each.place).is_dir() for each in results] == [True] * 3
    place = place_of(house, "b")
    assert sorted(documents(house)[place]) == ["document.json", "entries.csv", "statement.pdf"]
    said = record(house, place)
    assert (said["status"], said["number"], said["issued"], said["due"]) == ("draft", None, None, None)
    assert set(statuses(house).values()) == {"pushed"}
    assert states(house) == {"pushed": 12600}
    check_once(house)


def test_pushing_twice_changes_nothing_at_all(house: House) -> None:
    house.push()
    files, rows = documents(house), house.rows("SELECT * FROM allocation ORDER BY entry, number")
    results = house.push()
    assert refusals(results) == {} and [Path(each.place).is_dir() for each in results] == [True] * 3
    assert [said[2] for said in pushed_section(results).rows] == ["draft is as it was"] * 3
    assert documents(house) == files
    assert house.rows("SELECT * FROM allocation ORDER BY entry, number") == rows
    assert house.rows("SELECT count(*) FROM push") == [(3,)]


def test_a_rerun_with_changed_time_replaces_only_the_draft_it_concerns(house: House) -> None:
    house.push()
    before = documents(house)
    bring(house, row(1), row(2, 3600, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
    assert statuses(house)["a workstream AAA-TWO"] == "draft"
    house.push()
    after = documents(house)
    assert before.keys() == after.keys(), "a draft keeps its place"
    changed = {place for place in before if before[place] != after[place]}
    assert changed == {place_of(house, "a", "TWO")}
    assert record(house, place_of(house, "a", "TWO"))["total"] == "100.00"
    assert states(house) == {"pushed": 9000}


def test_a_draft_that_somebody_changed_is_left_alone_until_it_is_moved_away(house: House) -> None:
    house.push()
    place = house.folder / "documents" / place_of(house, "b")
    (place / "statement.pdf").write_bytes(b"with my own words")
    bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 900, "BBB-ONE"))
    for _ in range(2):
        assert refusals(house.push()) == {
            draft_of(house, "b"): f"{place} was changed by hand and is left alone; move it away, then push again"
        }
        assert (place / "statement.pdf").read_bytes() == b"with my own words"
    house.move("approve", draft_of(house, "b"))
    assert list(refusals(house.push())) == [draft_of(house, "b")], "nor is an invoice made beside it"
    place.rename(house.folder / "mine")
    (posted,) = [each for each in house.push() if each.action == POST]
    assert (posted.number, posted.refused) == ("INV-1001", "")
    assert (house.folder / "mine" / "statement.pdf").read_bytes() == b"with my own words"


@pytest.mark.parametrize("change", ["a note of mine.txt", "inside/a folder.txt", "document.json"])
def test_whatever_somebody_puts_into_a_draft_is_a_change(house: House, change: str) -> None:
    house.push()
    path = house.folder / "documents" / place_of(house, "b") / change
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 900, "BBB-ONE"))
    assert list(refusals(house.push())) == [draft_of(house, "b")]
    assert path.read_text() == "mine"


def test_a_draft_that_was_only_looked_at_is_not_changed(house: House) -> None:
    house.push()
    (house.folder / "documents" / place_of(house, "b") / ".DS_Store").write_bytes(b"icons")
    bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 900, "BBB-ONE"))
    assert refusals(house.push()) == {}
    assert record(house, place_of(house, "b"))["total"] == "25.00"


def test_a_draft_that_was_taken_away_is_written_again_byte_for_byte(house: House) -> None:
    house.push()
    before = documents(house)
    place = house.folder / "documents" / place_of(house, "b")
    place.rename(house.folder / "elsewhere")
    house.configure(replace(AGENCY, main={**main(), "company": {**main()["company"], "name": "South"}}))
    house.push()
    assert documents(house) == before, "what was written down is what is written"


def test_a_draft_that_no_plan_proposes_any_more_is_taken_away(house: House) -> None:
    house.push()
    gone, client = draft_of(house, "b"), "Client b"
    bring(house, *ROWS[:2])
    (taken, *_) = house.push()
    assert (taken.draft, taken.client, taken.action, taken.refused) == (gone, client, "withdraw", "")
    assert f"{OCTOBER}/draft b {gone}" not in documents(house)
    assert [each.action for each in house.push()] == ["draft", "draft"], "it is taken away once"
    bring(house, *ROWS)
    assert refusals(house.push()) == {}
    assert f"{OCTOBER}/draft b {gone}" in documents(house), "and comes back with its time"


def test_a_draft_that_is_withdrawn_after_somebody_changed_it_stays(house: House) -> None:
    house.push()
    gone = draft_of(house, "b")
    path = house.folder / "documents" / OCTOBER / f"draft b {gone}" / "mine.txt"
    path.write_text("mine")
    bring(house, *ROWS[:2])
    assert list(refusals(house.push())) == [gone]
    assert path.read_text() == "mine"
    path.parent.rename(house.folder / "mine")
    assert refusals(house.push()) == {}
    assert [each.action for each in house.push()] == ["draft", "draft"]


def test_a_draft_that_was_held_and_released_in_the_books_is_pushed_again_without_a_change(house: House) -> None:
    house.push()
    before = documents(house)
    house.move("hold", draft_of(house, "b"))
    house.move("release", draft_of(house, "b"))
    assert statuses(house)["b all"] == "draft"
    house.push()
    assert set(statuses(house).values()) == {"pushed"}
    assert documents(house) == before


def test_time_of_a_draft_in_the_books_is_pushed_time_again_after_its_month_was_planned_anew(house: House) -> None:
    house.push()
    bring(house, row(1), row(2, 3600, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
    house.push()
    assert states(house) == {"pushed": 9000}


# ---- what is refused ----


def test_a_held_draft_is_not_pushed(house: House) -> None:
    house.move("hold", draft_of(house, "b"))
    assert refusals(house.push(draft_of(house, "b"))) == {draft_of(house, "b"): "it is held; release it first"}
    assert documents(house) == {}


def test_a_draft_whose_time_has_changed_is_not_pushed(house: House) -> None:
    house.move("approve", draft_of(house, "b"))
    path = house.folder / "later.csv"
    write_export(path, "harvest", [row(1), row(2, 7200, "AAA-TWO"), row(3, 60, "BBB-ONE")])
    house.read(path, "harvest", OCTOBER)
    why = "what it is made of has changed since it was planned; run the month again, then push it"
    assert refusals(house.push(draft_of(house, "b"))) == {draft_of(house, "b"): why}
    assert documents(house) == {}


def test_an_invoice_is_not_made_while_another_draft_of_its_month_must_be_planned_again(house: House) -> None:
    first = draft_of(house, "a", "ONE")
    house.move("approve", first)
    path = house.folder / "later.csv"
    write_export(path, "harvest", [row(1), row(2, 60, "AAA-TWO"), row(3, 1800, "BBB-ONE")])
    house.read(path, "harvest", OCTOBER)
    (why,) = refusals(house.push(first)).values()
    assert why.startswith("posting it closes its month, and drafts of a for 2026-10 are out of date: tieout run")
    assert documents(house) == {}
    house.run([OCTOBER])
    assert [each.number for each in house.push(first)] == ["INV-1001"]


def test_what_was_held_released_or_withdrawn_since_it_was_chosen_is_judged_as_it_is_now(house: House) -> None:
    chosen = house.drafts()
    house.move("hold", draft_of(house, "b"))
    bring(house, row(1), row(3, 1800, "BBB-ONE"))
    results = stage_push(house, chosen)
    assert sorted(why for why in refusals(results).values()) == [
        "a newer plan has taken its place; `tieout drafts` shows what stands",
        "it is held; release it first",
    ]


def test_a_hold_in_the_very_moment_of_the_push_wins(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = draft_of(house, "b")
    begin = stage._begin

    def held_first(*arguments: Any) -> Push:
        house.move("hold", chosen)
        return begin(*arguments)

    monkeypatch.setattr(stage, "_begin", held_first)
    (why,) = refusals(house.push(chosen)).values()
    assert why == "it was held, released or planned anew while this push was under way; push again"
    assert documents(house) == {}
    assert house.rows("SELECT count(*) FROM push") == [(0,)]


def test_with_nothing_to_push_nothing_happens(house: House) -> None:
    bring(house, replace(row(1), seconds=0))
    assert house.push() == []
    assert documents(house) == {}
