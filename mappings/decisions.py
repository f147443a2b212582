"""What people decided about entries, exceptions, drafts and periods: signed, never changed, undone by another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from billing.decisions import Decision, Original
from mappings.audit import Audit
from mappings.bulk import among, chunks, execute_many
from mappings.decided import Signature
from mappings.schema import decision

UNDO = "undo"
ARROW = "→"
"""In the subject of a decision about a mapping, which may name a person: the audit log, of which nothing is taken out,
has its number alone."""
_LATER = decision.alias("later")
_ALL = (
    select(*decision.c, _LATER.c.id.label("undone_by"))
    .outerjoin(_LATER, _LATER.c.undoes == decision.c.id)
    .order_by(decision.c.id)
)
_STANDING = _ALL.where(_LATER.c.id.is_(None), decision.c.kind != UNDO)
_STANDING_OF_KIND = _STANDING.where(decision.c.kind == bindparam("kind"))


@dataclass(frozen=True, slots=True)
class Logged:
    """A decision as it was written down, and the number of the one that undid it, if any."""

    decision: Decision
    undone_by: int | None


class Decisions:
    """Questions about decisions, and new ones."""

    def __init__(self, connection: Connection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit

    def standing(self, subjects: Iterable[str]) -> dict[str, list[Decision]]:
        """The decisions about some subjects that nobody undid, oldest first."""
        found: dict[str, list[Decision]] = {}
        for chunk in chunks(subjects, 5000):
            for row in self._connection.execute(_STANDING.where(among(self._connection, decision.c.subject, chunk))):
                found.setdefault(row.subject, []).append(_decision(row))
        return found

    def duplicates_of(self, ids: Iterable[str]) -> dict[str, str]:
        """The entries that stand as duplicates of some others, each with the one it repeats."""
        originals = set(ids)
        rows = self._connection.execute(_STANDING_OF_KIND, {"kind": "duplicate-of"}).all()
        return {row.subject: row.detail["other"] for row in rows if row.detail["other"] in originals}

    def subjects(self) -> set[str]:
        """All that anybody ever decided about."""
        return set(self._connection.execute(select(decision.c.subject).distinct()).scalars())

    def accepted(self) -> list[Decision]:
        """All standing decisions that accept exceptions as they are."""
        rows = self._connection.execute(_STANDING_OF_KIND, {"kind": "accept"})
        return [_decision(row) for row in rows]

    def of_kind(self, kind: str) -> list[tuple[Decision, dict[str, Any]]]:
        """The decisions of a kind that nobody undid, oldest first, each with all that belongs to it."""
        rows = self._connection.execute(_STANDING_OF_KIND, {"kind": kind})
        return [(_decision(row), dict(row.detail or {})) for row in rows]

    def about(self, kind: str, subjects: Iterable[str]) -> dict[str, list[tuple[Decision, dict[str, Any]]]]:
        """The decisions of a kind about some subjects that nobody undid, oldest first, with their details."""
        found: dict[str, list[tuple[Decision, dict[str, Any]]]] = {}
        of_kind = _STANDING.where(decision.c.kind == kind)
        for chunk in chunks(subjects, 5000):
            for row in self._connection.execute(of_kind.where(among(self._connection, decision.c.subject, chunk))):
                found.setdefault(row.subject, []).append((_decision(row), dict(row.detail or {})))
        return found

    def get(self, number: int) -> Logged | None:
        """A decision by its number."""
        row = self._connection.execute(_ALL.where(decision.c.id == number)).first()
        return Logged(_decision(row), row.undone_by) if row else None

    def history(self, subject: str = "") -> list[Logged]:
        """Every decision, about one subject or all, oldest first, with those that were undone."""
        query = _ALL.where(decision.c.kind != UNDO)
        rows = self._connection.execute(query.where(decision.c.subject == subject) if subject else query)
        return [Logged(_decision(row), row.undone_by) for row in rows]

    def add(self, kind: str, details: Mapping[str, dict[str, Any]], signature: Signature) -> None:
        """One decision about each subject, with what belongs to it (codes, period, other, seconds, day)."""
        signed = {"decided_by": signature.by, "decided_at": signature.at, "why": signature.why}
        rows = [{"kind": kind, "subject": key, "detail": detail, **signed} for key, detail in sorted(details.items())]
        before = self._last()
        execute_many(self._connection, insert(decision), rows)
        self._tell(before, signature)

    def undo(self, numbers: Sequence[int], signature: Signature) -> None:
        """Takes decisions back, by other ones."""
        before = self._last()
        for number in numbers:
            undone = self.get(number)
            assert undone is not None, "only what was decided can be undone"
            self._connection.execute(
                insert(decision).values(
                    kind=UNDO,
                    subject=undone.decision.subject,
                    detail={},
                    undoes=number,
                    decided_by=signature.by,
                    decided_at=signature.at,
                    why=signature.why,
                )
            )
        self._tell(before, signature)

    def numbered(self, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
        """The subject and the reason of some decisions, by number."""
        found: dict[int, tuple[str, str]] = {}
        for chunk in chunks(sorted(set(numbers))):
            rows = self._connection.execute(
                select(decision.c.id, decision.c.subject, decision.c.why).where(decision.c.id.in_(chunk))
            )
            found |= {row.id: (row.subject, row.why) for row in rows}
        return found

    def _last(self) -> int:
        return int(self._connection.execute(select(func.max(decision.c.id))).scalar() or 0)

    def _tell(self, before: int, signature: Signature) -> None:
        """Writes what was decided since into the audit log, by its number; whoever writes is alone in the database."""
        query = select(decision.c.id, decision.c.kind, decision.c.subject, decision.c.undoes)
        rows = self._connection.execute(query.where(decision.c.id > before).order_by(decision.c.id)).all()
        self._audit.add_all([_noted(row) for row in rows], signature.at, signature.by)


def _noted(row: Any) -> tuple[str, str, dict[str, Any]]:
    said = {"decision": row.id} | ({"undoes": row.undoes} if row.undoes else {})
    return row.kind, "" if ARROW in row.subject else row.subject, said


def _decision(row: Any) -> Decision:
    detail = row.detail or {}
    return Decision(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        by=row.decided_by,
        at=row.decided_at,
        why=row.why,
        codes=tuple(detail.get("codes", ())),
        period=detail.get("period", ""),
        other=detail.get("other", ""),
        seconds=detail.get("seconds", 0),
        cost_minor=detail.get("cost"),
        day=date.fromisoformat(detail["day"]) if detail.get("day") else None,
        facts=detail.get("facts", ""),
        version=detail.get("version", 0),
        gone=detail.get("gone", False),
        percent=detail.get("percent", ""),
        text=detail.get("text", ""),
        currency=detail.get("currency", ""),
        beside=tuple(beside) if (beside := detail.get("beside")) is not None else None,
        original=_original(detail.get("original")),
        whose=(whose[0], whose[1]) if (whose := detail.get("whose")) else None,
    )


def _original(detail: Mapping[str, Any] | None) -> Original | None:
    return Original(**{**detail, "day": date.fromisoformat(detail["day"])}) if detail else None
