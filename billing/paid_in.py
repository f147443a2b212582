"""Which work a fixed price pays for."""

from __future__ import annotations

from collections.abc import Callable

from billing.records import TIME, Contract, Work


def paid_in(contract: Contract) -> Callable[[Work], bool]:
    """Says of work whether a fixed price of a contract pays for it, so that it needs neither a rate nor an order."""
    streams = frozenset(stream.code for stream in contract.workstreams if stream.price is not None)
    if not streams:
        return lambda work: False
    return lambda work: work.workstream in streams and work.kind == TIME and not work.no_charge
