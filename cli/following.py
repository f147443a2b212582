"""Commands about documents that stand in ledgers: what became of them there, and what clients owe."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.correcting import Document
from cli.deciding import By, Why
from cli.deliver import FormatOption, Output, deliver, wanted
from cli.opened import NEEDED, ConfigDir, Json, Opened, heading_of


def follow(config: ConfigDir = None, json: Json = False) -> None:
    """Look what became of invoices in the ledgers: approved, paid, voided, deleted or edited there."""
    from cli.output import print_json, print_sections
    from review.tables import counted, sentences
    from sync.pipeline import follow_ledgers

    with Opened(config) as worker:
        found = follow_ledgers(worker)
    if json:
        print_json(
            [
                {"books": each.books, "seen": each.seen, "acts": list(each.acts), "problem": each.problem or None}
                for each in found
            ]
        )
    else:
        said = [f"{each.books}: {counted(each.seen, 'document')} changed there." for each in found if not each.problem]
        said += [f"{act[:1].upper()}{act[1:]}." for each in found for act in each.acts]
        said += [f"{each.books}: {each.problem}." for each in found if each.problem]
        print_sections([sentences(*said or ["No books in tieout.yaml are a ledger that can be asked."])])
    raise typer.Exit(NEEDED if any(each.problem for each in found) else 0)


def classify(
    document: Document,
    what: Annotated[str, typer.Option("--as", help="goodwill, correction, bad-debt or other.")] = "",
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
) -> None:
    """Say what was taken off an invoice in its ledger by hand: a credit or write-off that Tieout did not make."""
    from cli.deciding import signature
    from cli.output import say
    from sync.taking_back import classify_document

    with Opened(config) as worker:
        done = classify_document(worker, document, what, signature(worker, by, why))
    say(f"{done.amount} of {done.number}: {done.what}")


def receivables(
    at: Annotated[str, typer.Option("--at", metavar="DATE", help="The day, such as 2026-10-31 [default: today]")] = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show what clients owe by age, and how well billing went in the last 90 days."""
    from cli.deciding import day_of
    from review import receivables as report
    from review.forms import table_forms

    asked = wanted(json, format, output)
    with Opened(config) as worker, worker.store.read() as tx:
        found = report.receivables(tx, day_of(at, "--at") if at else worker.today)
        heading = heading_of(worker, f"Receivables on {found.at}")
    forms = table_forms(
        "Receivables",
        heading,
        sections=lambda: report.to_sections(found),
        json=lambda: report.to_json(found),
        table=lambda: report.to_table(found),
    )
    deliver(forms, asked)
