"""The tables of the mapping store. Amounts are integers of the minor unit, durations are seconds, ids are ours."""

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
    LargeBinary,
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


def _text(name: str) -> Column[str]:
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
    UniqueConstraint("kind", "due_at"),
)

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
    Column("run", Integer, ForeignKey("run.id"), nullable=False),
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
    Column("run", Integer, ForeignKey("run.id"), nullable=False),
    PrimaryKeyConstraint("connector", "content", "number"),
)
"""Rows that could not be read. Equal rows of two files are one; `number` counts those of one file."""

# ---- what the sources said ----


def _record_columns() -> list[Column[Any]]:
    return [
        Column("day", Date, nullable=False),
        Column("seconds", BigInteger, nullable=False),
        *(_text(name) for name in ("person", "email", "client", "project", "project_code", "activity", "note")),
        Column("tags", Json, nullable=False),
        Column("started", UtcTime),
        Column("ended", UtcTime),
        Column("running", Boolean, nullable=False),
        Column("billable", Boolean),
        Column("approved", Boolean),
        Column("invoiced", Boolean),
        Column("rate", Price),
        _text("currency"),
        _text("task_url"),
        Column("clock_seconds", BigInteger),
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
    Column("run", Integer, ForeignKey("run.id"), nullable=False),
    Index(None, "connector", "day"),
    Index(None, "day"),
)
"""The head of each entry: what its source says now. `how` tells how this version was recognised."""

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
    Column("run", Integer, ForeignKey("run.id"), nullable=False),
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
    UniqueConstraint("connector", "project", "since"),
)

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
    Column("undoes", Integer, ForeignKey("decision.id")),
    Index(None, "subject"),
)

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
    _text("hold"),
    Index(None, "contract", "day"),
)
"""The answers of reconciliation, each with its reason. `basis` is the hash of everything they were derived from."""

# ---- plans, drafts, lines ----

plan = Table(
    "plan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("contract", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("inputs", LargeBinary, nullable=False),
    Column("configuration", Text, ForeignKey("configuration.hash"), nullable=False),
    Column("run", Integer, ForeignKey("run.id"), nullable=False),
    UniqueConstraint("contract", "period", "revision"),
)
"""What was planned for a contract and period, from which inputs (compressed canonical JSON) and configuration."""

draft = Table(
    "draft",
    metadata,
    Column("id", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("plan", Text, ForeignKey("plan.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("contract", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    _text("purchase_order"),
    _text("terms"),
    _text("invoice_date"),
    Column("service_from", Date, nullable=False),
    Column("service_to", Date, nullable=False),
    Column("content_hash", Text, nullable=False),
    PrimaryKeyConstraint("id", "revision"),
    Index(None, "contract", "period"),
)
"""Drafts; the status of all but the newest revision of an id is `superseded`."""

line = Table(
    "line",
    metadata,
    Column("id", Text, nullable=False),
    Column("draft", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("workstream", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("quantity", Price, nullable=False),
    Column("unit_price", Price, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("rounded_seconds", BigInteger, nullable=False),
    Column("service_from", Date, nullable=False),
    Column("service_to", Date, nullable=False),
    Column("tasks", Json, nullable=False),
    Column("entries", Json, nullable=False),
    Column("rate_rule", Text, nullable=False),
    Column("rounding", Text, nullable=False),
    PrimaryKeyConstraint("id", "revision"),
    UniqueConstraint("draft", "revision", "position"),
)
"""Lines belong to the draft's revision of the same number."""

# ---- where each portion stands ----

allocation = Table(
    "allocation",
    metadata,
    Column("entry", Text, ForeignKey("entry.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("portion", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("plan", Text, ForeignKey("plan.id")),
    Column("seconds", BigInteger, nullable=False),
    Column("charged_seconds", BigInteger, nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reverses", Integer),
    Column("reason", Text, nullable=False),
    Column("run", Integer, ForeignKey("run.id"), nullable=False),
    PrimaryKeyConstraint("entry", "number"),
    UniqueConstraint("entry", "reverses"),
)
"""Append-only. A row that `reverses` another carries its seconds and amount negated: sums over all rows are live."""

placement = Table(
    "placement",
    metadata,
    Column("entry", Text, ForeignKey("entry.id"), nullable=False),
    Column("portion", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("plan", Text, ForeignKey("plan.id")),
    Column("seconds", BigInteger, nullable=False),
    Column("charged_seconds", BigInteger, nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("entry", "portion"),
    Index(None, "line"),
    Index(None, "plan"),
)
"""The live allocation of each portion. An entry without one is open. Written only together with `allocation`."""

# ---- the exception report ----

issue = Table(
    "issue",
    metadata,
    Column("id", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("code", Text, nullable=False),
    _text("entry"),
    _text("client"),
    _text("person"),
    Column("day", Date),
    _text("month"),
    Column("seconds", BigInteger, nullable=False),
    _text("link"),
    _text("subject"),
    Column("facts", Json, nullable=False),
    Column("first_run", Integer, ForeignKey("run.id"), nullable=False),
    Column("resolved_run", Integer, ForeignKey("run.id")),
    Index(None, "scope"),
)
"""Issues that stand (no `resolved_run`) or stood. `scope` is the stage and place that finds and alone removes them."""
