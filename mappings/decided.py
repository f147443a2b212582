"""What people decided about sources: which project is which workstream, which user is which person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from billing.catalogue import AcceptedPerson, AcceptedProject
from mappings.schema import identity, mapping


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decided, when, and why."""

    by: str
    at: datetime
    why: str


class Decided:
    """Accepted mappings and identities."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def projects(self) -> tuple[AcceptedProject, ...]:
        """Every project that a person mapped to a workstream."""
        rows = self._connection.execute(select(mapping).order_by(mapping.c.id))
        return tuple(AcceptedProject(row.connector, row.project, row.code, row.since, row.until) for row in rows)

    def people(self) -> tuple[AcceptedPerson, ...]:
        """Every user of a source that a person mapped to someone in people.yaml."""
        rows = self._connection.execute(select(identity).order_by(identity.c.connector, identity.c.user))
        return tuple(AcceptedPerson(row.connector, row.user, row.person) for row in rows)

    def accept_project(self, accepted: AcceptedProject, signature: Signature) -> None:
        """Notes that a project is a workstream."""
        self._connection.execute(
            insert(mapping).values(
                connector=accepted.connector,
                project=accepted.project,
                code=accepted.code,
                since=accepted.since,
                until=accepted.until,
                decided_by=signature.by,
                decided_at=signature.at,
                why=signature.why,
            )
        )

    def accept_person(self, accepted: AcceptedPerson, signature: Signature) -> None:
        """Notes that a source's user is a person."""
        self._connection.execute(
            insert(identity).values(
                connector=accepted.connector,
                user=accepted.user,
                person=accepted.name,
                decided_by=signature.by,
                decided_at=signature.at,
                why=signature.why,
            )
        )
