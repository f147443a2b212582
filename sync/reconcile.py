"""The reconcile stage: what is due finds its place, from what the store holds, the operator wrote and people decided.

First entries are matched, then each person's month is looked at as a whole; both in portions of bounded size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from billing.calendar import days, is_business_day, month, month_name
from billing.catalogue import Index
from billing.checks import Limits, Matched, after_billing, check, matters_after_billing
from billing.decisions import SILENT, said, unresolved
from billing.ids import digest
from billing.issues import Issue
from billing.reconcile import match
from billing.records import Entry, Match, Period, Portion
from billing.standing import NOWHERE, Now, standing
from mappings.due import ENTRY, PERSON, UNIT
from mappings.matches import Marker, Stale
from mappings.placements import Placed
from mappings.store import Transaction
from sync.receipts import check_receipts
from sync.worker import Run, Worker

ENTRIES_AT_A_TIME = 5000
PEOPLE_AT_A_TIME = 25


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many entries were matched anew, and how many people's months were looked at."""

    matched: int
    people: int


def reconcile(worker: Worker, run: Run, period: Period) -> Reconciled:
    """Matches what is new or was decided otherwise, checks the people it concerns, and places what is not billed."""
    matched = _match_stale(worker, run)
    _mark_everyone_if_limits_changed(worker, run, period)
    with worker.store.read() as tx:
        due = tx.due.of(PERSON, period.name)
        ahead = tx.matches.people_after(worker.today, period)
    people = _check_people(worker, run, period, due)
    for name, some in sorted(ahead.items()):
        with worker.store.read() as tx:
            marks = tx.due.of(PERSON, name)
        people += _check_people(worker, run, month(name), {who: marks[who] for who in some if who in marks})
    check_receipts(worker, run, period)
    return Reconciled(matched, people)


# ---- matching ----


def _match_stale(worker: Worker, run: Run) -> int:
    with worker.store.read() as tx:
        catalogue = worker.catalogue(tx)
        basis, newest = catalogue.basis, tx.matches.newest_run()
        ids, marker = tx.matches.stale_ids(basis), tx.matches.marker()
        unproven, held = tx.pulled.unproven(worker.today), tx.pulled.held()
        ids = sorted({*ids, *tx.decisions.duplicates_of(ids), *tx.pulled.ids_of(unproven ^ held)})
        index = Index.of(catalogue, tx.units.closed(), unproven)
    if marker.basis != basis and ids:
        with worker.store.write() as tx:
            tx.matches.set_marker(Marker("", 0))  # an interruption must not leave answers of two kinds of rules
    for start in range(0, len(ids), ENTRIES_AT_A_TIME):
        _match_some(worker, run, ids[start : start + ENTRIES_AT_A_TIME], index)
        worker.progress("reconciling", min(start + ENTRIES_AT_A_TIME, len(ids)), len(ids))
    if marker != Marker(basis, newest) or unproven != held:
        with worker.store.write() as tx:
            tx.matches.set_marker(Marker(basis, newest))
            tx.pulled.note_held(unproven)
    return len(ids)


def _match_some(worker: Worker, run: Run, ids: Sequence[str], index: Index) -> None:
    """Matches some entries and marks what that touches: the months of their people, the units of their contracts."""
    with worker.store.read() as tx:
        stale = tx.matches.stale(ids)
        decisions = tx.decisions.standing(ids)
        settled = tx.matches.settled_in(ids)
        gone = tx.entries.gone({each.other for some in decisions.values() for each in some if each.other})
        due = tx.due.of(ENTRY)
    found: list[tuple[Match, str]] = []
    issues: list[Issue] = []
    for item in stale:
        if item.present or item.entry.id in settled:
            wish = said(decisions[item.entry.id], item.entry.record, gone) if item.entry.id in decisions else SILENT
            answer, problems = match(item.entry, index, wish, settled.get(item.entry.id, ""), item.run)
            found.append((answer, item.hold))
            issues += problems
    answers = {answer.entry_id: answer for answer, _ in found}
    with worker.store.write() as tx:
        tx.matches.forget([item.entry.id for item in stale if item.entry.id not in answers])
        tx.matches.save(found, index.basis)
        tx.issues.replace_for_entries("match", ids, issues, run.id)
        tx.due.mark(PERSON, {place for item in stale for place in _months(item, answers.get(item.entry.id))})
        tx.due.mark(UNIT, {place for item in stale for place in _units(item, answers.get(item.entry.id))})
        tx.due.done(ENTRY, {key: marks for key, marks in due.items() if key in set(ids)})


def _months(item: Stale, answer: Match | None) -> Iterable[tuple[str, str]]:
    for each in (item.before, answer):
        if each is not None:
            yield each.who, month_name(each.day)
            yield each.who, month_name(item.entry.record.day)


def _units(item: Stale, answer: Match | None) -> Iterable[tuple[str, str]]:
    return [(each.contract, each.bill_in) for each in (item.before, answer) if each is not None and each.contract]


# ---- side by side, a person's month at a time ----


