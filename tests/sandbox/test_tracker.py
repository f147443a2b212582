"""A tracker's listings and totals against a plain list of its entries, over any history of what people do to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.clock import Clock
from sandbox.demo_seed import FORMER_PROJECT, DemoSeed, demo_seed
from sandbox.listing import BACKWARDS, KEYS
from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL
from sandbox.records import PROJECT, TimeEntry
from sandbox.seeds import VENDORS
from sandbox.synthetic import SyntheticSeed
from sandbox.tracker import Tracker, Unknown

NOW = datetime(2026, 11, 3, 11, tzinfo=UTC)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DAYS = st.dates(date(2026, 9, 28), date(2026, 11, 4))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 60), st.integers(0, 40_000)),
        st.tuples(st.just("move"), st.integers(0, 60), DAYS),
        st.tuples(st.just("delete"), st.integers(0, 60), st.none()),
        st.tuples(st.just("restore"), st.integers(0, 60), st.none()),
        st.tuples(st.just("add"), st.integers(0, 60), DAYS),
        st.tuples(st.just("timer"), st.integers(0, 60), DAYS),
    ),
    max_size=12,
)


def tracker_of(vendor: str, count: int = 0) -> Tracker:
    clock = Clock(NOW)
    return Tracker(SyntheticSeed(vendor, count, NOW.date()) if count else demo_seed(vendor), clock)


class Model:
    """The same entries in a plain dictionary."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self.entries = {entry.id: entry for entry in map(tracker.seed.at, range(tracker.seed.count))}
        self.gone: dict[int, TimeEntry] = {}

    def step(self, what: str, place: int, value: Any) -> None:
        """Does the same to both."""
        living = sorted(self.entries)
        number = living[place % len(living)]
        if what == "change":
            self._keep(self.tracker.change(number, seconds=value))
        elif what == "move":
            self._keep(self.tracker.move(number, value))
        elif what == "delete":
            self.tracker.delete(number)
            self.gone[number] = self.entries.pop(number)
        elif what == "restore" and self.gone:
            self._keep(self.tracker.restore(sorted(self.gone)[place % len(self.gone)]))
        elif what == "add":
            self._keep(self.tracker.add(self.entries[number], day=value))
        elif what == "timer":
            started = datetime.combine(value, datetime.min.time(), UTC) + timedelta(hours=15)
            self._keep(self.tracker.start_timer(self.entries[number].person, started, self.entries[number]))

    def _keep(self, entry: TimeEntry) -> None:
        self.gone.pop(entry.id, None)
        self.entries[entry.id] = entry

    def listed(self, order: str, fits: Any) -> list[TimeEntry]:
        """What a listing should be."""
        return sorted(filter(fits, self.entries.values()), key=KEYS[order], reverse=order in BACKWARDS)


@pytest.mark.parametrize("vendor", [HARVEST, CLOCKIFY])
@given(steps=STEPS, first=DAYS, length=st.integers(0, 35), order=st.sampled_from(sorted(KEYS)))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_listings_and_totals_are_those_of_a_plain_list(
    vendor: str, steps: list[tuple[str, int, Any]], first: date, length: int, order: str
) -> None:
    tracker, last = tracker_of(vendor, 45), first + timedelta(days=length)
    model = Model(tracker)
    for step in steps:
        model.step(*step)
    for running in (None, True, False):
        wanted = model.listed(order, lambda e, r=running: first <= e.day <= last and r in (None, e.running))
        found = tracker.window(first, last, order, running)
        assert list(found) == wanted
        assert [entry for page in range(1, 9) for entry in found.page(page, 7)] == wanted[:56]
    counted = model.listed(order, lambda e: first <= e.day <= last and not e.running)
    total = tracker.totals(first, last)
    assert (total.entries, total.seconds) == (len(counted), sum(entry.seconds for entry in counted))
    assert total.rated == sum((e.rate * e.seconds for e in counted if e.rate and e.billable), Decimal(0))


