"""Jira Cloud over its API, against its twin on loopback: signing in, searching, keys, fields, evidence, trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from connectors.errors import Changed, Reconnect, Refused
from connectors.jira.config import Config
from connectors.jira.source import Source
from connectors.sources import Setting
from connectors.tasks import CANCELLED, DONE, Evidence, TaskPage, TaskRecord
from sandbox import jira as twin
from sandbox import jira_rows
from sandbox.routes import Answer, Asked, Route
from sandbox.server import Serving
from sandbox.task_seed import APPROVAL_FIELD, PROJECT_CODE
from tests.connectors.task_contract import TaskSourceContract
from tests.connectors.vendors import FakeTime, Vendors, world_for

VENDOR = "jira"
SEARCH = "/rest/api/3/search/jql"
BULK = "/rest/api/3/issue/bulkfetch"
HISTORIES = "/rest/api/3/changelog/bulkfetch"


def config(vendors: Vendors, **more: Any) -> Config:
    own = {
        "site": "northwind.atlassian.net",
        "email": "owen@northwind.test",
        "base_url": f"{vendors.base}/jira",
        "project_code_field": PROJECT_CODE,
        "approval_field": APPROVAL_FIELD,
    }
    return Config(kind="jira", token="${JIRA_TOKEN}", **(own | more))


def source(vendors: Vendors, token: str = "", **more: Any) -> Source:
    found = token or vendors.world.jira.token()
    return Source(config(vendors, **more), Setting("Northwind AI", found, "America/New_York", vendors.time.timer))


@pytest.fixture
def jira(vendors: Vendors) -> Iterator[Source]:
    found = source(vendors)
    yield found
    found.close()


class TestJira(TaskSourceContract):
    """What every source keeps."""

    vendor = "jira"
    lists = SEARCH
    spoils = "summary"
    busy = "ACME"

    def make_source(self, vendors: Vendors, *, token: str = "", page_size: int = 0, **config: Any) -> Source:
        if token == vendors.world.jira.token("member"):
            config = {"email": "sam@northwind.test"} | config
        found = source(vendors, token, **config)
        found.page_size = page_size or found.page_size
        return found


@contextmanager
def opened(vendors: Vendors, token: str = "", **more: Any) -> Iterator[Source]:
    found = source(vendors, token, **more)
    try:
        yield found
    finally:
        found.close()


@contextmanager
def answering(path: str, answer: Callable[[Answer, Asked], Answer]) -> Iterator[Vendors]:
    """The twin with another answer at one path; `answer` is given the twin's own."""

    def changed(route: Route) -> Route:
        return replace(route, handle=lambda asked: answer(route.handle(asked), asked)) if route.path == path else route

    time = FakeTime()
    world = world_for(time)
    services = [replace(each, routes=tuple(map(changed, each.routes))) for each in twin.services(world)]
    with Serving(world, 0, services) as served:
        yield Vendors(served.base, world, time)


def bodies(vendors: Vendors, path: str = SEARCH) -> list[dict[str, Any]]:
    return [each.body for each in vendors.asked("jira", path) if isinstance(each.body, dict)]


def named(source: Source, *names: str) -> tuple[list[TaskRecord], set[str], set[str]]:
    pages = list(source.named(names))
    tasks = [task for page in pages for task in page.tasks]
    return tasks, {name for p in pages for name in p.missing}, {name for p in pages for name in p.hidden}


def one(source: Source, name: str) -> TaskRecord:
    [task], _, _ = named(source, name)
    return task


def note(read: set[str], pages: Iterable[TaskPage]) -> None:
    """Adds the projects of tasks as they come, so that they are known even if an error ends the pages."""
    for page in pages:
        read |= {task.project for task in page.tasks}


def project(vendors: Vendors, key: str) -> str:
    return str(vendors.world.jira.project(key).id)


