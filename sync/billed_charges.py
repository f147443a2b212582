"""Charges that are stated otherwise than they were billed, or no more: what is billed stays, and people are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from billing.charge_kinds import CHANGED, GONE
from billing.charged import billed_by, corrected_usage, in_words, stated_in_words, stated_instead
from billing.charges import Charge, Occurrence
from billing.ids import CHARGE
from billing.issues import Issue, facts
from billing.periods import month_of_period
from mappings.items import BilledOnce
from sync.worker import Run, Worker

SCOPE = "charges"


@dataclass(frozen=True, slots=True)
class _Billed:
    """What stands on a line that is billed or closed, and which days of its charge that is."""

    charge: str
    due: Occurrence
    line: BilledOnce


def report_changed_charges(worker: Worker, run: Run) -> None:
    """Replaces the issues about charges that were changed, or are gone, after they were billed.

    A charge that another contract has now is asked about where that one bills it.
    """
    contracts, stated = worker.configuration.contracts, {each.id: each for each in worker.configuration.charges}
    with worker.store.read() as tx:
        known = [each for each in tx.items.billed_once(CHARGE) if each.settled and each.contract in contracts]
        found = [
            issue
            for (contract, key, _), billed in sorted(_by_charge(known).items())
            for issue in _of(contracts[contract].client, stated.get(key), billed)
        ]
        stands = bool(found) or SCOPE in tx.issues.scopes(SCOPE)
    if stands:
        with worker.store.write() as tx:
            tx.issues.replace(SCOPE, found, run.id)


def _by_charge(known: Iterable[BilledOnce]) -> Mapping[tuple[str, str, str], Sequence[_Billed]]:
    """What is billed of each charge of a contract, in each currency, as it was billed."""
    found: defaultdict[tuple[str, str, str], list[_Billed]] = defaultdict(list)
    for line in known:
        key, due = billed_by(line.rule, line.service_from)
        found[line.contract, key, line.amount.currency].append(_Billed(key, due, line))
    return found


def _of(client: str, charge: Charge | None, billed: Sequence[_Billed]) -> Iterator[Issue]:
    """What is to be asked about one charge of a client."""
    if charge is None:
        yield _issue(GONE, client, billed)
    elif charge.contract == billed[0].line.contract:
        yield from _otherwise(client, charge, billed)
        yield from _used(client, charge, billed)


def _otherwise(client: str, charge: Charge, billed: Sequence[_Billed]) -> Iterator[Issue]:
    """All days of a charge that it was billed for by another rhythm, from another start, or after its end."""
    said = [(each, stated_instead(charge, each.due)) for each in billed]
    other = [each for each, now in said if now is not None]
    if other:
        now = sorted({due.first: due for _, found in said for due in found or ()}.items())
        yield _issue(CHANGED, client, other, stated_in_words(charge, [due for _, due in now]))


def _used(client: str, charge: Charge, billed: Sequence[_Billed]) -> Iterator[Issue]:
    """Each month for which another usage is stated than was billed."""
    for each in billed:
        now = corrected_usage(charge, each.due, each.line.unit_price, each.line.amount)
        if now is not None:
            yield _issue(CHANGED, client, [each], in_words([now], [each.due], now.currency), each.due.name)


def _issue(code: str, client: str, billed: Sequence[_Billed], amount: str = "", month: str = "") -> Issue:
    """One issue of a charge, or of one of its months."""
    lines = [each.line for each in billed]
    key, currency = billed[0].charge, lines[0].amount.currency
    was = in_words([line.amount for line in lines], [each.due for each in billed], currency)
    return Issue(
        code,
        client=client,
        month=max(month_of_period(line.period) for line in lines),
        subject=f"{lines[0].contract} {key} {currency} {month}".rstrip(),
        facts=facts(charge=key, billed=was, amount=amount),
    )
