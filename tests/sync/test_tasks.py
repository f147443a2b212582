"""Tasks from the trackers on loopback: what entries name is looked up, followed, and asked for before it is planned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from billing.records import SourceRecord
from billing.task_records import HIDDEN, MISSING, KnownTask
from config.loader import load
from mappings.entries import Origin
from sandbox.northwind.people import PEOPLE
from sandbox.server import Serving, services
from sandbox.task_seed import PROJECT_CODE, SPECIAL
from sandbox.task_world import ADMINISTRATORS, DONE, NOBODY, TaskProject, TaskTracker
from sync.pipeline import PeriodReport, pull_task_trackers, rerun, run_period
from sync.planning import plan_period
from sync.pull import Asked
from sync.pull_plan import plan_tasks
from sync.sources import sign_in
from sync.tasks import TaskReport
from sync.worker import running
from tests.connectors.vendors import FakeTime, Vendors, world_for
from tests.sync.pulling import OCTOBER, Pulling, pulling

TRACKERS = {
    "jira": """  jira:
    kind: jira
    site: northwind.atlassian.net
    email: owen@northwind.test
    token: "${JIRA}"
    base_url: "{base}/jira"
    project_code_field: Project code
""",
    "asana": """  asana:
    kind: asana
    token: "${ASANA}"
    base_url: "{base}/asana/api/1.0"
    project_code_field: Project code
""",
}
JIRA = SPECIAL["jira"]
(KIM,) = (person for person in PEOPLE if person.name == "Kim Allen")
WORK = SourceRecord(
    date(2026, 10, 14), 1800, person=KIM.name, email=KIM.email, client="Acme Corp", project="Work", approved=True
)


class House(Pulling):
    """The demo agency whose task trackers are asked, too."""

    def look_up(self, *names: str, fewer: bool = False) -> dict[str, TaskReport]:
        """What `tieout pull` does with the task trackers, by connector."""
        reports = pull_task_trackers(self.worker, Asked(names, fewer=fewer))
        return {report.connector: report for report in reports}

    def run(self, *, offline: bool = False) -> PeriodReport:
        """October."""
        return run_period(self.worker, OCTOBER, offline=offline)

    def track(self, *notes: str, url: str = "") -> None:
        """One more entry with each note."""
        self.add([replace(WORK, note=note, task_url=url) for note in notes])

    def add(self, records: list[SourceRecord]) -> None:
        """More entries."""
        with running(self.worker, "import") as run, self.worker.store.write() as tx:
            tx.entries.add("harvest", [(record, Origin(None, None, run.id)) for record in records])

    def task(self, name: str) -> KnownTask:
        """The one task that is known by a name."""
        with self.worker.store.read() as tx:
            (found,) = tx.tasks.called([name])[name]
        return found

    def unfound(self, name: str) -> dict[str, str]:
        """Why each tracker has no task by a name."""
        with self.worker.store.read() as tx:
            return tx.tasks.unfound([name]).get(name, {})

    def linked(self, name: str) -> set[str]:
        """The titles of the tasks of the matched entries that name one."""
        with self.worker.store.read() as tx:
            found = tx.matches.of_entries(tx.tasks.naming([name]))
        return {task.title for answer in found.values() for task in answer.tasks}

    def named(self) -> list[str]:
        """Everything that entries name."""
        with self.worker.store.read() as tx:
            return tx.tasks.named_in()

    def due(self) -> int:
        """How many entries are to be matched again."""
        return int(self.rows("SELECT count(*) FROM due WHERE kind = 'tasks'")[0][0])


@contextmanager
def housed(folder: Path, *trackers: str, vendors: Vendors) -> Iterator[House]:
    """The agency's folder with some task trackers in it."""
    with pulling(vendors, folder, "harvest") as made:
        path = folder / "tieout.yaml"
        said = "".join(TRACKERS[name].replace("{base}", vendors.base) for name in trackers)
        path.write_text(path.read_text().replace("\nconnectors:\n", f"\nconnectors:\n{said}"))
        tokens = {name.upper(): vendors.world.tasks[name].token() for name in ("jira", "asana")}
        worker = replace(made.worker, configuration=load(folder, {}), environment={**made.worker.environment, **tokens})
        yield House(worker, vendors)


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """Harvest and the two task trackers on loopback."""
    time = FakeTime()
    world = world_for(time)
    with Serving(world, 0, services(world, ("harvest", "jira", "asana"))) as serving:
        yield Vendors(serving.base, world, time)


