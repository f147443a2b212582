"""Decisions: each kind does what it says, can be taken back, and is refused with a sentence where it makes no sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from mappings.schema import decision
from review import decide, decide_words
from review.decide import CannotDecide, Filter
from review.exceptions import exceptions
from tests.agencies import Row
from tests.laws.house import House, Rows, house_of
from tests.laws.small import (
    AGENCY,
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    codes,
    entry_of,
    states,
    totals,
    worked,
)


@pytest.fixture
def house() -> Iterator[House]:
    """Two hours on the draft of October, one of them with the note y."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05"), worked("10-06", note="y"))
        made.run([OCTOBER])
        yield made


def decided(house: House) -> Rows:
    return house.rows("SELECT id, kind, subject, undoes FROM decision ORDER BY id")


def refusal(house: House, kind: str, *ids: str, **more: str) -> str:
    """The sentence that a decision is refused with; nothing was written."""
    before = decided(house), house.rows("SELECT * FROM due ORDER BY 1, 2, 3")
    with pytest.raises(CannotDecide) as refused:
        house.decide(kind, *ids, **more)
    assert (decided(house), house.rows("SELECT * FROM due ORDER BY 1, 2, 3")) == before
    return str(refused.value)


# ---- what each kind does ----


@pytest.mark.parametrize(
    ("kind", "more", "state"),
    [
        ("write-off", {}, "written_off"),
        ("non-billable", {}, "non_billable"),
        ("billed-elsewhere", {}, "outside"),
        ("duplicate-of", {"of": "y"}, "duplicate"),
    ],
)
def test_a_decision_takes_time_off_its_draft_and_undoing_it_puts_it_back(
    house: House, kind: str, more: dict[str, str], state: str
) -> None:
    house.decide(kind, entry_of(house), **{key: entry_of(house, note) for key, note in more.items()})
    house.run([OCTOBER])
    assert states(house) == {state: 1, "drafted": 1}
    assert totals(house) == {"a 2026-10": "100.00"}
    house.undo(1)
    house.run([OCTOBER])
    assert states(house) == {"drafted": 2}
    assert totals(house) == {"a 2026-10": "200.00"}


def test_deferred_time_is_billed_in_the_month_that_was_named_and_says_when_it_was_worked(house: House) -> None:
    house.decide("defer", entry_of(house), to=DECEMBER)
    house.run([OCTOBER, NOVEMBER, DECEMBER])
    assert totals(house) == {"a 2026-10": "100.00", "a 2026-12": "100.00"}
    (line,) = house.drafts()[1].draft.lines
    assert (line.late, line.service_from.isoformat()) == ("2026-10", "2026-10-05")


def test_deferred_time_comes_back_when_that_is_undone(house: House) -> None:
    house.decide("defer", entry_of(house), to=DECEMBER)
    house.run([OCTOBER, DECEMBER])
    house.undo(1)
    house.run([OCTOBER, DECEMBER])
    assert totals(house) == {"a 2026-10": "200.00"}


def test_accepted_time_is_billed_although_nobody_approved_it() -> None:
    with house_of(AGENCY) as house:
        bring(house, unapproved())
        house.run([OCTOBER])
        assert (codes(house), totals(house)) == (["not_approved"], {})
        house.decide("accept", entry_of(house))
        house.run([OCTOBER])
        assert (codes(house), totals(house)) == ([], {"a 2026-10": "100.00"})
        bring(house, unapproved(seconds=7200), complete=OCTOBER)
        house.run([OCTOBER])
        assert (codes(house), totals(house)) == (["not_approved"], {}), "another hour was never accepted"


def unapproved(seconds: int = 3600) -> Row:
    return replace(worked("10-07", seconds), connector="harvest", start=None, approved="No")


def test_the_newest_decision_wins_and_the_one_before_it_stands_again_when_it_is_undone(house: House) -> None:
    house.decide("write-off", entry_of(house))
    house.decide("non-billable", entry_of(house))
    house.run([OCTOBER])
    assert states(house) == {"non_billable": 1, "drafted": 1}
    house.undo(2)
    house.run([OCTOBER])
    assert states(house) == {"written_off": 1, "drafted": 1}


def test_time_that_changes_after_a_decision_is_reported_and_the_decision_stands(house: House) -> None:
    house.decide("write-off", entry_of(house))
    bring(house, worked("10-05", 7200), worked("10-06", note="y"))
    house.run([OCTOBER])
    assert states(house) == {"written_off": 2, "drafted": 1}
    assert codes(house) == ["changed_since_decision"]
    house.decide("write-off", entry_of(house))
    house.run([OCTOBER])
    assert codes(house) == []


