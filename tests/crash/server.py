"""Runs commands of the real program in forked children, which die by SIGKILL at a chosen step of their writing.

Orders come as lines of JSON; back go the id of the child that obeys, and how it ended. A step is whatever may change
the database or a folder: a transaction about to begin, to commit, and committed; a step of an intent; a file half
written; a folder made, renamed or removed. Forking a process that has read the program's modules already is what makes
hundreds of kills affordable.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from typer.main import get_command

from cli import main as program
from config.loader import load
from connectors.files import folder
from mappings.push_steps import Step
from mappings.pushes import Pushes
from mappings.store import Store, Transaction

READ_BEFOREHAND = (
    "babel.dates",
    "cli.logs",
    "cli.output",
    "cli.tables",
    "cli.trouble",
    "connectors.quickbooks.ledger",
    "connectors.xero.ledger",
    "mappings.postgres",
    "mappings.sqlite",
    "review.client_pdf",
    "quickbooks.client",
    "sync.pipeline",
    "xero_python.accounting",
)


class Steps:
    """Counts the steps of a process, and ends it at the one that was chosen (none: never)."""

    def __init__(self, last: int) -> None:
        self.taken: list[str] = []
        self._last = last

    def at(self, label: str) -> None:
        """One more step."""
        self.taken.append(label)
        if len(self.taken) - 1 == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(steps: Steps) -> None:
    """Makes every step of the store and of the folders count."""
    write = Store.write

    @contextmanager
    def watched(store: Store) -> Iterator[Transaction]:
        steps.at("before a transaction")
        with write(store) as tx:
            yield tx
            steps.at("before its commit")
        steps.at("after its commit")

    def half(path: Path, content: bytes) -> None:
        path.write_bytes(content[: len(content) // 2])
        steps.at(f"in the middle of {path.name}")
        write_file(path, content)
        steps.at(f"after {path.name}")

    write_file: Callable[[Path, bytes], None] = folder._write_file
    _replace(Store, "write", watched)
    for step in Step:
        _replace(Pushes, step.value, _noted(steps, getattr(Pushes, step.value), step.value))
    _replace(folder, "_write_file", half)
    for owner, name in ((Path, "rename"), (Path, "replace"), (Path, "mkdir"), (shutil, "rmtree"), (os, "unlink")):
        _replace(owner, name, _counted(steps, getattr(owner, name), name))


def _counted(steps: Steps, original: Callable[..., Any], name: str) -> Callable[..., Any]:
    @functools.wraps(original)
    def counted(*arguments: Any, **named: Any) -> Any:
        steps.at(f"before {name} {_name(arguments[0])}")
        result = original(*arguments, **named)
        steps.at(f"after {name} {_name(arguments[0])}")
        return result

    return counted


def _noted(steps: Steps, original: Callable[..., None], name: str) -> Callable[..., None]:
    @functools.wraps(original)
    def noted(*arguments: Any, **named: Any) -> None:
        original(*arguments, **named)
        steps.at(f"{name}, not yet committed")

    return noted


def _replace(owner: Any, name: str, by: Any) -> None:
    setattr(owner, name, by)


def _name(path: Any) -> str:
    return Path(os.fsdecode(path)).name


def obey(order: dict[str, Any]) -> None:
    """A command in this process, which ends with it; its steps and what it says are left in files."""
    os.chdir(order["folder"])
    os.environ.update(order["environment"])
    said = os.open(order["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(said, stream)
    steps = Steps(order["kill_at"])
    watch(steps)
    sys.argv = ["tieout", *order["command"]]
    code: Any = 0
    try:
        program.main()
    except SystemExit as ending:
        code = ending.code
    sys.stdout.flush()
    sys.stderr.flush()
    with open(order["steps"], "w", encoding="utf-8") as file:
        json.dump(steps.taken, file)
    os._exit(int(code or 0))


def serve() -> None:
    """Obeys orders until there are no more."""
    for name in READ_BEFOREHAND:
        importlib.import_module(name)
    _replace(program, "app", get_command(program.app))
    for number, line in enumerate(sys.stdin):
        order = json.loads(line)
        if number == 0:
            load(Path(order["folder"]), order["environment"])
            gc.freeze()
        child = os.fork()
        if child == 0:
            obey(order)
        _answer(child)
        _, status = os.waitpid(child, 0)
        _answer(os.waitstatus_to_exitcode(status))


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
