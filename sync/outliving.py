"""What a process that serves outlives: a step that dies of a defect is told, and the next one comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Died:
    """A step did not come to its end; why, in words."""

    words: str


def outlived(step: Callable[[], T], log: Any, event: str) -> T | Died:
    """What a step comes to. What it dies of stops neither other steps nor the thread, whose end nobody would see."""
    try:
        return step()
    except Exception as problem:  # the top of the daemon
        log.error(event, kind=type(problem).__name__)
        log.debug(f"{event}_at", exc_info=True)
        return Died(f"Tieout has a defect ({type(problem).__name__}); please report it with the log")
