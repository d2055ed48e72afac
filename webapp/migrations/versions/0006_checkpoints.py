"""Checkpoints of the history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UNCOVERED = sa.text("length > checkpointed_length")


def upgrade() -> None:
    with op.batch_alter_table("event_chains") as chains:
        chains.add_column(sa.Column("checkpointed_length", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_event_chains_uncovered", "event_chains", ["id"], sqlite_where=UNCOVERED, postgresql_where=UNCOVERED
    )
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
    )


def downgrade() -> None:
    op.drop_table("checkpoints")
    op.drop_index("ix_event_chains_uncovered", table_name="event_chains")
    with op.batch_alter_table("event_chains") as chains:
        chains.drop_column("checkpointed_length")
