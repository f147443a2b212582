"""Commands that show what is for the house alone: work in progress on a day, effective rates and margins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.deliver import Format, FormatOption, Output, deliver, wanted
from cli.opened import ConfigDir, Json, Opened, PeriodName, period_or_last

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from cli.deliver import Wanted
    from review.tables import Section
    from sync.worker import Worker


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

    asked = _no_page(wanted(json, format, output))
    with Opened(config) as worker, worker.store.read() as tx:
        day = day_of(at, "--at") if at else worker.today
        found = report.wip(tx, day, worker.configuration.contracts)
        _give(worker, asked, report.to_sections(found, day), report.to_json(found, day), report.to_table(found, day))


def margin(
    period: PeriodName = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show effective rates and margins by workstream, for the house alone."""
    from review import margin as report

    asked = _no_page(wanted(json, format, output))
    with Opened(config) as worker, worker.store.read() as tx:
        said = worker.configuration
        month = period_or_last(worker, period)
        house = report.House(said.contracts, said.main.company.currency, said.costs)
        found = report.margins(tx, month, house)
        _give(
            worker, asked, report.to_sections(found, month), report.to_json(found, month), report.to_table(found, month)
        )


def _no_page(asked: Wanted) -> Wanted:
    if asked.format is Format.HTML:
        raise typer.BadParameter("this report has no page; write table, csv, xlsx or json", param_hint="--format")
    return asked


def _give(worker: Worker, asked: Wanted, sections: Sequence[Section], json: Any, table: Section) -> None:
    from review.forms import Forms
    from review.page import Heading
    from review.tables import Sheet

    heading = Heading("Report", worker.configuration.main.company.name, worker.clock())
    forms = Forms(
        heading,
        sections=lambda: list(sections),
        json=lambda: json,
        table=lambda: table,
        sheets=lambda: [Sheet("Rows", table)],
        page=lambda: "",
    )
    deliver(forms, asked)
