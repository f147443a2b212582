"""Connections in the store: one a name, and changed only as they were seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mappings.store import Store
from mappings.vault import Kept
from tests.databases import empty_store

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BOOKS = Kept("books", "xero", "t-1", "Northwind AI", LATER, None, None, NOW, NOW, sealed=b"\x00sealed")


@pytest.fixture
def store(each_database: str) -> Iterator[Store]:
    with empty_store() as made:
        with made.write() as tx:
            tx.vault.connect(BOOKS)
        yield made


def seen(store: Store) -> Kept:
    with store.read() as tx:
        found = tx.vault.of("books")
    assert found is not None
    return found


def test_what_was_kept_is_read_as_it_was(store: Store) -> None:
    assert seen(store) == replace(BOOKS, version=1)
    with store.write() as tx:
        assert tx.vault.to_change("books") == seen(store)
        assert tx.vault.to_change("other") is None
    with store.read() as tx:
        assert tx.vault.of("other") is None


def test_a_renewal_names_the_version_it_was_made_of(store: Store) -> None:
    first = seen(store)
    with store.write() as tx:
        assert tx.vault.begin(first, LATER)
        assert tx.vault.renew(replace(first, sealed=b"second", renewed_at=LATER))
    with store.write() as tx:
        assert not tx.vault.renew(replace(first, sealed=b"too late"))
        assert not tx.vault.begin(first, LATER)
        assert not tx.vault.lapse(first, LATER)
    assert seen(store) == replace(first, sealed=b"second", renewed_at=LATER, version=2)


def test_a_new_sign_in_takes_the_place_of_the_old_one_and_ends_its_renewals(store: Store) -> None:
    first = seen(store)
    with store.write() as tx:
        tx.vault.lapse(first, LATER)
    assert (seen(store).lapsed_at, seen(store).version) == (LATER, 2)
    with store.write() as tx:
        tx.vault.connect(replace(BOOKS, sealed=b"again"))
        tx.vault.connect(replace(BOOKS, name="other"))
        assert not tx.vault.renew(replace(first, version=2))
    assert seen(store) == replace(BOOKS, sealed=b"again", version=3)
    with store.read() as tx:
        assert [each.name for each in tx.vault.all()] == ["books", "other"]


def test_what_is_forgotten_is_gone(store: Store) -> None:
    with store.write() as tx:
        tx.vault.forget("books")
        tx.vault.forget("never there")
    with store.read() as tx:
        assert tx.vault.all() == []
    with store.write() as tx:
        assert not tx.vault.renew(BOOKS)


def test_nothing_sealed_shows() -> None:
    assert "sealed" not in repr(BOOKS)
