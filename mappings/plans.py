"""Plans: what each unit was planned from, so that it can be recomputed; and which configuration held then."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from billing.ids import PLAN, stable_id, text_digest
from billing.records import Contract
from billing.unit import Unit, unit_of
from billing.wishes import LineKind
from mappings.bulk import begins_with
from mappings.push_steps import CONFIRMED
from mappings.schema import run as run_table
from mappings.schema_books import draft, line, plan, push


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as it was recorded: its canonical inputs, their digest, and the configuration's hash."""

    id: str
    contract: str
    period: str
    revision: int
    digest: str
    inputs: str
    configuration: str
    run: int


_OF_HOURS = (LineKind.TIME.value, LineKind.FEE.value)
_OF_UNIT = (plan.c.contract == bindparam("contract")) & (plan.c.period == bindparam("period"))


class Plans:
    """Questions about plans, and new ones."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    _ONE = select(plan).where(plan.c.id == bindparam("id"))

    def get(self, plan_id: str) -> StoredPlan:
        """A plan by its id."""
        return _stored(self._connection.execute(self._ONE, {"id": plan_id}).one())

    def of_period(self, period: str, contract: str = "") -> list[str]:
        """The ids of the plans of periods that end in a month, or of one contract's, by contract, oldest first."""
        query = select(plan.c.id).where(begins_with(plan.c.period, period))
        query = query.order_by(plan.c.contract, plan.c.period, plan.c.revision)
        query = query.where(plan.c.contract == contract) if contract else query
        return [str(key) for key in self._connection.execute(query).scalars()]

    _BEGINNING = begins_with(plan.c.id, bindparam("prefix"))
    _STARTING = select(plan.c.id).where(_BEGINNING).order_by(plan.c.id).limit(bindparam("most"))

    def starting_with(self, prefix: str, limit: int = 6) -> list[str]:
        """Ids that begin with some characters."""
        rows = self._connection.execute(self._STARTING, {"prefix": prefix, "most": limit})
        return [str(key) for key in rows.scalars()]

    def behind(self, draft_id: str, contract: str, period: str) -> str:
        """The newest plan of a period when a draft of it was posted; of one that was not, the newest there is."""
        posted = select(func.max(push.c.intended_run)).where(push.c.draft == draft_id, push.c.action == "post")
        by_then = plan.c.run <= func.coalesce(posted.scalar_subquery(), plan.c.run)
        query = select(plan.c.id).where(plan.c.contract == contract, plan.c.period == period, by_then)
        return str(self._connection.execute(query.order_by(plan.c.revision.desc()).limit(1)).scalar() or "")

    def first_billed(self, contract: str, period: str) -> str:
        """The newest plan of a period when its first invoice of hours was posted, also if that is void now; or nothing.

        What bills a deposit, a milestone or an expense alone says nothing of rates.
        """
        drafts = select(draft.c.id).where(draft.c.contract == contract, draft.c.period == period)
        done = (push.c.action == "post") & (push.c.status == CONFIRMED)
        own = (line.c.draft == push.c.draft) & (line.c.revision == push.c.revision) & line.c.kind.in_(_OF_HOURS)
        posted = select(func.min(push.c.intended_run)).join_from(push, line, own).where(push.c.draft.in_(drafts), done)
        by_then = plan.c.run <= posted.scalar_subquery()
        query = select(plan.c.id).where(plan.c.contract == contract, plan.c.period == period, by_then)
        return str(self._connection.execute(query.order_by(plan.c.revision.desc()).limit(1)).scalar() or "")

    def newest(self, contract: str) -> str:
        """The id of the newest plan of a contract, or nothing."""
        query = select(plan.c.id).where(plan.c.contract == contract)
        order = (plan.c.run.desc(), plan.c.period.desc(), plan.c.revision.desc())
        return str(self._connection.execute(query.order_by(*order).limit(1)).scalar() or "")

    _LAST_DIGEST = select(plan.c.digest).where(_OF_UNIT).order_by(plan.c.revision.desc()).limit(1)

    def last_digest(self, contract: str, period: str) -> str | None:
        """The digest of the inputs of a unit's newest plan."""
        return self._connection.execute(self._LAST_DIGEST, {"contract": contract, "period": period}).scalar()

    _OF_RUN = select(plan.c.contract, plan.c.period, plan.c.digest).where(plan.c.run == bindparam("run"))

    def of_run(self, run: int) -> dict[tuple[str, str], str]:
        """The units that a run has planned, in order, each with the digest of what it was planned from at last."""
        rows = self._connection.execute(self._OF_RUN.order_by(plan.c.revision), {"run": run})
        return dict(sorted({(str(contract), str(period)): str(found) for contract, period, found in rows}.items()))

    def contract_of(self, plan_id: str) -> Contract:
        """The contract that a plan was made by."""
        return unit_of(self.get(plan_id).inputs, with_works=False).contract

    _LAST_REVISION = select(func.max(plan.c.revision)).where(_OF_UNIT)

    def add(self, unit: Unit, inputs: str, run: int) -> str:
        """Records what a unit is planned from (its canonical inputs), by the run's configuration; returns the id."""
        of_unit = {"contract": unit.contract.id, "period": unit.period.name}
        revision = (self._connection.execute(self._LAST_REVISION, of_unit).scalar() or 0) + 1
        plan_id = stable_id(PLAN, unit.contract.id, unit.period.name, str(revision))
        self._connection.execute(
            insert(plan).values(
                id=plan_id,
                contract=unit.contract.id,
                period=unit.period.name,
                revision=revision,
                digest=text_digest(inputs),
                inputs=zlib.compress(inputs.encode(), 1),
                configuration=select(run_table.c.configuration).where(run_table.c.id == run).scalar_subquery(),
                run=run,
            )
        )
        return plan_id


def _stored(row: Any) -> StoredPlan:
    inputs = zlib.decompress(row.inputs).decode()
    return StoredPlan(row.id, row.contract, row.period, row.revision, row.digest, inputs, row.configuration, row.run)
