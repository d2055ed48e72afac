"""Depreciation, charts, taxes and vouchers of every method."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DEPRECIATION = ("straight_line", "double_declining", "sum_of_years", "units_of_production")
METHODS_BEFORE = ("scrap", "damage", "loss", "sale", "trade_in", "donation", "transfer")
METHODS = (*METHODS_BEFORE, "relocation", "return_to_lessor", "return_to_vendor", "parts")
STATUSES_BEFORE = (
    *("marked", "collected", "submitted", "returned", "rejected", "withdrawn", "approved", "disposed"),
    *("reinstated", "cancelled"),
)
STATUSES = (*STATUSES_BEFORE, "relocated")
SETTLED = (
    *("proceeds", "net_proceeds", "output_vat", "costs", "input_vat", "compensation", "residual_material"),
    *("settled_liability", "tax_base", "deemed_vat", "result"),
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    _extend_assets()
    _extend_requests()
    _create_posting_accounts()
    _create_tax_rates()
    with op.batch_alter_table("journals") as journals:
        journals.add_column(sa.Column("reverses_id", sa.Uuid(), nullable=True))
        journals.create_foreign_key(journals.f("fk_journals_reverses_id"), "journals", ["reverses_id"], ["id"])
        journals.create_unique_constraint(journals.f("uq_journals_reverses_id"), ["reverses_id"])
    with op.batch_alter_table("journal_lines") as lines:
        lines.add_column(sa.Column("org_unit_id", sa.Uuid(), nullable=True))
        lines.create_foreign_key(lines.f("fk_journal_lines_org_unit_id"), "org_units", ["org_unit_id"], ["id"])
    _create_runs()
    _create_settlements()


def _extend_assets() -> None:
    with op.batch_alter_table("assets") as assets:
        assets.add_column(sa.Column("value_changes", sa.Text(), nullable=False, server_default="[]"))
        assets.add_column(sa.Column("units_total", sa.BigInteger(), nullable=True))
        assets.add_column(sa.Column("residual_amount", sa.BigInteger(), nullable=True))
        assets.add_column(sa.Column("derecognised_on", sa.Date(), nullable=True))
        assets.add_column(sa.Column("split_from_id", sa.Uuid(), nullable=True))
        assets.create_foreign_key(assets.f("fk_assets_split_from_id"), "assets", ["split_from_id"], ["id"])
        assets.drop_constraint(assets.f("ck_assets_depreciation_method"), type_="check")
    with op.batch_alter_table("assets") as assets:
        assets.alter_column("value_changes", existing_type=sa.Text(), server_default=None)
        known = _one_of("depreciation_method", DEPRECIATION)
        assets.create_check_constraint(assets.f("ck_assets_depreciation_method"), known)


def _extend_requests() -> None:
    with op.batch_alter_table("disposal_requests") as requests:
        requests.add_column(sa.Column("target_unit_id", sa.Uuid(), nullable=True))
        requests.create_foreign_key(
            requests.f("fk_disposal_requests_target_unit_id"), "org_units", ["target_unit_id"], ["id"]
        )
    _let_requests_be(METHODS, STATUSES)


def _let_requests_be(methods: tuple[str, ...], statuses: tuple[str, ...]) -> None:
    with op.batch_alter_table("disposal_requests") as requests:
        requests.drop_constraint(requests.f("ck_disposal_requests_method"), type_="check")
        requests.drop_constraint(requests.f("ck_disposal_requests_status"), type_="check")
    with op.batch_alter_table("disposal_requests") as requests:
        listed = f"method IS NULL OR {_one_of('method', methods)}"
        requests.create_check_constraint(requests.f("ck_disposal_requests_method"), listed)
        requests.create_check_constraint(requests.f("ck_disposal_requests_status"), _one_of("status", statuses))


def _create_posting_accounts() -> None:
    op.create_table(
        "posting_accounts",
        sa.Column("chart", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("chart", "method", "purpose", name=op.f("pk_posting_accounts")),
    )
    for purpose in ("loss", "gain"):
        op.execute(
            "INSERT INTO posting_accounts (chart, method, purpose, code) "  # noqa: S608  words of ours
            f"SELECT chart, method, '{purpose}', {purpose}_code FROM result_accounts"
        )
    op.drop_table("result_accounts")


def _create_tax_rates() -> None:
    op.create_table(
        "tax_rates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("price_rate", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "price_rate BETWEEN 0 AND 10000 AND tax_rate BETWEEN 0 AND 10000", name=op.f("ck_tax_rates_rates")
        ),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_tax_rates_validity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rates")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_tax_rates_code_valid_from")),
    )


def _create_runs() -> None:
    table = "depreciation_runs"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("convention", sa.String(length=30), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=True),
        sa.Column("asset_count", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("computed_at", sa.BigInteger(), nullable=False),
        sa.Column("computed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_depreciation_runs_month")),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entities.id"], name=op.f(f"fk_{table}_legal_entity_id")),
        sa.ForeignKeyConstraint(["journal_id"], ["journals.id"], name=op.f(f"fk_{table}_journal_id")),
        sa.ForeignKeyConstraint(["computed_by"], ["persons.id"], name=op.f(f"fk_{table}_computed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "legal_entity_id", "year", "month", "currency", name=op.f(f"uq_{table}_legal_entity_id_year_month_currency")
        ),
    )
    table = "depreciation_lines"
    op.create_table(
        table,
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("amount", "accumulated", "difference")),
        sa.ForeignKeyConstraint(["run_id"], ["depreciation_runs.id"], name=op.f(f"fk_{table}_run_id")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f(f"fk_{table}_asset_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f(f"fk_{table}_org_unit_id")),
        sa.ForeignKeyConstraint(["category_id"], ["asset_categories.id"], name=op.f(f"fk_{table}_category_id")),
        sa.PrimaryKeyConstraint("run_id", "asset_id", name=op.f(f"pk_{table}")),
    )


def _create_settlements() -> None:
    table = "disposal_settlements"
    op.create_table(
        table,
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("vat_code", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SETTLED),
        sa.Column("settled_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f(f"fk_{table}_request_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["persons.id"], name=op.f(f"fk_{table}_settled_by")),
        sa.PrimaryKeyConstraint("request_id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for table in ("disposal_settlements", "depreciation_lines", "depreciation_runs", "tax_rates"):
        op.drop_table(table)
    with op.batch_alter_table("journal_lines") as lines:
        lines.drop_constraint(lines.f("fk_journal_lines_org_unit_id"), type_="foreignkey")
        lines.drop_column("org_unit_id")
    with op.batch_alter_table("journals") as journals:
        journals.drop_constraint(journals.f("uq_journals_reverses_id"), type_="unique")
        journals.drop_constraint(journals.f("fk_journals_reverses_id"), type_="foreignkey")
        journals.drop_column("reverses_id")
    _restore_result_accounts()
    op.execute(
        sa.text("UPDATE disposal_requests SET method = NULL WHERE method NOT IN :known").bindparams(
            sa.bindparam("known", METHODS_BEFORE, expanding=True)
        )
    )
    op.execute("UPDATE disposal_requests SET status = 'disposed' WHERE status = 'relocated'")
    _let_requests_be(METHODS_BEFORE, STATUSES_BEFORE)
    with op.batch_alter_table("disposal_requests") as requests:
        requests.drop_constraint(requests.f("fk_disposal_requests_target_unit_id"), type_="foreignkey")
        requests.drop_column("target_unit_id")
    op.execute("UPDATE assets SET depreciation_method = 'straight_line'")
    with op.batch_alter_table("assets") as assets:
        assets.drop_constraint(assets.f("ck_assets_depreciation_method"), type_="check")
        assets.drop_constraint(assets.f("fk_assets_split_from_id"), type_="foreignkey")
        for column in ("value_changes", "units_total", "residual_amount", "derecognised_on", "split_from_id"):
            assets.drop_column(column)
    with op.batch_alter_table("assets") as assets:
        known = _one_of("depreciation_method", DEPRECIATION[:1])
        assets.create_check_constraint(assets.f("ck_assets_depreciation_method"), known)


def _restore_result_accounts() -> None:
    op.create_table(
        "result_accounts",
        sa.Column("chart", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("loss_code", sa.String(length=20), nullable=False),
        sa.Column("gain_code", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("chart", "method", name=op.f("pk_result_accounts")),
    )
    op.execute(
        "INSERT INTO result_accounts (chart, method, loss_code, gain_code) "
        "SELECT l.chart, l.method, l.code, g.code FROM posting_accounts l JOIN posting_accounts g "
        "ON g.chart = l.chart AND g.method = l.method AND g.purpose = 'gain' "
        "WHERE l.purpose = 'loss' AND l.method <> ''"
    )
    op.drop_table("posting_accounts")
