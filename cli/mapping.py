"""Commands about what a tracker's projects and users are: suggestions, what was accepted, and whether it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.deciding import By, Why, signature
from cli.opened import BAD_INPUT, NEEDED, ConfigDir, Json, Opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from review.mapping import Done
    from review.mapping_known import Sources
    from review.mapping_named import Wanted
    from review.mapping_suggest import Suggestion
    from sync.worker import Worker

app = typer.Typer(help="Say which workstream a tracker's project is, and which person its user.", no_args_is_help=True)
Yes = Annotated[bool, typer.Option("--yes", help="Do it, not only show it.")]
FORM = "CONNECTOR PROJECT-OR-USER CODE-OR-PERSON, such as: harvest 'Acme Corp / Website' ACME-WEB"


@app.command()
def suggest(
    everything: Annotated[bool, typer.Option("--all", help="Also what has no time waiting.")] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """List the projects and users that nothing maps yet, with what each may be and why."""
    from cli.output import print_json, print_sections
    from review import mapping_suggest as review

    with Opened(config) as worker:
        known, found = _asked(worker)
    if json:
        print_json(review.to_json(found))
    else:
        print_sections(review.to_sections(found, everything=everything, nameless_seconds=known.nameless_seconds))


@app.command()
def accept(
    what: Annotated[
        list[str] | None,
        typer.Argument(help="The connector, its project or user (an id or a name), and the project code or person."),
    ] = None,
    suggested: Annotated[
        list[str] | None,
        typer.Option("--suggested", help="A suggestion instead, by its id, or its number with --yes; may be repeated."),
    ] = None,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day on which it is that.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day on which it is that.")] = "",
    why: Why = "",
    by: By = "",
    yes: Yes = False,
    config: ConfigDir = None,
) -> None:
    """Say that a tracker's project is a workstream, or that its user is a person."""
    from review import mapping as review
    from review import mapping_named as named

    days = _day(since, "--from"), _day(until, "--until")
    words = _words(what)
    if bool(suggested) == bool(words) or (words and len(words) != 3):
        raise typer.BadParameter(f"name a suggestion with --suggested, or write {FORM}", param_hint="WHAT")
    with Opened(config) as worker:
        known, found = _asked(worker)
        if suggested:
            chosen = named.chosen(found, suggested)
            wishes = [named.Wanted(each.counterpart, one.target, *days) for each, one in chosen]
            named.check_dates(wishes)
            if not yes and any(word.strip().isdecimal() for word in suggested):
                _preview(wishes)
        else:
            wishes = [named.wanted(known, worker.configuration.catalogue, words, days)]
        with worker.store.write() as tx:
            done = review.accept(tx, wishes, signature(worker, by, why))
            months = review.months_of(tx, known, [each.mapped for each in done])
        _tell(worker, done, months)


@app.command()
def reject(
    what: Annotated[
        list[str] | None,
        typer.Argument(help="The ids of suggestions; or the connector and its project or user, and perhaps the code."),
    ] = None,
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help="End it instead: from this day on it holds no more.")
    ] = "",
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
) -> None:
    """Say that suggestions are wrong, or take back or end what was accepted."""
    from review import mapping as review
    from review import mapping_named as named

    day, words = _day(since, "--from"), _words(what)
    with Opened(config) as worker:
        known, found = _asked(worker)
        are_ids = named.are_ids(known, words)
        if not are_ids and len(words) not in (2, 3):
            raise typer.BadParameter(f"name ids of suggestions, or write {FORM}", param_hint="WHAT")
        if are_ids and day:
            raise typer.BadParameter("a suggestion has no dates", param_hint="--from")
        signed = signature(worker, by, why)
        with worker.store.write() as tx:
            if are_ids:
                done = review.reject_suggestions(tx, named.chosen(found, words), signed)
            else:
                done = review.reject(tx, known, words, day, signed)
            months = [] if are_ids else review.months_of(tx, known, [each.mapped for each in done])
        _tell(worker, done, months)


@app.command("list")
def list_(config: ConfigDir = None, json: Json = False) -> None:
    """List what was accepted."""
    from cli.output import print_json, print_sections
    from review import mapping as review
    from review.mapping_known import sources

    with Opened(config) as worker, worker.store.read() as tx:
        known, found = sources(tx, worker.catalogue(tx)), tx.decided.all()
    print_json(review.to_json(found, known)) if json else print_sections(review.to_sections(found, known))