# ---- configuration ----


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"site": "https://northwind.atlassian.net"}, "is not the host of a Jira site; write one such as"),
        ({"site": "northwind"}, "is not the host of a Jira site"),
        ({"email": "owen"}, "is not the e-mail address"),
        ({"email": "owen@north:wind"}, "is not the e-mail address"),
        ({"cloud_id": "no id"}, "is not a cloud id"),
        ({"token": "ATATT3xLiteral"}, "a secret must not stand"),
        ({"worklogs": "yes"}, "Extra inputs"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(own: dict[str, str], says: str) -> None:
    good = {"kind": "jira", "site": "northwind.atlassian.net", "email": "a@b.test", "token": "${JIRA_TOKEN}"}
    assert Config.model_validate(good).token == "${JIRA_TOKEN}"
    with pytest.raises(ValidationError, match=says):
        Config.model_validate(good | own)


def test_requests_go_to_the_site_or_with_a_cloud_id_to_the_gateway() -> None:
    good = {"kind": "jira", "site": "northwind.atlassian.net", "email": "a@b.test", "token": "${JIRA_TOKEN}"}
    own = "11223344-aaaa-bbbb-cccc-1234567890ab"
    assert Config.model_validate(good).address == "https://northwind.atlassian.net"
    assert Config.model_validate(good | {"cloud_id": own}).address == f"https://api.atlassian.com/ex/jira/{own}"
    assert Config.model_validate(good | {"base_url": "http://127.0.0.1:1/jira"}).address == "http://127.0.0.1:1/jira"


# ---- signing in ----


def test_the_account_says_who_we_are_where_and_for_how_long(vendors: Vendors, jira: Source) -> None:
    account = jira.account()
    assert account.person == "Owen Gallagher <owen@northwind.test>"
    assert account.account == "Jira (https://northwind.atlassian.net)"
    assert (account.sees_everyone, account.lacks, account.zone) == (True, (), "America/New_York")
    assert [each.path for each in vendors.asked("jira")] == [
        "/rest/api/3/myself",
        "/rest/api/3/serverInfo",
        "/rest/api/3/field",
    ]


@pytest.mark.parametrize(("ends", "warned"), [("2026-12-03", True), ("2026-12-04", False), ("2026-11-01", True)])
def test_a_token_that_ends_within_thirty_days_is_told(vendors: Vendors, ends: str, warned: bool) -> None:
    with opened(vendors, token_expires_on=ends) as jira:
        lacks = jira.account().lacks
    assert bool(lacks) is warned
    assert all(ends in sentence for sentence in lacks)


def test_a_scoped_token_is_told_which_cloud_id_to_write(vendors: Vendors) -> None:
    cloud = jira_rows.cloud_id(vendors.world.jira)
    token = vendors.world.jira.token("scoped")
    with opened(vendors, token) as jira, pytest.raises(Reconnect) as refused:
        jira.account()
    assert f"write cloud_id: {cloud}" in str(refused.value)
    gateway = f"{vendors.base}/jira-gateway/ex/jira/{cloud}"
    with opened(vendors, token, base_url=gateway, cloud_id=cloud) as jira:
        assert jira.account().person.startswith("Owen Gallagher")
        assert one(jira, "ACME-12").url == "https://northwind.atlassian.net/browse/ACME-12"
        assert {each.url for each in jira.projects()} >= {"https://northwind.atlassian.net/browse/ACME"}


def test_an_address_that_is_not_the_tokens_is_refused(vendors: Vendors) -> None:
    with opened(vendors, email="kim@northwind.test") as jira, pytest.raises(Reconnect) as refused:
        jira.account()
    assert "make a new one at https://id.atlassian.com" in str(refused.value)


@pytest.mark.parametrize("token", ["ATATT3x\n", "ATATT3xä", "Basic ATATT3x"])
def test_a_token_that_was_copied_badly_is_refused_before_it_is_sent(vendors: Vendors, token: str) -> None:
    with pytest.raises(Reconnect) as refused:
        source(vendors, token)
    assert "copy it again" in str(refused.value)
    assert "ATATT" not in str(refused.value)


def test_an_answer_as_to_nobody_is_no_answer() -> None:
    def anonymous(_: Answer, __: Asked) -> Answer:
        return Answer({"issues": [], "isLast": True}, headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"})

    with answering(SEARCH, anonymous) as vendors, opened(vendors) as jira, pytest.raises(Reconnect) as refused:
        list(jira.changed(None, [project(vendors, "ACME")]))
    assert "answered as to nobody" in str(refused.value)


def test_a_missing_scope_is_named() -> None:
    def scopeless(_: Answer, __: Asked) -> Answer:
        return Answer({"code": 401, "message": "Unauthorized; scope does not match"}, 401)

    with answering(SEARCH, scopeless) as vendors, opened(vendors) as jira, pytest.raises(Reconnect) as refused:
        list(jira.changed(None, [project(vendors, "ACME")]))
    assert "give it read:jira-work and read:jira-user" in str(refused.value)


def test_a_jira_of_ones_own_is_refused_by_name() -> None:
    def own(answer: Answer, _: Asked) -> Answer:
        return Answer(answer.content | {"deploymentType": "Server", "baseUrl": "https://jira.company.test"})

    with (
        answering("/rest/api/3/serverInfo", own) as vendors,
        opened(vendors) as jira,
        pytest.raises(Refused) as refused,
    ):
        jira.account()
    assert "https://jira.company.test is a Jira of your own (Data Center)" in str(refused.value)


# ---- searching ----


def test_a_search_is_bounded_names_its_fields_and_has_no_upper_bound(vendors: Vendors, jira: Source) -> None:
    wanted = [project(vendors, "ACME"), project(vendors, "BLUE")]
    since = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
    list(jira.changed(since, wanted))
    [body] = bodies(vendors)
    epoch = int((since - timedelta(minutes=15)).timestamp() * 1000)
    assert body["jql"] == f"project in ({', '.join(wanted)}) AND updated >= {epoch} ORDER BY created ASC, key ASC"
    assert set(body) == {"jql", "maxResults", "fields"}
    assert {"summary", "status", "customfield_10057", "customfield_10061"} <= set(body["fields"])


def test_an_edit_between_pages_moves_nothing_over_their_edge(vendors: Vendors, jira: Source) -> None:
    """A search in the order of change would lose the task after the first page's end."""
    jira.page_size = 3
    pages = jira.changed(None, [project(vendors, "IRIS")])
    read = [task.id for task in next(pages).tasks]
    vendors.world.clock.advance(60)
    for own in read:
        vendors.world.jira.change(int(own), title="Edited meanwhile")
    read += [task.id for page in pages for task in page.tasks]
    kept = {str(each.id) for each in vendors.world.jira.tasks.values() if str(each.project) == project(vendors, "IRIS")}
    assert sorted(read) == sorted(kept)


def test_what_the_search_shows_late_is_found_the_next_time(vendors: Vendors, jira: Source) -> None:
    world, wanted = vendors.world, [project(vendors, "ACME")]
    world.jira.lag = timedelta(minutes=10)
    task = world.jira.by_key("ACME-12")
    world.jira.change(task.id, title="Seen late")
    world.clock.advance(60)
    list(jira.changed(None, wanted))
    since = jira.told_at()
    world.clock.advance(660)
    with opened(vendors) as later:
        titles = [each.title for page in later.changed(since, wanted) for each in page.tasks]
    assert titles == ["Seen late"]


def test_the_search_does_not_take_back_what_was_just_seen(vendors: Vendors, jira: Source) -> None:
    world, wanted = vendors.world, [project(vendors, "ACME")]
    world.jira.lag = timedelta(minutes=10)
    task = world.jira.change(world.jira.by_key("ACME-12").id, title="Seen at once")
    assert one(jira, "ACME-12").title == "Seen at once"
    titles = {each.key: each.title for page in jira.changed(None, wanted) for each in page.tasks}
    assert titles["ACME-12"] == "Seen at once"
    assert bodies(vendors)[-1]["reconcileIssues"] == [task.id]


def test_at_most_fifty_issues_are_reconciled_the_latest(vendors: Vendors, jira: Source) -> None:
    keys = ("ACME", "BLUE", "COB", "DEL", "EMB")
    tasks = vendors.world.jira.visible(None, [vendors.world.jira.project(key).id for key in keys])
    assert len(tasks) > 55
    for task in tasks:
        vendors.world.clock.advance(1)
        vendors.world.jira.change(task.id, labels=())
    named(jira, *(task.key for task in tasks))
    list(jira.changed(None, [project(vendors, "FJO")]))
    assert bodies(vendors)[-1]["reconcileIssues"] == sorted(task.id for task in tasks[-50:])


@pytest.mark.parametrize(
    ("more", "pages"),
    [
        ({"nextPageToken": "again", "isLast": True}, 1),
        ({"isLast": False}, 1),
        ({"nextPageToken": None, "isLast": False}, 1),
        ({"issues": [], "nextPageToken": "again", "isLast": False}, 1),
    ],
)
def test_the_last_page_is_known_by_any_of_its_signs(more: dict[str, Any], pages: int) -> None:
    def last(answer: Answer, _: Asked) -> Answer:
        return Answer({"issues": answer.content["issues"]} | more)

    with answering(SEARCH, last) as vendors, opened(vendors) as jira:
        list(jira.changed(None, [project(vendors, "ACME")]))
        assert len(vendors.asked("jira", SEARCH)) == pages


def test_pages_that_lead_in_a_circle_are_not_read_for_ever() -> None:
    def again(answer: Answer, _: Asked) -> Answer:
        return Answer(answer.content | {"nextPageToken": "cGxhY2U6MA==", "isLast": False})

    with answering(SEARCH, again) as vendors, opened(vendors) as jira, pytest.raises(Changed) as refused:
        list(jira.changed(None, [project(vendors, "ACME")]))
    assert "lead in a circle" in str(refused.value)
    assert len(vendors.asked("jira", SEARCH)) == 2


def test_a_project_that_is_gone_does_not_keep_the_others_from_being_read(vendors: Vendors, jira: Source) -> None:
    gone, acme, blue = "19999", project(vendors, "ACME"), project(vendors, "BLUE")
    read: set[str] = set()
    with pytest.raises(Refused) as refused:
        note(read, jira.changed(None, [gone, acme, blue]))
    assert read == {acme, blue}
    assert f"Jira does not show the project {gone}" in str(refused.value)
    assert [body["jql"].partition(")")[0] for body in bodies(vendors)] == [
        f"project in ({gone}, {acme}, {blue}",
        f"project in ({acme}, {blue}",
    ]


def test_a_query_that_is_refused_for_another_reason_is_asked_project_by_project() -> None:
    def picky(answer: Answer, asked: Asked) -> Answer:
        return Answer({"errorMessages": ["Not this."]}, 400) if acme in asked.body["jql"] else answer

    with answering(SEARCH, picky) as vendors, opened(vendors) as jira:
        acme, blue = project(vendors, "ACME"), project(vendors, "BLUE")
        read: set[str] = set()
        with pytest.raises(Refused, match=f"the project {acme}: .*Not this"):
            note(read, jira.changed(None, [acme, blue]))
    assert read == {blue}


def test_archived_projects_do_not_keep_the_others_from_being_read(vendors: Vendors) -> None:
    old, acme = project(vendors, "OLD"), project(vendors, "ACME")
    with opened(vendors) as jira:
        assert {task.project for page in jira.changed(None, [old, acme]) for task in page.tasks} == {acme}
        assert len(bodies(vendors)) == 2
    with opened(vendors) as jira:
        wanted = [each.id for each in jira.projects()]
        assert old in wanted
        assert {task.project for page in jira.changed(None, wanted) for task in page.tasks} > {acme}
        assert old not in bodies(vendors)[-1]["jql"]
        assert list(jira.changed(None, [old])) == []
        assert len(bodies(vendors)) == 3


def test_a_refusal_on_a_later_page_does_not_read_all_from_the_beginning(vendors: Vendors) -> None:
    def worn(answer: Answer, asked: Asked) -> Answer:
        return Answer({"errorMessages": ["Expired."]}, 400) if "nextPageToken" in asked.body else answer

    with answering(SEARCH, worn) as others, opened(others) as jira:
        jira.page_size = 9
        with pytest.raises(Refused, match="Expired"):
            list(jira.changed(None, [project(others, "ACME"), project(others, "BLUE")]))
        assert len(others.asked("jira", SEARCH)) == 2


def test_a_configured_project_may_be_named_by_the_key_it_had(vendors: Vendors) -> None:
    tracker = vendors.world.jira
    tracker.rename_project(tracker.project("FJO").id, "NORTH")
    with opened(vendors, projects=["FJO"]) as jira:
        assert jira.account().lacks == ()
        assert {task.project for page in jira.changed(None, [project(vendors, "NORTH")]) for task in page.tasks}


def test_only_configured_projects_are_read_by_key_or_id(vendors: Vendors) -> None:
    acme, blue, cob = (project(vendors, key) for key in ("ACME", "BLUE", "COB"))
    with opened(vendors, projects=["ACME", cob]) as jira:
        read = {task.project for page in jira.changed(None, [acme, blue, cob]) for task in page.tasks}
        assert read == {acme, cob}
        assert one(jira, "BLUE-7").project == blue
        assert list(jira.changed(None, [blue])) == []


def test_the_epic_of_a_sub_task_is_asked_for_once(vendors: Vendors, jira: Source) -> None:
    tracker = vendors.world.jira
    part = tracker.by_key("ACME-11")
    more = [tracker.add(part.project, f"Part {n}", kind="subtask", parent=part.parent) for n in range(4)]
    tasks, _, _ = named(jira, "ACME-11", *(task.key for task in more))
    assert {task.group for task in tasks} == {"Intake bot"}
    assert [body["fields"] for body in bodies(vendors, BULK)][1:] == [["parent"]]


def test_the_search_that_was_removed_is_named_and_never_asked() -> None:
    def gone(_: Answer, __: Asked) -> Answer:
        return Answer({"errorMessages": ["The requested API has been removed."], "errors": {}}, 410)

    with answering(SEARCH, gone) as vendors, opened(vendors) as jira, pytest.raises(Changed) as refused:
        list(jira.changed(None, [project(vendors, "ACME")]))
    assert "The requested API has been removed. Atlassian has removed what this version asks for" in str(refused.value)
    with Serving(vendors.world, 0, twin.services(vendors.world)) as served:
        basic = ("owen@northwind.test", vendors.world.jira.token())
        assert httpx.get(f"{served.base}/jira/rest/api/3/search", params={"jql": "x"}, auth=basic).status_code == 410


def test_requests_are_spread_over_seconds(vendors: Vendors, jira: Source) -> None:
    jira.page_size = 1
    list(jira.changed(None, [project(vendors, "ACME")]))
    sent = len(vendors.asked("jira"))
    assert sum(vendors.time.slept) >= (sent - 1) // 5 - 1 > 1
    assert {each.status for each in vendors.asked("jira")} == {200}


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"RateLimit-Reason": "jira-quota-tenant-based", "X-RateLimit-Reset": "2026-11-03T11:01:40Z"}, 100),
        ({"RateLimit-Reason": "jira-quota-global-based", "X-RateLimit-Reset": "2026-11-03T11:02Z"}, 120),
        ({"RateLimit-Reason": "jira-cost-based", "X-RateLimit-Reset": "1793703690"}, 90),
        ({"RateLimit-Reason": "jira-cost-based", "X-RateLimit-Reset": "soon"}, 60),
        ({"X-RateLimit-Reset": "2026-11-03T11:00:01Z"}, 60),
        ({}, 60),
        ({"RateLimit-Reason": "jira-burst-based"}, 0),
        ({"RateLimit-Reason": "jira-quota-tenant-based", "Retry-After": "7"}, 7),
    ],
)
def test_each_limit_is_waited_for_as_long_as_it_lasts(headers: dict[str, str], waits: int) -> None:
    refused: list[int] = []

    def once(answer: Answer, _: Asked) -> Answer:
        refused.append(1)
        return answer if len(refused) > 1 else Answer({"errorMessages": ["Rate limit exceeded."]}, 429, headers)

    with answering(SEARCH, once) as vendors, opened(vendors) as jira:
        assert list(jira.changed(None, [project(vendors, "ACME")]))
        longest = max(vendors.time.slept)
    assert waits - 2 <= longest <= waits + 1 if waits else longest <= 5


