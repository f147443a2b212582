"""Which stored entry each row of an export is: exports carry no ids, and an edit is a change, not a loss and a gain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta

from billing.ids import canonical, content_hash
from billing.quick import dataclass
from billing.records import EXPENSE, Entry, SourceRecord
from billing.texts import squashed

_MANY_PAIRS = 250_000


BILLED, TO_BILL, DECIDED = range(3)
"""Which of equal entries stays where rows are fewer: what is billed or settled otherwise, then what is to be billed,
then what people decided away. What its source has lost comes after them all."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored entry of the connector in short: its day, the hash of its content, and whether its source lost it.

    Its `rank` matters only among equal ones that are more than the rows.
    """

    id: str
    day: date
    content: str
    gone: bool = False
    rank: int = TO_BILL


@dataclass(frozen=True, slots=True)
class Equal:
    """Rows whose content is stored, and the rest: `rows` by place, and the ids of stored entries that are not gone."""

    unchanged: tuple[str, ...]
    revived: tuple[tuple[str, int], ...]
    rows: tuple[int, ...]
    unseen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """A stored entry of the connector. `final` ones are billed, and are matched by a key with more care.

    Its `rank` matters only among equal ones.
    """

    entry: Entry
    gone: bool = False
    final: bool = False
    rank: int = TO_BILL


@dataclass(frozen=True, slots=True)
class Change:
    """A stored entry, the row that is now its content, and how it was recognised."""

    entry: Entry
    row: int
    how: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Every row of a file in one of three piles (by its place in the input), and the stored entries no row spoke of."""

    unchanged: tuple[str, ...]
    changed: tuple[Change, ...]
    new: tuple[int, ...]
    unseen: tuple[Entry, ...]


def find_equal(contents: Sequence[str], stored: Iterable[Stored]) -> Equal:
    """The first step of `recognise` for the hashes of rows: what it leaves is all that need be looked at closely.

    Of equal entries those stay that are there, the lowest rank first.
    """
    by_content: dict[str, list[Stored]] = defaultdict(list)
    for item in sorted(stored, key=lambda item: (not item.gone, -item.rank, item.id)):
        by_content[item.content].append(item)
    unchanged, revived, rows = [], [], []
    for place, content in enumerate(contents):
        same = by_content.get(content)
        if not same:
            rows.append(place)
        elif same[-1].gone:
            revived.append((same.pop().id, place))
        else:
            unchanged.append(same.pop().id)
    unseen = frozenset(item.id for items in by_content.values() for item in items if not item.gone)
    return Equal(tuple(sorted(unchanged)), tuple(revived), tuple(rows), unseen)


def recognise(
    rows: Sequence[SourceRecord],
    known: Iterable[Known],
    seen: AbstractSet[str] = frozenset(),
    people: AbstractSet[Named] = frozenset(),
) -> Recognised:
    """First equal contents, then all the same but start and end, nearest in time: a day whose timers are all moved, or
    whose time zone is corrected, stays what it was, though one of them now starts where another did. Then the same
    person and start, then the same person, day, project and activity, nearest.

    What is left then is compared by the name of its person alone, since an address changes, or is in one export and not
    in another. Where both sides have one, day, project, note and length must agree, and the export must not show the
    old address beside the new one: then two people have one name. `people` are those of the whole export, where `rows`
    are a part of it.

    Equal rows are interchangeable, so the order of input does not matter. A stored entry that is already gone, or that
    another file has just shown (`seen`), is only found by equal contents. A final one is found by the last, weakest key
    only with the same note or the same time: what is billed already must not come again as new, and other work must
    not be taken for it. Which of several is which does not matter then: together they come to the same. Of equal
    entries those that are billed are found first, and those last that people decided away.
    """
    pool = _Pool(rows, known, seen, named(rows) | people)
    unchanged, revived = pool.take_equal()
    changed = [Change(entry, row, "seen again") for entry, row in revived]
    for step in _STEPS:
        changed += [Change(entry, row, step.how) for entry, row in pool.take_near(step)]
    unseen = sorted((item.entry for item in pool.known.values() if not item.gone), key=lambda entry: entry.id)
    return Recognised(tuple(unchanged), tuple(changed), tuple(sorted(pool.rows)), tuple(unseen))