@app.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", help="The file to write [default: standard output]")
    ] = None,
    config: ConfigDir = None,
) -> None:
    """Write what was accepted and what waits as CSV, to be changed in a spreadsheet and imported again."""
    from cli.deliver import BYTE_ORDER_MARK, write_file
    from cli.output import print_bytes, say
    from review.mapping_file import export as written

    with Opened(config) as worker:
        known, found = _asked(worker)
        with worker.store.read() as tx:
            content = written(tx.decided.all(), found, known)
    if output is None:
        print_bytes(content)
        return
    write_file(output.expanduser(), BYTE_ORDER_MARK + content)
    say(f"wrote {output}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A file that `tieout map export` wrote.")],
    yes: Yes = False,
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Show what a changed file changes, and with --yes do it: all of it or nothing."""
    from cli.output import complain, print_json, print_sections
    from review import mapping_file as review
    from review.mapping import months_of

    content = _content(file)
    with Opened(config) as worker:
        known, _ = _asked(worker)
        months: list[str] = []
        with worker.store.write() if yes else worker.store.read() as tx:
            stated = worker.configuration.catalogue
            found = review.read(tx, stated, known, content, signature(worker, by, why))
            problems = [*found.problems, *(review.unexplained(found) if yes else ())]
            if yes and not problems:
                months = months_of(tx, known, review.carry_out(tx, found))
        if problems:
            told = [f"{file} {problem}" for problem in problems]
            complain(*told, "", "Nothing was changed; mend the file and try again.")
            raise typer.Exit(BAD_INPUT)
        print_json(review.to_json(found, done=yes)) if json else print_sections(review.to_sections(found, done=yes))
        _run_again(worker, months, silent=json)
    raise typer.Exit(NEEDED if found.changes and not yes else 0)


@app.command()
def health(config: ConfigDir = None, json: Json = False) -> None:
    """Say which mappings are no longer as they were accepted, and what waits; ends with 1 if a person is needed."""
    from cli.output import print_json, print_sections
    from review import mapping_health as review

    with Opened(config) as worker, worker.store.read() as tx:
        found = review.health(tx, worker.catalogue(tx), worker.today)
    print_json(review.to_json(found)) if json else print_sections(review.to_sections(found))
    raise typer.Exit(NEEDED if any(each.needs for each in found) else 0)


def _words(what: Sequence[str] | None) -> list[str]:
    return [word.strip() for word in what or ()]


def _day(text: str, option: str) -> date | None:
    """The day of an option, if there is one. Raises BadParameter with what to write."""
    import re
    from datetime import date

    if not text:
        return None
    try:
        if re.fullmatch(r"20\d\d-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(f"{text!r} is not a date such as 2026-11-20", param_hint=option)


def _content(file: Path) -> bytes:
    try:
        return file.expanduser().read_bytes()
    except OSError as problem:
        raise typer.BadParameter(f"{file} cannot be read ({problem.strerror})", param_hint="FILE") from problem


def _asked(worker: Worker) -> tuple[Sources, list[Suggestion]]:
    """What sources name, and what of it waits with what it may be."""
    from review.mapping_known import sources
    from review.mapping_suggest import suggest as suggestions

    with worker.store.read() as tx:
        catalogue = worker.catalogue(tx)
        known = sources(tx, catalogue)
        return known, suggestions(tx, catalogue, known)


def _preview(wishes: Sequence[Wanted]) -> None:
    """What numbers stand for today: they change with what waits."""
    from cli.output import say
    from review.tables import one_line

    for each in wishes:
        known = each.counterpart
        say(one_line(f"{known.connector} {known.title} → {each.target}"))
    say("Nothing is accepted yet: add --yes.")
    raise typer.Exit(NEEDED)


def _tell(worker: Worker, done: Sequence[Done], months: Sequence[str]) -> None:
    """What became of mappings, and of the months that they concern."""
    from cli.output import say
    from review.mapping import in_words
    from review.tables import one_line

    say(*(one_line(in_words(each)) for each in done))
    _run_again(worker, months)


def _run_again(worker: Worker, months: Sequence[str], *, silent: bool = False) -> None:
    """What was mapped takes effect at once in the months that were run before."""
    from cli.output import say
    from review.tables import counted
    from sync.pipeline import run_period
    from sync.schedule import month_named

    reports = [run_period(worker, month_named(name)) for name in months]
    if reports and not silent:
        changed = counted(sum(report.changed for report in reports), "contract")
        say(f"Ran {', '.join(months)} again: {changed} planned anew.")
