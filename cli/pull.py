"""Commands that ask the trackers: pulling what they have, time before tasks, and what a pull would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opened import FAILED, ConfigDir, Json, Opened, month_of, opened_or_not

if TYPE_CHECKING:
    pass


def pull(
    connector: Annotated[
        list[str] | None, typer.Option("--connector", help="Only this one; may be given several times.")
    ] = None,
    period: Annotated[
        list[str] | None,
        typer.Option("--period", help="Read this month whole; may be given several times [default: the unproven]"),
    ] = None,
    everything: Annotated[bool, typer.Option("--everything", help="Read every month from go-live on whole.")] = False,
    fewer: Annotated[bool, typer.Option("--fewer", help="Far fewer entries than before are right.")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Say what it would cost in requests and time.")] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Bring in people, projects, time and expenses, prove each month, and look up the tasks that entries name."""
    from cli.output import print_json, print_sections
    from cli.pull_tables import plan_json, plan_sections, pull_json, pull_sections
    from sync.pipeline import pull_sources, pull_task_trackers
    from sync.pull import Asked
    from sync.pull_plan import plan_pull, plan_tasks

    if everything and period:
        raise typer.BadParameter("name months, or write --everything", param_hint="--period and --everything")
    asked = Asked(tuple(connector or ()), tuple(month_of(name, "--period") for name in period or ()), everything, fewer)
    with Opened(config, opened_or_not) as worker:
        times, tasks = _asked_of(worker, asked.connectors)
        if plan:
            costs = [*(plan_pull(worker, asked) if times else ()), *(plan_tasks(worker, asked) if tasks else ())]
            print_json(plan_json(costs)) if json else print_sections(plan_sections(costs))
            return
        reports = pull_sources(worker, asked) if times else []
        looked_up = pull_task_trackers(worker, asked) if tasks else []
    if json:
        print_json(pull_json(reports, looked_up))
    else:
        print_sections(pull_sections(reports, looked_up))
    raise typer.Exit(0 if all(each.is_done for each in reports) and all(each.is_done for each in looked_up) else FAILED)


def _asked_of(worker: Any, names: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether trackers of time are asked, and whether those of tasks are. Raises BadParameter."""
    from sync.sources import connected

    times, tasks = connected(worker.configuration), worker.configuration.task_trackers
    known = [*times, *tasks]
    if not known:
        words = "no tracker has a token; write `token: ${NAME}` under a connector in tieout.yaml"
        raise typer.BadParameter(words, param_hint="tieout.yaml")
    for name in names:
        if name not in known:
            words = f"there is no tracker {name} with a token; there are {', '.join(known)}"
            raise typer.BadParameter(words, param_hint="--connector")
    wanted = names or tuple(known)
    return any(name in times for name in wanted), any(name in tasks for name in wanted)
