"""Which trackers are asked over their API, and how each is opened; its token is read here and handed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from config.loader import Configuration
from connectors.base import ConnectorConfig
from connectors.errors import ConnectorError, Retry
from connectors.references import Unresolved, resolve
from connectors.registry import SOURCES, open_source
from connectors.sources import Setting, SourceAccount, TimeSource
from connectors.waiting import Timer

__all__ = ["CannotConnect", "Connection", "Outside", "TimeSource", "connected", "opened", "sign_in"]


class CannotConnect(Exception):
    """A connector cannot even be asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What is needed to ask a tracker: how it is configured, where its token stands, and how to wait."""

    configuration: Configuration
    environment: Mapping[str, str] = field(repr=False)
    timer: Timer


@dataclass(frozen=True, slots=True)
class Connection:
    """A tracker that was asked who we are there; `problem` says why that failed, `later` that it may pass."""

    connector: str
    kind: str
    account: SourceAccount | None
    problem: str = ""
    later: bool = False


def connected(configuration: Configuration) -> Mapping[str, ConnectorConfig]:
    """The trackers that have a token, by name; the others are for exported files only."""
    return {
        name: config
        for name, config in configuration.connectors.items()
        if config.kind in SOURCES and getattr(config, "token", None)
    }


@contextmanager
def opened(outside: Outside, name: str) -> Iterator[TimeSource]:
    """A tracker, ready to be asked. Raises CannotConnect."""
    configuration = outside.configuration
    config = connected(configuration)[name]
    try:
        token = resolve(str(getattr(config, "token", "")), outside.environment, configuration.folder)
    except Unresolved as problem:
        raise CannotConnect(f"its token is missing: {problem}") from problem
    company = configuration.main.company
    source = open_source(config, Setting(company.name, token, config.timezone or company.timezone, outside.timer))
    try:
        yield source
    finally:
        source.close()


def expect_everyone(configuration: Configuration, name: str, title: str, account: SourceAccount) -> None:
    """Raises CannotConnect where a token shows a part of the time that would be taken for all."""
    if not account.sees_everyone and connected(configuration)[name].entries == "everyone":
        raise CannotConnect(
            f"{account.person} sees only their own entries in {title}, so less would be billed than was worked; use an "
            "administrator's token, or write `entries: own` if theirs is all the time there is"
        )


def sign_in(outside: Outside) -> list[Connection]:
    """Asks every connected tracker who we are there."""
    return [_signed_in(outside, name, config.kind) for name, config in connected(outside.configuration).items()]


def _signed_in(outside: Outside, name: str, kind: str) -> Connection:
    try:
        with opened(outside, name) as source:
            account = source.account()
            expect_everyone(outside.configuration, name, source.title, account)
            return Connection(name, kind, account)
    except (ConnectorError, CannotConnect) as problem:
        return Connection(name, kind, None, str(problem), isinstance(problem, Retry))
