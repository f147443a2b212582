"""Connections as a person makes them: through a browser, by hand, ended, listed; and the keys."""

from __future__ import annotations

import io
import json
import re
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner, Result

from cli.callback import Callback
from cli.connecting import done_json, sign_in, sign_out, standing_json
from cli.main import app
from cli.trouble import told
from config.keys import FILE, VARIABLE, keys_of
from connectors.errors import Reconnect, Retry
from mappings.store import Store
from sync.connecting import CannotConnect, standings
from tests.cli.conftest import Refused
from tests.config.folders import folder_of
from tests.connectors.vendors import FakeTime
from tests.databases import empty_store
from tests.provider import DEMO, Provider
from tests.sync.connected import Agency, agency_of

Tieout = Callable[..., Result]


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def provider(time: FakeTime) -> Iterator[Provider]:
    with Provider(now=time.wall) as made:
        yield made


@pytest.fixture
def agency(tmp_path: Path, time: FakeTime, provider: Provider) -> Iterator[Agency]:
    with empty_store() as store:
        yield agency_of(tmp_path / "agency", store, time.timer, provider)


class Browser(webbrowser.BaseBrowser):
    """A browser whose person signs in at once, and which stays until they are done; `pages` is what it showed."""

    def __init__(self, before: Callable[[str], None] = lambda address: None) -> None:
        super().__init__("test")
        self.pages: list[tuple[int, str]] = []
        self._before = before

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        """Goes there, and wherever it is sent."""
        self._before(url)
        self.pages.append(page_at(url))
        return True


def page_at(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=10) as found:
            return found.status, found.read().decode()
    except HTTPError as problem:
        with closing(problem):
            return problem.code, problem.read().decode()


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Browser], Browser]:
    """Makes a browser the one that is opened."""
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})

    def register(browser: Browser) -> Browser:
        webbrowser.register("test", None, browser, preferred=True)
        return browser

    return register


# ---- through a browser ----


def test_a_sign_in_through_the_browser(
    agency: Agency, provider: Provider, use: Callable[[Browser], Browser], capsys: pytest.CaptureFixture[str]
) -> None:
    browser = use(Browser())
    done = sign_in(agency.worker, "books")
    assert done_json(done) | {"scopes": []} == {
        "connection": "books",
        "kind": "xero",
        "account": "t-1",
        "company": "Northwind AI",
        "access_ends": "2026-11-03T11:30:00Z",
        "refresh_ends": "2027-01-02T11:00:00Z",
        "ends": None,
        "scopes": [],
    }
    assert agency.access().token() in provider.accesses
    shown = capsys.readouterr()
    assert "open this address on this machine" in shown.err
    (begun,) = (each for each in provider.tokens_asked("authorization_code"))
    assert re.fullmatch(r"http://localhost:\d+/callback", begun.fields["redirect_uri"])
    assert [each for each in provider.given if each in shown.err + shown.out] == []
    for _ in range(100):
        if browser.pages:
            break
        threading.Event().wait(0.05)
    ((status, page),) = browser.pages
    assert (status, "You can close this page" in page) == (200, True)
    assert [each for each in provider.given if each in page] == []


def test_the_page_is_where_the_app_is_registered_to_lead(
    agency: Agency, provider: Provider, use: Callable[[Browser], Browser]
) -> None:
    use(Browser())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = agency.having(redirect_uri=f"http://localhost:{port}/tieout")
    assert sign_in(own.worker, "books").grant.account == "t-1"
    assert provider.tokens_asked("authorization_code")[0].fields["redirect_uri"] == f"http://localhost:{port}/tieout"
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(CannotConnect, match="which redirect_uri names, is in use"):
            sign_in(own.worker, "books")
    for elsewhere in ("https://tieout.northwind.test/callback", "http://10.0.0.1:80/", "http://localhost/callback"):
        with pytest.raises(CannotConnect, match="begin with: tieout connect books --paste"):
            sign_in(agency.having(redirect_uri=elsewhere).worker, "books")


def test_strangers_at_the_page_get_nothing_and_end_nothing(
    agency: Agency, provider: Provider, use: Callable[[Browser], Browser]
) -> None:
    pages: list[tuple[int, str]] = []

    def strangers(url: str) -> None:
        redirect = dict(parse_qsl(urlsplit(url).query))["redirect_uri"]
        pages.append(page_at(f"{redirect}?{urlencode({'code': 'theirs', 'state': 'guessed'})}"))
        pages.append(page_at(f"{redirect}?{urlencode({'code': 'theirs'})}"))
        pages.append(page_at(redirect.replace("/callback", "/other?code=<script>")))
        connection = HTTPConnection("127.0.0.1", urlsplit(redirect).port or 0, timeout=10)
        connection.request("GET", "/callback?code=theirs", headers={"Host": "evil.test"})
        pages.append((connection.getresponse().status, ""))
        connection.close()

    use(Browser(strangers))
    sign_in(agency.worker, "books")
    assert [status for status, _ in pages] == [400, 400, 404, 404]
    assert not any("theirs" in page or "script" in page for _, page in pages)
    assert len(provider.tokens_asked("authorization_code")) == 1