class _Pool:
    """What is left to be recognised: rows by place, stored entries by id."""

    def __init__(
        self,
        rows: Sequence[SourceRecord],
        known: Iterable[Known],
        seen: AbstractSet[str],
        people: AbstractSet[Named],
    ) -> None:
        self.seen = seen
        self.people = people
        self.rows = dict(enumerate(rows))
        self.known = {item.entry.id: item for item in sorted(known, key=lambda item: (item.rank, item.entry.id))}

    def take_equal(self) -> tuple[list[str], list[tuple[Entry, int]]]:
        by_content: dict[SourceRecord, list[Known]] = defaultdict(list)
        for item in sorted(self.known.values(), key=lambda item: (not item.gone, -item.rank)):
            by_content[item.entry.record].append(item)
        unchanged, revived = [], []
        for place, record in list(self.rows.items()) if by_content else ():
            same = by_content.get(record)
            if same:
                item = same.pop()
                self._take(item, place)
                if item.gone:
                    revived.append((item.entry, place))
                else:
                    unchanged.append(item.entry.id)
        return sorted(unchanged), revived

    def take_near(self, step: _Step) -> list[tuple[Entry, int]]:
        if not (self.rows and self.known):
            return []
        key = step.key
        stored: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        for item in self.known.values():
            if not item.gone and item.entry.id not in self.seen:
                stored[key(item.entry.record)].append(item)
        rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, record in self.rows.items() if stored else ():
            rows[key(record)].append(place)
        rows.pop((), None)
        pairs = []
        for found in sorted(rows.keys() & stored.keys()):
            alone = len(rows[found]) == len(stored[found]) == 1
            candidates = [item for item in stored[found] if step.guess or alone or not item.final]
            pairs += self._nearest(rows[found], candidates, step)
        return pairs

    def _nearest(self, places: list[int], candidates: list[Known], step: _Step) -> list[tuple[Entry, int]]:
        pairs = []
        for item, place in self._by_distance(places, candidates):
            left = item.entry.id in self.known and place in self.rows
            if left and self._may_be(item, self.rows[place], step) and _fits(item, self.rows[place], step.guess):
                self._take(item, place)
                pairs.append((item.entry, place))
        return pairs

    def _by_distance(self, places: list[int], candidates: list[Known]) -> Iterable[tuple[Known, int]]:
        if len(places) == len(candidates) == 1:
            return [(candidates[0], places[0])]
        in_order = sorted(places, key=lambda place: canonical(self.rows[place]))
        if len(places) * len(candidates) > _MANY_PAIRS:
            by_content = sorted(candidates, key=lambda item: canonical(item.entry.record))
            return zip(by_content, in_order, strict=False)
        every = [(item, place) for item in candidates for place in in_order]
        return sorted(every, key=lambda pair: _distance(pair[0].entry.record, self.rows[pair[1]]))

    def _may_be(self, item: Known, row: SourceRecord, step: _Step) -> bool:
        """Whether a row can be of the person of an entry: by a name alone, only if no address says otherwise."""
        old = item.entry.record
        if not step.by_name or not (old.email and row.email):
            return True
        return step.whole and named_as(old.person, old.email) not in self.people

    def _take(self, item: Known, place: int) -> None:
        del self.known[item.entry.id], self.rows[place]


Named = tuple[str, str]
"""A person's name and e-mail address, as they are compared."""

