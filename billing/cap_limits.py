"""Keeps charged time within the caps of its contract: what is beyond one waits, is written off, or has another order.

Time is consumed by day, start and id, and cut at a whole step so that what is billed fits all caps that it is under. An
entry of which a part must wait waits whole. What has a stated amount is under no cap.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from billing.cap_records import WRITE_OFF, Cap
from billing.caps import CapDrawn, CapKey, caps_on, counted, key_of, month_of, opened_at, task_keys
from billing.cutting import Steps, cut
from billing.lines import Billable, Priced
from billing.money import Money
from billing.records import Contract
from billing.rooms import Room, line_of

_Room = Room[Cap]


@dataclass(frozen=True, slots=True)
class Beyond:
    """What waits because a cap has no room for it, what was left, and why not under the cap's other order (`why`)."""

    subject: str
    cap: Cap
    what: str
    left: Money | int
    why: str = ""


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """Time that is beyond a cap and not billed."""

    item: Priced
    cap: Cap
    what: str


@dataclass(frozen=True, slots=True)
class Capped:
    """What may be billed, what is written off, and what waits."""

    items: list[Billable]
    written_off: tuple[WrittenOff, ...] = ()
    beyond: tuple[Beyond, ...] = ()


def keep_caps(
    items: Sequence[Billable], contract: Contract, drawn: Iterable[CapDrawn], accepted: Collection[str]
) -> Capped:
    """Everything within its caps. `accepted`: entries that are billed beyond a cap, because a person says so."""
    return _Keeping(contract, drawn, accepted).all(items)


@dataclass(slots=True)
class _Entry:
    """What has become of the pieces of an entry so far, and what can be taken back."""

    accepted: bool
    billed: list[Priced]
    written_off: list[WrittenOff]
    waits: list[tuple[_Room, str]]
    put: list[tuple[_Room, Priced, object]]
    filled: list[_Room]

    def give_back(self) -> None:
        """Leaves the caps as they were before it."""
        for room, item, line in reversed(self.put):
            room.put(item, -item.charged_seconds, line)
        for room in self.filled:
            room.full = False


class _Keeping:
    """Consumes the caps of a contract, one entry after the other."""

    def __init__(self, contract: Contract, drawn: Iterable[CapDrawn], accepted: Collection[str]) -> None:
        self._contract = contract
        self._accepted = accepted
        self._drawn = {each.key: each.used for each in drawn}
        self._orders = {order.number: order for order in contract.orders}
        self._rooms: dict[CapKey, _Room] = {}
        self._steps = Steps(contract)
        self._written_off: list[WrittenOff] = []
        self._beyond: list[Beyond] = []

    def all(self, items: Sequence[Billable]) -> Capped:
        """Everything in its turn; what has a stated amount passes."""
        placed: list[Billable] = []
        for _, same in groupby(sorted(items, key=lambda item: item.day), key=lambda item: item.subject):
            own = list(same)
            times = [item for item in own if isinstance(item, Priced)]
            placed += self._one(times) if times else own
        return Capped(placed, tuple(self._written_off), tuple(self._beyond))

    def _one(self, items: Sequence[Priced]) -> Sequence[Billable]:
        """One entry: what of it may be billed; nothing if it waits. The caps are as they were then, or if it will."""
        entry = _Entry(items[0].subject in self._accepted, [], [], [], [], [])
        for item in items:
            self._piece(item, self._rooms_for(item), entry)
            self._steps.pass_by(item, item.charged_seconds)
        if entry.waits:
            entry.give_back()
            room, why = entry.waits[0]
            self._beyond.append(Beyond(items[0].subject, room.of, self._what(room), room.left, why))
            return []
        if items[0].waits_later:
            entry.give_back()
            for item in items:
                self._steps.pass_by(item, -item.charged_seconds)
        self._written_off += entry.written_off
        if len(entry.billed) == len(items):
            return entry.billed
        return [replace(item, number=number) for number, item in enumerate(entry.billed, 1)]

    def _piece(self, item: Priced, rooms: Sequence[_Room], entry: _Entry) -> None:
        """A piece as far as the caps go; the rest as the tightest of them says."""
        line = line_of(item, self._contract)
        tight = [] if entry.accepted else [room for room in rooms if not room.has_room_for(item, line)]
        if not tight:
            self._bill(item, rooms, line, entry)
            return
        most = [0 if room.full else self._most(item, room, line) for room in tight]
        first = min(range(len(tight)), key=lambda place: most[place])
        room = tight[first]
        if not room.full:
            room.full = True
            entry.filled.append(room)
        own, rest = cut(item, most[first])
        if own:
            self._bill(own, rooms, line, entry)
        if rest:
            self._rest(rest, room, entry)

    def _most(self, item: Priced, room: _Room, line: object) -> int:
        return self._steps.most(item, lambda most: room.takes(room.worth(item, most, line)))

    def _rest(self, item: Priced, room: _Room, entry: _Entry) -> None:
        """What is beyond a cap; under its other order, time counts for no cap."""
        cap = room.of
        if cap.order:
            order = self._orders.get(cap.order)
            if order is None or not order.is_valid(item.day):
                why = f"; its other order {cap.order} is not valid on that day"
                entry.waits.append((room, why))
                return
            entry.billed.append(item.under(cap.order))
        elif cap.beyond == WRITE_OFF:
            entry.written_off.append(WrittenOff(item, cap, self._what(room)))
        else:
            entry.waits.append((room, ""))

    def _bill(self, item: Priced, rooms: Sequence[_Room], line: object, entry: _Entry) -> None:
        for room in rooms:
            room.put(item, item.charged_seconds, line)
            entry.put.append((room, item, line))
        entry.billed.append(item)

    def _rooms_for(self, item: Priced) -> list[_Room]:
        """The counts of all caps that a piece of work draws on."""
        found = [
            self._room(cap, what)
            for cap in caps_on(self._contract, item.workstream)
            for what in counted(cap, task_keys(item.work), month_of(item.work))
        ]
        return [room for room in found if room.draws(item)]

    def _room(self, cap: Cap, what: str) -> _Room:
        key = key_of(cap, what)
        if key not in self._rooms:
            used = opened_at(self._contract, cap, what) + self._drawn.get(key, 0)
            self._rooms[key] = Room(cap, cap.amount, cap.by_time, self._contract.currency, used, used)
        return self._rooms[key]

    def _what(self, room: _Room) -> str:
        """The task or month that a room counts."""
        return next(what for (_, _, _, what), each in self._rooms.items() if each is room)
