"""Runs a process that serves: the web on the main thread, the schedule on another, and an end within ten seconds."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, current_thread, main_thread
from types import FrameType

import structlog
import uvicorn

from sync.noting import Noter
from sync.serving import Serving
from web.app import app
from web.hooks import hook_routes

TICK_SECONDS = 5
"""How often it is looked whether anything is due; a webhook makes it look at once."""
WEB_ENDS_WITHIN, WORK_ENDS_WITHIN = 2, 4
"""Seconds that are left to answers, and then to stages, once the end was asked for. A stage stops between two pages."""


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(512)
    except BaseException:
        found.close()
        raise
    return found


def run(serving: Serving, listening: socket.socket) -> bool:
    """Serves until SIGTERM or Ctrl-C. Whether all work had stopped in time; what had not is taken up the next time."""
    ticks = Ticks(serving)
    with Noter(serving.worker.configuration, serving.store, serving.keys, serving.clock, ticks.wake) as noter:
        config = uvicorn.Config(
            app(serving, hook_routes(noter)),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=WEB_ENDS_WITHIN,
            h11_max_incomplete_event_size=64 * 1024,
        )
        try:
            ticks.start()
            _Web(config, serving.stop).run(sockets=[listening])
        finally:
            stopped = ticks.end()
            structlog.get_logger().info("served", stopped=stopped)
    return stopped and noter.has_ended


class Ticks:
    """The schedule's thread: it calls the tick, which finds in the store what is due.

    It waits by a clock that never jumps: one that waits by the machine's own is silent for two hours when that is put
    back by two, and rushes when it is put forward.
    """

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._awake = Event()
        self._thread = Thread(target=self._go_on, name="ticks", daemon=True)

    def start(self) -> None:
        """Begins to tick, at once."""
        self._thread.start()

    def wake(self) -> None:
        """Has it look now."""
        self._serving.wake()
        self._awake.set()

    def end(self) -> bool:
        """Ends it; whether what was under way has stopped in time."""
        self._serving.stop.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(WORK_ENDS_WITHIN)
        return not self._thread.is_alive()

    def _go_on(self) -> None:
        while not self._serving.stop.is_set():
            self._awake.clear()
            self._serving.ticked()
            self._awake.wait(TICK_SECONDS)


class _Web(uvicorn.Server):
    """Tells the stages to stop as soon as the end is asked for, not when the last answer is out."""

    def __init__(self, config: uvicorn.Config, stop: Event) -> None:
        super().__init__(config)
        self._stop = stop

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and Ctrl-C end it in good order, and nothing else: the signal is not raised again afterwards."""
        if current_thread() is not main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._stop.set()
        super().handle_exit(sig, frame)
