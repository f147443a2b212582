"""Suggestions of what a project or a user may be: ranked, each with its reason; none applies by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from billing.catalogue import Catalogue
from billing.ids import stable_id
from billing.records import Contract, Person, Workstream
from mappings.decided import PROJECT, Mapped
from mappings.store import Transaction
from review.alike import alike, plain_words
from review.mapping_known import Counterpart, Sources, sources
from review.tables import Section, clock, section, sentences

REJECTED = "reject-map"
SHORT_ID = "m"
AT_MOST = 3
LIKE_CLIENT, SIMILAR, ELSEWHERE = 80, 60, 75
"""How alike names must be, of 100: a client's, a project's or person's, a project's of another client."""

_SAME_MAIL, _SAME_CODE, _TWIN, _CLIENT, _LIKE_CLIENT, _NAME, _OTHER = 7, 6, 5, 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a counterpart may be, why, and how alike the names are, of 100. The id is the same whenever it is asked."""

    id: str
    target: str
    reason: str
    rank: int
    score: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A counterpart that nothing maps yet, with candidates, the best first; there may be none."""

    number: int
    counterpart: Counterpart
    candidates: tuple[Candidate, ...]


def subject(kind: str, connector: str, key: str, target: str) -> str:
    """What a decision about a mapping calls it."""
    return f"{connector} {kind} {key} → {target}"


def suggest(tx: Transaction, catalogue: Catalogue, known: Sources | None = None) -> list[Suggestion]:
    """All that nothing maps yet, that with the most time first. What was rejected does not come again."""
    rejected = tx.decided.standing(REJECTED)
    known = known or sources(tx, catalogue)
    offers = _Offers(catalogue, tx.decided.all(), known)
    waiting = enumerate(known.waiting, start=1)
    return [Suggestion(number, each, offers.candidates(each, rejected)) for number, each in waiting]


def closest(word: str, known: Iterable[str], at_most: int = AT_MOST) -> list[str]:
    """The known words that are most like a mistyped one."""
    scored = sorted((-alike(word, each), each) for each in set(known))
    return [each for score, each in scored if -score >= SIMILAR][:at_most]


class _Offers:
    """What counterparts may be: workstreams, people, and what their twins in other places are mapped to."""

    def __init__(self, catalogue: Catalogue, accepted: Sequence[Mapped], known: Sources) -> None:
        self._streams = [(contract, stream) for contract in catalogue.contracts for stream in contract.workstreams]
        self._people = catalogue.people
        by_key = known.by_key
        self._twins: dict[tuple[str, str], list[Mapped]] = {}
        for each in accepted:
            label = by_key[each.about].label if each.about in by_key else each.key
            self._twins.setdefault((each.kind, plain_words(label)), []).append(each)

    def candidates(self, of: Counterpart, rejected: set[str]) -> tuple[Candidate, ...]:
        """The best of all offers, each target once."""
        best: dict[str, Candidate] = {}
        offers = self._projects(of) if of.kind == PROJECT else self._persons(of)
        for offer in (*self._mapped_twins(of), *offers):
            before = best.get(offer.target)
            if before is None or (offer.rank, offer.score) > (before.rank, before.score):
                best[offer.target] = offer
        left = [each for each in best.values() if subject(*of.about, each.target) not in rejected]
        return tuple(sorted(left, key=lambda each: (-each.rank, -each.score, each.target))[:AT_MOST])

    def _mapped_twins(self, of: Counterpart) -> Iterator[Candidate]:
        targets = {stream.code for _, stream in self._streams} | {person.key for person in self._people}
        for twin in self._twins.get((of.kind, plain_words(of.label)), ()):
            if twin.target in targets and twin.about != of.about:
                where = f"{twin.connector} {twin.key}" if twin.connector == of.connector else twin.connector
                yield _candidate(of, twin.target, f"the same name in {where} is mapped to it", _TWIN, 100)

    def _projects(self, of: Counterpart) -> Iterator[Candidate]:
        for contract, stream in self._streams:
            if not (stream.until and of.first and stream.until < of.first):
                found = _as_stream(of, contract, stream)
                if found:
                    yield found

    def _persons(self, of: Counterpart) -> Iterator[Candidate]:
        for person in self._people:
            found = _as_person(of, person)
            if found:
                yield found


def _candidate(of: Counterpart, target: str, reason: str, rank: int, score: int) -> Candidate:
    return Candidate(stable_id(SHORT_ID, *of.about, target), target, reason, rank, score)


def _as_stream(of: Counterpart, contract: Contract, stream: Workstream) -> Candidate | None:
    """A workstream as what a project may be: by its code, then by its client, then by its name."""
    names = (stream.name, stream.code, f"{contract.client} {stream.name}")
    score = max(alike(of.name, name) for name in names)
    client = max(alike(of.client, contract.client), alike(of.client, contract.id)) if of.client else 0
    if _bare(of.code) == _bare(stream.code) != "":
        return _candidate(of, stream.code, f"its code is {of.code}", _SAME_CODE, 100)
    if client >= LIKE_CLIENT:
        whose, rank = ("same client", _CLIENT) if client == 100 else (f"client {contract.client}", _LIKE_CLIENT)
        only = "its only workstream" if len(contract.workstreams) == 1 else "another name"
        name = "similar name" if score >= SIMILAR else only
        return _candidate(of, stream.code, f"{whose}, {name}", rank, score)
    if of.client and score >= ELSEWHERE:
        return _candidate(of, stream.code, f"similar name, but of client {contract.client}", _OTHER, score)
    if not of.client and score >= SIMILAR:
        return _candidate(of, stream.code, "similar name", _NAME, score)
    return None


def _as_person(of: Counterpart, person: Person) -> Candidate | None:
    """Someone as who a user may be: by e-mail, then by name."""
    mails = {mail.casefold() for mail in person.emails}
    own = of.email.casefold()
    local = own.partition("@")[0]
    if own in mails:
        return _candidate(of, person.key, "same e-mail", _SAME_MAIL, 100)
    score = max(alike(of.name, person.name), alike(local, person.name))
    if alike(of.name, person.name) == 100:
        return _candidate(of, person.key, f"same name, but {own or 'without an e-mail'}", _NAME, 100)
    if local and local in {mail.partition("@")[0] for mail in mails}:
        return _candidate(of, person.key, "the same before the @ of their e-mail", _NAME, max(score, SIMILAR))
    return _candidate(of, person.key, "similar name", _OTHER, score) if score >= SIMILAR else None


def _bare(code: str) -> str:
    return "".join(char for char in code.casefold() if char.isalnum())


# ---- for people and programs ----


def to_sections(found: Sequence[Suggestion], *, everything: bool, nameless_seconds: int = 0) -> list[Section]:
    """What waits to be mapped, each candidate in a row of its own; without time only if everything is wanted."""
    shown = [each for each in found if everything or each.counterpart.entries]
    hidden = len(found) - len(shown)
    rows = [row for each in shown for row in _rows(each)]
    after = [
        "Accept one: tieout map accept --suggested ID --why … · it is none of these: tieout map reject ID --why …"
        if any(each.candidates for each in shown)
        else "",
        f"{hidden} more without any time waiting; --all lists them too." if hidden else "",
        f"{clock(nameless_seconds)} h name no project; give them one in the tracker." if nameless_seconds else "",
    ]
    if not shown:
        return [sentences("Nothing waits to be mapped.", *(text for text in after if text))]
    headers = (">", "source", "what", ">hours", "id", "may be", "because", ">alike")
    return [section("To be mapped", headers, rows, after)]


def to_json(found: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """The same with stable keys; `seconds` are those that wait."""
    return [
        {
            "number": each.number,
            "connector": each.counterpart.connector,
            "kind": each.counterpart.kind,
            "id": each.counterpart.key,
            "name": each.counterpart.name,
            "client": each.counterpart.client or None,
            "code": each.counterpart.code or None,
            "email": each.counterpart.email or None,
            "seconds": each.counterpart.seconds,
            "entries": each.counterpart.entries,
            "first_date": _day(each.counterpart.first),
            "candidates": [
                {"id": one.id, "mapped_to": one.target, "reason": one.reason, "alike": one.score}
                for one in each.candidates
            ],
        }
        for each in found
    ]


def _rows(each: Suggestion) -> Iterator[tuple[str, ...]]:
    known = each.counterpart
    head = (str(each.number), known.connector, known.title, clock(known.seconds))
    if not each.candidates:
        yield (*head, "", "", "nothing is like it", "")
    for place, one in enumerate(each.candidates):
        yield (*(head if place == 0 else ("",) * 4), one.id, one.target, one.reason, str(one.score))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
