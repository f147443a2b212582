"""Clockify's reports: the entries of some days, their totals, and which are invoiced or approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from billing.records import Period
from connectors.clockify.api import PLAN, Api
from connectors.clockify.payloads import ExpenseReport, Named, Report, Row, Sum, Workspace
from connectors.clockify.reading import read_report
from connectors.clockify.records import Marks
from connectors.errors import Refused
from connectors.http import Reply
from connectors.sources import BadRecord

LONGEST_DAYS = 31
"""The longest window that every plan allows."""

INVOICING, APPROVAL, EXPENSES = "INVOICING", "APPROVAL", "EXPENSES"
"""Features that a plan may lack."""

_INVOICED = {"invoicingState": "INVOICED"}
_APPROVED = {"approvalState": "APPROVED"}

_EVERY_PROJECT = {"ids": [], "contains": "CONTAINS", "status": "ALL"}


def lacking(problem: Refused, workspace: Workspace, feature: str) -> bool:
    """Whether a request was refused because the plan lacks a feature, by the workspace's own list of them, too."""
    return problem.status in PLAN and not workspace.has(feature)


class Part(NamedTuple):
    """A page of the detailed report."""

    rows: list[Row]
    bad: list[BadRecord]
    total: Sum | None
    last: bool


class Reports:
    """The reports of a workspace, whose days are those of a zone. Nothing in them is rounded."""

    def __init__(self, api: Api, zone: str, approval: bool) -> None:
        self._api, self._zone, self._approval = api, zone, approval

    def entries(self, days: Period) -> Iterator[Part]:
        """The entries, in the order of their ids, until as many were read as the report says there are."""
        page = count = 0
        last = False
        while not last:
            page += 1
            rows, bad, total = read_report(self._detailed(days, page, self._api.page_size))
            here = len(rows) + len(bad)
            count += here
            last = not here or _is_last(count, here, total.entries_count if total else None, self._api.page_size)
            yield Part(rows, bad, total, last)

    def total(self, days: Period) -> Sum | None:
        """The report's own totals, which are of all pages; None where it has entries and does not say."""
        rows, bad, total = read_report(self._detailed(days, 1, 1))
        return total if total is not None or rows or bad else Sum()

    def expense_count(self, days: Period) -> int:
        """How many expenses the report of expenses has."""
        totals = self._expenses(days, 1, 1, {}).decode(ExpenseReport).totals
        return totals.expenses_count if totals else 0

    def marks(self, days: Period, workspace: Workspace) -> Marks:
        """Which entries are invoiced and, where approval is required, approved."""
        return self._marks(partial(self._marked, days), workspace)

    def expense_marks(self, days: Period, workspace: Workspace) -> Marks:
        """The same for expenses."""
        return self._marks(partial(self._spent, days), workspace)

    def no_marks(self) -> Marks:
        """What a timer has that runs."""
        return Marks(frozenset(), frozenset() if self._approval else None)

    # ---- marks ----

    def _marks(self, ids: Callable[[dict[str, str]], Iterator[str]], workspace: Workspace) -> Marks:
        """What is invoiced is not known where the plan has no invoicing."""
        invoiced = None
        try:
            invoiced = frozenset(ids(_INVOICED))
        except Refused as problem:
            if not lacking(problem, workspace, INVOICING):
                raise
        return Marks(invoiced, frozenset(ids(_APPROVED)) if self._approval else None)

    def _marked(self, days: Period, filters: dict[str, str]) -> Iterator[str]:
        page = count = 0
        last = False
        while not last:
            page += 1
            report = self._detailed(days, page, self._api.page_size, filters).decode(Report[Named])
            here = len(report.timeentries)
            count += here
            stated = report.total.entries_count if report.total else None
            last = not here or _is_last(count, here, stated, self._api.page_size)
            yield from (row.key for row in report.timeentries)

    def _spent(self, days: Period, filters: dict[str, str]) -> Iterator[str]:
        page = count = 0
        last = False
        while not last:
            page += 1
            report = self._expenses(days, page, self._api.page_size, filters).decode(ExpenseReport)
            rows = report.expenses or []
            count += len(rows)
            stated = report.totals.expenses_count if report.totals else None
            last = not rows or _is_last(count, len(rows), stated, self._api.page_size)
            yield from (row.key for row in rows)

    # ---- requests ----

    def _detailed(self, days: Period, page: int, size: int, filters: dict[str, str] | None = None) -> Reply:
        detail = {"page": page, "pageSize": size, "sortColumn": "ID", "options": {"totals": "CALCULATE"}}
        body = self._body(days, filters) | {"rounding": False, "amountShown": "EARNED", "detailedFilter": detail}
        return self._api.report(f"{self._api.place}/reports/detailed", body)

    def _expenses(self, days: Period, page: int, size: int, filters: dict[str, str] | None = None) -> Reply:
        body = self._body(days, filters) | {"page": page, "pageSize": size, "sortColumn": "ID"}
        return self._api.report(f"{self._api.place}/reports/expenses/detailed", body)

    def _body(self, days: Period, filters: dict[str, str] | None) -> dict[str, Any]:
        """What all reports ask with: the range is a wall clock in the zone, which is always stated."""
        return {
            "dateRangeStart": f"{days.first}T00:00:00.000",
            "dateRangeEnd": f"{days.last}T23:59:59.999",
            "dateRangeType": "ABSOLUTE",
            "timeZone": self._zone,
            "exportType": "JSON",
            "sortOrder": "ASCENDING",
            "approvalState": "ALL",
            "invoicingState": "ALL",
            "projects": _EVERY_PROJECT,
            **(filters or {}),
        }


def _is_last(count: int, here: int, stated: int | None, size: int) -> bool:
    """Whether that was all: as many as stated, or, where nothing is stated, a page that is not full."""
    return here < size if stated is None else count >= stated
