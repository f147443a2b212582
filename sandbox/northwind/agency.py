"""Northwind AI, an agency that never was: 24 people, 14 clients, three trackers and a month of about 4,000 entries.

Everything follows from one seed. Its totals are sums over the plan itself, so they can judge the product that reads
the files.
"""

from __future__ import annotations

from functools import cache

from sandbox.northwind.contracts import CONTRACTS
from sandbox.northwind.manifest import planted_month
from sandbox.northwind.month import month_of
from sandbox.northwind.people import PEOPLE
from sandbox.northwind.records import Agency


@cache
def northwind() -> Agency:
    """The agency with its contracts, its October 2026 as three trackers show it, and what is wrong with it."""
    entries, manifest = planted_month(entry for person in PEOPLE for entry in month_of(person))
    return Agency(PEOPLE, CONTRACTS, entries, manifest)
