"""The tables of what is known: runs and files, entries, decisions, matches. schema_books.py has what is billed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from mappings.types import Json, Price, UtcTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def words(name: str) -> Column[str]:
    """A text that is empty where nothing is stated."""
    return Column(name, Text, nullable=False, server_default="")


# ---- runs, files, configurations ----

configuration = Table(
    "configuration",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("snapshot", Text, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("due_at", UtcTime),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("outcome", Text, nullable=False, server_default="unfinished"),
    Column("configuration", Text, ForeignKey("configuration.hash")),
    Column("detail", Json),
    Column("period", Text),
    UniqueConstraint("kind", "due_at"),
    Index(None, "period", "id"),
)
"""`period` is the month that a run was about, if it was about one.

Runs are forgotten (tidying.py); whatever refers to them has an index for that, since databases look there for each row
that is taken out.
"""

source_file = Table(
    "source_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("connector", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    UniqueConstraint("connector", "digest"),
)

rejected_row = Table(
    "rejected_row",
    metadata,
    Column("connector", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("day", Date),
    Column("month", Text, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    PrimaryKeyConstraint("connector", "content", "number"),
)
"""Rows that could not be read. Equal rows of two files are one; `number` counts those of one file."""

# ---- what the sources said ----


def _record_columns() -> list[Column[Any]]:
    return [
        Column("day", Date, nullable=False),
        Column("seconds", BigInteger, nullable=False),
        *(words(name) for name in ("person", "email", "client", "project", "project_code", "activity", "note")),
        Column("tags", Json, nullable=False),
        Column("started", UtcTime),
        Column("ended", UtcTime),
        Column("running", Boolean, nullable=False),
        Column("billable", Boolean),
        Column("approved", Boolean),
        Column("invoiced", Boolean),
        Column("rate", Price),
        words("currency"),
        words("task_url"),
        Column("clock_seconds", BigInteger),
        Column("kind", Text, nullable=False, server_default="time"),
        Column("cost_minor", BigInteger),
        words("receipt"),
        words("project_id"),
        words("person_id"),
    ]


entry = Table(
    "entry",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("connector", Text, nullable=False),
    Column("present", Boolean, nullable=False),
    *_record_columns(),
    Column("how", Text, nullable=False),
    Column("file", Integer, ForeignKey("source_file.id")),
    Column("line", Integer),
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    words("content"),
    Index(None, "connector", "day"),
    Index(None, "day"),
)
"""The head of each entry: what its source says now. `how` tells how this version was recognised.

`content` is the hash of what the source says; `run` wrote this version, so that what is new can be found by it.
"""

entry_history = Table(
    "entry_history",
    metadata,
    Column("id", Text, ForeignKey("entry.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("present", Boolean, nullable=False),
    *_record_columns(),
    Column("how", Text, nullable=False),
    Column("file", Integer, ForeignKey("source_file.id")),
    Column("line", Integer),
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    PrimaryKeyConstraint("id", "version"),
)
"""Heads that were superseded, each written once."""

source_ref = Table(
    "source_ref",
    metadata,
    Column("connector", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("entry", Text, ForeignKey("entry.id"), nullable=False),
    PrimaryKeyConstraint("connector", "external_id"),
    Index(None, "entry"),
)
"""How sources call an entry; several names may lead to one entry."""

# ---- what people decided about sources ----

identity = Table(
    "identity",
    metadata,
    Column("connector", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("seen", Json, nullable=False, server_default="{}"),
    PrimaryKeyConstraint("connector", "user"),
)

mapping = Table(
    "mapping",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("connector", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("seen", Json, nullable=False, server_default="{}"),
    UniqueConstraint("connector", "project", "since"),
)
"""Which workstream a tracker's project is. `seen` is what the vendor said of it then, to notice what changed."""

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Json),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("decision.id"), unique=True),
    Index(None, "subject"),
)
"""What people decided about entries, exceptions, drafts and periods. Append-only; a decision is undone by another."""

# ---- where each entry belongs ----

match = Table(
    "match",
    metadata,
    Column("entry", Text, ForeignKey("entry.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("basis", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("verdict_reason", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("code_reason", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("person_reason", Text, nullable=False),
    Column("contract", Text, nullable=False),
    Column("tasks", Json, nullable=False),
    words("hold"),
    words("who"),
    words("bill_in"),
    words("moved"),
    Column("accepted", Json, nullable=False, server_default="[]"),
    Index(None, "contract", "bill_in"),
    Index(None, "who", "day"),
)
"""The answers of reconciliation, each with its reason. `basis` is the hash of everything they were derived from.

`who` is the person, or what the source calls one that is not known. `bill_in` is the period that bills it, and `moved`
why that is not its day's own: late, or deferred.
"""

matched = Table(
    "matched",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("basis", Text, nullable=False),
    Column("run", Integer, nullable=False),
)
"""One row: by which rules, and up to which run's versions, all entries have been matched."""

due = Table(
    "due",
    metadata,
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("marks", Integer, nullable=False),
    PrimaryKeyConstraint("kind", "name", "period"),
)
"""What must be looked at again: an entry, a person's month, a contract's period. Marks count, so that one that comes
while the work is under way is not lost with those that it answers."""
