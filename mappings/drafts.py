"""Plans, drafts and their lines. A draft that changes gets a new revision; the old one stays, superseded."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from billing.ids import PLAN, digest, stable_id, text_digest
from billing.money import Money
from billing.plan import Unit
from billing.records import Draft, Line, Period, Task
from mappings.bulk import execute_many
from mappings.schema import draft, line, plan

CURRENT, OUTDATED, SUPERSEDED = "draft", "outdated", "superseded"
"""A draft that holds; one whose time changed since it was planned; one that a newer revision replaced."""


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it stands: its revision, its status, and the plan that wrote it."""

    draft: Draft
    revision: int
    status: str
    plan: str


@dataclass(frozen=True, slots=True)
class LineSums:
    """What the current drafts of a period come to in one currency."""

    currency: str
    documents: int
    total_minor: int
    lines_minor: int
    seconds: int
    rounded_seconds: int


class Drafts:
    """Questions about drafts and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- questions ----

    def current(self, period: str = "") -> list[StoredDraft]:
        """The drafts that stand, of one period or all, by client and part, with their lines."""
        query = select(draft).where(draft.c.status != SUPERSEDED)
        if period:
            query = query.where(draft.c.period == period)
        return self._with_lines(query.order_by(draft.c.period, draft.c.client, draft.c.contract, draft.c.part))

    def revisions(self, draft_id: str) -> list[StoredDraft]:
        """All revisions of a draft, newest first."""
        return self._with_lines(select(draft).where(draft.c.id == draft_id).order_by(draft.c.revision.desc()))

    def of_line(self, line_id: str) -> str | None:
        """The draft that a line belongs to."""
        return self._connection.execute(select(line.c.draft).where(line.c.id == line_id)).scalars().first()

    def contracts_in(self, period: Period) -> set[str]:
        """The contracts that were planned in a period; what a plan found wrong stands until the next one."""
        planned = select(plan.c.contract).where(plan.c.period == period.name).distinct()
        return set(self._connection.execute(planned).scalars())

    def last_digest(self, contract: str, period: str) -> str | None:
        """The digest of the inputs of a unit's newest plan."""
        newest = _plans(contract, period, plan.c.digest).order_by(plan.c.revision.desc()).limit(1)
        return self._connection.execute(newest).scalar()

    def count_outdated(self, period: str, contract: str = "") -> int:
        """How many drafts of a period, or of one unit, lost time since they were planned."""
        query = select(func.count()).where(draft.c.period == period, draft.c.status == OUTDATED)
        if contract:
            query = query.where(draft.c.contract == contract)
        return int(self._connection.execute(query).scalar_one())

    def starting_with(self, prefix: str, limit: int = 6) -> list[str]:
        """Ids of drafts and lines that begin with some characters."""
        found: list[str] = []
        for table in (draft, line):
            matching = table.c.id.startswith(prefix, autoescape=True)
            found += self._connection.execute(select(table.c.id).where(matching).distinct().limit(limit)).scalars()
        return found

    def sums(self, period: str) -> list[LineSums]:
        """What the standing drafts of a period come to, for each currency."""
        standing = (draft.c.period == period) & (draft.c.status != SUPERSEDED)
        totals = select(draft.c.currency, func.count(), func.sum(draft.c.total_minor)).where(standing)
        by_line = (
            select(
                line.c.currency,
                func.sum(line.c.amount_minor),
                func.sum(line.c.seconds),
                func.sum(line.c.rounded_seconds),
            )
            .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
            .where(standing)
            .group_by(line.c.currency)
        )
        lines = {row[0]: row[1:] for row in self._connection.execute(by_line)}
        rows = self._connection.execute(totals.group_by(draft.c.currency).order_by(draft.c.currency))
        return [LineSums(row[0], row[1], int(row[2]), *(int(part) for part in lines[row[0]])) for row in rows]

    # ---- changes ----

    def add_plan(self, unit: Unit, inputs: str, configuration: str, run: int) -> str:
        """Records what a unit is planned from (its canonical inputs), and returns the plan's id."""
        last = self._connection.execute(_plans(unit.contract.id, unit.period.name, func.max(plan.c.revision))).scalar()
        revision = (last or 0) + 1
        plan_id = stable_id(PLAN, unit.contract.id, unit.period.name, str(revision))
        self._connection.execute(
            insert(plan).values(
                id=plan_id,
                contract=unit.contract.id,
                period=unit.period.name,
                revision=revision,
                digest=text_digest(inputs),
                inputs=zlib.compress(inputs.encode()),
                configuration=configuration,
                run=run,
            )
        )
        return plan_id

    def replace(self, contract: str, period: str, drafts: Iterable[Draft], plan_id: str) -> tuple[int, int]:
        """Makes these the standing drafts of a unit. Returns how many were written and how many withdrawn.

        A draft with the same content keeps its revision; a changed one gets the next.
        """
        proposed = {item.id: item for item in drafts}
        standing = {item.draft.id: item for item in self._of_unit(contract, period)}
        changed = {
            key: item for key, item in proposed.items() if key not in standing or not _holds(standing[key], item)
        }
        withdrawn = [key for key in standing if key not in proposed]
        self._set_status([*(key for key in changed if key in standing), *withdrawn], SUPERSEDED)
        for key, item in changed.items():
            self._write(item, self._next_revision(key), plan_id)
        return len(changed), len(withdrawn)

    def outdate(self, line_ids: Iterable[str]) -> None:
        """Marks the standing drafts with these lines: some of their time has changed, so they must be planned again."""
        lines = sorted(set(line_ids))
        for start in range(0, len(lines), 500):
            drafts = select(line.c.draft).where(line.c.id.in_(lines[start : start + 500]))
            standing = draft.c.id.in_(drafts) & (draft.c.status == CURRENT)
            self._connection.execute(update(draft).where(standing).values(status=OUTDATED))

    def _of_unit(self, contract: str, period: str) -> list[StoredDraft]:
        of_unit = (draft.c.contract == contract) & (draft.c.period == period) & (draft.c.status != SUPERSEDED)
        return self._with_lines(select(draft).where(of_unit))

    def _set_status(self, ids: Sequence[str], status: str) -> None:
        standing = draft.c.id.in_(ids) & (draft.c.status != SUPERSEDED)
        self._connection.execute(update(draft).where(standing).values(status=status))

    def _next_revision(self, draft_id: str) -> int:
        last = self._connection.execute(select(func.max(draft.c.revision)).where(draft.c.id == draft_id)).scalar()
        return (last or 0) + 1

    def _write(self, item: Draft, revision: int, plan_id: str) -> None:
        self._connection.execute(
            insert(draft).values(
                id=item.id,
                revision=revision,
                plan=plan_id,
                status=CURRENT,
                contract=item.contract,
                client=item.client,
                period=item.period,
                part=item.part,
                currency=item.total.currency,
                total_minor=item.total.minor,
                purchase_order=item.order,
                terms=item.terms,
                invoice_date=item.invoice_date,
                service_from=item.service_from,
                service_to=item.service_to,
                content_hash=digest(item),
            )
        )
        rows = [_line_row(part, item.id, revision, position) for position, part in enumerate(item.lines)]
        execute_many(self._connection, insert(line), rows)

    def _with_lines(self, query: Select[Any]) -> list[StoredDraft]:
        found = []
        for row in self._connection.execute(query):
            of_draft = (line.c.draft == row.id) & (line.c.revision == row.revision)
            lines = self._connection.execute(select(line).where(of_draft).order_by(line.c.position))
            found.append(_stored(row, tuple(_line(part) for part in lines)))
        return found


