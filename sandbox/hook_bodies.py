"""What each vendor says when something changed: the bodies and headers of its deliveries, as documented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sandbox import clockify_rows
from sandbox.hooks import Hook, Json
from sandbox.records import TimeEntry, entry_hex
from sandbox.tracker import Unknown
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to something: its id as its vendor's numbers are, and what kind of thing it is."""

    id: str
    act: str = "updated"
    kind: str = ""
    account: str = ""


Said = tuple[bytes, dict[str, str]]
"""A body, and headers besides the signature."""


def said(world: World, hook: Hook, changes: list[Change], form: str = "") -> list[Said]:
    """The deliveries that tell of some changes; `form` is `legacy` for QuickBooks' older one."""
    if hook.vendor == "toggl":
        return [_toggl(world, hook, each) for each in changes]
    if hook.vendor == "clockify":
        return [found for each in changes if (found := _clockify(world, hook, each)) is not None]
    if hook.vendor == "asana":
        return [_asana(world, changes)]
    if hook.vendor == "jira":
        return [_jira(world, each) for each in changes]
    if hook.vendor == "xero":
        return [_xero(world, changes)]
    return [_legacy(world, changes) if form == "legacy" else _cloud_events(world, changes)]


def written(content: Any) -> bytes:
    """JSON without spaces, as most vendors write it."""
    return json.dumps(content, separators=(",", ":")).encode()


def _now(world: World) -> str:
    return world.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _entry(world: World, vendor: str, number: int) -> TimeEntry | None:
    try:
        return world.trackers[vendor].entry(number)
    except Unknown:
        return None


def ping(world: World, hook: Hook) -> Json:
    """What Toggl sends to try an address; with a code while it is not validated."""
    at = _now(world)
    place = f"https://track.toggl.com/webhooks/api/v1/validate/{world.toggl.account.id}/{hook.id}/{hook.code}"
    code = {} if hook.validated else {"validation_code": hook.code, "validation_code_url": place}
    return {
        "event_id": 0,
        "created_at": at,
        "creator_id": 9547721,
        "metadata": {"request_type": "POST", "event_user_id": 9547721},
        "payload": "ping",
        "subscription_id": int(hook.id),
        "timestamp": at,
        "url_callback": hook.url,
        **code,
    }


def _toggl(world: World, hook: Hook, change: Change) -> Said:
    """Cites: webhooks, "Request examples"; ids in metadata are text, in payload numbers."""
    at, found = _now(world), _entry(world, "toggl", int(change.id))
    payload: Json = {"id": int(change.id), "server_deleted_at": at if change.act == "deleted" else None}
    if found is not None:
        payload |= {"duration": found.seconds, "description": found.note, "project_id": found.project}
        payload["start"] = found.started.isoformat() if found.started else f"{found.day}T00:00:00Z"
    model = change.kind or "time_entry"
    space = str(world.toggl.account.id)
    metadata = {"action": change.act, "model": model, f"{model}_id": change.id, "workspace_id": space}
    body = {
        "event_id": world.hooks.next_event(),
        "created_at": at,
        "creator_id": 9547721,
        "metadata": {**metadata, "event_user_id": "9547721"},
        "payload": payload,
        "subscription_id": int(hook.id),
        "timestamp": at,
        "url_callback": hook.url,
    }
    return written(body), {}


_EVENTS = {"created": "NEW_TIME_ENTRY", "updated": "TIME_ENTRY_UPDATED", "deleted": "TIME_ENTRY_DELETED"}


def _clockify(world: World, hook: Hook, change: Change) -> Said | None:
    """The flat entity. One webhook tells of one kind of event, and of no other."""
    event = change.kind or _EVENTS[change.act]
    if event not in hook.topics:
        return None
    found = _entry(world, "clockify", int(change.id))
    plain = {"id": entry_hex(int(change.id)), "workspaceId": world.clockify.account.hex}
    body = clockify_rows.hydrated_entry(found, world.clockify) if found is not None else plain
    return written(body), {"Clockify-Webhook-Event-Type": event}


def _asana(world: World, changes: list[Change]) -> Said:
    """Events with ids alone."""
    acts = {"created": "added", "updated": "changed"}
    events = [
        {
            "user": {"gid": "1201000000000007", "resource_type": "user"},
            "created_at": _now(world),
            "action": acts.get(each.act, each.act),
            "resource": {"gid": each.id, "resource_type": each.kind or "task"},
            "parent": None,
        }
        for each in changes
    ]
    return written({"events": events}), {}


def _jira(world: World, change: Change) -> Said:
    event = f"jira:issue_{change.act}"
    at = int(world.clock.now().timestamp() * 1000)
    number = world.hooks.next_event()
    body = {"timestamp": at, "webhookEvent": event, "issue": {"id": change.id, "key": change.kind or "NW-1"}}
    return written(body), {"X-Atlassian-Webhook-Identifier": str(number), "X-Atlassian-Webhook-Flow": "Primary"}


def _xero(world: World, changes: list[Change]) -> Said:
    number, organisation = world.hooks.next_event(), world.xero.organisation.id
    events = [
        {
            "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{each.id}",
            "resourceId": each.id,
            "eventDateUtc": _now(world).removesuffix("Z"),
            "eventType": "CREATE" if each.act == "created" else "UPDATE",
            "eventCategory": (each.kind or "invoice").upper(),
            "tenantId": each.account or organisation,
            "tenantType": "ORGANISATION",
        }
        for each in changes
    ]
    return written(sequence(events, number)), {}


def sequence(events: list[Json], number: int = 0) -> Json:
    """The envelope of Xero's events; without any it is the question whether an address wants to receive."""
    return {"events": events, "firstEventSequence": number, "lastEventSequence": number, "entropy": f"E{number}"}


def _cloud_events(world: World, changes: list[Change]) -> Said:
    body = [
        {
            "specversion": "1.0",
            "id": str(world.hooks.next_event()),
            "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
            "type": f"qbo.{each.kind or 'invoice'}.{each.act}.v1",
            "datacontenttype": "application/json",
            "time": _now(world),
            "intuitentityid": each.id,
            "intuitaccountid": each.account or world.quickbooks.realm,
            "data": {},
        }
        for each in changes
    ]
    return written(body), {"Content-Type": "application/cloudevents+json"}


def _legacy(world: World, changes: list[Change]) -> Said:
    told: dict[str, list[Json]] = {}
    for each in changes:
        realm = each.account or world.quickbooks.realm
        entity = {"name": (each.kind or "invoice").capitalize(), "id": each.id, "operation": each.act.capitalize()}
        told.setdefault(realm, []).append({**entity, "lastUpdated": _now(world)})
    found = [{"realmId": realm, "dataChangeEvent": {"entities": entities}} for realm, entities in told.items()]
    return written({"eventNotifications": found}), {}
