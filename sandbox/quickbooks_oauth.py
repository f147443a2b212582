"""Intuit's OAuth 2 on loopback: consent that is given at once, tokens with HTTP Basic, rotation, revocation."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from urllib.parse import parse_qsl, urlencode

from sandbox.kinds import one_of, text
from sandbox.quickbooks_books import REFRESH_SECONDS, TOKEN_SECONDS, QuickBooksBooks
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route, Service
from sandbox.world import World

SCOPE = "com.intuit.quickbooks.accounting"
HARD_HEADER, HARD_FIELD = "x-include-refresh-token-hard-expires-in", "x_refresh_token_hard_expires_in"
"""By the header one asks when a consent ends however it is used; the answer has the field then."""


def oauth(world: World) -> Service:
    """The addresses of consent, tokens and revocation; none of them is signed in to with a token."""
    return Service("quickbooks", "/quickbooks-oauth", _ROUTES, _nobody, _refuse)


def _nobody(_: Asked) -> Access:
    raise Problem("no credentials")


def _refuse(problem: Problem) -> Answer:
    status = {"too many": 429, "broken": 500, "unknown route": 404, "wrong method": 405}.get(problem.kind, 400)
    if problem.kind in ("no credentials", "bad token", "expired"):
        return _error("invalid_client", 401)
    headers = {"Retry-After": problem.wait} if problem.wait else {}
    return Answer({"error": "invalid_request", "error_description": problem.words}, status, headers)


def _error(name: str, status: int = 400, words: str = "") -> Answer:
    return Answer({"error": name} | ({"error_description": words} if words else {}), status)


def _discovery(asked: Asked) -> Answer:
    return Answer(
        {
            "issuer": "https://oauth.platform.intuit.com/op/v1",
            "authorization_endpoint": f"{asked.base}/connect/oauth2",
            "token_endpoint": f"{asked.base}/oauth2/v1/tokens/bearer",
            "revocation_endpoint": f"{asked.base}/v2/oauth2/tokens/revoke",
            "response_types_supported": ["code"],
            "scopes_supported": [SCOPE],
        }
    )


def _authorise(asked: Asked) -> Answer:
    """Somebody who consents at once: back to the address that was given, with code, state and the company's id."""
    books, query = asked.world.quickbooks, asked.query
    if query["client_id"] != books.client_id:
        return _error("invalid_client", 400, "The client_id is not known")
    if SCOPE not in query["scope"].split():
        return _error("invalid_scope", 400)
    code = books.consent(query["redirect_uri"])
    back = urlencode({"code": code, "state": query["state"], "realmId": books.realm})
    return Answer(b"", 302, {"Location": f"{query['redirect_uri']}?{back}"}, "text/html")


def _token(asked: Asked) -> Answer:
    books = asked.world.quickbooks
    if not _is_the_app(asked, books):
        return _error("invalid_client", 401)
    form = dict(parse_qsl(asked.body.decode("utf-8", "replace")))
    if form.get("grant_type") == "authorization_code":
        redirect = books.codes.pop(form.get("code", ""), None)
        if redirect is None or redirect != form.get("redirect_uri"):
            return _error("invalid_grant", 400, "Invalid authorization code")
        found = books.grant()
    elif form.get("grant_type") == "refresh_token":
        renewed = books.renew(form.get("refresh_token", ""))
        if renewed is None:
            return _error("invalid_grant", 400, "Incorrect or expired refresh token")
        found = renewed
    else:
        return _error("unsupported_grant_type", 400)
    hard = {HARD_FIELD: int((found.hard_ends - books.clock.now()).total_seconds())}
    return Answer(
        {
            "token_type": "bearer",
            "access_token": books.token(),
            "expires_in": TOKEN_SECONDS,
            "refresh_token": found.refresh,
            "x_refresh_token_expires_in": REFRESH_SECONDS,
            **(hard if asked.headers.get(HARD_HEADER) == "true" else {}),
        }
    )


def _revoke(asked: Asked) -> Answer:
    books = asked.world.quickbooks
    if not _is_the_app(asked, books):
        return _error("invalid_client", 401)
    stated = _stated(asked)
    if not stated or not books.end(stated):
        return _error("invalid_request", 400, "The token is not known")
    return Answer(b"")


def _stated(asked: Asked) -> str:
    """The token in JSON, as it is documented and as Intuit's own library sends it; the standard's form is none."""
    if asked.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return ""
    try:
        body = json.loads(asked.body)
    except ValueError:
        return ""
    return str(body.get("token", "")) if isinstance(body, dict) else ""


def _is_the_app(asked: Asked, books: QuickBooksBooks) -> bool:
    kind, _, basic = asked.headers.get("authorization", "").partition(" ")
    try:
        stated = b64decode(basic, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return kind == "Basic" and stated == f"{books.client_id}:{books.client_secret}"


_CONSENT = dict.fromkeys(("client_id", "scope", "redirect_uri", "state"), text) | {"response_type": one_of("code")}
_ROUTES = (
    Route("GET", "/.well-known/openid_configuration", _discovery, "page: OAuth 2, discovery document", open=True),
    Route(
        "GET",
        "/connect/oauth2",
        _authorise,
        "page: OAuth 2, set up authorisation: code, state and realmId come back",
        _CONSENT,
        tuple(_CONSENT),
        open=True,
    ),
    Route("POST", "/oauth2/v1/tokens/bearer", _token, "page: OAuth 2, exchange and refresh", raw=True, open=True),
    Route("POST", "/v2/oauth2/tokens/revoke", _revoke, "page: OAuth 2, revoke access", raw=True, open=True),
)
