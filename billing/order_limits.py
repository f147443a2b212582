"""The step that keeps purchase orders within their limits: what does not fit goes on, waits, or has no order.

Charged time is consumed by day, start and id. It is cut where what was rounded together is a whole number of steps, so
that both parts are. An entry is billed whole or waits whole: what is posted settles its time, and half an entry cannot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import groupby

from billing.cutting import Steps, cut
from billing.lines import Billable, Fixed, Priced, document_key, line_key
from billing.money import Money, amount, quantity
from billing.orders import NEXT, WITHOUT, Drawn, limited, opened_with, orders_on
from billing.records import Contract, Order

UNROUNDED_STEP = 60
"""Where time is not rounded, it is cut at whole minutes."""


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


@dataclass(slots=True)
class _Room:
    """What is used of one order so far, and what stands on each line under it."""

    order: Order
    currency: str
    before: int
    used: int
    full: bool = False
    lines: dict[object, int] = field(default_factory=dict)

    @property
    def limit(self) -> int | None:
        """The limit in its unit: cents, or seconds; None if there is none."""
        return self.order.limit.minor if self.order.limit else self.order.limit_seconds

    @property
    def by_time(self) -> bool:
        """Whether its limit is in hours."""
        return self.order.limit_seconds is not None

    @property
    def is_used_up(self) -> bool:
        """Whether nothing more can be billed on it."""
        return self.full or (self.limit is not None and self.used >= self.limit)

    @property
    def left(self) -> Money | int:
        """What is left of the limit."""
        rest = max(0, (self.limit or 0) - self.used)
        return rest if self.by_time else Money(rest, self.currency)

    def draws(self, item: Priced) -> bool:
        """Whether a piece of work uses anything up here."""
        return not item.work.no_charge and item.charged_seconds > 0 and (self.by_time or item.price > 0)

    def worth(self, item: Priced, seconds: int, line: object) -> int:
        """What more of a piece's time on its line would use up."""
        if not self.draws(item):
            return 0
        if self.by_time:
            return seconds
        stands = self.lines.get(line, 0)
        return self._amount(item, stands + seconds) - self._amount(item, stands)

    def takes(self, worth: int) -> bool:
        """Whether so much fits."""
        return self.limit is None or self.used + worth <= self.limit

    def put(self, item: Priced, seconds: int, line: object) -> None:
        """Bills time on it, or takes it back where `seconds` are negative."""
        self.used += self.worth(item, seconds, line)
        self.lines[line] = self.lines.get(line, 0) + seconds

    def _amount(self, item: Priced, seconds: int) -> int:
        return amount(quantity(seconds), item.price, self.currency).minor


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
        self._steps = Steps(contract, UNROUNDED_STEP)
        self._over: list[Over] = []

    def fill(self, items: Sequence[Billable]) -> Limited:
        """Everything in its turn; what has no order by its day keeps none."""
        placed: list[Billable] = []
        for _, same in groupby(sorted(items, key=_turn), key=lambda item: item.subject):
            placed += self._entry(list(same))
        used = [Used(each.order, each.before, each.used, each.full) for each in self._rooms.values()]
        return Limited(placed, tuple(self._over), tuple([each for each in used if each.order.is_limited]))

    def _valid(self, day: date, workstream: str) -> list[_Room]:
        orders = orders_on(self._contract.orders, day, workstream)
        wanted = orders if self._contract.when_order_is_used_up == NEXT else orders[:1]
        return [self._rooms[order.number] for order in wanted]

    def _entry(self, items: list[Billable]) -> list[Billable]:
        """One entry or charge, wherever it finds room; nothing, if it must wait."""
        first = items[0]
        rooms = self._on(first.day, first.workstream)
        if not rooms or not first.order:
            return items
        if isinstance(first, Fixed):
            return self._stated(first, rooms)
        return self._time([item for item in items if isinstance(item, Priced)], rooms)

    def _stated(self, item: Fixed, rooms: Sequence[_Room]) -> list[Billable]:
        """An amount that cannot be cut: under the first order that takes all of it. A refund always fits."""
        worth = item.item.amount.minor
        for room in rooms:
            if not room.is_used_up if room.by_time else worth <= 0 or room.takes(worth):
                room.used += 0 if room.by_time else worth
                return [item.under(room.order.number)]
        return self._without([item], rooms[-1])

    def _time(self, items: Sequence[Priced], rooms: Sequence[_Room]) -> list[Billable]:
        """The pieces of an entry, cut where an order ends. One that must wait leaves the orders as they were."""
        before = [room.full for room in rooms]
        parts: list[_Part] = []
        rest: list[Priced] = []
        for item in items:
            own, left = self._piece(item, rooms)
            parts += own
            rest += [left] if left else []
        if rest and not self._may_stand_alone(items[0]):
            for part in parts:
                part.room.put(part.item, -part.item.charged_seconds, part.line)
            for room, full in zip(rooms, before, strict=True):
                room.full = full
            return self._without(items, rooms[-1])
        placed = [*(part.item for part in parts), *(item.under("") for item in rest)]
        if len(placed) == len(items):
            return list(placed)
        return [replace(item, number=number) for number, item in enumerate(placed, 1)]

    def _piece(self, item: Priced, rooms: Sequence[_Room]) -> tuple[list[_Part], Priced | None]:
        """A piece in the parts that orders take, and what none of them does."""
        parts: list[_Part] = []
        rest: Priced | None = item
        for room in _open_to(item, rooms):
            fitting, rest = self._cut(rest, room, item) if rest else (None, None)
            if fitting:
                line = self._line(fitting)
                room.put(fitting, fitting.charged_seconds, line)
                self._steps.pass_by(item, fitting.charged_seconds)
                parts.append(_Part(room, fitting, line))
        self._steps.pass_by(item, rest.charged_seconds if rest else 0)
        return parts, rest

    def _cut(self, item: Priced, room: _Room, whole_piece: Priced) -> tuple[Priced | None, Priced | None]:
        """A piece as far as an order takes it, and the rest. Once time has not fitted, an order takes no more."""
        whole = item.under(room.order.number)
        line, draws = self._line(whole), room.draws(item)
        if not draws or (not room.full and room.takes(room.worth(item, item.charged_seconds, line))):
            return whole, None
        was_full, room.full = room.full, True
        if was_full:
            return None, item
        rounded_as = replace(whole_piece, charged_seconds=item.charged_seconds)
        seconds = self._steps.most(rounded_as, lambda most: room.takes(room.worth(item, most, line)))
        both = cut(item, seconds)
        return (both[0].under(room.order.number), both[1]) if both else (None, item)

    def _without(self, items: Sequence[Billable], last: _Room) -> list[Billable]:
        """What fits nowhere: without an order if that may be, else it waits."""
        if self._may_stand_alone(items[0]):
            return [item.under("") for item in items]
        self._over.append(Over(items[0].subject, last.order, last.left))
        return []

    def _may_stand_alone(self, item: Billable) -> bool:
        return self._contract.when_order_is_used_up == WITHOUT or item.subject in self._accepted

    def _line(self, item: Priced) -> object:
        return document_key(item, self._contract), line_key(item, self._contract)


def _rooms(contract: Contract, drawn: Iterable[Drawn]) -> Iterable[tuple[Order, _Room]]:
    stands = {each.order: each for each in drawn}
    for order in contract.orders:
        opened = opened_with(contract, order)
        other = stands.get(order.number, Drawn(order.number, 0, 0))
        by_time = order.limit_seconds is not None
        before = opened.seconds + other.seconds if by_time else opened.minor + other.minor
        yield order, _Room(order, contract.currency, before, before)


def _turn(item: Billable) -> tuple[object, ...]:
    """By day; within one the time first, in the order in which it comes, then what was spent, by id."""
    return (item.day, 1, item.subject) if isinstance(item, Fixed) else (item.day, 0, "")


def _open_to(item: Priced, rooms: Sequence[_Room]) -> list[_Room]:
    """Where work may stand. What uses nothing up stands on the first order that is still in use, else on the last."""
    if not any(room.draws(item) for room in rooms):
        return [next((room for room in rooms if not room.is_used_up), rooms[-1])]
    return [room for room in rooms if room.draws(item) or not room.is_used_up]
