"""Expenses as Clockify's list and its report of expenses show them."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.clockify_rows import COLOR, Json, approval, stamp
from sandbox.records import Expense, hex_for
from sandbox.tracker import Tracker


def category(name: str, one: Expense, tracker: Tracker) -> Json:
    """The category inside an expense."""
    return {
        "id": hex_for("clockify", "category", name),
        "name": name,
        "workspaceId": tracker.account.hex,
        "unit": one.unit or None,
        "priceInCents": one.unit_minor,
        "hasUnitPrice": one.unit_minor is not None,
        "archived": False,
    }


def expense(one: Expense, tracker: Tracker) -> Json:
    """A row of GET /workspaces/{workspaceId}/expenses; its total is in hundredths, as a float."""
    project_of = tracker.projects[one.project]
    whose = tracker.client_of(project_of)
    return {
        "id": one.hex,
        "workspaceId": tracker.account.hex,
        "userId": tracker.people[one.person].hex,
        "date": one.day.isoformat(),
        "project": {
            "id": project_of.hex,
            "name": project_of.name,
            "color": COLOR,
            "clientId": whose.hex if whose else "",
            "clientName": whose.name if whose else "",
        },
        "task": None,
        "category": category(one.category, one, tracker),
        "notes": one.note,
        "quantity": float(one.quantity),
        "billable": one.billable,
        "fileId": hex_for("clockify", "receipt", one.hex) if one.receipt else None,
        "fileName": one.receipt or None,
        "total": float(one.minor),
        "locked": one.approved,
    }


def expense_row(one: Expense, tracker: Tracker) -> Json:
    """A row of the report of expenses."""
    project_of, who = tracker.projects[one.project], tracker.people[one.person]
    row: Json = {
        "id": one.hex,
        "workspaceId": tracker.account.hex,
        "date": stamp(datetime(one.day.year, one.day.month, one.day.day, tzinfo=UTC)),
        "amount": float(one.minor),
        "quantity": float(one.quantity),
        "billable": one.billable,
        "locked": one.approved,
        "categoryId": hex_for("clockify", "category", one.category),
        "categoryName": one.category,
        "categoryHasUnitPrice": one.unit_minor is not None,
        "categoryUnit": one.unit or None,
        "projectId": project_of.hex,
        "projectName": project_of.name,
        "projectColor": COLOR,
        "userId": who.hex,
        "userName": who.name,
        "userEmail": who.email,
        "userStatus": "ACTIVE",
        "fileId": hex_for("clockify", "receipt", one.hex) if one.receipt else None,
        "fileName": one.receipt or None,
        "notes": one.note,
        "approvalRequestId": approval(one.approved, who.hex, one.day),
    }
    return row | ({"invoicingInfo": {"manuallyInvoiced": True}} if one.invoiced else {})
