"""Contracts' periods: by which rules each was planned last, whether it is closed, and what is not billed yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from billing.lifecycle import Status
from billing.periods import month_of_period
from mappings.audit import Audit
from mappings.bulk import MONTH, begins_with, upsert
from mappings.decided import Signature
from mappings.drafts import IS_CREDIT, STANDS
from mappings.schema import run
from mappings.schema_books import closing, draft, unit

CHECKS = ""
"""No contract has this id: its units remember by which limits a month's people were checked."""


_OTHERS = "-"
"""Before the rules by which a unit was planned, where it was run by other ones since and left alone."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A contract's period as it was planned last, and what of it is not billed: its value, and time without a price."""

    contract: str
    period: str
    rules: str
    plan: str
    closed: bool
    client: str = ""
    currency: str = ""
    unbilled_minor: int = 0
    unpriced_seconds: int = 0

    @property
    def was_run_by_others(self) -> bool:
        """Whether it was left alone when it was run last, and by other rules than those by which it was planned."""
        return self.rules.startswith(_OTHERS)

    def run_by(self, rules: str) -> str:
        """Its rules after a run by some rules that leaves it alone."""
        own = self.rules.removeprefix(_OTHERS)
        return own if own in ("", rules) else f"{_OTHERS}{own}"


@dataclass(frozen=True, slots=True)
class Closing:
    """When a period was closed, by whom and why, with its statement then."""

    contract: str
    period: str
    at: datetime
    by: str
    why: str
    statement: Any


