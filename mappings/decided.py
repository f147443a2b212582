"""What people decided about sources, and what sources name: which project is which workstream, which user who."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, delete, func, insert, select, update

from billing.catalogue import AcceptedPerson, AcceptedProject
from billing.records import Entry, SourceRecord
from mappings.schema import decision, entry, identity, mapping

PROJECT, PERSON = "project", "person"
"""What can be mapped."""

ERASED = ""
"""No connector is called so: its identities are the hashes of names that are forgotten."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decided, when, and why."""

    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a person accepted: `key` of a source is `target`, a project code or a person; `seen` is what it was then."""

    kind: str
    connector: str
    key: str
    target: str
    since: date | None = None
    until: date | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    signature: Signature | None = None

    @property
    def about(self) -> tuple[str, str, str]:
        """What it is about, whatever it is mapped to."""
        return self.kind, self.connector, self.key

    @property
    def says(self) -> tuple[str, date | None, date | None]:
        """What it says of that."""
        return self.target, self.since, self.until


@dataclass(frozen=True, slots=True)
class Named:
    """Entries that are named alike: one of them, on the last of their days and with the seconds of all."""

    entry: Entry
    entries: int
    first: date


class Decided:
    """Accepted mappings and identities, and the names that they can be about."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    _PROJECTS, _PEOPLE = select(mapping), select(identity).where(identity.c.connector != ERASED)

    def all(self) -> list[Mapped]:
        """All that stands, in an order that does not tell when each was accepted."""
        projects = [
            Mapped(PROJECT, row.connector, row.project, row.code, row.since, row.until, row.seen or {}, _signed(row))
            for row in self._connection.execute(self._PROJECTS)
        ]
        people = [
            Mapped(PERSON, row.connector, row.user, row.person, seen=row.seen or {}, signature=_signed(row))
            for row in self._connection.execute(self._PEOPLE)
        ]
        return sorted([*projects, *people], key=lambda each: (each.about, each.since or date.min))

    def projects(self) -> tuple[AcceptedProject, ...]:
        """Every project that a person mapped to a workstream."""
        found = (each for each in self.all() if each.kind == PROJECT)
        return tuple(AcceptedProject(each.connector, each.key, *each.says) for each in found)

    def people(self) -> tuple[AcceptedPerson, ...]:
        """Every user of a source that a person mapped to someone in people.yaml."""
        found = (each for each in self.all() if each.kind == PERSON)
        return tuple(AcceptedPerson(each.connector, each.key, each.target) for each in found)

    def accept_project(
        self, accepted: AcceptedProject, signature: Signature, seen: Mapping[str, str] | None = None
    ) -> None:
        """Notes that a project is a workstream."""
        said = (accepted.code, accepted.since, accepted.until, seen or {}, signature)
        self.accept(Mapped(PROJECT, accepted.connector, accepted.project, *said))

    def accept_person(
        self, accepted: AcceptedPerson, signature: Signature, seen: Mapping[str, str] | None = None
    ) -> None:
        """Notes that a source's user is a person."""
        said = (accepted.name, None, None, seen or {}, signature)
        self.accept(Mapped(PERSON, accepted.connector, accepted.user, *said))

    def accept(self, accepted: Mapped) -> None:
        """Notes a mapping, which must be signed."""
        signature = accepted.signature
        assert signature is not None, "nobody accepts without a name"
        values = {
            "connector": accepted.connector,
            "decided_by": signature.by,
            "decided_at": signature.at,
            "why": signature.why,
            "seen": dict(accepted.seen),
        }
        if accepted.kind == PERSON:
            values |= {"user": accepted.key, "person": accepted.target}
        else:
            dates = {"since": accepted.since, "until": accepted.until}
            values |= {"project": accepted.key, "code": accepted.target, **dates}
        self._connection.execute(insert(_table(accepted)).values(values))

    def take_back(self, accepted: Mapped) -> None:
        """Removes a mapping that stands."""
        self._connection.execute(delete(_table(accepted)).where(*_this(accepted)))

    def note_seen(self, accepted: Mapped, seen: Mapping[str, str]) -> None:
        """Notes what the source says now of something that is mapped."""
        self._connection.execute(update(_table(accepted)).where(*_this(accepted)).values(seen=dict(seen)))

    def standing(self, kind: str) -> set[str]:
        """The subjects of the decisions of a kind that nobody undid."""
        later = decision.alias("later")
        query = select(decision.c.subject).outerjoin(later, later.c.undoes == decision.c.id)
        return set(self._connection.execute(query.where(decision.c.kind == kind, later.c.id.is_(None))).scalars())

    # ---- what there is to decide about ----

    def named(self, names: Collection[str], since: date, boundaries: Collection[date] = ()) -> Iterator[Named]:
        """What was tracked from a day on, by some of its names; days on both sides of a boundary are kept apart."""
        columns = [entry.c[name] for name in sorted({"kind", "invoiced", *names})]
        sums = (func.max(entry.c.day), func.min(entry.c.day), func.sum(entry.c.seconds), func.count())
        counted = (entry.c.present, entry.c.running.is_(False), entry.c.day >= since)
        groups: list[ColumnElement[Any]] = [entry.c.connector, *columns]
        if boundaries:
            before = [(entry.c.day < day, place) for place, day in enumerate(sorted(boundaries))]
            groups.append(case(*before, else_=len(boundaries)))
        rows = self._connection.execute(select(entry.c.connector, *sums, *columns).where(*counted).group_by(*groups))
        for connector, last, first, seconds, count, *said in rows:
            named = dict(zip((column.name for column in columns), said, strict=True))
            tags = tuple(named.pop("tags", ()))
            yield Named(
                Entry("", 0, str(connector), SourceRecord(last, int(seconds), tags=tags, **named)), count, first
            )

    def months(self, connector: str, names: Mapping[str, str]) -> set[str]:
        """The months in which a connector has entries that are named so: fields of entries, and their values."""
        fits = [entry.c[name] == value for name, value in names.items()]
        days = select(entry.c.day).where(entry.c.connector == connector, entry.c.present, *fits).distinct()
        return {day.strftime("%Y-%m") for day in self._connection.execute(days).scalars()}


def boundaries(accepted: Collection[AcceptedProject]) -> set[date]:
    """The days from which on mappings answer otherwise than before."""
    begin = {each.since for each in accepted if each.since}
    return begin | {each.until + timedelta(days=1) for each in accepted if each.until and each.until < date.max}


def _table(accepted: Mapped) -> Table:
    return identity if accepted.kind == PERSON else mapping


def _this(accepted: Mapped) -> tuple[Any, ...]:
    if accepted.kind == PERSON:
        return identity.c.connector == accepted.connector, identity.c.user == accepted.key
    since = mapping.c.since.is_(None) if accepted.since is None else mapping.c.since == accepted.since
    return mapping.c.connector == accepted.connector, mapping.c.project == accepted.key, since


def _signed(row: Any) -> Signature:
    return Signature(row.decided_by, row.decided_at, row.why)
