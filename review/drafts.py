"""The draft invoices as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from billing.calendar import due_date, last_day, terms_in_words
from billing.draft_records import Draft, Line
from billing.lifecycle import Event, Status, after
from billing.money import plain
from billing.periods import month_of_period
from billing.records import Contract
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from review import taxes
from review.approvals import Approval
from review.tables import Section, section, sentences
from review.task_words import UNKNOWN, TasksNow
from review.task_words import to_json as task_to_json
from review.taxes import NOTHING, Expected


def drafts(tx: Transaction, period: str = "") -> list[StoredDraft]:
    """The standing drafts of one period or all, by client."""
    return tx.drafts.current(period)


def made_before(tx: Transaction, found: list[StoredDraft], configuration: str) -> list[str]:
    """The months of some drafts that were last run with another configuration than the one with this hash."""
    periods = sorted({month_of_period(item.draft.period) for item in found})
    return [period for period in periods if tx.runs.last_configuration(period) != configuration]


def invoice_day(draft: Draft, today: date) -> date:
    """The day the invoice would bear if it were issued today: today, or the last day of its period."""
    if draft.invoice_date == "issue day":
        return today
    return last_day(draft.period)


def due_day(draft: Draft, today: date) -> date | None:
    """When it would have to be paid by its own terms, or None without terms."""
    return due_date(terms_in_words(draft.terms), invoice_day(draft, today)) if draft.terms else None


def tasks_of(tx: Transaction, found: Iterable[StoredDraft]) -> TasksNow:
    """What is known now of the tasks on some drafts."""
    return TasksNow.read(tx, (task for item in found for line in item.draft.lines for task in line.tasks))


Approvals = Mapping[str, Approval]
"""The last approval of each draft that ever had one, by draft."""
NOBODY: Approvals = {}


def to_json(
    found: list[StoredDraft], tasks: TasksNow = UNKNOWN, expected: Expected = NOTHING, approvals: Approvals = NOBODY
) -> list[dict[str, Any]]:
    """The drafts with stable keys: money and hours as text, durations as seconds worked.

    What tax is expected is there only where the contract says something of it.
    """
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
            "revision": item.revision,
            "hash": item.hash or None,
            "approval": _approval_json(approvals.get(item.draft.id)),
            "part": item.draft.part,
            "terms": item.draft.terms or None,
            "service_from": item.draft.service_from.isoformat(),
            "service_to": item.draft.service_to.isoformat(),
            "lines": [
                {**line_to_json(line), "named_tasks": [task_to_json(task, tasks) for task in line.tasks]}
                for line in item.draft.lines
            ],
            **({"tax": taxes.to_json(expected[item.draft.id])} if item.draft.id in expected else {}),
        }
        for item in found
    ]


def _approval_json(approval: Approval | None) -> dict[str, Any] | None:
    if approval is None:
        return None
    said = approval.signature
    signed = {"by": said.by, "at": said.at.isoformat(), "why": said.why or None}
    return {**signed, "hash": approval.hash or None, "holds": approval.holds}


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


def to_sections(
    found: list[StoredDraft],
    contracts: Mapping[str, Contract],
    today: date,
    expected: Expected = NOTHING,
    approvals: Approvals = NOBODY,
) -> list[Section]:
    """The drafts for people: a table each, with its service period, terms and the dates it would bear today."""
    if not found:
        return [sentences("There are no drafts; import an export and `tieout run` makes them.")]
    said = {key: taxes.in_sentences(tax) for key, tax in expected.items()}
    for item in found:
        about = approval_in_words(item, approvals.get(item.draft.id))
        said[item.draft.id] = [*said.get(item.draft.id, []), *([about] if about else [])]
    return [_draft_section(item, contracts.get(item.draft.contract), today, said[item.draft.id]) for item in found]


def approval_in_words(item: StoredDraft, approval: Approval | None) -> str:
    """Who approved a draft, that an approval fell, or how to approve exactly what it says; nothing where it is none."""
    if approval is not None and approval.holds:
        return f"approved by {approval.signature.by} on {approval.signature.at:%Y-%m-%d}, as it says now"
    if after(item.status, Event.APPROVE) is None or not item.hash:
        return ""
    how = f"to approve exactly this: tieout approve {item.hash}"
    if approval is None or approval.hash == item.hash:
        return how
    return f"{approval.signature.by} approved it on {approval.signature.at:%Y-%m-%d}, and it has changed since; {how}"


def warnings(periods: list[str]) -> list[Section]:
    """What to say of periods whose drafts were made before the configuration changed."""
    text = "The configuration has changed since the drafts of {0} were made: tieout run --period {0}"
    return [sentences(*(text.format(period) for period in periods))] if periods else []


def _draft_section(item: StoredDraft, contract: Contract | None, today: date, said: list[str]) -> Section:
    draft = item.draft
    rows = [(line.description, line.quantity, line.unit_price, line.amount, line.id) for line in draft.lines]
    headers = ("line", ">hours", ">price", f">{draft.total.currency}", "id")
    state = _state(item)
    part = "" if draft.part == "all" else f" · {draft.part}"
    title = f"{draft.client} · {draft.period}{part} · draft {draft.id}{state}"
    total = ("total", "", "", draft.total, "")
    return section(title, headers, rows, [" · ".join(_facts(item, contract, today)), *said], total)


def _state(item: StoredDraft) -> str:
    if item.status is Status.OUTDATED:
        return f" · OUT OF DATE: tieout run --period {month_of_period(item.draft.period)}"
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
