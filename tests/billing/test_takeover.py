"""Taking over what files brought: each entry once, by person, moment and duration, the likest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from billing.recognise import BILLED, DECIDED, Known
from billing.records import EXPENSE, Entry, SourceRecord
from billing.takeover import may_be, take_over

DAY = date(2026, 10, 5)
NINE = datetime(2026, 10, 5, 9, tzinfo=UTC)
KIM = SourceRecord(DAY, 3600, person="Kim Allen", project="Site", activity="Design", note="a")


def imported(*records: SourceRecord) -> list[Known]:
    return [Known(Entry(f"e{number}", 1, "harvest", record)) for number, record in enumerate(records)]


def taken(records: list[SourceRecord], entries: list[Known]) -> dict[int, str]:
    return {place: known.entry.id for place, known in take_over(records, entries).items()}


def test_the_same_time_of_the_same_person_is_the_same_entry_whatever_else_the_api_tells() -> None:
    told = replace(KIM, email="kim@x.test", project_code="ACME-SITE", billable=True, project_id="7", person_id="9")
    assert taken([told], imported(KIM)) == {0: "e0"}


def test_another_person_day_or_duration_is_another_entry() -> None:
    others = [
        replace(KIM, person="Kim Ellen"),
        replace(KIM, day=DAY + timedelta(days=1)),
        replace(KIM, seconds=3601),
    ]
    assert taken(others, imported(KIM)) == {}


def test_of_several_that_fit_the_one_with_the_same_note_goes_first() -> None:
    entries = imported(KIM, replace(KIM, note="b"))
    assert taken([replace(KIM, note="b"), KIM], entries) == {0: "e1", 1: "e0"}


def test_an_edited_note_still_finds_its_entry_and_its_own_project_goes_first() -> None:
    entries = imported(replace(KIM, project="Shop"), KIM)
    assert taken([replace(KIM, note="edited")], entries) == {0: "e1"}


def test_of_equal_ones_what_is_billed_goes_first_and_what_people_decided_away_last() -> None:
    away, open_, billed = imported(KIM, KIM, KIM)
    entries = [replace(away, rank=DECIDED), open_, replace(billed, rank=BILLED)]
    assert taken([KIM], entries) == {0: "e2"}
    assert taken([KIM, KIM], entries) == {0: "e2", 1: "e1"}


def test_what_is_gone_is_taken_after_its_equals_and_only_if_all_of_it_agrees() -> None:
    first, second = imported(KIM, KIM)
    entries = [replace(first, gone=True, rank=BILLED), second]
    assert taken([KIM], entries) == {0: "e1"}
    assert taken([KIM, KIM], entries) == {0: "e1", 1: "e0"}
    assert taken([replace(KIM, note="edited")], entries[:1]) == {}


def test_a_person_is_known_by_the_address_else_by_the_name_in_any_case() -> None:
    named = replace(KIM, email="Kim@x.test")
    assert taken([replace(named, person="Kim A. Allen", email="kim@x.test")], imported(named)) == {0: "e0"}
    assert taken([replace(KIM, person="kim allen", email="kim@x.test")], imported(KIM)) == {0: "e0"}
    assert taken([replace(named, email="kim@new.test")], imported(named)) == {0: "e0"}
    assert taken([replace(named, person="")], imported(replace(KIM, person="", email="lee@x.test"))) == {}


def test_of_two_people_of_one_name_each_has_the_entries_of_the_own_address() -> None:
    one, other = replace(KIM, email="kim@x.test"), replace(KIM, email="kim@y.test")
    assert taken([other, one], imported(one, other)) == {0: "e1", 1: "e0"}


def test_what_may_be_an_edited_entry_is_known_before_it_is_taken() -> None:
    records = [replace(KIM, note="edited", project="Shop"), replace(KIM, seconds=3601), KIM]
    entries = imported(KIM)
    assert may_be(records, entries) == {0, 2}
    assert may_be(records, [replace(entries[0], gone=True)]) == set()
    assert set(take_over(records, entries, unedited=True)) == {2}


def test_two_starts_must_agree_whatever_their_zone_is_written_as() -> None:
    there = replace(KIM, started=NINE.astimezone(timezone(timedelta(hours=2))))
    assert taken([replace(KIM, started=NINE)], imported(there)) == {0: "e0"}
    assert taken([replace(KIM, started=NINE)], imported(replace(KIM, started=NINE + timedelta(hours=1)))) == {}


def test_where_only_one_of_them_has_a_start_the_day_decides() -> None:
    assert taken([replace(KIM, started=NINE)], imported(KIM)) == {0: "e0"}
    assert taken([KIM], imported(replace(KIM, started=NINE))) == {0: "e0"}


def test_an_expense_must_cost_the_same() -> None:
    spent = replace(KIM, seconds=0, kind=EXPENSE, cost_minor=1999, currency="EUR")
    assert taken([spent], imported(spent)) == {0: "e0"}
    assert taken([replace(spent, cost_minor=2000)], imported(spent)) == {}
    assert taken([replace(spent, currency="USD")], imported(spent)) == {}


some = st.builds(
    SourceRecord,
    day=st.just(DAY),
    seconds=st.sampled_from([600, 3600]),
    person=st.sampled_from(["Kim", "Lee"]),
    project=st.sampled_from(["Site", "Shop"]),
    note=st.sampled_from(["a", "b"]),
    started=st.sampled_from([None, NINE, NINE + timedelta(hours=3)]),
)


@given(st.lists(some, max_size=8), st.lists(some, max_size=8))
def test_no_entry_is_taken_twice_and_person_and_seconds_never_change(
    records: list[SourceRecord], stored: list[SourceRecord]
) -> None:
    found = take_over(records, imported(*stored))
    assert len({known.entry.id for known in found.values()}) == len(found)
    for place, known in found.items():
        ours, theirs = records[place], known.entry.record
        assert (ours.person, ours.seconds, ours.day) == (theirs.person, theirs.seconds, theirs.day)
        assert not (ours.started and theirs.started) or ours.started == theirs.started


@given(st.lists(some, max_size=8))
def test_what_is_imported_alike_is_taken_over_whole(records: list[SourceRecord]) -> None:
    assert len(take_over(records, imported(*records))) == len(records)


@given(st.lists(some, max_size=6), st.randoms())
def test_the_order_of_what_is_stored_does_not_matter(records: list[SourceRecord], chance: object) -> None:
    entries = imported(*records)
    mixed = list(entries)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis' random.Random
    assert take_over(records, entries) == take_over(records, mixed)
