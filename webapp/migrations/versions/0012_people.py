"""Reset links and leaving staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("login_attempts") as attempts:
        attempts.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="sign_in"))
        attempts.create_check_constraint(attempts.f("ck_login_attempts_kind"), "kind IN ('sign_in', 'reset')")
    with op.batch_alter_table("login_attempts") as attempts:
        attempts.alter_column("kind", existing_type=sa.String(length=10), server_default=None)
    op.create_table(
        "reset_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_reset_links_person_id")),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_reset_links_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_links")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_reset_links_token_sha256")),
    )
    op.create_index(op.f("ix_reset_links_person_id"), "reset_links", ["person_id"])


def downgrade() -> None:
    op.drop_table("reset_links")
    op.execute("DELETE FROM login_attempts WHERE kind = 'reset'")
    with op.batch_alter_table("login_attempts") as attempts:
        attempts.drop_constraint(attempts.f("ck_login_attempts_kind"), type_="check")
    with op.batch_alter_table("login_attempts") as attempts:
        attempts.drop_column("kind")
