"""Opening balances: what of a contract had been billed, and was still to be had, when Tieout began to bill it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billing.money import Money


@dataclass(frozen=True, slots=True)
class Opening:
    """The balances of a contract at the beginning of `as_of`, which is go-live; names are in alphabetical order.

    `orders` and `caps` hold what had been billed on them, net of tax, `order_seconds` the time that had been billed on
    orders with a limit in hours; `retainers` the seconds of included time that were carried over into its
    month, `retainers_used` those used in that month before it; `deposits` what the
    client had paid in advance and not yet used.
    """

    as_of: date
    deposits: Money
    orders: tuple[tuple[str, Money], ...] = ()
    caps: tuple[tuple[str, Money], ...] = ()
    retainers: tuple[tuple[str, int], ...] = ()
    milestones_billed: tuple[str, ...] = ()
    order_seconds: tuple[tuple[str, int], ...] = ()
    balances: tuple[tuple[str, str, str, int], ...] = ()
    """What had been used of caps other than amounts in total, and of budgets: key, name, task, cents or seconds."""
    retainers_used: tuple[tuple[str, int], ...] = ()

    def billed_on(self, order: str) -> Money | None:
        """What had been billed on an order, or None where nothing was stated."""
        return dict(self.orders).get(order)

    def seconds_on(self, order: str) -> int:
        """The time that had been billed on an order; 0 where nothing was stated."""
        return dict(self.order_seconds).get(order, 0)

    def balance(self, key: str, name: str, task: str = "") -> int:
        """What had been used of a cap or budget, in its unit; 0 where nothing was stated."""
        return next((used for *found, used in self.balances if found == [key, name, task]), 0)
