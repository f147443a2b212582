"""Asana over its API, against its twin on loopback: signing in, paging, changes, tasks by name, evidence, refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog

from connectors.asana.config import Config
from connectors.asana.source import Source
from connectors.errors import Changed, Reconnect, Refused, Retry
from connectors.sources import Setting
from connectors.tasks import TaskPage, TaskRecord
from sandbox import asana as twin
from sandbox.asana_rows import NO_SECTION, WORKSPACE, field_gid
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route, Service
from sandbox.server import Serving
from sandbox.task_seed import ADMINISTRATOR, CLIENT_CONTACT, PROJECT_CODE, SPECIAL
from sandbox.task_world import APPROVAL, CLIENT_APPROVED, DONE, IN_PROGRESS, SUBTASK, Task, TaskProject
from tests.connectors.task_contract import TaskSourceContract
from tests.connectors.vendors import FakeTime, Vendors, world_for

VENDOR = "asana"
TASKS = "/api/1.0/tasks"


def config(vendors: Vendors, **more: Any) -> Config:
    own = {"base_url": f"{vendors.base}/asana/api/1.0", "project_code_field": PROJECT_CODE}
    return Config(kind="asana", token="${ASANA_TOKEN}", **(own | more))


def source(vendors: Vendors, token: str = "", **more: Any) -> Source:
    found = token or vendors.world.asana.token()
    return Source(config(vendors, **more), Setting("Northwind AI", found, "America/New_York", vendors.time.timer))


@pytest.fixture
def asana(vendors: Vendors) -> Iterator[Source]:
    found = source(vendors)
    yield found
    found.close()


@contextmanager
def opened(vendors: Vendors, token: str = "", **more: Any) -> Iterator[Source]:
    found = source(vendors, token, **more)
    try:
        yield found
    finally:
        found.close()


@contextmanager
def serving(change: Callable[[Service], Service]) -> Iterator[Vendors]:
    """The twin with a change of its own: another way to answer, or an ear on what is sent."""
    time = FakeTime()
    world = world_for(time)
    with Serving(world, 0, [change(service) for service in twin.services(world)]) as served:
        yield Vendors(served.base, world, time)


def answering(path: str, answer: Callable[[Any, Asked], Any]) -> Callable[[Service], Service]:
    """A change of what one path answers; `answer` is given what the twin has to say, and may raise a Problem."""

    def change(service: Service) -> Service:
        return replace(service, routes=tuple(map(changed, service.routes)))

    def changed(route: Route) -> Route:
        def handle(asked: Asked) -> Answer:
            return Answer(answer(route.handle(asked).content, asked))

        return replace(route, handle=handle) if route.path == f"/api/1.0{path}" else route

    return change


def by_key(vendors: Vendors, key: str) -> Task:
    return vendors.world.asana.by_key(key)


def gid(vendors: Vendors, key: str) -> str:
    """The number of a project."""
    return str(vendors.world.asana.project(key).id)


def read(pages: Iterator[TaskPage]) -> dict[str, TaskRecord]:
    return {task.id: task for page in pages for task in page.tasks}


def record(asana: Source, task: Task) -> TaskRecord:
    return read(asana.named([str(task.id)]))[str(task.id)]


class TestAsana(TaskSourceContract):
    """What every task source keeps."""

    vendor = "asana"
    lists = TASKS
    spoils = "completed"
    busy = "MAR"
    tells_gone_from_hidden = False
    tells_cancelled = False

    def make_source(self, vendors: Vendors, *, token: str = "", page_size: int = 0, **config: Any) -> Source:
        found = source(vendors, token, **config)
        found.page_size = page_size or found.page_size
        return found

    def name_of(self, task: Task) -> str:
        return str(task.id)

    def status_of(self, task: Task) -> str:
        if task.kind == APPROVAL:
            return task.approval.capitalize()
        return "Completed" if task.done else "Incomplete"

    def group_of(self, task: Task) -> str:
        return task.section or NO_SECTION

    def name_had(self, task: Task, old_key: str) -> str:
        return str(task.id)

    def configured(self, project: TaskProject) -> str:
        return str(project.id)


# ---- signing in ----


def test_the_account_says_who_we_are_in_two_requests(vendors: Vendors) -> None:
    with opened(vendors, project_code_field="") as asana:
        account = asana.account()
        assert asana.sent() == 2
    assert account.person == f"{ADMINISTRATOR} <owen@northwind.test>"
    assert account.account == f"Northwind AI ({WORKSPACE})"
    assert (account.sees_everyone, account.lacks) == (True, ())
    assert "1,500" in account.quota


@pytest.mark.parametrize("workspace", [WORKSPACE, "Northwind AI", ""])
def test_a_workspace_is_named_by_number_or_name_or_is_the_only_one(vendors: Vendors, workspace: str) -> None:
    with opened(vendors, workspace=workspace) as asana:
        assert asana.account().account == f"Northwind AI ({WORKSPACE})"


def test_a_workspace_that_the_token_does_not_open_is_told_which_it_does(vendors: Vendors) -> None:
    with opened(vendors, workspace="Elsewhere") as asana, pytest.raises(Refused) as refused:
        asana.account()
    assert str(refused.value) == (
        f'the token of Asana does not open workspace Elsewhere; write workspace: "{WORKSPACE}" (Northwind AI)'
    )


@pytest.mark.parametrize(
    ("workspace", "said"),
    [("", "several workspaces, and workspace: is not set"), ("Northwind AI", "several workspaces called Northwind AI")],
)
def test_of_several_workspaces_none_is_guessed(workspace: str, said: str) -> None:
    def two(content: Any, _: Asked) -> Any:
        content["data"]["workspaces"].append({"gid": "77", "name": "Northwind AI"})
        return content

    with serving(answering("/users/{user_gid}", two)) as vendors, opened(vendors, workspace=workspace) as asana:
        with pytest.raises(Refused, match=said) as refused:
            asana.account()
        assert f'write workspace: "{WORKSPACE}" (Northwind AI) or "77" (Northwind AI)' in str(refused.value)


def test_a_guest_is_told_that_lists_are_cut() -> None:
    with serving(as_guest) as vendors, opened(vendors) as asana:
        account = asana.account()
    assert not account.sees_everyone
    assert "is a guest" in account.lacks[0] and "full member" in account.lacks[0]


@pytest.mark.parametrize("token", ["2/1:abc\n", "2/1:äbc", "Bearer 2/1:abc"])
def test_a_token_that_was_copied_badly_is_refused_before_it_is_sent(vendors: Vendors, token: str) -> None:
    with pytest.raises(Reconnect, match="copy it again") as refused:
        source(vendors, token)
    assert "2/1" not in str(refused.value)


def test_a_token_that_is_not_accepted_is_told_where_to_make_another(vendors: Vendors) -> None:
    with opened(vendors, vendors.world.asana.token("expired")) as asana, pytest.raises(Reconnect) as refused:
        asana.account()
    assert "make a new one at https://app.asana.com/0/my-apps" in str(refused.value)


def test_every_request_names_the_program_and_carries_the_token() -> None:
    heard: list[dict[str, str]] = []

    def listening(service: Service) -> Service:
        def sign_in(asked: Asked) -> Access:
            heard.append(dict(asked.headers))
            return service.sign_in(asked)

        return replace(service, sign_in=sign_in)

    with serving(listening) as vendors, opened(vendors) as asana:
        asana.account()
    assert {each["user-agent"] for each in heard} == {"Tieout (Northwind AI)"}
    assert {each["authorization"] for each in heard} == {f"Bearer {vendors.world.asana.token()}"}


def test_a_field_that_is_not_there_is_told_when_signing_in_and_refused_when_reading(vendors: Vendors) -> None:
    with opened(vendors, project_code_field="Code") as asana:
        [lacks] = asana.account().lacks
        with pytest.raises(Refused) as refused:
            list(asana.changed(None, [gid(vendors, "MAR")]))
    assert lacks == f"{refused.value}."
    assert "has a custom field Code; write one of these: " in lacks and PROJECT_CODE in lacks


def test_a_field_by_number_is_the_same_field(vendors: Vendors) -> None:
    with opened(vendors, project_code_field=field_gid(PROJECT_CODE)) as asana:
        codes = {task.code for task in read(asana.changed(None, [gid(vendors, "MAR")])).values()}
    assert codes == {"MAR-VISION", "MAR-UX"}


# ---- projects ----


def test_a_project_has_its_prefix_its_code_and_its_own_address(vendors: Vendors, asana: Source) -> None:
    ours = vendors.world.asana.project("LUM")
    found = {each.id: each for each in asana.projects()}[str(ours.id)]
    assert (found.key, found.name, found.archived) == ("LUM", ours.name, False)
    assert found.url == f"https://app.asana.com/1/{WORKSPACE}/project/{found.id}"
    vendors.world.asana.change_project(ours.id, code="LUM-ALL")
    with opened(vendors) as again:
        assert {each.id: each.code for each in again.projects()}[found.id] == "LUM-ALL"


def test_projects_may_be_limited_by_number_or_name(vendors: Vendors) -> None:
    name = vendors.world.asana.project("LUM").name
    with opened(vendors, projects=(name, gid(vendors, "MAR"))) as asana:
        assert {each.key for each in asana.projects()} == {"LUM", "MAR"}
        assert asana.account().lacks == ()


def test_a_name_that_several_projects_have_is_refused_with_their_numbers(vendors: Vendors) -> None:
    name, other = vendors.world.asana.project("LUM").name, vendors.world.asana.project("KES")
    vendors.world.asana.change_project(other.id, name=name)
    with opened(vendors, projects=(name,)) as asana, pytest.raises(Refused) as refused:
        list(asana.projects())
    assert f"{other.id}" in str(refused.value) and gid(vendors, "LUM") in str(refused.value)


# ---- paging ----


def test_pages_are_followed_by_offsets_and_every_request_has_a_limit(vendors: Vendors, asana: Source) -> None:
    asana.page_size = 4
    tasks = read(asana.changed(None, [gid(vendors, "MAR")]))
    asked = [each.params for each in vendors.asked("asana", TASKS)]
    assert len(asked) == -(-len(tasks) // 4) > 2
    assert set(asked[0]) == {"project", "opt_fields", "limit"}
    assert all(set(params) == {"project", "opt_fields", "limit", "offset"} for params in asked[1:])
    assert {each.params["limit"] for each in vendors.world.requests if "limit" in each.params} == {"4"}


def test_a_list_whose_offset_expired_is_begun_anew_and_no_task_comes_twice(vendors: Vendors, asana: Source) -> None:
    asana.page_size = 4
    pages = asana.changed(None, [gid(vendors, "MAR")])
    ids = [task.id for task in next(pages).tasks]
    vendors.world.clock.advance(7200)
    rest = list(pages)
    ids += [task.id for page in rest for task in page.tasks]
    assert len(ids) == len(set(ids)) == len(vendors.world.asana.visible(None, [int(gid(vendors, "MAR"))]))
    assert [each.status for each in vendors.asked("asana", TASKS)][:3] == [200, 400, 200]
    assert not any(page.rejected for page in rest)


def test_a_list_that_cannot_be_read_to_its_end_is_refused_with_what_to_do() -> None:
    def truncated(content: Any, asked: Asked) -> Any:
        if "offset" in asked.query:
            raise Problem("wrong type", "The data set is truncated.")
        return content

    with serving(answering("/tasks", truncated)) as vendors, opened(vendors) as asana:
        asana.page_size = 4
        with pytest.raises(Refused, match="split the project in Asana"):
            list(asana.changed(None, [gid(vendors, "MAR")]))
        assert len(vendors.asked("asana", TASKS)) == 4


def test_pages_that_lead_in_a_circle_are_not_read_for_ever() -> None:
    def circle(content: Any, asked: Asked) -> Any:
        first = content["next_page"] or {}
        content["next_page"] = first | {"offset": asked.query.get("offset", first.get("offset"))}
        return content

    with serving(answering("/tasks", circle)) as vendors, opened(vendors) as asana:
        asana.page_size = 4
        with pytest.raises(Changed, match="lead in a circle"):
            list(asana.changed(None, [gid(vendors, "MAR")]))
        assert len(vendors.asked("asana", TASKS)) == 2


def test_a_change_that_asana_announces_is_logged_once() -> None:
    def announced(service: Service) -> Service:
        return replace(service, headers=lambda asked: {"Asana-Change": "name=new_gids;info=https://example.test"})

    with serving(announced) as vendors, opened(vendors) as asana, structlog.testing.capture_logs() as logs:
        asana.account()
        list(asana.projects())
    assert [each["change"] for each in logs if each["event"] == "api_change_announced"] == [
        "name=new_gids;info=https://example.test"
    ]


# ---- what changed ----


def test_changes_are_asked_for_from_ten_minutes_earlier(vendors: Vendors, asana: Source) -> None:
    since = datetime(2026, 11, 3, 6, 0, tzinfo=UTC).astimezone()
    list(asana.changed(since, [gid(vendors, "MAR"), gid(vendors, "MAR")]))
    [asked] = vendors.asked("asana", TASKS)
    assert asked.params["modified_since"] == "2026-11-03T05:50:00Z"
    assert not vendors.asked("asana", f"/api/1.0/projects/{gid(vendors, 'MAR')}/task_counts")


def test_subtasks_come_after_their_parents_with_what_they_inherit(vendors: Vendors, asana: Source) -> None:
    world = vendors.world.asana
    part = next(task for task in world.tasks.values() if task.kind == SUBTASK)
    deeper = world.add(part.project, "Deeper", kind=SUBTASK, parent=part.id)
    tasks = read(asana.changed(None, [str(part.project)]))
    order = list(tasks)
    assert order.index(str(part.parent)) < order.index(str(part.id)) < order.index(str(deeper.id))
    whole, found = tasks[str(part.parent)], tasks[str(deeper.id)]
    assert (found.project, found.group, found.code) == (whole.project, whole.group, whole.code)
    assert found.code and (found.parent, found.parent_title) == (str(part.id), part.title)


def test_a_subtask_that_changed_alone_is_not_told_and_is_found_by_name(vendors: Vendors, asana: Source) -> None:
    world = vendors.world.asana
    part = next(task for task in world.tasks.values() if task.kind == SUBTASK)
    vendors.world.clock.advance(3600)
    since = vendors.world.clock.now()
    world.change(part.id, title="Fields of the form, second version")
    assert read(asana.changed(since, [str(part.project)])) == {}
    assert record(asana, part).title == "Fields of the form, second version"


def test_subtasks_that_are_very_deep_are_said_to_be_left_out(vendors: Vendors, asana: Source) -> None:
    world, project = vendors.world.asana, int(gid(vendors, "PILOT"))
    made = [world.add(project, "Level 0")]
    for level in range(1, 13):
        made.append(world.add(project, f"Level {level}", kind=SUBTASK, parent=made[-1].id))
    pages = list(asana.changed(None, [str(project)]))
    titles = {task.title for page in pages for task in page.tasks}
    assert "Level 10" in titles and "Level 11" not in titles
    assert [each for page in pages for each in page.rejected] == [
        f"{made[10].id}: its subtasks are more than 10 levels deep and were not read"
    ]


def test_a_task_that_is_deleted_while_its_subtasks_are_asked_for_is_said() -> None:
    def gone(_: Any, asked: Asked) -> Any:
        raise Problem("not found", f"task: Unknown object: {asked.parts['task_gid']}")

    with serving(answering("/tasks/{task_gid}/subtasks", gone)) as vendors, opened(vendors) as asana:
        part = next(task for task in vendors.world.asana.tasks.values() if task.kind == SUBTASK)
        pages = list(asana.changed(None, [str(part.project)]))
    [said] = [each for page in pages for each in page.rejected]
    assert said.startswith(f"{part.parent}: its subtasks are gone or not shown")
    assert str(part.parent) in read(iter(pages))


def test_a_task_that_only_moved_to_another_section_is_not_told_and_is_found_by_name(
    vendors: Vendors, asana: Source
) -> None:
    task = by_key(vendors, "MAR-5")
    vendors.world.clock.advance(3600)
    since = vendors.world.clock.now()
    vendors.world.clock.advance(1200)
    vendors.world.asana.change(task.id, section="Client approved")
    assert read(asana.changed(since, [gid(vendors, "MAR")])) == {}
    assert record(asana, task).group == "Client approved"


def test_projects_that_are_not_shown_are_named_when_the_others_were_read(vendors: Vendors, asana: Source) -> None:
    hidden, gone, shown = gid(vendors, SPECIAL["asana"].hidden), "1205000000000999", gid(vendors, "MAR")
    with pytest.raises(Refused) as refused:
        list(asana.changed(None, [hidden]))
    assert f"does not show the project {hidden} to {ADMINISTRATOR}" in str(refused.value)
    found: list[TaskPage] = []
    with pytest.raises(Refused) as refused:
        found.extend(asana.changed(None, [hidden, shown, gone]))
    assert f"the projects {hidden}, {gone}" in str(refused.value) and "as a member" in str(refused.value)
    assert {task.project for page in found for task in page.tasks} == {shown}


def cut(content: Any, _: Asked) -> Any:
    if content["data"] and content["next_page"] is None:
        content["data"].pop()
    return content


def as_guest(service: Service) -> Service:
    """The twin as it answers a guest."""

    def guest(content: Any, _: Asked) -> Any:
        content["data"][0]["is_guest"] = True
        return content

    return answering("/users/{user_gid}/workspace_memberships", guest)(service)


@pytest.mark.parametrize(("page_size", "guest", "counted"), [(100, True, True), (1, False, True), (100, False, False)])
def test_fewer_tasks_than_asana_counts_are_reported_to_guests_and_of_large_projects(
    page_size: int, guest: bool, counted: bool
) -> None:
    change = answering("/tasks", cut)
    with serving(lambda service: change(as_guest(service) if guest else service)) as vendors:
        project = gid(vendors, "MAR")
        kept = len(vendors.world.asana.visible(None, [int(project)]))
        with opened(vendors) as asana:
            asana.page_size = page_size
            pages = list(asana.changed(None, [project]))
            asked = asana.sent()
            assert len(vendors.asked("asana", f"/api/1.0/projects/{project}/task_counts")) == counted
    said = [each for page in pages for each in page.rejected]
    words = f"project {project}: Asana counts {kept} tasks in it and lists {kept - 1} of them"
    assert [each.partition("; ")[0] for each in said] == ([words] if counted else [])
    assert counted or asked == 4


def test_who_we_are_is_asked_once_however_many_projects_are_read(vendors: Vendors) -> None:
    projects = [gid(vendors, key) for key in ("MAR", "LUM", "KES", "PILOT")]
    with opened(vendors, workspace=WORKSPACE, project_code_field="") as asana:
        list(asana.changed(None, projects))
        assert asana.sent() == len(projects) + 1


def test_a_count_that_is_refused_changes_nothing() -> None:
    def refused(_: Any, __: Asked) -> Any:
        raise Problem("plan")

    with serving(answering("/projects/{project_gid}/task_counts", refused)) as vendors, opened(vendors) as asana:
        asana.page_size = 1
        pages = list(asana.changed(None, [gid(vendors, "MAR")]))
        assert [each.status for each in vendors.asked("asana", f"/api/1.0/projects/{gid(vendors, 'MAR')}")] == [402]
    assert pages and not any(page.rejected for page in pages)


# ---- tasks by name ----


def test_a_task_is_found_by_number_custom_id_and_address_and_comes_once(vendors: Vendors, asana: Source) -> None:
    task = by_key(vendors, "MAR-5")
    old = f"https://app.asana.com/0/{task.project}/{task.id}/f"
    new = f"https://app.asana.com/1/{WORKSPACE}/project/{task.project}/task/{task.id}?focus=true"
    pages = list(asana.named([str(task.id), "MAR-5", old, new, "MAR-5"]))
    assert [found.id for page in pages for found in page.tasks] == [str(task.id)]
    assert not any(page.missing or page.hidden for page in pages)
    assert pages[0].tasks[0].key == "MAR-5"


def test_a_number_costs_one_request_and_a_custom_id_two(vendors: Vendors) -> None:
    with opened(vendors, workspace=WORKSPACE, project_code_field="") as asana:
        list(asana.named([str(by_key(vendors, "MAR-5").id)]))
        assert asana.sent() == 1
        list(asana.named([SPECIAL["asana"].milestone]))
        assert asana.sent() == 3


def test_what_no_task_can_be_called_is_missing_without_asking(vendors: Vendors, asana: Source) -> None:
    names = ["", "lunch", "ACME 12", "https://example.test/1"]
    [page] = asana.named(names)
    assert page == TaskPage((), missing=tuple(names))
    assert asana.sent() == 0


def test_a_custom_id_that_leads_nowhere_may_only_not_be_shown(vendors: Vendors, asana: Source) -> None:
    [page] = asana.named(["MAR-9999", "UTF-8"])
    assert page == TaskPage((), hidden=("MAR-9999", "UTF-8"))


def test_a_plan_without_custom_ids_is_asked_once(vendors: Vendors) -> None:
    vendors.world.asana.plan = "free"
    with opened(vendors, workspace=WORKSPACE) as asana, structlog.testing.capture_logs() as logs:
        [page] = asana.named(["MAR-5", "MAR-6"])
        assert asana.sent() == 1
    assert page.hidden == ("MAR-5", "MAR-6")
    [said] = [each["why"] for each in logs if each["event"] == "custom_ids_not_in_the_plan"]
    assert "The workspace's plan does not have this" in said


def test_a_number_that_asana_does_not_take_for_one_is_missing(vendors: Vendors, asana: Source) -> None:
    far = "9" * 20
    [page] = asana.named([far])
    assert (page.missing, page.hidden) == ((far,), ())


def test_a_refusal_of_what_is_asked_for_is_not_taken_for_a_missing_task() -> None:
    def refused(content: Any, asked: Asked) -> Any:
        if "custom_type" in asked.query["opt_fields"]:
            raise Problem("wrong type", "opt_fields: no such field")
        return content

    with serving(answering("/tasks/{task_gid}", refused)) as vendors, opened(vendors) as asana:
        number = str(by_key(vendors, "MAR-5").id)
        with pytest.raises(Refused, match="no such field"):
            list(asana.named([number]))


def test_subtasks_of_one_parent_ask_for_it_once(vendors: Vendors) -> None:
    world = vendors.world.asana
    part = next(task for task in world.tasks.values() if task.kind == SUBTASK)
    parts = [part, *(world.add(part.project, f"Part {n}", kind=SUBTASK, parent=part.parent) for n in range(3))]
    with opened(vendors, project_code_field="") as asana:
        found = read(asana.named([str(each.id) for each in parts]))
        assert asana.sent() == 5
    assert {each.project for each in found.values()} == {str(part.project)}


def test_a_subtask_whose_parent_is_not_shown_has_no_project(vendors: Vendors, asana: Source) -> None:
    world = vendors.world.asana
    parent = next(task for task in world.tasks.values() if task.key.startswith(f"{SPECIAL['asana'].hidden}-"))
    below = world.add(int(gid(vendors, "MAR")), "Below", kind=SUBTASK, parent=parent.id)
    found = record(asana, below)
    assert (found.project, found.group, found.parent_title) == ("", "", parent.title)


def test_a_task_that_cannot_be_believed_is_set_aside() -> None:
    def withdrawn(content: Any, _: Asked) -> Any:
        content["data"] |= {"resource_subtype": "approval", "approval_status": "withdrawn"}
        return content

    with serving(answering("/tasks/{task_gid}", withdrawn)) as vendors, opened(vendors) as asana:
        task = by_key(vendors, "MAR-5")
        [page] = asana.named([str(task.id)])
    assert page.tasks == ()
    assert page.rejected == (f"{task.id}: $.approval_status is 'withdrawn', which is no state of an approval",)


# ---- evidence ----


def test_a_section_is_told_by_its_last_move(vendors: Vendors) -> None:
    world, clock = vendors.world.asana, vendors.world.clock
    task, by = by_key(vendors, "MAR-5"), next(iter(vendors.world.asana.people))
    world.change(task.id, by, section="Client approved")
    clock.advance(60)
    world.change(task.id, section="In review")
    clock.advance(60)
    world.change(task.id, by, section="Client approved")
    moved = clock.now()
    clock.advance(60)
    world.change(task.id, title="Another title")
    with opened(vendors) as asana:
        found = record(asana, task)
        evidence = asana.evidence(found, {"section": "client approved"})
        assert evidence is not None
        assert (evidence.task, evidence.what) == ("MAR-5", "section: client approved")
        assert (evidence.by, evidence.at) == (world.people[by].name, moved)
        assert asana.evidence(found, {"section": "In review"}) is None


def test_a_section_that_was_renamed_afterwards_is_told_by_its_number() -> None:
    def renamed(content: Any, _: Asked) -> Any:
        for each in content["data"]["memberships"]:
            each["section"]["name"] = "Accepted by the client"
        return content

    with serving(answering("/tasks/{task_gid}", renamed)) as vendors, opened(vendors) as asana:
        task = by_key(vendors, "MAR-5")
        vendors.world.asana.change(task.id, section="Client approved")
        evidence = asana.evidence(record(asana, task), {"section": "Accepted by the client"})
        assert evidence is not None and evidence.at == vendors.world.clock.now()


def test_a_section_that_a_task_was_made_in_is_told_by_nobody(vendors: Vendors, asana: Source) -> None:
    task = by_key(vendors, "MAR-5")
    assert task.section
    assert asana.evidence(record(asana, task), {"section": task.section}) is None


def test_a_custom_field_is_told_by_its_last_change(vendors: Vendors, asana: Source) -> None:
    task = by_key(vendors, "MAR-5")
    vendors.world.clock.advance(60)
    vendors.world.asana.change(task.id, fields={**task.fields, "PO number": "PO-1"})
    set_at = vendors.world.clock.now()
    vendors.world.clock.advance(60)
    vendors.world.asana.change(task.id, status=CLIENT_APPROVED)
    found = record(asana, task)
    evidence = asana.evidence(found, {"field": "PO number", "value": "PO-1"})
    assert evidence is not None
    assert (evidence.what, evidence.at) == ("PO number: PO-1", set_at)
    by_number = asana.evidence(found, {"field": field_gid("PO number"), "value": "po-1"})
    assert by_number is not None and by_number.at == set_at
    status = asana.evidence(found, {"field": "Status", "value": CLIENT_APPROVED})
    assert status is not None and status.at == vendors.world.clock.now()
    assert asana.evidence(found, {"field": "PO number", "value": "PO-2"}) is None
    assert asana.evidence(found, {"field": "No such field", "value": "PO-1"}) is None


def test_a_field_whose_name_several_have_is_refused_with_their_numbers() -> None:
    def twice(content: Any, _: Asked) -> Any:
        own = next(each for each in content["data"]["custom_fields"] if each["name"] == "PO number")
        content["data"]["custom_fields"].append(own | {"gid": "77"})
        return content

    with serving(answering("/tasks/{task_gid}", twice)) as vendors, opened(vendors) as asana:
        found = record(asana, by_key(vendors, "MAR-5"))
        with pytest.raises(
            Refused, match=f"are called PO number; write the number of one: {field_gid('PO number')} or 77"
        ):
            asana.evidence(found, {"field": "PO number", "value": "PO-1"})


def test_of_two_conditions_the_later_one_counts_and_both_must_hold(vendors: Vendors, asana: Source) -> None:
    task = by_key(vendors, SPECIAL["asana"].milestone)
    vendors.world.clock.advance(60)
    vendors.world.asana.change(task.id, section="Client approved")
    both = {"completed": "yes", "section": "Client approved"}
    evidence = asana.evidence(record(asana, task), both)
    assert evidence is not None
    assert (evidence.what, evidence.at) == ("completed and section: Client approved", vendors.world.clock.now())
    vendors.world.asana.change(task.id, status=IN_PROGRESS)
    assert asana.evidence(record(asana, task), both) is None


def test_an_approval_that_was_first_rejected_counts_from_when_it_was_given(vendors: Vendors, asana: Source) -> None:
    task = by_key(vendors, SPECIAL["asana"].rejected)
    contact = next(each.id for each in vendors.world.asana.people.values() if each.name == CLIENT_CONTACT)
    vendors.world.clock.advance(60)
    vendors.world.asana.change(task.id, contact, status=CLIENT_APPROVED, approval="approved")
    found = record(asana, task)
    for condition in ({"approval": "approved"}, {"status": "Approved"}, {"completed": "yes"}):
        evidence = asana.evidence(found, condition)
        assert evidence is not None
        assert (evidence.by, evidence.at) == (CLIENT_CONTACT, vendors.world.clock.now())
    assert task.closed is not None and task.closed < vendors.world.clock.now()


def test_without_a_story_an_approval_counts_from_its_completion() -> None:
    def silent(content: Any, _: Asked) -> Any:
        content["data"] = [each for each in content["data"] if "new_approval_status" not in each]
        return content

    with serving(answering("/tasks/{task_gid}/stories", silent)) as vendors, opened(vendors) as asana:
        task = by_key(vendors, SPECIAL["asana"].approved)
        evidence = asana.evidence(record(asana, task), {"approval": "approved"})
        assert evidence is not None
        assert (evidence.by, evidence.at) == (CLIENT_CONTACT, task.closed)


def test_stories_are_read_to_the_last_page(vendors: Vendors, asana: Source) -> None:
    task = by_key(vendors, "MAR-5")
    for number in range(7):
        vendors.world.clock.advance(60)
        vendors.world.asana.change(task.id, section=f"Section {number}")
    asana.page_size = 3
    evidence = asana.evidence(record(asana, task), {"section": "Section 6"})
    assert evidence is not None and evidence.at == vendors.world.clock.now()
    assert len(vendors.asked("asana", f"{TASKS}/{task.id}/stories")) == 3


def test_evidence_is_what_asana_says_now_not_what_we_knew(vendors: Vendors, asana: Source) -> None:
    task = by_key(vendors, SPECIAL["asana"].done)
    before = record(asana, task)
    vendors.world.asana.change(task.id, status=IN_PROGRESS)
    assert asana.evidence(before, {"completed": "yes"}) is None
    assert asana.evidence(before, {"status": "Completed"}) is None
    vendors.world.asana.change(task.id, status=DONE)
    assert asana.evidence(before, {"status": "completed"}) is not None
    assert asana.evidence(before, {"completed": "no"}) is None
    vendors.world.asana.delete(task.id)
    assert asana.evidence(before, {"completed": "yes"}) is None


def test_a_story_that_cannot_be_read_is_never_passed_over(vendors: Vendors, asana: Source) -> None:
    task = by_key(vendors, SPECIAL["asana"].approved)
    found = record(asana, task)
    vendors.fault("asana", "one bad record", f"{TASKS}/{task.id}/stories")
    with pytest.raises(Changed, match="created_at"):
        asana.evidence(found, {"approval": "approved"})


@pytest.mark.parametrize(
    ("condition", "said"), [({"resolution": "Done"}, "resolution: is no condition"), ({}, "without a condition")]
)
def test_a_condition_that_is_none_is_refused(
    vendors: Vendors, asana: Source, condition: dict[str, str], said: str
) -> None:
    found = record(asana, by_key(vendors, "MAR-5"))
    with pytest.raises(Refused, match=said):
        asana.evidence(found, condition)


# ---- refusals and limits ----


def test_an_error_of_asanas_own_is_told_with_the_phrase_for_its_support(vendors: Vendors, asana: Source) -> None:
    vendors.fault("asana", "500", TASKS, times=0)
    with pytest.raises(Retry, match="6 sad squid snuggle softly"):
        list(asana.changed(None, [gid(vendors, "MAR")]))


def test_a_free_workspace_makes_us_wait_as_long_as_it_says(vendors: Vendors) -> None:
    vendors.world.asana.plan = "free"
    number = str(by_key(vendors, "MAR-5").id)
    with opened(vendors, project_code_field="") as asana:
        for _ in range(155):
            list(asana.named([number]))
    refused = [each for each in vendors.world.requests if each.status == 429]
    assert len(refused) == 1
    assert vendors.time.slept == [60]


def test_the_pace_stays_below_what_a_paid_workspace_allows(asana: Source) -> None:
    for limit in asana.limits():
        assert limit.requests * twin.PREMIUM.seconds < twin.PREMIUM.requests * limit.seconds
        assert timedelta(seconds=limit.seconds) == timedelta(minutes=1)
