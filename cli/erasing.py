"""The command that forgets a person who asks for it."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.deciding import By, Why
from cli.opened import NEEDED, ConfigDir, Json, Opened


def erase(
    person: Annotated[str, typer.Argument(help="The name, as people.yaml or the tracker has it.")],
    why: Why = "",
    by: By = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it; it cannot be undone.")] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Forget a person: a pseudonym takes the place of their names in the database; hours and amounts stay."""
    from cli.deciding import signature
    from cli.output import print_json, say
    from sync.erasing import erase as forget
    from sync.erasing import would_erase

    with Opened(config) as worker:
        done = forget(worker, person, signature(worker, by, why)) if yes else would_erase(worker, person)
    if json:
        rows = dict(done.rows) if yes else None
        print_json({"pseudonym": done.pseudonym, "names": None if yes else list(done.names), "rows": rows})
    elif yes:
        say(f"{sum(done.rows.values())} rows say {done.pseudonym} now. See docs/guide/operation.md for what is left.")
    else:
        say(
            f"Would be replaced by {done.pseudonym}: {', '.join(done.names)}.",
            f"First write {done.pseudonym} in people.yaml and contracts, without e-mail; then add --yes and --why.",
        )
    raise typer.Exit(0 if yes else NEEDED)
