"""Reading a page of the detailed report in one go, and row by row only where that fails: one bad row is one bad row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from connectors.errors import Changed
from connectors.http import Reply
from connectors.sources import BadRecord
from connectors.toggl.payloads import Entry, Group, Heading, Row

MANY = 3
"""From so many rows on, the same misfit in each of them is a change of the API and no accident of one row."""


class _Apart(Heading, kw_only=True):
    time_entries: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Rows:
    """The entries of a page, each with what its group says, and those that could not be read."""

    good: tuple[Row, ...]
    bad: tuple[BadRecord, ...] = ()

    @property
    def ids(self) -> frozenset[int]:
        """The ids of the entries that could be read."""
        return frozenset(entry.id for _, entry in self.good)


def read_rows(reply: Reply) -> Rows:
    """The entries of a page. Raises Changed where all rows fail alike, or it is no list at all."""
    try:
        groups = msgspec.json.decode(reply.content, type=list[Group] | None) or []
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _one_by_one(reply)
    return Rows(tuple((group, entry) for group in groups for entry in group.time_entries))


def _one_by_one(reply: Reply) -> Rows:
    good: list[Row] = []
    bad: list[BadRecord] = []
    for raw in reply.decode(list[msgspec.Raw]):
        try:
            group = msgspec.json.decode(raw, type=_Apart)
        except msgspec.ValidationError as problem:
            bad.extend(_bad_group(raw, _where(problem)))
            continue
        for inner in group.time_entries:
            try:
                good.append((group, msgspec.json.decode(inner, type=Entry)))
            except msgspec.ValidationError as problem:
                bad.append(_bad(msgspec.json.decode(inner), _where(problem, "$.time_entries[]")))
    reasons = {each.reason for each in bad}
    if len(bad) >= MANY and len(reasons) == 1 and not good:
        raise Changed(f"every row of the answer to {reply.what} is other than documented: {bad[0].reason}")
    return Rows(tuple(good), tuple(bad))


def _where(problem: msgspec.ValidationError, under: str = "$") -> str:
    """The type and path that do not fit, the same words for the same path in every row."""
    what, _, path = str(problem).partition(" - at ")
    inner = path.strip("`").removeprefix("$")
    return re.sub(r"\[\d+\]", "[]", f"{what} at {under}{inner}").replace("`", "")


def _bad_group(raw: msgspec.Raw, reason: str) -> list[BadRecord]:
    group = msgspec.json.decode(raw)
    inner = group.get("time_entries") if isinstance(group, dict) else None
    return [_bad(entry, reason) for entry in inner] if isinstance(inner, list) and inner else [_bad(group, reason)]


def _bad(entry: Any, reason: str) -> BadRecord:
    """What can still be made of an entry that does not fit."""
    said: Mapping[str, Any] = entry if isinstance(entry, dict) else {}
    number, seconds = said.get("id"), said.get("seconds")
    known = str(number) if isinstance(number, int | str) else ""
    return BadRecord(known, reason, _day(said.get("start")), seconds if type(seconds) is int and seconds > 0 else 0)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