@pytest.fixture
def house(vendors: Vendors, tmp_path: Path) -> Iterator[House]:
    """An entry of October for each task of the demo, and nothing looked up yet."""
    with housed(tmp_path, "jira", "asana", vendors=vendors) as made:
        named = sorted(as_entries_name_them(vendors).items())
        made.add([replace(WORK, note=key, project_code=code) for key, code in named])
        yield made


def as_entries_name_them(vendors: Vendors) -> dict[str, str]:
    """The project codes of the demo's tasks by the keys that they had first."""
    named: dict[str, str] = {}
    for tracker in vendors.world.tasks.values():
        for task in (*tracker.tasks.values(), *(task for task, _ in tracker.deleted.values())):
            named[task.old_keys[0] if task.old_keys else task.key] = task.fields[PROJECT_CODE]
    return named


@pytest.fixture
def jira(vendors: Vendors) -> TaskTracker:
    """The tasks behind Jira."""
    return vendors.world.jira


def worked_on(house: House, jira: TaskTracker) -> str:
    """A key of an open task with nothing unusual, that entries name."""
    with house.worker.store.read() as tx:
        names = set(tx.tasks.named_in())
    return next(task.key for task in jira.tasks.values() if task.key in names and not task.done and not task.old_keys)


# ---- signing in ----


def test_check_says_who_and_what_is_visible_at_each_tracker(house: House) -> None:
    found = {each.connector: each for each in sign_in(house.worker.outside)}
    assert list(found) == ["harvest", "jira", "asana"]
    assert (found["harvest"].projects, found["jira"].projects, found["asana"].projects) == (None, 10, 7)
    assert found["jira"].account is not None
    assert "Owen Gallagher" in found["jira"].account.person


# ---- the first pull ----


@pytest.mark.everywhere
def test_the_first_pull_finds_what_entries_name_and_says_what_is_not_there(house: House, jira: TaskTracker) -> None:
    house.track("work", url="https://northwind.atlassian.net/browse/NIM-3")
    reports = house.look_up()
    assert [report.problem for report in reports.values()] == ["", ""]
    assert reports["jira"].found >= 80
    assert house.unfound(JIRA.deleted) == {"jira": MISSING}
    assert house.unfound("NIM-3") == {"jira": HIDDEN}, "its project is not shown, and nobody may call it missing"
    before, now = JIRA.moved
    assert (house.task(before).key, house.task(before).old_keys) == (now, (before,))
    one = house.task(worked_on(house, jira))
    told = jira.by_key(one.key)
    assert (one.title, one.code) == (told.title, told.fields[PROJECT_CODE])
    assert one.url == f"https://northwind.atlassian.net/browse/{one.key}"
    assert one.project == f"jira:{told.project}"
    assert reports["jira"].requests <= 12
    assert house.due() == 0, "what was never matched is matched anyway"


def test_what_was_pulled_a_moment_ago_is_looked_up(vendors: Vendors, tmp_path: Path) -> None:
    with housed(tmp_path, "jira", vendors=vendors) as house:
        house.pull()
        report = house.look_up()["jira"]
        assert (report.problem, report.asked, report.missing) == ("", 80, [JIRA.deleted, "IRIS-180"])
        assert report.requests <= 12
        house.run()
        assert not house.issues("task_not_checked")


def test_entries_are_linked_without_another_request(house: House, vendors: Vendors) -> None:
    house.look_up()
    before = len(vendors.world.requests)
    house.run(offline=True)
    assert len(vendors.world.requests) == before
    (issue, *_) = house.issues("task_not_found")
    assert JIRA.deleted in issue
    assert not house.issues("task_not_checked")


