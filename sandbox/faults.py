"""Trouble on request: what a vendor may do to a connector at any time, planned through an admin route or by a test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REFUSALS = {
    "429 seconds": "too many",
    "429 date": "too many",
    "429": "too many",
    "402": "quota",
    "500": "broken",
    "expired": "expired",
}
"""Kinds of fault that are an error in the vendor's own shape."""
INSTEAD = ("html", "html 429")
"""A web page in the place of an answer: 503, or 429."""
BEFORE = ("inserted", "deleted", "vanished", "moved")
"""The list changes before this request is answered: an entry appears at its front, one already read is deleted, one not
yet read is deleted, one not yet read moves to the front."""
ON_THE_WAY = ("cut", "slow")
"""The connection ends in the middle of the body, or the body drips."""
IN_THE_BODY = ("one bad record", "all bad")
"""A field has a wrong type, in one record or in each."""
WRITING = ("before write", "after write", "before reply", "slow reply", "500 after write", "twice", "revoked")
"""What ledgers do to a request that writes. The connection ends before it is carried out; after it, and nothing is
known of its idempotency key; after it, and the key is answered again. The answer is held back for `seconds`; is an
error although it was carried out (and the key is unknown); is that to a second delivery of the request. No token is
good any more."""
KINDS = (*REFUSALS, *INSTEAD, *BEFORE, *ON_THE_WAY, *IN_THE_BODY, *WRITING)


@dataclass(slots=True)
class Fault:
    """Strikes requests of a vendor whose path below the mount begins with `path`: the first `after` pass, then `times`.

    `times` 0 is for ever. `seconds` is what Retry-After says, or how long a slow answer takes; `entry` which entry is
    concerned where a list changes (else one is chosen); `field` the dotted path of the field that gets a wrong type
    (else the route's own).
    """

    vendor: str
    kind: str
    path: str = ""
    times: int = 1
    after: int = 0
    method: str = ""
    seconds: int = 30
    entry: int = 0
    field: str = ""
    struck: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind!r}; write one of {', '.join(KINDS)}")

    def strikes(self, vendor: str, method: str, path: str) -> bool:
        """Whether a request is struck; it is counted."""
        if vendor != self.vendor or self.method not in ("", method) or not path.startswith(self.path):
            return False
        if self.after:
            self.after -= 1
            return False
        if self.times and self.struck >= self.times:
            return False
        self.struck += 1
        return True


def spoiled(content: bytes, records: str, field: str, every: bool) -> bytes:
    """An answer with a wrong type in a field of its middle record, or of every one."""
    value = json.loads(content)
    found = list(_records(value, records))
    for record in found if every else found[len(found) // 2 : len(found) // 2 + 1]:
        _spoil(record, field.split("."))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _records(value: Any, path: str) -> list[Any]:
    for name in filter(None, path.split(".")):
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value if isinstance(value, list) else []


def _spoil(record: Any, path: list[str]) -> None:
    for name in path[:-1]:
        record = record[int(name)] if isinstance(record, list) else record[name]
    last: Any = int(path[-1]) if isinstance(record, list) else path[-1]
    record[last] = _wrong(record[last] if isinstance(record, (list, Mapping)) else None)


def _wrong(value: Any) -> Any:
    """A value of another type than this one."""
    return {"unexpected": True} if isinstance(value, (str, int, float, type(None))) else "unexpected"
