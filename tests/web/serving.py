"""A server of the program's own routes on loopback, for tests; as a program, one that can be killed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette

from config.keys import VARIABLE, Keys, keys_of
from config.loader import Configuration, load
from connectors.asana import config as asana
from connectors.clockify import config as clockify
from connectors.jira import config as jira
from connectors.quickbooks import config as quickbooks
from connectors.toggl import config as toggl
from connectors.xero import config as xero
from mappings.hooks import Noted, StoredHook
from mappings.store import Store
from mappings.vault import Kept
from sandbox.server import _Server, configured, listening
from sync.hook_secrets import sealed_secret
from sync.noting import Noter, place_hash
from tests.config.folders import folder_of
from tests.connectors.hooked import ORGANISATION, REALM, SECRET, VENDORS
from web.hooks import hook_routes

KEY = "dGhpcyBrZXkgaXMgZm9yIHRlc3RzIGFuZCBub3RoaW4="
NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
CONNECTORS = {
    "toggl": toggl.Config(kind="toggl", token="${T}", workspace="7435584"),
    "clockify": clockify.Config(kind="clockify", token="${T}"),
    "asana": asana.Config(kind="asana", token="${T}"),
    "jira": jira.Config(kind="jira", token="${T}", site="nw.atlassian.net", email="pm@northwind.test"),
    "quickbooks": quickbooks.Config(kind="quickbooks", client_id="${A}", client_secret="${S}"),
    "xero": xero.Config(kind="xero", client_id="${A}", client_secret="${S}"),
    "more-xero": xero.Config(kind="xero", client_id="${A}", client_secret="${S}"),
}
OTHER_ORGANISATION = "0000aaaa-0000-4000-8000-000000000009"
_COMPANIES = {"quickbooks": REALM, "xero": ORGANISATION, "more-xero": OTHER_ORGANISATION}


@dataclass
class Serving:
    """The noter behind a server at `base`."""

    noter: Noter
    store: Store
    base: str
    woken: list[None] = field(default_factory=list)

    def post(
        self, path: str, headers: dict[str, str], body: Any, chunked: bool = False
    ) -> tuple[int, dict[str, str], bytes]:
        """How a request is answered."""
        connection = HTTPConnection(urlsplit(self.base).netloc, timeout=30)
        try:
            connection.request("POST", path, body, headers, encode_chunked=chunked)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def deliver(self, kind: str, body: bytes, headers: dict[str, str] | None = None, last: str = "") -> int:
        """The status of a delivery to a vendor's place, genuine unless headers say otherwise."""
        signed = VENDORS[kind].signed(body) if headers is None else headers
        return self.post(f"/hooks/{kind}/{last or word(kind)}", signed, body)[0]

    def noted(self, connector: str) -> list[Noted]:
        """What is kept for a connector."""
        with self.store.read() as tx:
            return tx.deliveries.waiting(connector)

    def hook(self, connector: str) -> StoredHook:
        """A connector's place, as it is kept."""
        with self.store.read() as tx:
            return next(each for each in tx.hooks.all() if each.connector == connector)


def word(connector: str) -> str:
    """The secret last part of a connector's address."""
    return f"a-place-of-{connector}-that-nobody-can-guess"


def configuration_in(folder: Path) -> Configuration:
    """A configuration with a connector of each kind that has webhooks."""
    folder_of(folder)
    read = load(folder, {})
    return replace(read, main=read.main.model_copy(update={"connectors": CONNECTORS}))


def keys() -> Keys:
    """The keys of all tests here."""
    return keys_of(Path(), {VARIABLE: KEY})


def make_places(store: Store, secrets: dict[str, str] | None = None) -> None:
    """A place for each vendor, and the companies of ledgers that were signed in to."""
    with store.write() as tx:
        for name in VENDORS:
            place, secret = place_hash(word(name)), (secrets or {}).get(name, SECRET)
            tx.hooks.make(name, place, "", NOW, sealed_secret(keys(), name, place, secret) if secret else b"")
        for name, company in _COMPANIES.items():
            kind = name.removeprefix("more-")
            tx.vault.connect(Kept(name, kind, company, "", NOW, None, None, NOW, NOW))


@contextmanager
def listens(noter: Noter) -> Iterator[str]:
    """The address of a server that hands deliveries to a noter."""
    bound = listening()
    server = _Server(configured(Starlette(routes=list(hook_routes(noter)))))
    thread = Thread(target=server.run, args=([bound],))
    thread.start()
    assert server.ready.wait(30)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.end()
        thread.join()
        bound.close()


@contextmanager
def serving(folder: Path, store: Store) -> Iterator[Serving]:
    """A server for the places that are in a store."""
    woken: list[None] = []
    configuration = configuration_in(folder)
    noter = Noter(lambda: configuration, store, keys, lambda: NOW, lambda: woken.append(None))
    with noter, listens(noter) as base:
        yield Serving(noter, store, base, woken)


def main(folder: str, url: str) -> None:
    """Serves until it is killed; says where, once it does."""
    with serving(Path(folder), Store.open(url)) as served:
        sys.stdout.write(f"{served.base}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
