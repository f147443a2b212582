"""Deliveries are noted: verified without waiting for anything, committed together, and answered only then.

What a delivery says is never believed here, only noted as a hint, so that a pull reads it again. No request waits for a
lock of the database or a key: secrets are opened by a thread that looks every few seconds, and at once where a place is
not known, for a few requests at a time. What waits to be committed is bounded; what is more is sent away at once.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Condition, Event, Lock, Thread
from types import TracebackType
from typing import Any

import structlog

from config.keys import BadKey, Keys
from config.loader import Configuration
from connectors.hooks import REMOVED, Answer, Delivery, Handshake, Note, Place, Reader
from connectors.hooks import Refused as Refused
from connectors.registry import HOOKS, hook_reader
from mappings.hooks import Noted, StoredHook
from mappings.store import Store, Transaction
from mappings.trouble import StoreUnavailable
from sync.hook_secrets import opened_secret, sealed_secret
from sync.outliving import Died, outlived

__all__ = ["GONE", "UNKNOWN", "Answer", "Full", "Noter", "Refused", "Spot", "place_hash"]

MOST_WAITING = 20_000
"""How many deliveries and hints may wait for a commit."""
MOST_TOGETHER = 1000
"""How many deliveries are committed together."""
PAUSE_SECONDS = 30 / 1000
"""How long one that came alone waits for others, so that a commit is not for each."""
MOST_LOOKED_UP = 32
"""How many requests for places that are not known may wait for a look at the database."""
HEARD_SECONDS = 10
"""How often it is noted that a place was delivered to, while it is."""
LOOK_SECONDS = 5
"""How often the places are looked at again."""
LEAST_SECONDS = 1
"""How long after a look the next one is at the earliest, however many strangers ask."""
ENDS_WITHIN = 1
"""Seconds that are left to each thread at the end."""
UNKNOWN, GONE, LATER = 404, 410, 503
_NO_ACCOUNTS: Mapping[tuple[str, str], str] = {}


class Full(Exception):
    """More is waiting than is kept; the vendor delivers again."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is known: whose it is, and what a delivery to it is read with."""

    hook: StoredHook = field(repr=False)
    kind: str
    place: Place
    read: Reader = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Waiting:
    spot: Spot
    at: datetime
    notes: tuple[Noted, ...]
    handshake: Handshake | None
    done: Future[Answer]
    answer: Answer

    @property
    def weight(self) -> int:
        """How much of the room for what waits it takes."""
        return 1 + sum(len(each.hints) for each in self.notes)


@dataclass(frozen=True, slots=True)
class _Known:
    spots: Mapping[str, Spot]
    accounts: Mapping[tuple[str, str], str]
    """The connector of each kind and account that was signed in to."""


