"""The ways in which lines of theirs can differ from our work on the same: each is told only where it is the only one.

A way answers None where it does not explain the whole difference, to the cent. Hours agree where they are ours at the
decimals that a line shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from billing.money import Money, amount, plain, quantity
from billing.records import Rounding
from billing.rehearsal_records import Explained, Piece, Stated, Why
from billing.rounding import in_words, rounded_together

HOUR = 3600
COARSE, FINE, MOST = 18, 1, 60
"""Seconds by which hours may differ: on a line of two decimals, of more, and on all lines together."""
STEPS = (360, 900, 1800)
DIRECTIONS = ("up", "nearest", "down")
PER = ("entry", "person and day", "day", "line")
Found = list[Explained]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Work of ours and lines of theirs about the same; `aside` waits here."""

    pieces: tuple[Piece, ...]
    lines: tuple[Stated, ...]
    aside: tuple[Piece, ...]
    currency: str

    @property
    def minor(self) -> int:
        """Ours − theirs."""
        return sum(each.minor for each in self.pieces) - sum(each.minor for each in self.lines)

    @property
    def over(self) -> int | None:
        """Theirs − ours in seconds, 0 where they agree; None where either states no hours."""
        if not self.pieces and not self.aside:
            return None
        timed = all(each.hours for each in (*self.pieces, *self.aside))
        if not timed or not self.lines or not all(map(self._counts_hours, self.lines)):
            return None
        theirs = sum((each.quantity or Decimal(0) for each in self.lines), Decimal(0)) * HOUR
        found = int(theirs) - sum(each.charged_seconds for each in self.pieces)
        return 0 if abs(found) <= self.tolerance else found

    def _counts_hours(self, line: Stated) -> bool:
        """Whether a line is of hours: 1 at a price that no hour of ours has is an amount as well."""
        prices = {each.price for each in (*self.pieces, *self.aside)}
        return line.counts_hours and (line.quantity != 1 or line.price in prices)

    @property
    def tolerance(self) -> int:
        """The seconds by which hours may differ."""
        return min(sum(COARSE if _is_coarse(each) else FINE for each in self.lines), MOST)

    @property
    def our_prices(self) -> set[Decimal]:
        """What an hour of ours costs."""
        return {each.price for each in self.pieces if each.charged_seconds}

    @property
    def their_prices(self) -> set[Decimal]:
        """What an hour of theirs costs; where a line has a discount, what is left of it."""
        return {_price(each, self.currency) for each in self.lines}

    def told(self, why: Why, minor: int, words: str, pieces: Iterable[Piece] = ()) -> Explained:
        """An explanation that concerns these documents, and some pieces."""
        found = tuple(pieces)
        entries = tuple(dict.fromkeys(each.entry for each in found))
        return Explained(why, minor, words, entries, sum(each.seconds for each in found), numbers(self.lines))


def explain(pieces: Sequence[Piece], lines: Sequence[Stated], currency: str) -> Found:
    """What explains that some work and lines about it differ; it comes to ours − theirs, to the cent."""
    own = tuple(each for each in pieces if not each.aside)
    pair = _Pair(own, tuple(lines), tuple(each for each in pieces if each.aside), currency)
    found = _certain(pair)
    return [_unexplained(pair)] if found is None else found


def agrees(pieces: Sequence[Piece], lines: Sequence[Stated]) -> bool:
    """Whether some lines state the hours of some work."""
    return bool(pieces) and _Pair(tuple(pieces), tuple(lines), (), "").over == 0


def numbers(lines: Iterable[Stated]) -> tuple[str, ...]:
    """The numbers of the documents that lines are on, each once."""
    return tuple(dict.fromkeys(each.number for each in lines))


def listed(names: Sequence[str]) -> str:
    """Some names in a sentence, the first of many."""
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _certain(pair: _Pair) -> Found | None:
    for way in (_same, _same_hours, _by_price):
        found = way(pair)
        if found is not None:
            return found
    others = [found for way in _OTHERS if (found := way(pair)) is not None]
    return others[0] if len(others) == 1 else None


def _checked(pair: _Pair, found: Found | None) -> Found | None:
    """An explanation of the whole, or none at all."""
    return found if found is not None and sum(each.minor for each in found) == pair.minor else None


# ---- the same ----


def _same(pair: _Pair) -> Found | None:
    """The amounts are equal, and so are the hours, where both state them."""
    return [] if pair.minor == 0 and not pair.over else None


