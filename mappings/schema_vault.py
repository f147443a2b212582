"""The tables of ledgers elsewhere: what they granted us, sealed, and the documents of ours that stand there."""

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
)

from mappings.schema import words
from mappings.schema_tasks import metadata
from mappings.types import UtcTime

__all__ = ["connection", "document", "followed", "metadata"]

connection = Table(
    "connection",
    metadata,
    Column("name", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    words("account"),
    words("company"),
    Column("access_ends", UtcTime, nullable=False),
    Column("refresh_ends", UtcTime),
    Column("ends", UtcTime),
    Column("connected_at", UtcTime, nullable=False),
    Column("renewed_at", UtcTime, nullable=False),
    Column("renewing_at", UtcTime),
    Column("lapsed_at", UtcTime),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""A connector that was signed in: what was granted, sealed, and when it ends.

`renewing_at` is since when somebody is renewing it, `lapsed_at` since when the vendor takes it no more.
"""

document = Table(
    "document",
    metadata,
    Column("books", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("draft", Text, nullable=False),
    words("number"),
    Column("stage", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("paid_minor", BigInteger, nullable=False),
    Column("credited_minor", BigInteger, nullable=False),
    Column("issued", Date),
    Column("due", Date),
    Column("paid_on", Date),
    Column("sent", Boolean, nullable=False),
    words("url"),
    words("version"),
    words("ours"),
    Column("changed_at", UtcTime),
    Column("seen_run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    PrimaryKeyConstraint("books", "kind", "id"),
    Index(None, "draft"),
)
"""A document of ours as its ledger had it when it was last looked at."""

followed = Table(
    "followed",
    metadata,
    Column("books", Text, primary_key=True),
    Column("until", UtcTime, nullable=False),
)
"""Up to which moment, by its own clock, a ledger's changes are known."""
