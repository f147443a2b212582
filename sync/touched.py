"""Which months of people and of contracts are to be looked at again, once some entries were matched anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from operator import attrgetter

from billing.calendar import month_name
from billing.periods import month_of_period
from billing.records import Match, Period
from mappings.matches import Stale

Place = tuple[str, str]
"""A person or a contract, and a month's name."""

_STANDS = attrgetter("version", "day", "verdict", "verdict_reason", "contract", "who", "bill_in", "moved", "accepted")


def alike(stale: Sequence[Stale], answers: Mapping[str, Match], ids: AbstractSet[str]) -> set[str]:
    """Of entries that are due for their tasks alone, those that stand where they did under the same rules.

    At most their tasks, and the reasons for project and person, are others: a person's month is what it was.
    """
    pairs = ((item.before, answers.get(item.entry.id)) for item in stale if item.present and item.entry.id in ids)
    return {
        now.entry_id
        for before, now in pairs
        if before is not None
        and now is not None
        and _STANDS(before) == _STANDS(now)
        and (before.project.value, before.person.value) == (now.project.value, now.person.value)
    }


def touched(
    stale: Sequence[Stale], answers: Mapping[str, Match], same: AbstractSet[str]
) -> tuple[set[Place], set[Place]]:
    """The months of people and of contracts that have, or had, something of some entries.

    Of those that stand where they did, only what a contract bills may be another.
    """
    months: set[Place] = set()
    units: set[Place] = set()
    for item in stale:
        for each in (item.before, answers.get(item.entry.id)):
            if each is None:
                continue
            units.add((each.contract, each.bill_in))
            if each.entry_id not in same:
                months.add((each.who, month_name(each.day)))
                months.add((each.who, month_name(item.entry.record.day)))
    return months, {(contract, name) for contract, name in units if contract}


def billed_before_it_moved(answers: Mapping[str, Match], settled: Mapping[str, str], go_live: date) -> set[Place]:
    """The months of people whose billed entries stand on days before go-live, of which no month is run."""
    moved = ((answers[key].who, settled[key]) for key in settled.keys() & answers.keys() if answers[key].day < go_live)
    return {(who, month_of_period(period)) for who, period in moved}


def was_billed_in(found: Match, period: Period, go_live: date) -> bool:
    """Whether an entry is told of in a month, though its tracker moved it before go-live since: that billed it."""
    return found.day < go_live and month_of_period(found.bill_in) == period.name
