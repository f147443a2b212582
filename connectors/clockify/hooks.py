"""Clockify's webhooks: one for each kind of event, each with a token of its own that every delivery carries.

`Clockify-Signature` is that token, not a signature: it says who sends, not that the body is whole. There is no
handshake, no id of a delivery and no documented retry; after too many failures `deliveryEnabled` is false. The plan
Free has three webhooks, most others ten for a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from msgspec import Struct, json

from connectors.clockify.api import Api, Missing
from connectors.clockify.config import Config
from connectors.hooks import (
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
    unreadable,
)
from connectors.sources import Setting

FREE = ("NEW_TIME_ENTRY", "TIME_ENTRY_UPDATED", "TIME_ENTRY_DELETED")
PAID = (
    *FREE,
    "TIMER_STOPPED",
    "TIME_ENTRY_RESTORED",
    "TIME_ENTRY_SPLIT",
    "APPROVAL_REQUEST_STATUS_UPDATED",
    "EXPENSE_CREATED",
    "EXPENSE_UPDATED",
    "EXPENSE_DELETED",
)
"""The ten that most plans allow one person; all else is found when entries are read."""
_KINDS = {"TIMER": "time_entry", "TIME_ENTRY": "time_entry", "APPROVAL": "approval", "EXPENSE": "expense"}


class _Interval(Struct):
    start: str | None = None


class _Entity(Struct, rename="camel"):
    id: str
    time_interval: _Interval | None = None


class _Wrapped(Struct, rename="camel"):
    payload: _Entity | None = None


def read(place: Place, headers: Mapping[str, str], body: bytes) -> Read:
    """What arrived at a place."""
    refused = refusal(place, headers.get("clockify-signature", ""), lambda: place.secret)
    if refused is not None:
        return refused
    entity, event = decoded(body, _Entity), headers.get("clockify-webhook-event-type", "")
    wrapped = decoded(body, _Wrapped)
    if wrapped is not None and wrapped.payload is not None:
        entity = wrapped.payload
    if entity is None:
        return unreadable(body)
    day = day_of(entity.time_interval.start if entity.time_interval else None)
    key = key_of([event, entity.id, hashlib.sha256(body).hexdigest()])
    return Delivery((Note(key, (Hint(_kind(event), entity.id, day),), unnumbered=True),))


def _kind(event: str) -> str:
    bare = event.removeprefix("NEW_")
    return next((kind for start, kind in _KINDS.items() if bare.startswith(start)), event.lower() or "unknown")


# ---- asking for it ----


class _Webhook(Struct, rename="camel"):
    id: str
    url: str = ""
    webhook_event: str = ""
    auth_token: str = ""
    enabled: bool = True
    delivery_enabled: bool = True
    plan_enabled: bool = True


class _Webhooks(Struct):
    webhooks: list[_Webhook] = []


class Hooks:
    """The webhooks of a workspace."""

    title = "Clockify"
    has_test = False

    def __init__(self, config: Config, setting: Setting) -> None:
        self._api = Api(config, setting)

    def topics(self) -> tuple[str, ...]:
        """The events that the plan has room for."""
        return FREE if self._api.workspace().free else PAID

    def register(self, wanted: Wanted) -> Registered:
        """Makes a webhook for one event; Clockify makes its token."""
        body = {
            "name": wanted.name,
            "url": wanted.url,
            "webhookEvent": wanted.topic,
            "triggerSourceType": "WORKSPACE_ID",
            "triggerSource": [],
        }
        made = self._api.send("POST", self._path, json.encode(body)).decode(_Webhook)
        return Registered(made.id, made.auth_token)

    def registered(self) -> list[There]:
        """All webhooks of the workspace that the key's owner sees."""
        return [_there(each) for each in self._api.get(self._path).decode(_Webhooks).webhooks]

    def remove(self, vendor_id: str) -> None:
        """Ends a webhook."""
        try:
            self._api.send("DELETE", f"{self._path}/{vendor_id}", b"")
        except Missing:
            return

    def test(self, vendor_id: str) -> None:
        """Clockify sends nothing on request."""
        raise NotImplementedError

    def close(self) -> None:
        """Lets go of connections."""
        self._api.close()

    @property
    def _path(self) -> str:
        return f"{self._api.place}/webhooks"


def _there(each: _Webhook) -> There:
    problem = ""
    if not each.plan_enabled:
        problem = "the plan does not have so many webhooks"
    elif not each.enabled:
        problem = "it is switched off there"
    elif not each.delivery_enabled:
        problem = "Clockify stopped delivering after too many failures; remove it and register it again"
    return There(each.id, each.webhook_event, each.url, not problem, problem)
