"""Commands that bring time in and bill a month."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from cli.opened import BAD_INPUT, NEEDED, ConfigDir, Json, Opened, PeriodName, month_of, opened_or_not, period_or_last

if TYPE_CHECKING:
    from sync.schedule import Period
    from sync.worker import Worker


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="Detailed time exports of Harvest, Toggl Track or Clockify, mapped CSVs, or expenses."),
    ],
    connector: Annotated[str, typer.Option(help="The connector they belong to, where several fit.")] = "",
    kind: Annotated[str, typer.Option(help="What they hold: time or expenses.")] = "",
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
    """Read exported time or expenses into the store. The same file twice changes nothing."""
    from cli.output import complain, print_json, print_sections
    from cli.tables import import_sections
    from sync.importing import ImportOptions
    from sync.pipeline import import_files

    if dates not in ("", "mdy", "dmy", "ymd"):
        raise typer.BadParameter("write mdy, dmy or ymd", param_hint="--dates")
    if kind not in ("", "time", "expenses"):
        raise typer.BadParameter("write time or expenses", param_hint="--kind")
    if nothing_left and not complete:
        raise typer.BadParameter("say of which month, with --complete 2026-10", param_hint="--nothing-left")
    period = month_of(complete, "--complete") if complete else None
    with Opened(config, opened_or_not) as worker:
        reports, refused = import_files(worker, files, ImportOptions(connector, dates, period, nothing_left, kind))
    if json:
        print_json([_import_json(report) for report in reports])
    elif reports:
        print_sections(import_sections(reports, complete=period is not None))
    complain(*(f"{path} {_refused(str(problem), path)}" for path, problem in refused))
    if refused:
        raise typer.Exit(BAD_INPUT)
    raise typer.Exit(NEEDED if any(report.rejected for report in reports) else 0)


Offline = Annotated[
    bool, typer.Option("--offline", help="Ask nobody: neither task trackers nor, with push: automatic, ledgers.")
]


def run(period: PeriodName = "", offline: Offline = False, config: ConfigDir = None, json: Json = False) -> None:
    """Bring a month's drafts and exceptions up to date."""
    with Opened(config) as worker:
        _bring_up_to_date(worker, _Wanted(period_or_last(worker, period), offline=offline), json)


def bill(
    period: PeriodName = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only show what would change, and its hash.")] = False,
    apply: Annotated[str, typer.Option("--apply", metavar="HASH", help="Do exactly what that plan showed.")] = "",
    offline: Offline = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Plan a month's drafts, look at them, and apply exactly that plan."""
    from cli.output import print_json, print_sections
    from review import changes, exceptions
    from sync.planning import plan_period

    if plan and apply:
        raise typer.BadParameter("plan first, then apply its hash", param_hint="--plan and --apply")
    with Opened(config) as worker:
        wanted = period_or_last(worker, period)
        if not plan:
            _bring_up_to_date(worker, _Wanted(wanted, apply, offline), json)
        found = plan_period(worker, wanted, offline=offline)
    if json:
        issues = {"told": exceptions.to_json(list(found.told)), "ended": exceptions.to_json(list(found.ended))}
        drafts = changes.to_json(found.changes)
        print_json({"period": wanted.name, "hash": found.hash, "drafts": drafts, "exceptions": issues})
    else:
        print_sections(changes.to_sections(found.changes, wanted.name, found.hash, found.told, found.ended))


def demo(
    folder: Annotated[Path, typer.Argument(help="Where to write the demo.")] = Path("demo"),
    ledger: Annotated[str, typer.Option("--ledger", help="Where its invoices go: xero or quickbooks.")] = "xero",
) -> None:
    """Bill a made-up agency, prove what was found, and follow its invoices until they are paid."""
    from cli.demo import run_demo
    from cli.demo_ledger import LEDGERS

    if ledger not in LEDGERS:
        raise typer.BadParameter(f"there is no ledger {ledger!r}; write one of {', '.join(LEDGERS)}")
    raise typer.Exit(run_demo(folder, ledger))


@dataclass(frozen=True)
class _Wanted:
    """A month, by which plan if one is named, and whether task trackers are left alone."""

    period: Period
    plan_hash: str = ""
    offline: bool = False


def _bring_up_to_date(worker: Worker, wanted: _Wanted, json: bool) -> NoReturn:
    """Runs a month, as a plan said if one is named, and tells what came of it; ends with 1 when a person is needed."""
    from cli.output import print_json, print_sections, say
    from cli.tables import pushed_json, pushed_section, run_section
    from review.exceptions import blocking, exceptions
    from review.not_over import not_over
    from review.tables import counted
    from sync.pipeline import run_period

    period = wanted.period
    report = run_period(worker, period, wanted.plan_hash, offline=wanted.offline)
    with worker.store.read() as tx:
        issues, early = exceptions(tx, period), not_over(tx.drafts.current(period.name), worker.today)
    blocks = blocking(issues)
    if json:
        print_json(_run_json(report, blocks, len(issues) - blocks) | {"shown": pushed_json(report.shown)})
    else:
        print_sections([run_section(report), *([pushed_section(report.shown)] if report.shown else [])])
        say(
            *early,
            f"{counted(blocks, 'exception')} to resolve before that time is billed, {len(issues) - blocks} to look at.",
            *(f"{each.connector} was not asked for its tasks: {each.problem}" for each in report.not_refreshed),
            f"Next: tieout exceptions --period {period.name} · tieout statement --period {period.name} · tieout drafts",
        )
    left = report.not_refreshed or any(each.refused for each in report.shown)
    raise typer.Exit(NEEDED if blocks or left else 0)


def _refused(message: str, path: Path) -> str:
    own = message.removeprefix(f"{path} ")
    return own if own.startswith("was read, but") else f"was not imported: {own}"


def _import_json(report: Any) -> dict[str, Any]:
    keys = ("file", "kind", "connector", "rows", "entries", "seconds", "new", "changed", "unchanged", "gone")
    rejected = [{"line": line, "reason": reason} for line, reason in report.rejected]
    costs = [{"amount": str(cost.decimal), "currency": cost.currency} for cost in report.costs]
    return {**{key: getattr(report, key) for key in keys}, "costs": costs, "rejected": rejected}


def _run_json(report: Any, blocks: int, warns: int) -> dict[str, Any]:
    units = [
        {
            "contract": unit.contract,
            "changed": unit.changed,
            "written": unit.written,
            "withdrawn": unit.withdrawn,
            "not_before": [{"period": name, "date": day.isoformat()} for name, day in unit.left_alone],
        }
        for unit in report.billed
    ]
    left = dict(report.left)
    return {
        "period": report.period.name,
        "contracts": units,
        "open_elsewhere": left,
        "changed_unseen": report.changed_unseen,
        "blocking": blocks,
        "warnings": warns,
        "tasks": [
            {
                "connector": each.connector,
                "problem": each.problem or None,
                "asked": each.asked,
                "found": each.found,
                "requests": each.requests,
            }
            for each in report.tasks
        ],
    }
