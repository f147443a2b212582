"""What vendors deliver by themselves: who asked for it, how it is signed, and posting it for real, with troubles."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sandbox.records import hex_for
from sandbox.tracker import Unknown

HERE = ("127.0.0.1", "localhost", "::1")
PATIENCE_SECONDS = 10
NO_ANSWER = 0
SIGNATURE, BODY, NONE, CUT = "signature", "body", "none", "cut"
WRONGS = ("", SIGNATURE, BODY, NONE, CUT)
"""What may be wrong with a delivery: its signature, the body (written anew after it was signed), no signature at all, a
body that ends in the middle."""

Json = dict[str, Any]


@dataclass(slots=True)
class Hook:
    """A webhook as its vendor keeps it."""

    vendor: str
    id: str
    url: str
    secret: str
    topics: tuple[str, ...] = ()
    name: str = ""
    enabled: bool = True
    validated: bool = False
    code: str = ""
    """By which the receiver shows that the address is its own."""
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What a receiver answered; status 0 is no answer at all."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Hooks:
    """All webhooks of a world, by vendor and id. Ids count up, and secrets follow from them."""

    by_id: dict[tuple[str, str], Hook] = field(default_factory=dict)
    made: int = 0
    events: int = 8_256_404_788_549_450

    def add(self, vendor: str, url: str, secret: str = "", **more: Any) -> Hook:
        """One more. Without a secret the vendor makes one."""
        if urlsplit(url).hostname not in HERE:
            raise ValueError(f"{url} is not on this machine, and nothing leaves it")
        self.made += 1
        secret = secret or hex_for(vendor, "hook", str(self.made))
        found = Hook(vendor, self._id(vendor), url, secret, **more)
        self.by_id[vendor, found.id] = found
        return found

    def of(self, vendor: str) -> list[Hook]:
        """Those of a vendor."""
        return [hook for (named, _), hook in self.by_id.items() if named == vendor]

    def one(self, vendor: str, id: str) -> Hook:
        """One of them. Raises Unknown."""
        if (vendor, id) not in self.by_id:
            raise Unknown(f"{vendor} has no webhook {id}")
        return self.by_id[vendor, id]

    def remove(self, vendor: str, id: str) -> None:
        """Takes one out. Raises Unknown."""
        self.one(vendor, id)
        del self.by_id[vendor, id]

    def next_event(self) -> int:
        """The number of one more event."""
        self.events += 1
        return self.events

    def _id(self, vendor: str) -> str:
        return hex_for(vendor, "webhook", str(self.made))[:24] if vendor == "clockify" else str(10_700 + self.made)


def post(url: str, headers: Mapping[str, str], body: bytes) -> Posted:
    """Posts to an address of this machine, and waits for the answer."""
    parts = urlsplit(url)
    assert parts.hostname in HERE, "nothing leaves this machine"
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=PATIENCE_SECONDS)
    try:
        connection.request("POST", parts.path, body, {"User-Agent": "vendor", **headers})
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Posted(answer.status, told, answer.read())
    except (OSError, http.client.HTTPException):
        return Posted(NO_ANSWER, {}, b"")
    finally:
        connection.close()


# ---- signing ----


def _hex(hook: Hook, body: bytes) -> str:
    return hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()


def _base64(hook: Hook, body: bytes) -> str:
    return base64.b64encode(hmac.new(hook.secret.encode(), body, hashlib.sha256).digest()).decode()


SIGNED: dict[str, tuple[str, Callable[[Hook, bytes], str]]] = {
    "toggl": ("X-Webhook-Signature-256", lambda hook, body: f"sha256={_hex(hook, body)}"),
    "clockify": ("Clockify-Signature", lambda hook, body: hook.secret),
    "asana": ("X-Hook-Signature", _hex),
    "jira": ("X-Hub-Signature", lambda hook, body: f"sha256={_hex(hook, body)}"),
    "quickbooks": ("intuit-signature", _base64),
    "xero": ("x-xero-signature", _base64),
}
"""In which header each vendor signs, and how."""


def signed(hook: Hook, body: bytes, wrong: str = "") -> tuple[dict[str, str], bytes]:
    """The headers and the body of a delivery, with what is wrong about it."""
    name, sign = SIGNED[hook.vendor]
    value = sign(hook, body)
    if wrong == SIGNATURE:
        value = sign(Hook(hook.vendor, "", "", f"{hook.secret} forged"), body)
    headers = {"Content-Type": "application/json"} | ({} if wrong == NONE else {name: value})
    if wrong == BODY:
        body = json.dumps(json.loads(body), indent=1).encode()
    return headers, body[: len(body) // 2] if wrong == CUT else body


def deliver(hook: Hook, body: bytes, more: Mapping[str, str], wrong: str = "", attempts: int = 1) -> Iterator[Posted]:
    """Delivers until it is answered with success, or as often as is tried; each answer."""
    headers, sent = signed(hook, body, wrong)
    for _ in range(attempts):
        answer = post(hook.url, {**headers, **more}, sent)
        yield answer
        if 200 <= answer.status < 300:
            hook.failures = 0
            return
        hook.failures += 1
