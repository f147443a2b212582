"""Reading a page of the detailed report in one go, and row by row only where that fails: one bad row is one bad row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from connectors.http import Reply
from connectors.reading import day_in, key_in, one_by_one, refuse_if_alike, row_said, seconds_in
from connectors.sources import BadRecord
from connectors.toggl.payloads import Entry, Group, Heading, Row


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
        groups, _ = one_by_one([raw], _Apart, _bad)
        if not groups:
            bad += _bad_group(raw)
        for group in groups:
            entries, others = one_by_one(group.time_entries, Entry, _bad, "$.time_entries[]")
            good += [(group, entry) for entry in entries]
            bad += others
    refuse_if_alike(reply.what, len(good), bad)
    return Rows(tuple(good), tuple(bad))


def _bad_group(raw: msgspec.Raw) -> list[BadRecord]:
    """A group that does not fit spoils all its entries."""
    _, (problem,) = one_by_one([raw], _Apart, _bad)
    inner = row_said(raw).get("time_entries")
    entries = [each for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []
    return [_bad(entry, problem.reason) for entry in entries] or [problem]


def _bad(said: Mapping[str, Any], reason: str) -> BadRecord:
    return BadRecord(key_in(said.get("id")), reason, day_in(said.get("start")), seconds_in(said.get("seconds")))