@given(steps=STEPS, hour=st.integers(0, 47), hours=st.integers(0, 800))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_entries_between_two_moments_are_those_that_started_then(
    steps: list[tuple[str, int, Any]], hour: int, hours: int
) -> None:
    tracker = tracker_of(TOGGL, 45)
    model = Model(tracker)
    for step in steps:
        model.step(*step)
    begin = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(hours=hour)
    end = begin + timedelta(hours=hours)
    found = tracker.between(begin, end, "newest")
    assert list(found) == model.listed("newest", lambda e: e.started is not None and begin <= e.started < end)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_what_was_changed_or_deleted_is_told_since_a_moment(steps: list[tuple[str, int, Any]]) -> None:
    tracker = tracker_of(HARVEST, 45)
    model = Model(tracker)
    for step in steps:
        model.step(*step)
    for moment in (NOW, datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)):
        assert tracker.updated_since(moment) == model.listed("oldest", lambda e, m=moment: e.updated >= m)
    assert {entry.id for entry, _ in tracker.deleted_since(NOW)} == set(model.gone)
    assert [entry.id for entry in tracker.running()] == [e.id for e in model.listed("oldest", lambda e: e.running)]


def test_totals_do_not_come_from_listings(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(self: object, position: int) -> TimeEntry:
        raise AssertionError(position)

    tracker = tracker_of(HARVEST)
    before = tracker.totals(FIRST, LAST)
    monkeypatch.setattr(DemoSeed, "at", lost)
    with pytest.raises(AssertionError):
        list(tracker.window(FIRST, LAST))
    assert tracker.totals(FIRST, LAST) == before


def test_totals_by_project_add_up_to_the_total() -> None:
    tracker = tracker_of(HARVEST)
    by_project = tracker.totals_by(FIRST, LAST, lambda key: key.project)
    assert by_project.keys() == {each.id for each in tracker.projects.values() if each.name != FORMER_PROJECT}
    assert sum(total.seconds for total in by_project.values()) == tracker.totals(FIRST, LAST).seconds
    one = next(iter(tracker.projects))
    only = tracker.totals(FIRST, LAST, lambda share: share.key.project == one)
    assert only == by_project[one]


def test_deleting_twice_and_asking_for_what_is_gone_is_unknown() -> None:
    tracker = tracker_of(HARVEST)
    number = tracker.seed.at(0).id
    tracker.delete(number)
    for ask in (tracker.delete, tracker.entry, tracker.change):
        with pytest.raises(Unknown, match=f"harvest has no entry {number}"):
            ask(number)
    assert tracker.restore(number).id == number
    with pytest.raises(Unknown):
        tracker.restore(number)


def test_clock_times_follow_another_day_and_another_length() -> None:
    tracker = tracker_of(TOGGL)
    entry = tracker.window(FIRST, LAST)[10]
    assert entry.started is not None
    moved = tracker.change(entry.id, day=entry.day + timedelta(days=1), seconds=7200)
    assert moved.started == entry.started + timedelta(days=1)
    assert moved.ended == entry.started + timedelta(days=1, hours=2)
    over_the_switch = tracker.change(entry.id, started=datetime(2026, 11, 1, 0, 30, tzinfo=entry.started.tzinfo))
    assert over_the_switch.ended is not None and over_the_switch.started is not None
    assert over_the_switch.ended.astimezone(UTC) - over_the_switch.started.astimezone(UTC) == timedelta(hours=2)


def test_a_timer_that_is_stopped_has_an_end() -> None:
    tracker = tracker_of(TOGGL)
    like = tracker.window(FIRST, LAST)[10]
    timer = tracker.start_timer(like.person, datetime(2026, 10, 31, 13, tzinfo=UTC), like)
    assert timer.ended is None and timer.started is not None
    stopped = tracker.change(timer.id, running=False, seconds=5400)
    assert stopped.ended == timer.started + timedelta(minutes=90)
    assert tracker.add(timer, running=False, seconds=1800).ended == timer.started + timedelta(minutes=30)


def test_a_renamed_project_keeps_its_id_and_says_when() -> None:
    tracker = tracker_of(HARVEST)
    tracker.clock.advance(60)
    number = next(iter(tracker.projects))
    tracker.change_reference(PROJECT, number, name="Other", archived=True)
    assert tracker.projects[number] == replace(
        tracker.seed.projects[0], name="Other", archived=True, updated=NOW + timedelta(seconds=60)
    )
    with pytest.raises(Unknown):
        tracker.change_reference(PROJECT, 1, name="Other")


@pytest.mark.parametrize("vendor", VENDORS)
def test_tokens_open_what_they_should(vendor: str) -> None:
    tracker = tracker_of(vendor)
    administrator, member, expired = (tracker.access[tracker.token(h)] for h in ("administrator", "member", "expired"))
    assert administrator.only is None and tracker.people[administrator.person].admin
    assert member.only == member.person and not tracker.people[member.person].admin
    assert expired.expired
    assert any(entry.person == member.person for entry in tracker.window(FIRST, LAST))
