"""The routes of a process that serves. Each only asks `sync/` or notes something; none of them does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sync.health import Health, is_alive, is_ready
from sync.serving import Serving
from web.metrics import CONTENT_TYPE, metrics_of


def app(serving: Serving, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The ASGI app: /healthz, /readyz, /metrics, and what else is given."""
    routes = [
        Route("/healthz", _health(serving, is_alive), methods=["GET"]),
        Route("/readyz", _health(serving, is_ready), methods=["GET"]),
        Route("/metrics", _metrics(serving), methods=["GET"]),
    ]
    return Starlette(routes=[*routes, *more])


def _health(serving: Serving, asked: Callable[[Serving], Health]) -> Callable[[Request], object]:
    async def answer(_: Request) -> Response:
        health = await run_in_threadpool(asked, serving)
        body = {"status": "ok" if health.is_well else "not ok", "why": list(health.why)}
        return JSONResponse(body, status_code=200 if health.is_well else 503)

    return answer


def _metrics(serving: Serving) -> Callable[[Request], object]:
    async def answer(_: Request) -> Response:
        text = await run_in_threadpool(metrics_of, serving)
        return Response(text, media_type=CONTENT_TYPE, status_code=200 if text else 503)

    return answer
