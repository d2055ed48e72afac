"""Import runs, categories as data, maintenance and what else the register needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MAINTENANCE = ("inspection", "service", "repair", "decommission")
ASSET_COLUMNS = ("barcode", "quantity", "unit_of_measure", "custom_fields", "search_text", "last_maintenance_on")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    _extend_assets()
    _create_imports()
    _create_maintenance()
    _create_hand_overs()
    with op.batch_alter_table("asset_categories") as categories:
        categories.drop_constraint(categories.f("uq_asset_categories_code"), type_="unique")
        categories.create_unique_constraint(categories.f("uq_asset_categories_code_edition"), ["code", "edition"])


def _extend_assets() -> None:
    with op.batch_alter_table("assets") as assets:
        assets.add_column(sa.Column("barcode", sa.String(length=100), nullable=False, server_default=""))
        assets.add_column(sa.Column("quantity", sa.BigInteger(), nullable=False, server_default="10000"))
        assets.add_column(sa.Column("unit_of_measure", sa.String(length=20), nullable=False, server_default=""))
        assets.add_column(sa.Column("custom_fields", sa.Text(), nullable=False, server_default="{}"))
        assets.add_column(sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
        assets.add_column(sa.Column("last_maintenance_on", sa.Date(), nullable=True))
    op.execute("UPDATE assets SET search_text = lower(asset_no || ' ' || name || ' ' || spec || ' ' || serial_no)")
    with op.batch_alter_table("assets") as assets:
        for column in ("barcode", "quantity", "unit_of_measure", "custom_fields", "search_text"):
            assets.alter_column(column, server_default=None)
        assets.create_check_constraint(assets.f("ck_assets_quantity"), "quantity > 0")


def _create_imports() -> None:
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("encoding", sa.String(length=40), nullable=False),
        sa.Column("sheet_name", sa.String(length=100), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("columns", "options")),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("row_count", "checked_to", "applied_to", "rows_checked", "rows_applied")
        ),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("is_partial", sa.Boolean(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(_one_of("kind", ("assets", "people")), name=op.f("ck_import_runs_kind")),
        sa.CheckConstraint(
            _one_of("status", ("received", "checking", "checked", "applying", "applied")),
            name=op.f("ck_import_runs_status"),
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["persons.id"], name=op.f("fk_import_runs_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    op.create_index(op.f("ix_import_runs_sent_by"), "import_runs", ["sent_by"])
    op.create_table(
        "import_rows",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("problems", "notes", "changes")),
        sa.CheckConstraint(
            _one_of("outcome", ("new", "changed", "same", "refused", "skipped")), name=op.f("ck_import_rows_outcome")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_rows_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_import_rows")),
    )
    op.create_index("ix_import_rows_key", "import_rows", ["run_id", "key", "number"])
    op.create_index("ix_import_rows_outcome", "import_rows", ["run_id", "outcome", "number"])


def _create_maintenance() -> None:
    table = "maintenance_records"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(_one_of("kind", MAINTENANCE), name=op.f(f"ck_{table}_kind")),
        sa.CheckConstraint("cost >= 0", name=op.f(f"ck_{table}_cost")),
        sa.CheckConstraint("(done_on IS NULL) = (closed_at IS NULL)", name=op.f(f"ck_{table}_closed")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f(f"fk_{table}_asset_id")),
        *(
            sa.ForeignKeyConstraint([column], ["persons.id"], name=op.f(f"fk_{table}_{column}"))
            for column in ("opened_by", "closed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_asset_id_id", table, ["asset_id", "id"])


def _create_hand_overs() -> None:
    table, is_open = "hand_overs", sa.text("closed_at IS NULL")
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("given_scan_at", sa.BigInteger(), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("received_scan_at", sa.BigInteger(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("given_by IS NOT NULL OR received_by IS NOT NULL", name=op.f(f"ck_{table}_one_sided")),
        sa.CheckConstraint("given_by <> received_by", name=op.f(f"ck_{table}_two_sided")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f(f"fk_{table}_asset_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f(f"fk_{table}_location_id")),
        *(
            sa.ForeignKeyConstraint([column], ["persons.id"], name=op.f(f"fk_{table}_{column}"))
            for column in ("given_by", "received_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        f"ix_{table}_open", table, ["asset_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )


def downgrade() -> None:
    with op.batch_alter_table("asset_categories") as categories:
        categories.drop_constraint(categories.f("uq_asset_categories_code_edition"), type_="unique")
        categories.create_unique_constraint(categories.f("uq_asset_categories_code"), ["code"])
    op.drop_table("hand_overs")
    op.drop_table("maintenance_records")
    op.drop_table("import_rows")
    op.drop_table("import_runs")
    with op.batch_alter_table("assets") as assets:
        assets.drop_constraint(assets.f("ck_assets_quantity"), type_="check")
    with op.batch_alter_table("assets") as assets:
        for column in ASSET_COLUMNS:
            assets.drop_column(column)
