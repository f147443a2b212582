"""Which trackers are asked over their API, and how each is opened; its token is read here and handed on.

Trackers of time are asked only if they have a token; those of tasks must have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from config.loader import Configuration
from connectors.base import LedgerApiConfig, TaskConfig, TrackerConfig
from connectors.errors import ConnectorError, Retry
from connectors.references import Unresolved, resolve
from connectors.registry import open_source, open_tasks
from connectors.sources import Setting, SourceAccount, TimeSource
from connectors.tasks import TaskSource
from connectors.waiting import Timer
from mappings.references import Known

__all__ = [
    "CannotConnect",
    "Connection",
    "ConnectorError",
    "Outside",
    "Retry",
    "TaskSource",
    "TimeSource",
    "connected",
    "opened",
    "opened_tasks",
    "setting_of",
    "sign_in",
]


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
    projects: int | None = None
    """How many projects of a task tracker are visible; None for time sources."""


def connected(configuration: Configuration) -> Mapping[str, TrackerConfig]:
    """The trackers that have a token, by name; the others are for exported files only."""
    return {
        name: config
        for name, config in configuration.connectors.items()
        if isinstance(config, TrackerConfig) and config.token
    }


def ledgers(configuration: Configuration) -> list[str]:
    """The books that are asked over an API, by name."""
    return [name for name, each in configuration.books.items() if isinstance(each, LedgerApiConfig)]


@contextmanager
def opened(outside: Outside, name: str) -> Iterator[TimeSource]:
    """A tracker, ready to be asked. Raises CannotConnect."""
    config = connected(outside.configuration)[name]
    setting = _setting(outside, config.token or "", config.timezone)
    source = open_source(config, setting)
    try:
        yield source
    finally:
        source.close()


@contextmanager
def opened_tasks(outside: Outside, name: str) -> Iterator[TaskSource]:
    """A task tracker, ready to be asked. Raises CannotConnect."""
    config = outside.configuration.task_trackers[name]
    source = open_tasks(config, _setting(outside, config.token, ""))
    try:
        yield source
    finally:
        source.close()


def setting_of(outside: Outside, config: TrackerConfig | TaskConfig) -> Setting:
    """What a tracker of time or of tasks needs to be asked. Raises CannotConnect."""
    zone = config.timezone if isinstance(config, TrackerConfig) else ""
    return _setting(outside, config.token or "", zone)


def _setting(outside: Outside, token: str, zone: str) -> Setting:
    configuration = outside.configuration
    try:
        secret = resolve(token, outside.environment, configuration.folder)
    except Unresolved as problem:
        raise CannotConnect(f"its token is missing: {problem}") from problem
    company = configuration.main.company
    return Setting(company.name, secret, zone or company.timezone, outside.timer)


def expect_everyone(configuration: Configuration, name: str, title: str, account: SourceAccount) -> None:
    """Raises CannotConnect where a token shows a part of the time that would be taken for all."""
    if not account.sees_everyone and connected(configuration)[name].entries == "everyone":
        raise CannotConnect(
            f"{account.person} sees only their own entries in {title}, so less would be billed than was worked; use an "
            "administrator's token, or write `entries: own` if theirs is all the time there is"
        )


def expect_one_connector(accounts: Iterable[Known], name: str, account: Known) -> None:
    """Raises CannotConnect where two connectors read one account, or a connector another one than until now."""
    if account.external_id.endswith(" "):
        return
    for known in accounts:
        if known.connector != name and known.external_id == account.external_id:
            raise CannotConnect(
                f"{account.name} is read by the connector {known.connector} already, and the same time would be billed "
                f"twice; remove {name} from tieout.yaml"
            )
        if known.connector == name and known.present and known.external_id != account.external_id:
            raise CannotConnect(
                f"it reads {account.name} now and read {known.name} until now; give each account a connector of its own"
            )


def sign_in(outside: Outside) -> list[Connection]:
    """Asks every connected tracker who we are there, of time and of tasks."""
    configuration = outside.configuration
    times = [_signed_in(outside, name, config.kind) for name, config in connected(configuration).items()]
    tasks = [_signed_in_to_tasks(outside, name, each.kind) for name, each in configuration.task_trackers.items()]
    return [*times, *tasks]


def _signed_in(outside: Outside, name: str, kind: str) -> Connection:
    try:
        with opened(outside, name) as source:
            account = source.account()
            expect_everyone(outside.configuration, name, source.title, account)
            return Connection(name, kind, account)
    except (ConnectorError, CannotConnect) as problem:
        return Connection(name, kind, None, str(problem), isinstance(problem, Retry))


def _signed_in_to_tasks(outside: Outside, name: str, kind: str) -> Connection:
    try:
        with opened_tasks(outside, name) as source:
            return Connection(name, kind, source.account(), projects=sum(1 for _ in source.projects()))
    except (ConnectorError, CannotConnect) as problem:
        return Connection(name, kind, None, str(problem), isinstance(problem, Retry))
