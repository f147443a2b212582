"""Drafts and their lines. A draft that changes gets a new revision; the old one stays, superseded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, insert, select, update

from billing.caps import CapDraw, is_beyond
from billing.deposit_records import DepositLine
from billing.draft_records import Draft, Line
from billing.ids import NOTE, digest
from billing.lifecycle import GONE, NEXT, Event, Status, after
from billing.money import Money
from billing.orders import Draw
from billing.wishes import PAID_AHEAD, BillTo, LineKind
from mappings.bulk import MONTH, NOTHING, begins_with, chunks, insert_rows, read_columns
from mappings.draft_lines import MAKING, line_row, lines_of, posting_said
from mappings.plans import Plans
from mappings.push_steps import INTENDED
from mappings.pushes import POST
from mappings.schema_books import draft, line, plan, push

_CHANGEABLE = sorted({status.value for status, event in NEXT if event is Event.REPLACED})
"""States from which a plan may replace a draft: not from posted, which is in the books for good."""

SHOWN = 16
"""How much of a draft's hash people are shown."""
STANDS = draft.c.status.not_in([status.value for status in GONE])
_OF_TIME = [LineKind.TIME.value, LineKind.CORRECTION.value]
IS_CREDIT = begins_with(draft.c.id, NOTE)
_BEING_POSTED = draft.c.id.in_(select(push.c.draft).where(push.c.status == INTENDED, push.c.action == POST))
"""What may be an invoice by now, though nobody knows it yet: it stays as it is until that is known."""
_OF_UNIT = (draft.c.contract == bindparam("contract")) & (draft.c.period == bindparam("period"))
_COUNTS = STANDS & (~IS_CREDIT | (draft.c.status == Status.POSTED.value))
"""What draws on limits and deposits; a credit gives back once it is posted, and not before."""


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it stands: its revision, its status, the plan that wrote it, and the hash of all that it says."""

    draft: Draft
    revision: int
    status: Status
    plan: str
    content: str = ""

    @property
    def hash(self) -> str:
        """The beginning of that hash, by which people name exactly what they approve."""
        return self.content[:SHOWN]


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

    def counts(self) -> dict[str, int]:
        """How many that stand are in each status."""
        query = select(draft.c.status, func.count()).where(STANDS).group_by(draft.c.status)
        return {str(status): int(count) for status, count in self._connection.execute(query)}

    def current(self, period: str = "") -> list[StoredDraft]:
        """The drafts that stand, of a period or the periods that end in a month, or all, by client and part."""
        query = select(draft).where(STANDS)
        if period:
            query = query.where(begins_with(draft.c.period, period))
        return self._with_lines(query.order_by(draft.c.period, draft.c.client, draft.c.contract, draft.c.part))

    def of_unit(self, contract: str, period: str) -> list[StoredDraft]:
        """The drafts that stand of one contract's period, by part."""
        of_unit = (draft.c.contract == contract) & (draft.c.period == period)
        query = select(draft).where(of_unit, STANDS)
        return self._with_lines(query.order_by(draft.c.part))

    def get(self, draft_id: str) -> StoredDraft | None:
        """A draft as it stands, or None when there is none (any more)."""
        return next(iter(self._with_lines(select(draft).where(draft.c.id == draft_id, STANDS))), None)

    _IDS_OF_PLAN = select(draft.c.id).where(draft.c.plan == bindparam("plan"), ~IS_CREDIT)

    def ids_of_plan(self, plan_id: str) -> set[str]:
        """The drafts of which a plan wrote a revision; a credit note only names the plan of what it credits."""
        return set(self._connection.execute(self._IDS_OF_PLAN, {"plan": plan_id}).scalars())

    def notes_of(self, draft_id: str) -> list[StoredDraft]:
        """The credit notes that there are or were of a document, in their order."""
        named = IS_CREDIT & draft.c.part.endswith(draft_id, autoescape=True)
        return self._with_lines(select(draft).where(named).order_by(draft.c.part))

    _ISSUED = select(draft.c.id).where(_OF_UNIT, draft.c.status == Status.POSTED.value)

    def issued(self, contract: str, period: str) -> tuple[str, ...]:
        """The drafts of a unit that are in the books, as invoices or credit notes."""
        rows = self._connection.execute(self._ISSUED, {"contract": contract, "period": period})
        return tuple(sorted(rows.scalars()))

    _REVISIONS = select(draft).where(draft.c.id == bindparam("draft")).order_by(draft.c.revision.desc())
    _REVISIONS_OF_PLAN = _REVISIONS.where(draft.c.plan == bindparam("plan"))

    def revisions(self, draft_id: str, plan_id: str = "") -> list[StoredDraft]:
        """All revisions of a draft, newest first; or those that a plan wrote."""
        query = self._REVISIONS_OF_PLAN if plan_id else self._REVISIONS
        return self._with_lines(query, {"draft": draft_id, "plan": plan_id})

    def of_line(self, line_id: str) -> str | None:
        """The draft that a line belongs to."""
        return self._connection.execute(select(line.c.draft).where(line.c.id == line_id)).scalars().first()

    def count_outdated(self, period: str, contract: str = "") -> int:
        """How many drafts of the periods that end in a month lost time since they were planned."""
        query = select(func.count()).where(begins_with(draft.c.period, period), draft.c.status == Status.OUTDATED)
        if contract:
            query = query.where(draft.c.contract == contract)
        return int(self._connection.execute(query).scalar_one())

    _OUTDATED_UNITS = (
        select(draft.c.contract, draft.c.period)
        .where(begins_with(draft.c.period, MONTH), draft.c.status == Status.OUTDATED)
        .distinct()
    )

    def outdated_units(self, month: str) -> frozenset[tuple[str, str]]:
        """The contracts and periods that end in a month of which a draft lost time since it was planned."""
        rows = self._connection.execute(self._OUTDATED_UNITS, {"month": month})
        return frozenset((str(contract), str(period)) for contract, period in rows)

    def starting_with(self, prefix: str, limit: int = 6) -> list[str]:
        """Ids of drafts and lines that begin with some characters."""
        found: list[str] = []
        for table in (draft, line):
            matching = select(table.c.id).where(begins_with(table.c.id, prefix)).distinct()
            found += self._connection.execute(matching.order_by(table.c.id).limit(limit)).scalars()
        return found

    _SUMS = (
        select(draft.c.currency, func.count(), func.sum(draft.c.total_minor))
        .where(begins_with(draft.c.period, MONTH), STANDS)
        .group_by(draft.c.currency)
        .order_by(draft.c.currency)
    )
    _SUMS_OF_LINES = (
        select(
            line.c.currency, func.sum(line.c.amount_minor), func.sum(line.c.seconds), func.sum(line.c.rounded_seconds)
        )
        .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
        .where(begins_with(draft.c.period, MONTH), STANDS)
        .group_by(line.c.currency)
    )

    def sums(self, period: str) -> list[LineSums]:
        """What the standing drafts of the periods that end in a month come to, for each currency."""
        lines = {row[0]: row[1:] for row in self._connection.execute(self._SUMS_OF_LINES, {"month": period})}
        rows = self._connection.execute(self._SUMS, {"month": period})
        return [LineSums(row[0], row[1], int(row[2]), *(int(part) for part in lines[row[0]])) for row in rows]

    def drawn(self, contract: str = "") -> list[Draw]:
        """What the drafts that stand draw on purchase orders: of one contract, or of all."""
        of_time = case((line.c.kind.in_(_OF_TIME), line.c.rounded_seconds), else_=0)
        query = (
            select(
                *(draft.c[name] for name in ("contract", "purchase_order", "period", "id", "total_minor")),
                *(func.sum(of_time), draft.c.status, draft.c.currency),
            )
            .join(line, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
            .where(_COUNTS, draft.c.purchase_order != "")
            .group_by(*draft.primary_key.columns)
            .order_by(draft.c.period, draft.c.id)
        )
        rows = self._connection.execute(query.where(draft.c.contract == contract) if contract else query)
        return [Draw(*row[:5], int(row[5]), row[6] == Status.POSTED.value, row[7]) for row in rows]

    def drawn_on_caps(self, contract: str) -> list[CapDraw]:
        """What the lines of time on a contract's standing drafts draw on its caps."""
        own = (draft.c.period, draft.c.id, draft.c.purchase_order, draft.c.status, draft.c.plan, draft.c.currency)
        agreed = cache(Plans(self._connection).contract_of)
        drawn = (line.c.workstream, line.c.service_from, line.c.tasks, line.c.amount_minor, line.c.rounded_seconds)
        query = (
            select(*own, *drawn)
            .join(line, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
            .where(draft.c.contract == contract, _COUNTS, line.c.kind.in_(_OF_TIME))
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
                currency=row.currency,
                seconds=row.rounded_seconds,
                posted=row.status == Status.POSTED.value,
                beyond=bool(row.purchase_order) and is_beyond(agreed(row.plan), row.purchase_order),
            )
            for row in self._connection.execute(query)
        ]

    _DEPOSIT_LINES = (
        select(line, draft.c.period, draft.c.status, draft.c.part)
        .join(draft, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
        .where(draft.c.contract == bindparam("contract"), _COUNTS)
        .where(line.c.kind.in_([kind.value for kind in PAID_AHEAD]))
        .order_by(draft.c.period, draft.c.id, line.c.position)
    )

    def deposit_lines(self, contract: str) -> list[DepositLine]:
        """The lines of a contract's standing drafts that bill deposits or use them, by period, draft and place."""
        return [
            DepositLine(
                line=row.id,
                draft=row.draft,
                period=row.period,
                posted=row.status == Status.POSTED.value,
                kind=LineKind(row.kind),
                workstream=row.workstream,
                description=row.description,
                posting=posting_said(row.posting),
                entry=row.entries[0],
                amount=Money(row.amount_minor, row.currency),
                credits=row.part.rpartition(" ")[2] if row.draft.startswith(NOTE) else "",
            )
            for row in self._connection.execute(self._DEPOSIT_LINES, {"contract": contract})
        ]

    # ---- changes ----

    _REPLACEABLE = select(draft.c.id, draft.c.status).where(_OF_UNIT, draft.c.status.in_(_CHANGEABLE), ~IS_CREDIT)

    def replace(self, contract: str, period: str, drafts: Iterable[Draft], plan_id: str) -> tuple[int, int]:
        """Makes these the standing drafts of a unit. Returns how many were written and how many withdrawn.

        A draft with the same content keeps its revision; a changed one gets the next.
        """
        proposed = {item.id: item for item in drafts}
        standing = self._connection.execute(self._REPLACEABLE, {"contract": contract, "period": period})
        before = {row.id: Status(row.status) for row in standing.all()}
        contents = {key: digest(item) for key, item in proposed.items()}
        changed = {
            key: item
            for key, item in proposed.items()
            if key not in before or not self._holds(item, contents[key], before[key])
        }
        withdrawn = [key for key in before if key not in proposed]
        self._supersede([*(key for key in changed if key in before), *withdrawn])
        for key, item in changed.items():
            status = Status.HELD if before.get(key) is Status.HELD else Status.DRAFT
            self._write(item, contents[key], plan_id, status)
        return len(changed), len(withdrawn)

    def add_note(self, note: Draft, plan_id: str) -> None:
        """Writes a new credit note; it names the plan of what it credits."""
        self._write(note, digest(note), plan_id, Status.DRAFT)

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
        self._outdate(select(draft.c.id).where(of_months, STANDS))

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
                which = draft.c.id.in_(drafts) & (draft.c.status == status.value) & ~IS_CREDIT & ~_BEING_POSTED
                self._connection.execute(update(draft).where(which).values(status=then.value))

    def _holds(self, proposed: Draft, content: str, status: Status) -> bool:
        """Whether the standing draft is what is proposed; what one of schema 0001 does not know is no difference."""
        if status is Status.OUTDATED:
            return False
        query = select(draft.c.content_hash).where(draft.c.id == proposed.id, STANDS)
        if self._connection.execute(query).scalar() == content:
            return True
        standing = self.get(proposed.id)  # what an earlier Tieout has hashed had other fields
        if standing is None:
            return False
        known = standing.draft
        if not known.looks:
            known = replace(known, looks=proposed.looks, bill_to=proposed.bill_to)
        return digest(known) == content

    def _supersede(self, ids: Sequence[str]) -> None:
        changeable = draft.c.id.in_(ids) & draft.c.status.in_(_CHANGEABLE)
        self._connection.execute(update(draft).where(changeable).values(status=Status.SUPERSEDED.value))

    def _next_revision(self, draft_id: str) -> int:
        last = self._connection.execute(select(func.max(draft.c.revision)).where(draft.c.id == draft_id)).scalar()
        return (last or 0) + 1

    def _write(self, item: Draft, content: str, plan_id: str, status: Status) -> None:
        revision = self._next_revision(item.id)
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
                content_hash=content,
            )
        )
        rows = (line_row(part, item.id, revision, position) for position, part in enumerate(item.lines))
        insert_rows(self._connection, line, [column.name for column in line.c], rows)

    def _with_lines(self, query: Select[Any], said: Mapping[str, Any] = NOTHING) -> list[StoredDraft]:
        rows = self._connection.execute(query, said).all()
        lines = self._lines(query, said) if rows else {}
        return [_stored(row, tuple(lines.get((row.id, row.revision), ()))) for row in rows]

    def _lines(self, drafts: Select[Any], said: Mapping[str, Any]) -> dict[tuple[str, int], list[Line]]:
        """The lines of drafts by id and revision, in their order. A column at a time: there may be thousands."""
        columns = read_columns(self._connection, lines_of(drafts), MAKING, said)
        read = dict(zip(line.c.keys(), columns, strict=True))
        read["amount"] = list(map(Money, read["amount_minor"], read["currency"]))
        found: dict[tuple[str, int], list[Line]] = {}
        lines = map(Line, *(read[field.name] for field in fields(Line)))
        for draft_id, revision, item in zip(read["draft"], read["revision"], lines, strict=True):
            found.setdefault((draft_id, revision), []).append(item)
        return found


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
    return StoredDraft(found, row.revision, Status(row.status), row.plan, row.content_hash)
