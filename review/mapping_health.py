"""Whether what people mapped is still so: renamed, recoded, archived, gone, or mapped to what is there no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from shlex import quote
from typing import Any

from billing.catalogue import Catalogue, Index
from billing.find import find_project
from billing.records import Entry
from mappings.decided import PERSON, PROJECT, Mapped
from mappings.store import Transaction
from review.mapping import dates_of
from review.mapping_known import Counterpart, Sources, record_of, sources
from review.tables import Section, clock, counted, section, sentences


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a mapping or a counterpart, and what to do. Where it `needs` a person, billing may be wrong."""

    code: str
    connector: str
    kind: str
    key: str
    sentence: str
    remedy: str
    needs: bool = True


def health(tx: Transaction, catalogue: Catalogue, today: date, known: Sources | None = None) -> list[Finding]:
    """All that is to be said of mappings in force and of what sources name; what needs a person first."""
    known = known or sources(tx, catalogue)
    in_force = [each for each in tx.decided.all() if (each.until or date.max) >= today]
    check = _Check(catalogue, known, today)
    found = [finding for each in in_force for finding in check.mapped(each)]
    found += check.people({each.about for each in in_force})
    found += _waiting(known)
    return sorted(found, key=lambda each: not each.needs)


class _Check:
    """What mappings are compared with: contracts, people, and what their sources say now."""

    def __init__(self, catalogue: Catalogue, known: Sources, today: date) -> None:
        self._index = Index.of(catalogue)
        self._unmapped = Index.of(_without(catalogue))
        self._people = {person.key: person for person in catalogue.people}
        self._known = known.by_key
        self._today = today

    def mapped(self, each: Mapped) -> Iterator[Finding]:
        """All that is to be said of one mapping."""
        if not self._index.is_configured(each.connector):
            words = f"{_called(each)} is mapped, and tieout.yaml has no connector {each.connector}"
            yield _about(each, "connector_gone", words, f"name the connector again, or take it back: {_back(each)}")
            return
        yield from self._target(each)
        now = self._known.get(each.about)
        if now is None or not now.present:
            words = f"{_called(each)} is mapped to {each.target}, and was deleted or merged there: it is listed no more"
            remedy = f"map what it was merged into, and end this one: {_back(each, self._today)}"
            yield _about(each, "gone", words, remedy)
            return
        yield from self._changed(each, now)
        if now.archived:
            words = f"{_called(each)} is mapped to {each.target}, and is archived in {each.connector}"
            remedy = "nothing; no more time comes of it"
            yield _about(each, "archived", words, remedy, needs=False)

    def people(self, mapped: set[tuple[str, str, str]]) -> Iterator[Finding]:
        """People of people.yaml whom a tracker has deactivated, known by their e-mail."""
        for known in self._known.values():
            person = self._index.by_email.get(known.email.casefold()) if known.kind == PERSON else None
            if person and known.about not in mapped and known.present and known.archived:
                words = f"{person.key} is deactivated in {known.connector}, and still in people.yaml"
                remedy = "if they left, take weekly_capacity away there, so that no time is missed"
                yield Finding("left", known.connector, known.kind, known.key, words, remedy, needs=False)

    def _target(self, each: Mapped) -> Iterator[Finding]:
        back = f"or take it back: {_back(each)}"
        if each.kind == PROJECT and each.target not in self._index.workstreams:
            words = f"{_called(each)} is mapped to {each.target}, which is in no contract"
            yield _about(each, "workstream_gone", words, f"give a contract the workstream {each.target} again, {back}")
        if each.kind == PERSON and each.target not in self._people:
            words = f"{_called(each)} is mapped to {each.target}, who is not in people.yaml"
            yield _about(each, "person_gone", words, f"add {each.target} to people.yaml again, {back}")

    def _changed(self, each: Mapped, now: Counterpart) -> Iterator[Finding]:
        """What its source says otherwise than when it was accepted; nothing, if nobody noted what it said."""
        if not each.seen:
            return
        again = f"if it is right still, say so: {_again(each)}; else take it back: {_back(each)}"
        names = [_label(each.seen), _label(now.seen)]
        if names[0] != names[1]:
            words = f"{names[0]} of {each.connector} is mapped to {each.target}, and is called {names[1]} now"
            yield _about(each, "renamed", words, again)
        if each.kind == PERSON and each.seen.get("email", "").casefold() != now.email.casefold():
            then, mail = each.seen.get("email") or "none", now.email or "none"
            words = f"{_called(each)} is mapped to {each.target}; its e-mail was {then} and is {mail} now"
            yield _about(each, "other_email", words, again)
        if each.kind == PROJECT and each.seen.get("code", "") != now.code:
            yield self._other_code(each, now, again)

    def _other_code(self, each: Mapped, now: Counterpart, again: str) -> Finding:
        was, code = each.seen.get("code") or "none", now.code or "none"
        entry = Entry("", 0, now.connector, record_of(now, self._today))
        spoken = set(find_project(entry, self._unmapped)[1]) & set(self._unmapped.workstreams) - {each.target}
        if spoken:
            says = " and ".join(sorted(spoken))
            words = f"{_called(each)} is mapped to {each.target}, and its code in {each.connector} says {says} now"
            return _about(each, "code_differs", words, again)
        words = f"{_called(each)} is mapped to {each.target}; its code in {each.connector} was {was} and is {code} now"
        return _about(each, "recoded", words, again)


