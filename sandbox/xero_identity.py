"""Xero's sign-in on loopback: consent that is given at once, tokens that end and rotate, and their revocation."""

from __future__ import annotations

import hashlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.kinds import text
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route
from sandbox.xero_apps import CODE_LASTS, GRACE, OPEN_ID, App, Grant, Identity


def routes(identity: Identity) -> Iterator[Route]:
    """The routes of the sign-in."""
    asks = dict.fromkeys(
        ("response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"),
        text,
    )
    page = "page: OAuth 2.0, {}"
    yield Route(
        "GET",
        "/connect/authorize",
        lambda asked: _authorize(identity, asked),
        page.format("the standard authorization code flow and PKCE"),
        asks,
        open=True,
    )
    yield Route(
        "POST",
        "/connect/token",
        lambda asked: _token(identity, asked),
        "recording: cassette_test_token_api_refresh_token.json",
        raw=True,
        open=True,
    )
    yield Route(
        "POST",
        "/connect/revocation",
        lambda asked: _revoke(identity, asked),
        page.format("revoking tokens"),
        raw=True,
        open=True,
    )


def nobody(_: Asked) -> Access:
    """Sign-in itself asks for no token."""
    raise Problem("no credentials")


def refuse(problem: Problem) -> Answer:
    """Errors in the form of OAuth (RFC 6749, 5.2)."""
    statuses = {"unknown route": 404, "wrong method": 405, "broken": 500, "too many": 429, "quota": 429}
    statuses["bad token"] = statuses["expired"] = 401
    return Answer({"error": problem.words or "invalid_request"}, statuses.get(problem.kind, 400))


def _wrong(error: str) -> Problem:
    return Problem("wrong type", error)


def _authorize(identity: Identity, asked: Asked) -> Answer:
    """Sends the browser back at once, with a code: whoever is asked says yes."""
    query = asked.query
    app, back = identity.apps.get(query.get("client_id", "")), query.get("redirect_uri", "")
    if app is None or app.custom or query.get("response_type") != "code":
        raise _wrong("unauthorized_client")
    local = urlsplit(back).hostname in ("127.0.0.1", "localhost")
    if back not in app.redirects if app.redirects else not local:
        raise _wrong("invalid_request: redirect_uri")
    scopes = tuple(query.get("scope", "").split())
    state = {"state": query["state"]} if "state" in query else {}
    if not scopes or not set(scopes) <= {*app.scopes, *OPEN_ID}:
        return _back(back, {"error": "invalid_scope", **state})
    if not identity.consenting:
        return _back(back, {"error": "access_denied", **state})
    challenge = query.get("code_challenge", "")
    if not app.secret and (not challenge or query.get("code_challenge_method") != "S256"):
        return _back(back, {"error": "invalid_request", **state})
    code = identity.code(Grant(app, scopes, identity.clock.now() + CODE_LASTS, back, challenge))
    asked.world.xero.connected.add(asked.world.xero.organisation.id)
    return _back(back, {"code": code, "scope": " ".join(scopes), **state})


def _back(address: str, told: dict[str, str]) -> Answer:
    return Answer(b"", 302, {"Location": f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"}, "text/html")


def _form(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl((asked.body or b"").decode("utf-8", "replace"), keep_blank_values=True))


def _app(identity: Identity, asked: Asked, form: dict[str, str]) -> App:
    """The app that asks: by HTTP Basic, or by its id and secret in the form. Raises Problem."""
    client, secret = form.get("client_id", ""), form.get("client_secret", "")
    kind, _, basic = asked.headers.get("authorization", "").partition(" ")
    if kind == "Basic":
        client, _, secret = b64decode(basic).decode("utf-8", "replace").partition(":")
    app = identity.apps.get(client)
    if app is None or app.secret != secret:
        raise _wrong("invalid_client")
    return app


def _token(identity: Identity, asked: Asked) -> Answer:
    form = _form(asked)
    app = _app(identity, asked, form)
    ways = {"authorization_code": _by_code, "refresh_token": _by_refresh, "client_credentials": _by_credentials}
    way = ways.get(form.get("grant_type", ""))
    if way is None:
        raise _wrong("unsupported_grant_type")
    scopes = way(identity, app, form)
    told = {"expires_in": 1800, "token_type": "Bearer", "scope": " ".join(scopes)}
    return Answer({**identity.tokens(app, scopes), **told})


def _by_code(identity: Identity, app: App, form: dict[str, str]) -> tuple[str, ...]:
    grant = identity.codes.pop(form.get("code", ""), None)
    if grant is None or grant.app != app or grant.until < identity.clock.now():
        raise _wrong("invalid_grant")
    if grant.redirect != form.get("redirect_uri") or not _proven(grant.challenge, form.get("code_verifier", "")):
        raise _wrong("invalid_grant")
    return grant.scopes


def _proven(challenge: str, verifier: str) -> bool:
    """Whether a verifier is the one of a challenge (RFC 7636, 4.6)."""
    digest = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return not challenge or (43 <= len(verifier) <= 128 and digest == challenge)


def _by_refresh(identity: Identity, app: App, form: dict[str, str]) -> tuple[str, ...]:
    """A refresh token is good once, and for 30 minutes more, in case its answer was lost."""
    name, now = form.get("refresh_token", ""), identity.clock.now()
    grant = identity.refresh.get(name)
    gone = grant is not None and grant.replaced is not None and now - grant.replaced > GRACE
    if grant is None or grant.app != app or grant.until < now or gone:
        raise _wrong("invalid_grant")
    identity.refresh[name] = replace(grant, replaced=grant.replaced or now)
    return grant.scopes


def _by_credentials(identity: Identity, app: App, form: dict[str, str]) -> tuple[str, ...]:
    if not app.custom:
        raise _wrong("unauthorized_client")
    scopes = tuple(form.get("scope", "").split()) or app.scopes
    if not set(scopes) <= set(app.scopes):
        raise _wrong("invalid_scope")
    return scopes


def _revoke(identity: Identity, asked: Asked) -> Answer:
    """Ends a refresh token, what it renewed, and the app's connections."""
    form = _form(asked)
    app = _app(identity, asked, form)
    grant = identity.refresh.get(form.get("token", ""))
    if grant is not None and grant.app == app:
        for kept in (identity.access, identity.refresh):
            for name in [name for name, each in kept.items() if each.app == app]:
                del kept[name]
        asked.world.xero.connected.clear()
    return Answer(b"")