def _plans(contract: str, period: str, wanted: Any) -> Select[Any]:
    return select(wanted).where(plan.c.contract == contract, plan.c.period == period)


def _holds(standing: StoredDraft, proposed: Draft) -> bool:
    return standing.status == CURRENT and digest(standing.draft) == digest(proposed)


def _line_row(item: Line, draft_id: str, revision: int, position: int) -> dict[str, Any]:
    plain = (
        "id",
        "workstream",
        "description",
        "quantity",
        "unit_price",
        "seconds",
        "rounded_seconds",
        "rate_rule",
        "rounding",
    )
    return {
        **{name: getattr(item, name) for name in plain},
        "draft": draft_id,
        "revision": revision,
        "position": position,
        "amount_minor": item.amount.minor,
        "currency": item.amount.currency,
        "service_from": item.service_from,
        "service_to": item.service_to,
        "tasks": [[task.key, task.title, task.url] for task in item.tasks],
        "entries": list(item.entries),
    }


def _line(row: Any) -> Line:
    own = {
        field.name: getattr(row, field.name)
        for field in fields(Line)
        if field.name not in ("amount", "tasks", "entries")
    }
    return Line(
        **own,
        amount=Money(row.amount_minor, row.currency),
        tasks=tuple(Task(*task) for task in row.tasks),
        entries=tuple(row.entries),
    )


def _stored(row: Any, lines: tuple[Line, ...]) -> StoredDraft:
    found = Draft(
        id=row.id,
        contract=row.contract,
        client=row.client,
        period=row.period,
        part=row.part,
        total=Money(row.total_minor, row.currency),
        order=row.purchase_order,
        terms=row.terms,
        invoice_date=row.invoice_date,
        service_from=row.service_from,
        service_to=row.service_to,
        lines=lines,
    )
    return StoredDraft(found, row.revision, row.status, row.plan)
