"""Time of a month that is not due yet: its contract is billed by other periods, and its period is not over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from billing.cadence import NOT_COMPLETED
from billing.periods import Period, waits_after
from mappings.store import Transaction
from review.tables import clock


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Time of a client that is not due with its month: `period` bills it, by its last day, or on completion.

    Without a period it is carried forward until an invoice is large enough.
    """

    contract: str
    client: str
    period: str
    seconds: int


def waiting(tx: Transaction, period: Period, clients: Mapping[str, str]) -> Iterator[WaitingRow]:
    """The open time of a month that later periods bill, by contract and period."""
    for contract, bill_in, seconds in tx.matches.waiting(period):
        if waits_after(period.name, bill_in):
            yield WaitingRow(contract, clients.get(contract, contract), bill_in, seconds)
    for contract, seconds in sorted(tx.sums.carried(period).items()):
        yield WaitingRow(contract, clients.get(contract, contract), "", seconds)


def waiting_in_words(row: WaitingRow) -> str:
    """A sentence for the statement."""
    if not row.period:
        return f"carried forward: {clock(row.seconds)} h of {row.client}, until an invoice is large enough"
    until = "until it is completed" if row.period == NOT_COMPLETED else f"until its period ends on {row.period}"
    return f"not yet due: {clock(row.seconds)} h of {row.client}, open {until}"


def waiting_to_json(row: WaitingRow) -> dict[str, Any]:
    """The same with stable keys."""
    return {"contract": row.contract, "client": row.client, "period": row.period or None, "seconds": row.seconds}
