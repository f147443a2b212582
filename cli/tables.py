"""Each answer of the review stage as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from billing.issues import Issue
from billing.money import Money, plain
from billing.records import Contract, State, at
from cli.output import hours as clock
from cli.output import print_table, say
from mappings.drafts import OUTDATED, StoredDraft
from mappings.entries import Version
from mappings.placements import Step
from review.drafts import due_day, invoice_day
from review.statement import Statement
from review.trace import DraftTrace, EntryTrace, LineTrace, Portioned
from sync.importing import FileReport
from sync.pipeline import PeriodReport

SHOWN_REJECTED = 10


def show_import(reports: Sequence[FileReport], *, complete: bool) -> None:
    """What each file brought, and its bad rows."""
    headers = (
        "file",
        "connector",
        ">rows",
        ">entries",
        ">hours",
        ">new",
        ">changed",
        ">unchanged",
        ">gone",
        ">rejected",
    )
    rows = [
        (
            report.file.rpartition("/")[2],
            report.connector,
            str(report.rows),
            str(report.entries),
            clock(report.seconds),
            *(
                str(count)
                for count in (report.new, report.changed, report.unchanged, report.gone, len(report.rejected))
            ),
        )
        for report in reports
    ]
    print_table("Imported", headers, rows)
    for report in reports:
        _show_rejected(report)
        if report.unseen and complete:
            say(
                f"{report.unseen} stored entries of {report.connector} are not in {report.file}; they stay, because a "
                "bad row of the same day may be theirs. Mend the bad rows, export again and import."
            )
        elif report.unseen:
            say(
                f"{report.unseen} stored entries of {report.connector} in these days are not in {report.file}; they "
                "stay. If it is a complete export, import it again with --complete and the month."
            )


def _show_rejected(report: FileReport) -> None:
    for line, reason in report.rejected[:SHOWN_REJECTED]:
        say(f"{report.file} line {line}: {reason}")
    more = len(report.rejected) - SHOWN_REJECTED
    if more > 0:
        say(f"… and {more} more bad rows; `tieout exceptions` lists them all")


def show_run(report: PeriodReport) -> None:
    """What a run did."""
    written = sum(unit.written for unit in report.billed)
    withdrawn = sum(unit.withdrawn for unit in report.billed)
    if not report.billed:
        say(f"{report.period.name}: there is no time of any contract in this month")
    elif report.changed:
        contracts = f"{report.changed} of {len(report.billed)} contracts"
        say(f"{report.period.name}: planned {contracts} anew; {written} drafts written, {withdrawn} withdrawn")
    else:
        say(f"{report.period.name}: nothing has changed; the drafts of {len(report.billed)} contracts stand")


def show_statement(found: Statement) -> None:
    """Where every hour of the month is, and what the drafts come to."""
    used = [state for state, seconds in found.states.items() if seconds or state in (State.DRAFTED, State.HELD)]
    headers = ("client", "source", ">tracked", *(f">{state.value.replace('_', ' ')}" for state in used))
    rows = [
        (
            row.client,
            row.connector,
            clock(sum(row.states.values())),
            *(clock(row.states.get(state, 0)) for state in used),
        )
        for row in found.clients
    ]
    totals = tuple(clock(found.states[state]) for state in used)
    print_table(
        f"Statement of {found.period.name}, hours by work date, as of {found.as_of:%Y-%m-%d %H:%M} UTC",
        headers,
        [*rows, ("all", "", clock(sum(found.states.values())), *totals)],
    )
    _show_proof(found)
    if found.money:
        money = [
            (row.currency, str(row.documents), str(row.net.decimal), str(row.difference.decimal)) for row in found.money
        ]
        print_table("Drafts", ("currency", ">drafts", ">net", ">difference to the portions"), money)


def _show_proof(found: Statement) -> None:
    for source in found.sources:
        theirs = (
            "its export states no total" if source.theirs_seconds is None else f"it says {clock(source.theirs_seconds)}"
        )
        say(f"{source.connector}: {source.ours_count} entries, {clock(source.ours_seconds)} h; {theirs}")
    say(
        f"tracked {clock(found.tracked_seconds)} h = in the states {clock(sum(found.states.values()))} h"
        f" + unreadable or running {clock(found.unreadable_or_running_seconds)} h"
        f" + difference {clock(found.difference_seconds)} h",
        f"added by rounding: {clock(found.rounding_seconds)} h",
    )
    if found.crossed_seconds:
        say(f"billed in another month by the client's zone: {clock(found.crossed_seconds)} h")


def show_drafts(found: Sequence[StoredDraft], contracts: Mapping[str, Contract], today: date) -> None:
    """Each draft with its lines."""
    if not found:
        say("There are no drafts; import an export and `tieout run` makes them.")
    for item in found:
        draft = item.draft
        contract = contracts.get(draft.contract)
        terms = at(contract.terms, draft.service_from) if contract else None
        due = due_day(draft, terms, today)
        title = f"{draft.client} · {draft.period} · draft {draft.id}" + (
            " · OUT OF DATE, run again" if item.status == OUTDATED else ""
        )
        rows = [
            (line.description, plain(line.quantity), plain(line.unit_price), str(line.amount.decimal), line.id)
            for line in draft.lines
        ]
        headers = ("line", ">hours", ">price", f">{draft.total.currency}", "id")
        print_table(title, headers, [*rows, ("total", "", "", str(draft.total.decimal), "")])
        facts = [
            f"order {draft.order}" if draft.order else "",
            f"service {draft.service_from} to {draft.service_to}",
            f"terms {draft.terms}" if draft.terms else "",
            f"if issued today: dated {invoice_day(draft, today)}, due {due}" if due else "",
        ]
        say(" · ".join(fact for fact in facts if fact), "")


def show_exceptions(issues: Sequence[Issue]) -> None:
    """What could not be billed, or should be looked at."""
    if not issues:
        say("No exceptions: everything that was tracked has found its place.")
        return
    rows = [(issue.kind.severity, issue.code, issue.sentence, issue.remedy, issue.entry_id) for issue in issues]
    print_table(f"{len(issues)} exceptions", ("severity", "kind", "what", "what to do", "entry"), rows)


def show_trace(found: DraftTrace | EntryTrace) -> None:
    """Everything behind a draft, a line or an entry."""
    if isinstance(found, EntryTrace):
        _show_entry(found)
        return
    draft = found.draft.draft
    state = f"revision {found.draft.revision}, {found.draft.status}"
    say(f"Draft {draft.id} ({state}): {draft.client}, {draft.period}, {draft.total}")
    for item in found.lines:
        _show_line(item, draft.order)


def _show_line(item: LineTrace, order: str) -> None:
    line = item.line
    say(
        "",
        f"Line {line.id}: {line.description}",
        f"  {plain(line.quantity)} h × {plain(line.unit_price)} = {line.amount}",
        f"  rate: {line.rate_rule}",
        f"  time: {clock(line.seconds)} h worked, {clock(line.rounded_seconds)} h charged",
        f"  order: {order or 'none'}",
        f"  tasks: {', '.join(task.url or task.key for task in line.tasks) or 'none'}",
    )
    rows = [_portion_row(part) for part in item.portions]
    headers = ("entry", "date", "person", ">hours", f">{line.amount.currency}", "note", "from")
    print_table("", headers, rows)


def _portion_row(part: Portioned) -> tuple[str, ...]:
    record, portion = part.entry.record, part.portion
    amount = Money(portion.minor, portion.currency).decimal
    person = record.person or record.email
    return (
        part.entry.id,
        record.day.isoformat(),
        person,
        clock(portion.seconds),
        str(amount),
        record.note,
        part.origin,
    )


def _show_entry(found: EntryTrace) -> None:
    head = found.versions[-1]
    say(
        f"Entry {head.entry.id} of {head.entry.connector}"
        + ("" if head.present else ", which its tracker no longer has")
    )
    rows = [_version_row(version, origin) for version, origin in zip(found.versions, found.origins, strict=True)]
    headers = (">version", "date", "person", "project", ">hours", "note", "recognised by", "from")
    print_table("What its tracker said", headers, rows)
    if found.match:
        tasks = ", ".join(f"{task.key} ({task.reason})" for task in found.match.tasks) or "none"
        say(
            f"project code: {found.match.project.value or 'none'} ({found.match.project.reason})",
            f"person: {found.match.person.value or 'unknown'} ({found.match.person.reason})",
            f"tasks: {tasks}",
            f"verdict: {found.match.verdict.value.replace('_', ' ')} ({found.hold or found.match.verdict_reason})",
        )
    for issue in found.issues:
        say(f"exception: {issue.sentence} {issue.remedy}")
    if found.steps:
        print_table(
            "Where it stood",
            (">step", "state", ">hours", ">amount", "line", "why", ">run"),
            map(_step_row, found.steps),
        )
    else:
        say("It is open: no run has placed it yet.")


def _version_row(version: Version, origin: str) -> tuple[str, ...]:
    record = version.entry.record
    said = (record.day.isoformat(), record.person or record.email, record.project, clock(record.seconds), record.note)
    return (str(version.entry.version), *said, version.how, origin)


def _step_row(step: Step) -> tuple[str, ...]:
    amount = str(Money(step.minor, step.currency).decimal) if step.currency else ""
    what = f"no longer {step.state}" if step.reverses else step.state
    return (
        str(step.number),
        what.replace("_", " "),
        clock(step.seconds),
        amount,
        step.line,
        step.reason,
        str(step.run),
    )