# ---- issues by key ----


def test_many_keys_are_asked_a_hundred_at_a_time(vendors: Vendors, jira: Source) -> None:
    tracker = vendors.world.jira
    acme = tracker.project("ACME").id
    keys = [tracker.add(acme, f"Task {n}").key for n in range(250)]
    tasks, missing, hidden = named(jira, *keys, *keys[:20])
    assert sorted(task.key for task in tasks) == sorted(keys)
    assert not missing and not hidden
    assert [len(body["issueIdsOrKeys"]) for body in bodies(vendors, BULK)] == [100, 100, 50]


def test_one_moved_issue_among_many_missing_ones_costs_few_requests(vendors: Vendors, jira: Source) -> None:
    lost = [f"ACME-{number}" for number in range(5001, 5100)]
    tasks, missing, _ = named(jira, *lost, "DEL-80")
    assert [(task.key, task.old_keys) for task in tasks] == [("CARE-1", ("DEL-80",))]
    assert missing == set(lost)
    assert len(bodies(vendors, BULK)) == 3, "asked, asked again where they lead, and those that lead nowhere"
    assert len(bodies(vendors, HISTORIES)) == 1


def test_many_moved_issues_and_a_renamed_project_cost_as_few_requests_as_one(vendors: Vendors, jira: Source) -> None:
    tracker = vendors.world.jira
    acme, other = tracker.project("ACME"), tracker.project("COB")
    moved = [tracker.add(acme.id, f"Moves {n}") for n in range(60)]
    for task in moved:
        tracker.move(task.id, other.id)
    renamed = [task.key for task in tracker.visible(None, [tracker.project("FJO").id])]
    tracker.rename_project(tracker.project("FJO").id, "NORTH")
    lost = [f"ACME-{number}" for number in range(5001, 5030)]
    tasks, missing, hidden = named(jira, *(task.key for task in moved), *renamed, *lost)
    assert {(task.id, task.old_keys) for task in tasks if task.key.startswith("COB-")} == {
        (str(task.id), (task.key,)) for task in moved
    }
    assert {task.old_keys[0] for task in tasks if task.key.startswith("NORTH-")} == set(renamed)
    assert (missing, hidden) == (set(lost), set())
    names = len(moved) + len(renamed) + len(lost)
    assert len(bodies(vendors, BULK)) == 2 * -(-names // 100) + 1
    assert len(bodies(vendors, HISTORIES)) == len(vendors.asked("jira", "/rest/api/3/project/search")) == 1


def test_old_keys_are_found_where_neither_histories_nor_projects_tell_them() -> None:
    def silent(answer: Answer, asked: Asked) -> Answer:
        kept = {"issueChangeLogs": []} if asked.path == HISTORIES else answer.content
        return Answer(kept if asked.path == HISTORIES else without_keys(kept))

    def without_keys(content: Any) -> Any:
        return content | {
            "values": [{n: v for n, v in each.items() if n != "projectKeys"} for each in content["values"]]
        }

    with answering(HISTORIES, silent) as vendors, opened(vendors) as jira:
        tasks, missing, _ = named(jira, "DEL-80", *(f"ACME-{number}" for number in range(5001, 5010)))
        assert [(task.key, task.old_keys) for task in tasks] == [("CARE-1", ("DEL-80",))]
        assert len(missing) == 9
    with answering("/rest/api/3/project/search", silent) as vendors, opened(vendors) as jira:
        vendors.world.jira.rename_project(vendors.world.jira.project("FJO").id, "NORTH")
        tasks, _, _ = named(jira, "FJO-4", "FJO-6")
        assert {(task.key, task.old_keys) for task in tasks} == {("NORTH-4", ("FJO-4",)), ("NORTH-6", ("FJO-6",))}


@pytest.mark.parametrize("status", [400, 403, 404])
def test_histories_that_are_refused_only_cost_requests(status: int) -> None:
    def refused(_: Answer, __: Asked) -> Answer:
        return Answer({"errorMessages": ["No."], "errors": {}}, status)

    with answering(HISTORIES, refused) as vendors, opened(vendors) as jira:
        tasks, missing, _ = named(jira, "DEL-80", "ACME-5001")
        assert [(task.key, task.old_keys) for task in tasks] == [("CARE-1", ("DEL-80",))]
        assert missing == {"ACME-5001"}


def test_an_issue_comes_once_though_its_names_are_in_two_requests(vendors: Vendors, jira: Source) -> None:
    between = [f"ACME-{number}" for number in range(5001, 5101)]
    tasks, _, _ = named(jira, "DEL-80", *between, "CARE-1", str(vendors.world.jira.by_key("CARE-1").id))
    assert [(task.key, task.old_keys) for task in tasks] == [("CARE-1", ("DEL-80",))]


def test_three_thousand_named_tasks_of_forty_projects_are_forty_requests_at_most(vendors: Vendors) -> None:
    """With sub-tasks whose parents nobody named, moved and missing ones, and signing in."""
    tracker = vendors.world.jira
    first = tracker.project("ACME")
    wanted = []
    for number in range(40):
        key = f"P{number}"
        own = 20_000 + number
        tracker.projects[own] = replace(first, id=own, key=key, numbers=0)
        whole = tracker.add(own, "Nobody names it")
        wanted += [tracker.add(own, f"Task {n}").key for n in range(74)]
        wanted.append(tracker.add(own, "A part", kind="subtask", parent=whole.id).key)
    for key in wanted[:20]:
        tracker.move(tracker.by_key(key).id, tracker.project("BLUE").id)
    wanted[-20:] = [f"P1-{number}" for number in range(5000, 5020)]
    with opened(vendors) as jira:
        jira.account()
        tasks, missing, hidden = named(jira, *wanted)
        assert (len(tasks), len(missing), len(hidden)) == (2980, 20, 0)
        assert jira.sent() <= 40


def test_what_jira_could_not_read_at_first_is_read_when_asked_again() -> None:
    calls: list[Any] = []

    def late(answer: Answer, asked: Asked) -> Answer:
        calls.append(asked.body)
        if len(calls) > 1:
            return answer
        return Answer({"issues": [], "issueErrors": [{"id": "10412", "errorMessage": "try again"}]})

    with answering(BULK, late) as vendors, opened(vendors) as jira:
        tasks, missing, hidden = named(jira, "ACME-12", "BLUE-7")
        assert {(task.key, task.old_keys) for task in tasks} == {("ACME-12", ()), ("BLUE-7", ())}
        assert not missing and not hidden


def test_an_issue_that_moved_twice_answers_to_all_its_keys(vendors: Vendors, jira: Source) -> None:
    tracker = vendors.world.jira
    again = tracker.move(tracker.by_key("DEL-80").id, tracker.project("DEL").id)
    tasks, missing, hidden = named(jira, "DEL-80", again.key, "CARE-1", "ACME-12")
    assert {task.key: task.old_keys for task in tasks} == {again.key: ("DEL-80", "CARE-1"), "ACME-12": ()}
    assert not missing and not hidden


def test_the_keys_of_a_project_that_was_renamed_still_lead_to_its_issues(vendors: Vendors, jira: Source) -> None:
    tracker = vendors.world.jira
    tracker.rename_project(tracker.project("FJO").id, "NORTH")
    tasks, missing, hidden = named(jira, "FJO-4", "NORTH-6")
    assert {(task.key, task.old_keys) for task in tasks} == {("NORTH-4", ("FJO-4",)), ("NORTH-6", ())}
    assert not missing and not hidden


def test_keys_are_read_in_any_case_and_what_is_no_key_is_not_asked(vendors: Vendors, jira: Source) -> None:
    tasks, missing, hidden = named(jira, "acme-12", "Call with the client", "ACME-", "-5", "")
    assert [task.key for task in tasks] == ["ACME-12"]
    assert missing == {"Call with the client", "ACME-", "-5", ""}
    assert not hidden
    assert bodies(vendors, BULK)[0]["issueIdsOrKeys"] == ["acme-12"]


@pytest.mark.parametrize("name", ["NIM-3", "UTF-8", "OLD-1", "99999999"])
def test_what_may_be_hidden_is_not_called_missing(jira: Source, name: str) -> None:
    """A project that is not shown, one that is archived, an id: Jira does not say whether they are there."""
    assert named(jira, name) == ([], set(), {name})


def test_with_security_levels_no_issue_is_certainly_missing(vendors: Vendors) -> None:
    with opened(vendors, issue_security=True) as jira:
        assert named(jira, "ACME-4000", "no key") == ([], {"no key"}, {"ACME-4000"})
    with opened(vendors) as jira:
        assert named(jira, "ACME-4000") == ([], {"ACME-4000"}, set())


def test_what_jira_could_not_read_is_not_called_missing() -> None:
    def failing(answer: Answer, _: Asked) -> Answer:
        return Answer({"issues": [], "issueErrors": [{"id": "10412", "errorMessage": "try again"}]})

    with answering(BULK, failing) as vendors, opened(vendors) as jira:
        assert named(jira, "ACME-12") == ([], set(), {"ACME-12"})


# ---- fields ----


def test_a_name_of_several_fields_is_refused_with_their_ids(vendors: Vendors) -> None:
    with opened(vendors, project_code_field="Billing code") as jira, pytest.raises(Refused) as refused:
        jira.account()
    assert "project_code_field: Billing code is the name of several fields" in str(refused.value)
    assert "customfield_10101 (Billing code, of the project 10010 alone)" in str(refused.value)
    assert "customfield_10102 (Billing code, of the project 10020 alone)" in str(refused.value)


def test_several_ids_are_one_code(vendors: Vendors) -> None:
    tracker = vendors.world.jira
    for key in ("ACME-12", "BLUE-7"):
        task = tracker.by_key(key)
        tracker.change(task.id, fields={"Billing code": f"{key}-CODE"})
    with opened(vendors, project_code_field="customfield_10101, customfield_10102") as jira:
        tasks, _, _ = named(jira, "ACME-12", "BLUE-7", "COB-21")
    assert {task.key: task.code for task in tasks} == {"ACME-12": "ACME-12-CODE", "BLUE-7": "BLUE-7-CODE", "COB-21": ""}


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("customfield_19999", "Jira does not show the field customfield_19999; it was removed, or renamed"),
        ("Projekt code", "Jira does not show a field named Projekt code"),
        ("customfield_10057, customfield_19999", "the field customfield_19999"),
    ],
)
def test_a_field_that_is_not_there_is_named_with_those_that_are(vendors: Vendors, written: str, says: str) -> None:
    with opened(vendors, project_code_field=written) as jira, pytest.raises(Refused) as refused:
        list(jira.changed(None, [project(vendors, "ACME")]))
    assert says in str(refused.value)
    assert "customfield_10057 (Project code)" in str(refused.value)