def test_a_pull_of_what_has_not_changed_marks_nothing_and_plans_nothing(house: House) -> None:
    house.look_up()
    house.run()
    again = house.look_up()
    assert [(report.problem, report.changed, report.listed) for report in again.values()] == [("", 0, 0)] * 2
    assert house.due() == 0
    report = house.run()
    assert (report.reconciled.matched, report.changed) == (0, 0)
    assert report.not_refreshed == ()


def test_what_looks_like_a_key_in_a_note_is_asked_for_only_if_a_project_has_its_prefix(
    house: House, vendors: Vendors
) -> None:
    house.track("model XPT-5 for ACME-99999")
    house.look_up()
    asked = [name for each in vendors.asked("jira", "/rest/api/3/issue/bulkfetch") for name in _names(each.body)]
    assert "ACME-99999" in asked
    assert "XPT-5" not in asked
    assert house.unfound("ACME-99999") == {"jira": MISSING}
    assert not [each for each in vendors.asked("asana") if "ACME-" in each.path], "it has a project of that name: Jira"


def test_a_link_is_asked_for_where_it_leads_even_if_no_project_has_the_prefix(house: House, vendors: Vendors) -> None:
    house.track("work", url="https://northwind.atlassian.net/browse/GONE-7")
    house.look_up()
    assert house.unfound("GONE-7") == {"jira": HIDDEN}
    assert not [each for each in vendors.asked("asana") if "GONE-7" in each.path]


def _names(body: object) -> list[str]:
    return list(body["issueIdsOrKeys"]) if isinstance(body, dict) else []


def test_what_was_matched_before_anything_was_looked_up_is_matched_again(house: House) -> None:
    house.run(offline=True)
    assert len(house.issues("task_not_checked")) >= 80
    assert house.look_up()["jira"].changed >= 80
    house.run(offline=True)
    assert house.issues("task_not_checked") == []


def test_a_project_that_becomes_visible_has_its_names_looked_up(house: House, jira: TaskTracker) -> None:
    house.look_up()
    house.run()
    (note,) = [name for name in house.named() if name == "NIM-3"]
    assert house.unfound(note) == {}, "a key in a note that may be anything"
    jira.change_project(jira.project("NIM").id, shown_to=ADMINISTRATORS)
    assert house.look_up()["jira"].changed > 0
    assert house.task(note).present


def test_the_projects_that_are_configured_are_followed_whatever_is_named(house: House, jira: TaskTracker) -> None:
    house.rewrite("    site: northwind.atlassian.net", "    site: northwind.atlassian.net\n    projects: [CARE]")
    new = jira.add(jira.project("CARE").id, "Nobody has worked on this")
    other = jira.add(jira.project("ACME").id, "Nor on this")
    house.look_up()
    assert house.task(new.key).present
    with house.worker.store.read() as tx:
        assert tx.tasks.called([other.key]) == {}


# ---- what changes ----


def test_a_renamed_task_is_followed_and_marks_the_entries_that_name_it(house: House, jira: TaskTracker) -> None:
    house.look_up()
    house.run()
    key = worked_on(house, jira)
    jira.change(jira.by_key(key).id, title="Another title")
    report = house.look_up()["jira"]
    assert report.changed == house.due() > 0
    assert house.task(key).title == "Another title"
    after = house.run(offline=True)
    assert after.reconciled.matched == report.changed
    assert house.linked(key) == {"Another title"}
    assert house.look_up()["jira"].changed == 0


def test_a_task_that_moves_is_the_same_task_under_another_key(house: House, jira: TaskTracker) -> None:
    house.look_up()
    house.run()
    key = worked_on(house, jira)
    before = house.task(key)
    moved = jira.move(int(before.id), jira.project("BLUE" if not key.startswith("BLUE") else "COB").id)
    assert house.look_up()["jira"].changed > 0
    now = house.task(key)
    assert (now.ref, now.key, now.old_keys) == (before.ref, moved.key, (key,))
    assert house.look_up()["jira"].changed == 0, "asked for by its key of today"


