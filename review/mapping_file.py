"""Mappings as a file that is edited in a spreadsheet: out, and in again, all of its changes or none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Any

from billing.catalogue import Catalogue
from billing.texts import clean
from mappings.decided import PERSON, PROJECT, Mapped, Signature
from mappings.store import Transaction
from review.mapping import ACCEPTED, TAKEN_BACK, dates_of, note, overlap
from review.mapping_known import Counterpart, Sources
from review.mapping_named import CannotMap, target_of
from review.mapping_suggest import Suggestion
from review.sheets import neutral, to_csv
from review.tables import MAX_SENTENCE, Cell, Hours, Section, counted, flat_table, section

HEADERS = "connector kind id name mapped_to from until why >hours suggested".split()
NEEDED = "connector kind id mapped_to from until".split()
DELIMITERS = (",", ";", "\t")
_DAY = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
"""A date as spreadsheets write those that they were given; which day it is must be clear from what stood there."""

About = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A mapping that a file takes back (`before`), adds (`after`), or both; and the line that says so."""

    line: int
    before: Mapped | None
    after: Mapped | None
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file would change, and everything that is wrong with it; it is carried out only if nothing is."""

    changes: tuple[Change, ...] = ()
    problems: tuple[str, ...] = ()
    unchanged: int = 0
    signature: Signature | None = None


def export(mapped: Sequence[Mapped], suggested: Iterable[Suggestion], known: Sources) -> bytes:
    """All that stands, then all that waits with an empty `mapped_to`, to be filled in."""
    labels = {each.about: each.label for each in known.counterparts}
    rows = [_mapped_row(each, labels.get(each.about, "")) for each in mapped]
    rows += [_waiting_row(each) for each in suggested]
    return to_csv(flat_table(HEADERS, rows))


def _mapped_row(each: Mapped, label: str) -> tuple[Cell, ...]:
    why = each.signature.why if each.signature else ""
    dates: tuple[Cell, ...] = (each.since or "", each.until or "")
    return (each.connector, each.kind, each.key, label, each.target, *dates, why, "", "")


def _waiting_row(each: Suggestion) -> tuple[Cell, ...]:
    known, best = each.counterpart, each.candidates[0].target if each.candidates else ""
    return (known.connector, known.kind, known.key, known.label, "", "", "", "", Hours(known.seconds), best)


# ---- reading ----


def read(tx: Transaction, catalogue: Catalogue, known: Sources, content: bytes, signature: Signature) -> Read:
    """What a file says otherwise than the store. What it does not name stays as it is; an empty `mapped_to` takes back.

    Raises CannotMap if it is no such file.
    """
    return _Reader(tx, catalogue, known, signature).read(_rows(content))


def carry_out(tx: Transaction, found: Read) -> list[Mapped]:
    """Does all that a file says, and returns what it touched. Raises CannotMap if anything is wrong with it."""
    wrong = [*found.problems, *unexplained(found)]
    if wrong:
        raise CannotMap(wrong[0])
    for each in found.changes:
        if each.before:
            tx.decided.take_back(each.before)
            note(tx, TAKEN_BACK, each.before, _signed(each, found))
    for each in found.changes:
        if each.after:
            tx.decided.accept(replace(each.after, signature=_signed(each, found)))
            note(tx, ACCEPTED, each.after, _signed(each, found))
    return [mapped for each in found.changes for mapped in (each.before, each.after) if mapped]


def unexplained(found: Read) -> list[str]:
    """The changes for which nobody gave a reason, as problems."""
    return [f"line {each.line}: say why in its column, or with --why" for each in found.changes if not each.why]


def _signed(change: Change, found: Read) -> Signature:
    assert found.signature is not None, "what is read is signed"
    return replace(found.signature, why=change.why)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def _rows(content: bytes) -> list[_Row]:
    text = _text(content)
    delimiter = max(DELIMITERS, key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        missing = [name for name in NEEDED if name not in header]
        if missing:
            raise CannotMap(f"the file has no column {', '.join(missing)}; change one that `tieout map export` wrote")
        rows, before = [], reader.line_num
        for cells in reader:
            rows.append(_Row(before + 1, dict(zip(header, (cell.strip() for cell in cells), strict=False))))
            before = reader.line_num
    except csv.Error as problem:
        raise CannotMap(f"line {reader.line_num} is no CSV ({problem}); save it in the spreadsheet as CSV") from problem
    return [row for row in rows if any(row.cells.values())]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CannotMap("the file is not in UTF-8; save it in the spreadsheet as CSV UTF-8") from problem


class _Reader:
    """Compares the rows of a file with what stands."""

    def __init__(self, tx: Transaction, catalogue: Catalogue, known: Sources, signature: Signature) -> None:
        self._catalogue, self._signature = catalogue, signature
        self._connectors = {each.name for each in catalogue.sources} | set(catalogue.implied)
        self._known = known.by_key
        self._standing: dict[About, list[Mapped]] = {}
        for each in tx.decided.all():
            self._standing.setdefault(each.about, []).append(each)
        self._written: dict[About, list[About]] = {}
        for about in sorted({*self._known, *self._standing}):
            self._written.setdefault((*about[:2], _written(about[2])), []).append(about)
        self._problems: list[str] = []

    def read(self, rows: Sequence[_Row]) -> Read:
        """All changes, and all problems by line."""
        said: dict[About, list[tuple[_Row, Mapped | None]]] = {}
        for row in rows:
            try:
                about = self._about(row)
                mapped = self._mapped(row, about)
                said.setdefault(about, []).append((row, mapped))
            except CannotMap as problem:
                self._wrong(row, str(problem))
        changes = [change for about, each in said.items() for change in self._changes(about, each)]
        named = sum(after is not None for each in said.values() for _, after in each)
        unchanged = named - sum(change.after is not None for change in changes)
        order = tuple(sorted(changes, key=lambda change: change.line))
        return Read(order, tuple(self._problems), unchanged, self._signature)

    def _wrong(self, row: _Row, sentence: str) -> None:
        self._problems.append(f"line {row.line}: {sentence}")

    # ---- a row ----

    def _about(self, row: _Row) -> About:
        """What a row is about. Raises CannotMap."""
        kind, connector, key = _plain(row["kind"]).casefold(), _plain(row["connector"]), row["id"]
        if kind not in (PROJECT, PERSON):
            raise CannotMap(f"kind is {row['kind']!r}; write {PROJECT} or {PERSON}")
        if not key:
            raise CannotMap("it has no id; leave the id as `tieout map export` wrote it")
        found = self._written.get((kind, connector, key), [(kind, connector, _plain(key))])
        if len(found) > 1:
            raise CannotMap(f"several are written {key!r} here; use tieout map accept for them")
        if connector not in self._connectors and found[0] not in self._standing:
            names = ", ".join(each.name for each in self._catalogue.sources) or ", ".join(sorted(self._connectors))
            raise CannotMap(f"tieout.yaml has no connector {connector!r}; write one of: {names}")
        return found[0]

    def _mapped(self, row: _Row, about: About) -> Mapped | None:
        """What a row says: a mapping that stands, another one, or none. Raises CannotMap."""
        if not row["mapped_to"]:
            return None
        standing = self._standing.get(about, [])
        since = _day("from", row["from"], [each.since for each in standing])
        until = _day("until", row["until"], [each.until for each in standing])
        if since and until and until < since:
            raise CannotMap(f"until {until} is before from {since}")
        for each in standing:
            if (_written(each.target), each.since, each.until) == (row["mapped_to"], since, until):
                self._keeps_its_reason(row, each)
                return each
        if about[0] == PERSON and (since or until):
            raise CannotMap("who somebody is has no dates; leave from and until empty")
        target = target_of(self._catalogue, about[0], _plain(row["mapped_to"]))
        known = self._known.get(about)
        return Mapped(*about, target, since, until, known.seen if known else {})

    def _keeps_its_reason(self, row: _Row, each: Mapped) -> None:
        why = _written(each.signature.why) if each.signature else ""
        if row["why"] not in ("", why):
            raise CannotMap("only its reason is another one; a reason that was given stays, so write the old one again")

    # ---- all rows about the same ----

    def _changes(self, about: About, said: Sequence[tuple[_Row, Mapped | None]]) -> list[Change]:
        """What becomes of a project or a person: what stands and is not said is taken back, the rest is accepted."""
        standing = self._standing.get(about, [])
        wanted = [(row, each) for row, each in said if each]
        for place, (row, each) in enumerate(wanted):
            other = next((before for before, one in wanted[:place] if overlap(one, each)), None)
            if other:
                self._wrong(row, f"line {other.line} says already what {_label(self._known, each)} is in these days")
        added = [(row, each) for row, each in wanted if each not in standing]
        kept = [each for _, each in wanted]
        gone = [each for each in standing if each not in kept]
        empty = [row for row, each in said if each is None]
        rows = [row for row, _ in added] + empty or [said[0][0]]
        pairs = enumerate(zip_longest(gone, (each for _, each in added)))
        return [self._change(rows[min(place, len(rows) - 1)], *pair) for place, pair in pairs]

    def _change(self, row: _Row, before: Mapped | None, after: Mapped | None) -> Change:
        either = after or before
        assert either is not None, "a change has two sides, of which one is empty at most"
        old = {_written(each.signature.why) for each in self._standing.get(either.about, []) if each.signature}
        own = row["why"] if row["why"] not in old else ""
        return Change(row.line, before, after, _label(self._known, either), _plain(own) or self._signature.why.strip())


def _label(known: Mapping[About, Counterpart], each: Mapped) -> str:
    return known[each.about].label if each.about in known else f"{each.key} (not seen yet)"


def _written(text: str) -> str:
    """A text as an export writes it into a cell."""
    return neutral(clean(text, MAX_SENTENCE)).strip()


def _plain(cell: str) -> str:
    """The text of a cell without the apostrophe that keeps it from being a formula."""
    text = cell.strip()
    return text[1:].strip() if text.startswith("'") and neutral(text[1:]) == text else text


def _day(column: str, text: str, stood: Sequence[date | None]) -> date | None:
    """A day as it was written, or as a spreadsheet rewrote the one that stood there. Raises CannotMap."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    readings = {day for day in _readings(*found.groups()) if day} if found else set()
    if len(readings) > 1:
        readings &= {day for day in stood if day}
    if len(readings) == 1:
        return readings.pop()
    raise CannotMap(f"{column} is {text!r}; write a date such as 2026-10-01")