def test_a_field_of_assets_is_refused() -> None:
    def assets(answer: Answer, _: Asked) -> Answer:
        custom = {"type": "any", "custom": "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", "customId": 10200}
        return Answer(
            [*answer.content, {"id": "customfield_10200", "name": "Server", "custom": True, "schema": custom}]
        )

    with (
        answering("/rest/api/3/field", assets) as vendors,
        opened(vendors, fields=["Server"]) as jira,
        pytest.raises(Refused) as refused,
    ):
        jira.account()
    assert "fields: Server (customfield_10200) is a field of Assets" in str(refused.value)


def test_a_field_is_found_by_name_in_any_case_and_read_as_text(vendors: Vendors) -> None:
    tracker = vendors.world.jira
    task = tracker.by_key("ACME-12")
    own = {"Acceptance notes": "First line\nSecond line", "Budget": "12500.50", "PO number": " PO-118 "}
    tracker.change(task.id, fields={**task.fields, **own})
    with opened(vendors, fields=["acceptance NOTES", "Budget", "customfield_10070"]) as jira:
        found = one(jira, "ACME-12").fields
    assert found == {
        "Labels": "billable",
        "Project code": "ACME-IMPL",
        "Acceptance notes": "First line\nSecond line",
        "Budget": "12500.5",
        "PO number": "PO-118",
    }


