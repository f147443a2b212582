"""What the exception report says about caps."""

from __future__ import annotations

from collections.abc import Iterable

from billing.cap_kinds import BEYOND_CAP, NO_TASK_FOR_CAP
from billing.cap_limits import Beyond, WrittenOff
from billing.cap_records import TOTAL, Budget, Cap
from billing.issues import Issue, facts, hours
from billing.money import Money
from billing.records import Contract, Period, Work

BEYOND = "beyond "
"""How the reason of time begins that a cap has no room for; which cap follows, in words."""


def cap_in_words(cap: Cap, what: str, contract: Contract) -> str:
    """Which cap it is, for people; no two of a contract have the same words."""
    name = cap.workstream or f"contract {contract.id}"
    words = f"the cap in {'hours' if cap.by_time else 'money'} of {name}"
    return words if cap.per == TOTAL else f"{words} for {what}"


def reason_beyond(cap: Cap, what: str, contract: Contract) -> str:
    """Why time is not billed that a cap has no room for."""
    return f"{BEYOND}{cap_in_words(cap, what, contract)}"


def says_beyond(reason: str, cap: Cap, what: str, contract: Contract) -> bool:
    """Whether time has this reason because of this cap; where time waits, its unit follows in brackets."""
    own = reason_beyond(cap, what, contract)
    return reason == own or reason.startswith(f"{own} (")


def figure(term: Cap | Budget) -> str:
    """What a cap or budget is, for people."""
    return str(term.limit) if term.limit is not None else hours(term.limit_seconds or 0)


def beyond(work: Work, over: Beyond, contract: Contract) -> Issue:
    """Time that waits, because a cap has no room for all of it."""
    return Issue(
        BEYOND_CAP,
        entry_id=work.entry_id,
        client=contract.client,
        person=work.person,
        day=work.day,
        seconds=work.seconds,
        facts=facts(
            contract=contract.id,
            workstream=work.workstream,
            cap=cap_in_words(over.cap, over.what, contract),
            limit=figure(over.cap),
            left=in_words(over.left),
            why=over.why,
        ),
    )


def no_task(work: Work, contract: Contract) -> Issue:
    """Time that waits, because it names no task and each task has a cap."""
    return Issue(
        NO_TASK_FOR_CAP,
        entry_id=work.entry_id,
        client=contract.client,
        person=work.person,
        day=work.day,
        seconds=work.seconds,
        facts=facts(contract=contract.id, workstream=work.workstream),
    )


def written_off(found: Iterable[WrittenOff], contract: Contract, period: Period) -> list[Issue]:
    """One issue for each cap, and each task or month of it, beyond which a plan writes time off."""
    sums: dict[tuple[str, str], int] = {}
    for each in found:
        key = cap_in_words(each.cap, each.what, contract), figure(each.cap)
        sums[key] = sums.get(key, 0) + each.item.work.seconds
    return [
        Issue(
            "cap_written_off",
            client=contract.client,
            month=period.month,
            seconds=seconds,
            subject=f"{contract.id} {cap} {limit} {period.name}",
            facts=facts(contract=contract.id, cap=cap, limit=limit, period=period.name, time=hours(seconds)),
        )
        for (cap, limit), seconds in sorted(sums.items())
    ]


def in_words(left: Money | int) -> str:
    """An amount, or a time, for people."""
    return hours(left) if isinstance(left, int) else str(left)
