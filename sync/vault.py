"""Connections in the vault: what was granted, sealed and bound to its connection, and whose turn it is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from billing.ids import canonical
from config.keys import BadKey, Keys
from connectors.errors import Reconnect, Retry
from connectors.oauth import Grant
from connectors.waiting import Timer
from mappings.lock import turn
from mappings.store import Store, Transaction
from mappings.vault import Kept
from sync.hook_secrets import seal_secrets_anew

PATIENCE_SECONDS = 150
"""How long one waits for another to renew a connection: longer than a request may take."""

_MOMENTS = ("access_ends", "refresh_ends", "ends")


@dataclass(frozen=True, slots=True)
class Held:
    """A connection as it was opened: its grant, whose app it is, and the refresh token before this one."""

    kept: Kept
    grant: Grant
    client: str
    previous: str = field(default="", repr=False)
    previous_until: datetime | None = None
    """How long the provider may still take the one before."""


def sealed(keys: Keys, held: Held) -> Kept:
    """The connection as it is kept. Its name, provider and company are inside, so that it can be no other's."""
    kept, grant = held.kept, held.grant
    plain = {
        "name": kept.name,
        "provider": kept.provider,
        "client": held.client,
        "access": grant.access,
        "refresh": grant.refresh,
        "scopes": list(grant.scopes),
        "account": grant.account,
        "company": grant.company,
        "previous": held.previous,
        "previous_until": _text(held.previous_until),
        **{name: _text(getattr(grant, name)) for name in _MOMENTS},
    }
    shown = {name: getattr(grant, name) for name in ("account", "company", *_MOMENTS)}
    return replace(kept, **shown, sealed=keys.seal(canonical(plain).encode()))


def opened(keys: Keys, kept: Kept) -> Held:
    """What was kept. Raises BadKey, or Reconnect where it is of another connection than it stands at."""
    plain: dict[str, Any] = json.loads(keys.open(kept.sealed))
    for name in ("name", "provider", "account", "company"):
        if plain[name] != getattr(kept, name):
            raise Reconnect(
                f"what is kept for {kept.name} was made for another connection and put there; sign in again: "
                f"tieout connect {kept.name}"
            )
    moments = {name: _moment(plain[name]) for name in _MOMENTS}
    said = {name: plain[name] for name in ("access", "refresh", "account", "company")}
    grant = Grant(**said, **moments, scopes=tuple(plain["scopes"]))
    return Held(kept, grant, plain["client"], plain["previous"], _moment(plain["previous_until"]))


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(text: str) -> Any:
    return datetime.fromisoformat(text) if text else None


@contextmanager
def waited(store: Store, name: str, timer: Timer) -> Iterator[None]:
    """Holds the turn at a connection for the time of the block. Raises Retry where others take too long."""
    until = timer.now() + PATIENCE_SECONDS
    while timer.now() <= until:
        with turn(store, f"connection-{name}") as mine:
            if mine:
                yield
                return
        timer.sleep(1 / 5)
    raise Retry(f"another tieout has been renewing the connection {name} for long; try again, or end that one")


def seal_anew(store: Store, keys: Keys, timer: Timer) -> int:
    """Seals all connections and secrets of webhooks with the newest key, in one transaction; how many were not.

    Nobody renews meanwhile. Raises BadKey where one cannot be opened, and nothing is changed then.
    """
    with store.read() as tx:
        names = [kept.name for kept in tx.vault.all()]
    with ExitStack() as turns:
        for name in names:
            turns.enter_context(waited(store, name, timer))
        with store.write() as tx:
            return sum(_seal_one(tx, keys, kept) for kept in tx.vault.all()) + seal_secrets_anew(tx, keys)


def _seal_one(tx: Transaction, keys: Keys, kept: Kept) -> bool:
    if keys.is_newest(kept.sealed):
        return False
    try:
        plain = keys.open(kept.sealed)
    except BadKey as problem:
        words = f"no key of {keys.source} opens the connection {kept.name}, so nothing was changed"
        raise BadKey(f"{words}; put its key behind the others, or: tieout disconnect {kept.name}") from problem
    changed = tx.vault.renew(replace(kept, sealed=keys.seal(plain)))
    assert changed, "nobody else writes in this transaction"
    return True


KeysNow = Callable[[], Keys]
"""The keys as they are now: who keeps running sees those of a rotation. Raises BadKey."""