_Key = Callable[[SourceRecord], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Step:
    """A way to recognise what is left: by which key, and how that is called.

    By a `guess`, what is billed is matched only with its note or its length; `by_name`, another address is the same
    person; a `whole` key has so much in it that it may be so although both sides have one.
    """

    how: str
    key: _Key
    guess: bool = False
    by_name: bool = False
    whole: bool = False


def named(records: Iterable[SourceRecord]) -> frozenset[Named]:
    """The people that some records are of, by name and address."""
    return frozenset(named_as(*each) for each in {(record.person, record.email) for record in records})


def named_as(person: str, email: str) -> Named:
    """A name and an address as they are compared."""
    return squashed(person).casefold(), email.casefold()


def _all_but_start_and_end(record: SourceRecord) -> tuple[str, ...]:
    return (content_hash(replace(record, started=None, ended=None, clock_seconds=None)),)


def _person_and_start(record: SourceRecord) -> tuple[str, ...]:
    return (_who(record), record.started.isoformat()) if record.started else ()


def _person_and_day(record: SourceRecord) -> tuple[str, ...]:
    return _who(record), record.day.isoformat(), squashed(record.project), squashed(record.activity)


def _name_and_content(record: SourceRecord) -> tuple[str, ...]:
    said = (str(record.seconds), str(record.cost_minor), record.currency, record.kind, record.note)
    return _by_name(record, record.day.isoformat(), squashed(record.project), *said)


def _name_and_start(record: SourceRecord) -> tuple[str, ...]:
    return _by_name(record, record.started.isoformat()) if record.started else ()


def _name_and_day(record: SourceRecord) -> tuple[str, ...]:
    return _by_name(record, record.day.isoformat(), squashed(record.project), squashed(record.activity))


def _by_name(record: SourceRecord, *said: str) -> tuple[str, ...]:
    name, _ = named_as(record.person, record.email)
    return (name, *said) if name else ()


_ANOTHER_ADDRESS = "same name, another e-mail address or none"
_STEPS = (
    _Step("all the same but start and end", _all_but_start_and_end, guess=True),
    _Step("same person and start", _person_and_start),
    _Step("same person, day, project and activity", _person_and_day, guess=True),
    _Step(_ANOTHER_ADDRESS, _name_and_content, guess=True, by_name=True, whole=True),
    _Step(_ANOTHER_ADDRESS, _name_and_start, by_name=True),
    _Step(_ANOTHER_ADDRESS, _name_and_day, guess=True, by_name=True),
)


def _who(record: SourceRecord) -> str:
    return who(record.person, record.email)


def who(person: str, email: str) -> str:
    """By what a person's rows are told from those of others: the address, or the name where there is none."""
    return email.casefold() or squashed(person)


def _fits(item: Known, row: SourceRecord, guess: bool) -> bool:
    """Whether a row can be an edit of an entry; by a guess, a billed one keeps its note or its length."""
    old = item.entry.record
    if guess and item.final and old.note != row.note and old.seconds != row.seconds:
        return False
    return _could_be_an_edit(old, row)


def _could_be_an_edit(old: SourceRecord, new: SourceRecord) -> bool:
    """Another note, another length and another project or billable mark at once are other work, not an edit."""
    if EXPENSE in (old.kind, new.kind):
        return _same_expense(old, new)
    same_note = bool(new.note) and old.note == new.note
    same_kind = (old.project, old.billable) == (new.project, new.billable)
    return same_note or old.seconds == new.seconds or same_kind


def _same_expense(old: SourceRecord, new: SourceRecord) -> bool:
    """A day has several expenses of a kind: an edit keeps the amount, the receipt or the words, else it is another."""
    same_cost = (old.cost_minor, old.currency) == (new.cost_minor, new.currency)
    same_receipt = bool(new.receipt) and old.receipt == new.receipt
    same_words = old.note == new.note and (bool(new.note) or old.receipt == new.receipt)
    return old.kind == new.kind and (same_cost or same_receipt or same_words)


def _distance(one: SourceRecord, other: SourceRecord) -> tuple[int, int, timedelta, str]:
    differing = sum(
        getattr(one, name) != getattr(other, name)
        for name in ("note", "seconds", "started", "tags", "task_url", "cost_minor", "receipt")
    )
    cost = abs((one.cost_minor or 0) - (other.cost_minor or 0))
    apart = abs(one.started - other.started) if one.started and other.started else timedelta.max
    return differing, abs(one.seconds - other.seconds) + cost, apart, canonical(one)
