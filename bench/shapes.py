"""Contracts of mixed shapes for the agency's clients, in amounts that its time reaches, whatever its size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.agency import MONTH, PARTS, Size, contract, write_contract
from billing.calendar import month

_HOURS_OF_ENTRY, _USUAL_RATE = 0.6, 150
"""About what an entry has, and what an hour costs."""

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shaped(Size):
    """An agency with a client of each shape at least; `rows` are those of a month."""

    months: tuple[str, ...] = (MONTH,)

    @property
    def people(self) -> int:
        """Ten for a client, as for 100,000 rows."""
        return self.clients * 10

    @property
    def clients(self) -> int:
        """As many as for 100,000 rows, unless there are very few rows: then one of each shape."""
        return 40 if self.rows >= 10_000 else len(_SHAPES)

    @property
    def first(self) -> date:
        """The first day of the first month."""
        return month(self.months[0]).first

    @property
    def last(self) -> date:
        """The last day of the last month."""
        return month(self.months[-1]).last

    @property
    def hours(self) -> int:
        """About what one workstream of a client has in a month."""
        return max(round(self.rows / self.clients / len(PARTS) * _HOURS_OF_ENTRY), 1)

    @property
    def worth(self) -> int:
        """About what these hours come to, in whole units of the currency."""
        return self.hours * _USUAL_RATE


def write_shapes(folder: Path, size: Shaped) -> None:
    """The contracts of all clients, in eight shapes by turns."""
    for number in range(size.clients):
        said: Said = contract(number)
        said["from"], said["purchase_orders"] = size.first.isoformat(), []
        _SHAPES[number % len(_SHAPES)](said, said["workstreams"], size)
        write_contract(folder, said)


def _retainer(said: Said, streams: list[Said], size: Shaped) -> None:
    """Included hours that roll over, and a price for those beyond them."""
    streams[-1] |= {
        "billing": "retainer",
        "bill": "in arrears",
        "fee": str(size.worth // 2),
        "includes_hours": str(max(size.hours // 2, 1)),
        "overage_rate": "175",
        "rollover": {"up_to_hours": "10", "for_months": "1"},
    }


def _caps(said: Said, streams: list[Said], size: Shaped) -> None:
    """A cap for good beyond which work waits, and one of each month beyond which it is written off."""
    streams[0]["cap"] = {"amount": str(size.worth * len(size.months) * 2 // 3), "beyond": "hold"}
    streams[1]["cap"] = {"hours": str(max(size.hours * 4 // 5, 1)), "per": "month", "beyond": "write off"}


def _orders(said: Said, streams: list[Said], size: Shaped) -> None:
    """Three orders, of which two are used up."""
    limit = size.worth * len(size.months)
    limits: list[Said] = [{"limit": str(limit), "alert_at": ["75", "90"]}, {"limit": str(limit // 2)}, {}]
    said["purchase_orders"] = [{"number": f"PO-{n}", "priority": str(n)} | each for n, each in enumerate(limits, 1)]


def _fixed_price(said: Said, streams: list[Said], size: Shaped) -> None:
    """A fixed price in two milestones, and a change order."""
    first, last = size.first.isoformat(), size.last.isoformat()
    streams[1] |= {
        "billing": "fixed",
        "price": str(size.worth),
        "milestones": [
            {"code": "M1", "name": "Begun", "percent": "30 %", "due": first},
            {"code": "M2", "name": "Handed over", "percent": "70 %", "due": last},
            {"code": "M3", "name": "One more source", "amount": "1500", "due": last, "change_order": "CO-1"},
        ],
    }


def _deposits(said: Said, streams: list[Said], size: Shaped) -> None:
    """What was paid before Tieout is taken off, and another deposit falls due."""
    first = size.first.isoformat()
    code = streams[0]["code"]
    said |= {
        "deposits": [{"code": "D1", "workstream": code, "description": "Deposit", "amount": "5000", "due": first}],
        "use_deposits": "50 %",
        "opening": {"as_of": first, "deposits": str(size.worth)},
    }


def _discounts(said: Said, streams: list[Said], size: Shaped) -> None:
    """A percentage off one workstream, an amount off all, and a minimum."""
    streams[0]["discounts"] = [{"name": "Volume", "percent": "10 %"}]
    said["discounts"] = [{"name": "Partner", "amount": "100"}]
    said["minimum"] = {"amount": str(size.worth * 4), "when": "always"}


def _hybrid(said: Said, streams: list[Said], size: Shaped) -> None:
    """A retainer in advance, capped beyond its hours; a fixed price; an order in hours; a discount."""
    _retainer(said, streams, size)
    _fixed_price(said, streams, size)
    streams[-1] |= {
        "bill": "in advance",
        "cap": {"amount": str(size.worth // 4), "per": "month", "beyond": "write off"},
    }
    hours = str(size.hours * len(size.months) // 2 or 1)
    said["purchase_orders"] = [{"number": "PO-H", "limit_hours": hours}, {"number": "PO-M"}]
    said["discounts"] = [{"name": "Partner", "percent": "5 %"}]


def _by_day(said: Said, streams: list[Said], size: Shaped) -> None:
    """By time alone, rounded for each person and day; a document for each workstream, lines by person and task."""
    said["rounding"] = {"to": "15 minutes", "direction": "nearest", "per": "person and day"}
    said["invoice"] = {"one_per": "workstream", "lines_by": "person and task"}


_SHAPES: tuple[Callable[[Said, list[Said], Shaped], None], ...] = (
    _retainer,
    _caps,
    _orders,
    _fixed_price,
    _deposits,
    _discounts,
    _hybrid,
    _by_day,
)
