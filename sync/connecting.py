"""Connections that a person makes and ends: a sign-in from its first address to the vault, and how long each lives."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from config.keys import BadKey, Keys, keys_of
from config.loader import Configuration
from connectors.errors import ConnectorError, Refused, Retry
from connectors.granting import Granting, Opened
from connectors.oauth import (
    PROVIDERS,
    Asking,
    Chance,
    Client,
    Grant,
    OAuthConfig,
    Stranger,
    answered,
    ask,
    client_of,
)
from connectors.references import Unresolved, resolve
from mappings.store import Store, Transaction
from mappings.vault import Kept
from sync.access import VaultAccess
from sync.sources import CannotConnect, Outside
from sync.vault import Held, opened, sealed, waited

__all__ = [
    "CannotConnect",
    "Connecting",
    "Done",
    "Standing",
    "Stranger",
    "access_of",
    "connecting",
    "forget",
    "is_answer",
    "standings",
    "to_connect",
]

UNUSED_DAYS, ENDS_DAYS = 14, 60
"""How long before an unused connection ends, and before one ends however it is used, people are told."""

CONNECTED, NOT_CONNECTED, ENDED, NOT_CONFIGURED = "connected", "not connected", "ended", "not configured"


@dataclass(frozen=True, slots=True)
class Standing:
    """A connection, and how long it lives; `warnings` are sentences that say what to do."""

    name: str
    kind: str
    state: str
    kept: Kept | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a sign-in."""

    name: str
    kind: str
    title: str
    grant: Grant = field(repr=False)


@dataclass(frozen=True, slots=True)
class Connecting:
    """One connector that a person signs in to, or out of."""

    name: str
    config: OAuthConfig
    granting: Granting
    outside: Outside
    store: Store
    chance: Chance = field(default=os.urandom, repr=False)

    @property
    def client(self) -> Client:
        """The app that signs in."""
        return self.granting.client

    def keys(self) -> Keys:
        """The keys as they are now. Raises BadKey."""
        return keys_of(self.outside.configuration.folder, self.outside.environment)

    def asking(self, redirect: str) -> Asking:
        """A sign-in that begins: its address is for the person's browser. Raises BadKey, before anybody signs in."""
        self.keys()
        return ask(self.client, redirect, self.chance)

    def finish(self, asking: Asking, address: str, company: str = "") -> Done:
        """Keeps what was granted by the address at which the browser ended. Raises Stranger, or why it cannot."""
        code = answered(self.client.provider, asking, address)
        return self._done(self.granting.for_code(asking, code), company)

    def by_itself(self, company: str = "") -> Done:
        """Keeps what an organisation's own app is granted without a person."""
        self.keys()
        return self._done(self.granting.by_itself(), company)

    def _done(self, grant: Grant, company: str) -> Done:
        found = self._open_one(grant, company)
        now = self.granting.now()
        kept = Kept(self.name, self.config.kind, found.account, found.company, now, None, None, now, now)
        kept = sealed(self.keys(), Held(kept, found, self.client.id))
        with self.store.write() as tx:
            self._check_company(tx, tx.vault.to_change(self.name), found)
            tx.vault.connect(kept)
            tx.audit.add("connect", self.name, now, {"account": found.account})
        return Done(self.name, self.config.kind, self.client.provider.title, found)

    def _check_company(self, tx: Transaction, before: Kept | None, found: Grant) -> None:
        """Raises CannotConnect where this is another company: its documents may have the ids of ours."""
        this, stand = _called(found.company, found.account), tx.documents.of_books(self.name)
        if before is not None and before.account != found.account and not stand:
            raise CannotConnect(
                f"{self.name} is connected to {_called(before.company, before.account)}, and this is {this}. Give each "
                f"company books of its own, or end that connection first: tieout disconnect {self.name}"
            )
        last = before.account if before is not None else str(tx.audit.last("connect", self.name).get("account", ""))
        if stand and last and last != found.account:
            raise CannotConnect(
                f"{self.name} are the books of {last}, where {len(stand)} documents of ours are, and this is {this}. "
                "Give this company books of its own, under another name in tieout.yaml"
            )

    def _open_one(self, grant: Grant, company: str) -> Grant:
        """The grant with the company that it is for. Raises CannotConnect."""
        stated = self.config.company
        if company and stated and company != stated:
            raise CannotConnect(
                f"tieout.yaml says that {self.name} is {stated}; correct `company` there, or leave it out"
            )
        wanted = company or stated
        if self.client.provider.account_field:
            if wanted.isdigit() and wanted != grant.account:
                raise CannotConnect(
                    f"the company that was opened is {grant.account}, not {wanted}; choose that one there"
                )
            return grant
        found = self.granting.companies(grant)
        if self.client.custom and not found and not wanted:
            return grant
        chosen = _chosen(found, wanted, self.client.provider.title)
        return replace(grant, account=chosen.id, company=chosen.name)

    def disconnect(self) -> str:
        """Ends the connection there and forgets it here; what is left to do by hand, if anything. Raises Retry."""
        with waited(self.store, self.name, self.granting.timer):
            with self.store.read() as tx:
                kept = tx.vault.of(self.name)
            if kept is None:
                raise CannotConnect(f"{self.name} is not connected")
            left = self._revoked(kept)
            with self.store.write() as tx:
                tx.vault.forget(self.name)
                tx.audit.add("disconnect", self.name, self.granting.now())
        return left

    def _revoked(self, kept: Kept) -> str:
        try:
            held = opened(self.keys(), kept)
            self.granting.revoke(held.grant)
        except Retry:
            raise
        except (BadKey, ConnectorError) as problem:
            return f"{self.client.provider.title} was not told ({problem}); remove the app there, under connected apps"
        if not held.grant.refresh:
            return (
                f"{self.client.provider.title} ends the access by itself within the hour; remove the app there for good"
            )
        return ""


