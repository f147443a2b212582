"""The step of the plan that keeps time within the caps of its contract, and the check that its lines do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from billing.cap_issues import beyond, no_task, reason_beyond, written_off
from billing.cap_kinds import BEYOND_CAP, NO_TASK_FOR_CAP
from billing.cap_limits import Beyond, Capped, WrittenOff, keep_caps
from billing.cap_records import TASK
from billing.caps import CapDraw, CapDrawn, CapKey, caps_on, is_beyond, key_of, month_of, opened_at, shares, task_keys
from billing.lines import Billable, Priced
from billing.money import amount, quantity
from billing.order_kinds import USED_UP
from billing.records import Contract, State, Work
from billing.rooms import line_of
from billing.unit import Charged, Covered, Unit, Waits

LETTING_GO = frozenset({BEYOND_CAP, USED_UP})
"""What a person accepts to bill time beyond a cap: that, or that the order for it is used up."""


def within_caps(items: Sequence[Billable], unit: Unit) -> Charged:
    """What may be billed within all caps; what is beyond them waits, is written off, or is under another order."""
    contract = unit.contract
    if not contract.caps:
        return Charged(list(items))
    works = {work.entry_id: work for work in unit.works}
    nameless = _nameless(items, contract)
    left = [item for item in items if item.subject not in nameless] if nameless else items
    accepted = {work.entry_id for work in unit.works if BEYOND_CAP in work.accepted}
    kept = keep_caps(left, contract, unit.drawn_on_caps, accepted)
    waits = [Waits(key, "no task, and each has a cap", no_task(works[key], contract)) for key in sorted(nameless)]
    waits += [
        Waits(each.subject, _why(each, contract), beyond(works[each.subject], each, contract)) for each in kept.beyond
    ]
    covered = tuple(Covered(each.item, _why(each, contract), State.WRITTEN_OFF) for each in kept.written_off)
    issues = tuple(written_off(kept.written_off, contract, unit.period))
    return Charged(kept.items, covered, tuple(waits), issues, _short(kept, contract))


def _short(kept: Capped, contract: Contract) -> frozenset[str]:
    """The entries of which something is beyond a cap, and those that had room and gave it back."""
    beyond = {each.subject for each in kept.beyond} | {each.item.subject for each in kept.written_off}
    times = [item for item in kept.items if isinstance(item, Priced)]
    return frozenset(
        beyond.union(each.subject for each in times if each.waits_later or is_beyond(contract, each.order))
    )


def exceeded_caps(items: Sequence[Billable], unit: Unit, taken: Unit) -> Unit | None:
    """None where all lines together are within the caps of a unit; else the second with as much less room.

    Orders divide lines, and each is rounded by itself: so lines may come to cents more than was counted. Once more is
    taken than a cap has, nothing that draws on it was let through, and no more is taken.
    """
    caps = {key_of(cap, ""): cap for cap in unit.contract.caps if not cap.by_time}
    if not caps:
        return None
    exempt = _accepted(items, unit)
    standing, counted = ({each.key: each.used for each in of.drawn_on_caps} for of in (unit, taken))
    over: Counter[CapKey] = Counter()
    for key, worth in sorted(_on_lines(items, unit.contract).items()):
        cap = caps.get((*key[:3], ""))
        if cap is None or key in exempt:
            continue
        opened = opened_at(unit.contract, cap, key[3])
        if opened + counted.get(key, 0) <= cap.amount:
            over[key] = min(worth, opened + standing.get(key, 0) + worth - cap.amount)
    found = {key: excess for key, excess in over.items() if excess > 0}
    return _with_less_room(taken, found) if found else None


def _with_less_room(unit: Unit, excess: dict[CapKey, int]) -> Unit:
    drawn = Counter({each.key: each.used for each in unit.drawn_on_caps})
    for key, worth in excess.items():
        drawn[key] += worth
    return replace(unit, drawn_on_caps=tuple(CapDrawn(*key, used) for key, used in sorted(drawn.items())))


def _on_lines(items: Iterable[Billable], contract: Contract) -> Counter[CapKey]:
    """What lines will come to on each cap."""
    lines: dict[object, list[Priced]] = {}
    for item in items:
        if isinstance(item, Priced) and not item.work.no_charge:
            lines.setdefault(line_of(item, contract), []).append(item)
    found: Counter[CapKey] = Counter()
    for same in lines.values():
        for key, worth in shares(contract, _draw(same, contract)):
            found[key] += worth
    return found


def _draw(same: Sequence[Priced], contract: Contract) -> CapDraw:
    first, seconds = same[0], sum(item.charged_seconds for item in same)
    worth = amount(quantity(seconds), first.price, contract.currency)
    of = first.order, first.workstream, month_of(first.work), task_keys(first.work)
    drawn = worth.minor, worth.currency, seconds
    return CapDraw("", "", *of, *drawn, posted=False, beyond=is_beyond(contract, first.order))


def _accepted(items: Iterable[Billable], unit: Unit) -> set[CapKey]:
    """What time that a person let go beyond a limit draws on: there, more than the cap is as it was wanted."""
    accepted = {work.entry_id for work in unit.works if LETTING_GO.intersection(work.accepted)}
    own = [item for item in items if isinstance(item, Priced) and item.subject in accepted]
    return {key for item in own for key, _ in shares(unit.contract, _draw([item], unit.contract))}


def _nameless(items: Iterable[Billable], contract: Contract) -> set[str]:
    """The entries that name no task where each task has a cap."""
    return {
        item.subject
        for item in items
        if isinstance(item, Priced) and not item.work.tasks and _needs_task(item.work, contract)
    }


def _needs_task(work: Work, contract: Contract) -> bool:
    capped = any(cap.per == TASK for cap in caps_on(contract, work.workstream))
    return capped and not work.no_charge and NO_TASK_FOR_CAP not in work.accepted


def _why(each: Beyond | WrittenOff, contract: Contract) -> str:
    return reason_beyond(each.cap, each.what, contract)
