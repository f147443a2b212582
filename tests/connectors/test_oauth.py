"""Signing in where tokens end: what is asked for consent, what answers mean, and what never shows."""

from __future__ import annotations

import hashlib
import traceback
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Unknown
from connectors.granting import Granting, Opened
from connectors.oauth import PROVIDERS, Asking, Client, Code, Grant, Lapsed, Stranger, answered, ask, client_of, granted
from tests.connectors.vendors import FakeTime
from tests.provider import REVOKE, TOKEN, Books, Provider, token_of

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
XERO, QUICKBOOKS = PROVIDERS["xero"], PROVIDERS["quickbooks"]
REDIRECT = "http://localhost:8425/callback"
SECRET = "s3cret-of-the-app"
NEVER = {"APP_SECRET": SECRET}


def chance() -> Callable[[int], bytes]:
    """Bytes that differ each time, and are the same in each test."""
    times = iter(range(100))
    return lambda size: hashlib.shake_256(bytes([next(times)])).digest(size)


def client(kind: str = "xero", **more: object) -> Client:
    config = Books.model_validate({"kind": kind, **more})
    return client_of(config, lambda text: text.replace("${APP_SECRET}", SECRET))


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as made:
        yield made


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


def granting(provider: Provider, time: FakeTime, kind: str = "xero", **more: object) -> Granting:
    provider.now = time.wall
    return Granting(client(kind, oauth_url=provider.base, **more), time.timer)


def consented(provider: Provider, asked: Granting) -> tuple[Asking, Code]:
    asking = ask(asked.client, REDIRECT, chance())
    return asking, answered(asked.client.provider, asking, provider.consent(asking.address))


def signed_in(provider: Provider, asked: Granting) -> Grant:
    return asked.for_code(*consented(provider, asked))


def fields_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


# ---- what a person is asked ----


