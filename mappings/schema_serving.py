"""The tables of the daemon: who serves, what was said to whom, what vendors deliver, and what was done by whom."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from mappings.schema import words
from mappings.schema_vault import metadata
from mappings.types import Json, UtcTime

__all__ = ["alert", "audit", "delivery", "hook", "message", "metadata", "serving", "standstill"]

serving = Table(
    "serving",
    metadata,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("process", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("began_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)
"""A process of `tieout serve`: since when, and when it was last alive."""

alert = Table(
    "alert",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("audience", Text, nullable=False),
    words("about"),
    Column("subject", Text, nullable=False),
    Column("body", Json, nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("run", Integer, ForeignKey("run.id"), index=True),
    Index(None, "kind"),
)
"""Something that somebody must be told, once: derived from the store, under a key that is the same each time.

`audience` is operations, a lead, an approver, the second approver or a person, `about` says which one: by name, address
or key.
"""

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert", Text, ForeignKey("alert.key"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("try_at", UtcTime),
    Column("sent_at", UtcTime),
    words("problem"),
    UniqueConstraint("alert", "channel", "recipient"),
    Index(None, "state"),
)
"""An alert on its way to somebody by one channel. `state` is waiting, sending, sent or given up."""

hook = Table(
    "hook",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("connector", Text, nullable=False),
    Column("place", Text, nullable=False),
    words("vendor_id"),
    words("topic"),
    Column("state", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime),
    Column("last_at", UtcTime),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("place"),
)
"""Where a vendor delivers to: `place` is the hash of the last part of the path, `sealed` the secret that signs.

`state` is pending until the vendor's handshake, then active, and removed in the end.
"""

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("connector", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("hints", Json, nullable=False),
    Column("done_at", UtcTime),
    UniqueConstraint("connector", "key"),
    Index(None, "done_at"),
)
"""What a vendor said has changed: a hint to read it again, never the truth. What comes twice has an equal `key`."""

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    words("subject"),
    Column("detail", Json),
    Index(None, "at"),
)
"""What was done by whom. The database refuses to change a row or to take it out."""

standstill = Table(
    "standstill",
    metadata,
    Column("what", Text, primary_key=True),
    Column("why", Text, nullable=False),
    Column("since", UtcTime, nullable=False),
)
"""What is not done until a reason is gone: after a restore, `push` until the ledgers were scanned."""
