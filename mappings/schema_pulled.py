"""The tables of what vendors are asked for: what they call people and projects, and which windows are proven."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text, false

from mappings.schema import metadata, words
from mappings.types import Json, UtcTime

__all__ = ["metadata", "proof", "reference", "watermark"]

reference = Table(
    "reference",
    metadata,
    Column("connector", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    words("code"),
    words("email"),
    words("parent"),
    Column("archived", Boolean, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("detail", Json, nullable=False),
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    PrimaryKeyConstraint("connector", "kind", "external_id"),
)
"""People, clients, projects, activities and tags as a vendor knows them; `run` is the last that saw one change."""

proof = Table(
    "proof",
    metadata,
    Column("connector", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("their_entries", Integer),
    Column("their_seconds", BigInteger),
    words("reason"),
    Column("listed_on", Date),
    words("zone"),
    Column("held", Boolean, nullable=False, server_default=false()),
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    PrimaryKeyConstraint("connector", "kind", "period"),
)
"""A connector's month: `listing` while it is read, then `proven` against the vendor's own totals, or `failed` with why;
`exported` where an export has brought it since, because the connector has no token any more.

`held` says whether matching holds its entries back. Seconds are as the vendor counts them, which may be rounded hours;
entries of ours that it does not count are left out.
"""

watermark = Table(
    "watermark",
    metadata,
    Column("connector", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    PrimaryKeyConstraint("connector", "kind"),
)
"""Up to which moment of the vendor's clock its changes have been read."""
