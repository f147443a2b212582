"""Where charged time can be cut: what was rounded together is a whole number of steps, and so are both its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from billing.lines import Priced
from billing.records import Contract, Rounding, at
from billing.round_work import Scope, scope_of

WHOLE_MINUTES = 60
"""Where time is not rounded, it is cut at whole minutes; for what has to end exactly, at a step of its own."""


class Steps:
    """Counts the charged time that was gone through, so that each place where it may be cut is known.

    `unrounded` is the step, in seconds, where time is not rounded.
    """

    def __init__(self, contract: Contract, unrounded: int = WHOLE_MINUTES) -> None:
        self._contract = contract
        self._unrounded = unrounded
        self._gone: dict[Scope, int] = {}

    def pass_by(self, item: Priced, seconds: int) -> None:
        """Counts time of a piece as gone through."""
        scope = self._scope(item)[0]
        self._gone[scope] = self._gone.get(scope, 0) + seconds

    def most(self, item: Priced, fits: Callable[[int], bool]) -> int:
        """The most of a piece's charged time that fits and ends at a whole step; less than all of it, perhaps none."""
        scope, step = self._scope(item)
        first = step - self._gone.get(scope, 0) % step
        most, too_many = -1, max(0, -(-(item.charged_seconds - first) // step))
        while too_many - most > 1:
            middle = (most + too_many) // 2
            if fits(first + middle * step):
                most = middle
            else:
                too_many = middle
        return first + most * step if most >= 0 else 0

    def _scope(self, item: Priced) -> tuple[Scope, int]:
        rule = (at(self._contract.rounding, item.day) if not item.work.no_charge else None) or Rounding()
        return scope_of(item, rule, self._contract), rule.step_seconds or self._unrounded


def joined(first: Priced, second: Priced) -> Priced:
    """Two pieces of one entry that stand on the same line as one."""
    work = replace(first.work, seconds=first.work.seconds + second.work.seconds)
    return replace(first, work=work, charged_seconds=first.charged_seconds + second.charged_seconds)


def cut(item: Priced, seconds: int) -> tuple[Priced | None, Priced | None]:
    """A piece as far as so much of its charged time goes, with as much of its worked, and the rest.

    Nothing, all of it, and time below a second are not cut.
    """
    if seconds >= item.charged_seconds > 0:
        return item, None
    if seconds <= 0 or item.work.seconds < 2:
        return None, item
    worked = min(seconds, item.work.seconds - 1)
    own, other = replace(item.work, seconds=worked), replace(item.work, seconds=item.work.seconds - worked)
    return (
        replace(item, work=own, charged_seconds=seconds),
        replace(item, work=other, charged_seconds=item.charged_seconds - seconds),
    )
