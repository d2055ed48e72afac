"""Media as they are printed, whole certificates, two more gates, and the level of an approval."""

from __future__ import annotations

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
    with op.batch_alter_table("disposal_requests") as requests:
        requests.drop_column("approval_level")
    op.execute(f"UPDATE asset_categories SET kind = 'equipment' WHERE {_one_of('kind', NEW_KINDS)}")
    op.execute(f"DELETE FROM disposal_gates WHERE {_one_of('gate', NEW_GATES)}")
    op.execute(f"DELETE FROM disposal_evidence WHERE {_one_of('kind', NEW_GATES)}")
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
