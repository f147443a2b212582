"""The routes of a process that serves. Each only asks `sync/` or notes something; none of them does the work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sync.health import Health, is_alive, is_ready
from sync.serving import Serving
from web.metrics import CONTENT_TYPE, metrics_of, metrics_without_store

T = TypeVar("T")
ANSWER_SECONDS = 4
"""How long a question to the database is waited for."""
SILENT = Health(
    (f"the database has not answered for {ANSWER_SECONDS} seconds; see that it runs, and what it waits for",)
)


def app(serving: Serving, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The ASGI app: /healthz, /readyz, /metrics, and what else is given."""
    ready, figures = _Asked(lambda: is_ready(serving)), _Asked(lambda: metrics_of(serving))

    async def healthz(_: Request) -> Response:
        return _told(is_alive(serving))

    async def readyz(_: Request) -> Response:
        return _told(await ready.answer() or SILENT)

    async def metrics(_: Request) -> Response:
        return Response(await figures.answer() or metrics_without_store(), media_type=CONTENT_TYPE)

    paths = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
    return Starlette(routes=[*(Route(path, told, methods=["GET"]) for path, told in paths.items()), *more])


@dataclass(slots=True)
class _Asked(Generic[T]):
    """A question that needs the database: one thread asks, however many wait, and nobody waits for long."""

    ask: Callable[[], T]
    _under_way: asyncio.Task[T] | None = None

    async def answer(self) -> T | None:
        """None where there is no answer in time."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.ensure_future(run_in_threadpool(self.ask))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asyncio.shield(self._under_way)
        except TimeoutError:
            return None


def _told(health: Health) -> Response:
    body = {"status": "ok" if health.is_well else "not ok", "why": list(health.why)}
    return JSONResponse(body, status_code=200 if health.is_well else 503)
