"""Earlier months whose work a month bills, because a contract's period that ends in it began before it."""

from __future__ import annotations

from datetime import date

from billing.calendar import months_between
from billing.contract_periods import ending_in
from billing.records import Period
from sync.worker import Worker


def months_before(worker: Worker, of_month: Period) -> list[Period]:
    """In order; none for contracts that are billed by the month, nor from before go-live."""
    go_live, found = worker.configuration.main.go_live, dict[str, Period]()
    for contract in worker.configuration.contracts.values():
        for period in ending_in(contract, of_month) if contract.cadences else ():
            first = max(period.first, go_live, contract.since or date.min)
            found |= {each.name: each for each in months_between(first, period.last)}
    return [found[name] for name in sorted(found) if name < of_month.name]
