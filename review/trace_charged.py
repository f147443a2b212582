"""How the amount of an entry comes about: what it was rounded with, its share of that, and its share of the line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from billing.draft_records import Line
from billing.money import Money, plain
from billing.records import Contract, Portion, Rounding, Work, at
from billing.rounding import in_words, rounded
from billing.snapshots import restored, works_of
from billing.unit import STEPS_VERSION
from billing.wishes import LineKind
from mappings.drafts import StoredDraft
from mappings.store import Transaction
from review.client import OF_TIME
from review.tables import clock, counted

MAX_NAMED = 5
"""How many other entries are named; programs get all."""


@dataclass(frozen=True, slots=True)
class Together:
    """The portions that were rounded as one: whose, their time, and what it is charged."""

    whose: str
    portions: tuple[Portion, ...]

    @property
    def seconds(self) -> int:
        """The time worked."""
        return sum(portion.seconds for portion in self.portions)

    @property
    def charged_seconds(self) -> int:
        """The time charged."""
        return sum(portion.charged_seconds for portion in self.portions)


@dataclass(frozen=True, slots=True)
class Charged:
    """A portion that stands on a line. `together` is None for what is not time, and where it is no longer known."""

    portion: Portion
    line: Line
    rounding: str
    together: Together | None

    @property
    def of_time(self) -> bool:
        """Whether it is priced by its time."""
        return self.line.kind in OF_TIME

    @property
    def amount(self) -> Money:
        """What it is charged."""
        return Money(self.portion.minor, self.portion.currency)


def charged(tx: Transaction, entry_id: str) -> tuple[Charged, ...]:
    """What an entry is charged, for each of its portions that stand on a line."""
    live = [item.portion for item in tx.placements.of_entries([entry_id]).get(entry_id, ()) if item.portion.line_id]
    papers: dict[str, _Paper] = {}
    found = []
    for portion in live:
        draft_id = tx.drafts.of_line(portion.line_id)
        assert draft_id is not None, "a portion stands on a line that is stored"
        paper = papers.get(draft_id) or papers.setdefault(draft_id, _Paper(tx, draft_id))
        found.append(paper.charged(portion))
    return tuple(found)


def to_json(found: Iterable[Charged]) -> list[dict[str, Any]]:
    """The same with stable keys; what concerns time is null for expenses."""
    return [_json(item) for item in found]


def in_sentences(found: Iterable[Charged]) -> list[str]:
    """The same for people, so that each amount can be computed again."""
    return [sentence for item in found for sentence in _sentences(item)]


# ---- what was rounded together ----


class _Paper:
    """A draft, what it was planned from, and where everything on its lines stands."""

    def __init__(self, tx: Transaction, draft_id: str) -> None:
        self._tx = tx
        self._stored: StoredDraft = tx.drafts.revisions(draft_id)[0]
        self._lines = {line.id: line for line in self._stored.draft.lines}

    def charged(self, portion: Portion) -> Charged:
        """What a portion on one of its lines is charged, and why."""
        line = self._lines.get(portion.line_id) or self._older(portion.line_id)
        work = self._planned.get(portion.entry_id)
        if line.kind is not LineKind.TIME or work is None:
            return Charged(portion, line, line.rounding if line.kind is LineKind.TIME else "", None)
        rule = self._rule(work.day)
        members = tuple(each for each in self._portions if self._is_with(each, portion, rule))
        together = Together(_whose(work, rule), members)
        known = rounded(together.seconds, rule) == together.charged_seconds and portion in members
        return Charged(portion, line, in_words(rule), together if known else None)

    def _older(self, line_id: str) -> Line:
        return next(
            line
            for stored in self._tx.drafts.revisions(self._stored.draft.id)
            for line in stored.draft.lines
            if line.id == line_id
        )

    def _is_with(self, other: Portion, portion: Portion, rule: Rounding) -> bool:
        """Whether two portions are rounded as one; the same scopes as in billing."""
        if rule.per == "entry":
            return other.entry_id == portion.entry_id
        work, another = self._planned[portion.entry_id], self._planned.get(other.entry_id)
        if another is None or self._rule(another.day) != rule:
            return False
        if rule.per == "line":
            return other.line_id == portion.line_id
        mine, line = self._lines.get(portion.line_id), self._lines[other.line_id]
        same = (work.person, work.day, work.workstream) == (another.person, another.day, another.workstream)
        return same and mine is not None and line.unit_price == mine.unit_price and line.kind is LineKind.TIME

    def _rule(self, day: date) -> Rounding:
        contract = self._contract
        return (at(contract.rounding, day) if contract else None) or Rounding()

    @cached_property
    def _portions(self) -> list[Portion]:
        return self._tx.placements.on_lines(self._lines)

    @cached_property
    def _inputs(self) -> Mapping[str, Any]:
        """What the draft was planned from; nothing if other steps did it, whose records may have been others."""
        said: dict[str, Any] = json.loads(self._tx.plans.get(self._stored.plan).inputs)
        return said if said["steps"] == STEPS_VERSION else {}

    @cached_property
    def _contract(self) -> Contract | None:
        return restored(Contract, self._inputs["unit"]["contract"]) if self._inputs else None

    @cached_property
    def _planned(self) -> dict[str, Work]:
        """The work on its lines as it was planned."""
        named = {entry for line in self._lines.values() for entry in line.entries}
        works = works_of([row for row in self._inputs.get("works", ()) if row[0] in named])
        return {work.entry_id: work for work in works}


def _whose(work: Work, rule: Rounding) -> str:
    return {"entry": "this entry", "line": "this line"}.get(rule.per, f"{work.person} on {work.day}")


# ---- said ----


def _json(item: Charged) -> dict[str, Any]:
    portion, line, together = item.portion, item.line, item.together
    return {
        "portion": portion.number,
        "line": line.id,
        "kind": line.kind.value,
        "rule": line.rate_rule,
        "seconds": portion.seconds if item.of_time else None,
        "charged_seconds": portion.charged_seconds if item.of_time else None,
        "rounding": item.rounding or None,
        "rounded_with": {
            "whose": together.whose,
            "entries": list(dict.fromkeys(each.entry_id for each in together.portions)),
            "seconds": together.seconds,
            "charged_seconds": together.charged_seconds,
        }
        if together
        else None,
        "unit_price": plain(line.unit_price),
        "line_charged_seconds": line.rounded_seconds if item.of_time else None,
        "line_quantity": plain(line.quantity),
        "line_amount": str(line.amount.decimal),
        "amount": str(item.amount.decimal),
        "currency": portion.currency,
    }


def _sentences(item: Charged) -> list[str]:
    line, portion = item.line, item.portion
    if not item.of_time:
        return [f"on line {line.id}: {line.rate_rule} = {item.amount}"]
    product = f"{plain(line.quantity)} h × {plain(line.unit_price)} = {line.amount}"
    own, whole = clock(portion.charged_seconds), clock(line.rounded_seconds)
    part = "" if portion.charged_seconds == line.rounded_seconds else f"; {own} of its {whole} h are {item.amount}"
    return [
        f"on line {line.id}: {_time_in_words(item)}",
        f"line {line.id}: {product}{part} ({line.rate_rule})",
    ]


def _time_in_words(item: Charged) -> str:
    portion, together = item.portion, item.together
    worked, own = clock(portion.seconds), clock(portion.charged_seconds)
    rule = f" ({item.rounding})" if item.rounding else ""
    if together is None or len(together.portions) == 1:
        lost = "; what it was rounded with has changed since" if together is None and item.rounding else ""
        return f"{worked} h worked, {own} h charged{rule}{lost}"
    return (
        f"{worked} h worked{_others(item, together)}; together {clock(together.seconds)} h worked,"
        f" {clock(together.charged_seconds)} h charged{rule}; its share by time worked: {own} h"
    )


def _others(item: Charged, together: Together) -> str:
    ids = dict.fromkeys(each.entry_id for each in together.portions)
    others = [entry for entry in ids if entry != item.portion.entry_id]
    if not others:
        return f", one of {counted(len(together.portions), 'part')} of {together.whose}"
    named = ", ".join(others[:MAX_NAMED]) + (f" and {len(others) - MAX_NAMED} more" if len(others) > MAX_NAMED else "")
    return f", rounded with what else is of {together.whose}: {named}"