def test_an_app_without_a_secret_proves_itself_by_pkce() -> None:
    asking = ask(client(client_secret=None), REDIRECT, chance())
    fields = fields_of(asking.address)
    assert asking.address.startswith("https://login.xero.com/identity/connect/authorize?")
    assert fields["code_challenge_method"] == "S256"
    digest = hashlib.sha256(asking.verifier.encode()).digest()
    assert fields["code_challenge"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert 43 <= len(asking.verifier) <= 128
    assert fields["scope"].split()[0] == "offline_access"


def test_an_app_with_a_secret_sends_no_challenge() -> None:
    asking = ask(client("quickbooks"), REDIRECT, chance())
    assert asking.address.startswith("https://appcenter.intuit.com/connect/oauth2?")
    assert fields_of(asking.address) == {
        "response_type": "code",
        "client_id": "app-1",
        "redirect_uri": REDIRECT,
        "scope": "com.intuit.quickbooks.accounting",
        "state": asking.state,
    }
    assert asking.verifier == ""


def test_each_sign_in_has_a_state_and_a_verifier_of_its_own() -> None:
    some = chance()
    one, other = (ask(client(client_secret=None), REDIRECT, some) for _ in range(2))
    assert len({one.state, other.state, one.verifier, other.verifier}) == 4


@given(st.text(max_size=60))
def test_no_other_state_is_ours(state: str) -> None:
    asking = ask(client(), REDIRECT, chance())
    address = f"{REDIRECT}?{urlencode({'code': 'abc', 'state': state}, errors='replace')}"
    with pytest.raises(Stranger):
        answered(XERO, asking, address)


def test_the_answer_brings_a_code_and_the_company_where_the_provider_says_it_so() -> None:
    asking = ask(client("quickbooks"), REDIRECT, chance())
    found = answered(QUICKBOOKS, asking, f"{REDIRECT}?code=abc&state={asking.state}&realmId=9341453")
    assert found == Code("abc", "9341453")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": "access_denied"}, "QuickBooks Online did not let us in (access_denied)"),
        ({"error": "<script>"}, "did not let us in (for a reason of its own)"),
        ({}, "answer is not complete"),
        ({"code": "abc"}, "answer is not complete"),
        ({"code": "abc", "realmId": "../9"}, "answer is not complete"),
        ({"code": "a" * 5000, "realmId": "9"}, "answer is not complete"),
    ],
)
def test_an_answer_of_ours_that_is_no_code_is_a_sentence(answer: dict[str, str], words: str) -> None:
    asking = ask(client("quickbooks"), REDIRECT, chance())
    with pytest.raises(Refused) as refused:
        answered(QUICKBOOKS, asking, f"{REDIRECT}?{urlencode({**answer, 'state': asking.state})}")
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("quickbooks", {"client_secret": None}, "wants the app's secret; write `client_secret"),
        ("quickbooks", {"sign_in": "custom"}, "has no custom connections"),
        ("xero", {"sign_in": "custom", "client_secret": None}, "wants the app's secret"),
        ("xero", {"client_id": "app\n1"}, "has characters that none has"),
        ("xero", {"client_id": ""}, "has characters that none has"),
    ],
)
def test_an_app_that_cannot_sign_in_is_refused_before_anybody_is_asked(
    kind: str, more: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        client(kind, **more)


# ---- what the token address answers ----


@given(
    seconds=st.integers(-5, 10**15),
    unused=st.none() | st.integers(1, 10**15),
    hard=st.none() | st.integers(1, 10**15),
    refresh=st.none() | st.just("new-refresh"),
)
def test_every_moment_is_counted_from_when_it_was_asked_for(
    seconds: int, unused: int | None, hard: int | None, refresh: str | None
) -> None:
    before = Grant("old", NOW, "old-refresh", NOW, None, ("a",), "t-1", "Northwind AI")
    said = {"access_token": "new", "expires_in": seconds, "refresh_token": refresh}
    said |= {"x_refresh_token_expires_in": unused, "x_refresh_token_hard_expires_in": hard}
    found = granted(QUICKBOOKS, str(said).replace("'", '"').replace("None", "null").encode(), NOW, before)
    century = timedelta(days=36_600)
    assert found.access_ends == NOW + min(max(timedelta(), timedelta(seconds=min(seconds, 10**10))), century)
    assert found.refresh == (refresh or "old-refresh")
    assert found.refresh_ends == NOW + min(timedelta(seconds=min(unused or 8_640_000, 10**10)), century)
    assert found.ends == (NOW + min(timedelta(seconds=min(hard, 10**10)), century) if hard else None)
    assert (found.scopes, found.account, found.company) == (("a",), "t-1", "Northwind AI")


@pytest.mark.parametrize(
    "body",
    [
        b'{"access_token": "very-secret-1", "expires_in": 18',
        b'{"access_token": "very-secret-1"}',
        b'{"access_token": ["very-secret-1"], "expires_in": 1800}',
        b'{"access_token": "very-secret-1 2", "expires_in": 1800}',
        b'{"access_token": "very-secret-1\\n", "expires_in": 1800}',
        b'{"access_token": "", "expires_in": 1800, "refresh_token": "very-secret-1"}',
        b"<html>very-secret-1</html>",
        b"\xff\xfevery-secret-1",
    ],
)
def test_an_answer_that_does_not_fit_says_nothing_of_what_is_in_it(
    provider: Provider, time: FakeTime, body: bytes
) -> None:
    asked = granting(provider, time)
    started = consented(provider, asked)
    provider.body = body
    with pytest.raises(Changed, match="is not what its documentation says") as changed:
        asked.for_code(*started)
    assert "very-secret-1" not in "".join(traceback.format_exception(changed.value))


# ---- over HTTP ----


@pytest.mark.parametrize("kind", ["xero", "quickbooks"])
def test_a_code_becomes_a_grant(provider: Provider, time: FakeTime, kind: str) -> None:
    provider.extra = {"x_refresh_token_hard_expires_in": 157_680_000} if kind == "quickbooks" else {}
    asked = granting(provider, time, kind)
    grant = signed_in(provider, asked)
    (request,) = provider.tokens_asked("authorization_code")
    assert request.basic == f"app-1:{SECRET}"
    assert set(request.fields) == {"grant_type", "code", "redirect_uri"}
    assert grant.access in provider.accesses
    assert grant.refresh in provider.refreshes
    assert grant.access_ends == asked.now() + timedelta(minutes=30)
    days, account = (60, "") if kind == "xero" else (100, "9341453")
    assert (grant.refresh_ends, grant.account) == (asked.now() + timedelta(days=days), account)
    assert grant.ends == (asked.now() + timedelta(days=1825) if kind == "quickbooks" else None)
    wants_end = request.headers.get("x-include-refresh-token-hard-expires-in")
    assert wants_end == ("true" if kind == "quickbooks" else None)


def test_pkce_ends_with_the_verifier_and_without_a_secret(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time, client_secret=None)
    grant = signed_in(provider, asked)
    (request,) = provider.tokens_asked("authorization_code")
    assert request.basic == ""
    assert set(request.fields) == {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"}
    assert asked.refreshed(grant).refresh != grant.refresh


def test_a_code_is_good_once(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time)
    started = consented(provider, asked)
    asked.for_code(*started)
    with pytest.raises(Reconnect, match="used or took too long: sign in again"):
        asked.for_code(*started)


def test_a_lost_answer_to_a_code_is_a_sign_in_again(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time)
    started = consented(provider, asked)
    provider.lose = 1
    with pytest.raises(Reconnect, match="answer was lost"):
        asked.for_code(*started)
    assert len(provider.tokens_asked("authorization_code")) == 1


def test_after_a_lost_answer_the_old_refresh_token_is_shown_once_more(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time)
    grant = signed_in(provider, asked)
    provider.lose = 1
    again = asked.refreshed(grant)
    assert [each.fields["refresh_token"] for each in provider.tokens_asked("refresh_token")] == [grant.refresh] * 2
    assert again.refresh not in ("", grant.refresh)


def test_answers_that_are_lost_again_and_again_leave_the_old_refresh_token(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time)
    grant = signed_in(provider, asked)
    provider.lose = 2
    with pytest.raises(Unknown):
        asked.refreshed(grant)
    assert asked.refreshed(grant).access in provider.accesses
    time.passed += 1801
    with pytest.raises(Lapsed):
        asked.refreshed(grant)


def test_a_provider_that_keeps_the_refresh_token_or_leaves_it_out(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time, "quickbooks")
    grant = signed_in(provider, asked)
    provider.rotates = False
    assert asked.refreshed(grant).refresh == grant.refresh
    provider.body = b'{"access_token": "new", "expires_in": 3600}'
    assert asked.refreshed(grant).refresh == grant.refresh


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (400, b'{"error": "invalid_grant"}', Lapsed, "does not take what it granted any more"),
        (401, b'{"error": "invalid_client"}', Reconnect, "correct client_id and client_secret"),
        (400, b'{"error": "unauthorized_client"}', Reconnect, "correct client_id and client_secret"),
        (401, b"", Reconnect, "correct client_id and client_secret"),
        (400, b'{"error": "invalid_scope"}', Refused, "correct `scopes`"),
        (400, b'{"error": "invalid_request"}', Refused, "was answered with 400: invalid_request"),
        (302, b"", Changed, "leads elsewhere"),
        (503, b"<html>", Unknown, "was answered with 503"),
    ],
)
def test_a_refusal_is_named_by_what_happens_next(
    provider: Provider, time: FakeTime, status: int, body: bytes, kind: type[ConnectorError], words: str
) -> None:
    asked = granting(provider, time)
    grant = signed_in(provider, asked)
    provider.status, provider.body = status, body
    with pytest.raises(kind) as refused:
        asked.refreshed(grant)
    assert words in str(refused.value)
    assert type(refused.value) is kind


