"""Which tasks an entry is of: by strength, checked against the trackers, never another client's in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.decisions import Said
from billing.records import Answer, State, Task
from billing.task_records import HIDDEN
from tests.billing.properties import proven
from tests.billing.trackers import (
    ACME,
    ASANA,
    GLOBEX,
    JIRA,
    PREFIXES,
    RULES,
    SITE,
    TASKS,
    UNFOUND,
    contract,
    entry,
    index,
    link,
    matched,
    task,
)


def keys(*args: Any, **said: Any) -> tuple[list[str], list[str]]:
    found, issues = matched(entry(*args, **said))
    return [each.key for each in found.tasks], [issue.code for issue in issues]


@pytest.mark.parametrize(
    ("said", "tasks", "problems"),
    [
        ({"note": "ACME-12 Board"}, ["ACME-12"], []),
        ({"note": "ACME-12 and ACME-14"}, ["ACME-12", "ACME-14"], []),
        ({"note": "ACME-12 as ACME-12, see " + SITE + "ACME-12"}, ["ACME-12"], []),
        ({"note": "OLD-3, which is ACME-14 now"}, ["ACME-14"], []),
        ({"note": "ACME-14", "tags": ("ACME-12",)}, ["ACME-12"], []),
        ({"note": "ACME-14", "activity": "ACME-12"}, ["ACME-12"], []),
        ({"note": "ACME-14", "tags": ("ACME-404",)}, ["ACME-14"], ["task_not_found"]),
        ({"note": "ACME-14", "activity": "ACME-14", "task_url": SITE + "ACME-12"}, ["ACME-12"], []),
        ({"note": "ACME-14", "task_url": SITE + "ACME-404"}, ["ACME-14"], ["task_not_found"]),
        ({"note": "ACME-14", "task_url": "https://github.test/issues/7"}, ["7"], []),
        ({"note": "see " + SITE + "ACME-12?focus=1"}, ["ACME-12"], []),
        ({"note": "see https://other.atlassian.net/browse/ACME-12"}, [], ["no_task"]),
        ({"note": "UTF-8 for ISO-9001 in COVID-19 with GPT-5"}, [], ["no_task"]),
        ({"note": "V2-10 with QX-7"}, [], ["no_task"]),
        ({"note": "ZZZ-1"}, [], ["no_task"]),
        ({"tags": ("ZZZ-1",)}, ["ZZZ-1"], ["task_not_visible"]),
        ({"note": "ACME-404"}, [], ["task_not_found"]),
        ({"note": "ACME-30"}, [], ["task_not_found"]),
        ({"note": "ACME-403"}, ["ACME-403"], ["task_not_visible"]),
        ({"note": "ACME-77"}, ["ACME-77"], ["task_not_checked"]),
        ({"note": "ACME-403 and ACME-12"}, ["ACME-12"], ["task_not_visible"]),
        ({"note": "DUP-1"}, [], ["ambiguous_task"]),
        ({"note": "GLX-1"}, [], ["task_of_another_client"]),
        ({"note": "ACME-12 as in GLX-1"}, ["ACME-12"], ["task_of_another_client"]),
        ({"note": "ACME-12 as in GLX-1", "tags": ("ACME-14",)}, ["ACME-14"], []),
        ({"note": "https://app.asana.com/0/77/5001/f", "project": "GLOBEX-DEV"}, ["5001"], []),
        ({"note": "https://app.asana.com/1/9/project/77/task/5001", "project": "GLOBEX-DEV"}, ["5001"], []),
        ({"note": "https://app.asana.com/0/77/list"}, [], ["no_task"]),
        ({"note": "https://app.asana.com/0/77/5002"}, ["5002"], ["task_not_checked"]),
        ({"note": "ACME-20"}, ["ACME-20"], ["task_closed_before"]),
        ({"note": "OPS-1"}, ["OPS-1"], ["task_owner_unknown"]),
    ],
)
def test_names_lead_to_tasks_or_to_what_is_wrong_with_them(said: Any, tasks: list[str], problems: list[str]) -> None:
    assert keys(**said) == (tasks, problems)


def test_a_task_is_as_its_tracker_has_it_now_and_says_how_it_was_found() -> None:
    found, _ = matched(entry("OLD-3: what I called it"))
    assert found.tasks == (Task("ACME-14", "Report", SITE + "ACME-14"),)
    assert (found.tasks[0].ref, found.tasks[0].reason) == ("jira:14", "key in the note, as OLD-3")


def test_without_trackers_nothing_is_looked_up_or_wrong() -> None:
    known = index(replace(RULES, trackers=()))
    found, issues = matched(entry("GLX-1 ACME-404 QX-7 first", tags=("ACME-12",)), known)
    assert [each.key for each in found.tasks] == ["ACME-12", "GLX-1", "ACME-404", "QX-7"]
    assert ({each.ref for each in found.tasks}, issues, known.book.answers) == ({""}, [], {})


@pytest.mark.parametrize(
    ("note", "sentence", "remedy"),
    [
        ("ACME-404", "names ACME-404, which jira does not have.", "tieout decide link e1 KEY --why …"),
        ("ACME-30", "which jira does not have (any more: it was deleted).", "Correct the key in harvest"),
        ("ACME-403", "which jira does not show us.", "Let the user of Tieout's token browse"),
        ("ACME-77", "which was not looked up in jira yet.", "tieout pull"),
        ("DUP-1", "more than one task: asana:302 A task; jira:301 A task.", "Write the task's link into the note"),
        ("GLX-1", "names GLX-1 (Secret plan), which is a task of Globex Corp.", "or accept it"),
        ("ACME-20", "for ACME-20 (A task), which was Done since 2026-10-14.", "Correct the day or the task"),
        ("OPS-1", "nothing says whose project jira:OPS is.", "Write `task_projects: [jira:OPS]`"),
    ],
)
def test_every_sentence_says_what_is_wrong_and_what_to_do(note: str, sentence: str, remedy: str) -> None:
    _, (issue,) = matched(entry(note))
    assert issue.sentence.endswith(sentence)
    assert remedy in issue.remedy


def test_a_task_of_another_client_is_held_until_somebody_accepts_it() -> None:
    found, _ = matched(entry("GLX-1"))
    assert (found.verdict, found.verdict_reason) == (State.HELD, "it names a task of another client")
    found, issues = matched(entry("GLX-1"), said=Said(accepted=("task_of_another_client",)))
    assert (found.verdict, [each.key for each in found.tasks], issues) == (State.OPEN, ["GLX-1"], [])


def test_one_client_may_have_several_contracts() -> None:
    other = replace(contract("more", "MORE-DEV", task_projects=("jira:GLX",)), client=ACME.client)
    found, issues = matched(entry("GLX-1"), index(replace(RULES, contracts=(ACME, other))))
    assert ([each.key for each in found.tasks], issues) == (["GLX-1"], [])


@pytest.mark.parametrize(
    ("zone", "problems"), [("", []), ("America/New_York", []), ("Europe/Berlin", ["task_closed_before"])]
)
def test_a_task_is_closed_on_a_day_of_the_contracts_zone_else_the_companys(zone: str, problems: list[str]) -> None:
    closed = task("ACME-21", 21, stage="done", closed_at=datetime(2026, 10, 15, 21, tzinfo=UTC))
    late = replace(entry("ACME-21").record, day=date(2026, 10, 16), started=datetime(2026, 10, 15, 23, tzinfo=UTC))
    rules = replace(RULES, contracts=(replace(ACME, zone=zone), GLOBEX), zone="America/New_York")
    if not zone:
        late = replace(late, day=date(2026, 10, 15), started=None)
    _, issues = matched(replace(entry(), record=late), index(rules, (closed,)))
    assert [issue.code for issue in issues] == problems


# ---- project codes ----


@pytest.mark.parametrize(
    ("project", "code", "answer", "problems"),
    [
        ("No code", "ACME-OPS", "ACME-OPS", []),
        ("ACME-DEV", "ACME-DEV", "ACME-DEV", []),
        ("ACME-DEV", "ACME-OPS", "", ["conflicting_project_codes"]),
        ("ACME-DEV", "GLOBEX-DEV", "ACME-DEV", ["task_of_another_client"]),
        ("No code", "GLOBEX-DEV", "GLOBEX-DEV", []),
        ("No code", "", "", ["missing_project_code"]),
    ],
)
def test_a_tasks_code_speaks_too_but_not_for_another_client(
    project: str, code: str, answer: str, problems: list[str]
) -> None:
    found, issues = matched(entry("ACME-50", project), index(tasks=(task("ACME-50", 50, code=code),)))
    assert (found.project.value, [issue.code for issue in issues]) == (answer, problems)
    if project == "No code" and answer:
        assert found.project == Answer(answer, f"{answer} in task ACME-50")


def test_codes_in_tasks_alone_say_whose_they_are() -> None:
    contracts = (replace(ACME, task_projects=()), replace(GLOBEX, task_projects=()))
    rules = replace(RULES, contracts=contracts)
    assert matched(entry("ACME-12"), index(rules))[1] == []
    rules = replace(rules, trackers=(ASANA, replace(JIRA, has_code_field=True)))
    assert [issue.code for issue in matched(entry("ACME-12"), index(rules))[1]] == ["task_owner_unknown"]


# ---- what a person linked ----


@pytest.mark.parametrize(
    "note", ["", "words", "ACME-404", "ACME-403", "ACME-77", "DUP-1", "GLX-1", "ACME-20", "ACME-404 ACME-14"]
)
def test_a_persons_link_counts_where_the_entry_names_no_task_or_one_in_trouble(note: str) -> None:
    found, issues = matched(entry(note), said=link("jira:12"))
    assert ([each.ref for each in found.tasks], found.verdict, issues) == (["jira:12"], State.OPEN, [])
    assert found.tasks[0].reason == "linked by Kim, 2026-11-01: it was that"


@pytest.mark.parametrize("note", ["ACME-14", "ACME-14 or OPS-1"])
def test_a_persons_link_waits_where_the_entry_names_its_task(note: str) -> None:
    found, _ = matched(entry(note), said=link("jira:12"))
    assert found.tasks == matched(entry(note))[0].tasks


def test_a_link_to_what_is_gone_or_another_clients_is_said_so() -> None:
    assert [issue.code for issue in matched(entry(), said=link("jira:30"))[1]] == ["task_not_found"]
    assert [issue.code for issue in matched(entry(), said=link("jira:999"))[1]] == ["task_not_found"]
    assert [issue.code for issue in matched(entry(), said=link("jira:101"))[1]] == ["task_of_another_client"]
    found, issues = matched(entry(), said=link("jira:101", "task_of_another_client"))
    assert ([each.key for each in found.tasks], issues) == (["GLX-1"], [])


def test_where_a_task_is_required_an_entry_that_ends_without_one_is_held() -> None:
    known = index(replace(RULES, require_task="hold"))
    for note, problems in (("words", []), ("ACME-404", ["task_not_found"]), ("DUP-1", ["ambiguous_task"])):
        found, issues = matched(entry(note), known)
        assert (found.verdict, [issue.code for issue in issues]) == (State.HELD, ["no_task_held", *problems])
    assert matched(entry("ACME-12"), known)[0].verdict is State.OPEN
    assert matched(entry("words"), known, link("jira:12"))[0].verdict is State.OPEN
    assert matched(entry("ACME-404"), known, Said(accepted=("no_task_held",)))[0].verdict is State.OPEN


def test_a_tracker_of_which_nothing_was_listed_yet_may_have_any_key() -> None:
    known = index(tasks=(), unfound={}, prefixes=PREFIXES - {("jira", key) for key in ("ACME", "GLX", "OPS")})
    found, issues = matched(entry("QX-7: words"), known)
    assert [(each.key, each.title, each.ref) for each in found.tasks] == [("QX-7", "words", "")]
    assert [issue.code for issue in issues] == ["task_not_checked"]


def test_a_project_that_only_a_contract_names_is_known_although_nobody_sees_it() -> None:
    known = index(tasks=(), unfound={"ACME-5": {"jira": HIDDEN}}, prefixes={("jira", "OPS"), ("asana", "")})
    assert [issue.code for issue in matched(entry("ACME-5"), known)[1]] == ["task_not_visible"]


# ---- laws ----

NAMES = st.sampled_from(
    ["ACME-12", "ACME-14", "OLD-3", "ACME-20", "GLX-1", "OPS-1", "DUP-1", "ACME-404", "QX-7", "word"]
)
PLACES = st.fixed_dictionaries(
    {
        "tags": st.lists(NAMES, max_size=3).map(tuple),
        "activity": NAMES | st.just(""),
        "note": st.lists(NAMES, max_size=4).map(" ".join),
        "task_url": NAMES.map(lambda name: SITE + name) | st.just(""),
        "project": st.sampled_from(["ACME-DEV", "GLOBEX-DEV", "No code"]),
    }
)


@proven
@given(said=PLACES, random=st.randoms(use_true_random=False))
def test_linking_never_depends_on_order(said: Any, random: Any) -> None:
    tasks, names, tags = list(TASKS), list(UNFOUND.items()), list(said["tags"])
    for each in (tasks, names, tags):
        random.shuffle(each)
    other = index(
        replace(RULES, trackers=RULES.trackers[::-1], contracts=RULES.contracts[::-1]), tuple(tasks), dict(names)
    )
    matched(entry("ACME-12 ACME-404 GLX-1"), other)
    one, issues = matched(entry(**said))
    two, same = matched(entry(**{**said, "tags": tuple(tags)}), other)
    assert sorted(each.ref or each.key for each in one.tasks) == sorted(each.ref or each.key for each in two.tasks)
    assert (one.verdict, one.project.value, one.contract) == (two.verdict, two.project.value, two.contract)
    assert sorted(issue.sentence for issue in issues) == sorted(issue.sentence for issue in same)


@proven
@given(said=PLACES, linked=st.sampled_from(["", *(each.ref for each in TASKS)]))
def test_linking_never_links_to_another_clients_task_in_silence(said: Any, linked: str) -> None:
    found, issues = matched(entry(**said), said=link(linked) if linked else Said())
    whose = {"jira:ACME": "acme", "jira:GLX": "globex", "asana:77": "globex"}
    known = {each.ref: whose.get(each.project, "") for each in TASKS}
    assert all(known[each.ref] in ("", found.contract) for each in found.tasks if each.ref and found.contract)
    if any(issue.code == "task_of_another_client" for issue in issues):
        assert found.verdict is State.HELD
    assert len({issue.id for issue in issues}) == len(issues)
