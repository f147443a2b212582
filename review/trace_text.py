"""The trace as people read it: sentences and small tables, from the amount down to the row of a file, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from billing.draft_records import Line
from billing.money import Money, plain
from billing.records import EXPENSE, State, Task
from mappings.decisions import Logged
from mappings.documents import Standing
from mappings.placements import Step
from mappings.pushes import Push
from review.client import OF_TIME
from review.tables import Cell, Section, clock, section, sentences
from review.task_words import TasksNow, in_words
from review.trace import DraftTrace, EntryTrace, LineTrace, Portioned
from review.trace_charged import in_sentences
from review.trace_parts import in_words as in_parts
from review.trace_source import changes, cost_of, facts, receipt_of


def to_sections(found: DraftTrace | EntryTrace) -> list[Section]:
    """Everything behind a draft, a line or an entry."""
    return _entry_sections(found) if isinstance(found, EntryTrace) else _draft_sections(found)


def _draft_sections(found: DraftTrace) -> list[Section]:
    draft = found.draft.draft
    state = f"revision {found.draft.revision}, {found.draft.status}"
    named = f"Draft {draft.id} ({state}): {draft.client}, {draft.period}, {draft.total}"
    books = [_in_books(found.document, found.there, is_credit=draft.is_credit)] if found.document else []
    head = sentences(named, *books, *(row.words for row in found.fixed), *(each.words for each in found.chain))
    return [head, *(part for item in found.lines for part in _line_sections(item, draft.order, found.tasks))]


def _in_books(push: Push, there: Standing | None, *, is_credit: bool) -> str:
    if there is not None:
        return f"in the books ({there.books}): {_in_ledger(there)}, {there.url or push.place}"
    named = f"credit note {push.number} of {push.issued}"
    if not is_credit:
        named = f"invoice {push.number} of {push.issued}, due {push.due}"
    return f"in the books ({push.books}): {named if push.number else 'a draft'}, in {push.place}"


def _in_ledger(there: Standing) -> str:
    """What a ledger had when it was last looked at, and what was paid of it."""
    days = [f"of {there.issued}"] if there.issued else []
    days += [f"due {there.due}"] if there.due else []
    kind = there.kind if there.stage != "draft" or there.kind == "estimate" else f"draft of {there.kind}"
    named = " ".join([kind, there.number or there.id, *days[:1]])
    stage = f"paid on {there.paid_on}" if there.stage == "paid" and there.paid_on else there.stage
    part = [f"{there.paid} paid"] if there.paid.minor and there.owed.minor else []
    return ", ".join([named, *days[1:], f"{there.total} with tax", stage, *part])


def _line_sections(item: LineTrace, order: str, tasks: TasksNow) -> list[Section]:
    line = item.line
    if line.kind not in OF_TIME:
        return [_stated_section(line, order), *_entries_sections(item)]
    head = sentences(
        f"Line {line.id}: {line.description}",
        f"{plain(line.quantity)} h × {plain(line.unit_price)} = {line.amount}",
        f"rate: {line.rate_rule}",
        f"time: {clock(line.seconds)} h worked, {clock(line.rounded_seconds)} h charged ({line.rounding})",
        f"order: {order or 'none'}",
        *_tasks(line.tasks, tasks),
    )
    return [head, _worked_section(line, item.portions)]


def _entries_sections(item: LineTrace) -> Iterator[Section]:
    """What a line is for that states its amount: expenses, and time where that is corrected."""
    spent = [part for part in item.portions if part.entry.record.kind == EXPENSE]
    worked = [part for part in item.portions if part.entry.record.kind != EXPENSE]
    if spent:
        yield _spent_section(item.line, spent)
    if worked:
        yield _worked_section(item.line, worked)


def _worked_section(line: Line, portions: Sequence[Portioned]) -> Section:
    """What was worked, by whom, and how much of it the line charges."""
    headers = ("entry", "date", "person", ">worked", ">charged", f">{line.amount.currency}", "note", "from")
    rows = [_portion_row(part) for part in portions]
    return section("", headers, rows, [said for part in portions for said in _rest(part)])


def _rest(part: Portioned) -> list[str]:
    """Where the rest of an entry stands, of which only a part is on the line."""
    said = in_parts(part.portion, part.parts)
    return [f"{part.entry.id}: {said}"] if said else []


def _tasks(tasks: Sequence[Task], now: TasksNow) -> list[str]:
    """The tasks of a line in one sentence; where their trackers say more of them, one for each."""
    said = [in_words(task, now) for task in tasks]
    if any(now.of(task) for task in tasks):
        return [f"task: {each}" for each in said]
    return [f"tasks: {', '.join(said) or 'none'}"]


def _stated_section(line: Line, order: str) -> Section:
    """An expense, a charge or a milestone: it has no time, and its rule says everything."""
    return sentences(
        f"Line {line.id}: {line.description}",
        f"{plain(line.quantity)} × {plain(line.unit_price)} = {line.amount}",
        line.rate_rule,
        f"order: {order or 'none'}",
    )


def _spent_section(line: Line, portions: Sequence[Portioned]) -> Section:
    """What was spent, by whom, and what shows it."""
    headers = ("entry", "date", "person", ">cost", f">{line.amount.currency}", "note", "receipt", "from")
    return section("", headers, [_spent_row(part) for part in portions])


def _spent_row(part: Portioned) -> tuple[Cell, ...]:
    record, portion = part.entry.record, part.portion
    named = (part.entry.id, record.day.isoformat(), record.person or record.email)
    money = (str(cost_of(record) or ""), Money(portion.minor, portion.currency))
    return (*named, *money, record.note, receipt_of(record) or "none", part.source.words)


def _portion_row(part: Portioned) -> tuple[str, ...]:
    record, portion = part.entry.record, part.portion
    amount = Money(portion.minor, portion.currency).decimal
    person = record.person or record.email
    times = (clock(portion.seconds), clock(portion.charged_seconds))
    return (part.entry.id, record.day.isoformat(), person, *times, str(amount), record.note, part.source.words)


def _entry_sections(found: EntryTrace) -> list[Section]:
    head, own = found.versions[-1], found.sources[-1].external_id
    called = f", which calls it {own}" if own else ""
    gone = "" if head.present else "; its tracker no longer has it"
    kind = "Expense" if head.entry.record.kind == EXPENSE else "Entry"
    newest = f"version {head.entry.version}"
    source = f"{newest}: {head.how}, from {found.sources[-1].place}, read {found.sources[-1].read}"
    return [
        sentences(f"{kind} {head.entry.id} of {head.entry.connector}{called}{gone}"),
        section("What its tracker said", ("field", newest), facts(head.entry.record), [source]),
        *_edits(found),
        sentences(*_answers(found)),
        _stood(found),
    ]


def _edits(found: EntryTrace) -> list[Section]:
    """Each version with what it changed, where there is more than one."""
    if len(found.versions) == 1:
        return []
    headers = (">version", "recognised by", "from", "read", "changed")
    return [section("Its versions", headers, _version_rows(found), [_LEGEND])]


_LEGEND = "an arrow leads from what the version before said to what this one says"


def _version_rows(found: EntryTrace) -> list[tuple[str, ...]]:
    """Each version with what it changed of the one before."""
    records = [version.entry.record for version in found.versions]
    edits = ["", *(changes(before, after) for before, after in pairwise(records))]
    return [
        (str(version.entry.version), version.how, source.place, source.read, edit)
        for version, source, edit in zip(found.versions, found.sources, edits, strict=True)
    ]


def _stood(found: EntryTrace) -> Section:
    """Every place it stood; an expense has no hours."""
    if not found.steps:
        return sentences("It is open: no run has placed it yet.")
    of_time = found.versions[-1].entry.record.kind != EXPENSE
    hours = (">worked", ">charged") if of_time else ()
    headers = (">step", "state", *hours, ">amount", "line", "why", ">run")
    rows = [_step_row(step, of_time=of_time) for step in found.steps]
    return section("Where it stood", headers, rows, in_sentences(found.charged))


def _answers(found: EntryTrace) -> list[str]:
    matched = found.match
    if matched is None:
        return ["It has not been matched yet; `tieout run` does that."]
    return [
        f"project code: {matched.project.value or 'none'} ({matched.project.reason})",
        f"person: {matched.person.value or 'unknown'} ({matched.person.reason})",
        *_linked(found),
        f"verdict: {_verdict(found)}",
        *(row.words for row in found.fixed),
        *(f"exception: {issue.sentence} {issue.remedy}" for issue in found.issues),
        *_closest(found),
        *(_decided(logged, found.tasks) for logged in found.decisions),
    ]


def _linked(found: EntryTrace) -> list[str]:
    assert found.match is not None, "asked for only where there is one"
    tasks = found.match.tasks
    if not any(found.tasks.of(task) for task in tasks):
        return [f"tasks: {', '.join(f'{task.key} ({task.reason})' for task in tasks) or 'none'}"]
    return [f"task: {in_words(task, found.tasks)} ({_because(task)})" for task in tasks]


def _because(task: Task) -> str:
    return f"{task.reason}, {clock(task.seconds)} h" if task.seconds else task.reason


def _closest(found: EntryTrace) -> list[str]:
    """What it may be, each task once, whatever exceptions it is suggested for."""
    suggested = {each.task.ref: each for offered in found.suggested.values() for each in offered}
    return [each.sentence for each in suggested.values()]


def _decided(logged: Logged, tasks: TasksNow) -> str:
    decision = logged.decision
    linked = tasks.by_ref.get(decision.other)
    other = linked.key if linked else decision.other
    of = f" {other or decision.period or ', '.join(decision.codes)}".rstrip()
    undone = f"; undone by decision {logged.undone_by}" if logged.undone_by else ""
    return f"decision {decision.id}: {decision.kind}{of} ({decision.signed}){undone}"


def _verdict(found: EntryTrace) -> str:
    assert found.match is not None, "asked for only where there is one"
    if found.hold:
        return f"held ({found.hold})"
    if found.match.verdict is State.OPEN:
        return found.match.verdict_reason
    return f"{found.match.verdict.value.replace('_', ' ')} ({found.match.verdict_reason})"


def _step_row(step: Step, *, of_time: bool) -> tuple[Cell, ...]:
    amount: Cell = Money(step.minor, step.currency) if step.currency else ""
    what = f"no longer {step.state}" if step.reverses else step.state
    charged = clock(step.charged_seconds) if step.line else ""
    hours = (clock(step.seconds), charged) if of_time else ()
    return (str(step.number), what.replace("_", " "), *hours, amount, step.line, step.reason, str(step.run))
