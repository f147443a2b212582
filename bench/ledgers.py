"""push-…: 200 drafts with their statements into a ledger's sandbox; floor: what the ledger's limits alone take.

Time is the vendor's: the clock runs while the machine works and jumps over every wait, for the program that pushes and
for the limits of the sandbox alike. No wait is waited for, and none is shortened.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.agency import EXPORT, HEADER, MONTH
from bench.steps import NOW, Benchmark, SetUp, Step, unhurried, worker_in
from connectors.waiting import Window, least_seconds

if TYPE_CHECKING:
    from sandbox.world import World

DRAFTS, ROWS_A_DRAFT = 200, 10
LEAST = 2
"""Requests that no document can do without: one makes it, one attaches its statement."""
CLIENT, PERSON, BOOKS = "Acme Corp", "Kim Allen", "books"
"""The client is one whom the sandbox's books know."""
POSTING: dict[str, dict[str, str]] = {
    "xero": {"item": "CONSULT", "account": "Consulting Revenue", "tax": "Tax on Sales"},
    "quickbooks": {"item": "Consulting", "tax": "NON"},
}
LIMITS = {"xero": (Window(60, 60),), "quickbooks": (Window(500, 60), Window(10, 1))}
"""As documented: Xero for each organisation, QuickBooks Online for each company, and for its sandbox companies."""
KEY = "dGhpcyBrZXkgaXMgZm9yIGEgYmVuY2htYXJrIG9ubHk="
_COUNT = "drafts.txt"


def _make(folder: Path, rows: int, vendor: str) -> None:
    """A month whose drafts are planned, one for each workstream; where the books are is stated when it is pushed."""
    drafts = rows // ROWS_A_DRAFT
    (folder / "contracts").mkdir(parents=True)
    (folder / _COUNT).write_text(str(drafts), encoding="utf-8")
    _write(folder / "people.yaml", {"people": [{"name": PERSON, "email": "kim@northwind.test", "role": "senior"}]})
    _write(folder / "contracts" / "acme.yaml", _contract(drafts, vendor))
    _configure(folder, {"kind": vendor, **_app(vendor, "http://127.0.0.1:1")})
    with (folder / EXPORT).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([HEADER, *_time(drafts)])
    with worker_in(folder, _secrets(vendor)) as worker:
        from sync.importing import ImportOptions
        from sync.pipeline import import_files, run_period
        from sync.schedule import month_named

        (report,), refused = import_files(worker, [folder / EXPORT], ImportOptions())
        assert not refused and report.new == rows
        run_period(worker, month_named(MONTH), offline=True)


def _measured(folder: Path, step: Step, vendor: str) -> None:
    from sandbox.clock import Clock
    from sandbox.server import Serving, services
    from sandbox.world import World
    from sync.pipeline import push_drafts

    timer, wanted = unhurried(), _drafts(folder)
    world = World(Clock(NOW, timer.now), entries=1)
    world.quickbooks.sandbox = True
    with Serving(world, mounted=services(world, (vendor,))) as serving:
        _configure(folder, {"kind": vendor, **_app(vendor, serving.base)})
        with worker_in(folder, _secrets(vendor)) as opened:
            worker = replace(opened, timer=timer)
            _sign_in(worker)
            with worker.store.read() as tx:
                drafts = tx.drafts.current()
            world.requests.clear()
            began = timer.now()
            pushed = push_drafts(worker, drafts)
            step.nanoseconds = round((timer.now() - began) * 1e9)
    assert len(pushed) == wanted and not [each.refused for each in pushed if each.refused], pushed[0].refused
    assert not [each for each in world.requests if each.status == 429], "no request came too early"
    assert _attached(world, vendor) == wanted, "every document is there, with its statement"
    step.done["drafts"] = wanted
    step.more["requests_per_document"] = round(len(world.requests) / wanted, 2)


