"""Webhooks that an operator asks for: places are made and vendors told of them, listed, tried and ended."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from config.keys import Keys, keys_of
from connectors.addresses import problem_of_address
from connectors.base import TaskConfig, TrackerConfig
from connectors.hooks import PENDING, Hooks, There, Wanted
from connectors.references import Unresolved, resolve
from connectors.registry import HOOKS, hook_steps, open_hooks
from mappings.hooks import StoredHook
from mappings.store import Store, Transaction
from sync.hook_secrets import opened_secret, sealed_secret
from sync.noting import place_hash
from sync.sources import CannotConnect, ConnectorError, Outside, setting_of

__all__ = [
    "CannotConnect",
    "Hooking",
    "Made",
    "Shown",
    "Silent",
    "hooking",
    "silent",
    "standing",
    "with_hooks",
]

PATH = "hooks"
ASANA_HOURS = 9
"""An empty delivery comes from Asana every eight."""
SILENT_DAYS = 3
"""So long nothing was delivered although something changed."""
PENDING_HOURS = 1
_GRACE = timedelta(hours=1)
"""How long after a pull that found something a delivery may still come."""


@dataclass(frozen=True, slots=True)
class Made:
    """A place that was made. `address` has the secret last part, and is told once, to whoever must enter it."""

    connector: str
    topic: str
    vendor_id: str
    state: str
    address: str = field(default="", repr=False)
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A webhook as it is known here, and what its vendor says of it; `id` is None for one that is not known here."""

    connector: str
    id: int | None
    vendor_id: str
    topic: str
    state: str
    made_at: datetime | None = None
    last_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Silent:
    """A webhook that should have delivered; `why` is a sentence that says what to do."""

    hook: StoredHook
    why: str


