"""Absences; calendars of units and persons; names of calendars and their days in English."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("process_ids", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absences_period")),
        sa.CheckConstraint("substitute_id <> person_id", name=op.f("ck_absences_substitute")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_absences_person_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["persons.id"], name=op.f("fk_absences_substitute_id")),
        sa.ForeignKeyConstraint(["created_by"], ["persons.id"], name=op.f("fk_absences_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_person", "absences", ["person_id", "ends_at"])
    op.create_index("ix_absences_substitute", "absences", ["substitute_id", "ends_at"])
    op.add_column("org_units", sa.Column("calendar_code", sa.String(length=40), nullable=True))
    op.add_column("persons", sa.Column("calendar_code", sa.String(length=40), nullable=True))
    for table, length in (("calendars", 200), ("calendar_days", 100)):
        op.add_column(table, sa.Column("name_en", sa.String(length=length), nullable=False, server_default=""))


def downgrade() -> None:
    for table, column in (
        ("calendar_days", "name_en"),
        ("calendars", "name_en"),
        ("persons", "calendar_code"),
        ("org_units", "calendar_code"),
    ):
        with op.batch_alter_table(table) as altered:
            altered.drop_column(column)
    op.drop_table("absences")
