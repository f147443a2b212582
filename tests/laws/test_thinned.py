"""What is let go of old drafts is asked for by nobody: each day's end, each recorded plan, each trace is as before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from billing.calendar import month
from mappings.history import NotKept, Past
from review.trace import to_json, trace
from sync.planning import replay
from sync.tidying import REVISIONS_KEPT, tidy
from tests.agencies import MONTHS, TODAY, Agency, agencies
from tests.laws.histories import EVERYTHING, MOST, SEEDS, busy, check_history, half, story
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, OCTOBER, bring, totals, worked
from tests.laws.steps import CORRECTIONS

ZONE = ZoneInfo("America/New_York")
LONG_AFTER = timedelta(days=60)
AGENCIES, LENGTHS = agencies(most=6, broken=False).map(busy), st.integers(8, 16)
MINUTES = st.integers(10, 240)
"""How far the moments of a history are apart."""
STEPS = (*EVERYTHING, *CORRECTIONS, *("edit", "rate") * 10)
"""Most of them have drafts written again."""


@half()
@given(AGENCIES, SEEDS, LENGTHS, MINUTES)
def test_what_is_let_go_of_changes_no_answer(agency: Agency, seed: int, length: int, minutes: int) -> None:
    _let_go_in(agency, seed, length, minutes)


def test_some_histories_have_what_can_be_let_go_of() -> None:
    seen = [0]

    @settings(max_examples=MOST, derandomize=True, database=None, phases=[Phase.generate])
    @given(AGENCIES, SEEDS, LENGTHS, MINUTES)
    def collect(agency: Agency, seed: int, length: int, minutes: int) -> None:
        if not seen[0]:
            seen[0] += _let_go_in(agency, seed, length, minutes)

    collect()
    assert seen[0]


def _let_go_in(agency: Agency, seed: int, length: int, minutes: int) -> int:
    """How many lines are let go of after a history; no answer is another for it."""
    steps, gone = [0], [0]

    def look(house: House) -> None:
        """Each step is some minutes after the one before it."""
        steps[0] += 1
        now = TODAY + timedelta(minutes=minutes * steps[0])
        house.worker = replace(house.worker, clock=lambda: now)

    def compare(house: House) -> None:
        before, stored = _answers(house), _stored(house)
        tidy(house.worker, TODAY + timedelta(minutes=minutes * steps[0]) + LONG_AFTER)
        assert _answers(house) == before
        gone[0] += stored - _stored(house)

    check_history(agency, story(agency, seed, length, STEPS), look, [compare])
    return gone[0]


def _stored(house: House) -> int:
    ((count,),) = house.rows("SELECT count(*) FROM line")
    return int(count)


def _answers(house: House) -> dict[str, Any]:
    """Statements of now and of each day's end, what each plan gives again, and what stands behind each draft."""
    answers: dict[str, Any] = {name: house.statement(name) for name in MONTHS}
    with house.store.read() as tx:
        for end in _ends_of_days(house):
            run = tx.history.last_run(end)
            answers |= {f"{name} {end}": tx.history.as_of(month(name), run) for name in MONTHS}
        for item in tx.drafts.current():
            answers[item.draft.id] = to_json(trace(tx, item.draft.id))
        answers |= {f"entry {key}": to_json(trace(tx, str(key))) for (key,) in house.rows("SELECT id FROM entry")}
    for (plan,) in house.rows("SELECT id FROM plan"):
        answers[str(plan)] = replay(house.worker, str(plan))
    return answers


def _ends_of_days(house: House) -> list[datetime]:
    found = set()
    for (at,) in house.rows("SELECT started_at FROM run"):
        day = datetime.fromisoformat(f"{at}+00:00").astimezone(ZONE).date()
        found.add(datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=ZONE))
    return sorted(found)


def revised(house: House, at: datetime, seconds: int) -> None:
    """The only entry has another length, and its month is run, at a moment."""
    house.worker = replace(house.worker, clock=lambda: at)
    bring(house, worked("10-05", seconds), complete=OCTOBER)
    house.run([OCTOBER])


def lines(house: House) -> list[int]:
    """The revisions of which there are lines."""
    return [int(revision) for (revision,) in house.rows("SELECT DISTINCT revision FROM line ORDER BY revision")]


def then(house: House, at: datetime) -> Past:
    """October as it was at a moment."""
    with house.store.read() as tx:
        return tx.history.as_of(month(OCTOBER), tx.history.last_run(at))


@pytest.mark.usefixtures("each_database")
def test_of_each_day_that_is_long_past_the_last_revision_has_its_lines() -> None:
    hour = timedelta(hours=1)
    with house_of(AGENCY) as house:
        for number, at in enumerate((TODAY, TODAY + hour, TODAY + 2 * hour, TODAY + 24 * hour, TODAY + 25 * hour), 1):
            revised(house, at, 3600 * number)
        assert lines(house) == [1, 2, 3, 4, 5]
        tidy(house.worker, TODAY + REVISIONS_KEPT)
        assert lines(house) == [1, 2, 3, 4, 5], "a week they stay"
        tidy(house.worker, TODAY + REVISIONS_KEPT + 3 * hour)
        assert lines(house) == [3, 4, 5]
        tidy(house.worker, TODAY + LONG_AFTER)
        assert lines(house) == [3, 5]
        assert totals(house) == {"a 2026-10": "500.00"}
        assert then(house, TODAY + 3 * hour).drafted["USD"].kinds == {"time": 30000}
        for moment in (TODAY, TODAY + 24 * hour):
            with pytest.raises(NotKept):
                then(house, moment)


@pytest.mark.parametrize("how", ["push", "approve"])
def test_what_was_ever_in_the_books_or_approved_keeps_its_lines(how: str) -> None:
    hour = timedelta(hours=1)
    with house_of(AGENCY) as house:
        revised(house, TODAY, 3600)
        if how == "push":
            house.push()
        else:
            house.move("approve", *(each.draft.id for each in house.drafts()))
        revised(house, TODAY + hour, 7200)
        revised(house, TODAY + 2 * hour, 10800)
        tidy(house.worker, TODAY + LONG_AFTER)
        assert lines(house) == [1, 3]
