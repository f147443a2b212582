"""Each report in all its forms: for a terminal, a program, a spreadsheet and a browser; each is made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from functools import partial
from itertools import groupby
from typing import Any

from billing.issues import Issue
from billing.records import Contract
from mappings.drafts import StoredDraft
from review import drafts, exceptions, flat, page, retainers, statement, task_time
from review.approvals import Approval
from review.page import Heading
from review.retainers import RetainerRow
from review.statement import Statement
from review.tables import Cell, Hours, Section, Sheet, section, sentences
from review.task_suggest import NOTHING, Suggested
from review.task_time import TaskTime
from review.task_words import UNKNOWN, TasksNow
from review.taxes import Expected


@dataclass(frozen=True, slots=True)
class Forms:
    """One report: its sections, its answer for programs, its flat table, its workbook and its page."""

    heading: Heading
    sections: Callable[[], list[Section]]
    json: Callable[[], Any]
    table: Callable[[], Section]
    sheets: Callable[[], list[Sheet]]
    page: Callable[[], str]


def exceptions_forms(
    issues: Sequence[Issue], heading: Heading, suggested: Suggested = NOTHING, notes: Sequence[str] = ()
) -> Forms:
    """The exception report, with the closest tasks for rows about them, and notes on what it does not know yet."""
    found = list(issues)
    return Forms(
        heading,
        sections=lambda: [*exceptions.to_sections(found, suggested), *([sentences(*notes)] if notes else [])],
        json=lambda: exceptions.to_json(found, suggested),
        table=lambda: flat.exceptions_table(found, suggested),
        sheets=lambda: [
            Sheet("Summary", _kinds(found, heading, notes)),
            Sheet("Exceptions", flat.exceptions_table(found, suggested)),
        ],
        page=lambda: page.exceptions_page(found, heading, suggested, notes),
    )


def statement_forms(found: Statement, heading: Heading, tasks: Sequence[TaskTime] = ()) -> Forms:
    """The statement, with the time on tasks. Its workbook has a sheet for each of its tables, and one to pivot."""
    return Forms(
        heading,
        sections=lambda: statement.to_sections(found),
        json=lambda: {**statement.to_json(found), "tasks": task_time.to_json(tasks)},
        table=lambda: flat.statement_table(found, tasks),
        sheets=lambda: [*_statement_sheets(found, tasks), Sheet("Rows", flat.statement_table(found, tasks))],
        page=lambda: page.statement_page(found, heading, tasks),
    )


def tasks_forms(tasks: Sequence[TaskTime], period: str, heading: Heading) -> Forms:
    """The time that was logged on tasks in a month, beside their estimates."""
    return Forms(
        heading,
        sections=lambda: task_time.to_sections(tasks, period),
        json=lambda: task_time.to_json(tasks),
        table=lambda: flat.tasks_table(tasks),
        sheets=lambda: [Sheet("Tasks", flat.tasks_table(tasks))],
        page=lambda: page.tasks_page(tasks, period, heading),
    )


def retainers_forms(found: Sequence[RetainerRow], period: str, heading: Heading, *, for_client: bool) -> Forms:
    """The monthly statement of retainers, for the company or for a client."""
    return table_forms(
        "Retainers",
        heading,
        sections=lambda: retainers.to_sections(found, period, for_client=for_client),
        json=lambda: retainers.to_json(found, for_client=for_client),
        table=lambda: retainers.to_table(found, for_client=for_client),
    )


def table_forms(
    sheet: str,
    heading: Heading,
    sections: Callable[[], list[Section]],
    json: Callable[[], Any],
    table: Callable[[], Section],
) -> Forms:
    """A report that is one table: a workbook with one sheet, and a page of what people read on a terminal."""
    return Forms(
        heading,
        sections,
        json,
        table,
        sheets=lambda: [Sheet(sheet, table())],
        page=lambda: page.sections_page(sections(), heading),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What is to be said beside drafts: periods made before the configuration changed, tasks, tax, approvals."""

    made_before: list[str] = field(default_factory=list)
    tasks: TasksNow = UNKNOWN
    taxes: Expected = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)


def drafts_forms(
    found: Sequence[StoredDraft], contracts: Mapping[str, Contract], today: date, heading: Heading, beside: Beside
) -> Forms:
    """The draft invoices."""
    items = list(found)
    warned, tasks, taxes = drafts.warnings(beside.made_before), beside.tasks, beside.taxes
    sections = partial(drafts.to_sections, items, contracts, today, taxes, beside.approvals)
    return Forms(
        heading,
        sections=lambda: [*sections(), *warned],
        json=lambda: drafts.to_json(items, tasks, taxes, beside.approvals),
        table=lambda: flat.drafts_table(items, tasks, taxes),
        sheets=lambda: [
            Sheet("Drafts", _totals(items, heading, warned)),
            Sheet("Lines", flat.drafts_table(items, tasks, taxes)),
        ],
        page=lambda: page.drafts_page(items, sections(), heading, warned),
    )


def _kinds(issues: list[Issue], heading: Heading, notes: Sequence[str]) -> Section:
    kinds = [list(group) for _, group in groupby(issues, key=lambda issue: issue.code)]
    rows = [
        (of_kind[0].code, of_kind[0].kind.severity, len(of_kind), Hours(sum(issue.seconds for issue in of_kind)))
        for of_kind in kinds
    ]
    blocks = exceptions.blocking(issues)
    after = [f"{blocks} to resolve before that time is billed, {len(issues) - blocks} to look at.", *notes]
    return section(_titled(heading), ("kind", "severity", ">rows", ">hours"), rows, after)


def _totals(found: list[StoredDraft], heading: Heading, warned: list[Section]) -> Section:
    what = ("client", "period", "part", "order", "status", "currency")
    headers = (*what, ">net", ">lines", ">hours worked", "from", "to", "id")
    after = [text for part in warned for text in part.after]
    return section(_titled(heading), headers, [_total_row(item) for item in found], after)


def _total_row(item: StoredDraft) -> tuple[Cell, ...]:
    draft = item.draft
    worked = Hours(sum(line.seconds for line in draft.lines))
    what = (draft.client, draft.period, draft.part, draft.order, item.status, draft.total.currency)
    return (*what, draft.total, len(draft.lines), worked, draft.service_from, draft.service_to, draft.id)


def _statement_sheets(found: Statement, tasks: Sequence[TaskTime]) -> list[Sheet]:
    first, *others = statement.to_sections(found)
    of_tasks = [Sheet("Tasks", flat.tasks_table(tasks))] if tasks else []
    return [Sheet("Statement", first), *(Sheet(each.title or "More", each) for each in others), *of_tasks]


def _titled(heading: Heading) -> str:
    return f"{heading.company}: {heading.title}, as of {heading.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
