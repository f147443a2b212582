"""The machine's clock jumps, and a night is an hour longer or shorter: each moment once, nothing skipped, no rush."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from billing.occasions import when
from config.starter import write_example
from connectors.waiting import Timer
from mappings.hooks import Noted
from mappings.servers import Server
from sync.alerting import tell
from sync.duties import NotDone, _read
from sync.health import is_alive
from sync.serving import serving
from sync.status import status_of
from sync.waking import woken
from sync.worker import running
from tests.laws.house import house_of
from tests.notify.office import office
from tests.sync.test_ticking import AT_FIRST, BILLED, Days
from tests.sync.test_woken import ASKED

HOUR, DAYS = timedelta(hours=1), timedelta(days=3)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    with house_of(ASKED) as house:
        yield Days(house, monkeypatch)


def lived(days: Days, first: datetime, last: datetime, step: timedelta = timedelta(minutes=5)) -> list[tuple[str, str]]:
    """What is done while the clock goes from one moment to another, each with its due moment."""
    did, moment = [], first
    while moment <= last:
        did += [(name, f"{due:%d %H:%M}") for name, due in days.tick(moment).done]
        moment += step
    return did


# ---- back and forth ----


def test_after_a_clock_was_days_ahead_nothing_is_skipped_and_nothing_done_twice(days: Days) -> None:
    before = lived(days, AT_FIRST, AT_FIRST + HOUR)
    ahead = lived(days, AT_FIRST + DAYS, AT_FIRST + DAYS + HOUR)
    after = lived(days, AT_FIRST + HOUR, AT_FIRST + 2 * HOUR)
    assert Counter(before + ahead + after).most_common(1)[0][1] == 1
    assert [due for name, due in after if name == "pull"] == ["02 10:15", "02 10:30", "02 10:45", "02 11:00"]
    assert [due for name, due in before + ahead + after if name == "bill"] == ["03 11:00"]
    assert days.tick(BILLED).failed == []
    assert days.bills() == [BILLED], "what was done before its time counts for nothing"


def test_a_clock_that_goes_back_two_hours_asks_on_at_the_moments_that_are_new(days: Days) -> None:
    before = lived(days, AT_FIRST, AT_FIRST + 2 * HOUR)
    again = lived(days, AT_FIRST, AT_FIRST + 2 * HOUR)
    assert again == [], "each of these moments has been"
    after = lived(days, AT_FIRST + 2 * HOUR, AT_FIRST + 3 * HOUR)
    assert [due for name, due in after if name == "pull"] == ["02 11:15", "02 11:30", "02 11:45", "02 12:00"]
    assert not set(before) & set(after)


def test_what_failed_while_the_clock_was_ahead_is_tried_again_when_it_is_due(days: Days) -> None:
    days.tick()
    days.fails["bill"] = NotDone("harvest: did not answer")
    days.tick(BILLED + DAYS)
    assert days.bills() == [BILLED]
    days.fails.clear()
    days.tick(AT_FIRST + QUARTER)
    assert days.bills() == [], "its moment is still to come"
    days.tick(BILLED)
    assert days.bills() == [BILLED]
    assert days.last("bill").outcome == "done"


def test_what_failed_before_the_clock_went_back_waits_no_longer_than_an_hour(days: Days) -> None:
    days.tick()
    days.fails["bill"] = NotDone("harvest: did not answer")
    days.tick(BILLED + 10 * HOUR)
    days.fails.clear()
    days.tick(BILLED + HOUR)
    assert (days.bills(), days.last("bill").outcome) == ([BILLED], "done")


def test_who_first_served_by_a_clock_that_was_ahead_still_bills(days: Days) -> None:
    with days.worker.store.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM serving")
    with days.worker.store.write() as tx:
        tx.servers.begin(Server("one", "here", 1, "0", AT_FIRST + DAYS, AT_FIRST + DAYS))
        tx.servers.alive("one", AT_FIRST)
    days.tick(BILLED - HOUR)
    days.tick(BILLED)
    assert days.bills() == [BILLED]


# ---- webhooks ----


def noted(days: Days, at: datetime, key: str) -> None:
    with days.worker.store.write() as tx:
        tx.deliveries.note([Noted("toggl", key, at, ({"kind": "time_entry", "id": key},))])


def asked(days: Days, well: bool = True) -> list[str]:
    """Who is woken now; whoever is, is asked."""
    names = woken(days.worker)
    began = days.worker.clock()
    if names:
        with running(days.worker, "pull") as run:
            run.detail.update(connectors=dict.fromkeys(names, "done" if well else "not done"))
        _read(days.worker, dict.fromkeys(names, "" if well else "did not answer"), began)
    return names


def test_a_delivery_from_before_the_clock_went_back_wakes_once(days: Days) -> None:
    days.now = AT_FIRST
    noted(days, AT_FIRST + DAYS, "one")
    assert asked(days) == ["toggl"]
    assert asked(days) == []


@pytest.mark.parametrize("ahead", [timedelta(0), DAYS])
def test_a_tracker_that_cannot_be_asked_is_woken_once_whatever_the_clock_was(days: Days, ahead: timedelta) -> None:
    days.now = AT_FIRST
    noted(days, AT_FIRST + ahead, "one")
    days.now += timedelta(seconds=5)
    assert asked(days, well=False) == ["toggl"]
    for _ in range(3):
        days.now += timedelta(seconds=5)
        assert asked(days, well=False) == []


def test_a_delivery_that_comes_after_the_clock_went_back_wakes(days: Days) -> None:
    days.now = AT_FIRST + DAYS
    noted(days, days.now - HOUR, "one")
    assert asked(days) == ["toggl"]
    days.now = AT_FIRST
    noted(days, days.now, "two")
    days.now += timedelta(seconds=5)
    assert asked(days) == ["toggl"]
    assert asked(days) == []


# ---- what people are told ----


def test_a_process_that_was_seen_in_the_future_is_not_taken_for_alive(days: Days) -> None:
    with days.worker.store.write() as tx:
        tx.servers.alive("one", AT_FIRST + DAYS)
    days.now = AT_FIRST
    assert status_of(days.worker).servers == ()


def test_a_message_does_not_wait_for_the_days_that_a_clock_went_back() -> None:
    from billing.alerts import run_missed

    with office() as made:
        made.at("2026-10-08 08:00")
        tell(made.house.worker, None, [run_missed("bill", made.clock)], made.clock)
        made.at("2026-10-05 08:00")
        assert made.deliver().sent == 1


# ---- the process ----


class Both:
    """The business clock, and the one that never jumps, which the test lets pass."""

    def __init__(self) -> None:
        self.business, self.steady = AT_FIRST, 0
        self.timer = Timer(lambda: self.steady, lambda _: None, lambda: self.steady)

    def __call__(self) -> datetime:
        return self.business

    def passes(self, span: timedelta) -> None:
        self.business += span
        self.steady += int(span.total_seconds())


def test_a_jump_makes_no_process_look_stuck_and_hides_none_that_is(tmp_path: Path) -> None:
    write_example(tmp_path)
    clock = Both()
    with serving(tmp_path, {}, clock) as served:
        served.pulse.timer = clock.timer
        served.ticked()
        clock.business += DAYS
        assert is_alive(served).is_well
        clock.business -= 2 * DAYS
        clock.passes(timedelta(minutes=31))
        assert not is_alive(served).is_well


def test_a_process_that_began_by_a_clock_that_was_ahead_begins_anew(tmp_path: Path) -> None:
    write_example(tmp_path)
    clock = Both()
    clock.business = BILLED + DAYS
    with serving(tmp_path, {}, clock) as served:
        served.ticked()
        clock.business = BILLED - HOUR
        served.ticked()
        clock.business = BILLED
        assert ("bill", BILLED) in served.ticked().done


# ---- nights of daylight saving ----

NIGHTS = {
    "an hour is left out": ("2026-03-28", "business days 02:30", ["2026-03-30 00:30"]),
    "an hour comes twice": ("2026-10-24", "business days 02:30", ["2026-10-26 01:30"]),
    "an hour is left out on the day": ("2026-03-28", "Sunday 02:30", ["2026-03-29 01:30"]),
    "an hour comes twice on the day": ("2026-10-24", "Sunday 02:30", ["2026-10-25 00:30"]),
}
"""The day before, what is written, and when it is due, in UTC. Berlin's clocks change in the night to Sunday."""


@pytest.mark.parametrize("night", NIGHTS)
def test_half_past_two_comes_once_in_each_night(days: Days, night: str) -> None:
    day, words, expected = NIGHTS[night]
    main = days.worker.configuration.main
    schedule = main.schedule.model_copy(update={"pull": when(words), "poll": None, "follow": None, "bill": None})
    company = main.company.model_copy(update={"timezone": "Europe/Berlin"})
    calendar = main.calendar.model_copy(update={"country": "DE"})
    changed = main.model_copy(update={"schedule": schedule, "company": company, "calendar": calendar})
    days.worker = replace(days.worker, configuration=replace(days.worker.configuration, main=changed))
    first = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    with days.worker.store.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM serving")
    with days.worker.store.write() as tx:
        tx.servers.begin(Server("two", "here", 2, "0", first, first))
    did, moment = [], first
    while moment < first + timedelta(days=2):
        did += [f"{due:%Y-%m-%d %H:%M}" for _, due in days.tick(moment).done]
        moment += timedelta(minutes=10)
    assert did == expected