class Noter:
    """Notes deliveries while a `with` block lasts.

    `wake` is called after each commit that noted something, by a thread that answers nobody before it returns.
    """

    def __init__(
        self,
        configuration: Callable[[], Configuration],
        store: Store,
        keys: Callable[[], Keys],
        clock: Callable[[], datetime],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._configuration = configuration
        self._store, self._keys, self._clock, self._wake = store, keys, clock, wake
        self._known = _Known({}, _NO_ACCOUNTS)
        self._queue: deque[_Waiting] = deque()
        self._weight = 0
        self._heard: dict[int, datetime] = {}
        self._turn = Condition()
        self._ended = Event()
        self._asked = Event()
        self._strangers: list[Future[None]] = []
        self._lock = Lock()
        self._refused = 0
        steps = {"noter": self._commit_all, "noter-look": self._look_on}
        self._threads = [Thread(target=step, name=name, daemon=True) for name, step in steps.items()]

    def __enter__(self) -> Noter:
        self._look()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._asked.set()
        with self._turn:
            self._turn.notify_all()
        for thread in self._threads:
            thread.join(ENDS_WITHIN)
        self._turn_away(self._queue, "it ends")

    @property
    def has_ended(self) -> bool:
        """Whether all of it has come to its end, also what a database keeps waiting."""
        return not any(thread.is_alive() for thread in self._threads)

    def is_well(self) -> bool:
        """Whether what comes is noted, and new places are found."""
        return not self._ended.is_set() and all(each.is_alive() for each in self._threads)

    # ---- what a request asks; none of it waits ----

    def spot(self, vendor: str, hashed: str) -> Spot | None:
        """The place of that hash, if it is known and that vendor's."""
        found = self._known.spots.get(hashed)
        return found if found is not None and found.kind == vendor else None

    def looked_up(self) -> Future[None] | None:
        """Done after the next look at the database; None where too many wait for that already."""
        with self._lock:
            if len(self._strangers) >= MOST_LOOKED_UP or self._ended.is_set():
                return None
            done: Future[None] = _begun()
            self._strangers.append(done)
        self._asked.set()
        return done

    def note(self, spot: Spot, read: Delivery | Handshake) -> Future[Answer]:
        """Done, with what the vendor is answered, once it is kept. It fails with StoreUnavailable. Raises Full."""
        at, done = self._clock(), _begun()
        notes = tuple(self._noted(spot, read, at)) if isinstance(read, Delivery) else ()
        handshake = read if isinstance(read, Handshake) else None
        waiting = _Waiting(spot, at, notes, handshake, done, read.answer)
        with self._turn:
            if self._weight + waiting.weight > MOST_WAITING or self._ended.is_set():
                raise Full
            self._queue.append(waiting)
            self._weight += waiting.weight
            if len(self._queue) == 1:  # else it was woken already
                self._turn.notify()
        return done

    def refused(self, vendor: str, why: str) -> None:
        """Counts what was sent away; it is logged now and then, however much it is."""
        self._refused += 1
        if self._refused == 1:
            structlog.get_logger().warning("delivery_refused", vendor=vendor if vendor in HOOKS else "unknown", why=why)

    def _noted(self, spot: Spot, read: Delivery, at: datetime) -> Sequence[Noted]:
        """What is kept of a delivery: the parts of companies that are ours, each at its own connector."""
        found = []
        for note in read.notes:
            connector = self._connector_of(spot, note)
            if connector:
                hints = tuple(hint.plain() for hint in note.hints)
                found.append(Noted(connector, note.key, at, hints, note.unnumbered))
        return found

    def _connector_of(self, spot: Spot, note: Note) -> str:
        if not note.account:
            return spot.hook.connector
        return self._known.accounts.get((spot.kind, note.account), "")

    # ---- committing ----

    def _commit_all(self) -> None:
        while together := self._next():
            died = outlived(partial(self._commit, together), structlog.get_logger(), "deliveries_defect")
            if isinstance(died, Died):
                self._one_by_one(together)

    def _one_by_one(self, together: Sequence[_Waiting]) -> None:
        """One that cannot be kept takes no other with it."""
        for each in together:
            died = outlived(partial(self._commit, [each]), structlog.get_logger(), "delivery_defect")
            if isinstance(died, Died):
                self._turn_away([each], died.words)

    def _next(self) -> Sequence[_Waiting]:
        """What is committed together; nothing at the end."""
        with self._turn:
            while not self._queue and not self._ended.is_set():
                self._turn.wait()
        self._ended.wait(PAUSE_SECONDS)
        with self._turn:
            together = [self._queue.popleft() for _ in range(min(len(self._queue), MOST_TOGETHER))]
            self._weight -= sum(each.weight for each in together)
        return together

    def _commit(self, together: Sequence[_Waiting]) -> None:
        try:
            with self._store.write() as tx:
                answers = [self._keep(tx, each) for each in together]
                tx.deliveries.note([note for each in together for note in each.notes])
                heard = self._newly_heard(together)
                if heard:
                    tx.hooks.heard(heard, together[-1].at)
            if any(each.handshake for each in together):
                self._look()
        except StoreUnavailable as problem:
            structlog.get_logger().warning("deliveries_not_noted", count=len(together), why=str(problem))
            for each in together:
                each.done.set_exception(problem)
            return
        self._heard |= dict.fromkeys(heard, together[-1].at)
        if any(each.notes for each in together):
            self._wake()
        for each, answer in zip(together, answers, strict=True):
            each.done.set_result(answer)

    def _newly_heard(self, together: Sequence[_Waiting]) -> set[int]:
        """The places of which it was not noted a moment ago that they are delivered to."""
        now, since = together[-1].at, timedelta(seconds=HEARD_SECONDS)
        ids = {each.spot.hook.id for each in together if not each.handshake}
        return {id for id in ids if id not in self._heard or abs(now - self._heard[id]) >= since}

    def _keep(self, tx: Transaction, each: _Waiting) -> Answer:
        """What it may be answered: a secret is only taken by a place that waits for it."""
        if each.handshake is None:
            return each.answer
        hook = each.spot.hook
        try:
            sealed = sealed_secret(self._keys(), hook.connector, hook.place, each.handshake.secret)
        except BadKey as problem:
            structlog.get_logger().warning("secret_not_kept", connector=hook.connector, why=str(problem))
            return Answer(LATER)
        return each.answer if tx.hooks.take_secret(hook.id, sealed, hook.sealed) else Answer(GONE)

    def _turn_away(self, those: Iterable[_Waiting], why: str) -> None:
        """Whoever waits is told to come again."""
        for each in list(those):
            if not each.done.done():
                each.done.set_exception(StoreUnavailable(f"nothing was noted: {why}"))

    # ---- looking which places there are ----

    def _look_on(self) -> None:
        while not self._ended.wait(LEAST_SECONDS):
            self._asked.wait(LOOK_SECONDS - LEAST_SECONDS)
            self._asked.clear()
            with self._lock:
                strangers, self._strangers = self._strangers, []
            outlived(self._look_again, structlog.get_logger(), "places_defect")
            for each in strangers:
                each.set_result(None)
            self._tell_refused()
        with self._lock:
            for each in self._strangers:
                each.set_result(None)

    def _look_again(self) -> None:
        try:
            self._look()
        except StoreUnavailable as problem:
            structlog.get_logger().warning("places_not_looked_up", why=str(problem))

    def _look(self) -> None:
        """Reads which places there are; a secret is opened once, as long as it stays the same."""
        with self._store.read() as tx:
            hooks, kept = tx.hooks.all(), tx.vault.all()
        kinds = {name: each.kind for name, each in self._configuration().main.connectors.items()}
        before = self._known.spots
        spots: dict[str, Spot] = {}
        for hook in hooks:
            known, kind = before.get(hook.place), kinds.get(hook.connector, "")
            if known is not None and (known.hook.sealed, known.hook.state) == (hook.sealed, hook.state):
                spots[hook.place] = known
            elif kind in HOOKS:
                spots[hook.place] = Spot(hook, kind, self._place(hook), hook_reader(kind))
        accounts = {(each.provider, each.account): each.name for each in kept if each.name in kinds}
        self._known = _Known(spots, accounts)

    def _place(self, hook: StoredHook) -> Place:
        if hook.state == REMOVED:
            return Place(REMOVED, "")
        try:
            return Place(hook.state, opened_secret(self._keys(), hook))
        except BadKey as problem:
            structlog.get_logger().warning("hook_not_opened", connector=hook.connector, why=str(problem))
            return Place(hook.state, "")

    def _tell_refused(self) -> None:
        count, self._refused = self._refused, 0
        if count > 1:
            structlog.get_logger().warning("deliveries_refused", count=count)


def _begun() -> Future[Any]:
    """A future that nobody can cancel any more: who does not wait for it loses nothing."""
    begun: Future[Any] = Future()
    begun.set_running_or_notify_cancel()
    return begun


def place_hash(last_part: str) -> str:
    """What is kept of the last part of an address: nobody can get there from it."""
    return hashlib.sha256(last_part.encode("utf-8", "surrogatepass")).hexdigest()
