"""What task trackers have: tasks, the names they answer to, who names them, and evidence for milestones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mappings import types

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table('proof', schema=None) as batch_op:
        batch_op.add_column(sa.Column('zone', sa.Text(), server_default='', nullable=False))

    op.create_table('task',
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('project', sa.Text(), nullable=False),
    *(
        sa.Column(name, sa.Text(), server_default='', nullable=False)
        for name in ('project_key', 'kind', 'parent', 'parent_title', 'grouped', 'assignee', 'approval', 'code')
    ),
    sa.Column('created_on', sa.Date(), nullable=True),
    sa.Column('closed_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('changed_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('estimate_seconds', sa.BigInteger(), nullable=True),
    sa.Column('fields', types.Json(), nullable=False),
    sa.Column('old_keys', types.Json(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('checked_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['run'], ['run.id'], name=op.f('fk_task_run')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_task'))
    )
    op.create_index(op.f('ix_task_project'), 'task', ['project'])
    op.create_table('task_name',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['ref'], ['task.ref'], name=op.f('fk_task_name_ref')),
    sa.PrimaryKeyConstraint('name', 'ref', name=op.f('pk_task_name'))
    )
    op.create_table('unfound',
    sa.Column('connector', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('asked_at', types.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('connector', 'name', name=op.f('pk_unfound'))
    )
    op.create_table('task_project',
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('archived', sa.Boolean(), nullable=False),
    sa.Column('code', sa.Text(), server_default='', nullable=False),
    sa.Column('url', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_task_project'))
    )
    op.create_table('mention',
    sa.Column('entry', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['entry'], ['entry.id'], name=op.f('fk_mention_entry')),
    sa.PrimaryKeyConstraint('entry', 'name', name=op.f('pk_mention'))
    )
    op.create_index(op.f('ix_mention_name'), 'mention', ['name'])
    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('condition', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('set_by', sa.Text(), server_default='', nullable=False),
    sa.Column('set_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('found_run', sa.Integer(), nullable=False),
    sa.Column('gone_run', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['found_run'], ['run.id'], name=op.f('fk_evidence_found_run')),
    sa.ForeignKeyConstraint(['gone_run'], ['run.id'], name=op.f('fk_evidence_gone_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    op.create_index(op.f('ix_evidence_subject'), 'evidence', ['subject'])
