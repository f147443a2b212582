"""What the exception report says about rates: none, several, or another one in the tracker."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from billing.issues import Issue, facts
from billing.lines import Priced
from billing.money import plain
from billing.paid_in import paid_in
from billing.rates import Ruling, describe
from billing.records import Contract, Work
from billing.retainers import overage_on
from billing.texts import clean


def rate_issue(work: Work, contract: Contract, ruling: Ruling) -> Issue:
    """No rate fits some work, or several do and none is more specific."""
    if not ruling.tied:
        return _work_issue("no_rate", work, contract, role=work.role or "no role on that day")
    tied = "; ".join(sorted(describe(rate, contract.currency) for rate in ruling.tied))
    return _work_issue("ambiguous_rate", work, contract, rates=tied)


def rate_differences(items: Iterable[Priced], contract: Contract) -> list[Issue]:
    """One issue for each person, project and rate that a tracker states and the contract does not share (R13)."""
    differing: dict[tuple[str, str, str, str], list[Priced]] = {}
    is_paid = paid_in(contract)
    for item in items:
        stated = item.work.tracker_rate
        if not stated or stated == item.price or item.work.tracker_currency not in ("", contract.currency):
            continue
        if not is_paid(item.work) and not overage_on(contract, item.work):
            key = (item.work.connector, item.work.person, item.work.project, plain(stated))
            differing.setdefault(key, []).append(item)
    return [_difference(key, same, contract) for key, same in sorted(differing.items())]


def _work_issue(code: str, work: Work, contract: Contract, **named: object) -> Issue:
    return Issue(
        code,
        entry_id=work.entry_id,
        client=contract.client,
        person=work.person,
        day=work.day,
        seconds=work.seconds,
        facts=facts(contract=contract.id, workstream=work.workstream, **named),
    )


def _difference(key: tuple[str, str, str, str], same: list[Priced], contract: Contract) -> Issue:
    connector, person, project, stated = key
    prices: list[Decimal] = sorted({item.price for item in same})
    named = facts(
        connector=connector,
        project=clean(project) or "no project",
        tracker_rate=f"{stated} {contract.currency}",
        contract=contract.id,
        contract_rate=" and ".join(f"{plain(price)} {contract.currency}" for price in prices),
    )
    return Issue(
        "tracker_rate_differs",
        client=contract.client,
        person=person,
        seconds=sum(item.work.seconds for item in same),
        subject=" ".join((contract.id, *key, same[0].work.day.strftime("%Y-%m"))),
        facts=named,
    )
