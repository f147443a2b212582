"""Xero's webhooks, which belong to an app and are set up in Xero's developer portal.

Signature: `x-xero-signature`, HMAC-SHA256 of the raw body in base64, with the webhook key. When they are saved, Xero
asks by a few deliveries without events, some with a wrong signature, whether each is answered rightly: 200 with an
empty body, or 401. One delivery may speak of several organisations.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from connectors.hooks import (
    Delivery,
    Hint,
    Note,
    Place,
    Read,
    day_of,
    decoded,
    few,
    key_of,
    refusal,
    signed_in_base64,
    unreadable,
)

BY_HAND = (
    "At developer.xero.com, open your app → Webhooks.",
    "Notify about: Invoices, Contacts, Credit notes. Delivery URL: {url}",
    "Copy the webhook key that is shown, and put it where --secret-from points to.",
    "Only then press Send 'Intent to receive', while `tieout serve` runs; it must end with Status OK.",
)
"""What a person does there."""
MADE_BY = "vendor"
"""Who makes the secret."""


class _Event(Struct, rename="camel"):
    tenant_id: str
    resource_id: str = ""
    event_date_utc: str = ""
    event_category: str = ""


class _Events(Struct):
    events: list[_Event]


def read(place: Place, headers: Mapping[str, str], body: bytes) -> Read:
    """What arrived at a place, of each organisation apart."""
    given = headers.get("x-xero-signature", "")
    refused = refusal(place, given, lambda: signed_in_base64(place.secret, body))
    if refused is not None:
        return refused
    found = decoded(body, _Events)
    if found is None:
        return unreadable(body)
    tenants: dict[str, list[_Event]] = {}
    for each in found.events:
        tenants.setdefault(each.tenant_id, []).append(each)
    return Delivery(tuple(_note(tenant, events) for tenant, events in tenants.items()))


def _note(tenant: str, events: list[_Event]) -> Note:
    known_by = (f"{each.resource_id} {each.event_date_utc}" for each in events)
    hints = (Hint(each.event_category.lower(), each.resource_id, day_of(each.event_date_utc)) for each in events)
    return Note(key_of([tenant, *known_by]), few(hints), tenant)