class Units:
    """Questions about units and changes to them."""

    def __init__(self, connection: Connection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit

    _ONE = select(unit).where(unit.c.contract == bindparam("contract"), unit.c.period == bindparam("period"))

    def get(self, contract: str, period: str) -> UnitRow | None:
        """A unit, if it was ever planned or closed."""
        row = self._connection.execute(self._ONE, {"contract": contract, "period": period}).first()
        return UnitRow(*row) if row else None

    _ALL = select(unit).where(unit.c.contract != CHECKS).order_by(unit.c.period, unit.c.client, unit.c.contract)
    _ENDING_IN = _ALL.where(begins_with(unit.c.period, MONTH))

    def of(self, period: str = "") -> list[UnitRow]:
        """The units of the periods that end in a month, or of all, by client and contract."""
        query, said = (self._ENDING_IN, {"month": period}) if period else (self._ALL, {})
        rows = self._connection.execute(query, said)
        return [UnitRow(*row) for row in rows]

    _OF_CONTRACT = select(unit).where(unit.c.contract == bindparam("contract")).order_by(unit.c.period)

    def of_contract(self, contract: str) -> list[UnitRow]:
        """The units of a contract, by their last days."""
        return [UnitRow(*row) for row in self._connection.execute(self._OF_CONTRACT, {"contract": contract})]

    def client_of(self, contract: str) -> str:
        """The client of a contract as it was planned last; nothing of one that never was."""
        return next((row.client for row in reversed(self.of_contract(contract)) if row.client), "")

    def unbilled(self) -> list[UnitRow]:
        """The units of which something is not billed."""
        query = select(unit).where((unit.c.unbilled_minor != 0) | (unit.c.unpriced_seconds != 0))
        return [UnitRow(*row) for row in self._connection.execute(query.order_by(unit.c.client, unit.c.period))]

    _CLOSED = select(closing.c.contract, closing.c.period, closing.c.run).where(closing.c.reopened_at.is_(None))

    def closed(self) -> dict[tuple[str, str], int]:
        """The periods that take no more time, as contract and period, with the last run before they were closed."""
        rows = self._connection.execute(self._CLOSED)
        return {(str(contract), str(period)): int(number) for contract, period, number in rows}

    def settled(self) -> set[str]:
        """The months in which every contract's periods that end there are closed."""
        closed: dict[str, bool] = {}
        for row in self.of():
            name = month_of_period(row.period)
            closed[name] = closed.get(name, True) and row.closed
        return {name for name, is_closed in closed.items() if is_closed}

    def rules_of_checks(self, period: str) -> str:
        """The hash of the limits by which everyone's month was checked last."""
        row = self.get(CHECKS, period)
        return row.rules if row else ""

    def keep_rules_of_checks(self, period: str, rules: str) -> None:
        """Notes by which limits a month is checked."""
        self.keep(UnitRow(CHECKS, period, rules, "", closed=False))

    def keep(self, row: UnitRow) -> None:
        """Notes how a unit was planned."""
        names = [column.name for column in unit.c]
        changing = [name for name in names if name not in ("contract", "period")]
        values = {name: getattr(row, name) for name in names}
        self._connection.execute(upsert(self._connection, unit, ("contract", "period"), changing), [values])

    def keep_rules(self, contract: str, period: str, rules: str) -> None:
        """Notes that a unit's plan holds by these rules too."""
        which = (unit.c.contract == contract) & (unit.c.period == period)
        self._connection.execute(update(unit).where(which).values(rules=rules))

    def bill(self, contract: str, period: str, minor: int) -> None:
        """Takes what was posted off the value that is not billed."""
        which = (unit.c.contract == contract) & (unit.c.period == period)
        left = unit.c.unbilled_minor - minor
        self._connection.execute(update(unit).where(which).values(unbilled_minor=left))

    _DRAFTED = (
        select(func.coalesce(func.sum(draft.c.total_minor), 0))
        .where(draft.c.contract == unit.c.contract, draft.c.period == unit.c.period)
        .where(STANDS, ~IS_CREDIT, draft.c.status != Status.POSTED.value)
        .scalar_subquery()
    )

    def hand_on(self, contract: str, period: str) -> None:
        """What closed periods of a contract had held counts in a later one, once that is planned: drafts are left."""
        earlier = (unit.c.contract == contract) & (unit.c.period < period) & unit.c.closed
        has_any = (unit.c.unbilled_minor != 0) | (unit.c.unpriced_seconds != 0)
        values = {"unbilled_minor": self._DRAFTED, "unpriced_seconds": 0}
        self._connection.execute(update(unit).where(earlier, has_any).values(values))

    def close(self, contract: str, period: str, signature: Signature, statement: Any) -> None:
        """Closes a period, and keeps its statement as it is now."""
        self._set_closed(contract, period, closed=True)
        self._connection.execute(
            insert(closing).values(
                contract=contract,
                period=period,
                run=select(func.coalesce(func.max(run.c.id), 0)).scalar_subquery(),
                closed_at=signature.at,
                closed_by=signature.by,
                why=signature.why,
                statement=statement,
            )
        )
        self._audit.add("close", f"{contract} {period}", signature.at, by=signature.by)

    def reopen(self, contract: str, period: str, signature: Signature) -> None:
        """Opens a closed period again; that it was closed stays written down.

        It has no rules then, so that it is planned again, and tells again what it told before it was closed.
        """
        self._set_closed(contract, period, closed=False)
        self._connection.execute(
            update(unit).where(unit.c.contract == contract, unit.c.period == period).values(rules="")
        )
        standing = (closing.c.contract == contract) & (closing.c.period == period) & closing.c.reopened_at.is_(None)
        values = {"reopened_at": signature.at, "reopened_by": signature.by, "reopened_why": signature.why}
        self._connection.execute(update(closing).where(standing).values(values))
        self._audit.add("reopen", f"{contract} {period}", signature.at, by=signature.by)

    def reasons(self) -> dict[tuple[str, str, datetime], str]:
        """Why periods were closed and opened again: by what was done, "contract period", and when."""
        rows = self._connection.execute(select(closing)).all()
        closed = {("close", f"{row.contract} {row.period}", row.closed_at): row.why for row in rows}
        reopened = [row for row in rows if row.reopened_at is not None]
        again = {("reopen", f"{row.contract} {row.period}", row.reopened_at): row.reopened_why for row in reopened}
        return {key: why or "" for key, why in {**closed, **again}.items()}

    _CLOSINGS = (
        select(closing)
        .where(begins_with(closing.c.period, MONTH), closing.c.reopened_at.is_(None))
        .order_by(closing.c.contract, closing.c.period)
    )

    def closings(self, period: str) -> list[Closing]:
        """The closings that stand of periods that end in a month, by contract."""
        rows = self._connection.execute(self._CLOSINGS, {"month": period})
        return [Closing(row.contract, row.period, row.closed_at, row.closed_by, row.why, row.statement) for row in rows]

    def _set_closed(self, contract: str, period: str, *, closed: bool) -> None:
        values = {"contract": contract, "period": period, "closed": closed}
        self._connection.execute(upsert(self._connection, unit, ("contract", "period"), ("closed",)), [values])
