"""Access tokens from the vault: renewed once however many need one, kept before they are used, and never shown."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from config.keys import VARIABLE, new_key
from connectors.errors import Reconnect
from connectors.http import Http
from connectors.waiting import Timer
from mappings.database import StoreUnavailable
from mappings.lock import only_runner
from mappings.store import Store
from sync.connecting import CONNECTED, ENDED, NOT_CONFIGURED, NOT_CONNECTED, CannotConnect, Stranger, standings
from sync.vault import opened, sealed
from tests.connectors.vendors import FakeTime
from tests.databases import empty_store, stores_on
from tests.provider import DEMO, REVOKE, Asked, Provider, token_of
from tests.sync.connected import ENVIRONMENT, Agency, agency_of, sign_in

ROOT = Path(__file__).parents[2]
DAY = 86400


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
    made = agency_of(tmp_path / "agency", store, time.timer, provider)
    sign_in(made, provider)
    return made


def refreshes(provider: Provider) -> int:
    return len(provider.tokens_asked("refresh_token"))


def kept(agency: Agency) -> str:
    """The access token that is in the vault."""
    with agency.store.read() as tx:
        row = tx.vault.of("books")
    assert row is not None
    return opened(agency.connecting().keys(), row).grant.access


def change(agency: Agency, statement: str) -> None:
    """Does something behind the program's back."""
    with agency.store.writer.begin() as connection:
        connection.execute(text(statement))


# ---- renewing ----


def test_a_token_is_used_until_five_minutes_before_its_end(agency: Agency, provider: Provider, time: FakeTime) -> None:
    access = agency.access()
    first = access.token()
    time.passed += 1800 - 301
    assert (access.token(), refreshes(provider)) == (first, 0)
    time.passed += 1
    second = access.token()
    assert (second != first, refreshes(provider), kept(agency)) == (True, 1, second)
    assert access.token() == agency.access().token() == second
    assert refreshes(provider) == 1


def test_a_refused_token_is_renewed_once_for_all_who_had_it(agency: Agency, provider: Provider) -> None:
    one, other = agency.access(), agency.access()
    refused = one.token()
    assert other.token() == refused
    renewed = one.renew(refused)
    assert other.renew(refused) == renewed
    assert refreshes(provider) == 1


def test_a_request_that_is_refused_goes_on_with_a_renewed_token(
    agency: Agency, provider: Provider, time: FakeTime
) -> None:
    provider.accesses.clear()
    http = Http(provider.base, {}, (), time.timer, access=agency.access())
    assert http.get("/connections").status == 200
    http.close()
    assert refreshes(provider) == 1


def test_threads_that_need_a_token_at_once_make_one_renewal(agency: Agency, provider: Provider, time: FakeTime) -> None:
    time.passed += 3600
    together = threading.Barrier(6)

    def token() -> str:
        access = replace_timer(agency).access()
        together.wait()
        return access.token()

    with ThreadPoolExecutor(6) as pool:
        found = {each.result() for each in [pool.submit(token) for _ in range(6)]}
    assert (len(found), refreshes(provider)) == (1, 1)


def test_what_was_renewed_is_kept_by_a_runner_that_has_lost_its_lock(tmp_path: Path, time: FakeTime) -> None:
    """It cannot be asked for again, and whether somebody was faster is seen by its version."""
    with stores_on("postgresql"), empty_store() as store, Provider(now=time.wall) as provider:
        agency = agency_of(tmp_path / "agency", store, time.timer, provider)
        sign_in(agency, provider)
        first = kept(agency)
        with pytest.raises(StoreUnavailable, match="was lost"):
            _renew_without_the_lock(agency, first)
        assert (refreshes(provider), kept(agency) != first) == (1, True)


def _renew_without_the_lock(agency: Agency, first: str) -> None:
    with only_runner(agency.store):
        change(
            agency,
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7468102 "
            "AND objid = (hashtext(current_schema())::bigint & 4294967295)::oid",
        )
        assert agency.access().renew(first) == kept(agency)


