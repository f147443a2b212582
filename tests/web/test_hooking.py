"""Webhooks from end to end: asked for at vendors on loopback, delivered for real, seen, tried, and ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from config.keys import VARIABLE, BadKey, Keys, new_key
from mappings.hooks import Noted
from mappings.vault import Kept
from sandbox.folder import environment, ledger_environment, write_folder
from sandbox.server import Serving as Vendors
from sandbox.server import services
from sync.hook_secrets import opened_secret, sealed_secret
from sync.hooking import Hooking, hooking, standing
from sync.noting import Noter
from sync.rotating import rotate
from sync.sources import CannotConnect, ConnectorError, Outside
from sync.worker import Worker, open_worker
from tests.connectors.vendors import FakeTime, world_for
from tests.databases import empty_store
from tests.web.serving import KEY, NOW, listens

KINDS = ("toggl", "clockify", "asana", "xero")


@dataclass
class House:
    """The demo agency with its vendors on loopback, and its own server, which they deliver to."""

    worker: Worker
    vendors: Vendors
    base: str
    woken: list[None]

    def hooking(self, name: str) -> Hooking:
        """A connector's webhooks."""
        return hooking(self.worker.outside, self.worker.store, lambda: NOW, name)

    def admin(self, path: str, body: Any) -> Any:
        """What an admin route answers."""
        sent = Request(f"{self.vendors.base}/_admin/hooks/{path}", json.dumps(body).encode(), method="POST")
        with urlopen(sent) as answer:
            return json.loads(answer.read())

    def told(self, vendor: str, *changes: dict[str, str], **more: Any) -> list[int]:
        """How a vendor's deliveries were answered."""
        return list(self.admin(vendor, {"changes": changes, **more})["statuses"])

    def noted(self, connector: str) -> list[Noted]:
        """What is kept for a connector."""
        with self.worker.store.read() as tx:
            return tx.deliveries.waiting(connector)

    def states(self, connector: str) -> list[str]:
        """The states of a connector's places."""
        with self.worker.store.read() as tx:
            return [each.state for each in tx.hooks.all() if each.connector == connector]


@contextmanager
def agency(folder: Path) -> Iterator[House]:
    time = FakeTime()
    world = world_for(time)
    with empty_store() as store, Vendors(world, mounted=services(world, KINDS)) as vendors:
        write_folder(folder, world, vendors.base, "xero")
        secrets = {"XERO_KEY": "the-key-of-xero", "JIRA_KEY": "the-key-of-jira", VARIABLE: KEY}
        opened = open_worker(folder, {**environment(world), **ledger_environment(), **secrets}, lambda: NOW)
        opened.store.close()
        worker = replace(opened, store=store, timer=time.timer)
        with store.write() as tx:
            company = world.xero.organisation.id
            tx.vault.connect(Kept("books", "xero", company, "", NOW, None, None, NOW, NOW))
        woken: list[None] = []
        keys = hooking(worker.outside, store, lambda: NOW, "toggl").keys
        noter = Noter(lambda: worker.configuration, store, keys, lambda: NOW, lambda: woken.append(None))
        with noter, listens(noter) as base:
            yield House(worker, vendors, base, woken)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with agency(tmp_path) as found:
        yield found


def some_entry(house: House, vendor: str) -> str:
    return str(house.vendors.world.trackers[vendor].everything()[0].id)


# ---- handshakes, from register to the first note ----


def test_toggl_validates_and_delivers_and_is_tried_and_ended(house: House) -> None:
    made = house.hooking("toggl").register(house.base)
    assert [(each.topic, each.state) for each in made] == [("time_entry project client", "active")]
    (there,) = house.vendors.world.hooks.of("toggl")
    assert there.validated and there.url.startswith(f"{house.base}/hooks/toggl/")
    number = some_entry(house, "toggl")
    assert house.told("toggl", {"id": number}, times=3) == [200, 200, 200]
    (noted,) = house.noted("toggl")
    assert (noted.hints[0]["kind"], noted.hints[0]["id"]) == ("time_entry", number)
    assert house.woken
    assert house.hooking("toggl").register(house.base) == []
    there.validated = False
    assert "not validated" in house.hooking("toggl").listed()[0].problem
    house.hooking("toggl").test()
    assert [each.problem for each in house.hooking("toggl").listed()] == [""]
    assert [each.state for each in house.hooking("toggl").remove()] == ["removed"]
    assert (house.vendors.world.hooks.of("toggl"), house.states("toggl")) == ([], ["removed"])


