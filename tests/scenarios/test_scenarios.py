"""Scenarios that an operations manager can read: a contract, some time, and what must come of it.

Each file beside this one holds a list. Its contracts are written as in `contracts/`; time without a clock (`at`) comes
from Harvest's export, time with one from Toggl Track's. Everything goes the whole way: files, store, drafts, statement.

`months` are run instead of October and November. With `tasks`, a Jira is configured that has these; `set` says who
brought a task to its status, and when. `others` are further contracts.

`then` lists what people do after the first run, one thing after the other; the months are run again after each:
decide, undo, milestone, take back, take off, put back, pay back, keep, take back ending, correct, take back a
correction, credit, approve credit, void, close, reopen, approve, hold, release, push, import (all time there is now),
contract, tieout and tasks (what they say now). With `refused`, the thing is refused in these words. Decisions name
entries by their note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from billing.draft_records import Line
from billing.issues import hours
from billing.money import plain
from billing.periods import month_of_period
from billing.task_records import KnownProject, KnownTask
from connectors.tasks import Evidence, TaskRecord, TaskSource
from mappings.drafts import StoredDraft
from review.approvals import CannotMove
from review.closing import CannotClose
from review.decide import CannotDecide
from review.drift import Drift
from review.reductions import Off
from review.taxes import Expected, in_sentences
from sync.evidence import refresh_evidence
from sync.worker import running
from tests.agencies import MONTHS, Agency, Row, Yaml
from tests.laws.house import House, house_of

FOLDER = Path(__file__).parent
SCENARIOS = {
    f"{path.stem}: {scenario['title']}": scenario
    for path in sorted(FOLDER.glob("*.yaml"))
    for scenario in yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CBaseLoader", yaml.BaseLoader))
}
PEOPLE = [
    {"name": "Kim Allen", "role": "senior", "email": "kim@north.test"},
    {"name": "Sam Ortiz", "role": "junior", "email": "sam@north.test"},
]
STREAM = {"code": "ACME-IMPL", "name": "Implementation", "billing": "time and materials"}
JIRA = {"kind": "jira", "site": "north.atlassian.net", "email": "ops@north.test", "token": "${JIRA_TOKEN}"}
FLAGS = {"billable": "Yes", "approved": "Yes", "invoiced": "No"}


@pytest.mark.usefixtures("each_database")
@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    scenario = deepcopy(SCENARIOS[name])
    with house_of(_agency(scenario)) as house:
        house.bring_in()
        _learns(house, scenario)
        house.run(scenario.get("months", MONTHS))
        for step in scenario.get("then", []):
            _happens(house, scenario, step)
        expected, month = scenario["expect"], scenario.get("month", "2026-10")
        drafts = [item for item in house.drafts() if month_of_period(item.draft.period) == month]
        taxes = house.taxes(drafts)
        shown = [_shown(item, of, taxes) for item, of in zip(drafts, expected["drafts"], strict=True)]
        assert shown == expected["drafts"]
        assert sorted(issue.code for issue in house.issues()) == sorted(expected["exceptions"])
        assert _states(house, month) == expected["states"]
        if "money" in expected:
            (row,) = house.statement(month).money
            assert {name: str(part.decimal) for name, part in row.rows.items() if part.minor} == expected["money"]
            assert (row.difference.minor, row.unexplained.minor) == (0, 0)
        if "not yet due" in expected:
            waiting = house.statement(month).waiting
            waits = {each.period or "carried forward": hours(each.seconds).removesuffix(" h") for each in waiting}
            assert waits == expected["not yet due"]
        if "drift" in expected:
            assert [_changed(each) for each in house.drift()] == expected["drift"]
        if "milestones" in expected:
            standing = house.milestones("acme").items()
            said = {code: re.sub(r"draft d\w+", "a draft", where) for code, where in standing}
            assert said == expected["milestones"]


def test_there_is_a_scenario_for_each_promise() -> None:
    assert len(SCENARIOS) >= 50


def _agency(scenario: Yaml) -> Agency:
    main: Yaml = {
        "version": "1",
        "company": {"name": "North", "timezone": "America/New_York", "currency": "USD"},
        "go_live": "2026-10-01",
        "calendar": {"country": "US"},
        "connectors": {"harvest": {"kind": "harvest"}, "toggl": {"kind": "toggl"}},
        "exceptions": {"require_task": "no"},
    }
    contract = {"id": "acme", "client": "Acme Corp", **scenario["contract"]}
    contract.setdefault("workstreams", [STREAM])
    rows = tuple(_row(entry) for entry in scenario["entries"])
    people = {"people": scenario.get("people", PEOPLE)}
    if "tasks" in scenario:
        main["connectors"]["jira"] = JIRA
    others = scenario.get("others", ())
    return Agency({**main, **scenario.get("tieout", {})}, people, (contract, *others), rows)


def _learns(house: House, scenario: Yaml) -> None:
    """What a Jira has, as a pull would have found it; `missing` are keys that it was asked for in vain."""
    if "tasks" in scenario:
        tasks = [_task(said) for said in scenario["tasks"]]
        projects = [KnownProject(f"jira:{key}", key, key) for key in sorted({task.project_key for task in tasks})]
        house.learn(tasks, projects, scenario.get("missing"))
        with running(house.worker, "tasks") as run:
            refresh_evidence(house.worker, run, "jira", cast(TaskSource, _Jira(scenario["tasks"])))


class _Jira:
    """What a Jira tells of the statuses of its tasks."""

    def __init__(self, tasks: list[Yaml]) -> None:
        self._set = {said["key"]: said["set"] for said in tasks if "set" in said}

    def evidence(self, task: TaskRecord, condition: Mapping[str, str]) -> Evidence | None:
        """Who set the status that is asked for, and when."""
        if task.status != condition["status"]:
            return None
        told = self._set[task.key]
        return Evidence(task.id, f"status: {task.status}", told["by"], datetime.fromisoformat(told["at"]))


def _task(said: Yaml) -> KnownTask:
    key, closed = said["key"], said.get("closed", "")
    prefix, _, number = key.partition("-")
    own_id = said.get("id", f"{sum(prefix.encode())}{number}")
    return KnownTask(
        ref=f"jira:{own_id}",
        key=key,
        title=said.get("title", ""),
        url=f"https://north.atlassian.net/browse/{key}",
        status=said.get("status") or ("Done" if closed else "In Progress"),
        stage="done" if closed else "open",
        project=f"jira:{prefix}",
        project_key=prefix,
        code=said.get("code", ""),
        closed_at=datetime.fromisoformat(f"{closed}T16:00+00:00") if closed else None,
        old_keys=tuple(said.get("was", ())),
        present=said.get("gone") != "yes",
    )


def _row(entry: Yaml) -> Row:
    said = dict(entry)
    worked = [int(part) for part in said.pop("time").split(":")]
    seconds = sum(part * 60**place for place, part in zip((2, 1, 0), worked, strict=False))
    clock = said.pop("at", None)
    row = Row(
        "toggl" if clock else "harvest",
        date.fromisoformat(said.pop("day")),
        seconds,
        said.pop("who", "Kim Allen"),
        f"{said.pop('on', 'ACME-IMPL')} project",
        start=time.fromisoformat(clock) if clock else None,
        activity=said.pop("does", ""),
        note=said.pop("note", ""),
        **{flag: said.pop(flag, usual) for flag, usual in FLAGS.items()},
    )
    assert not said, f"unknown words in a scenario: {said}"
    return row


def _happens(house: House, scenario: Yaml, step: Yaml) -> None:
    """One thing that people do, and the months run again."""
    said = dict(step)
    refused, why = said.pop("refused", ""), said.pop("why", "agreed")
    ((what, about), *_) = said.items()
    if what == "tasks":
        scenario["tasks"] = about
        _learns(house, scenario)
    elif what in ("import", "contract", "tieout"):
        _changes(house, scenario, what, about)
        assert len(said) == 1, f"unknown words in a scenario: {said}"
    else:
        act = partial(_decides, house, said, why)
        if refused:
            with pytest.raises(REFUSALS) as problem:
                act()
            assert refused in str(problem.value)
        else:
            act()
    house.run(scenario.get("months", MONTHS))


REFUSALS = (CannotDecide, CannotClose, CannotMove)


def _changes(house: House, scenario: Yaml, what: str, about: Yaml) -> None:
    """The trackers' whole time, or what the operator wrote, is another now; entries are given anew, terms added."""
    merged = scenario | {what: {**scenario.get(what, {}), **about}} if what != "import" else scenario
    scenario.update(merged | ({"entries": about} if what == "import" else {}))
    house.configure(_agency(scenario))
    house.bring_in(complete=True)


