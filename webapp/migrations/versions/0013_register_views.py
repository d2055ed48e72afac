"""Searching by pairs of signs, custom fields, saved views and papers of assets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROWS_AT_ONCE = 2_000
ORDERED = ("state", "org_unit_id", "category_id", "location_id", "cost", "state_since")
_WORDS = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")
IMPORTED = (
    "UPDATE assets SET is_imported = (1 = 1) WHERE id IN (SELECT chain_id FROM events"
    " WHERE kind IN ('asset.registered', 'asset.updated') AND body LIKE '%\"import\":%')"
)
_FULL_TEXT = (
    "CREATE VIRTUAL TABLE asset_grams_index USING fts5(grams, content='asset_grams', content_rowid='number',"
    " tokenize='ascii', detail=none, columnsize=0)",
    "CREATE TRIGGER asset_grams_added AFTER INSERT ON asset_grams BEGIN"
    " INSERT INTO asset_grams_index(rowid, grams) VALUES (new.number, new.grams); END",
    "CREATE TRIGGER asset_grams_changed AFTER UPDATE ON asset_grams BEGIN"
    " INSERT INTO asset_grams_index(asset_grams_index, rowid, grams) VALUES ('delete', old.number, old.grams);"
    " INSERT INTO asset_grams_index(rowid, grams) VALUES (new.number, new.grams); END",
)


def upgrade() -> None:
    with op.batch_alter_table("assets") as assets:
        assets.drop_index("ix_assets_state_org_unit_id")
        assets.drop_index(assets.f("ix_assets_org_unit_id"))
        for column in ORDERED:
            assets.create_index(f"ix_assets_{column}_asset_no", [column, "asset_no"])
        assets.add_column(sa.Column("is_imported", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(IMPORTED)
    with op.batch_alter_table("assets") as assets:
        assets.alter_column("is_imported", existing_type=sa.Boolean(), server_default=None)
    _create_grams()
    _fill_grams()
    _create_fields()
    _create_views()
    _create_attachments()


def _create_grams() -> None:
    table = "asset_grams"
    op.create_table(
        table,
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("grams", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f(f"fk_{table}_asset_id")),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("asset_id", name=op.f(f"uq_{table}_asset_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in _FULL_TEXT:
            op.execute(statement)
        return
    op.execute(
        f"CREATE INDEX ix_{table}_grams ON {table} USING gin (string_to_array(grams, ' '))"
        " WITH (gin_pending_list_limit = 128)"
    )


def _fill_grams() -> None:
    """The text is folded anew: full-width signs were kept as they came before."""
    connection = op.get_bind()
    assets = sa.table("assets", sa.column("id", sa.Uuid()), sa.column("search_text", sa.Text()))
    grams = sa.table("asset_grams", sa.column("asset_id", sa.Uuid()), sa.column("grams", sa.Text()))
    for rows in _chunks(connection, assets):
        folded = [(row.id, row.search_text, unicodedata.normalize("NFKC", row.search_text).lower()) for row in rows]
        connection.execute(grams.insert(), [{"asset_id": one, "grams": _grams(text)} for one, _, text in folded])
        changed = [{"asset": one, "told": text} for one, before, text in folded if text != before]
        if changed:
            told = assets.update().where(assets.c.id == sa.bindparam("asset")).values(search_text=sa.bindparam("told"))
            connection.execute(told, changed)


def _chunks(connection: sa.Connection, assets: sa.TableClause) -> Iterator[list[Any]]:
    query = sa.select(assets.c.id, assets.c.search_text).order_by(assets.c.id).limit(ROWS_AT_ONCE)
    rows = list(connection.execute(query))
    while rows:
        yield rows
        rows = list(connection.execute(query.where(assets.c.id > rows[-1].id)))


def _create_fields() -> None:
    table = "asset_fields"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('text', 'number', 'date', 'choice')", name=op.f(f"ck_{table}_kind")),
        sa.ForeignKeyConstraint(["category_id"], ["asset_categories.id"], name=op.f(f"fk_{table}_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("category_id", "name", name=op.f(f"uq_{table}_category_id_name")),
    )


def _create_views() -> None:
    table = "register_views"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f(f"fk_{table}_owner_id")),
        sa.ForeignKeyConstraint(["role"], ["roles.code"], name=op.f(f"fk_{table}_role")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("owner_id", "name", name=op.f(f"uq_{table}_owner_id_name")),
    )
    op.create_index(op.f(f"ix_{table}_role"), table, ["role"])
    table = "register_defaults"
    op.create_table(
        table,
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("view_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f(f"fk_{table}_person_id")),
        sa.ForeignKeyConstraint(["view_id"], ["register_views.id"], name=op.f(f"fk_{table}_view_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_view_id"), table, ["view_id"])


def _create_attachments() -> None:
    table = "asset_attachments"
    op.create_table(
        table,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "asset_id", "file_id")),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name=op.f(f"ck_{table}_removed")),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in (
                *(("asset_id", "assets"), ("file_id", "files")),
                *(("added_by", "persons"), ("removed_by", "persons")),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("asset_id", "file_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _grams(text: str) -> str:
    found: set[str] = set()
    for word in _WORDS.findall(text):
        found.update(map("".join, pairwise(word)))
        for part in _PARTS.findall(word):
            if part.isascii():
                found.update(map("".join, zip(part, part[1:], part[2:], strict=False)))
            else:
                found.update(part)
    return " ".join(sorted(found))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE asset_grams_index")
    op.drop_table("asset_grams")
    for table in ("asset_attachments", "register_defaults", "register_views", "asset_fields"):
        op.drop_table(table)
    with op.batch_alter_table("assets") as assets:
        assets.drop_column("is_imported")
        for column in ORDERED:
            assets.drop_index(f"ix_assets_{column}_asset_no")
        assets.create_index(assets.f("ix_assets_org_unit_id"), ["org_unit_id"])
        assets.create_index("ix_assets_state_org_unit_id", ["state", "org_unit_id"])
