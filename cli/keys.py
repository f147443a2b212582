"""Commands about the keys that sign-ins are kept under: making one, taking another one, seeing that they fit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opened import NEEDED, ConfigDir, Json, Opened, folder_of

if TYPE_CHECKING:
    from sync.rotating import Checked, Rotated

app = typer.Typer(help="The keys under which sign-ins are kept: make, change and check them.", no_args_is_help=True)


@app.command()
def new(
    print_it: Annotated[
        bool, typer.Option("--print", help="Show a new key, for TIEOUT_KEY, and write nothing.")
    ] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Make the key of a folder, in its file tieout.key, which only its owner can read."""
    from cli.output import print_json, say
    from config.keys import BadKey, in_environment, new_key, write_first_key

    if print_it:
        key = new_key()
        print_json({"key": key}) if json else say(key)
        return
    if variable := in_environment(os.environ):
        raise BadKey(f"{variable} is set, and no file is read beside it; show a new key with `tieout keys new --print`")
    path = write_first_key(folder_of(config))
    if json:
        print_json({"file": str(path)})
        return
    say(
        f"wrote {path}",
        "",
        "Keep a copy of it in a safe place, apart from backups of the database, and never commit it.",
    )


@app.command()
def rotate(config: ConfigDir = None, json: Json = False) -> None:
    """Take another key: everything is sealed anew with it, and the old one goes."""
    from cli.output import print_json, say
    from sync.rotating import rotate as rotated

    with Opened(config) as worker:
        done = rotated(worker.outside, worker.store)
        with worker.store.write() as tx:
            tx.audit.add("rotate keys", done.source, worker.clock(), {"sealed": done.sealed})
    if json:
        print_json({"keys": done.source, "sealed_anew": done.sealed, "old_keys_left": done.old_keys_left})
    else:
        say(*_rotated_lines(done))


def _rotated_lines(done: Rotated) -> list[str]:
    from review.tables import counted

    lines = [f"{counted(done.sealed, 'connection')} sealed with the first key of {done.source}."]
    if done.old_keys_left:
        lines.append(f"Now take the keys behind it out of {done.source}: nothing needs them any more.")
    return lines


@app.command()
def check(config: ConfigDir = None, json: Json = False) -> None:
    """Say where the keys are, and whether they open every sign-in that is kept."""
    from cli.output import print_json, say
    from review.tables import counted, one_line
    from sync.rotating import check as checked

    with Opened(config) as worker:
        keys, found = checked(worker.outside, worker.store)
    if json:
        opens = [_json(each) for each in found]
        print_json({"keys": keys.source, "count": keys.count, "connections": opens})
    else:
        say(f"{keys.source} has {counted(keys.count, 'key')}.", *(one_line(_line(each)) for each in found))
    raise typer.Exit(NEEDED if any(not each.newest for each in found) else 0)


def _line(each: Checked) -> str:
    if each.problem:
        return f"{each.name}: {each.problem}."
    if not each.newest:
        return f"{each.name}: opened by an older key; take the first one with `tieout keys rotate`."
    return f"{each.name}: opened by the first key."


def _json(each: Checked) -> dict[str, Any]:
    return {"connection": each.name, "opens": not each.problem, "newest": each.newest, "problem": each.problem or None}
