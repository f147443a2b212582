"""The role of a vendor that tells what changed: what comes is verified on its raw bytes, and read as hints at most.

A delivery is only a hint to read again: nothing in it is believed, and nothing is lost without it. What is genuine and
cannot be read is a hint, too. Each vendor's `hooks.py` has `read`, which is pure, and either a `Hooks` that asks the
vendor to deliver, or `BY_HAND`, the steps that a person takes there.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import msgspec

PENDING, ACTIVE, REMOVED = "pending", "active", "removed"
"""A place waits for its vendor's first genuine word, is delivered to, or is given up."""

UNREADABLE = "unreadable"
"""The kind of the hint in a delivery that is genuine and cannot be read: anything may have changed."""
MANY = "many"
"""The kind of the hint in place of more than are kept."""
MOST_HINTS = 200
_LONGEST = 200

UNAUTHORIZED = 401

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hint:
    """What is to be read again: its kind and the vendor's id, and the day that it is about where that is known."""

    kind: str
    id: str
    day: str = ""

    def plain(self) -> dict[str, str]:
        """As it is kept: short, whatever was sent."""
        said = {"kind": self.kind, "id": self.id, "day": self.day}
        return {name: text[:_LONGEST] for name, text in said.items() if text}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a delivery arrived, as far as it is known here: its state and the secret that signs, or will sign."""

    state: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the vendor is answered at once."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Handshake:
    """The vendor gives the secret that it will sign with; it is kept before it is answered."""

    secret: str = field(repr=False)
    answer: Answer


@dataclass(frozen=True, slots=True)
class Note:
    """What one account's part of a delivery says. What comes twice has an equal key. `account` is empty where it is
    the place's own."""

    key: str
    hints: tuple[Hint, ...]
    account: str = ""
    unnumbered: bool = False
    """The vendor numbers nothing and says no moment: an equal key may also tell of another change."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A genuine delivery; one without notes only says that the vendor is there."""

    notes: tuple[Note, ...] = ()
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class Refused:
    """What is not genuine, or not for this place; `why` has nothing in it that was sent."""

    status: int
    why: str


Read = Handshake | Delivery | Refused
Reader = Callable[[Place, Mapping[str, str], bytes], Read]
"""Reads what arrived at a place: headers by their names in lower case, and the body's raw bytes."""


# ---- asking a vendor to deliver ----


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a place is to be told of, and the secret that was made for it, which a vendor may replace by its own."""

    url: str = field(repr=False)
    topic: str
    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """What a vendor made of it. Without `secret` the one stands that was handed over, or came by a handshake."""

    vendor_id: str
    secret: str = field(default="", repr=False)
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class There:
    """What a vendor says stands there: whether it delivers, and why not, or what was lost."""

    vendor_id: str
    topic: str
    url: str = field(repr=False)
    delivers: bool
    problem: str = ""


class Hooks(Protocol):
    """A vendor that can be asked to deliver. Every method may raise a ConnectorError."""

    title: str
    has_test: bool
    """Whether the vendor sends something on request."""

    def topics(self) -> Sequence[str]:
        """What is to be asked for, one place each."""

    def register(self, wanted: Wanted) -> Registered:
        """Asks the vendor to deliver to a place; it may speak to that place before it answers."""

    def registered(self) -> list[There]:
        """Everything that stands at the vendor for this account, ours or not."""

    def remove(self, vendor_id: str) -> None:
        """Ends it there; what is gone already is well."""

    def test(self, vendor_id: str) -> None:
        """Has the vendor send something to the place."""

    def close(self) -> None:
        """Lets go of connections."""


# ---- what vendors have in common ----


def signed_in_hex(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of the raw bytes, in hexadecimal."""
    return hmac.digest(secret.encode(), body, "sha256").hex()


def signed_in_base64(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of the raw bytes, in base64."""
    return b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def is_same(expected: str, given: str) -> bool:
    """Whether two signatures or tokens are equal, in a time that does not say how much of them is."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


def refusal(place: Place, given: str, expected: Callable[[], str]) -> Refused | None:
    """Why a delivery is not genuine, or nothing. Without a secret nothing is."""
    if not place.secret:
        return Refused(UNAUTHORIZED, "the place has no secret yet")
    if not given:
        return Refused(UNAUTHORIZED, "the signature is missing")
    if not is_same(expected(), given):
        return Refused(UNAUTHORIZED, "the signature is wrong")
    return None


def decoded(body: bytes, kind: type[T]) -> T | None:
    """The body as a type of ours; None where it is not."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def unreadable(body: bytes, answer: Answer = Answer()) -> Delivery:
    """What is genuine and cannot be read: the account is read again as a whole."""
    note = Note(key_of([hashlib.sha256(body).hexdigest()]), (Hint(UNREADABLE, ""),), unnumbered=True)
    return Delivery((note,), answer)


def key_of(parts: Iterable[Any]) -> str:
    """One key for the parts that a delivery is known by, however long they are."""
    text = "\n".join(str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def few(hints: Iterable[Hint]) -> tuple[Hint, ...]:
    """Each hint once, and no more than are kept."""
    found = tuple(dict.fromkeys(hints))
    return found if len(found) <= MOST_HINTS else (*found[:MOST_HINTS], Hint(MANY, ""))


def day_of(text: str | None) -> str:
    """The day of a moment as it was written, or nothing where that is none."""
    written = (text or "")[:10]
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return ""
