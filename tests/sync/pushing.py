"""A month that is ready to be pushed to a folder, and how tests look at what lies there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sync import push as stage
from sync.pipeline import push_drafts
from sync.push import Pushed
from tests.agencies import Agency, Row, Yaml, people, write_export
from tests.laws.house import House, house_of

OCTOBER = "2026-10"
BOOKS: Yaml = {"kind": "files", "numbering": {"prefix": "INV-", "next": 1001}}


def row(day: int, seconds: int = 3600, code: str = "AAA-ONE", **more: Any) -> Row:
    return Row("harvest", date(2026, 10, day), seconds, "Kim Allen", f"Site {code}", note=f"day {day}", **more)


def contract(name: str, *codes: str, **more: Any) -> Yaml:
    streams = [{"code": code, "name": f"Work {code}", "billing": "time and materials"} for code in codes]
    return {"id": name, "client": f"Client {name}", "rates": [{"rate": "100"}], "workstreams": streams, **more}


def main(**books: Any) -> Yaml:
    return {
        "version": "1",
        "company": {"name": "North", "timezone": "America/New_York", "currency": "USD"},
        "go_live": "2026-10-01",
        "calendar": {"country": "US"},
        "connectors": {"harvest": {"kind": "harvest"}, **(books or {"books": BOOKS})},
        "exceptions": {"require_task": "no"},
    }


EACH = {"invoice": {"one_per": "workstream"}}
"""A contract whose month has several documents."""
AGENCY = Agency(main(), people(), (contract("a", "AAA-ONE", "AAA-TWO", **EACH), contract("b", "BBB-ONE")), ())
ROWS = (row(1), row(2, 7200, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
NETS = [Decimal(50), Decimal(100), Decimal(200)]
"""What the drafts of these rows come to."""


def bring(house: House, *rows: Row) -> None:
    """These rows are all that October has, and October is run."""
    path = house.folder / "export.csv"
    write_export(path, "harvest", rows)
    house.read(path, "harvest", OCTOBER)
    house.run([OCTOBER])


def books(house: House, **more: Any) -> None:
    """The operator says something else about the books."""
    house.configure(replace(house.agency, main=main(books={**BOOKS, **more})))


def documents(house: House) -> dict[str, dict[str, bytes]]:
    """What lies in the folder: the files of each document, by its place."""
    root = house.folder / "documents"
    found: dict[str, dict[str, bytes]] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            found.setdefault(path.parent.relative_to(root).as_posix(), {})[path.name] = path.read_bytes()
    return found


def draft_of(house: House, contract: str, part: str = "") -> str:
    (found,) = [item.draft.id for item in house.drafts() if item.draft.contract == contract and part in item.draft.part]
    return found


def place_of(house: House, contract: str, part: str = "") -> str:
    return f"{OCTOBER}/draft {contract} {draft_of(house, contract, part)}"


def statuses(house: House) -> dict[str, str]:
    return {f"{item.draft.contract} {item.draft.part}": item.status for item in house.drafts()}


def states(house: House) -> dict[str, int]:
    return {state.value: seconds for state, seconds in house.statement(OCTOBER).states.items() if seconds}


def refusals(results: list[Pushed]) -> dict[str, str]:
    return {each.draft: each.refused for each in results if each.refused}


def record(house: House, place: str) -> Any:
    return json.loads(documents(house)[place]["document.json"])


def begin_only(house: House, monkeypatch: pytest.MonkeyPatch, *drafts: str) -> None:
    """A push that dies as soon as its intent is written down."""

    class Died(Exception):
        """As a process does."""

    def dies(*_: Any) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(stage, "_carry_out", dies)
        with pytest.raises(Died):
            house.push(*drafts)


def cents(amounts: Any) -> int:
    return sum(int(amount.replace(".", "")) for amount in amounts)


def stage_push(house: House, chosen: list[Any]) -> list[Pushed]:
    return push_drafts(house.worker, chosen)


def units(house: House) -> list[Any]:
    with house.store.read() as tx:
        return tx.units.of(OCTOBER)


@contextmanager
def pushing_house() -> Iterator[House]:
    """A house with three drafts of October: two of contract a, one of contract b."""
    with house_of(AGENCY) as made:
        bring(made, *ROWS)
        yield made
