"""From an entry to its workstream, person and tasks; each answer with its reason, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from billing.calendar import next_month
from billing.decisions import SILENT, Said, unresolved
from billing.ids import digest
from billing.issues import Issue, facts, hours
from billing.money import Money
from billing.records import (
    DEFERRED,
    EXPENSE,
    LATE,
    Answer,
    Contract,
    Entry,
    Match,
    Person,
    SourceRecord,
    State,
    Task,
    Workstream,
)
from billing.tasks import tasks_of
from billing.texts import clean, nearest, squashed

MATCH_VERSION = 2
"""Raised when the search itself changes, so that every entry is matched again."""

NOT_BILLABLE_THERE = "marked as not billable in the tracker"


@dataclass(frozen=True, slots=True)
class Ignore:
    """Time that is out of scope: every stated condition must hold."""

    why: str
    conditions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What the operator said about one connector."""

    name: str
    code_pattern: str = ""
    require_approval: bool = False
    billable_from_tracker: bool = True


@dataclass(frozen=True, slots=True)
class AcceptedProject:
    """A person's decision that a tracker's project is a workstream, from a day on until another, both included."""

    connector: str
    project: str
    code: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AcceptedPerson:
    """A person's decision that a tracker's user (by e-mail or name) is someone in people.yaml."""

    connector: str
    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that decides where an entry belongs. Equal catalogues give equal matches for equal entries."""

    go_live: date
    contracts: tuple[Contract, ...]
    people: tuple[Person, ...]
    sources: tuple[SourceRules, ...]
    ignores: tuple[Ignore, ...] = ()
    projects: tuple[AcceptedProject, ...] = ()
    users: tuple[AcceptedPerson, ...] = ()
    require_task: str = "warn"
    implied: tuple[str, ...] = ()
    """Connectors that nobody configured and that therefore go by the name of their kind."""

    @property
    def basis(self) -> str:
        """The hash of what matching depends on; rates and invoice wishes are no part of it."""
        contracts = [
            (each.id, each.client, each.zone, each.since, each.until, each.late_time, each.workstreams)
            for each in self.contracts
        ]
        people = [(person.name, person.id, person.emails) for person in self.people]
        return digest([MATCH_VERSION, replace(self, contracts=(), people=()), contracts, people])


@dataclass(frozen=True, slots=True)
class Index:
    """A catalogue arranged for look-up, with the closed periods; build it once for many entries.

    What it has answered it remembers by what was asked: many entries share their project and person.
    """

    catalogue: Catalogue
    closed: frozenset[tuple[str, str]] = frozenset()
    workstreams: dict[str, tuple[Contract, Workstream]] = field(default_factory=dict)
    by_email: dict[str, Person] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=dict)
    sources: dict[str, SourceRules] = field(default_factory=dict)
    known_code: re.Pattern[str] | None = None
    basis: str = ""
    """The catalogue's; it says nothing of what people decided or closed."""
    spoken: dict[tuple[object, ...], tuple[Answer, tuple[str, ...]]] = field(default_factory=dict)
    found: dict[tuple[str, str, str], Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue, closed: frozenset[tuple[str, str]] = frozenset()) -> Index:
        """The index of a catalogue. `closed` are the periods that take no more time, as contract id and month."""
        workstreams = {
            stream.code: (contract, stream) for contract in catalogue.contracts for stream in contract.workstreams
        }
        by_name: dict[str, list[Person]] = {}
        for person in catalogue.people:
            by_name.setdefault(squashed(person.name), []).append(person)
        longest_first = sorted(workstreams, key=lambda code: (-len(code), code))
        words = "|".join(re.escape(code) for code in longest_first)
        return cls(
            catalogue,
            closed,
            workstreams,
            {email.casefold(): person for person in catalogue.people for email in person.emails},
            by_name,
            {source.name: source for source in catalogue.sources},
            re.compile(rf"(?<![\w-])(?:{words})(?![\w-])") if words else None,
            catalogue.basis,
        )

    def is_configured(self, connector: str) -> bool:
        """Whether a connector is named in the configuration, or stands there unnamed by its kind."""
        return connector in self.sources or connector in self.catalogue.implied

    def source(self, connector: str) -> SourceRules:
        """What was said about a connector; the defaults for one that is not configured."""
        return self.sources.get(connector) or SourceRules(connector)


