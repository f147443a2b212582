"""Many tasks of Asana by name: found all, each once, in hardly more requests than the cheaper way takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.asana.source import Source
from connectors.errors import Changed
from connectors.tasks import TaskPage
from sandbox.asana_rows import WORKSPACE
from sandbox.routes import Asked, Problem
from sandbox.task_seed import SPECIAL
from sandbox.task_world import SUBTASK, Task
from tests.connectors.test_asana import TASKS, answering, by_key, gid, opened, read, serving
from tests.connectors.vendors import Vendors

VENDOR = "asana"


def filled(vendors: Vendors, key: str, number: int) -> list[Task]:
    """So many more tasks in a project."""
    world = vendors.world.asana
    return [world.add(world.project(key).id, f"More {place}") for place in range(number)]


def kept(vendors: Vendors, key: str) -> list[Task]:
    """The tasks that a project has."""
    return [task for task in vendors.world.asana.tasks.values() if task.project == int(gid(vendors, key))]


def placed(tasks: list[Task]) -> list[str]:
    """Tasks by addresses that say in which project they are."""
    return [f"https://app.asana.com/0/{task.project}/{task.id}" for task in tasks]


def numbers(tasks: list[Task]) -> list[str]:
    return [str(task.id) for task in tasks]


def plain(vendors: Vendors, **more: Any) -> Any:
    """A source that has to look nothing up before it reads."""
    return opened(vendors, workspace=WORKSPACE, **({"project_code_field": ""} | more))


def lists(vendors: Vendors) -> int:
    return len([each for each in vendors.asked("asana", TASKS) if each.path == TASKS])


def check(asana: Source, keys: list[str], tasks: list[Task], within: tuple[str, ...] = ()) -> list[TaskPage]:
    pages = list(asana.named(keys, within))
    ids = [task.id for page in pages for task in page.tasks]
    assert sorted(ids) == sorted({str(task.id) for task in tasks}), "each once"
    assert not any(page.missing or page.hidden or page.rejected for page in pages)
    return pages


def test_tasks_that_are_placed_cost_the_pages_of_their_projects(vendors: Vendors) -> None:
    tasks = [*filled(vendors, "PILOT", 120), *filled(vendors, "KES", 30)]
    with plain(vendors) as asana:
        check(asana, placed(tasks), tasks)
        assert asana.sent() == lists(vendors) == 2 + 1


def test_where_few_are_named_of_a_large_project_each_is_asked_for(vendors: Vendors) -> None:
    tasks = filled(vendors, "PILOT", 300)
    asana: Source
    with plain(vendors) as asana:
        asana.page_size = 10
        named = [tasks[150], tasks[298]]
        check(asana, placed(named), named)
        assert asana.sent() <= len(named) + 1


@pytest.mark.parametrize("every", [1, 3, 9, 30])
@pytest.mark.parametrize("keys", [placed, numbers])
def test_requests_stay_near_the_cheaper_of_names_and_pages(
    vendors: Vendors, every: int, keys: Callable[[list[Task]], list[str]]
) -> None:
    tasks = [task for key in ("PILOT", "KES", "MAR") for task in filled(vendors, key, 300)]
    named, size = tasks[::every], 10
    with plain(vendors) as asana:
        asana.page_size = size
        check(asana, keys(named), named)
        whole = sum(-(-len(kept(vendors, key)) // size) for key in ("PILOT", "KES", "MAR"))
        assert whole > 90
        assert asana.sent() <= len(named) + len(named) // 100 + 1
        if len(named) > whole:
            probes = 3 if keys is numbers else 0
            assert asana.sent() <= whole + probes


def test_probable_projects_are_listed_and_others_only_while_they_pay(vendors: Vendors) -> None:
    tasks = filled(vendors, "PILOT", 90)
    filled(vendors, "KES", 500)
    within = tuple(gid(vendors, key) for key in ("KES", "PILOT"))
    with plain(vendors) as asana:
        check(asana, numbers(tasks), tasks, within)
        assert asana.sent() <= 6
    with plain(vendors) as asana:
        check(asana, numbers(tasks[:2]), tasks[:2], within)
        assert asana.sent() == 2


def test_configured_projects_are_where_tasks_are_looked_for(vendors: Vendors) -> None:
    tasks = filled(vendors, "PILOT", 90)
    with plain(vendors, projects=(gid(vendors, "PILOT"), gid(vendors, "MAR"))) as asana:
        check(asana, numbers(tasks), tasks)
        assert asana.sent() <= 3


def test_custom_ids_lead_to_the_project_with_their_prefix(vendors: Vendors) -> None:
    tasks = kept(vendors, "MAR")
    assert len(tasks) >= 10
    with plain(vendors) as asana:
        check(asana, [task.key.lower() for task in tasks], tasks)
        assert asana.sent() == 2, "the projects, and the tasks of one"


def test_what_is_not_in_the_project_it_should_be_in_is_found_all_the_same(vendors: Vendors) -> None:
    world = vendors.world.asana
    tasks = filled(vendors, "PILOT", 20)
    moved = world.move(tasks[3].id, world.project("MAR").id)
    part = world.add(tasks[0].project, "Part", kind=SUBTASK, parent=tasks[0].id)
    gone = world.delete(tasks[5].id)
    with plain(vendors) as asana:
        pages = list(asana.named(placed([*tasks, part])))
        found = {task.id: task for page in pages for task in page.tasks}
        assert found.keys() == {str(task.id) for task in (*tasks, part)} - {str(gone.id)}
        assert found[str(moved.id)].project == str(moved.project)
        assert found[str(part.id)].project == str(tasks[0].project)
        assert [key for page in pages for key in page.hidden] == placed([gone])
        assert asana.sent() <= 6


def test_a_project_that_is_not_shown_hides_its_tasks_one_by_one(vendors: Vendors) -> None:
    hidden = kept(vendors, SPECIAL["asana"].hidden)
    with plain(vendors) as asana:
        pages = list(asana.named(placed(hidden), [gid(vendors, SPECIAL["asana"].hidden)]))
        assert {key for page in pages for key in page.hidden} == set(placed(hidden))
        assert asana.sent() == len(hidden) + 1


def test_a_list_that_is_refused_on_the_way_is_left_for_single_requests() -> None:
    def truncated(content: Any, asked: Asked) -> Any:
        if "offset" in asked.query:
            raise Problem("wrong type", "The data set is truncated.")
        return content

    with serving(answering("/tasks", truncated)) as vendors:
        tasks = filled(vendors, "PILOT", 30)
        with plain(vendors) as asana:
            asana.page_size = 10
            check(asana, placed(tasks), tasks)


def test_numbers_custom_ids_and_addresses_of_one_task_are_one(vendors: Vendors) -> None:
    tasks = filled(vendors, "PILOT", 12)
    keys = [name for task in tasks for name in (str(task.id), task.key, *placed([task]))]
    with plain(vendors) as asana:
        check(asana, keys, tasks)
        assert asana.sent() <= 3


def test_many_names_come_in_pages(vendors: Vendors) -> None:
    shown = kept(vendors, "MAR")[:4]
    with plain(vendors) as asana:
        asana.page_size = 3
        pages = check(asana, numbers(shown), shown)
    assert [len(page.tasks) for page in pages] == [3, 1]


def test_an_address_of_asana_that_is_no_tasks_is_not_called_missing(vendors: Vendors) -> None:
    inbox = "https://app.asana.com/0/inbox/1201000000000001"
    with plain(vendors) as asana:
        [page] = asana.named([inbox, "https://example.test/0/1/2"])
    assert (page.hidden, page.missing) == ((inbox,), ("https://example.test/0/1/2",))


def test_a_task_that_does_not_fit_is_set_aside_and_many_mean_that_asana_changed() -> None:
    def spoiled(content: Any, asked: Asked) -> Any:
        if asked.parts["task_gid"] in bad:
            content["data"]["completed"] = "perhaps"
        return content

    with serving(answering("/tasks/{task_gid}", spoiled)) as vendors:
        good, wrong = by_key(vendors, "MAR-5"), by_key(vendors, "MAR-7")
        bad = {str(wrong.id)}
        with plain(vendors) as asana:
            [page] = asana.named(numbers([wrong, good]))
            assert [task.id for task in page.tasks] == [str(good.id)]
            [said] = page.rejected
            assert said.startswith(f"{wrong.id}: ") and "completed" in said
            tasks = kept(vendors, "MAR")[:4]
            bad |= {str(task.id) for task in tasks}
            with pytest.raises(Changed, match="completed"):
                read(asana.named(numbers(tasks)))
