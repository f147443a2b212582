"""Who we are at each tracker and notifier, as a person and as a program reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from review.tables import counted, one_line
from sync.sources import Connection

if TYPE_CHECKING:
    from sync.delivering import SignedIn


def connection_lines(connections: Sequence[Connection]) -> list[str]:
    """A line for each tracker, and one for each thing that its token or plan lacks."""
    return [one_line(line) for each in connections for line in _lines(each)]


def _lines(each: Connection) -> Iterator[str]:
    if each.account is None:
        yield f"{each.connector}: COULD NOT SIGN IN: {each.problem}."
        return
    account = each.account
    sees = _sees(each, sees_everyone=account.sees_everyone)
    quota = f"; {account.quota}" if account.quota else ""
    yield f"{each.connector}: signed in as {account.person} in {account.account}, who sees {sees}{quota}."
    yield from (f"{each.connector}: {lacking}" for lacking in account.lacks)


def _sees(each: Connection, *, sees_everyone: bool) -> str:
    if each.projects is None:
        return "everyone's time" if sees_everyone else "their own time only, as configured"
    return f"the tasks of {counted(each.projects, 'project')}"


def connections_json(connections: Sequence[Connection]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "connector": each.connector,
            "kind": each.kind,
            "ok": not each.problem,
            "problem": each.problem or None,
            "person": each.account.person if each.account else None,
            "account": each.account.account if each.account else None,
            "projects": each.projects,
            "sees_everyone": each.account.sees_everyone if each.account else None,
            "lacks": list(each.account.lacks) if each.account else [],
            "quota": each.account.quota if each.account else None,
        }
        for each in connections
    ]


def notifier_lines(found: Sequence[SignedIn], unreachable: Sequence[str]) -> list[str]:
    """A line for each notifier, and one for each person whom none of them reaches."""
    lines = [f"{each.name}: {f'TAKES NO MESSAGES: {each.problem}' if each.problem else each.said}." for each in found]
    return [one_line(line) for line in (*lines, *(f"{each}." for each in unreachable))]


def notifiers_json(found: Sequence[SignedIn]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {"notifier": each.name, "kind": each.kind, "ok": not each.problem, "problem": each.problem or None}
        for each in found
    ]
