"""The daemon's only step: `tick` does what has come due since it was last called, however long ago that was.

The store says what was done, so that a second tick at the same moment does nothing, and one that comes late does what
was missed. One process ticks at a time; the others look again later, and one of them takes over when it has died.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from billing.alerts import run_missed
from billing.occasions import Place, When, moments, next_moment
from config.problems import BadConfiguration
from connectors.errors import ConnectorError
from mappings.lock import turn
from mappings.occasions import UNFINISHED, Occasion
from sync.alerting import Occasion as Telling
from sync.alerting import derive, tell
from sync.delivering import deliver
from sync.duties import DUTIES, Duty, NotDone, month_told, read_again
from sync.outliving import Died, outlived
from sync.pinging import tell_that_all_is_well
from sync.pipeline import CannotWrite
from sync.sources import CannotConnect
from sync.waking import woken
from sync.worker import StoreUnavailable, Worker

SCHEDULE = "schedule"
"""What a process holds while it ticks."""
FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(hours=1)
"""How long after a failure a duty that insists is tried again: each time twice as long, up to an hour."""
LATE, MISSED = timedelta(hours=1), "nothing served then; it is done now"
"""From when on it is told that what insists was missed."""
WEBHOOKS = "webhooks"
"""What a reading is called that webhooks have brought about."""
SENTENCES = (NotDone, StoreUnavailable, ConnectorError, CannotConnect, CannotWrite, BadConfiguration)
"""What a duty can fail of that speaks for itself."""


@dataclass(slots=True)
class Ticked:
    """What a tick did. `elsewhere`: another process is at it."""

    done: list[tuple[str, datetime]] = field(default_factory=list)
    failed: list[tuple[str, datetime, str]] = field(default_factory=list)
    elsewhere: bool = False


def tick(worker: Worker) -> Ticked:
    """Does what is due by the business clock, in the order in which it came due. Raises StoreUnavailable."""
    ticked = Ticked()
    with turn(worker.store, SCHEDULE) as mine:
        if not mine:
            return replace(ticked, elsewhere=True)
        for duty, due_at in _due(worker):
            if worker.stop.is_set():
                break
            worker.progress(duty.name, 0, 1)
            _do(worker, duty, due_at, ticked)
        _wake(worker, ticked)
        _beside(worker, deliver, structlog.get_logger().bind(duty="deliver"))
    return ticked


def rhythms(worker: Worker) -> list[tuple[Duty, When]]:
    """The duties that the schedule has not switched off, each with its rhythm."""
    schedule = worker.configuration.main.schedule
    found = [(duty, getattr(schedule, name)) for name, duty in DUTIES.items()]
    return [(duty, rhythm) for duty, rhythm in found if rhythm is not None]


def place_of(worker: Worker) -> Place:
    """By whose clock and holidays the schedule goes."""
    main = worker.configuration.main
    country, subdivision, closed = main.calendar.country, main.calendar.subdivision, main.calendar.closed
    return Place(main.company.timezone, country, subdivision, frozenset(closed))


def upcoming(worker: Worker) -> list[tuple[datetime, str]]:
    """When each duty is due next, the soonest first."""
    now, place = worker.clock(), place_of(worker)
    return sorted((next_moment(rhythm, place, now), duty.name) for duty, rhythm in rhythms(worker))


def _due(worker: Worker) -> list[tuple[Duty, datetime]]:
    now, place = worker.clock(), place_of(worker)
    order = {name: number for number, name in enumerate(DUTIES)}
    with worker.store.read() as tx:
        since = tx.servers.first() or now
        last = {duty.name: tx.occasions.last(duty.name, until=now) for duty in DUTIES.values()}
        asked = [(duty, rhythm, _behind(last[duty.name], rhythm, since, now)) for duty, rhythm in rhythms(worker)]
        new = [(duty, at) for duty, rhythm, after in asked for at in _missed(duty, rhythm, place, (after, now))]
        left = tx.occasions.left([duty.name for duty in DUTIES.values() if duty.is_tried_again])
        left += [each for each in last.values() if each is not None and each.outcome == UNFINISHED]
        again = [(DUTIES[each.kind], each.due_at) for each in left if _is_tried(each, new, now)]
    return sorted({*again, *new}, key=lambda found: (found[1], order[found[0].name]))


def _behind(last: Occasion | None, rhythm: When, since: datetime, now: datetime) -> datetime:
    """Behind which moment a duty can be due: its last one, else since anybody serves; at intervals, at once."""
    if rhythm.interval is not None:
        return max(last.due_at, now - rhythm.interval) if last else now - rhythm.interval
    return last.due_at if last else since


def _missed(duty: Duty, rhythm: When, place: Place, span: tuple[datetime, datetime]) -> Iterator[datetime]:
    """The moments of a duty that have come and were not begun: all of them where each one counts, else the last."""
    behind, now = span
    if duty.insists:
        yield from moments(rhythm, place, behind, now)
        return
    found = list(moments(rhythm, place, behind, now))
    yield from found[-1:]


def _is_tried(occasion: Occasion, new: list[tuple[Duty, datetime]], now: datetime) -> bool:
    """Whether an old one is taken up again: one that insists when its time has come, another if nothing newer is."""
    duty = DUTIES.get(occasion.kind)
    if duty is None or occasion.due_at > now:
        return False
    if occasion.try_at is not None and now < occasion.try_at <= now + LAST_RETRY:  # later: the clock has gone back
        return False
    return duty.insists or not any(each.name == occasion.kind for each, _ in new)


def _do(worker: Worker, duty: Duty, due_at: datetime, ticked: Ticked) -> None:
    log = structlog.get_logger().bind(duty=duty.name, due=due_at.isoformat())
    with worker.store.write() as tx:
        occasion = tx.occasions.begin(duty.name, due_at, worker.clock())
    if occasion is None:
        return
    if duty.insists and occasion.attempts == 1 and worker.clock() - due_at > LATE:
        tell(worker, None, [run_missed(duty.name, due_at, MISSED)], worker.clock())
    words = _failure(worker, partial(_carry_out, duty), due_at, log)
    if words and worker.stop.is_set():
        return
    with worker.store.write() as tx:
        try_at = worker.clock() + _pause(occasion.attempts) if words and duty.is_tried_again else None
        tx.occasions.end(occasion, worker.clock(), words, try_at)
    if words:
        log.warning("duty_failed", why=words, attempts=occasion.attempts)
        ticked.failed.append((duty.name, due_at, words))
        _beside(worker, lambda each, now: derive(each, None, Telling.TROUBLE, now), log)
    else:
        ticked.done.append((duty.name, due_at))
        if duty.pings:
            tell_that_all_is_well(worker)


def _carry_out(duty: Duty, worker: Worker, due_at: datetime) -> None:
    """Does a duty and tells people what concerns them: it is done when they are told, and not before."""
    if duty.do is not None:
        duty.do(worker, due_at)
    if duty.tells is not None:
        derive(worker, None, duty.tells, worker.clock(), month_told(worker, duty, due_at))


def _wake(worker: Worker, ticked: Ticked) -> None:
    """Asks those again that have delivered something meanwhile."""
    names = woken(worker)
    if not names or worker.stop.is_set():
        return
    now, log = worker.clock(), structlog.get_logger().bind(duty=WEBHOOKS)
    words = _failure(worker, lambda each, _: read_again(each, names), now, log)
    if words:
        log.warning("duty_failed", why=words)
        ticked.failed.append((WEBHOOKS, now, words))
        return
    ticked.done.append((WEBHOOKS, now))
    _beside(worker, lambda each, now: derive(each, None, Telling.AFTER_PULL, now), log)


def _beside(worker: Worker, do: Callable[[Worker, datetime], object], log: Any) -> None:
    """What is done beside duties, and is made up for the next time: that it failed is logged."""
    words = _failure(worker, do, worker.clock(), log)
    if words:
        log.warning("failed_beside", why=words)


def _failure(worker: Worker, do: Callable[[Worker, datetime], object], due_at: datetime, log: Any) -> str:
    """Why a duty failed, in words; nothing if it did not. A daemon outlives its duties."""

    def done() -> str:
        try:
            do(worker, due_at)
        except SENTENCES as problem:
            return str(problem)
        return ""

    found = outlived(done, log, "duty_defect")
    return found.words if isinstance(found, Died) else found


def _pause(attempts: int) -> timedelta:
    return min(FIRST_RETRY * (1 << min(attempts - 1, 10)), LAST_RETRY)