def test_without_configured_fields_none_are_asked_for(vendors: Vendors) -> None:
    with opened(vendors, project_code_field="", approval_field="") as jira:
        assert one(jira, "JUN-39").approval == one(jira, "JUN-39").code == ""
    assert not vendors.asked("jira", "/rest/api/3/field")
    assert not any(field.startswith("customfield") for field in bodies(vendors, BULK)[0]["fields"])


# ---- records ----


def test_a_cancelled_issue_is_known_by_status_or_resolution_as_configured(vendors: Vendors) -> None:
    tracker = vendors.world.jira
    tracker.change(tracker.by_key("ACME-12").id, status="Client Approved")
    tracker.change(tracker.by_key("BLUE-7").id, status="Cancelled")
    for words, stages in (
        (("Won't Do",), [DONE, DONE, CANCELLED]),
        (("cancelled",), [DONE, CANCELLED, CANCELLED]),
        (("Client Approved",), [CANCELLED, DONE, DONE]),
    ):
        with opened(vendors, cancelled=words) as jira:
            assert [one(jira, key).stage for key in ("ACME-12", "BLUE-7", "COB-29")] == stages, words


def test_an_issue_that_is_done_without_a_resolution_has_the_day_its_category_changed(
    vendors: Vendors, jira: Source
) -> None:
    done = one(jira, "BLUE-58")
    assert "Resolution" not in done.fields
    assert done.closed_at is not None and done.closed_at.date() == date(2026, 10, 7)


