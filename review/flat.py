"""Each report as one flat table with every fact in its row, to be sorted, filtered and summed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from billing.draft_records import Line
from billing.issues import Issue
from billing.money import Money
from billing.records import Task
from billing.tax import ExpectedTax, LineTax
from mappings.drafts import StoredDraft
from review.statement import SourceRow, Statement
from review.tables import Cell, Hours, Section, flat_table
from review.task_suggest import NOTHING, Suggested
from review.task_time import TABLE_HEADERS, TaskTime, flat_row
from review.task_words import UNKNOWN, TasksNow, parent_of, status_of

NONE = ("",) * 5
BETWEEN = "; "
"""What stands between several tasks in one cell."""

ISSUE_HEADERS = "code severity client person date >hours >seconds entry sentence remedy link suggestions".split()
STATEMENT_HEADERS = (
    "row period client source state >hours >seconds >count currency >amount "
    "task title status link parent group >estimate_seconds"
).split()
NO_TASK = ("",) * 7
TAX_HEADERS = "tax_code >tax_percent >expected_tax".split()
NOT_TAXED: Mapping[str, ExpectedTax] = {}
DRAFT_HEADERS = (
    "draft status client contract period part purchase_order terms currency >draft_total "
    "line workstream kind description >quantity >unit_price >amount "
    ">worked_hours >worked_seconds >charged_hours >charged_seconds "
    "service_from service_to late tasks >entries rate_rule rounding "
    "task_titles task_statuses task_links task_parents task_groups"
).split()


def exceptions_table(issues: Sequence[Issue], suggested: Suggested = NOTHING) -> Section:
    """A row for each issue, with the closest tasks where it is about one."""
    return flat_table(ISSUE_HEADERS, (_issue_row(issue, suggested) for issue in issues))


def statement_table(found: Statement, tasks: Sequence[TaskTime] = ()) -> Section:
    """A row for each client, source and state; then, as rows named proof, what these must come to.

    The seconds of the rows named state are the time in the states. Then come rows named money, for each currency;
    restated, what has changed since the month was closed; waiting, time that a later period bills; and last, named
    task, the time that was logged on tasks.
    """
    later = [*_restated_rows(found), *_waiting_rows(found)]
    rows = [*_state_rows(found), *_proof_rows(found), *_money_rows(found), *later]
    by_task = (_task_row(found.period.name, row) for row in tasks)
    return flat_table(STATEMENT_HEADERS, [*((*row, *NO_TASK) for row in rows), *by_task])


def drafts_table(
    found: Sequence[StoredDraft], tasks: TasksNow = UNKNOWN, taxes: Mapping[str, ExpectedTax] = NOT_TAXED
) -> Section:
    """A row for each line, with the facts of its draft and what is known of its tasks; its tax where it is expected."""
    rows = ((*_line_row(item, line), *_known(line, tasks)) for item in found for line in item.draft.lines)
    if not taxes:
        return flat_table(DRAFT_HEADERS, rows)
    taxed = {each.line: each for expected in taxes.values() for each in expected.lines}
    lines = (line.id for item in found for line in item.draft.lines)
    both = ((*row, *_taxed(taxed.get(line))) for row, line in zip(rows, lines, strict=True))
    return flat_table([*DRAFT_HEADERS, *TAX_HEADERS], both)


def _taxed(line: LineTax | None) -> tuple[Cell, ...]:
    if line is None:
        return ("", "", "")
    return line.code, "" if line.rate is None else line.rate, "" if line.tax is None else line.tax


def tasks_table(found: Sequence[TaskTime]) -> Section:
    """A row for each task of a client."""
    return flat_table(TABLE_HEADERS, (flat_row(row) for row in found))


def _issue_row(issue: Issue, suggested: Suggested) -> tuple[Cell, ...]:
    who: tuple[Cell, ...] = (issue.client, issue.person, issue.day or "")
    how_much = (Hours(issue.seconds), issue.seconds)
    closest = BETWEEN.join(each.words for each in suggested.get(issue.id, ()))
    words = (issue.entry_id, issue.sentence, issue.remedy, issue.link, closest)
    return (issue.code, issue.kind.severity, *who, *how_much, *words)


def _state_rows(found: Statement) -> Iterator[tuple[Cell, ...]]:
    for row in found.clients:
        for state, seconds in row.states.items():
            where = (found.period.name, row.client, row.connector, state.value)
            yield ("state", *where, Hours(seconds), seconds, "", "", "")


def _proof_rows(found: Statement) -> Iterator[tuple[Cell, ...]]:
    for source in found.sources:
        yield from _source_rows(found.period.name, source)
    sums: list[tuple[str, int, Cell]] = [
        ("tracked", found.tracked_seconds, ""),
        ("in_the_states", sum(found.states.values()), ""),
        ("unreadable_or_running", found.unreadable_or_running_seconds, found.unreadable_rows),
        ("difference", found.difference_seconds, ""),
        ("added_by_rounding", found.rounding_seconds, ""),
        ("crossed", found.crossed_seconds, ""),
    ]
    for name, seconds, count in sums:
        yield ("proof", found.period.name, "", "", name, Hours(seconds), seconds, count, "", "")


def _source_rows(period: str, source: SourceRow) -> Iterator[tuple[Cell, ...]]:
    ours = (Hours(source.ours_seconds), source.ours_seconds, source.ours_count, "", "")
    yield ("proof", period, "", source.connector, "tracked_by_source", *ours)
    if source.theirs_seconds is not None:
        count: Cell = "" if source.theirs_count is None else source.theirs_count
        theirs = (Hours(source.theirs_seconds), source.theirs_seconds, count, "", "")
        yield ("proof", period, "", source.connector, "stated_by_source", *theirs)


def _money_rows(found: Statement) -> Iterator[tuple[Cell, ...]]:
    for row in found.money:
        used = [(name, amount) for name, amount in row.rows.items() if amount.minor]
        net: list[tuple[str, Cell, Money]] = [
            *((f"drafts_{_snake(name)}", "", amount) for name, amount in used if len(used) > 1),
            ("drafts_net", row.documents, row.net),
            ("drafts_not_on_entries", "", row.difference),
            *([("billed", "", row.billed)] if row.billed is not None else []),
        ]
        for name, count, amount in net:
            yield ("money", found.period.name, "", "", name, "", "", count, row.currency, amount)


def _snake(name: str) -> str:
    return name.replace("-", "_").replace(" ", "_")


def _restated_rows(found: Statement) -> Iterator[tuple[Cell, ...]]:
    for row in found.restated:
        change = row.now_seconds - row.then_seconds
        where = (found.period.name, row.client, row.connector, _snake(row.state))
        yield ("restated", *where, Hours(change), change, "", "", "")


def _waiting_rows(found: Statement) -> Iterator[tuple[Cell, ...]]:
    for row in found.waiting:
        until = row.period or "carried_forward"
        yield ("waiting", found.period.name, row.client, "", until, Hours(row.seconds), row.seconds, "", "", "")


def _task_row(period: str, row: TaskTime) -> tuple[Cell, ...]:
    task, seconds = row.task, row.month_seconds
    said = (task.key, task.title, status_of(task), task.url, parent_of(task), task.group)
    estimate: Cell = "" if task.estimate_seconds is None else task.estimate_seconds
    time = (Hours(seconds), seconds, "", "", "")
    return ("task", period, row.client, task.connector, "", *time, *said, estimate)


def _known(line: Line, tasks: TasksNow) -> tuple[Cell, ...]:
    """Titles, statuses, links, parents and epics or sections of a line's tasks, each in one cell."""
    facts = [_known_task(task, tasks) for task in line.tasks]
    return (
        tuple(BETWEEN.join(dict.fromkeys(fact for fact in each if fact)) for each in zip(*facts, strict=True)) or NONE
    )


def _known_task(task: Task, tasks: TasksNow) -> tuple[str, ...]:
    known = tasks.of(task)
    if known is None:
        return task.title, "", task.url, "", ""
    return known.title, status_of(known), known.url, parent_of(known), known.group


def _line_row(item: StoredDraft, line: Line) -> tuple[Cell, ...]:
    draft = item.draft
    head = (draft.id, item.status, draft.client, draft.contract, draft.period, draft.part, draft.order, draft.terms)
    priced: tuple[Cell, ...] = (line.quantity, line.unit_price, line.amount)
    worked, charged = (Hours(line.seconds), line.seconds), (Hours(line.rounded_seconds), line.rounded_seconds)
    tasks = ", ".join(task.key for task in line.tasks)
    return (
        *head,
        draft.total.currency,
        draft.total,
        line.id,
        line.workstream,
        line.kind.value,
        line.description,
        *priced,
        *worked,
        *charged,
        line.service_from,
        line.service_to,
        line.late,
        tasks,
        len(line.entries),
        line.rate_rule,
        line.rounding,
    )
