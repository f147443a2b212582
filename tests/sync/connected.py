"""Connections for tests: books of a provider on loopback, signed in to, and the same as a program of its own."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from config.keys import VARIABLE
from config.loader import load
from connectors.waiting import Timer
from mappings.store import Store
from sync.access import VaultAccess
from sync.connecting import Connecting, access_of, connecting
from sync.rotating import rotate
from sync.sources import Outside
from sync.worker import Worker, machine_timer
from tests.agencies import TODAY
from tests.config.folders import folder_of
from tests.provider import Books, Provider

KEY = "dGhpcyBrZXkgaXMgZm9yIHRlc3RzIGFuZCBub3RoaW4="
ENVIRONMENT = {"APP_SECRET": "s3cret-of-the-app", VARIABLE: KEY}


@dataclass(frozen=True)
class Agency:
    """A folder with books of a provider, its store, and how time passes."""

    folder: Path
    store: Store
    timer: Timer
    books: Mapping[str, Books]
    environment: Mapping[str, str]

    @property
    def worker(self) -> Worker:
        """What commands work with; the books stand where tieout.yaml would have them."""
        return worker_of(self.folder, self.store, self.timer, self.books, self.environment)

    @property
    def outside(self) -> Outside:
        """What asks."""
        return self.worker.outside

    def connecting(self, name: str = "books") -> Connecting:
        """A connector to sign in to."""
        return connecting(self.outside, self.store, name)

    def access(self, name: str = "books") -> VaultAccess:
        """The access of a connection, as one process has it."""
        return access_of(self.outside, self.store, name)

    def having(self, **more: object) -> Agency:
        """The same with another configuration of its books."""
        books = {name: Books.model_validate({**each.model_dump(), **more}) for name, each in self.books.items()}
        return replace(self, books=books)

    def with_variables(self, **more: str) -> Agency:
        """The same in another environment."""
        return replace(self, environment={**self.environment, **more})


def agency_of(folder: Path, store: Store, timer: Timer, provider: Provider, kind: str = "xero") -> Agency:
    """An agency whose only books are those of a provider."""
    folder.mkdir(exist_ok=True)
    folder_of(folder)
    books = Books.model_validate({"kind": kind, "oauth_url": provider.base})
    return Agency(folder, store, timer, {"books": books}, ENVIRONMENT)


def worker_of(
    folder: Path, store: Store, timer: Timer, books: Mapping[str, Books], environment: Mapping[str, str]
) -> Worker:
    """A worker whose connectors are these books."""
    read = load(folder, environment)
    main = read.main.model_copy(update={"connectors": dict(books)})
    configuration = replace(read, main=main)
    return Worker(configuration, store, lambda: TODAY, environment=environment, timer=timer)


def sign_in(agency: Agency, provider: Provider, name: str = "books", company: str = "") -> None:
    """A person who signs in and consents."""
    made = agency.connecting(name)
    asking = made.asking("http://localhost:8425/callback")
    made.finish(asking, provider.consent(asking.address), company)


def ask(folder: str, url: str, base: str, refused: str) -> None:
    """A program of its own that needs an access token, on the machine's clock; it prints what it was given."""
    store = Store.open(url)
    access = access_of(_worker(folder, store, base).outside, store, "books")
    sys.stdout.write(access.renew(refused) if refused else access.token())
    store.close()


def rotate_until(folder: str, url: str, base: str, step: str) -> None:
    """A program of its own that takes another key and is ended as it begins a function for the n-th time."""
    name, _, times = step.partition(":")
    entered = iter(range(int(times) - 1, -1, -1))

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name == name and not next(entered):
            os._exit(9)

    store = Store.open(url)
    worker = _worker(folder, store, base)
    sys.setprofile(watch)
    rotate(worker.outside, store)


def _worker(folder: str, store: Store, base: str) -> Worker:
    books = {"books": Books.model_validate({"kind": "xero", "oauth_url": base})}
    return worker_of(Path(folder), store, machine_timer(threading.Event()), books, os.environ)


if __name__ == "__main__":
    {"ask": ask, "rotate": rotate_until}[sys.argv[1]](*sys.argv[2:])
