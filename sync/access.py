"""Who we are at a vendor whose tokens end: renewed by one process at a time, and kept before it is used.

The order in which a renewal can be ended anywhere: it takes its turn, looks whether somebody was faster, notes that it
begins, asks the vendor, keeps the answer in a transaction of its own, and only then gives the new token away. Ended
between answer and keeping, the old refresh token is shown again, which Xero takes for 30 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from config.keys import BadKey
from connectors.errors import Reconnect
from connectors.granting import Granting
from connectors.oauth import Grant, Lapsed
from mappings.database import StoreUnavailable
from mappings.lock import whoever_runs
from mappings.store import Store
from mappings.vault import Kept
from sync.vault import Held, KeysNow, opened, sealed, waited

GOOD_FOR = timedelta(minutes=5)
"""A token that ends sooner is renewed before it is used."""
TIMES_TO_KEEP = 20
"""How often keeping an answer is tried: it cannot be asked for again."""


@dataclass(slots=True)
class VaultAccess:
    """The access of one connection, as `connectors/access.py` describes it. It may be shared by threads."""

    name: str
    store: Store
    keys: KeysNow
    granting: Granting
    _held: Held | None = field(default=None, init=False, repr=False)

    @property
    def account(self) -> str:
        """The id of the company that is open here: Xero's tenant, QuickBooks' realm. Raises Reconnect."""
        return (self._held or self._read()).grant.account

    @property
    def company(self) -> str:
        """Its name, where the sign-in told it. Raises Reconnect."""
        return (self._held or self._read()).grant.company

    def token(self) -> str:
        """An access token that is good for some minutes more. Raises ConnectorError, or StoreUnavailable."""
        held = self._held or self._read()
        return held.grant.access if self._is_good(held, "") else self._renewed("")

    def renew(self, refused: str) -> str:
        """Another one, because the vendor refused this one; one that was renewed meanwhile is given at once."""
        return self._renewed(refused)

    # ---- one at a time ----

    def _renewed(self, refused: str) -> str:
        with waited(self.store, self.name, self.granting.timer), whoever_runs():
            held = self._read()
            if not self._is_good(held, refused):
                held = self._asked(held)
            self._held = held
        return held.grant.access

    def _asked(self, held: Held) -> Held:
        """The connection with what the vendor grants now, kept already."""
        now = self.granting.now()
        with self.store.write() as tx:
            seen = tx.vault.begin(held.kept, now)
        if not seen:
            return self._read()
        try:
            grant = self._granted(held, now)
        except Lapsed as problem:
            raise self._lapsed(held, now) from problem
        replaced = grant.refresh != held.grant.refresh
        renewed = Held(
            kept=replace(held.kept, renewed_at=now, renewing_at=None),
            grant=grant,
            client=held.client,
            previous=held.grant.refresh if replaced else held.previous,
            previous_until=now + self.granting.client.provider.grace if replaced else held.previous_until,
        )
        kept = self._keep(sealed(self.keys(), renewed))
        structlog.get_logger().info("connection_renewed", connection=self.name)
        return replace(renewed, kept=kept) if kept else self._read()

    def _granted(self, held: Held, now: datetime) -> Grant:
        try:
            return self.granting.refreshed(held.grant)
        except Lapsed:
            if not held.previous or held.previous_until is None or now >= held.previous_until:
                raise
            return self.granting.refreshed(replace(held.grant, refresh=held.previous))

    def _keep(self, kept: Kept) -> Kept | None:
        """The connection as it stands then; None where a person has signed in anew meanwhile, which counts more."""
        for left in range(TIMES_TO_KEEP, 0, -1):
            try:
                with self.store.write() as tx:
                    mine = tx.vault.renew(kept)
                return replace(kept, version=kept.version + 1) if mine else None
            except StoreUnavailable:
                if left == 1:
                    raise
                self.granting.timer.sleep(1)
        raise AssertionError("the last try raises")

    def _lapsed(self, held: Held, now: datetime) -> Reconnect:
        with self.store.write() as tx:
            tx.vault.lapse(held.kept, now)
        return Reconnect(words_of_lapsed(self.name, self.granting.client.provider.title, held.kept.renewing_at))

    # ---- what is kept ----

    def _read(self) -> Held:
        with self.store.read() as tx:
            kept = tx.vault.of(self.name)
        client = self.granting.client
        if kept is None:
            raise Reconnect(f"nobody has signed in yet; type: tieout connect {self.name}")
        if kept.lapsed_at is not None:
            raise Reconnect(words_of_lapsed(self.name, client.provider.title, kept.renewing_at))
        try:
            held = opened(self.keys(), kept)
        except BadKey as problem:
            raise Reconnect(str(problem)) from problem
        if held.client != client.id:
            raise Reconnect(
                f"it was signed in to with another client_id than tieout.yaml has now; put that one back, or sign in "
                f"again: tieout connect {self.name}"
            )
        return held

    def _is_good(self, held: Held, refused: str) -> bool:
        return held.grant.access != refused and held.grant.access_ends - GOOD_FOR > self.granting.now()


def words_of_lapsed(name: str, title: str, renewing_at: datetime | None) -> str:
    """What a person is told whose sign-in is not taken any more."""
    why = ""
    if renewing_at is not None:
        why = f" (a renewal of {renewing_at:%Y-%m-%d %H:%M} UTC has no answer that was kept)"
    return f"the sign-in to {title} has ended{why}; sign in again: tieout connect {name}"
