"""QuickBooks Online's webhooks, which belong to an app and are set up in Intuit's developer portal.

Signature: `intuit-signature`, HMAC-SHA256 of the raw body in base64, with the app's verifier token. Both formats are
read: the older object with `eventNotifications`, and the list of CloudEvents that replaces it. One delivery may speak
of several companies. It is answered with 200 whatever is in it: what is refused is sent again with all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

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
    "At developer.intuit.com, open your app → Webhooks, for production (or development, for a sandbox company).",
    "Endpoint URL: {url}",
    "Event types: Invoice, Payment, CreditMemo, Estimate, Customer, Item. Save.",
    "Show the verifier token there, and put it where --secret-from points to.",
)
"""What a person does there."""
MADE_BY = "vendor"
"""Who makes the secret."""


class _Entity(Struct, rename="camel"):
    name: str = ""
    id: str = ""
    operation: str = ""
    last_updated: str = ""


class _Change(Struct):
    entities: list[_Entity] = []


class _Notification(Struct, rename="camel"):
    realm_id: str
    data_change_event: _Change = field(default_factory=_Change)


class _Legacy(Struct, rename="camel"):
    event_notifications: list[_Notification]


class _CloudEvent(Struct):
    specversion: str
    id: str
    type: str = ""
    time: str = ""
    intuitentityid: str = ""
    intuitaccountid: str = ""


_Told = tuple[str, str, Hint]
"""The company, what one event is known by, and what it is about."""


def read(place: Place, headers: Mapping[str, str], body: bytes) -> Read:
    """What arrived at a place, of each company apart."""
    given = headers.get("intuit-signature", "")
    refused = refusal(place, given, lambda: signed_in_base64(place.secret, body))
    if refused is not None:
        return refused
    events = decoded(body, list[_CloudEvent])
    if events is not None:
        return _of_companies(_of_event(each) for each in events)
    legacy = decoded(body, _Legacy)
    return _of_companies(_of_legacy(legacy)) if legacy is not None else unreadable(body)


def _of_companies(told: Iterable[_Told]) -> Delivery:
    companies: dict[str, list[_Told]] = {}
    for each in told:
        companies.setdefault(each[0], []).append(each)
    return Delivery(
        tuple(
            Note(key_of([company, *(key for _, key, _ in each)]), few(hint for _, _, hint in each), company)
            for company, each in companies.items()
        )
    )


def _of_event(each: _CloudEvent) -> _Told:
    parts = each.type.split(".")
    kind = parts[1] if len(parts) > 1 else "unknown"
    return each.intuitaccountid, each.id, Hint(kind, each.intuitentityid, day_of(each.time))


def _of_legacy(legacy: _Legacy) -> Iterable[_Told]:
    for company in legacy.event_notifications:
        for each in company.data_change_event.entities:
            key = f"{each.name} {each.id} {each.operation} {each.last_updated}"
            yield company.realm_id, key, Hint(each.name.lower(), each.id, day_of(each.last_updated))
