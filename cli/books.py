"""Commands about drafts on their way into the books: approve, hold, release, push; and recorded plans, recomputed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.deciding import By, Why, signature
from cli.opened import NEEDED, AnyPeriod, ConfigDir, Json, Opened, month_of

Ids = Annotated[
    list[str] | None,
    typer.Argument(help="Drafts, by id or its beginning, or by the hash of what they say [default: all that fit]"),
]
Client = Annotated[str, typer.Option("--client", help="Only drafts of this client or contract.")]


def approve(
    ids: Ids = None, period: AnyPeriod = "", client: Client = "", why: Why = "", by: By = "", config: ConfigDir = None
) -> None:
    """Approve drafts, so that a push makes invoices of them."""
    _move("approve", ids, period, client, (why, by), config)


def hold(
    ids: Ids = None, period: AnyPeriod = "", client: Client = "", why: Why = "", by: By = "", config: ConfigDir = None
) -> None:
    """Hold drafts back; they are not pushed until they are released."""
    _move("hold", ids, period, client, (why, by), config)


def release(
    ids: Ids = None, period: AnyPeriod = "", client: Client = "", why: Why = "", by: By = "", config: ConfigDir = None
) -> None:
    """Take back that drafts were held or approved."""
    _move("release", ids, period, client, (why, by), config)


def push(
    ids: Ids = None, period: AnyPeriod = "", client: Client = "", config: ConfigDir = None, json: Json = False
) -> None:
    """Write drafts into the books: approved ones as invoices, the others as drafts to look at."""
    from cli.output import print_json, print_sections, say
    from cli.tables import pushed_json, pushed_section
    from review.approvals import CannotMove, chosen
    from review.not_over import not_over
    from sync.pipeline import push_drafts

    with Opened(config) as worker:
        with worker.store.read() as tx:
            try:
                found = chosen(tx, ids or [], _name(period), client)
            except CannotMove:
                if ids or client:
                    raise
                found = []
        if not ids:
            found = [item for item in found if item.status in ("draft", "approved", "pushed")]
        results = push_drafts(worker, found)
    if json:
        print_json(pushed_json(results))
    else:
        print_sections([pushed_section(results)])
        say(*not_over(found, worker.today))
    raise typer.Exit(NEEDED if any(each.refused for each in results) else 0)


def replay(
    plans: Annotated[list[str] | None, typer.Argument(help="Plans, by id [default: all of the period]")] = None,
    period: Annotated[str, typer.Option("--period", help="A month such as 2026-10.")] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Recompute recorded plans from their own snapshots, and compare to the cent."""
    from cli.output import print_json, print_sections
    from cli.tables import replayed_section
    from sync.planning import replay as recompute

    if not plans and not period:
        raise typer.BadParameter("name plans, or a month with --period")
    with Opened(config) as worker:
        with worker.store.read() as tx:
            wanted = plans or tx.plans.of_period(_name(period))
        found = [each for plan in wanted for each in recompute(worker, plan)]
    if json:
        print_json([_replayed_json(each) for each in found])
    else:
        print_sections([replayed_section(found)])
    raise typer.Exit(0 if all(each.same for each in found) else NEEDED)


def _move(
    event: str, ids: list[str] | None, period: str, client: str, said: tuple[str, str], config: Path | None
) -> None:
    from cli.output import say
    from review import approvals
    from review.not_over import not_over

    if not (ids or period or client):
        raise typer.BadParameter("name drafts by id, or which ones with --period or --client")
    events = {"approve": approvals.APPROVE, "hold": approvals.HOLD, "release": approvals.RELEASE}
    with Opened(config) as worker, worker.store.write() as tx:
        items = approvals.chosen(tx, ids or [], _name(period), client)
        left_out = ("posted", "held") if event == "approve" else ("posted",)
        meant = items if ids else [item for item in items if item.status not in left_out] or items
        moved = approvals.move(tx, meant, events[event], signature(worker, said[1], said[0]))
    for item in moved:
        say(f"draft {item.draft.id} · {item.draft.client} · {item.draft.period} · {item.draft.total}: {item.status}")
    if event == "approve":
        say(*not_over(moved, worker.today))
    for item in items:
        if item not in meant and item.status == "held":
            say(f"draft {item.draft.id} · {item.draft.client} is held and was left out: tieout release {item.draft.id}")


def _name(period: str) -> str:
    return month_of(period, "--period").name if period else ""


def _replayed_json(each: object) -> dict[str, object]:
    keys = ("plan", "contract", "period", "draft", "same")
    money = {name: getattr(each, name) for name in ("stored", "recomputed")}
    plain = {name: str(value.decimal) if value else None for name, value in money.items()}
    return {**{key: getattr(each, key) for key in keys}, **plain}
