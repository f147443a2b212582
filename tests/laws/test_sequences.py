"""Whatever an agency goes through, step after step: statements balance, seconds are live once, history stays."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.agencies import MONTHS, Agency, Anchored, Row, agencies
from tests.laws.house import House, house_of
from tests.laws.oracle import check_history_stays, check_once, history
from tests.laws.steps import EDITS, TERMS, Step, changed

STEPS = st.lists(
    st.tuples(st.sampled_from((*EDITS, *TERMS)), st.integers(0, 11), st.integers(0, 5)), min_size=2, max_size=5
)
RUNS = st.sampled_from((MONTHS, MONTHS[:1], MONTHS[1:], ()))


@given(agencies(most=8, broken=False), STEPS, st.lists(RUNS, min_size=5, max_size=5))
def test_any_sequence_of_edits_and_runs_keeps_the_laws(
    agency: Agency, steps: list[Step], runs: list[tuple[str, ...]]
) -> None:
    anchored = Anchored.of(agency)
    deleted: list[Row] = []
    with house_of(anchored.agency) as house:
        house.go()
        for step, months in zip(steps, runs, strict=False):
            before = history(house)
            house.configure(changed(step, house.agency, len(anchored.anchors), deleted))
            house.bring_in(complete=True)
            _check(house, before)
            house.run(months)
            _check(house, before)
        house.run()
        assert {item.status for item in house.drafts()} <= {"draft"}
        assert not any(report.changed for report in house.run())


def _check(house: House, before: dict[str, set[tuple[object, ...]]]) -> None:
    check_once(house)
    check_history_stays(before, house)
    for name in MONTHS:
        found = house.statement(name)
        tracked: Counter[str] = Counter()
        for row in house.agency.rows:
            if row.month == name:
                tracked[row.connector] += row.seconds
        assert {source.connector: source.ours_seconds for source in found.sources} == dict(tracked)
        assert found.difference_seconds == 0
        current = [item for item in house.drafts() if item.draft.period == name]
        if all(item.status == "draft" for item in current):
            assert all(row.difference.minor == 0 for row in found.money)
