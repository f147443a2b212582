"""The contracts that a report is about: all of them, or those of one client or contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from billing.records import Contract
from billing.texts import nearest

MAX_NAMED = 12
"""How many names are shown where none is close."""


class UnknownClient(Exception):
    """There is no client and no contract of that name; the message says which are near."""


def contracts_of(contracts: Mapping[str, Contract], client: str) -> list[Contract]:
    """The contracts of a client, or the one with that id, by client; without a client all. Raises UnknownClient."""
    must_be_known(client, names_in(contracts.values()))
    wanted = [each for each in contracts.values() if client in ("", each.client, each.id)]
    return sorted(wanted, key=lambda each: (each.client, each.id))


def names_in(contracts: Iterable[Contract]) -> set[str]:
    """What a client may be asked for by: its name, and the ids of its contracts."""
    return {name for each in contracts for name in (each.client, each.id)}


def must_be_known(client: str, names: Iterable[str]) -> None:
    """Raises UnknownClient for what is stated and none of these names."""
    known = sorted(set(names))
    if not client or client in known:
        return
    close = nearest(client, known)
    hint = f"did you mean {close}?" if close else f"known: {', '.join(known[:MAX_NAMED]) or 'none'}"
    raise UnknownClient(f"no client and no contract is called {client!r}; {hint}")
