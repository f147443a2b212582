"""Toggl Track's webhooks v1: one subscription for a workspace, validated by a code that is answered to its ping.

Signature: `X-Webhook-Signature-256: sha256=<hex>`, HMAC-SHA256 of the raw body with the secret that we choose. It is
delivered at least once and in no order; `event_id` is the same each time. Who may see less than everything is told of
less, so the token is an administrator's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.json import encode

from connectors.errors import Refused as Declined
from connectors.hooks import (
    Answer,
    Delivery,
    Hint,
    Note,
    Place,
    Read,
    Registered,
    There,
    Wanted,
    day_of,
    decoded,
    key_of,
    refusal,
    signed_in_hex,
    unreadable,
)
from connectors.sources import Setting
from connectors.toggl.api import Api
from connectors.toggl.config import Config

ENTITIES = ("time_entry", "project", "client")
"""What we are told of, the most important first: a free workspace may name three."""
_BASE = "/webhooks/api/v1"


class _Metadata(Struct):
    model: str = ""
    workspace_id: str | int = ""


class _Event(Struct):
    event_id: int
    payload: Any
    validation_code: str = ""
    metadata: _Metadata = field(default_factory=_Metadata)


def read(place: Place, headers: Mapping[str, str], body: bytes) -> Read:
    """What arrived at a place. A ping is answered with its validation code, where it has one."""
    given = headers.get("x-webhook-signature-256", "")
    refused = refusal(place, given, lambda: f"sha256={signed_in_hex(place.secret, body)}")
    if refused is not None:
        return refused
    event = decoded(body, _Event)
    if event is None:
        return unreadable(body)
    if event.payload == "ping":
        return Delivery(answer=_validating(event.validation_code))
    return Delivery((Note(key_of(["event", event.event_id]), (_hint(event),)),))


def _validating(code: str) -> Answer:
    if not code:
        return Answer()
    return Answer(200, {"content-type": "application/json"}, json.dumps({"validation_code": code}).encode())


def _hint(event: _Event) -> Hint:
    said = event.payload if isinstance(event.payload, dict) else {}
    start = said.get("start")
    return Hint(
        event.metadata.model or "unknown", str(said.get("id", "")), day_of(start if isinstance(start, str) else "")
    )


# ---- asking for it ----


class _Filter(Struct):
    entity: str = ""
    action: str = ""


class _Subscription(Struct):
    subscription_id: int
    url_callback: str = ""
    enabled: bool = False
    validated_at: str | None = None
    event_filters: list[_Filter] = []


class Hooks:
    """The subscriptions of a workspace."""

    title = "Toggl Track"
    has_test = True

    def __init__(self, config: Config, setting: Setting) -> None:
        self._api = Api(config, setting)

    def topics(self) -> tuple[str, ...]:
        """One subscription for all that we want and the workspace can tell of."""
        known = self._api.get(f"{_BASE}/event_filters").decode(dict[str, list[str]])
        found = [entity for entity in ENTITIES if "*" in known.get(entity, ())]
        if not found:
            raise Declined("Toggl Track names no events that we could be told of; it is read by the clock alone")
        return (" ".join(found),)

    def register(self, wanted: Wanted) -> Registered:
        """Makes a subscription, which Toggl validates at once or soon after."""
        filters = [{"entity": entity, "action": "*"} for entity in wanted.topic.split()]
        body = {
            "url_callback": wanted.url,
            "event_filters": filters,
            "enabled": True,
            "description": wanted.name,
            "secret": wanted.secret,
        }
        made = self._api.write("POST", self._subscriptions(), encode(body)).decode(_Subscription)
        return Registered(str(made.subscription_id), wanted.secret)

    def registered(self) -> list[There]:
        """All subscriptions of the workspace."""
        return [_there(each) for each in self._api.get(self._subscriptions()).decode(list[_Subscription])]

    def remove(self, vendor_id: str) -> None:
        """Ends a subscription."""
        try:
            self._api.write("DELETE", f"{self._subscriptions()}/{vendor_id}", b"")
        except Declined as problem:
            if problem.status != 404:
                raise

    def test(self, vendor_id: str) -> None:
        """Has Toggl send a ping; while it is not validated, with its code."""
        self._api.write("POST", f"{_BASE}/ping/{self._of()}/{vendor_id}", b"")

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()

    def _subscriptions(self) -> str:
        return f"{_BASE}/subscriptions/{self._of()}"

    def _of(self) -> str:
        return self._api.at("").rpartition("/")[2]


def _there(each: _Subscription) -> There:
    problem = ""
    if not each.enabled:
        problem = "it is switched off there"
    elif not each.validated_at:
        problem = "it is not validated yet; `tieout webhooks test` has it tried again"
    topic = " ".join(one.entity for one in each.event_filters)
    return There(str(each.subscription_id), topic, each.url_callback, not problem, problem)
