"""Which tasks an entry names: by its tracker's own reference, else by exact keys in task field, tags and note."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from billing.records import SourceRecord, Task
from billing.texts import clean, title_after

KEY = re.compile(r"(?<![\w-])([A-Z][A-Z0-9_]{1,9}-[1-9]\d{0,8})(?![\w-])")
_BROWSE = re.compile(r"/browse/([A-Z][A-Z0-9_]+-\d+)")
_SELECTED = re.compile(r"(?:^|&)selectedIssue=([A-Z][A-Z0-9_]+-\d+)(?:&|$)")
_KEPT = 4096
STANDARDS = frozenset("AES COVID FIPS GPT HTTP IEC IEEE ISO MPEG NIST PCI RFC RSA SHA SOC TLS UTF WCAG".split())
"""Prefixes of standards and products that look like task keys: UTF-8, ISO-9001, COVID-19, GPT-4."""


def tasks_of(record: SourceRecord, project_codes: Container[str]) -> tuple[Task, ...]:
    """The tasks an entry names: the tracker's own reference alone, else each key in task field, tags and note once."""
    key = key_of_url(record.task_url) if record.task_url else ""
    if key:
        title = title_after(key, record.note) if key in record.note else clean(record.note)
        return (Task(key, title, record.task_url, "the tracker's own reference"),)
    found: dict[str, Task] = {}
    for where, text, key in _named(record):
        if key in project_codes or key.partition("-")[0] in STANDARDS:
            continue
        title, known = title_after(key, text), found.get(key)
        if known is None:
            found[key] = Task(key, title, "", f"key in {where}")
        elif title and not known.title:
            found[key] = Task(key, title, "", known.reason)
    return tuple(found.values())


def _named(record: SourceRecord) -> list[tuple[str, str, str]]:
    """What looks like a key, with the text and the place in which it stands."""
    named = [("the task field", record.activity, key) for key in _usual_keys(record.activity)]
    for tag in record.tags:
        named += [("a tag", tag, key) for key in _usual_keys(tag)]
    return [*named, *[("the note", record.note, key) for key in KEY.findall(record.note)]]


@lru_cache(_KEPT)
def _usual_keys(text: str) -> Sequence[str]:
    """Of a text that thousands of entries share."""
    return tuple(KEY.findall(text))


def key_of_url(url: str) -> str:
    """The task behind a link: a Jira key, an Asana task's number, or the link's last part; empty when there is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    jira = _BROWSE.search(parts.path) or _SELECTED.search(parts.query)
    if jira:
        return jira.group(1)
    pieces = [piece for piece in parts.path.split("/") if piece and piece != "f"]
    if parts.hostname == "app.asana.com":
        return next((piece for piece in reversed(pieces) if piece.isdigit()), "")
    return clean(pieces[-1], 40) if pieces else ""


def by_key(text: str) -> tuple[str, int, str]:
    """Sorts ACME-9 before ACME-14."""
    prefix, _, number = text.rpartition("-")
    return (prefix, int(number), "") if number.isdecimal() else (text, 0, text)
