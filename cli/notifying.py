"""Commands about messages: what people were told and what waits, a test of each way, and another try."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.opened import NEEDED, ConfigDir, Json, Opened

app = typer.Typer(help="What people were told and by which way: list it, test it, send it again.", no_args_is_help=True)


@app.command("list")
def list_(
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what waits or was given up.")] = False,
    standing: Annotated[bool, typer.Option("--standing", help="The alerts that are still so, sent or not.")] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Show messages, the newest last: to whom, by which way, how often it was tried, and what went wrong."""
    from cli.output import print_json, print_sections
    from review import messages as report

    with Opened(config) as worker, worker.store.read() as tx:
        if standing:
            alerts = tx.alerts.standing()
            print_json(report.alerts_json(alerts)) if json else print_sections(report.alerts_sections(alerts))
            return
        found = tx.messages.of_state(*(report.NOT_SENT if waiting else ()))
        print_json(report.to_json(found)) if json else print_sections(report.to_sections(found))


@app.command("test")
def try_(
    notifier: Annotated[str, typer.Argument(help="A notifier's name [default: all]")] = "",
    to: Annotated[str, typer.Option("--to", help="An e-mail address [default: that of operations]")] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Send a message that says that it is a test, to operations or to an address."""
    from cli.output import print_json, say

    with Opened(config) as worker:
        chosen = _chosen(worker, notifier)
        results = [(name, who, _tried(worker, name, who)) for name in chosen for who in _whom(worker, name, to)]
    if json:
        keys = ("notifier", "recipient", "problem")
        print_json([dict(zip(keys, (name, who, why or None), strict=True)) for name, who, why in results])
    else:
        say(*(f"{name} → {who}: {why or 'taken'}" for name, who, why in results))
    raise typer.Exit(NEEDED if any(why for _, _, why in results) else 0)


@app.command()
def resend(
    numbers: Annotated[list[int], typer.Argument(help="Numbers of messages that were given up or wait.")],
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Try messages again at once that were given up or wait; what was sent is not sent a second time."""
    from cli.output import print_json, say
    from sync.delivering import deliver

    with Opened(config) as worker:
        now = worker.clock()
        with worker.store.write() as tx:
            unknown = [number for number in numbers if not tx.messages.again(number, now)]
        if unknown:
            listed = ", ".join(map(str, unknown))
            words = f"no message {listed} waits or was given up; `tieout notify list --waiting` shows those that do"
            raise typer.BadParameter(words, param_hint="NUMBERS")
        deliver(worker, now)
        with worker.store.read() as tx:
            found = [each for number in numbers if (each := tx.messages.get(number)) is not None]
    answer = [{"id": each.id, "state": each.state, "problem": each.problem or None} for each in found]
    if json:
        print_json(answer)
    else:
        say(*(f"{each.id}: {each.state}{f', {each.problem}' if each.problem else ''}" for each in found))
    raise typer.Exit(NEEDED if any(each.state != "sent" for each in found) else 0)


def _chosen(worker: Any, name: str) -> list[str]:
    known = list(worker.configuration.notifiers)
    if not known:
        words = "tieout.yaml has no notifier; write one under connectors (kind: email, slack or webhook)"
        raise typer.BadParameter(words, param_hint="NOTIFIER")
    if name and name not in known:
        raise typer.BadParameter(f"there is no notifier {name}; there are {', '.join(known)}", param_hint="NOTIFIER")
    return [name] if name else known


def _whom(worker: Any, name: str, to: str) -> list[str]:
    if not worker.configuration.notifiers[name].needs_address:
        return ["operations"]
    said = worker.configuration.main.notify
    addresses = [to] if to else list(said.operations.to) if said is not None else []
    if not addresses:
        raise typer.BadParameter(f"{name} needs an address; add --to ops@example.com", param_hint="--to")
    return addresses


def _tried(worker: Any, name: str, who: str) -> str:
    from sync.delivering import send_test
    from sync.sources import CannotConnect, ConnectorError

    try:
        send_test(worker, name, who, worker.clock())
    except (ConnectorError, CannotConnect) as problem:
        return str(problem)
    return ""
