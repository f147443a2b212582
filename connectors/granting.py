"""What is asked of a provider when signing in: grants for codes and refresh tokens, companies, and an end of it all."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from connectors.errors import ConnectorError, Reconnect, Refused, Retry, Unknown
from connectors.http import Http, Reply, judged
from connectors.oauth import Asking, Client, Code, Grant, Lapsed, granted
from connectors.waiting import Timer

FORM = "application/x-www-form-urlencoded"


class _Error(msgspec.Struct):
    """RFC 6749, 5.2."""

    error: str = ""


class _Connection(msgspec.Struct, rename="camel"):
    """An entry of Xero's `GET /connections`."""

    tenant_id: str
    tenant_type: str = ""
    tenant_name: str | None = None
    auth_event_id: str | None = None


class _Claims(msgspec.Struct):
    authentication_event_id: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A company that a grant opens; `just_now` says that the last consent was given for it."""

    id: str
    name: str
    just_now: bool = False


@dataclass(frozen=True, slots=True)
class Granting:
    """A provider, asked as one app. Every method may raise a ConnectorError, and no message has a secret in it."""

    client: Client
    timer: Timer

    def now(self) -> datetime:
        """The machine's moment, by which tokens end."""
        return datetime.fromtimestamp(self.timer.wall(), UTC)

    def for_code(self, asking: Asking, code: Code) -> Grant:
        """What a person consented to. A code is good once: after a lost answer it is signed in again."""
        fields = {"grant_type": "authorization_code", "code": code.code, "redirect_uri": asking.redirect}
        fields |= {"code_verifier": asking.verifier} if asking.verifier else {}
        try:
            found = self._granted(fields)
        except Lapsed as problem:
            words = f"{self._title} does not take the code of this sign-in; it was used or took too long: sign in again"
            raise Reconnect(words) from problem
        except Unknown as problem:
            raise Reconnect(
                f"{self._title}'s answer was lost and the code is good only once: sign in again"
            ) from problem
        return replace(found, account=code.account)

    def by_itself(self, before: Grant | None = None) -> Grant:
        """What an organisation's own app is granted without a person."""
        fields = {"grant_type": "client_credentials", "scope": " ".join(self.client.scopes)}
        return self._twice(fields, before)

    def refreshed(self, before: Grant) -> Grant:
        """Another access token, and the refresh token that holds from now on.

        After a lost answer the old one is shown once more. Raises Lapsed where it is not taken any more.
        """
        if self.client.custom:
            return self.by_itself(before)
        return self._twice({"grant_type": "refresh_token", "refresh_token": before.refresh}, before)

    def companies(self, grant: Grant) -> list[Opened]:
        """What a grant opens, by name; nothing where the provider has no list of it, or none for an app of its own."""
        if not self.client.provider.companies:
            return []
        host, path = self.client.at(self.client.provider.companies)
        http = Http(host, {"Accept": "application/json"}, (), self.timer, self._secrets(grant), access=_Fixed(grant))
        try:
            found = http.get(path).decode(list[_Connection])
        except Refused:
            if not self.client.custom:
                raise
            return []
        finally:
            http.close()
        event = _event_of(grant.access)
        opened = [
            Opened(each.tenant_id, each.tenant_name or "", bool(event) and each.auth_event_id == event)
            for each in found
            if each.tenant_type in ("", "ORGANISATION")
        ]
        return sorted(opened, key=lambda each: (each.name, each.id))

    def revoke(self, grant: Grant) -> None:
        """Ends what was granted. One that has ended is ended; an app of its own is removed at the provider."""
        if not grant.refresh:
            return
        as_json = self.client.provider.revokes_json
        content = msgspec.json.encode({"token": grant.refresh}) if as_json else self._form({"token": grant.refresh})
        try:
            self._post(self.client.provider.revoke, content, "application/json" if as_json else FORM, (grant.refresh,))
        except Lapsed:
            return

    # ---- requests ----

    @property
    def _title(self) -> str:
        return self.client.provider.title

    def _twice(self, fields: Mapping[str, str], before: Grant | None) -> Grant:
        try:
            return self._granted(fields, before)
        except Unknown:
            return self._granted(fields, before)

    def _granted(self, fields: Mapping[str, str], before: Grant | None = None) -> Grant:
        provider, now = self.client.provider, self.now()
        secret = [fields[name] for name in ("code", "code_verifier", "refresh_token") if fields.get(name)]
        reply = self._post(provider.token, self._form(fields), FORM, secret, provider.headers)
        return granted(provider, reply.content, now, before)

    def _form(self, fields: Mapping[str, str]) -> bytes:
        own = {} if self.client.secret else {"client_id": self.client.id}
        return urlencode({**fields, **own}).encode()

    def _post(
        self, address: str, content: bytes, kind: str, secrets: Iterable[str], headers: Mapping[str, str] | None = None
    ) -> Reply:
        host, path = self.client.at(address)
        basic = {"Authorization": f"Basic {self._basic}"} if self.client.secret else {}
        shown = {"Accept": "application/json", **(headers or {}), **basic}
        http = Http(host, shown, (), self.timer, (*secrets, *self._secrets(None)), self._judged)
        try:
            return http.write("POST", path, content, headers={"Content-Type": kind})
        finally:
            http.close()

    @property
    def _basic(self) -> str:
        return b64encode(f"{self.client.id}:{self.client.secret}".encode()).decode()

    def _secrets(self, grant: Grant | None) -> tuple[str, ...]:
        own = (self.client.secret, self._basic) if self.client.secret else ()
        return (*own, grant.access, grant.refresh) if grant else own

    def _judged(self, reply: Reply, wall: float) -> ConnectorError | None:
        """What the errors of RFC 6749, 5.2, mean to a person, whatever their status is."""
        if reply.status < 300 or reply.status == 429 or reply.status >= 500:
            return judged(reply, wall)
        error = _error_of(reply)
        if error == "invalid_grant":
            return Lapsed(f"{self._title} does not take what it granted any more")
        if error in ("invalid_client", "unauthorized_client") or reply.status == 401:
            words = "does not know this app; correct client_id and client_secret, or allow there what is asked for"
            return Reconnect(f"{self._title} {words} ({error or reply.status})")
        if error == "invalid_scope":
            return Refused(f"{self._title} does not grant this app all of its scopes; correct `scopes`", reply.status)
        return judged(reply, wall)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A token that was granted this moment."""

    grant: Grant = field(repr=False)

    def token(self) -> str:
        return self.grant.access

    def renew(self, refused: str) -> str:
        raise Retry("the access token that was granted a moment ago is refused; try again")


def _error_of(reply: Reply) -> str:
    try:
        return msgspec.json.decode(reply.content, type=_Error).error
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


def _event_of(access: str) -> str:
    """The consent that a token of Xero's belongs to; nothing where it does not say so."""
    try:
        part = access.split(".")[1]
        claims = urlsafe_b64decode(part + "=" * (-len(part) % 4))
        return msgspec.json.decode(claims, type=_Claims).authentication_event_id
    except (IndexError, ValueError, msgspec.MsgspecError):
        return ""
