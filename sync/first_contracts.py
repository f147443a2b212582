"""What a tracker knows of people, clients and rates: asked once, for the first contracts of a new folder."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.errors import ConnectorError, Retry
from connectors.registry import SOURCES
from connectors.sources import Reference, SourceAccount
from connectors.waiting import Timer
from sync.sources import CannotConnect, Outside, expect_everyone, opened

__all__ = ["SOURCES", "CannotTell", "Timer", "Told", "told_by"]


class CannotTell(Exception):
    """A tracker does not say what it knows; the message says what to do, `later` that it may pass by itself."""

    def __init__(self, problem: Exception, title: str) -> None:
        super().__init__(f"{title}: {problem}")
        self.later = isinstance(problem, Retry)


@dataclass(frozen=True, slots=True)
class Told:
    """Who we are at a tracker, and all that entries may name there."""

    title: str
    account: SourceAccount
    references: tuple[Reference, ...]
    requests: int


def told_by(outside: Outside, name: str) -> Told:
    """What a tracker knows, with dated rates and assignments where it has them. Raises CannotTell."""
    title = name
    try:
        with opened(outside, name) as source:
            title = source.title
            account = source.account()
            expect_everyone(outside.configuration, name, title, account)
            references = tuple(source.references(terms=True))
            return Told(title, account, references, source.sent())
    except (ConnectorError, CannotConnect) as problem:
        raise CannotTell(problem, title) from problem
