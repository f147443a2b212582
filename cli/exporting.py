"""The command that writes everything Tieout knows into a folder, for whatever comes after it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.opened import ConfigDir, Json, clock_of, configuration_of


def export(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A new folder, or an earlier export [default: export, beside the configuration]"),
    ] = None,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Write everything Tieout knows as JSON lines and CSV, with a README and a manifest, whole or not at all."""
    from cli.logs import set_up_logs
    from cli.output import Progress, print_json, print_sections
    from sync.exporting import export as write

    set_up_logs()
    done = write(configuration_of(config), folder, clock_of(), Progress())
    if json:
        print_json({"folder": os.fspath(done.place), "rows": dict(done.rows), "totals": dict(done.totals)})
        return
    print_sections(_sections(done))


def _sections(done: Any) -> list[Any]:
    from review.tables import Hours, Section, section, sentences

    rows = [(name, count) for name, count in done.rows.items() if count]
    money = ", ".join(f"{each['amount']} {currency}" for currency, each in done.totals["drafts"].items())
    words = f"{sum(done.rows.values())} rows; drafts that stand come to {money or 'nothing'}"
    listed: Section = section("Exported", ("file", ">rows"), rows, (f"{words}.",))
    months = [(month, Hours(seconds)) for month, seconds in done.totals["seconds_by_month"].items()]
    tracked = section("Time of entries", ("month", ">hours"), months)
    return [listed, *([tracked] if months else []), sentences(f"wrote {done.place}")]
