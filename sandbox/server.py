"""The vendors on loopback: one ASGI app with every vendor's services below their own paths, and a server for it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import socket
import threading
from collections.abc import Callable, Iterable
from email.utils import format_datetime
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from sandbox import hooks_admin, xero_admin
from sandbox.admin import admin_routes
from sandbox.faults import ON_THE_WAY, Fault
from sandbox.ledger_faults import Dropped, carried_out, held_back
from sandbox.ledger_world import LEDGER_VENDORS
from sandbox.routes import Answer, Asked, Problem, Route, Service, find, read_body, read_query, respond
from sandbox.seeds import VENDORS
from sandbox.striking import after, before, struck_by
from sandbox.task_world import TASK_VENDORS
from sandbox.world import Logged, World

_NO_ANSWER = Answer(b"", 0)
"""What is logged of a request whose connection ended without an answer."""
DRIPS = 8
"""In how many pieces a slow answer comes."""


def services(world: World, vendors: Iterable[str] = (*VENDORS, *TASK_VENDORS, *LEDGER_VENDORS)) -> tuple[Service, ...]:
    """Everything that is mounted for these vendors."""
    return tuple(each for vendor in vendors for each in _twin(vendor).services(world))


def _twin(vendor: str) -> Any:
    return importlib.import_module(f"sandbox.{vendor}")


def app(world: World, mounted: Iterable[Service] | None = None) -> Starlette:
    """The ASGI app of a world: its services (default: all vendors') and /_admin."""
    found = services(world) if mounted is None else mounted
    admin = [*admin_routes(world), *xero_admin.routes(world), *hooks_admin.routes(world)]
    routes: list[BaseRoute] = [Mount(service.mount, app=_Mounted(world, service)) for service in found]
    return Starlette(
        routes=[
            *routes,
            Mount("/_admin", routes=admin),
        ]
    )


class _Mounted:
    """One service as an ASGI app. Requests are answered one after another, so a world needs no locks."""

    def __init__(self, world: World, service: Service) -> None:
        self._world, self._service = world, service
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._open += 1
        try:
            await self._serve(scope, receive, send)
        finally:
            self._open -= 1

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        content = await _content(receive)
        asked = self._asked(scope)
        sent = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        struck: list[Fault] = []
        try:
            answer = self._answer(asked, sent, content, struck)
        except Problem as problem:
            answer = self._service.refuse(problem)
        except Dropped:
            answer = _NO_ANSWER
        logged = Logged(self._service.vendor, asked.method, asked.path, dict(sent), _said(content), answer.status)
        self._world.requests.append(logged)
        headers = {**self._service.headers(asked), **answer.headers}
        await self._send(send, answer, headers, struck)

    def _asked(self, scope: Scope) -> Asked:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        root = scope["root_path"]
        return Asked(
            self._world,
            self._service.vendor,
            scope["method"],
            scope["path"].removeprefix(root),
            f"{scope['scheme']}://{headers.get('host', '127.0.0.1')}{root}",
            headers,
            at_once=self._open,
        )

    def _answer(self, asked: Asked, sent: list[tuple[str, str]], content: bytes, struck: list[Fault]) -> Answer:
        service = self._service
        route, parts = find(service, asked.method, asked.path)
        if not route.open:
            asked.access = service.sign_in(asked)
            self._count(asked)
        struck += struck_by(self._world, service.vendor, asked.method, asked.path)
        instead = before(self._world, struck)
        if instead is not None:
            return instead
        asked.query = read_query(route, sent)
        asked.body = read_body(route, content)
        asked.parts = _parts(route, parts)
        return after(route, struck, carried_out(self._world, struck, lambda: respond(asked, route)))

    def _count(self, asked: Asked) -> None:
        """Counts the request in every limit it falls under. Raises Problem where one is reached."""
        token = asked.access.token if asked.access else ""
        asked.uses = [
            self._world.meters.take(self._service.vendor, limit, token) for limit in self._service.limits(asked)
        ]
        over = next((use for use in asked.uses if use.over), None)
        if over is not None:
            words = f"more than {over.limit.requests} requests"
            raise Problem(over.limit.refusal, words, use=over, wait=str(over.resets_in))

    async def _send(self, send: Send, answer: Answer, headers: dict[str, str], struck: list[Fault]) -> None:
        if waits := held_back(struck):
            await self._world.pause(waits)
        body = answer.body()
        date = format_datetime(self._world.clock.now(), usegmt=True)
        size = len(body) + (answer is _NO_ANSWER)
        told = {"content-type": answer.media, "content-length": str(size), "date": date, **headers}
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told.items()]
        await send({"type": "http.response.start", "status": answer.status or 200, "headers": raw})
        if answer is _NO_ANSWER:  # a byte that never comes: the server closes the connection
            return
        on_the_way = next((fault for fault in struck if fault.kind in ON_THE_WAY), None)
        if on_the_way is None:
            await send({"type": "http.response.body", "body": body})
        elif on_the_way.kind == "cut":  # an answer that is never completed: the server closes the connection
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        else:
            await self._drip(send, body, on_the_way.seconds)

    async def _drip(self, send: Send, body: bytes, seconds: int) -> None:
        size = max(len(body) // DRIPS, 1)
        for start in range(0, len(body), size):
            await self._world.pause(seconds / DRIPS)
            await send({"type": "http.response.body", "body": body[start : start + size], "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _parts(route: Route, parts: dict[str, str]) -> dict[str, Any]:
    """The parts of the path with their types; one of a wrong type names nothing that is there."""
    kinds = route.parts
    try:
        return {name: kinds[name](value) if name in kinds else value for name, value in parts.items()}
    except ValueError as problem:
        raise Problem("not found", str(problem)) from problem


def _said(content: bytes) -> object:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return None


async def _content(receive: Receive) -> bytes:
    content, more = b"", True
    while more:
        message = await receive()
        content += message.get("body", b"")
        more = message.get("more_body", False)
    return content


# ---- serving ----


class _Server(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._loop = asyncio.get_running_loop()
        self.ready.set()

    def end(self) -> None:
        """Tells it from another thread to end."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ended.set)

    async def main_loop(self) -> None:
        """Until it is told to end, or a signal says so."""
        await self.on_tick(0)
        while not self.should_exit:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """At once where nobody waits for an answer; else as soon as they have it."""
        if self.server_state.tasks:
            return await super().shutdown(sockets)
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        return None


def configured(application: Starlette) -> uvicorn.Config:
    """How it is served: no lifespan, no logs, and a Date by the business clock alone."""
    return uvicorn.Config(
        application,
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )


def listening(port: int = 0) -> socket.socket:
    """A socket of this machine alone; port 0 is any that is free."""
    found = socket.create_server(("127.0.0.1", port))
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what it accepts has it, too: no answer waits 40 ms
    return found


class Serving:
    """A server in a thread of its own while a `with` block lasts; `base` is its address."""

    def __init__(self, world: World, port: int = 0, mounted: Iterable[Service] | None = None) -> None:
        self.world = world
        self._socket = listening(port)
        self.base = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = _Server(configured(app(world, mounted)))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="sandbox")

    def __enter__(self) -> Serving:
        self._thread.start()
        if not self._server.ready.wait(30):
            raise RuntimeError("the vendors did not start within 30 seconds")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.end()
        self._thread.join()
        self._socket.close()


def serve(world: World, bound: socket.socket, ready: Callable[[], None]) -> None:
    """Calls `ready` when all is prepared, then serves until somebody presses Ctrl-C, which ends it without an error."""
    server = _Server(configured(app(world)))
    with contextlib.suppress(KeyboardInterrupt):
        ready()
        server.run([bound])
