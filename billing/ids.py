"""Stable ids: each is a hash of what a thing *is*, never of the clock or of chance."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

ENTRY, DRAFT, LINE, ISSUE, PLAN = "e", "d", "l", "i", "p"


def stable_id(kind: str, *parts: str) -> str:
    """A letter for the kind and 12 characters (60 bits) of a hash of the parts: `e7k2mqd4xw9ta`."""
    text = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"))
    hashed = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return kind + base64.b32encode(hashed).decode().lower()[:12]


def digest(value: object) -> str:
    """The hash (hex, 128 bits) of a value's canonical form; equal for equal values, on every machine."""
    return text_digest(canonical(value))


def text_digest(text: str) -> str:
    """The hash of a text that is canonical already."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def canonical(value: object) -> str:
    """One JSON text for a tree of records. Fields declared `compare=False` are notes for people and left out."""
    return _ENCODER.encode(value)


def _plain(value: Any) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _fields(type(value))}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise AssertionError(f"{type(value).__name__} has no canonical form")


_ENCODER = json.JSONEncoder(default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def _fields(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(record) if field.compare)
