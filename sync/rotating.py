"""Taking another key: a new one in front, every connection sealed anew, and only then the old one away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.keys import BadKey, Keys, in_environment, keys_of, new_key, rewrite
from connectors.errors import Reconnect
from mappings.store import Store
from mappings.vault import Kept
from sync.sources import Outside
from sync.vault import opened, seal_anew


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of it: how many connections were sealed anew, and where the keys stand."""

    source: str
    sealed: int
    old_keys_left: int
    """Old ones in the environment, which only the operator can take away."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A connection, and whether a key opens it; `newest` says whether that is the first one."""

    name: str
    newest: bool
    problem: str = ""


def rotate(outside: Outside, store: Store) -> Rotated:
    """Takes another key. Ended anywhere, it can be begun again and goes on. Raises BadKey.

    Where the environment has the keys, the operator puts the new one in front; where the folder's file has them, more
    than one of them says that a rotation is not done yet.
    """
    folder, environment = outside.configuration.folder, outside.environment
    keys = keys_of(folder, environment)
    if in_environment(environment):
        return _by_environment(outside, store, keys)
    if keys.count == 1:
        rewrite(folder, keys.behind(new_key()))
        keys = keys_of(folder, environment)
    sealed = seal_anew(store, keys, outside.timer)
    rewrite(folder, keys.newest_alone())
    return Rotated(keys.source, sealed, 0)


def _by_environment(outside: Outside, store: Store, keys: Keys) -> Rotated:
    sealed = seal_anew(store, keys, outside.timer)
    if keys.count == 1 and not sealed:
        words = "make another one with `tieout keys new --print`, and put it in front, before a comma"
        raise BadKey(f"{keys.source} has one key, under which everything is kept already; {words}")
    return Rotated(keys.source, sealed, keys.count - 1)


def check(outside: Outside, store: Store) -> tuple[Keys, Sequence[Checked]]:
    """The keys, and what they open. Raises BadKey where there are none that can be used."""
    keys = keys_of(outside.configuration.folder, outside.environment)
    with store.read() as tx:
        kept = tx.vault.all()
    return keys, [_checked(keys, each) for each in kept]


def _checked(keys: Keys, kept: Kept) -> Checked:
    try:
        opened(keys, kept)
    except (BadKey, Reconnect) as problem:
        return Checked(kept.name, newest=False, problem=str(problem))
    return Checked(kept.name, keys.is_newest(kept.sealed))
