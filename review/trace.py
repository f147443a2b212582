"""The trace, both ways: from a draft or line to its entries, tasks, rate and order; from an entry to its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from billing.decisions import DecisionKind
from billing.draft_records import Line
from billing.issues import Issue
from billing.money import Money
from billing.records import Entry, Match, Portion, SourceRecord, Task
from billing.wishes import LineKind
from mappings.decisions import Logged
from mappings.documents import Standing
from mappings.drafts import StoredDraft
from mappings.entries import Version
from mappings.placements import Step
from mappings.pushes import Push
from mappings.store import Transaction
from review.drafts import line_to_json
from review.exceptions import to_json as issues_to_json
from review.fixed import FixedRow
from review.fixed import fixed as fixed_rows
from review.fixed import to_json as fixed_to_json
from review.task_suggest import NOTHING, Rules, Suggested, suggest
from review.task_words import UNKNOWN, TasksNow
from review.task_words import to_json as task_to_json
from review.trace_chain import Linked, chain_of
from review.trace_chain import to_json as chain_to_json
from review.trace_charged import Charged, charged
from review.trace_charged import to_json as charged_to_json
from review.trace_parts import Part, parts_of
from review.trace_parts import to_json as parts_to_json
from review.trace_source import Source, Sources, changed, cost_of, receipt_of
from review.trace_source import to_json as said_to_json


class NotFound(Exception):
    """Nothing, or more than one thing, has that id; the message says what to type."""


@dataclass(frozen=True, slots=True)
class Portioned:
    """An entry on a line: what it says, what it is charged, where its words come from, and all its live portions."""

    entry: Entry
    portion: Portion
    source: Source
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class LineTrace:
    """A line with everything behind it."""

    line: Line
    portions: tuple[Portioned, ...]


@dataclass(frozen=True, slots=True)
class DraftTrace:
    """A draft, with all its lines or the one that was asked for."""

    draft: StoredDraft
    lines: tuple[LineTrace, ...]
    document: Push | None = None
    """What is in the books of it."""
    tasks: TasksNow = UNKNOWN
    fixed: tuple[FixedRow, ...] = ()
    """The fixed prices that its milestones are parts of."""
    chain: tuple[Linked, ...] = ()
    """The invoice that a credit note credits, or the credit notes and corrections of an invoice."""
    there: Standing | None = None
    """That document as its ledger had it when it was last looked at."""


@dataclass(frozen=True, slots=True)
class EntryTrace:
    """An entry's history: what its source said, where it belongs and why, and every place it stood."""

    versions: tuple[Version, ...]
    sources: tuple[Source, ...]
    match: Match | None
    hold: str
    issues: tuple[Issue, ...]
    steps: tuple[Step, ...]
    decisions: tuple[Logged, ...] = ()
    charged: tuple[Charged, ...] = ()
    tasks: TasksNow = UNKNOWN
    suggested: Suggested = field(default_factory=dict)
    fixed: tuple[FixedRow, ...] = ()
    """The fixed price that covers it."""


def trace(tx: Transaction, wanted: str, rules: Rules | None = None) -> DraftTrace | EntryTrace:
    """What stands behind an id, or the beginning of one, of a draft, a line or an entry, or behind a document's number.

    A document of a ledger is found by its id there, too. Raises NotFound.

    With rules, the closest tasks are suggested for an entry that has trouble with its own.
    """
    key = _one_id(tx, wanted.strip())
    if tx.entries.get(key) is not None:
        return _entry(tx, key, rules)
    draft_id = tx.drafts.of_line(key) or key
    stored = tx.drafts.revisions(draft_id)[0]
    lines = [line for line in stored.draft.lines if key in (draft_id, line.id)]
    if not lines:
        raise NotFound(f"the line {key} stood on an earlier revision of draft {draft_id}; trace {draft_id} instead")
    document = tx.pushes.of_drafts([draft_id]).get(draft_id)
    tasks = TasksNow.read(tx, (task for line in lines for task in line.tasks))
    parts = {line.workstream for line in lines if line.kind is LineKind.MILESTONE}
    fixed = _fixed(tx, rules, stored.draft.contract, parts)
    traced = tuple(_line(tx, line) for line in lines)
    there = tx.documents.of_drafts([stored.draft.id]).get(stored.draft.id)
    return DraftTrace(stored, traced, document, tasks, fixed, chain_of(tx, stored), there)


