"""The database is away for an hour of business: told meanwhile, and afterwards all that was due is done once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

import mappings.postgres
from mappings.store import Store
from mappings.trouble import StoreUnavailable
from tests.chaos.house import BEFORE, BILLED, SHOWN, Chaos, Daemon, chaos, until
from tests.chaos.postgres import Server, Way, server

AT_ONCE = 6
"""Seconds in which anybody is answered, whatever the database does: vendors give up after five and a little more."""
TO_END = 10


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.fixture
def house(postgres: Server, tmp_path: Path) -> Iterator[Chaos]:
    with chaos(tmp_path / "agency", postgres.address()) as made:
        yield made
        postgres.resume()


def quickly(ask: Callable[[], Any]) -> Any:
    """An answer, which must come at once."""
    began = monotonic()
    found = ask()
    assert monotonic() - began < AT_ONCE
    return found


def is_told(daemon: Daemon, words: str) -> None:
    """That the database is away: to whoever takes a process out of service, to Prometheus, and not to a restarter."""
    status, said = quickly(daemon.ready)
    assert status == 503
    assert words in said["why"][0]
    assert "tieout_store_up 0.0" in quickly(lambda: daemon.ask("/metrics"))[1]
    assert quickly(lambda: daemon.ask("/healthz"))[0] == 200


def goes_on(house: Chaos, daemon: Daemon) -> None:
    """Once it is back: what was due is done, once, and what was refused can be delivered."""
    until(lambda: daemon.ready()[0] == 200)
    until(house.is_billed)
    assert house.shown() == SHOWN
    assert daemon.deliver(house.event("before")) == 200
    assert daemon.deliver(house.event("meanwhile")) == 200
    assert house.delivered() == {"before", "meanwhile"}
    assert [(each.due_at, each.outcome) for each in house.bills()] == [(BILLED, "done")]
    code, said = house.tieout("status")
    assert code in (0, 1)
    assert "What could not be done" not in said


def test_it_is_stopped_and_started_again(house: Chaos, postgres: Server) -> None:
    with house.daemon() as daemon:
        until(lambda: daemon.ready()[0] == 200)
        assert quickly(lambda: daemon.deliver(house.event("before"))) == 200
        postgres.stop()
        try:
            assert quickly(lambda: daemon.deliver(house.event("meanwhile"))) == 503
            is_told(daemon, "cannot be reached")
            code, said = house.tieout("status")
            assert (code, "see that the server runs" in said) == (3, True)
            house.at(BEFORE + timedelta(hours=1))
            until(lambda: "store_unavailable" in daemon.log())
        finally:
            postgres.start()
        goes_on(house, daemon)
        assert "defect" not in daemon.log()
        assert "Traceback" not in daemon.log()


@pytest.mark.proof
def test_it_hangs_and_goes_on(house: Chaos, postgres: Server) -> None:
    with house.daemon() as daemon:
        until(lambda: daemon.ready()[0] == 200)
        assert quickly(lambda: daemon.deliver(house.event("before"))) == 200
        postgres.pause()
        try:
            house.at(BEFORE + timedelta(hours=1))
            assert quickly(lambda: daemon.deliver(house.event("meanwhile"))) == 503
            with ThreadPoolExecutor(50) as many:
                asked = [many.submit(quickly, daemon.ready) for _ in range(50)]
                is_told(daemon, "has not answered for 4 seconds")
                assert {each.result()[0] for each in asked} == {503}
        finally:
            postgres.resume()
        goes_on(house, daemon)


@pytest.mark.proof
def test_it_hangs_and_the_end_is_asked_for(house: Chaos, postgres: Server) -> None:
    with house.daemon() as daemon:
        until(lambda: daemon.ready()[0] == 200)
        postgres.pause()
        try:
            house.at(BILLED)
            assert daemon.deliver(house.event("meanwhile")) == 503
            asked = monotonic()
            daemon.program.signal(signal.SIGTERM)
            assert daemon.program.ended() == 0
            assert monotonic() - asked < TO_END
        finally:
            postgres.resume()
    with house.daemon() as daemon:
        assert daemon.deliver(house.event("before")) == 200
        goes_on(house, daemon)


def test_it_is_stopped_and_the_end_is_asked_for(house: Chaos, postgres: Server) -> None:
    with house.daemon() as daemon:
        until(lambda: daemon.ready()[0] == 200)
        postgres.stop()
        try:
            daemon.program.signal(signal.SIGTERM)
            assert daemon.program.ended() == 0
            assert "end_not_noted" in daemon.log()
        finally:
            postgres.start()


@pytest.mark.proof
def test_the_way_to_it_swallows_everything(house: Chaos, postgres: Server) -> None:
    way = Way(postgres.folder)
    address = house.url.replace("postgres@/", f"postgres@127.0.0.1:{way.port}/").replace(f"host={postgres.folder}&", "")
    try:
        with house.daemon(DATABASE=address) as daemon:
            until(lambda: daemon.ready()[0] == 200)
            assert quickly(lambda: daemon.deliver(house.event("before"))) == 200
            way.swallow()
            house.at(BEFORE + timedelta(hours=1))
            assert quickly(lambda: daemon.deliver(house.event("meanwhile"))) == 503
            is_told(daemon, "has not answered for 4 seconds")
            way.mend()
            goes_on(house, daemon)
    finally:
        way.close()


def test_a_server_that_is_silent_for_too_long_is_given_up(
    house: Chaos, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mappings.postgres, "SILENT_SECONDS", 1)
    with closing(Store.open(f"{house.url}&connect_timeout=2")) as store:
        assert is_empty(store)
        for silent in (lambda: falls_silent(store, postgres), lambda: is_empty(store)):
            began = monotonic()
            with pytest.raises(StoreUnavailable, match="does not answer; see that the server runs"):
                silent()
            assert 1 <= monotonic() - began < TO_END
        postgres.resume()
        assert is_empty(store)


def falls_silent(store: Store, postgres: Server) -> None:
    with store.read() as tx:
        assert tx.servers.first() is None
        postgres.pause()
        tx.servers.first()


def is_empty(store: Store) -> bool:
    with store.read() as tx:
        return tx.servers.first() is None


def test_the_connection_that_holds_the_lock_dies_in_the_middle_and_another_process_takes_over(
    house: Chaos, postgres: Server
) -> None:
    house.twin.vendors.fault("xero", "slow reply", house.twin.writes, method="PUT", seconds=2, times=1)
    with house.daemon() as one, house.daemon() as other:
        until(lambda: one.ready()[0] == other.ready()[0] == 200)
        house.at(BILLED)
        until(house.bills)
        until(lambda: house.twin.vendors.world.faults[0].struck)
        assert postgres.lose_locks() >= 2
        until(lambda: house.bills()[0].outcome != "unfinished")
        house.at(BILLED + timedelta(minutes=5))
        until(house.is_billed)
        assert house.shown() == SHOWN
        assert "Traceback" not in one.log() + other.log()