def match(entry: Entry, index: Index, said: Said = SILENT, settled_in: str = "") -> tuple[Match, list[Issue]]:
    """Where an entry belongs, and what stands in the way of billing it. The first reason not to bill wins.

    What people have said about it outranks every rule. `settled_in` is the period that has billed it already.
    """
    record = entry.record
    project, codes = find_project(entry, index)
    person = find_person(entry, index)
    contract, stream = index.workstreams.get(project.value, (None, None))
    day = billing_day(record, contract.zone if contract else "")
    tasks = tasks_of(record, index.workstreams)
    bill_in, moved = _period(contract, day, said, index)
    found = _Found(entry, day, project, codes, person, contract, stream, tasks, said, bill_in, moved)
    verdict, reason, issues = next(each for each in _verdicts(found, index) if not _overlooked(each, said))
    matched = Match(
        entry_id=entry.id,
        version=entry.version,
        day=day,
        verdict=verdict,
        verdict_reason=reason,
        project=project,
        person=person,
        contract=contract.id if contract else "",
        tasks=tasks,
        who=person.value or squashed(record.person or record.email),
        bill_in=settled_in or bill_in,
        moved="" if settled_in else moved,
        accepted=said.accepted,
    )
    return matched, [] if settled_in else unresolved(issues, said.accepted)


def _period(contract: Contract | None, day: date, said: Said, index: Index) -> tuple[str, str]:
    """The period that bills an entry, and why it is not its day's own: a closed one passes it on to the next."""
    own = f"{day:%Y-%m}"
    wanted, moved = (said.period, DEFERRED) if said.period > own else (own, "")
    if contract is None:
        return wanted, moved
    while (contract.id, wanted) in index.closed:
        wanted, moved = next_month(wanted), moved or LATE
    return wanted, moved


def _overlooked(verdict: _Verdict, said: Said) -> bool:
    """A reason to hold back that a person has accepted."""
    state, _, issues = verdict
    return state is State.HELD and bool(issues) and all(issue.code in said.accepted for issue in issues)


def billing_day(record: SourceRecord, zone: str) -> date:
    """The date the tracker shows; where there is a clock time and the contract names a zone, the start in that zone."""
    if zone and record.started is not None:
        return record.started.astimezone(ZoneInfo(zone)).date()
    return record.day


def find_project(entry: Entry, index: Index) -> tuple[Answer, tuple[str, ...]]:
    """The project code of an entry, and all codes that speak. An accepted mapping ends the search; else all must agree.

    The answer's value is the code when exactly one speaks, whether a contract knows it or not.
    """
    accepted = _accepted_project(entry, index)
    if accepted:
        reason = f"project {project_name(entry.record)} was mapped to it by a person"
        return Answer(accepted.code, reason), (accepted.code,)
    record = entry.record
    asked = (entry.connector, record.project_code, record.project, record.tags)
    if asked not in index.spoken:
        index.spoken[asked] = _what_speaks(entry, index)
    return index.spoken[asked]


def _what_speaks(entry: Entry, index: Index) -> tuple[Answer, tuple[str, ...]]:
    spoken: dict[str, list[str]] = {}
    for where, code in _spoken_codes(entry.record, index.source(entry.connector), index):
        spoken.setdefault(code, []).append(where)
    if not spoken:
        return Answer("", "no code field, project name or tag names one"), ()
    reason = "; ".join(f"{code} in {', '.join(dict.fromkeys(places))}" for code, places in sorted(spoken.items()))
    codes = tuple(sorted(spoken))
    return Answer(codes[0] if len(codes) == 1 else "", reason), codes


def find_person(entry: Entry, index: Index) -> Answer:
    """The person of an entry: accepted mapping, else e-mail, else (no e-mail in the file) a unique exact full name."""
    asked = (entry.connector, entry.record.email, entry.record.person)
    if asked not in index.found:
        index.found[asked] = _who_it_is(entry, index)
    return index.found[asked]


