"""Where each portion stands. Every step is appended to `allocation`; `placement` is what is live, kept beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from billing.records import FINAL, Period, Portion, State
from mappings.bulk import chunks, execute_many
from mappings.schema import allocation, draft, entry, line, match, placement, plan


@dataclass(frozen=True, slots=True)
class Placed:
    """A live portion: where it stands, since which allocation, and by which plan."""

    portion: Portion
    plan: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands, in short: has a portion left the house, did plans place all, and on which lines."""

    final: bool
    planned: bool
    lines: tuple[str, ...]


_NOWHERE = Standing(final=False, planned=True, lines=())


@dataclass(frozen=True, slots=True)
class Step:
    """One allocation of an entry, for its history."""

    number: int
    version: int
    portion: int
    state: str
    line: str
    plan: str | None
    seconds: int
    charged_seconds: int
    minor: int
    currency: str
    reverses: int | None
    reason: str
    run: int


@dataclass(frozen=True, slots=True)
class StateSum:
    """Seconds of one connector, contract and (where there is no contract) tracker's client in one state."""

    connector: str
    contract: str
    client: str
    state: State
    seconds: int


class Placements:
    """Questions about portions, and the only way to move them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- questions ----

    def of_entries(self, ids: Iterable[str]) -> dict[str, list[Placed]]:
        """The live portions of some entries; an entry without any is open."""
        found: dict[str, list[Placed]] = {}
        for chunk in chunks(ids):
            rows = self._connection.execute(
                select(placement).where(placement.c.entry.in_(chunk)).order_by(placement.c.entry, placement.c.portion)
            )
            for row in rows:
                found.setdefault(row.entry, []).append(_placed(row))
        return found

    def standing_in(self, period: Period) -> dict[str, Standing]:
        """Where each entry of a period stands, by its tracker's day or its contract's; open ones are not in it."""
        shown = (entry.c.day >= period.first) & (entry.c.day < period.end)
        billed = (match.c.day >= period.first) & (match.c.day < period.end)
        rows = self._connection.execute(
            select(placement.c.entry, placement.c.state, placement.c.line, placement.c.plan)
            .join(entry, entry.c.id == placement.c.entry)
            .outerjoin(match, match.c.entry == placement.c.entry)
            .where(shown | billed)
        )
        found: dict[str, Standing] = {}
        for key, state, on_line, by_plan in rows:
            before = found.get(key, _NOWHERE)
            lines = (*before.lines, on_line) if on_line else before.lines
            final = before.final or state in FINAL
            found[key] = Standing(final, before.planned and by_plan is not None, lines)
        return found

    def final_in(self, contract: str, period: Period) -> set[str]:
        """The entries of a contract's period that have left the house."""
        in_unit = (match.c.contract == contract) & (match.c.day >= period.first) & (match.c.day < period.end)
        rows = self._connection.execute(
            select(placement.c.entry)
            .join(match, match.c.entry == placement.c.entry)
            .where(in_unit, placement.c.state.in_(sorted(FINAL)))
        )
        return set(rows.scalars())

    def steps(self, entry_id: str) -> list[Step]:
        """All that ever happened to the portions of an entry, in order."""
        rows = self._connection.execute(
            select(allocation).where(allocation.c.entry == entry_id).order_by(allocation.c.number)
        )
        return [Step(**{name: getattr(row, name) for name in Step.__slots__}) for row in rows]

    def on_line(self, line_id: str) -> list[Portion]:
        """The portions that are live on a line."""
        rows = self._connection.execute(
            select(placement).where(placement.c.line == line_id).order_by(placement.c.entry, placement.c.portion)
        )
        return [_placed(row).portion for row in rows]

    def sums(self, period: Period) -> list[StateSum]:
        """Seconds by connector, contract, client and state of all entries that are not running, by tracker day.

        Portions count where they are placed; an entry without a placement is open.
        """
        state = func.coalesce(placement.c.state, State.OPEN.value)
        seconds = func.coalesce(placement.c.seconds, entry.c.seconds)
        contract = func.coalesce(match.c.contract, "")
        rows = self._connection.execute(
            select(entry.c.connector, contract, entry.c.client, state, func.sum(seconds))
            .outerjoin(placement, placement.c.entry == entry.c.id)
            .outerjoin(match, match.c.entry == entry.c.id)
            .where(entry.c.present, entry.c.running.is_(False))
            .where(entry.c.day >= period.first, entry.c.day < period.end)
            .group_by(entry.c.connector, contract, entry.c.client, state)
        )
        return [StateSum(name, key, client, State(where), int(total)) for name, key, client, where, total in rows]

    def drafted_minor(self, period: str) -> dict[str, int]:
        """What the live portions on the standing drafts of a period come to, by currency."""
        standing = (draft.c.period == period) & (draft.c.status != "superseded")
        rows = self._connection.execute(
            select(placement.c.currency, func.sum(placement.c.minor))
            .join(line, line.c.id == placement.c.line)
            .join(draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
            .where(standing)
            .group_by(placement.c.currency)
        )
        return {str(currency): int(minor) for currency, minor in rows}

    def planned_for(self, contract: str, period: str) -> set[str]:
        """The entries with a live portion that a plan of this unit placed."""
        of_unit = select(plan.c.id).where(plan.c.contract == contract, plan.c.period == period)
        rows = self._connection.execute(select(placement.c.entry).where(placement.c.plan.in_(of_unit)).distinct())
        return set(rows.scalars())

    def changed_after_billing(self, period: Period) -> list[tuple[str, Portion, bool]]:
        """Entries whose source changed after they left the house: id, what was billed, and whether it still exists."""
        rows = self._connection.execute(
            select(placement, entry.c.present)
            .join(entry, entry.c.id == placement.c.entry)
            .where(placement.c.state.in_(sorted(FINAL)), placement.c.version != entry.c.version)
            .where(entry.c.day >= period.first, entry.c.day < period.end)
            .order_by(placement.c.entry)
        )
        return [(row.entry, _placed(row).portion, row.present) for row in rows]

    # ---- changes ----

    def place(self, portions: Sequence[Portion], plan_id: str | None, run: int) -> int:
        """Moves entries to where these portions say, and returns how many entries moved.

        Given for an entry, portions replace all its live ones; an entry that already stands so is left alone. What has
        left the house is never moved.
        """
        wanted: dict[str, list[Portion]] = {}
        for portion in portions:
            wanted.setdefault(portion.entry_id, []).append(portion)
        live = self.of_entries(wanted)
        moving = {key: new for key, new in wanted.items() if _content(live.get(key, [])) != [_key(p) for p in new]}
        leaving = {key: live.get(key, []) for key in moving}
        assert not any(_final(placed) for placed in leaving.values()), "what was billed is moved by a decision only"
        numbers = self._reverse(leaving, "moved", run)
        self._append(moving, numbers, plan_id, run)
        return len(moving)

    def release(self, ids: Iterable[str], reason: str, run: int) -> int:
        """Makes entries open again, except what has left the house; returns how many portions were live."""
        live = {key: placed for key, placed in self.of_entries(ids).items() if not _final(placed)}
        self._reverse(live, reason, run)
        return sum(len(placed) for placed in live.values())

    def _reverse(self, live: dict[str, list[Placed]], reason: str, run: int) -> dict[str, int]:
        """Takes portions back; the answer is the last allocation number of each entry."""
        numbers = self._last_numbers(live)
        rows = []
        for chunk in chunks([key for key, placed in live.items() if placed]):
            for row in self._connection.execute(select(placement).where(placement.c.entry.in_(chunk))):
                numbers[row.entry] += 1
                rows.append(_reversal(row, numbers[row.entry], reason, run))
            self._connection.execute(delete(placement).where(placement.c.entry.in_(chunk)))
        execute_many(self._connection, insert(allocation), rows)
        return numbers

    def _append(self, moving: dict[str, list[Portion]], numbers: dict[str, int], plan_id: str | None, run: int) -> None:
        placements = []
        for key, portions in moving.items():
            for portion in portions:
                numbers[key] += 1
                placements.append(_row(portion, numbers[key], plan_id))
        execute_many(self._connection, insert(placement), placements)
        steps = [{**row, "reverses": None, "run": run} for row in placements]
        execute_many(self._connection, insert(allocation), steps)

    def _last_numbers(self, ids: Iterable[str]) -> dict[str, int]:
        numbers = dict.fromkeys(ids, 0)
        for chunk in chunks(list(numbers)):
            last = select(allocation.c.entry, func.max(allocation.c.number))
            rows = self._connection.execute(last.where(allocation.c.entry.in_(chunk)).group_by(allocation.c.entry))
            numbers.update((row[0], row[1]) for row in rows)
        return numbers


def _final(placed: Sequence[Placed]) -> bool:
    return any(item.portion.state in FINAL for item in placed)


def _content(placed: Sequence[Placed]) -> list[tuple[object, ...]]:
    return [_key(item.portion) for item in placed]


def _key(portion: Portion) -> tuple[object, ...]:
    return (
        portion.number,
        portion.version,
        portion.state,
        portion.line_id,
        portion.seconds,
        portion.charged_seconds,
        portion.minor,
        portion.currency,
        portion.reason,
    )


def _placed(row: Any) -> Placed:
    portion = Portion(
        entry_id=row.entry,
        version=row.version,
        number=row.portion,
        state=State(row.state),
        seconds=row.seconds,
        reason=row.reason,
        line_id=row.line,
        charged_seconds=row.charged_seconds,
        minor=row.minor,
        currency=row.currency,
    )
    return Placed(portion, row.plan)


def _row(portion: Portion, number: int, plan_id: str | None) -> dict[str, Any]:
    return {
        "entry": portion.entry_id,
        "portion": portion.number,
        "number": number,
        "version": portion.version,
        "state": portion.state.value,
        "line": portion.line_id,
        "plan": plan_id,
        "seconds": portion.seconds,
        "charged_seconds": portion.charged_seconds,
        "minor": portion.minor,
        "currency": portion.currency,
        "reason": portion.reason,
    }


def _reversal(row: Any, number: int, reason: str, run: int) -> dict[str, Any]:
    return {
        "entry": row.entry,
        "portion": row.portion,
        "number": number,
        "version": row.version,
        "state": row.state,
        "line": row.line,
        "plan": row.plan,
        "seconds": -row.seconds,
        "charged_seconds": -row.charged_seconds,
        "minor": -row.minor,
        "currency": row.currency,
        "reverses": row.number,
        "reason": reason,
        "run": run,
    }
