"""Where the rest of an entry stands, of which a line has only a part: on other lines, covered, or written off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from billing.records import Portion
from mappings.store import Transaction
from review.tables import clock


@dataclass(frozen=True, slots=True)
class Part:
    """A live portion of an entry, and the purchase order of the document that it stands on, if any."""

    portion: Portion
    order: str

    @property
    def words(self) -> str:
        """Where it stands, for people."""
        portion = self.portion
        if not portion.line_id:
            return f"{clock(portion.seconds)} h {portion.state.value.replace('_', ' ')}: {portion.reason}"
        order = f", order {self.order}" if self.order else ""
        return f"{clock(portion.seconds)} h on line {portion.line_id}{order}"


Parts = Mapping[str, Sequence[Part]]
"""The live portions of entries, in their order."""


def parts_of(tx: Transaction, entries: Iterable[str]) -> Parts:
    """Every live portion of some entries, wherever it stands."""

    @cache
    def order_of(line_id: str) -> str:
        draft_id = tx.drafts.of_line(line_id)
        assert draft_id is not None, "a portion stands on a line that is stored"
        return order_on(draft_id)

    @cache
    def order_on(draft_id: str) -> str:
        return tx.drafts.revisions(draft_id)[0].draft.order

    live = tx.placements.of_entries(entries)
    return {
        key: [Part(each.portion, order_of(each.portion.line_id) if each.portion.line_id else "") for each in placed]
        for key, placed in live.items()
    }


def in_words(portion: Portion, parts: Sequence[Part]) -> str:
    """Which part of its entry a portion is, and where the others are; empty if it is all of it."""
    if len(parts) == 1:
        return ""
    place = next(place for place, each in enumerate(parts, 1) if each.portion == portion)
    return "; ".join([f"part {place} of {len(parts)}", *(each.words for each in _others(portion, parts))])


def to_json(portion: Portion, parts: Sequence[Part]) -> dict[str, Any]:
    """The number of a portion and the others of its entry, with stable keys."""
    return {"portion": portion.number, "other_portions": [_json(each) for each in _others(portion, parts)]}


def _others(portion: Portion, parts: Sequence[Part]) -> list[Part]:
    return [each for each in parts if each.portion != portion]


def _json(each: Part) -> dict[str, Any]:
    portion = each.portion
    return {
        "portion": portion.number,
        "state": portion.state.value,
        "seconds": portion.seconds,
        "charged_seconds": portion.charged_seconds,
        "line": portion.line_id or None,
        "purchase_order": each.order or None,
        "reason": portion.reason,
    }
