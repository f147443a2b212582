"""Trouble with what was agreed: rates that are missing, tie or differ, dates, orders, time given away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sandbox.northwind.month import Slot, entry_for, price, random_for
from sandbox.northwind.people import PEOPLE
from sandbox.northwind.planting import Month
from sandbox.northwind.records import Entry, Person, Planted

_BY_NAME: dict[str, Person] = {person.name: person for person in PEOPLE}


def plant_agreements(month: Month) -> None:
    """Work that its contract does not cover, or covers at another price than the tracker says."""
    _rates(month)
    _contract_dates(month)
    _orders(month)
    _not_billable(month)


def _moved(month: Month, person: str, code: str, days: tuple[date, date]) -> Entry:
    """An entry of a person in a span of days, turned into work for another workstream."""
    purpose = f"{person} {code} {days}"
    entry = month.pick(purpose, lambda e: e.person == person and days[0] <= e.day <= days[1] and e.seconds >= 1800)
    slot = Slot(entry.day, entry.seconds, entry.started)
    return month.change(replace(entry_for(_BY_NAME[person], slot, code, random_for(purpose)), number=entry.number))


def _october(first: int, last: int) -> tuple[date, date]:
    return date(2026, 10, first), date(2026, 10, last)


def _rates(month: Month) -> None:
    for person, code in (("Grace Okafor", "IRIS-LAB"), ("Nadia Rahman", "IRIS-DOCS")):
        entry = _moved(month, person, code, _october(9, 30))
        month.expect("no_rate", entry, f"Iris agreed no rate for a {_BY_NAME[person].role_on(entry.day)}")
    entry = month.pick("ambiguous_rate", lambda e: (e.person, e.workstream) == ("Kim Allen", "JUN-KYC"))
    entry = month.change(replace(entry, activity="Architecture", rate=None))
    month.expect("ambiguous_rate", entry, "a senior doing architecture: 200 by role, 230 by activity")
    _tracker_rate(month, "Daniel Cho", "JUN-KYC", ("160", 3))
    _tracker_rate(month, "Jack Nguyen", "MAR-VISION", ("150", 1))


def _tracker_rate(month: Month, person: str, code: str, wrong: tuple[str, int]) -> None:
    rate, count = wrong
    found = [month.change(replace(entry, rate=Decimal(rate))) for entry in month.last(person, code, count)]
    right = price(_BY_NAME[person], code, "Development", found[0].day)
    note = f"the tracker has {rate} an hour for {code}, the contract {right}"
    _expect_one(month, "tracker_rate_differs", found, note)


def _expect_one(month: Month, code: str, entries: list[Entry], note: str) -> None:
    seconds = sum(entry.seconds for entry in entries)
    row = Planted(code, entries[0].client, entries[0].person, None, seconds, note, count=len(entries))
    month.planted.append(row)


def _contract_dates(month: Month) -> None:
    late = _moved(month, "Chloe Martin", "MAR-UX", _october(26, 28))
    month.expect("outside_contract_dates", late, "MAR-UX ended on October 23")
    early = _moved(month, "Hannah Weiss", "IRIS-DOCS", _october(1, 7))
    month.expect("outside_contract_dates", early, "IRIS-DOCS began on October 8")


def _orders(month: Month) -> None:
    missing = _moved(month, "Ben Whitaker", "LUM-TUTOR", _october(1, 2))
    month.expect("order_missing", missing, "Lumen's first order begins on October 5")
    for person, code in (("Elena Rossi", "KES-ARCH"), ("Marcus Webb", "KES-TAGS")):
        expired = _moved(month, person, code, _october(26, 30))
        month.expect("order_expired", expired, "Kestrel's order KM-3301 ended on October 23")


def _not_billable(month: Month) -> None:
    given_away = (("Sam Ortiz", "ACME-SUP", 3), ("Chloe Martin", "LUM-TUTOR", 2), ("Will Carter", "BLUE-ROUTE", 1))
    for person, code, count in given_away:
        found = [month.change(replace(e, billable=False, rate=None)) for e in month.last(person, code, count)]
        _expect_one(
            month, "non_billable_in_billable", found, f"goodwill in {code}, switched to non-billable in the tracker"
        )
