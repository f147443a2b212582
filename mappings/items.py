"""What is billed once: fees, charges, milestones and deposits as they stand, or stood, on lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, true

from billing.ids import LINE, NOTE, stable_id
from billing.money import Money
from billing.prepaid import PREFIX as FEE
from billing.wishes import LineKind
from mappings.bulk import begins_with, chunks
from mappings.drafts import IS_CREDIT, STANDS
from mappings.placements import FIXED
from mappings.schema_books import allocation, draft, line, placement


@dataclass(frozen=True, slots=True)
class BilledFee:
    """A fee that is in the books on an invoice, with the first day of service."""

    workstream: str
    service_from: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee that stood on a line once: what it is called for good, what the line says, and the plan that wrote it."""

    id: str
    plan: str
    workstream: str
    service_from: date
    service_to: date
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class BilledOnce:
    """A fee, charge, milestone or deposit on a line of a standing draft, and what it is called for good.

    `settled`: it is billed, or its month is closed. `taken_back`: a credit note takes it back, so that it is neither.
    """

    id: str
    draft: str
    contract: str
    client: str
    period: str
    workstream: str
    kind: LineKind
    description: str
    service_from: date
    service_to: date
    amount: Money
    unit_price: Decimal
    rule: str
    settled: bool
    taken_back: bool


class Items:
    """Questions about what is billed once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    _LINES_OF_FEES = select(allocation.c.line).where(begins_with(allocation.c.entry, FEE))
    _FEES = (
        select(line.c.id, line.c.draft, draft.c.part, draft.c.contract)
        .add_columns(line.c.workstream, line.c.service_from, line.c.amount_minor, line.c.currency)
        .join(draft, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
        .where(line.c.id.in_(_LINES_OF_FEES), draft.c.status == "posted")
        .order_by(draft.c.period, draft.c.id, line.c.position)
    )

    def billed_fees(self) -> dict[str, list[BilledFee]]:
        """The fees on documents in the books, by contract; of each by period, draft and place.

        A fee that a credit note takes back as a whole is not billed, and neither is what takes it back.
        """
        rows = self._connection.execute(self._FEES).all()
        gone = _taken_back(rows)
        found: dict[str, list[BilledFee]] = {}
        for row in rows:
            if row.id not in gone:
                fee = BilledFee(row.workstream, row.service_from, Money(row.amount_minor, row.currency))
                found.setdefault(row.contract, []).append(fee)
        return found

    _ALL_FEES = (
        select(allocation.c.entry, draft.c.plan, line.c.workstream, line.c.service_from, line.c.service_to)
        .add_columns(line.c.description, line.c.amount_minor, line.c.currency)
        .join_from(allocation, line, line.c.id == allocation.c.line)
        .join(draft, (line.c.draft == draft.c.id) & (line.c.revision == draft.c.revision))
        .where(begins_with(allocation.c.entry, FEE), draft.c.contract == bindparam("contract"), ~IS_CREDIT)
        .order_by(allocation.c.entry, allocation.c.number)
    )

    def fees(self, contract: str) -> list[Fee]:
        """Every fee that a contract ever had on a line, whatever became of it, by day and id; each as it stood last."""
        rows = self._connection.execute(self._ALL_FEES, {"contract": contract})
        found: dict[str, Fee] = {}
        for row in rows:
            days = (row.service_from, row.service_to)
            amount = Money(row.amount_minor, row.currency)
            found[row.entry] = Fee(row.entry, row.plan, row.workstream, *days, row.description, amount)
        return sorted(found.values(), key=lambda fee: (fee.service_from, fee.id))

    _ONCE = (
        select(placement.c.entry, line.c.draft, draft.c.contract, draft.c.client, draft.c.period, line.c.workstream)
        .add_columns(line.c.kind, line.c.description, line.c.service_from, line.c.service_to)
        .add_columns(line.c.amount_minor, line.c.currency, line.c.unit_price, line.c.rate_rule)
        .add_columns(placement.c.settled, FIXED.label("fixed"))
        .join_from(placement, line, line.c.id == placement.c.line)
        .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
        .where(STANDS, ~IS_CREDIT)
        .order_by(draft.c.contract, draft.c.period, draft.c.id, line.c.position)
    )

    def billed_once(self, *prefixes: str) -> list[BilledOnce]:
        """What stands on drafts under ids that begin so, by contract, period, draft and place."""
        begin = or_(*(begins_with(placement.c.entry, prefix) for prefix in prefixes))
        return [_once(row) for row in self._connection.execute(self._ONCE.where(begin))]

    _ONCE_VOID = (
        select(allocation.c.entry, line.c.draft, draft.c.contract, draft.c.client, draft.c.period, line.c.workstream)
        .add_columns(line.c.kind, line.c.description, line.c.service_from, line.c.service_to)
        .add_columns(line.c.amount_minor, line.c.currency, line.c.unit_price, line.c.rate_rule)
        .add_columns(true().label("settled"), true().label("fixed"))
        .join_from(allocation, line, line.c.id == allocation.c.line)
        .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
        .where(draft.c.status == "voided", ~IS_CREDIT)
        .order_by(draft.c.contract, draft.c.period, draft.c.id, line.c.position)
    )

    def billed_and_void(self, ids: Iterable[str]) -> list[BilledOnce]:
        """The same of what stood on invoices that are void, as it was billed there; each once."""
        found = {
            row.entry: _once(row)
            for chunk in chunks(sorted(ids))
            for row in self._connection.execute(self._ONCE_VOID.where(allocation.c.entry.in_(chunk)))
        }
        return list(found.values())


def _once(row: Any) -> BilledOnce:
    return BilledOnce(
        id=row.entry,
        draft=row.draft,
        contract=row.contract,
        client=row.client,
        period=row.period,
        workstream=row.workstream,
        kind=LineKind(row.kind),
        description=row.description,
        service_from=row.service_from,
        service_to=row.service_to,
        amount=Money(row.amount_minor, row.currency),
        unit_price=row.unit_price,
        rule=row.rate_rule,
        settled=bool(row.fixed),
        taken_back=bool(row.settled and not row.fixed),
    )


def _taken_back(rows: Sequence[Any]) -> set[str]:
    """The lines that credit notes take back wholly, and the lines of these notes that do."""
    minor = {row.id: row.amount_minor for row in rows}
    notes: dict[str, set[str]] = {}
    for row in rows:
        if row.draft.startswith(NOTE):
            notes.setdefault(row.part.rpartition(" ")[2], set()).add(row.draft)
    found: set[str] = set()
    for row in rows:
        backs = (stable_id(LINE, note, row.id) for note in notes.get(row.draft, ()))
        for back in backs:
            if minor.get(back) == -row.amount_minor:
                found |= {row.id, back}
    return found
