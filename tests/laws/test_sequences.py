"""Whatever an agency goes through, step after step: statements balance, seconds are live once, history stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.agencies import MONTHS, Agency, Anchored, Row, Yaml, agencies
from tests.laws.house import House, house_of
from tests.laws.oracle import check_history_stays, check_once, history

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("edit", "delete", "revive", "move", "rate", "zone", "swap codes", "drop contract", "wish")),
        st.integers(0, 11),
        st.integers(0, 5),
    ),
    min_size=2,
    max_size=5,
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
            house.configure(_after(step, house.agency, len(anchored.anchors), deleted))
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


def _after(step: Step, agency: Agency, anchors: int, deleted: list[Row]) -> Agency:
    """The agency after one step; the anchors stand first and are never touched."""
    what, place, how = step
    fixed, rows = list(agency.rows[:anchors]), list(agency.rows[anchors:])
    chosen = place % len(rows) if rows else 0
    if what == "edit" and rows:
        rows[chosen] = _edited(rows[chosen], how)
    elif what == "move" and rows:
        day = rows[chosen].day
        rows[chosen] = replace(rows[chosen], day=day.replace(day=28 - day.day % 28, month=10 + how % 2))
    elif what == "delete" and rows:
        deleted.append(rows.pop(chosen))
    elif what == "revive" and deleted:
        rows.append(deleted.pop())
    else:
        return _reconfigured(what, how, agency)
    return agency.with_rows((*fixed, *rows))


def _edited(row: Row, how: int) -> Row:
    changes: list[Yaml] = [
        {"seconds": row.seconds + 61},
        {"note": row.note + "!"},
        {"person": "Ada Ng"},
        {"billable": "No" if row.billable == "Yes" else "Yes"},
        {"project": "Internal"},
        {"activity": "Design"},
    ]
    return replace(row, **changes[how])


def _reconfigured(what: str, how: int, agency: Agency) -> Agency:
    first, *others = agency.contracts
    if what == "rate":
        first = first | {"rates": [{"rate": str(100 + how)}]}
    elif what == "zone":
        first = first | {"zone": ("Asia/Tokyo", "America/Los_Angeles", "Europe/London")[how % 3]}
    elif what == "wish":
        grouped = {"one_per": ("client", "workstream")[how % 2], "lines_by": ("task", "person", "entry")[how % 3]}
        first = first | {"invoice": grouped}
    elif what == "drop contract" and others:
        return replace(agency, contracts=tuple(others))
    elif what == "swap codes" and others:
        streams = first["workstreams"], others[0]["workstreams"]
        plain = [{k: v for k, v in c.items() if k != "rates"} | {"rates": [{"rate": "90"}]} for c in (first, others[0])]
        first, others[0] = plain[0] | {"workstreams": streams[1]}, plain[1] | {"workstreams": streams[0]}
    return replace(agency, contracts=(first, *others))
