"""Jira Cloud's webhooks that an administrator makes in its settings: nothing else may be made with an API token.

Signature: `X-Hub-Signature: sha256=<hex>`, HMAC-SHA256 of the raw body with the secret that was entered there.
`X-Atlassian-Webhook-Identifier` is the same for each retry. What is told of worklogs names the issue by number alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from msgspec import Struct

from connectors.hooks import (
    Delivery,
    Hint,
    Note,
    Place,
    Read,
    decoded,
    key_of,
    refusal,
    signed_in_hex,
    unreadable,
)

BY_HAND = (
    "In Jira, as an administrator: Settings → System → WebHooks → Create a WebHook.",
    "URL: {url}",
    "Secret: a long random text of your own; put the same text where --secret-from points to.",
    "Events: Issue created, updated and deleted; Worklog created, updated and deleted. JQL: project in (your keys).",
)
"""What a person does there."""
MADE_BY = "operator"
"""Who makes the secret."""


class _Issue(Struct):
    id: str = ""
    key: str = ""


class _Worklog(Struct, rename="camel"):
    issue_id: str = ""


class _Event(Struct, rename="camel"):
    webhook_event: str
    issue: _Issue | None = None
    worklog: _Worklog | None = None


def read(place: Place, headers: Mapping[str, str], body: bytes) -> Read:
    """What arrived at a place."""
    given = headers.get("x-hub-signature", "")
    refused = refusal(place, given, lambda: f"sha256={signed_in_hex(place.secret, body)}")
    if refused is not None:
        return refused
    event = decoded(body, _Event)
    if event is None:
        return unreadable(body)
    known_by = headers.get("x-atlassian-webhook-identifier", "") or hashlib.sha256(body).hexdigest()
    return Delivery((Note(key_of(["event", known_by]), (_hint(event),)),))


def _hint(event: _Event) -> Hint:
    if event.issue is not None and (event.issue.key or event.issue.id):
        return Hint("issue", event.issue.key or event.issue.id)
    if event.worklog is not None and event.worklog.issue_id:
        return Hint("issue", event.worklog.issue_id)
    return Hint(event.webhook_event or "unknown", "")