def test_a_project_with_another_key_renames_its_tasks(house: House, jira: TaskTracker) -> None:
    house.look_up()
    house.run()
    key = worked_on(house, jira)
    jira.rename_project(jira.by_key(key).project, "RENAMED")
    house.look_up()
    assert house.task(key).key == f"RENAMED-{key.rpartition('-')[2]}"
    assert house.task(key).project_key == "RENAMED"


@pytest.mark.everywhere
def test_a_task_that_is_deleted_is_missing_and_comes_back(house: House, jira: TaskTracker) -> None:
    house.look_up()
    house.run()
    key = worked_on(house, jira)
    number = jira.delete(jira.by_key(key).id).id
    assert house.look_up()["jira"].missing == sorted([JIRA.deleted, key])
    assert not house.task(key).present
    house.run(offline=True)
    assert any(key in sentence for sentence in house.issues("task_not_found"))
    jira.restore(number)
    house.look_up()
    assert house.task(key).present
    assert house.unfound(key) == {}
    house.run(offline=True)
    assert not any(key in sentence for sentence in house.issues("task_not_found"))


def test_a_project_that_is_hidden_makes_no_task_missing(house: House, jira: TaskTracker) -> None:
    house.look_up()
    house.run()
    key = worked_on(house, jira)
    project = jira.by_key(key).project
    jira.change_project(project, shown_to=NOBODY)
    assert key in house.look_up()["jira"].hidden
    assert house.unfound(key) == {"jira": HIDDEN}
    jira.change_project(project, shown_to=ADMINISTRATORS)
    assert house.look_up()["jira"].changed > 0
    assert house.task(key).present


def test_a_tracker_that_shows_next_to_nothing_any_more_is_not_believed(house: House, jira: TaskTracker) -> None:
    house.look_up()
    for project in list(jira.projects):
        jira.change_project(project, shown_to=NOBODY)
    report = house.look_up()["jira"]
    assert "no longer shows" in report.problem
    assert "`tieout pull --fewer`" in report.problem
    assert house.task(worked_on(house, jira)).present
    assert house.look_up("jira", fewer=True)["jira"].problem == ""
    assert not house.task(worked_on(house, jira)).present


def test_what_changed_beside_it_is_kept_to_choose_from(house: House, jira: TaskTracker, vendors: Vendors) -> None:
    house.look_up()
    project = jira.project("ACME")
    new = jira.add(project.id, "Nobody has worked on this")
    beside = jira.add(jira.project("OLD").id, "Of an archived project")
    vendors.time.passed += 3600
    assert house.look_up()["jira"].listed == 1
    assert house.task(new.key).title == "Nobody has worked on this"
    with house.worker.store.read() as tx:
        assert tx.tasks.called([beside.key]) == {}


# ---- before it is planned ----


@pytest.mark.everywhere
def test_every_task_of_a_month_is_asked_for_before_it_is_planned(house: House, jira: TaskTracker) -> None:
    house.look_up()
    house.run()
    key = worked_on(house, jira)
    jira.change(jira.by_key(key).id, title="As of now")
    report = house.run()
    assert [each.connector for each in report.tasks] == ["jira", "asana"]
    assert report.reconciled.matched > 0
    assert report.changed > 0
    with house.worker.store.read() as tx:
        lines = [line for item in tx.drafts.current(OCTOBER.name) for line in item.draft.lines]
    assert "As of now" in {task.title for line in lines for task in line.tasks}
    assert house.run().changed == 0


def test_a_plan_is_made_of_tasks_as_they_are_and_no_longer_holds_when_they_change(
    house: House, jira: TaskTracker
) -> None:
    house.look_up()
    house.run()
    key = worked_on(house, jira)
    jira.change(jira.by_key(key).id, title="As of now")
    assert plan_period(house.worker, OCTOBER, offline=True).changes == ()
    assert plan_period(house.worker, OCTOBER).changes != ()


