"""Commands about connections: signing in to a ledger through a browser, signing out, how long each sign-in lives."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from cli.opened import ConfigDir, Json, Opened, opened_or_not

if TYPE_CHECKING:
    from datetime import datetime

    from sync.connecting import Connecting, Done, Standing
    from sync.worker import Worker

Name = Annotated[str, typer.Argument(metavar="NAME", help="The books' name in tieout.yaml.")]


def connect(
    name: Name,
    paste: Annotated[
        bool, typer.Option("--paste", help="Show the address, and take the one at which the browser ended.")
    ] = False,
    company: Annotated[str, typer.Option(help="The company's name or id, where several are open.")] = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Sign in to Xero or QuickBooks Online, so that Tieout can write there; once for each books."""
    from cli.output import print_json, say

    with Opened(config, opened_or_not) as worker:
        done = sign_in(worker, name, company, paste=paste)
    if json:
        print_json(done_json(done))
    else:
        say(*_done_lines(done))


def disconnect(name: Name, config: ConfigDir = None, json: Json = False) -> None:
    """Sign out of a ledger: end there what was granted, and forget it here."""
    from cli.output import print_json, say

    with Opened(config, opened_or_not) as worker:
        left = sign_out(worker, name)
    if json:
        print_json({"connection": name, "revoked": not left, "left": left or None})
    else:
        say(f"{name} is not connected any more.", *([f"{left}."] if left else []))


def connections(config: ConfigDir = None, json: Json = False) -> None:
    """List what is signed in to, how long each sign-in lives, and what to do before it ends."""
    from cli.output import print_json, print_sections, say
    from review.tables import section
    from sync.connecting import standings

    with Opened(config, opened_or_not) as worker:
        found = standings(worker.configuration, worker.store, machine_now(worker))
    if json:
        print_json([standing_json(each) for each in found])
        return
    if not found:
        say("No books in tieout.yaml are signed in to.")
        return
    headers = ("connection", "kind", "company", "state", "access until", "unused until", "ends")
    warnings = [f"{sentence}." for each in found for sentence in each.warnings]
    print_sections([section("Connections", headers, [_cells(each) for each in found], after=warnings)])


