"""`tieout ready`: how far a month's time is, for each person and client, before it is billed."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.deliver import FormatOption, Output, deliver, wanted
from cli.opened import ConfigDir, Json, Opened, heading_of, month_of


def ready(
    month: Annotated[str, typer.Option("--month", help="A month such as 2026-10 [default: today's]")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show what of a month is submitted, approved, pending and missing, by person and client."""
    from review import ready as report
    from review.forms import table_forms
    from sync.alerting import ready_rows

    asked = wanted(json, format, output)
    with Opened(config) as worker:
        period = month_of(month or f"{worker.today:%Y-%m}", "--month")
        found = ready_rows(worker, period)
        heading = heading_of(worker, f"How ready {period.name} is")
    forms = table_forms(
        "Ready",
        heading,
        sections=lambda: report.to_sections(found, period),
        json=lambda: report.to_json(found, period),
        table=lambda: report.to_table(found),
    )
    deliver(forms, asked)
