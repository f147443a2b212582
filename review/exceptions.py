"""The exception report: what could not be billed, or should be looked at, each with a reason and a remedy."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

from billing.ids import digest
from billing.issues import BLOCKS, Issue
from billing.records import Period
from mappings.store import Transaction
from review.tables import Section, section, sentences
from review.task_suggest import NOTHING, Suggested, TaskSuggestion


def exceptions(tx: Transaction, period: Period | None) -> list[Issue]:
    """What stands, of one month or all, entries without a project code first.

    An exception that concerns no single entry and was accepted is left out for as long as it says the same.
    """
    accepted = _accepted(tx)
    standing = tx.issues.standing(period.name if period else "")
    return [issue for issue in standing if accepted.get(issue.id) != digest(issue.facts)]


def counts(tx: Transaction) -> dict[str, int]:
    """How many of each kind stand, by code; those that are left out are not counted."""
    accepted = _accepted(tx)
    left_out = Counter(each.code for each in tx.issues.of_ids(accepted) if accepted[each.id] == digest(each.facts))
    return dict(Counter(tx.issues.counts()) - left_out)


def _accepted(tx: Transaction) -> dict[str, str]:
    return {decision.subject: decision.facts for decision in tx.decisions.accepted()}


def blocking(issues: list[Issue]) -> int:
    """How many of them keep time from being billed."""
    return sum(issue.kind.severity == BLOCKS for issue in issues)


def to_json(issues: list[Issue], suggested: Suggested = NOTHING) -> list[dict[str, Any]]:
    """The report with stable keys; what is not known is null, durations are seconds."""
    return [
        {
            "id": issue.id,
            "code": issue.code,
            "severity": issue.kind.severity,
            "entry": issue.entry_id or None,
            "client": issue.client or None,
            "person": issue.person or None,
            "date": issue.day.isoformat() if issue.day else None,
            "seconds": issue.seconds,
            "sentence": issue.sentence,
            "remedy": issue.remedy,
            "link": issue.link or None,
            "suggestions": [_suggestion_json(each) for each in suggested.get(issue.id, ())],
        }
        for issue in issues
    ]


def _suggestion_json(each: TaskSuggestion) -> dict[str, Any]:
    task = each.task
    return {
        "ref": task.ref,
        "key": task.key,
        "title": task.title,
        "url": task.url or None,
        "status": task.status,
        "assignee": task.assignee or None,
        "because": each.because,
        "alike": each.alike,
        "command": each.command,
    }


def to_sections(issues: list[Issue], suggested: Suggested = NOTHING) -> list[Section]:
    """The report for people: a table for each kind, with what to do after it, and the closest tasks where it is one."""
    if not issues:
        return [sentences("No exceptions: all time that was run has found its place.")]
    found = []
    for code, group in groupby(issues, key=lambda issue: issue.code):
        of_kind = list(group)
        remedies = dict.fromkeys(f"→ {issue.remedy}" for issue in of_kind)
        rows = [(issue.entry_id or issue.id, issue.sentence) for issue in of_kind]
        title = f"{code}: {len(of_kind)}, {of_kind[0].kind.severity}"
        closest = [f"{each.entry} {each.sentence}" for issue in of_kind for each in suggested.get(issue.id, ())]
        found.append(section(title, ("entry", "what"), rows, [*remedies, *closest]))
    return found