def test_a_day_is_that_of_utc_and_not_of_whoever_asks(vendors: Vendors, jira: Source) -> None:
    vendors.world.clock.set(datetime(2026, 11, 4, 2, 30, tzinfo=UTC))
    task = vendors.world.jira.by_key("ACME-12")
    vendors.world.jira.change(task.id, status="Done")
    found = one(jira, "ACME-12")
    assert found.closed_at is not None and found.closed_at.date() == date(2026, 11, 4)
    assert found.changed_at == datetime(2026, 11, 4, 2, 30, tzinfo=UTC)


def test_estimates_kinds_and_epics_are_read(jira: Source) -> None:
    epic, task = one(jira, "ACME-1"), one(jira, "ACME-14")
    assert (epic.kind, epic.title, epic.parent, epic.group) == ("Epic", "Intake bot", "", "")
    assert (task.kind, task.parent, task.parent_title, task.group) == ("Task", "ACME-1", "Intake bot", "Intake bot")
    assert (task.estimate_seconds, epic.estimate_seconds) == (4 * 3600, None)


# ---- evidence ----


def test_the_status_of_a_milestone_is_proven_by_who_set_it_and_when(jira: Source) -> None:
    milestone = one(jira, "ACME-95")
    found = jira.evidence(milestone, {"status": "client approved"})
    assert found == Evidence(
        milestone.id, "status: Client Approved", "Dana Ortiz", datetime(2026, 10, 29, 15, 0, tzinfo=UTC)
    )
    assert jira.evidence(milestone, {"status": "Done"}) is None


