"""Retainers: the fee and hours of a month by its days of service, how hours are used, roll over and expire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from billing.calendar import days, month, month_name, months_between, next_month
from billing.dated import at
from billing.money import Money, plain
from billing.periods import Period
from billing.records import Contract, Rate, Work
from billing.retainer_records import Block, Hours, Retainer


def serves(retainer: Retainer, day: date) -> bool:
    """Whether a day is one of service: between the first and the last, and in no pause."""
    in_force = (retainer.since or date.min) <= day <= (retainer.until or date.max)
    return in_force and not any(first <= day <= (last or date.max) for first, last in retainer.pauses)


def days_served(retainer: Retainer, period: Period) -> list[date]:
    """The days of service in a month."""
    return [day for day in days(period) if serves(retainer, day)]


def part(whole: int, served: int, of_days: int) -> int:
    """What some days are worth of a whole month's cents or seconds: rounded once, half up."""
    return (2 * whole * served + of_days) // (2 * of_days)


def fee_in(retainer: Retainer, period: Period) -> Money | None:
    """The fee of a service month by its exact days, or of its block; None where there is nothing to pay."""
    if retainer.blocks:
        block = block_in(retainer, period.name)
        return block.amount if block else None
    whole = at(retainer.fee, _terms_day(retainer, period))
    if whole is None:
        return None
    minor = part(whole.minor, len(days_served(retainer, period)), len(list(days(period))))
    return Money(minor, whole.currency) if minor else None


def granted(retainer: Retainer, period: Period) -> int:
    """The hours that the fee of a service month includes, by its exact days, or that its block has."""
    if retainer.blocks:
        block = block_in(retainer, period.name)
        return block.seconds if block else 0
    whole = at(retainer.hours, _terms_day(retainer, period)) or 0
    return part(whole, len(days_served(retainer, period)), len(list(days(period))))


def _terms_day(retainer: Retainer, period: Period) -> date:
    """The day whose terms hold for a service month: its first one of service."""
    return next(iter(days_served(retainer, period)), period.first)


def block_in(retainer: Retainer, name: str) -> Block | None:
    """The block that is bought in a month; there is one at most."""
    return next((each for each in retainer.blocks if month_name(each.day) == name), None)


def later_day(one: date | None, other: date) -> date:
    """The later of two days, of which the first may be missing."""
    return max(one or date.min, other)


def overage_on(contract: Contract, work: Work) -> Rate | None:
    """The overage rate of a retainer on a day of work; None: the rate card holds."""
    retainer = retainer_of(contract, work.workstream)
    if retainer is None or at(retainer.overage, work.day) is None:
        return None
    latest = max(
        (rate for rate in retainer.overage if (rate.since or date.min) <= work.day),
        key=lambda rate: rate.since or date.min,
    )
    return Rate(latest.value, (), latest.since)


def overage_in_words(rate: Rate, workstream: str, currency: str) -> str:
    """An overage rate for people."""
    since = f", from {rate.since}" if rate.since else ""
    return f"overage rate of {workstream}: {plain(rate.price)} {currency} an hour{since}"


def retainer_of(contract: Contract, workstream: str) -> Retainer | None:
    """The retainer of a workstream, if it is one."""
    return next((each for each in contract.retainers if each.workstream == workstream), None)


# ---- hours ----


def in_month(used: Iterable[tuple[str, int]], name: str, first: str) -> Hours:
    """What of some used hours counts for a month of a billing: its own, and late work with the first month."""
    return tuple((month, seconds) for month, seconds in used if month == name or month < first == name)


def next_hours(retainer: Retainer, left: Hours, name: str) -> Hours:
    """The hours that are there for a month that shares its billing with the one before: what lives on, and its own."""
    before = month_name(date.fromordinal(month(name).first.toordinal() - 1))
    return (*carried_over(retainer, left, before), (name, granted(retainer, month(name))))


def left_after(hours: Hours, used: Iterable[tuple[str, int]]) -> Hours:
    """What is left of hours when work has used them: none of a later month than its own, the oldest first."""
    left = dict(sorted(hours))
    for worked_in, seconds in sorted(used):
        for origin in [each for each in left if each <= worked_in]:
            taken = min(left[origin], seconds)
            left[origin] -= taken
            seconds -= taken
    return tuple(left.items())


def carried_over(retainer: Retainer, left: Hours, name: str) -> Hours:
    """What is left at the end of a month and lives on in the next one; above the cap the oldest expires first."""
    rule = retainer.rollover
    following = next_month(name)
    if retainer.blocks:
        return tuple((origin, seconds) for origin, seconds in left if seconds and _lives(retainer, origin, following))
    if rule is None:
        return ()
    alive = [(origin, seconds) for origin, seconds in left if _age(retainer, origin, following) <= rule.months]
    room = rule.up_to_seconds if rule.up_to_seconds is not None else sum(seconds for _, seconds in alive)
    kept = []
    for origin, seconds in sorted(alive, reverse=True):
        kept.append((origin, min(seconds, room)))
        room -= kept[-1][1]
    return tuple(sorted((origin, seconds) for origin, seconds in kept if seconds))


def _lives(retainer: Retainer, origin: str, name: str) -> bool:
    """Whether hours of a block are there in a month. Those that no block is known of live for good."""
    block = block_in(retainer, origin)
    return block is None or block.months is None or _age(retainer, origin, name) <= block.months