@dataclass(frozen=True, slots=True)
class Hooking:
    """One connector's webhooks."""

    name: str
    kind: str
    outside: Outside
    store: Store
    clock: Callable[[], datetime]
    chance: Callable[[int], bytes] = field(default=os.urandom, repr=False)

    def keys(self) -> Keys:
        """The keys as they are now. Raises BadKey."""
        return keys_of(self.outside.configuration.folder, self.outside.environment)

    @property
    def by_hand(self) -> bool:
        """Whether a person sets it up at the vendor."""
        return bool(hook_steps(self.kind))

    # ---- register ----

    def register(self, base: str, secret_from: str = "") -> list[Made]:
        """Makes the places that are missing, and has the vendor deliver there.

        Raises CannotConnect, BadKey or a ConnectorError; what was made before that stays.
        """
        keys = self.keys()
        if self.by_hand:
            return [self._by_hand(keys, checked_base(base), self._secret(secret_from))]
        if secret_from:
            raise CannotConnect(
                f"{self.name} needs no --secret-from: its vendor and we agree on the secret by ourselves"
            )
        with self._asked() as hooks:
            there = self._standing()
            wanted = hooks.topics()
            self._end_lost(hooks, there)
            known = {each.topic for each in self._standing()}
            base = checked_base(base)
            return [self._ask(hooks, keys, base, topic) for topic in wanted if topic not in known]

    def _ask(self, hooks: Hooks, keys: Keys, base: str, topic: str) -> Made:
        """Makes one place, and asks for deliveries there. What fails leaves no place that anybody could deliver to."""
        last, secret = self._word(), self._word()
        place = place_hash(last)
        sealed = sealed_secret(keys, self.name, place, secret) if self._ours_signs() else b""
        with self.store.write() as tx:
            id = tx.hooks.make(self.name, place, topic, self.clock(), sealed)
        wanted = Wanted(self._address(base, last), topic, f"tieout-{place[:12]}", secret)
        try:
            made = hooks.register(wanted)
        except ConnectorError:
            with self.store.write() as tx:
                tx.hooks.remove(id)
            raise
        with self.store.write() as tx:
            tx.hooks.registered(id, made.vendor_id, made.ends_at)
            if made.secret:
                tx.hooks.keep_secret(id, sealed_secret(keys, self.name, place, made.secret))
            if self.kind == "clockify":
                tx.hooks.activate(id)
            state = next(each.state for each in tx.hooks.all() if each.id == id)
        return Made(self.name, topic, made.vendor_id, state)

    def _by_hand(self, keys: Keys, base: str, secret: str) -> Made:
        """Makes the place, or gives the secret to the one that is there; one whose address nobody has is made anew."""
        there = self._standing()
        if secret and there:
            hook = there[-1]
            with self.store.write() as tx:
                tx.hooks.keep_secret(hook.id, sealed_secret(keys, self.name, hook.place, secret))
            return Made(self.name, hook.topic, "", hook.state)
        if any(opened_secret(keys, each) for each in there):
            words = f"If its address is lost: tieout webhooks remove {self.name}, then register it again"
            raise CannotConnect(f"{self.name} has its webhook already. {words}")
        for each in there:
            self._ended(each, "")
        last = self._word()
        place = place_hash(last)
        with self.store.write() as tx:
            sealed = sealed_secret(keys, self.name, place, secret) if secret else b""
            tx.hooks.make(self.name, place, "", self.clock(), sealed)
        address = self._address(base, last)
        steps = tuple(each.format(url=address) for each in hook_steps(self.kind))
        return Made(self.name, "", "", PENDING, address, steps)

    def _secret(self, secret_from: str) -> str:
        """The secret that stands where the operator says. Raises CannotConnect."""
        if not secret_from:
            return ""
        try:
            found = resolve(f"${{{secret_from}}}", self.outside.environment, self.outside.configuration.folder)
        except Unresolved as problem:
            raise CannotConnect(f"the secret is missing: {problem}") from problem
        if not found.strip() or found.startswith("${"):
            raise CannotConnect(
                "--secret-from is the name of an environment variable, or file:PATH with the secret in it"
            )
        return found.strip()

    # ---- list, remove, test ----

    def listed(self) -> list[Shown]:
        """What is known here, and what the vendor says of it and of others that lead here. Raises ConnectorError."""
        ours = self._standing()
        if self.by_hand:
            return [_shown(each, None) for each in ours]
        with self._asked() as hooks:
            theirs = {each.vendor_id: each for each in hooks.registered()}
        found = [_shown(each, theirs.get(each.vendor_id), asked=True) for each in ours]
        known = {each.vendor_id for each in ours}
        return [
            *found,
            *(self._stray(each) for each in theirs.values() if each.vendor_id not in known and self._leads_here(each)),
        ]

    def remove(self, vendor_id: str = "") -> list[Shown]:
        """Ends all, or one, at the vendor and here; what was ended. Raises CannotConnect or a ConnectorError."""
        ours = [each for each in self._standing() if vendor_id in ("", each.vendor_id, str(each.id))]
        if not ours and not (vendor_id and not self.by_hand):
            raise CannotConnect(f"{self.name} has no webhook{f' {vendor_id}' if vendor_id else ''}")
        if self.by_hand:
            return [self._ended(each, "take it out at the vendor, too") for each in ours]
        with self._asked() as hooks:
            if not ours:
                hooks.remove(vendor_id)
                return [Shown(self.name, None, vendor_id, "", "removed")]
            return [self._end(hooks, each) for each in ours]

    def test(self) -> list[Made]:
        """Has the vendor send something to each place, where it offers that. Raises CannotConnect or ConnectorError."""
        ours = [each for each in self._standing() if each.vendor_id]
        if self.by_hand:
            raise CannotConnect(
                f"{self.name} is tried from its vendor's own page; `tieout webhooks list` says what came"
            )
        with self._asked() as hooks:
            if not hooks.has_test:
                words = "change something there, and look for it in `tieout webhooks list`"
                raise CannotConnect(f"{hooks.title} sends nothing on request; {words}")
            if not ours:
                raise CannotConnect(f"{self.name} has no webhook; make one: tieout webhooks register {self.name}")
            for each in ours:
                hooks.test(each.vendor_id)
        return [Made(self.name, each.topic, each.vendor_id, each.state) for each in ours]

    # ---- parts ----

    def _standing(self) -> list[StoredHook]:
        with self.store.read() as tx:
            return tx.hooks.standing(self.name)

    @contextmanager
    def _asked(self) -> Iterator[Hooks]:
        config = self.outside.configuration.main.connectors[self.name]
        assert isinstance(config, TrackerConfig | TaskConfig), "only these are asked"
        hooks = open_hooks(config, setting_of(self.outside, config))
        try:
            yield hooks
        finally:
            hooks.close()

    def _end_lost(self, hooks: Hooks, there: Sequence[StoredHook]) -> None:
        """Gives places up that the vendor has no more, or never had, so that they are made anew."""
        if there:
            theirs = {each.vendor_id for each in hooks.registered()}
            for each in there:
                if each.vendor_id not in theirs:
                    self._ended(each, "")

    def _end(self, hooks: Hooks, hook: StoredHook) -> Shown:
        if hook.vendor_id:
            hooks.remove(hook.vendor_id)
        return self._ended(hook, "")

    def _ended(self, hook: StoredHook, problem: str) -> Shown:
        with self.store.write() as tx:
            tx.hooks.remove(hook.id)
        return replace(_shown(hook, None), state="removed", problem=problem)

    def _stray(self, there: There) -> Shown:
        words = f"it leads here and is not known here; end it: tieout webhooks remove {self.name} {there.vendor_id}"
        return Shown(self.name, None, there.vendor_id, there.topic, "unknown", problem=words)

    def _leads_here(self, there: There) -> bool:
        base = self.outside.configuration.main.webhooks.url
        return bool(base) and there.url.startswith(f"{base}/{PATH}/{self.kind}/")

    def _ours_signs(self) -> bool:
        return self.kind == "toggl"

    def _word(self) -> str:
        return urlsafe_b64encode(self.chance(24)).decode().rstrip("=")

    def _address(self, base: str, last: str) -> str:
        return f"{base.rstrip('/')}/{PATH}/{self.kind}/{last}"


