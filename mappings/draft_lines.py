"""Lines of drafts as their table keeps them, written and read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from billing.draft_records import Line
from billing.records import Task
from billing.wishes import LineKind, Posting
from mappings.bulk import Converter
from mappings.schema_books import draft, line


def line_row(item: Line, draft_id: str, revision: int, position: int) -> tuple[Any, ...]:
    """The columns of a line in a revision of its draft, in the order of the table."""
    posting = item.posting
    return (
        item.id,
        draft_id,
        revision,
        position,
        item.workstream,
        item.description,
        item.quantity,
        item.unit_price,
        item.amount.minor,
        item.amount.currency,
        item.seconds,
        item.rounded_seconds,
        item.service_from,
        item.service_to,
        tuple([(task.key, task.title, task.url, "", task.ref)[: 5 if task.ref else 3] for task in item.tasks]),
        item.entries,
        item.rate_rule,
        item.rounding,
        item.kind.value,
        (posting.item, posting.account, posting.tax, posting.tracking),
        item.late,
    )


def posting_said(said: list[Any]) -> Posting:
    """A posting as its column keeps it."""
    if not said:
        return Posting()
    item, account, tax, tracking = said
    return Posting(item, account, tax, tuple((category, option) for category, option in tracking))


MAKING: dict[str, Converter] = {
    "tasks": lambda tasks: tuple([Task(*task) for task in tasks]),
    "entries": tuple,
    "kind": LineKind,
    "posting": posting_said,
}
"""How the columns of a line become its fields, where they are not the same."""


@lru_cache
def lines_of(drafts: Select[Any]) -> Select[Any]:
    """The lines of the drafts that a statement asks for."""
    wanted = drafts.with_only_columns(draft.c.id, draft.c.revision).order_by(None).subquery()
    of_draft = (line.c.draft == wanted.c.id) & (line.c.revision == wanted.c.revision)
    return select(line).join(wanted, of_draft).order_by(line.c.draft, line.c.revision, line.c.position)
