"""Tasks in the store: who names what, what changes when a task does, and entries that are divided among several."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest

from billing.task_records import KnownProject, KnownTask
from mappings.decided import Signature
from mappings.due import ENTRY
from sync.documents import ENTRIES
from tests.agencies import TODAY, Agency, Row
from tests.laws.house import House, house_of

JIRA = {"kind": "jira", "site": "north.atlassian.net", "email": "ops@north.test", "token": "${JIRA_TOKEN}"}
SITE = "https://north.atlassian.net/browse/"
PROJECTS = (KnownProject("jira:1", "ACME", "Acme"),)


def task(key: str, number: int, title: str, **said: object) -> KnownTask:
    made = KnownTask(f"jira:{number}", key, title, SITE + key, "Open", "open", "jira:1", key.partition("-")[0])
    return replace(made, **said)  # type: ignore[arg-type]  # a table of what tests need


BOARD, REPORT = task("ACME-12", 12, "Board"), task("ACME-14", 14, "Report")


def agency(*notes: str, several: str = "one line", **connectors: object) -> Agency:
    main = {
        "version": "1",
        "company": {"name": "North", "timezone": "America/New_York", "currency": "USD"},
        "go_live": "2026-10-01",
        "calendar": {"country": "US"},
        "connectors": {"harvest": {"kind": "harvest"}, **connectors},
    }
    contract = {
        "id": "acme",
        "client": "Acme",
        "workstreams": [{"code": "ACME-IMPL", "name": "Implementation", "billing": "time and materials"}],
        "rates": [{"rate": 100}],
        "several_tasks": several,
    }
    rows = tuple(Row("harvest", date(2026, 10, 5), 5400, "Kim Allen", "ACME-IMPL", note=note) for note in notes)
    return Agency(main, {"people": [{"name": "Kim Allen"}]}, (contract,), rows)


@pytest.fixture
def house(each_database: str) -> Iterator[House]:
    with house_of(agency("ACME-12 first", "ACME-14 UTF-8", "QX-7", jira=JIRA)) as made:
        made.learn([BOARD, REPORT], PROJECTS)
        yield made.go()


def lines(house: House) -> list[str]:
    return [line.description for item in house.drafts() for line in item.draft.lines]


def mentions(house: House) -> list[tuple[str, str]]:
    query = "SELECT note, mention.name FROM mention JOIN entry ON entry.id = mention.entry ORDER BY note, mention.name"
    return [(str(note), str(name)) for note, name in house.rows(query)]


def known(house: House, note: str) -> str:
    return next(str(key) for key, said in house.rows("SELECT id, note FROM entry") if said == note)


def test_what_an_entry_names_is_noted_and_a_change_of_it_is_in_the_next_plan(house: House) -> None:
    assert mentions(house) == [("ACME-12 first", "ACME-12"), ("ACME-14 UTF-8", "ACME-14"), ("QX-7", "QX-7")]
    assert lines(house) == ["ACME-12 Board", "ACME-14 Report", "Implementation: work without a task"]
    house.learn([replace(BOARD, title="New board", key="NEW-1", url=SITE + "NEW-1", old_keys=("ACME-12",))], PROJECTS)
    assert [report.changed for report in house.run()] == [1, 0]
    assert lines(house) == ["ACME-14 Report", "NEW-1 New board", "Implementation: work without a task"]
    refs = {task.key: task.ref for item in house.drafts() for line in item.draft.lines for task in line.tasks}
    assert refs == {"ACME-14": "jira:14", "NEW-1": "jira:12"}
    assert [report.changed for report in house.run()] == [0, 0]


STORED = (
    "SELECT entry, day, verdict, verdict_reason, code, code_reason, person, contract, tasks, hold, who FROM match",
    "SELECT code, entry, person, day, subject, facts FROM issue WHERE resolved_run IS NULL",
    "SELECT entry, portion, state, seconds, minor, reason FROM placement",
    "SELECT entry, name FROM mention",
)


def all_of(house: House) -> list[list[tuple[object, ...]]]:
    """What the runs have left behind, whatever way they came there."""
    return [sorted(house.rows(query), key=repr) for query in STORED]


def test_tasks_that_become_known_later_leave_the_same_as_if_they_had_been_known_at_first(each_database: str) -> None:
    made = agency("ACME-12 first", "ACME-12 again", "ACME-14", jira=JIRA, toggl={"kind": "toggl"})
    first = made.rows[0]
    twin = replace(first, connector="toggl", project="ACME-IMPL")
    future, long = replace(first, day=date(2026, 11, 20)), replace(first, seconds=80_000, note="ACME-14 long")
    made = made.with_rows(
        [*made.rows, twin, future, long, replace(first, code="", project="Work", note="ACME-12 none")]
    )
    known = [
        replace(BOARD, code="ACME-IMPL"),
        replace(REPORT, stage="done", closed_at=datetime(2026, 10, 1, tzinfo=UTC)),
    ]
    with house_of(made) as early:
        early.learn(known, PROJECTS)
        early.go()
        wanted = all_of(early)
    with house_of(made) as late:
        late.go()
        before, looked = all_of(late), late.rows("SELECT count(*) FROM match WHERE hold <> ''")
        late.learn(known, PROJECTS)
        late.run()
        late.run()
        assert all_of(late) == wanted != before
        assert looked == [(1,)], "what was held before its task was known is held still"


def test_a_person_s_month_is_looked_at_again_only_where_more_than_tasks_changed(house: House) -> None:
    house.learn([replace(BOARD, title="New board")], PROJECTS)
    assert [(each.matched, each.people) for each in (report.reconciled for report in house.run())] == [(1, 0), (0, 0)]
    house.configure(house.agency.with_rows([replace(house.agency.rows[0], seconds=3600), *house.agency.rows[1:]]))
    house.bring_in(complete=True)
    assert [(each.matched, each.people) for each in (report.reconciled for report in house.run())] == [(1, 1), (0, 0)]


def test_without_a_task_tracker_nothing_is_noted_or_looked_up() -> None:
    with house_of(agency("ACME-12 first", "QX-7")) as house:
        house.learn([BOARD], PROJECTS)
        house.go()
        assert (mentions(house), lines(house)) == ([], ["ACME-12 first", "QX-7"])
        assert [issue.code for issue in house.issues()] == []


def test_a_tracker_that_is_configured_later_has_everything_matched_again() -> None:
    with house_of(agency("ACME-12 first")) as house:
        house.learn([BOARD], PROJECTS)
        house.go()
        house.configure(agency("ACME-12 first", jira=JIRA))
        assert [report.reconciled.matched for report in house.run()] == [1, 0]
        assert lines(house) == ["ACME-12 Board"]


def test_an_entry_that_a_person_linked_is_noted_under_its_task_until_that_is_undone(house: House) -> None:
    key = known(house, "QX-7")
    with house.store.write() as tx:
        detail = {"seconds": 5400, "cost_minor": None, "day": "2026-10-05", "other": "jira:14"}
        tx.decisions.add("link", {key: detail}, Signature("Kim", TODAY, "it was that"))
        tx.due.mark(ENTRY, {(key, "")})
    house.run()
    assert lines(house) == ["ACME-12 Board", "ACME-14 Report"]
    assert ("QX-7", "14") in mentions(house)
    house.learn([replace(REPORT, title="Final report")], PROJECTS)
    house.run()
    assert lines(house) == ["ACME-12 Board", "ACME-14 Final report"]
    house.undo(1)
    house.run()
    assert lines(house) == ["ACME-12 Board", "ACME-14 Final report", "Implementation: work without a task"]
    assert ("QX-7", "14") not in mentions(house)


def test_an_entry_is_divided_to_the_end(each_database: str) -> None:
    with house_of(agency("ACME-12 1h, ACME-14 30m", several="stated times", jira=JIRA)) as house:
        house.learn([BOARD, REPORT], PROJECTS)
        house.go()
        placed = "SELECT portion, seconds, state FROM placement ORDER BY portion"
        assert house.rows(placed) == [(1, 3600, "drafted"), (2, 1800, "drafted")]
        assert [report.changed for report in house.run()] == [0, 0]
        house.bill()
        (file,) = house.folder.rglob(ENTRIES)
        assert [
            (row["task"], row["hours"], row["amount"])
            for row in csv.DictReader(StringIO(file.read_text(encoding="utf-8")))
        ] == [
            ("ACME-12", "1.00", "100.00"),
            ("ACME-14", "0.50", "50.00"),
        ]
        assert house.rows(placed) == [(1, 3600, "billed"), (2, 1800, "billed")]
        house.configure(house.agency.with_rows([replace(house.agency.rows[0], seconds=6000)]))
        house.bring_in(complete=True)
        house.learn([replace(REPORT, present=False)], PROJECTS)
        house.run()
        assert house.rows(placed) == [(1, 3600, "billed"), (2, 1800, "billed"), (3, 600, "held")]
        assert house.statement("2026-10").difference_seconds == 0


def test_entries_that_name_the_same_tasks_are_each_divided_to_the_end(each_database: str) -> None:
    notes = ("ACME-12 45m, ACME-14 45m", "ACME-12 1h, ACME-14 30m", "ACME-12 30m, ACME-14 1h")
    with house_of(agency(*notes, several="stated times", jira=JIRA)) as house:
        house.learn([BOARD, REPORT], PROJECTS)
        house.go()
        house.bill()
        (file,) = house.folder.rglob(ENTRIES)
        rows = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8"))))
        assert sorted((row["task"], row["hours"], row["amount"]) for row in rows) == [
            ("ACME-12", "0.50", "50.00"),
            ("ACME-12", "0.75", "75.00"),
            ("ACME-12", "1.00", "100.00"),
            ("ACME-14", "0.50", "50.00"),
            ("ACME-14", "0.75", "75.00"),
            ("ACME-14", "1.00", "100.00"),
        ]
