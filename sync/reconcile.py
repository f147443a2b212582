"""The reconcile stage: what is due finds its place, from what the store holds, the operator wrote and people decided.

First entries are matched, then each person's month is looked at as a whole; both in portions of bounded size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from billing.after_billing import after_billing
from billing.calendar import days, is_business_day, month
from billing.catalogue import Index
from billing.checks import Limits, Matched, Usual, check
from billing.decisions import SILENT, Decision, in_force, said, unresolved
from billing.find import who_is
from billing.ids import digest
from billing.issues import Issue
from billing.quick import dataclass
from billing.reconcile import match
from billing.records import Entry, Match, Period, Portion
from billing.standing import standing
from mappings.bulk import chunks
from mappings.due import ENTRY, PERSON, TASKS, UNIT
from mappings.matches import Marker, Stale
from mappings.placements import Placed, setting_aside
from mappings.store import Transaction
from sync.decided_away import decided_away
from sync.learning import Mentions, learn
from sync.originals import originals_of
from sync.receipts import check_receipts
from sync.since_billed import since_billed
from sync.standing_now import is_billed, now_of
from sync.touched import Place, alike, billed_before_it_moved, touched, was_billed_in
from sync.unproven import unproven_months
from sync.worker import Run, Worker

ENTRIES_AT_A_TIME = 5000
PEOPLE_AT_A_TIME = 25


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many entries were matched anew, and how many people's months were looked at."""

    matched: int
    people: int


@dataclass(frozen=True, slots=True)
class _Month:
    """The period whose people are looked at, and what they are held against."""

    period: Period
    limits: Limits
    by_same_rules: bool = False
    """Whether the answers so far were given by the rules of now."""
    usual: Usual = field(default_factory=dict)
    """What some people have in it beside the entries that are looked at one by one."""


def reconcile(worker: Worker, run: Run, period: Period) -> Reconciled:
    """Matches what is new or was decided otherwise, checks the people it concerns, and places what is not billed."""
    looked = _Month(period, _limits(worker, period))
    _mark_everyone_if_limits_changed(worker, looked)
    matched, people = _match_stale(worker, run, looked)
    with worker.store.read() as tx:
        due = tx.due.of(PERSON, period.name)
        ahead, late = tx.matches.people_after(worker.today, period), tx.matches.people_late(period)
    people += _check_people(worker, run, looked, due)
    for name, some in sorted([*ahead.items(), *late.items()]):
        with worker.store.read() as tx:
            marks = tx.due.of(PERSON, name)
        later = _Month(month(name), _limits(worker, month(name)))
        people += _check_people(worker, run, later, {who: marks[who] for who in some if who in marks})
    check_receipts(worker, run, period)
    return Reconciled(matched, people)


# ---- matching ----


def _match_stale(worker: Worker, run: Run, looked: _Month) -> tuple[int, int]:
    """How many entries were matched anew, and how many people's months were looked at with them."""
    with worker.store.read() as tx:
        catalogue = worker.catalogue(tx)
        basis, newest = catalogue.basis, tx.matches.newest_run()
        ids, marker = tx.matches.stale_ids(basis), tx.matches.marker()
        unproven, held = unproven_months(tx, worker), tx.pulled.held()
        ids = sorted({*ids, *tx.decisions.duplicates_of(ids), *tx.pulled.ids_of(unproven ^ held)})
        prefixes = tx.tasks.prefixes() if catalogue.trackers else ()
        index = Index.of(catalogue, tx.units.closed(), unproven, prefixes)
        batches = _batches(tx, ids, index)
        looked = replace(looked, by_same_rules=marker.basis == basis)
    if marker.basis != basis and ids:
        with worker.store.write() as tx:
            tx.matches.set_marker(Marker("", 0))  # an interruption must not leave answers of two kinds of rules
    done = people = 0
    for batch in batches:
        people += _match_some(worker, run, batch, index, looked)
        done += len(batch.ids)
        worker.progress("reconciling", done, len(ids))
    if marker != Marker(basis, newest) or unproven != held:
        with worker.store.write() as tx:
            tx.matches.set_marker(Marker(basis, newest))
            tx.pulled.note_held(unproven)
    return len(ids), people


@dataclass(frozen=True, slots=True)
class _Batch:
    """Entries to be matched together; `whole`: all that must be matched of their people is among them."""

    ids: list[str]
    whole: bool = True


def _batches(tx: Transaction, ids: list[str], index: Index) -> list[_Batch]:
    """Batches of bounded size that keep people together, so that what is matched can be checked before it is let go."""
    if len(ids) <= ENTRIES_AT_A_TIME:
        return [_Batch(ids)] if ids else []
    of_person: dict[str, list[str]] = {}
    for key, named in tx.entries.named_people(ids):
        of_person.setdefault(who_is(named, index), []).append(key)
    batches: list[_Batch] = []
    several: list[str] = []
    for _, own in sorted(of_person.items()):
        if len(own) > ENTRIES_AT_A_TIME:
            batches += [_Batch(list(part), whole=False) for part in chunks(sorted(own), ENTRIES_AT_A_TIME)]
            continue
        if len(several) + len(own) > ENTRIES_AT_A_TIME:
            batches.append(_Batch(sorted(several)))
            several = []
        several += own
    return [*batches, _Batch(sorted(several))]


