"""`tieout openings`: what had been used before go-live, proposed from history and written into the contracts."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.opened import NEEDED, ConfigDir, Json, Opened


def openings(
    client: Annotated[str, typer.Option("--client", help="Only this client or contract.")] = "",
    since: Annotated[
        str, typer.Option("--since", help="The day from which on ledgers are read [default: when contracts began]")
    ] = "",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="BALANCE=NUMBER", help="A figure that you know; may be given several times."),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write them into the contracts, not only show them.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Also where an opening states something else.")] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Propose what orders, retainers, milestones, deposits, caps and budgets stood at when Tieout begins to bill."""
    from cli.deciding import signature
    from cli.output import print_json, print_sections
    from config.unopened import load_unopened
    from review.of_client import contracts_of
    from review.openings import to_json, to_sections
    from sync.openings import Wish
    from sync.openings import openings as propose

    if replace and not write:
        raise typer.BadParameter("it says what --write may do; give both", param_hint="--replace")
    first = _day(since) if since else None
    with Opened(config, load_unopened) as worker:
        own = contracts_of(worker.configuration.contracts, client) if client else ()
        by = signature(worker, "", "").by if set_ else ""
        wish = Wish(tuple(each.id for each in own), first, tuple(set_ or ()), write, replace, by)
        found = propose(worker, wish)
    print_json(to_json(found)) if json else print_sections(to_sections(found))
    raise typer.Exit(0 if found.done else NEEDED)


def _day(text: str) -> date:
    """The day of --since. Raises BadParameter with what to write."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise typer.BadParameter("must be a date such as 2025-01-01", param_hint="--since") from problem
