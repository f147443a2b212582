"""Stable ids: each is a hash of what a thing *is*, never of the clock or of chance."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain, compress, islice
from json.encoder import encode_basestring
from operator import attrgetter, ne
from typing import Any

ENTRY, DRAFT, LINE, ISSUE, PLAN, CHARGE, NOTE = "e", "d", "l", "i", "p", "c", "n"
"""What ids begin with; a credit note's tells it from drafts of invoices."""

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


def canonical_each(values: Sequence[object]) -> list[str]:
    """The canonical text of each of many values; quicker than one after the other."""
    return list(_each(values))


Writer = Callable[[Any], str]


_MANY = 8
"""From how many values of a kind on they are written a field at a time."""


def _sequence(values: Sequence[Any]) -> str:
    return f"[{','.join(_each(values) if len(values) >= _MANY else [canonical(value) for value in values])}]"


def _each(values: Sequence[Any]) -> Iterable[str]:
    """Each of many values as it is written: records a field at a time, what they share once."""
    kinds = set(map(type, values))
    if len(kinds) != 1:
        return map(canonical, values)
    (kind,) = kinds
    if kind in _PLAIN:
        return map(_WRITERS[kind], values)
    different = {id(value): value for value in values}
    if len(different) * 2 > len(values):
        return _each_of(kind, values)
    written = dict(zip(different, _each_of(kind, list(different.values())), strict=True))
    return [written[id(value)] for value in values]


def _each_of(kind: type, values: Sequence[Any]) -> Iterable[str]:
    if kind is tuple:
        parts = list(chain.from_iterable(values))
        written = iter(_each(parts))
        return [f"[{','.join(islice(written, len(value)))}]" for value in values]
    names = _names(kind) if dataclasses.is_dataclass(kind) else []
    if not names:
        return map(_writer(kind), values)
    columns = [_each([*map(attrgetter(name), values)]) for name in names]
    return map(_form(names).__mod__, zip(*columns, strict=True))


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


_PLAIN = frozenset({str, int, bool, type(None), date, datetime, Decimal})
"""Kinds that have no parts, and are written at once."""


def _names(kind: Any) -> list[str]:
    return sorted(field.name for field in dataclasses.fields(kind) if field.compare)


def _form(names: Sequence[str]) -> str:
    return f"{{{','.join(f'{encode_basestring(name)}:%s' for name in names)}}}"


def _record_writer(kind: type) -> Writer:
    """Writes a record as an object with its keys in order."""
    names = _names(kind)
    form = _form(names)
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
