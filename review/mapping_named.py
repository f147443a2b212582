"""What a person means by the words of a mapping: a project or user of a source, and a project code or a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from billing.catalogue import Catalogue
from billing.texts import squashed
from mappings.decided import PERSON, PROJECT
from review.decide import CannotDecide
from review.mapping_known import Counterpart, Sources
from review.mapping_suggest import SHORT_ID, Candidate, Suggestion, closest

Days = tuple[date | None, date | None]


class CannotMap(CannotDecide):
    """The mapping makes no sense; the message says why and what to do. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A counterpart, and what a person says it is, from a day on until another, both included."""

    counterpart: Counterpart
    target: str
    since: date | None = None
    until: date | None = None


def wanted(known: Sources, catalogue: Catalogue, words: Sequence[str], days: Days) -> Wanted:
    """What somebody wants to map: connector, project or person, code or person. Raises CannotMap."""
    connector, what, said = words
    found = _named(known, connector, what)
    kind, target = _target(catalogue, said, {each.kind for each in found})
    of_kind = [each for each in found if each.kind == kind]
    if not of_kind:
        other = "person" if kind == PROJECT else "project"
        raise CannotMap(f"{what} is a {other} in {connector}, and {target} is a {_a(kind)}; map it to a {_a(other)}")
    wish = Wanted(_one(of_kind, what), target, *days)
    check_dates([wish])
    return wish


def check_dates(wishes: Iterable[Wanted]) -> None:
    """Raises CannotMap where days make no sense."""
    for each in wishes:
        if each.counterpart.kind == PERSON and (each.since or each.until):
            raise CannotMap("who somebody is has no dates; leave out --from and --until")
        if each.since and each.until and each.since > each.until:
            raise CannotMap(f"--until {each.until} is before --from {each.since}")


def are_ids(known: Sources, words: Sequence[str]) -> bool:
    """Whether words are ids of suggestions rather than a connector and what it names."""
    connectors = {each.connector for each in known.counterparts}
    looks = [re.fullmatch(rf"{SHORT_ID}[a-z2-7]{{2,12}}", word) is not None for word in words]
    return bool(words) and all(looks) and words[0] not in connectors


def chosen(found: Iterable[Suggestion], words: Sequence[str]) -> list[tuple[Suggestion, Candidate]]:
    """The candidates with some ids, or beginnings of them, or the best of those with some numbers. Raises CannotMap."""
    every = [(each, candidate) for each in found for candidate in each.candidates]
    return [_candidate(every, word.strip()) for word in words]


def target_of(catalogue: Catalogue, kind: str, said: str) -> str:
    """The project code or the person that somebody wrote. Raises CannotMap with those that are most like it."""
    return _target(catalogue, said, {kind}, (kind,))[1]


def _candidate(every: Sequence[tuple[Suggestion, Candidate]], word: str) -> tuple[Suggestion, Candidate]:
    if word.isdecimal():
        numbered = [each for each in every if each[0].number == int(word)]
        if numbered:
            return numbered[0]
        raise CannotMap(f"no suggestion {word} has a candidate; `tieout map suggest` lists them")
    found = [each for each in every if each[1].id.startswith(word)] if len(word) > 2 else []
    if len(found) == 1:
        return found[0]
    several = f"{len(found)} suggestions begin with {word}; type more of one" if found else ""
    raise CannotMap(several or f"no suggestion has the id {word}; `tieout map suggest` lists them")


def _named(known: Sources, connector: str, what: str) -> list[Counterpart]:
    """Everything of a connector that goes by a name: by the vendor's own id, else by any name."""
    own = [each for each in known.counterparts if each.connector == connector]
    if not own:
        names = sorted({each.connector for each in known.counterparts})
        there = f"there is {', '.join(names)}" if names else "import or pull first"
        raise CannotMap(f"nothing is known of a connector {connector}; {there}")
    folded = squashed(what).casefold()
    with_id = [each for each in own if each.own_id and what in (each.key, each.own_id)]
    called = [each for each in own if folded in {name.casefold() for name in each.names}]
    for found in (with_id, called) if folded else ():
        if found:
            return found
    near = closest(what, [name for each in own for name in (each.label, each.name) if name])
    hint = f"did you mean {' or '.join(near)}?" if near else "`tieout map suggest` lists what is not mapped"
    raise CannotMap(f"{connector} has no project and no person {what!r}; {hint}")


def _one(found: Sequence[Counterpart], what: str) -> Counterpart:
    """The one that is meant: by the vendor's own id where it has one, unless that is mapped and the name waits."""
    each = {one.about: one for one in found}
    with_ids = [one for one in each.values() if one.own_id]
    names = [one for one in each.values() if not one.own_id]
    if len(with_ids) > 1 or (not with_ids and len(names) > 1):
        ids = ", ".join(f"{one.key} ({one.label})" for one in (with_ids or names)[:6])
        raise CannotMap(f"{len(with_ids or names)} are called {what}: {ids}; write the id of one")
    if with_ids and names and names[0].waits and not with_ids[0].waits:
        return names[0]
    return (with_ids or names)[0]


def _target(
    catalogue: Catalogue, said: str, kinds: set[str], only: Sequence[str] = (PROJECT, PERSON)
) -> tuple[str, str]:
    """A project code or a person, whichever it is."""
    codes = {stream.code for contract in catalogue.contracts for stream in contract.workstreams}
    if said in codes and PROJECT in only:
        return PROJECT, said
    name = squashed(said)
    people = [
        person.key
        for person in catalogue.people
        if name in (person.key, squashed(person.name)) or name.casefold() in {mail.casefold() for mail in person.emails}
    ]
    if len(people) == 1 and PERSON in only:
        return PERSON, people[0]
    if people and PERSON in only:
        raise CannotMap(f"people.yaml has {said} {len(people)} times; write one of: {', '.join(sorted(people))}")
    if PROJECT in kinds:
        raise CannotMap(_unknown("no contract has the project code", said, codes, "a workstream in contracts/"))
    everyone = {person.key for person in catalogue.people}
    raise CannotMap(_unknown("people.yaml has nobody called", said, everyone, "them to people.yaml"))


def _unknown(sentence: str, said: str, known: Iterable[str], where: str) -> str:
    near = closest(said, known)
    return f"{sentence} {said}; " + (f"did you mean {' or '.join(near)}? Else add {where}" if near else f"add {where}")


def _a(kind: str) -> str:
    return "project code" if kind == PROJECT else "person"
