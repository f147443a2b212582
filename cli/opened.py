"""What every command shares: its usual options, and a worker opened from the folder that is named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from config.loader import Configuration
    from review.page import Heading
    from sync.schedule import Period
    from sync.worker import Loading, Worker

NEEDED, BAD_INPUT, FAILED = 1, 2, 3

ConfigDir = Annotated[
    Path | None, typer.Option("--config", help="The configuration folder [default: $TIEOUT_CONFIG or .]")
]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
PeriodName = Annotated[
    str, typer.Option("--period", help="A month such as 2026-10 [default: the month before today's]")
]
AnyPeriod = Annotated[str, typer.Option("--period", help="A month such as 2026-10 [default: all]")]


class Opened:
    """A worker for the time of a command; its database is closed afterwards, also when the command fails.

    `loading` reads the configuration otherwise than usual.
    """

    def __init__(self, config: Path | None, loading: Loading | None = None) -> None:
        self._config, self._loading = config, loading
        self._worker: Worker | None = None

    def __enter__(self) -> Worker:
        from cli.logs import set_up_logs
        from cli.output import Progress
        from sync.worker import open_worker

        set_up_logs()
        folder, clock = folder_of(self._config), clock_of()
        worker = open_worker(folder, os.environ, clock, Progress(), self._loading)
        self._worker = replace(worker, store=replace(worker.store, by=who_is_here()))
        return self._worker

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.store.close()


def who_is_here() -> str:
    """Who signs what nobody else does: $TIEOUT_USER, else who is signed in, else Tieout itself."""
    import getpass

    from sync.worker import ITSELF

    try:
        return os.environ.get("TIEOUT_USER", "").strip() or getpass.getuser()
    except (KeyError, OSError):
        return ITSELF


def configuration_of(config: Path | None) -> Configuration:
    """The checked configuration alone, without a store. Raises BadConfiguration."""
    from config.loader import load

    return load(folder_of(config), os.environ)


def opened_or_not(folder: Path, environment: Mapping[str, str]) -> Configuration:
    """The checked configuration, also where only openings are missing: for what comes first, and bills nothing."""
    from config.unopened import load_opened_or_not

    return load_opened_or_not(folder, environment)


def folder_of(config: Path | None) -> Path:
    """The configuration folder that was named, else $TIEOUT_CONFIG, else the working folder."""
    from config.settings import Settings

    return (config or Settings().config).expanduser()


def clock_of() -> Any:
    """The business clock: the machine's, unless $TIEOUT_NOW fixes it."""
    from config.settings import Settings
    from sync.worker import system_clock

    fixed = Settings().now
    return system_clock if fixed is None else lambda: fixed


def month_of(name: str, option: str) -> Period:
    """The month of an option. Raises BadParameter with what to write."""
    from sync.schedule import month_named

    try:
        return month_named(name)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint=option) from problem


def number_of(text: str, option: str) -> Decimal:
    """The amount or percentage of an option. Raises BadParameter with what to write."""
    import re

    if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text):
        return Decimal(text)
    raise typer.BadParameter(f"{text!r} is not a number above 0 such as 10 or 97.50", param_hint=option)


def moment_of(worker: Worker, text: str, option: str, *, begins: bool = False) -> datetime:
    """The moment of an option; of a day, its end (or where it `begins`) in the company's zone. Raises BadParameter."""
    from sync.schedule import moment_named

    try:
        return moment_named(text, worker.configuration.main.company.timezone, begins=begins)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint=option) from problem


def period_or_last(worker: Worker, name: str) -> Period:
    """The month that was named, else the one before today's."""
    from sync.schedule import last_month

    return month_of(name, "--period") if name else last_month(worker.today)


def heading_of(worker: Worker, title: str, as_of: datetime | None = None) -> Heading:
    """What stands on top of a report: its title, the company, and the moment, which is now unless it is stated."""
    from review.page import Heading

    return Heading(title, worker.configuration.main.company.name, as_of or worker.clock())
