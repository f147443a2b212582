"""How far a limit on charged time is used, an order's or a cap's: what counts of money is what lines come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from billing.lines import Priced, document_key, line_key
from billing.money import Money, amount, quantity
from billing.records import Contract

L = TypeVar("L")


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

    def _amount(self, item: Priced, seconds: int) -> int:
        return amount(quantity(seconds), item.price, self.currency).minor


def line_of(item: Priced, contract: Contract) -> object:
    """The line that a piece of work will stand on."""
    return document_key(item, contract), line_key(item, contract)
