"""The command line: each command opens a worker, asks one stage or one review, and shows the answer.

Exit codes: 0 done · 1 done, but a person is needed · 2 bad input or configuration · 3 a vendor or the machine failed ·
130 interrupted. Everything but typer is imported where it is used, so that `--help` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from config.loader import Configuration
    from sync.schedule import Period
    from sync.worker import Worker

app = typer.Typer(
    name="tieout",
    help="Turns tracked time into traceable draft invoices: every second accounted for, every cent explained.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

NEEDED, BAD_INPUT, FAILED, INTERRUPTED = 1, 2, 3, 130

ConfigDir = Annotated[
    Path | None, typer.Option("--config", help="The configuration folder [default: $TIEOUT_CONFIG or .]")
]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
PeriodName = Annotated[
    str, typer.Option("--period", help="A month such as 2026-10 [default: the month before today's]")
]


@app.callback(invoke_without_command=True)
def _main(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"tieout {installed('tieout')}")
        raise typer.Exit


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Where to write the example.")] = Path()) -> None:
    """Write an example configuration to start from."""
    from cli.output import say
    from config.starter import write_example

    written = write_example(folder)
    here = "" if folder == Path() else f" --config {folder}"
    say(*(f"wrote {path}" for path in written), "", f"Change these files, then run: tieout check{here}")


@app.command()
def check(config: ConfigDir = None, json: Json = False) -> None:
    """Say what is wrong in the configuration, and where."""
    from cli.output import complain, print_json, say
    from config.problems import BadConfiguration
    from review.tables import counted

    try:
        found = _configuration(config)
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


@app.command("import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(help="Detailed time exports of Harvest, Toggl Track or Clockify, or mapped CSVs.")
    ],
    connector: Annotated[str, typer.Option(help="The connector they belong to, where several fit.")] = "",
    dates: Annotated[str, typer.Option(help="The order of dates, where a file cannot prove it: mdy, dmy or ymd.")] = "",
    complete: Annotated[
        str, typer.Option(metavar="PERIOD", help="The files hold all time of this month: what they lack is gone.")
    ] = "",
    nothing_left: Annotated[
        bool,
        typer.Option("--nothing-left", help="With --complete: the month is really empty, and its entries are gone."),
    ] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Read exported time into the store. The same file twice changes nothing."""
    from cli.output import complain, print_json, print_sections
    from cli.tables import import_sections
    from sync.importing import ImportOptions
    from sync.pipeline import import_files

    if dates not in ("", "mdy", "dmy", "ymd"):
        raise typer.BadParameter("write mdy, dmy or ymd", param_hint="--dates")
    period = _month(complete, "--complete") if complete else None
    with _Opened(config) as worker:
        reports, refused = import_files(worker, files, ImportOptions(connector, dates, period, nothing_left))
    if json:
        print_json([_import_json(report) for report in reports])
    elif reports:
        print_sections(import_sections(reports, complete=period is not None))
    complain(*(f"{path} {_refused(str(problem), path)}" for path, problem in refused))
    if refused:
        raise typer.Exit(BAD_INPUT)
    raise typer.Exit(NEEDED if any(report.rejected for report in reports) else 0)


@app.command()
def run(period: PeriodName = "", config: ConfigDir = None, json: Json = False) -> None:
    """Bring a month's drafts and exceptions up to date."""
    from cli.output import print_json, print_sections, say
    from cli.tables import run_section
    from review.exceptions import blocking, exceptions
    from review.tables import counted
    from sync.pipeline import run_period

    with _Opened(config) as worker:
        wanted = _period_or_last(worker, period)
        report = run_period(worker, wanted)
        with worker.store.read() as tx:
            issues = exceptions(tx, wanted)
    blocks = blocking(issues)
    if json:
        print_json(_run_json(report, blocks, len(issues) - blocks))
    else:
        print_sections([run_section(report)])
        say(
            f"{counted(blocks, 'exception')} to resolve before that time is billed, {len(issues) - blocks} to look at.",
            f"Next: tieout exceptions --period {wanted.name} · tieout statement --period {wanted.name} · tieout drafts",
        )
    raise typer.Exit(NEEDED if blocks else 0)


