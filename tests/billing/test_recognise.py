"""Which stored entry each row of an export is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from billing.ids import content_hash
from billing.recognise import BILLED, DECIDED, TO_BILL, Change, Equal, Known, Stored, find_equal, named, recognise
from billing.records import EXPENSE, Entry, SourceRecord
from tests.billing.properties import proven

DAY = date(2026, 10, 5)
NINE = datetime(2026, 10, 5, 9, tzinfo=UTC)
WORK = SourceRecord(DAY, 3600, person="Kim", project="Site", activity="Design", note="a")
TIMED = replace(WORK, started=NINE)
TAXI = SourceRecord(
    DAY, 0, person="Kim", project="Site", activity="Travel", note="Taxi", kind=EXPENSE, cost_minor=2000, currency="USD"
)


def known(entry_id: str, record: SourceRecord, gone: bool = False, final: bool = False) -> Known:
    return Known(Entry(entry_id, 1, "harvest", record), gone, final)


def changes(rows: list[SourceRecord], stored: list[Known]) -> list[tuple[str, int, str]]:
    return [(change.entry.id, change.row, change.how) for change in recognise(rows, stored).changed]


def test_equal_contents_are_the_same_entry() -> None:
    found = recognise([WORK], [known("e1", WORK)])
    assert (found.unchanged, found.changed, found.new, found.unseen) == (("e1",), (), (), ())


def test_an_edit_is_a_change_and_not_a_loss_and_a_gain() -> None:
    edited = replace(WORK, seconds=5400, note="b")
    found = recognise([edited], [known("e1", WORK)])
    assert [(c.entry.id, c.how) for c in found.changed] == [("e1", "same person, day, project and activity")]
    assert not found.new and not found.unseen


def test_the_same_person_and_start_is_the_same_entry_wherever_it_went() -> None:
    moved = replace(TIMED, project="Other", activity="", seconds=60)
    assert changes([moved], [known("e1", TIMED)]) == [("e1", 0, "same person and start")]


def at(hour: int, record: SourceRecord = TIMED) -> SourceRecord:
    return replace(record, started=NINE.replace(hour=hour), ended=NINE.replace(hour=hour + 1))


MOVED = "all the same but start and end"


def test_what_differs_in_start_and_end_alone_is_what_it_was() -> None:
    for final in (False, True):
        assert changes([at(10)], [known("e1", at(9), final=final)]) == [("e1", 0, MOVED)]


def test_a_moved_start_is_found_by_person_day_project_and_activity() -> None:
    moved = replace(TIMED, started=NINE.replace(hour=10), tags=("t",))
    assert changes([moved], [known("e1", TIMED)]) == [("e1", 0, "same person, day, project and activity")]


def test_timers_one_after_the_other_stay_what_they_are_when_all_are_moved() -> None:
    """Else one would become the other, and an hour would be there twice."""
    other = replace(TIMED, project="Other", note="b")
    for rows in permutations([at(10), at(11, other)]):
        found = recognise(rows, [known("e1", at(9)), known("e2", at(10, other))])
        assert {each.entry.id: rows[each.row].project for each in found.changed} == {"e1": "Site", "e2": "Other"}
        assert {each.how for each in found.changed} == {MOVED} and not found.new and not found.unseen


def test_of_moved_rows_that_are_alike_each_goes_to_the_nearest_in_time() -> None:
    pool = [known("e1", at(15)), known("e2", at(9))]
    assert changes([at(10), at(14)], pool) == [("e2", 0, MOVED), ("e1", 1, MOVED)]
    assert changes([at(14)], pool) == [("e1", 0, MOVED)]


def test_rows_with_no_start_are_further_than_any() -> None:
    assert changes([WORK, at(12)], [known("e1", at(9))]) == [("e1", 1, MOVED)]
    assert changes([WORK], [known("e1", at(9))]) == [("e1", 0, MOVED)]


def test_two_edits_of_one_day_go_to_the_nearest_content() -> None:
    long, short = replace(WORK, seconds=7200, note="long"), replace(WORK, seconds=600, note="short")
    rows = [replace(short, seconds=660), replace(long, seconds=7260)]
    by_entry = {entry: row for entry, row, _ in changes(rows, [known("e1", long), known("e2", short)])}
    assert by_entry == {"e1": 1, "e2": 0}


def test_contents_that_were_swapped_are_nothing_new() -> None:
    one, two = replace(WORK, note="one"), replace(WORK, note="two")
    found = recognise([two, one], [known("e1", one), known("e2", two)])
    assert found.unchanged == ("e1", "e2") and not found.changed


def test_identical_rows_are_counted_and_only_the_surplus_is_new_or_unseen() -> None:
    more = recognise([WORK] * 3, [known("e1", WORK), known("e2", WORK)])
    assert len(more.unchanged) == 2 and len(more.new) == 1
    fewer = recognise([WORK], [known("e1", WORK), known("e2", WORK)])
    assert len(fewer.unchanged) == 1 and len(fewer.unseen) == 1


def test_another_person_day_or_project_is_another_entry() -> None:
    rows = [replace(WORK, person="Sam"), replace(WORK, day=date(2026, 10, 6)), replace(WORK, project="Other")]
    found = recognise(rows, [known("e1", WORK)])
    assert found.new == (0, 1, 2)
    assert [entry.id for entry in found.unseen] == ["e1"]


def test_an_entry_that_was_gone_is_revived_by_equal_contents_only() -> None:
    assert changes([WORK], [known("e1", WORK, gone=True)]) == [("e1", 0, "seen again")]
    assert recognise([replace(WORK, seconds=1)], [known("e1", WORK, gone=True)]).new == (0,)


def test_a_present_entry_is_preferred_to_a_gone_one() -> None:
    found = recognise([WORK], [known("e1", WORK, gone=True), known("e2", WORK)])
    assert found.unchanged == ("e2",) and not found.changed


def test_what_is_billed_is_known_again_when_only_its_time_or_its_note_was_edited() -> None:
    """Else the client would pay for the old entry and for the new one."""
    for edited in (replace(WORK, seconds=60), replace(WORK, note="Other words")):
        found = recognise([edited], [known("e1", WORK, final=True)])
        assert [change.entry.id for change in found.changed] == ["e1"] and not found.new


def test_other_work_is_not_taken_for_what_is_billed() -> None:
    other = replace(WORK, seconds=60, note="Other words")
    found = recognise([other], [known("e1", WORK, final=True)])
    assert found.new == (0,) and [entry.id for entry in found.unseen] == ["e1"]
    two = [replace(WORK, seconds=60), replace(WORK, seconds=120)]
    assert len(recognise(two, [known("e1", WORK, final=True)]).new) == 1, "one of them is the billed one, edited"
    assert changes([replace(TIMED, seconds=60)], [known("e1", TIMED, final=True)])[0][0] == "e1"
    two_at_nine = [replace(TIMED, seconds=60), replace(TIMED, seconds=120)]
    assert len(changes(two_at_nine, [known("e1", TIMED, final=True)])) == 1


def test_equal_contents_are_found_by_their_hashes_alone_and_a_present_entry_before_a_gone_one() -> None:
    stored = [Stored("e3", DAY, "a", gone=True), Stored("e1", DAY, "a"), Stored("e2", DAY, "b"), Stored("e4", DAY, "c")]
    found = find_equal(["a", "a", "new", "b"], stored)
    assert found == Equal(unchanged=("e1", "e2"), revived=(("e3", 1),), rows=(2,), unseen=frozenset({"e4"}))


# ---- which of equal entries stays ----


def test_of_equal_entries_what_is_billed_stays_then_what_is_to_be_billed_whatever_their_ids() -> None:
    ranks = {"e1": BILLED, "e2": TO_BILL, "e3": DECIDED}
    for ids in permutations(ranks):
        in_turn = dict(zip(ids, ranks.values(), strict=True))
        for count in (1, 2, 3):
            kept = tuple(sorted(ids[:count]))
            short = [Stored(key, DAY, "a", rank=rank) for key, rank in in_turn.items()]
            assert find_equal(["a"] * count, short).unchanged == kept
            pool = [Known(Entry(key, 1, "harvest", WORK), rank=rank) for key, rank in in_turn.items()]
            assert recognise([WORK] * count, pool).unchanged == kept


def test_what_is_there_stays_before_what_is_gone_even_if_that_was_billed() -> None:
    short = [Stored("e1", DAY, "a", gone=True, rank=BILLED), Stored("e2", DAY, "a", rank=DECIDED)]
    assert find_equal(["a"], short) == Equal(("e2",), (), (), frozenset())
    pool = [Known(Entry("e1", 1, "x", WORK), gone=True, rank=BILLED), Known(Entry("e2", 1, "x", WORK), rank=DECIDED)]
    assert recognise([WORK], pool).unchanged == ("e2",)


def test_an_edited_row_is_the_one_of_equal_entries_that_is_billed() -> None:
    for ids in ("e1", "e2"), ("e2", "e1"):
        pool = [known(ids[0], WORK, final=True), known(ids[1], WORK)]
        pool = [replace(item, rank=BILLED if item.final else TO_BILL) for item in pool]
        assert changes([replace(WORK, seconds=60)], pool)[0][0] == ids[0]


# ---- addresses ----

OLD, OTHER = replace(WORK, email="kim@old.test"), replace(WORK, email="kim@other.test")
BY_NAME = "same name, another e-mail address or none"


def test_an_address_that_changes_or_comes_or_goes_makes_nothing_new() -> None:
    """Else a month that is billed would be billed again."""
    for before, now in ((OLD, OTHER), (OLD, WORK), (WORK, OLD), (OLD, replace(OTHER, person=" KIM "))):
        for final in (False, True):
            assert changes([now], [known("e1", before, final=final)]) == [("e1", 0, BY_NAME)]


def test_equal_billed_rows_are_known_again_when_the_address_changes() -> None:
    found = recognise([OTHER] * 2, [known("e1", OLD, final=True), known("e2", OLD, final=True)])
    assert len(found.changed) == 2 and not found.new and not found.unseen


def test_where_one_side_has_no_address_an_edit_is_found_too() -> None:
    for before, now in ((WORK, OLD), (OLD, WORK)):
        edited = replace(now, seconds=60)
        assert changes([edited], [known("e1", before)]) == [("e1", 0, BY_NAME)]
        moved = replace(edited, project="Other", started=NINE)
        assert changes([moved], [known("e1", replace(before, started=NINE))]) == [("e1", 0, BY_NAME)]


def test_with_two_addresses_day_project_note_and_length_must_agree() -> None:
    other_day = replace(OTHER, day=date(2026, 10, 6))
    for row in (replace(OTHER, seconds=60), replace(OTHER, note="b"), replace(OTHER, project="Other"), other_day):
        assert recognise([row], [known("e1", OLD)]).new == (0,)
    taxi = replace(TAXI, email="kim@old.test")
    assert recognise([replace(taxi, email="kim@other.test", cost_minor=1)], [known("e1", taxi)]).new == (0,)
    assert changes([replace(taxi, email="kim@other.test")], [known("e1", taxi)]) == [("e1", 0, BY_NAME)]


def test_two_people_of_one_name_whose_addresses_the_export_shows_are_never_taken_for_each_other() -> None:
    elsewhere = replace(OLD, day=date(2026, 10, 6))
    found = recognise([OTHER, elsewhere], [known("e1", OLD)])
    assert found.new == (0, 1) and [entry.id for entry in found.unseen] == ["e1"]
    assert recognise([OTHER], [known("e1", OLD)], people=named([elsewhere])).new == (0,), "also in rows that are equal"


def test_an_equal_address_goes_before_an_equal_name() -> None:
    edited = replace(OLD, seconds=60)
    assert changes([edited], [known("e1", replace(WORK, seconds=60)), known("e2", OLD)])[0][0] == "e2"


def test_who_has_no_name_is_not_everybody_without_one() -> None:
    nameless = replace(OLD, person="")
    assert recognise([replace(OTHER, person="")], [known("e1", nameless)]).new == (0,)


contents = st.builds(
    lambda seconds, note, hour, email: replace(
        WORK, seconds=seconds, note=note, started=NINE.replace(hour=hour) if hour else None, email=email
    ),
    st.integers(1, 4),
    st.sampled_from("ab"),
    st.sampled_from([0, 9, 10]),
    st.sampled_from(["", "", "kim@old.test", "kim@other.test"]),
)
stored_entries = st.lists(st.tuples(contents, st.booleans(), st.sampled_from([BILLED, TO_BILL, DECIDED])), max_size=6)


@proven
@given(st.lists(contents, max_size=6), stored_entries)
def test_every_row_and_entry_is_in_one_pile_and_order_is_irrelevant(
    rows: list[SourceRecord], stored: list[tuple[SourceRecord, bool, int]]
) -> None:
    pool = _pool(stored)
    found = recognise(rows, pool)
    places = [change.row for change in found.changed] + list(found.new)
    assert len(places) == len(set(places)) and len(places) + len(found.unchanged) == len(rows)
    taken = [*found.unchanged, *(change.entry.id for change in found.changed), *(entry.id for entry in found.unseen)]
    assert len(taken) == len(set(taken))
    assert {item.entry.id for item in pool if not item.gone} <= set(taken)
    turned = recognise(rows[::-1], pool[::-1])
    assert (turned.unchanged, turned.unseen) == (found.unchanged, found.unseen)
    assert _contents(turned.changed, rows[::-1]) == _contents(found.changed, rows)


@proven
@given(st.lists(contents, max_size=6), stored_entries)
def test_by_hashes_first_and_then_closely_is_the_same_as_closely_at_once(
    rows: list[SourceRecord], stored: list[tuple[SourceRecord, bool, int]]
) -> None:
    pool = _pool(stored)
    short = [Stored(item.entry.id, DAY, content_hash(item.entry.record), item.gone, item.rank) for item in pool]
    at_once = recognise(rows, pool)
    equal = find_equal([content_hash(row) for row in rows], short)
    unseen = [item for item in pool if item.entry.id in equal.unseen]
    near = recognise([rows[place] for place in equal.rows], unseen, people=named(rows))
    changed = [*equal.revived, *((change.entry.id, equal.rows[change.row]) for change in near.changed)]
    assert equal.unchanged == at_once.unchanged
    assert changed == [(change.entry.id, change.row) for change in at_once.changed]
    assert tuple(equal.rows[row] for row in near.new) == at_once.new
    assert near.unseen == at_once.unseen


def _pool(stored: list[tuple[SourceRecord, bool, int]]) -> list[Known]:
    return [
        replace(known(f"e{n}", record, gone, rank == BILLED and not gone), rank=rank)
        for n, (record, gone, rank) in enumerate(stored)
    ]


def _contents(changed: Iterable[Change], rows: list[SourceRecord]) -> dict[str, SourceRecord]:
    return {change.entry.id: rows[change.row] for change in changed}


# ---- expenses ----


def test_an_expense_whose_amount_was_edited_is_a_change_and_not_a_second_one() -> None:
    for edited in (
        replace(TAXI, cost_minor=2100),
        replace(TAXI, note="Taxi to the client"),
        replace(TAXI, receipt="r.pdf", note="x"),
    ):
        found = recognise([edited], [known("e1", TAXI)])
        assert [(c.entry.id, c.how) for c in found.changed] == [("e1", "same person, day, project and activity")]
    silent = replace(TAXI, note="")
    assert changes([replace(silent, cost_minor=2100)], [known("e1", silent)])
    by_receipt = replace(TAXI, receipt="r.pdf")
    assert changes([replace(by_receipt, cost_minor=1, note="x")], [known("e1", by_receipt)])


def test_another_expense_of_the_same_day_and_kind_does_not_overwrite_the_first() -> None:
    train = replace(TAXI, note="Train", cost_minor=5000)
    found = recognise([train], [known("e1", TAXI)])
    assert (found.changed, found.new, [entry.id for entry in found.unseen]) == ((), (0,), ["e1"])
    silent, other = replace(TAXI, note="", receipt="a.pdf"), replace(TAXI, note="", receipt="b.pdf", cost_minor=1)
    assert recognise([other], [known("e1", silent)]).new == (0,)


def test_the_nearest_expense_is_the_edited_one() -> None:
    stored = [known("e1", replace(TAXI, cost_minor=9000)), known("e2", TAXI)]
    assert [(entry, row) for entry, row, _ in changes([replace(TAXI, cost_minor=2100)], stored)] == [("e2", 0)]


def test_an_expense_is_never_taken_for_time() -> None:
    free_time = replace(TAXI, kind="time", cost_minor=None, currency="")
    assert recognise([TAXI], [known("e1", free_time)]).new == (0,)
