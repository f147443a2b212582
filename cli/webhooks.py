"""Commands about webhooks: having vendors tell what changed, seeing whether they do, and ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opened import NEEDED, ConfigDir, Json, Opened

if TYPE_CHECKING:
    from datetime import datetime

    from sync.hooking import Hooking, Made, Shown
    from sync.worker import Worker

app = typer.Typer(help="Webhooks: have vendors tell at once what changed.", no_args_is_help=True)

Connector = Annotated[str, typer.Argument(metavar="CONNECTOR", help="The connector's name in tieout.yaml.")]


@app.command()
def register(
    connector: Connector,
    url: Annotated[str, typer.Option("--url", help="This program's public address [default: webhooks: url:]")] = "",
    secret_from: Annotated[
        str, typer.Option("--secret-from", help="Where the vendor's key stands: a variable's name, or file:PATH.")
    ] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Have a vendor deliver here what changed; where it cannot be asked, say what to enter at its page."""
    from cli.output import print_json, say

    with Opened(config) as worker:
        made = _hooking(worker, connector).register(url or worker.configuration.main.webhooks.url, secret_from)
    if json:
        print_json([_made_json(each) for each in made])
    elif not made:
        say(f"{connector} has all its webhooks already. See: tieout webhooks list")
    else:
        say(*(line for each in made for line in _made_lines(each)))


@app.command("list")
def list_(
    connector: Annotated[str, typer.Argument(metavar="[CONNECTOR]", help="One connector [default: all].")] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """List the webhooks, when each last delivered, and what its vendor says of it."""
    from cli.output import print_json, print_sections, say

    with Opened(config) as worker:
        found = _listed(worker, connector)
    if json:
        print_json([_shown_json(each) for each in found])
    elif not found:
        say("There are no webhooks. Make some: tieout webhooks register CONNECTOR")
    else:
        print_sections([_table(found)])
    raise typer.Exit(NEEDED if any(each.problem for each in found) else 0)


@app.command()
def remove(
    connector: Connector,
    id: Annotated[str, typer.Argument(metavar="[ID]", help="One of them, as the list shows it [default: all].")] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """End a connector's webhooks, at the vendor and here."""
    from cli.output import print_json, say
    from review.tables import counted

    with Opened(config) as worker:
        ended = _hooking(worker, connector).remove(id)
    if json:
        print_json([_shown_json(each) for each in ended])
        return
    left = {each.problem for each in ended if each.problem}
    say(f"{connector}: {counted(len(ended), 'webhook')} ended.", *(f"{each.capitalize()}." for each in sorted(left)))


@app.command("test")
def try_(connector: Connector, config: ConfigDir = None, json: Json = False) -> None:
    """Have the vendor send something to each webhook, where it offers that."""
    from cli.output import print_json, say
    from review.tables import counted

    with Opened(config) as worker:
        tried = _hooking(worker, connector).test()
        found = {each.vendor_id: each for each in _hooking(worker, connector).listed()}
    if json:
        print_json([_shown_json(found[each.vendor_id]) for each in tried])
    else:
        say(f"{connector}: {counted(len(tried), 'webhook')} tried. See: tieout webhooks list {connector}")
    raise typer.Exit(NEEDED if any(found[each.vendor_id].problem for each in tried) else 0)


def _hooking(worker: Worker, connector: str) -> Hooking:
    from sync.hooking import hooking

    return hooking(worker.outside, worker.store, worker.clock, connector)


def _listed(worker: Worker, connector: str) -> list[Shown]:
    """What is known here and there. A vendor that cannot be asked does not hide the others."""
    from dataclasses import replace

    from sync.hooking import standing, with_hooks
    from sync.sources import CannotConnect, ConnectorError

    if connector:
        return _hooking(worker, connector).listed()
    known = standing(worker.store)
    found: list[Shown] = []
    for name in dict.fromkeys([*with_hooks(worker.outside), *(each.connector for each in known)]):
        ours = [each for each in known if each.connector == name]
        try:
            found += _hooking(worker, name).listed() if ours else []
        except (CannotConnect, ConnectorError) as problem:
            found += [replace(each, problem=str(problem)) for each in ours]
    return found


# ---- what is shown ----


def _made_lines(each: Made) -> list[str]:
    if each.steps:
        again = (
            f"Then: tieout webhooks register {each.connector} --secret-from NAME, unless the secret was given already."
        )
        return [f"{each.connector}: a place was made. Its address is shown only now.", *map(_bullet, each.steps), again]
    if not each.vendor_id:
        return [f"{each.connector}: the secret is kept; the first genuine delivery makes it active."]
    about = f" for {each.topic}" if each.topic else ""
    waits = "" if each.state == "active" else ", which waits for the vendor's first word"
    return [f"{each.connector}: webhook {each.vendor_id}{about} was made{waits}."]


def _bullet(step: str) -> str:
    return f"- {step}"


def _table(found: list[Shown]) -> Any:
    from review.tables import section

    headers = ("connector", "id", "for", "state", "made", "last delivery")
    rows = [
        (each.connector, _id(each), each.topic, each.state, _day(each.made_at), _minute(each.last_at)) for each in found
    ]
    after = [f"{each.connector} {_id(each)}: {each.problem}." for each in found if each.problem]
    return section("Webhooks", headers, rows, after=after)


def _id(each: Shown) -> str:
    return each.vendor_id or str(each.id)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


def _made_json(each: Made) -> dict[str, Any]:
    return {
        "connector": each.connector,
        "id": each.vendor_id or None,
        "for": each.topic or None,
        "state": each.state,
        "steps": list(each.steps),
    }


def _shown_json(each: Shown) -> dict[str, Any]:
    return {
        "connector": each.connector,
        "id": _id(each),
        "for": each.topic or None,
        "state": each.state,
        "made_at": _iso(each.made_at),
        "last_at": _iso(each.last_at),
        "problem": each.problem or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