def _fixed(tx: Transaction, rules: Rules | None, contract: str, streams: set[str]) -> tuple[FixedRow, ...]:
    """How the fixed prices of some workstreams stand; nothing without any."""
    known = rules.contracts.get(contract) if rules and streams else None
    return tuple(row for row in fixed_rows(tx, {known.id: known}) if row.stream.code in streams) if known else ()


def to_json(found: DraftTrace | EntryTrace) -> dict[str, Any]:
    """The trace with stable keys."""
    return _draft_json(found) if isinstance(found, DraftTrace) else _entry_json(found)


def _one_id(tx: Transaction, wanted: str) -> str:
    documents = _documents(tx, wanted)
    if len(wanted) < 3 and not documents:
        raise NotFound(
            f"{wanted!r} is too short; type at least three characters of an id that drafts or exceptions show"
        )
    found = documents or [*tx.entries.starting_with(wanted), *tx.drafts.starting_with(wanted)]
    if wanted in found or len(found) == 1:
        return wanted if wanted in found else found[0]
    if found:
        raise NotFound(f"{len(found)} ids or more begin with {wanted}: {', '.join(found[:6])}; type more of one")
    raise NotFound(f"nothing has the id {wanted}; `tieout drafts` and `tieout exceptions` show ids")


def _documents(tx: Transaction, named: str) -> list[str]:
    """The drafts of documents in the books that bear a number, or an id there."""
    return sorted({*tx.documents.named(named), *(push.draft for push in tx.pushes.numbered(named))})


def _line(tx: Transaction, line: Line) -> LineTrace:
    live: dict[str, list[Portion]] = {}
    for portion in tx.placements.on_lines([line.id]):
        live.setdefault(portion.entry_id, []).append(portion)
    standing = [key for key in dict.fromkeys(line.entries) if key in live and tx.entries.get(key) is not None]
    newest = [tx.entries.versions(key)[-1] for key in standing]
    sources, parts = Sources(tx, newest), parts_of(tx, standing)
    portions = [
        Portioned(version.entry, portion, sources.of(version), parts[version.entry.id])
        for version in newest
        for portion in live[version.entry.id]
    ]
    return LineTrace(line, tuple(portions))


def _entry(tx: Transaction, entry_id: str, rules: Rules | None) -> EntryTrace:
    versions = tx.entries.versions(entry_id)
    issues, decisions = tx.issues.of_entry(entry_id), tx.decisions.history(entry_id)
    sources = Sources(tx, versions)
    found, hold = tx.matches.of_entry(entry_id) or (None, "")
    return EntryTrace(
        versions=tuple(versions),
        sources=tuple(sources.of(version) for version in versions),
        match=found,
        hold=hold,
        issues=tuple(issues),
        steps=tuple(tx.placements.steps(entry_id)),
        decisions=tuple(decisions),
        charged=charged(tx, entry_id),
        tasks=TasksNow.read(tx, [*(found.tasks if found else ()), *_linked_to(decisions)]),
        suggested=suggest(tx, issues, rules) if rules else NOTHING,
        fixed=_fixed(tx, rules, found.contract, {found.project.value}) if found else (),
    )


def _linked_to(decisions: list[Logged]) -> list[Task]:
    """The tasks that people linked an entry to."""
    links = [logged.decision for logged in decisions if logged.decision.kind == DecisionKind.LINK]
    return [Task(key=decision.other, ref=decision.other) for decision in links]


def _draft_json(found: DraftTrace) -> dict[str, Any]:
    draft = found.draft.draft
    return {
        "draft": draft.id,
        "revision": found.draft.revision,
        "status": found.draft.status,
        "client": draft.client,
        "contract": draft.contract,
        "period": draft.period,
        "currency": draft.total.currency,
        "total": str(draft.total.decimal),
        "purchase_order": draft.order or None,
        "document": _document_json(found.document),
        "fixed_prices": fixed_to_json(found.fixed),
        "corrections": chain_to_json(found.chain),
        "lines": [
            {
                **line_to_json(item.line),
                "tasks": [task_to_json(task, found.tasks) for task in item.line.tasks],
                "entries": [_portioned_json(part) for part in item.portions],
            }
            for item in found.lines
        ],
    }