def _same_hours(pair: _Pair) -> Found | None:
    """Equal hours at another price, or at the same with cents that are rounded otherwise."""
    if pair.over != 0 or not pair.pieces:
        return None
    if pair.our_prices != pair.their_prices:
        return [pair.told(Why.RATE, pair.minor, _rates(pair), pair.pieces)]
    highest = max(pair.our_prices, default=Decimal(0))
    most = amount(Decimal(pair.tolerance) / HOUR, abs(highest), pair.currency).minor + len(pair.lines)
    if abs(pair.minor) > most + len(pair.pieces):
        return None
    return [pair.told(Why.ROUNDING, pair.minor, "the hours are the same, and cents are rounded otherwise")]


def _by_price(pair: _Pair) -> Found | None:
    """Work of several prices, each of which is explained by itself; what is not is one alone, and all else is right."""
    prices = pair.our_prices
    if pair.over is None or len(prices) < 2 or not pair.their_prices <= prices:
        return None
    parts = [_part(pair, price) for price in sorted(prices)]
    apart = [part for part in parts if part and any(each.why is Why.UNEXPLAINED for each in part)]
    if apart and (pair.aside or sum(map(bool, parts)) > 1):
        return None
    return _checked(pair, [each for part in parts for each in part])


def _part(pair: _Pair, price: Decimal) -> Found:
    """What explains the work of one price."""
    own = tuple(each for each in pair.pieces if each.price == price)
    lines = tuple(each for each in pair.lines if _price(each, pair.currency) == price)
    if lines:
        return explain(own, lines, pair.currency)
    words = f"no line has its price, {plain(price)}"
    return [pair.told(Why.NEVER, sum(each.minor for each in own), words, own)]


def _at_our_price(pair: _Pair) -> Found | None:
    """The same hours at the same price: two things at once that are another cannot be told apart."""
    if not pair.pieces or pair.over != 0 or pair.our_prices != pair.their_prices:
        return None
    found = _same(pair)
    return _same_hours(pair) if found is None else found


# ---- other hours ----


def _rounded_otherwise(pair: _Pair) -> Found | None:
    """The hours are those of another rule of rounding, at the same price."""
    if not pair.over or len(pair.our_prices) != 1 or pair.our_prices != pair.their_prices:
        return None
    stated = sum((each.quantity or Decimal(0) for each in pair.lines), Decimal(0))
    rule = next((words for words, seconds in _other_rules(pair.pieces) if _is(stated, seconds, pair)), None)
    if rule is None or _fitting(pair.pieces, -pair.over, pair.tolerance):
        return None
    words = f"{plain(stated)} h as if {rule}; {_hours(pair.pieces)} h by the contract"
    return [pair.told(Why.ROUNDING, pair.minor, words, pair.pieces)]


def _other_rules(pieces: Sequence[Piece]) -> Iterable[tuple[str, int]]:
    """What the work would come to by other rules; the same sum twice is told once."""
    yield in_words(Rounding()), sum(each.seconds for each in pieces)
    scopes: dict[str, Callable[[int, Piece], object]] = {
        "entry": lambda place, each: place,
        "person and day": lambda place, each: (each.person, each.day),
        "day": lambda place, each: each.day,
        "line": lambda place, each: "",
    }
    for per in PER:
        for step in STEPS:
            for direction in DIRECTIONS:
                rule = Rounding(step, direction, per)
                keys = [(scopes[per](place, each),) for place, each in enumerate(pieces)]
                charged = rounded_together([each.seconds for each in pieces], keys, [rule] * len(pieces))
                yield in_words(rule), sum(charged)


def _left_out(pair: _Pair) -> Found | None:
    """Some entries are missing, and only these have the hours that are."""
    if not pair.over or pair.over > 0:
        return None
    missing = _only(pair.pieces, -pair.over, pair.tolerance)
    if missing is None:
        return None
    gone = set(map(id, missing))
    rest = replace(pair, pieces=tuple(each for each in pair.pieces if id(each) not in gone))
    more = _at_our_price(rest)
    words = f"{_hours(missing)} h are not on {listed(numbers(pair.lines))}; only these entries have so many"
    left = pair.told(Why.NEVER, sum(each.minor for each in missing), words, missing)
    return None if more is None else _checked(pair, [left, *more])


def _billed_twice(pair: _Pair) -> Found | None:
    """Two lines are alike, and without one of them all is explained."""
    for place, line in enumerate(pair.lines):
        alike = [each for each in pair.lines[:place] if _alike(each, line)]
        if not alike:
            continue
        rest = replace(pair, lines=(*pair.lines[:place], *pair.lines[place + 1 :]))
        more = _at_our_price(rest)
        if more is not None:
            words = f"on {line.number} again what is on {alike[0].number}: {line.words}"
            return _checked(pair, [pair.told(Why.TWICE, -line.minor, words, pair.pieces), *more])
    return None