def test_what_a_provider_repeats_of_ours_is_taken_out_of_its_words(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time)
    grant = signed_in(provider, asked)
    provider.status, provider.body = 400, f'{{"error": "x", "error_description": "{grant.refresh} {SECRET}"}}'.encode()
    with pytest.raises(Refused) as refused:
        asked.refreshed(grant)
    assert "••• •••" in str(refused.value)


def test_a_consent_at_intuit_ends_after_five_years_where_its_answer_does_not_say_when() -> None:
    said = b'{"access_token": "a", "expires_in": 3600, "refresh_token": "r"}'
    first = granted(QUICKBOOKS, said, NOW)
    assert first.ends == NOW + timedelta(days=5 * 365)
    later = NOW + timedelta(days=90)
    renewed = granted(QUICKBOOKS, said, later, first)
    assert (renewed.ends, renewed.refresh_ends) == (first.ends, later + timedelta(days=100))
    assert granted(XERO, said, NOW).ends is None


def test_an_app_of_its_own_needs_no_person(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time, sign_in="custom")
    grant = asked.by_itself()
    (request,) = provider.tokens_asked("client_credentials")
    assert "offline_access" not in request.fields["scope"]
    assert (grant.refresh, grant.refresh_ends) == ("", None)
    assert asked.refreshed(grant).access not in ("", grant.access)
    asked.revoke(grant)
    assert [each for each in provider.asked if each.path in REVOKE] == []


