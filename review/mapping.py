"""Mappings that people accept, end and take back: which project is which workstream, which user which person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from shlex import quote
from typing import Any

from billing.periods import month_of_period
from billing.texts import squashed
from mappings.decided import PERSON, Mapped, Signature
from mappings.store import Transaction
from review.mapping_known import Counterpart, Sources
from review.mapping_named import CannotMap, Wanted
from review.mapping_suggest import REJECTED, Candidate, Suggestion, subject
from review.tables import Section, section, sentences

ACCEPTED, CONFIRMED, ENDED, TAKEN_BACK = "map", "confirm-map", "end-map", "unmap"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a mapping, in words."""

    mapped: Mapped
    label: str
    what: str


# ---- accepting ----


def accept(tx: Transaction, wishes: Sequence[Wanted], signature: Signature) -> list[Done]:
    """Writes mappings down, all or none; one that stands already is confirmed if its source has changed since.

    Entries are matched again by themselves at the next run. Raises CannotMap.
    """
    _explained(signature, "a mapping without a reason cannot be explained later")
    return [_accept(tx, wish, signature) for wish in wishes]


def _accept(tx: Transaction, wish: Wanted, signature: Signature) -> Done:
    of = wish.counterpart
    mapped = Mapped(*of.about, wish.target, wish.since, wish.until, of.seen, signature)
    standing = [each for each in tx.decided.all() if each.about == of.about]
    confirmed = [each for each in standing if _confirms(mapped, each)]
    if confirmed:
        if all(dict(each.seen) == of.seen for each in confirmed):
            raise CannotMap(f"{_stands(of, confirmed[0])}. {_way_out(confirmed[0])}")
        for each in confirmed:
            tx.decided.note_seen(each, of.seen)
        note(tx, CONFIRMED, mapped, signature)
        return Done(mapped, of.label, "confirmed")
    for each in standing:
        if overlap(mapped, each):
            raise CannotMap(f"{_stands(of, each)}. {_way_out(each)}")
    tx.decided.accept(mapped)
    note(tx, ACCEPTED, mapped, signature)
    return Done(mapped, of.label, "accepted")


def _confirms(mapped: Mapped, standing: Mapped) -> bool:
    """Whether a mapping says the same as one that stands, or says it again without its dates."""
    undated = mapped.since is None and mapped.until is None
    return standing.target == mapped.target and (undated or mapped.says == standing.says)


def overlap(one: Mapped, other: Mapped) -> bool:
    """Whether two mappings of the same both hold on some day."""
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (one.until or date.max)


def note(tx: Transaction, kind: str, mapped: Mapped, signature: Signature) -> None:
    """A signed decision about a mapping, for its history."""
    said = {
        "other": mapped.target,
        "since": _iso(mapped.since),
        "until": _iso(mapped.until),
        "seen": dict(mapped.seen),
    }
    tx.decisions.add(kind, {subject(*mapped.about, mapped.target): said}, signature)


def _explained(signature: Signature, because: str) -> None:
    if not signature.why.strip():
        raise CannotMap(f"say why with --why; {because}")


def _stands(of: Counterpart, each: Mapped) -> str:
    signed = each.signature
    who = f" ({signed.by}, {signed.at:%Y-%m-%d}: {signed.why})" if signed else ""
    return f"{of.title} of {each.connector} is mapped to {each.target}{dates_of(each)} already{who}"


def _way_out(each: Mapped) -> str:
    back = f"tieout map reject {each.connector} {quote(each.key)} --why …"
    if each.kind == PERSON:
        return f"Take that back first: {back}"
    return f"Take that back first: {back}, or end it with --from DATE, its first day no more"


def dates_of(each: Mapped) -> str:
    """When a mapping holds, in words; empty where it always does."""
    return (f" from {each.since}" if each.since else "") + (f" until {each.until}" if each.until else "")


# ---- rejecting ----


def reject_suggestions(
    tx: Transaction, found: Sequence[tuple[Suggestion, Candidate]], signature: Signature
) -> list[Done]:
    """Notes that candidates are wrong, so that they are never shown again. Raises CannotMap."""
    _explained(signature, "that a suggestion is wrong must be explained too")
    done = []
    for suggestion, candidate in found:
        mapped = Mapped(*suggestion.counterpart.about, candidate.target)
        note(tx, REJECTED, mapped, signature)
        done.append(Done(mapped, suggestion.counterpart.label, "not suggested again"))
    return done


