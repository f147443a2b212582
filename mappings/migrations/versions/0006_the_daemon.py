"""The daemon: who serves, what was said to whom, what vendors deliver, and what was done by whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mappings import types

revision = "0006"
down_revision = "0005"

_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
        "CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    ),
}
"""The audit log takes rows, and gives none back; the database sees to it."""


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), server_default='', nullable=False),
    sa.Column('detail', types.Json(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    op.create_index(op.f('ix_audit_at'), 'audit', ['at'], unique=False)
    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('connector', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('received_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('hints', types.Json(), nullable=False),
    sa.Column('done_at', types.UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('connector', 'key', name=op.f('uq_delivery_connector_key'))
    )
    op.create_index(op.f('ix_delivery_done_at'), 'delivery', ['done_at'], unique=False)
    op.create_table('hook',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('connector', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('vendor_id', sa.Text(), server_default='', nullable=False),
    sa.Column('topic', sa.Text(), server_default='', nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('made_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('ends_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('last_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hook')),
    sa.UniqueConstraint('place', name=op.f('uq_hook_place'))
    )
    op.create_table('serving',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('process', sa.Integer(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('began_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('seen_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('ended_at', types.UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_serving'))
    )
    op.create_table('standstill',
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('since', types.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('what', name=op.f('pk_standstill'))
    )
    op.create_table('alert',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('audience', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), server_default='', nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('body', types.Json(), nullable=False),
    sa.Column('raised_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('ended_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('run', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['run'], ['run.id'], name=op.f('fk_alert_run')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_alert'))
    )
    op.create_index(op.f('ix_alert_kind'), 'alert', ['kind'], unique=False)
    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alert', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('try_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('sent_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('problem', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['alert'], ['alert.key'], name=op.f('fk_message_alert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('alert', 'channel', 'recipient', name=op.f('uq_message_alert_channel_recipient'))
    )
    op.create_index(op.f('ix_message_state'), 'message', ['state'], unique=False)
    for statement in _APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(statement)
