"""Commands about billed work that changed, and about documents that were wrong or are void."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.deciding import By, Why, run_again, signature
from cli.opened import NEEDED, ConfigDir, Json, Opened, month_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from review.drift import Drift
    from sync.worker import Worker

Period = Annotated[str, typer.Option("--period", help="Only what was billed for this month.")]
Client = Annotated[str, typer.Option("--client", help="Only what this client or contract was billed.")]
Document = Annotated[str, typer.Argument(help="The document, by its number or the id of its draft.")]


def drift(period: Period = "", client: Client = "", config: ConfigDir = None, json: Json = False) -> None:
    """Show what changed after it was billed: as it was, as it is, what that comes to, and what can be done."""
    from cli.output import print_json, print_sections
    from review import drift as review
    from sync.taking_back import drifts

    with Opened(config) as worker, worker.store.read() as tx:
        found = _fitting(worker, drifts(worker, tx), period, client)
        print_json(review.to_json(found)) if json else print_sections(review.to_sections(found))


def correct(
    ids: Annotated[list[str] | None, typer.Argument(help="Entries that `tieout drift` lists.")] = None,
    how: Annotated[str, typer.Option("--by", help="replace, adjustment, credit-note or leave.")] = "",
    period: Period = "",
    client: Client = "",
    undo: Annotated[int | None, typer.Option("--undo", metavar="NUMBER", help="Take this decision back.")] = None,
    why: Why = "",
    who: Annotated[str, typer.Option("--who", help="Who decides [default: as for decide --by]")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Correct all that fit, not only show them.")] = False,
    config: ConfigDir = None,
) -> None:
    """Correct billed work that changed: by a line on the next invoice, a credit note, a new draft; or leave it."""
    from cli.output import print_sections
    from review import drift as review
    from sync.taking_back import correct_entries, drifts, in_turn, months_of, undo_correction

    if (undo is None) == (not how):
        raise typer.BadParameter("say how with --by, or take a decision back with --undo", param_hint="--by")
    if bool(ids) == bool(period or client) and undo is None:
        raise typer.BadParameter("name entries, or which ones with --period or --client", param_hint="IDS")
    with Opened(config) as worker:
        signed = signature(worker, who, why)
        if undo is not None:
            what = undo_correction(worker, undo, signed)
            run_again(worker, months_of(worker), f"taken back: {what}")
            return
        with worker.store.read() as tx:
            found = [] if ids else _fitting(worker, drifts(worker, tx), period, client)
            shown = [] if ids or yes else in_turn(worker, tx, found, how)
        if not ids and not yes:
            print_sections(review.preview(shown, how))
            raise typer.Exit(NEEDED)
        done = correct_entries(worker, (ids and _named(worker, ids)) or [each.entry.id for each in found], how, signed)
        places = ", ".join(dict.fromkeys(each.where for each in done)) or "nothing"
        became = "left" if how == review.LEAVE else "corrected, on"
        run_again(worker, months_of(worker), f"{how}: {len(done)} {became} {places}")


def credit(
    documents: Annotated[list[str], typer.Argument(help="Documents, by their numbers or the ids of their drafts.")],
    lines: Annotated[list[str] | None, typer.Option("--lines", help="Only this line, by its id; repeat it.")] = None,
    then: Annotated[str, typer.Option("--then", help="What becomes of the work: bill-again, write-off, leave.")] = "",
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
) -> None:
    """Credit documents, or some of their lines: writes drafts of credit notes, to be approved and pushed."""
    from cli.output import say
    from sync.taking_back import credit_documents, months_of

    with Opened(config) as worker:
        for done in credit_documents(worker, (documents, lines or []), then, signature(worker, by, why)):
            say(
                f"credit note {done.note.id} for {done.number}: {done.note.total}; approve and push it when it is right"
            )
        run_again(worker, months_of(worker), "decided")


def void(document: Document, why: Why = "", by: By = "", config: ConfigDir = None) -> None:
    """Say that a document was voided or deleted in its books: what was on it waits until a person decides."""
    from sync.taking_back import months_of, void_document

    with Opened(config) as worker:
        done = void_document(worker, document, signature(worker, by, why))
        run_again(worker, months_of(worker), f"{done.number} of {done.client} is void; what was on it is held")


def _fitting(worker: Worker, found: Sequence[Drift], period: str, client: str) -> list[Drift]:
    """Those of a month and a client. Raises UnknownClient for one that nobody knows."""
    from review.drift import billed_in
    from review.of_client import must_be_known, names_in

    billed = {name for each in found for name in (each.draft.draft.client, each.draft.draft.contract)}
    must_be_known(client, names_in(worker.configuration.contracts.values()) | billed)
    return billed_in(found, month_of(period, "--period").name if period else "", client)


def _named(worker: object, ids: Sequence[str]) -> list[str]:
    from review.decide import CannotDecide
    from sync.worker import Worker

    assert isinstance(worker, Worker)
    found = []
    with worker.store.read() as tx:
        for wanted in ids:
            keys = tx.entries.starting_with(wanted.strip()) if len(wanted.strip()) >= 3 else []
            if len(keys) != 1:
                raise CannotDecide(f"no entry, or more than one, has the id {wanted}; `tieout drift` shows ids")
            found.append(keys[0])
    return found
