"""What a contract says of tasks: whose projects are the client's, and what several tasks of one entry mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.folders import folder_with, loaded, problems

JIRA = "jira: {kind: jira, site: northwind.atlassian.net, email: ops@x.test, token: '${JIRA}'}"


def with_terms(folder: Path, *terms: str) -> Path:
    folder_with(folder, "contracts/acme.yaml", "client: Acme Corp", "\n".join(("client: Acme Corp", *terms)))
    written = (folder / "tieout.yaml").read_text()
    (folder / "tieout.yaml").write_text(written.replace("    kind: harvest", f"    kind: harvest\n  {JIRA}"))
    return folder


def test_one_project_needs_no_list_and_the_default_is_one_line(tmp_path: Path) -> None:
    found = loaded(with_terms(tmp_path, "task_projects: jira:ACME")).contracts["acme"]
    assert (found.task_projects, found.several_tasks) == (("jira:ACME",), "one line")


@pytest.mark.parametrize("said", ["one line", "stated times", "evenly", "exception"])
def test_what_several_tasks_mean_is_the_contracts_and_matching_depends_on_it(tmp_path: Path, said: str) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    found = loaded(with_terms(tmp_path / "one", f"several_tasks: {said}"))
    usual = loaded(with_terms(tmp_path / "two"))
    assert found.contracts["acme"].several_tasks == said
    assert (found.catalogue.basis == usual.catalogue.basis) == (said == "one line")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("several_tasks: guess", "several_tasks: is 'guess'; write one line, stated times, evenly or exception"),
        ("task_projects: [ACME]", "is 'ACME'; write the tracker and the project's key, such as jira:ACME"),
        ("task_projects: ['jira:']", "is 'jira:'; write the tracker and the project's key"),
        ("task_projects: ['jirra:ACME']", "tieout.yaml has no task tracker jirra; did you mean jira:ACME?"),
        ("task_projects: ['harvest:7']", "tieout.yaml has no task tracker harvest, of kind jira or asana; add it"),
        ("task_projects: ['jira:ACME', 'jira:ACME']", "task_projects[1]: jira:ACME stands there twice; remove one"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_write(tmp_path: Path, written: str, problem: str) -> None:
    (found,) = problems(with_terms(tmp_path, written))
    assert problem in found