def test_clockify_has_a_webhook_and_a_token_for_each_event(house: House) -> None:
    made = house.hooking("clockify").register(house.base)
    assert len(made) == 10 and {each.state for each in made} == {"active"}
    assert len({each.secret for each in house.vendors.world.hooks.of("clockify")}) == 10
    number = some_entry(house, "clockify")
    changes = ({"id": number}, {"id": number, "act": "deleted"})
    assert house.told("clockify", *changes, reversed=True) == [200, 200]
    assert [each.hints[0]["kind"] for each in house.noted("clockify")] == ["time_entry", "time_entry"]
    assert house.told("clockify", {"id": number, "act": "created"}, wrong="signature") == [401]
    for _ in range(5):
        house.told("clockify", {"id": number, "act": "created"}, wrong="none")
    problems = [each.problem for each in house.hooking("clockify").listed() if each.problem]
    assert len(problems) == 1 and "stopped delivering" in problems[0]


def test_a_free_workspace_of_clockify_gets_the_three_that_it_has_room_for(house: House) -> None:
    house.vendors.world.clockify.plan = "free"
    topics = [each.topic for each in house.hooking("clockify").register(house.base)]
    assert topics == ["NEW_TIME_ENTRY", "TIME_ENTRY_UPDATED", "TIME_ENTRY_DELETED"]


def test_asana_s_secret_comes_while_the_webhook_is_being_made(house: House) -> None:
    made = house.hooking("asana").register(house.base)
    projects = [each for each in house.vendors.world.asana.projects.values() if not each.archived]
    assert 0 < len(made) <= len(projects)
    assert {each.state for each in made} == {"active"}
    secrets = {each.secret for each in house.vendors.world.hooks.of("asana")}
    with house.worker.store.read() as tx:
        assert {opened_secret(keys(), each) for each in tx.hooks.all()} == secrets
    assert set(house.told("asana", {"id": "1209"}, {"id": "1209", "act": "deleted"})) == {200}
    assert [hint["id"] for hint in house.noted("asana")[0].hints] == ["1209"]
    house.vendors.world.hooks.of("asana")[0].failures = 3
    assert "deletes it at" in house.hooking("asana").listed()[0].problem


def test_where_nobody_listens_asana_makes_none_and_no_place_is_left(house: House) -> None:
    with pytest.raises(ConnectorError, match="handshake secret"):
        house.hooking("asana").register("http://127.0.0.1:1")
    assert house.vendors.world.hooks.of("asana") == []
    assert set(house.states("asana")) == {"removed"}


def test_xero_is_entered_by_hand_and_asks_whether_it_is_meant(house: House) -> None:
    (made,) = house.hooking("books").register(house.base)
    assert made.address.startswith(f"{house.base}/hooks/xero/") and made.address in " ".join(made.steps)
    assert house.admin("xero/portal", {"url": made.address, "secret": "the-key-of-xero"})["ok"] is False
    (completed,) = house.hooking("books").register(house.base, "XERO_KEY")
    assert completed.address == ""
    house.hooking("books").outside.timer.sleep(0)
    wait_for_look(house, made.address)
    assert house.admin("xero/portal", {"url": made.address, "secret": "the-key-of-xero"})["ok"] is True
    assert house.states("books") == ["active"]
    company = house.vendors.world.xero.organisation.id
    told = house.told("xero", {"id": "one", "account": company}, {"id": "two", "account": "a-foreign-company"})
    assert told == [200]
    assert [hint["id"] for hint in house.noted("books")[0].hints] == ["one"]
    with pytest.raises(CannotConnect, match="has its webhook already"):
        house.hooking("books").register(house.base)
    assert "at the vendor, too" in house.hooking("books").remove()[0].problem


