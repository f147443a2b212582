"""Commands that show what is for the house alone: work in progress on a day, effective rates and margins."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.deliver import FormatOption, Output, deliver, wanted
from cli.opened import ConfigDir, Json, Opened, PeriodName, heading_of, period_or_last


def wip(
    at: Annotated[str, typer.Option("--at", metavar="DATE", help="The day, such as 2026-10-31 [default: today]")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show what is worked up to a day and not invoiced by then, by client."""
    from cli.deciding import day_of
    from review import wip as report
    from review.forms import table_forms

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        day = day_of(at, "--at") if at else worker.today
        found = report.wip(tx, day, worker.configuration.contracts, worker.configuration.main.go_live)
        heading = heading_of(worker, f"Work in progress on {day}")
    forms = table_forms(
        "In progress",
        heading,
        sections=lambda: report.to_sections(found, day),
        json=lambda: report.to_json(found, day),
        table=lambda: report.to_table(found, day),
    )
    deliver(forms, asked)


def margin(
    period: PeriodName = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show effective rates and margins by workstream, for the house alone."""
    from review import margin as report
    from review.forms import table_forms

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        said = worker.configuration
        month = period_or_last(worker, period)
        house = report.House(said.contracts, said.main.company.currency, said.costs)
        found = report.margins(tx, month, house)
        heading = heading_of(worker, f"Margins of {month.name}")
    forms = table_forms(
        "Margins",
        heading,
        sections=lambda: report.to_sections(found, month),
        json=lambda: report.to_json(found, month),
        table=lambda: report.to_table(found, month),
    )
    deliver(forms, asked)