def test_a_person_who_says_no_ends_it(agency: Agency, provider: Provider, use: Callable[[Browser], Browser]) -> None:
    use(Browser())
    provider.says_no = "access_denied"
    with pytest.raises(Exception, match="Xero did not let us in"):
        sign_in(agency.worker, "books")
    assert provider.tokens_asked("authorization_code") == []


def test_nobody_waits_for_ever_and_a_page_is_good_for_one_answer() -> None:
    with Callback(0) as page:
        assert page.answer(lambda _: True, seconds=1) is None
        results: list[int] = []
        thread = threading.Thread(
            target=lambda: results.append(page_at(f"http://127.0.0.1:{page.port}/callback?a=1")[0])
        )
        thread.start()
        assert page.answer(lambda address: address.endswith("?a=1")) == "http://127.0.0.1/callback?a=1"
        thread.join(10)
        port = page.port
    assert results == [200]
    with pytest.raises(OSError, match="refused"):
        page_at(f"http://127.0.0.1:{port}/callback?a=1")


def test_a_connection_that_says_nothing_keeps_nobody_waiting() -> None:
    with Callback(0) as page, socket.create_connection(("127.0.0.1", page.port)):
        thread = threading.Thread(target=lambda: page_at(f"http://127.0.0.1:{page.port}/callback"))
        thread.start()
        assert page.answer(lambda _: True, seconds=10)
        thread.join(10)


# ---- by hand, and without a person ----


class Typing(io.StringIO):
    """A person who opens the address that is shown, and pastes where the browser ended."""

    def __init__(self, provider: Provider, shown: pytest.CaptureFixture[str], change: Callable[[str], str]) -> None:
        super().__init__()
        self._provider, self._shown, self._change = provider, shown, change

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        """One line, once the address was shown."""
        found = re.search(r"http://127\S+", self._shown.readouterr().err)
        assert found
        return self._change(self._provider.consent(found[0])) + "\n"


def pasted(
    agency: Agency,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[str], str] = str,
) -> None:
    monkeypatch.setattr("sys.stdin", Typing(provider, capsys, change))
    sign_in(agency.worker, "books", paste=True)


def test_where_no_browser_is_the_address_is_pasted(
    agency: Agency, provider: Provider, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pasted(agency.having(redirect_uri="https://tieout.northwind.test/"), provider, monkeypatch, capsys)
    assert agency.access().account == "t-1"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda address: "", "nothing was pasted"),
        (lambda address: "http://localhost/callback?code=1", "is not the answer to this sign-in"),
        (lambda address: address.replace("state=", "state=A"), "is not the answer to this sign-in"),
        (lambda address: "hello", "is not the answer to this sign-in"),
        (lambda address: "http://[", "is not the answer to this sign-in"),
    ],
)
def test_what_is_pasted_wrongly_is_a_sentence(
    agency: Agency,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[str], str],
    words: str,
) -> None:
    with pytest.raises(CannotConnect, match=words):
        pasted(agency, provider, monkeypatch, capsys, change)
    assert provider.tokens_asked("authorization_code") == []


def test_an_app_of_its_own_is_connected_without_a_browser(agency: Agency, provider: Provider) -> None:
    done = sign_in(agency.having(sign_in="custom").worker, "books")
    assert (done.grant.company, done.grant.refresh_ends) == ("Northwind AI", None)


def test_only_books_that_are_signed_in_to_can_be_connected(agency: Agency) -> None:
    with pytest.raises(CannotConnect, match="other is no connector that one signs in to; there are books"):
        sign_in(agency.worker, "other")


# ---- ended, listed ----


def test_a_connection_is_listed_ended_and_gone(
    agency: Agency, provider: Provider, use: Callable[[Browser], Browser]
) -> None:
    use(Browser())
    sign_in(agency.worker, "books")
    now = agency.connecting().granting.now()
    (found,) = standings(agency.worker.configuration, agency.store, now)
    assert standing_json(found) == {
        "connection": "books",
        "kind": "xero",
        "state": "connected",
        "account": "t-1",
        "company": "Northwind AI",
        "connected_at": "2026-11-03T11:00:00Z",
        "renewed_at": "2026-11-03T11:00:00Z",
        "access_ends": "2026-11-03T11:30:00Z",
        "refresh_ends": "2027-01-02T11:00:00Z",
        "ends": None,
        "warnings": [],
    }
    assert sign_out(agency.worker, "books") == ""
    (found,) = standings(agency.worker.configuration, agency.store, now)
    assert (found.state, standing_json(found)["company"]) == ("not connected", None)


