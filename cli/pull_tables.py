"""What a pull has done, or would cost, as a person and as a program reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from review.tables import Section, clock, counted, section
from sync.pull import ConnectorReport, Proof
from sync.pull_plan import Cost
from sync.tasks import TaskReport

HEADERS = ("connector", "month", "kind", ">entries", ">hours", ">its entries", ">its hours", "proven")


NAMED_AT_MOST = 10


def pull_sections(reports: Sequence[ConnectorReport], tasks: Sequence[TaskReport] = ()) -> list[Section]:
    """Each connector's months with both totals, then what changed and what went wrong; then the tasks."""
    rows = [_month_row(report.connector, found) for report in reports for found in report.months]
    after = [sentence for report in reports for sentence in _sentences(report)]
    after += [sentence for report in tasks for sentence in _of_tasks(report)]
    return [section("Pulled", HEADERS if rows else (), rows, after)]


def _month_row(connector: str, found: Proof) -> tuple[str | int, ...]:
    return (
        connector,
        found.period,
        found.kind,
        found.entries,
        clock(found.seconds),
        "" if found.their_entries is None else found.their_entries,
        "" if found.their_seconds is None else clock(found.their_seconds),
        "yes" if not found.reason else "no",
    )


def _sentences(report: ConnectorReport) -> Iterator[str]:
    name, counts = report.connector, report.counts
    account = f" as {report.account.person} in {report.account.account}" if report.account else ""
    yield (
        f"{name}{account}: {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, {counts.gone} gone"
        f"{f', {counts.taken_over} taken over from exports' if counts.taken_over else ''}; "
        f"{counted(report.requests, 'request')}."
    )
    for lacking in report.account.lacks if report.account else ():
        yield f"{name}: {lacking}"
    for found in report.months:
        if found.reason:
            yield f"{name} {found.period} ({found.kind}) is NOT PROVEN, and nothing of it is billed: {found.reason}"
    if report.problem:
        later = f" Pull again in {in_words(report.retry_after)}." if report.retry_after else ""
        yield f"{name} STOPPED: {report.problem}.{later}"


def _of_tasks(report: TaskReport) -> Iterator[str]:
    name, account = report.connector, report.account
    who = f" as {account.person} in {account.account}" if account else ""
    beside = f", and {counted(report.listed, 'task')} that changed beside them" if report.listed else ""
    entries = "1 entry" if report.changed == 1 else f"{report.changed} entries"
    again = f"; {entries} to be matched again" if report.changed else ""
    yield (
        f"{name}{who}: {counted(report.projects, 'project')}; {counted(report.asked, 'task')} named, "
        f"{report.found} found{beside}{again}; {counted(report.requests, 'request')}."
    )
    for names, why in ((report.missing, "does not exist"), (report.hidden, "not shown, or does not exist")):
        if names:
            more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
            yield f"{name}: {why}: {', '.join(names[:NAMED_AT_MOST])}{more}."
    yield from (f"{name}: {lacking}" for lacking in (account.lacks if account else ()))
    if report.unread:
        yield f"{name}: {counted(len(report.unread), 'task')} cannot be read: {'; '.join(report.unread[:3])}"
    if report.problem:
        later = f" Pull again in {in_words(report.retry_after)}." if report.retry_after else ""
        yield f"{name} STOPPED: {report.problem.rstrip('.')}.{later}"


def in_words(seconds: float) -> str:
    """How long, for people: 40 seconds, 29 minutes, 2:10 hours."""
    whole = int(seconds) + (seconds > int(seconds))
    if whole < 120:
        return counted(whole, "second")
    return f"{-(-whole // 60)} minutes" if whole < 7200 else f"{clock(whole)} hours"


def pull_json(reports: Sequence[ConnectorReport], tasks: Sequence[TaskReport] = ()) -> list[dict[str, Any]]:
    """The same for programs: durations in seconds. What was looked up at task trackers stands last."""
    times = [
        {
            "connector": report.connector,
            "done": report.is_done,
            "problem": report.problem or None,
            "retry_after_seconds": None if report.retry_after is None else int(report.retry_after),
            "account": report.account.account if report.account else None,
            "person": report.account.person if report.account else None,
            "references_changed": report.references,
            "requests": report.requests,
            **{name: getattr(report.counts, name) for name in ("new", "changed", "unchanged", "gone", "taken_over")},
            "months": [_month_json(found) for found in report.months],
        }
        for report in reports
    ]
    return [*times, *map(_tasks_json, tasks)]


def _tasks_json(report: TaskReport) -> dict[str, Any]:
    return {
        "connector": report.connector,
        "done": report.is_done,
        "problem": report.problem or None,
        "retry_after_seconds": None if report.retry_after is None else int(report.retry_after),
        "account": report.account.account if report.account else None,
        "person": report.account.person if report.account else None,
        "requests": report.requests,
        **{name: getattr(report, name) for name in ("projects", "asked", "found", "missing", "hidden", "listed")},
        "entries_to_match_again": report.changed,
        "unread": report.unread,
    }


def _month_json(found: Proof) -> dict[str, Any]:
    names = ("kind", "period", "state", "entries", "seconds", "their_entries", "their_seconds")
    return {**{name: getattr(found, name) for name in names}, "reason": found.reason or None}


def plan_sections(costs: Sequence[Cost]) -> list[Section]:
    """What a pull would cost, by connector and month."""
    headers = ("connector", "month", "kind", ">entries", ">requests")
    months = [(cost.connector, each) for cost in costs for each in cost.months]
    rows = [(name, each.period, each.kind, each.entries, each.requests) for name, each in months]
    return [section("A pull would need", headers if rows else (), rows, map(_cost, costs))]


def _cost(cost: Cost) -> str:
    if cost.problem:
        return f"{cost.connector}: {cost.problem}"
    quota = f"; {cost.account.quota}" if cost.account and cost.account.quota else ""
    takes = f", which take at least {in_words(cost.seconds)}" if cost.seconds else ""
    least = f"{cost.connector}: at least {counted(cost.requests, 'request')}"
    if cost.names is not None:
        named = counted(cost.names, "task")
        return f"{least} ({cost.first_requests} of them to sign in and for projects) for {named} named{takes}{quota}."
    checks = f", {cost.checks} for the totals of proven months" if cost.checks else ""
    return f"{least} ({cost.first_requests} of them to sign in and for people and projects{checks}){takes}{quota}."


def plan_json(costs: Sequence[Cost]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "connector": cost.connector,
            "problem": cost.problem or None,
            "requests": cost.requests,
            "seconds": cost.seconds,
            "quota": cost.account.quota if cost.account else None,
            "checks": cost.checks,
            "names": cost.names,
            "months": [
                {"kind": each.kind, "period": each.period, "entries": each.entries, "requests": each.requests}
                for each in cost.months
            ],
        }
        for cost in costs
    ]
