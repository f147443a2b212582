"""From an entry to its workstream, person and tasks; each answer with its reason, nothing guessed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date

from billing.calendar import month, month_name
from billing.catalogue import Ignore, Index
from billing.contract_periods import open_period, period_named, period_on
from billing.decisions import SILENT, Said, heard_for, unresolved
from billing.find import billing_day, find_person
from billing.issues import BLOCKS, Issue, facts
from billing.linking import Linked, Trouble, linked
from billing.money import Money
from billing.periods import Period, month_of_period
from billing.quick import dataclass
from billing.records import (
    DEFERRED,
    EXPENSE,
    LATE,
    Answer,
    Contract,
    Entry,
    Match,
    SourceRecord,
    State,
    Workstream,
)
from billing.since_decided import what_it_was
from billing.texts import clean, nearest, squashed

TO_BE_BILLED = "to be billed"
NO_MONEY, NO_TIME = "no money was spent", "no time was tracked"
NOT_BILLABLE_THERE = "marked as not billable in the tracker"


def match(
    entry: Entry, index: Index, said: Said = SILENT, settled_in: str = "", run: int = 0
) -> tuple[Match, list[Issue]]:
    """Where an entry belongs, and what stands in the way of billing it. The first reason not to bill wins.

    What people have said about it outranks every rule. `settled_in` is the period that has billed it already, `run`
    the one that wrote its version: only what came after a closing is late.
    """
    record = entry.record
    own = linked(entry, index, said)
    project, person = own.project, find_person(entry, index)
    contract, stream = index.workstreams.get(project.value, (None, None))
    said = heard_for(said, *((contract.id, contract.client) if contract else ("", "")))
    day = billing_day(record, contract.zone if contract else "")
    bill_in, moved = _period(contract, day, said, index)
    found = _Found(entry, day, own, person, contract, stream, said, bill_in, moved, run)
    verdict, reason, issues = _verdict(found, index)
    matched = Match(
        entry_id=entry.id,
        version=entry.version,
        day=day,
        verdict=verdict,
        verdict_reason=reason,
        project=project,
        person=person,
        contract=contract.id if contract else "",
        tasks=own.tasks,
        who=person.value or squashed(record.person or record.email),
        bill_in=settled_in or bill_in,
        moved="" if settled_in else moved,
        accepted=said.accepted,
    )
    return matched, [] if settled_in and not said.voided else unresolved(issues, said.accepted)


def _period(contract: Contract | None, day: date, said: Said, index: Index) -> tuple[str, str]:
    """The period that bills an entry, and why it is not its day's own: a closed one passes it on to the next.

    What comes for a month that was closed is late, also where the contract is billed by longer periods since.
    """
    if contract is None:
        own = month_name(day)
        return (said.period, DEFERRED) if said.period > own else (own, "")
    if not said.period and (contract.id, day) in index.billed_in:
        return index.billed_in[contract.id, day]
    own_period = wanted = period_on(contract, day)
    if said.period:
        asked = period_on(contract, _first_of(contract, said.period))
        wanted = max(own_period, _before_the_end(contract, asked), key=lambda each: each.end)
    moved = DEFERRED if wanted != own_period else ""
    bill_in = open_period(contract, wanted, index.closed).name
    late = bill_in != wanted.name or (contract.id, month_name(day)) in index.closed
    found = bill_in, moved or (LATE if late else "")
    if not said.period:
        index.billed_in[contract.id, day] = found
    return found


def _before_the_end(contract: Contract, asked: Period) -> Period:
    """What a contract's final invoice bills at the latest."""
    if not contract.final or contract.until is None:
        return asked
    return min(asked, period_on(contract, contract.until), key=lambda each: each.end)


def _first_of(contract: Contract, name: str) -> date:
    """The first day of the month or the period until which a person deferred something."""
    return month(name).first if len(name) == len("2026-10") else period_named(contract, name).first


def _overlooked(verdict: _Verdict, said: Said) -> bool:
    """A reason to hold back that a person has accepted."""
    state, _, issues = verdict
    return state is State.HELD and bool(issues) and all(issue.code in said.accepted for issue in issues)


# ---- the verdict: reasons not to bill, in the order in which they count ----


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    day: date
    own: Linked
    person: Answer
    contract: Contract | None
    stream: Workstream | None
    said: Said
    bill_in: str
    moved: str
    run: int

    @property
    def project(self) -> Answer:
        """Its project code."""
        return self.own.project


