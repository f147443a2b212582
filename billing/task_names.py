"""By which names an entry may mean tasks of the configured trackers, where they stand, and how strong that is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from billing.quick import dataclass
from billing.records import SourceRecord
from billing.tasks import KEY, STANDARDS, key_of_url
from billing.texts import clean, title_after

REFERENCE, FIELD, NOTE, ACCEPTED = range(4)
"""How strong a name is: the tracker's own reference first, what a person linked last."""
LINK = re.compile(r"https?://[^\s<>\"'()\[\]{}]+")
_IN_LINK = re.compile(
    r"/browse/([A-Z][A-Z0-9_]+-\d+)|[?&]selectedIssue=([A-Z][A-Z0-9_]+-\d+)|/0/\d+/(\d+)|/task/(\d+)(?=[/?#]|$)"
)
_KEPT = 4096
Hosts = Mapping[str, tuple[str, ...]]
"""The trackers behind each host."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name as an entry has it; `trackers` are those that its link leads to, none where it is a bare key.

    `foreign`: a time tracker's own reference to what no configured tracker has.
    """

    name: str
    level: int
    reason: str
    text: str = ""
    url: str = ""
    trackers: tuple[str, ...] = ()
    foreign: bool = False

    @property
    def title(self) -> str:
        """What the entry calls the task."""
        text = LINK.sub(lambda link: task_in(link[0]) or " ", self.text) if "://" in self.text else self.text
        if self.name in text:
            return title_after(self.name, text)
        return clean(text) if self.level == REFERENCE else ""


def names_in(record: SourceRecord, project_codes: Container[str], hosts: Hosts) -> list[Named]:
    """Every name once, the strongest first; keys of workstreams and of standards are none."""
    found: dict[str, Named] = {}
    for named in _all(record, hosts):
        if not named.url and (named.name in project_codes or named.name.partition("-")[0] in STANDARDS):
            continue
        known = found.get(named.name)
        found[named.name] = named if known is None else _both(known, named)
    return list(found.values())


def _both(one: Named, other: Named) -> Named:
    """The same name in two places: as strong as the stronger one, with the words, link and trackers of either."""
    text = one.text if one.title else other.text
    if one.trackers or not other.trackers:
        return Named(one.name, one.level, one.reason, text, one.url, one.trackers, one.foreign)
    return Named(one.name, one.level, one.reason, text, other.url, other.trackers)


def mentions(entry_id: str, names: Iterable[Named]) -> list[tuple[str, str]]:
    """The names that are noted for an entry, so that it is matched again when one of them leads elsewhere."""
    return [(entry_id, named.name) for named in names if not named.foreign]


def _all(record: SourceRecord, hosts: Hosts) -> Iterator[Named]:
    if record.task_url:
        yield from _reference(record, hosts)
    if record.activity:
        yield from _of_text(FIELD, "the task field", record.activity, hosts)
    for tag in record.tags:
        yield from _of_text(FIELD, "a tag", tag, hosts)
    if record.note:
        yield from _of_text(NOTE, "the note", record.note, hosts)


def _reference(record: SourceRecord, hosts: Hosts) -> Iterator[Named]:
    url = record.task_url
    trackers = hosts.get(host_of(url), ())
    name = task_in(url) if trackers else key_of_url(url)
    if name:
        yield Named(name, REFERENCE, "the tracker's own reference", record.note, url, trackers, not trackers)


def _of_text(level: int, where: str, text: str, hosts: Hosts) -> Iterator[Named]:
    bare = text
    if "://" in text:
        yield from _linked(level, where, text, hosts)
        bare = LINK.sub(" ", text)
    for key in _keys(bare) if level == FIELD else KEY.findall(bare):
        yield Named(key, level, f"key in {where}", text)


def _linked(level: int, where: str, text: str, hosts: Hosts) -> Iterator[Named]:
    """The tasks to which links in a text lead; a link to anywhere else is none."""
    for url in LINK.findall(text):
        trackers = hosts.get(host_of(url), ())
        name = task_in(url) if trackers else ""
        if name:
            yield Named(name, level, f"link in {where}", text, url, trackers)


@lru_cache(_KEPT)
def host_of(url: str) -> str:
    """Where a link leads; empty for what is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def task_in(url: str) -> str:
    """The task that a link to a task tracker names: a Jira key or an Asana task's number; empty for other pages."""
    found = _IN_LINK.search(url)
    return next((part for part in found.groups() if part), "") if found else ""


@lru_cache(_KEPT)
def _keys(text: str) -> tuple[str, ...]:
    """Of a text that thousands of entries share."""
    return tuple(KEY.findall(text))
