"""The shared part of the vendors, over real HTTP, with a small vendor that is declared here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sandbox.faults import KINDS as FAULTS
from sandbox.faults import Fault
from sandbox.kinds import (
    Repeated,
    anything,
    boolean,
    day,
    flag,
    list_of,
    moment,
    number,
    object_of,
    one_of,
    optional,
    text,
    wall,
    whole,
)
from sandbox.limits import Limit
from sandbox.listing import NEWEST
from sandbox.records import Access, entry_hex
from sandbox.routes import KINDS, Answer, Asked, Problem, Route, Service, find
from sandbox.server import Serving
from sandbox.world import World
from tests.connectors.vendors import FakeTime, world_for

STATUSES = {"bad token": 401, "expired": 401, "unknown route": 404, "wrong method": 405, "not found": 404}
STATUSES |= {"too many": 429, "quota": 402, "broken": 500}
PATH = "/v2/time_entries"
OCTOBER = {"from": "2026-10-01", "to": "2026-10-31"}


def time_entries(asked: Asked) -> Answer:
    found = asked.tracker.window(asked.query["from"], asked.query["to"], NEWEST)
    page = found.page(asked.query.get("page", 1), 100)
    return Answer({"of": len(found), "time_entries": [{"id": entry.id, "seconds": entry.seconds} for entry in page]})


def one(asked: Asked) -> Answer:
    return Answer({"id": asked.tracker.entry(asked.parts["id"]).id, "next": f"{asked.base}{PATH}"})


def search(asked: Asked) -> Answer:
    return Answer(asked.body)


def sign_in(asked: Asked) -> Access:
    found = asked.tracker.access.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
    if found is None or found.expired:
        raise Problem("expired" if found else "bad token")
    return found


def refuse(problem: Problem) -> Answer:
    headers = {"Retry-After": problem.wait} if problem.wait else {}
    return Answer({"error": problem.kind, "where": problem.where}, STATUSES.get(problem.kind, 400), headers)


SERVICE = Service(
    "harvest",
    "/harvest",
    (
        Route(
            "GET",
            PATH,
            time_entries,
            "page: none",
            {"from": day, "to": day, "page": number(1)},
            ("from", "to"),
            records="time_entries",
            spoils="seconds",
        ),
        Route("GET", PATH + "/{id}", one, "page: none", parts={"id": number()}),
        Route("POST", "/v2/search", search, "page: none", body=object_of({"ids": list_of(whole(1))}, ("ids",))),
        Route("GET", "/status", lambda asked: Answer({"ok": True}), "page: none", open=True),
    ),
    sign_in,
    refuse,
    lambda asked: (Limit("general", 20, 15),),
    lambda asked: {"X-Left": str(asked.uses[0].remaining)} if asked.uses else {},
)


class House:
    """A world that is served, and a client that is signed in."""

    def __init__(self, serving: Serving, time: FakeTime) -> None:
        self.world, self.time, self.base = serving.world, time, serving.base
        token = self.world.harvest.token()
        self.client = httpx.Client(base_url=f"{serving.base}/harvest", headers={"Authorization": f"Bearer {token}"})
        self.admin = httpx.Client(base_url=f"{serving.base}/_admin")

    def listed(self, page: int = 1) -> httpx.Response:
        """October's entries."""
        return self.client.get(PATH, params={**OCTOBER, "page": page})

    def fault(self, kind: str, **more: Any) -> httpx.Response:
        """Plans trouble through the admin route."""
        return self.admin.post("/faults", json={"vendor": "harvest", "kind": kind, "path": PATH, **more})


@pytest.fixture
def house() -> Iterator[House]:
    time = FakeTime()
    with Serving(world_for(time), 0, [SERVICE]) as serving:
        found = House(serving, time)
        with found.client, found.admin:
            yield found


