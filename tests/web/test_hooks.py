"""Deliveries over real HTTP: kept before they are answered; what is forged, large or too much costs little."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import sync.noting
import web.hooks
from mappings.hooks import Deliveries, Noted
from mappings.store import Store
from mappings.trouble import StoreUnavailable
from sync.noting import Noter, place_hash
from tests.connectors.hooked import ORGANISATION, SECRET, VENDORS, Vendor
from tests.databases import empty_store
from tests.web.serving import (
    NOW,
    OTHER_ORGANISATION,
    Serving,
    configuration_in,
    keys,
    make_places,
    serving,
    word,
)

ROOT = Path(__file__).parent.parent.parent
every_vendor = pytest.mark.parametrize("vendor", VENDORS.values(), ids=VENDORS)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Serving]:
    with empty_store() as store:
        make_places(store)
        with serving(tmp_path, store) as found:
            yield found


@contextmanager
def counted(store: Store, what: str) -> Iterator[list[str]]:
    """Every transaction that begins meanwhile."""
    began: list[str] = []
    engine = store.writer if what == "write" else store.reader

    def begin(_: Any) -> None:
        began.append(what)

    event.listen(engine, "begin", begin)
    try:
        yield began
    finally:
        event.remove(engine, "begin", begin)


# ---- what every vendor's place does ----


@every_vendor
def test_a_delivery_is_kept_once_however_often_it_comes_and_wakes_the_pull(served: Serving, vendor: Vendor) -> None:
    status, headers, body = served.post(
        f"/hooks/{vendor.kind}/{word(vendor.kind)}", vendor.signed(vendor.body), vendor.body
    )
    assert (status, body) == (200, b"")
    assert "set-cookie" not in headers
    (noted,) = served.noted(vendor.kind)
    said = [(hint["kind"], hint["id"], hint.get("day", "")) for hint in noted.hints]
    assert (said, noted.received_at) == (list(vendor.hints), NOW)
    assert served.woken
    assert served.deliver(vendor.kind, vendor.body) == 200
    assert served.noted(vendor.kind) == [noted]
    assert (served.hook(vendor.kind).state, served.hook(vendor.kind).last_at) == ("active", NOW)


@every_vendor
def test_what_is_not_genuine_is_refused_and_costs_no_write(served: Serving, vendor: Vendor) -> None:
    anew = json.dumps(vendor.said, indent=1).encode()
    with counted(served.store, "write") as writes:
        assert served.deliver(vendor.kind, vendor.body, {}) == 401
        assert served.deliver(vendor.kind, vendor.body, vendor.signed(vendor.body, "forged")) == 401
        if vendor.over_body:
            assert served.deliver(vendor.kind, anew, vendor.signed(vendor.body)) == 401
            assert served.deliver(vendor.kind, vendor.body[:-1], vendor.signed(vendor.body)) == 401
    assert (writes, served.noted(vendor.kind), served.woken) == ([], [], [])
    assert (served.hook(vendor.kind).state, served.hook(vendor.kind).last_at) == ("pending", None)


@every_vendor
def test_what_is_genuine_and_cannot_be_read_is_answered_well_and_read_again(served: Serving, vendor: Vendor) -> None:
    assert served.deliver(vendor.kind, b'{"half') == 200
    assert [dict(hint) for hint in served.noted(vendor.kind)[0].hints] == [{"kind": "unreadable"}]


@every_vendor
def test_a_body_that_is_too_large_is_not_read(served: Serving, vendor: Vendor) -> None:
    large = b"x" * (web.hooks.MOST_BYTES + 1)
    with counted(served.store, "write") as writes:
        assert served.deliver(vendor.kind, large) == 413
        parts = (large[start : start + 65_536] for start in range(0, len(large), 65_536))
        headers = {**vendor.signed(large), "Transfer-Encoding": "chunked"}
        assert served.post(f"/hooks/{vendor.kind}/{word(vendor.kind)}", headers, parts, chunked=True)[0] == 413
    assert writes == []


def test_a_body_as_large_as_is_allowed_is_read_in_parts(served: Serving) -> None:
    event = {**VENDORS["toggl"].said, "more": "x" * 900_000}
    assert served.deliver("toggl", json.dumps(event).encode()) == 200
    assert len(served.noted("toggl")) == 1


def test_unknown_places_other_vendors_places_and_removed_ones_are_refused(served: Serving) -> None:
    body = VENDORS["xero"].body
    assert served.deliver("xero", body, last="another-place") == 404
    assert served.post(f"/hooks/toggl/{word('xero')}", VENDORS["xero"].signed(body), body)[0] == 404
    assert served.post("/hooks/unheard-of/place", {}, b"")[0] == 404
    with served.store.write() as tx:
        tx.hooks.remove(served.hook("xero").id)
    assert served.deliver("xero", body, last="another-place") == 404  # and the places were looked at again
    assert served.deliver("xero", body) == 410
    assert served.noted("xero") == []


def test_a_place_that_was_just_made_is_found(served: Serving) -> None:
    with served.store.write() as tx:
        tx.hooks.make("asana", place_hash("new"), "1", NOW, b"")
    status, headers, _ = served.post("/hooks/asana/new", {"X-Hook-Secret": "s3cret"}, b"{}")
    assert (status, headers["x-hook-secret"]) == (200, "s3cret")
    heartbeat = b'{"events":[]}'
    assert served.deliver("asana", heartbeat, VENDORS["asana"].signed(heartbeat, "s3cret"), last="new") == 200
    assert served.post("/hooks/asana/new", {"X-Hook-Secret": "another"}, b"{}")[0] == 401
    with served.store.read() as tx:
        made = next(each for each in tx.hooks.all() if each.place == place_hash("new"))
    assert made.state == "active"
    assert b"s3cret" not in made.sealed


def test_a_connector_that_was_just_written_has_its_place(tmp_path: Path) -> None:
    known = configuration_in(tmp_path)
    read = [replace(known, main=known.main.model_copy(update={"connectors": {}}))]
    with empty_store() as store:
        make_places(store)
        with Noter(lambda: read[0], store, keys, lambda: NOW) as noter:
            assert noter.spot("toggl", place_hash(word("toggl"))) is None
            read[0] = known
            looked = noter.looked_up()
            assert looked is not None
            looked.result(30)
            assert noter.spot("toggl", place_hash(word("toggl"))) is not None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_noter_that_can_note_no_more_says_so(served: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(*_: object) -> None:
        raise SystemExit  # no defect of a step, which it would outlive: its thread ends

    assert served.noter.is_well()
    monkeypatch.setattr(web.hooks, "ANSWER_SECONDS", 1)
    monkeypatch.setattr(Deliveries, "note", ends)
    assert served.deliver("toggl", VENDORS["toggl"].body) == 503
    assert not served.noter.is_well()


def test_several_companies_in_one_delivery_are_noted_each_at_its_own_books_and_foreign_ones_nowhere(
    served: Serving,
) -> None:
    events = [
        {**VENDORS["xero"].said["events"][0], "tenantId": tenant, "resourceId": tenant[:8]}
        for tenant in (ORGANISATION, OTHER_ORGANISATION, "a-foreign-one")
    ]
    assert served.deliver("xero", json.dumps({"events": events}).encode()) == 200
    assert [note.hints[0]["id"] for note in served.noted("xero")] == [ORGANISATION[:8]]
    assert [note.hints[0]["id"] for note in served.noted("more-xero")] == [OTHER_ORGANISATION[:8]]
    with served.store.read() as tx:
        assert tx.deliveries.connectors() == ["more-xero", "xero"]


# ---- too much of it ----


def test_a_flood_from_strangers_costs_no_write_and_few_looks_and_others_are_served(
    served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync.noting, "MOST_LOOKED_UP", 2)
    body = VENDORS["toggl"].body
    forged = VENDORS["toggl"].signed(body, "forged")
    with (
        counted(served.store, "write") as writes,
        counted(served.store, "read") as reads,
        ThreadPoolExecutor(8) as many,
    ):
        unknown = list(many.map(lambda n: served.deliver("toggl", body, last=f"place-{n}"), range(100)))
        refused = list(many.map(lambda n: served.deliver("toggl", body, forged), range(100)))
    assert (set(unknown), set(refused), writes) == ({404}, {401}, [])
    assert len(reads) <= 20
    assert served.deliver("toggl", body) == 200


def test_no_more_waits_for_a_commit_than_is_kept_and_the_rest_is_sent_away_at_once(
    served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync.noting, "MOST_WAITING", 12)
    bodies = [json.dumps({**VENDORS["toggl"].said, "event_id": number}).encode() for number in range(40)]
    with ThreadPoolExecutor(40) as people:
        with served.store.write():  # another writer, for a while
            answers = [people.submit(served.deliver, "toggl", body) for body in bodies]
            turned = 0
            while turned < 20:
                turned = sum(answer.done() for answer in answers)
            assert {answer.result() for answer in answers if answer.done()} == {503}
        statuses = [answer.result() for answer in answers]
    assert set(statuses) == {200, 503}
    assert len(served.noted("toggl")) == statuses.count(200) > 0


def test_bodies_that_are_read_at_once_are_bounded_together(served: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.hooks, "MOST_BYTES_AT_ONCE", 1000)
    assert served.deliver("toggl", b" " * 2000) == 503
    assert served.deliver("toggl", VENDORS["toggl"].body) == 200


def test_a_body_that_does_not_arrive_in_time_is_not_waited_for(
    served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr(web.hooks, "READ_SECONDS", 1 / 10)
    host, _, port = served.base.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as slow:
        head = f"POST /hooks/toggl/{word('toggl')} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{"
        slow.sendall(head.encode())
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_a_database_that_fails_is_answered_with_later_and_the_next_delivery_is_kept(
    served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def __init__(self, store: Store) -> None:
            self.url, self.read = store.url, store.read

        def write(self) -> None:
            raise StoreUnavailable("the disk is full")

    body, sound = VENDORS["jira"].body, served.store
    monkeypatch.setattr(served.noter, "_store", Broken(sound))
    assert served.deliver("jira", body) == 503
    monkeypatch.setattr(served.noter, "_store", sound)
    assert served.deliver("jira", body) == 200


ODD: dict[str, dict[str, Any]] = {
    "a zero character": {"event_id": "a\0b"},
    "half a character": {"event_id": "\ud800"},
    "a zero character in what is hinted at": {"payload": {"id": "1\0"}},
    "a number beyond all": {"event_id": 10**400},
    "a list in the place of a word": {"event_id": [1, {"a": 2}], "metadata": []},
    "nothing at all": {"event_id": None, "metadata": None, "payload": None},
    "a very long word": {"event_id": "x" * 500_000},
}
"""What is genuine and no vendor says."""


@pytest.mark.parametrize("odd", ODD)
def test_what_no_database_can_keep_stops_nothing_that_comes_after(
    each_database: str, served: Serving, odd: str
) -> None:
    body = json.dumps({**VENDORS["toggl"].said, **ODD[odd]}).encode()
    assert served.deliver("toggl", body) == 200
    assert served.deliver("jira", VENDORS["jira"].body) == 200
    assert len(served.noted("toggl")) == len(served.noted("jira")) == 1


def test_a_delivery_that_dies_of_a_defect_takes_no_other_with_it(
    served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Deliveries.note

    def dies(deliveries: Deliveries, noted: Collection[Noted]) -> None:
        if any(each.connector == "toggl" for each in noted):
            raise ZeroDivisionError
        note(deliveries, noted)

    monkeypatch.setattr(Deliveries, "note", dies)
    with ThreadPoolExecutor(8) as many:
        kinds = ["toggl", "jira", "xero", "asana"] * 2
        answers = list(many.map(lambda kind: served.deliver(kind, VENDORS[kind].body), kinds))
    assert dict(zip(kinds, answers, strict=True)) == {"toggl": 503, "jira": 200, "xero": 200, "asana": 200}
    monkeypatch.undo()
    assert served.deliver("toggl", VENDORS["toggl"].body) == 200


def test_a_database_that_hangs_is_not_waited_for(served: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.hooks, "ANSWER_SECONDS", 1 / 10)
    body = VENDORS["jira"].body
    with served.store.write():  # another writer, for a while
        assert served.deliver("jira", body) == 503
    assert served.deliver("jira", body) == 200
    assert len(served.noted("jira")) == 1


def test_what_was_answered_is_kept_though_the_program_is_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    store = Store.open(url)
    make_places(store)
    store.close()
    command = [sys.executable, "-m", "tests.web.serving", str(tmp_path), url]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    base = process.stdout.readline().strip()
    served = Serving(None, store, base)  # type: ignore[arg-type]  # it is in the other process
    said = VENDORS["toggl"].said
    for number in range(5):
        assert served.deliver("toggl", json.dumps({**said, "event_id": number}).encode()) == 200
    process.kill()
    process.communicate()
    with Store.open(url).read() as tx:
        assert len(tx.deliveries.waiting("toggl")) == 5


def test_nothing_that_was_sent_is_logged(served: Serving, capsys: pytest.CaptureFixture[str]) -> None:
    body = b'{"secret words": 1}'
    assert served.deliver("toggl", body, {"x-webhook-signature-256": "sha256=f00"}) == 401
    assert served.deliver("toggl", body, last="a-stranger-s-place") == 404
    told = "".join(capsys.readouterr())
    assert "delivery_refused" in told
    assert not [text for text in (SECRET, "secret words", "f00", "a-stranger-s-place", word("toggl")) if text in told]
