"""Trouble that writing meets, over real HTTP, with a small ledger that is declared here."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from sandbox.faults import Fault
from sandbox.kinds import anything
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route, Service
from sandbox.server import Serving
from tests.connectors.vendors import FakeTime, Vendors, world_for


class Books:
    """Documents in their order, and what was answered by idempotency key."""

    def __init__(self) -> None:
        self.written: list[object] = []
        self.kept: dict[str, Answer] = {}
        self.open = True

    def revoke(self) -> None:
        self.open = False

    def forget_reply(self) -> None:
        self.kept.popitem()

    def write(self, asked: Asked) -> Answer:
        key = asked.headers["key"]
        if key not in self.kept:
            self.written.append(asked.body)
            self.kept[key] = Answer({"number": len(self.written)})
        return self.kept[key]

    def sign_in(self, _: Asked) -> Access:
        if not self.open:
            raise Problem("bad token")
        return Access("token", 1, admin=True)


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def house(books: Books) -> Iterator[Vendors]:
    time = FakeTime()
    world = world_for(time)
    world.ledgers["small"] = books
    route = Route("POST", "/documents", books.write, "page: none", body=anything)
    statuses = {"bad token": 401, "broken": 500}
    refuse = lambda problem: Answer({"error": problem.kind}, statuses[problem.kind])  # noqa: E731
    with Serving(world, 0, [Service("small", "/small", (route,), books.sign_in, refuse)]) as serving:
        yield Vendors(serving.base, world, time)


def post(house: Vendors, key: str = "one") -> httpx.Response:
    return httpx.post(f"{house.base}/small/documents", json={"a": 1}, headers={"key": key})


@pytest.mark.parametrize(
    ("kind", "written", "after_again"), [("before write", 0, 1), ("after write", 1, 2), ("before reply", 1, 1)]
)
def test_a_connection_ends_before_or_after_the_write(
    house: Vendors, books: Books, kind: str, written: int, after_again: int
) -> None:
    reached: list[str] = []
    house.world.when_struck = lambda fault: reached.append(fault.kind)
    house.fault("small", kind, "/documents")
    with pytest.raises(httpx.RemoteProtocolError):
        post(house)
    assert reached == [kind]
    assert len(books.written) == written
    assert post(house).json() == {"number": after_again}
    assert len(books.written) == after_again, "a key is remembered only where an answer was kept for it"


def test_an_error_may_hide_that_it_was_written(house: Vendors, books: Books) -> None:
    house.fault("small", "500 after write", "/documents")
    assert post(house).status_code == 500
    assert len(books.written) == 1
    assert not books.kept


def test_a_request_may_be_delivered_twice(house: Vendors, books: Books) -> None:
    house.fault("small", "twice", "/documents")
    assert post(house).json() == {"number": 1}
    assert len(books.written) == 1, "the key holds"


def test_an_answer_may_be_held_back(house: Vendors, books: Books) -> None:
    before = house.time.now()
    house.world.faults.append(Fault("small", "slow reply", seconds=45))
    assert post(house).json() == {"number": 1}
    assert house.time.now() - before == 45


def test_a_connection_may_be_revoked(house: Vendors, books: Books) -> None:
    house.fault("small", "revoked", "/documents")
    assert [post(house).status_code, post(house).status_code] == [401, 401]
    assert not books.written
