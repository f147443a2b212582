"""What vendors are asked for: their people and projects, proven windows, and the ids of both on entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mappings import types

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table('reference',
    sa.Column('connector', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), server_default='', nullable=False),
    sa.Column('email', sa.Text(), server_default='', nullable=False),
    sa.Column('parent', sa.Text(), server_default='', nullable=False),
    sa.Column('archived', sa.Boolean(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('detail', types.Json(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['run'], ['run.id'], name=op.f('fk_reference_run')),
    sa.PrimaryKeyConstraint('connector', 'kind', 'external_id', name=op.f('pk_reference'))
    )
    op.create_table('proof',
    sa.Column('connector', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.BigInteger(), nullable=False),
    sa.Column('their_entries', sa.Integer(), nullable=True),
    sa.Column('their_seconds', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('listed_on', sa.Date(), nullable=True),
    sa.Column('held', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['run'], ['run.id'], name=op.f('fk_proof_run')),
    sa.PrimaryKeyConstraint('connector', 'kind', 'period', name=op.f('pk_proof'))
    )
    op.create_table('watermark',
    sa.Column('connector', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['run'], ['run.id'], name=op.f('fk_watermark_run')),
    sa.PrimaryKeyConstraint('connector', 'kind', name=op.f('pk_watermark'))
    )
    for table in ('entry', 'entry_history'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('project_id', sa.Text(), server_default='', nullable=False))
            batch_op.add_column(sa.Column('person_id', sa.Text(), server_default='', nullable=False))

    for table in ('identity', 'mapping'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('seen', types.Json(), server_default='{}', nullable=False))