def _readings(one: str, sign: str, two: str, three: str) -> list[date | None]:
    if len(one) == 4:
        return [_date(one, two, three)]
    if len(three) not in (2, 4):
        return []
    year = f"20{three}" if len(three) == 2 else three
    return [_date(year, two, one), *([_date(year, one, two)] if sign != "." else [])]


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


# ---- for people and programs ----


def to_sections(found: Read, *, done: bool) -> list[Section]:
    """What a file changes, or would change."""
    rows = [
        (str(each.line), each.label, _said(each.before) or "nothing", _said(each.after) or "nothing", each.why)
        for each in found.changes
    ]
    accepted = sum(each.after is not None for each in found.changes)
    taken = sum(each.before is not None for each in found.changes)
    told = f"{counted(accepted, 'mapping')} to accept, {taken} to take back, {found.unchanged} unchanged."
    if done:
        told = f"{counted(accepted, 'mapping')} accepted, {taken} taken back, {found.unchanged} unchanged."
    after = [told if done or not found.changes else f"{told} Nothing is changed yet: add --yes."]
    headers = (">line", "what", "was", "becomes", "why")
    return [section("", headers if rows else (), rows, after)]


def to_json(found: Read, *, done: bool) -> dict[str, Any]:
    """The same with stable keys."""
    return {
        "done": done,
        "unchanged": found.unchanged,
        "changes": [
            {
                "line": each.line,
                "name": each.label,
                "was": _said(each.before) or None,
                "becomes": _said(each.after) or None,
                "why": each.why or None,
            }
            for each in found.changes
        ],
    }


def _said(each: Mapped | None) -> str:
    return f"{each.target}{dates_of(each)}" if each else ""
