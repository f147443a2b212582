"""Logging, set up once for each process: structlog to standard error, secrets and notes never in it."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from config.settings import Settings

_SECRET = ("token", "secret", "password", "authorization", "note", "key")


def set_up_logs() -> None:
    """From the level in TIEOUT_LOG_LEVEL on (default warning), events go to standard error, one line each."""
    level = Settings().log_level
    logging.getLogger("sqlalchemy.pool").addFilter(_is_no_interruption)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _redact,
            structlog.processors.LogfmtRenderer(sort_keys=True, key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _is_no_interruption(record: logging.LogRecord) -> bool:
    """Ctrl-C while a connection is given back is no trouble of the connection's; it goes on to whoever waits for it."""
    return not (record.exc_info and record.exc_info[0] is KeyboardInterrupt)


def _redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in event:
        if any(part in name.lower() for part in _SECRET):
            event[name] = "…"
    return event
