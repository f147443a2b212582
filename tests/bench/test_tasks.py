"""The benchmarks of tasks, small: every entry is linked, and every task that is named is found among all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.asked_tasks import SPREAD, VENDORS
from bench.links import link
from bench.registry import BENCHMARKS
from bench.steps import NOW, Step, raw_database
from bench.workspace import PROJECTS, Tasked, tracker_of
from sandbox.clock import Clock
from tests.bench.small import ROWS, done, report

NAMED = ROWS * 3 // 10


@pytest.mark.proof
def test_every_entry_is_linked_and_the_floor_writes_the_same_rows(place: Path) -> None:
    ours = done(place, "link-tasks", "measured")
    assert ours == {"linked": ROWS, "tasks": NAMED, "mentions": ROWS, "due": 0}
    assert done(place, "link-tasks", "floor") == ours


def test_a_run_that_leaves_an_entry_without_its_task_is_an_error(place: Path, tmp_path: Path) -> None:
    report(place, "link-tasks", "floor")
    folder = tmp_path / "one short"
    folder.mkdir()
    for each in (place / BENCHMARKS["link-tasks"].set_up.name).iterdir():
        (folder / each.name).symlink_to(each)
    (folder / "tieout.db").unlink()
    (folder / "tieout.db").write_bytes((place / BENCHMARKS["link-tasks"].set_up.name / "tieout.db").read_bytes())
    with raw_database(folder) as connection:
        connection.execute("DELETE FROM due WHERE name = (SELECT min(name) FROM due WHERE kind = 'tasks')")
    with pytest.raises(AssertionError, match="every entry that the fetch marked is linked"):
        link(folder, Step())


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_requests_for_tasks_are_few_and_nothing_is_timed(place: Path, vendor: str) -> None:
    floor, ours = (report(place, f"requests-{vendor}", part) for part in ("floor", "measured"))
    assert (floor["unit"], floor["seconds"], ours["seconds"]) == ("requests", 0, 0)
    assert floor["count"] == {"jira": 2, "asana": PROJECTS}[vendor]
    count = ours["count"]
    assert isinstance(count, int) and count <= {"jira": 8, "asana": PROJECTS + 10}[vendor]


@pytest.mark.proof
@pytest.mark.parametrize("vendor", VENDORS)
def test_tasks_that_nobody_names_cost_no_more_than_asking_for_each_that_is(place: Path, vendor: str) -> None:
    floor, ours = (report(place, f"requests-{vendor}-large", part) for part in ("floor", "measured"))
    count = ours["count"]
    assert isinstance(count, int) and count <= {"jira": 8, "asana": NAMED * 11 // 10 + 10}[vendor]
    assert floor["count"] == {"jira": 2, "asana": 160}[vendor]


def test_a_large_workspace_has_what_entries_name_among_all_the_others() -> None:
    size = Tasked(ROWS, SPREAD)
    small, large = (tracker_of("jira", each, Clock(NOW)) for each in (Tasked(ROWS), size))
    assert len(large.tasks) - len(small.tasks) == NAMED * (SPREAD - 1)
    assert len({size.place(number) for number in range(NAMED)}) == NAMED
    assert max(map(size.place, range(NAMED))) < NAMED * SPREAD
