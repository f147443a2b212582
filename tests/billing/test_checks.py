"""What shows when a period's entries stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from billing.checks import Limits, Matched, check
from billing.reconcile import NOT_BILLABLE_THERE
from billing.records import EXPENSE, Answer, Entry, Match, Person, SourceRecord, State

DAY = date(2026, 10, 5)
LIMITS = Limits(date(2026, 11, 2), date(2026, 10, 1), 8 * 3600, ("harvest", "toggl", "clockify"), (), ())
NINE = datetime(2026, 10, 5, 9, tzinfo=UTC)
WORK = SourceRecord(DAY, 3600, person="Kim", project="Site", note="the same words")


def matched(entry_id: str, connector: str = "harvest", record: SourceRecord = WORK) -> Matched:
    found = Match(entry_id, 1, record.day, State.OPEN, "", Answer("ACME", ""), Answer(record.person, ""), "acme")
    return Matched(Entry(entry_id, 1, connector, record), found, "Acme")


def timed(entry_id: str, start: int, end: int) -> Matched:
    at = datetime(2026, 10, 5, tzinfo=UTC)
    started, ended = at + timedelta(minutes=start), at + timedelta(minutes=end)
    return matched(entry_id, record=replace(WORK, started=started, ended=ended, seconds=(end - start) * 60, note=""))


def codes(items: Sequence[Matched], limits: Limits = LIMITS) -> list[str]:
    return [issue.code for issue in check(items, limits)[1]]


def test_the_same_work_in_two_trackers_is_held_in_the_one_that_is_named_later() -> None:
    holds, issues = check([matched("e2", "toggl"), matched("e9", "harvest")], LIMITS)
    assert holds == {"e2": "the same work as e9"}
    assert [(issue.code, issue.entry_id) for issue in issues] == [("same_work_twice", "e2")]


def test_the_same_work_three_times_is_billed_once() -> None:
    holds, _ = check([matched("e1", "harvest"), matched("e2", "toggl"), matched("e3", "clockify")], LIMITS)
    assert holds.keys() == {"e2", "e3"}


def test_a_second_copy_is_found_between_the_trackers_that_have_one() -> None:
    twice = [matched("t1", "toggl"), matched("t2", "toggl"), matched("c1", "clockify"), matched("c2", "clockify")]
    holds, _ = check([matched("h1", "harvest"), *twice], LIMITS)
    assert holds.keys() == {"t1", "c1", "c2"}, "three copies of the first, two of the second: two pieces are billed"


def test_equal_rows_of_one_tracker_are_two_pieces_of_work() -> None:
    assert check([matched("e1"), matched("e2")], LIMITS) == ({}, [])


def test_work_without_words_is_never_taken_for_the_same() -> None:
    silent = replace(WORK, note=" ")
    assert check([matched("e1", "harvest", silent), matched("e2", "toggl", silent)], LIMITS)[0] == {}


def test_time_without_words_is_the_same_where_the_connector_that_billed_it_is_not_named_any_more() -> None:
    silent = replace(WORK, note=" ")
    old = replace(matched("e1", "of before", silent), billed=True)
    assert check([old, matched("e2", "harvest", silent)], LIMITS)[0] == {"e2": "the same work as e1"}
    for other in (replace(silent, project="Other"), replace(silent, seconds=7200)):
        assert check([old, matched("e2", "harvest", other)], LIMITS)[0] == {}


def test_a_long_day_is_reported_once_with_all_its_time() -> None:
    items = [matched("e1", record=replace(WORK, seconds=5 * 3600)), matched("e2", record=replace(WORK, seconds=10801))]
    (issue,) = check(items, LIMITS)[1]
    assert (issue.code, issue.seconds) == ("over_day_limit", 5 * 3600 + 10801)
    assert codes(items, replace(LIMITS, max_seconds_per_day=0)) == []
    assert codes(items[:1]) == []


def test_overlapping_times_are_reported_for_each_pair() -> None:
    assert codes([timed("e1", 540, 600), timed("e2", 600, 660)]) == []
    assert codes([timed("e1", 540, 600), timed("e2", 599, 660)]) == ["overlapping"]
    assert codes([timed("e1", 540, 700), timed("e2", 550, 560), timed("e3", 690, 720)]) == ["overlapping"] * 2


def test_an_entry_of_no_length_does_not_hide_the_overlap_behind_it() -> None:
    assert codes([timed("e1", 540, 700), timed("e2", 600, 600), timed("e3", 690, 720)]) == ["overlapping"]


def test_time_in_the_future_is_held_back() -> None:
    tomorrow = replace(LIMITS, today=date(2026, 10, 4))
    holds, issues = check([matched("e1")], tomorrow)
    assert holds == {"e1": "its day is still to come"}
    assert [issue.code for issue in issues] == ["in_the_future"]
    assert codes([matched("e1")], replace(LIMITS, today=DAY)) == []


def test_work_before_go_live_is_never_an_exception() -> None:
    long = matched("e1", record=replace(WORK, seconds=12 * 3600))
    assert codes([long]) == ["over_day_limit"]
    assert codes([long], replace(LIMITS, go_live=date(2026, 10, 6))) == []


def test_people_who_tracked_nothing_are_named_with_their_days() -> None:
    days = (DAY, date(2026, 10, 6), date(2026, 10, 7))
    kim = Person("Kim", weekly_capacity_seconds=144000, days_off=(date(2026, 10, 7),))
    nobody_waits = Person("Sam")
    (issue,) = check([matched("e1")], replace(LIMITS, people=(kim, nobody_waits), business_days=days))[1]
    assert (issue.code, issue.person) == ("missing_timesheet", "Kim")
    assert dict(issue.facts) == {"count": "1 business day", "days": "2026-10-06"}


def test_a_clock_that_contradicts_the_duration_is_reported() -> None:
    (issue,) = check([matched("e1", record=replace(WORK, clock_seconds=1800))], LIMITS)[1]
    assert issue.sentence.endswith("the duration is 1:00 h, but the clock times say 0:30 h.")


# ---- expenses ----

TAXI = replace(WORK, seconds=0, kind=EXPENSE, cost_minor=2000, currency="USD", note="Taxi")


def test_a_billed_expense_of_a_connector_that_is_not_named_makes_no_time_without_words_the_same() -> None:
    silent = replace(WORK, note="")
    two = [matched("e1", "harvest", silent), matched("e2", "toggl", silent)]
    taxi, time = (replace(matched("e3", "files", record), billed=True) for record in (TAXI, silent))
    assert check([*two, taxi], LIMITS) == ({}, [])
    assert check([*two, time], LIMITS)[0].keys() == {"e1", "e2"}


def test_expenses_are_no_time() -> None:
    kim = Person("Kim", weekly_capacity_seconds=144000)
    limits = replace(LIMITS, people=(kim,), business_days=(DAY,))
    expense = matched("e1", record=TAXI)
    assert codes([expense], limits) == ["missing_timesheet"], "money that was spent is no time that was tracked"
    copy = matched("e2", "toggl", replace(TAXI, cost_minor=1))
    assert check([expense, copy], LIMITS) == ({}, []), "the same words in two places are no double work"
    marked = replace(matched("e1", record=TAXI).match, verdict=State.NON_BILLABLE, verdict_reason=NOT_BILLABLE_THERE)
    assert codes([replace(expense, match=marked)]) == []


def test_two_equal_expenses_are_worth_a_look_and_nothing_is_held() -> None:
    other = replace(TAXI, note="Cab", project="Other")
    holds, (issue,) = check([matched("e1", record=TAXI), matched("e2", record=other)], LIMITS)
    assert holds == {}
    assert (issue.code, issue.entry_id) == ("same_expense_twice", "e2")
    assert issue.sentence == "Kim has two expenses of 20.00 USD on 2026-10-05 (Cab and Taxi; e1)."
    with_receipt = [matched(f"e{n}", record=replace(TAXI, receipt="r.pdf\x1b")) for n in (1, 2, 3)]
    assert [each.entry_id for each in check(with_receipt, LIMITS)[1]] == ["e2", "e3"]
    assert check(with_receipt, LIMITS)[1][0].sentence.endswith("(Taxi and Taxi; e1), both with the receipt r.pdf.")


def test_an_expense_that_two_sources_have_is_held_in_the_later_one_whatever_its_words_and_receipt_are() -> None:
    of_cards = matched("e1", "toggl", replace(TAXI, note="CITY CABS 0417", receipt="r.pdf"))
    holds, (issue,) = check([of_cards, matched("e2", record=TAXI)], LIMITS)
    assert holds == {"e1": "the same expense as e2"}
    assert (issue.code, issue.entry_id) == ("same_expense_elsewhere", "e1")
    assert issue.sentence == (
        "Kim has an expense of 20.00 USD on 2026-10-05 in toggl (CITY CABS 0417) and one in harvest (Taxi; e2)."
    )
    two_each = [matched("e3", record=TAXI), matched("e4", "toggl", TAXI)]
    assert check([of_cards, matched("e2", record=TAXI), *two_each], LIMITS)[0].keys() == {"e1", "e4"}
    assert check([matched("e2", record=TAXI), replace(of_cards, match=accepted(of_cards.match))], LIMITS) == ({}, [])


def accepted(found: Match) -> Match:
    return replace(found, accepted=("same_expense_elsewhere", "same_work_twice"))


@pytest.mark.parametrize("record", [WORK, TAXI], ids=["time", "expense"])
def test_what_is_billed_counts_as_the_first_whatever_it_waits_for_now(record: SourceRecord) -> None:
    new, old = matched("e1", "harvest", record), matched("e2", "toggl", record)
    assert check([new, old], LIMITS)[0].keys() == {"e2"}
    for verdict in (State.OPEN, State.HELD, State.OUTSIDE):
        billed = replace(old, billed=True, match=replace(old.match, verdict=verdict))
        assert check([new, billed], LIMITS)[0].keys() == {"e1"}
        assert check([new, replace(billed, billed=False)], LIMITS)[0].keys() <= {"e2"}
        assert check([replace(new, match=accepted(new.match)), billed], LIMITS) == ({}, [])
    given_back = replace(old, billed=True, match=replace(old.match, verdict=State.DUPLICATE))
    assert check([new, given_back], LIMITS) == ({}, []), "a person says that it is the copy, which is given back"


def test_what_was_billed_as_accepted_holds_nothing_else_back() -> None:
    new, old = matched("e1", "harvest"), matched("e2", "toggl")
    billed = replace(old, billed=True, match=accepted(old.match))
    assert check([new, billed], LIMITS) == ({}, [])
    assert check([new, billed, matched("e3", "clockify")], LIMITS)[0] == {"e3": "the same work as e1"}


def test_expenses_that_differ_in_day_person_amount_or_receipt_are_two() -> None:
    for other in (
        replace(TAXI, day=date(2026, 10, 6)),
        replace(TAXI, person="Sam"),
        replace(TAXI, cost_minor=2001),
        replace(TAXI, currency="EUR"),
        replace(TAXI, receipt="r.pdf"),
    ):
        assert codes([matched("e1", record=TAXI), matched("e2", record=other)]) == []


def test_an_expense_of_a_day_to_come_waits_and_names_its_cost() -> None:
    (issue,) = check([matched("e1", record=TAXI)], replace(LIMITS, today=date(2026, 10, 4)))[1]
    assert issue.sentence == "Kim tracked 20.00 USD on 2026-10-05 on Site, which is still to come."
