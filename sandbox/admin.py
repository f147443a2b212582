"""The admin routes, which no vendor has: what was asked, the clock, faults, and what people do to entries."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault
from sandbox.kinds import boolean, day, moment, object_of, optional, text, whole
from sandbox.quickbooks_admin import act as quickbooks_act
from sandbox.records import TimeEntry, entry_number
from sandbox.tracker import Tracker, Unknown
from sandbox.world import World


def _rate(value: Any) -> Decimal:
    try:
        return Decimal(text(value))
    except InvalidOperation as problem:
        raise ValueError("must be a price such as 150.00") from problem


_ids = {"person": whole(1), "project": optional(whole(1)), "activity": optional(whole(1))}
_ENTRY = {
    **_ids,
    "day": day,
    "seconds": whole(0),
    "note": text,
    "started": optional(moment),
    "ended": optional(moment),
    "rate": optional(_rate),
    "currency": text,
    "url": text,
    **dict.fromkeys(("running", "billable", "approved", "invoiced"), boolean),
}
_FAULT = {
    **dict.fromkeys(("vendor", "kind", "path", "method", "field"), text),
    **{name: whole(0) for name in ("times", "after", "seconds", "entry")},
}
Handler = Callable[[Request, Any], Any]


def admin_routes(world: World) -> list[Route]:
    """The routes below /_admin."""
    admin = _Admin(world)
    return [
        admin_route("GET", "/requests", admin.requests),
        admin_route("DELETE", "/requests", admin.forget),
        admin_route("GET", "/faults", admin.faults),
        admin_route("POST", "/faults", admin.plan_fault),
        admin_route("DELETE", "/faults", admin.mend),
        admin_route("POST", "/clock", admin.set_clock),
        admin_route("POST", "/quickbooks/{act}", admin.quickbooks),
        admin_route("POST", "/{vendor}/entries", admin.add),
        admin_route("PATCH", "/{vendor}/entries/{id}", admin.change),
        admin_route("DELETE", "/{vendor}/entries/{id}", admin.delete),
        admin_route("POST", "/{vendor}/entries/{id}/restore", admin.restore),
    ]


class _Admin:
    """What each route does; the answers are JSON values."""

    def __init__(self, world: World) -> None:
        self._world = world

    def requests(self, _: Request, __: Any) -> Any:
        return [each._asdict() for each in self._world.requests]

    def forget(self, _: Request, __: Any) -> Any:
        self._world.requests.clear()
        self._world.meters.clear()

    def faults(self, _: Request, __: Any) -> Any:
        return [asdict(fault) for fault in self._world.faults]

    def plan_fault(self, _: Request, body: Any) -> Any:
        planned = Fault(**object_of(_FAULT, ("vendor", "kind"))(body))
        if planned.vendor not in self._world.tasks | self._world.ledgers:
            self._known(planned.vendor)
        self._world.faults.append(planned)
        return asdict(planned)

    def mend(self, _: Request, __: Any) -> Any:
        self._world.faults.clear()

    def set_clock(self, _: Request, body: Any) -> Any:
        self._world.clock.set(object_of({"now": moment}, ("now",))(body)["now"])
        return {"now": self._world.clock.now()}

    def add(self, request: Request, body: Any) -> Any:
        found = object_of({**_ENTRY, "like": whole(1)})(body or {})
        tracker = self._tracker(request)
        like = found.pop("like", None)
        return _shown(tracker.add(tracker.entry(like) if like else None, **found))

    def change(self, request: Request, body: Any) -> Any:
        return _shown(self._tracker(request).change(_number(request), **object_of(_ENTRY)(body)))

    def delete(self, request: Request, _: Any) -> Any:
        return _shown(self._tracker(request).delete(_number(request)))

    def restore(self, request: Request, _: Any) -> Any:
        return _shown(self._tracker(request).restore(_number(request)))

    def quickbooks(self, request: Request, body: Any) -> Any:
        return quickbooks_act(self._world.quickbooks, request.path_params["act"], body)

    def _tracker(self, request: Request) -> Tracker:
        return self._known(request.path_params["vendor"])

    def _known(self, vendor: str) -> Tracker:
        if vendor not in self._world.trackers:
            raise Unknown(f"there is no vendor {vendor!r}; write one of {', '.join(self._world.trackers)}")
        return self._world.trackers[vendor]


def admin_route(method: str, path: str, handle: Handler) -> Route:
    """A route below /_admin, which speaks JSON; what it does not know is 404, what it cannot read 400."""

    async def endpoint(request: Request) -> Response:
        content = await request.body()
        try:
            found = handle(request, json.loads(content) if content else None)
        except Unknown as problem:
            return JSONResponse({"message": str(problem)}, 404)
        except ValueError as problem:
            return JSONResponse({"message": str(problem)}, 400)
        return Response(json.dumps(found, default=str, ensure_ascii=False), media_type="application/json")

    return Route(path, endpoint, methods=[method])


def _number(request: Request) -> int:
    """An entry's id, written as the vendor writes it."""
    written = request.path_params["id"]
    return int(written) if written.isascii() and written.isdigit() and len(written) < 20 else entry_number(written)


def _shown(entry: TimeEntry) -> dict[str, Any]:
    return {each.name: getattr(entry, each.name) for each in fields(entry)}
