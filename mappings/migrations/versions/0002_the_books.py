"""Decisions, closings, pushes to the books; expenses and charges; what is due instead of everything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mappings import types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table('closing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('closed_at', types.UtcTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('statement', types.Json(), nullable=False),
    sa.Column('reopened_at', types.UtcTime(timezone=True), nullable=True),
    sa.Column('reopened_by', sa.Text(), server_default='', nullable=False),
    sa.Column('reopened_why', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closing'))
    )
    with op.batch_alter_table('closing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_closing_contract_period'), ['contract', 'period'], unique=False)

    op.create_table('due',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('marks', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'name', 'period', name=op.f('pk_due'))
    )
    op.create_table('matched',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matched'))
    )
    op.create_table('numbering',
    sa.Column('books', sa.Text(), nullable=False),
    sa.Column('prefix', sa.Text(), nullable=False),
    sa.Column('next', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('books', 'prefix', name=op.f('pk_numbering'))
    )
    op.create_table('unit',
    sa.Column('contract', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('rules', sa.Text(), server_default='', nullable=False),
    sa.Column('plan', sa.Text(), server_default='', nullable=False),
    sa.Column('closed', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('client', sa.Text(), server_default='', nullable=False),
    sa.Column('currency', sa.Text(), server_default='', nullable=False),
    sa.Column('unbilled_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('unpriced_seconds', sa.BigInteger(), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('contract', 'period', name=op.f('pk_unit'))
    )
    op.create_table('push',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('draft', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('books', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), server_default='', nullable=False),
    sa.Column('issued', sa.Date(), nullable=True),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('fingerprint', sa.Text(), server_default='', nullable=False),
    sa.Column('intended_run', sa.Integer(), nullable=False),
    sa.Column('confirmed_run', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['confirmed_run'], ['run.id'], name=op.f('fk_push_confirmed_run')),
    sa.ForeignKeyConstraint(['intended_run'], ['run.id'], name=op.f('fk_push_intended_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push')),
    sa.UniqueConstraint('key', name=op.f('uq_push_key'))
    )
    with op.batch_alter_table('push', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_push_draft'), ['draft'], unique=False)

    with op.batch_alter_table('allocation', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_allocation_entry'), type_='foreignkey')

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f('uq_decision_undoes'), ['undoes'])

    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bill_to', types.Json(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('looks', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Text(), server_default='time', nullable=False))
        batch_op.add_column(sa.Column('cost_minor', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('receipt', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('content', sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_entry_run'), ['run'], unique=False)

    with op.batch_alter_table('entry_history', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Text(), server_default='time', nullable=False))
        batch_op.add_column(sa.Column('cost_minor', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('receipt', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('line', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Text(), server_default='time', nullable=False))
        batch_op.add_column(sa.Column('posting', types.Json(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('late', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.add_column(sa.Column('who', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('bill_in', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('moved', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('accepted', types.Json(), server_default='[]', nullable=False))
        batch_op.drop_index(batch_op.f('ix_match_contract_day'))
        batch_op.create_index(batch_op.f('ix_match_contract_bill_in'), ['contract', 'bill_in'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_who_day'), ['who', 'day'], unique=False)

    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('settled', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.drop_constraint(batch_op.f('fk_placement_entry'), type_='foreignkey')

    op.execute("UPDATE issue SET scope = scope || ':' || person WHERE scope LIKE 'check:%'")