def _match_some(worker: Worker, run: Run, batch: _Batch, index: Index, looked: _Month) -> int:
    """Matches some entries, marks the months and units that this touches, and checks the people it has whole."""
    with worker.store.read() as tx:
        stale = tx.matches.stale(batch.ids)
        found = _answers(tx, stale, index)
        answers, due, named = found.answers, tx.due.of(ENTRY), tx.due.of(TASKS)
        same = alike(stale, answers, named.keys() - due.keys()) if looked.by_same_rules else set()
        months, units = touched(stale, answers, same)
        months |= billed_before_it_moved(answers, found.settled, looked.limits.go_live)
        people = _whole(tx, answers, months, looked) if batch.whole else {}
        matched = [(item, answers[item.entry.id]) for item in stale if item.entry.id in answers]
        seen = [_Seen(item.entry, answer, item.hold, item.present) for item, answer in matched if answer.who in people]
        checked = _checked(worker, tx, looked, seen, people)
    kept = {item.entry.id: checked.holds.get(item.entry.id, "") for item in checked.seen}
    with worker.store.write() as tx:
        tx.matches.forget([item.entry.id for item in stale if item.before is not None and item.entry.id not in same])
        held = [(answer, kept.get(answer.entry_id, item.hold)) for item, answer in matched]
        tx.matches.add([each for each in held if each[0].entry_id not in same], index.basis)
        tx.matches.replace([each for each in held if each[0].entry_id in same], index.basis)
        tx.issues.replace_for_entries("match", batch.ids, found.issues, run.id)
        if index.book.trackers:
            tx.tasks.note_mentions(batch.ids, found.named)
        tx.due.mark(PERSON, {(who, name) for who, name in months if who not in people or name != looked.period.name})
        tx.due.mark(UNIT, units)
        for kind, marks in ((ENTRY, due), (TASKS, named)):
            tx.due.done(kind, {key: marks[key] for key in batch.ids if key in marks})
        _keep(tx, run, checked)
    return len(people)


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answer for each of some entries that is there or was billed, by its id, and what they name."""

    answers: Mapping[str, Match]
    issues: Sequence[Issue]
    named: Mentions
    settled: Mapping[str, str]
    """The period that billed each of them that is settled."""


def _answers(tx: Transaction, stale: Sequence[Stale], index: Index) -> _Answers:
    ids = [item.entry.id for item in stale]
    versions = {item.entry.id: item.entry.version for item in stale}
    decisions, settled = _standing(tx, versions), tx.matches.settled_in(ids)
    gone = tx.entries.gone({each.other for some in decisions.values() for each in some if each.other})
    originals = originals_of(tx, index, (each for some in decisions.values() for each in some))
    asked = [
        (
            item,
            said(own, item.entry.record, gone, originals, there=item.present)
            if (own := decisions.get(item.entry.id))
            else SILENT,
        )
        for item in stale
        if item.present or item.entry.id in settled
    ]
    named = learn(tx, index, ((item.entry, wish) for item, wish in asked))
    answers: dict[str, Match] = {}
    issues: list[Issue] = []
    for item, wish in asked:
        key = item.entry.id
        answers[key], problems = match(item.entry, index, wish, settled.get(key, ""), item.run)
        issues += problems
    return _Answers(answers, issues, named, settled)


def _standing(tx: Transaction, versions: Mapping[str, int]) -> dict[str, list[Decision]]:
    """What people said of some entries, apart from what has lapsed."""
    own = {key: in_force(words, versions[key]) for key, words in tx.decisions.standing(versions).items()}
    return {key: said for key, said in own.items() if said}


def _whole(tx: Transaction, answers: Mapping[str, Match], months: set[Place], looked: _Month) -> dict[str, int]:
    """The people of some answers whose month is due and who have nothing else in it, each with their marks."""
    matched = Counter(answer.who for answer in answers.values())
    period = looked.period
    wanted = {who: matched[who] for who, name in sorted(months) if name == period.name and who in matched}
    others = tx.peoples_work.with_others(wanted, period, looked.limits.go_live, answers.keys())
    marks = tx.due.of(PERSON, period.name)
    return {who: marks.get(who, 0) for who in wanted if who not in others}


# ---- side by side, a person's month at a time ----


def _mark_everyone_if_limits_changed(worker: Worker, looked: _Month) -> None:
    """Another day, other limits or other people: then everyone's month is looked at again."""
    period, limits = looked.period, looked.limits
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


CHECKS_VERSION = 5
"""Raised when the checks themselves change, so that everyone's months are looked at again."""


def _check_people(worker: Worker, run: Run, looked: _Month, due: dict[str, int]) -> int:
    people = sorted(due)
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        some = people[start : start + PEOPLE_AT_A_TIME]
        _check_some(worker, run, looked, {who: due[who] for who in some})
        worker.progress("checking people", min(start + PEOPLE_AT_A_TIME, len(people)), len(people))
    return len(people)


