"""The draft invoices as people and programs read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from billing.calendar import due_date, month
from billing.money import plain
from billing.records import Draft, Line, Terms
from mappings.drafts import StoredDraft
from mappings.store import Transaction


def drafts(tx: Transaction, period: str = "") -> list[StoredDraft]:
    """The standing drafts of one period or all, by client."""
    return tx.drafts.current(period)


def invoice_day(draft: Draft, today: date) -> date:
    """The day the invoice would bear if it were issued today: today, or the last day of its period."""
    if draft.invoice_date == "issue day":
        return today
    period = month(draft.period)
    return date.fromordinal(period.end.toordinal() - 1)


def due_day(draft: Draft, terms: Terms | None, today: date) -> date | None:
    """When it would have to be paid, or None without terms."""
    return due_date(terms, invoice_day(draft, today)) if terms else None


def to_json(found: list[StoredDraft]) -> list[dict[str, Any]]:
    """The drafts with stable keys: money and hours as text, durations as seconds worked."""
    return [
        {
            "id": item.draft.id,
            "client": item.draft.client,
            "contract": item.draft.contract,
            "period": item.draft.period,
            "currency": item.draft.total.currency,
            "total": str(item.draft.total.decimal),
            "purchase_order": item.draft.order or None,
            "status": item.status,
            "terms": item.draft.terms or None,
            "service_from": item.draft.service_from.isoformat(),
            "service_to": item.draft.service_to.isoformat(),
            "lines": [line_to_json(line) for line in item.draft.lines],
        }
        for item in found
    ]


def line_to_json(line: Line) -> dict[str, Any]:
    """One line with stable keys."""
    return {
        "id": line.id,
        "description": line.description,
        "quantity": plain(line.quantity),
        "unit_price": plain(line.unit_price),
        "amount": str(line.amount.decimal),
        "seconds": line.seconds,
        "rounded_seconds": line.rounded_seconds,
        "service_from": line.service_from.isoformat(),
        "service_to": line.service_to.isoformat(),
        "tasks": [task.key for task in line.tasks],
        "entries": list(line.entries),
        "rate_rule": line.rate_rule,
    }
