"""Commands that show what stands: exceptions, statement, drafts, time on tasks, what contracts agree on, trace.

What contracts agree on has a report each: purchase orders, budgets and caps, retainers, fixed prices, deposits. What is
for the house alone is in inside.py.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

import typer

from cli.deliver import Format, FormatOption, Output, deliver, wanted
from cli.opened import AnyPeriod, ConfigDir, Json, Opened, PeriodName, heading_of, moment_of, month_of, period_or_last

if TYPE_CHECKING:
    from cli.deliver import Wanted
    from review.page import Heading
    from review.tables import Section
    from review.task_suggest import Rules
    from sync.worker import Worker

_Rows = TypeVar("_Rows", contravariant=True)


def exceptions(
    period: AnyPeriod = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """List what could not be billed, and what to do."""
    from cli.tables import changed_unseen
    from review import exceptions as report
    from review import task_suggest
    from review.forms import exceptions_forms
    from sync.left_elsewhere import changed_unseen as unseen

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        found = report.exceptions(tx, month_of(period, "--period") if period else None)
        suggested = task_suggest.suggest(tx, found, _rules(worker))
        notes = changed_unseen(unseen(tx, worker.configuration.main.go_live))
        heading = _heading(worker, "Exceptions", period)
    deliver(exceptions_forms(found, heading, suggested, notes), asked)


def statement(
    period: PeriodName = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="MOMENT", help="A past day or moment, such as 2026-11-03.")
    ] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Prove where every hour of a month is, now or as it was at a moment."""
    from review import statement as report
    from review.forms import statement_forms
    from review.task_time import task_times

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        clients = {key: contract.client for key, contract in worker.configuration.contracts.items()}
        month = period_or_last(worker, period)
        if as_of:
            try:
                found = report.statement_then(tx, month, _past(worker, as_of), clients)
            except report.NotKept as problem:
                raise typer.BadParameter(str(problem), param_hint="--as-of") from problem
        else:
            found = report.statement(tx, month, worker.clock(), clients)
        tasks = [] if as_of or asked.format is Format.TABLE else task_times(tx, month, worker.configuration.contracts)
        heading = _heading(worker, "Statement", found.period.name, found.as_of)
    deliver(statement_forms(found, heading, tasks), asked)


def tasks(
    period: PeriodName = "",
    client: Annotated[str, typer.Option("--client", help="Only tasks of this client.")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show the time that was logged on tasks, beside their estimates."""
    from review.forms import tasks_forms
    from review.of_client import must_be_known
    from review.task_time import task_times

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        month = period_or_last(worker, period)
        contracts = worker.configuration.contracts
        rows = task_times(tx, month, contracts)
        must_be_known(client, [*(each.client for each in contracts.values()), *(row.client for row in rows)])
        heading = _heading(worker, "Tasks", month.name)
    found = [row for row in rows if client in ("", row.client)]
    deliver(tasks_forms(found, month.name, heading), asked)


def drafts(
    period: AnyPeriod = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show the draft invoices, line by line."""
    from review import drafts as report
    from review.approvals import approvals_of
    from review.forms import Beside, drafts_forms
    from review.taxes import expected_of

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        found = report.drafts(tx, month_of(period, "--period").name if period else "")
        before = report.made_before(tx, found, worker.configuration.hash)
        beside = Beside(before, report.tasks_of(tx, found), expected_of(tx, found), approvals_of(tx, found))
        heading = _heading(worker, "Draft invoices", period)
    deliver(drafts_forms(found, worker.configuration.contracts, worker.today, heading, beside), asked)


def unbilled(config: ConfigDir = None, format: FormatOption = None, output: Output = None, json: Json = False) -> None:
    """Show what is not billed yet, by client."""
    from review import unbilled as report

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        found = report.unbilled(tx)
        heading = heading_of(worker, "Not billed yet")
    show(report, found, heading, asked)


def orders(
    client: Annotated[str, typer.Option("--client", help="Only orders of this client or contract.")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show purchase orders: their limits, what is drawn on them, and what is left."""
    from review import orders as report

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        found = report.orders(tx, worker.configuration.contracts, client)
        heading = heading_of(worker, "Purchase orders")
    show(report, found, heading, asked)


def budgets(
    client: Annotated[str, typer.Option("--client", help="Only budgets and caps of this client or contract.")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show budgets and caps: what is used of them, what is left, and what is beyond."""
    from review import budgets as report

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        found = report.budgets(tx, worker.configuration.contracts, client)
        heading = heading_of(worker, "Budgets and caps")
    show(report, found, heading, asked)


def retainers(
    period: PeriodName = "",
    client: Annotated[str, typer.Option("--client", help="Only retainers of this client or contract.")] = "",
    for_client: Annotated[
        bool, typer.Option("--for-client", help="Without what is for your eyes only: what an hour comes to.")
    ] = False,
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show what retainers granted in a month, and what became of it: used, expired, rolled over, charged beyond."""
    from review import retainers as report
    from review.forms import retainers_forms

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        month = period_or_last(worker, period)
        found = report.retainers(tx, month, worker.configuration.contracts, client)
        heading = _heading(worker, "Retainers", month.name)
    deliver(retainers_forms(found, month.name, heading, for_client=for_client), asked)


def fixed(
    client: Annotated[str, typer.Option("--client", help="Only work for this client or contract.")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show work at a fixed price: what is billed of it, the hours worked, and what an hour has brought."""
    from review import fixed as report

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        said = worker.configuration
        found = report.fixed(tx, said.contracts, said.milestones, client)
        heading = heading_of(worker, "Work at a fixed price")
    show(report, found, heading, asked)


def trace(
    id: Annotated[
        str, typer.Argument(help="The beginning of the id of a draft, a line or an entry; or a document's number.")
    ],
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Show what stands behind a draft, line or entry."""
    from cli.output import print_json, print_sections
    from review import trace as report
    from review.trace_text import to_sections

    with Opened(config) as worker, worker.store.read() as tx:
        found = report.trace(tx, id, _rules(worker))
    print_json(report.to_json(found)) if json else print_sections(to_sections(found))


def _rules(worker: Worker) -> Rules:
    from review.task_suggest import Rules

    said = worker.configuration
    return Rules(said.contracts, said.catalogue.people, said.main.company.timezone, said.task_trackers)


class _Report(Protocol[_Rows]):
    """The module of a report of one table, which gives its rows in three ways."""

    def to_sections(self, found: _Rows, /) -> list[Section]: ...
    def to_json(self, found: _Rows, /) -> Any: ...
    def to_table(self, found: _Rows, /) -> Section: ...


def show(report: _Report[_Rows], found: _Rows, heading: Heading, asked: Wanted) -> None:
    """Gives a report of one table in the form that was asked for."""
    from review.forms import table_forms

    forms = table_forms(
        heading.title,
        heading,
        sections=lambda: report.to_sections(found),
        json=lambda: report.to_json(found),
        table=lambda: report.to_table(found),
    )
    deliver(forms, asked)


def _past(worker: Worker, as_of: str) -> datetime:
    """The moment of an option, which has been; of today, now. Raises BadParameter."""
    moment, now = moment_of(worker, as_of, "--as-of"), worker.clock()
    if moment > now and as_of != worker.today.isoformat():
        raise typer.BadParameter(f"{as_of} is still to come; without --as-of it is as of now", param_hint="--as-of")
    return min(moment, now)


def _heading(worker: Worker, what: str, period: str, as_of: datetime | None = None) -> Heading:
    return heading_of(worker, f"{what} of {period}" if period else f"{what} of all months", as_of)