@dataclass(frozen=True, slots=True)
class _Seen:
    """An entry of a person's month as it was read or matched."""

    entry: Entry
    match: Match
    hold: str
    present: bool


@dataclass(frozen=True, slots=True)
class _Checked:
    """Some people's month, looked at: what they have in it and where that stands, what to hold, and the issues."""

    period: Period
    people: Mapping[str, int]
    seen: Sequence[_Seen]
    live: Mapping[str, list[Placed]]
    holds: Mapping[str, str]
    issues: Sequence[Issue]


def _check_some(worker: Worker, run: Run, looked: _Month, due: dict[str, int]) -> None:
    with worker.store.read() as tx:
        limits = looked.limits
        months = tx.peoples_work.months(list(due), looked.period, limits.go_live, limits.today)
        seen = [_Seen(*row) for row in months.entries]
        checked = _checked(worker, tx, replace(looked, usual=months.usual), seen, due)
    holds = checked.holds
    with worker.store.write() as tx:
        tx.matches.set_holds({s.entry.id: now for s in seen if s.hold != (now := holds.get(s.entry.id, ""))})
        _keep(tx, run, checked)


def _checked(
    worker: Worker, tx: Transaction, looked: _Month, seen: Iterable[_Seen], people: Mapping[str, int]
) -> _Checked:
    """What the checks say of some people's month, of whom `seen` has all but what is usual."""
    period, limits = looked.period, looked.limits
    own: list[_Seen] = []
    away: list[_Seen] = []
    for item in seen:
        if item.entry.record.day in period or item.match.day in period:
            own.append(item)
        elif was_billed_in(item.match, period, limits.go_live):
            away.append(item)
    live = tx.placements.of_entries([item.entry.id for item in (*own, *away)])
    clients = {key: contract.client for key, contract in worker.configuration.contracts.items()}
    billed = {key for key, placed in live.items() if is_billed(placed)}
    there = [s for s in own if s.present]
    ended = decided_away(tx, [(s.entry, s.match) for s in there])
    holds, issues = check(
        [
            Matched(
                s.entry,
                s.match,
                clients.get(s.match.contract, s.entry.record.client),
                billed=s.entry.id in billed,
                ended=ended.get(s.entry.id),
            )
            for s in there
        ],
        replace(limits, people=tuple(person for person in limits.people if person.key in people)),
        looked.usual,
    )
    return _Checked(period, people, [*own, *away], live, holds, issues)


def _keep(tx: Transaction, run: Run, checked: _Checked) -> None:
    """Writes what the checks have found, but for what they hold."""
    seen, holds, period = checked.seen, checked.holds, checked.period.name
    changed = [s.match for s in seen if s.hold != holds.get(s.entry.id, "")]
    tx.due.mark(UNIT, {(found.contract, found.bill_in) for found in changed if found.contract})
    _place(tx, run, checked)
    found = [*checked.issues, *_changed_after_billing(tx, checked)]
    accepted = {s.entry.id: s.match.accepted for s in seen if s.match.accepted}
    open_issues = [issue for issue in found if unresolved([issue], accepted.get(issue.entry_id, ()))]
    tx.issues.replace_by_person(f"check:{period}:", checked.people, open_issues, run.id, period)
    to_come = {issue.person for issue in found if issue.code == "in_the_future"}
    tx.due.mark(PERSON, {(who, period) for who in to_come if not checked.people[who]})
    tx.due.done(PERSON, {who: marks for who, marks in checked.people.items() if marks and who not in to_come}, period)


def _place(tx: Transaction, run: Run, checked: _Checked) -> None:
    """Places what will not be billed; lets go what was held and may be billed again."""
    portions: list[Portion] = []
    free: list[str] = []
    leaving: list[str] = []
    no_more_aside: set[str] = set()
    for item in checked.seen:
        key = item.entry.id
        now = now_of(checked.live.get(key, ()))
        wanted = standing(item.entry, item.match, checked.holds.get(key, ""), now, present=item.present)
        if wanted is None or wanted == now.loose:
            continue
        leaving += [portion.line_id for portion in now.loose if portion.line_id]
        no_more_aside |= setting_aside(each for each in checked.live.get(key, ()) if not each.settled)
        if wanted:
            portions += wanted
        else:
            free.append(key)
    tx.drafts.outdate(leaving)
    tx.drafts.outdate_units_of(no_more_aside)
    tx.placements.release(free, "it may be billed", run.id)
    tx.placements.place(portions, None, run.id)


def _changed_after_billing(tx: Transaction, checked: _Checked) -> list[Issue]:
    issues = []
    for item in [each for each in checked.seen if each.entry.id in checked.live]:
        live = checked.live[item.entry.id]
        changed = any(each.portion.version != item.entry.version for each in live)
        if changed and (since := since_billed(tx, item.entry.id, live)) is not None:
            told = after_billing(since.billed, since.now, back=since.back, aside=since.aside)
            issues.append(replace(told, person=item.match.who))
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
