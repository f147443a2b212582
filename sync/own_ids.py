"""Ids of a source that stand for something else than before: what was there under them is told, before it is missed."""

from __future__ import annotations

from collections.abc import Iterable

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
    """Tells of each entry whose id has another day, amount and words now, until it is again what it was at first."""
    if not source.export.ids:
        return
    standing = tx.issues.scopes(SCOPE)
    for each in changed:
        scope, now = f"{SCOPE}{each.entry.id}", source.export.records[each.row]
        other = _is_another(each.entry.record, now)
        if not other and scope not in standing:
            continue
        is_as_at_first = tx.entries.versions(each.entry.id)[0].entry.record == now
        if other or is_as_at_first:
            issues = [] if is_as_at_first else [_issue(source, each.entry, now, source.export.ids[each.row])]
            tx.issues.replace(scope, issues, run.id)


def _is_another(was: SourceRecord, now: SourceRecord) -> bool:
    """Whether nothing that an edit would leave is as it was."""
    same_amount = (was.cost_minor, was.seconds) == (now.cost_minor, now.seconds)
    return was.day != now.day and not same_amount and was.note != now.note


def _issue(source: Source, entry: Entry, now: SourceRecord, own: str) -> Issue:
    named = facts(connector=source.connector, own=clean(own), was=_in_words(entry.record), now=_in_words(now))
    return Issue("id_used_again", day=now.day, subject=f"{source.connector} {entry.id}", facts=named)


def _in_words(record: SourceRecord) -> str:
    much = str(Money(record.cost_minor or 0, record.currency)) if record.kind == EXPENSE else hours(record.seconds)
    what = clean(record.note) or clean(record.activity) or "no words"
    return f"{much} of {clean(record.person) or 'someone'} on {record.day} ({what})"