def test_the_last_time_counts_where_a_status_was_reached_twice(vendors: Vendors, jira: Source) -> None:
    tracker, owen = vendors.world.jira, next(iter(vendors.world.jira.access.values())).person
    task = tracker.by_key("ACME-95")
    for status in ("In Progress", "Client Approved"):
        vendors.world.clock.advance(3600)
        tracker.change(task.id, owen, status=status)
    found = jira.evidence(one(jira, "ACME-95"), {"status": "Client Approved"})
    assert found is not None
    assert (found.by, found.at) == ("Owen Gallagher", vendors.world.clock.now())


def test_moving_from_one_status_of_done_to_another_does_not_complete_again(vendors: Vendors, jira: Source) -> None:
    task = vendors.world.jira.by_key("BLUE-58")
    vendors.world.clock.advance(3600)
    vendors.world.jira.change(task.id, status="Client Approved")
    found = jira.evidence(one(jira, "BLUE-58"), {"completed": "yes"})
    assert found is not None
    assert (found.what, found.at) == ("completed: Client Approved", datetime(2026, 10, 7, 15, 0, tzinfo=UTC))


def test_a_field_is_proven_by_its_last_change(vendors: Vendors, jira: Source) -> None:
    task = one(jira, "JUN-39")
    found = jira.evidence(task, {"field": "Client approval", "value": "approved"})
    assert found is not None
    assert (found.what, found.by) == ("Client approval: Approved", "Dana Ortiz")
    assert jira.evidence(task, {"field": "Client approval"}) == found
    assert jira.evidence(task, {"field": "Client approval", "value": "Rejected"}) is None
    assert jira.evidence(task, {"field": "customfield_10061"}) == found
    assert jira.evidence(task, {"field": "Due date"}) is None
    with pytest.raises(Refused, match="the field PO number of Jira is not read; add it to fields:"):
        jira.evidence(task, {"field": "PO number", "value": "PO-1"})


