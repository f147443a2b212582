"""What people worked in a period: entry by entry where there may be something to say of one, else summed by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from billing.quick import dataclass
from billing.records import DEFERRED, TIME, Entry, Match, Period, State
from mappings.bulk import among, begins_with, chunks, read_columns
from mappings.entries import entries_in, entry_columns
from mappings.matches import ANSWER, HOLD, MAKING, matches_in
from mappings.placements import fixed
from mappings.schema import entry, match
from mappings.schema_books import placement

Worked = tuple[Entry, Match, str, bool]
"""An entry, its match, why it is held back, and whether it is still there."""


@dataclass(frozen=True, slots=True)
class Months:
    """Some people's month: the entries to look at one by one, and the seconds of all others by person and day."""

    entries: Sequence[Worked]
    usual: Mapping[tuple[str, date], int]


class PeoplesWork:
    """Questions about what people worked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by(self, people: Sequence[str], period: Period) -> list[Worked]:
        """What some people worked in a period, by the tracker's day or the contract's.

        An entry that is gone is listed for as long as it is billed.
        """
        return self._read(self._of(people, period))

    def months(self, people: Sequence[str], period: Period, go_live: date, today: date) -> Months:
        """The same for the checks of a month, which have something to say of few entries: what is usual is only summed.

        Usual is time without clock times that is to be billed and not held, of a day from go-live until today, which
        nothing but an open plan has placed; of people whose time comes from one source, so that none is there twice.
        What the period billed and its tracker has moved before go-live since is there, too.
        """
        usual = _is_usual(go_live, today).label("usual")
        short = select(entry.c.id, match.c.who, entry.c.day, entry.c.connector, entry.c.seconds, usual)
        which = self._of(people, period, go_live)
        of_people = short.join_from(match, entry, match.c.entry == entry.c.id).where(which)
        worked = list(zip(*read_columns(self._connection, of_people), strict=True))
        sources = dict[str, str]()
        several = {who for _, who, _, connector, *_ in worked if sources.setdefault(who, connector) != connector}
        by_day: Counter[tuple[str, date]] = Counter()
        one_by_one: list[str] = []
        for key, who, day, _, seconds, is_usual in worked:
            if is_usual and who not in several:
                by_day[who, day] += seconds
            else:
                one_by_one.append(key)
        return Months(self._read(among(self._connection, entry.c.id, one_by_one)) if one_by_one else [], by_day)

    def to_be_billed(self, days: AbstractSet[date], beside: str) -> list[tuple[Entry, str]]:
        """What connectors beside one have of some days and is to be billed, or no run has seen, with whose it is."""
        goes_on = (match.c.verdict == State.OPEN.value) & (match.c.hold == "") | match.c.entry.is_(None)
        elsewhere = entry.c.present & (entry.c.connector != beside)
        known = select(*entry_columns(), match.c.who).outerjoin_from(entry, match, match.c.entry == entry.c.id)
        found: list[tuple[Entry, str]] = []
        for chunk in chunks(sorted(days)):
            query = known.where(entry.c.day.in_(chunk), elsewhere, goes_on).order_by(entry.c.id)
            columns = read_columns(self._connection, query)
            found += [(each, who or "") for each, who in zip(entries_in(columns), columns[-1], strict=True)]
        return found

    def with_others(
        self, people: Mapping[str, int], period: Period, go_live: date, known: AbstractSet[str]
    ) -> set[str]:
        """Which of some people have entries in a period beside the known ones, of which each has as many as stated."""
        by_contract = (match.c.day >= period.first) & (match.c.day < period.end)
        which = among(self._connection, match.c.who, list(people)) & by_contract
        counted = select(match.c.who, func.count()).where(which).group_by(match.c.who)
        more = {who for who, count in self._connection.execute(counted).all() if count > people[who]}
        left = self._of(sorted(people.keys() - more), period, go_live)
        query = select(match.c.who, entry.c.id).join(entry, match.c.entry == entry.c.id).where(left)
        return more | {who for who, key in self._connection.execute(query).all() if key not in known}

    def _of(self, people: Sequence[str], period: Period, go_live: date = date.min) -> ColumnElement[bool]:
        """What some people worked in a period, with what it billed that stands on a day before go-live by now."""
        shown = (entry.c.day >= period.first) & (entry.c.day < period.end)
        by_contract = (match.c.day >= period.first) & (match.c.day < period.end)
        moved = (match.c.day < go_live) & begins_with(match.c.bill_in, period.name) & fixed(entry.c.id)
        return among(self._connection, match.c.who, people) & (shown | by_contract | moved)

    def _read(self, which: ColumnElement[bool]) -> list[Worked]:
        query = (
            select(*entry_columns(), entry.c.present, *ANSWER)
            .join_from(entry, match, match.c.entry == entry.c.id)
            .where(which)
            .order_by(entry.c.id)
        )
        columns = read_columns(self._connection, query, MAKING)
        present, *answers = columns[len(entry_columns()) :]
        return list(zip(entries_in(columns), matches_in(answers), answers[HOLD], present, strict=True))


def _is_usual(go_live: date, today: date) -> ColumnElement[bool]:
    kept = placement.c.settled | placement.c.plan.is_(None)
    elsewhere = select(placement.c.entry).where(placement.c.entry == entry.c.id, kept).exists()
    without_clock = (entry.c.started.is_(None) | entry.c.ended.is_(None)) & entry.c.clock_seconds.is_(None)
    tracked = entry.c.present & ~entry.c.running & (entry.c.kind == TIME) & without_clock
    to_be_billed = (match.c.verdict == State.OPEN.value) & (match.c.hold == "") & (match.c.moved != DEFERRED)
    return tracked & to_be_billed & (match.c.day >= go_live) & (entry.c.day <= today) & ~elsewhere
