"""Asana's webhooks on loopback: the handshake while one is being made, their health, and the empty delivery."""

from __future__ import annotations

from typing import Any

from sandbox.asana_rows import WORKSPACE
from sandbox.hook_bodies import written
from sandbox.hooks import Hook, deliver, post
from sandbox.kinds import list_of, number, object_of, text
from sandbox.records import hex_for
from sandbox.routes import Answer, Asked, Problem, Route

_FILTER = object_of({"resource_type": text, "resource_subtype": text, "action": text, "fields": list_of(text)})
_NEW = object_of(
    {"data": object_of({"resource": text, "target": text, "filters": list_of(_FILTER)}, ("resource", "target"))},
    ("data",),
)
DELETED_AFTER = 3
"""After so many failures the webhook says when it will be deleted; the real one counts 24 hours."""


def _create(asked: Asked) -> Answer:
    """While this is being answered, the address is asked for the secret; localhost is not refused here."""
    data, hooks = asked.body["data"], asked.world.hooks
    known = {str(each.id) for each in asked.tasks.visible_projects(asked.access)}
    if data["resource"] not in known:
        raise Problem("forbidden", "resource: You do not have access to this resource")
    if any((each.topics, each.url) == ((data["resource"],), data["target"]) for each in hooks.of("asana")):
        raise Problem("forbidden", "Duplicated webhook")
    try:
        made = hooks.add("asana", data["target"], topics=(data["resource"],))
    except ValueError as problem:
        raise Problem("wrong type", str(problem), "target") from problem
    made.secret = hex_for("asana", "secret", made.id)
    answer = post(made.url, {"X-Hook-Secret": made.secret, "Content-Type": "application/json"}, b"{}")
    if answer.status not in (200, 204) or answer.headers.get("x-hook-secret") != made.secret:
        hooks.remove("asana", made.id)
        words = "The remote server did not respond with the handshake secret"
        raise Problem("wrong type", words, "target")
    list(deliver(made, written({"events": []}), {}))
    return Answer({"data": _shown(asked, made), "X-Hook-Secret": made.secret}, 201)


def _listed(asked: Asked) -> Answer:
    if asked.query.get("workspace") != WORKSPACE:
        raise Problem("forbidden", "workspace: Not a recognized ID")
    found = [_shown(asked, each) for each in asked.world.hooks.of("asana")]
    return Answer({"data": found, "next_page": None})


def _remove(asked: Asked) -> Answer:
    asked.world.hooks.remove("asana", asked.parts["webhook_gid"])
    return Answer({"data": {}})


def _shown(asked: Asked, hook: Hook) -> dict[str, Any]:
    ending = hook.failures >= DELETED_AFTER
    project = asked.tasks.projects.get(int(hook.topics[0]))
    return {
        "gid": hook.id,
        "resource_type": "webhook",
        "active": hook.enabled,
        "resource": {"gid": hook.topics[0], "resource_type": "project", "name": project.name if project else ""},
        "target": hook.url,
        "last_success_at": "2026-11-03T12:00:00.000Z",
        "last_failure_content": "503 Service Unavailable" if hook.failures else "",
        "delivery_retry_count": hook.failures,
        "failure_deletion_timestamp": "2026-11-04T12:00:00.000Z" if ending else None,
    }


ROUTES = (
    Route("POST", "/api/1.0/webhooks", _create, "POST /webhooks", body=_NEW),
    Route(
        "GET",
        "/api/1.0/webhooks",
        _listed,
        "GET /webhooks",
        {"workspace": text, "resource": text, "limit": number(1, 100), "offset": text, "opt_fields": text},
        needs=("workspace",),
    ),
    Route("DELETE", "/api/1.0/webhooks/{webhook_gid}", _remove, "DELETE /webhooks/{webhook_gid}"),
)
