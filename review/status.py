"""One screen that says how everything stands: what runs, what waits for whom, what ends soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from review.tables import Section, counted, section

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen is made of, in words; moments are turned into the company's time."""

    zone: str
    processes: Sequence[tuple[str, datetime]]
    """Where each process that serves runs, and since when."""
    connectors: Sequence[tuple[str, str, datetime | None, bool, str]]
    """Name, kind, when last proven, whether it fails now, its quota."""
    upcoming: Sequence[tuple[datetime, str]]
    failed: Sequence[tuple[str, datetime, int, datetime | None, str]]
    """A duty, when it was due, how often it was tried, when it is tried next, and why it failed."""
    waiting: Sequence[tuple[str, int, str]]
    endings: Sequence[tuple[str, datetime, bool]]


def status_sections(shown: Shown) -> list[Section]:
    """The screen as tables; what there is nothing to say of is left out."""
    found = [_served(shown), _connectors(shown), _upcoming(shown)]
    if shown.failed:
        rows = [
            (name, _at(shown, due), str(tries), _at(shown, again) if again else "when it is due next", why)
            for name, due, tries, again, why in shown.failed
        ]
        found.append(section("What could not be done", ("duty", "was due", ">tries", "tried again", "why"), rows))
    if shown.endings:
        ending = [
            (name, _at(shown, at), f"{'it has ended' if ended else 'it ends'}; sign in again: tieout connect {name}")
            for name, at, ended in shown.endings
        ]
        found.append(section("Connections that end", ("connection", "ends", "what to do"), ending))
    waiting = [(what, str(count), remedy) for what, count, remedy in shown.waiting]
    after = [] if waiting else ["Nothing waits for anybody."]
    return [*found, section("What waits for somebody", ("what", ">count", "see"), waiting, after)]


def _served(shown: Shown) -> Section:
    rows = [(where, _at(shown, since)) for where, since in shown.processes]
    after = [] if rows else ["Nothing serves: what is due is done by nobody. Start it: tieout serve"]
    return section("Serving", ("process", "since"), rows, after)


def _connectors(shown: Shown) -> Section:
    connected = [
        (name, kind, _at(shown, at) if at else "never", "fails now" if fails else "", quota)
        for name, kind, at, fails, quota in shown.connectors
    ]
    return section("Connectors", ("connector", "kind", "last proven pull", "state", "quota"), connected)


def _upcoming(shown: Shown) -> Section:
    return section("Next", ("when", "duty"), [(_at(shown, at), name) for at, name in shown.upcoming])


def _at(shown: Shown, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(shown.zone)):%Y-%m-%d %H:%M %a}"


def status_json(shown: Shown) -> dict[str, Any]:
    """The same for programs; moments in UTC."""
    return {
        "processes": [{"process": where, "since": since.isoformat()} for where, since in shown.processes],
        "connectors": [
            {"connector": name, "kind": kind, "proven_at": _iso(at), "failing": fails, "quota": quota or None}
            for name, kind, at, fails, quota in shown.connectors
        ],
        "next": [{"at": at.isoformat(), "duty": name} for at, name in shown.upcoming],
        "failed": [
            {"duty": name, "due_at": due.isoformat(), "attempts": tries, "try_at": _iso(again), "why": why}
            for name, due, tries, again, why in shown.failed
        ],
        "waiting": [{"what": what, "count": count, "see": remedy} for what, count, remedy in shown.waiting],
        "endings": [
            {"connection": name, "ends_at": at.isoformat(), "has_ended": ended} for name, at, ended in shown.endings
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def in_one_line(shown: Shown) -> str:
    """What a person sees first."""
    waiting = sum(count for _, count, _ in shown.waiting)
    return f"{counted(waiting, 'thing')} to look at, {counted(len(shown.failed), 'failure')}"
