"""Languages of dossiers, what was removed of them, baselines of the key figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LANGUAGES = "language IN ('zh', 'en', 'both')"


def upgrade() -> None:
    _add_language("dossiers", "both")
    _add_language("entity_books", "zh")
    with op.batch_alter_table("dossiers") as dossiers:
        dossiers.add_column(sa.Column("removed_at", sa.BigInteger(), nullable=True))
    # What counts days in a state by custodian or department finds all of it in the index.
    op.create_index("ix_assets_ageing", "assets", ["state", "state_since", "org_unit_id", "custodian_id"])
    op.create_index("ix_disposal_requests_archived_at", "disposal_requests", ["archived_at"])
    _create_targets()


def _create_targets() -> None:
    op.create_table(
        "kpi_targets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kpi", sa.String(length=30), nullable=False),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kpi IN ('disposal_cycle', 'variance_rate')", name=op.f("ck_kpi_targets_kpi")),
        sa.ForeignKeyConstraint(["set_by"], ["persons.id"], name=op.f("fk_kpi_targets_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_targets")),
    )
    op.create_index("ix_kpi_targets_kpi_id", "kpi_targets", ["kpi", "id"])


def _add_language(table: str, default: str) -> None:
    with op.batch_alter_table(table) as altered:
        altered.add_column(sa.Column("language", sa.String(length=10), nullable=False, server_default=default))
        altered.create_check_constraint(altered.f(f"ck_{table}_language"), LANGUAGES)
    with op.batch_alter_table(table) as altered:
        altered.alter_column("language", existing_type=sa.String(length=10), server_default=None)


def downgrade() -> None:
    op.drop_table("kpi_targets")
    op.drop_index("ix_disposal_requests_archived_at", table_name="disposal_requests")
    op.drop_index("ix_assets_ageing", table_name="assets")
    with op.batch_alter_table("dossiers") as dossiers:
        dossiers.drop_column("removed_at")
    for table in ("entity_books", "dossiers"):
        with op.batch_alter_table(table) as altered:
            altered.drop_constraint(altered.f(f"ck_{table}_language"), type_="check")
            altered.drop_column("language")
