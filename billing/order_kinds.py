"""The kinds of issue about purchase orders."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

USED_UP, CHARGE_USED_UP, OVERDRAWN = "order_used_up", "charge_over_order", "order_overdrawn"

ORDER_KINDS = [
    Kind(
        "order_missing",
        BLOCKS,
        "No purchase order of contract {contract} is valid on {date} for {workstream} ({hours} of {person}).",
        "Ask the client for an order and add it to the contract, with its dates; or, if the client needs none, write "
        "`order_required: no`. Accepted work is billed without an order.",
        acceptable=True,
    ),
    Kind(
        "order_expired",
        BLOCKS,
        "Purchase order {order} ended on {until}; {person} worked {hours} on {date} for {workstream}.",
        "Ask the client for a new or longer order and add it to the contract. Accepted work is billed without "
        "an order.",
        acceptable=True,
    ),
    Kind(
        USED_UP,
        BLOCKS,
        "Purchase order {order} of {client} has no room for {what} on {date} for {workstream}: "
        "{left} of its {limit} are left.",
        "Ask the client for a higher limit, or for another order, and write it into contract {contract}. "
        "Accepted time and expenses are billed without an order.",
        acceptable=True,
    ),
    Kind(
        CHARGE_USED_UP,
        BLOCKS,
        "Purchase order {order} of {client} has no room for {what} on {date} for {workstream}: "
        "{left} of its {limit} are left.",
        "Ask the client for a higher limit, or for another order, and write it into contract {contract}.",
    ),
    Kind(
        "order_nearly_used_up",
        WARNS,
        "With {period}, {percent} % of the {limit} of purchase order {order} of {client} are reached: {drawn} are "
        "drawn, {left} are left.",
        "Ask the client for the next order in time; `tieout orders` shows what is left.",
    ),
    Kind(
        OVERDRAWN,
        WARNS,
        "{drawn} are billed on purchase order {order} of {client}, {over} more than its {limit}{before}.",
        "If the order's `limit` or `opening:` in contract {contract} is wrong, correct it; what another contract "
        "billed on it before it moved belongs into `opening:`. Else ask the client for a higher limit, or credit what "
        "is beyond it: `tieout credit`; a correction that is not billed yet can be taken back: "
        "`tieout correct --undo`.",
    ),
]
"""In the order of the report."""
