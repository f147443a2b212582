"""Runs a process that serves: the web on the main thread, the schedule on another, and an end within ten seconds."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, current_thread, main_thread
from time import sleep
from types import FrameType

import structlog
import uvicorn
from apscheduler.schedulers.background import BackgroundScheduler

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
    with Noter(lambda: serving.worker.configuration, serving.store, serving.keys, serving.clock, ticks.wake) as noter:
        serving.takes_deliveries = noter.is_well
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
    """The schedule: every few seconds APScheduler is given the tick, which finds in the store what is due.

    The seconds are counted by a clock that never jumps. APScheduler's own triggers go by the machine's: they are silent
    for two hours when that is put back by two.
    """

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._awake = Event()
        self._scheduler = BackgroundScheduler(
            job_defaults={"max_instances": 2, "misfire_grace_time": None}, timezone="UTC"
        )
        self._beating = Thread(target=self._beat, name="beat", daemon=True)

    def start(self) -> None:
        """Begins to tick, at once."""
        self._scheduler.start()
        self._beating.start()

    def wake(self) -> None:
        """Has it look now."""
        self._serving.wake()
        self._awake.set()

    def end(self) -> bool:
        """Ends it; whether what was under way has stopped in time."""
        self._serving.stop.set()
        self._awake.set()
        if self._beating.ident is None:
            return True
        ended = Event()

        def shut_down() -> None:
            self._beating.join()
            while self._scheduler.get_jobs():  # one that it forgets as it stops is an error to it, with a traceback
                sleep(1 / 100)
            self._scheduler.shutdown(wait=True)
            ended.set()

        Thread(target=shut_down, daemon=True, name="end").start()
        return ended.wait(WORK_ENDS_WITHIN)

    def _beat(self) -> None:
        """A tick while another is under way ends at once; that a process is alive is said however long one takes."""
        jobs = {"tick": self._serving.ticked, "alive": self._serving.say_that_i_am_alive}
        while True:
            self._awake.clear()  # before it is asked whether to stop: what is said after that still wakes it
            if self._serving.stop.is_set():
                return
            for name, job in jobs.items():
                self._scheduler.add_job(job, id=name, replace_existing=True)
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
