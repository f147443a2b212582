"""What the remedy of an exception says, done: the exception is gone. The cases are in remedies.yaml."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from billing.calendar import month
from billing.issues import BLOCKS, KINDS, Issue
from review.exceptions import exceptions
from sync.importing import ImportOptions
from sync.pipeline import import_files
from tests.agencies import Agency, Yaml
from tests.guide.typed import Folder, at_work
from tests.laws.house import House, house_of
from tests.scenarios import test_scenarios as scenarios

CASES: list[Yaml] = yaml.load(
    (Path(__file__).parent / "remedies.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader
)
TRIED = {
    f"{case['kind']} {number}" if number > 1 else case["kind"]: (case, remedy)
    for case in CASES
    for number, remedy in enumerate(case["remedies"], 1)
    if number == 1 or os.environ.get("TIEOUT_PROOF")
}
"""The first remedy of each kind; in the proof, all of them."""
WITH_A_VENDOR = {
    "document_differs": "test_follow_ledgers",
    "document_edited": "test_push_ledgers",
    "document_deleted": "test_push_ledgers",
    "credit_not_applied": "test_allocating",
    "credited_by_hand": "test_classing",
    "approved_outdated": "test_push_ledgers",
    "document_gone": "test_allocating",
    "estimate_open_again": "test_left_documents",
    "estimate_invoiced_again": "test_left_documents",
    "void_here_only": "test_left_documents",
    "books_not_named": "test_unnamed_books",
    "unproven_month": "test_pull",
    "expenses_not_read": "test_back_to_files",
    "same_expense_elsewhere": "test_in_two_sources",
    "tasks_not_refreshed": "test_evidence",
    "only_in_export": "test_pull",
    "milestone_not_checked": "test_evidence",
}
"""Kinds that only a vendor's answer brings about, with their tests in tests/sync; these remedies are not typed here."""
NOTHING_TO_TYPE = {"final_hours_left", "milestone_evidence_gone"}
"""What is agreed with the client, or in the ledger: no command or file makes these go but accepting them."""
SYNC = Path(__file__).parents[1] / "sync"
OCTOBER = ("2026-10",)
HEADER = "Date,Person,Project Code,Category,Notes,Amount,Currency,Receipt,Billable?"
MORE = ("code", "tags", "rate", "broken", "link")


@pytest.mark.parametrize("name", TRIED)
def test_what_a_remedy_says_ends_the_exception(name: str) -> None:
    case, remedy = deepcopy(TRIED[name])
    with opened(case) as house:
        for step in case.get("first", []):
            happens(house, case, step)
        others = codes(house)
        assert case["kind"] in others
        before = next(issue for issue in house.issues() if issue.code == case["kind"])
        for step in remedy:
            assert_said(case["kind"], step)
            happens(house, case, step, before)
        assert case["kind"] not in codes(house)
        new = codes(house) - others - set(case.get("leaves", []))
        assert {code for code in new if KINDS[code].severity == BLOCKS} == set()


def test_every_kind_is_tried_or_known_not_to_be() -> None:
    tried = {case["kind"] for case in CASES}
    assert not tried & (WITH_A_VENDOR.keys() | NOTHING_TO_TYPE)
    assert tried | WITH_A_VENDOR.keys() | NOTHING_TO_TYPE == KINDS.keys()
    for code, module in WITH_A_VENDOR.items():
        assert f'"{code}"' in (SYNC / f"{module}.py").read_text(), code


def codes(house: House) -> set[str]:
    """The kinds in the report, as people see it."""
    with house.store.read() as tx:
        return {issue.code for issue in exceptions(tx, None)}


def assert_said(kind: str, step: Yaml) -> None:
    """What is typed is what the remedy names: that command, or that decision. Any month may be run again."""
    if "type" not in step:
        return
    remedy, typed = KINDS[kind].remedy, str(step["type"]).split()
    command, about = typed[1], " ".join(typed[2:3])
    if (command, about) == ("decide", "accept"):
        assert re.search(r"\b[Aa]ccept", remedy), step
    elif command == "decide":
        assert about in remedy or "`tieout decide`" in remedy, step
    else:
        assert command == "run" or re.search(rf"\b{command}\b", remedy), step


# ---- a house in which commands are typed ----


@contextmanager
def opened(case: Yaml) -> Iterator[House]:
    """The case's folder, imported and run."""
    with house_of(agency_of(case)) as house, at_work():
        house.agency.main["database"] = house.store.url
        written(house, case)
        brought(house, case)
        scenarios._learns(house, case)
        house.run(case.get("months", OCTOBER))
        yield house


def agency_of(case: Yaml) -> Agency:
    """What the operator wrote, and what the trackers have."""
    usual = {"contract": {}, "entries": [], **case}
    made = scenarios._agency({**usual, "entries": []})
    return made.with_rows([row(entry) for entry in usual["entries"]])


def row(entry: Yaml) -> Any:
    """A row of an export, with what scenarios have no words for."""
    said = dict(entry)
    more = {name: said.pop(name) for name in MORE if name in said}
    gap, running = int(said.pop("clock_gap", "0")), said.pop("running", "no") == "yes"
    return replace(scenarios._row(said), clock_gap=gap, running=running, **more)


def written(house: House, case: Yaml) -> None:
    """Writes the configuration as the case has it now."""
    if "charges" in case:
        (house.folder / "charges.yaml").write_text(json.dumps({"charges": case["charges"]}))
    agency = agency_of(case)
    agency.main["database"] = house.agency.main["database"]
    house.configure(agency)


def brought(house: House, case: Yaml) -> None:
    """Imports all that the trackers have, and all expenses of October."""
    for connector, name, path in house.agency.write_exports(house.folder / "exports"):
        house.read(path, connector, "" if any("broken" in entry for entry in case["entries"]) else name)
    if "expenses" in case:
        path = house.folder / "expenses.csv"
        path.write_text("\n".join([HEADER, *case["expenses"]]) + "\n")
        _, refused = import_files(house.worker, [path], ImportOptions(complete=month("2026-10"), kind="expenses"))
        assert not refused


def happens(house: House, case: Yaml, step: Yaml, issue: Issue | None = None) -> None:
    """One thing that people do. What they type takes effect by itself; after all else the months are run again."""
    ((what, about),) = step.items()
    if what == "type":
        names = {str(note): str(key) for key, note in house.rows("SELECT id, note FROM entry")}
        ids = {"id": issue.entry_id or issue.id, **dict(issue.facts)} if issue else {}
        Folder(house.folder).type(about.format(**names, **ids))
        return
    if what == "file":
        (house.folder / about).write_text("a receipt")
    elif what == "tasks":
        case["tasks"], case["missing"] = about, {}
    else:
        merged = isinstance(about, dict) and what in ("contract", "tieout")
        case[what] = {**case.get(what, {}), **about} if merged else about
        written(house, case)
    if what in ("entries", "expenses"):
        brought(house, case)
    scenarios._learns(house, case)
    house.run(case.get("months", OCTOBER))
