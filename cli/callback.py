"""The page on this machine to which a browser comes back from a sign-in; it listens to 127.0.0.1 and to one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

HERE = "127.0.0.1"
PATH = "/callback"
PATIENCE_SECONDS = 300
"""How long a person may take to sign in."""
_DONE = "Tieout has the answer. You can close this page and go back to where you typed the command."
_STRANGE = "This is not the answer that Tieout waits for. Begin again from where you typed the command."


@dataclass(frozen=True, slots=True)
class _Visit:
    """A browser that came: to which address, whether that is ours, once it is known, and when it has its page."""

    address: str = field(repr=False)
    is_ours: SimpleQueue[bool] = field(default_factory=SimpleQueue)
    shown: Event = field(default_factory=Event)


class Callback:
    """A page for one sign-in. `with Callback(port) as page:` listens; port 0 takes one that is free."""

    def __init__(self, port: int, path: str = PATH) -> None:
        self._came: SimpleQueue[_Visit] = SimpleQueue()
        self._server = _Server((HERE, port), _handler(self._came, path))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 1 / 10}, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Callback:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, read: Callable[[str], bool], seconds: int = PATIENCE_SECONDS) -> str | None:
        """The first address that `read` says yes to; None where none has come in that time. The page says which."""
        for _ in range(seconds):
            try:
                visit = self._came.get(timeout=1)
            except Empty:
                continue
            is_ours = read(visit.address)
            visit.is_ours.put(is_ours)
            if is_ours:
                visit.shown.wait(2)
                return visit.address
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    """A port that was listened to a moment ago may be listened to again; one that is in use may not."""


def _handler(came: SimpleQueue[_Visit], path: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10
        server_version, sys_version = "Tieout", ""

        def do_GET(self) -> None:
            """Hands the address on, if it is the page's own and was not led here under another name."""
            host = (self.headers.get("Host") or "").rpartition(":")[0]
            if urlsplit(self.path).path != path or host not in (HERE, "localhost"):
                self._say(404, _STRANGE)
                return
            visit = _Visit(f"http://{HERE}{self.path}")
            came.put(visit)
            try:
                is_ours = visit.is_ours.get(timeout=5)
            except Empty:
                is_ours = False
            try:
                self._say(200 if is_ours else 400, _DONE if is_ours else _STRANGE)
            finally:
                visit.shown.set()

        def _say(self, status: int, words: str) -> None:
            body = f"<!doctype html><meta charset=utf-8><title>Tieout</title><p>{words}</p>\n".encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "Content-Security-Policy": "default-src 'none'",
                "Connection": "close",
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: the address has a code in it."""

    return Handler
