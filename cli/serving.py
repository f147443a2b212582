"""The daemon: serving until it is ended, and one screen that says how everything stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.opened import NEEDED, ConfigDir, Json, Opened, clock_of, folder_of

if TYPE_CHECKING:
    from review.status import Shown
    from sync.worker import Worker


def serve(
    host: Annotated[str, typer.Option(help="The address that webhooks and health checks come to.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="And its port; 0 is any free one.")] = 8425,
    config: ConfigDir = None,
) -> None:
    """Run by schedule until it is ended: pull, bill, follow, tell; and take what webhooks say."""
    import os
    import sys

    from cli.interrupts import end_well
    from cli.logs import set_up_logs
    from cli.output import say
    from sync.serving import serving
    from web.server import bound, run

    set_up_logs()
    end_well()
    with serving(folder_of(config), os.environ, clock_of()) as served:
        try:
            listening = bound(host, port)
        except OSError as problem:
            words = f"{host}:{port} cannot be used ({problem.strerror}); name another with --port"
            raise typer.BadParameter(words, param_hint="--port") from problem
        with listening:
            where = "http://{}:{}".format(*listening.getsockname()[:2])
            say(f"Serving at {where}; end it with Ctrl-C. How everything stands: tieout status")
            sys.stdout.flush()
            stopped = run(served, listening)
    if not stopped:  # a thread that a vendor or the database keeps waiting would keep the process
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def status(config: ConfigDir = None, json: Json = False) -> None:
    """Show how everything stands: connectors, what comes next, what waits for whom, what ends."""
    from cli.output import print_json, print_sections
    from review.status import status_json, status_sections

    with Opened(config) as worker:
        shown = _shown(worker)
    print_json(status_json(shown)) if json else print_sections(status_sections(shown))
    if shown.waiting or shown.failed or shown.endings or any(fails for *_, fails, _ in shown.connectors):
        raise typer.Exit(NEEDED)


def _shown(worker: Worker) -> Shown:
    from review.status import Shown
    from sync.status import status_of

    found = status_of(worker)
    return Shown(
        zone=worker.configuration.main.company.timezone,
        processes=[
            (f"{each.host}, process {each.process}, version {each.version}", each.began_at) for each in found.servers
        ],
        connectors=[(each.name, each.kind, each.proven_at, each.failing, each.quota) for each in found.connectors],
        upcoming=found.upcoming,
        failed=[(each.kind, each.due_at, each.attempts, each.try_at, each.words) for each in found.failed],
        waiting=[(each.what, each.count, each.remedy) for each in found.waiting],
        endings=[(each.name, each.ends_at, each.has_ended) for each in found.endings],
    )
