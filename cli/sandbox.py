"""The vendors on this machine: for trying connectors, with an agency that never was, or one of any size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sandbox.world import World

INTRODUCTION = (
    "Harvest, Toggl Track, Clockify, Jira, Asana, Xero and QuickBooks Online answer on this machine until Ctrl-C. "
    "It is {now} there."
)


def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where on this machine; 0 is any free port.")] = 8765,
    entries: Annotated[
        int, typer.Option(min=0, max=10_000_000, help="So many made-up entries in each tracker, not the demo's month.")
    ] = 0,
    folder: Annotated[Path | None, typer.Option(help="Write a configuration for it into this folder.")] = None,
    ledger: Annotated[str, typer.Option(help="Write books into it, too: xero or quickbooks.")] = "",
) -> None:
    """Play the vendors on this machine, for trying things out: nothing leaves it."""
    from cli.demo_ledger import LEDGERS
    from sandbox.server import listening, serve
    from sync.worker import system_clock

    if ledger and (folder is None or ledger not in LEDGERS):
        words = (
            f"there is no ledger {ledger!r}; write one of {', '.join(LEDGERS)}" if folder else "name a --folder, too"
        )
        raise typer.BadParameter(words, param_hint="--ledger")
    begun = system_clock()
    world = _world(entries, lambda: (system_clock() - begun).total_seconds())
    try:
        bound = listening(port)
    except OSError as problem:
        words = f"port {port} cannot be used ({problem.strerror}); name another one, such as {port + 1}, or 0 for any"
        raise typer.BadParameter(words, param_hint="--port") from problem
    with bound:
        base = f"http://127.0.0.1:{bound.getsockname()[1]}"
        _write(folder, world, base, ledger)
        serve(world, bound, lambda: _introduce(world, base, folder, ledger))


def _world(entries: int, ticks: Callable[[], float]) -> World:
    from sandbox.clock import START, Clock
    from sandbox.world import World

    return World(Clock(START, ticks), entries)


def _write(folder: Path | None, world: World, base: str, ledger: str) -> None:
    from sandbox.folder import FolderInUse, write_folder

    if folder is not None:
        try:
            write_folder(folder, world, base, ledger)
        except FolderInUse as problem:
            raise typer.BadParameter(str(problem), param_hint="--folder") from problem


def _introduce(world: World, base: str, folder: Path | None, ledger: str) -> None:
    """Says where each vendor is and which tokens it takes; a program that reads this from a pipe gets it at once."""
    import sys

    from cli.output import say
    from sandbox.folder import BOOKS, email_of, environment, keys_of, ledger_environment, token_of
    from sandbox.task_seed import MEMBER

    say(INTRODUCTION.format(now=f"{world.clock.now():%Y-%m-%d %H:%M} UTC"), "")
    for vendor, keys in keys_of(world, base).items():
        say(f"{vendor}:", *(f"  {name}: {value}" for name, value in keys.items()))
        less = "only its own" if vendor in world.trackers else "fewer projects"
        less += f" (its e-mail is {email_of(world, vendor, MEMBER)})" if "email" in keys else ""
        say(f"  a member's token, which sees {less}: {token_of(world, vendor, 'member')}")
        say(f"  an expired token: {token_of(world, vendor, 'expired')}")
    say("", "The administrator's tokens:")
    say(*(f"  export {name}={token}" for name, token in environment(world).items()))
    if ledger:
        say("", "What Tieout is known by at the ledgers:")
        say(*(f"  export {name}={value}" for name, value in ledger_environment().items()))
    say("", f"Trouble, edits and the clock: {base}/_admin (sandbox/README.md)")
    if ledger:
        say(f"Try: tieout keys new --config {folder}", f"     tieout connect {BOOKS} --config {folder}")
    if folder is not None:
        say(f"{'    ' if ledger else 'Try:'} tieout check --config {folder}")
    sys.stdout.flush()
