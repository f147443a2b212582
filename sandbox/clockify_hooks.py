"""Clockify's webhooks on loopback: one event each, a token that Clockify makes, and a number of them by the plan."""

from __future__ import annotations

from typing import Any

from sandbox.clockify_reports import in_workspace
from sandbox.hooks import Hook
from sandbox.kinds import list_of, object_of, one_of, text
from sandbox.routes import Answer, Asked, Problem, Route
from sandbox.tracker import Unknown
from sandbox.world import World

EVENTS = (
    "NEW_TIME_ENTRY",
    "TIMER_STOPPED",
    "TIME_ENTRY_UPDATED",
    "TIME_ENTRY_DELETED",
    "TIME_ENTRY_RESTORED",
    "TIME_ENTRY_SPLIT",
    "APPROVAL_REQUEST_STATUS_UPDATED",
    "EXPENSE_CREATED",
    "EXPENSE_UPDATED",
    "EXPENSE_DELETED",
    "PROJECT_UPDATED",
    "CLIENT_UPDATED",
    "TASK_UPDATED",
)
FREE, PAID = 3, 10
"""How many a person may have."""
BROKEN_OFF = 5
"""After so many failures in a row nothing is delivered any more; the real number is not documented."""
_PLACE = "/workspaces/{workspaceId}/webhooks"
_NEW = object_of(
    {
        "name": text,
        "url": text,
        "webhookEvent": one_of(*EVENTS),
        "triggerSourceType": one_of("WORKSPACE_ID"),
        "triggerSource": list_of(text),
    },
    ("url", "webhookEvent", "triggerSourceType", "triggerSource"),
)


def _listed(asked: Asked) -> Answer:
    in_workspace(asked)
    found = [_shown(asked.world, each) for each in asked.world.hooks.of("clockify")]
    return Answer({"workspaceWebhookCount": len(found), "webhooks": found})


def _create(asked: Asked) -> Answer:
    """A name is needed with a key; without one the answer misleads, as it does there."""
    in_workspace(asked)
    if asked.only is not None:
        raise Problem("forbidden")
    body, hooks = asked.body, asked.world.hooks
    if not 2 <= len(body.get("name", "")) <= 30:
        raise Problem("wrong type", "Webhook already exists", "name")
    if len(hooks.of("clockify")) >= (FREE if asked.tracker.plan == "free" else PAID):
        raise Problem("plan", "The limit of webhooks is reached")
    try:
        made = hooks.add("clockify", body["url"], topics=(body["webhookEvent"],), name=body["name"])
    except ValueError as problem:
        raise Problem("wrong type", str(problem), "url") from problem
    return Answer(_shown(asked.world, made), 201)


def _remove(asked: Asked) -> Answer:
    in_workspace(asked)
    try:
        asked.world.hooks.remove("clockify", asked.parts["webhookId"])
    except Unknown:
        raise Unknown("Webhook doesn't belong to Workspace") from None
    return Answer(b"", 204)


def _shown(world: World, hook: Hook) -> dict[str, Any]:
    return {
        "id": hook.id,
        "name": hook.name,
        "userId": "5a0ab5acb07987125438b60f",
        "workspaceId": world.clockify.account.hex,
        "url": hook.url,
        "authToken": hook.secret,
        "webhookEvent": hook.topics[0],
        "triggerSourceType": "WORKSPACE_ID",
        "triggerSource": [],
        "enabled": hook.enabled,
        "deliveryEnabled": hook.failures < BROKEN_OFF,
        "planEnabled": True,
    }


ROUTES = (
    Route("GET", f"/api/v1{_PLACE}", _listed, f"GET {_PLACE}", {"type": text}),
    Route("POST", f"/api/v1{_PLACE}", _create, f"POST {_PLACE}", body=_NEW),
    Route("DELETE", f"/api/v1{_PLACE}/{{webhookId}}", _remove, f"DELETE {_PLACE}/{{webhookId}}"),
)
