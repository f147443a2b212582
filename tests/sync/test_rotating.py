"""Taking another key: all connections or none, begun again wherever it was ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.keys import FILE, VARIABLE, BadKey, keys_of, new_key, rewrite, write_first_key
from mappings.database import StoreUnavailable
from mappings.lock import turn
from mappings.store import Store
from sync.rotating import check, rotate
from sync.vault import seal_anew, waited
from tests.connectors.vendors import FakeTime
from tests.databases import empty_store
from tests.provider import Provider
from tests.sync.connected import KEY, Agency, agency_of, sign_in

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as made:
        yield made


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def provider(time: FakeTime) -> Iterator[Provider]:
    with Provider(now=time.wall) as made:
        yield made


@pytest.fixture
def agency(tmp_path: Path, store: Store, time: FakeTime, provider: Provider) -> Agency:
    """Two books under the key of a file."""
    made = agency_of(tmp_path / "agency", store, time.timer, provider)
    write_first_key(made.folder)
    made = replace(
        made.with_variables(**{VARIABLE: ""}), books={"books": made.books["books"], "other": made.books["books"]}
    )
    sign_in(made, provider)
    sign_in(made, provider, "other")
    return made


def tokens(agency: Agency) -> list[str]:
    return [agency.access(name).token() for name in agency.books]


def test_a_rotation_leaves_one_key_that_opens_everything(agency: Agency) -> None:
    before, old = tokens(agency), keys_of(agency.folder, {})
    done = rotate(agency.outside, agency.store)
    assert (done.sealed, done.old_keys_left) == (2, 0)
    keys, found = check(agency.outside, agency.store)
    assert (keys.count, keys != old) == (1, True)
    assert [(each.name, each.newest, each.problem) for each in found] == [("books", True, ""), ("other", True, "")]
    assert tokens(agency) == before
    with agency.store.read() as tx:
        for row in tx.vault.all():
            with pytest.raises(BadKey):
                old.open(row.sealed)


def test_a_rotation_that_was_ended_after_the_new_key_goes_on_with_that_key(agency: Agency) -> None:
    before = tokens(agency)
    rewrite(agency.folder, keys_of(agency.folder, {}).behind(newer := new_key()))
    assert tokens(agency) == before
    assert rotate(agency.outside, agency.store).sealed == 2
    assert (agency.folder / FILE).read_text() == f"{newer}\n"
    assert tokens(agency) == before


def test_a_rotation_that_was_ended_before_the_old_key_went_only_takes_that_away(agency: Agency, time: FakeTime) -> None:
    before = tokens(agency)
    rewrite(agency.folder, keys_of(agency.folder, {}).behind(new_key()))
    seal_anew(agency.store, keys_of(agency.folder, {}), time.timer)
    assert rotate(agency.outside, agency.store).sealed == 0
    assert keys_of(agency.folder, {}).count == 1
    assert tokens(agency) == before


def test_a_process_that_ends_at_any_step_can_be_repeated(agency: Agency, provider: Provider) -> None:
    """Ended before anything is sealed, between two connections, and before the old key goes."""
    before = tokens(agency)
    for step, sealed in ("seal_anew:1", 0), ("_seal_one:2", 0), ("rewrite:1", 2):
        command = [sys.executable, "-m", "tests.sync.connected", "rotate"]
        arguments = [str(agency.folder), agency.store.url, provider.base, step]
        environment = {**os.environ, **agency.environment}
        assert subprocess.run([*command, *arguments], cwd=ROOT, env=environment, check=False).returncode == 9
        assert tokens(agency) == before
        _, found = check(agency.outside, agency.store)
        assert sum(each.newest for each in found) == sealed
        assert keys_of(agency.folder, {}).count == 2
    assert rotate(agency.outside, agency.store).sealed == 0
    assert keys_of(agency.folder, {}).count == 1
    assert tokens(agency) == before


def test_one_connection_that_no_key_opens_stops_all_and_changes_nothing(agency: Agency, provider: Provider) -> None:
    sign_in(agency.with_variables(**{VARIABLE: KEY}), provider, "other")
    with pytest.raises(BadKey, match="opens the connection other, so nothing was changed"):
        rotate(agency.outside, agency.store)
    _, found = check(agency.outside, agency.store)
    assert [(each.newest, bool(each.problem)) for each in found] == [(False, False), (False, True)]
    (first,) = tokens(replace(agency, books={"books": agency.books["books"]}))
    assert first in provider.accesses
    agency.connecting("other").disconnect()
    rotate(agency.outside, agency.store)
    assert tokens(replace(agency, books={"books": agency.books["books"]})) == [first]


def test_in_the_environment_the_operator_puts_the_new_key_in_front(agency: Agency, provider: Provider) -> None:
    own = agency.with_variables(**{VARIABLE: KEY})
    for name in agency.books:
        sign_in(own, provider, name)
    before = tokens(own)
    with pytest.raises(BadKey, match="has one key, under which everything is kept already"):
        rotate(own.outside, own.store)
    newer = new_key()
    done = rotate(own.with_variables(**{VARIABLE: f"{newer},{KEY}"}).outside, own.store)
    assert (done.sealed, done.old_keys_left) == (2, 1)
    assert tokens(own.with_variables(**{VARIABLE: newer})) == before


def test_nobody_rotates_while_a_connection_is_renewed(agency: Agency, time: FakeTime) -> None:
    with turn(agency.store, "connection-other") as mine:
        assert mine
        with pytest.raises(Exception, match="another tieout has been renewing the connection other for long"):
            rotate(agency.outside, agency.store)
    rotate(agency.outside, agency.store)


def test_a_turn_is_one_s_alone_and_each_name_has_its_own(store: Store, time: FakeTime) -> None:
    with turn(store, "connection-books") as mine, turn(store, "connection-other") as also_mine:
        assert (mine, also_mine) == (True, True)
        with turn(store, "connection-books") as again:
            assert not again
    with waited(store, "books", time.timer):
        assert time.slept == []


def test_a_turn_beside_a_database_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/tieout.db")
    (tmp_path / "tieout.db.connection-books.lock").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be written"), turn(store, "connection-books"):
        pass
    store.close()