def _decides(house: House, said: Yaml, why: str) -> None:
    what = next(iter(said))
    about = said.pop(what)
    if what == "decide":
        known = {str(note): str(key) for key, note in house.rows("SELECT id, note FROM entry")}
        entry, of, to = known[said.pop("about")], said.pop("of", ""), said.pop("to", "")
        house.decide(about, entry, why=why, of=known[of] if of else "", to=to)
    elif what == "undo":
        house.undo(int(about), why=why)
    elif what in ("close", "reopen"):
        (house.close if what == "close" else house.reopen)("acme", about, why)
    elif what == "milestone":
        house.reach("acme", about, said.pop("on"), why)
    elif what == "take back":
        house.take_back("acme", about, why)
    elif what in _OTHERS:
        _OTHERS[what](house, about, said, why)
    else:
        house.move(what, *(item.draft.id for item in house.drafts() if item.draft.period == about), why=why)
    assert not said, f"unknown words in a scenario: {said}"


def _takes_off(house: House, name: str, said: Yaml, why: str) -> None:
    percent, amount = (Decimal(said.pop(key)) if key in said else None for key in ("percent", "amount"))
    kind = "goodwill" if said.pop("goodwill", "") else "write-down"
    house.take_off("acme", name, Off(kind, percent, amount, text=said.pop("text", "")), why)


