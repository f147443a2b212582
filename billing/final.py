"""What is left of included hours when a contract's final invoice is made: people are told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from billing.calendar import month_name
from billing.contract_periods import is_final
from billing.final_kinds import HOURS_LEFT
from billing.issues import Issue, facts, hours
from billing.records import State
from billing.retainer_records import Included
from billing.retainers import hours_in, left_after, retainer_of
from billing.unit import Covered, Unit


def what_is_left(covered: Iterable[Covered], unit: Unit) -> list[Issue]:
    """An exception for the hours of each retainer that a contract's last plan leaves unused; none before it."""
    if not is_final(unit.contract, unit.period):
        return []
    issues: list[Issue] = []
    used: Counter[tuple[str, str]] = Counter()
    for each in covered:
        if each.state is State.COVERED:
            used[each.item.workstream, month_name(each.item.day)] += each.item.charged_seconds
    for included in unit.included:
        seconds = _hours_left(included, used, unit)
        if seconds > 0:
            issues.append(_issue(unit, HOURS_LEFT, hours(seconds), included.workstream))
    return issues


def _hours_left(included: Included, used: Counter[tuple[str, str]], unit: Unit) -> int:
    """What no work has used at the end of the period."""
    retainer = retainer_of(unit.contract, included.workstream)
    if retainer is None:
        return 0
    own = Counter({name: seconds for (code, name), seconds in used.items() if code == included.workstream})
    own.update(dict(included.taken))
    there, taken = hours_in(retainer, included.hours, tuple(sorted(own.items())), month_name(unit.period.last))
    return sum(seconds for _, seconds in left_after(there, taken))


def _issue(unit: Unit, code: str, left: str, workstream: str = "") -> Issue:
    contract, period = unit.contract, unit.period
    return Issue(
        code,
        client=contract.client,
        month=period.month,
        subject=f"{contract.id} {period.name} {workstream}".strip(),
        facts=facts(contract=contract.id, period=period.name, left=left, workstream=workstream),
    )
