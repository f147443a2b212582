"""`tieout go-live`: what is left to do before Tieout may bill, in order, with what to type."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from cli.opened import BAD_INPUT, FAILED, NEEDED, ConfigDir, Json, clock_of, folder_of


def go_live(
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Rehearse the last month even if steps before it are not done.")
    ] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Say what is left to do before Tieout may bill, in order; then rehearse the last month. Nothing is written."""
    from cli.logs import set_up_logs
    from cli.output import print_json, print_sections
    from review.going_live import to_json, to_sections
    from sync.going_live import going_live

    set_up_logs()
    found = going_live(folder_of(config), os.environ, clock_of(), force=rehearse)
    print_json(to_json(found)) if json else print_sections(to_sections(found))
    if found.unusable:
        raise typer.Exit(BAD_INPUT)
    raise typer.Exit(FAILED if found.later else 0 if found.done else NEEDED)
