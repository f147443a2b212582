"""How alike two texts are, whatever the order of their words, their case and their punctuation; of 100."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def alike(one: str, other: str) -> int:
    """How alike two texts are; 0 where one of them has no words."""
    words = plain_words(one), plain_words(other)
    return int(_fuzz().token_sort_ratio(*words)) if all(words) else 0


def plain_words(text: str) -> str:
    """A text in small letters and digits alone."""
    return _plain()(text)


def in_order(text: str) -> str:
    """The words of a text in the order of the alphabet, to be compared with very many others by `likest`."""
    return " ".join(sorted(plain_words(text).split()))


def likest(text: str, others: Sequence[str], least: int) -> dict[int, int]:
    """The places of those of some texts that are at least so alike, and how much, as `alike` says; the likest first.

    All of them must be `in_order`.
    """
    if not text:
        return {}
    from rapidfuzz import process

    found = process.extract(text, others, scorer=_fuzz().ratio, processor=None, score_cutoff=least, limit=None)
    return {place: int(score) for _, score, place in found}


# ---- read when it is first needed: three megabytes, which most commands never use ----


@cache
def _fuzz() -> ModuleType:
    from rapidfuzz import fuzz

    return fuzz


@cache
def _plain() -> Callable[[str], str]:
    from rapidfuzz.utils import default_process

    return default_process