def replace_timer(agency: Agency) -> Agency:
    """Waits for others by really letting them go on, at a moment that stands still."""
    wall = agency.timer.wall()
    clock = threading.Event()
    passed = iter(range(10**6))

    def sleep(_: float) -> None:
        clock.wait(0.01)

    return replace(agency, timer=Timer(lambda: next(passed) / 100, sleep, lambda: wall))


@pytest.mark.everywhere
def test_processes_that_need_a_token_at_once_make_one_renewal(agency: Agency, provider: Provider) -> None:
    never = threading.Event()

    def take_time(_: Asked) -> None:
        never.wait(0.5)

    provider.before_answer = take_time
    refused = agency.access().token()
    programs = [program(agency, provider, refused) for _ in range(3)]
    found = [each.communicate(timeout=60)[0].split()[-1] for each in programs]
    assert [each.returncode for each in programs] == [0, 0, 0]
    assert (len(set(found)), refreshes(provider)) == (1, 1)
    assert set(found) == {kept(agency)} != {refused}


def program(agency: Agency, provider: Provider, refused: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.sync.connected", "ask", str(agency.folder), agency.store.url, provider.base]
    return subprocess.Popen(
        [*command, refused],
        cwd=ROOT,
        env={**os.environ, **agency.environment},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.everywhere
def test_who_is_killed_between_answer_and_keeping_loses_nothing_within_the_grace(
    agency: Agency, provider: Provider, time: FakeTime
) -> None:
    kill_while_it_renews(agency, provider)
    before = kept(agency)
    assert refreshes(provider) == 1
    renewed = agency.access().renew(before)
    assert (renewed in provider.accesses, renewed != before, kept(agency) == renewed) == (True, True, True)
    assert refreshes(provider) == 2


def test_who_is_killed_and_comes_back_after_the_grace_is_told_why_to_sign_in_again(
    agency: Agency, provider: Provider, time: FakeTime
) -> None:
    kill_while_it_renews(agency, provider)
    time.passed += 1900
    with pytest.raises(Reconnect) as told:
        agency.access().token()
    assert "has no answer that was kept); sign in again: tieout connect books" in str(told.value)
    sign_in(agency, provider)
    assert agency.access().token() in provider.accesses


def kill_while_it_renews(agency: Agency, provider: Provider) -> None:
    """The vendor has answered, and the program, which waits to write that down, is killed."""
    answered, gone = threading.Event(), threading.Event()

    def hold_the_store() -> None:
        with agency.store.write():
            holds.set()
            gone.wait(30)

    def before_answer(_: Asked) -> None:
        threading.Thread(target=hold_the_store, daemon=True).start()
        assert holds.wait(10)
        answered.set()

    holds = threading.Event()
    provider.before_answer = before_answer
    started = program(agency, provider, agency.access().token())
    try:
        assert answered.wait(30)
        while not any(given.replaced_at is not None for given in provider.refreshes.values()):
            answered.wait(0)
        with pytest.raises(subprocess.TimeoutExpired):
            started.communicate(timeout=0.5)
    finally:
        started.send_signal(signal.SIGKILL)
        started.communicate()
        gone.set()
    provider.before_answer = lambda _: None
    with agency.store.write():
        """Waits until the store is free again."""


def test_the_new_refresh_token_is_kept_before_the_access_token_is_given_away(
    agency: Agency, provider: Provider
) -> None:
    given = agency.access().renew(agency.access().token())
    assert kept(agency) == given


def test_a_lost_answer_is_asked_for_again(agency: Agency, provider: Provider) -> None:
    provider.lose = 1
    assert agency.access().renew(agency.access().token()) == kept(agency)
    assert refreshes(provider) == 2


def test_the_token_before_is_shown_while_its_grace_lasts(agency: Agency, provider: Provider, time: FakeTime) -> None:
    first = agency.access().renew(agency.access().token())
    provider.refreshes.pop(list(provider.refreshes)[-1])
    second = agency.access().renew(first)
    assert second in provider.accesses
    assert refreshes(provider) == 3
    provider.refreshes.clear()
    time.passed += 1801
    with pytest.raises(Reconnect):
        agency.access().token()
    assert refreshes(provider) == 4


def test_who_signs_in_while_a_renewal_is_under_way_wins(agency: Agency, provider: Provider) -> None:
    refused = agency.access().token()

    def another_sign_in(asked: Asked) -> None:
        if asked.fields.get("grant_type") == "refresh_token":
            provider.before_answer = lambda _: None
            sign_in(agency, provider)

    provider.before_answer = another_sign_in
    found = agency.access().renew(refused)
    assert found == kept(agency) == sorted(provider.accesses, key=provider.given.index)[-2]


# ---- what ends a connection ----


def test_a_grant_that_has_ended_is_asked_for_once_and_told_ever_after(
    agency: Agency, provider: Provider, time: FakeTime
) -> None:
    provider.refreshes.clear()
    time.passed += 3600
    for _ in range(3):
        with pytest.raises(Reconnect, match="the sign-in to Xero has ended; sign in again: tieout connect books"):
            agency.access().token()
    assert refreshes(provider) == 1
    (standing,) = standings(agency.outside.configuration, agency.store, agency.connecting().granting.now())
    assert (standing.state, len(standing.warnings)) == (ENDED, 1)
    sign_in(agency, provider)
    assert agency.access().token() in provider.accesses


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM connection", "nobody has signed in yet; type: tieout connect books"),
        ("UPDATE connection SET account = 't-9'", "was made for another connection and put there"),
        ("UPDATE connection SET provider = 'quickbooks'", "was made for another connection and put there"),
        ("UPDATE connection SET company = 'Evil Corp'", "was made for another connection and put there"),
    ],
)
def test_a_row_that_was_changed_opens_nothing(agency: Agency, provider: Provider, statement: str, words: str) -> None:
    change(agency, statement)
    with pytest.raises(Reconnect, match=words):
        agency.access().token()
    assert refreshes(provider) == 0