def test_a_tracker_that_cannot_be_asked_leaves_a_word_and_does_not_stop_the_month(
    house: House, vendors: Vendors
) -> None:
    house.look_up()
    vendors.fault("jira", "500", "/rest/api/3", times=1000)
    report = house.run()
    assert [each.connector for each in report.not_refreshed] == ["jira"]
    assert report.changed > 0
    (sentence,) = house.issues("tasks_not_refreshed")
    assert sentence.startswith("jira was not asked for the tasks of 2026-10 before it was planned: ")
    vendors.world.faults.clear()
    vendors.time.passed += 7200
    assert house.run().not_refreshed == ()
    assert house.issues("tasks_not_refreshed") == []


def test_one_tracker_that_fails_does_not_stop_the_other(house: House, vendors: Vendors) -> None:
    vendors.fault("jira", "500", "/rest/api/3/issue", times=1000)
    reports = house.look_up()
    assert reports["jira"].problem
    assert (reports["asana"].problem, reports["asana"].found > 0) == ("", True)
    vendors.world.faults.clear()
    vendors.time.passed += 7200
    assert house.look_up()["jira"].found >= 40


def test_a_missing_token_is_said_by_name(house: House) -> None:
    house.worker = replace(house.worker, environment={})
    reports = house.look_up()
    assert "the environment variable JIRA is not set" in reports["jira"].problem
    assert "the environment variable ASANA is not set" in reports["asana"].problem


def test_decisions_run_months_again_without_asking(house: House, vendors: Vendors) -> None:
    house.look_up()
    house.run()
    before = len(vendors.world.requests)
    assert len(rerun(house.worker, [OCTOBER.name])) == 1
    assert len(vendors.world.requests) == before


def test_an_interrupted_pull_stops_at_the_next_page(house: House) -> None:
    house.worker.stop.set()
    assert {report.problem for report in house.look_up().values()} == {"interrupted; the next pull goes on from here"}


def test_without_task_trackers_nothing_is_asked_or_noted(vendors: Vendors, tmp_path: Path) -> None:
    with housed(tmp_path, vendors=vendors) as house:
        house.pull()
        assert house.look_up() == {}
        assert house.run().tasks == ()
        assert house.rows("SELECT count(*) FROM mention") == [(0,)]


# ---- very many ----


@pytest.mark.parametrize(("vendor", "most"), [("jira", 40), pytest.param("asana", 50, marks=pytest.mark.proof)])
def test_of_a_huge_workspace_only_what_is_named_is_asked_for(
    vendors: Vendors, tmp_path: Path, vendor: str, most: int
) -> None:
    tracker = vendors.world.tasks[vendor]
    keys = many_tasks(tracker, projects=40, named=75, others=25)
    with housed(tmp_path, vendor, vendors=vendors) as house:
        vendors.time.passed += 3600
        notes = [key if vendor == "jira" else f"https://app.asana.com/0/1/{key}" for key in keys]
        house.track(*notes)
        (cost,) = plan_tasks(house.worker, Asked())
        assert cost.problem == ""
        report = house.look_up()[vendor]
        assert (report.problem, report.asked, report.found, report.listed) == ("", 3000, 3000, 0)
        assert report.requests <= most
        assert house.rows("SELECT count(*) FROM task") == [(3000,)]
        (cost,) = plan_tasks(house.worker, Asked())
        assert (cost.names, cost.requests) == (3000, cost.first_requests + 30)
        vendors.time.passed += 3600
        assert house.look_up()[vendor].requests <= most


def many_tasks(tracker: TaskTracker, projects: int, named: int, others: int) -> list[str]:
    """The names of the first tasks of many projects that have more of them."""
    first = max(tracker.projects) + 1
    names = []
    for number in range(projects):
        key = f"P{chr(65 + number // 26)}{chr(65 + number % 26)}"
        tracker.projects[first + number] = TaskProject(first + number, key, f"Project {key}")
        for place in range(named + others):
            task = tracker.add(first + number, f"Task {place}", status=DONE if place % 2 else "To Do")
            if place < named:
                names.append(task.key if tracker.vendor == "jira" else str(task.id))
    return names
