"""Commands for the way to go-live: a past month rehearsed against the ledgers, and documents adopted."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.deciding import By, Why, run_again, signature
from cli.deliver import FormatOption, Output, deliver, wanted
from cli.opened import NEEDED, ConfigDir, Json, Opened, PeriodName, heading_of, period_or_last


def rehearse(
    period: PeriodName = "",
    client: Annotated[str, typer.Option("--client", help="Only this client or contract.")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Run a past month without writing anything, and compare it with what the ledgers say was billed."""
    from review import rehearsal as report
    from review.forms import Forms
    from review.of_client import contracts_of
    from review.page import sections_page
    from sync.rehearsing import rehearse as compare

    asked = wanted(json, format, output)
    with Opened(config) as worker:
        month = period_or_last(worker, period)
        named = contracts_of(worker.configuration.contracts, client)[0].client if client else ""
        found = compare(worker, month, named)
        heading = heading_of(worker, f"Rehearsal of {month.name}")
    forms = Forms(
        heading,
        sections=lambda: report.to_sections(found),
        json=lambda: report.to_json(found),
        table=lambda: report.to_table(found),
        sheets=lambda: report.to_sheets(found),
        page=lambda: sections_page(report.to_sections(found), heading),
    )
    deliver(forms, asked)
    raise typer.Exit(0 if found.ties_out else NEEDED)


def adopt(
    document: Annotated[str, typer.Argument(help="The document, by its number in the ledger.")],
    ids: Annotated[
        list[str] | None, typer.Argument(help="Entries, by id [default: those that a rehearsal finds on it]")
    ] = None,
    period: PeriodName = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take back what the document adopted.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Adopt what a rehearsal finds, not only show it.")] = False,
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
) -> None:
    """Say that a document made elsewhere bills entries, so that they are never billed again; it can be undone."""
    from cli.output import print_sections
    from review import adopting
    from review.decide import months_of, named
    from review.tables import counted
    from sync.rehearsing import rehearse as compare

    if undo and (ids or yes):
        raise typer.BadParameter("it takes back all that the document adopted; name no entries", param_hint="--undo")
    with Opened(config) as worker:
        signed = signature(worker, by, why)
        if undo:
            with worker.store.write() as tx:
                back = adopting.undo(tx, document, signed)
                targets = named(tx, [each.subject for each in back])
            run_again(worker, months_of(targets), f"{document}: taken back for {len(back)}")
            return
        wanted = list(ids or ())
        if not wanted:
            month = period_or_last(worker, period)
            found = adopting.proposed(compare(worker, month).adoptable, document, month.name)
            if not yes:
                print_sections(adopting.preview(found))
                raise typer.Exit(NEEDED)
            wanted = list(found.entries)
        with worker.store.write() as tx:
            done = adopting.adopt(tx, document, named(tx, wanted), signed)
        many = counted(len(done), "entry").replace("entrys", "entries")
        run_again(worker, months_of(done), f"{document}: adopted {many}")
