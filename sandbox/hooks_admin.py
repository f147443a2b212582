"""Admin routes for webhooks: what was asked for, the form of developer portals, deliveries with their troubles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from sandbox.admin import admin_route
from sandbox.hook_bodies import Change, said, sequence, written
from sandbox.hooks import SIGNATURE, SIGNED, WRONGS, Hook, deliver
from sandbox.kinds import boolean, list_of, object_of, one_of, text, whole
from sandbox.tracker import Unknown
from sandbox.world import World

BY_HAND = ("jira", "quickbooks", "xero")
_CHANGE = object_of(
    {"id": text, "act": one_of("created", "updated", "deleted"), "kind": text, "account": text}, ("id",)
)
_DELIVER = object_of(
    {
        "changes": list_of(_CHANGE),
        "times": whole(1, 100),
        "reversed": boolean,
        "wrong": one_of(*WRONGS),
        "attempts": whole(1, 100),
        "form": one_of("", "legacy"),
    },
    ("changes",),
)


def routes(world: World) -> list[Route]:
    """The routes below /_admin/hooks."""
    admin = _Admin(world)
    return [
        admin_route("GET", "/hooks/{vendor}", admin.there),
        admin_route("POST", "/hooks/{vendor}", admin.deliver),
        admin_route("POST", "/hooks/{vendor}/portal", admin.enter),
    ]


class _Admin:
    def __init__(self, world: World) -> None:
        self._world = world

    def there(self, request: Request, _: Any) -> Any:
        """The webhooks of a vendor; secrets are not shown."""
        shown = ("id", "url", "topics", "validated", "failures")
        return [{name: getattr(each, name) for name in shown} for each in self._of(request)]

    def deliver(self, request: Request, body: Any) -> Any:
        """Tells of changes, at each address that wants to know; how each delivery was answered."""
        asked = _DELIVER(body)
        statuses = [answer for hook in self._of(request) for answer in self._told(hook, asked)]
        return {"statuses": statuses}

    def enter(self, request: Request, body: Any) -> Any:
        """What a person does on the vendor's page: an address and its secret. Xero asks at once whether it is meant."""
        vendor = request.path_params["vendor"]
        if vendor not in BY_HAND:
            raise Unknown(f"{vendor} has no such page; there are {', '.join(BY_HAND)}")
        given = object_of({"url": text, "secret": text}, ("url", "secret"))(body)
        hook = self._world.hooks.add(vendor, given["url"], given["secret"], validated=vendor != "xero")
        if vendor == "xero":
            hook.validated = list(_meant(hook)) == [200, 401, 200, 401]
        return {"id": hook.id, "ok": hook.validated}

    def _told(self, hook: Hook, asked: dict[str, Any]) -> Iterator[int]:
        if not hook.enabled or (hook.vendor in ("toggl", "xero") and not hook.validated):
            return
        changes = [Change(**each) for each in asked["changes"]]
        found = said(self._world, hook, changes, asked.get("form", ""))
        if asked.get("reversed"):
            found = found[::-1]
        for body, more in found:
            for _ in range(asked.get("times", 1)):
                answers = deliver(hook, body, more, asked.get("wrong", ""), asked.get("attempts", 1))
                yield from (answer.status for answer in answers)

    def _of(self, request: Request) -> list[Hook]:
        vendor = request.path_params["vendor"]
        if vendor not in SIGNED:
            raise Unknown(f"there is no vendor {vendor!r} with webhooks; write one of {', '.join(SIGNED)}")
        return self._world.hooks.of(vendor)


def _meant(hook: Hook) -> Iterator[int]:
    """Xero's "intent to receive": some are signed wrongly, and each must be answered rightly, with an empty body."""
    for wrong in ("", SIGNATURE, "", SIGNATURE):
        for answer in deliver(hook, written(sequence([])), {}, wrong):
            yield answer.status if not answer.body and "set-cookie" not in answer.headers else 0
