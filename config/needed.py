"""What an opening must state, because it may have been used before go-live; said once for everything of a contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from billing.quick import dataclass

KEYS = ("orders", "order_hours")
"""Keys of an opening that come first; others follow as they are found."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A figure that must be written: under which key and name, what nothing is there, and what it is, for people."""

    key: str
    name: str
    zero: str
    what: str


def all_missing(needed: Iterable[Needed], go_live: date) -> str:
    """What is wrong where a contract has no opening at all, with one that can be copied."""
    figures = sorted(needed, key=lambda each: KEYS.index(each.key) if each.key in KEYS else len(KEYS))
    used = ", ".join(dict.fromkeys(each.what for each in figures))
    stated: dict[str, list[str]] = {}
    for each in figures:
        stated.setdefault(each.key, []).append(f"{each.name}: {each.zero}")
    terms = ", ".join(f"{key}: {{{', '.join(names)}}}" for key, names in stated.items())
    return (
        f"is missing, and {used} may have been used before go_live; write opening: {{as_of: {go_live}, {terms}}} with "
        "what others than Tieout had billed, and what was worked or carried over, instead of 0, or give the contract, "
        f"or the order or workstream itself, a from: of {go_live} or later"
    )