def wait_for_look(house: House, address: str) -> None:
    """A stranger's request has the places looked at again."""
    for _ in range(2):
        with pytest.raises(OSError, match="404"), urlopen(Request(f"{address}-stranger", b"", method="POST")):
            pass


def keys() -> Keys:
    from tests.web.serving import keys as made

    return made()


# ---- what an operator does wrong ----


WRONG = [
    ("harvest", "https://x.test", "", "has no webhooks: it is read by the clock alone"),
    ("nothing", "https://x.test", "", "is no connector in tieout.yaml"),
    ("toggl", "", "", "webhooks: url:.* is missing"),
    ("toggl", "http://x.test", "", "is plain http"),
    ("toggl", "https://x.test", "XERO_KEY", "needs no --secret-from"),
    ("books", "https://x.test", "NOT_SET", "the environment variable NOT_SET is not set"),
    ("books", "https://x.test", "file:missing", "cannot be read"),
]
"""A connector, the address, where the secret stands, and what is said."""


def test_what_cannot_be_registered_is_said(house: House) -> None:
    for name, base, secret_from, words in WRONG:
        with pytest.raises(CannotConnect, match=words):
            house.hooking(name).register(base, secret_from)
    assert standing(house.worker.store) == []


def test_what_stands_there_and_not_here_is_shown_and_can_be_ended(house: House) -> None:
    configuration = house.worker.configuration
    webhooks = configuration.main.webhooks.model_copy(update={"url": house.base})
    main = configuration.main.model_copy(update={"webhooks": webhooks})
    outside = Outside(replace(configuration, main=main), house.worker.environment, house.worker.timer)
    ours = hooking(outside, house.worker.store, lambda: NOW, "toggl")
    world = house.vendors.world
    stray = world.hooks.add("toggl", f"{house.base}/hooks/toggl/lost", name="lost")
    world.hooks.add("toggl", "http://127.0.0.1:1/of-another-program", name="foreign")
    (shown,) = ours.listed()
    assert (shown.vendor_id, shown.state) == (stray.id, "unknown")
    ours.remove(stray.id)
    assert [each.name for each in world.hooks.of("toggl")] == ["foreign"]


def test_what_its_vendor_has_deleted_is_told_and_made_again(house: House) -> None:
    house.hooking("toggl").register(house.base)
    house.vendors.world.hooks.by_id.clear()
    assert "does not stand at the vendor any more" in house.hooking("toggl").listed()[0].problem
    assert len(house.hooking("toggl").register(house.base)) == 1
    assert house.states("toggl") == ["removed", "active"]


# ---- secrets ----


def test_a_secret_is_bound_to_its_place_and_lives_through_another_key(house: House) -> None:
    house.hooking("toggl").register(house.base)
    house.hooking("clockify").register(house.base)
    with house.worker.store.write() as tx:
        one, other = tx.hooks.standing("toggl")[0], tx.hooks.standing("clockify")[0]
        before = opened_secret(keys(), one)
        tx.hooks.keep_secret(other.id, one.sealed)
    with house.worker.store.read() as tx, pytest.raises(BadKey, match="made for another place"):
        opened_secret(keys(), tx.hooks.standing("clockify")[0])
    with house.worker.store.write() as tx:
        tx.hooks.keep_secret(other.id, sealed_secret(keys(), other.connector, other.place, "anew"))
        tx.vault.forget("books")
    both = {**house.worker.environment, VARIABLE: f"{new_key()},{KEY}"}
    done = rotate(Outside(house.worker.configuration, both, house.worker.timer), house.worker.store)
    assert done.sealed == 11
    newest = Keys("the newest", (both[VARIABLE].partition(",")[0],))
    with house.worker.store.read() as tx:
        assert opened_secret(newest, tx.hooks.standing("toggl")[0]) == before