def _waits(pair: _Pair) -> Found | None:
    """What is more there waits here, and only these entries have so many hours."""
    if not pair.over or pair.over < 0 or len(pair.their_prices) != 1:
        return None
    waiting = _only(pair.aside, pair.over, pair.tolerance, whole=True)
    if waiting is None:
        return None
    hours = quantity(sum(each.charged_seconds for each in waiting))
    (price,) = pair.their_prices
    if not pair.pieces:
        return [pair.told(*_aside(waiting, pair.minor), waiting)]
    worth = amount(hours, price, pair.currency).minor
    stated = sum((each.quantity or Decimal(0) for each in pair.lines), Decimal(0))
    theirs = sum(each.minor for each in pair.lines) - worth
    rest = replace(pair, lines=(replace(pair.lines[0], quantity=stated - hours, minor=theirs, price=price),), aside=())
    more = _at_our_price(rest)
    found = pair.told(*_aside(waiting, -worth), waiting)
    return None if more is None else _checked(pair, [found, *more])


_OTHERS = (_rounded_otherwise, _left_out, _billed_twice, _waits)


def _only(pieces: Sequence[Piece], seconds: int, tolerance: int, *, whole: bool = False) -> list[Piece] | None:
    """The pieces that have so many hours together: one, or all of a day, a person or a task; none where others do."""
    fitting = _fitting(pieces, seconds, tolerance, whole=whole)
    return fitting[0] if len(fitting) == 1 else None


def _fitting(pieces: Sequence[Piece], seconds: int, tolerance: int, *, whole: bool = False) -> list[list[Piece]]:
    """All that have so many hours together."""
    timed = [each for each in pieces if each.charged_seconds]
    groups: dict[object, list[int]] = {}
    for place, each in enumerate(timed):
        keys = [("entry", place), ("day", each.day), ("person", each.person), ("both", each.person, each.day)]
        for key in (*keys, *(("task", task) for task in each.tasks), ("stream", each.workstream), ("all",)):
            groups.setdefault(key, []).append(place)
    fitting = {
        frozenset(places)
        for places in groups.values()
        if abs(sum(timed[place].charged_seconds for place in places) - seconds) <= tolerance
        and (whole or len(places) < len(timed))
    }
    return [[timed[place] for place in sorted(places)] for places in fitting]


# ---- words and numbers ----


def _unexplained(pair: _Pair) -> Explained:
    ours, theirs = _both_hours(pair)
    words = f"{ours} here, {theirs} on {listed(numbers(pair.lines))}"
    return pair.told(Why.UNEXPLAINED, pair.minor, words, pair.pieces)


def _both_hours(pair: _Pair) -> tuple[str, str]:
    if pair.over is None:
        sums = (sum(each.minor for each in pair.pieces), sum(each.minor for each in pair.lines))
        ours, theirs = (str(Money(each, pair.currency)) for each in sums)
        return ours, theirs
    stated = sum((each.quantity or Decimal(0) for each in pair.lines), Decimal(0))
    return f"{_hours(pair.pieces)} h", f"{plain(stated)} h"


def _rates(pair: _Pair) -> str:
    ours, theirs = (" and ".join(map(plain, sorted(each))) for each in (pair.our_prices, pair.their_prices))
    return f"an hour is {theirs} there, {ours} by the contract"


def _aside(pieces: Sequence[Piece], minor: int) -> tuple[Why, int, str]:
    """What work on no line of ours was billed there as, with its words."""
    if any(each.free for each in pieces):
        words = f"billed there; {_hours(pieces)} h of it are covered, written off or not billable here"
        return Why.FREE, minor, words
    return Why.WAITS, minor, f"billed there; {_hours(pieces)} h of it wait here for somebody to resolve an exception"


def _hours(pieces: Iterable[Piece]) -> str:
    return plain(quantity(sum(each.charged_seconds for each in pieces)))


def _is(stated: Decimal, seconds: int, pair: _Pair) -> bool:
    return abs(int(stated * HOUR) - seconds) <= pair.tolerance


def _is_coarse(line: Stated) -> bool:
    return line.quantity is not None and line.quantity == round(line.quantity, 2)


def _alike(one: Stated, other: Stated) -> bool:
    return (one.words, one.quantity, one.minor) == (other.words, other.quantity, other.minor)


def _price(line: Stated, currency: str) -> Decimal:
    """What an hour of a line costs: its price, or what its amount makes of it where that is another."""
    assert line.price is not None and line.quantity, "it counts hours"
    if abs(amount(line.quantity, line.price, currency).minor - line.minor) <= 1:
        return line.price
    return round(Money(line.minor, currency).decimal / line.quantity, 4)
