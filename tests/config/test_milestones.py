"""Milestones of a contract: what is read, and what is refused with its place and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billing.milestones import Condition, Milestone
from billing.money import Money
from config.loader import Configuration
from tests.config.folders import ACME as DATED
from tests.config.folders import ACME_FILE, FILES, MAIN, folder_of, loaded, problems

ACME = DATED.replace("from: 2026-10-05\n", "from: 2026-10-01\n")
TWO = """\
milestones:
  - code: M2
    workstream: ACME-IMPL
    description: "In use: really"
    amount: 12000
    due: 2026-11-30
  - {code: M1, workstream: ACME-IMPL, description: Design accepted, amount: 500.50}
"""
FREE = "  - {code: ACME-SALES, name: Presales, billing: non-billable}\n"


def folder_with(folder: Path, milestones: str, contract: str = ACME) -> Path:
    return folder_of(folder, {**FILES, ACME_FILE: contract + milestones})


def read(folder: Path, text: str) -> Configuration:
    return loaded(folder_with(folder, text))


def told(folder: Path, old: str, new: str, contract: str = ACME) -> list[str]:
    """What is wrong when one text of the valid milestones is replaced, without the name of the file."""
    assert TWO.count(old) == 1
    found = problems(folder_with(folder, TWO.replace(old, new), contract))
    return [problem.removeprefix(f"{ACME_FILE}:") for problem in found]


def test_milestones_are_read_by_code_in_the_contract_s_currency(tmp_path: Path) -> None:
    go_live = date(2026, 10, 1)
    assert read(tmp_path, TWO).milestones == (
        Milestone("acme", "M1", "ACME-IMPL", "Design accepted", Money(50050, "USD"), go_live),
        Milestone("acme", "M2", "ACME-IMPL", "In use: really", Money(1200000, "USD"), go_live, date(2026, 11, 30)),
    )


def test_a_contract_needs_none(tmp_path: Path) -> None:
    assert read(tmp_path, "").milestones == ()


def test_the_opening_says_which_were_billed_whatever_their_day(tmp_path: Path) -> None:
    text = TWO.replace("2026-11-30", "2026-09-15") + "opening: {as_of: 2026-10-01, milestones_billed: [M2]}\n"
    assert [(each.code, each.billed_before) for each in read(tmp_path, text).milestones] == [
        ("M1", False),
        ("M2", True),
    ]


def test_they_are_part_of_the_snapshot_and_their_order_is_not(tmp_path: Path) -> None:
    first, second = TWO.split("  - {code", 1)[0], "  - {code" + TWO.split("  - {code", 1)[1]
    other = "milestones:\n" + second + first.removeprefix("milestones:\n")
    texts = (TWO, other, TWO.replace("500.50", "500.51"))
    hashes = [read(tmp_path, text).hash for text in texts]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_milestone_may_fall_due_after_its_workstream_and_contract_have_ended(tmp_path: Path) -> None:
    ended = ACME.replace("time and materials}", "time and materials, until: 2026-10-31}") + "until: 2026-10-31\n"
    assert problems(folder_with(tmp_path, TWO, ended)) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "code: M1",
            "code: M2",
            "22:6: milestones[1].code: M2 is the code of the milestone on line 17 already; choose another",
        ),
        (
            "M1, workstream: ACME-IMPL",
            "M1, workstream: ACME-IMP",
            "22:16: milestones[1].workstream: there is no workstream ACME-IMP in this contract; "
            "known: ACME-IMPL, ACME-SALES; did you mean ACME-IMPL?",
        ),
        (
            "M1, workstream: ACME-IMPL",
            "M1, workstream: ACME-SALES",
            "22:16: milestones[1].workstream: ACME-SALES is non-billable; name a workstream of acme that is billed",
        ),
        (
            "amount: 12000",
            "amount: 0",
            "20:5: milestones[0].amount: is 0, which bills nothing; write what is billed, or remove the milestone",
        ),
        (
            "amount: 12000",
            "amount: 0.005",
            "20:5: milestones[0].amount: is 0.005, and USD has 2 decimals; write the exact amount",
        ),
        ("amount: 12000", "amount: -5", "20:5: milestones[0].amount: must be an amount of 0 or more, such as 12500.00"),
        ("    amount: 12000\n", "", "17:5: milestones[0].amount: is missing; write it"),
        (
            "due: 2026-11-30",
            "due: 2026-09-30",
            "21:5: milestones[0].due: is 2026-09-30, before go_live 2026-10-01: it was billed before Tieout; write M2 "
            "into opening: milestones_billed, or the day on which it is to be billed",
        ),
        ("due: 2026-11-30", "due: soon", "21:5: milestones[0].due: must be a date such as 2026-10-01"),
        (
            "Design accepted",
            '"Design {month}"',
            "22:39: milestones[1].description: has no field {month} here; write only words without braces",
        ),
        (
            "Design accepted",
            '"Design {"',
            "22:39: milestones[1].description: has a brace that belongs to no field; write only words without braces",
        ),
        (
            "Design accepted",
            '"Design  accepted"',
            "22:39: milestones[1].description: must be one line of at most 200 printable characters without doubled "
            "spaces",
        ),
        (
            "amount: 12000",
            "amount: 12000\n    percent: 50 %",
            "21:5: milestones[0].percent: is for a fixed price, and ACME-IMPL has none; write its amount",
        ),
    ],
)
def test_what_is_wrong_with_a_milestone_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    contract = ACME.replace("from: 2026-10-01\n", "") + FREE + "from: 2026-10-01\n"
    assert told(tmp_path, old, new, contract) == [problem]


def test_an_opening_that_names_milestones_needs_them(tmp_path: Path) -> None:
    opening = "opening: {as_of: 2026-10-01, milestones_billed: [M1]}\n"
    assert problems(folder_with(tmp_path, opening)) == [
        f"{ACME_FILE}:15:50: opening.milestones_billed[0]: this contract has no milestone M1; "
        "it has none; write it under milestones:, or remove it here"
    ]


# ---- milestones that fall due by a task ----

TRACKERS = MAIN.replace(
    "  harvest:\n",
    """\
  jira: {kind: jira, site: north.atlassian.net, email: ops@x.test, token: "${JIRA_TOKEN}", approval_field: Sign-off}
  plain: {kind: jira, site: south.atlassian.net, email: ops@x.test, token: "${JIRA_TOKEN}"}
  asana: {kind: asana, token: "${ASANA_TOKEN}"}
  harvest:
