"""The way out: statuses, waiting, time-outs, limits, addresses, and that nothing secret is ever said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import msgspec
import pytest
import respx
from structlog.testing import capture_logs

from connectors.addresses import problem_of_address
from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry, Unknown
from connectors.http import MAX_ATTEMPTS, PATIENCE_SECONDS, Http, Window, least_seconds, retry_after
from tests.connectors.vendors import FakeTime

BASE = "https://api.vendor.test/v2"
SECRET = "s3cr3t-token"


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def http(time: FakeTime) -> Iterator[Http]:
    made = Http(BASE, {"Authorization": f"Bearer {SECRET}"}, (), time.timer, (SECRET,))
    yield made
    made.close()


def failure(http: Http) -> ConnectorError:
    with pytest.raises(ConnectorError) as raised:
        http.get("/things", [("token", SECRET)])
    return raised.value


@respx.mock
def test_an_answer_is_what_the_vendor_sent(http: Http) -> None:
    route = respx.get(f"{BASE}/things", params={"page": "2"}).respond(200, json={"n": 1}, headers={"X-Left": "9"})
    reply = http.get("/things", [("page", "2")])
    assert (reply.status, reply.headers["x-left"], reply.decode(dict[str, int])) == (200, "9", {"n": 1})
    assert route.calls[0].request.headers["authorization"] == f"Bearer {SECRET}"
    assert http.requests == 1


@respx.mock
def test_every_request_says_who_asks_unless_the_vendor_wants_more_of_it(http: Http, time: FakeTime) -> None:
    route = respx.get(f"{BASE}/things").respond(200)
    http.get("/things")
    named = Http(BASE, {"User-Agent": "Tieout (ops@northwind.test)"}, (), time.timer)
    named.get("/things")
    named.close()
    assert [call.request.headers["user-agent"] for call in route.calls] == ["Tieout", "Tieout (ops@northwind.test)"]


@respx.mock
@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("Mon, 05 Oct 2026 13:00:00 GMT", datetime(2026, 10, 5, 13, tzinfo=UTC)),
        ("Mon, 05 Oct 2026 09:00:00 -0400", datetime(2026, 10, 5, 13, tzinfo=UTC)),
        ("Mon, 05 Oct 2026 13:00:00 -0000", datetime(2026, 10, 5, 13, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:59:59 -1400", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_vendors_clock_is_told_in_utc_or_not_at_all(http: Http, date: str, told: datetime | None) -> None:
    respx.get(f"{BASE}/things").respond(200, headers={"Date": date})
    reply = http.get("/things")
    assert (reply.told, http.told) == (told, told)
    assert told is None or str(reply.told).endswith("+00:00")


@respx.mock
def test_the_first_answer_that_tells_it_counts_a_refusal_too(http: Http) -> None:
    dates = [{}, {"Date": "Mon, 05 Oct 2026 13:00:00 GMT"}, {"Date": "Mon, 05 Oct 2026 13:00:09 GMT"}]
    respx.get(f"{BASE}/things").mock(
        side_effect=[httpx.Response(status, headers=each) for status, each in zip((200, 404, 200), dates, strict=True)]
    )
    http.get("/things")
    with pytest.raises(Refused):
        http.get("/things")
    http.get("/things")
    assert http.told == datetime(2026, 10, 5, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (
            401,
            '{"error":"invalid_token","error_description":"The token is expired"}',
            Reconnect,
            "The token is expired",
        ),
        (403, '{"message":"no access"}', Refused, "no access"),
        (404, '{"status":404,"error":"Not Found"}', Refused, "Not Found"),
        (422, '{"message":"Spent date is not a valid date"}', Refused, "Spent date"),
        (400, '"Workspace not found/accessible"', Refused, "Workspace not found/accessible"),
        (302, "", Changed, "leads elsewhere"),
        (500, "<!DOCTYPE html><html><body>Oops</body></html>", Retry, "500: a web page instead of an answer"),
        (503, b"\xff\xfe not text", Retry, "503"),
        (429, "<html>Throttled</html>", Retry, "429"),
    ],
)
@respx.mock
def test_a_status_speaks_whatever_its_body_is(
    http: Http, status: int, body: str | bytes, kind: type[ConnectorError], words: str
) -> None:
    respx.get(f"{BASE}/things").respond(status, content=body)
    problem = failure(http)
    assert type(problem) is kind
    assert words in str(problem)
    assert str(status) in str(problem) or status == 302


@respx.mock
def test_what_may_pass_is_tried_again_and_then_given_up(http: Http, time: FakeTime) -> None:
    route = respx.get(f"{BASE}/things").respond(500)
    failure(http)
    assert route.call_count == MAX_ATTEMPTS == http.requests
    assert 0 < sum(time.slept) <= PATIENCE_SECONDS


@respx.mock
def test_a_vendor_that_says_when_is_asked_then(http: Http, time: FakeTime) -> None:
    respx.get(f"{BASE}/things").mock(
        side_effect=[httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(200)]
    )
    assert http.get("/things").status == 200
    assert time.slept == [7]


@respx.mock
def test_a_wait_that_is_too_long_is_left_to_the_next_pull_with_the_time_it_takes(http: Http, time: FakeTime) -> None:
    route = respx.get(f"{BASE}/things").respond(429, headers={"Retry-After": "1800"})
    problem = failure(http)
    assert isinstance(problem, Retry)
    assert (problem.retry_after, time.slept, route.call_count) == (1800, [], 1)


def test_retry_after_is_read_in_both_forms_by_the_vendors_own_clock() -> None:
    assert retry_after({"retry-after": "12"}, 0) == 12
    assert retry_after({"retry-after": "1.5"}, 0) == 2
    date = {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert retry_after(date | {"date": "Wed, 21 Oct 2026 07:27:30 GMT"}, 0) == 30
    assert retry_after(date | {"date": "Wed, 21 Oct 2026 07:29:00 GMT"}, 0) == 0
    assert retry_after({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, 1_792_567_650) == 30
    assert [retry_after({"retry-after": text}, 0) for text in ("", "soon", "-3", "1e9", "inf")] == [None] * 5


@pytest.mark.parametrize(
    "trouble", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("")]
)
@respx.mock
def test_a_lost_connection_is_tried_again(http: Http, trouble: Exception) -> None:
    respx.get(f"{BASE}/things").mock(side_effect=[trouble, httpx.Response(200)])
    assert http.get("/things").status == 200


@respx.mock
def test_nothing_secret_is_said_or_logged(http: Http) -> None:
    respx.get(f"{BASE}/things").respond(500, json={"message": f"token {SECRET} is unwelcome"})
    with capture_logs() as logs:
        problem = failure(http)
    assert "token ••• is unwelcome" in str(problem)
    assert logs and SECRET not in repr(logs) + str(problem) + repr(problem) + repr(http)


@respx.mock
def test_an_answer_that_leads_to_another_host_is_not_followed(http: Http) -> None:
    for address in (
        "https://evil.test/v2/things",
        "http://api.vendor.test/v2/things",
        "https://api.vendor.test:8443/x",
    ):
        with pytest.raises(Changed, match="nothing was sent there"):
            http.get(address)
    assert http.requests == 0


@respx.mock
def test_a_whole_address_of_the_same_host_is_asked_as_it_is(http: Http) -> None:
    route = respx.get("https://api.vendor.test/v2/things?cursor=abc").respond(200)
    http.get("https://api.vendor.test/v2/things?cursor=abc")
    assert route.called


@respx.mock
def test_an_answer_that_does_not_unpack_is_a_lost_one(http: Http) -> None:
    def spoiled(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"not gzip!"))

    asked = respx.get(f"{BASE}/things").mock(side_effect=spoiled)
    written = respx.put(f"{BASE}/things").mock(side_effect=spoiled)
    problem = failure(http)
    assert type(problem) is Retry and "does not unpack" in str(problem)
    assert asked.call_count == MAX_ATTEMPTS
    with pytest.raises(Unknown, match="does not unpack"):
        http.write("PUT", "/things", b"{}")
    assert written.call_count == 1, "nobody knows whether it was carried out"


@respx.mock
def test_requests_wait_for_their_turn_in_every_window(time: FakeTime) -> None:
    respx.get(f"{BASE}/things").respond(200)
    http = Http(BASE, {}, (Window(2, 1), Window(5, 60)), time.timer)
    moments = []
    for _ in range(7):
        http.get("/things")
        moments.append(time.passed)
    http.close()
    for window in (Window(2, 1), Window(5, 60)):
        for first, late in zip(moments, moments[window.requests :], strict=False):
            assert late - first >= window.seconds
    assert sum(time.slept) <= 62


@respx.mock
def test_a_used_up_limit_says_when_it_may_go_on(time: FakeTime) -> None:
    respx.get(f"{BASE}/things").respond(200)
    http = Http(BASE, {}, (Window(1, 3600),), time.timer)
    http.get("/things")
    problem = failure(http)
    http.close()
    assert isinstance(problem, Retry) and problem.retry_after and 3590 <= problem.retry_after <= 3601


def test_how_long_requests_take_at_least() -> None:
    assert least_seconds((Window(30, 3600), Window(1, 1)), 30) == 29
    assert least_seconds((Window(30, 3600), Window(1, 1)), 31) == 3600
    assert least_seconds((), 100) == 0


@respx.mock
def test_a_body_that_does_not_fit_names_its_path(http: Http) -> None:
    class Thing(msgspec.Struct):
        n: int

    respx.get(f"{BASE}/things").respond(200, json=[{"n": 1}, {"n": "x"}])
    with pytest.raises(Changed, match=r"GET /v2/things does not fit: .*\$\[1\]\.n"):
        http.get("/things").decode(list[Thing])
    respx.get(f"{BASE}/pages").respond(200, content="<html>sign in</html>")
    with pytest.raises(Changed, match="is not JSON: a web page instead of an answer"):
        http.get("/pages").decode(list[Thing])


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://api.vendor.test/v2", ""),
        ("http://127.0.0.1:8765/harvest/v2", ""),
        ("http://localhost:1", ""),
        ("http://[::1]:1", ""),
        ("http://api.vendor.test", "plain http"),
        ("http://127.0.0.1.vendor.test", "plain http"),
        ("ftp://api.vendor.test", "not the address of an API"),
        ("https://kim:pw@api.vendor.test", "not the address of an API"),
        ("https://api.vendor.test/?a=1", "not the address of an API"),
        ("https://api.vendor.test:99999", "not an address"),
        ("api.vendor.test", "not the address of an API"),
        ("", "not the address of an API"),
    ],
)
def test_plain_http_reaches_this_machine_only(address: str, words: str) -> None:
    assert words in problem_of_address(address) and bool(words) == bool(problem_of_address(address))
