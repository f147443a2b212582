"""The command line: each command opens a worker, asks one stage or one review, and shows the answer.

Exit codes: 0 done · 1 done, but a person is needed · 2 bad input or configuration · 3 a vendor or the machine failed ·
130 interrupted. Everything but typer is imported where it is used, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import io
import sys
from typing import Annotated

import typer

from cli import (
    auditing,
    backing_up,
    books,
    connecting,
    correcting,
    creating,
    deciding,
    deposits,
    doctor,
    erasing,
    exporting,
    following,
    going_live,
    inside,
    keys,
    mapping,
    month,
    notifying,
    openings,
    pull,
    ready,
    reducing,
    rehearsing,
    reports,
    sandbox,
    serving,
    setup,
    webhooks,
)
from cli.interrupts import INTERRUPTED, listen, tell

app = typer.Typer(
    name="tieout",
    help="Turns tracked time into traceable draft invoices: every second accounted for, every cent explained.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _main(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"tieout {installed('tieout')}")
        raise typer.Exit


for _command in (
    setup.init,
    setup.check,
    setup.schema,
    connecting.connect,
    connecting.disconnect,
    connecting.connections,
    pull.pull,
    month.import_,
    month.run,
    month.bill,
    deciding.decide,
    books.approve,
    books.hold,
    books.release,
    books.push,
    deciding.close,
    deciding.reopen,
    deciding.milestone,
    reducing.write_down,
    correcting.drift,
    correcting.correct,
    correcting.credit,
    correcting.void,
    books.replay,
    ready.ready,
    reports.exceptions,
    reports.statement,
    reports.drafts,
    reports.tasks,
    reports.orders,
    reports.retainers,
    reports.fixed,
    deposits.deposits,
    reports.budgets,
    reports.unbilled,
    following.follow,
    following.classify,
    following.receivables,
    going_live.go_live,
    openings.openings,
    rehearsing.rehearse,
    rehearsing.adopt,
    inside.wip,
    inside.margin,
    reports.trace,
    serving.serve,
    serving.status,
    auditing.audit,
    backing_up.backup,
    backing_up.restore,
    erasing.erase,
    doctor.doctor,
    setup.calendar,
    exporting.export,
    month.demo,
    sandbox.sandbox,
):
    app.command(_command.__name__.rstrip("_").replace("_", "-"))(_command)
mapping.app.command("create")(creating.create)
app.add_typer(mapping.app, name="map")
app.add_typer(keys.app, name="keys")
app.add_typer(notifying.app, name="notify")
app.add_typer(webhooks.app, name="webhooks")


def main() -> None:
    """The program: runs a command, and turns trouble into a sentence and an exit code, never a traceback."""
    _speak_any_alphabet()
    listen()
    try:
        app()
    except SystemExit as ending:
        if ending.code == INTERRUPTED:
            tell()
        raise
    except KeyboardInterrupt:
        tell()
        sys.exit(INTERRUPTED)
    except Exception as problem:  # noqa: BLE001  # the one place that may: everything a command can die of ends here
        from cli.trouble import told

        sys.exit(told(problem))
    finally:
        gc.freeze()  # else Python looks through all that was imported once more before it ends


def _speak_any_alphabet() -> None:
    """What a stream's encoding cannot say is spelled out instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
