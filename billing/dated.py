"""Terms that hold from a day on."""

from __future__ import annotations

from datetime import date
from typing import Generic, TypeVar

from billing.quick import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A term that holds from a day on; `since` None means from the beginning."""

    since: date | None
    value: T


def at(terms: tuple[Dated[T], ...], day: date) -> T | None:
    """The term in force on a day, or None before the first one."""
    in_force = [term for term in terms if term.since is None or term.since <= day]
    return max(in_force, key=lambda term: term.since or date.min).value if in_force else None
