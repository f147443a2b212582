"""Commands about backups: writing one, putting one back, and reading the books afterwards."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.deciding import Why
from cli.opened import NEEDED, ConfigDir, Json, Opened, clock_of, configuration_of, moment_of, who_is_here

if TYPE_CHECKING:
    from sync.scanning import Scanned


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="A new file [default: backups/tieout-MOMENT.zip, beside the configuration]")
    ] = None,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Write the whole database into one file, checked, while everything goes on; over nothing that is there."""
    from cli.logs import set_up_logs
    from cli.output import print_json, say
    from sync.backing_up import back_up

    set_up_logs()
    done = back_up(configuration_of(config), file, clock_of(), who_is_here())
    if json:
        print_json({"file": os.fspath(done.place), "at": done.at.isoformat(), "rows": dict(done.rows)})
    else:
        say(f"wrote {done.place}: {sum(done.rows.values())} rows. Keep it, and tieout.key, apart from this machine.")


def restore(
    file: Annotated[Path | None, typer.Argument(help="What `tieout backup` wrote.")] = None,
    scan: Annotated[bool, typer.Option("--scan", help="Read the books, and let pushing go on.")] = False,
    leave: Annotated[
        list[str] | None, typer.Option("--leave", help="With --scan: a document that is not to be adopted.")
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="MOMENT", help="The database was put back by other means, as it was then.")
    ] = "",
    why: Why = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Put a backup in the place of the database. Nothing is pushed until the books were scanned."""
    from cli.logs import set_up_logs

    if (file is not None) + scan + bool(as_of) != 1:
        raise typer.BadParameter("name a file, or write --scan, or --as-of MOMENT")
    if leave and not (scan and why.strip()):
        raise typer.BadParameter("--leave needs --scan, and says why with --why", param_hint="--leave")
    set_up_logs()
    if scan:
        _scan(leave or [], why, config, json=json)
    elif file is not None:
        _restore(file, config, json=json)
    else:
        _lock(as_of, config, json=json)


def _restore(file: Path, config: Path | None, *, json: bool) -> None:
    from cli.output import print_json, say
    from sync.backing_up import restore as put_back

    done = put_back(configuration_of(config), file, clock_of(), who_is_here())
    if json:
        kept = os.fspath(done.kept) if done.kept else None
        print_json({"as_of": done.at.isoformat(), "kept": kept, "rows": dict(done.rows)})
        return
    say(
        f"The database is as it was on {done.at:%Y-%m-%d %H:%M} UTC.",
        *([f"The one that was there is kept: {done.kept}"] if done.kept else []),
        "",
        *_NEXT,
    )


_NEXT = (
    "Nothing is pushed now: the books may hold documents that it does not know.",
    "Next: tieout pull · tieout run --period MONTH · tieout restore --scan",
)


def _lock(as_of: str, config: Path | None, *, json: bool) -> None:
    from cli.output import print_json, say
    from sync.backing_up import lock_pushes

    with Opened(config) as worker:
        moment = moment_of(worker, as_of, "--as-of")
        lock_pushes(worker.store, moment, worker.clock(), {"by_other_means": True})
    print_json({"as_of": moment.isoformat()}) if json else say(*_NEXT)


def _scan(leave: list[str], why: str, config: Path | None, *, json: bool) -> None:
    from cli.output import print_json, print_sections
    from review.tables import sentences
    from sync.scanning import scan as read

    with Opened(config) as worker:
        found, done = read(worker, leave, why)
    if json:
        keys = ("books", "adopted", "left", "problem")
        print_json({"pushing": done, "books": [{key: getattr(each, key) or None for key in keys} for each in found]})
    else:
        print_sections([sentences(*_lines(found, done=done))])
    raise typer.Exit(0 if done else NEEDED)


def _lines(found: list[Scanned], *, done: bool) -> list[str]:
    lines = [f"{each.books}: adopted {words}." for each in found for words in each.adopted]
    lines += [f"{each.books}: not placed: {words}." for each in found for words in each.left]
    lines += [f"{each.books}: {each.problem}." for each in found if each.problem]
    waits = "Nothing is pushed until the rest is placed; scan again, or --leave what is not ours."
    return [*lines, "Pushing goes on." if done else waits]