@pytest.mark.parametrize(
    ("kind", "more"), [("non-billable", {}), ("billed-elsewhere", {}), ("defer", {"to": NOVEMBER})]
)
def test_what_was_decided_of_one_clients_work_is_told_when_it_is_anothers(
    house: House, kind: str, more: dict[str, str]
) -> None:
    house.decide(kind, entry_of(house), **more)
    house.run([OCTOBER])
    assert codes(house) == []
    bring(house, worked("10-05", on="BBB-ONE"), worked("10-06", note="y"))
    house.run([OCTOBER])
    (told,) = house.issues()
    assert f"on Site BBB-ONE were work for Client a (contract a) when it was decided: {kind}" in told.sentence
    house.decide("accept", entry_of(house))
    house.run([OCTOBER])
    assert codes(house) == []
    bring(house, worked("10-05"), worked("10-06", note="y"))
    house.run([OCTOBER])
    assert codes(house) == []


def test_what_was_accepted_of_one_clients_work_has_lapsed_when_it_is_anothers() -> None:
    hold = {"invoice": {"late_time": "hold"}}
    held = tuple(each | hold for each in AGENCY.contracts)
    with house_of(replace(AGENCY, contracts=held)) as house:
        bring(house, worked("10-05"), worked("10-06", on="BBB-ONE", note="b"))
        house.run([OCTOBER])
        house.close("a", OCTOBER)
        house.close("b", OCTOBER)
        bring(house, worked("10-09", note="late"))
        house.run([OCTOBER])
        house.decide("accept", entry_of(house, "late"))
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == ["late"]
        bring(house, worked("10-09", note="late", on="BBB-ONE"))
        house.run([OCTOBER, NOVEMBER])
        assert codes(house) == ["late_held"]


def test_another_contract_of_the_same_client_is_no_question(house: House) -> None:
    first, second = AGENCY.contracts
    house.decide("write-off", entry_of(house))
    house.configure(replace(AGENCY, contracts=(first, second | {"client": first["client"]})))
    bring(house, worked("10-05", on="BBB-ONE"), worked("10-06", note="y"))
    house.run([OCTOBER])
    assert codes(house) == []
    house.configure(AGENCY)
    house.run([OCTOBER])
    assert codes(house) == ["changed_since_decision"]


def test_a_decision_that_does_not_say_of_whose_work_it_was_holds_for_anybodys(house: House) -> None:
    house.decide("write-off", entry_of(house))
    with house.store.write() as tx:
        ((_, detail),) = tx.decisions.of_kind("write-off")
    with house.store.writer.begin() as connection:
        earlier = {key: value for key, value in detail.items() if key != "whose"}
        connection.execute(update(decision).values(detail=earlier))
    bring(house, worked("10-05", on="BBB-ONE"), worked("10-06", note="y"))
    house.run([OCTOBER])
    assert (codes(house), states(house)) == ([], {"written_off": 1, "drafted": 1})


def test_what_was_billed_elsewhere_by_decision_can_be_decided_otherwise(house: House) -> None:
    house.decide("billed-elsewhere", entry_of(house))
    house.run([OCTOBER])
    house.decide("write-off", entry_of(house))
    house.run([OCTOBER])
    assert states(house) == {"written_off": 1, "drafted": 1}


def test_what_changed_after_billing_is_held_until_it_is_accepted(house: House) -> None:
    house.bill()
    bring(house, worked("10-05", 10800), worked("10-06", note="y"))
    house.run([OCTOBER])
    assert (states(house), codes(house)) == ({"billed": 2, "held": 2}, ["edited_after_billing"])
    house.decide("accept", entry_of(house))
    house.run([OCTOBER])
    assert (states(house), codes(house)) == ({"billed": 2, "written_off": 2}, [])
    bring(house, worked("10-05", 14400), worked("10-06", note="y"))
    house.run([OCTOBER])
    assert (states(house), codes(house)) == ({"billed": 2, "held": 3}, ["edited_after_billing"])


def test_what_was_deleted_after_billing_can_be_accepted_too(house: House) -> None:
    house.bill()
    gone = entry_of(house)
    bring(house, worked("10-06", note="y"), complete=OCTOBER)
    house.run([OCTOBER])
    assert (states(house), codes(house)) == ({"billed": 2, "held": -1}, ["deleted_after_billing"])
    house.decide("accept", gone)
    house.run([OCTOBER])
    assert (states(house), codes(house)) == ({"billed": 2, "written_off": -1}, [])


# ---- by filter ----


