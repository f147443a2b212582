"""The same work or expense in two sources: billed once, whichever comes first, until a person says that it is two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

import pytest
from sqlalchemy import select, update

from billing.calendar import month
from billing.records import EXPENSE, SourceRecord
from mappings.schema import decision
from sync.months import Asked
from sync.pull_one import ConnectorReport, pull_connector
from sync.worker import running
from tests.agencies import Agency, Yaml
from tests.laws import small
from tests.laws.house import House, house_of
from tests.laws.small import NOVEMBER, OCTOBER, codes, totals, worked
from tests.sync.listed import Listed
from tests.sync.test_expenses import AGENCY, SOURCES, TRAIN, bring

HARVEST: Yaml = {"kind": "harvest", "account": "1", "token": "${HARVEST}"}
OF_THE_API = SourceRecord(
    date(2026, 10, 5),
    0,
    "Kim Allen",
    project="Site AAA-ONE",
    activity="Travel",
    note="Amtrak",
    kind=EXPENSE,
    cost_minor=12000,
    currency="USD",
    receipt="https://harvest.test/r/9",
)
ONCE = {"a 2026-10": "132.00"}


@dataclass(slots=True)
class Spent(Listed):
    """A tracker that has expenses alone."""

    title: ClassVar[str] = "Harvest"
    kinds: ClassVar[tuple[str, ...]] = (EXPENSE,)


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "harvest": HARVEST}})) as made:
        yield made


def pull(house: House) -> None:
    """Harvest has the train of the file, with another receipt and other words."""
    with running(house.worker, "pull") as run:
        asked = Asked(periods=(month(OCTOBER),))
        pull_connector(house.worker, run, Spent({"1": OF_THE_API}), ConnectorReport("harvest"), asked)


def billed(house: House) -> None:
    """October is in the books."""
    house.run([OCTOBER])
    house.bill()


def renamed(house: House, agency: Agency) -> None:
    """Toggl Track has another name in tieout.yaml, and its file is imported again."""
    house.configure(replace(agency, main={**small.MAIN, "connectors": {"tg": {"kind": "toggl"}}}))
    house.read(house.folder / "export.csv", "tg")


def test_an_expense_of_a_file_and_of_a_pull_is_on_one_line_until_a_person_says_that_both_were_paid(
    house: House,
) -> None:
    bring(house, TRAIN)
    pull(house)
    house.run()
    assert (totals(house), codes(house)) == (ONCE, ["same_expense_elsewhere"])
    house.decide("accept", house.issues()[0].entry_id, why="two tickets")
    house.run()
    assert (totals(house), codes(house)) == ({"a 2026-10": "264.00"}, [])
    house.bill()
    house.run()
    assert (totals(house), codes(house)) == ({"a 2026-10": "264.00"}, [])


@pytest.mark.parametrize("first", ["file", "pull"])
def test_an_expense_that_one_source_has_billed_waits_in_the_other_until_a_person_says_what_it_is(
    house: House, first: str
) -> None:
    ways: dict[str, Callable[[], object]] = {"file": lambda: bring(house, TRAIN), "pull": lambda: pull(house)}
    ways.pop(first)()
    billed(house)
    for each in ways.values():
        each()
    house.run()
    assert (totals(house), set(codes(house))) == (ONCE, {"same_expense_elsewhere", "late"})
    issue = next(each for each in house.issues() if each.code == "same_expense_elsewhere")
    house.decide("duplicate-of", issue.entry_id, of=str(dict(issue.facts)["other"]), why="it is the same train")
    house.run()
    assert (totals(house), codes(house)) == (ONCE, [])


def test_what_comes_late_is_compared_with_its_own_month_though_the_next_one_alone_is_run(house: House) -> None:
    bring(house, TRAIN)
    billed(house)
    pull(house)
    house.run([NOVEMBER])
    assert (totals(house), set(codes(house))) == (ONCE, {"same_expense_elsewhere", "late"})


# ---- what people decided about ----


@pytest.mark.parametrize("word", ["billed-elsewhere", "write-off"])
def test_an_expense_that_was_decided_about_waits_in_the_source_that_comes_later(house: House, word: str) -> None:
    bring(house, TRAIN)
    house.run([OCTOBER])
    house.decide(word, house.rows("SELECT id FROM entry")[0][0])
    pull(house)
    house.run()
    assert (totals(house), codes(house)) == ({}, ["same_expense_elsewhere"])
    house.decide("accept", house.issues()[0].entry_id, why="two tickets")
    house.run()
    assert (totals(house), codes(house)) == (ONCE, [])


@pytest.mark.parametrize("then", ["write-off", "leave"])
def test_an_expense_that_was_credited_for_good_waits_in_the_other_source(house: House, then: str) -> None:
    bring(house, TRAIN)
    billed(house)
    note = house.credit("INV-0001", then).note
    house.move("approve", note.id)
    house.push(note.id)
    pull(house)
    house.run()
    assert "same_expense_elsewhere" in codes(house)
    assert len(house.drafts()) == 2, "the invoice and its credit note"


@pytest.mark.parametrize("word", ["billed-elsewhere", "write-off", "non-billable"])
def test_the_copy_that_waits_may_be_decided_away_and_the_first_one_is_billed(house: House, word: str) -> None:
    bring(house, TRAIN)
    pull(house)
    house.run()
    house.decide(word, house.issues()[0].entry_id)
    house.run()
    assert (totals(house), codes(house)) == (ONCE, [])


@pytest.mark.parametrize("word", ["billed-elsewhere", "write-off", "non-billable"])
def test_the_first_one_may_be_decided_away_and_its_copy_waits_on(house: House, word: str) -> None:
    bring(house, TRAIN)
    pull(house)
    house.run()
    ((first,),) = house.rows("SELECT id FROM entry WHERE connector = 'harvest'")
    house.decide(word, first)
    house.run()
    assert (totals(house), codes(house)) == ({}, ["same_expense_elsewhere"])


def test_the_copy_waits_on_when_what_was_said_of_the_first_one_is_said_in_other_words(house: House) -> None:
    bring(house, TRAIN)
    house.run([OCTOBER])
    ((first,),) = house.rows("SELECT id FROM entry")
    house.decide("write-off", first)
    pull(house)
    house.run()
    assert codes(house) == ["same_expense_elsewhere"]
    ((number,),) = house.rows("SELECT id FROM decision WHERE kind = 'write-off'")
    house.undo(number)
    house.decide("billed-elsewhere", first)
    house.run()
    assert (totals(house), codes(house)) == ({}, ["same_expense_elsewhere"])


def test_the_first_one_is_billed_again_when_what_was_said_of_it_is_undone_though_its_copy_was_decided_away(
    house: House,
) -> None:
    bring(house, TRAIN)
    house.run([OCTOBER])
    house.decide("write-off", house.rows("SELECT id FROM entry")[0][0])
    pull(house)
    house.run()
    house.decide("write-off", house.issues()[0].entry_id)
    house.run()
    ((first, _),) = house.rows("SELECT min(id), count(*) FROM decision WHERE kind = 'write-off'")
    house.undo(first)
    house.run()
    assert (totals(house), codes(house)) == (ONCE, [])


def test_the_copy_of_what_was_on_an_invoice_that_is_void_waits_until_it_is_decided_about(house: House) -> None:
    bring(house, TRAIN)
    billed(house)
    pull(house)
    house.run()
    house.void("INV-0001")
    house.run()
    assert "same_expense_elsewhere" in codes(house)
    assert totals(house) == {}


def test_a_second_word_about_the_copy_is_about_the_copy_alone(house: House) -> None:
    bring(house, TRAIN)
    pull(house)
    house.run()
    copy = house.issues()[0].entry_id
    for word in ("write-off", "billed-elsewhere"):
        house.decide(word, copy)
        house.run()
        assert (totals(house), codes(house)) == (ONCE, [])


def test_a_copy_that_is_decided_away_again_in_other_words_leaves_the_first_one_billed(house: House) -> None:
    bring(house, TRAIN)
    pull(house)
    house.run()
    copy = house.issues()[0].entry_id
    house.decide("write-off", copy)
    house.run()
    ((number,),) = house.rows("SELECT id FROM decision WHERE kind = 'write-off'")
    house.undo(number)
    house.decide("write-off", copy, why="the same train")
    house.run()
    assert (totals(house), codes(house)) == (ONCE, [])


def test_a_copy_that_is_decided_away_before_its_month_was_run_leaves_the_first_one_billed(house: House) -> None:
    pull(house)
    house.run()
    bring(house, TRAIN)
    ((copy,),) = house.rows("SELECT id FROM entry WHERE connector = 'spending'")
    house.decide("write-off", copy)
    house.run()
    assert (totals(house), codes(house)) == (ONCE, [])


def test_what_was_decided_before_it_was_kept_when_asks_nothing(house: House) -> None:
    bring(house, TRAIN)
    pull(house)
    house.run()
    house.decide("write-off", house.issues()[0].entry_id)
    without_what_was_kept(house)
    house.run()
    assert (totals(house), codes(house)) == (ONCE, [])


def without_what_was_kept(house: House) -> None:
    """Decisions are as they were before they kept what goes on beside them."""
    with house.store.writer.begin() as connection:
        rows = connection.execute(select(decision.c.id, decision.c.detail)).all()
        for row in rows:
            earlier = {key: value for key, value in row.detail.items() if key != "beside"}
            connection.execute(update(decision).where(decision.c.id == row.id).values(detail=earlier))


def test_what_was_credited_before_it_was_kept_is_the_first_of_what_comes(house: House) -> None:
    bring(house, TRAIN)
    billed(house)
    note = house.credit("INV-0001", "write-off").note
    house.move("approve", note.id)
    house.push(note.id)
    without_what_was_kept(house)
    pull(house)
    house.run()
    assert "same_expense_elsewhere" in codes(house)


def test_a_copy_that_is_decided_away_before_any_run_leaves_the_other_one_billed(house: House) -> None:
    bring(house, TRAIN)
    pull(house)
    ((copy,),) = house.rows("SELECT id FROM entry WHERE connector = 'spending'")
    house.decide("write-off", copy)
    house.run()
    assert (totals(house), codes(house)) == (ONCE, [])


def test_two_that_were_accepted_as_two_are_billed_again_one_by_one(house: House) -> None:
    bring(house, TRAIN)
    pull(house)
    house.run()
    copy = house.issues()[0].entry_id
    house.decide("accept", copy, why="two tickets")
    house.run()
    billed(house)
    house.void("INV-0001")
    house.run()
    ((first,),) = house.rows("SELECT id FROM entry WHERE connector = 'harvest'")
    house.decide("bill-again", first)
    house.run()
    assert "same_expense_elsewhere" not in codes(house)
    assert set(totals(house).values()) == {"132.00"}


# ---- a connector with another name ----


def test_an_expense_that_was_billed_waits_when_its_connector_has_another_name(house: House) -> None:
    bring(house, TRAIN)
    billed(house)
    house.configure(replace(AGENCY, main={**AGENCY.main, "connectors": {"cards": {"kind": "expenses"}}}))
    bring(house, TRAIN)
    house.run()
    assert (totals(house), set(codes(house))) == (ONCE, {"same_expense_elsewhere", "late"})


@pytest.mark.parametrize("note", ["call", ""])
def test_time_that_was_billed_waits_when_its_connector_has_another_name_with_a_note_or_without(note: str) -> None:
    with house_of(small.AGENCY) as house:
        small.bring(house, worked("10-05", note=note), worked("10-05", 7200, note=note))
        billed(house)
        renamed(house, small.AGENCY)
        house.run()
        assert totals(house) == {"a 2026-10": "300.00"}
        assert codes(house).count("same_work_twice") == 2


@pytest.mark.parametrize("note", ["call", ""])
@pytest.mark.parametrize("word", ["billed-elsewhere", "write-off"])
def test_time_that_was_decided_about_waits_when_its_connector_has_another_name(word: str, note: str) -> None:
    with house_of(small.AGENCY) as house:
        small.bring(house, worked("10-05", note=note))
        house.run([OCTOBER])
        house.decide(word, small.entry_of(house, note))
        renamed(house, small.AGENCY)
        house.run([OCTOBER, NOVEMBER])
        assert (totals(house), codes(house)) == ({}, ["same_work_twice"])


def test_time_that_a_retainer_covers_waits_when_its_connector_has_another_name() -> None:
    care = {"code": "AAA-ONE", "name": "Care", "billing": "retainer", "bill": "in arrears", "fee": "1000"}
    hours = {"includes_hours": "10", "overage_rate": "200"}
    covered = small.contract("a") | {"from": "2026-10-01", "workstreams": [care | hours]}
    agency = replace(small.AGENCY, contracts=(covered,))
    with house_of(agency) as house:
        small.bring(house, worked("10-05", 6 * 3600, note="call"))
        billed(house)
        renamed(house, agency)
        house.run([OCTOBER, NOVEMBER])
        assert codes(house).count("same_work_twice") == 1
        assert set(totals(house).values()) == {"1000.00"}, "nothing beyond the hours that are included"