""",
)
OWED = """\
milestones:
  - code: M1
    workstream: ACME-IMPL
    description: Design accepted
    amount: 12000
    when: {WHEN}
"""


def folder_when(folder: Path, when: str, more: str = "", main: str = TRACKERS) -> Path:
    text = OWED.replace("{WHEN}", when) + more
    return folder_of(folder, {**FILES, "tieout.yaml": main, ACME_FILE: ACME + text})


@pytest.mark.parametrize(
    ("when", "condition", "words", "asked"),
    [
        (
            "{task: jira:ACME-14, status: Accepted}",
            ("status", "Accepted", ""),
            "status Accepted",
            {"status": "Accepted"},
        ),
        ("{task: asana:1209, section: Done}", ("section", "Done", ""), "section Done", {"section": "Done"}),
        (
            "{task: jira:ACME-14, approval: approved}",
            ("approval", "approved", ""),
            "approved",
            {"approval": "approved"},
        ),
        (
            "{task: asana:1209, field: {Go live: 007}}",
            ("field", "007", "Go live"),
            "Go live: 007",
            {"field": "Go live", "value": "007"},
        ),
        ("{task: jira:10012, completed: yes}", ("completed", "yes", ""), "completed", {"completed": "yes"}),
    ],
)
def test_what_a_task_must_say_is_read(
    tmp_path: Path, when: str, condition: tuple[str, str, str], words: str, asked: dict[str, str]
) -> None:
    (milestone,) = loaded(folder_when(tmp_path, when)).milestones
    found = milestone.when
    assert found is not None and milestone.due is None
    connector, _, task = when.removeprefix("{task: ").partition(",")[0].partition(":")
    what, value, field = condition
    assert found == Condition(connector, task, what, value, "America/New_York", field)
    assert (found.words, found.asked) == (words, asked)


@pytest.mark.parametrize(
    ("when", "more", "problem"),
    [
        (
            "{task: ACME-14, completed: yes}",
            "",
            "20:12: milestones[0].when.task: must be the name of a task tracker and the key or number of a task, such "
            "as jira:ACME-14",
        ),
        (
            "{task: jira:ACME-14}",
            "",
            "20:5: milestones[0].when: says nothing of its task; write one of status, section, approval, field, "
            "completed",
        ),
        (
            "{task: jira:ACME-14, status: Done, completed: yes}",
            "",
            "20:5: milestones[0].when: status and completed are stated; write one of status, section, approval, field, "
            "completed",
        ),
        (
            "{task: jira:ACME-14, completed: yes}",
            "    due: 2026-11-30\n",
            "20:5: milestones[0].when: stands beside due; write the day on which it falls due, or the task that brings "
            "it about, not both",
        ),
        ("{task: jira:ACME-14, completed: no}", "", "20:32: milestones[0].when.completed: is 'no'; write yes"),
        (
            "{task: jira:ACME-14, approval: rejected}",
            "",
            "20:32: milestones[0].when.approval: is 'rejected'; write approved",
        ),
        (
            "{task: jira:ACME-14, field: {Stage: Live, Phase: Two}}",
            "",
            "20:32: milestones[0].when.field: names several fields; write one, with its value",
        ),
        (
            "{task: jira:ACME-14, state: Done}",
            "",
            "20:32: milestones[0].when.state: is not known here; did you mean status?",
        ),
        ("{status: Done}", "", "20:5: milestones[0].when.task: is missing; write it"),
        (
            "{task: jria:ACME-14, completed: yes}",
            "",
            "20:12: milestones[0].when.task: tieout.yaml has no task tracker jria; known: asana, jira, plain; did you "
            "mean jira?",
        ),
        (
            "{task: harvest:ACME-14, completed: yes}",
            "",
            "20:12: milestones[0].when.task: harvest is of kind harvest, which has no tasks of its own; name a "
            "connector of kind jira or asana",
        ),
        (
            "{task: jira:ACME-14, section: Done}",
            "",
            "20:32: milestones[0].when.section: Jira has no sections; write status, approval, field or completed",
        ),
        (
            "{task: plain:ACME-14, approval: approved}",
            "",
            "20:33: milestones[0].when.approval: Jira has no approvals of its own; write approval_field: into the "
            "connector plain of tieout.yaml, with the custom field that says so",
        ),
    ],
)
def test_a_condition_that_nobody_can_tell_is_refused(tmp_path: Path, when: str, more: str, problem: str) -> None:
    assert problems(folder_when(tmp_path, when, more)) == [f"{ACME_FILE}:{problem}"]


def test_without_a_task_tracker_it_is_said_what_to_add(tmp_path: Path) -> None:
    (problem,) = problems(folder_when(tmp_path, "{task: jira:ACME-14, completed: yes}", main=MAIN))
    words = "tieout.yaml has no task tracker jira; add one under connectors, of kind jira or asana"
    assert problem == f"{ACME_FILE}:20:12: milestones[0].when.task: {words}"
