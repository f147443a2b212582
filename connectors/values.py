"""Cells as values: dates, clock times, durations, numbers and yes or no; and the proof of how a file writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

from connectors.base import BadFile

_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T ]\d{1,2}:\d{2}.*)?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)? ?(?:([AaPp])\.?[Mm]\.?)?")
_SPAN = re.compile(r"(\d{1,9}):([0-5]\d)(?::([0-5]\d))?")
_NUMBER = re.compile(r"\d[\d.,]*|[.,]\d+")
_GROUP_MARK = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_LONGEST_NUMBER = 40
_YES = frozenset({"yes", "y", "true", "1", "approved"})
_NO = frozenset({"no", "n", "false", "0", "unapproved", "pending", "not submitted"})
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
LONGEST_SECONDS = 31 * 24 * 3600
"""No single record of time is longer than this."""
CLOCK_TOLERANCE = 60
"""Clock times and a duration that are no further apart say the same."""


class BadCell(ValueError):
    """A cell that is not what its column says; the message completes `Hours is 'abc', …`."""


@dataclass(frozen=True, slots=True)
class Span:
    """A duration as written: its seconds, and whether the writing shows seconds (H:MM:SS), minutes or decimals."""

    seconds: int
    shows: str


def differing_clock(timed: int, seconds: int) -> int | None:
    """What clock times say, where that is more than a minute off the duration; else nothing."""
    return timed if abs(timed - seconds) > CLOCK_TOLERANCE else None


# ---- proofs over whole columns ----


def prove_dates(cells: Iterable[str], stated: str = "") -> str:
    """The order of day and month that a file's dates prove: mdy, dmy, or ymd where the year stands first.

    A stated order decides what they leave open. Raises BadFile when nothing decides, when dates contradict each other,
    or when all that prove an order prove another than the stated one.
    """
    found = [(match, cell) for cell in cells if (match := _DATE.fullmatch(cell.strip()))]
    proofs: dict[str, str] = {}
    for match, cell in found:
        proofs.setdefault(_order_shown(match), cell)
    doubtful = next((cell for match, cell in found if not _order_shown(match) and _readable_both_ways(match)), "")
    proofs = {order: cell for order, cell in proofs.items() if order in ("mdy", "dmy")}
    remedy = "say which order holds with --dates mdy or --dates dmy, or write `dates:` on the connector"
    if stated == "ymd":
        return stated
    return _decided(proofs, doubtful, stated, ("dates", remedy)) or "ymd"


def _decided(proofs: dict[str, str], doubtful: str, stated: str, words: tuple[str, str]) -> str:
    """What the proofs or the operator decide; empty when there is nothing to decide. Raises BadFile."""
    what, remedy = words
    if stated and proofs and stated not in proofs:
        (proven, cell), *_ = proofs.items()
        raise BadFile(f"its {what} were said to be {stated}, but {cell} can only be {proven}; correct what was said")
    if stated:
        return stated
    if len(proofs) > 1:
        raise BadFile(f"its {what} contradict each other ({' and '.join(proofs.values())}); {remedy}")
    if doubtful and not proofs:
        raise BadFile(f"its {what} can be read two ways (such as {doubtful}); {remedy}")
    return next(iter(proofs), "")


def _order_shown(found: re.Match[str]) -> str:
    if len(found[1]) == 4:
        return "ymd"
    first, second = int(found[1]), int(found[2])
    if first > 12 and second <= 12 and first <= 31:
        return "dmy"
    return "mdy" if second > 12 and first <= 12 and second <= 31 else ""


def _readable_both_ways(found: re.Match[str]) -> bool:
    first, second = int(found[1]), int(found[2])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def prove_decimal_mark(cells: Iterable[str], stated: str = "") -> str:
    """Whether a file's numbers have a decimal `point` or `comma`; a stated mark decides what they leave open.

    Raises BadFile when nothing decides, or when all that prove a mark prove another than the stated one.
    """
    shown = [(_mark_shown(_bare(cell)), cell) for cell in cells if _NUMBER.fullmatch(_bare(cell))]
    doubtful = next((cell for mark, cell in shown if mark == "?"), "")
    proofs: dict[str, str] = {}
    for mark, cell in shown:
        if mark in ("point", "comma"):
            proofs.setdefault(mark, cell)
    remedy = "write `decimal_mark: point` or `decimal_mark: comma` on the connector"
    return _decided(proofs, doubtful, stated, ("numbers", remedy)) or "point"


def _mark_shown(text: str) -> str:
    names = {".": "point", ",": "comma"}
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return ""
    mark, other = text[last], "," if text[last] == "." else "."
    if other in text:
        return names[mark] if text.count(mark) == 1 else names[other]
    if text.count(mark) > 1:
        return names[other]
    whole, after = text[:last], text[last + 1 :]
    thousands_possible = len(after) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "?" if thousands_possible else names[mark]


# ---- single cells ----


def to_date(cell: str, order: str) -> date:
    """The date in a cell; a year that stands first decides for itself. Raises BadCell."""
    found = _DATE.fullmatch(cell.strip())
    if not found:
        raise BadCell("which is not a date")
    if len(found[1]) == 4:
        year, month, day = found[1], found[2], found[3]
    elif order == "ymd" and int(found[1]) != int(found[2]):
        raise BadCell("which does not start with a year")
    elif order == "dmy":
        day, month, year = found[1], found[2], found[3]
    else:
        month, day, year = found[1], found[2], found[3]
    if len(year) != 4:
        raise BadCell("whose year is not written with four digits")
    if not _FIRST_YEAR <= int(year) < _LAST_YEAR:
        raise BadCell("whose year is not one of this century")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as problem:
        raise BadCell(f"which is no day of the calendar when read as {order}") from problem


def to_clock(cell: str) -> time:
    """The time of day in a cell, of a 12 or 24 hour clock. Raises BadCell."""
    found = _CLOCK.fullmatch(" ".join(cell.split()))
    if not found:
        raise BadCell("which is not a time of day")
    hour, half = int(found[1]), (found[4] or "").lower()
    if half and not 1 <= hour <= 12:
        raise BadCell("which is not a time on a 12 hour clock")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError as problem:
        raise BadCell("which is not a time of day") from problem


def to_span(cell: str, mark: str) -> Span:
    """The duration in a cell: H:MM:SS, H:MM or decimal hours. Raises BadCell."""
    text = cell.strip()
    if text.startswith(("-", "−")):
        raise BadCell("which is negative")
    found = _SPAN.fullmatch(text)
    if found:
        seconds = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)
        shows = "seconds" if found[3] else "minutes"
    else:
        seconds = int((to_number(text, mark) * 3600).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        shows = "decimals"
    if seconds > LONGEST_SECONDS:
        raise BadCell("which is longer than a month")
    return Span(seconds, shows)


def to_number(cell: str, mark: str) -> Decimal:
    """The number in a cell, with its thousands marks removed. Raises BadCell."""
    text = _bare(cell)
    if not _NUMBER.fullmatch(text) or len(text) > _LONGEST_NUMBER:
        raise BadCell("which is not a number")
    thousands, decimal = (",", ".") if mark == "point" else (".", ",")
    whole, _, fraction = text.partition(decimal)
    groups = whole.split(thousands)
    grouped = all(len(group) == 3 for group in groups[1:]) and groups[0][:1] != "0" and 1 <= len(groups[0]) <= 3
    if not (fraction.isdigit() or not fraction) or not (len(groups) == 1 or grouped) or len(whole) > 15:
        raise BadCell("which is not a number")
    return Decimal(f"{''.join(groups) or '0'}.{fraction or '0'}")


def to_flag(cell: str) -> bool | None:
    """Yes, no, or None for an empty cell. Raises BadCell."""
    text = cell.strip().casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    if text:
        raise BadCell("which is neither Yes nor No")
    return None


def _bare(cell: str) -> str:
    """Without the marks that only group digits by threes; `3 5` stays what it is, no number."""
    return _GROUP_MARK.sub("", cell.strip())
