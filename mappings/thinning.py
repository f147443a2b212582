"""Lines of drafts that another revision took the place of on the same day: found, and let go once they are old."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, select, tuple_

from billing.lifecycle import Status
from mappings.drafts import IS_CREDIT
from mappings.schema import run
from mappings.schema_books import draft, line, placement, plan, push

Revision = tuple[str, int]
"""A draft and the number of one of its revisions."""

_OWN = and_(line.c.draft == draft.c.id, line.c.revision == draft.c.revision)


class Thinning:
    """Questions about superseded revisions, and letting their lines go; that they were, and their sums, stays."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def superseded(self, before: datetime, zone: ZoneInfo, approved: Collection[str]) -> list[Revision]:
        """The revisions before a moment that were none any more at the end of their day, and still have lines.

        `approved` are the hashes of all that a person has approved.

        Left out is what was ever on its way into the books, or approved, and what has a line on which something still
        stands and that no later revision has.
        """
        later, later_plan, later_run = draft.alias(), plan.alias(), run.alias()
        pushed = exists().where(push.c.draft == draft.c.id, push.c.revision == draft.c.revision)
        rows = self._connection.execute(
            select(
                draft.c.id,
                draft.c.revision,
                draft.c.content_hash,
                run.c.started_at,
                later_run.c.started_at.label("superseded_at"),
            )
            .join(plan, plan.c.id == draft.c.plan)
            .join(run, run.c.id == plan.c.run)
            .join(later, (later.c.id == draft.c.id) & (later.c.revision == draft.c.revision + 1))
            .join(later_plan, later_plan.c.id == later.c.plan)
            .join(later_run, later_run.c.id == later_plan.c.run)
            .where(draft.c.status == Status.SUPERSEDED.value, ~IS_CREDIT, later_run.c.started_at < before)
            .where(exists().where(_OWN), ~pushed, ~_still_stood_on())
            .order_by(draft.c.id, draft.c.revision)
        )
        return [
            (row.id, row.revision)
            for row in rows
            if row.content_hash not in approved and _day(row.started_at, zone) == _day(row.superseded_at, zone)
        ]

    def let_go(self, revisions: Sequence[Revision]) -> int:
        """Takes the lines of some revisions out; how many lines those were."""
        which = tuple_(line.c.draft, line.c.revision).in_(revisions)
        return self._connection.execute(delete(line).where(which)).rowcount


def _still_stood_on() -> ColumnElement[bool]:
    """Whether something stands on a line that is in no later revision."""
    own, other = line.alias(), line.alias()
    in_a_later_one = exists().where(other.c.id == own.c.id, other.c.revision > own.c.revision)
    of_revision = and_(own.c.draft == draft.c.id, own.c.revision == draft.c.revision)
    return exists().where(of_revision, ~in_a_later_one, placement.c.line == own.c.id)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
