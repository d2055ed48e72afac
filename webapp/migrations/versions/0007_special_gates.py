"""Gates and hand-out of a disposal, withdrawn requests, and what a request was routed by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATUSES = ("marked", "collected", "submitted", "returned", "rejected", "approved", "disposed", "reinstated")
GATES = ("sanitization", "hazardous_waste", "vehicle_papers", "quotes", "release")
EVIDENCE = (*GATES, "hand_out_photo", "hand_out_receipt", "minutes")
INSTANTS = ("submitted_at", "archived_at")
AMOUNTS = ("cumulative_net_value", "cumulative_cost")
PERSONS = ("buyer_id", "buyer_relative_of")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    with op.batch_alter_table("disposal_requests") as requests:
        for column in (*INSTANTS, *AMOUNTS):
            requests.add_column(sa.Column(column, sa.BigInteger(), nullable=True))
        requests.add_column(sa.Column("buyer_name", sa.String(length=200), nullable=False, server_default=""))
        for column in PERSONS:
            requests.add_column(sa.Column(column, sa.Uuid(), nullable=True))
            requests.create_foreign_key(requests.f(f"fk_disposal_requests_{column}"), "persons", [column], ["id"])
        # Cases that run already are on a diagram without gates.
        requests.add_column(sa.Column("is_release_guarded", sa.Boolean(), nullable=False, server_default=sa.false()))
        requests.add_column(sa.Column("dossier_hash", sa.String(length=64), nullable=True))
        requests.drop_constraint(requests.f("ck_disposal_requests_status"), type_="check")
    with op.batch_alter_table("disposal_requests") as requests:
        statuses = _one_of("status", (*STATUSES, "withdrawn", "cancelled"))
        requests.create_check_constraint(requests.f("ck_disposal_requests_status"), statuses)
        requests.alter_column("is_release_guarded", existing_type=sa.Boolean(), server_default=None)
    _create_gates()
    _create_hand_outs()
    _create_evidence()


def _create_gates() -> None:
    op.create_table(
        "disposal_gates",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("gate", sa.String(length=30), nullable=False),
        sa.Column("reference_no", sa.String(length=100), nullable=False),
        sa.Column("passed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_one_of("gate", GATES), name=op.f("ck_disposal_gates_gate")),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f("fk_disposal_gates_request_id")),
        sa.PrimaryKeyConstraint("request_id", "gate", name=op.f("pk_disposal_gates")),
    )


def _create_hand_outs() -> None:
    table = "disposal_hand_outs"
    persons = ("handed_out_by", "recipient_id", "relative_of")
    op.create_table(
        table,
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("handed_out_at", sa.BigInteger(), nullable=False),
        sa.Column("handed_out_by", sa.Uuid(), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("relative_of", sa.Uuid(), nullable=True),
        sa.Column("guard_name", sa.String(length=100), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_disposal_hand_outs_weight")),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f(f"fk_{table}_request_id")),
        *(sa.ForeignKeyConstraint([column], ["persons.id"], name=op.f(f"fk_{table}_{column}")) for column in persons),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_disposal_hand_outs")),
    )


def _create_evidence() -> None:
    table = "disposal_evidence"
    op.create_table(
        table,
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(_one_of("kind", EVIDENCE), name=op.f("ck_disposal_evidence_kind")),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f(f"fk_{table}_request_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f(f"fk_{table}_file_id")),
        sa.PrimaryKeyConstraint("request_id", "kind", "file_id", name=op.f("pk_disposal_evidence")),
    )


def downgrade() -> None:
    for table in ("disposal_evidence", "disposal_hand_outs", "disposal_gates"):
        op.drop_table(table)
    op.execute("UPDATE disposal_requests SET status = 'rejected' WHERE status = 'withdrawn'")
    with op.batch_alter_table("disposal_requests") as requests:
        requests.drop_constraint(requests.f("ck_disposal_requests_status"), type_="check")
        for column in PERSONS:
            requests.drop_constraint(requests.f(f"fk_disposal_requests_{column}"), type_="foreignkey")
    with op.batch_alter_table("disposal_requests") as requests:
        for column in (*INSTANTS, *AMOUNTS, "buyer_name", *PERSONS, "is_release_guarded", "dossier_hash"):
            requests.drop_column(column)
        requests.create_check_constraint(
            requests.f("ck_disposal_requests_status"), _one_of("status", (*STATUSES, "cancelled"))
        )
