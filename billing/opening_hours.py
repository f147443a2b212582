"""What had been used of hours before Tieout, by tracked work: what retainers carry over, caps and budgets in hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from billing.calendar import month, month_name, months_between
from billing.cap_records import LOGGED
from billing.issues import hours
from billing.opening_lines import unknown
from billing.opening_records import (
    RETAINERS,
    RETAINERS_USED,
    Asked,
    Certainty,
    Evidence,
    Proposal,
    Time,
    Tracked,
    Wanted,
)
from billing.records import Contract
from billing.retainer_records import Hours, Retainer
from billing.retainers import Beginning, Billing, balance, hours_for, retainer_of, serves

_FEW = 4
BY_TRACKED = "as tracked and rounded here; compare it with what the client was told"


# ---- retainers ----


def of_retainer(asked: Asked, workstream: str, time: Time) -> Iterator[Proposal]:
    """What is carried over into the month of go-live and, where that is not its first day, what it used before."""
    retainer = retainer_of(asked.contract, workstream)
    assert retainer is not None, "only what has hours is asked for them"
    yield _carried(asked, retainer, time)
    if asked.go_live.day != 1:
        yield _used_within(asked, retainer, time)


def _carried(asked: Asked, retainer: Retainer, time: Time) -> Proposal:
    code, contract = retainer.workstream, asked.contract.id
    if not retainer.keeps_hours:
        return Proposal(contract, RETAINERS, code, Certainty.PROVEN, 0, (), ("nothing rolls over",))
    first = _first(retainer, time, asked.go_live)
    names = [each.name for each in months_between(first, asked.go_live.replace(day=1) - timedelta(days=1))]
    missing = [name for name in names if name not in time.months]
    if not names and retainer.since is not None:
        return Proposal(contract, RETAINERS, code, Certainty.PROVEN, 0, (), (f"it began on {retainer.since}",))
    if missing or not names:
        return unknown(asked, RETAINERS, code, _no_time(missing or [month_name(first)]))
    used = _by_month(retainer, time.works)
    least, most = (_left(retainer, names[0], carried, used, asked.go_live) for carried in (0, _most(retainer)))
    if least != most and retainer.since is None and not retainer.blocks:
        words = f"between {hours(least)} and {hours(most)} are left, by what was there before {names[0]}"
        return unknown(asked, RETAINERS, code, f"{words}; give {code} a from:, or say how many")
    shown = tuple(_evidence(retainer, names, used, asked.go_live, time.works))
    own = [each for each in time.works if each.workstream == code]
    return Proposal(contract, RETAINERS, code, Certainty.CHECK, least, shown, _doubts(own, time))


def _first(retainer: Retainer, time: Time, go_live: date) -> date:
    """The first day of which hours may still be there; where no day is stated, of the time that is known."""
    if retainer.blocks:
        return retainer.blocks[0].day
    known = min(time.months, default=month_name(go_live))
    return retainer.since or month(known).first


def _most(retainer: Retainer) -> int:
    """The most that may have been carried over into any month."""
    if retainer.rollover is None:
        return 0
    whole = max((each.value for each in retainer.hours), default=0) * retainer.rollover.months
    return whole if retainer.rollover.up_to_seconds is None else min(whole, retainer.rollover.up_to_seconds)


def _by_month(retainer: Retainer, works: Sequence[Tracked]) -> dict[str, int]:
    """What work could use of the hours, by its month."""
    found: dict[str, int] = defaultdict(int)
    for each in works:
        if each.workstream == retainer.workstream and each.billable and serves(retainer, each.day):
            found[month_name(each.day)] += each.charged_seconds
    return dict(found)


def _there(retainer: Retainer, first: str, carried: int, used: Mapping[str, int], name: str) -> Hours:
    billings = {worked_in: Billing(((worked_in, seconds),)) for worked_in, seconds in used.items()}
    return hours_for(retainer, name, Beginning(first, carried), billings)


def _left(retainer: Retainer, first: str, carried: int, used: Mapping[str, int], go_live: date) -> int:
    """What is carried over into the month of go-live."""
    name = month_name(go_live)
    return sum(seconds for origin, seconds in _there(retainer, first, carried, used, name) if origin < name)


def _evidence(
    retainer: Retainer, names: Sequence[str], used: Mapping[str, int], go_live: date, works: Sequence[Tracked]
) -> Iterator[Evidence]:
    """For each month what it added and what it took: what was granted, less what was used of the hours, or expired."""
    for name in names:
        there = _there(retainer, names[0], 0, used, name)
        became = balance(retainer, name, there, ((name, used.get(name, 0)),))
        own = tuple(sorted(each.entry for each in works if _counts(each, retainer) and month_name(each.day) == name))
        lost = f", {hours(became.expired)} expired" if became.expired else ""
        words = f"{hours(became.granted)} granted, {hours(became.used)} used{lost}"
        worth = became.rolled_out - became.rolled_in
        yield Evidence(name, worth, month(name).last, words, own)


def _counts(each: Tracked, retainer: Retainer) -> bool:
    return each.workstream == retainer.workstream and each.billable and serves(retainer, each.day)


def _used_within(asked: Asked, retainer: Retainer, time: Time) -> Proposal:
    own = [each for each in time.works if _counts(each, retainer) and _in_month_of(each, asked.go_live)]
    name = month_name(asked.go_live)
    if name not in time.months:
        return unknown(asked, RETAINERS_USED, retainer.workstream, _no_time([name]))
    return _of_works(asked, Wanted(RETAINERS_USED, retainer.workstream), own, time)


# ---- caps and budgets in hours ----


def of_hours(asked: Asked, wanted: Wanted, time: Time) -> Iterator[Proposal]:
    """What had been used of a cap or budget in hours; of one for each task, a proposal for each."""
    within_month = wanted.key == "month_cap_hours"
    first = asked.go_live.replace(day=1) if within_month else asked.contract.since
    missing = _missing(first, asked.go_live, time)
    if missing:
        yield unknown(asked, wanted.key, wanted.name, _no_time(missing))
        return
    whole = wanted.name == asked.contract.id
    works = [each for each in time.works if whole or each.workstream == wanted.name]
    works = [each for each in works if not within_month or _in_month_of(each, asked.go_live)]
    works, time = _without_ours(works, time)
    if wanted.key == "task_cap_hours":
        yield from _of_tasks(asked, wanted, works, time)
    else:
        logged = wanted.key == "budget_hours" and _is_logged(asked.contract, wanted.name)
        yield _of_works(asked, wanted, works, time, logged=logged)


def _without_ours(works: Sequence[Tracked], time: Time) -> tuple[list[Tracked], Time]:
    """Work that is not counted by Tieout itself, since it was billed here before go-live moved; the rest is told of."""
    ours = sum(each.seconds for each in works if each.ours)
    return [each for each in works if not each.ours], replace(time, ours_seconds=ours)


def _of_tasks(asked: Asked, wanted: Wanted, works: Sequence[Tracked], time: Time) -> Iterator[Proposal]:
    charged = [each for each in works if each.billable]
    tasks = sorted({task for each in charged for task in each.tasks})
    for task in tasks:
        made = _of_works(asked, wanted, [each for each in charged if task in each.tasks], time)
        yield replace(made, task=task)
    if not tasks:
        yield _of_works(asked, wanted, [], time)


def _of_works(asked: Asked, wanted: Wanted, works: Sequence[Tracked], time: Time, *, logged: bool = False) -> Proposal:
    """What some work comes to, by month; never proven, since what the client was told may be something else."""
    own = [each for each in works if each.billable or logged]
    months: dict[str, list[Tracked]] = defaultdict(list)
    for each in own:
        months[month_name(each.day)].append(each)
    shown = tuple(
        Evidence(
            name,
            sum(each.seconds if logged else each.charged_seconds for each in some),
            max(each.day for each in some),
            _entries(some),
            tuple(sorted(each.entry for each in some)),
        )
        for name, some in sorted(months.items())
    )
    worth, why = sum(each.worth for each in shown), _doubts(own, time)
    return Proposal(asked.contract.id, wanted.key, wanted.name, Certainty.CHECK, worth, shown, why)


def _doubts(own: Sequence[Tracked], time: Time) -> tuple[str, ...]:
    """What is doubtful about tracked work: never less than that it was not billed from here."""
    held = [each for each in own if each.held]
    unplaced = f"{hours(time.unplaced_seconds)} of before are of no known work"
    ours = f"{hours(time.ours_seconds)} of before were billed by Tieout, which counts them itself"
    return tuple(
        filter(
            None,
            (
                BY_TRACKED,
                f"{_entries(held)} of it wait for somebody" if held else "",
                unplaced if time.unplaced_seconds else "",
                ours if time.ours_seconds else "",
            ),
        )
    )


def _is_logged(contract: Contract, name: str) -> bool:
    code = "" if name == contract.id else name
    return any(each.by_time and each.workstream == code and each.of == LOGGED for each in contract.budgets)


def _missing(first: date | None, go_live: date, time: Time) -> list[str]:
    """The months since a contract began of which no time is known; without a beginning, some may be missing."""
    if first is None:
        return [f"the months before {min(time.months, default=month_name(go_live))}"]
    return [each.name for each in months_between(first, go_live - timedelta(days=1)) if each.name not in time.months]


def _no_time(missing: Sequence[str]) -> str:
    more = f" and {len(missing) - _FEW} more" if len(missing) > _FEW else ""
    return f"no time of {', '.join(missing[:_FEW])}{more} was read; pull or import it, or say how much it was"


def _in_month_of(each: Tracked, go_live: date) -> bool:
    return month_name(each.day) == month_name(go_live)


def _entries(some: Sequence[Tracked]) -> str:
    return "1 entry" if len(some) == 1 else f"{len(some)} entries"
