"""Whether anything may be written to books: after a restore nothing is, until they were scanned."""

from __future__ import annotations

from connectors.files.folder import CannotWrite
from mappings.standstills import PUSH
from mappings.store import Store


class StandsStill(CannotWrite):
    """Nothing is written to books now; the message says why, and what to do."""


def why_nothing_is_pushed(store: Store) -> str:
    """Why nothing is written to books, as a sentence; nothing where it may be."""
    with store.read() as tx:
        found = tx.standstills.of(PUSH)
    return f"{found.why}; scan them first: tieout restore --scan" if found else ""


def check_may_push(store: Store) -> None:
    """Raises StandsStill while nothing may be written to books."""
    why = why_nothing_is_pushed(store)
    if why:
        raise StandsStill(why)
