"""Toggl Track's webhooks API v1 on loopback: subscriptions, their limits by the plan, and validation by a ping."""

from __future__ import annotations

import json
from typing import Any

from sandbox.hook_bodies import ping, written
from sandbox.hooks import Hook, deliver
from sandbox.kinds import boolean, list_of, number, object_of, text
from sandbox.records import hex_for
from sandbox.routes import Answer, Asked, Problem, Route
from sandbox.toggl_track import in_workspace
from sandbox.world import World

FILTERS = {entity: ["*", "created", "deleted", "updated"] for entity in ("*", "client", "project", "tag", "time_entry")}
LIMITS = {"free": (1, 3), "starter": (2, 6), "premium": (3, 12)}
"""How many subscriptions a workspace may have, and how many events each, by its plan."""
_BASE = "/webhooks/api/v1"
_SPACE = {"workspace_id": number()}
_ONE = {**_SPACE, "subscription_id": number()}
_FILTER = object_of({"entity": text, "action": text}, ("entity", "action"))
_NEW = object_of(
    {
        "url_callback": text,
        "event_filters": list_of(_FILTER),
        "enabled": boolean,
        "description": text,
        "secret": text,
    },
    ("url_callback", "event_filters", "description"),
)


def _filters(asked: Asked) -> Answer:
    return Answer(FILTERS)


def _listed(asked: Asked) -> Answer:
    in_workspace(asked, "forbidden")
    return Answer([_shown(asked.world, each) for each in asked.world.hooks.of("toggl")])


def _create(asked: Asked) -> Answer:
    """Makes a subscription, and pings it at once. The real one may do so a moment later."""
    in_workspace(asked, "forbidden")
    body, hooks = asked.body, asked.world.hooks
    most, events = LIMITS[asked.tracker.plan]
    there = hooks.of("toggl")
    if len(there) >= most or len(body["event_filters"]) > events:
        raise Problem("plan", "This feature is available for more subscriptions or events on another plan")
    if any(each.name == body["description"] for each in there):
        raise Problem("wrong type", "it is used already", "description")
    for each in body["event_filters"]:
        if each["action"] not in FILTERS.get(each["entity"], ()):
            raise Problem("wrong type", f"{each['entity']} {each['action']} is not supported", "event_filters")
    topics = tuple(each["entity"] for each in body["event_filters"])
    try:
        made = hooks.add("toggl", body["url_callback"], body.get("secret", ""), topics=topics, name=body["description"])
    except ValueError as problem:
        raise Problem("wrong type", str(problem), "url_callback") from problem
    made.enabled = body.get("enabled", False)
    made.code = hex_for("toggl", "validation", made.id)
    _ping(asked.world, made)
    return Answer(_shown(asked.world, made))


def _ping(world: World, hook: Hook) -> None:
    for answer in deliver(hook, written(ping(world, hook)), {}):
        try:
            said = json.loads(answer.body) if answer.status == 200 else {}
        except ValueError:
            said = {}
        if isinstance(said, dict) and said.get("validation_code") == hook.code:
            hook.validated = True


def _tried(asked: Asked) -> Answer:
    in_workspace(asked, "forbidden")
    hook = asked.world.hooks.one("toggl", str(asked.parts["subscription_id"]))
    _ping(asked.world, hook)
    return Answer("OK")


def _validate(asked: Asked) -> Answer:
    hook = asked.world.hooks.one("toggl", str(asked.parts["subscription_id"]))
    if asked.parts["validation_code"] != hook.code:
        raise Problem("wrong type", "it is another one", "validation_code")
    hook.validated = True
    return Answer("OK")


def _remove(asked: Asked) -> Answer:
    in_workspace(asked, "forbidden")
    asked.world.hooks.remove("toggl", str(asked.parts["subscription_id"]))
    return Answer("OK")


def _shown(world: World, hook: Hook) -> dict[str, Any]:
    return {
        "subscription_id": int(hook.id),
        "workspace_id": world.toggl.account.id,
        "user_id": 9547721,
        "enabled": hook.enabled,
        "description": hook.name,
        "event_filters": [{"entity": each, "action": "*"} for each in hook.topics],
        "url_callback": hook.url,
        "secret": hook.secret,
        "validated_at": "2026-11-03T12:00:00Z" if hook.validated else None,
        "has_pending_events": False,
        "created_at": "2026-11-03T12:00:00Z",
    }


_PAGE = "page: §10 Webhooks v1"
ROUTES = (
    Route("GET", f"{_BASE}/event_filters", _filters, _PAGE),
    Route("GET", f"{_BASE}/subscriptions/{{workspace_id}}", _listed, _PAGE, parts=_SPACE),
    Route("POST", f"{_BASE}/subscriptions/{{workspace_id}}", _create, _PAGE, body=_NEW, parts=_SPACE),
    Route("DELETE", f"{_BASE}/subscriptions/{{workspace_id}}/{{subscription_id}}", _remove, _PAGE, parts=_ONE),
    Route("POST", f"{_BASE}/ping/{{workspace_id}}/{{subscription_id}}", _tried, _PAGE, parts=_ONE),
    Route(
        "GET",
        f"{_BASE}/validate/{{workspace_id}}/{{subscription_id}}/{{validation_code}}",
        _validate,
        _PAGE,
        parts=_ONE,
        open=True,
    ),
)