def test_a_row_of_another_connection_opens_nothing(agency: Agency) -> None:
    two = replace(agency, books={**agency.books, "other": agency.books["books"]})
    change(agency, "UPDATE connection SET name = 'other'")
    with pytest.raises(Reconnect, match="what is kept for other was made for another connection"):
        two.access("other").token()


def test_another_app_or_key_is_a_sentence(agency: Agency) -> None:
    with pytest.raises(Reconnect, match="with another client_id than"):
        agency.having(client_id="app-2").access().token()
    with pytest.raises(Reconnect, match="no key of TIEOUT_KEY opens what is kept"):
        agency.with_variables(**{VARIABLE: new_key()}).access().token()
    with pytest.raises(Reconnect, match="make one with `tieout keys new`"):
        agency.with_variables(**{VARIABLE: ""}).access().token()
    with pytest.raises(CannotConnect, match="the environment variable APP_SECRET is not set"):
        agency.with_variables(APP_SECRET="").access()


# ---- signing in and out ----


def test_without_a_key_nobody_is_sent_to_sign_in(agency: Agency) -> None:
    bare = agency.with_variables(**{VARIABLE: ""})
    with pytest.raises(Exception, match="there is no key: make one with `tieout keys new`"):
        bare.connecting().asking("http://localhost:1/callback")


def test_the_answer_to_another_sign_in_is_not_taken(agency: Agency, provider: Provider) -> None:
    made = agency.connecting()
    one, other = made.asking("http://localhost:1/"), made.asking("http://localhost:1/")
    with pytest.raises(Stranger):
        made.finish(one, provider.consent(other.address))