def _age(retainer: Retainer, origin: str, name: str) -> int:
    """How many months of service after its own an hour is in a month; a month that is a pause as a whole is none."""
    between = months_between(month(next_month(origin)).first, month(name).first)
    return sum(bool(days_served(retainer, each)) for each in between)


def hours_in(retainer: Retainer, hours: Hours, used: Hours, name: str) -> tuple[Hours, Hours]:
    """The hours that are there for one month of a billing that may have several, and those that it has used.

    `hours` are those of the billing's first month, `used` is by the month of work.
    """
    first = max((origin for origin, _ in hours), default=name)
    own = in_month(used, first, first)
    for each in months_between(month(first).end, month(name).first):
        hours = next_hours(retainer, left_after(hours, own), each.name)
        own = in_month(used, each.name, first)
    return hours, own


@dataclass(frozen=True, slots=True)
class Billing:
    """What is known of another billing of a retainer: the hours that were there for it, and what work has used.

    `used` is by the month of work. A closed one is never recomputed: it has its terms as they were.
    """

    used: Hours
    hours: Hours | None = None
    terms: Retainer | None = None
    closed: bool = False


def by_month(billings: Iterable[tuple[Period, Billing]]) -> dict[str, Billing]:
    """Billings by their months; of a month that several have billed, one after the other, all that they have used.

    What was there is said of the first month of a billing, and follows from it for the others.
    """
    found: dict[str, Billing] = {}
    for period, known in billings:
        names = [each.name for each in months_between(period.first, period.last)]
        for name in names:
            hours = known.hours if name == names[0] else None
            own = replace(known, used=in_month(known.used, name, names[0]), hours=hours)
            found[name] = _together(found[name], own) if name in found else own
    for name, each in sorted(found.items()):
        after = found.get(next_month(name))
        if after and after.hours is None and after.terms and (there := found[name].hours) is not None:
            there = next_hours(after.terms, left_after(there, each.used), next_month(name))
            found[next_month(name)] = replace(after, hours=there)
    return found


def _together(one: Billing, other: Billing) -> Billing:
    hours = one.hours if other.hours is None else other.hours
    return Billing((*one.used, *other.used), hours, one.terms or other.terms, one.closed and other.closed)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a retainer begins for Tieout: its first month, hours carried over into it, and those used before in it."""

    first: str
    carried: int = 0
    used: int = 0


def hours_for(retainer: Retainer, name: str, beginning: Beginning, billings: Mapping[str, Billing]) -> Hours:
    """The hours that are there for a month's billing, by the month they were granted for.

    Earlier months count as they were billed last, closed ones by what was there for them then. What later closed months
    have used is gone. The order of the billings does not matter.
    """
    if name < beginning.first:
        return ()
    there = _opening(retainer, beginning)
    untouched = True
    for period in months_between(month(beginning.first).first, month(name).first):
        known = billings.get(period.name, Billing(())) if period.name != name else Billing(())
        terms = known.terms if known.closed and known.terms else retainer
        there = (*there, (period.name, granted(terms, period)))
        if period.name == beginning.first:
            there = left_after(there, ((period.name, beginning.used),))
        if period.name == name:
            break
        there = _confirmed(there, known, untouched)
        untouched = untouched and known.closed
        there = carried_over(terms, left_after(there, known.used), period.name)
    return _without_later(there, name, billings)


def _opening(retainer: Retainer, beginning: Beginning) -> Hours:
    if not beginning.carried or not retainer.keeps_hours:
        return ()
    before = month_name(date.fromordinal(month(beginning.first).first.toordinal() - 1))
    bought = [name for each in retainer.blocks if (name := month_name(each.day)) < beginning.first]
    return ((max(bought, default=before), beginning.carried),)


def _confirmed(there: Hours, known: Billing, untouched: bool) -> Hours:
    """The hours that were there for a closed month; where an earlier month is open, no more than that leaves."""
    if not known.closed or known.hours is None:
        return there
    if untouched:
        return known.hours
    now = dict(there)
    return tuple((origin, min(seconds, now.get(origin, 0))) for origin, seconds in known.hours)


def _without_later(there: Hours, name: str, billings: Mapping[str, Billing]) -> Hours:
    """Hours without those that closed months after this one have used of them."""
    left = dict(there)
    for later, known in sorted(billings.items()):
        if later > name and known.closed and known.hours is not None:
            still = dict(left_after(known.hours, known.used))
            for origin, seconds in known.hours:
                if origin in left:
                    left[origin] = max(0, left[origin] - (seconds - still[origin]))
    return tuple(left.items())


@dataclass(frozen=True, slots=True)
class Balance:
    """The hours of one month's billing: granted + rolled in = used + expired + rolled out."""

    granted: int
    rolled_in: int
    used: int
    expired: int
    rolled_out: int


def balance(retainer: Retainer, name: str, hours: Hours, used: Hours) -> Balance:
    """What became of the hours that were there for a month, if it ended as it is."""
    own = sum(seconds for origin, seconds in hours if origin == name)
    left = left_after(hours, used)
    out = sum(seconds for _, seconds in carried_over(retainer, left, name))
    rest = sum(seconds for _, seconds in left)
    there = sum(seconds for _, seconds in hours)
    return Balance(own, there - own, there - rest, rest - out, out)