def test_what_is_left_of_books_that_are_not_configured_can_be_forgotten(
    agency: Agency, provider: Provider, use: Callable[[Browser], Browser]
) -> None:
    use(Browser())
    sign_in(agency.worker, "books")
    renamed = Agency(agency.folder, agency.store, agency.timer, {"ledger": agency.books["books"]}, agency.environment)
    assert "its vendor was not told" in sign_out(renamed.worker, "books")
    with pytest.raises(CannotConnect, match="books is no connector"):
        sign_out(renamed.worker, "books")
    with pytest.raises(CannotConnect, match="ledger is not connected"):
        sign_out(renamed.worker, "ledger")


def test_two_companies_are_told_apart_by_what_is_asked_for(
    agency: Agency, provider: Provider, use: Callable[[Browser], Browser]
) -> None:
    use(Browser())
    provider.companies.append({**DEMO, "tenantId": "t-2", "tenantName": "Other"})
    with pytest.raises(CannotConnect, match="Say which one with --company"):
        sign_in(agency.worker, "books")
    assert sign_in(agency.worker, "books", "Other").grant.account == "t-2"


def test_trouble_with_a_vendor_is_a_sentence_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert [told(Reconnect("sign in again")), told(Retry("try later")), told(CannotConnect("no"))] == [2, 3, 2]
    assert capsys.readouterr().err == "sign in again\ntry later\nno\n"


# ---- the commands in a folder ----


@pytest.fixture
def tieout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tieout:
    folder_of(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, arguments)


def test_keys_are_made_checked_and_changed(tmp_path: Path, tieout: Tieout) -> None:
    assert json.loads(tieout("keys", "new", "--json").stdout) == {"file": FILE}
    first = (tmp_path / FILE).read_text().strip()
    checked = tieout("keys", "check")
    assert (checked.exit_code, checked.stdout) == (0, f"{tmp_path / FILE} has 1 key.\n".replace(f"{tmp_path}/", ""))
    rotated = tieout("keys", "rotate", "--json")
    assert json.loads(rotated.stdout) == {"keys": FILE, "sealed_anew": 0, "old_keys_left": 0}
    assert (tmp_path / FILE).read_text().strip() != first
    shown = tieout("keys", "new", "--print").stdout.strip()
    assert keys_of(tmp_path, {VARIABLE: shown}).count == 1
    assert json.loads(tieout("keys", "check", "--json").stdout) == {"keys": FILE, "count": 1, "connections": []}


def test_a_connection_under_another_key_needs_a_person(
    tmp_path: Path, tieout: Tieout, provider: Provider, time: FakeTime, use: Callable[[Browser], Browser]
) -> None:
    use(Browser())
    with closing(Store.open(f"sqlite:///{tmp_path}/tieout.db")) as store:
        sign_in(agency_of(tmp_path, store, time.timer, provider).worker, "books")
    tieout("keys", "new")
    checked = tieout("keys", "check")
    assert checked.exit_code == 1
    assert "books: no key of tieout.key opens what is kept for this connection" in checked.stdout
    listed = tieout("connections")
    assert (listed.exit_code, "is not in tieout.yaml any more" in listed.stdout) == (0, True)
    assert [each["state"] for each in json.loads(tieout("connections", "--json").stdout)] == ["not configured"]
    ended = json.loads(tieout("disconnect", "books", "--json").stdout)
    assert (ended["connection"], ended["revoked"]) == ("books", False)
    assert tieout("connections").stdout == "No books in tieout.yaml are signed in to.\n"
    assert tieout("connections", "--json").stdout == "[]\n"


def test_what_cannot_be_done_is_a_sentence(
    tmp_path: Path, tieout: Tieout, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused("keys", "check").startswith("there is no key: make one with `tieout keys new`")
    tieout("keys", "new")
    assert "is there already, and what is kept under it would be lost" in refused("keys", "new")
    assert refused("connect", "books").startswith("books is no connector that one signs in to; tieout.yaml has none")
    assert refused("disconnect", "books").startswith("books is no connector that one signs in to")
    (tmp_path / FILE).chmod(0o644)
    assert "type: chmod 600" in refused("keys", "rotate")
    monkeypatch.setenv(VARIABLE, "short")
    assert refused("keys", "new").startswith("TIEOUT_KEY is set, and no file is read beside it")
    assert refused("keys", "check").startswith("number 1 in TIEOUT_KEY is not a key")