def test_several_companies_are_chosen_among_by_name_id_or_what_was_just_opened(
    agency: Agency, provider: Provider
) -> None:
    other = {**DEMO, "tenantId": "t-2", "tenantName": "Other"}
    provider.companies = [DEMO, other]
    with pytest.raises(CannotConnect) as several:
        sign_in(agency, provider)
    assert "Northwind AI (t-1), Other (t-2). Say which one with --company" in str(several.value)
    for company in ("Northwind AI", "t-1"):
        sign_in(agency, provider, company=company)
        assert agency.access().company == "Northwind AI"
    with pytest.raises(CannotConnect, match="Absent is not open"):
        sign_in(agency, provider, company="Absent")
    with pytest.raises(CannotConnect, match="says that books is t-1"):
        sign_in(agency.having(company="t-1"), provider, company="t-2")
    sign_in(agency.having(company="t-1"), provider)
    provider.companies = [{**DEMO, "authEventId": "e-1"}, other]
    provider.extra = {"access_token": token_of("e-1")}
    provider.accesses.add(token_of("e-1"))
    sign_in(agency, provider)
    assert agency.access().account == "t-1"


def test_no_company_and_two_of_one_name_are_sentences(agency: Agency, provider: Provider) -> None:
    provider.companies = [DEMO, {**DEMO, "tenantId": "t-2"}]
    with pytest.raises(CannotConnect, match="several companies are called Northwind AI: write the id of one"):
        sign_in(agency, provider, company="Northwind AI")
    provider.companies = []
    with pytest.raises(CannotConnect, match="no company was opened at Xero"):
        sign_in(agency, provider)


def test_books_that_have_documents_in_one_company_are_not_led_to_another(agency: Agency, provider: Provider) -> None:
    provider.companies = [{**DEMO, "tenantId": "t-2", "tenantName": "Other"}]
    before = kept(agency)
    with pytest.raises(CannotConnect, match="books is connected to Northwind AI"):
        sign_in(agency, provider)
    assert kept(agency) == before
    agency.connecting().disconnect()
    sign_in(agency, provider)
    assert agency.access().account == "t-2"


def test_the_company_of_quickbooks_comes_with_the_browser(
    tmp_path: Path, store: Store, time: FakeTime, provider: Provider
) -> None:
    agency = agency_of(tmp_path / "agency", store, time.timer, provider, "quickbooks")
    with pytest.raises(CannotConnect, match="9341453"):
        sign_in(agency, provider, company="1")
    sign_in(agency, provider, company="9341453")
    sign_in(agency.having(company="Northwind AI"), provider)
    assert agency.access().account == "9341453"
    assert kept(agency) in provider.accesses


def test_an_app_of_its_own_renews_itself(tmp_path: Path, store: Store, time: FakeTime, provider: Provider) -> None:
    agency = agency_of(tmp_path / "agency", store, time.timer, provider).having(sign_in="custom")
    agency.connecting().by_itself()
    first = agency.access().token()
    time.passed += 3600
    assert agency.access().token() not in ("", first)
    assert len(provider.tokens_asked("client_credentials")) == 2
    assert "Xero ends the access by itself within the hour" in agency.connecting().disconnect()
    provider.companies = []
    agency.connecting().by_itself()
    assert agency.access().account == ""


def test_signing_out_ends_it_there_and_forgets_it_here(agency: Agency, provider: Provider) -> None:
    assert agency.connecting().disconnect() == ""
    assert (provider.asked[-1].path, provider.refreshes) == (REVOKE[0], {})
    with pytest.raises(Reconnect, match="nobody has signed in yet"):
        agency.access().token()
    with pytest.raises(CannotConnect, match="books is not connected"):
        agency.connecting().disconnect()


def test_what_cannot_be_told_to_the_vendor_is_forgotten_all_the_same_and_said(agency: Agency) -> None:
    lost = agency.with_variables(**{VARIABLE: new_key()})
    assert "Xero was not told (no key of TIEOUT_KEY opens" in lost.connecting().disconnect()
    with pytest.raises(CannotConnect):
        agency.connecting().disconnect()


