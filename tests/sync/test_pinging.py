"""The watchman: told after a proven pull and billing, and of nothing else; trouble there hinders nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from structlog.testing import capture_logs

from sync import ticking
from sync.duties import DUTIES, NotDone
from sync.ticking import tick
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY

SECRET = "a1b2c3-the-watchman"


@contextmanager
def watchman(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """An address on loopback, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{SECRET}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        made.configure(replace(made.agency, main={**made.agency.main, "ping": {"url": "${PING_URL}"}}))
        yield made


def ticked(house: House, url: str, monkeypatch: pytest.MonkeyPatch, fails: str = "") -> list[str]:
    """What a tick does, where nothing else than pull and follow is due, and one of them may fail."""

    def do(name: str) -> None:
        if name == fails:
            raise NotDone("harvest: a month is not proven")

    duties = {name: replace(DUTIES[name], do=lambda *_, name=name: do(name)) for name in ("pull", "follow")}
    monkeypatch.setattr(ticking, "DUTIES", duties)
    done = tick(replace(house.worker, environment={"PING_URL": url}))
    return [name for name, _ in done.done]


def test_a_proven_pull_is_told_and_nothing_else_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with watchman() as (url, asked):
        assert ticked(house, url, monkeypatch) == ["pull", "follow"]
        assert asked == [f"/{SECRET}"]


def test_a_pull_that_is_not_proven_is_not_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with watchman() as (url, asked):
        assert ticked(house, url, monkeypatch, fails="pull") == ["follow"]
        assert asked == []


def test_billing_and_pulling_ping() -> None:
    assert {name for name, duty in DUTIES.items() if duty.pings} == {"pull", "bill"}


@pytest.mark.parametrize("status", [404, 500])
def test_a_watchman_in_trouble_hinders_nothing_and_his_address_is_not_logged(
    house: House, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    with watchman(status) as (url, asked), capture_logs() as logs:
        assert ticked(house, url, monkeypatch) == ["pull", "follow"]
        assert len(asked) == 1, "he is not asked again at once: what is due next would wait for him"
    (told,) = [each for each in logs if each["event"] == "ping_failed"]
    assert SECRET not in str(logs)
    assert str(status) in told["why"]


@pytest.mark.parametrize("url", ["", "http://watch.example/x", "ftp://x", "nothing"])
def test_an_address_that_is_none_is_only_logged(house: House, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with capture_logs() as logs:
        assert ticked(house, url, monkeypatch) == ["pull", "follow"]
    assert [each["event"] for each in logs if each["log_level"] == "warning"] == ["ping_failed"]


def test_without_a_watchman_nobody_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.configure(replace(house.agency, main={key: each for key, each in house.agency.main.items() if key != "ping"}))
    with capture_logs() as logs:
        assert "pull" in ticked(house, "http://127.0.0.1:9/", monkeypatch)
    assert "ping_failed" not in {each["event"] for each in logs}
