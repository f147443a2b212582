"""Where vendors deliver to: `POST /hooks/{vendor}/{place}`, read within bounds, verified, kept, then answered."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sync.noting import GONE, UNKNOWN, Answer, Full, Noter, Refused, Spot, place_hash
from sync.worker import StoreUnavailable

MOST_BYTES = 1024 * 1024
"""The largest body that is read. Vendors send a few kilobytes; Jira may send an issue with everything in it."""
MOST_BYTES_AT_ONCE = 32 * 1024 * 1024
"""How much of all bodies together is held."""
READ_SECONDS = 10
"""How long a body may take to arrive."""
ANSWER_SECONDS = 4
"""How long a vendor waits for its answer: some give up after five. What is kept later is known when it comes again."""
TOO_LATE, TOO_LARGE, LATER = 408, 413, 503
_AGAIN = {"Retry-After": "30"}


def hook_routes(noter: Noter) -> list[Route]:
    """The routes for deliveries, which stand beside all others of the program."""
    deliver: Callable[[Request], Awaitable[Response]] = partial(_deliver, _Desk(noter))
    return [Route("/hooks/{vendor}/{place}", deliver, methods=["POST"])]


@dataclass(slots=True)
class _Room:
    """How many bytes of bodies are held; only the thread of the server counts."""

    held: int = 0


@dataclass(slots=True)
class _Desk:
    """What all deliveries share: the noter, the room for bodies, and one bell for all answers that come together."""

    noter: Noter
    room: _Room = field(default_factory=_Room)
    _came: deque[tuple[asyncio.Future[Answer], Future[Answer]]] = field(default_factory=deque)
    _rung: bool = False

    async def noted(self, done: Future[Answer]) -> Answer:
        """The answer, once it is there. The server's thread is woken once for many."""
        loop = asyncio.get_running_loop()
        waits: asyncio.Future[Answer] = loop.create_future()
        done.add_done_callback(partial(self._ring, loop, waits))
        return await waits

    def _ring(self, loop: asyncio.AbstractEventLoop, waits: asyncio.Future[Answer], done: Future[Answer]) -> None:
        self._came.append((waits, done))
        if not self._rung:
            self._rung = True
            loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self._rung = False  # first, so that what comes from now on rings again
        while self._came:
            waits, done = self._came.popleft()
            problem = done.exception()
            if waits.done():
                continue
            if problem is not None:
                waits.set_exception(problem)
            else:
                waits.set_result(done.result())


class _Turned(Exception):
    """A body that is not read to its end, and the status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def _deliver(desk: _Desk, request: Request) -> Response:
    noter = desk.noter
    vendor = request.path_params["vendor"]
    try:
        spot = await _spot(noter, vendor, place_hash(request.path_params["place"]))
    except TimeoutError:
        return Response(status_code=LATER, headers=_AGAIN)
    if spot is None or spot.place.state == "removed":
        noter.refused(vendor, "the place is not known" if spot is None else "the webhook was removed")
        return Response(status_code=UNKNOWN if spot is None else GONE)
    try:
        body = await _body(request, desk.room)
    except _Turned as turned:
        noter.refused(vendor, f"the body was not read (status {turned.status})")
        return Response(status_code=turned.status, headers=_AGAIN if turned.status == LATER else None)
    return await _noted(desk, spot, request, body)


async def _noted(desk: _Desk, spot: Spot, request: Request, body: bytes) -> Response:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
    read = spot.read(spot.place, headers, body)
    if isinstance(read, Refused):
        desk.noter.refused(spot.kind, read.why)
        return Response(status_code=read.status)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return _response(await desk.noted(desk.noter.note(spot, read)))
    except (Full, StoreUnavailable, TimeoutError):
        return Response(status_code=LATER, headers=_AGAIN)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers))


async def _spot(noter: Noter, vendor: str, hashed: str) -> Spot | None:
    """The place that is delivered to. One that was made a moment ago is looked for once more. Raises TimeoutError."""
    found = noter.spot(vendor, hashed)
    if found is None and (looked := noter.looked_up()) is not None:
        async with asyncio.timeout(ANSWER_SECONDS):
            await asyncio.wrap_future(looked)
        found = noter.spot(vendor, hashed)
    return found


async def _body(request: Request, room: _Room) -> bytes:
    """The body, of which no more than allowed is ever held. Raises _Turned."""
    stated = request.headers.get("content-length", "0")
    if not stated.isdecimal() or len(stated) > len(str(MOST_BYTES)) or int(stated) > MOST_BYTES:
        raise _Turned(TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for part in request.stream():
                body += part
                room.held += len(part)
                if len(body) > MOST_BYTES:
                    raise _Turned(TOO_LARGE)
                if room.held > MOST_BYTES_AT_ONCE:
                    raise _Turned(LATER)
    except (TimeoutError, ClientDisconnect):
        raise _Turned(TOO_LATE) from None
    finally:
        room.held -= len(body)
    return bytes(body)
