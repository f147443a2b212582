"""Who listens to notifications, on loopback: Slack, and a receiver of webhooks that believes only what is proven."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOOK = "/services/T0000000/B0000000/abcdefghijklmnopqrstuvwx"
"""The path of the incoming webhook: who knows it may post."""
TOKEN = "xoxb-sandbox-0123456789"  # of nobody's workspace
CHANNEL = "C0123456789"
LISTENER = "/hooks/catch/1234567/abcdefg"
TOLERANCE_SECONDS = 300
MAX_BLOCKS, MAX_SECTION = 50, 3000
_FAULTS = {"429": 429, "500": 500, "gone": 410, "moved": 302}


@dataclass(slots=True)
class Listeners:
    """What was posted and taken, by whom, and why something was not. `faults` are struck one after the other."""

    secret: str = field(default="", repr=False)
    clock: Callable[[], int] = lambda: 0
    posts: list[dict[str, Any]] = field(default_factory=list)
    """Messages in the Slack channel, in order."""
    heard: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the receiver of webhooks has acted on, by id: what comes a second time is not acted on again."""
    deliveries: int = 0
    faults: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


class ListenServer(ThreadingHTTPServer):
    """The server; use it as a context manager."""

    daemon_threads = True

    def __init__(self, listeners: Listeners) -> None:
        self.listeners = listeners
        super().__init__(("127.0.0.1", 0), _Request)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> ListenServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listeners.released.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Request(BaseHTTPRequestHandler):
    """One post."""

    server: ListenServer

    def do_POST(self) -> None:
        """Whatever is posted, at the place it is posted to."""
        listeners = self.server.listeners
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        fault = listeners.faults.pop(0) if listeners.faults else ""
        if fault == "hangs":
            listeners.released.wait(10)
            self.close_connection = True
            return
        if fault in _FAULTS:
            self._answer(_FAULTS[fault], b"no", {"Retry-After": "30", "Location": "https://elsewhere.test/"})
            return
        places = {HOOK: self._hook, LISTENER: self._listener}
        places |= {"/api/chat.postMessage": self._api, "/api/auth.test": self._who}
        place = places.get(self.path)
        status, answer = place(body) if place else (404, b"no_team")
        if fault == "late":
            self.close_connection = True
            return
        self._answer(status, answer, {})

    def _hook(self, body: bytes) -> tuple[int, bytes]:
        """https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: `ok`, or the reason as text."""
        wrong = self._wrong_message(body)
        if wrong:
            self.server.listeners.refused.append(wrong)
            return 400, wrong.encode()
        self.server.listeners.posts.append(json.loads(body))
        return 200, b"ok"

    def _api(self, body: bytes) -> tuple[int, bytes]:
        """https://docs.slack.dev/reference/methods/chat.postMessage: a no comes with status 200, too."""
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 200, b'{"ok": false, "error": "invalid_auth"}'
        said = json.loads(body)
        wrong = self._wrong_message(body) or ("channel_not_found" if said.get("channel") != CHANNEL else "")
        if wrong:
            self.server.listeners.refused.append(wrong)
            return 200, json.dumps({"ok": False, "error": wrong}).encode()
        self.server.listeners.posts.append(said)
        return 200, b'{"ok": true, "ts": "1503435956.000247"}'

    def _who(self, body: bytes) -> tuple[int, bytes]:
        """https://docs.slack.dev/reference/methods/auth.test."""
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 200, b'{"ok": false, "error": "invalid_auth"}'
        return 200, b'{"ok": true, "user": "tieout", "team": "Northwind"}'

    def _wrong_message(self, body: bytes) -> str:
        """What Slack says of a message that is not one: text that is missing, blocks that are too many or too long."""
        if not (self.headers.get("Content-Type") or "").startswith("application/json"):
            return "invalid_payload"
        try:
            said = json.loads(body)
        except ValueError:
            return "invalid_payload"
        blocks = said.get("blocks", [])
        if not said.get("text"):
            return "no_text"
        texts = [each["text"]["text"] for each in blocks if each["type"] == "section"]
        if len(blocks) > MAX_BLOCKS or any(not 1 <= len(text) <= MAX_SECTION for text in texts):
            return "invalid_blocks"
        return ""

    def _listener(self, body: bytes) -> tuple[int, bytes]:
        """Believes what is signed with the secret, of now and whole; acts on each id once."""
        listeners = self.server.listeners
        listeners.deliveries += 1
        found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", self.headers.get("Tieout-Signature", ""))
        if found is None or abs(listeners.clock() - int(found[1])) > TOLERANCE_SECONDS:
            listeners.refused.append("no signature of now")
            return 401, b"no signature of now"
        mine = hmac.new(listeners.secret.encode(), f"{found[1]}.".encode() + body, hashlib.sha256)
        if not hmac.compare_digest(mine.hexdigest(), found[2]):
            listeners.refused.append("another signature")
            return 401, b"another signature"
        said = json.loads(body)
        if self.headers.get("Tieout-Id") != said["id"]:
            listeners.refused.append("another id")
            return 400, b"another id"
        listeners.heard.setdefault(said["id"], said)
        return 204, b""

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""