def reject(
    tx: Transaction, known: Sources, words: Sequence[str], since: date | None, signature: Signature
) -> list[Done]:
    """Takes mappings of a project or a person back, or ends them before a day; what was stays in the history.

    `words` are connector, project or person, and (where it has several) the code. Raises CannotMap.
    """
    _explained(signature, "a mapping that is taken back must be explained too")
    labels = {about: each.label for about, each in known.by_key.items()}
    found = _standing(tx, labels, words)
    if since is None:
        return [_take_back(tx, each, labels, signature) for each in found]
    if any(each.kind == PERSON for each in found):
        raise CannotMap("who somebody is has no dates; leave out --from")
    found = [each for each in found if (each.until or date.max) >= since]
    if not found:
        raise CannotMap(f"the mapping of {words[1]} has ended before {since} already")
    return [_end(tx, each, since, labels, signature) for each in found]


def _standing(tx: Transaction, labels: dict[tuple[str, str, str], str], words: Sequence[str]) -> list[Mapped]:
    connector, what, *targets = words
    own = [each for each in tx.decided.all() if each.connector == connector]
    own = [each for each in own if each.target in targets] if targets else own
    folded = squashed(what).casefold()
    exact = [each for each in own if what in (each.key, each.key.removeprefix("id:"))]
    found = exact or [each for each in own if folded in _names(each, labels.get(each.about, ""))]
    if not found:
        to = f" to {targets[0]}" if targets else ""
        raise CannotMap(f"no mapping of {what} in {connector}{to} stands; `tieout map list` shows those that do")
    if len({each.about for each in found}) > 1:
        ids = ", ".join(sorted({each.key for each in found}))
        raise CannotMap(f"several are called {what}: {ids}; write the id of one")
    return found


def _names(each: Mapped, label: str) -> set[str]:
    name, client, email = (each.seen.get(key, "") for key in ("name", "client", "email"))
    said = {label, each.key, name, email, f"{client} / {name}"}
    return {squashed(text).casefold() for text in said if text}


def _take_back(tx: Transaction, each: Mapped, labels: dict[tuple[str, str, str], str], signature: Signature) -> Done:
    tx.decided.take_back(each)
    note(tx, TAKEN_BACK, each, signature)
    return Done(each, labels.get(each.about, each.key), "taken back")


def _end(
    tx: Transaction, each: Mapped, since: date, labels: dict[tuple[str, str, str], str], signature: Signature
) -> Done:
    if each.since and each.since >= since:
        return _take_back(tx, each, labels, signature)
    ended = replace(each, until=since - timedelta(days=1))
    tx.decided.take_back(each)
    tx.decided.accept(ended)
    note(tx, ENDED, ended, signature)
    return Done(ended, labels.get(each.about, each.key), f"ended with {ended.until}")


# ---- what it touches ----


def months_of(tx: Transaction, known: Sources, mapped: Iterable[Mapped]) -> list[str]:
    """The months, of those that were run before, in which something is billed otherwise by these mappings."""
    touched = {
        name
        for each in mapped
        for raw in known.raw_names.get(each.about, ())
        for name in tx.decided.months(each.connector, dict(raw))
    }
    units = tx.units.of()
    months = [(month_of_period(row.period), row.closed) for row in units]
    if any(closed for name, closed in months if name in touched):
        touched |= {name for name, closed in months if name > min(touched) and not closed}
    return sorted(touched & ({name for name, _ in months} | {last.month for last in tx.seen.last_runs()}))


# ---- for people and programs ----


def in_words(done: Done) -> str:
    """What became of a mapping, as a sentence."""
    mapped = done.mapped
    own = f" ({mapped.key})" if mapped.key.startswith("id:") else ""
    return f"{done.what}: {mapped.connector} {done.label}{own} → {mapped.target}{dates_of(mapped)}"


def to_sections(found: Sequence[Mapped], known: Sources) -> list[Section]:
    """Every mapping that stands."""
    if not found:
        return [sentences("Nobody has mapped anything yet; `tieout map suggest` says what waits.")]
    by_key = known.by_key
    rows = [
        (
            each.connector,
            by_key[each.about].label if each.about in by_key else "",
            each.key,
            each.target,
            each.since or "",
            each.until or "",
            each.signature.by if each.signature else "",
            each.signature.why if each.signature else "",
        )
        for each in found
    ]
    return [section("Mapped", ("source", "what", "by", "is", "from", "until", "who", "why"), rows)]


def to_json(found: Sequence[Mapped], known: Sources) -> list[dict[str, Any]]:
    """The same with stable keys; `seen` is what the source said of it then."""
    by_key = known.by_key
    return [
        {
            "connector": each.connector,
            "kind": each.kind,
            "id": each.key,
            "name": by_key[each.about].label if each.about in by_key else None,
            "mapped_to": each.target,
            "from": _iso(each.since),
            "until": _iso(each.until),
            "by": each.signature.by if each.signature else None,
            "at": each.signature.at.isoformat() if each.signature else None,
            "why": each.signature.why if each.signature else None,
            "seen": dict(each.seen),
        }
        for each in found
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
