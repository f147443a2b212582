"""Where charged time is cut when a limit is reached: at a whole step of what was rounded together.

Both parts are then whole steps; of the time worked the first part has as much as it is charged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from billing.lines import Priced, document_key, line_key
from billing.money import Money, amount, quantity
from billing.records import Contract, Rounding, at
from billing.round_work import Scope, scope_of

L = TypeVar("L")

UNROUNDED_STEP = 60
"""Where time is not rounded, it is cut at whole minutes."""


@dataclass(slots=True)
class Room(Generic[L]):
    """What is used of a limit so far, and what stands on each line that it counts.

    `limit` is in cents or, `by_time`, in seconds of charged time; None is no limit. What counts of money is what lines
    will come to. `full`: it takes no more.
    """

    of: L
    limit: int | None
    by_time: bool
    currency: str
    before: int
    used: int
    full: bool = False
    lines: dict[object, int] = field(default_factory=dict)

    @property
    def is_used_up(self) -> bool:
        """Whether nothing more can be billed in it."""
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

    def has_room_for(self, item: Priced, line: object) -> bool:
        """Whether all of a piece's time fits on its line."""
        return not self.full and self.takes(self.worth(item, item.charged_seconds, line))

    def put(self, item: Priced, seconds: int, line: object) -> None:
        """Bills time in it, or takes it back where `seconds` are negative."""
        self.used += self.worth(item, seconds, line)
        self.lines[line] = self.lines.get(line, 0) + seconds

    def most(self, item: Priced, line: object, steps: tuple[int, int]) -> int:
        """The most of a piece's charged time that fits, up to a whole step of what was rounded together.

        `steps` are the time that was rounded with it before, and the step.
        """
        before, step = steps
        first = step - before % step
        return _most(lambda seconds: self.takes(self.worth(item, seconds, line)), item.charged_seconds, first, step)

    def _amount(self, item: Priced, seconds: int) -> int:
        return amount(quantity(seconds), item.price, self.currency).minor


def cut(item: Priced, seconds: int) -> tuple[Priced | None, Priced | None]:
    """A piece of work as far as so much of its charged time goes, and the rest; time below a second is not cut."""
    if not seconds or item.work.seconds < 2:
        return None, item
    worked = min(seconds, item.work.seconds - 1)
    own, other = replace(item.work, seconds=worked), replace(item.work, seconds=item.work.seconds - worked)
    return (
        replace(item, work=own, charged_seconds=seconds),
        replace(item, work=other, charged_seconds=item.charged_seconds - seconds),
    )


def rounding_of(item: Priced, contract: Contract) -> tuple[Scope, int]:
    """What a piece of work was rounded together with, and the step at which it may be cut."""
    rule = (at(contract.rounding, item.day) if not item.work.no_charge else None) or Rounding()
    return scope_of(item, rule, contract), rule.step_seconds or UNROUNDED_STEP


def line_of(item: Priced, contract: Contract) -> object:
    """The line that a piece of work will stand on."""
    return document_key(item, contract), line_key(item, contract)


def _most(fits: Callable[[int], bool], charged: int, first: int, step: int) -> int:
    most, too_many = -1, max(0, -(-(charged - first) // step))
    while too_many - most > 1:
        middle = (most + too_many) // 2
        if fits(first + middle * step):
            most = middle
        else:
            too_many = middle
    return first + most * step if most >= 0 else 0
