"""The step that keeps purchase orders within their limits: what does not fit goes on, waits, or has no order.

Charged time is consumed by day, start and id. It is cut where what was rounded together is a whole number of steps, so
that both parts are. An entry is billed whole or waits whole: what is posted settles its time, and half an entry cannot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby

from billing.cutting import Steps, cut, joined
from billing.lines import Billable, Priced, Stated
from billing.money import Money
from billing.orders import NEXT, WITHOUT, Drawn, limited, opened_with, orders_on
from billing.records import Contract, Order
from billing.rooms import Room, line_of


@dataclass(frozen=True, slots=True)
class Over:
    """What waits because an order has no room for it: an entry or a charge, the order, and what was left of that."""

    subject: str
    order: Order
    left: Money | int


@dataclass(frozen=True, slots=True)
class Used:
    """How far an order was used before a plan and is after it, in the unit of its limit; `full`: it takes no more."""

    order: Order
    before: int
    after: int
    full: bool


@dataclass(frozen=True, slots=True)
class Limited:
    """What stands on documents, what waits, and how far each order is used."""

    items: list[Billable]
    over: tuple[Over, ...] = ()
    used: tuple[Used, ...] = ()


def within_limits(
    items: Sequence[Billable], contract: Contract, drawn: Iterable[Drawn], accepted: Collection[str]
) -> Limited:
    """Everything under an order that has room for it. `accepted`: what may stand without an order where none has."""
    if not limited(contract):
        return Limited(list(items))
    return _Filling(contract, drawn, accepted).fill(items)


_Room = Room[Order]


@dataclass(frozen=True, slots=True)
class _Part:
    """Charged time of a piece of work on one order."""

    room: _Room
    item: Priced
    line: object


class _Filling:
    """Fills the orders of a contract, one entry after the other."""

    def __init__(self, contract: Contract, drawn: Iterable[Drawn], accepted: Collection[str]) -> None:
        self._contract = contract
        self._accepted = accepted
        self._rooms = {order.number: room for order, room in _rooms(contract, drawn)}
        self._on = cache(self._valid)
        self._steps = Steps(contract)
        self._over: list[Over] = []

    def fill(self, items: Sequence[Billable]) -> Limited:
        """Everything in its turn; what has no order by its day keeps none."""
        placed: list[Billable] = []
        for _, same in groupby(sorted(items, key=_turn), key=lambda item: item.subject):
            placed += self._entry(list(same))
        used = [Used(each.of, each.before, each.used, each.full) for each in self._rooms.values()]
        return Limited(placed, tuple(self._over), tuple([each for each in used if each.order.is_limited]))

    def _valid(self, day: date, workstream: str) -> list[_Room]:
        orders = orders_on(self._contract.orders, day, workstream)
        wanted = orders if self._contract.when_order_is_used_up == NEXT else orders[:1]
        return [self._rooms[order.number] for order in wanted]

    def _entry(self, items: list[Billable]) -> list[Billable]:
        """One entry or charge, wherever it finds room; nothing, if it must wait."""
        first = items[0]
        if not isinstance(first, Stated):
            return self._time([item for item in items if isinstance(item, Priced)])
        rooms = self._rooms_of(first)
        return self._stated(first, rooms) if rooms else items

    def _stated(self, item: Stated, rooms: Sequence[_Room]) -> list[Billable]:
        """An amount that cannot be cut: under the first order that takes all of it; a refund, under the first."""
        worth = item.item.amount.minor
        for room in rooms:
            if worth <= 0 or (not room.is_used_up if room.by_time else room.takes(worth)):
                room.used += 0 if room.by_time else worth
                return [item.under(room.of.number)]
        return [item.under("")] if self._may_stand_alone(item) else self._waiting([item], rooms[-1])

    def _time(self, items: Sequence[Priced]) -> list[Billable]:
        """The pieces of an entry, cut where an order ends. One that must wait leaves the orders as they were."""
        rooms = [self._rooms_of(item) for item in items]
        before = [(room, room.full) for some in rooms for room in some]
        parts: list[_Part] = []
        placed: list[Priced] = []
        alone: list[Priced] = []
        wanting: list[_Room] = []
        for item, some in zip(items, rooms, strict=True):
            own, left = self._piece(item, some) if some else ([], None)
            parts += own
            placed += [part.item for part in own] if some else [item]
            alone += [left.under("")] if left else []
            wanting += [some[-1]] if left and not self._may_stand_alone(item) else []
        if wanting:
            for part in parts:
                part.room.put(part.item, -part.item.charged_seconds, part.line)
            for room, full in reversed(before):
                room.full = full
            return self._waiting(items, wanting[0])
        whole = self._joined([*placed, *alone])
        if len(whole) == len(items):
            return list(whole)
        return [replace(item, number=number) for number, item in enumerate(whole, 1)]

    def _joined(self, pieces: Sequence[Priced]) -> list[Priced]:
        """The pieces of an entry, one for each line: what stands without an order may meet what has none anyway."""
        by_line: dict[object, Priced] = {}
        for piece in pieces:
            line = self._line(piece)
            by_line[line] = joined(by_line[line], piece) if line in by_line else piece
        return list(by_line.values())

    def _piece(self, item: Priced, rooms: Sequence[_Room]) -> tuple[list[_Part], Priced | None]:
        """A piece in the parts that orders take, and what none of them does."""
        parts: list[_Part] = []
        rest: Priced | None = item
        for room in _open_to(item, rooms):
            fitting, rest = self._cut(rest, room) if rest else (None, None)
            if fitting:
                line = self._line(fitting)
                room.put(fitting, fitting.charged_seconds, line)
                self._steps.pass_by(item, fitting.charged_seconds)
                parts.append(_Part(room, fitting, line))
        self._steps.pass_by(item, rest.charged_seconds if rest else 0)
        return parts, rest

    def _cut(self, item: Priced, room: _Room) -> tuple[Priced | None, Priced | None]:
        """A piece as far as an order takes it, and the rest. Once time has not fitted, an order takes no more."""
        whole = item.under(room.of.number)
        line, draws = self._line(whole), room.draws(item)
        if not draws or room.has_room_for(item, line):
            return whole, None
        was_full, room.full = room.full, True
        if was_full:
            return None, item
        own, rest = cut(item, self._steps.most(item, lambda most: room.takes(room.worth(item, most, line))))
        return own.under(room.of.number) if own else None, rest

    def _waiting(self, items: Sequence[Billable], last: _Room) -> list[Billable]:
        self._over.append(Over(items[0].subject, last.of, last.left))
        return []

    def _may_stand_alone(self, item: Billable) -> bool:
        """Whether it may be billed without an order where none has room; on one that is reserved it was agreed."""
        without = self._contract.when_order_is_used_up == WITHOUT and not self._is_reserved(item)
        return without or item.subject in self._accepted

    def _is_reserved(self, item: Billable) -> bool:
        return bool(item.order) and self._rooms[item.order].of.reserved

    def _rooms_of(self, item: Billable) -> list[_Room]:
        """The orders on which it may stand; none if it has no order by its day."""
        if self._is_reserved(item):
            return [self._rooms[item.order]]
        return self._on(item.day, item.workstream) if item.order else []

    def _line(self, item: Priced) -> object:
        return line_of(item, self._contract)


def _rooms(contract: Contract, drawn: Iterable[Drawn]) -> Iterable[tuple[Order, _Room]]:
    stands = {each.order: each for each in drawn}
    for order in contract.orders:
        opened = opened_with(contract, order)
        other = stands.get(order.number, Drawn(order.number, 0, 0))
        by_time = order.limit_seconds is not None
        before = opened.seconds + other.seconds if by_time else opened.minor + other.minor
        limit = order.limit.minor if order.limit else order.limit_seconds
        yield order, _Room(order, limit, by_time, contract.currency, before, before)


def _turn(item: Billable) -> tuple[object, ...]:
    """By day; within one the time first, in the order in which it comes, then what was spent, by id."""
    return (item.day, 1, item.subject) if isinstance(item, Stated) else (item.day, 0, "")


def _open_to(item: Priced, rooms: Sequence[_Room]) -> list[_Room]:
    """Where work may stand. What uses nothing up stands on the first order that is still in use, else on the last."""
    if not any(room.draws(item) for room in rooms):
        return [next((room for room in rooms if not room.is_used_up), rooms[-1])]
    return [room for room in rooms if room.draws(item) or not room.is_used_up]
