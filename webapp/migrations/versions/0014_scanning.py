"""Sightings, monitoring sources, what became of materials, and planned days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STREAMS = ("ferrous", "non_ferrous", "plastic", "circuit_board", "battery", "glass", "wood_textile", "other")
ROUTES = ("reused", "recycled", "recovered", "incinerated", "landfill")
STAGES = ("collected", "submitted", "approved", "left", "posted")


def upgrade() -> None:
    _create_sightings()
    _create_monitoring_sources()
    _create_monitoring_calls()
    _create_materials()
    _create_planned_stages()


def _create_sightings() -> None:
    table = "asset_sightings"
    references = {"asset_id": "assets", "seen_by": "persons", "location_id": "locations"}
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("seen_by", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        *_foreign_keys(table, references),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_asset_id_id"), table, ["asset_id", "id"])


def _create_monitoring_sources() -> None:
    table = "monitoring_sources"
    references = {"legal_entity_id": "legal_entities", "person_id": "persons", "created_by": "persons"}
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_number", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        *_foreign_keys(table, references),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("name", name=op.f(f"uq_{table}_name")),
    )


def _create_monitoring_calls() -> None:
    table = "monitoring_calls"
    references = {"source_id": "monitoring_sources", "asset_id": "assets", "request_id": "disposal_requests"}
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("alarm_id", sa.String(length=200), nullable=False),
        sa.Column("asset_no", sa.String(length=100), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("outcome IN ('marked', 'recorded', 'refused')", name=op.f(f"ck_{table}_outcome")),
        *_foreign_keys(table, references),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_source_id_id"), table, ["source_id", "id"])
    taken = sa.text("outcome <> 'refused'")
    op.create_index(
        op.f(f"ix_{table}_taken"),
        table,
        ["source_id", "alarm_id"],
        unique=True,
        sqlite_where=taken,
        postgresql_where=taken,
    )


def _create_materials() -> None:
    table = "disposal_materials"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.String(length=20), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("certificate_no", sa.String(length=100), nullable=False),
        sa.Column("recycler", sa.String(length=200), nullable=False),
        sa.Column("licence_no", sa.String(length=100), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_one_of("stream", STREAMS), name=op.f(f"ck_{table}_stream")),
        sa.CheckConstraint(_one_of("route", ROUTES), name=op.f(f"ck_{table}_route")),
        sa.CheckConstraint("weight > 0", name=op.f(f"ck_{table}_weight")),
        *_foreign_keys(table, {"request_id": "disposal_requests", "recorded_by": "persons"}),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("request_id", "stream", "route", name=op.f(f"uq_{table}_request_id_stream_route")),
    )


def _create_planned_stages() -> None:
    table = "disposal_planned_stages"
    op.create_table(
        table,
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_one_of("stage", STAGES), name=op.f(f"ck_{table}_stage")),
        *_foreign_keys(table, {"request_id": "disposal_requests", "set_by": "persons"}),
        sa.PrimaryKeyConstraint("request_id", "stage", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_planned_on"), table, ["planned_on"])


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _foreign_keys(table: str, references: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in references.items()
    ]


def downgrade() -> None:
    for table in (
        "disposal_planned_stages",
        "disposal_materials",
        "monitoring_calls",
        "monitoring_sources",
        "asset_sightings",
    ):
        op.drop_table(table)
