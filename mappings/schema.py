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
    false,
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
        Column("kind", Text, nullable=False, server_default="time"),
        Column("cost_minor", BigInteger),
        _text("receipt"),
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
    _text("content"),
    Index(None, "connector", "day"),
    Index(None, "day"),
    Index(None, "run"),
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
    _text("hold"),
    _text("who"),
    _text("bill_in"),
    _text("moved"),
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

# ---- plans, drafts, lines ----

unit = Table(
    "unit",
    metadata,
    Column("contract", Text, nullable=False),
    Column("period", Text, nullable=False),
    _text("rules"),
    _text("plan"),
    Column("closed", Boolean, nullable=False, server_default=false()),
    _text("client"),
    _text("currency"),
    Column("unbilled_minor", BigInteger, nullable=False, server_default="0"),
    Column("unpriced_seconds", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("contract", "period"),
)
"""A contract's period: the hash of the rules it was last planned by, whether it is closed, what is not billed yet."""

closing = Table(
    "closing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contract", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("closed_at", UtcTime, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("statement", Json, nullable=False),
    Column("reopened_at", UtcTime),
    _text("reopened_by"),
    _text("reopened_why"),
    Index(None, "contract", "period"),
)
"""When a contract's period was closed, with its statement then, and whether it was reopened."""

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
    Column("bill_to", Json, nullable=False, server_default="[]"),
    Column("content_hash", Text, nullable=False),
    PrimaryKeyConstraint("id", "revision"),
    Index(None, "contract", "period"),
)
"""Drafts; the status of all but the newest revision of an id is `superseded` (billing/drafts.py has the states)."""

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
    Column("kind", Text, nullable=False, server_default="time"),
    Column("posting", Json, nullable=False, server_default="[]"),
    _text("late"),
    PrimaryKeyConstraint("id", "revision"),
    UniqueConstraint("draft", "revision", "position"),
)
"""Lines belong to the draft's revision of the same number."""

push = Table(
    "push",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("draft", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("books", Text, nullable=False),
    _text("number"),
    Column("issued", Date),
    Column("due", Date),
    Column("place", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _text("fingerprint"),
    Column("intended_run", Integer, ForeignKey("run.id"), nullable=False),
    Column("confirmed_run", Integer, ForeignKey("run.id")),
    Index(None, "draft"),
)
"""Intents and what came of them: what is about to be written to the books, with the exact bytes, and the proof."""

numbering = Table(
    "numbering",
    metadata,
    Column("books", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("next", Integer, nullable=False),
    PrimaryKeyConstraint("books", "prefix"),
)
"""The next invoice number of our own series."""

# ---- where each portion stands ----

allocation = Table(
    "allocation",
    metadata,
    Column("entry", Text, nullable=False),
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
    Column("entry", Text, nullable=False),
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
    Column("settled", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("entry", "portion"),
    Index(None, "line"),
    Index(None, "plan"),
)
"""The live allocation of each portion. An entry without one is open. Written only together with `allocation`.

`entry` is an entry's id or a charge's. A settled portion stands on a posted document or in a closed period: no change
of a source moves it; only a person's correction does.
"""

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
