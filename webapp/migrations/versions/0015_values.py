"""Impairment, usage and months in chunks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

METHODS_BEFORE = (
    *("scrap", "damage", "loss", "sale", "trade_in", "donation", "transfer"),
    *("relocation", "return_to_lessor", "return_to_vendor", "parts"),
)
METHODS = (*METHODS_BEFORE, "shortage")


def upgrade() -> None:
    _create_months()
    _let_methods_be(METHODS)
    with op.batch_alter_table("depreciation_runs") as runs:
        runs.add_column(sa.Column("shares", sa.Text(), nullable=False, server_default="{}"))
    with op.batch_alter_table("depreciation_runs") as runs:
        runs.alter_column("shares", existing_type=sa.Text(), server_default=None)


def _create_months() -> None:
    table = "depreciation_months"
    op.create_table(
        table,
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("convention", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("register_sums", sa.Text(), nullable=False),
        sa.Column("assets_done", sa.Integer(), nullable=False),
        sa.Column("assets_total", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f(f"ck_{table}_month")),
        sa.CheckConstraint("status IN ('clearing', 'computing', 'done')", name=op.f(f"ck_{table}_status")),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entities.id"], name=op.f(f"fk_{table}_legal_entity_id")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f(f"fk_{table}_job_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["persons.id"], name=op.f(f"fk_{table}_asked_by")),
        sa.PrimaryKeyConstraint("legal_entity_id", "year", "month", name=op.f(f"pk_{table}")),
    )
    op.execute(
        f"INSERT INTO {table} (legal_entity_id, year, month, convention, status, register_sums, assets_done,"  # noqa: S608
        " assets_total, asked_at) SELECT legal_entity_id, year, month, min(convention), 'done', '[]',"
        " sum(asset_count), sum(asset_count), max(computed_at) FROM depreciation_runs"
        " GROUP BY legal_entity_id, year, month"
    )


def _let_methods_be(methods: tuple[str, ...]) -> None:
    listed = f"method IS NULL OR method IN ({', '.join(repr(method) for method in methods)})"
    with op.batch_alter_table("disposal_requests") as requests:
        requests.drop_constraint(requests.f("ck_disposal_requests_method"), type_="check")
    with op.batch_alter_table("disposal_requests") as requests:
        requests.create_check_constraint(requests.f("ck_disposal_requests_method"), listed)


def downgrade() -> None:
    op.execute("UPDATE disposal_requests SET method = 'loss' WHERE method = 'shortage'")
    _let_methods_be(METHODS_BEFORE)
    with op.batch_alter_table("depreciation_runs") as runs:
        runs.drop_column("shares")
    op.drop_table("depreciation_months")
