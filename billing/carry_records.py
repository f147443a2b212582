"""The least that an invoice comes to, as a contract states it: what is smaller goes with a later one."""

from __future__ import annotations

from billing.money import Money
from billing.quick import dataclass


@dataclass(frozen=True, slots=True)
class CarryForward:
    """An invoice under `amount` is not made: what would stand on it is carried forward, over `at_most` periods."""

    amount: Money
    at_most: int | None = None


CARRIED = "carried forward"
"""How the reason of what waits for a larger invoice begins."""

Brought = tuple[str, str, int]
"""Something that an earlier period carried forward: that period, its subject and its version."""
