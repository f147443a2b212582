"""The audit log: rows come with what they tell of, and the database gives none back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mappings.decided import Signature
from mappings.store import Store
from tests.databases import empty_store

NOW = datetime(2026, 11, 3, tzinfo=UTC)
KIM = Signature("kim", NOW, "agreed with the client")


@pytest.fixture
def store(each_database: str) -> Iterator[Store]:
    with empty_store() as made:
        yield made


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_no_row_is_changed_or_taken_out(store: Store, statement: str) -> None:
    with store.write() as tx:
        tx.audit.add("push: post", "INV-1", NOW, {"books": "ledger"})
    with pytest.raises(DBAPIError, match="append-only"), store.write() as tx:
        tx._connection.execute(text(statement))
    with store.read() as tx:
        ((row),) = tx.audit.page()
    assert (row.who, row.what, row.subject, row.detail) == ("tieout", "push: post", "INV-1", {"books": "ledger"})


def test_what_people_decide_and_close_is_there_with_their_names(store: Store) -> None:
    with store.write() as tx:
        tx.decisions.add("approve", {"d2": {}, "d1": {}}, KIM)
        tx.decisions.undo([1], Signature("lee", NOW + timedelta(hours=1), "too early"))
        tx.units.close("acme", "2026-10", KIM, {})
        tx.units.reopen("acme", "2026-10", KIM)
    with store.read() as tx:
        rows = [(row.who, row.what, row.subject, row.detail) for row in tx.audit.page()]
        later = tx.audit.page(since=NOW + timedelta(minutes=1))
        own = tx.audit.page(who="lee")
    assert rows == [
        ("kim", "approve", "d1", {"decision": 1}),
        ("kim", "approve", "d2", {"decision": 2}),
        ("lee", "undo", "d1", {"decision": 3, "undoes": 1}),
        ("kim", "close", "acme 2026-10", {}),
        ("kim", "reopen", "acme 2026-10", {}),
    ]
    assert later == own == [row for row in later if row.who == "lee"]


def test_a_row_goes_with_what_it_tells_of(store: Store) -> None:
    def die() -> None:
        with store.write() as tx:
            tx.decisions.add("approve", {"d1": {}}, KIM)
            raise KeyError

    with pytest.raises(KeyError):
        die()
    with store.read() as tx:
        assert tx.audit.page() == []


def test_who_somebody_is_never_comes_into_the_log(store: Store) -> None:
    with store.write() as tx:
        tx.decisions.add("map", {"harvest person kim@example.com → Kim Allen": {}}, KIM)
    with store.read() as tx:
        ((row),) = tx.audit.page()
        said = tx.decisions.numbered([1])
    assert (row.subject, row.detail) == ("", {"decision": 1})
    assert said == {1: ("harvest person kim@example.com → Kim Allen", KIM.why)}


def test_what_nobody_signed_is_signed_by_whoever_opened_the_store(store: Store) -> None:
    daemon = Store(store.url, store.reader, store.writer, "tieout serve")
    with daemon.write() as tx:
        tx.units.close("acme", "2026-10", Signature("tieout", NOW, "INV-1 was posted"), {})
    with store.read() as tx:
        assert [row.who for row in tx.audit.page()] == ["tieout serve"]
