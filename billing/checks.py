"""What only shows when a period's entries stand side by side: long days, overlaps, doubled work, missing time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from billing.issues import Issue, facts, hours
from billing.quick import dataclass
from billing.reconcile import NOT_BILLABLE_THERE, project_label, worth
from billing.records import EXPENSE, TIME, Entry, Match, Person, SourceRecord, State
from billing.texts import clean, squashed

COARSEST_STEP = 36
"""Seconds in a hundredth of an hour, as exactly as Harvest's exports write time."""


@dataclass(frozen=True, slots=True)
class Matched:
    """An entry with the answer of its match."""

    entry: Entry
    match: Match
    client: str
    """The contract's client, else the tracker's word for it."""
    billed: bool = False
    """Whether it is billed, or covered by what is, and no credit takes that back."""
    ended: AbstractSet[str] | None = None
    """Where people said that nobody is billed for it: what was to be billed by then, and goes on though it is alike."""

    @property
    def person(self) -> str:
        """Who worked, as far as known."""
        return self.match.person.value or squashed(self.entry.record.person or self.entry.record.email)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the checks hold a period against: nothing before `go_live`; `business_days` are those up to yesterday."""

    today: date
    go_live: date
    max_seconds_per_day: int
    connectors: tuple[str, ...]
    people: tuple[Person, ...]
    business_days: tuple[date, ...]


Usual = Mapping[tuple[str, date], int]
"""Seconds by person and day of entries that have nothing to say one by one (mappings/worked.py says which)."""
NOTHING: Usual = {}


def check(entries: Iterable[Matched], limits: Limits, usual: Usual = NOTHING) -> tuple[dict[str, str], list[Issue]]:
    """Entries to hold back, by id with the reason, and the issues of the period. Order of input does not matter."""
    ours = (item for item in entries if item.match.day >= limits.go_live)
    everything = sorted(ours, key=_by_person_and_time)
    ordered = [item for item in everything if item.entry.record.kind != EXPENSE]
    future = [item for item in everything if item.entry.record.day > limits.today and _waits(item, "in_the_future")]
    by_day = list(_days(ordered))
    twins = [pair for pair in _twins(_days(everything), limits.connectors) if _waits(pair[1], _twice(pair[1]))]
    doubled = {later.entry.id for _, later in twins}
    holds = {item.entry.id: "its day is still to come" for item in future}
    holds |= {later.entry.id: f"{_SAME[later.entry.record.kind]} as {first.entry.id}" for first, later in twins}
    issues = [
        *(_entry_issue("in_the_future", item) for item in future),
        *(_twin_issue(first, later) for first, later in twins),
        *_long_days(_seconds(by_day, usual), limits.max_seconds_per_day),
        *_overlaps([item for item in ordered if item.entry.id not in doubled]),
        *_clock_differences(ordered),
        *_unbillable(ordered),
        *_missing_time({*usual, *((person, day) for person, day, _ in by_day)}, limits),
        *_same_expenses([item for item in everything if item.entry.record.kind == EXPENSE]),
    ]
    return holds, issues


def _waits(item: Matched, code: str) -> bool:
    """Whether a check may hold it back: it would be billed, and nobody has accepted that kind of exception for it."""
    return item.match.verdict is State.OPEN and code not in item.match.accepted


def _by_person_and_time(item: Matched) -> tuple[str, date, str, str]:
    record = item.entry.record
    return item.person, record.day, record.started.isoformat() if record.started else "", item.entry.id


Day = tuple[str, date, list[Matched]]
"""A person, a day, and what they tracked on it."""


def _days(ordered: Sequence[Matched]) -> Iterator[Day]:
    for (person, day), items in groupby(ordered, key=lambda item: (item.person, item.entry.record.day)):
        yield person, day, list(items)


# ---- one function a kind ----


def _twins(by_day: Iterable[Day], connectors: tuple[str, ...]) -> Iterator[tuple[Matched, Matched]]:
    """What two sources have of a person's day, with what counts as the first: what is billed, else by tieout.yaml.

    Time is the same by its note and its length, which may differ by one step of a tracker that writes hundredths of an
    hour; an expense by its amount, since a receipt and words are others in each source. Time without a note is taken
    for the same, by its project, only where a connector has billed some that tieout.yaml does not name: a renamed one.
    """
    rank = {name: place for place, name in enumerate(connectors)}
    for _, _, items in by_day:
        if len({item.entry.connector for item in items}) == 1:
            continue
        alike = defaultdict(list)
        without_words = any(
            (item.billed or _is_over(item)) and item.entry.record.kind != EXPENSE and item.entry.connector not in rank
            for item in items
        )
        for item in items:
            if _counts(item) and (known_by := _known_by(item.entry.record, without_words=without_words)):
                alike[known_by].append(item)
        for same in alike.values():
            if len(same) > 1:
                yield from _pairs(sorted(same, key=lambda item: _place(item, rank)))


def _counts(item: Matched) -> bool:
    """Whether it is billed, is to be, or was decided about; what only waits now may have been billed all the same."""
    verdict = item.match.verdict
    is_billed = item.billed and verdict in (State.HELD, State.OUTSIDE)
    return verdict is State.OPEN or is_billed or _is_over(item)


def _is_over(item: Matched) -> bool:
    """Whether people said that nobody is billed for it, and not before that it is other work than what is alike."""
    return item.ended is not None and _twice(item) not in item.match.accepted


def _known_by(record: SourceRecord, *, without_words: bool) -> object:
    if record.kind == EXPENSE:
        return record.cost_minor, record.currency
    words = "".join(record.note.split())
    return words or ((TIME, squashed(record.project)) if without_words else None)


def _place(item: Matched, rank: Mapping[str, int]) -> tuple[int, int, str, str]:
    """Its place among what is alike; what was billed as accepted has its connector's, as if it were not."""
    connector = item.entry.connector
    is_original = item.billed and _twice(item) not in item.match.accepted
    first = 0 if is_original else 1 if _is_over(item) else 2
    return first, rank.get(connector, len(rank)), connector, item.entry.id


