"""What a note says of the time of each of its tasks: "ACME-12 1h, ACME-14 30m"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from billing.task_names import LINK, task_in

TOLERANCE_SECONDS = 60
"""How far stated times may be from the entry's own, which is rounded differently in many trackers."""
_CLOCK = r"(?P<h>\d{1,3}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?:\s*h(?:rs?|ours?)?)?"
_MIN = r"m(?:ins?|inutes?)?"
_HOURS = (
    r"(?P<hours>\d{1,4}(?:[.,]\d{1,4})?)\s*(?:h(?:rs?|ours?)?|std|stunden?)"
    rf"(?:\s*(?P<rest>[0-5]?\d)\s*(?:{_MIN})?)?"
)
_MINUTES = rf"(?P<minutes>\d{{1,5}})\s*(?:{_MIN}|')"
_TIME = re.compile(rf"(?<![\w.,:/-])(?:{_CLOCK}|{_HOURS}|{_MINUTES})(?![\w:/-])", re.IGNORECASE | re.ASCII)
Times = dict[str, int]


def stated_times(note: str, names: Sequence[str], seconds: int) -> Times | None:
    """The seconds that a note states for each of some names, where each has one and together they are the entry's.

    A time stands after its name, or before it; what can be read both ways counts if only one of them sums up.
    """
    read = [times for times in _readings(note, names) if abs(sum(times.values()) - seconds) <= TOLERANCE_SECONDS]
    return read[0] if read and all(times == read[0] for times in read) else None


def _readings(note: str, names: Sequence[str]) -> list[Times]:
    text = LINK.sub(lambda link: task_in(link[0]) or " ", note) if "://" in note else note
    wanted = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    parts = re.split(rf"(?<![\w-])({wanted})(?![\w-])", text)
    between, found = [list(_TIME.finditer(part)) for part in parts[::2]], parts[1::2]
    if not found or set(found) != set(names):
        return []
    ways = [times for times in (between[1:], between[:-1]) if all(len(each) == 1 for each in times)]
    return [_summed(found, [_seconds(each[0]) for each in times]) for times in ways]


def _summed(names: Sequence[str], seconds: Sequence[int]) -> Times:
    times: Times = {}
    for name, own in zip(names, seconds, strict=True):
        times[name] = times.get(name, 0) + own
    return times


def _seconds(found: re.Match[str]) -> int:
    said = found.groupdict()
    if said["h"] is not None:
        return int(said["h"]) * 3600 + int(said["m"]) * 60 + int(said["s"] or 0)
    if said["minutes"] is not None:
        return int(said["minutes"]) * 60
    hours = Decimal(said["hours"].replace(",", ".")) * 3600
    return int(hours.quantize(Decimal(1), ROUND_HALF_UP)) + int(said["rest"] or 0) * 60
