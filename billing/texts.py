"""Words on lines, made from text that strangers wrote: one line, no control characters, a bounded length."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

MAX_TITLE = 120
_KEPT = 16384
"""How many names are kept as they are compared: the same few are asked for with every entry."""
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_AROUND = " :;,.|/\\()[]{}#-–—·"
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_KEPT_FORMAT = {"\u200d"}  # joins emoji; harmless, and without it family emoji fall apart


def clean(text: str, limit: int = MAX_TITLE) -> str:
    """A stranger's text as one printable line: no escape sequences, no direction overrides, no line breaks."""
    visible = text if text.isprintable() else "".join(char if _printable(char) else " " for char in text)
    line = " ".join(visible.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def title_after(key: str, note: str) -> str:
    """What a note calls a task: the text after its key, or else before it, without brackets and dashes around it."""
    before, _, after = note.partition(key)
    return _bare(after.split("\n")[0]) or _bare(before.split("\n")[-1])


def usual(titles: Iterable[str]) -> str:
    """The title used most; among equals the longest, then the first by alphabet. Empty when there is none."""
    counted = Counter(title for title in titles if title)
    return min(counted, key=lambda title: (-counted[title], -len(title), title)) if counted else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word closest to a mistyped one, or empty when none is close."""
    import difflib

    by_folded = {candidate.casefold(): candidate for candidate in sorted(known)}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[close[0]] if close else ""


@lru_cache(_KEPT)
def squashed(text: str) -> str:
    """A name with its white space and Unicode form made regular, for exact comparison."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _bare(text: str) -> str:
    """A text without brackets and dashes around it, but for a bracket whose other half stands inside."""
    line = clean(text)
    bare = line.strip(_AROUND)
    if not bare:
        return ""
    before, _, after = line.partition(bare)
    while before and _is_lacking(before[-1], _CLOSING, bare[::-1]):
        bare, before = before[-1] + bare, before[:-1]
    while after and _is_lacking(after[0], _OPENING, bare):
        bare, after = bare + after[0], after[1:]
    return bare


def _is_lacking(half: str, others: Mapping[str, str], text: str) -> bool:
    """Whether a text, read towards a half of a bracket, has the other half alone."""
    alone = 0
    for char in text:
        alone = alone + 1 if char == others.get(half) else max(0, alone - (char == half))
    return alone > 0


def _printable(char: str) -> bool:
    return char in _KEPT_FORMAT or unicodedata.category(char) not in _INVISIBLE
