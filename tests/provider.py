"""A provider on loopback that grants access as Xero and Intuit document it, and a configuration that names it.

Each token address answers by RFC 6749: one code is good once, a refresh token is replaced by each refresh, and the one
before is taken for a grace that the test says. What it is asked is kept; nothing of it imports the product.
"""

from __future__ import annotations

import hashlib
import json
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from connectors.base import LedgerConfig
from connectors.references import Reference, Secret

AUTHORISE = ("/identity/connect/authorize", "/connect/oauth2")
TOKEN = ("/connect/token", "/oauth2/v1/tokens/bearer")
REVOKE = ("/connect/revocation", "/v2/oauth2/tokens/revoke")
HOSTS = (
    "https://login.xero.com",
    "https://identity.xero.com",
    "https://api.xero.com",
    "https://appcenter.intuit.com",
    "https://oauth.platform.intuit.com",
    "https://developer.api.intuit.com",
)
DEMO = {"id": "c-1", "tenantId": "t-1", "tenantType": "ORGANISATION", "tenantName": "Northwind AI"}


class Books(LedgerConfig):
    """Books with everything that a sign-in needs to be told."""

    kind: Literal["xero", "quickbooks"]
    client_id: Reference = "app-1"
    client_secret: Secret | None = "${APP_SECRET}"
    sign_in: Literal["browser", "custom"] = "browser"
    company: str = ""
    redirect_uri: str = ""
    oauth_url: str = ""

    @property
    def wanted_scopes(self) -> tuple[str, ...]:
        """The provider's usual ones."""
        return ()

    @property
    def oauth_addresses(self) -> dict[str, str]:
        """All of the vendors' hosts are this provider."""
        return dict.fromkeys(HOSTS, self.oauth_url)


@dataclass
class Asked:
    """One request: its path, its fields, and who asked, by HTTP Basic."""

    path: str
    fields: dict[str, str]
    basic: str
    headers: dict[str, str]


@dataclass
class Given:
    """A refresh token that was given, and when another one came in its place."""

    replaced_at: float | None = None


@dataclass
class Provider:
    """What it knows. `lose` answers are carried out and never arrive; `before_answer` is called with each request."""

    secret: str = "s3cret-of-the-app"
    rotates: bool = True
    grace: float = 1800
    expires_in: int = 1800
    extra: dict[str, Any] = field(default_factory=dict)
    companies: list[dict[str, Any]] = field(default_factory=lambda: [dict(DEMO)])
    realm: str = "9341453"
    says_no: str = ""
    lose: int = 0
    status: int = 0
    body: bytes = b""
    now: Callable[[], float] = lambda: 0.0
    before_answer: Callable[[Asked], None] = lambda asked: None
    asked: list[Asked] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refreshes: dict[str, Given] = field(default_factory=dict)
    accesses: set[str] = field(default_factory=set)
    given: list[str] = field(default_factory=list)
    """Every secret that ever left it."""
    base: str = ""
    _names: count[int] = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Provider:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def tokens_asked(self, kind: str) -> list[Asked]:
        """The requests to the token address of one grant type."""
        return [each for each in self.asked if each.path in TOKEN and each.fields.get("grant_type") == kind]

    def consent(self, address: str) -> str:
        """A person who consents at that address: where the browser is sent then."""
        fields = dict(parse_qsl(urlsplit(address).query))
        code = self._secret("code")
        self.codes[code] = fields
        answer = {"error": self.says_no} if self.says_no else {"code": code}
        answer |= {"realmId": self.realm} if urlsplit(address).path == AUTHORISE[1] else {}
        return f"{fields['redirect_uri']}?{urlencode({**answer, 'state': fields['state']})}"

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        """What a request is answered, and what it changes."""
        self.before_answer(asked)
        with self._lock:
            self.asked.append(asked)
            if self.status:
                return self.status, self.body
            status, body = self._answered(asked)
            return status, self.body or json.dumps(body).encode()

    def _answered(self, asked: Asked) -> tuple[int, Any]:
        if asked.path == "/connections":
            known = asked.headers.get("authorization", "").removeprefix("Bearer ") in self.accesses
            return (200, self.companies) if known else (401, {"title": "Unauthorized"})
        known_app = asked.basic == f"app-1:{self.secret}" or (
            not asked.basic and asked.fields.get("client_id") == "app-1"
        )
        if not known_app:
            return 401, {"error": "invalid_client"}
        if asked.path in REVOKE:
            self.refreshes.pop(asked.fields["token"], None)
            return 200, {}
        return self._token(asked.fields)

    def _token(self, fields: dict[str, str]) -> tuple[int, Any]:
        kind = fields["grant_type"]
        if kind == "authorization_code":
            begun = self.codes.pop(fields["code"], None)
            if begun is None or begun["redirect_uri"] != fields["redirect_uri"] or not _proves(begun, fields):
                return 400, {"error": "invalid_grant"}
        if kind == "refresh_token" and not self._is_taken(fields["refresh_token"]):
            return 400, {"error": "invalid_grant", "error_description": f"no {fields['refresh_token']}"}
        access = self._secret("access")
        self.accesses.add(access)
        answer = {"access_token": access, "expires_in": self.expires_in, "token_type": "Bearer", **self.extra}
        if kind == "client_credentials":
            return 200, answer
        return 200, {**answer, "refresh_token": self._next(fields.get("refresh_token", ""))}

    def _is_taken(self, refresh: str) -> bool:
        known = self.refreshes.get(refresh)
        if known is None:
            return False
        return known.replaced_at is None or self.now() - known.replaced_at <= self.grace

    def _next(self, refresh: str) -> str:
        if refresh and not self.rotates:
            return refresh
        if refresh:
            self.refreshes[refresh].replaced_at = self.now()
        new = self._secret("refresh")
        self.refreshes[new] = Given()
        return new

    def _secret(self, kind: str) -> str:
        made = f"{kind}-{next(self._names)}-{hashlib.sha256(kind.encode()).hexdigest()[:12]}"
        self.given.append(made)
        return made


def _proves(begun: dict[str, str], fields: dict[str, str]) -> bool:
    """RFC 7636, 4.6."""
    if "code_challenge" not in begun:
        return "code_verifier" not in fields
    digest = hashlib.sha256(fields.get("code_verifier", "").encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode() == begun["code_challenge"]


def token_of(event: str) -> str:
    """An access token of Xero's that says by which consent it was given."""
    claims = json.dumps({"authentication_event_id": event}).encode()
    return f"e30.{urlsafe_b64encode(claims).rstrip(b'=').decode()}.c2ln"


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Type"] == "application/json":
                fields = json.loads(content)
            else:
                assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
                fields = dict(parse_qsl(content.decode(), keep_blank_values=True))
            self._answer(fields)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path in AUTHORISE:
                self.send_response(302)
                self.send_header("Location", provider.consent(self.path))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._answer({name: values[0] for name, values in parse_qs(parts.query).items()})

        def _answer(self, fields: dict[str, str]) -> None:
            shown = self.headers.get("Authorization", "")
            basic = b64decode(shown[6:]).decode() if shown.startswith("Basic ") else ""
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body = provider.answer(Asked(urlsplit(self.path).path, fields, basic, headers))
            if provider.lose:
                provider.lose -= 1
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
