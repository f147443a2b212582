"""The complete record of one document for programs, not for clients: each line with its entries and reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from billing.draft_records import Draft, Line
from billing.ids import stable_id
from billing.money import plain, total
from billing.records import Task
from billing.wishes import Posting
from review import taxes
from review.client import BilledEntry, DocumentFacts, by_line

SCHEMA = 1
"""Rises when a key changes its meaning or goes; new keys may come at any time."""


def document_key(draft_id: str, revision: int) -> str:
    """What a revision of a draft is called wherever it is sent: the same in every run and on every machine."""
    return stable_id("k", draft_id, str(revision))


def to_json(
    draft: Draft, revision: int, entries: Sequence[BilledEntry], facts: DocumentFacts, status: str
) -> dict[str, Any]:
    """One document with stable keys: money and quantities as text, durations in seconds, None for what is not known.

    The entries must be those of the draft; lines sum to the total, and entries to their lines. What tax is expected
    stands beside, where the contract says something of it.
    """
    on_lines = by_line(draft, entries)
    sums = total([line.amount for line in draft.lines], draft.total.currency)
    assert sums == draft.total, f"the lines of draft {draft.id} come to {sums}, the draft to {draft.total}"
    return {
        "schema": SCHEMA,
        "document": document_key(draft.id, revision),
        "draft": draft.id,
        "revision": revision,
        "kind": "credit note" if draft.is_credit else "invoice",
        "credits": {"draft": draft.credits, "number": facts.credits or None} if draft.is_credit else None,
        "status": status,
        "number": facts.number or None,
        "issued": facts.issued.isoformat() if facts.issued else None,
        "due": facts.due.isoformat() if facts.due else None,
        "seller": facts.seller,
        "client": draft.client,
        "contract": draft.contract,
        "bill_to": {
            "books": draft.bill_to.books or None,
            "customer": draft.bill_to.customer or None,
            "email": draft.bill_to.email or None,
            "branding": draft.bill_to.branding or None,
        },
        "purchase_order": draft.order or None,
        "terms": draft.terms or None,
        "invoice_date": draft.invoice_date,
        "period": draft.period,
        "part": draft.part,
        **({"final": True} if facts.is_final else {}),
        "service_from": draft.service_from.isoformat(),
        "service_to": draft.service_to.isoformat(),
        "currency": draft.total.currency,
        "total": str(draft.total.decimal),
        "lines": [_line(line, on_lines[line.id], facts) for line in draft.lines],
        **({"tax": taxes.to_json(facts.tax)} if facts.tax else {}),
    }


def to_bytes(document: dict[str, Any]) -> bytes:
    """The record as a file: equal records give equal bytes."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return f"{text}\n".encode(errors="backslashreplace")


def _line(line: Line, entries: list[BilledEntry], facts: DocumentFacts) -> dict[str, Any]:
    return {
        "id": line.id,
        "kind": line.kind.value,
        "workstream": line.workstream,
        "workstream_name": facts.workstreams.get(line.workstream),
        "description": line.description,
        "quantity": plain(line.quantity),
        "unit_price": plain(line.unit_price),
        "amount": str(line.amount.decimal),
        "seconds": line.seconds,
        "charged_seconds": line.rounded_seconds,
        "service_from": line.service_from.isoformat(),
        "service_to": line.service_to.isoformat(),
        "late": line.late or None,
        "rate_rule": line.rate_rule,
        "rounding": line.rounding,
        "posting": _posting(line.posting),
        **({"expected_tax": taxes.lines_to_json(facts.tax).get(line.id)} if facts.tax else {}),
        "tasks": [_task(task) for task in line.tasks],
        "entries": [_entry(entry) for entry in entries],
    }


def _posting(posting: Posting) -> dict[str, Any]:
    return {
        "item": posting.item or None,
        "account": posting.account or None,
        "tax": posting.tax or None,
        "tracking": [{"category": category, "option": option} for category, option in posting.tracking],
    }


def _task(task: Task) -> dict[str, Any]:
    return {"key": task.key, "title": task.title, "url": task.url or None}


def _entry(entry: BilledEntry) -> dict[str, Any]:
    return {
        "id": entry.entry_id,
        "date": entry.day.isoformat(),
        "person": entry.person,
        "role": entry.role or None,
        "activity": entry.activity or None,
        "note": entry.note,
        "seconds": entry.seconds,
        "charged_seconds": entry.charged_seconds,
        "amount": str(entry.amount.decimal),
        "tasks": [_task(task) for task in entry.tasks],
    }
