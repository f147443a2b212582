"""How worked time becomes charged time: by step, direction, scope and grace."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import groupby

from billing.money import share
from billing.records import Rounding


def in_words(rule: Rounding) -> str:
    """A rule for people: `up to 6 minutes per entry, 30 seconds free`."""
    if not rule.step_seconds:
        return "not rounded"
    free = f", {_span(rule.grace_seconds)} free" if rule.grace_seconds else ""
    return f"{rule.direction} to {_span(rule.step_seconds)} per {rule.per}{free}"


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{seconds} seconds" if rest else f"{minutes} minute{'' if minutes == 1 else 's'}"


def rounded(seconds: int, rule: Rounding) -> int:
    """Charged seconds for worked ones. Nothing stays nothing; grace lets a little over a full step go free."""
    step = rule.step_seconds
    if step == 0 or seconds == 0:
        return seconds
    full, rest = divmod(seconds, step)
    return (full + _extra_step(rest, step, rule)) * step


def _extra_step(rest: int, step: int, rule: Rounding) -> int:
    if rule.direction == "up":
        return int(rest > rule.grace_seconds)
    if rule.direction == "nearest":
        return int(rest * 2 >= step)
    assert rule.direction == "down", rule.direction
    return 0


def rounded_together(seconds: Sequence[int], scopes: Sequence[Hashable], rules: Sequence[Rounding]) -> list[int]:
    """Charged seconds per item, where items of one scope are summed, rounded once, and shared out again by their time.

    The three sequences run side by side; items of one scope follow one rule, the one of its first item.
    """
    if len(set(scopes)) == len(scopes):
        return [rounded(worked, rule) for worked, rule in zip(seconds, rules, strict=True)]
    result = [0] * len(seconds)
    numbers: dict[Hashable, int] = {}
    groups = [numbers.setdefault(scope, len(numbers)) for scope in scopes]
    in_groups = sorted(range(len(seconds)), key=lambda i: groups[i])
    for _, members in groupby(in_groups, key=lambda i: groups[i]):
        places = list(members)
        worked = [seconds[i] for i in places]
        charged = share(rounded(sum(worked), rules[places[0]]), worked)
        for place, part in zip(places, charged, strict=True):
            result[place] = part
    return result
