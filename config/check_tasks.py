"""What a contract says of task trackers, held against those that tieout.yaml has."""

from __future__ import annotations

from collections.abc import Iterator

from billing.texts import nearest
from config.models import ContractModel, Main
from config.problems import Problem
from config.yaml_tree import Document


def check_task_projects(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """Projects that are not named as connector:key, or of a task tracker that is not there."""
    if main is None:
        return
    known = main.task_trackers
    for place, project in enumerate(contract.task_projects):
        tracker, colon, key = project.partition(":")
        if not colon or not tracker or not key or key != key.strip():
            words = f"is {project!r}; write the tracker and the project's key, such as jira:ACME"
        elif project in contract.task_projects[:place]:
            words = f"{project} stands there twice; remove one"
        elif tracker not in known:
            close = nearest(tracker, known)
            hint = f"; did you mean {close}:{key}?" if close else ", of kind jira or asana; add it under connectors"
            words = f"tieout.yaml has no task tracker {tracker}{hint}"
        else:
            continue
        yield document.problem(("task_projects", place), words)
