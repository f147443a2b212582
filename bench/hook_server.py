"""The server of the webhook benchmark: the program's own routes, or a handler that reads the body and does nothing."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.steps import NOW, own_peak
from config.keys import Keys
from config.loader import load
from mappings.store import Store
from sync.hook_secrets import sealed_secret
from sync.noting import Noter, place_hash
from sync.worker import system_clock
from web.hooks import hook_routes

WORD, SECRET = "a-place-that-nobody-can-guess", "a-secret-of-the-benchmark"
KEYS = Keys("the benchmark", ("dGhpcyBrZXkgaXMgZm9yIHRlc3RzIGFuZCBub3RoaW4=",))
_MAIN = """version: 1
company: {name: Northwind AI, timezone: America/New_York, currency: USD}
go_live: 2026-10-01
calendar: {country: US}
database: sqlite:///tieout.db
connectors:
  toggl: {kind: toggl}
"""
_PEOPLE = "people:\n  - {name: Kim Allen, email: kim@x.test, role: senior}\n"
_CONTRACT = """id: acme
client: Acme
terms: net 30
rates: [{rate: 150}]
workstreams: [{code: A, name: A, billing: time and materials}]
"""


def prepare(folder: Path) -> None:
    """A folder with one place that is delivered to."""
    (folder / "contracts").mkdir(parents=True)
    (folder / "tieout.yaml").write_text(_MAIN, encoding="utf-8")
    (folder / "people.yaml").write_text(_PEOPLE, encoding="utf-8")
    (folder / "contracts" / "acme.yaml").write_text(_CONTRACT, encoding="utf-8")
    store = Store.open(f"sqlite:///{folder / 'tieout.db'}")
    place = place_hash(WORD)
    with store.write() as tx:
        tx.hooks.make("toggl", place, "", NOW, sealed_secret(KEYS, "toggl", place, SECRET))
    store.close()


async def _nothing(request: Request) -> Response:
    async for _ in request.stream():
        pass
    return Response()


def main(folder: Path, part: str, processor: int) -> None:
    """Serves until nobody asks any more: what is asked of the process itself comes and goes by lines."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {processor})
    store = Store.open(f"sqlite:///{folder / 'tieout.db'}")
    with ExitStack() as ending:
        logs = ending.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(logs))
        routes = [Route("/hooks/{vendor}/{place}", _nothing, methods=["POST"])]
        if part == "measured":
            configuration = load(folder, {})
            noter = ending.enter_context(Noter(lambda: configuration, store, lambda: KEYS, system_clock))
            routes = hook_routes(noter)
        config = uvicorn.Config(
            Starlette(routes=routes), port=0, lifespan="off", log_config=None, access_log=False, backlog=4096
        )
        server = uvicorn.Server(config)
        bound = config.bind_socket()
        thread = Thread(target=server.run, args=([bound],))
        thread.start()
        while not server.started and thread.is_alive():  # bound is not listening yet: who comes before is refused
            time.sleep(0.01)
        _say(f"http://127.0.0.1:{bound.getsockname()[1]}")
        for line in sys.stdin:
            _say(_answer(store, line.strip()))
        server.should_exit = True
        thread.join()


def _answer(store: Store, question: str) -> int:
    if question == "peak":
        return own_peak()
    if question == "processor":
        return time.process_time_ns()
    with store.read() as tx:
        return len(tx.deliveries.waiting("toggl"))


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
