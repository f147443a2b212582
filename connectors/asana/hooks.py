"""Asana's webhooks: one for each project, with a handshake that gives the secret while it is being made.

Signature: `X-Hook-Signature`, HMAC-SHA256 of the raw body in hexadecimal. An empty one comes every eight hours; a
day without an answer, and Asana deletes the webhook. Only ids are delivered, and nothing is told of tracked time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.json import encode

from connectors.asana.api import Api
from connectors.asana.config import Config
from connectors.errors import Refused as Declined
from connectors.hooks import (
    PENDING,
    UNAUTHORIZED,
    Answer,
    Delivery,
    Handshake,
    Hint,
    Note,
    Place,
    Read,
    Refused,
    Registered,
    There,
    Wanted,
    day_of,
    decoded,
    few,
    key_of,
    refusal,
    signed_in_hex,
    unreadable,
)
from connectors.sources import Setting

_FILTERS = [
    *({"resource_type": "task", "action": act} for act in ("changed", "added", "removed", "deleted", "undeleted")),
    {"resource_type": "project", "action": "changed"},
    {"resource_type": "section", "action": "changed"},
]
_OF_A_HOOK = "active,target,resource,resource.name,last_success_at,last_failure_content,failure_deletion_timestamp"
_LONGEST_SECRET = 256


class _Resource(Struct):
    gid: str = ""
    resource_type: str = ""


class _Event(Struct):
    action: str = ""
    created_at: str = ""
    resource: _Resource | None = None
    parent: _Resource | None = None


class _Events(Struct):
    events: list[_Event]


def read(place: Place, headers: Mapping[str, str], body: bytes) -> Read:
    """What arrived at a place. A handshake is taken once, while the place waits for it."""
    offered = headers.get("x-hook-secret", "")
    if offered:
        return _handshake(place, offered)
    refused = refusal(place, headers.get("x-hook-signature", ""), lambda: signed_in_hex(place.secret, body))
    if refused is not None:
        return refused
    found = decoded(body, _Events)
    if found is None:
        return unreadable(body)
    if not found.events:
        return Delivery()
    return Delivery((Note(key_of(_told(found.events)), few(_hint(each) for each in found.events)),))


def _handshake(place: Place, offered: str) -> Read:
    if place.state != PENDING or place.secret:
        return Refused(UNAUTHORIZED, "the place has its secret already")
    if not (offered.isascii() and offered.isprintable() and len(offered) <= _LONGEST_SECRET):
        return Refused(UNAUTHORIZED, "what was offered is no secret")
    return Handshake(offered, Answer(200, {"X-Hook-Secret": offered}))


def _told(events: list[_Event]) -> Iterator[str]:
    for each in events:
        resource, parent = each.resource or _Resource(), each.parent or _Resource()
        yield f"{each.created_at} {each.action} {resource.resource_type} {resource.gid} {parent.gid}"


def _hint(each: _Event) -> Hint:
    resource = each.resource or _Resource()
    return Hint(resource.resource_type or "unknown", resource.gid, day_of(each.created_at))


# ---- asking for it ----


class _Hook(Struct):
    gid: str
    active: bool = True
    target: str = ""
    resource: _Resource | None = None
    failure_deletion_timestamp: str | None = None
    last_failure_content: str | None = None


class _Made(Struct):
    data: _Hook
    secret: str = field(name="X-Hook-Secret", default="")


class Hooks:
    """The webhooks of a workspace that this token's owner has made."""

    title = "Asana"
    has_test = False

    def __init__(self, config: Config, setting: Setting) -> None:
        self._api = Api(config, setting)

    def topics(self) -> tuple[str, ...]:
        """The projects that are read: those that are configured, else all that are not archived."""
        if self._api.limited:
            return tuple(sorted(self._api.wanted()))
        return tuple(sorted(each.id for each in self._api.projects() if not each.archived))

    def register(self, wanted: Wanted) -> Registered:
        """Makes a webhook for a project. Asana speaks to the place before it answers, so somebody must listen there."""
        body = {"data": {"resource": wanted.topic, "target": wanted.url, "filters": _FILTERS}}
        made = self._api.write("POST", "/webhooks", encode(body)).decode(_Made)
        return Registered(made.data.gid, made.secret)

    def registered(self) -> list[There]:
        """All webhooks in the workspace that the token's owner has made."""
        asked = (("workspace", self._api.workspace_gid()), ("opt_fields", _OF_A_HOOK))
        pages = self._api.pages("/webhooks", asked, _Hook, _there)
        return [each for page in pages for each in page.values]

    def remove(self, vendor_id: str) -> None:
        """Ends a webhook."""
        try:
            self._api.write("DELETE", f"/webhooks/{vendor_id}", b"")
        except Declined as problem:
            if problem.status != 404:
                raise

    def test(self, vendor_id: str) -> None:
        """Asana sends nothing on request; it sends something by itself every eight hours."""
        raise NotImplementedError

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()


def _there(each: _Hook) -> There:
    problem = "" if each.active else "it is not active there"
    if each.failure_deletion_timestamp:
        said = f": it was answered {each.last_failure_content[:100]!r}" if each.last_failure_content else ""
        problem = f"Asana deletes it at {each.failure_deletion_timestamp} unless something arrives before{said}"
    return There(each.gid, each.resource.gid if each.resource else "", each.target, not problem, problem)