def _floor(folder: Path, step: Step, vendor: str) -> None:
    step.done["drafts"] = _drafts(folder)
    step.nanoseconds = least_seconds(LIMITS[vendor], LEAST * _drafts(folder)) * 10**9


def _drafts(folder: Path) -> int:
    return int((folder / _COUNT).read_text(encoding="utf-8"))


def _attached(world: World, vendor: str) -> int:
    """How many documents stand in the ledger with one file each."""
    if vendor == "xero":
        return sum(len(each.files) == 1 for each in world.xero.papers.values())
    return min(len(world.quickbooks.rows[each]) for each in ("Estimate", "Attachable"))


# ---- what the operator wrote ----


def _contract(drafts: int, vendor: str) -> dict[str, object]:
    return {
        "id": "acme",
        "client": CLIENT,
        "bill_to": {"customer": CLIENT},
        "posting": POSTING[vendor],
        "rates": [{"rate": "100"}],
        "invoice": {"one_per": "workstream"},
        "workstreams": [
            {"code": _code(number), "name": f"Part {number}", "billing": "time and materials"}
            for number in range(drafts)
        ],
    }


def _time(drafts: int) -> Iterator[list[str]]:
    """Ten entries of a quarter of an hour for each workstream."""
    for number in range(drafts):
        for place in range(ROWS_A_DRAFT):
            row = dict.fromkeys(HEADER, "")
            row |= {"Date": str(date(2026, 10, 1) + timedelta(days=place)), "Client": CLIENT}
            row |= {"Project": f"Part {number}", "Project Code": _code(number), "Task": "Development"}
            row |= {"Notes": f"{_code(number)}-{place} Review of the search index", "Hours": "0.25"}
            row |= {"Hours Rounded": "0.25", "Billable?": "Yes", "Invoiced?": "No", "Approved?": "Yes"}
            row |= {"First Name": PERSON.split()[0], "Last Name": PERSON.split()[1], "Employee?": "Yes"}
            yield list(row.values())


def _code(number: int) -> str:
    return f"AC{chr(65 + number // 26)}{chr(65 + number % 26)}-IMPL"


def _configure(folder: Path, books: dict[str, str]) -> None:
    stated: dict[str, object] = {
        "version": "1",
        "company": {"name": "Northwind AI", "timezone": "America/New_York", "currency": "USD"},
        "go_live": "2026-10-01",
        "calendar": {"country": "US"},
        "connectors": {"harvest": {"kind": "harvest"}, BOOKS: books},
    }
    _write(folder / "tieout.yaml", stated)


def _app(vendor: str, base: str) -> dict[str, str]:
    """How the ledger in the sandbox is connected to."""
    from sandbox.folder import ledger_keys

    trial = {"environment": "sandbox"} if vendor == "quickbooks" else {}
    return {**ledger_keys(base)[vendor], **trial, "client_secret": "${BOOKS_SECRET}"}


def _secrets(vendor: str) -> dict[str, str]:
    from config.keys import VARIABLE
    from sandbox.folder import ledger_environment

    known = ledger_environment()
    return {**known, "BOOKS_SECRET": known[f"{vendor.upper()}_CLIENT_SECRET"], VARIABLE: KEY}


def _sign_in(worker: Any) -> None:
    """A person signs in and consents."""
    import httpx

    from sync.connecting import connecting

    made = connecting(worker.outside, worker.store, BOOKS)
    asking = made.asking("http://localhost:8425/callback")
    made.finish(asking, httpx.get(asking.address).headers["location"], "")


def _write(path: Path, content: dict[str, object]) -> None:
    """JSON is YAML."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _of(vendor: str) -> Benchmark:
    set_up = SetUp(f"drafts for {vendor}", partial(_make, vendor=vendor))
    floor, measured = partial(_floor, vendor=vendor), partial(_measured, vendor=vendor)
    return Benchmark(f"push-{vendor}", set_up, DRAFTS * ROWS_A_DRAFT, floor, measured)


BENCHMARKS = tuple(_of(vendor) for vendor in LIMITS)
