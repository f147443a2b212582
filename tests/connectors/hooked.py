"""Deliveries as each vendor signs them, written anew so that a mistake in the product cannot hide behind itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

SECRET = "a-secret-of-ours"
ORGANISATION, REALM = "c2cc9b6e-0000-4000-8000-000000000001", "310687"
Headers = Mapping[str, str]


def _hex(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _base64(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass(frozen=True)
class Vendor:
    """How one vendor delivers: a usual body, and what is to be read again."""

    kind: str
    signs: Callable[[str, bytes], dict[str, str]]
    said: Any
    hints: tuple[tuple[str, str, str], ...]
    over_body: bool = True
    """Whether the body is signed, and not only the sender named."""
    account: str = ""

    @property
    def body(self) -> bytes:
        """The usual body."""
        return json.dumps(self.said, separators=(",", ":")).encode()

    def signed(self, body: bytes, secret: str = SECRET) -> dict[str, str]:
        """The headers that make it genuine."""
        return {"content-type": "application/json", **self.signs(secret, body)}


VENDORS = {
    each.kind: each
    for each in (
        Vendor(
            "toggl",
            lambda secret, body: {"x-webhook-signature-256": f"sha256={_hex(secret, body)}"},
            {
                "event_id": 8256404788549451,
                "metadata": {"action": "updated", "model": "time_entry", "workspace_id": "7435584"},
                "payload": {"id": 3095646709, "duration": 3001, "start": "2026-08-22T11:50:51Z", "tags": None},
                "subscription_id": 10713,
                "timestamp": "2026-08-22T12:43:36.17Z",
            },
            (("time_entry", "3095646709", "2026-08-22"),),
        ),
        Vendor(
            "clockify",
            lambda secret, body: {
                "clockify-signature": secret,
                "clockify-webhook-event-type": "TIME_ENTRY_UPDATED",
            },
            {"id": "65f7c3a4b8e8a31234567891", "timeInterval": {"start": "2026-05-24T10:00:00Z", "end": None}},
            (("time_entry", "65f7c3a4b8e8a31234567891", "2026-05-24"),),
            over_body=False,
        ),
        Vendor(
            "asana",
            lambda secret, body: {"x-hook-signature": _hex(secret, body)},
            {
                "events": [
                    {
                        "action": "changed",
                        "created_at": "2026-10-29T15:02:11.312Z",
                        "resource": {"gid": "1209000000000042", "resource_type": "task"},
                        "parent": None,
                        "change": {"field": "approval_status", "action": "changed"},
                    },
                    {
                        "action": "removed",
                        "created_at": "2026-10-29T15:02:12.001Z",
                        "resource": {"gid": "1209000000000042", "resource_type": "task"},
                        "parent": {"gid": "1209000000000001", "resource_type": "project"},
                    },
                ]
            },
            (("task", "1209000000000042", "2026-10-29"),),
        ),
        Vendor(
            "jira",
            lambda secret, body: {
                "x-hub-signature": f"sha256={_hex(secret, body)}",
                "x-atlassian-webhook-identifier": "f2a1",
            },
            {
                "timestamp": 1793286131312,
                "webhookEvent": "jira:issue_updated",
                "issue": {"id": "10412", "key": "ACM-42", "fields": {"summary": "M2 sign-off"}},
            },
            (("issue", "ACM-42", ""),),
        ),
        Vendor(
            "quickbooks",
            lambda secret, body: {"intuit-signature": _base64(secret, body)},
            [
                {
                    "specversion": "1.0",
                    "id": "88cd52aa-33b6-4351-9aa4-47572edbd068",
                    "type": "qbo.invoice.updated.v1",
                    "time": "2026-11-20T21:31:25.179851517Z",
                    "intuitentityid": "145",
                    "intuitaccountid": REALM,
                    "data": {},
                }
            ],
            (("invoice", "145", "2026-11-20"),),
            account=REALM,
        ),
        Vendor(
            "xero",
            lambda secret, body: {"x-xero-signature": _base64(secret, body)},
            {
                "events": [
                    {
                        "resourceId": "717f2bfc-0000-4000-8000-000000000002",
                        "eventDateUtc": "2026-11-20T01:15:39.902",
                        "eventType": "UPDATE",
                        "eventCategory": "INVOICE",
                        "tenantId": ORGANISATION,
                        "tenantType": "ORGANISATION",
                    }
                ],
                "firstEventSequence": 76,
                "lastEventSequence": 76,
                "entropy": "S0m3r4Nd0mt3xt",
            },
            (("invoice", "717f2bfc-0000-4000-8000-000000000002", "2026-11-20"),),
            account=ORGANISATION,
        ),
    )
}