def _without(catalogue: Catalogue) -> Catalogue:
    return replace(catalogue, projects=(), users=())


def _waiting(known: Sources) -> Iterator[Finding]:
    for kind, noun in ((PROJECT, "project"), (PERSON, "user")):
        waiting = [each for each in known.waiting if each.kind == kind and each.entries]
        if waiting:
            held = f"{clock(sum(each.seconds for each in waiting))} h"
            verb = "is" if len(waiting) == 1 else "are"
            words = f"{counted(len(waiting), noun)} {verb} not mapped, and {held} of work waits for that"
            yield Finding("not_mapped", "", kind, "", words, "see what each may be: tieout map suggest")


def _about(each: Mapped, code: str, sentence: str, remedy: str, *, needs: bool = True) -> Finding:
    return Finding(code, each.connector, each.kind, each.key, sentence, remedy, needs)


def _called(each: Mapped) -> str:
    return f"{_label(each.seen) or each.key} of {each.connector}{dates_of(each)}"


def _label(seen: Any) -> str:
    name, client = seen.get("name", ""), seen.get("client", "")
    return f"{client} / {name}" if client else str(name)


def _back(each: Mapped, day: date | None = None) -> str:
    dated = f" --from {day}" if day and each.kind == PROJECT else ""
    return f"tieout map reject {each.connector} {quote(each.key)}{dated} --why …"


def _again(each: Mapped) -> str:
    return f"tieout map accept {each.connector} {quote(each.key)} {quote(each.target)} --why …"


# ---- for people and programs ----


def to_sections(found: Sequence[Finding]) -> list[Section]:
    """What needs a person, then what is to be known."""
    if not found:
        return [sentences("Every mapping is as it was accepted, and nothing waits to be mapped.")]
    rows = [
        (each.code, "a person is needed" if each.needs else "to be known", f"{each.sentence}.", f"{each.remedy}.")
        for each in found
    ]
    needed = sum(each.needs for each in found)
    after = [f"{needed} that {'needs' if needed == 1 else 'need'} a person, {len(found) - needed} to be known."]
    return [section("Mappings", ("finding", "", "what", "what to do"), rows, after)]


def to_json(found: Sequence[Finding]) -> list[dict[str, Any]]:
    """The same with stable keys."""
    return [
        {
            "code": each.code,
            "needs_a_person": each.needs,
            "connector": each.connector or None,
            "kind": each.kind,
            "id": each.key or None,
            "sentence": each.sentence,
            "remedy": each.remedy,
        }
        for each in found
    ]
