"""What a plan would change: the drafts that stand beside the drafts that are proposed, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from billing.draft_records import Draft, Line
from billing.ids import digest
from billing.issues import Issue
from billing.money import Money, plain
from mappings.drafts import StoredDraft
from review.drafts import line_to_json
from review.tables import Section, section, sentences

NEW, CHANGED, WITHDRAWN, SAME = "new", "changed", "withdrawn", "unchanged"


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line as it stands and as it would be; one of them may be missing."""

    before: Line | None
    after: Line | None


@dataclass(frozen=True, slots=True)
class Change:
    """A draft as it stands and as it would be."""

    what: str
    before: StoredDraft | None
    after: Draft | None

    @property
    def draft(self) -> Draft:
        """The draft that would be there, or the one that would go."""
        found = self.after or (self.before.draft if self.before else None)
        assert found is not None, "a change has one side at least"
        return found

    @property
    def lines(self) -> list[LineChange]:
        """The lines that differ, in the order of the new draft; lines that would go come last."""
        before = {line.id: line for line in (self.before.draft.lines if self.before else ())}
        after = {line.id: line for line in (self.after.lines if self.after else ())}
        changed = [LineChange(before.get(key), line) for key, line in after.items() if before.get(key) != line]
        return [*changed, *(LineChange(line, None) for key, line in before.items() if key not in after)]


def changes(standing: Sequence[StoredDraft], proposed: Sequence[Draft]) -> list[Change]:
    """What becomes of the drafts of one unit."""
    known = {item.draft.id: item for item in standing}
    found = [Change(_what(known.get(draft.id), draft), known.get(draft.id), draft) for draft in proposed]
    wanted = {draft.id for draft in proposed}
    return [*found, *(Change(WITHDRAWN, item, None) for key, item in known.items() if key not in wanted)]


def to_json(found: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes with stable keys; each draft in full, as it would be."""
    return [
        {
            "change": change.what,
            "id": change.draft.id,
            "client": change.draft.client,
            "contract": change.draft.contract,
            "part": change.draft.part,
            "currency": change.draft.total.currency,
            "total": str(change.after.total.decimal) if change.after else None,
            "total_before": str(change.before.draft.total.decimal) if change.before else None,
            "lines": [line_to_json(line) for line in change.after.lines] if change.after else [],
        }
        for change in found
    ]


def to_sections(
    found: Sequence[Change], period: str, plan_hash: str, told: Sequence[Issue] = (), ended: Sequence[Issue] = ()
) -> list[Section]:
    """The plan for people: each draft that would change, with the lines that differ; exceptions that it would tell, and
    those that it would end; and how to apply it.
    """
    if not (found or told or ended):
        return [sentences(f"{period}: nothing would change; the drafts stand as they are. Plan {plan_hash}")]
    apply = f"To do exactly this: tieout bill --apply {plan_hash} --period {period}"
    kinds = [change.what for change in found]
    counts = [f"{kinds.count(what)} {what}" for what in (NEW, CHANGED, WITHDRAWN, SAME)]
    issues = [("Exceptions that it would tell", told), ("Exceptions that would be gone", ended)]
    return [
        *(_section(change) for change in found if change.what != SAME),
        *(_issues_section(title, which) for title, which in issues if which),
        sentences(", ".join(counts), apply),
    ]


def _issues_section(title: str, found: Sequence[Issue]) -> Section:
    return section(title, ("exception", "client", "what is wrong"), [(e.code, e.client, e.sentence) for e in found])


def _what(standing: StoredDraft | None, proposed: Draft) -> str:
    if standing is None:
        return NEW
    return SAME if digest(standing.draft) == digest(proposed) else CHANGED


def _section(change: Change) -> Section:
    draft = change.draft
    part = "" if draft.part == "all" else f" · {draft.part}"
    was = f" (was {change.before.draft.total.decimal})" if change.before and change.after else ""
    total = draft.total if change.after else Money(0, draft.total.currency)
    title = f"{change.what}: {draft.client} · {draft.period}{part} · draft {draft.id} · {total}{was}"
    headers = ("line", "description", ">hours", ">rate", f">{draft.total.currency}", ">was")
    return section(title, headers, _rows(change))


def _rows(change: Change) -> Iterator[tuple[str, ...]]:
    for each in change.lines:
        line = each.after or each.before
        assert line is not None, "a line has one side at least"
        now = str(each.after.amount.decimal) if each.after else "0"
        was = str(each.before.amount.decimal) if each.before else ""
        yield line.id, line.description, plain(line.quantity), plain(line.unit_price), now, was