def _who_it_is(entry: Entry, index: Index) -> Answer:
    record = entry.record
    user = record.email.casefold() or squashed(record.person)
    for accepted in index.catalogue.users:
        if (accepted.connector, accepted.user) == (entry.connector, user):
            return Answer(accepted.name, f"{user} was mapped by a person")
    if record.email:
        person = index.by_email.get(record.email.casefold())
        return Answer(person.key, "by e-mail") if person else Answer("", f"nobody in people.yaml has {record.email}")
    named = index.by_name.get(squashed(record.person), [])
    if len(named) == 1:
        return Answer(named[0].key, "by name")
    return Answer("", f"{len(named) or 'nobody'} in people.yaml with the name {squashed(record.person)}")


# ---- the verdict: reasons not to bill, in the order in which they count ----


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    day: date
    project: Answer
    codes: tuple[str, ...]
    person: Answer
    contract: Contract | None
    stream: Workstream | None
    tasks: tuple[Task, ...]
    said: Said
    bill_in: str
    moved: str


_Verdict = tuple[State, str, list[Issue]]


def _verdicts(found: _Found, index: Index) -> Iterator[_Verdict]:
    yield from _not_ours(found, index)
    yield from _without_place(found, index)
    yield from _not_billable(found, index)
    yield from _held_back(found, index)
    late = yield from _late(found)
    without_task = _task_issue(found, "no_task") if index.catalogue.require_task == "warn" else []
    yield State.OPEN, "to be billed", [*late, *without_task]


def _not_ours(found: _Found, index: Index) -> Iterator[_Verdict]:
    record = found.entry.record
    if found.day < index.catalogue.go_live:
        yield State.OUTSIDE, f"before go_live {index.catalogue.go_live}", []
    if record.running:
        yield State.HELD, "the timer is still running", [_issue(found, "running")]
    yield from _decided(found)
    for rule in index.catalogue.ignores:
        if _ignored(found.entry, rule):
            yield State.OUT_OF_SCOPE, rule.why, []
    if record.invoiced:
        yield State.OUTSIDE, "marked as invoiced in the tracker", [_issue(found, "billed_elsewhere")]
    if not index.is_configured(found.entry.connector):
        yield State.HELD, "its connector is not configured", [_issue(found, "unknown_connector")]
    yield from _nothing(found)


def _nothing(found: _Found) -> Iterator[_Verdict]:
    record = found.entry.record
    if record.kind == EXPENSE and not record.cost_minor:
        yield State.HELD, "no money was spent", [_issue(found, "zero_expense")]
    if record.kind != EXPENSE and record.seconds == 0:
        yield State.HELD, "no time was tracked", [_issue(found, "zero_duration")]


def _without_place(found: _Found, index: Index) -> Iterator[_Verdict]:
    project = found.project
    if not found.codes:
        yield State.HELD, "no project code", [_issue(found, "missing_project_code")]
    if len(found.codes) > 1:
        issue = _issue(found, "conflicting_project_codes", codes=clean(project.reason))
        yield State.HELD, "project codes disagree", [issue]
    if found.stream is None:
        close = nearest(project.value, index.workstreams)
        said = f" (did you mean {close}?)" if close else ""
        yield (
            State.HELD,
            "unknown project code",
            [_issue(found, "unknown_project_code", code=clean(project.value), nearest=said)],
        )


def _not_billable(found: _Found, index: Index) -> Iterator[_Verdict]:
    assert found.stream is not None, "a verdict was given before"
    if not found.stream.billable:
        yield State.NON_BILLABLE, f"workstream {found.stream.code} is non-billable", []
    if found.entry.record.billable is False and index.source(found.entry.connector).billable_from_tracker:
        yield State.NON_BILLABLE, NOT_BILLABLE_THERE, []


def _held_back(found: _Found, index: Index) -> Iterator[_Verdict]:
    record = found.entry.record
    dates = _dates_missed(found)
    if dates:
        issue = _issue(found, "outside_contract_dates", workstream=found.project.value, dates=dates)
        yield State.HELD, f"outside the contract's dates ({dates})", [issue]
    if not found.person.value:
        who = clean(record.person or record.email) or "Someone without a name"
        same = len(index.by_name.get(squashed(record.person), []))
        kind = "ambiguous_person" if not record.email and same > 1 else "unknown_person"
        yield State.HELD, found.person.reason, [_issue(found, kind, who=who, count=same)]
    if index.source(found.entry.connector).require_approval and record.approved is not True:
        yield State.HELD, "not approved in the tracker", [_issue(found, "not_approved")]
    if index.catalogue.require_task == "hold" and _task_issue(found, "no_task_held"):
        yield State.HELD, "no task is named", _task_issue(found, "no_task_held")


