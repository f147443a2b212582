"""Evidence that task trackers gave for milestones: kept when it is found, and marked when it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from billing.milestones import KnownEvidence
from mappings.bulk import KEYS, among, chunks
from mappings.schema_tasks import evidence


class Evidence:
    """Questions about evidence, by the subject of its milestone, and changes to it. Nothing is ever taken out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest(self, subjects: Sequence[str]) -> dict[str, KnownEvidence]:
        """What was found last for each subject, whether it stands or is gone."""
        found: dict[str, KnownEvidence] = {}
        for chunk in chunks(subjects, KEYS):
            about = among(self._connection, evidence.c.subject, chunk)
            last = select(func.max(evidence.c.id)).where(about).group_by(evidence.c.subject)
            rows = self._connection.execute(select(evidence).where(evidence.c.id.in_(last)))
            found |= {str(row.subject): _known(row) for row in rows}
        return found

    def history(self, subject: str) -> list[KnownEvidence]:
        """All that was ever found for a subject, the oldest first."""
        query = select(evidence).where(evidence.c.subject == subject).order_by(evidence.c.id)
        return [_known(row) for row in self._connection.execute(query)]

    def keep(self, found: KnownEvidence, run: int) -> None:
        """Writes down what was found; what stood for its subject before is gone from now on."""
        self.end(found.subject, run)
        values = {
            "subject": found.subject,
            "condition": found.condition,
            "ref": found.ref,
            "what": found.what,
            "set_by": found.by,
            "set_at": found.at,
            "found_run": run,
        }
        self._connection.execute(insert(evidence).values(values))

    def end(self, subject: str, run: int) -> None:
        """Marks what stands for a subject as gone."""
        standing = (evidence.c.subject == subject) & evidence.c.gone_run.is_(None)
        self._connection.execute(update(evidence).where(standing).values(gone_run=run))


def _known(row: Any) -> KnownEvidence:
    return KnownEvidence(
        subject=row.subject,
        condition=row.condition,
        ref=row.ref,
        what=row.what,
        by=row.set_by,
        at=row.set_at,
        found_run=row.found_run,
        gone_run=row.gone_run,
    )
