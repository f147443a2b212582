"""What ledgers granted us, sealed, and the documents of ours that stand there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mappings import types

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table('connection',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('provider', sa.Text(), nullable=False),
    sa.Column('account', sa.Text(), server_default='', nullable=False),
    sa.Column('company', sa.Text(), server_default='', nullable=False),
    sa.Column('access_ends', types.UtcTime(timezone=True), nullable=False),
    sa.Column('refresh_ends', types.UtcTime(timezone=True), nullable=True),
    sa.Column('ends', types.UtcTime(timezone=True), nullable=True),
    sa.Column('connected_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('renewed_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('renewing_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('lapsed_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_connection'))
    )
    op.create_table('document',
    sa.Column('books', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('draft', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), server_default='', nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('net_minor', sa.BigInteger(), nullable=False),
    sa.Column('tax_minor', sa.BigInteger(), nullable=False),
    sa.Column('paid_minor', sa.BigInteger(), nullable=False),
    sa.Column('credited_minor', sa.BigInteger(), nullable=False),
    sa.Column('issued', sa.Date(), nullable=True),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('sent', sa.Boolean(), nullable=False),
    sa.Column('url', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Text(), server_default='', nullable=False),
    sa.Column('ours', sa.Text(), server_default='', nullable=False),
    sa.Column('changed_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('seen_run', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['seen_run'], ['run.id'], name=op.f('fk_document_seen_run')),
    sa.PrimaryKeyConstraint('books', 'kind', 'id', name=op.f('pk_document'))
    )
    op.create_table('followed',
    sa.Column('books', sa.Text(), nullable=False),
    sa.Column('until', types.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('books', name=op.f('pk_followed'))
    )
    op.create_index(op.f('ix_document_draft'), 'document', ['draft'], unique=False)
