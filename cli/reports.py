"""Commands that show: exceptions, statement, drafts, trace."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.opened import AnyPeriod, ConfigDir, Json, Opened, PeriodName, month_of, period_or_last


def exceptions(
    period: AnyPeriod = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """List what could not be billed, and what to do."""
    from cli.output import print_json, print_sections
    from review import exceptions as report

    with Opened(config) as worker, worker.store.read() as tx:
        found = report.exceptions(tx, month_of(period, "--period") if period else None)
    print_json(report.to_json(found)) if json else print_sections(report.to_sections(found))


def statement(period: PeriodName = "", config: ConfigDir = None, json: Json = False) -> None:
    """Prove where every hour of a month is."""
    from cli.output import print_json, print_sections
    from review import statement as report

    with Opened(config) as worker, worker.store.read() as tx:
        clients = {key: contract.client for key, contract in worker.configuration.contracts.items()}
        found = report.statement(tx, period_or_last(worker, period), worker.clock(), clients)
    print_json(report.to_json(found)) if json else print_sections(report.to_sections(found))


def drafts(
    period: AnyPeriod = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Show the draft invoices, line by line."""
    from cli.output import print_json, print_sections
    from review import drafts as report

    with Opened(config) as worker, worker.store.read() as tx:
        found = report.drafts(tx, month_of(period, "--period").name if period else "")
        before = report.made_before(tx, found, worker.configuration.hash)
    contracts = worker.configuration.contracts
    if json:
        print_json(report.to_json(found))
    else:
        print_sections([*report.to_sections(found, contracts, worker.today), *report.warnings(before)])


def trace(
    id: Annotated[str, typer.Argument(help="The id of a draft, a line or an entry, or its beginning.")],
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Show what stands behind a draft, line or entry."""
    from cli.output import print_json, print_sections
    from review import trace as report
    from review.trace_text import to_sections

    with Opened(config) as worker, worker.store.read() as tx:
        found = report.trace(tx, id)
    print_json(report.to_json(found)) if json else print_sections(to_sections(found))