def _late(found: _Found) -> Generator[_Verdict, None, list[Issue]]:
    """Time that arrived after its period had closed: the contract says what becomes of it."""
    assert found.contract is not None, "a verdict was given before"
    if found.moved != LATE:
        return []
    period, rule = f"{found.day:%Y-%m}", found.contract.late_time
    if rule == "write off":
        yield State.WRITTEN_OFF, f"it came after {period} had closed, and the contract says write off", []
    if rule == "hold":
        yield State.HELD, f"it came after {period} had closed", [_issue(found, "late_held", period=period)]
    return [_issue(found, "late", period=period, bill_in=found.bill_in)]


def _decided(found: _Found) -> Iterator[_Verdict]:
    """What a person said ends the matter; if the entry has changed since, they should look again."""
    if found.said.state is None:
        return
    decision, issues = found.said.outdated, []
    if decision is not None:
        then = f"{hours(decision.seconds)} on {decision.day}"
        issues = [_issue(found, "changed_since_decision", decision=found.said.reason, then=then)]
    yield found.said.state, found.said.reason, issues


def _dates_missed(found: _Found) -> str:
    assert found.contract is not None and found.stream is not None, "a verdict was given before"
    for term in (found.stream, found.contract):
        if not (term.since or date.min) <= found.day <= (term.until or date.max):
            return f"from {term.since or 'the beginning'} until {term.until or 'further notice'}"
    return ""


def _task_issue(found: _Found, code: str) -> list[Issue]:
    return [] if found.tasks or found.entry.record.kind == EXPENSE else [_issue(found, code)]


def _ignored(entry: Entry, rule: Ignore) -> bool:
    record = entry.record
    said = {
        "connector": entry.connector,
        "project": record.project,
        "client": record.client,
        "person": record.person,
        "activity": record.activity,
    }
    return all(squashed(said[name]) == squashed(value) for name, value in rule.conditions)


def _issue(found: _Found, kind: str, **named: object) -> Issue:
    record = found.entry.record
    return Issue(
        kind,
        entry_id=found.entry.id,
        client=found.contract.client if found.contract else clean(record.client),
        person=found.person.value or clean(record.person or record.email),
        day=record.day,
        seconds=record.seconds,
        link=record.task_url,
        month=found.day.strftime("%Y-%m"),
        facts=facts(connector=found.entry.connector, project=project_label(record), **worth(record), **named),
    )


def worth(record: SourceRecord) -> dict[str, object]:
    """What stands in an expense's sentence where those about time have their hours."""
    return {"hours": Money(record.cost_minor or 0, record.currency)} if record.kind == EXPENSE else {}


def project_label(record: SourceRecord) -> str:
    """The project as the tracker names it, for people."""
    return clean(record.project) or "no project"


# ---- project codes ----


def _accepted_project(entry: Entry, index: Index) -> AcceptedProject | None:
    name = project_name(entry.record)
    fitting = (a for a in index.catalogue.projects if (a.connector, a.project) == (entry.connector, name))
    day = entry.record.day
    return next((a for a in fitting if (a.since or date.min) <= day <= (a.until or date.max)), None)


def project_name(record: SourceRecord) -> str:
    """How a mapping names a project of a source that has no project ids: client and project."""
    return f"{squashed(record.client)} / {squashed(record.project)}"


def _spoken_codes(record: SourceRecord, source: SourceRules, index: Index) -> Iterator[tuple[str, str]]:
    if record.project_code.strip():
        yield "the project's code field", record.project_code.strip()
    places = [("the project's name", record.project), *(("a tag", tag) for tag in record.tags)]
    for where, text in places:
        for code in _codes_in(text, source, index):
            yield where, code


def _codes_in(text: str, source: SourceRules, index: Index) -> Iterable[str]:
    if source.code_pattern:
        found = re.search(source.code_pattern, text)
        code = found.group(1 if found.re.groups else 0) if found else None
        return [code] if code else []
    return index.known_code.findall(text) if index.known_code else []
