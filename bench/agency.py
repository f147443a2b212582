"""A made-up agency of any size: its configuration, and its time by months as Harvest would export it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from billing.calendar import month

MONTH = "2026-10"
EXPORT = "harvest.csv"
DATABASE = "sqlite:///tieout.db"
HEADER = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,First Name,"
    "Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL,"
    "Labels"
).split(",")
CLIENT, PROJECT, CODE = (HEADER.index(name) for name in ("Client", "Project", "Project Code"))
NOTE, HOURS, LINK = (HEADER.index(name) for name in ("Notes", "Hours", "External Reference URL"))

_FIRST = (
    "Ada Ben Chloe Dario Elif Finn Grace Hugo Ines Jonas Kim Lena Mateo Nora Omar Paula Quinn Rosa Sam Tara".split()
)
_LAST = (
    "Allen Bauer Costa Diaz Evans Fischer Garcia Haas Ito Jansen Kaya Lopez Meyer Ng Ortiz Popov Quist Rossi Silva Tan"
).split()
_ROLES = ("junior", "senior", "lead", "principal")
_ACTIVITIES = ("Design", "Development", "Development", "Architecture", "Project management", "Testing")
PARTS = (("IMPL", "Implementation"), ("DATA", "Data platform"), ("CARE", "Care plan"))
_VERBS = ("Prompt revision for", "Retrieval design of", "Evaluation of", "Handover of", "Review notes on", "Fixes to")
_THINGS = ("the intake bot", "the claims model", "the search index", "the reporting flow", "the café's till — v2")
_HOURS = ("0.25", "0.33", "0.5", "0.5", "0.75", "1", "1.08", "0.6")
_LABELS = ("", "", "sprint-41", "sprint-41, review", "remote")
_ROWS_PER_PERSON = 250


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything; a month of 100,000 rows has 400 people and 40 clients."""

    rows: int

    @property
    def people(self) -> int:
        """A person tracks about eleven rows a day."""
        return min(max(self.rows // _ROWS_PER_PERSON, 8), len(_FIRST) * len(_LAST))

    @property
    def clients(self) -> int:
        """One client for ten people."""
        return max(self.people // 10, 4)


def write_folder(folder: Path, size: Size) -> None:
    """A configuration: the company, its people, and a contract for each client."""
    (folder / "contracts").mkdir(parents=True)
    _write(folder / "tieout.yaml", _main())
    _write(folder / "people.yaml", {"people": [_person(number) for number in range(size.people)]})
    for number in range(size.clients):
        write_contract(folder, contract(number))


def write_contract(folder: Path, content: dict[str, object]) -> None:
    """A contract's file, anew if it is there."""
    _write(folder / "contracts" / f"{content['id']}.yaml", content)


def configure(folder: Path, **stated: object) -> None:
    """States something else in the main file."""
    path = folder / "tieout.yaml"
    _write(path, json.loads(path.read_text(encoding="utf-8")) | stated)


def write_export(path: Path, size: Size) -> None:
    """A month of everyone's time, by day."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(time_of(size))


def write_changes(path: Path, export: Path, clients: tuple[str, ...], count: int) -> None:
    """Some rows of some clients once more, spread over the month, with hours that no other row has."""
    with export.open(encoding="utf-8", newline="") as file:
        theirs = [row for row in csv.reader(file) if row[CLIENT] in clients]
    step = max(len(theirs) // count, 1)
    changed = [[*row[:HOURS], "0.77", *row[HOURS + 1 :]] for row in theirs[::step][:count]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([HEADER, *changed])


def client(number: int) -> str:
    """The name of a client."""
    return f"Client {number:02} Inc"


def short(number: int) -> str:
    """How the codes of a client's projects begin."""
    return f"C{chr(65 + number // 26)}{chr(65 + number % 26)}"


def email(number: int) -> str:
    """A person's e-mail address."""
    return f"{' '.join(person(number)).replace(' ', '.').lower()}@northwind.test"


def person(number: int) -> tuple[str, str]:
    """A person's first and last name."""
    return _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST) % len(_LAST)]


# ---- time ----


def time_of(size: Size, name: str = MONTH) -> Iterator[list[str]]:
    """A month of everyone's time, by day; two months of one size differ in their days only."""
    chance = Random(20261001)
    period = month(name)
    length = (period.end - period.first).days
    days = [day for day in (period.first + timedelta(n) for n in range(length)) if day.weekday() < 5]
    for number in range(size.rows):
        day = days[number * len(days) // size.rows]
        yield _row(chance, day, number % size.people, size)


def _row(chance: Random, day: date, who: int, size: Size) -> list[str]:
    customer = (who // 4 + chance.choice((0, 0, 0, 1, 7))) % size.clients
    part, name = chance.choice(PARTS)
    kind = chance.random()
    project, code = f"{name} {customer:02}", f"{short(customer)}-{part}"
    if kind < 0.01:
        project, code = "Internal", ""
    elif kind < 0.011:
        code = ""
    task = chance.randrange(60)
    key = f"{short(customer)}{part[0]}-{100 + task}" if kind < 0.99 else ""
    note = f"{key} {_VERBS[task % 6]} {_THINGS[task % 5]}, part {chance.randrange(1, 9)}".strip()
    role = _ROLES[who % 4]
    hours, billable = chance.choice(_HOURS), "No" if kind > 0.95 else "Yes"
    first, last = person(who)
    money = [f"{_price(role)}.00", "", "60.00", "", "United States Dollar - USD", "", chance.choice(_LABELS)]
    said = [day.isoformat(), client(customer), project, code, chance.choice(_ACTIVITIES), note, hours, hours]
    return [*said, billable, "No", "Yes", first, last, role.title(), "Yes", *money]


# ---- what the operator wrote ----


def _main() -> dict[str, object]:
    return {
        "version": "1",
        "company": {"name": "Northwind AI", "timezone": "America/New_York", "currency": "USD"},
        "go_live": "2026-10-01",
        "calendar": {"country": "US"},
        "database": DATABASE,
        "connectors": {"harvest": {"kind": "harvest", "columns": {"tags": "Labels"}}},
        "ignore": [{"connector": "harvest", "project": "Internal", "why": "not client work"}],
    }


def _person(number: int) -> dict[str, str]:
    return {"name": " ".join(person(number)), "email": email(number), "role": _ROLES[number % 4]}


def contract(number: int) -> dict[str, object]:
    """A contract by time, with two purchase orders without a limit."""
    return {
        "id": f"client-{number:02}",
        "client": client(number),
        "account_lead": "lead@northwind.test",
        "approver": "pm@northwind.test",
        "terms": "net 30",
        "purchase_orders": [
            {"number": f"PO-{number}-1", "from": "2026-10-01", "until": "2026-10-15"},
            {"number": f"PO-{number}-2", "from": "2026-10-16"},
        ],
        "rates": [
            *({"role": role, "rate": str(_price(role))} for role in _ROLES),
            {"role": "principal", "activity": "Architecture", "rate": "240"},
        ],
        "rounding": {"to": "6 minutes", "direction": "up", "per": "entry", "grace": "30 seconds"},
        "workstreams": [
            {"code": f"{short(number)}-{part}", "name": name, "billing": "time and materials"} for part, name in PARTS
        ],
    }


def _price(role: str) -> int:
    return 100 + 40 * _ROLES.index(role)


def _write(path: Path, content: dict[str, object]) -> None:
    """JSON is YAML, and keeps the order of keys."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
