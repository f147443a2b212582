"""Drafts and their lines. A draft that changes gets a new revision; the old one stays, superseded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, Select, case, func, insert, select, update

from billing.caps import CapDraw
from billing.deposit_records import DepositLine
from billing.ids import digest
from billing.lifecycle import NEXT, Event, Status, after
from billing.money import Money
from billing.orders import Draw
from billing.records import Draft, Line, Task
from billing.wishes import BillTo, LineKind, Posting
from mappings.bulk import begins_with, chunks, insert_rows
from mappings.schema_books import draft, line, plan

_CHANGEABLE = sorted({status.value for status, event in NEXT if event is Event.REPLACED})
"""States from which a plan may replace a draft: not from posted, which is in the books for good."""


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it stands: its revision, its status, and the plan that wrote it."""

    draft: Draft
    revision: int
    status: Status
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
        query = select(draft).where(draft.c.status != Status.SUPERSEDED)
        if period:
            query = query.where(draft.c.period == period)
        return self._with_lines(query.order_by(draft.c.period, draft.c.client, draft.c.contract, draft.c.part))

    def get(self, draft_id: str) -> StoredDraft | None:
        """A draft as it stands, or None when there is none (any more)."""
        query = select(draft).where(draft.c.id == draft_id, draft.c.status != Status.SUPERSEDED)
        return next(iter(self._with_lines(query)), None)

    def of_plan(self, plan_id: str) -> list[StoredDraft]:
        """The revisions that a plan wrote."""
        return self._with_lines(select(draft).where(draft.c.plan == plan_id).order_by(draft.c.id))

    def issued(self, contract: str, period: str) -> tuple[str, ...]:
        """The drafts of a unit that are in the books as invoices."""
        of_unit = (draft.c.contract == contract) & (draft.c.period == period)
        rows = self._connection.execute(select(draft.c.id).where(of_unit, draft.c.status == Status.POSTED.value))
        return tuple(sorted(rows.scalars()))

    def revisions(self, draft_id: str) -> list[StoredDraft]:
        """All revisions of a draft, newest first."""
        return self._with_lines(select(draft).where(draft.c.id == draft_id).order_by(draft.c.revision.desc()))

    def of_line(self, line_id: str) -> str | None:
        """The draft that a line belongs to."""
        return self._connection.execute(select(line.c.draft).where(line.c.id == line_id)).scalars().first()

    def count_outdated(self, period: str, contract: str = "") -> int:
        """How many drafts of a period, or of one unit, lost time since they were planned."""
        query = select(func.count()).where(draft.c.period == period, draft.c.status == Status.OUTDATED)
        if contract:
            query = query.where(draft.c.contract == contract)
        return int(self._connection.execute(query).scalar_one())

    def outdated_contracts(self, period: str) -> frozenset[str]:
        """The contracts of which a draft of a period lost time since it was planned."""
        query = select(draft.c.contract).where(draft.c.period == period, draft.c.status == Status.OUTDATED)
        return frozenset(self._connection.execute(query.distinct()).scalars())

    def starting_with(self, prefix: str, limit: int = 6) -> list[str]:
        """Ids of drafts and lines that begin with some characters."""
        found: list[str] = []
        for table in (draft, line):
            matching = select(table.c.id).where(begins_with(table.c.id, prefix)).distinct()
            found += self._connection.execute(matching.order_by(table.c.id).limit(limit)).scalars()
        return found

    def sums(self, period: str) -> list[LineSums]:
        """What the standing drafts of a period come to, for each currency."""
        standing = (draft.c.period == period) & (draft.c.status != Status.SUPERSEDED)
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

    def drawn(self, contract: str = "") -> list[Draw]:
        """What the drafts that stand draw on purchase orders: of one contract, or of all."""
        of_time = case((line.c.kind == LineKind.TIME.value, line.c.rounded_seconds), else_=0)
        query = (
            select(
                draft.c.contract,
                draft.c.purchase_order,
                draft.c.period,
                draft.c.id,
                draft.c.total_minor,
                func.sum(of_time),
                draft.c.status,
            )
            .join(line, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
            .where(draft.c.status != Status.SUPERSEDED, draft.c.purchase_order != "")
            .group_by(*draft.primary_key.columns)
            .order_by(draft.c.period, draft.c.id)
        )
        rows = self._connection.execute(query.where(draft.c.contract == contract) if contract else query)
        return [Draw(*row[:5], int(row[5]), row[6] == Status.POSTED.value) for row in rows]

    def drawn_on_caps(self, contract: str) -> list[CapDraw]:
        """What the lines of time on a contract's standing drafts draw on its caps."""
        own = (draft.c.period, draft.c.id, draft.c.purchase_order, draft.c.status)
        drawn = (line.c.workstream, line.c.service_from, line.c.tasks, line.c.amount_minor, line.c.rounded_seconds)
        query = (
            select(*own, *drawn)
            .join(line, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
            .where(draft.c.contract == contract, draft.c.status != Status.SUPERSEDED)
            .where(line.c.kind == LineKind.TIME.value)
            .order_by(draft.c.period, draft.c.id, line.c.position)
        )
        return [
            CapDraw(
                period=row.period,
                draft=row.id,
                order=row.purchase_order,
                workstream=row.workstream,
                month=row.service_from.strftime("%Y-%m"),
                tasks=tuple([task[0] for task in row.tasks]),
                minor=row.amount_minor,
                seconds=row.rounded_seconds,
                fixed=row.status == Status.POSTED.value,
            )
            for row in self._connection.execute(query)
        ]

    def deposit_lines(self, contract: str) -> list[DepositLine]:
        """The lines of a contract's standing drafts that bill deposits or use them, by period, draft and place."""
        kinds = [LineKind.DEPOSIT.value, LineKind.DEPOSIT_USED.value]
        query = (
            select(line, draft.c.period, draft.c.status)
            .join(draft, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
            .where(draft.c.contract == contract, draft.c.status != Status.SUPERSEDED, line.c.kind.in_(kinds))
            .order_by(draft.c.period, draft.c.id, line.c.position)
        )
        return [
            DepositLine(
                line=row.id,
                draft=row.draft,
                period=row.period,
                posted=row.status == Status.POSTED.value,
                kind=LineKind(row.kind),
                workstream=row.workstream,
                description=row.description,
                posting=_posting(row.posting),
                entry=row.entries[0],
                amount=Money(row.amount_minor, row.currency),
            )
            for row in self._connection.execute(query)
        ]

    # ---- changes ----

    def replace(self, contract: str, period: str, drafts: Iterable[Draft], plan_id: str) -> tuple[int, int]:
        """Makes these the standing drafts of a unit. Returns how many were written and how many withdrawn.

        A draft with the same content keeps its revision; a changed one gets the next.
        """
        proposed = {item.id: item for item in drafts}
        of_unit = (draft.c.contract == contract) & (draft.c.period == period)
        standing = select(draft.c.id, draft.c.status).where(of_unit, draft.c.status.in_(_CHANGEABLE))
        before = {row.id: Status(row.status) for row in self._connection.execute(standing).all()}
        changed = {
            key: item for key, item in proposed.items() if key not in before or not self._holds(item, before[key])
        }
        withdrawn = [key for key in before if key not in proposed]
        self._supersede([*(key for key in changed if key in before), *withdrawn])
        for key, item in changed.items():
            held = before.get(key) is Status.HELD
            self._write(item, self._next_revision(key), plan_id, Status.HELD if held else Status.DRAFT)
        return len(changed), len(withdrawn)

    def move(self, draft_id: str, event: Event) -> Status:
        """Lets something happen to a standing draft, by the table of its life; returns what it is then."""
        standing = self.get(draft_id)
        assert standing is not None, "only a draft that stands can be moved"
        status = after(standing.status, event)
        assert status is not None, f"{event} cannot happen to a draft that is {standing.status}"
        which = (draft.c.id == draft_id) & (draft.c.revision == standing.revision)
        self._connection.execute(update(draft).where(which).values(status=status.value))
        return status

    def outdate(self, line_ids: Iterable[str]) -> None:
        """Tells the standing drafts with these lines that some of their time has changed: they are planned again."""
        for chunk in chunks(sorted(set(line_ids))):
            self._outdate(select(line.c.draft).where(line.c.id.in_(chunk)))

    def outdate_these(self, ids: Iterable[str]) -> None:
        """Tells some standing drafts that they must be planned again."""
        for chunk in chunks(sorted(set(ids))):
            self._outdate(chunk)

    def outdate_months(self, contract: str, periods: Iterable[str]) -> None:
        """Tells all standing drafts of some months of a contract that they must be planned again."""
        of_months = (draft.c.contract == contract) & draft.c.period.in_(sorted(set(periods)))
        self._outdate(select(draft.c.id).where(of_months, draft.c.status != Status.SUPERSEDED))

    def outdate_units_of(self, plans: Iterable[str]) -> None:
        """Tells the standing drafts of the units of some plans that time these set aside has changed."""
        for chunk in chunks(sorted(set(plans))):
            units = select(plan.c.contract, plan.c.period).where(plan.c.id.in_(chunk)).distinct()
            for contract, period in self._connection.execute(units).all():
                self.outdate_months(contract, [period])

    def _outdate(self, drafts: Select[tuple[str]] | Sequence[str]) -> None:
        for status in Status:
            then = after(status, Event.TIME_CHANGED)
            if then not in (None, status):
                which = draft.c.id.in_(drafts) & (draft.c.status == status.value)
                self._connection.execute(update(draft).where(which).values(status=then.value))

    def _holds(self, proposed: Draft, status: Status) -> bool:
        """Whether the standing draft is what is proposed; what one of schema 0001 does not know is no difference."""
        standing = None if status is Status.OUTDATED else self.get(proposed.id)
        if standing is None:
            return False
        known = standing.draft
        if not known.looks:
            known = replace(known, looks=proposed.looks, bill_to=proposed.bill_to)
        return digest(known) == digest(proposed)

    def _supersede(self, ids: Sequence[str]) -> None:
        changeable = draft.c.id.in_(ids) & draft.c.status.in_(_CHANGEABLE)
        self._connection.execute(update(draft).where(changeable).values(status=Status.SUPERSEDED.value))

    def _next_revision(self, draft_id: str) -> int:
        last = self._connection.execute(select(func.max(draft.c.revision)).where(draft.c.id == draft_id)).scalar()
        return (last or 0) + 1

    def _write(self, item: Draft, revision: int, plan_id: str, status: Status) -> None:
        self._connection.execute(
            insert(draft).values(
                id=item.id,
                revision=revision,
                plan=plan_id,
                status=status.value,
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
                bill_to=list(astuple(item.bill_to)),
                looks=item.looks,
                content_hash=digest(item),
            )
        )
        rows = (_line_row(part, item.id, revision, position) for position, part in enumerate(item.lines))
        insert_rows(self._connection, line, [column.name for column in line.c], rows)

    def _with_lines(self, query: Select[Any]) -> list[StoredDraft]:
        found = []
        for row in self._connection.execute(query).all():
            of_draft = (line.c.draft == row.id) & (line.c.revision == row.revision)
            lines = self._connection.execute(select(line).where(of_draft).order_by(line.c.position)).all()
            found.append(_stored(row, tuple(_line(part) for part in lines)))
        return found


def _line_row(item: Line, draft_id: str, revision: int, position: int) -> tuple[Any, ...]:
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


def _line(row: Any) -> Line:
    own = {
        field.name: getattr(row, field.name)
        for field in fields(Line)
        if field.name not in ("amount", "tasks", "entries", "kind", "posting")
    }
    return Line(
        **own,
        amount=Money(row.amount_minor, row.currency),
        tasks=tuple(Task(*task) for task in row.tasks),
        entries=tuple(row.entries),
        kind=LineKind(row.kind),
        posting=_posting(row.posting),
    )


def _posting(said: list[Any]) -> Posting:
    if not said:
        return Posting()
    item, account, tax, tracking = said
    return Posting(item, account, tax, tuple((category, option) for category, option in tracking))


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
        bill_to=BillTo(*row.bill_to),
        looks=row.looks,
    )
    return StoredDraft(found, row.revision, Status(row.status), row.plan)
