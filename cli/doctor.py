"""The command that writes what a bug report needs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cli.opened import ConfigDir, Json, clock_of, folder_of


def doctor(
    file: Annotated[Path, typer.Argument(help="A new file.")] = Path("tieout-doctor.zip"),
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Write a file for a bug report: versions, structure and sums, without names, notes, amounts or secrets."""
    from cli.logs import set_up_logs
    from cli.output import print_json, say
    from sync.doctor import examine, write

    set_up_logs()
    found = examine(folder_of(config), os.environ, clock_of())
    if json:
        print_json(found)
        return
    say(f"wrote {write(found, file)}; it names nobody and no client. Look into it, then send it with your report.")
