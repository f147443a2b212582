"""Ids of a source that stand for something else than before: what was there under them is told, before it is missed."""

from __future__ import annotations

from collections.abc import Iterable

from billing.decisions import DecisionKind
from billing.ids import digest
from billing.issues import Issue, facts, hours
from billing.money import Money
from billing.recognise import Change
from billing.records import EXPENSE, Entry, SourceRecord
from billing.texts import clean
from mappings.store import Transaction
from sync.reading import Source
from sync.worker import Run

SCOPE = "own id:"


def tell_other_meanings(tx: Transaction, run: Run, source: Source, changed: Iterable[Change]) -> None:
    """Tells of each entry whose id has another day, amount and words now, until it is again what it was."""
    if not source.export.ids:
        return
    standing = tx.issues.scopes(SCOPE)
    for each in changed:
        scope, now = f"{SCOPE}{each.entry.id}", source.export.records[each.row]
        (told,) = tx.issues.of_scopes([scope]) if scope in standing else (None,)
        if told and _is_there_again(tx, each.entry, told, now):
            tx.issues.replace(scope, [], run.id)
        elif _is_another(each.entry.record, now):
            missing = _was(told) if told and not _is_accepted(tx, told) else ""
            was = _with(missing, _in_words(each.entry.record))
            issue = _issue(source, each.entry, now, source.export.ids[each.row], was)
            tx.issues.replace(scope, [issue], run.id)


def _is_there_again(tx: Transaction, entry: Entry, told: Issue, now: SourceRecord) -> bool:
    """Whether an entry is exactly as what is missing first, by what is told of it, once stood under its id."""
    records = [version.entry.record for version in tx.entries.versions(entry.id)]
    first = next((each for each in records if _was(told).startswith(_in_words(each))), records[0])
    return now in records and not _is_another(first, now)


def _is_accepted(tx: Transaction, told: Issue) -> bool:
    said = tx.decisions.standing([told.id]).get(told.id, [])
    return any(each.kind == DecisionKind.ACCEPT and each.facts == digest(told.facts) for each in said)


def _was(told: Issue) -> str:
    """What is told to be there no more, the first of it first."""
    return dict(told.facts)["was"]


def _with(missing: str, more: str) -> str:
    """What is there no more, with one that is not any more either; each once."""
    if more in missing:
        return missing
    return f"{missing}, then {more}" if missing else more


def _is_another(was: SourceRecord, now: SourceRecord) -> bool:
    """Whether nothing that an edit would leave is as it was."""
    same_amount = (was.cost_minor, was.seconds) == (now.cost_minor, now.seconds)
    return was.day != now.day and not same_amount and was.note != now.note


def _issue(source: Source, entry: Entry, now: SourceRecord, own: str, was: str) -> Issue:
    named = facts(connector=source.connector, own=clean(own), was=was, now=_in_words(now))
    return Issue("id_used_again", day=now.day, subject=f"{source.connector} {entry.id}", facts=named)


def _in_words(record: SourceRecord) -> str:
    much = str(Money(record.cost_minor or 0, record.currency)) if record.kind == EXPENSE else hours(record.seconds)
    what = clean(record.note) or clean(record.activity) or "no words"
    return f"{much} of {clean(record.person) or 'someone'} on {record.day} ({what})"
