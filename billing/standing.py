"""Where an entry stands before it is billed: the one place that says so."""

from __future__ import annotations

from billing.decisions import ADJUSTED, changed_code, is_said
from billing.quick import dataclass
from billing.records import DEFERRED, TAKES_BACK, Entry, Match, Portion, State


@dataclass(frozen=True, slots=True)
class Now:
    """Where an entry stands now: portions that nothing moves, the others, and whether a plan placed those.

    `free`: all that was billed of it is taken back by credits that are in the books, so it stands as if it never was.
    """

    settled: tuple[Portion, ...] = ()
    loose: tuple[Portion, ...] = ()
    planned: bool = False
    free: bool = False
    waiting: bool = False
    """Whether a credit that is not in the books yet is to take something of it back."""

    @property
    def billed(self) -> tuple[Portion, ...]:
        """What was billed or set aside of it for good, or corrected since; apart from what takes that back."""
        return tuple(portion for portion in self.settled if portion.number < TAKES_BACK)

    @property
    def next_number(self) -> int:
        """The number of its first portion beside the settled ones."""
        return max((portion.number for portion in self.billed), default=0) + 1


NOWHERE = Now()


def standing(entry: Entry, found: Match, hold: str, now: Now, *, present: bool) -> tuple[Portion, ...] | None:
    """The portions that an entry should have beside its settled ones; none: it is open; None: leave it to its plan.

    What a billed entry has gained or lost since is a portion of its own, held until a person decides; it may be
    negative. Together they are always the entry's seconds.
    """
    counted = entry.record.seconds if present and not entry.record.running else 0
    if now.settled and not now.free:
        seconds = counted - sum(portion.seconds for portion in now.settled)
        return _drift(entry, found, seconds, now, changed_code(present=present))
    if not present or entry.record.running:
        return ()
    state, reason = (
        (State.HELD, hold) if hold and found.verdict is State.OPEN else (found.verdict, found.verdict_reason)
    )
    if state is State.OPEN:
        return _open(entry, found, now)
    if state is State.NON_BILLABLE and now.planned and all(portion.state is state for portion in now.loose):
        return None
    return (Portion(entry.id, entry.version, now.next_number, state, entry.record.seconds, reason),)


def _open(entry: Entry, found: Match, now: Now) -> tuple[Portion, ...] | None:
    if now.planned:
        return None
    if found.moved != DEFERRED:
        return ()
    reason = f"deferred to {found.bill_in}"
    return (Portion(entry.id, entry.version, now.next_number, State.DEFERRED, entry.record.seconds, reason),)


def _drift(entry: Entry, found: Match, seconds: int, now: Now, code: str) -> tuple[Portion, ...] | None:
    """What a billed entry has gained or lost, or what a credit takes back of one of which other parts stay billed."""
    adjusted = ADJUSTED in found.accepted
    if adjusted and now.planned:
        return None
    if seconds == 0:
        return ()
    state, reason = State.HELD, "changed after it was billed"
    said = is_said(found.verdict_reason)
    if adjusted and (not said or found.verdict is State.OPEN):
        reason += "; its correction waits for the next invoice"
    elif said:
        state, reason = found.verdict, found.verdict_reason
    elif now.waiting:
        state, reason = State.CREDITED, "on a credit note that is not in the books yet"
    elif code in found.accepted:
        state, reason = State.WRITTEN_OFF, f"{reason}, and accepted so"
    return (Portion(entry.id, entry.version, now.next_number, state, seconds, reason),)
