"""Task trackers in tieout.yaml: what is read of them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from billing.task_book import TaskTrackerRules
from tests.config.folders import folder_with, loaded, problems

JIRA = "kind: jira, site: northwind.atlassian.net, email: ops@x.test, token: '${JIRA}'"
ASANA = "kind: asana, token: '${ASANA}'"


def with_trackers(folder: Path, *written: str) -> Path:
    block = "".join(f"\n  {line}" for line in written)
    return folder_with(folder, "tieout.yaml", "    kind: harvest", f"    kind: harvest{block}")


def test_a_task_tracker_is_no_time_source_and_no_books(tmp_path: Path) -> None:
    folder = with_trackers(tmp_path, f"tasks: {{{JIRA}, project_code_field: Code}}", f"asana: {{{ASANA}}}")
    found = loaded(folder)
    assert (list(found.task_trackers), list(found.connectors)) == (["tasks", "asana"], ["harvest"])
    assert list(found.books) == ["files"]
    assert found.catalogue.trackers == (
        TaskTrackerRules("asana", "asana", "app.asana.com"),
        TaskTrackerRules("tasks", "jira", "northwind.atlassian.net", has_code_field=True),
    )


def test_matching_depends_on_which_trackers_there_are(tmp_path: Path) -> None:
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    one = loaded(with_trackers(tmp_path / "with", f"jira: {{{JIRA}}}"))
    other = loaded(with_trackers(tmp_path / "without"))
    assert one.catalogue.basis != other.catalogue.basis


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            f"jira: {{{JIRA.replace('${JIRA}', 'ATATT3x')}}}",
            "must not stand in this file; write ${NAME} or ${file:path} instead",
        ),
        (f"jira: {{{JIRA.partition(', token')[0]}}}", "is missing; write it"),
        (f"jira: {{{JIRA}, workspace: x}}", "is not known here"),
        (f"asana: {{{ASANA}, timezone: Europe/Berlin}}", "is not known here"),
        (
            "jira: {" + JIRA.replace("ops@x.test", "'${MAIL}'") + "}",
            "references such as ${NAME} work only in database, in ping.url, and in token,",
        ),
    ],
    ids=["literal token", "no token", "key of Asana", "key of time", "reference"],
)
def test_what_is_wrong_with_a_task_tracker_is_told(tmp_path: Path, written: str, problem: str) -> None:
    (found,) = problems(with_trackers(tmp_path, written))
    assert problem in found


def test_the_same_tasks_twice_are_refused(tmp_path: Path) -> None:
    folder = with_trackers(tmp_path, f"jira: {{{JIRA}}}", f"again: {{{JIRA}}}")
    assert problems(folder) == [
        "tieout.yaml:10:3: connectors.again: has the same tasks as jira, so every key would be two of them; remove one"
    ]


def test_two_sites_and_two_workspaces_are_not_the_same(tmp_path: Path) -> None:
    other = JIRA.replace("northwind", "client")
    written = (
        f"jira: {{{JIRA}}}",
        f"theirs: {{{other}}}",
        f"a: {{{ASANA}, workspace: A}}",
        f"b: {{{ASANA}, workspace: B}}",
    )
    assert problems(with_trackers(tmp_path, *written)) == []