def _mark_everyone_if_limits_changed(worker: Worker, run: Run, period: Period) -> None:
    """Another day, other limits or other people: then everyone's month is looked at again."""
    limits = _limits(worker, period)
    now = digest([CHECKS_VERSION, replace(limits, today=worker.configuration.main.go_live)])
    with worker.store.read() as tx:
        known = tx.units.rules_of_checks(period.name)
        everyone = tx.matches.people_in(period) if known != now else set()
    if known == now:
        return
    with worker.store.write() as tx:
        people = {person.key for person in limits.people if person.weekly_capacity_seconds}
        tx.due.mark(PERSON, {(who, period.name) for who in everyone | people})
        tx.units.keep_rules_of_checks(period.name, now)


CHECKS_VERSION = 1
"""Raised when the checks themselves change, so that everyone's months are looked at again."""


def _check_people(worker: Worker, run: Run, period: Period, due: dict[str, int]) -> int:
    people, limits = sorted(due), _limits(worker, period)
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        some = people[start : start + PEOPLE_AT_A_TIME]
        _check_some(worker, run, period, {who: due[who] for who in some}, limits)
        worker.progress("checking people", min(start + PEOPLE_AT_A_TIME, len(people)), len(people))
    return len(people)


@dataclass(frozen=True, slots=True)
class _Seen:
    """An entry of a person's month as it was read."""

    entry: Entry
    match: Match
    hold: str
    present: bool


def _check_some(worker: Worker, run: Run, period: Period, due: dict[str, int], limits: Limits) -> None:
    with worker.store.read() as tx:
        seen = [_Seen(*row) for row in tx.matches.worked_by(list(due), period)]
        live = tx.placements.of_entries([item.entry.id for item in seen])
    own = tuple(person for person in limits.people if person.key in due)
    clients = {key: contract.client for key, contract in worker.configuration.contracts.items()}
    holds, issues = check(
        [Matched(s.entry, s.match, clients.get(s.match.contract, s.entry.record.client)) for s in seen if s.present],
        replace(limits, people=own),
    )
    changed = {s.entry.id: holds.get(s.entry.id, "") for s in seen if s.hold != holds.get(s.entry.id, "")}
    accepted = {s.entry.id: s.match.accepted for s in seen}
    with worker.store.write() as tx:
        tx.matches.set_holds(changed)
        tx.due.mark(
            UNIT, {(s.match.contract, s.match.bill_in) for s in seen if s.entry.id in changed and s.match.contract}
        )
        _place(tx, run, seen, holds, live)
        found = [*issues, *_changed_after_billing(tx, seen, live)]
        open_issues = [issue for issue in found if unresolved([issue], accepted.get(issue.entry_id, ()))]
        tx.issues.replace_by_person(f"check:{period.name}:", due, open_issues, run.id, period.name)
        to_come = {issue.person for issue in found if issue.code == "in_the_future"}
        tx.due.done(PERSON, {who: marks for who, marks in due.items() if who not in to_come}, period.name)


def _place(
    tx: Transaction, run: Run, seen: Sequence[_Seen], holds: dict[str, str], live: dict[str, list[Placed]]
) -> None:
    """Places what will not be billed; lets go what was held and may be billed again."""
    portions: list[Portion] = []
    free: list[str] = []
    leaving: list[str] = []
    for item in seen:
        key = item.entry.id
        now = _now(live.get(key, ()))
        wanted = standing(item.entry, item.match, holds.get(key, ""), now, present=item.present)
        if wanted is None or wanted == now.loose:
            continue
        leaving += [portion.line_id for portion in now.loose if portion.line_id]
        if wanted:
            portions += wanted
        else:
            free.append(key)
    tx.drafts.outdate(leaving)
    tx.placements.release(free, "it may be billed", run.id)
    tx.placements.place(portions, None, run.id)


def _now(placed: Sequence[Placed]) -> Now:
    if not placed:
        return NOWHERE
    settled = tuple(item.portion for item in placed if item.settled)
    loose = [item for item in placed if not item.settled]
    return Now(settled, tuple(item.portion for item in loose), bool(loose) and all(item.plan for item in loose))


def _changed_after_billing(tx: Transaction, seen: Sequence[_Seen], live: dict[str, list[Placed]]) -> list[Issue]:
    issues = []
    for item in seen:
        billed = next((placed.portion for placed in live.get(item.entry.id, ()) if placed.settled), None)
        if billed is None or billed.version == item.entry.version:
            continue
        versions = {version.entry.version: version.entry for version in tx.entries.versions(item.entry.id)}
        now = item.entry if item.present else None
        if matters_after_billing(versions[billed.version], now):
            issue = after_billing(versions[billed.version], now)
            issues.append(replace(issue, person=item.match.who))
    return issues


def _limits(worker: Worker, period: Period) -> Limits:
    main, today = worker.configuration.main, worker.today
    calendar = main.calendar
    closed = frozenset(calendar.closed)
    return Limits(
        today=today,
        go_live=main.go_live,
        max_seconds_per_day=main.exceptions.max_hours_per_day,
        connectors=tuple(main.connectors),
        people=worker.configuration.catalogue.people,
        business_days=tuple(
            day
            for day in days(period)
            if main.go_live <= day < today and is_business_day(day, calendar.country, calendar.subdivision, closed)
        ),
    )
