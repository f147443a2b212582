"""The people of a tracker as people.yaml, and what the rates in contracts call them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing.texts import squashed
from config.from_tracker_names import comment, number, price_of, readable, some, texts_in
from config.starter import scalar
from connectors.sources import Reference

Dated = tuple[tuple[str, Decimal], ...]
"""Prices for an hour, each with the day from which it holds; the first may have none."""

_HEAD = """\
# yaml-language-server: $schema=.schema/people.schema.json
# Everyone who tracks time, as {title} has them; compare names, roles and capacities with your own list.
# `role` may be a dated list: [{{role: junior}}, {{role: senior, from: 2026-10-15}}]
# `weekly_capacity` are hours; with it, business days without any time are reported.
"""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as people.yaml has them. `key` is what rates call them, `rates` what an hour of them costs by itself."""

    key: str
    name: str = ""
    email: str = ""
    role: str = ""
    rates: Dated = ()
    currency: str = ""
    """Of the rates, where the tracker says it."""
    other_roles: tuple[str, ...] = ()
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Crew:
    """Everyone by the tracker's ids, without those who are archived."""

    people: Mapping[str, Someone]
    archived: tuple[str, ...] = ()
    role_rates: Mapping[str, Dated] = field(default_factory=dict)
    """The rates of each role whose people, two or more, all have the same."""


def crew_of(references: Sequence[Reference], known: Mapping[str, str] | None = None) -> Crew:
    """The people of a tracker; with those of a people.yaml, by e-mail and by name, only who is found there."""
    active = [each for each in references if not each.archived]
    archived = tuple(readable(each.name, each.id) for each in references if each.archived)
    if known is None:
        people = _named(active)
        return Crew(people, archived, _role_rates(list(people.values())))
    keys = {each.id: known.get(each.email.strip().casefold()) or known.get(squashed(each.name)) for each in active}
    return Crew({each.id: _someone(each, key, key) for each in active if (key := keys[each.id])}, archived)


def people_file(crew: Crew, title: str) -> bytes:
    """The file people.yaml."""
    lines = [_HEAD.format(title=title)]
    if crew.archived:
        lines.append(comment(f"Left out, archived in {title}: {some(crew.archived)}."))
    lines.append("people:\n" if crew.people else "people: []\n")
    for each in crew.people.values():
        lines.append(f"  - name: {scalar(each.name)}\n")
        lines.append(f"    email: {scalar(each.email)}\n" if each.email else _no_email(title))
        if each.role:
            more = f"        # {title} has also: {', '.join(each.other_roles)}" if each.other_roles else ""
            lines.append(f"    role: {scalar(each.role)}{more}\n")
        if each.capacity:
            lines.append(f"    weekly_capacity: {each.capacity}\n")
    return "".join(lines).encode()


def dated_rates(stated: object) -> Dated:
    """Dated rates as far as they are all clear: nothing where one is no price, and where two begin on one day."""
    rows = stated if isinstance(stated, list | tuple) else []
    found = [(str(row.get("since") or ""), price_of(row.get("amount"))) for row in rows if isinstance(row, dict)]
    clear = all(price is not None and (not since or _is_day(since)) for since, price in found)
    if not clear or len({since for since, _ in found}) < len(rows):
        return ()
    return tuple(sorted((since, price) for since, price in found if price is not None))


def always(stated: object) -> Dated:
    """A rate without dates, or nothing."""
    price = price_of(stated)
    return () if price is None else (("", price),)


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _no_email(title: str) -> str:
    return f"    # no e-mail in {title}: time is found by the name alone\n"


def _named(active: Sequence[Reference]) -> dict[str, Someone]:
    """Names and e-mails that belong to one person each; two of the same name need an e-mail each."""
    names = {each.id: squashed(readable(each.name, f"Person {each.id}")) for each in active}
    emails: dict[str, str] = {}
    for each in active:
        email = readable(each.email)
        emails[each.id] = "" if email.casefold() in {other.casefold() for other in emails.values()} else email
    used = Counter(names.values())
    for each in active:
        if used[names[each.id]] > 1 and not emails[each.id]:
            names[each.id] = _free(f"{names[each.id]} ({readable(each.id)})", names)
    used = Counter(names.values())
    people = {}
    for each in active:
        name, email = names[each.id], emails[each.id]
        people[each.id] = _someone(each, name if used[name] == 1 else f"{name} <{email}>", name, email)
    return people


def _free(name: str, names: Mapping[str, str]) -> str:
    while name in names.values():
        name += "'"
    return name


def _someone(reference: Reference, key: str, name: str, email: str = "") -> Someone:
    detail = reference.detail
    stated = detail.get("rates")
    roles = sorted({readable(each) for each in texts_in(detail.get("roles"))} - {""})
    return Someone(
        key=key,
        name=name,
        email=email,
        role=roles[0] if roles else "",
        rates=dated_rates(stated) if stated else always(detail.get("rate")),
        currency=str(detail.get("currency") or ""),
        other_roles=tuple(roles[1:]),
        capacity=_hours(detail.get("weekly_capacity_seconds")),
    )


def _hours(seconds: object) -> str:
    text = str(seconds)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 0 < int(text) <= 168 * 3600:
        return ""
    return number(format((Decimal(text) / 3600).quantize(Decimal("0.01")), "f"))


def _role_rates(people: Sequence[Someone]) -> dict[str, Dated]:
    by_role: dict[str, list[Dated]] = {}
    for each in people:
        if each.role:
            by_role.setdefault(each.role, []).append(each.rates)
    return {role: found[0] for role, found in by_role.items() if len(found) > 1 and len(set(found)) == 1 and found[0]}