def machine_now(worker: Worker) -> datetime:
    """The machine's moment, by which sign-ins end, whatever the business clock says."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(worker.timer.wall(), UTC)


# ---- signing in and out ----


def sign_in(worker: Worker, name: str, company: str = "", *, paste: bool = False) -> Done:
    """A sign-in by the way that is configured, or by hand. Raises CannotConnect, BadKey or a ConnectorError."""
    from sync.connecting import connecting

    asked = connecting(worker.outside, worker.store, name)
    if asked.client.custom:
        return asked.by_itself(company)
    return _by_hand(asked, company) if paste else _through_browser(asked, company)


def sign_out(worker: Worker, name: str) -> str:
    """Ends a connection; what is left to do by hand. Raises CannotConnect or Retry."""
    from sync.connecting import connecting, forget, to_connect

    if name not in to_connect(worker.configuration) and forget(worker.store, name, worker.clock()):
        return "its vendor was not told, for it is not in tieout.yaml any more; remove the app there"
    return connecting(worker.outside, worker.store, name).disconnect()


def _by_hand(asked: Connecting, company: str) -> Done:
    """For a machine without a browser: the address is opened anywhere, and where it ended is pasted here."""
    from sync.connecting import CannotConnect, Stranger

    asking = asked.asking(asked.config.redirect_uri or "http://localhost/callback")
    sys.stderr.write(
        f"Open this address in any browser, sign in and consent:\n\n{asking.address}\n\n"
        "The browser then ends at a page that may not load. Paste its whole address here:\n"
    )
    sys.stderr.flush()
    pasted = _line().strip()
    if not pasted:
        raise CannotConnect("nothing was pasted; begin again, and paste the address at which the browser ended")
    try:
        return asked.finish(asking, pasted, company)
    except Stranger as problem:
        raise CannotConnect(
            "that address is not the answer to this sign-in; begin again, and paste the address at which the browser "
            "ended, whole"
        ) from problem


def _line() -> str:
    """What was pasted; bytes that are no text are nothing."""
    try:
        return sys.stdin.readline(20_000)
    except UnicodeDecodeError:
        return ""


def _through_browser(asked: Connecting, company: str) -> Done:
    """Opens a browser on this machine and waits on a page of our own for its answer."""
    import webbrowser
    from threading import Thread

    from cli.callback import PATIENCE_SECONDS
    from sync.connecting import CannotConnect, is_answer

    with _page(asked) as page:
        asking = asked.asking(asked.config.redirect_uri or f"http://localhost:{page.port}{_path(asked)}")
        sys.stderr.write(
            f"Your browser opens; if it does not, open this address on this machine:\n\n{asking.address}\n\n"
        )
        sys.stderr.flush()
        Thread(target=webbrowser.open, args=(asking.address,), daemon=True).start()  # some stay until they are closed
        address = page.answer(lambda came: is_answer(asked, asking, came))
    if address is None:
        raise CannotConnect(
            f"nobody signed in within {PATIENCE_SECONDS // 60} minutes; begin again, or with --paste where no browser "
            "can reach this machine"
        )
    return asked.finish(asking, address, company)


def _page(asked: Connecting) -> Any:
    from cli.callback import Callback
    from sync.connecting import CannotConnect

    written = asked.config.redirect_uri
    parts = urlsplit(written)
    if written and (parts.scheme != "http" or parts.hostname not in ("localhost", "127.0.0.1") or not parts.port):
        raise CannotConnect(
            f"the browser is sent to {written}, where Tieout does not listen; begin with: tieout connect {asked.name} "
            "--paste"
        )
    try:
        return Callback(parts.port or 0, _path(asked))
    except OSError as problem:
        raise CannotConnect(
            f"port {parts.port} of this machine, which redirect_uri names, is in use; end the program that uses it, "
            "or begin with --paste"
        ) from problem


def _path(asked: Connecting) -> str:
    from cli.callback import PATH

    return urlsplit(asked.config.redirect_uri).path or ("/" if asked.config.redirect_uri else PATH)


# ---- what is shown ----


def _done_lines(done: Done) -> list[str]:
    company = f" as {_company(done.grant.company, done.grant.account)}" if done.grant.account else ""
    lines = [f"{done.name} is connected to {done.title}{company}."]
    if done.grant.ends is not None:
        lines.append(f"It ends on {done.grant.ends:%Y-%m-%d}, however it is used.")
    if done.grant.refresh_ends is not None:
        lines.append(f"Unused, it ends on {done.grant.refresh_ends:%Y-%m-%d}. Next: tieout check")
    return lines


def _company(name: str, account: str) -> str:
    return f"{name} ({account})" if name and account else name or account


def done_json(done: Done) -> dict[str, Any]:
    """A sign-in for programs; nothing that opens anything is in it."""
    grant = done.grant
    return {
        "connection": done.name,
        "kind": done.kind,
        "account": grant.account or None,
        "company": grant.company or None,
        "access_ends": _iso(grant.access_ends),
        "refresh_ends": _iso(grant.refresh_ends),
        "ends": _iso(grant.ends),
        "scopes": list(grant.scopes),
    }


def standing_json(each: Standing) -> dict[str, Any]:
    """How long a connection lives, for programs."""
    kept = each.kept
    return {
        "connection": each.name,
        "kind": each.kind,
        "state": each.state,
        "account": (kept.account if kept else "") or None,
        "company": (kept.company if kept else "") or None,
        "connected_at": _iso(kept.connected_at if kept else None),
        "renewed_at": _iso(kept.renewed_at if kept else None),
        "access_ends": _iso(kept.access_ends if kept else None),
        "refresh_ends": _iso(kept.refresh_ends if kept else None),
        "ends": _iso(kept.ends if kept else None),
        "warnings": list(each.warnings),
    }


def _cells(each: Standing) -> tuple[str, ...]:
    kept = each.kept
    if kept is None:
        return (each.name, each.kind, "", each.state, "", "", "")
    ends = (f"{moment:%Y-%m-%d}" if moment else "" for moment in (kept.refresh_ends, kept.ends))
    access = f"{kept.access_ends:%Y-%m-%d %H:%M} UTC"
    return (each.name, each.kind, _company(kept.company, kept.account), each.state, access, *ends)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