_OTHERS: dict[str, Callable[[House, Any, Yaml, str], object]] = {
    "push": lambda house, *_: house.push(),
    "pay back": lambda house, deposit, said, why: house.end_deposit("acme", "pay-back", deposit, why),
    "keep": lambda house, deposit, said, why: house.end_deposit("acme", "keep", deposit, why, said.pop("amount", "")),
    "take back ending": lambda house, number, said, why: house.take_back_ending("acme", int(number), why),
    "take off": _takes_off,
    "correct": lambda house, about, said, why: house.correct(said.pop("by"), *_noted(house, about), why=why),
    "take back a correction": lambda house, number, _, why: house.undo_correction(int(number), why),
    "credit": lambda house, about, said, why: _credits(house, about, said, why),
    "approve credit": lambda house, month, _, why: house.move("approve", *_notes(house, month), why=why),
    "void": lambda house, number, _, why: house.void(number, why),
    "put back": lambda house, name, said, why: house.put_back("acme", name, int(said.pop("number")), why),
}


def _changed(each: Drift) -> str:
    ways = ", ".join(one.by for one in each.proposals)
    return f"{each.entry.record.note} on {each.number}: {each.money_old} → {each.money_new} ({ways})"


def _notes(house: House, month: str) -> list[str]:
    """The credit notes of a month that are not in the books yet."""
    drafts = [item for item in house.drafts() if item.draft.is_credit and item.status != "posted"]
    return [item.draft.id for item in drafts if item.draft.period == month]


def _noted(house: House, about: str | list[str]) -> list[str]:
    """The entries with some notes, however many."""
    known = {str(note): str(key) for key, note in house.rows("SELECT id, note FROM entry")}
    return [known[note] for note in (about if isinstance(about, list) else [about])]


def _credits(house: House, number: str, said: Yaml, why: str) -> None:
    """Credits a document, or the lines that begin so, and says what becomes of the work."""
    begins = said.pop("lines", [])
    items = [item for item in house.drafts() if item.draft.id == house.document(number)]
    lines = [line.id for item in items for line in item.draft.lines if line.description.startswith(tuple(begins))]
    assert bool(lines) or not begins, "no line begins so"
    house.credit(number, said.pop("then"), *(lines if begins else ()), why=why)


def _shown(item: StoredDraft, expected: Yaml, taxes: Expected) -> Yaml:
    """A draft in the words of its scenario: what the scenario does not speak of is left out."""
    draft = item.draft
    found = {
        "period": draft.period,
        "total": str(draft.total),
        "order": draft.order,
        "terms": draft.terms,
        "part": draft.part,
        "status": item.status.value,
        "tax": " · ".join(in_sentences(taxes[draft.id])) if draft.id in taxes else "",
        "lines": [
            f"{plain(line.quantity)} x {plain(line.unit_price)} = {line.amount.decimal} · {_said(line)}"
            for line in draft.lines
        ],
    }
    assert {"total", "lines"} <= expected.keys() <= found.keys()
    return {name: found[name] for name in expected}


def _said(line: Line) -> str:
    return line.description + (f" (worked in {line.late})" if line.late else "")


def _states(house: House, month: str) -> dict[str, str]:
    found = house.statement(month)
    assert found.difference_seconds == 0
    return {state.value: hours(seconds).removesuffix(" h") for state, seconds in found.states.items() if seconds}
