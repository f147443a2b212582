"""Where each portion stands. Every step is appended to `allocation`; `placement` is what is live, kept beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, select, update

from billing.deposit_records import USE
from billing.quick import dataclass
from billing.records import TAKES_BACK, Portion, State
from mappings.bulk import Converter, among, begins_with, chunks, insert_rows, read_columns
from mappings.schema import entry
from mappings.schema_books import allocation, draft, line, placement, plan

KEYS = 5000
SET_ASIDE = (State.COVERED, State.WRITTEN_OFF)
"""What becomes of time that a plan puts on no line: something else pays for it, or nobody does."""
_MAKING: Mapping[str, Converter] = {"state": State}
_LIVE = tuple(column.name for column in placement.c if column.name != "settled")
_STEP = tuple(column.name for column in allocation.c)


@dataclass(frozen=True, slots=True)
class Placed:
    """A live portion: where it stands, by which plan, and whether that is settled."""

    portion: Portion
    plan: str | None
    settled: bool
    number: int


@dataclass(frozen=True, slots=True)
class BilledAs:
    """What a line is for: a contract's work, from one day to another."""

    contract: str
    workstream: str
    first: date
    last: date


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


_BACK = placement.alias()
_TAKEN_BACK = (
    select(_BACK.c.entry)
    .where(_BACK.c.entry == placement.c.entry, _BACK.c.portion == placement.c.portion + TAKES_BACK, _BACK.c.settled)
    .correlate(placement)
    .exists()
)
FIXED = placement.c.settled & (placement.c.portion < TAKES_BACK) & ~_TAKEN_BACK
"""What nothing moves: it is settled, and no credit that is in the books takes it back."""


