"""What every task source must keep, whatever its vendor: its test inherits this and adds the vendor's own.

It runs against the vendor on loopback, with the demo agency's tasks in it. What a source should say is taken from the
tracker behind the vendor, never from another answer of the vendor.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest
import structlog
from pydantic import ValidationError

from connectors.errors import Changed, Reconnect, Retry
from connectors.http import MAX_SECONDS_A_PAGE
from connectors.sources import Setting
from connectors.tasks import CANCELLED, DONE, OPEN, TaskPage, TaskRecord, TaskSource
from sandbox import task_world as words
from sandbox.task_seed import ADMINISTRATOR, CLIENT_CONTACT, PROJECT_CODE, SPECIAL, Special
from sandbox.task_world import Task, TaskProject, TaskTracker
from tests.connectors.vendors import Vendors

SURVIVED = ("429 seconds", "429 date", "429", "500", "html", "html 429", "cut", "slow")
LASTING = ("429", "500", "html", "html 429", "cut")


class TaskSourceContract:
    """The contract. A subclass says how its source is made and where its vendor lists tasks."""

    vendor: ClassVar[str]
    lists: ClassVar[str]
    """How the paths begin that list changed tasks, below the vendor's mount."""
    list_method: ClassVar[str] = ""
    spoils: ClassVar[str]
    """The last name in the path of the field that a fault spoils."""
    busy: ClassVar[str]
    """The key of a visible project with at least ten tasks."""
    two_pages: ClassVar[int] = 9
    """A page size by which that project has at least two pages, and which the vendor accepts."""
    tells_gone_from_hidden: ClassVar[bool] = True
    """Whether a deleted task of a project that is shown is told from one that is only hidden."""
    tells_cancelled: ClassVar[bool] = True
    """Whether a task that was cancelled is told from one that was done."""

    @abstractmethod
    def make_source(self, vendors: Vendors, *, token: str = "", page_size: int = 0, **config: Any) -> TaskSource:
        """A source for the vendor on loopback. No token is the administrator's, page size 0 is the connector's own;
        `config` are keys of its configuration. Project code and approval come from the fields of the demo."""

    @pytest.fixture(autouse=True)
    def _closed_afterwards(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Every source that a test makes is closed, however the test ends."""
        made: list[TaskSource] = []

        def kept(*args: Any, **more: Any) -> TaskSource:
            made.append(make(*args, **more))
            return made[-1]

        make = self.make_source
        monkeypatch.setattr(self, "make_source", kept)
        yield
        for source in made:
            source.close()

    # ---- what the tests use ----

    def tracker(self, vendors: Vendors) -> TaskTracker:
        """The tracker behind the vendor."""
        return vendors.world.tasks[self.vendor]

    def special(self) -> Special:
        """What is unusual in the demo at this vendor."""
        return SPECIAL[self.vendor]

    def setting(self, vendors: Vendors, token: str = "") -> Setting:
        """What a connector is told besides its configuration."""
        return Setting("Northwind AI", token or self.tracker(vendors).token(), "America/New_York", vendors.time.timer)

    def name_of(self, task: Task) -> str:
        """What entries call a task: its key, or its id where the vendor has no keys."""
        return task.key

    def status_of(self, task: Task) -> str:
        """What the source calls a task's status."""
        return task.status

    def group_of(self, task: Task) -> str:
        """What the source calls the epic or section of a task."""
        return task.section

    def project(self, vendors: Vendors, key: str = "") -> TaskProject:
        """A project by its key, else the busy one."""
        return self.tracker(vendors).project(key or self.busy)

    def kept(self, vendors: Vendors, *projects: TaskProject) -> dict[str, Task]:
        """What the tracker keeps of some projects, by the source's ids."""
        wanted = {project.id for project in projects or (self.project(vendors),)}
        return {str(task.id): task for task in self.tracker(vendors).tasks.values() if task.project in wanted}

    def pages(self, source: TaskSource, *projects: TaskProject, since: Any = None) -> Iterator[TaskPage]:
        """What changed in some projects."""
        return source.changed(since, [str(project.id) for project in projects])

    def read(self, source: TaskSource, *projects: TaskProject, since: Any = None) -> dict[str, TaskRecord]:
        """The tasks of some projects by id; each may come once only."""
        return once(self.pages(source, *projects, since=since))

    def found(self, source: TaskSource, *names: str) -> tuple[dict[str, TaskRecord], set[str], set[str]]:
        """Tasks by what entries call them: those found, by id, then the names that are missing and those hidden."""
        pages = list(source.named(names))
        missing = {name for page in pages for name in page.missing}
        return once(pages), missing, {name for page in pages for name in page.hidden}

    def one(self, vendors: Vendors, key: str) -> Task:
        """A task by its key."""
        return self.tracker(vendors).by_key(key)

    def fault(self, vendors: Vendors, kind: str, **more: int) -> None:
        """Trouble where tasks are listed."""
        vendors.fault(self.vendor, kind, self.lists, method=self.list_method, **more)

    # ---- who we are ----

    def test_signing_in_tells_who_and_what_account(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        found = source.account()
        assert ADMINISTRATOR in found.person
        assert found.account
        assert source.sent() <= 4

    @pytest.mark.parametrize("holder", ["", "expired"])
    def test_a_wrong_or_expired_token_means_to_connect_again(self, vendors: Vendors, holder: str) -> None:
        tracker = self.tracker(vendors)
        token = tracker.token(holder) if holder else tracker.token()[:-4] + "0000"
        source = self.make_source(vendors, token=token)
        with pytest.raises(Reconnect):
            source.account()

    def test_a_token_that_expires_on_the_way_means_to_connect_again(self, vendors: Vendors) -> None:
        source = self.make_source(vendors, page_size=self.two_pages)
        self.fault(vendors, "expired", after=1, times=0)
        pages = self.pages(source, self.project(vendors))
        assert next(pages).tasks
        with pytest.raises(Reconnect):
            list(pages)

    def test_plain_http_beyond_this_machine_is_refused(self, vendors: Vendors) -> None:
        with pytest.raises(ValidationError, match="plain http"):
            self.make_source(vendors, base_url="http://api.example.com")

    def test_a_configured_project_that_is_not_shown_is_named_when_signing_in(self, vendors: Vendors) -> None:
        hidden = self.project(vendors, self.special().hidden)
        source = self.make_source(vendors, projects=(self.configured(self.project(vendors)), self.configured(hidden)))
        lacks = source.account().lacks
        assert len([sentence for sentence in lacks if self.configured(hidden) in sentence]) == 1

    def configured(self, project: TaskProject) -> str:
        """How a project is named in the configuration."""
        return project.key

    # ---- projects ----

    def test_projects_are_those_that_are_shown_archived_ones_too(self, vendors: Vendors) -> None:
        source, tracker = self.make_source(vendors), self.tracker(vendors)
        found = {each.id: (each.name, each.archived) for each in source.projects()}
        access = tracker.access[tracker.token()]
        assert found == {str(each.id): (each.name, each.archived) for each in tracker.visible_projects(access)}
        assert self.project(vendors, self.special().hidden).name not in {name for name, _ in found.values()}

    def test_a_member_is_shown_fewer_projects_and_no_error(self, vendors: Vendors) -> None:
        source = self.make_source(vendors, token=self.tracker(vendors).token("member"))
        restricted = self.project(vendors, self.special().moved[1].partition("-")[0])
        assert str(restricted.id) not in {each.id for each in source.projects()}

    # ---- tasks ----

    def test_every_task_of_a_project_comes_once_whatever_the_page_size(self, vendors: Vendors) -> None:
        for size in (0, self.two_pages, 1):
            before = len(vendors.asked(self.vendor, self.lists))
            read = self.read(self.make_source(vendors, page_size=size), self.project(vendors))
            assert read.keys() == self.kept(vendors).keys()
            assert not size or len(vendors.asked(self.vendor, self.lists)) - before >= 2, "it was one page only"

    def test_the_tasks_of_several_projects_come_together(self, vendors: Vendors) -> None:
        projects = [
            self.project(vendors, prefix) for prefix in self.special().prefixes if prefix != self.special().hidden
        ]
        read = self.read(self.make_source(vendors), *projects)
        assert read.keys() == self.kept(vendors, *projects).keys()

    def test_a_task_is_what_the_tracker_keeps(self, vendors: Vendors) -> None:
        tracker = self.tracker(vendors)
        read = self.read(self.make_source(vendors), self.project(vendors))
        for own, task in self.kept(vendors).items():
            record = read[own]
            assert (record.title, record.project, record.created_on) == (
                task.title,
                str(task.project),
                task.created.date(),
            )
            assert record.status == self.status_of(task)
            assert record.changed_at == task.updated
            assert record.assignee == (tracker.people[task.assignee].email if task.assignee else "")
            assert record.group == self.group_of(task)
            assert record.code == task.fields.get(PROJECT_CODE, "")
            assert record.parent_title == (tracker.task(task.parent).title if task.parent in tracker.tasks else "")
            assert self.name_of(task) in (record.key, record.id)
            assert record.url.startswith("https://") and "127.0.0.1" not in record.url

    def test_a_part_of_a_task_names_the_task_and_is_in_its_group(self, vendors: Vendors) -> None:
        part = next(task for task in self.tracker(vendors).tasks.values() if task.kind == words.SUBTASK)
        assert part.parent is not None
        whole = self.tracker(vendors).task(part.parent)
        found, _, _ = self.found(self.make_source(vendors), self.name_of(part))
        record = found[str(part.id)]
        assert record.parent == self.name_of(whole)
        assert (record.parent_title, record.group) == (whole.title, self.group_of(part))

    def test_done_cancelled_and_rejected_are_told_apart(self, vendors: Vendors) -> None:
        special = self.special()
        keys = (special.done, special.cancelled, special.rejected, special.approved, special.milestone)
        tasks = [self.one(vendors, key) for key in keys]
        found, _, _ = self.found(self.make_source(vendors), *map(self.name_of, tasks))
        done, cancelled, rejected, approved, milestone = (found[str(task.id)] for task in tasks)
        given_up = CANCELLED if self.tells_cancelled else DONE
        assert [done.stage, cancelled.stage, approved.stage, milestone.stage] == [DONE, given_up, DONE, DONE]
        assert rejected.stage == OPEN, "it is completed, and neither done nor approved"
        assert (rejected.approval, approved.approval, done.approval) == ("rejected", "approved", "")
        for task, record in zip(tasks, (done, cancelled), strict=False):
            assert task.closed is not None
            assert record.closed_at is not None and abs(record.closed_at - task.closed) < timedelta(seconds=1)
        assert rejected.closed_at is None

    # ---- changes ----

    def test_only_what_changed_is_told_after_the_moment_of_the_last_reading(self, vendors: Vendors) -> None:
        source, project = self.make_source(vendors), self.project(vendors)
        self.read(source, project)
        since = source.told_at()
        assert since is not None
        vendors.world.clock.advance(3600)
        task = next(task for task in self.kept(vendors).values() if task.kind == words.TASK)
        self.tracker(vendors).change(task.id, title="Under another title")
        added = self.tracker(vendors).add(project.id, "Began after that")
        read = self.read(self.make_source(vendors), project, since=since)
        assert {own: record.title for own, record in read.items()} == {
            str(task.id): "Under another title",
            str(added.id): "Began after that",
        }

    def test_nothing_changed_is_one_request_and_no_task(self, vendors: Vendors) -> None:
        source, project = self.make_source(vendors), self.project(vendors)
        assert self.read(source, project, since=vendors.world.clock.now()) == {}
        assert len(vendors.asked(self.vendor, self.lists)) == 1

    def test_a_task_that_changes_while_tasks_are_read_is_not_lost(self, vendors: Vendors) -> None:
        source, project, tracker = self.make_source(vendors, page_size=self.two_pages), self.project(vendors), None
        tracker = self.tracker(vendors)
        pages = self.pages(source, project)
        first = next(pages)
        vendors.world.clock.advance(1)
        for record in (first.tasks[0], first.tasks[-1]):
            tracker.change(int(record.id), title=f"{record.title}, changed")
        rest = [record for page in pages for record in page.tasks]
        told = {record.id: record.title for record in (*first.tasks, *rest)}
        assert told.keys() == self.kept(vendors).keys()
        since = source.told_at()
        again = {record.id: record.title for page in self.pages(source, project, since=since) for record in page.tasks}
        assert all((told | again)[own] == task.title for own, task in self.kept(vendors).items())

    # ---- tasks by name ----

    def test_tasks_are_found_by_name_whatever_their_project(self, vendors: Vendors) -> None:
        tasks = [task for task in self.tracker(vendors).tasks.values() if task.kind == words.TASK][::7]
        shown = [task for task in tasks if self.project(vendors, self.special().hidden).id != task.project]
        found, missing, hidden = self.found(self.make_source(vendors), *map(self.name_of, shown))
        assert found.keys() == {str(task.id) for task in shown}
        assert not missing and not hidden

    def test_tasks_are_found_by_id(self, vendors: Vendors) -> None:
        tasks = list(self.kept(vendors).values())[:3]
        found, missing, hidden = self.found(self.make_source(vendors), *(str(task.id) for task in tasks))
        assert found.keys() == {str(task.id) for task in tasks}
        assert not missing and not hidden

    def test_a_moved_task_is_found_by_the_name_it_had(self, vendors: Vendors) -> None:
        old, new = self.special().moved
        task = self.one(vendors, new)
        found, missing, hidden = self.found(self.make_source(vendors), self.name_had(task, old))
        record = found[str(task.id)]
        assert record.project == str(task.project)
        assert self.name_of(task) in (record.key, record.id)
        assert not missing and not hidden

    def name_had(self, task: Task, old_key: str) -> str:
        """What entries call a task that they named before it was moved."""
        return old_key

    def test_a_deleted_task_is_missing(self, vendors: Vendors) -> None:
        deleted = next(task for task, _ in self.tracker(vendors).deleted.values())
        found, missing, hidden = self.found(self.make_source(vendors), self.name_of(deleted))
        assert not found
        assert (missing if self.tells_gone_from_hidden else hidden) == {self.name_of(deleted)}

    def test_a_task_of_a_hidden_project_is_not_called_missing(self, vendors: Vendors) -> None:
        project = self.project(vendors, self.special().hidden)
        task = next(iter(self.kept(vendors, project).values()))
        found, missing, hidden = self.found(self.make_source(vendors), self.name_of(task))
        assert not found and not missing
        assert hidden == {self.name_of(task)}

    def test_asking_for_nothing_sends_nothing(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        assert self.found(source) == ({}, set(), set())
        assert source.sent() == 0

    # ---- evidence ----

    def test_who_approved_a_task_and_when_is_told(self, vendors: Vendors) -> None:
        task = self.one(vendors, self.special().approved)
        source = self.make_source(vendors)
        record = self.found(source, self.name_of(task))[0][str(task.id)]
        evidence = source.evidence(record, {"approval": "approved"})
        assert evidence is not None
        assert (evidence.by, evidence.at) == (CLIENT_CONTACT, task.closed)
        assert "pproved" in evidence.what
        assert source.evidence(record, {"approval": "rejected"}) is None

    def test_a_rejected_task_is_no_ground_for_a_milestone(self, vendors: Vendors) -> None:
        task = self.one(vendors, self.special().rejected)
        source = self.make_source(vendors)
        record = self.found(source, self.name_of(task))[0][str(task.id)]
        assert source.evidence(record, {"approval": "approved"}) is None
        assert source.evidence(record, {"completed": "yes"}) is None

    def test_a_completed_task_tells_since_when_and_a_reopened_one_nothing(self, vendors: Vendors) -> None:
        task = self.one(vendors, self.special().done)
        source = self.make_source(vendors)
        evidence = source.evidence(self.found(source, self.name_of(task))[0][str(task.id)], {"completed": "yes"})
        assert evidence is not None
        assert evidence.at == task.closed
        vendors.world.clock.advance(60)
        self.tracker(vendors).change(task.id, status=words.IN_PROGRESS)
        again = self.found(source, self.name_of(task))[0][str(task.id)]
        assert again.stage == OPEN and again.closed_at is None
        assert source.evidence(again, {"completed": "yes"}) is None

    # ---- what a vendor may do at any time ----

    @pytest.mark.parametrize("kind", SURVIVED)
    def test_trouble_that_passes_costs_one_more_request(self, vendors: Vendors, kind: str) -> None:
        self.read(self.make_source(vendors, page_size=self.two_pages), self.project(vendors))
        least = len(vendors.asked(self.vendor, self.lists))
        self.fault(vendors, kind, after=1, seconds=MAX_SECONDS_A_PAGE * 2 if kind == "slow" else 9)
        read = self.read(self.make_source(vendors, page_size=self.two_pages), self.project(vendors))
        assert read.keys() == self.kept(vendors).keys()
        assert vendors.world.faults[0].struck == 1
        assert len(vendors.asked(self.vendor, self.lists)) == 2 * least + 1
        if kind in ("429 seconds", "429 date"):
            assert any(8 <= seconds <= 10 for seconds in vendors.time.slept)

    @pytest.mark.parametrize("kind", LASTING)
    def test_trouble_that_lasts_is_left_for_later(self, vendors: Vendors, kind: str) -> None:
        self.fault(vendors, kind, times=0)
        source = self.make_source(vendors)
        with pytest.raises(Retry):
            self.read(source, self.project(vendors))
        assert sum(vendors.time.slept) < 600

    def test_a_long_wait_is_left_for_later_at_once(self, vendors: Vendors) -> None:
        self.fault(vendors, "429 seconds", times=0, seconds=3000)
        source = self.make_source(vendors)
        with pytest.raises(Retry) as caught:
            self.read(source, self.project(vendors))
        assert caught.value.retry_after == 3000
        assert 3000 not in vendors.time.slept

    def test_the_vendors_clock_counts_where_ours_is_wrong(self, vendors: Vendors) -> None:
        vendors.time.skew = -7200
        source = self.make_source(vendors)
        self.read(source, self.project(vendors))
        told_at = source.told_at()
        assert told_at is not None
        assert abs(told_at - vendors.world.clock.now()) < timedelta(minutes=5)

    def test_one_bad_record_is_set_aside(self, vendors: Vendors) -> None:
        self.fault(vendors, "one bad record")
        source = self.make_source(vendors)
        pages = list(self.pages(source, self.project(vendors)))
        rejected = [each for page in pages for each in page.rejected]
        missing = self.kept(vendors).keys() - {record.id for page in pages for record in page.tasks}
        assert len(rejected) == len(missing) == 1
        assert self.spoils in rejected[0]
        assert next(iter(missing)) in rejected[0]

    def test_the_same_wrong_type_everywhere_means_that_the_vendor_changed(self, vendors: Vendors) -> None:
        self.fault(vendors, "all bad")
        source = self.make_source(vendors)
        with pytest.raises(Changed, match=self.spoils):
            self.read(source, self.project(vendors))

    # ---- secrets, requests ----

    def test_no_secret_stands_in_errors_logs_or_descriptions(self, vendors: Vendors) -> None:
        token = self.tracker(vendors).token("expired")
        setting = self.setting(vendors, token)
        source = self.make_source(vendors, token=token)
        with structlog.testing.capture_logs() as logs, pytest.raises(Reconnect) as caught:
            source.account()
        self.fault(vendors, "500", times=0)
        ours = self.make_source(vendors)
        with structlog.testing.capture_logs() as more, pytest.raises(Retry) as later:
            self.read(ours, self.project(vendors))
        text = " ".join(map(repr, (caught.value, later.value, logs, more, source, ours, setting, replace(setting))))
        assert logs or more
        assert token not in text
        assert self.tracker(vendors).token() not in text

    def test_it_counts_its_requests_and_says_its_limits(self, vendors: Vendors) -> None:
        source = self.make_source(vendors)
        source.account()
        list(source.projects())
        self.read(source, self.project(vendors))
        assert source.sent() == len(vendors.world.requests)
        assert source.limits()


def once(pages: Iterable[TaskPage]) -> dict[str, TaskRecord]:
    """The tasks of some pages by id; each may come once only, and all can be read."""
    found: dict[str, TaskRecord] = {}
    for page in pages:
        assert not page.rejected
        for record in page.tasks:
            assert record.id not in found, "a task came twice"
            found[record.id] = record
    return found
