"""Commands that write and check the configuration."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opened import BAD_INPUT, FAILED, NEEDED, ConfigDir, Json, clock_of, configuration_of, month_of

if TYPE_CHECKING:
    from config.loader import Configuration
    from review.readiness import Missing
    from sync.delivering import SignedIn
    from sync.ledger_check import Checked
    from sync.sources import Connection


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write the configuration.")] = Path(),
    company: Annotated[str | None, typer.Option(help="Your company's name.")] = None,
    country: Annotated[str | None, typer.Option(help="The country whose holidays count, as an ISO code.")] = None,
    timezone: Annotated[str | None, typer.Option(help="The zone in which your days begin.")] = None,
    currency: Annotated[str | None, typer.Option(help="Your usual currency, as an ISO code.")] = None,
    tracker: Annotated[
        list[str] | None, typer.Option(help="harvest, toggl, clockify or csv; may be given several times.")
    ] = None,
    go_live: Annotated[str | None, typer.Option(help="The first day that Tieout bills.")] = None,
    client: Annotated[str | None, typer.Option(help="Your first client's name.")] = None,
    code: Annotated[str | None, typer.Option(help="The project code of the work for it.")] = None,
    rate: Annotated[str | None, typer.Option(help="The price of one hour.")] = None,
    database: Annotated[str | None, typer.Option(help="The database's file.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", help="Write first contracts and people from harvest, toggl or clockify."),
    ] = None,
    account: Annotated[str, typer.Option(help="With --from: Harvest's account, or the tracker's workspace.")] = "",
    token_from: Annotated[
        str, typer.Option(metavar="NAME", help="With --from: the variable with the token [default: HARVEST_TOKEN etc.]")
    ] = "",
    base_url: Annotated[str, typer.Option(help="With --from: another address of the tracker's API.")] = "",
    reports_url: Annotated[str, typer.Option(help="With --from clockify and --base-url: that of its reports.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: what is not given takes its default.")] = False,
    example: Annotated[
        bool, typer.Option("--example", help="Write the example of the guide, and ask nothing.")
    ] = False,
) -> None:
    """Write a configuration to start from: from your answers, from what a tracker knows, or an example."""
    from cli.init_from import Access, init_from
    from cli.output import say
    from config.starter import refuse_if_in_use, write_example

    texts = {"company": company, "country": country, "timezone": timezone, "currency": currency, "go_live": go_live}
    texts |= {"client": client, "code": code, "rate": rate, "database": database}
    texts |= {"tracker": ",".join(tracker) if tracker else None}
    given = {name: text for name, text in texts.items() if text is not None}
    access = Access(account, base_url, reports_url, token_from)
    if example and (given or yes or source):
        raise typer.BadParameter("writes the example as it is; leave the other options out", param_hint="--example")
    if source is not None:
        init_from(folder, source, given, access)
        return
    if access != Access():
        raise typer.BadParameter("say which tracker is asked", param_hint="--from")
    asks = sys.stdin.isatty() and sys.stdout.isatty() and not yes and not example
    refuse_if_in_use(folder)
    written = _from_answers(folder, given, asks) if given or yes or asks else write_example(folder)
    here = "" if folder == Path() else f" --config {folder}"
    say(*(f"wrote {path}" for path in written), "", f"Change these files, then run: tieout check{here}")


def _from_answers(folder: Path, given: Mapping[str, str], asks: bool) -> list[Path]:
    from cli.ask import answers_from, typed
    from cli.interrupts import keep_nothing
    from cli.output import say
    from config.starter import write_answers

    if asks:
        keep_nothing()
        say("Enter takes what stands in brackets; all of it can be changed in the files later.", "")
    answers = answers_from(given, os.environ, clock_of(), typed if asks else None)
    return write_answers(folder, answers)


def check(
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the trackers who we are there.")] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Say what is wrong in the configuration, sign in to the trackers, and say what is missing for the first run."""
    from cli.connections import connection_lines, connections_json, notifier_lines, notifiers_json
    from cli.ledger_check import ledger_lines, ledgers_json
    from cli.output import complain, print_json, say
    from config.problems import BadConfiguration
    from review.readiness import to_json
    from review.tables import counted
    from sync.routing import unreachable

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
    missing, connections = _missing(found), [] if offline else _connections(found)
    notifiers = [] if offline else _notifiers(found)
    ledgers = [] if offline else _ledgers(found)
    if json:
        names = {"connectors": list(found.connectors), "task_trackers": list(found.task_trackers)}
        answer = {"ok": True, "problems": [], **counts, **names}
        asked = {"connections": connections_json(connections), "ledgers": ledgers_json(ledgers)}
        told = {"notifiers": notifiers_json(notifiers), "unreachable": unreachable(found)}
        print_json({**answer, **asked, **told, "missing": to_json(missing)})
    else:
        say(
            f"The configuration is in order: {counted(counts['contracts'], 'contract')} with "
            f"{counted(streams, 'workstream')}, {counts['people']} people, "
            f"connectors {', '.join([*found.connectors, *found.task_trackers]) or 'none'}.",
            *connection_lines(connections),
            *ledger_lines(ledgers),
            *notifier_lines(notifiers, unreachable(found)),
            *_still_to_do(missing),
        )
    later = [*(each.later for each in connections), *(each.later for each in ledgers), *(n.later for n in notifiers)]
    if any(later):
        raise typer.Exit(FAILED)
    needed = [*(each.blocks for each in missing), *(bool(each.problem) for each in connections)]
    needed += [bool(each.problem) for each in notifiers]
    raise typer.Exit(NEEDED if any(needed) or any(each.needs for each in ledgers) else 0)