def test_only_the_rows_that_fit_are_accepted_and_not_what_else_is_wrong_with_the_entries() -> None:
    wants_tasks = AGENCY.main | {"exceptions": {"require_task": "warn", "max_hours_per_day": "8"}}
    with house_of(replace(AGENCY, main=wants_tasks)) as house:
        both = unapproved(seconds=36000)
        bring(house, both, worked("10-08", note="y"))
        house.run([OCTOBER])
        assert sorted(codes(house)) == ["no_task", "not_approved", "over_day_limit"]
        with house.store.write() as tx:
            wish, chosen = decide.wish("accept"), decide.filtered(tx, Filter(OCTOBER, code="over_day_limit"))
            decide.decide(tx, wish, chosen, decide.Signature("kim", house.worker.clock(), "a release night"))
        house.run([OCTOBER])
        with house.store.read() as tx:
            assert {issue.code for issue in exceptions(tx, None)} == {"no_task", "not_approved"}


def test_an_exception_named_by_its_id_is_accepted_alone(house: House) -> None:
    late_note = AGENCY.main | {"exceptions": {"require_task": "warn"}}
    house.configure(replace(AGENCY, main=late_note))
    house.run([OCTOBER])
    one, other = house.issues()
    house.decide("accept", one.id)
    house.run([OCTOBER])
    assert [issue.id for issue in house.issues()] == [other.id]


def test_a_filter_that_fits_nothing_or_states_nothing_is_refused(house: House) -> None:
    with house.store.read() as tx:
        with pytest.raises(CannotDecide, match="no row of the exception report fits"):
            decide.filtered(tx, Filter(client="Nobody Inc"))
        with pytest.raises(CannotDecide, match="name entries or exceptions by id, or which ones with --period"):
            decide.filtered(tx, Filter())


# ---- what makes no sense ----


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        ("forgive", {}, "'forgive' is no decision; write one of accept, write-off, defer"),
        ("write-off", {"why": "  "}, "say why with --why"),
        ("write-off", {"to": DECEMBER}, "--to belongs to defer; write-off does without it"),
        ("defer", {"of": "exxx"}, "--of belongs to duplicate-of; defer does without it"),
        ("defer", {}, "say to which month with --to, such as --to 2026-12"),
        ("defer", {"to": "2026-13"}, "'2026-13' is not a month: say to which month with --to"),
        ("defer", {"to": "next month"}, "'next month' is not a month: say to which month with --to"),
        ("defer", {"to": OCTOBER}, "it can only be deferred to a later month, not 2026-10"),
        ("defer", {"to": "2026-09"}, "was worked in 2026-10; it can only be deferred to a later month, not 2026-09"),
        ("duplicate-of", {}, "say of which entry with --of"),
        ("duplicate-of", {"of": "ezzzzzz"}, "no entry and no standing exception has the id ezzzzzz"),
        ("accept", {}, "nothing stands"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    house: House, kind: str, more: dict[str, str], sentence: str
) -> None:
    assert sentence in refusal(house, kind, entry_of(house), **more)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("e", "'e' is too short; type at least three characters of an id"),
        ("ezzzzzz", "no entry and no standing exception has the id ezzzzzz; `tieout exceptions` shows ids"),
        ("%%%%", "no entry and no standing exception has the id %%%%"),
        ("", "'' is too short"),
    ],
)
def test_an_id_that_names_nothing_is_refused(house: House, wanted: str, sentence: str) -> None:
    assert sentence in refusal(house, "write-off", wanted)


def test_one_bad_id_among_good_ones_writes_nothing_at_all(house: House) -> None:
    assert "no entry" in refusal(house, "write-off", entry_of(house), "ezzzzzz")
    assert "duplicate of itself" in refusal(
        house, "duplicate-of", entry_of(house, "y"), entry_of(house), of=entry_of(house)
    )


def test_time_cannot_be_deferred_into_a_closed_month(house: House) -> None:
    bring(house, worked("11-02", note="z"))
    house.run([NOVEMBER])
    house.close("a", NOVEMBER)
    assert "2026-11 is closed for a; choose a later month, or reopen it" in refusal(
        house, "defer", entry_of(house), to=NOVEMBER
    )


def test_time_that_no_month_was_run_for_cannot_be_deferred(house: House) -> None:
    bring(house, worked("11-02", note="z"))
    assert "no month was run since" in refusal(house, "defer", entry_of(house, "z"), to=DECEMBER)


