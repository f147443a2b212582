"""A CSV file as rows with their line numbers, whatever spreadsheet it went through, or a sentence why it is none."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.base import BadFile

if TYPE_CHECKING:
    from _csv import Reader

MAX_BYTES = 300 * 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file: its header and its lines. `digest` identifies its exact bytes."""

    name: str
    header: tuple[str, ...]
    digest: str
    delimiter: str
    lines: tuple[str, ...]
    header_lines: int

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Each row with the line it starts on: its cells, or the reason why it is none. Empty lines are no rows.

        A quotation mark that is opened and not closed spoils its own line only: reading resumes on the next one.
        """
        at = self.header_lines
        reader, begun_at = self._reader(at), at
        while at < len(self.lines):
            try:
                cells = next(reader)
                after = begun_at + reader.line_num
                broken = "unexpected end of data" if after - at > 1 and len(cells) != len(self.header) else ""
            except csv.Error as problem:
                broken = str(problem)
            if broken:
                yield at + 1, _reason(broken)
                at += 1
                reader, begun_at = self._reader(at), at
                continue
            if cells and (cells[0].strip() or any(map(str.strip, cells))):
                yield at + 1, cells
            at = after

    def _reader(self, at: int) -> Reader:
        """Reads from a line on, as if the file began there."""
        rest = map(self.lines.__getitem__, range(at, len(self.lines)))
        return csv.reader(rest, delimiter=self.delimiter, strict=True)


def open_table(path: Path) -> Table:
    """The table in a file. Raises BadFile, with what to do, when it is missing, too large, empty or not UTF-8."""
    text, digest = _text(path)
    lines = _lines(text)
    first = next((at for at, line in enumerate(lines) if line.strip() and not _names_delimiter(line)), None)
    if first is None:
        raise BadFile(f"{path} is empty; export the report again")
    delimiter = max(_DELIMITERS, key=lines[first].count)
    try:
        header = next(csv.reader([lines[first]], delimiter=delimiter))
    except csv.Error as problem:
        raise BadFile(f"{path} does not start with a header row; export the report again as CSV") from problem
    names = tuple(" ".join(name.split()) for name in header)
    return Table(_printable(path.name), names, digest, delimiter, lines, first + 1)


def _text(path: Path) -> tuple[str, str]:
    try:
        if path.is_dir():
            raise BadFile(f"{path} is a folder; name the CSV file inside it")
        size, content = path.stat().st_size, b""
        if size <= MAX_BYTES:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        if max(size, len(content)) > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise BadFile(f"{path} has more than {limit} MB; export one month at a time")
    except FileNotFoundError as problem:
        raise BadFile(f"{path} does not exist; check the name") from problem
    except OSError as problem:
        raise BadFile(f"{path} cannot be read ({problem.strerror}); check its permissions") from problem
    return _decoded(content, path), hashlib.blake2b(content, digest_size=16).hexdigest()


def _decoded(content: bytes, path: Path) -> str:
    if content.startswith(_WIDE):
        raise BadFile(f"{path} is in UTF-16; save it again as 'CSV UTF-8'")
    if b"\0" in content[:1024]:
        raise BadFile(f"{path} is not a CSV file (spreadsheet or archive?); export the report as CSV")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise BadFile(f"{path} is not in UTF-8 (line {line}); save it again as 'CSV UTF-8'") from problem


def _lines(text: str) -> tuple[str, ...]:
    """The lines with their ends as they are written, so that a note of several lines stays what it was."""
    return tuple(_LINE.findall(text.replace("\0", "\ufffd")))


def _names_delimiter(line: str) -> bool:
    return line.lower().lstrip('"').startswith("sep=")


def _printable(name: str) -> str:
    """A file's name as text that can be stored and shown, whatever bytes the disk has in it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _reason(problem: str) -> str:
    if "unexpected end" in problem or "expected after" in problem:
        return "a quotation mark in this row is not closed properly"
    if "field larger" in problem:
        return "a cell in this row is longer than any note can be, or a quotation mark in it is not closed"
    return f"this row is not readable as CSV ({problem})"
