"""The tables of what is billed: plans, drafts and lines, portions, pushes to the books, and the exception report."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from mappings.schema import words
from mappings.schema_serving import metadata
from mappings.types import Json, Price, UtcTime

__all__ = ["metadata"]

# ---- plans, drafts, lines ----

unit = Table(
    "unit",
    metadata,
    Column("contract", Text, nullable=False),
    Column("period", Text, nullable=False),
    words("rules"),
    words("plan"),
    Column("closed", Boolean, nullable=False, server_default=false()),
    words("client"),
    words("currency"),
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
    Column("run", Integer, nullable=False),
    Column("closed_at", UtcTime, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("statement", Json, nullable=False),
    Column("reopened_at", UtcTime),
    words("reopened_by"),
    words("reopened_why"),
    Index(None, "contract", "period"),
)
"""When a contract's period was closed, after which run, with its statement then, and whether it was reopened."""

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
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
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
    words("purchase_order"),
    words("terms"),
    words("invoice_date"),
    Column("service_from", Date, nullable=False),
    Column("service_to", Date, nullable=False),
    Column("bill_to", Json, nullable=False, server_default="[]"),
    words("looks"),
    Column("content_hash", Text, nullable=False),
    PrimaryKeyConstraint("id", "revision"),
    Index(None, "contract", "period"),
)
"""Drafts; the status of all but the newest revision of an id is `superseded` (billing/lifecycle.py has the states)."""

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
    words("late"),
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
    words("number"),
    Column("issued", Date),
    Column("due", Date),
    Column("place", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    words("fingerprint"),
    Column("intended_run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    Column("confirmed_run", Integer, ForeignKey("run.id"), index=True),
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
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
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
    words("entry"),
    words("client"),
    words("person"),
    Column("day", Date),
    words("month"),
    Column("seconds", BigInteger, nullable=False),
    words("link"),
    words("subject"),
    Column("facts", Json, nullable=False),
    Column("first_run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    Column("resolved_run", Integer, ForeignKey("run.id"), index=True),
    Index(None, "scope"),
)
"""Issues that stand (no `resolved_run`) or stood. `scope` is the stage and place that finds and alone removes them."""
