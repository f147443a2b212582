"""Documents that are too small are not made: what would stand on them goes with the next period's, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from billing.carry_records import CARRIED
from billing.contract_periods import period_after, period_on
from billing.draft_records import Draft
from billing.lines import Billable
from billing.periods import Period
from billing.records import Contract, Portion, State
from billing.unit import Unit
from billing.wishes import LineKind


def made_now(drafts: Sequence[Draft], unit: Unit) -> Sequence[Draft]:
    """The documents that are made: all that are large enough, hold what waited long enough, or are the last.

    One that corrects an invoice is made whatever it comes to: its client has waited for that already. Documents that
    share an entry are made together: an entry is billed whole.
    """
    rule = unit.contract.carry
    if rule is None or is_last(unit.contract, unit.period):
        return drafts
    due = [draft for draft in drafts if _has_waited(draft, unit) or _corrects(draft)]
    small = [draft for draft in drafts if draft.total.minor < rule.amount.minor and draft not in due]
    while True:
        made = [draft for draft in drafts if draft not in small]
        billed = {entry for draft in made for entry in _subjects(draft)}
        left = [draft for draft in small if not billed & _subjects(draft)]
        if len(left) == len(small):
            return made
        small = left


def is_last(contract: Contract, period: Period) -> bool:
    """Whether no invoice comes after a period's: the contract ends with it, or has ended before."""
    return contract.until is not None and period.last >= contract.until


def carried(items: Iterable[Billable], drafts: Iterable[Draft], unit: Unit) -> dict[str, Portion]:
    """What stands on no document although it is charged, by subject: it is put off, and each entry whole."""
    if unit.contract.carry is None:
        return {}
    billed = {subject for draft in drafts for subject in _subjects(draft)}
    works = {work.entry_id: work for work in unit.works}
    found: dict[str, Portion] = {}
    for item in items:
        if item.subject in billed or item.subject in found:
            continue
        where = f"{CARRIED}: an invoice under {unit.contract.carry.amount} is not made ({unit.contract.id}, "
        reason = f"{where}{unit.period.name})"
        work = works.get(item.subject)
        if work is None:
            version, _ = item.worked
            found[item.subject] = Portion(item.subject, version, 1, State.DEFERRED, 0, reason)
        else:
            state = State.NON_BILLABLE if work.no_charge else State.DEFERRED
            found[item.subject] = Portion(work.entry_id, work.version, 1, state, work.seconds, reason)
    return found


def _subjects(draft: Draft) -> set[str]:
    return {subject for line in draft.lines for subject in line.entries}


def _corrects(draft: Draft) -> bool:
    return any(line.kind is LineKind.CORRECTION for line in draft.lines)


def _has_waited(draft: Draft, unit: Unit) -> bool:
    """Whether anything on a document was carried forward as often as it may be."""
    rule = unit.contract.carry
    if rule is None or rule.at_most is None:
        return False
    days = {work.entry_id: work.day for work in unit.works} | {item.id: item.day for item in unit.charges}
    oldest = min((days[subject] for subject in _subjects(draft) if subject in days), default=unit.period.first)
    return times_carried(unit.contract, oldest, unit.period) >= rule.at_most


def times_carried(contract: Contract, day: date, period: Period) -> int:
    """How many periods have passed something of a day on until this one."""
    own, times = period_on(contract, day), 0
    while own.end < period.end:
        own, times = period_after(contract, own), times + 1
    return times
