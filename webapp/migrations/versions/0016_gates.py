"""Media as they are printed, whole certificates, two more gates, and the level of an approval."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MEDIUM_KINDS = ("hdd", "ssd", "flash", "tape", "optical", "other")
MEDIUM_TEXTS = {"manufacturer": 100, "model": 200, "capacity": 40}
CERTIFICATE_TEXTS = {
    "manufacturer": 100,
    "model": 200,
    "source": 300,
    "confidentiality_after": 20,
    "destination": 200,
    "place": 200,
    "performed_title": 100,
    "performed_phone": 40,
    "verified_title": 100,
}
GATES = ("sanitization", "hazardous_waste", "vehicle_papers", "quotes", "release")
NEW_GATES = ("special_equipment", "property_title")
OTHER_EVIDENCE = ("hand_out_photo", "hand_out_receipt", "minutes")
KINDS = ("equipment", "vehicle", "property")
NEW_KINDS = ("special_equipment",)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    _add_texts("asset_media", MEDIUM_TEXTS)
    _add_texts("sanitization_certificates", CERTIFICATE_TEXTS)
    with op.batch_alter_table("asset_media") as media:
        media.alter_column("kind", existing_type=sa.String(length=20), nullable=True)
        media.create_index(media.f("ix_asset_media_serial_no"), ["serial_no"])
    _replace_check("asset_media", "kind", f"kind IS NULL OR {_one_of('kind', MEDIUM_KINDS)}")
    _replace_check("disposal_gates", "gate", _one_of("gate", (*GATES, *NEW_GATES)))
    _replace_check("disposal_evidence", "kind", _one_of("kind", (*GATES, *NEW_GATES, *OTHER_EVIDENCE)))
    _replace_check("asset_categories", "kind", _one_of("kind", (*KINDS, *NEW_KINDS)))
    with op.batch_alter_table("disposal_requests") as requests:
        requests.add_column(sa.Column("approval_level", sa.Integer(), nullable=True))
    _date_rules()
    _create_waste_codes()


def _create_waste_codes() -> None:
    op.create_table(
        "waste_codes",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_waste_codes")),
    )
    op.create_table(
        "category_waste_codes",
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["asset_categories.id"], name=op.f("fk_category_waste_codes_category_id")
        ),
        sa.ForeignKeyConstraint(["code"], ["waste_codes.code"], name=op.f("fk_category_waste_codes_code")),
        sa.PrimaryKeyConstraint("category_id", "code", name=op.f("pk_category_waste_codes")),
    )


def _date_rules() -> None:
    kept = _drop_rules()
    op.create_table(
        "evidence_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(_rule_columns()),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("conditions", sa.String(length=1000), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["persons.id"], name=op.f("fk_evidence_rules_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_rules")),
        sa.UniqueConstraint("item", "valid_from", name=op.f("uq_evidence_rules_item_valid_from")),
    )
    _insert_rules([{**row, "id": uuid4(), "valid_from": date(2000, 1, 1)} for row in kept])


def _rule_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("item", sa.String(length=30), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("brought_by", sa.String(length=40), nullable=False),
    )


def _drop_rules() -> list[dict[str, Any]]:
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(name) for name in ("item", "is_required", "conditions", "brought_by")
    ]
    rows = op.get_bind().execute(sa.select(*columns).select_from(sa.table("evidence_rules"))).mappings().all()
    op.drop_table("evidence_rules")
    return [{**row, "is_required": bool(row["is_required"])} for row in rows]


def _insert_rules(rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(sa.Table("evidence_rules", sa.MetaData(), autoload_with=op.get_bind()), rows)


def _add_texts(table: str, texts: dict[str, int]) -> None:
    with op.batch_alter_table(table) as changed:
        for column, length in texts.items():
            changed.add_column(sa.Column(column, sa.String(length=length), nullable=False, server_default=""))
    with op.batch_alter_table(table) as changed:
        for column, length in texts.items():
            changed.alter_column(column, existing_type=sa.String(length=length), server_default=None)


def _replace_check(table: str, name: str, condition: str) -> None:
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(changed.f(f"ck_{table}_{name}"), type_="check")
    with op.batch_alter_table(table) as changed:
        changed.create_check_constraint(changed.f(f"ck_{table}_{name}"), condition)


def downgrade() -> None:
    op.drop_table("category_waste_codes")
    op.drop_table("waste_codes")
    kept = {row["item"]: row for row in _drop_rules()}
    op.create_table(
        "evidence_rules",
        *(_rule_columns()),
        sa.Column("conditions", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_evidence_rules")),
    )
    _insert_rules([{**row, "conditions": row["conditions"][:200]} for row in kept.values()])
    with op.batch_alter_table("disposal_requests") as requests:
        requests.drop_column("approval_level")
    op.execute("UPDATE asset_categories SET kind = 'equipment' WHERE kind = 'special_equipment'")
    op.execute("DELETE FROM disposal_gates WHERE gate IN ('special_equipment', 'property_title')")
    op.execute("DELETE FROM disposal_evidence WHERE kind IN ('special_equipment', 'property_title')")
    op.execute("UPDATE asset_media SET kind = 'other' WHERE kind IS NULL")
    _replace_check("asset_categories", "kind", _one_of("kind", KINDS))
    _replace_check("disposal_evidence", "kind", _one_of("kind", (*GATES, *OTHER_EVIDENCE)))
    _replace_check("disposal_gates", "gate", _one_of("gate", GATES))
    _replace_check("asset_media", "kind", _one_of("kind", MEDIUM_KINDS))
    with op.batch_alter_table("asset_media") as media:
        media.drop_index(media.f("ix_asset_media_serial_no"))
        media.alter_column("kind", existing_type=sa.String(length=20), nullable=False)
    for table, texts in (("sanitization_certificates", CERTIFICATE_TEXTS), ("asset_media", MEDIUM_TEXTS)):
        with op.batch_alter_table(table) as changed:
            for column in texts:
                changed.drop_column(column)