def _chosen(opened: Sequence[Opened], wanted: str, title: str) -> Opened:
    named = [each for each in opened if wanted in (each.id, each.name)]
    just_now = [each for each in opened if each.just_now]
    names = ", ".join(_called(each.name, each.id) for each in opened)
    if wanted and len(named) == 1:
        return named[0]
    if wanted:
        there = f"there are {names}" if opened else "none was opened"
        problem = (
            f"several companies are called {wanted}: write the id of one" if named else f"{wanted} is not open here"
        )
        raise CannotConnect(f"{problem}; {there}")
    for only in (opened, just_now):
        if len(only) == 1:
            return only[0]
    if not opened:
        raise CannotConnect(f"no company was opened at {title}; sign in again and choose one there")
    raise CannotConnect(f"several companies are open at {title}: {names}. Say which one with --company")


def _called(name: str, account: str) -> str:
    return f"{name} ({account})" if name and account else name or account or "a company without a name"


# ---- which connectors these are ----


def to_connect(configuration: Configuration) -> Mapping[str, OAuthConfig]:
    """The connectors that are signed in to, by name."""
    return {
        name: each
        for name, each in configuration.main.connectors.items()
        if each.kind in PROVIDERS and isinstance(each, OAuthConfig)
    }


def connecting(outside: Outside, store: Store, name: str) -> Connecting:
    """A connector to sign in to. Raises CannotConnect."""
    known = to_connect(outside.configuration)
    if name not in known:
        there = f"there are {', '.join(known)}" if known else f"tieout.yaml has none of kind {' or '.join(PROVIDERS)}"
        raise CannotConnect(f"{name} is no connector that one signs in to; {there}")
    return Connecting(name, known[name], Granting(_client(outside, known[name]), outside.timer), outside, store)


def access_of(outside: Outside, store: Store, name: str) -> VaultAccess:
    """The access of a connection, for its connector's Http. Raises CannotConnect; what it is asked raises the rest."""
    made = connecting(outside, store, name)
    return VaultAccess(name, store, made.keys, made.granting)


def _client(outside: Outside, config: OAuthConfig) -> Client:
    try:
        return client_of(config, lambda text: resolve(text, outside.environment, outside.configuration.folder))
    except Unresolved as problem:
        raise CannotConnect(f"the app's id or secret is missing: {problem}") from problem
    except Refused as problem:
        raise CannotConnect(str(problem)) from problem


def is_answer(asked: Connecting, asking: Asking, address: str) -> bool:
    """Whether an address is the answer to a sign-in, be it yes or no."""
    try:
        answered(asked.client.provider, asking, address)
    except Stranger:
        return False
    except Refused:
        return True
    return True


def forget(store: Store, name: str, now: datetime) -> bool:
    """Takes out a connection whose connector is not configured any more; no if there is none."""
    with store.write() as tx:
        known = tx.vault.to_change(name) is not None
        tx.vault.forget(name)
        if known:
            tx.audit.add("disconnect", name, now)
    return known


# ---- how long they live ----


def standings(configuration: Configuration, store: Store | None, now: datetime) -> list[Standing]:
    """Every connector that is signed in to, and every connection that is kept, with how long it lives.

    Without a store none is kept yet.
    """
    kept: dict[str, Kept] = {}
    if store is not None:
        with store.read() as tx:
            kept = {each.name: each for each in tx.vault.all()}
    wanted = to_connect(configuration)
    found = [_standing(name, each.kind, kept.get(name), now) for name, each in wanted.items()]
    left = (each for name, each in kept.items() if name not in wanted)
    return [*found, *(Standing(each.name, each.provider, NOT_CONFIGURED, each, (_left_over(each),)) for each in left)]


def _left_over(kept: Kept) -> str:
    return f"{kept.name} is not in tieout.yaml any more; put it back, or forget it: tieout disconnect {kept.name}"


def _standing(name: str, kind: str, kept: Kept | None, now: datetime) -> Standing:
    if kept is None:
        return Standing(
            name, kind, NOT_CONNECTED, None, (f"nobody has signed in to {name}; type: tieout connect {name}",)
        )
    over = [each for each in (kept.refresh_ends, kept.ends) if each is not None and each <= now]
    if kept.lapsed_at is not None or over:
        since = kept.lapsed_at or min(over)
        words = f"the sign-in to {name} has ended ({since:%Y-%m-%d}); sign in again: tieout connect {name}"
        return Standing(name, kind, ENDED, kept, (words,))
    return Standing(name, kind, CONNECTED, kept, tuple(_soon(kept, now)))


def _soon(kept: Kept, now: datetime) -> Iterator[str]:
    what, again = f"the sign-in to {kept.name} ends on", f"tieout connect {kept.name}"
    if kept.ends is not None and kept.ends - now <= timedelta(days=ENDS_DAYS):
        yield f"{what} {kept.ends:%Y-%m-%d} however it is used; before that: {again}"
    if kept.refresh_ends is not None and kept.refresh_ends - now <= timedelta(days=UNUSED_DAYS):
        yield f"{what} {kept.refresh_ends:%Y-%m-%d} unless it is used before; or: {again}"
