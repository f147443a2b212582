"""The command that says what was done by whom."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.deliver import FormatOption, Output, deliver, wanted
from cli.opened import ConfigDir, Json, Opened, heading_of, moment_of


def audit(
    since: Annotated[
        str, typer.Option("--since", metavar="MOMENT", help="Only later: such as 2026-10-31 or 2026-10-31T17:00")
    ] = "",
    who: Annotated[str, typer.Option("--who", help="Only what this person did, or `tieout serve`.")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show what was done by whom: decisions, approvals, documents, closings, connections. Nothing is ever taken out."""
    from review import audit as report
    from review.forms import table_forms

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        first = moment_of(worker, since, "--since", begins=True) if since else None
        found = report.audit(tx, first, who)
        heading = heading_of(worker, "Done by whom")
    zone = worker.configuration.main.company.timezone
    forms = table_forms(
        "Audit",
        heading,
        sections=lambda: report.to_sections(found, zone),
        json=lambda: report.to_json(found),
        table=lambda: report.to_table(found),
    )
    deliver(forms, asked)