def _pairs(same: Sequence[Matched]) -> Iterator[tuple[Matched, Matched]]:
    groups: list[list[Matched]] = []
    for item in same:
        home = next((group for group in groups if _is_copy(item, group)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
            yield home[0], item


def _is_copy(item: Matched, group: list[Matched]) -> bool:
    """Whether it repeats the first of a group: if that was decided about, what was to be billed beside it does not."""
    ended = group[0].ended
    if ended is not None and (item.ended is not None or item.entry.id in ended):
        return False
    near = abs(item.entry.record.seconds - group[0].entry.record.seconds) <= COARSEST_STEP
    return near and item.entry.connector not in {other.entry.connector for other in group}


def _seconds(by_day: Iterable[Day], usual: Usual) -> dict[tuple[str, date], int]:
    """What people tracked on each day."""
    found = Counter(usual)
    for person, day, items in by_day:
        found[person, day] += sum([item.entry.record.seconds for item in items])
    return found


def _long_days(tracked: Usual, limit: int) -> Iterator[Issue]:
    for (person, day), seconds in sorted(tracked.items()):
        if limit and seconds > limit:
            named = facts(limit=hours(limit))
            yield Issue(
                "over_day_limit", person=person, day=day, seconds=seconds, subject=f"{person} {day}", facts=named
            )


def _overlaps(ordered: Sequence[Matched]) -> Iterator[Issue]:
    """Times of one person that overlap; what a person said to be a duplicate overlaps its original, of course."""
    for _, items in groupby(ordered, key=lambda item: item.person):
        own = [item for item in items if item.match.verdict is not State.DUPLICATE]
        timed = [item for item in own if item.entry.record.started and item.entry.record.ended]
        timed.sort(key=lambda item: (item.entry.record.started, item.entry.id))
        yield from (_overlap_issue(one, other) for one, other in _neighbours(timed))


def _neighbours(timed: list[Matched]) -> Iterator[tuple[Matched, Matched]]:
    """Each entry that begins before an earlier one has ended, with the one that ends last: one row an entry."""
    last: Matched | None = None
    for item in timed:
        if last is not None and _shared_seconds(last, item) > 0:
            yield last, item
        if last is None or _end(item) > _end(last):
            last = item


def _end(item: Matched) -> datetime:
    assert item.entry.record.ended is not None, "only timed entries are compared"
    return item.entry.record.ended


def _clock_differences(ordered: Sequence[Matched]) -> Iterator[Issue]:
    for item in ordered:
        if item.entry.record.clock_seconds is not None and item.match.verdict is State.OPEN:
            yield _entry_issue("clock_differs", item, clock=hours(item.entry.record.clock_seconds))


def _unbillable(ordered: Sequence[Matched]) -> Iterator[Issue]:
    marked = [item for item in ordered if _billable_by_contract_only(item)]
    marked.sort(key=lambda item: (item.person, item.match.project.value, item.entry.connector))
    for (person, code, connector), group in groupby(
        marked, key=lambda item: (item.person, item.match.project.value, item.entry.connector)
    ):
        items = list(group)
        yield Issue(
            "non_billable_in_billable",
            client=items[0].client,
            person=person,
            seconds=sum(item.entry.record.seconds for item in items),
            subject=f"{person} {code} {connector}",
            facts=facts(workstream=code, connector=connector, count=_counted(len(items), "entry", "entries")),
        )


def _missing_time(tracked: AbstractSet[tuple[str, date]], limits: Limits) -> Iterator[Issue]:
    for person in limits.people:
        if not person.weekly_capacity_seconds:
            continue
        missing = [
            day for day in limits.business_days if day not in person.days_off and (person.key, day) not in tracked
        ]
        if missing:
            yield _missing_issue(person.key, missing)


def _same_expenses(ordered: Sequence[Matched]) -> Iterator[Issue]:
    """Expenses of one person, day, amount and receipt in one source: paid twice, or read twice from two files."""
    for _, _, items in _days([item for item in ordered if item.match.verdict is State.OPEN]):
        alike: dict[tuple[object, ...], Matched] = {}
        for item in items:
            record = item.entry.record
            known_by = item.entry.connector, record.cost_minor, record.currency, record.receipt
            first = alike.setdefault(known_by, item)
            if first is not item:
                yield _same_expense_issue(first, item)


# ---- words ----


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _billable_by_contract_only(item: Matched) -> bool:
    return item.match.verdict is State.NON_BILLABLE and item.match.verdict_reason == NOT_BILLABLE_THERE


def _shared_seconds(one: Matched, other: Matched) -> int:
    ended, started = one.entry.record.ended, other.entry.record.started
    assert ended is not None and started is not None, "only timed entries are compared"
    end = min(ended, other.entry.record.ended or ended)
    return int((end - started).total_seconds())


def _entry_issue(code: str, item: Matched, **named: object) -> Issue:
    record = item.entry.record
    return Issue(
        code,
        entry_id=item.entry.id,
        client=item.client,
        person=item.person,
        day=record.day,
        seconds=record.seconds,
        link=record.task_url,
        month=item.match.day.strftime("%Y-%m"),
        facts=facts(connector=item.entry.connector, project=project_label(record), **worth(record), **named),
    )


_SAME = {TIME: "the same work", EXPENSE: "the same expense"}


def _twice(item: Matched) -> str:
    """The kind of exception of what another source has, too."""
    return "same_expense_elsewhere" if item.entry.record.kind == EXPENSE else "same_work_twice"


def _twin_issue(first: Matched, later: Matched) -> Issue:
    words = _both_expenses(first, later) if later.entry.record.kind == EXPENSE else {}
    return _entry_issue(_twice(later), later, other=first.entry.id, other_connector=first.entry.connector, **words)


def _same_expense_issue(first: Matched, later: Matched) -> Issue:
    receipt = later.entry.record.receipt
    shared = f", both with the receipt {clean(receipt)}" if receipt else ""
    return _entry_issue(
        "same_expense_twice", later, other=first.entry.id, receipt=shared, **_both_expenses(first, later)
    )


def _both_expenses(first: Matched, later: Matched) -> dict[str, object]:
    said = later.entry.record
    return {
        "cost": worth(said)["hours"],
        "what": _expense_words(said),
        "other_what": _expense_words(first.entry.record),
    }


def _expense_words(record: SourceRecord) -> str:
    return clean(record.note) or clean(record.activity) or "an expense"


def _missing_issue(person: str, missing: list[date]) -> Issue:
    named = facts(
        count=_counted(len(missing), "business day", "business days"),
        days=", ".join(day.isoformat() for day in missing),
    )
    subject = f"{person} {missing[0]:%Y-%m}"
    return Issue("missing_timesheet", person=person, day=missing[0], subject=subject, facts=named)


def _overlap_issue(one: Matched, other: Matched) -> Issue:
    issue = _entry_issue(
        "overlapping",
        other,
        overlap=hours(_shared_seconds(one, other)),
        other=one.entry.id,
        other_project=project_label(one.entry.record),
    )
    return replace(issue, subject=one.entry.id)
