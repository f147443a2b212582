"""The step of the plan that lets a retainer's included hours pay for work, oldest hours first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from billing.calendar import month_name, next_month
from billing.cutting import Steps, cut
from billing.issues import Issue, facts, hours
from billing.lines import Billable, Priced
from billing.prepaid import nearly_used
from billing.retainer_kinds import EXPIRED
from billing.retainer_records import Included
from billing.retainers import next_hours, retainer_of, serves
from billing.unit import Charged, Covered, Unit

EXACT = 1
"""Where time is not rounded, it is cut at the second at which the hours end."""


def included_hours(items: Sequence[Billable], unit: Unit) -> Charged:
    """Work that included hours pay for is covered; what goes beyond them is charged, and its rule says so.

    Work uses hours of its own month or earlier ones, by day, start and id. What was rounded together is cut at a whole
    step.
    """
    if not unit.included:
        return Charged(list(items))
    return _Using(unit).use(items)


class _Hours:
    """The hours of one workstream that are still there."""

    def __init__(self, included: Included, unit: Unit) -> None:
        self._retainer = retainer_of(unit.contract, included.workstream)
        self._last = month_name(unit.period.last)
        self._month = max((origin for origin, _ in included.hours), default=self._last)
        self._left = dict(sorted(included.hours))
        self._taken = sorted(included.taken)
        self._take_what_is_settled()

    def _take_what_is_settled(self) -> None:
        for worked_in, seconds in [each for each in self._taken if each[0] <= self._month]:
            self.take(worked_in, seconds)
        self._taken = [each for each in self._taken if each[0] > self._month]

    def _up_to(self, worked_in: str) -> None:
        """Goes on to a later month that the same invoice bills: some hours expire, and it has its own."""
        while self._retainer is not None and self._month < min(worked_in, self._last):
            self._month = next_month(self._month)
            self._left = dict(sorted(next_hours(self._retainer, tuple(sorted(self._left.items())), self._month)))
            self._take_what_is_settled()

    def for_work_in(self, worked_in: str) -> int:
        """What is there for work of a month."""
        self._up_to(worked_in)
        return sum(seconds for origin, seconds in self._left.items() if origin <= worked_in)

    @property
    def left(self) -> int:
        """All that is there."""
        return sum(self._left.values())

    def take(self, worked_in: str, seconds: int) -> dict[str, int]:
        """Uses hours, the oldest first; the answer is how many, by the months they were granted for."""
        used: dict[str, int] = {}
        for origin in [each for each in self._left if each <= worked_in]:
            taken = min(self._left[origin], seconds)
            self._left[origin] -= taken
            seconds -= taken
            used |= {origin: taken} if taken else {}
        return used

    def give_back(self, used: Mapping[str, int]) -> None:
        """Leaves the hours as they were before they were taken."""
        for origin, seconds in used.items():
            self._left[origin] += seconds


class _Using:
    """Goes through the work of a unit once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._hours = {each.workstream: _Hours(each, unit) for each in unit.included}
        self._steps = Steps(unit.contract, EXACT)
        self._covered: list[Covered] = []
        self._taken: list[tuple[_Hours, dict[str, int]]] = []
        self._expired: Counter[tuple[str, str]] = Counter()

    def use(self, items: Sequence[Billable]) -> Charged:
        """Everything in its turn; what is charged stays in its place. What will wait gives its hours back at once."""
        charged: list[Billable | None] = list(items)
        in_turn = sorted((place for place, item in enumerate(items) if self._is_ours(item)), key=lambda n: items[n].day)
        for _, same in groupby(in_turn, key=lambda place: items[place].subject):
            places = list(same)
            own = [item for item in (items[place] for place in places) if isinstance(item, Priced)]
            for place, rest in zip(places, self._entry(own), strict=True):
                charged[place] = self._beyond(rest) if rest else None
        issues = [self._issue(*key, seconds) for key, seconds in sorted(self._expired.items())]
        for included in self._unit.included:
            left = self._hours[included.workstream].left
            issues += nearly_used(self._unit.contract, self._unit.period, included, left)
        return Charged([item for item in charged if item], tuple(self._covered), issues=tuple(issues))

    def _is_ours(self, item: Billable) -> bool:
        of_time = isinstance(item, Priced) and not item.work.no_charge and item.charged_seconds > 0
        return of_time and item.workstream in self._hours

    def _entry(self, items: Sequence[Priced]) -> list[Priced | None]:
        """The pieces of one entry: what of each goes beyond the hours. These are as they were then if it will wait."""
        self._taken = []
        rests = [self._one(item) for item in items]
        if items[0].waits_later:
            for hours, taken in self._taken:
                hours.give_back(taken)
            for item in items:
                self._steps.pass_by(item, -item.charged_seconds)
        return rests

    def _one(self, item: Priced) -> Priced | None:
        """Covers as much of a piece of work as there are hours; the answer is what goes beyond them."""
        retainer = retainer_of(self._unit.contract, item.workstream)
        if retainer is None or not serves(retainer, item.day):
            self._steps.pass_by(item, item.charged_seconds)
            return item
        there = self._hours[item.workstream].for_work_in(month_name(item.day))
        fits = item.charged_seconds <= there
        own, rest = (item, None) if fits else cut(item, self._steps.most(item, lambda most: most <= there))
        self._steps.pass_by(item, item.charged_seconds)
        if own:
            self._cover(own)
        return rest

    def _cover(self, item: Priced) -> None:
        hours, unit = self._hours[item.workstream], self._unit
        taken = hours.take(month_name(item.day), item.charged_seconds)
        self._taken.append((hours, taken))
        granted = " and ".join(taken)
        where = f"({unit.contract.id}, {unit.period.name})"
        self._covered.append(Covered(item, f"included hours of {item.workstream} for {granted} {where}"))

    def _beyond(self, item: Priced) -> Priced:
        worked_in = month_name(item.day)
        retainer = retainer_of(self._unit.contract, item.workstream)
        if retainer is not None and not serves(retainer, item.day):
            return replace(item, rule=f"{item.rule}; the retainer is paused on that day")
        if item.work.late:
            self._expired[item.workstream, worked_in] += item.work.seconds
        return replace(item, rule=f"{item.rule}; beyond the included hours of {worked_in}")

    def _issue(self, workstream: str, worked_in: str, seconds: int) -> Issue:
        contract, period = self._unit.contract, self._unit.period
        return Issue(
            EXPIRED,
            client=contract.client,
            month=period.month,
            seconds=seconds,
            subject=f"{contract.id} {workstream} {worked_in} {period.name}",
            facts=facts(
                contract=contract.id,
                workstream=workstream,
                worked_in=worked_in,
                period=period.name,
                late=hours(seconds),
            ),
        )
