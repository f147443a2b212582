"""Entries with several tasks: one line, divided by stated times or evenly, or held; to the second and the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.catalogue import Catalogue
from billing.decisions import Said
from billing.dividing import pieces
from billing.plan import Plan, plan
from billing.records import Dated, Rounding, State, Task, Work
from billing.snapshots import works_of, works_text
from billing.stated_times import stated_times
from billing.unit import Unit
from tests.billing.properties import proven
from tests.billing.trackers import ACME, GLOBEX, RULES, entry, index, link, matched

TWO = ["ACME-12", "ACME-14"]


@pytest.mark.parametrize(
    ("note", "minutes", "expected"),
    [
        ("ACME-12 1h, ACME-14 30m", 90, [60, 30]),
        ("ACME-12: 1.5h; ACME-14 (90 min)", 180, [90, 90]),
        ("ACME-12 1,5 h / ACME-14 0.5h", 120, [90, 30]),
        ("ACME-12 1:30 and ACME-14 0:30", 120, [90, 30]),
        ("ACME-12 1h 30m, ACME-14 1h15", 165, [90, 75]),
        ("ACME-12 2 hours\nACME-14 45 minutes", 165, [120, 45]),
        ("1h ACME-12, 30m ACME-14", 90, [60, 30]),
        ("2h in all: ACME-12 1h, ACME-14 1h", 120, [60, 60]),
        ("ACME-12 1h, ACME-14 30m, ACME-12 again 15m", 105, [75, 30]),
        ("https://north.atlassian.net/browse/ACME-12 1h ACME-14 1h", 120, [60, 60]),
        ("ACME-12 1h, ACME-14 30m", 91, [60, 30]),
        ("ACME-12 1h, ACME-14 30m", 92, None),
        ("ACME-12 1h, ACME-14", 60, None),
        ("ACME-12 and ACME-14", 60, None),
        ("ACME-12 30m 30m, ACME-14 1h", 120, None),
        ("1h ACME-12 1h ACME-14 1h", 120, [60, 60]),
        ("1h ACME-12 30m ACME-14 1h", 90, None),
        ("ACME-12 9:00-10:00, ACME-14 11:00-12:00", 120, None),
        ("ACME-12 v1.5h2, ACME-14 x30m", 120, None),
        ("ACME-12 1h, ACME-99 30m", 90, None),
    ],
)
def test_what_a_note_states(note: str, minutes: int, expected: list[int] | None) -> None:
    found = stated_times(note, TWO, minutes * 60)
    assert ([found[name] // 60 for name in TWO] if found else None) == expected


def rules(several: str, **said: Any) -> Catalogue:
    return replace(RULES, contracts=(replace(ACME, several_tasks=several, **said), GLOBEX))


@pytest.mark.parametrize("configured", [True, False])
@pytest.mark.parametrize(
    ("several", "note", "seconds", "shares", "problems"),
    [
        ("one line", "ACME-12 1h, ACME-14 30m", 5400, [0, 0], []),
        ("stated times", "ACME-14 1h, ACME-12 30m", 5400, [1800, 3600], []),
        ("stated times", "ACME-12 1h, ACME-14 30m", 5460, [3640, 1820], []),
        ("stated times", "ACME-12 1h, ACME-14 30m", 5461, [0, 0], ["task_times_differ"]),
        ("stated times", "ACME-12 and ACME-14", 5400, [0, 0], ["task_times_differ"]),
        ("stated times", "ACME-12", 5400, [0], []),
        ("evenly", "ACME-12 and ACME-14", 5401, [2701, 2700], []),
        ("evenly", "ACME-12 and ACME-14", 1, [0, 0], []),
        ("exception", "ACME-12 and ACME-14", 5400, [0, 0], ["several_tasks"]),
        ("exception", "ACME-12", 5400, [0], []),
    ],
)
def test_the_contract_says_what_several_tasks_mean(  # one argument for each column of the table
    several: str, note: str, seconds: int, shares: list[int], problems: list[str], configured: bool
) -> None:
    known = index(rules(several) if configured else replace(rules(several), trackers=()))
    found, issues = matched(entry(note, seconds=seconds), known)
    assert sorted(each.key for each in found.tasks) == [key for key in TWO if key in note]
    assert ([each.seconds for each in found.tasks], [issue.code for issue in issues]) == (shares, problems)
    assert found.verdict is (State.HELD if problems else State.OPEN)


@pytest.mark.parametrize(("several", "code"), [("exception", "several_tasks"), ("stated times", "task_times_differ")])
def test_what_is_accepted_is_one_line_and_what_is_linked_one_task(several: str, code: str) -> None:
    each, known = entry("ACME-12 and ACME-14"), index(rules(several))
    found, issues = matched(each, known, Said(accepted=(code,)))
    assert ([(t.key, t.seconds) for t in found.tasks], issues) == ([("ACME-12", 0), ("ACME-14", 0)], [])
    found, issues = matched(each, known, link("jira:14"))
    assert ([t.key for t in found.tasks], found.verdict, issues) == (["ACME-14"], State.OPEN, [])


def test_old_and_new_names_of_one_task_are_one() -> None:
    found, issues = matched(entry("OLD-3 1h, ACME-14 30m"), index(rules("stated times")))
    assert ([(t.key, t.seconds) for t in found.tasks], issues) == ([("ACME-14", 0)], [])
    found, _ = matched(entry("OLD-3 30m, ACME-14 15m, ACME-12 45m"), index(rules("stated times")))
    assert [(t.key, t.seconds) for t in found.tasks] == [("ACME-12", 2700), ("ACME-14", 2700)]


# ---- on lines ----


def work(entry_id: str, seconds: int, *shares: int, held: str = "") -> Work:
    tasks = tuple(Task(f"ACME-{place}", f"Task {place}", seconds=own) for place, own in enumerate(shares, 1))
    return Work(entry_id, 1, date(2026, 10, 5), seconds, "ACME-DEV", "Kim", "", tasks=tasks, held=held)


def planned(*works: Work, **terms: Any) -> Plan:
    return plan(Unit(replace(ACME, **terms), month("2026-10"), "files", works))


def test_each_part_stands_on_the_line_of_its_task() -> None:
    made = planned(work("e1", 5400, 3600, 1800), work("e2", 600, 600))
    (draft,) = made.drafts
    assert [([t.key for t in line.tasks], line.entries, line.seconds) for line in draft.lines] == [
        (["ACME-1"], ("e1", "e2"), 4200),
        (["ACME-2"], ("e1",), 1800),
    ]
    assert [(p.entry_id, p.number, p.seconds, p.line_id) for p in made.portions] == [
        ("e1", 1, 3600, draft.lines[0].id),
        ("e2", 1, 600, draft.lines[0].id),
        ("e1", 2, 1800, draft.lines[1].id),
    ]


def test_an_entry_is_whole_where_lines_are_not_made_by_task_or_it_is_held() -> None:
    (line,) = planned(work("e1", 5400, 3600, 1800), lines_by="person").drafts[0].lines
    assert (line.seconds, [t.key for t in line.tasks]) == (5400, ["ACME-1", "ACME-2"])
    unpriced = planned(work("e1", 5400, 3600, 1800), rates=())
    assert [(p.number, p.seconds, p.state) for p in unpriced.portions] == [(1, 5400, State.HELD)]
    assert len(unpriced.issues) == 1


def test_rounding_per_entry_is_shared_out() -> None:
    (draft,) = planned(work("e1", 4000, 3000, 1000), rounding=(Dated(None, Rounding(3600, "up")),)).drafts
    assert [line.rounded_seconds for line in draft.lines] == [5400, 1800]


def test_a_plan_can_be_made_again_from_what_was_written_of_it() -> None:
    import json

    whole = replace(work("e1", 5400, 3600, 1800), tasks=(Task("A-1", "One", "u", "", "jira:1", 3600), Task("A-2")))
    (row,) = json.loads(works_text([whole]))
    (read,) = works_of([row])
    assert read == whole
    assert [(t.ref, t.seconds) for t in read.tasks] == [("jira:1", 3600), ("", 0)]


def test_two_entries_of_the_same_tasks_keep_their_own_shares() -> None:
    import json

    made = [work("e1", 5400, 3600, 1800), work("e2", 5400, 900, 4500)]
    again = works_of(json.loads(works_text(made)))
    assert [[task.seconds for task in each.tasks] for each in again] == [[3600, 1800], [900, 4500]]


SHARES = st.lists(st.integers(1, 40_000), min_size=1, max_size=5)


@proven
@given(
    works=st.lists(SHARES, min_size=1, max_size=6),
    step=st.sampled_from([0, 60, 360, 900, 3600]),
    per=st.sampled_from(["entry", "person and day", "line"]),
    lines_by=st.sampled_from(["task", "person and task", "person", "entry"]),
)
def test_divided_seconds_and_cents_are_exact(works: list[list[int]], step: int, per: str, lines_by: str) -> None:
    made_of = [work(f"e{place}", sum(shares), *shares) for place, shares in enumerate(works)]
    terms = {"rounding": (Dated(None, Rounding(step, "up", per)),), "lines_by": lines_by}
    made = planned(*made_of, **terms)
    for each in made_of:
        own = [p for p in made.portions if p.entry_id == each.entry_id]
        parts = pieces(each, replace(ACME, lines_by=lines_by))
        assert [(p.number, p.seconds) for p in own] == [(n, part.seconds) for n, part in enumerate(parts, 1)]
        assert sum(p.seconds for p in own) == each.seconds
        assert len({p.line_id for p in own}) == len(own)
    for line in made.drafts[0].lines:
        on_line = [p for p in made.portions if p.line_id == line.id]
        assert sorted(p.entry_id for p in on_line) == sorted(line.entries)
        assert sum(p.minor for p in on_line) == line.amount.minor
        assert sum(p.seconds for p in on_line) == line.seconds
        assert sum(p.charged_seconds for p in on_line) == line.rounded_seconds
    assert planned(*made_of[::-1], **terms) == made