def said(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["where"]


# ---- routes ----


def test_what_is_declared_is_answered(house: House) -> None:
    answer = house.listed()
    assert answer.status_code == 200
    assert answer.json()["of"] == house.world.harvest.totals(date(2026, 10, 1), date(2026, 10, 31)).entries
    assert answer.headers["date"] == "Tue, 03 Nov 2026 11:00:00 GMT"
    entry = answer.json()["time_entries"][0]["id"]
    found = house.client.get(f"{PATH}/{entry}").json()
    assert found == {"id": entry, "next": f"{house.base}/harvest{PATH}"}
    assert house.client.post("/v2/search", json={"ids": [1]}).json() == {"ids": [1]}


def test_what_is_not_declared_is_refused_in_the_vendors_words(house: House) -> None:
    client = house.client
    assert said(client.get("/v2/entries", params=OCTOBER)) == (404, "unknown route", "/v2/entries")
    assert said(client.delete(PATH)) == (405, "wrong method", PATH)
    assert said(client.get(PATH, params={**OCTOBER, "limit": 5})) == (400, "unknown parameter", "limit")
    assert said(client.get(PATH, params={"from": "2026-10-01"})) == (400, "missing parameter", "to")
    assert said(client.get(PATH, params={**OCTOBER, "page": "two"})) == (400, "wrong type", "page")
    assert said(client.get(PATH, params={**OCTOBER, "from": "2026-02-30"})) == (400, "wrong type", "from")
    assert said(client.get(f"{PATH}/17"))[:2] == (404, "not found")
    assert said(client.get(f"{PATH}/x"))[:2] == (404, "not found")
    assert said(client.request("GET", PATH, params=OCTOBER, content=b"{}")) == (400, "unknown parameter", "body")
    bodies: list[Any] = [{}, {"ids": [0]}, {"ids": [1], "page": 1}, [], {"ids": ["1"]}]
    for body in bodies:
        assert said(client.post("/v2/search", json=body)) == (400, "wrong type", "body")
    assert said(client.post("/v2/search", content=b"{")) == (400, "wrong type", "body")


def test_a_token_that_is_not_known_or_has_expired_is_refused(house: House) -> None:
    expired = {"Authorization": f"Bearer {house.world.harvest.token('expired')}"}
    assert said(house.client.get(PATH, params=OCTOBER, headers={"Authorization": "Bearer x"}))[1] == "bad token"
    assert said(house.client.get(PATH, params=OCTOBER, headers=expired))[1] == "expired"
    assert house.client.get("/status", headers={"Authorization": ""}).json() == {"ok": True}


def test_requests_are_remembered_with_their_parameters(house: House) -> None:
    house.listed(3)
    house.client.post("/v2/search", json={"ids": []})
    first, second = house.admin.get("/requests").json()
    assert first["path"] == PATH and first["params"] == {**OCTOBER, "page": "3"} and first["status"] == 200
    assert second["body"] == {"ids": []} and second["method"] == "POST"
    house.admin.delete("/requests")
    assert house.admin.get("/requests").json() == []


def test_a_limit_counts_for_each_token_and_frees_itself_with_time(house: House) -> None:
    left = [house.listed().headers["x-left"] for _ in range(20)]
    assert left == [str(number) for number in range(19, -1, -1)]
    over = house.listed()
    assert said(over)[:2] == (429, "too many") and over.headers["retry-after"] == "15"
    member = {"Authorization": f"Bearer {house.world.harvest.token('member')}"}
    assert house.client.get(PATH, params=OCTOBER, headers=member).status_code == 200
    house.time.sleep(15)
    assert house.listed().status_code == 200


def test_a_limit_whose_window_opens_at_its_first_request_is_free_again_at_once() -> None:
    time = FakeTime()
    meters, limit = world_for(time).meters, Limit("quota", 2, 3600, rolling=False)
    meters.take("toggl", limit, "a")
    time.sleep(3000)
    assert meters.take("toggl", limit, "a").remaining == 0
    assert (meters.look("toggl", limit, "a").resets_in, meters.take("toggl", limit, "a").over) == (600, True)
    time.sleep(600)
    use = meters.take("toggl", limit, "a")
    assert (use.remaining, use.resets_in, use.over) == (1, 3600, False)


# ---- faults ----


def test_errors_on_request_come_in_the_vendors_shape(house: House) -> None:
    expected = {"429 seconds": (429, "30"), "429": (429, None), "402": (402, None), "500": (500, None)}
    expected |= {"429 date": (429, "Tue, 03 Nov 2026 11:00:30 GMT"), "expired": (401, None)}
    for kind, (status, wait) in expected.items():
        assert house.fault(kind).status_code == 200
        answer = house.listed()
        assert (answer.status_code, answer.headers.get("retry-after")) == (status, wait)
        assert "error" in answer.json()
        assert house.listed().status_code == 200, "it strikes once"


def test_a_web_page_comes_instead_of_an_answer(house: House) -> None:
    for kind, status in (("html", 503), ("html 429", 429)):
        house.fault(kind)
        answer = house.listed()
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html")
        assert answer.text.startswith("<html>")


def test_a_fault_waits_strikes_so_often_and_leaves_other_paths_alone(house: House) -> None:
    house.fault("500", after=2, times=2)
    entry = house.world.harvest.seed.at(0).id
    statuses = [house.listed().status_code for _ in range(2)] + [house.listed().status_code for _ in range(3)]
    assert statuses == [200, 200, 500, 500, 200]
    house.admin.delete("/faults")
    house.admin.post("/faults", json={"vendor": "toggl", "kind": "500"})
    assert house.client.get(f"{PATH}/{entry}").status_code == 200
    house.admin.post("/faults", json={"vendor": "harvest", "kind": "500", "method": "POST", "times": 0})
    assert house.listed().status_code == 200
    assert [house.client.post("/v2/search", json={"ids": []}).status_code for _ in range(3)] == [500] * 3


def test_a_cut_connection_ends_in_the_middle_of_the_body(house: House) -> None:
    house.fault("cut")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        house.listed()
    assert house.listed().status_code == 200


def test_a_slow_answer_takes_its_time_and_is_whole(house: House) -> None:
    plain, began = house.listed().content, house.time.passed
    house.fault("slow", seconds=400)
    assert house.listed().content == plain
    assert house.time.passed - began >= 400


def test_a_field_has_a_wrong_type_in_one_record_or_in_all(house: House) -> None:
    for kind, wrong in (("one bad record", 1), ("all bad", 100)):
        house.fault(kind)
        seconds = [record["seconds"] for record in house.listed().json()["time_entries"]]
        assert sum(not isinstance(each, int) for each in seconds) == wrong
    house.fault("all bad", field="id")
    assert not any(isinstance(record["id"], int) for record in house.listed().json()["time_entries"])


def test_a_list_changes_between_its_pages(house: House) -> None:
    def ids(page: int) -> list[int]:
        return [record["id"] for record in house.listed(page).json()["time_entries"]]

    first, second = ids(1), ids(2)
    house.fault("inserted")
    assert ids(1)[1:] == first[:-1]
    assert ids(2)[0] == first[-1], "what was last on a page comes again"
    house.world.harvest.delete(ids(1)[0])
    house.fault("deleted", after=1)
    assert ids(1) == first
    assert ids(2) == [*second[1:], ids(2)[-1]], "the first one of the next page is never shown"


def test_what_was_not_yet_read_can_be_deleted_or_moved_to_the_front(house: House) -> None:
    house.listed()
    listed = house.world.harvest.listed
    assert listed is not None
    last, before_last, front = listed[-1], listed[-2], listed[0]
    house.fault("vanished")
    house.listed(2)
    assert house.client.get(f"{PATH}/{last.id}").status_code == 404
    house.fault("moved")
    house.listed(2)
    assert house.world.harvest.entry(before_last.id).day == front.day
    house.fault("vanished", entry=front.id)
    house.listed(2)
    assert house.client.get(f"{PATH}/{front.id}").status_code == 404


def test_a_fault_that_nobody_knows_is_refused_with_those_there_are(house: House) -> None:
    answer = house.fault("flood")
    assert answer.status_code == 400 and "429 seconds" in answer.json()["message"]
    assert house.admin.post("/faults", json={"vendor": "sage", "kind": "500"}).status_code == 404
    assert house.admin.post("/faults", json={"kind": "500"}).json()["message"] == "needs vendor"
    assert all(Fault("harvest", kind) for kind in FAULTS)


# ---- the clock, and what people do ----


def test_the_clock_is_set_by_an_admin_route(house: House) -> None:
    assert house.admin.post("/clock", json={"now": "2026-12-01T08:00:00+01:00"}).status_code == 200
    assert house.listed().headers["date"] == "Tue, 01 Dec 2026 07:00:00 GMT"
    house.time.sleep(90)
    assert house.listed().headers["date"] == "Tue, 01 Dec 2026 07:01:30 GMT"
    assert house.admin.post("/clock", json={"now": "tomorrow"}).status_code == 400


def test_entries_are_edited_deleted_restored_and_added_by_admin_routes(house: House) -> None:
    tracker, admin = house.world.harvest, house.admin
    before = tracker.totals(date(2026, 10, 1), date(2026, 10, 31))
    entry = tracker.window(date(2026, 10, 1), date(2026, 10, 31))[50]
    path = f"/harvest/entries/{entry.id}"
    changed = admin.patch(path, json={"seconds": entry.seconds + 36, "note": "Edited", "rate": "12.50"}).json()
    assert (changed["seconds"], changed["note"], changed["rate"]) == (entry.seconds + 36, "Edited", "12.50")
    assert tracker.totals(date(2026, 10, 1), date(2026, 10, 31)).seconds == before.seconds + 36
    assert admin.delete(f"/harvest/entries/{entry_hex(entry.id)}").status_code == 200
    assert admin.delete(path).json()["message"] == f"harvest has no entry {entry.id}"
    assert tracker.totals(date(2026, 10, 1), date(2026, 10, 31)).entries == before.entries - 1
    assert admin.post(f"{path}/restore").json()["id"] == entry.id
    added = admin.post("/harvest/entries", json={"like": entry.id, "day": "2026-10-02", "seconds": 3600}).json()
    assert tracker.entry(added["id"]).day == date(2026, 10, 2)
    assert tracker.totals(date(2026, 10, 1), date(2026, 10, 31)).entries == before.entries + 1


def test_admin_routes_say_what_is_wrong(house: House) -> None:
    path = f"/harvest/entries/{house.world.harvest.seed.at(0).id}"
    bodies: list[Any] = [{"hours": 1}, {"seconds": "1"}, {"day": "1 October"}, {"rate": "much"}, {"running": 1}, []]
    for body in bodies:
        answer = house.admin.patch(path, json=body)
        assert answer.status_code == 400 and answer.json()["message"]
    assert house.admin.patch(path, content=b"{").status_code == 400
    assert "harvest, toggl, clockify" in house.admin.delete("/xero/entries/1").json()["message"]
    assert house.admin.delete("/harvest/entries/x").status_code == 404


# ---- kinds of parameter ----


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (number(1, 9), ["1", "9"], ["0", "10", "1.0", " 1", "", "١", "9" * 30]),
        (flag, ["true", "false"], ["True", "1", ""]),
        (day, ["2026-10-31"], ["2026-10-32", "20261031", "2026-10-31T00:00:00Z", ""]),
        (moment, ["2026-10-31T00:00:00Z", "2026-10-31T00:00:00.5+02:00"], ["2026-10-31", "2026-10-31T00:00:00", "now"]),
        (wall, ["2026-10-31T00:00:00", "2026-10-31T23:59:59.999Z"], ["2026-10-31", ""]),
        (one_of("a", "b"), ["a"], ["c", "", None]),
        (Repeated(number()), [["1", "2"]], [["1", "x"]]),
        (text, ["", "a"], [1, None, ["a"]]),
        (whole(0, 5), [0, 5], [6, -1, True, "1", 1.0, None]),
        (boolean, [True, False], [0, "true", None]),
        (optional(whole()), [None, 1], ["1"]),
        (list_of(whole()), [[], [1]], [1, ["1"], None]),
        (object_of({"a": anything}, ("a",)), [{"a": None}], [{}, {"a": 1, "b": 2}, [], None]),
    ],
)
def test_each_kind_takes_what_it_says_and_nothing_else(kind: Any, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        kind(value)
    for value in bad:
        with pytest.raises(ValueError, match=r"\w"):
            kind(value)


def test_a_parameter_that_may_be_repeated_is_a_list() -> None:
    def types(asked: Asked) -> Answer:
        return Answer(asked.query)

    route = Route("GET", "/types", types, "page: none", {"type": Repeated(text)}, open=True)
    service = Service("toggl", "/toggl", (route,), sign_in, refuse)
    with Serving(World(), 0, [service]) as serving, httpx.Client(base_url=f"{serving.base}/toggl") as client:
        assert client.get("/types?type=A&type=B").json() == {"type": ["A", "B"]}
        assert client.get("/types?type=A").json() == {"type": ["A"]}


def test_a_route_is_found_by_its_method_and_parts() -> None:
    route, parts = find(SERVICE, "GET", f"{PATH}/12")
    assert (route.handle, parts) == (one, {"id": "12"})
    for method, path in (("GET", f"{PATH}/12/x"), ("GET", "/v2/time_entriesx"), ("PUT", PATH)):
        with pytest.raises(Problem):
            find(SERVICE, method, path)
    assert all(str(Problem(kind)) for kind in KINDS)


def test_a_decimal_becomes_a_number_of_json() -> None:
    assert Answer([Decimal("2.11"), Decimal(3), Decimal("1.0")]).body() == b"[2.11,3,1.0]"
    assert json.loads(Answer({"ä": None}).body()) == {"ä": None}