def _document_json(push: Push | None) -> dict[str, Any] | None:
    if push is None:
        return None
    return {
        "books": push.books,
        "number": push.number or None,
        "issued": push.issued.isoformat() if push.issued else None,
        "due": push.due.isoformat() if push.due else None,
        "place": push.place,
    }


def _portioned_json(part: Portioned) -> dict[str, Any]:
    record = part.entry.record
    return {
        "entry": part.entry.id,
        "version": part.portion.version,
        "kind": record.kind,
        "connector": part.entry.connector,
        "date": record.day.isoformat(),
        "person": record.person,
        "project": record.project,
        "activity": record.activity,
        "note": record.note,
        "seconds": part.portion.seconds,
        "charged_seconds": part.portion.charged_seconds,
        **parts_to_json(part.portion, part.parts),
        **_spent_json(record),
        "amount": str(Money(part.portion.minor, part.portion.currency).decimal),
        **_source_json(part.source),
    }


def _spent_json(record: SourceRecord) -> dict[str, Any]:
    """What an expense cost, with where its receipt is; null for time."""
    cost = cost_of(record)
    return {
        "cost": str(cost.decimal) if cost else None,
        "cost_currency": cost.currency if cost else None,
        "receipt": receipt_of(record) or None,
    }


def _source_json(source: Source) -> dict[str, Any]:
    return {
        "origin": source.words,
        "external_id": source.external_id or None,
        "read_at": source.read_at.isoformat(),
    }


def _entry_json(found: EntryTrace) -> dict[str, Any]:
    head = found.versions[-1]
    return {
        "entry": head.entry.id,
        "kind": head.entry.record.kind,
        "connector": head.entry.connector,
        "present": head.present,
        "external_id": found.sources[-1].external_id or None,
        "versions": _versions_json(found),
        "match": _match_json(found) if found.match else None,
        "exceptions": issues_to_json(list(found.issues), found.suggested),
        "decisions": [
            {
                "number": logged.decision.id,
                "kind": logged.decision.kind,
                "at": logged.decision.at.isoformat(),
                "by": logged.decision.by,
                "why": logged.decision.why,
                "undone_by": logged.undone_by,
            }
            for logged in found.decisions
        ],
        "charged": charged_to_json(found.charged),
        "fixed_price": next(iter(fixed_to_json(found.fixed)), None),
        "history": [_step_json(step) for step in found.steps],
    }


def _versions_json(found: EntryTrace) -> list[dict[str, Any]]:
    """Each version; what it `said` is everything for the newest, and what the next one changed for those before."""
    after = [version.entry.record for version in found.versions[1:]]
    return [
        {
            "version": version.entry.version,
            "present": version.present,
            "date": version.entry.record.day.isoformat(),
            "person": version.entry.record.person,
            "client": version.entry.record.client,
            "project": version.entry.record.project,
            "activity": version.entry.record.activity,
            "note": version.entry.record.note,
            "seconds": version.entry.record.seconds,
            "said": said_to_json(version.entry.record, changed(version.entry.record, following)),
            "how": version.how,
            **_source_json(source),
        }
        for version, following, source in zip(found.versions, [*after, None], found.sources, strict=True)
    ]


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "portion": step.portion,
        "version": step.version,
        "state": step.state,
        "line": step.line or None,
        "seconds": step.seconds,
        "charged_seconds": step.charged_seconds,
        "amount": str(Money(step.minor, step.currency).decimal) if step.currency else None,
        "reverses": step.reverses,
        "reason": step.reason,
        "run": step.run,
    }


def _match_json(found: EntryTrace) -> dict[str, Any]:
    assert found.match is not None, "asked for only where there is one"
    matched = found.match
    return {
        "date": matched.day.isoformat(),
        "contract": matched.contract or None,
        "project_code": matched.project.value or None,
        "project_code_reason": matched.project.reason,
        "person": matched.person.value or None,
        "person_reason": matched.person.reason,
        "tasks": [
            {**task_to_json(task, found.tasks), "reason": task.reason, "seconds": task.seconds or None}
            for task in matched.tasks
        ],
        "verdict": matched.verdict.value,
        "verdict_reason": matched.verdict_reason,
        "held_because": found.hold or None,
    }
