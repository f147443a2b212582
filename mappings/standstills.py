"""What is not done until a reason is gone: after a restore, nothing is pushed until the books were scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from mappings.bulk import execute_many, upsert
from mappings.schema_serving import standstill

PUSH = "push"
"""Whatever writes to books, or to trackers about them."""


@dataclass(frozen=True, slots=True)
class Standstill:
    """Something that is not done, why, and since which moment what is known of it may lack something."""

    what: str
    why: str
    since: datetime


class Standstills:
    """Questions about what stands still, and changes to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, what: str) -> Standstill | None:
        """Why something stands still, if it does."""
        row = self._connection.execute(select(standstill).where(standstill.c.what == what)).first()
        return Standstill(row.what, row.why, row.since) if row else None

    def begin(self, found: Standstill) -> None:
        """Lets something stand still; of two reasons the newer one counts, and the earlier moment."""
        known = self.of(found.what)
        since = min(found.since, known.since) if known else found.since
        rows = [{"what": found.what, "why": found.why, "since": since}]
        execute_many(self._connection, upsert(self._connection, standstill, ("what",), ("why", "since")), rows)

    def end(self, what: str) -> None:
        """Lets it go on."""
        self._connection.execute(delete(standstill).where(standstill.c.what == what))