def _connections(found: Configuration) -> list[Connection]:
    """Who we are at each tracker that has a token."""
    from threading import Event

    from sync.sources import Outside, connected, sign_in
    from sync.worker import machine_timer

    if not connected(found) and not found.task_trackers:
        return []
    return sign_in(Outside(found, os.environ, machine_timer(Event())))


def _notifiers(found: Configuration) -> list[SignedIn]:
    """Who we are at each notifier; nothing is sent."""
    from threading import Event

    from sync.delivering import sign_in
    from sync.sources import Outside
    from sync.worker import machine_timer

    return sign_in(Outside(found, os.environ, machine_timer(Event()))) if found.notifiers else []


def _ledgers(found: Configuration) -> list[Checked]:
    """Whether each ledger that is signed in to has what contracts name."""
    from threading import Event

    from sync.ledger_check import check_there
    from sync.sources import Outside
    from sync.worker import machine_timer

    return check_there(Outside(found, os.environ, machine_timer(Event())), _today(found))


def _today(found: Configuration) -> date:
    from zoneinfo import ZoneInfo

    today: date = clock_of()().astimezone(ZoneInfo(found.main.company.timezone)).date()
    return today


def _missing(found: Configuration) -> list[Missing]:
    """What is missing for the first run. The database is looked into if it is there, and never made."""
    from review.readiness import Asked, missing_at
    from sync.sources import connected

    today = _today(found)
    has_books = found.main.has_books
    over_api = tuple(connected(found))
    asked = Asked(found.catalogue, tuple(found.connectors), today, has_books, tuple(found.task_trackers), over_api)
    return missing_at(asked, found.database)


def _still_to_do(missing: list[Missing]) -> list[str]:
    from review.tables import one_line

    if not missing:
        return ["Nothing is missing. Next: tieout run"]
    lines = [""]
    for number, each in enumerate(missing, 1):
        lines += [one_line(f"{number}. {each.sentence}"), one_line(f"→ {each.remedy}")]
    return lines


def schema(
    name: Annotated[str, typer.Argument(help="tieout, people, contract or charges [default: all]")] = "",
    output: Annotated[Path | None, typer.Option(help="Write NAME.schema.json into this folder.")] = None,
) -> None:
    """Show the JSON Schema of a file of the configuration, for editors."""
    from cli.output import print_json, say
    from config.schema import FILES, schema_of, write_schemas

    if name and name not in FILES:
        raise typer.BadParameter(f"there is no schema {name!r}; write one of {', '.join(FILES)}", param_hint="NAME")
    names = [name] if name else list(FILES)
    if output is not None:
        say(*(f"wrote {path}" for path in write_schemas(output, names)))
    else:
        print_json(schema_of(name) if name else {each: schema_of(each) for each in names})


def calendar(
    month: Annotated[str, typer.Option("--month", help="A month such as 2027-01 [default: this one]")] = "",
    nth: Annotated[int, typer.Option(help="Which business day; -1 is the last.")] = 2,
    country: Annotated[str, typer.Option(help="An ISO country code [default: the configuration's]")] = "",
    subdivision: Annotated[str, typer.Option(help="A state or region of it, such as SCT or CA.")] = "",
    periods: Annotated[
        bool, typer.Option("--periods", help="The contracts' periods that end in it, and when each is billed.")
    ] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Tell the n-th business day of a month, or which periods of contracts end in it."""
    from cli.output import print_json, say
    from config.models import Calendar
    from sync.schedule import nth_business_day

    own = Calendar(country=country, subdivision=subdivision) if country else configuration_of(config).main.calendar
    try:
        period = month_of(month, "--month") if month else month_of(clock_of()().strftime("%Y-%m"), "--month")
        day = nth_business_day(period, nth, own)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from problem
    if periods:
        _say_periods(list(configuration_of(config).contracts.values()), period, own, json=json)
        return
    print_json({"date": day.isoformat()}) if json else say(f"{day.isoformat()} ({day:%A})")


def _say_periods(contracts: list[Any], of_month: Any, calendar: Any, *, json: bool) -> None:
    """The periods of contracts that end in a month, each with its days and from which day on it is billed."""
    from cli.output import print_json, print_sections
    from review.tables import section
    from sync.not_before import dates_of

    found = dates_of(contracts, of_month, calendar)
    if json:
        keys = ("contract", "period", "first", "last", "billed_from")
        rows = [(c.id, p.name, _iso(p.first), p.last.isoformat(), _iso(day)) for c, p, day in found]
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
        return
    cells = [(c.client, c.id, p.name, _iso(p.first) or "", p.last.isoformat(), _iso(day) or "") for c, p, day in found]
    headers = ("client", "contract", "period", "first day", "last day", "billed from")
    print_sections([section(f"Periods that end in {of_month.name}", headers, cells)])


def _iso(day: date | None) -> str | None:
    """A day as text; nothing for none, and for the beginning of what has none."""
    return day.isoformat() if day and day.year > 1 else None


def _problem_json(problem: Any) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("file", "line", "column", "path", "message")}
