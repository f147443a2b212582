"""The work on an invoice as CSV for its client: a row for each entry that may be seen; they sum to the total."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from review.client import ClientDocument, ClientEntry, ClientGroup, ClientLine, ClientTask
from review.sheets import to_csv as table_to_csv
from review.tables import Cell, flat_table

BETWEEN = "; "
"""What stands between several tasks in one cell."""

Row = tuple[ClientGroup, ClientLine, ClientEntry | None]
Column = tuple[str, Callable[[Row], Cell]]


def to_csv(document: ClientDocument) -> bytes:
    """A row for each entry, or for the line where its entries are not shown; a column only for what is shown."""
    columns = _columns(document)
    rows = [[cell(row) for _, cell in columns] for row in _rows(document)]
    return table_to_csv(flat_table([name for name, _ in columns], rows))


def _rows(document: ClientDocument) -> Iterator[Row]:
    for group in document.groups:
        for line in group.lines:
            for entry in line.entries or (None,):
                yield group, line, entry


def _columns(document: ClientDocument) -> list[Column]:
    show, person = document.show, "role" if document.show.people == "roles" else "person"
    wanted: list[tuple[bool, Column]] = [
        (True, ("date", lambda row: row[2].day if row[2] else row[1].service_to)),
        (True, ("workstream", lambda row: row[1].workstream)),
        (True, ("description", lambda row: row[1].description)),
        (show.tasks, ("task", lambda row: BETWEEN.join(task.key for task in _tasks(row)))),
        (show.tasks, ("title", lambda row: BETWEEN.join(task.title for task in _tasks(row) if task.title))),
        (show.tasks, ("link", lambda row: BETWEEN.join(task.url for task in _tasks(row) if task.url))),
        (show.people != "no", (person, lambda row: row[2].who if row[2] else "")),
        (show.notes, ("note", lambda row: row[2].note if row[2] else "")),
        (show.hours, ("hours", _hours)),
        (show.rates, ("rate", _rate)),
        (True, ("amount", lambda row: row[2].amount if row[2] else row[1].amount)),
        (True, ("currency", lambda row: row[1].amount.currency)),
    ]
    return [column for shown, column in wanted if shown]


def _tasks(row: Row) -> tuple[ClientTask, ...]:
    return row[2].tasks if row[2] else row[1].tasks


def _hours(row: Row) -> Cell:
    group, line, entry = row
    if entry:
        return entry.hours
    return line.quantity if group.of_time and line.quantity is not None else ""


def _rate(row: Row) -> Cell:
    group, line, _ = row
    return line.unit_price if group.of_time and line.unit_price is not None else ""