def fixed(subject: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether something of an entry is fixed, so that it is not billed again."""
    return select(placement.c.entry).where(placement.c.entry == subject, FIXED).exists()


Live = Mapping[str, Sequence[Placed]]
"""The live portions of entries."""


class Placements:
    """Questions about portions, and the only way to move them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- questions ----

    def of_entries(self, ids: Iterable[str]) -> dict[str, list[Placed]]:
        """The live portions of some entries; an entry without any is open."""
        found: dict[str, list[Placed]] = {}
        for chunk in chunks(ids, KEYS):
            which = among(self._connection, placement.c.entry, chunk)
            query = select(placement).where(which).order_by(placement.c.entry, placement.c.portion)
            for item in self._read(query):
                found.setdefault(item.portion.entry_id, []).append(item)
        return found

    def settled(self, ids: Iterable[str]) -> set[str]:
        """Those of some entries and charges of which something is settled, and not taken back."""
        found: set[str] = set()
        for chunk in chunks(ids, KEYS):
            which = among(self._connection, placement.c.entry, chunk) & FIXED
            found.update(self._connection.execute(select(placement.c.entry).where(which)).scalars())
        return found

    def ever_billed(self, ids: Iterable[str]) -> set[str]:
        """Which of some entries were ever on an invoice of ours, whatever became of that."""
        query = select(allocation.c.entry).where(allocation.c.state == State.BILLED.value).distinct()
        found: set[str] = set()
        for chunk in chunks(ids):
            found.update(self._connection.execute(query.where(allocation.c.entry.in_(chunk))).scalars())
        return found

    _BILLED_AS = (
        select(draft.c.contract, line.c.workstream, line.c.service_from, line.c.service_to)
        .join_from(line, draft, (draft.c.id == line.c.draft) & (draft.c.revision == line.c.revision))
        .where(line.c.id == bindparam("line"))
        .order_by(line.c.revision.desc())
        .limit(1)
    )

    def billed_as(self, line_id: str) -> BilledAs | None:
        """What a line of a draft is for, by its newest revision."""
        row = self._connection.execute(self._BILLED_AS, {"line": line_id}).first()
        return BilledAs(*row) if row else None

    def changed_since_billed(self) -> list[str]:
        """The entries with a fixed portion on a document that is of another version than they are now."""
        other = (entry.c.version != placement.c.version) | ~entry.c.present
        query = select(placement.c.entry).join(entry, entry.c.id == placement.c.entry)
        rows = self._connection.execute(query.where(FIXED, placement.c.line != "", other).distinct())
        return sorted(rows.scalars())

    def steps(self, entry_id: str) -> list[Step]:
        """All that ever happened to the portions of an entry, in order."""
        rows = self._connection.execute(
            select(allocation).where(allocation.c.entry == entry_id).order_by(allocation.c.number)
        )
        return [Step(**{name: getattr(row, name) for name in Step.__slots__}) for row in rows]

    def on_lines(self, line_ids: Iterable[str]) -> list[Portion]:
        """The portions that are live on some lines, by line and entry."""
        found: list[Portion] = []
        for chunk in chunks(line_ids, KEYS):
            which = among(self._connection, placement.c.line, chunk)
            order = (placement.c.line, placement.c.entry, placement.c.portion)
            found += [item.portion for item in self._read(select(placement).where(which).order_by(*order))]
        return found

    def planned_for(self, contract: str, period: str) -> set[str]:
        """The entries and charges with a live, unsettled portion that a plan of this unit placed."""
        of_unit = select(plan.c.id).where(plan.c.contract == contract, plan.c.period == period)
        which = placement.c.plan.in_(of_unit) & ~placement.c.settled & (placement.c.portion < TAKES_BACK)
        (entries,) = read_columns(self._connection, select(placement.c.entry).where(which).distinct())
        return set(entries)

    def planned_in(self, contract: str, periods: Iterable[str]) -> set[str]:
        """The entries and charges with a live, unsettled portion that a plan of some periods of a contract placed."""
        of_units = select(plan.c.id).where(plan.c.contract == contract, plan.c.period.in_(list(periods)))
        which = placement.c.plan.in_(of_units) & ~placement.c.settled & (placement.c.portion < TAKES_BACK)
        return set(self._connection.execute(select(placement.c.entry).where(which).distinct()).scalars())

    def using_deposits(self) -> set[str]:
        """The contracts of which something uses a deposit."""
        uses = select(plan.c.contract).join_from(placement, plan, placement.c.plan == plan.c.id)
        return set(self._connection.execute(uses.where(begins_with(placement.c.entry, USE)).distinct()).scalars())

    def covered_in(self, contract: str, period: str) -> list[Placed]:
        """The live portions of covered time that plans of a unit placed, by entry."""
        of_unit = select(plan.c.id).where(plan.c.contract == contract, plan.c.period == period)
        which = (placement.c.state == State.COVERED.value) & placement.c.plan.in_(of_unit)
        query = select(placement).where(which).order_by(placement.c.entry, placement.c.portion)
        return self._read(query)

    # ---- changes ----

    def place(self, portions: Iterable[Portion], plan_id: str | None, run: int, placed: Live | None = None) -> int:
        """Moves entries to where these portions say, and returns how many entries moved.

        Given for an entry, portions replace all its live ones that are not settled; an entry that already stands so is
        left alone. `placed` is where they stand, if the caller has asked that in this transaction.
        """
        wanted: dict[str, list[Portion]] = {}
        for portion in portions:
            wanted.setdefault(portion.entry_id, []).append(portion)
        now = self.of_entries(wanted) if placed is None else placed
        live = {key: _movable(now[key]) for key in wanted if key in now}
        moving = {key: new for key, new in wanted.items() if [item.portion for item in live.get(key, ())] != new}
        numbers = self._reverse({key: live.get(key, []) for key in moving}, "moved", run)
        self._append(moving, numbers, plan_id, run)
        return len(moving)

    def add(self, portions: Iterable[tuple[Portion, str | None]], run: int, *, settled: bool) -> None:
        """Puts portions beside those of their entries, each by its plan: a credit, which only undoing it moves."""
        for portion, plan_id in portions:
            numbers = self._last_numbers([portion.entry_id])
            self._append({portion.entry_id: [portion]}, numbers, plan_id, run)
            if settled:
                which = (placement.c.entry == portion.entry_id) & (placement.c.portion == portion.number)
                self._connection.execute(update(placement).where(which).values(settled=True))

    def take_away(self, placed: Iterable[Placed], reason: str, run: int) -> None:
        """Takes portions off their places, settled ones too: what they stood on is void."""
        by_entry: dict[str, list[Placed]] = {}
        for item in placed:
            by_entry.setdefault(item.portion.entry_id, []).append(item)
        self._reverse(by_entry, reason, run)

    def release(self, ids: Iterable[str], reason: str, run: int) -> int:
        """Makes entries open again, except what is settled; returns how many portions were live."""
        live = {key: _movable(placed) for key, placed in self.of_entries(ids).items()}
        self._reverse({key: placed for key, placed in live.items() if placed}, reason, run)
        return sum(len(placed) for placed in live.values())

    def advance(self, line_ids: Iterable[str], state: State, reason: str, run: int) -> None:
        """Moves what is charged on some lines into the state of their document; nothing else about it changes."""
        for chunk in chunks(line_ids, KEYS):
            live = self._read(select(placement).where(among(self._connection, placement.c.line, chunk)))
            for plan_id in sorted({item.plan or "" for item in live}):
                of_plan = [item for item in live if (item.plan or "") == plan_id and _advances(item.portion, state)]
                self._advance(of_plan, state, reason, run)

    def settle(self, line_ids: Iterable[str], *, settled: bool) -> None:
        """Makes the portions on some lines immovable, or movable again.

        What a plan has set aside of an entry (covered, or written off) is settled with what is billed of it.
        """
        for chunk in chunks(line_ids, KEYS):
            on_lines = among(self._connection, placement.c.line, chunk)
            self._connection.execute(update(placement).where(on_lines).values(settled=settled))
            if settled:
                billed = select(placement.c.entry).where(on_lines)
                beside = _set_aside() & placement.c.entry.in_(billed)
                self._connection.execute(update(placement).where(beside).values(settled=True))

    def settle_aside(self, contract: str, period: str, *, settled: bool) -> None:
        """Makes what the plans of a unit have set aside immovable, or movable again where nothing of it is billed."""
        of_unit = select(plan.c.id).where(plan.c.contract == contract, plan.c.period == period)
        which = _set_aside() & placement.c.plan.in_(of_unit)
        if not settled:
            billed = select(placement.c.entry).where(placement.c.settled, placement.c.line != "")
            which &= placement.c.entry.not_in(billed)
        self._connection.execute(update(placement).where(which).values(settled=settled))

    def _advance(self, live: Sequence[Placed], state: State, reason: str, run: int) -> None:
        by_entry: dict[str, list[Placed]] = {}
        for item in live:
            by_entry.setdefault(item.portion.entry_id, []).append(item)
        settled = [item.portion for item in live if item.settled]
        numbers = self._reverse(by_entry, reason, run)
        moved = {
            key: [replace(item.portion, state=state, reason=reason) for item in items]
            for key, items in by_entry.items()
        }
        if live:
            self._append(moved, numbers, live[0].plan, run)
        self.settle({portion.line_id for portion in settled}, settled=True)

    def _reverse(self, live: Mapping[str, Sequence[Placed]], reason: str, run: int) -> dict[str, int]:
        """Takes portions back; the answer is the last allocation number of each entry."""
        numbers = self._last_numbers(live)
        rows: list[tuple[Any, ...]] = []
        for key, placed in live.items():
            for item in placed:
                numbers[key] += 1
                rows.append(_reversal(item, numbers[key], reason, run))
        leaving = [(item.portion.entry_id, item.portion.number) for placed in live.values() for item in placed]
        for number in sorted({number for _, number in leaving}):
            for chunk in chunks([key for key, portion in leaving if portion == number], KEYS):
                which = among(self._connection, placement.c.entry, chunk) & (placement.c.portion == number)
                self._connection.execute(delete(placement).where(which))
        insert_rows(self._connection, allocation, _STEP, rows)
        return numbers

    def _append(
        self, moving: Mapping[str, Sequence[Portion]], numbers: dict[str, int], plan_id: str | None, run: int
    ) -> None:
        placements: list[tuple[Any, ...]] = []
        steps: list[tuple[Any, ...]] = []
        for key, portions in moving.items():
            for portion in portions:
                numbers[key] += 1
                placements.append(_live(portion, numbers[key], plan_id))
                steps.append(_step(portion, numbers[key], plan_id, run))
        insert_rows(self._connection, placement, _LIVE, placements)
        insert_rows(self._connection, allocation, _STEP, steps)

    def _read(self, query: Select[Any]) -> list[Placed]:
        key, portion, number, version, state, on_line, by_plan, *rest = read_columns(self._connection, query, _MAKING)
        seconds, charged, minor, currency, reason, settled = rest
        found = map(Portion, key, version, portion, state, seconds, reason, on_line, charged, minor, currency)
        return list(map(Placed, found, by_plan, settled, number))

    def _last_numbers(self, ids: Iterable[str]) -> dict[str, int]:
        numbers = dict.fromkeys(ids, 0)
        last = select(allocation.c.entry, func.max(allocation.c.number)).group_by(allocation.c.entry)
        for chunk in chunks(list(numbers), KEYS):
            rows = self._connection.execute(last.where(among(self._connection, allocation.c.entry, chunk))).all()
            numbers.update((row[0], row[1]) for row in rows)
        return numbers


def _set_aside() -> ColumnElement[bool]:
    """What a plan placed on no line, for good: neither held nor deferred."""
    aside = placement.c.state.in_([state.value for state in SET_ASIDE])
    return aside & (placement.c.line == "") & placement.c.plan.is_not(None)


def _is_set_aside(portion: Portion) -> bool:
    return portion.state in SET_ASIDE and not portion.line_id


def setting_aside(placed: Iterable[Placed]) -> set[str]:
    """The plans that set some time aside: when it changes, what they charged may change."""
    return {item.plan for item in placed if item.plan and _is_set_aside(item.portion)}


def _advances(portion: Portion, state: State) -> bool:
    """What is only shown on a document, at no charge, stays what it is."""
    return portion.state in (State.DRAFTED, State.PUSHED) and portion.state is not state


def not_taken_back(placed: Iterable[Placed]) -> list[Placed]:
    """The portions of an entry or a charge that stand, in order: apart from credits, and from what these take back.

    A credit note takes back what it names once it is in the books.
    """
    known = list(placed)
    back = {item.portion.number - TAKES_BACK for item in known if item.settled}
    own = [item for item in known if item.portion.number < TAKES_BACK and item.portion.number not in back]
    return sorted(own, key=lambda item: item.portion.number)


def _movable(placed: Sequence[Placed]) -> list[Placed]:
    return [item for item in placed if not item.settled and item.portion.number < TAKES_BACK]


def _live(portion: Portion, number: int, plan_id: str | None) -> tuple[Any, ...]:
    return (
        portion.entry_id,
        portion.number,
        number,
        portion.version,
        portion.state.value,
        portion.line_id,
        plan_id,
        portion.seconds,
        portion.charged_seconds,
        portion.minor,
        portion.currency,
        portion.reason,
    )


def _step(portion: Portion, number: int, plan_id: str | None, run: int) -> tuple[Any, ...]:
    return (
        portion.entry_id,
        number,
        portion.version,
        portion.number,
        portion.state.value,
        portion.line_id,
        plan_id,
        portion.seconds,
        portion.charged_seconds,
        portion.minor,
        portion.currency,
        None,
        portion.reason,
        run,
    )


def _reversal(item: Placed, number: int, reason: str, run: int) -> tuple[Any, ...]:
    portion = item.portion
    return (
        portion.entry_id,
        number,
        portion.version,
        portion.number,
        portion.state.value,
        portion.line_id,
        item.plan,
        -portion.seconds,
        -portion.charged_seconds,
        -portion.minor,
        portion.currency,
        item.number,
        reason,
        run,
    )