@pytest.mark.parametrize(("kind", "path"), [("xero", REVOKE[0]), ("quickbooks", REVOKE[1])])
def test_what_was_granted_is_ended(provider: Provider, time: FakeTime, kind: str, path: str) -> None:
    asked = granting(provider, time, kind)
    grant = signed_in(provider, asked)
    asked.revoke(grant)
    assert (provider.asked[-1].path, provider.asked[-1].fields) == (path, {"token": grant.refresh})
    with pytest.raises(Lapsed):
        asked.refreshed(grant)


def test_ending_what_has_ended_is_no_trouble(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time)
    grant = signed_in(provider, asked)
    provider.status, provider.body = 400, b'{"error": "invalid_grant"}'
    asked.revoke(grant)


def test_companies_are_organisations_by_name_and_say_which_was_just_opened(provider: Provider, time: FakeTime) -> None:
    provider.companies = [
        {"tenantId": "t-2", "tenantType": "ORGANISATION", "tenantName": "Zoo", "authEventId": "e-2"},
        {"tenantId": "t-3", "tenantType": "PRACTICE", "tenantName": "Accountants", "authEventId": "e-2"},
        {"tenantId": "t-1", "tenantType": "ORGANISATION", "tenantName": "Ark", "authEventId": "e-1", "new": 1},
    ]
    access = token_of("e-2")
    provider.accesses.add(access)
    asked = granting(provider, time)
    assert asked.companies(Grant(access, NOW)) == [Opened("t-1", "Ark"), Opened("t-2", "Zoo", just_now=True)]


def test_an_access_token_that_is_refused_at_once_is_tried_later(provider: Provider, time: FakeTime) -> None:
    with pytest.raises(ConnectorError, match="refused; try again"):
        granting(provider, time).companies(Grant("nobody-s", NOW))


def test_nothing_secret_shows_in_what_is_printed(provider: Provider, time: FakeTime) -> None:
    asked = granting(provider, time, client_secret="${APP_SECRET}")
    asking, code = consented(provider, asked)
    grant = asked.for_code(asking, code)
    shown = repr([asked, asked.client, asking, code, grant])
    secrets = [SECRET, asking.state, code.code, grant.access, grant.refresh]
    assert [each for each in secrets if each in shown] == []
    assert set(provider.given) >= {code.code, grant.access, grant.refresh}


def test_addresses_are_the_vendors_own_unless_a_test_says_otherwise() -> None:
    made = client()
    assert made.at(XERO.token) == ("https://identity.xero.com", "/connect/token")
    assert {urlsplit(each.token).path for each in PROVIDERS.values()} == set(TOKEN)
