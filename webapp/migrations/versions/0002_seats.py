"""Seats of votes, added signers, delegation; comments and copies of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATUS = "status in ('open','decided','not_needed')"
STATUS_WITH_WAITING = "status in ('waiting','open','decided','not_needed')"
ADDED_HOW = "added_how in ('before','after','beside')"


def upgrade() -> None:
    with op.batch_alter_table("seats") as seats:
        seats.add_column(sa.Column("has_veto", sa.Boolean(), nullable=False, server_default=sa.false()))
        seats.add_column(sa.Column("added_by", sa.Uuid(), nullable=True))
        seats.add_column(sa.Column("added_how", sa.String(length=10), nullable=True))
        seats.add_column(sa.Column("anchor_id", sa.Uuid(), nullable=True))
        seats.add_column(sa.Column("delegated_to", sa.Uuid(), nullable=True))
        seats.add_column(sa.Column("delegated_at", sa.BigInteger(), nullable=True))
        seats.add_column(sa.Column("urged_at", sa.BigInteger(), nullable=True))
        seats.alter_column("opened_at", existing_type=sa.BigInteger(), nullable=True)
        for column in ("added_by", "delegated_to"):
            seats.create_foreign_key(seats.f(f"fk_seats_{column}"), "persons", [column], ["id"])
        seats.drop_constraint(seats.f("ck_seats_status"), type_="check")
    with op.batch_alter_table("seats") as seats:
        seats.create_check_constraint(seats.f("ck_seats_status"), STATUS_WITH_WAITING)
        seats.create_check_constraint(seats.f("ck_seats_added_how"), ADDED_HOW)
    op.create_table(
        "case_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_case_comments_instance_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_case_comments_task_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_case_comments_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_comments")),
    )
    op.create_index("ix_case_comments_instance", "case_comments", ["instance_id", "id"])
    op.create_table(
        "case_copies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_case_copies_instance_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_case_copies_person_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["persons.id"], name=op.f("fk_case_copies_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_copies")),
        sa.UniqueConstraint("instance_id", "person_id", name=op.f("uq_case_copies_instance_id_person_id")),
    )
    op.create_index("ix_case_copies_person", "case_copies", ["person_id", "id"])


def downgrade() -> None:
    op.drop_table("case_copies")
    op.drop_table("case_comments")
    op.execute("DELETE FROM inbox_entries WHERE seat_id IN (SELECT id FROM seats WHERE status = 'waiting')")
    op.execute("DELETE FROM seats WHERE status = 'waiting'")
    with op.batch_alter_table("seats") as seats:
        seats.drop_constraint(seats.f("ck_seats_added_how"), type_="check")
        seats.drop_constraint(seats.f("ck_seats_status"), type_="check")
    with op.batch_alter_table("seats") as seats:
        for column in ("added_by", "delegated_to"):
            seats.drop_constraint(seats.f(f"fk_seats_{column}"), type_="foreignkey")
        for column in ("has_veto", "added_by", "added_how", "anchor_id", "delegated_to", "delegated_at", "urged_at"):
            seats.drop_column(column)
        seats.alter_column("opened_at", existing_type=sa.BigInteger(), nullable=False)
        seats.create_check_constraint(seats.f("ck_seats_status"), STATUS)