def test_a_vendor_that_does_not_answer_is_signed_out_of_later(agency: Agency, provider: Provider) -> None:
    provider.status = 503
    with pytest.raises(Exception, match="503"):
        agency.connecting().disconnect()
    provider.status = 0
    assert agency.connecting().disconnect() == ""


# ---- how long they live ----


@pytest.mark.parametrize(
    ("days", "states", "words"),
    [
        (0, CONNECTED, []),
        (45, CONNECTED, []),
        (46, CONNECTED, ["ends on 2027-01-02 unless it is used before; or: tieout connect books"]),
        (60, ENDED, ["has ended (2027-01-02); sign in again: tieout connect books"]),
    ],
)
def test_people_are_told_before_an_unused_connection_ends(
    agency: Agency, time: FakeTime, days: int, states: str, words: list[str]
) -> None:
    time.passed += days * DAY
    now = agency.connecting().granting.now()
    (standing,) = standings(agency.outside.configuration, agency.store, now)
    told = [each.partition("the sign-in to books ")[2] for each in standing.warnings]
    assert standing.state == states
    assert told == words


def test_people_are_told_sixty_days_before_a_connection_ends_for_good(
    tmp_path: Path, store: Store, time: FakeTime, provider: Provider
) -> None:
    provider.extra = {"x_refresh_token_hard_expires_in": 90 * DAY}
    agency = agency_of(tmp_path / "agency", store, time.timer, provider, "quickbooks")
    sign_in(agency, provider)

    def warnings() -> tuple[str, ...]:
        now = agency.connecting().granting.now()
        return standings(agency.outside.configuration, agency.store, now)[0].warnings

    time.passed += 29 * DAY
    provider.extra = {}
    agency.access().token()
    assert warnings() == ()
    time.passed += DAY
    (words,) = warnings()
    assert "however it is used; before that: tieout connect books" in words


def test_books_nobody_signed_in_to_and_rows_without_books_are_told(
    tmp_path: Path, agency: Agency, time: FakeTime
) -> None:
    renamed = replace(agency, books={"ledger": agency.books["books"]})
    now = agency.connecting().granting.now()
    found = standings(renamed.outside.configuration, agency.store, now)
    assert [(each.name, each.state) for each in found] == [("ledger", NOT_CONNECTED), ("books", NOT_CONFIGURED)]
    assert "type: tieout connect ledger" in found[0].warnings[0]
    assert "tieout disconnect books" in found[1].warnings[0]


# ---- nothing shows ----


def test_no_token_stands_in_the_store_the_logs_or_what_is_printed(agency: Agency, provider: Provider) -> None:
    with structlog.testing.capture_logs() as logs:
        access = agency.access()
        access.renew(access.token())
    shown = repr([access, agency.connecting(), agency.outside, logs])
    rows = []
    with agency.store.read() as tx:
        shown += repr(tx.vault.all())
        rows = [bytes(each.sealed) for each in tx.vault.all()]
    assert any(each["event"] == "connection_renewed" for each in logs)
    files = b"".join(path.read_bytes() for path in files_of(agency.store)) + b"".join(rows)
    secrets = [*provider.given, provider.secret, ENVIRONMENT[VARIABLE]]
    assert len(secrets) >= 6
    assert [each for each in secrets if each in shown or each.encode() in files] == []


def files_of(store: Store) -> list[Path]:
    """All files of a SQLite store; a server's are its own."""
    if not store.url.startswith("sqlite"):
        return []
    path = Path(store.url.removeprefix("sqlite:///"))
    found = sorted(path.parent.glob(f"{path.name}*"))
    assert path in found
    return found


def test_what_is_sealed_twice_is_never_the_same(agency: Agency) -> None:
    with agency.store.read() as tx:
        row = tx.vault.of("books")
    assert row is not None
    keys = agency.connecting().keys()
    held = opened(keys, row)
    again = sealed(keys, held)
    assert again.sealed != row.sealed
    assert opened(keys, again).grant == held.grant
