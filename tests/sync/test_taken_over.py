"""A tracker that was imported from files is pulled: what was billed from a file is the same time over the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from billing.records import SourceRecord
from mappings.decided import Signature
from review.approvals import APPROVE, move
from sync.importing import ImportOptions
from sync.pipeline import import_files, push_drafts, run_period
from tests.connectors.vendors import Vendors
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, codes, entry_of, totals, worked
from tests.proof import short_of
from tests.sync import pulling
from tests.sync.listed import pull

TOLD = {"toggl": {"kind": "toggl", "token": "${TOGGL}", "workspace": "1"}, "harvest": {"kind": "harvest"}}
"""Toggl Track as it is connected once its exports have been read."""
NOVEMBER_3 = datetime(2026, 11, 3, 11, tzinfo=UTC)


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        yield made


def shown(house: House, note: str = "x") -> SourceRecord:
    """What a file said of the entry with a note."""
    return house.entry(entry_of(house, note)).record


def told(record: SourceRecord, **more: object) -> SourceRecord:
    """What the API says of what a file said: its ids are the tracker's own besides."""
    return replace(record, **{"project_id": "7", "person_id": "9", **more})  # type: ignore[arg-type]  # whatever it says


def pulled(house: House, *records: SourceRecord, page_size: int = 50) -> None:
    """Connects the tracker, which lists these records by ids from 1, pulls all of it, and runs both months."""
    house.configure(replace(house.agency, main={**house.agency.main, "connectors": TOLD}))
    assert pull(house, {str(own): each for own, each in enumerate(records, 1)}, page_size=page_size).is_done
    house.run([OCTOBER, NOVEMBER])


# ---- billed from a file ----


@pytest.mark.parametrize("vendor", short_of(["harvest", "toggl", "clockify"], "toggl"))
def test_what_was_billed_from_exports_was_not_edited_because_the_api_says_more(
    vendors: Vendors, tmp_path: Path, vendor: str
) -> None:
    with pulling.pulling(vendors, tmp_path, vendor) as agency:
        agency.at(NOVEMBER_3)
        (path,) = [each for each in (agency.folder / "exports").iterdir() if each.name.lower().startswith(vendor)]
        import_files(agency.worker, [path], ImportOptions(vendor))
        run_period(agency.worker, pulling.OCTOBER)
        with agency.worker.store.write() as tx:
            approved = move(tx, tx.drafts.current(OCTOBER), APPROVE, Signature("Owen", NOVEMBER_3, "fine"))
        push_drafts(agency.worker, approved)
        (report,) = agency.pull()
        run_period(agency.worker, pulling.OCTOBER)
        assert report.counts.taken_over > 1000
        assert agency.issues("edited_after_billing") == []


@pytest.mark.everywhere
@pytest.mark.parametrize(
    "more", [{"rate": Decimal(120), "currency": "USD"}, {"note": "x "}, {"project_code": "AAA-ONE"}, {"ended": None}]
)
def test_what_only_one_of_them_states_is_no_edit(house: House, more: dict[str, object]) -> None:
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    house.bill()
    pulled(house, told(shown(house), **more))
    assert (codes(house), house.drift(), totals(house)) == ([], [], {"a 2026-10": "100.00"})


def test_what_was_edited_before_it_was_pulled_is_told_among_what_was_not(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER])
    house.bill()
    pulled(house, told(shown(house)), told(shown(house, "y"), project="Site BBB-ONE"))
    (issue,) = house.issues()
    assert issue.sentence.endswith("were changed in toggl after they were billed: another project.")


# ---- which of several it is ----


def test_of_equal_rows_what_was_decided_away_is_the_one_that_is_not_there_any_more(house: House) -> None:
    bring(house, worked("10-05"), worked("10-05"))
    house.run([OCTOBER])
    first, second = sorted(key for (key,) in house.rows("SELECT id FROM entry"))
    house.decide("write-off", first, why="tracked twice")
    pulled(house, house.entry(second).record)
    assert totals(house) == {"a 2026-10": "100.00"}


def test_of_equal_rows_what_is_billed_is_the_one_that_is_still_there(house: House) -> None:
    bring(house, worked("10-05"), worked("10-05"))
    house.run([OCTOBER])
    first, second = sorted(key for (key,) in house.rows("SELECT id FROM entry"))
    house.decide("defer", first, to=NOVEMBER)
    house.run([OCTOBER])
    house.bill()
    pulled(house, house.entry(second).record)
    assert totals(house) == {"a 2026-10": "100.00"}
    assert "deleted_after_billing" not in codes(house)


