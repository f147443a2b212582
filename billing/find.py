"""Whose project and which person an entry names: every place that speaks must agree, and names never decide alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from billing.catalogue import AcceptedProject, Index, SourceRules
from billing.records import Answer, Entry, SourceRecord
from billing.texts import squashed

Named = tuple[str, str, str, str]
"""How a source names a person: its connector, e-mail, name, and the vendor's own id."""


Spoken = tuple[tuple[str, str], ...]
"""Places that speak, each with the project code that it names."""


def find_project(entry: Entry, index: Index, also: Spoken = ()) -> tuple[Answer, tuple[str, ...]]:
    """The project code of an entry, and all codes that speak. An accepted mapping ends the search; else all must agree.

    `also` speak its tasks. The answer's value is the code when exactly one speaks, whether a contract knows it or not.
    """
    accepted = _accepted_project(entry, index)
    if accepted:
        reason = f"project {project_name(entry.record)} was mapped to it by a person"
        return Answer(accepted.code, reason), (accepted.code,)
    record = entry.record
    asked = (entry.connector, record.project_code, record.project, record.tags)
    known = index.spoken.get(asked)
    if known is None:
        known = index.spoken[asked] = _what_speaks(entry, index, ())
    return _with(known, also) or _what_speaks(entry, index, also) if also else known


def _with(found: tuple[Answer, tuple[str, ...]], also: Spoken) -> tuple[Answer, tuple[str, ...]] | None:
    """The quick way where tasks speak for the one code that was found without them, else None."""
    answer, codes = found
    if len(codes) != 1 or any(code != codes[0] for _, code in also):
        return None
    places = dict.fromkeys([where for where, _ in also])
    return Answer(answer.value, f"{answer.reason}, {', '.join(places)}"), codes


def _what_speaks(entry: Entry, index: Index, also: Spoken) -> tuple[Answer, tuple[str, ...]]:
    spoken: dict[str, list[str]] = {}
    for where, code in (*_spoken_codes(entry.record, index.source(entry.connector), index), *also):
        spoken.setdefault(code, []).append(where)
    if not spoken:
        return Answer("", "no code field, project name or tag names one"), ()
    reason = "; ".join(f"{code} in {', '.join(dict.fromkeys(places))}" for code, places in sorted(spoken.items()))
    codes = tuple(sorted(spoken))
    return Answer(codes[0] if len(codes) == 1 else "", reason), codes


def find_person(entry: Entry, index: Index) -> Answer:
    """The person of an entry: accepted mapping, else e-mail, else (no e-mail in the file) a unique exact full name."""
    return _person((entry.connector, entry.record.email, entry.record.person, entry.record.person_id), index)


def billing_day(record: SourceRecord, zone: str) -> date:
    """The date the tracker shows; where there is a clock time and the contract names a zone, the start in that zone."""
    if zone and record.started is not None:
        return record.started.astimezone(ZoneInfo(zone)).date()
    return record.day


def who_is(asked: Named, index: Index) -> str:
    """The person whom a source names, or what it calls one that is not known."""
    _, email, person, _ = asked
    return _person(asked, index).value or squashed(person or email)


def _person(asked: Named, index: Index) -> Answer:
    if asked not in index.found:
        index.found[asked] = _who_it_is(asked, index)
    return index.found[asked]


def _who_it_is(asked: Named, index: Index) -> Answer:
    connector, email, person_name, person_id = asked
    users = own_name(person_id), email.casefold() or squashed(person_name)
    for user in users:
        if accepted := index.users.get((connector, user)):
            return Answer(accepted.name, f"{email or squashed(person_name)} was mapped by a person")
    if email:
        person = index.by_email.get(email.casefold())
        return Answer(person.key, "by e-mail") if person else Answer("", f"nobody in people.yaml has {email}")
    named = index.by_name.get(squashed(person_name), [])
    if len(named) == 1:
        return Answer(named[0].key, "by name")
    return Answer("", f"{len(named) or 'nobody'} in people.yaml with the name {squashed(person_name)}")


# ---- project codes ----


def _accepted_project(entry: Entry, index: Index) -> AcceptedProject | None:
    if not index.projects:
        return None
    names = own_name(entry.record.project_id), project_name(entry.record)
    fitting = [accepted for name in names for accepted in index.projects.get((entry.connector, name), ())]
    day = entry.record.day
    return next((a for a in fitting if (a.since or date.min) <= day <= (a.until or date.max)), None)


def project_name(record: SourceRecord) -> str:
    """How a mapping names a project of a source that has no project ids: client and project."""
    return f"{squashed(record.client)} / {squashed(record.project)}"


def own_name(vendor_id: str) -> str:
    """How a mapping names a project or a user by the vendor's own id, which decides before any name."""
    return f"id:{vendor_id}"


def _spoken_codes(record: SourceRecord, source: SourceRules, index: Index) -> Iterator[tuple[str, str]]:
    if record.project_code.strip():
        yield "the project's code field", record.project_code.strip()
    places = [("the project's name", record.project), *(("a tag", tag) for tag in record.tags)]
    for where, text in places:
        for code in _codes_in(text, source, index):
            yield where, code


def _codes_in(text: str, source: SourceRules, index: Index) -> Iterable[str]:
    if source.code_pattern:
        found = re.search(source.code_pattern, text)
        code = found.group(1 if found.re.groups else 0) if found else None
        return [code] if code else []
    return index.known_code.findall(text) if index.known_code else []
