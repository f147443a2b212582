"""Which trackers are asked over their API, and how each is opened; its token is read here and handed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from connectors.base import ConnectorConfig
from connectors.references import Unresolved, resolve
from connectors.registry import SOURCES, open_source
from connectors.sources import Setting, TimeSource
from sync.worker import Worker

__all__ = ["CannotConnect", "TimeSource", "connected", "opened"]


class CannotConnect(Exception):
    """A connector cannot even be asked; the message says what to do."""


def connected(worker: Worker) -> Mapping[str, ConnectorConfig]:
    """The trackers that have a token, by name; the others are for exported files only."""
    return {
        name: config
        for name, config in worker.configuration.connectors.items()
        if config.kind in SOURCES and getattr(config, "token", None)
    }


@contextmanager
def opened(worker: Worker, name: str) -> Iterator[TimeSource]:
    """A tracker, ready to be asked. Raises CannotConnect."""
    config = connected(worker)[name]
    reference = str(getattr(config, "token", ""))
    try:
        token = resolve(reference, worker.environment, worker.configuration.folder)
    except Unresolved as problem:
        raise CannotConnect(f"its token is missing: {problem}") from problem
    company = worker.configuration.main.company
    source = open_source(config, Setting(company.name, token, config.timezone or company.timezone, worker.timer))
    try:
        yield source
    finally:
        source.close()
