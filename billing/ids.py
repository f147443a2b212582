"""Stable ids: each is a hash of what a thing *is*, never of the clock or of chance."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import compress
from json.encoder import encode_basestring
from operator import attrgetter, ne
from typing import Any

ENTRY, DRAFT, LINE, ISSUE, PLAN, CHARGE = "e", "d", "l", "i", "p", "c"

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [one + other for one in _LETTERS for other in _LETTERS]


def stable_id(kind: str, *parts: str) -> str:
    """A letter for the kind and 12 characters (60 bits) of a hash of the parts: `e7k2mqd4xw9ta`."""
    text = f"[{','.join([encode_basestring(part) for part in (kind, *parts)])}]"
    bits = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 4
    first, second = (
        _PAIRS[bits >> 50] + _PAIRS[bits >> 40 & 1023],
        _PAIRS[bits >> 30 & 1023] + _PAIRS[bits >> 20 & 1023],
    )
    return kind + first + second + _PAIRS[bits >> 10 & 1023] + _PAIRS[bits & 1023]


def digest(value: object) -> str:
    """The hash (hex, 128 bits) of a value's canonical form; equal for equal values, on every machine."""
    return text_digest(canonical(value))


def text_digest(text: str) -> str:
    """The hash of a text that is canonical already."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def content_hash(record: object) -> str:
    """The hash of what a record says, apart from fields at their defaults. No text in it may contain a NUL.

    So it can be stored: a field that is added later changes no hash of a record that does not use it.
    """
    return text_digest(_stated_writer(type(record))(record))


def canonical(value: object) -> str:
    """One JSON text for a tree of records. Fields declared `compare=False` are notes for people and left out."""
    return _writer(type(value))(value)


Writer = Callable[[Any], str]


def _sequence(values: Sequence[Any]) -> str:
    kinds = set(map(type, values))
    if len(kinds) == 1:
        return f"[{','.join(map(_writer(kinds.pop()), values))}]"
    return f"[{','.join([_writer(type(value))(value) for value in values])}]"


def _mapping(values: dict[str, Any]) -> str:
    return f"{{{','.join(f'{encode_basestring(key)}:{canonical(values[key])}' for key in sorted(values))}}}"


def _quoted(value: date) -> str:
    return f'"{value.isoformat()}"'


_KEPT = 4096
"""How many days and numbers are kept as they are written; equal ones must be written alike, as moments are not."""

_WRITERS: dict[type, Writer] = {
    str: encode_basestring,
    int: int.__repr__,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
    list: _sequence,
    tuple: _sequence,
    dict: _mapping,
    date: lru_cache(_KEPT)(_quoted),
    datetime: _quoted,
    Decimal: lru_cache(_KEPT)(lambda value: f'"{value.normalize():f}"' if value else '"0"'),
}


def _writer_for(kind: type) -> Writer:
    if dataclasses.is_dataclass(kind):
        return _record_writer(kind)
    known = next((base for base in kind.__mro__ if base in _WRITERS), None)
    assert known is not None, f"{kind.__name__} has no canonical form"
    return _WRITERS[known]


_writer: Callable[[type], Writer] = cache(_writer_for)
"""How values of a type are written, found out once."""


def _record_writer(kind: type) -> Writer:
    """Writes a record as an object with its keys in order."""
    names = sorted(field.name for field in dataclasses.fields(kind) if field.compare)
    form = f"{{{','.join(f'{encode_basestring(name)}:%s' for name in names)}}}"
    values = attrgetter(*names, "__class__")  # one more, so that there are always several
    return lambda record: form % tuple([_writer(type(value))(value) for value in values(record)[:-1]])


def _stated_writer_for(kind: type) -> Writer:
    """Writes the fields of a record that differ from their defaults, with NULs between; texts as they are."""
    fields = sorted((each for each in dataclasses.fields(kind) if each.compare), key=lambda each: each.name)
    names = [f"{each.name}=" for each in fields]
    defaults = [each.default for each in fields]
    values = attrgetter(*(each.name for each in fields), "__class__")

    def write(record: Any) -> str:
        said = values(record)
        stated = compress(zip(names, said, strict=False), map(ne, said, defaults))
        return "\0".join(
            [name + (value if type(value) is str else _writer(type(value))(value)) for name, value in stated]
        )

    return write


_stated_writer: Callable[[type], Writer] = cache(_stated_writer_for)