def test_nothing_is_a_duplicate_of_itself_of_a_duplicate_or_of_what_is_gone(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", note="y"), worked("10-07", note="z"))
    one, other, third = (entry_of(house, note) for note in "xyz")
    assert "cannot be a duplicate of itself" in refusal(house, "duplicate-of", one, of=one)
    house.decide("duplicate-of", one, of=other)
    assert f"{one} is a duplicate itself" in refusal(house, "duplicate-of", other, of=one)
    assert f"{one} is a duplicate itself" in refusal(house, "duplicate-of", third, of=one)
    bring(house, worked("10-05"), worked("10-07", note="z"), complete=OCTOBER)
    assert f"{other} is gone from its tracker" in refusal(house, "duplicate-of", third, of=other)


@pytest.mark.parametrize("kind", ["write-off", "non-billable", "billed-elsewhere", "accept"])
def test_nothing_is_decided_about_an_entry_that_is_gone(house: House, kind: str) -> None:
    gone = entry_of(house)
    bring(house, worked("10-06", note="y"), complete=OCTOBER)
    house.run([OCTOBER])
    assert refusal(house, kind, gone)


@pytest.mark.parametrize("kind", ["write-off", "non-billable", "billed-elsewhere", "defer", "duplicate-of"])
def test_nothing_is_decided_about_an_entry_that_is_billed(house: House, kind: str) -> None:
    house.bill()
    assert "is billed; what has changed since can be accepted" in refusal(house, kind, entry_of(house))


def test_time_that_a_rule_leaves_out_needs_no_decision() -> None:
    ignoring = AGENCY.main | {"ignore": [{"project": "Site AAA-ONE", "why": "ours"}]}
    with house_of(replace(AGENCY, main=ignoring)) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        assert "is not to be billed anyway (ours)" in refusal(house, "write-off", entry_of(house))


def test_what_must_be_mended_cannot_be_accepted(house: House) -> None:
    bring(house, worked("10-08", on="NO-SUCH", note="z"))
    house.run([OCTOBER])
    (issue,) = house.issues()
    assert f"{issue.code} cannot be accepted as it is" in refusal(house, "accept", entry_of(house, "z"))


def test_an_exception_about_no_single_entry_can_be_accepted_and_nothing_else() -> None:
    long_days = AGENCY.main | {"exceptions": {"max_hours_per_day": "8", "require_task": "no"}}
    with house_of(replace(AGENCY, main=long_days)) as house:
        bring(house, worked("10-05", 36000))
        house.run([OCTOBER])
        (issue,) = house.issues()
        assert "concerns no single entry" in refusal(house, "write-off", issue.id)
        house.decide("accept", issue.id)
        with house.store.read() as tx:
            assert exceptions(tx, None) == []


def test_a_decision_is_undone_once_and_with_a_reason(house: House) -> None:
    house.decide("write-off", entry_of(house))
    with pytest.raises(CannotDecide, match="say why with --why"):
        house.undo(1, why=" ")
    house.undo(1)
    with pytest.raises(CannotDecide, match="decision 1 was undone already, by decision 2"):
        house.undo(1)
    with pytest.raises(CannotDecide, match="there is no decision 2 about an entry"):
        house.undo(2)
    with pytest.raises(CannotDecide, match="there is no decision 77 about an entry; `tieout decide list` shows them"):
        house.undo(77)


def test_every_decision_is_kept_with_who_when_and_why(house: House) -> None:
    house.decide("write-off", entry_of(house), why="a mistake of ours")
    house.undo(1, why="it was theirs")
    with house.store.read() as tx:
        (only,) = decide_words.to_json(tx)
    assert only == {
        "number": 1,
        "kind": "write-off",
        "subject": entry_of(house),
        "at": "2026-11-03T12:00:00+00:00",
        "by": "kim",
        "why": "a mistake of ours",
        "codes": [],
        "period": None,
        "other": None,
        "undone_by": 2,
    }


@pytest.mark.parametrize(
    ("now", "shown", "summed"),
    [
        ((worked("10-05", 9000), worked("10-06", 1800, note="y")), {"1:30", "-0:30"}, "2 rows, 1:00 h"),
        ((worked("10-06", note="y"),), {"-1:00"}, "1 row, -1:00 h"),
    ],
    ids=["edited", "deleted"],
)
def test_accepting_what_changed_after_billing_is_about_the_change_alone(
    house: House, now: tuple[Row, ...], shown: set[str], summed: str
) -> None:
    house.bill()
    bring(house, *now, complete=OCTOBER)
    house.run([OCTOBER])
    with house.store.read() as tx:
        (table,) = decide_words.preview(decide.wish("accept"), decide.filtered(tx, Filter(period=OCTOBER)))
    assert {row[3] for row in table.rows} == shown
    assert table.after == (f"accept {summed}. Nothing is decided yet: add --yes.",)
