"""The opening balances of a contract, proposed from what was billed and tracked before Tieout: never guessed."""

from __future__ import annotations

from billing.opening_caps import of_amounts
from billing.opening_hours import of_hours, of_retainer
from billing.opening_once import of_deposits, of_milestones
from billing.opening_orders import of_orders
from billing.opening_records import IN_MONEY, ORDER_HOURS, ORDERS, RETAINERS, Asked, History, Proposal, Time


def propose(asked: Asked, history: History, time: Time) -> tuple[Proposal, ...]:
    """A proposal for each balance that is asked for, for each milestone, and for deposits if there are any.

    The order of lines and of work does not matter. What cannot be known has no number.
    """
    orders = [(each.key, each.name) for each in asked.wanted if each.key in (ORDERS, ORDER_HOURS)]
    found = list(of_orders(asked, history, orders))
    for each in asked.wanted:
        if each.key == RETAINERS:
            found += of_retainer(asked, each.name, time)
        elif each.key not in (ORDERS, ORDER_HOURS):
            found += of_amounts(asked, history, time, each) if each.key in IN_MONEY else of_hours(asked, each, time)
    return (*found, *of_milestones(asked, history), *of_deposits(asked, history))
