"""Each report as one flat table with every fact in its row, to be sorted, filtered and summed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from billing.issues import Issue
from billing.money import Money
from billing.records import Line
from mappings.drafts import StoredDraft
from review.statement import SourceRow, Statement
from review.tables import Cell, Hours, Section, flat_table

ISSUE_HEADERS = "code severity client person date >hours >seconds entry sentence remedy link".split()
STATEMENT_HEADERS = "row period client source state >hours >seconds >count currency >amount".split()
DRAFT_HEADERS = (
    "draft status client contract period part purchase_order terms currency >draft_total "
    "line workstream kind description >quantity >unit_price >amount "
    ">worked_hours >worked_seconds >charged_hours >charged_seconds "
    "service_from service_to late tasks >entries rate_rule rounding"
).split()


def exceptions_table(issues: Sequence[Issue]) -> Section:
    """A row for each issue."""
    return flat_table(ISSUE_HEADERS, (_issue_row(issue) for issue in issues))


def statement_table(found: Statement) -> Section:
    """A row for each client, source and state; then, as rows named proof, what these must come to.

    The seconds of the rows named state are the time in the states. Rows named money come last, one for each currency.
    """
    return flat_table(STATEMENT_HEADERS, [*_state_rows(found), *_proof_rows(found), *_money_rows(found)])


def drafts_table(found: Sequence[StoredDraft]) -> Section:
    """A row for each line, with the facts of its draft."""
    return flat_table(DRAFT_HEADERS, (_line_row(item, line) for item in found for line in item.draft.lines))


def _issue_row(issue: Issue) -> tuple[Cell, ...]:
    who: tuple[Cell, ...] = (issue.client, issue.person, issue.day or "")
    how_much = (Hours(issue.seconds), issue.seconds)
    words = (issue.entry_id, issue.sentence, issue.remedy, issue.link)
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
        net: list[tuple[str, Cell, Money]] = [
            ("drafts_net", row.documents, row.net),
            ("drafts_not_on_entries", "", row.difference),
        ]
        for name, count, amount in net:
            yield ("money", found.period.name, "", "", name, "", "", count, row.currency, amount)


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
