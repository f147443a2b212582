"""Which months a text states, and which month a document of somebody else's is for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_IN_WORDS = re.compile(rf"(?<!\w)({'|'.join((*_WHOLE, 'sept', *_NAMES))})\.?,?\s+(20\d\d)(?!\w)", re.IGNORECASE)
_IN_DIGITS = re.compile(r"(?<![\w/-])(20\d\d)-(0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?![\w/-])")
_DAY = re.compile(r"(?<![\w/-])20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w/-])")
LAST_DAY_OF_BEFORE = 15
"""A document that states no month and is dated up to this day is taken for the month before."""
FAR = timedelta(days=400)


def months_in(text: str) -> frozenset[str]:
    """The months that a text states in English words or as 2026-09, days such as 2026-09-14 too.

    Part of another word or number, such as an order CB-2026-09, it is none.
    """
    words = {f"{year}-{_NAMES.index(name[:3].lower()) + 1:02d}" for name, year in _IN_WORDS.findall(text)}
    return frozenset(words | {f"{year}-{month}" for year, month in _IN_DIGITS.findall(text)})


def days_in(text: str) -> frozenset[date]:
    """The days that a text states as 2026-09-14; one that no calendar has is none."""
    return frozenset(day for each in _DAY.findall(text) if (day := _day(each)) is not None)


def month_of(dated: date, reference: str, lines: Iterable[frozenset[str]]) -> str:
    """The month that a document is for: what its reference states, or all its lines do, else what its date says."""
    near = _near(dated)
    for stated in (months_in(reference), _common(list(lines))):
        if len(stated) == 1 and stated <= near:
            return next(iter(stated))
    day = dated if dated.day > LAST_DAY_OF_BEFORE else dated - timedelta(days=LAST_DAY_OF_BEFORE)
    return day.strftime("%Y-%m")


def _common(lines: list[frozenset[str]]) -> frozenset[str]:
    same = set(lines)
    return same.pop() if len(same) == 1 else frozenset()


def _near(dated: date) -> frozenset[str]:
    days = range(-FAR.days, 62, 15)
    return frozenset((dated + timedelta(days=each)).strftime("%Y-%m") for each in days)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
