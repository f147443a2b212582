"""Ctrl-C is never lost: where it lands in a clean-up, Python drops it, so that the next progress raises it again."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from types import FrameType

INTERRUPTED = 130
_ASKED = threading.Event()
_NOTHING_KEPT = threading.Event()


def end_while_loading() -> None:
    """From now on, until commands listen, Ctrl-C ends the program at once: nothing was begun."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _ended_while_loading)


def listen() -> None:
    """From now on Ctrl-C is remembered until it has been heard. A process that ignores it goes on ignoring it."""
    if signal.getsignal(signal.SIGINT) in (signal.default_int_handler, _ended_while_loading):
        signal.signal(signal.SIGINT, _asked)


def end_well() -> None:
    """From now on SIGTERM ends this process like one that is done, also before it serves and listens to it itself."""
    signal.signal(signal.SIGTERM, _ended)


def raise_if_asked() -> None:
    """Raises KeyboardInterrupt, once, if a person has pressed Ctrl-C and the work goes on all the same."""
    if _ASKED.is_set() and threading.current_thread() is threading.main_thread():
        _ASKED.clear()
        raise KeyboardInterrupt


def keep_nothing() -> None:
    """From now on an interruption is told as one that leaves nothing behind, as where only questions were asked."""
    _NOTHING_KEPT.set()


def tell() -> None:
    """Says that the work was interrupted. Who presses Ctrl-C again has the end at once, and the same exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kept = "what was finished is kept, nothing is half written; the same command goes on"
    nothing = "nothing is written; the same command begins anew"
    sys.stderr.write(f"\ninterrupted: {nothing if _NOTHING_KEPT.is_set() else kept}\n")
    sys.stderr.flush()
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)  # then Python takes its own handlers away
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))


def _ended_while_loading(_: int, __: FrameType | None) -> None:
    keep_nothing()
    tell()
    os._exit(INTERRUPTED)


def _asked(_: int, __: FrameType | None) -> None:
    _ASKED.set()
    raise KeyboardInterrupt


def _ended(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)
