"""What persons were called before, and the order of tasks that are never due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WITHOUT_DUE_DATE = 221_845_392_000_000_000
"""The year 9000, in microseconds since 1970."""


def upgrade() -> None:
    op.create_table(
        "person_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("detail", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=254), nullable=False),
        sa.Column("after", sa.String(length=254), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "detail IN ('name', 'name_en', 'email', 'org_unit', 'manager')", name=op.f("ck_person_changes_detail")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["persons.id"], name=op.f("fk_person_changes_changed_by")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_person_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_changes")),
    )
    op.create_index("ix_person_changes_person", "person_changes", ["person_id", "id"])
    _sort(
        "UPDATE inbox_entries SET sort_at = sort_at"
        " + (SELECT coalesce(seats.opened_at, 0) FROM seats WHERE seats.id = inbox_entries.seat_id)"
        " WHERE sort_at = :far"
    )


def downgrade() -> None:
    _sort("UPDATE inbox_entries SET sort_at = :far WHERE sort_at > :far")
    op.drop_index("ix_person_changes_person", table_name="person_changes")
    op.drop_table("person_changes")


def _sort(statement: str) -> None:
    op.execute(sa.text(statement).bindparams(sa.bindparam("far", WITHOUT_DUE_DATE, type_=sa.BigInteger())))