def test_a_long_history_is_read_to_its_end(vendors: Vendors, jira: Source) -> None:
    tracker = vendors.world.jira
    task = tracker.by_key("ACME-12")
    for number in range(150):
        tracker.change(task.id, title=f"Title {number}")
    vendors.world.clock.advance(60)
    closed = tracker.change(task.id, status="Done").closed
    found = jira.evidence(one(jira, "ACME-12"), {"completed": "yes"})
    assert found is not None
    assert found.at == closed
    assert len(vendors.asked("jira", f"/rest/api/3/issue/{task.id}/changelog")) == 2


def test_a_status_that_was_renamed_since_is_still_the_one_that_was_set(vendors: Vendors) -> None:
    def renamed(answer: Answer, _: Asked) -> Answer:
        return Answer([each | {"name": each["name"].replace("Client", "Customer")} for each in answer.content])

    with answering("/rest/api/3/status", renamed) as others, opened(others) as jira:
        milestone = replace(one(jira, "ACME-95"), status="Customer Approved")
        found = jira.evidence(milestone, {"status": "customer approved"})
    assert found is not None
    assert (found.what, found.by) == ("status: Customer Approved", "Dana Ortiz")


def test_what_changed_since_it_was_read_is_proven_by_nothing(vendors: Vendors, jira: Source) -> None:
    milestone, approved = one(jira, "ACME-95"), one(jira, "JUN-39")
    vendors.world.clock.advance(60)
    for task in (milestone, approved):
        kept = vendors.world.jira.task(int(task.id))
        changed = {APPROVAL_FIELD: "Rejected"} if task is approved else {}
        vendors.world.jira.change(kept.id, status="In Progress", fields=kept.fields | changed)
    assert jira.evidence(milestone, {"status": "Client Approved"}) is None
    assert jira.evidence(milestone, {"completed": "yes"}) is None
    assert jira.evidence(approved, {"approval": "approved"}) is None
    assert jira.evidence(approved, {"field": APPROVAL_FIELD, "value": "Approved"}) is None


def test_a_history_that_cannot_be_read_is_a_change_of_jira() -> None:
    def odd(answer: Answer, _: Asked) -> Answer:
        values = [each | {"created": "long ago"} for each in answer.content["values"]]
        return Answer(answer.content | {"values": values})

    with answering("/rest/api/3/issue/{issueIdOrKey}/changelog", odd) as vendors, opened(vendors) as jira:
        milestone = one(jira, "ACME-95")
        with pytest.raises(Changed, match="the history of ACME-95 does not fit"):
            jira.evidence(milestone, {"status": "Client Approved"})


def test_what_was_so_from_the_beginning_is_proven_by_its_making(vendors: Vendors, jira: Source) -> None:
    found = jira.evidence(one(jira, "ACME-12"), {"status": "In Progress"})
    assert found is not None
    assert (found.by, found.at) == ("Owen Gallagher", vendors.world.jira.by_key("ACME-12").created)


def test_conditions_that_jira_does_not_know_are_refused(vendors: Vendors, jira: Source) -> None:
    with pytest.raises(Refused, match="Jira knows no section; write status, completed, approval or field"):
        jira.evidence(one(jira, "ACME-12"), {"section": "Accepted"})
    with opened(vendors, approval_field="") as plain, pytest.raises(Refused, match="write approval_field:"):
        plain.evidence(one(plain, "JUN-39"), {"approval": "approved"})
