"""Issues by the names that people wrote: which issue answers to which name, and what it means when none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from connectors.errors import Changed, Refused
from connectors.jira.api import BULK, Api, each
from connectors.jira.payloads import Key, Project
from connectors.jira.records import is_name


@dataclass(slots=True)
class Led:
    """Names that led to issues with another key: the names by the issue's id, and what led nowhere."""

    names: dict[str, list[str]] = field(default_factory=dict)
    nowhere: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    """Names of which Jira itself could not say anything."""


def batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Names in portions that one request takes."""
    for start in range(0, len(names), BULK):
        yield names[start : start + BULK]


def lead(api: Api, names: Sequence[str]) -> Led:
    """Where names lead that no answer had: a moved issue answers to its old keys, without saying to which.

    The histories of such issues say it, and the old keys of projects; one request asks for many of either. What is then
    still open is asked in halves until each name has its issue.
    """
    led = Led()
    left: list[str] = []
    issues: dict[str, str] = {}
    for portion in batches(names):
        found, unsaid = _asked(api, portion)
        if found:
            issues |= found
            left += portion
        else:
            (led.unsaid if unsaid else led.nowhere).extend(portion)
    known = _told(api, left, issues) if len(left) > 1 else dict(zip(left, issues, strict=False))
    for name in left:
        if name in known:
            led.names.setdefault(known[name], []).append(name)
    for portion in batches([name for name in left if name not in known]):
        _follow(api, list(portion), led)
    return led


def _asked(api: Api, names: Sequence[str]) -> tuple[dict[str, str], bool]:
    """The keys by id of the issues that answer to some names, and whether Jira failed to read some of them."""
    reply, answer = api.bulk(names, ["id"])
    return {row.id: row.key for row in each(reply, answer.issues, Key)}, bool(answer.issue_errors)


def _told(api: Api, names: Sequence[str], issues: Mapping[str, str]) -> dict[str, str]:
    """Issues by the names of which their histories, or the keys that their projects had, say that they lead there."""
    former = {key.upper(): own for own, key in issues.items()} | dict(zip(issues, issues, strict=True))
    former |= _by_project(api.projects(), issues)
    with suppress(Refused, Changed):  # it only saves requests
        former |= _by_history(api, list(issues))
    return {name: former[name.upper()] for name in names if name.upper() in former}


def _by_history(api: Api, issues: Sequence[str]) -> Iterator[tuple[str, str]]:
    for history in api.histories(issues):
        for entry in history.change_histories:
            for change in entry.items:
                if change.field.casefold() == "key" and change.from_string:
                    yield change.from_string.upper(), history.issue_id


def _by_project(projects: Iterable[Project], issues: Mapping[str, str]) -> dict[str, str]:
    """A project that has another key now keeps the numbers of its issues."""
    keys = {project.key.upper(): project.keys for project in projects}
    found: dict[str, str] = {}
    for own, key in issues.items():
        prefix, _, number = key.rpartition("-")
        found |= {f"{old}-{number}": own for old in keys.get(prefix.upper(), ()) if old not in keys}
    return found


def _follow(api: Api, names: list[str], led: Led) -> None:
    found, unsaid = _asked(api, names)
    if not found:
        (led.unsaid if unsaid else led.nowhere).extend(names)
    elif len(names) == 1:
        led.names.setdefault(next(iter(found)), []).append(names[0])
    else:
        half = len(names) // 2
        _follow(api, names[:half], led)
        _follow(api, names[half:], led)


def told_apart(
    names: Sequence[str], projects: Sequence[Project], certain: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names that lead nowhere as those that are certainly missing, and those that may only be hidden from us.

    Jira answers both alike. What is no key at all is missing; so is a key of a project that is shown, unless single
    issues may be hidden (`certain` is false) or the project is archived, whose issues Jira keeps to itself.
    """
    shown = {key for project in projects if not project.archived for key in project.keys}
    missing = dict.fromkeys(name for name in names if not is_name(name) or (certain and _project(name) in shown))
    return tuple(missing), tuple(name for name in names if name not in missing)


def _project(name: str) -> str:
    return name.rpartition("-")[0].upper()
