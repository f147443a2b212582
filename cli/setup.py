"""Commands that write and check the configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.opened import BAD_INPUT, ConfigDir, Json, clock_of, configuration_of, month_of


def init(folder: Annotated[Path, typer.Argument(help="Where to write the example.")] = Path()) -> None:
    """Write an example configuration to start from."""
    from cli.output import say
    from config.starter import write_example

    written = write_example(folder)
    here = "" if folder == Path() else f" --config {folder}"
    say(*(f"wrote {path}" for path in written), "", f"Change these files, then run: tieout check{here}")


def check(config: ConfigDir = None, json: Json = False) -> None:
    """Say what is wrong in the configuration, and where."""
    from cli.output import complain, print_json, say
    from config.problems import BadConfiguration
    from review.tables import counted

    try:
        found = configuration_of(config)
    except BadConfiguration as refused:
        if json:
            print_json({"ok": False, "problems": [_problem_json(problem) for problem in refused.problems]})
        else:
            complain(
                *(str(problem) for problem in refused.problems),
                "",
                f"{counted(len(refused.problems), 'problem')} to mend",
            )
        raise typer.Exit(BAD_INPUT) from refused
    streams = sum(len(contract.workstreams) for contract in found.contracts.values())
    counts = {"contracts": len(found.contracts), "workstreams": streams, "people": len(found.catalogue.people)}
    if json:
        print_json({"ok": True, "problems": [], **counts, "connectors": list(found.connectors)})
        return
    say(
        f"The configuration is in order: {counted(counts['contracts'], 'contract')} with "
        f"{counted(streams, 'workstream')}, {counts['people']} people, "
        f"connectors {', '.join(found.connectors) or 'none'}.",
        "Next: tieout import EXPORT.csv",
    )


def calendar(
    month: Annotated[str, typer.Option("--month", help="A month such as 2027-01 [default: this one]")] = "",
    nth: Annotated[int, typer.Option(help="Which business day; -1 is the last.")] = 2,
    country: Annotated[str, typer.Option(help="An ISO country code [default: the configuration's]")] = "",
    subdivision: Annotated[str, typer.Option(help="A state or region of it, such as SCT or CA.")] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Tell the n-th business day of a month."""
    from cli.output import print_json, say
    from config.models import Calendar
    from sync.schedule import nth_business_day

    own = Calendar(country=country, subdivision=subdivision) if country else configuration_of(config).main.calendar
    try:
        period = month_of(month, "--month") if month else month_of(clock_of()().strftime("%Y-%m"), "--month")
        day = nth_business_day(period, nth, own)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from problem
    print_json({"date": day.isoformat()}) if json else say(f"{day.isoformat()} ({day:%A})")


def _problem_json(problem: Any) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("file", "line", "column", "path", "message")}