def hooking(outside: Outside, store: Store, clock: Callable[[], datetime], name: str) -> Hooking:
    """The webhooks of a connector. Raises CannotConnect where it has none."""
    found = outside.configuration.main.connectors.get(name)
    if found is None:
        known = ", ".join(outside.configuration.main.connectors)
        raise CannotConnect(f"{name} is no connector in tieout.yaml; there are {known or 'none'}")
    if found.kind not in HOOKS:
        raise CannotConnect(f"{name} is of kind {found.kind}, which has no webhooks: it is read by the clock alone")
    if isinstance(found, TrackerConfig) and not found.token:
        raise CannotConnect(
            f"{name} has no token, so it is not asked for anything; see docs/connectors/{found.kind}.md"
        )
    return Hooking(name, found.kind, outside, store, clock)


def checked_base(base: str) -> str:
    """The address before /hooks, as it may be used. Raises CannotConnect."""
    problem = problem_of_address(base) if base else "is missing: write it in tieout.yaml, or with --url"
    if problem:
        raise CannotConnect(f"the public address of this program (webhooks: url:) {problem}")
    return base.rstrip("/")


def with_hooks(outside: Outside) -> list[str]:
    """The connectors of the configuration that can have webhooks, by name."""
    return [name for name, each in outside.configuration.main.connectors.items() if each.kind in HOOKS]


def standing(store: Store) -> list[Shown]:
    """What is known here of all connectors, without asking anybody."""
    with store.read() as tx:
        return [_shown(each, None) for each in tx.hooks.standing()]


def _shown(hook: StoredHook, there: There | None, *, asked: bool = False) -> Shown:
    problem = there.problem if there else ""
    if asked and there is None:
        problem = f"it does not stand at the vendor any more; make it again: tieout webhooks register {hook.connector}"
    topic = hook.topic or (there.topic if there else "")
    return Shown(hook.connector, hook.id, hook.vendor_id, topic, hook.state, hook.made_at, hook.last_at, problem)


# ---- what the daemon asks ----


def silent(tx: Transaction, now: datetime, kinds: Mapping[str, str]) -> list[Silent]:
    """The webhooks that should have delivered and did not. `kinds` are those of the connectors, by name."""
    found: list[Silent] = []
    for hook in tx.hooks.standing():
        why = _why_silent(tx, hook, now, kinds.get(hook.connector, ""))
        if why:
            found.append(Silent(hook, why))
    return found


def _why_silent(tx: Transaction, hook: StoredHook, now: datetime, kind: str) -> str:
    heard, again = hook.last_at or hook.made_at, f"tieout webhooks list, then tieout webhooks register {hook.connector}"
    if hook.state == PENDING:
        late = now - hook.made_at > timedelta(hours=PENDING_HOURS)
        return f"nothing genuine has ever arrived at the webhook of {hook.connector}; look at: {again}" if late else ""
    if kind == "asana":
        late = now - heard > timedelta(hours=ASANA_HOURS)
        words = f"Asana sends something every eight hours, and nothing has come to {hook.connector} since"
        return f"{words} {heard:%Y-%m-%d %H:%M} UTC; look at: {again}" if late else ""
    changed = tx.hooks.changed_at(hook.connector)
    if changed is None or changed - heard < timedelta(days=SILENT_DAYS) or now - changed < _GRACE:
        return ""
    words = f"a pull found changes in {hook.connector} on {changed:%Y-%m-%d}, and nothing was delivered since"
    return f"{words} {heard:%Y-%m-%d}; look at: {again}"