@app.command()
def exceptions(
    period: Annotated[str, typer.Option("--period", help="A month such as 2026-10 [default: all]")] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """List what could not be billed, and what to do."""
    from cli.output import print_json, print_sections
    from review import exceptions as report

    with _Opened(config) as worker, worker.store.read() as tx:
        found = report.exceptions(tx, _month(period, "--period") if period else None)
    print_json(report.to_json(found)) if json else print_sections(report.to_sections(found))


@app.command()
def statement(period: PeriodName = "", config: ConfigDir = None, json: Json = False) -> None:
    """Prove where every hour of a month is."""
    from cli.output import print_json, print_sections
    from review import statement as report

    with _Opened(config) as worker, worker.store.read() as tx:
        clients = {key: contract.client for key, contract in worker.configuration.contracts.items()}
        found = report.statement(tx, _period_or_last(worker, period), worker.clock(), clients)
    print_json(report.to_json(found)) if json else print_sections(report.to_sections(found))


@app.command()
def drafts(
    period: Annotated[str, typer.Option("--period", help="A month such as 2026-10 [default: all]")] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Show the draft invoices, line by line."""
    from cli.output import print_json, print_sections
    from review import drafts as report

    with _Opened(config) as worker, worker.store.read() as tx:
        found = report.drafts(tx, _month(period, "--period").name if period else "")
        before = report.made_before(tx, found, worker.configuration.hash)
    contracts = worker.configuration.contracts
    if json:
        print_json(report.to_json(found))
    else:
        print_sections([*report.to_sections(found, contracts, worker.today), *report.warnings(before)])


@app.command()
def trace(
    id: Annotated[str, typer.Argument(help="The id of a draft, a line or an entry, or its beginning.")],
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Show what stands behind a draft, line or entry."""
    from cli.output import print_json, print_sections
    from review import trace as report
    from review.trace_text import to_sections

    with _Opened(config) as worker, worker.store.read() as tx:
        found = report.trace(tx, id)
    print_json(report.to_json(found)) if json else print_sections(to_sections(found))


@app.command()
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

    own = Calendar(country=country, subdivision=subdivision) if country else _configuration(config).main.calendar
    try:
        period = _month(month, "--month") if month else _month(_clock()().strftime("%Y-%m"), "--month")
        day = nth_business_day(period, nth, own)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from problem
    print_json({"date": day.isoformat()}) if json else say(f"{day.isoformat()} ({day:%A})")


@app.command()
def demo(folder: Annotated[Path, typer.Argument(help="Where to write the demo.")] = Path("demo")) -> None:
    """Bill a made-up agency, and prove what was found."""
    from cli.demo import run_demo

    raise typer.Exit(run_demo(folder))


# ---- opening, closing, and trouble ----


class _Opened:
    """A worker for the time of a command; its database is closed afterwards, also when the command fails."""

    def __init__(self, config: Path | None) -> None:
        self._config = config
        self._worker: Worker | None = None

    def __enter__(self) -> Worker:
        from cli.logs import set_up_logs
        from cli.output import Progress
        from sync.worker import open_worker

        set_up_logs()
        self._worker = open_worker(_folder(self._config), os.environ, _clock(), Progress())
        return self._worker

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.store.close()


def _configuration(config: Path | None) -> Configuration:
    from config.loader import load

    return load(_folder(config), os.environ)


def _folder(config: Path | None) -> Path:
    from config.settings import Settings

    return (config or Settings().config).expanduser()


def _clock() -> Any:
    from config.settings import Settings
    from sync.worker import system_clock

    fixed = Settings().now
    return system_clock if fixed is None else lambda: fixed


def _month(name: str, option: str) -> Period:
    from sync.schedule import month_named

    try:
        return month_named(name)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint=option) from problem


def _period_or_last(worker: Worker, name: str) -> Period:
    from sync.schedule import last_month

    return _month(name, "--period") if name else last_month(worker.today)


def _refused(message: str, path: Path) -> str:
    own = message.removeprefix(f"{path} ")
    return own if own.startswith("was read, but") else f"was not imported: {own}"


def _import_json(report: Any) -> dict[str, Any]:
    keys = ("file", "kind", "connector", "rows", "entries", "seconds", "new", "changed", "unchanged", "gone")
    rejected = [{"line": line, "reason": reason} for line, reason in report.rejected]
    return {**{key: getattr(report, key) for key in keys}, "rejected": rejected}


def _run_json(report: Any, blocks: int, warns: int) -> dict[str, Any]:
    units = [
        {"contract": unit.contract, "changed": unit.changed, "written": unit.written, "withdrawn": unit.withdrawn}
        for unit in report.billed
    ]
    left = dict(report.left)
    return {
        "period": report.period.name,
        "contracts": units,
        "open_elsewhere": left,
        "blocking": blocks,
        "warnings": warns,
    }


def _problem_json(problem: Any) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("file", "line", "column", "path", "message")}


def main() -> None:
    """The program: runs a command, and turns trouble into a sentence and an exit code, never a traceback."""
    _speak_any_alphabet()
    try:
        app()
    except SystemExit as ending:
        if ending.code == INTERRUPTED:
            _interrupted()
        raise
    except KeyboardInterrupt:
        _interrupted()
        sys.exit(INTERRUPTED)
    except Exception as problem:  # noqa: BLE001  # the one place that may: everything a command can die of ends here
        from cli.trouble import told

        sys.exit(told(problem))


def _interrupted() -> None:
    sys.stderr.write("\ninterrupted: what was finished is kept, nothing is half written; the same command goes on\n")


def _speak_any_alphabet() -> None:
    """What a stream's encoding cannot say is spelled out instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
