"""Where an entry stands before it is billed: the one place that says so."""

from __future__ import annotations

from collections.abc import Sequence

from billing.quick import dataclass
from billing.records import DEFERRED, Entry, Match, Portion, State

CHANGED_AFTERWARDS = ("edited_after_billing", "deleted_after_billing")
"""Kinds of exception whose acceptance writes off what an entry has gained or lost since it was billed."""


@dataclass(frozen=True, slots=True)
class Now:
    """Where an entry stands now: portions that nothing moves, the others, and whether a plan placed those."""

    settled: tuple[Portion, ...] = ()
    loose: tuple[Portion, ...] = ()
    planned: bool = False


NOWHERE = Now()


def standing(entry: Entry, found: Match, hold: str, now: Now, *, present: bool) -> tuple[Portion, ...] | None:
    """The portions that an entry should have beside its settled ones; none: it is open; None: leave it to its plan.

    What a billed entry has gained or lost since is a portion of its own, held until a person decides; it may be
    negative. Together they are always the entry's seconds.
    """
    counted = entry.record.seconds if present and not entry.record.running else 0
    if now.settled:
        return _drift(entry, found, counted - sum(portion.seconds for portion in now.settled), now.settled)
    if not present or entry.record.running:
        return ()
    state, reason = (
        (State.HELD, hold) if hold and found.verdict is State.OPEN else (found.verdict, found.verdict_reason)
    )
    if state is State.OPEN:
        return _open(entry, found, now)
    if state is State.NON_BILLABLE and now.planned and all(portion.state is state for portion in now.loose):
        return None
    return (Portion(entry.id, entry.version, 1, state, entry.record.seconds, reason),)


def _open(entry: Entry, found: Match, now: Now) -> tuple[Portion, ...] | None:
    if now.planned:
        return None
    if found.moved != DEFERRED:
        return ()
    reason = f"deferred to {found.bill_in}"
    return (Portion(entry.id, entry.version, 1, State.DEFERRED, entry.record.seconds, reason),)


def _drift(entry: Entry, found: Match, seconds: int, settled: Sequence[Portion]) -> tuple[Portion, ...]:
    if seconds == 0:
        return ()
    accepted = any(code in found.accepted for code in CHANGED_AFTERWARDS)
    state = State.WRITTEN_OFF if accepted else State.HELD
    reason = "changed after it was billed" + (", and accepted so" if accepted else "")
    number = max(portion.number for portion in settled) + 1
    return (Portion(entry.id, entry.version, number, state, seconds, reason),)
