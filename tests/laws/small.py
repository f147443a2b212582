"""A house small enough to be seen at once: one person, two contracts, and clock times, so that edits are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from tests.agencies import Agency, Row, Yaml, people, write_export
from tests.laws.house import House

OCTOBER, NOVEMBER, DECEMBER = "2026-10", "2026-11", "2026-12"


def contract(name: str, *codes: str, rate: str = "100", **more: object) -> Yaml:
    """A contract with one rate for everyone."""
    streams = [{"code": code, "name": code, "billing": "time and materials"} for code in codes]
    return {"id": name, "client": f"Client {name}", "rates": [{"rate": rate}], "workstreams": streams, **more}


MAIN: Yaml = {
    "version": "1",
    "company": {"name": "North", "timezone": "America/New_York", "currency": "USD"},
    "go_live": "2026-10-01",
    "calendar": {"country": "US"},
    "connectors": {"toggl": {"kind": "toggl"}, "harvest": {"kind": "harvest", "require_approval": "yes"}},
    "exceptions": {"require_task": "no"},
}
AGENCY = Agency(MAIN, people(), (contract("a", "AAA-ONE"), contract("b", "BBB-ONE")), ())
TWO_DRAFTS = replace(AGENCY, contracts=(contract("a", "AAA-ONE", "AAA-TWO", invoice={"one_per": "workstream"}),))


def worked(day: str, seconds: int = 3600, on: str = "AAA-ONE", note: str = "x", **more: str) -> Row:
    """Time in Toggl Track, by its day: 10-05."""
    month, of_month = day.split("-")
    when = date(2026, int(month), int(of_month))
    return replace(Row("toggl", when, seconds, "Kim Allen", f"Site {on}", note=note, start=time(9)), **more)  # type: ignore[arg-type]  # all that is replaced here is text


def bring(house: House, *rows: Row, complete: str = "") -> None:
    """Imports one file with these rows."""
    path = house.folder / "export.csv"
    write_export(path, rows[0].connector, rows)
    house.read(path, rows[0].connector, complete)


def entry_of(house: House, note: str = "x") -> str:
    """The id of the entry with a note."""
    ((found,),) = house.rows(f"SELECT id FROM entry WHERE note = '{note}'")  # noqa: S608
    return str(found)


def draft_of(house: House, part: str = "all") -> str:
    """The id of the standing draft of a part."""
    (found,) = [item.draft.id for item in house.drafts() if item.draft.part == part]
    return found


def totals(house: House) -> dict[str, str]:
    """What each standing draft comes to, by contract, month and part."""
    parts = {item: "" if item.draft.part == "all" else f" {item.draft.part}" for item in house.drafts()}
    return {
        f"{item.draft.contract} {item.draft.period}{part}": str(item.draft.total.decimal)
        for item, part in parts.items()
    }


def statuses(house: House) -> dict[str, str]:
    """Where each standing draft is in its life, by contract and month."""
    return {f"{item.draft.contract} {item.draft.period}": item.status.value for item in house.drafts()}


def codes(house: House) -> list[str]:
    """The kinds of exception that stand."""
    return [issue.code for issue in house.issues()]


def states(house: House, name: str = OCTOBER) -> dict[str, int]:
    """Hours of a month by state."""
    found = house.statement(name)
    assert found.difference_seconds == 0
    return {state.value: seconds // 3600 for state, seconds in found.states.items() if seconds}
