"""Each report in all its forms: for a terminal, a program, a spreadsheet and a browser; each is made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby
from typing import Any

from billing.issues import Issue
from billing.records import Contract
from mappings.drafts import StoredDraft
from review import drafts, exceptions, flat, page, statement
from review.page import Heading
from review.statement import Statement
from review.tables import Cell, Hours, Section, Sheet, section


@dataclass(frozen=True, slots=True)
class Forms:
    """One report: its sections, its answer for programs, its flat table, its workbook and its page."""

    heading: Heading
    sections: Callable[[], list[Section]]
    json: Callable[[], Any]
    table: Callable[[], Section]
    sheets: Callable[[], list[Sheet]]
    page: Callable[[], str]


def exceptions_forms(issues: Sequence[Issue], heading: Heading) -> Forms:
    """The exception report."""
    found = list(issues)
    return Forms(
        heading,
        sections=lambda: exceptions.to_sections(found),
        json=lambda: exceptions.to_json(found),
        table=lambda: flat.exceptions_table(found),
        sheets=lambda: [Sheet("Summary", _kinds(found, heading)), Sheet("Exceptions", flat.exceptions_table(found))],
        page=lambda: page.exceptions_page(found, heading),
    )


def statement_forms(found: Statement, heading: Heading) -> Forms:
    """The statement. Its workbook has a sheet for each of its tables, and one to pivot."""
    return Forms(
        heading,
        sections=lambda: statement.to_sections(found),
        json=lambda: statement.to_json(found),
        table=lambda: flat.statement_table(found),
        sheets=lambda: [*_statement_sheets(found), Sheet("Rows", flat.statement_table(found))],
        page=lambda: page.statement_page(found, heading),
    )


def drafts_forms(
    found: Sequence[StoredDraft], contracts: Mapping[str, Contract], today: date, heading: Heading, warnings: list[str]
) -> Forms:
    """The draft invoices. `warnings` names the periods whose drafts were made before the configuration changed."""
    items = list(found)
    warned = drafts.warnings(warnings)
    return Forms(
        heading,
        sections=lambda: [*drafts.to_sections(items, contracts, today), *warned],
        json=lambda: drafts.to_json(items),
        table=lambda: flat.drafts_table(items),
        sheets=lambda: [Sheet("Drafts", _totals(items, heading, warned)), Sheet("Lines", flat.drafts_table(items))],
        page=lambda: page.drafts_page(items, contracts, today, heading, warned),
    )


def _kinds(issues: list[Issue], heading: Heading) -> Section:
    kinds = [list(group) for _, group in groupby(issues, key=lambda issue: issue.code)]
    rows = [
        (of_kind[0].code, of_kind[0].kind.severity, len(of_kind), Hours(sum(issue.seconds for issue in of_kind)))
        for of_kind in kinds
    ]
    blocks = exceptions.blocking(issues)
    after = [f"{blocks} to resolve before that time is billed, {len(issues) - blocks} to look at."]
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


def _statement_sheets(found: Statement) -> list[Sheet]:
    first, *others = statement.to_sections(found)
    return [Sheet("Statement", first), *(Sheet(each.title or "More", each) for each in others)]


def _titled(heading: Heading) -> str:
    return f"{heading.company}: {heading.title}, as of {heading.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
