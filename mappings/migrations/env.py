"""How Alembic reaches the database: over the connection it is given, in that connection's own transaction."""

from __future__ import annotations

from alembic import context

from mappings.schema_books import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
