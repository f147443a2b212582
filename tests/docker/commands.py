"""Whether the words of a command line are words of the program, without running it."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from typer.main import get_command


def unknown_words(app: typer.Typer, words: Sequence[str]) -> list[str]:
    """Why a command line is refused; nothing if the program takes it."""
    group = get_command(app)
    command = getattr(group, "commands").get(words[0])  # noqa: B009  # typer does not export the type of a group
    if command is None:
        return [f"there is no command {words[0]}"]
    try:
        command.make_context(words[0], list(words[1:]))
    except Exception as problem:  # noqa: BLE001  # typer does not export its own exceptions
        return [str(problem)]
    return []