_Verdict = tuple[State, str, list[Issue]]


def _verdict(found: _Found, index: Index) -> _Verdict:
    """The first reason not to bill that nobody has accepted, or that there is none.

    Of most entries there is nothing to say: that is found out once for all that are alike in whatever the rules ask.
    """
    alike = _asked(found, index)
    if alike in index.clear:
        return _CLEAR
    verdict = next(each for each in _verdicts(found, index) if not _overlooked(each, found.said))
    if alike is not None and verdict == _CLEAR:
        index.clear.add(alike)
    return verdict


_CLEAR: _Verdict = (State.OPEN, TO_BE_BILLED, [])


def _asked(found: _Found, index: Index) -> tuple[object, ...] | None:
    """All that `_verdicts` looks at, where nobody said anything, no closing moved it and its tasks are in order."""
    if found.said is not SILENT or found.moved or found.own.troubles:
        return None
    entry, record = found.entry, found.entry.record
    tracked = entry.connector, record.kind, record.running, record.billable, record.approved, record.invoiced
    dated = found.day < index.catalogue.go_live, month_name(record.day), found.contract and _dates_missed(found)
    empty = record.seconds == 0, not record.cost_minor, not found.own.tasks
    named = found.own.project.value, len(found.own.codes), not found.person.value, _ignored(entry, index)
    return tracked, dated, empty, named


def _verdicts(found: _Found, index: Index) -> Iterator[_Verdict]:
    yield from _not_ours(found, index)
    yield from _without_place(found, index)
    yield from _not_billable(found, index)
    yield from _held_back(found, index)
    late = yield from _late(found, index)
    warn = index.catalogue.require_task == "warn" and not found.own.troubles
    without = _task_issue(found, "no_task") if warn else []
    yield State.OPEN, TO_BE_BILLED, [*late, *_troubles(found), *without, *_changed_since(found)]


def _not_ours(found: _Found, index: Index) -> Iterator[_Verdict]:
    record = found.entry.record
    if found.day < index.catalogue.go_live:
        yield State.OUTSIDE, f"before go_live {index.catalogue.go_live}", []
    if record.running:
        yield State.HELD, "the timer is still running", [_issue(found, "running")]
    yield from _decided(found)
    why = _ignored(found.entry, index)
    if why is not None:
        yield State.OUT_OF_SCOPE, why, []
    if record.invoiced:
        yield State.OUTSIDE, "marked as invoiced in the tracker", [_issue(found, "billed_elsewhere")]
    if not index.is_configured(found.entry.connector):
        yield State.HELD, "its connector is not configured", [_issue(found, "unknown_connector")]
    if (found.entry.connector, month_name(record.day)) in index.unproven:
        yield State.HELD, "its month is not proven", []
    yield from _nothing(found)


def _nothing(found: _Found) -> Iterator[_Verdict]:
    record = found.entry.record
    if record.kind == EXPENSE and not record.cost_minor:
        yield State.HELD, NO_MONEY, [_issue(found, "zero_expense")]
    if record.kind != EXPENSE and record.seconds == 0:
        yield State.HELD, NO_TIME, [_issue(found, "zero_duration")]


def _without_place(found: _Found, index: Index) -> Iterator[_Verdict]:
    project = found.project
    if not found.own.codes:
        yield State.HELD, "no project code", [_issue(found, "missing_project_code")]
    if len(found.own.codes) > 1:
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
    why = not_billable(found.entry, found.stream, index)
    if why:
        yield State.NON_BILLABLE, why, []


def not_billable(entry: Entry, stream: Workstream, index: Index) -> str:
    """Why an entry of a workstream is not billable, by its contract or its tracker; else nothing."""
    if not stream.billable:
        return f"workstream {stream.code} is non-billable"
    there = entry.record.billable is False and index.source(entry.connector).billable_from_tracker
    return NOT_BILLABLE_THERE if there else ""


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
    yield from _held_for_task(found, index)


def _held_for_task(found: _Found, index: Index) -> Iterator[_Verdict]:
    troubles = _troubles(found)
    blocking = next((issue for issue in troubles if issue.kind.severity == BLOCKS), None)
    if blocking:
        yield State.HELD, _TASK_REASONS[blocking.code], troubles
    if index.catalogue.require_task != "hold" or "no_task_held" in found.said.accepted:
        return
    without = _task_issue(found, "no_task_held")
    if without:
        yield State.HELD, "no task is named", [*without, *troubles]


