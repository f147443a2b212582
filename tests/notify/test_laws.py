"""Laws of alerts: the same store gives the same keys, and looking again tells nothing new."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from billing import alert_reports, alert_time, alerts
from billing.alert_kinds import ALERT_KINDS
from billing.alert_records import AUDIENCES, Grid, of_tree, to_tree
from billing.alert_time import Approving
from billing.calendar import business_days_after
from billing.issues import Issue, facts
from billing.money import Money
from billing.records import Contract, Person
from billing.timesheets import Tracked, Unapproved, compliance, readiness, short_of
from sync.alert_findings import KINDS_OF
from sync.alerting import Occasion, derive
from tests.databases import stores_on
from tests.notify.office import ACME, office, row

CONTRACT = Contract("acme", "Acme Corp", "USD", (), (), account_lead="lead@x.test")
APPROVING = Approving({("acme", ""): "pat", ("acme", "ACME-TWO"): "kim"}, {"acme": "Acme Corp"}, UTC, "boss")
FIRST = date(2026, 10, 1)
DAYS = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
WHO = st.sampled_from(["Kim", "Sam"])
UNAPPROVED = st.lists(
    st.builds(
        Unapproved,
        st.text("abc", min_size=1, max_size=3),
        st.just("harvest"),
        WHO,
        st.sampled_from(["acme", "other"]),
        st.sampled_from(["ACME-ONE", "ACME-TWO"]),
        DAYS,
        st.integers(1, 90_000),
        DAYS.map(lambda day: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)),
    ),
    max_size=8,
)
TRACKED = st.lists(
    st.builds(
        Tracked,
        st.just("harvest"),
        WHO,
        st.just(""),
        st.sampled_from(["acme", ""]),
        st.just("ACME-ONE"),
        DAYS,
        st.sampled_from([True, False, None]),
        st.integers(0, 40_000),
    ),
    max_size=12,
)


def after(day: date, count: int) -> date:
    return business_days_after(day, count, "US")


@given(UNAPPROVED, DAYS)
@settings(max_examples=60)
def test_order_of_time_changes_no_key_and_no_later_day_takes_one_back(found: list[Unapproved], today: date) -> None:
    once = alert_time.escalations(found, APPROVING, after, today)
    again = alert_time.escalations(found[::-1], APPROVING, after, today)
    later = alert_time.escalations(found, APPROVING, after, today + timedelta(days=3))
    keys = [each.key for each in once]
    assert sorted(keys) == sorted(each.key for each in again)
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {each.key for each in later}
    assert {each.about for each in once if each.audience == "approver"} <= {"pat", "kim", ""}


@given(UNAPPROVED, DAYS)
@settings(max_examples=60)
def test_nobody_is_told_before_two_business_days_and_the_approver_before_the_others(
    found: list[Unapproved], today: date
) -> None:
    for each in alert_time.escalations(found, APPROVING, after, today):
        since = date.fromisoformat(each.key.split(":")[1])
        wait = {"approver": 2, "second approver": 4, "operations": 6}[each.audience]
        assert after(since, wait) <= today


@given(TRACKED)
@settings(max_examples=60)
def test_readiness_counts_every_second_once(tracked: list[Tracked]) -> None:
    rows = readiness(tracked, {"acme": "Acme Corp"}, [])
    assert sum(each.submitted for each in rows) == sum(each.seconds for each in tracked)
    assert all(each.submitted == each.approved + each.pending + each.unknown for each in rows)


@given(TRACKED, st.integers(0, 50), st.sets(DAYS, max_size=5))
@settings(max_examples=60)
def test_missing_days_are_those_without_time_and_a_day_off_is_never_missing(
    tracked: list[Tracked], capacity: int, off: set[date]
) -> None:
    due = [FIRST + timedelta(days=n) for n in range(7)]
    person = Person("Kim", weekly_capacity_seconds=capacity * 3600 or None, days_off=tuple(off))
    there = {each.day for each in tracked if each.who == "Kim" and each.seconds}
    missing = {day for short in short_of([person], due, tracked) for day in short.days}
    assert missing == ({day for day in due if day not in off and day not in there} if capacity else set())
    share = compliance([person], due, tracked)
    expected = [day for day in due if day not in off] if capacity else []
    assert share == ((len(expected) - len(missing), len(expected)) if expected else None)


def budget(limit: str, percent: int) -> Issue:
    said = facts(
        contract="acme", name="acme", percent=percent, share=60, limit=limit, used="12:00 h", of="worked hours"
    )
    return Issue("budget_reached", client="Acme Corp", month="2026-10", facts=said)


def test_a_threshold_is_one_alert_for_each_audience_until_its_limit_is_another() -> None:
    once = alerts.thresholds([budget("20:00 h", 50)], {"acme": CONTRACT})
    assert [each.audience for each in once] == ["lead", "operations"]
    more = alerts.thresholds([budget("20:00 h", 50), budget("20:00 h", 80)], {"acme": CONTRACT})
    raised = alerts.thresholds([budget("40:00 h", 50)], {"acme": CONTRACT})
    keys = [{each.key for each in found} for found in (once, more, raised)]
    assert keys[0] < keys[1]
    assert not keys[0] & keys[2]


def test_many_entries_beyond_one_cap_are_one_alert() -> None:
    said = facts(contract="acme", workstream="A", cap="the cap of A", limit="10:00 h", left="0:00 h", why="")
    issues = [
        Issue("beyond_cap", f"e{n}", "Acme Corp", "Kim", date(2026, 10, n), 3600, facts=said) for n in range(1, 9)
    ]
    found = alerts.thresholds(issues, {})
    assert [each.subject for each in found] == ["The cap of A of Acme Corp is used up"]
    assert "8 entries, 8:00 h, are concerned so far." in found[0].body.parts


def test_sums_of_two_currencies_are_never_one() -> None:
    documents = [
        alert_reports.Document(f"d{n}", "Acme", "2026-10", Money(minor, currency), "draft")
        for n, (minor, currency) in enumerate([(10_050, "USD"), (700, "JPY"), (50, "USD")])
    ]
    found = alert_reports.billed("2026-10", documents, [])
    assert found.subject == "2026-10 is billed: 700 JPY, 101.00 USD"


def test_what_cannot_be_known_is_said_and_is_never_zero() -> None:
    said = alert_reports.metrics("2026-10", [], None).body
    (table,) = [part for part in said.parts if isinstance(part, Grid)]
    assert {value for _, value in table.rows} == {"not known"}
    assert len(table.rows) == 6


def test_a_body_is_the_same_after_it_was_stored() -> None:
    said = alert_time.readiness_report("2026-10", []).body
    assert of_tree(to_tree(said)) == said


def test_every_kind_is_found_by_somebody_or_told_by_whoever_finds_it() -> None:
    told = {"run_missed", "configuration_broken", "notifier_broken", "undeliverable"}
    assert {code for codes in KINDS_OF.values() for code in codes} | told == set(ALERT_KINDS)
    assert {each for kind in ALERT_KINDS.values() for each in kind.audiences} == set(AUDIENCES)


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(1, 12), st.sampled_from(["Yes", "No"])), max_size=5))
@settings(max_examples=5)
def test_looking_again_at_the_same_store_raises_nothing_new(time: list[tuple[int, int, str]]) -> None:
    contract = ACME | {"budget": {"hours": "20", "alert_at": ["50"]}}
    with stores_on("sqlite"), office([contract]) as made:
        made.at("2026-11-09 08:00")
        if time:
            made.track(*(row(f"2026-10-{day:02}", f"{hours}:00", approved=said) for day, hours, said in time))
        made.run("2026-10")
        for occasion in Occasion:
            first = derive(made.house.worker, None, occasion, made.clock)
            assert len({each.key for each in first}) == len(first)
            assert derive(made.house.worker, None, occasion, made.clock) == []
