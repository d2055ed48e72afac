"""Evidence, gates, dossiers and what is watched over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MEDIUM_KINDS = ("hdd", "ssd", "flash", "tape", "optical", "other")
TECHNIQUES = ("clear", "purge", "destroy")
TAX_CLASSES = ("normal", "special")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    _extend_requests()
    _create_media()
    _create_certificates()
    _create_dossiers()
    _create_evidence()
    _create_radar()


def _extend_requests() -> None:
    with op.batch_alter_table("disposal_requests") as requests:
        # The gates of cases that run already are proved by a number and files alone.
        requests.add_column(sa.Column("are_gates_detailed", sa.Boolean(), nullable=False, server_default=sa.false()))
        requests.add_column(sa.Column("tax_class", sa.String(length=20), nullable=True))
        requests.create_check_constraint(
            requests.f("ck_disposal_requests_tax_class"), f"tax_class IS NULL OR {_one_of('tax_class', TAX_CLASSES)}"
        )
    with op.batch_alter_table("disposal_requests") as requests:
        requests.alter_column("are_gates_detailed", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("disposal_gates") as gates:
        gates.add_column(sa.Column("details", sa.Text(), nullable=False, server_default="{}"))
    with op.batch_alter_table("disposal_gates") as gates:
        gates.alter_column("details", existing_type=sa.Text(), server_default=None)


def _create_media() -> None:
    op.create_table(
        "asset_media",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("serial_no", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_encrypted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(_one_of("kind", MEDIUM_KINDS), name=op.f("ck_asset_media_kind")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_media_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_media")),
        sa.UniqueConstraint("asset_id", "serial_no", name=op.f("uq_asset_media_asset_id_serial_no")),
    )


def _create_certificates() -> None:
    table = "sanitization_certificates"
    persons = ("performed_by", "verified_by", "signed_off_by")
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("serial_no", sa.String(length=100), nullable=False),
        sa.Column("medium_kind", sa.String(length=20), nullable=False),
        sa.Column("certificate_no", sa.String(length=100), nullable=False),
        sa.Column("confidentiality", sa.String(length=20), nullable=False),
        sa.Column("technique", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("tool", sa.String(length=200), nullable=False),
        sa.Column("verification_method", sa.String(length=20), nullable=False),
        sa.Column("has_passed", sa.Boolean(), nullable=False),
        sa.Column("performed_on", sa.Date(), nullable=False),
        sa.Column("performed_by", sa.Uuid(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=False),
        sa.Column("signed_off_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_one_of("technique", TECHNIQUES), name=op.f(f"ck_{table}_technique")),
        sa.CheckConstraint("performed_by <> verified_by", name=op.f(f"ck_{table}_verified_by_another")),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f(f"fk_{table}_request_id")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f(f"fk_{table}_asset_id")),
        *(sa.ForeignKeyConstraint([column], ["persons.id"], name=op.f(f"fk_{table}_{column}")) for column in persons),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_request_id"), table, ["request_id"])


def _create_dossiers() -> None:
    references = {"request_id": "disposal_requests", "job_id": "jobs", "asked_by": "persons"}
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("has_paper", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_dossiers_{column}"))
            for column, table in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
    )
    op.create_index(op.f("ix_dossiers_request_id_id"), "dossiers", ["request_id", "id"])


def _create_evidence() -> None:
    op.create_table(
        "evidence_rules",
        sa.Column("item", sa.String(length=30), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("conditions", sa.String(length=200), nullable=False),
        sa.Column("brought_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_evidence_rules")),
    )
    _create_papers()
    op.create_table(
        "evidence_waivers",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waived_by", sa.Uuid(), nullable=False),
        sa.Column("waived_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f("fk_evidence_waivers_request_id")),
        sa.ForeignKeyConstraint(["waived_by"], ["persons.id"], name=op.f("fk_evidence_waivers_waived_by")),
        sa.PrimaryKeyConstraint("request_id", "item", name=op.f("pk_evidence_waivers")),
    )


def _create_papers() -> None:
    table = "evidence_papers"
    references = {"request_id": "disposal_requests", "file_id": "files", "brought_by": "persons"}
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=30), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("brought_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("file_id IS NOT NULL OR statement <> ''", name=op.f(f"ck_{table}_something")),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, target in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_file_id"), table, ["file_id"])
    op.create_index(op.f(f"ix_{table}_request_id_id"), table, ["request_id", "id"])


def _create_radar() -> None:
    op.create_table(
        "radar_labels",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_radar_labels_asset_id")),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_radar_labels")),
    )
    op.create_table(
        "tax_warnings",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f("fk_tax_warnings_request_id")),
        sa.PrimaryKeyConstraint("request_id", "days", name=op.f("pk_tax_warnings")),
    )


def downgrade() -> None:
    for table in (
        "tax_warnings",
        "radar_labels",
        "evidence_waivers",
        "evidence_papers",
        "evidence_rules",
        "dossiers",
        "sanitization_certificates",
        "asset_media",
    ):
        op.drop_table(table)
    with op.batch_alter_table("disposal_gates") as gates:
        gates.drop_column("details")
    with op.batch_alter_table("disposal_requests") as requests:
        requests.drop_constraint(requests.f("ck_disposal_requests_tax_class"), type_="check")
    with op.batch_alter_table("disposal_requests") as requests:
        for column in ("tax_class", "are_gates_detailed"):
            requests.drop_column(column)
