"""Entries, history and placements in the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from billing.ids import content_hash
from billing.issues import Issue
from billing.records import EXPENSE, TIME, Entry, Portion, SourceRecord, State
from mappings.entries import Origin
from mappings.schema import entry, entry_history
from mappings.schema_books import allocation, placement
from mappings.store import Store, Transaction
from tests.databases import empty_store

NOW = datetime(2026, 11, 3, tzinfo=UTC)
RECORD = SourceRecord(date(2026, 10, 5), 3600, person="Kim", project="Site", tags=("a",), note="\x1b[2J")


@pytest.fixture
def store(each_database: str) -> Iterator[Store]:
    with empty_store() as made:
        yield made


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.write() as made:
        yield made


@pytest.fixture
def run(tx: Transaction) -> int:
    return tx.runs.start("test", NOW)


def add(tx: Transaction, run: int, *records: SourceRecord, connector: str = "harvest") -> list[str]:
    return tx.entries.add(connector, [(record, Origin(None, None, run)) for record in records])


def count(tx: Transaction, table: object) -> int:
    return len(tx._connection.execute(select(table)).all())  # type: ignore[call-overload]


# ---- entries ----


def test_equal_rows_are_numbered_within_and_across_imports(tx: Transaction, run: int) -> None:
    first = add(tx, run, RECORD, RECORD, replace(RECORD, note="other"))
    second = add(tx, run, RECORD, replace(RECORD, note="other"))
    assert len({*first, *second}) == 5
    names = tx._connection.execute(text("SELECT external_id FROM source_ref ORDER BY external_id")).scalars().all()
    assert sorted(name.rpartition("#")[2] for name in names) == ["1", "1", "2", "2", "3"]


def test_ids_depend_on_connector_and_content_only(tx: Transaction, run: int) -> None:
    (here,) = add(tx, run, RECORD)
    (there,) = add(tx, run, RECORD, connector="toggl")
    assert here != there
    assert here == "eot7mehldfyyf", "this id was given once and must be given for ever"


def test_a_record_is_read_back_exactly_as_it_was_said(tx: Transaction, run: int) -> None:
    started = datetime(2026, 10, 5, 9, tzinfo=UTC)
    full = replace(RECORD, started=started, billable=False, approved=None, invoiced=True, clock_seconds=0)
    (entry_id,) = add(tx, run, full)
    assert tx.entries.get(entry_id) == Entry(entry_id, 1, "harvest", full)


def test_history_has_what_was_superseded_and_nothing_else(tx: Transaction, run: int) -> None:
    (entry_id,) = add(tx, run, RECORD)
    assert count(tx, entry_history) == 0
    head = tx.entries.get(entry_id)
    assert head is not None
    tx.entries.change([(head, replace(RECORD, seconds=60), Origin(None, 7, run), "edited")])
    changed = tx.entries.get(entry_id)
    assert changed is not None and changed.version == 2
    tx.entries.retire([changed], Origin(None, None, run), "gone")
    versions = tx.entries.versions(entry_id)
    assert [(v.entry.version, v.entry.record.seconds, v.present, v.how) for v in versions] == [
        (1, 3600, True, "first seen"),
        (2, 60, True, "edited"),
        (3, 60, False, "gone"),
    ]
    assert count(tx, entry_history) == 2


# ---- placements ----


def portion(entry_id: str, state: State = State.HELD, seconds: int = 3600, number: int = 1) -> Portion:
    return Portion(entry_id, 1, number, state, seconds, "because")


def test_allocations_are_only_ever_appended(tx: Transaction, run: int) -> None:
    (entry_id,) = add(tx, run, RECORD)
    seen: list[object] = []
    for state in (State.HELD, State.NON_BILLABLE, State.HELD):
        assert tx.placements.place([portion(entry_id, state)], None, run) == 1
        rows = [tuple(row) for row in tx._connection.execute(select(allocation).order_by(allocation.c.number))]
        assert rows[: len(seen)] == seen
        seen = list(rows)
    tx.placements.release([entry_id], "open again", run)
    steps = tx.placements.steps(entry_id)
    assert [(s.number, s.seconds, s.reverses) for s in steps] == [
        (1, 3600, None),
        (2, -3600, 1),
        (3, 3600, None),
        (4, -3600, 3),
        (5, 3600, None),
        (6, -3600, 5),
    ]
    assert tx.placements.of_entries([entry_id]) == {}


def test_placing_an_entry_where_it_stands_writes_nothing(tx: Transaction, run: int) -> None:
    (entry_id,) = add(tx, run, RECORD)
    tx.placements.place([portion(entry_id)], None, run)
    assert tx.placements.place([portion(entry_id)], None, run) == 0
    assert count(tx, allocation) == 1


def test_an_entry_in_two_portions_is_moved_as_a_whole(tx: Transaction, run: int) -> None:
    (entry_id,) = add(tx, run, RECORD)
    halves = [portion(entry_id, State.HELD, 1000, 1), portion(entry_id, State.COVERED, 2600, 2)]
    tx.placements.place([replace(half, state=State.HELD) for half in halves], None, run)
    tx.placements.place(halves, None, run)
    assert [item.portion for item in tx.placements.of_entries([entry_id])[entry_id]] == halves


@pytest.mark.parametrize("state", [State.PUSHED, State.BILLED, State.COVERED, State.CREDITED])
def test_what_left_the_house_is_neither_released_nor_moved(tx: Transaction, run: int, state: State) -> None:
    (entry_id,) = add(tx, run, RECORD)
    tx.placements.place([replace(portion(entry_id, state), line_id="l1")], None, run)
    tx.placements.settle(["l1"], settled=True)
    assert tx.placements.release([entry_id], "no", run) == 0
    assert count(tx, placement) == count(tx, allocation) == 1
    drift = replace(portion(entry_id, State.HELD), number=2, seconds=60)
    tx.placements.place([drift], None, run)
    assert [item.portion.state for item in tx.placements.of_entries([entry_id])[entry_id]] == [state, State.HELD]


def test_entries_are_known_in_short_also_those_that_an_older_schema_wrote_without_a_hash(
    tx: Transaction, run: int
) -> None:
    day = RECORD.day
    (first, second) = add(tx, run, RECORD, replace(RECORD, note="second"))
    tx._connection.execute(entry.update().where(entry.c.id == first).values(content=""))
    stored = {item.id: item.content for item in tx.entries.stored("harvest", day, day)}
    assert stored == {first: content_hash(RECORD), second: content_hash(replace(RECORD, note="second"))}


def test_the_hash_of_a_head_follows_its_content(tx: Transaction, run: int) -> None:
    (entry_id,) = add(tx, run, RECORD)
    edited = replace(RECORD, seconds=60)
    tx.entries.change([(tx.entries.heads([entry_id])[0], edited, Origin(None, None, run), "edited")])
    assert [item.content for item in tx.entries.stored("harvest", RECORD.day, RECORD.day)] == [content_hash(edited)]


def test_what_no_file_has_shown_is_what_is_left_of_the_days(tx: Transaction, run: int) -> None:
    day = RECORD.day
    (first, second) = add(tx, run, RECORD, replace(RECORD, note="second"))
    add(tx, run, replace(RECORD, day=day.replace(day=6)))
    assert tx.entries.unseen("harvest", TIME, [day], {first}) == [(second, day)]
    assert tx.entries.unseen("harvest", TIME, [day], {first, second}) == []
    (train,) = add(tx, run, replace(RECORD, kind=EXPENSE, seconds=0, cost_minor=12000, currency="USD"))
    assert tx.entries.unseen("harvest", TIME, [day], {first}) == [(second, day)]
    assert tx.entries.unseen("harvest", EXPENSE, [day], set()) == [(train, day)]


def test_people_are_known_by_the_names_and_addresses_their_source_writes(tx: Transaction, run: int) -> None:
    day = RECORD.day
    (kim, _) = add(tx, run, RECORD, replace(RECORD, person="Sam", email="sam@north.test"))
    assert sorted(tx.entries.names("harvest", day, day)) == [("Kim", ""), ("Sam", "sam@north.test")]
    assert [item.entry.id for item in tx.entries.known("harvest", day, day, [("Kim", "")])] == [kim]
    assert tx.entries.known("harvest", day, day, [("Kim", "sam@north.test")]) == []


def test_exceptions_of_one_kind_come_by_client_and_day(tx: Transaction, run: int) -> None:
    said = [("Kim", 9), ("Ada", 12), ("Sam", 1), ("Ada", 9)]
    issues = [
        Issue("no_task", entry_id=f"e{n}", client="Acme", person=who, day=date(2026, 10, day))
        for n, (who, day) in enumerate(said)
    ]
    tx.issues.replace("test", [*issues, Issue("no_task", entry_id="e9", client="Acme", month="2026-09")], run)
    found = [(each.person, each.day.day if each.day else 0) for each in tx.issues.standing()]
    assert found == [("", 0), ("Sam", 1), ("Ada", 9), ("Kim", 9), ("Ada", 12)]