_TASK_REASONS = {
    "task_of_another_client": "it names a task of another client",
    "several_tasks": "it names several tasks",
    "task_times_differ": "the times of its tasks are not its own",
}


def _late(found: _Found, index: Index) -> Generator[_Verdict, None, list[Issue]]:
    """Time that arrived after its period had closed: the contract says what becomes of it.

    What was there before, and was only held, is not late: it is carried over.
    """
    assert found.contract is not None, "a verdict was given before"
    own, rule = month_name(found.day), found.contract.late_time
    period = own if (found.contract.id, own) in index.closed else period_on(found.contract, found.day).name
    if found.moved != LATE or found.said.again or found.run <= _closed_after(found.contract, period, index):
        return []
    if rule == "write off":
        yield State.WRITTEN_OFF, f"it came after {period} had closed, and the contract says write off", []
    if rule == "hold":
        yield State.HELD, f"it came after {period} had closed", [_issue(found, "late_held", period=period)]
    return [_issue(found, "late", period=period, bill_in=found.bill_in)]


def _closed_after(contract: Contract, period: str, index: Index) -> int:
    """The last run before a period was closed, or the month in which it ends."""
    names = (period, month_of_period(period))
    return max(index.closed.get((contract.id, name), 0) for name in names)


def _decided(found: _Found) -> Iterator[_Verdict]:
    """What a person said ends the matter; if the entry has changed since, they should look again."""
    if found.said.state is None:
        return
    if found.said.missing:
        yield State.HELD, found.said.reason, [_issue(found, "duplicate_of_gone", other=found.said.missing)]
    issues = _changed_since(found)
    if found.said.voided:
        issues = [_issue(found, "document_voided", document=found.said.voided)]
    yield found.said.state, found.said.reason, issues


def _changed_since(found: _Found) -> list[Issue]:
    decision = found.said.outdated
    if decision is None:
        return []
    then = what_it_was(decision, found.said, found.entry.record, found.contract)
    return [_issue(found, "changed_since_decision", decision=found.said.reason, then=then)]


def _dates_missed(found: _Found) -> str:
    assert found.contract is not None and found.stream is not None, "a verdict was given before"
    for term in (found.stream, found.contract):
        if not (term.since or date.min) <= found.day <= (term.until or date.max):
            return f"from {term.since or 'the beginning'} until {term.until or 'further notice'}"
    return ""


def _task_issue(found: _Found, code: str) -> list[Issue]:
    return [] if found.own.tasks or found.entry.record.kind == EXPENSE else [_issue(found, code)]


def _troubles(found: _Found) -> list[Issue]:
    """What is wrong with the tasks that an entry of time names."""
    if not found.own.troubles or found.entry.record.kind == EXPENSE:
        return []
    return [_trouble(found, each) for each in found.own.troubles]


def _trouble(found: _Found, trouble: Trouble) -> Issue:
    issue = _issue(found, trouble.kind, **dict(trouble.facts))
    return replace(issue, subject=trouble.key, link=issue.link or trouble.url)


def _ignored(entry: Entry, index: Index) -> str | None:
    """Why an entry is no client work, by the first rule that fits, or None."""
    if not index.catalogue.ignores:
        return None
    asked = tuple([entry.connector if name == "connector" else getattr(entry.record, name) for name in index.ignoring])
    if asked not in index.ignored:
        said = dict(zip(index.ignoring, asked, strict=True))
        index.ignored[asked] = next((rule.why for rule in index.catalogue.ignores if _fits(rule, said)), None)
    return index.ignored[asked]


def _fits(rule: Ignore, said: dict[str, str]) -> bool:
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
        month=month_name(found.day),
        facts=facts(connector=found.entry.connector, project=project_label(record), **worth(record), **named),
    )


def worth(record: SourceRecord) -> dict[str, object]:
    """What stands in an expense's sentence where those about time have their hours."""
    return {"hours": Money(record.cost_minor or 0, record.currency)} if record.kind == EXPENSE else {}


def project_label(record: SourceRecord) -> str:
    """The project as the tracker names it, for people."""
    return clean(record.project) or "no project"
