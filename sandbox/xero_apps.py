"""Apps that people registered at Xero, and the tokens that they were given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.records import hex_for

ACCESS_LASTS, GRACE, REFRESH_LASTS = timedelta(minutes=30), timedelta(minutes=30), timedelta(days=60)
CODE_LASTS = timedelta(minutes=5)
GRANULAR = (
    "offline_access",
    "accounting.invoices",
    "accounting.payments.read",
    "accounting.contacts",
    "accounting.contacts.read",
    "accounting.settings.read",
    "accounting.attachments",
)
BROAD = ("accounting.transactions", "accounting.transactions.read", "accounting.settings")
OPEN_ID = ("openid", "profile", "email")


@dataclass(frozen=True, slots=True)
class App:
    """An app as its owner registered it. Without a secret it signs in by PKCE; `custom` is a custom connection."""

    client_id: str
    secret: str = ""
    custom: bool = False
    scopes: tuple[str, ...] = (*GRANULAR, *BROAD)
    redirects: tuple[str, ...] = ()
    """Where it may be sent back to; any address of this machine without them."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token or a code stands for."""

    app: App
    scopes: tuple[str, ...]
    until: datetime
    redirect: str = ""
    challenge: str = ""
    replaced: datetime | None = None
    """When a refresh token was exchanged for the next one."""


@dataclass(slots=True)
class Identity:
    """Apps, and the tokens they were given."""

    clock: Clock
    apps: dict[str, App] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    made: int = 0
    consenting: bool = True
    """Whether the person who is asked says yes."""

    def register(self, app: App) -> App:
        """Somebody registers an app."""
        self.apps[app.client_id] = app
        return app

    def tokens(self, app: App, scopes: tuple[str, ...]) -> dict[str, str]:
        """New tokens of an app: for the API, and to renew it where that was asked for."""
        now = self.clock.now()
        given = {"access_token": self._token("access")}
        self.access[given["access_token"]] = Grant(app, scopes, now + ACCESS_LASTS)
        if "offline_access" in scopes and not app.custom:
            given["refresh_token"] = self._token("refresh")
            self.refresh[given["refresh_token"]] = Grant(app, scopes, now + REFRESH_LASTS)
        return given

    def end(self) -> None:
        """Every token ends."""
        self.codes.clear()
        self.access.clear()
        self.refresh.clear()

    def code(self, grant: Grant) -> str:
        """A code that can be exchanged once."""
        made = self._token("code")
        self.codes[made] = grant
        return made

    def _token(self, kind: str) -> str:
        self.made += 1
        return hex_for("xero", kind, self.made) + hex_for("xero", kind, self.made, "more")
