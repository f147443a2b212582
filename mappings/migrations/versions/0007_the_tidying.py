"""Runs that can be forgotten: whatever refers to them is found by an index; and the month that a run was about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_REFERRING = (
    ("alert", "run"),
    ("allocation", "run"),
    ("document", "seen_run"),
    ("entry_history", "run"),
    ("evidence", "found_run"),
    ("evidence", "gone_run"),
    ("issue", "first_run"),
    ("issue", "resolved_run"),
    ("plan", "run"),
    ("proof", "run"),
    ("push", "confirmed_run"),
    ("push", "intended_run"),
    ("reference", "run"),
    ("rejected_row", "run"),
    ("source_file", "run"),
    ("task", "run"),
    ("watermark", "run"),
)
_PERIODS = {
    "sqlite": "UPDATE run SET period = json_extract(detail, '$.period') WHERE detail LIKE '%\"period\"%'",
    "postgresql": "UPDATE run SET period = detail::json->>'period' WHERE detail LIKE '%\"period\"%'",
}


def upgrade() -> None:
    for table, column in _REFERRING:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)
    op.add_column('run', sa.Column('period', sa.Text(), nullable=True))
    op.execute(_PERIODS[op.get_context().dialect.name])
    op.create_index(op.f('ix_run_period_id'), 'run', ['period', 'id'], unique=False)