@pytest.mark.parametrize("name", ["Kim A. Allen", "kim allen"])
def test_a_person_whose_name_is_written_otherwise_is_the_same_person(house: House, name: str) -> None:
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    house.bill()
    pulled(house, told(shown(house), person=name))
    assert (house.rows("SELECT count(*) FROM entry"), totals(house)) == ([(1,)], {"a 2026-10": "100.00"})


@pytest.mark.parametrize("size", [50, 1])
def test_how_many_records_a_page_has_does_not_say_which_entry_each_is(house: House, size: int) -> None:
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    house.bill()
    as_it_was = told(shown(house))
    pulled(house, replace(as_it_was, project="Site BBB-ONE", note="copied since"), as_it_was, page_size=size)
    assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "100.00"}
    assert codes(house) == ["overlapping"]


@pytest.mark.parametrize("size", [50, 1])
def test_what_was_edited_before_it_was_pulled_takes_over_the_likest_that_is_left(house: House, size: int) -> None:
    bring(house, worked("10-05"), worked("10-05", note="y", on="BBB-ONE"))
    house.run([OCTOBER])
    house.bill()
    one, other = told(shown(house), note="edited"), told(shown(house, "y"), note="edited too")
    pulled(house, other, one, page_size=size)
    assert house.rows("SELECT count(*) FROM entry") == [(2,)]
    assert [issue.sentence[-13:] for issue in house.issues() if issue.code == "edited_after_billing"] == [
        "another note.",
        "another note.",
    ]


# ---- gone already ----


@pytest.mark.everywhere
def test_what_a_complete_export_lacked_and_the_api_shows_is_billed_once(house: House) -> None:
    rows = worked("10-05"), worked("10-06", note="y"), worked("10-07", note="z")
    bring(house, *rows)
    house.run([OCTOBER])
    house.bill()
    records = [told(shown(house, note)) for note in "xyz"]
    bring(house, *rows[1:], complete=OCTOBER)
    house.run([OCTOBER])
    assert codes(house) == ["deleted_after_billing"]
    pulled(house, *records)
    assert (codes(house), totals(house)) == ([], {"a 2026-10": "300.00"})


def test_what_was_only_in_an_export_and_turns_up_later_is_seen_again(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", note="y"), worked("10-07", note="z"))
    first, *others = [told(shown(house, note)) for note in "xyz"]
    pulled(house, *others)
    assert (codes(house), totals(house)) == (["only_in_export"], {"a 2026-10": "200.00"})
    assert pull(house, {"1": others[0], "2": others[1], "3": first}, changed=["3"]).is_done
    house.run([OCTOBER])
    assert (codes(house), totals(house)) == ([], {"a 2026-10": "300.00"})


def test_a_timer_that_ran_when_it_was_exported_is_no_question_once_it_is_pulled(house: House) -> None:
    bring(house, replace(worked("10-05", 0), running=True), worked("10-06", note="y"))
    ran, other = shown(house), told(shown(house, "y"))
    assert ran.started
    pulled(house, told(ran, seconds=5400, running=False, ended=ran.started + timedelta(seconds=5400)), other)
    assert (codes(house), totals(house)) == ([], {"a 2026-10": "250.00"})


@pytest.mark.parametrize(("file", "days"), [("10-31", 1), ("11-01", -1)])
def test_what_a_file_has_on_the_other_side_of_a_months_border_is_billed_once(
    house: House, file: str, days: int
) -> None:
    bring(house, worked(file), *(worked(f"10-0{day}", note=note) for day, note in ((5, "y"), (6, "z"), (7, "w"))))
    house.run([OCTOBER, NOVEMBER])
    house.bill()
    before = totals(house)
    moved, *others = [told(shown(house, note)) for note in "xyzw"]
    pulled(house, replace(moved, day=moved.day + timedelta(days=days)), *others)
    assert totals(house) == before
    assert codes(house) == ["edited_after_billing"], "its day is another, and what that comes to is asked"


# ---- bad rows ----


def test_a_bad_row_of_an_export_is_asked_about_until_its_month_is_proven(house: House) -> None:
    bad = replace(worked("10-06", note="y"), broken="duration")
    later = replace(worked("11-04", note="z"), broken="duration")
    bring(house, worked("10-05"), bad)
    bring(house, worked("11-03", note="w"), later)
    assert codes(house) == ["bad_row", "bad_row"]
    one = shown(house)
    house.configure(replace(house.agency, main={**house.agency.main, "connectors": TOLD}))
    assert pull(house, {"1": told(one), "2": told(one, note="y", day=one.day + timedelta(days=1))}, OCTOBER).is_done
    assert [issue.month for issue in house.issues() if issue.code == "bad_row"] == [NOVEMBER]
