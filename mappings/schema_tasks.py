"""The tables of what task trackers have: tasks, their names, who names them, and evidence for milestones."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from mappings.schema import words
from mappings.schema_pulled import metadata
from mappings.types import Json, UtcTime

__all__ = ["evidence", "mention", "metadata", "task", "task_name", "task_project", "unfound"]

task = Table(
    "task",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("project", Text, nullable=False, index=True),
    words("project_key"),
    words("kind"),
    words("parent"),
    words("parent_title"),
    words("grouped"),
    words("assignee"),
    words("approval"),
    words("code"),
    Column("created_on", Date),
    Column("closed_at", UtcTime),
    Column("changed_at", UtcTime),
    Column("estimate_seconds", BigInteger),
    Column("fields", Json, nullable=False),
    Column("old_keys", Json, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("checked_at", UtcTime, nullable=False),
    Column("run", Integer, ForeignKey("run.id"), index=True, nullable=False),
)
"""Tasks that were fetched, by connector and the vendor's id; `checked_at` is when their tracker last told of them."""

task_name = Table(
    "task_name",
    metadata,
    Column("name", Text, nullable=False),
    Column("ref", Text, ForeignKey("task.ref"), nullable=False),
    PrimaryKeyConstraint("name", "ref"),
)
"""Keys and ids by which entries may name a task; those it once had stay."""

unfound = Table(
    "unfound",
    metadata,
    Column("connector", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("connector", "name"),
)
"""Names that a tracker was asked for in vain: `missing`, or `hidden` where it does not say whether there is one."""

task_project = Table(
    "task_project",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("archived", Boolean, nullable=False),
    words("code"),
    words("url"),
)
"""The projects of task trackers that are visible to us."""

mention = Table(
    "mention",
    metadata,
    Column("entry", Text, ForeignKey("entry.id"), nullable=False),
    Column("name", Text, nullable=False, index=True),
    PrimaryKeyConstraint("entry", "name"),
)
"""What entries name that may be a task; a change of one has them matched again."""

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("condition", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("what", Text, nullable=False),
    words("set_by"),
    Column("set_at", UtcTime, nullable=False),
    Column("found_run", Integer, ForeignKey("run.id"), index=True, nullable=False),
    Column("gone_run", Integer, ForeignKey("run.id"), index=True),
    Index(None, "subject"),
)
"""Why milestones fell due by a task: who set what and when, by which run it was found, and by which it was gone."""
