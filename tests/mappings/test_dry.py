"""Stores that are one transaction: what is done in one is seen in it, and elsewhere at its end or never, everywhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mappings.decided import Signature
from mappings.dry import dry, together
from mappings.store import Store
from tests.databases import empty_store

pytestmark = pytest.mark.usefixtures("each_database")
SIGNED = Signature("sam", datetime(2026, 11, 3, tzinfo=UTC), "because")


def decide_and_fail(store: Store, about: str) -> None:
    """Writes something, and then there is trouble."""
    with store.write() as tx:
        tx.decisions.add("accept", {about: {}}, SIGNED)
        raise ZeroDivisionError


def decide_one_and_fail_with_the_next(store: Store) -> None:
    with together(store) as trying:
        with trying.write() as tx:
            tx.decisions.add("accept", {"e-1": {}}, SIGNED)
        decide_and_fail(trying, "e-2")


def test_what_is_done_in_it_is_seen_there_and_gone_afterwards() -> None:
    with empty_store() as store:
        with dry(store) as trying:
            with trying.write() as tx:
                tx.decisions.add("accept", {"e-1": {}}, SIGNED)
            with trying.read() as tx:
                assert [each.decision.subject for each in tx.decisions.history()] == ["e-1"]
        with store.read() as tx:
            assert tx.decisions.history() == []


def test_what_fails_in_it_is_undone_and_the_rest_goes_on() -> None:
    with empty_store() as store, dry(store) as trying:
        with trying.write() as tx:
            tx.decisions.add("accept", {"e-1": {}}, SIGNED)
        with pytest.raises(ZeroDivisionError):
            decide_and_fail(trying, "e-2")
        with trying.read() as tx:
            assert [each.decision.subject for each in tx.decisions.history()] == ["e-1"]


def test_nothing_is_kept_when_it_ends_by_an_error() -> None:
    with empty_store() as store:
        with pytest.raises(ZeroDivisionError), dry(store) as trying:
            decide_and_fail(trying, "e-1")
        with store.write() as tx:
            assert tx.decisions.history() == []
            tx.decisions.add("accept", {"e-3": {}}, SIGNED)
        with store.read() as tx:
            assert len(tx.decisions.history()) == 1


def test_all_that_is_done_together_is_kept_at_the_end_and_not_before() -> None:
    with empty_store() as store:
        with together(store) as trying:
            for about in ("e-1", "e-2"):
                with trying.write() as tx:
                    tx.decisions.add("accept", {about: {}}, SIGNED)
            with store.read() as tx:
                assert tx.decisions.history() == []
        with store.read() as tx:
            assert len(tx.decisions.history()) == 2


def test_nothing_that_is_done_together_is_kept_when_it_ends_by_an_error() -> None:
    with empty_store() as store:
        with pytest.raises(ZeroDivisionError):
            decide_one_and_fail_with_the_next(store)
        with store.read() as tx:
            assert tx.decisions.history() == []
