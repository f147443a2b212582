"""What every ledger on loopback has in common: who they are, and what trouble may do to their books."""

from __future__ import annotations

from typing import Protocol

LEDGER_VENDORS: tuple[str, ...] = ("quickbooks", "xero")
"""The ledgers; each has a module of its name with `services(world)`."""


class LedgerBooks(Protocol):
    """The books of one ledger, as far as faults and the answers to every ledger's requests need them."""

    def revoke(self) -> None:
        """Ends the connection: no token of it is good any more, until somebody consents again."""

    def forget_reply(self) -> None:
        """Forgets the answer that was last kept for an idempotency key; what was written stays written."""
