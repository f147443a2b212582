"""The draft invoices as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from billing.calendar import due_date, month, terms_in_words
from billing.lifecycle import Status
from billing.money import plain
from billing.records import Contract, Draft, Line
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from review.tables import Section, section, sentences
from review.task_words import UNKNOWN, TasksNow
from review.task_words import to_json as task_to_json


def drafts(tx: Transaction, period: str = "") -> list[StoredDraft]:
    """The standing drafts of one period or all, by client."""
    return tx.drafts.current(period)


def made_before(tx: Transaction, found: list[StoredDraft], configuration: str) -> list[str]:
    """The periods of some drafts that were last run with another configuration than the one with this hash."""
    periods = sorted({item.draft.period for item in found})
    return [period for period in periods if tx.runs.last_configuration(period) != configuration]


def invoice_day(draft: Draft, today: date) -> date:
    """The day the invoice would bear if it were issued today: today, or the last day of its period."""
    if draft.invoice_date == "issue day":
        return today
    period = month(draft.period)
    return date.fromordinal(period.end.toordinal() - 1)


def due_day(draft: Draft, today: date) -> date | None:
    """When it would have to be paid by its own terms, or None without terms."""
    return due_date(terms_in_words(draft.terms), invoice_day(draft, today)) if draft.terms else None


def tasks_of(tx: Transaction, found: Iterable[StoredDraft]) -> TasksNow:
    """What is known now of the tasks on some drafts."""
    return TasksNow.read(tx, (task for item in found for line in item.draft.lines for task in line.tasks))


def to_json(found: list[StoredDraft], tasks: TasksNow = UNKNOWN) -> list[dict[str, Any]]:
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
            "part": item.draft.part,
            "terms": item.draft.terms or None,
            "service_from": item.draft.service_from.isoformat(),
            "service_to": item.draft.service_to.isoformat(),
            "lines": [
                {**line_to_json(line), "named_tasks": [task_to_json(task, tasks) for task in line.tasks]}
                for line in item.draft.lines
            ],
        }
        for item in found
    ]


def line_to_json(line: Line) -> dict[str, Any]:
    """One line with stable keys."""
    return {
        "id": line.id,
        "kind": line.kind.value,
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
        "rounding": line.rounding,
    }


def to_sections(found: list[StoredDraft], contracts: Mapping[str, Contract], today: date) -> list[Section]:
    """The drafts for people: a table each, with its service period, terms and the dates it would bear today."""
    if not found:
        return [sentences("There are no drafts; import an export and `tieout run` makes them.")]
    return [_draft_section(item, contracts.get(item.draft.contract), today) for item in found]


def warnings(periods: list[str]) -> list[Section]:
    """What to say of periods whose drafts were made before the configuration changed."""
    text = "The configuration has changed since the drafts of {0} were made: tieout run --period {0}"
    return [sentences(*(text.format(period) for period in periods))] if periods else []


def _draft_section(item: StoredDraft, contract: Contract | None, today: date) -> Section:
    draft = item.draft
    rows = [(line.description, line.quantity, line.unit_price, line.amount, line.id) for line in draft.lines]
    headers = ("line", ">hours", ">price", f">{draft.total.currency}", "id")
    state = _state(item)
    part = "" if draft.part == "all" else f" · {draft.part}"
    title = f"{draft.client} · {draft.period}{part} · draft {draft.id}{state}"
    total = ("total", "", "", draft.total, "")
    return section(title, headers, rows, [" · ".join(_facts(item, contract, today))], total)


def _state(item: StoredDraft) -> str:
    if item.status is Status.OUTDATED:
        return f" · OUT OF DATE: tieout run --period {item.draft.period}"
    return "" if item.status is Status.DRAFT else f" · {item.status}"


def _facts(item: StoredDraft, contract: Contract | None, today: date) -> list[str]:
    draft, issued = item.draft, item.status is Status.POSTED
    due = None if issued else due_day(draft, today)
    found = [
        f"service {draft.service_from} to {draft.service_to}",
        f"terms {draft.terms}" if draft.terms else "",
        f"if issued today: dated {invoice_day(draft, today)}, due {due}" if due else "",
        f"to be approved by {contract.approver}" if contract and contract.approver and not issued else "",
        f"account lead {contract.account_lead}" if contract and contract.account_lead else "",
    ]
    return [fact for fact in found if fact]
