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


def _add_language(table: str, default: str) -> None:
    with op.batch_alter_table(table) as altered:
        altered.add_column(sa.Column("language", sa.String(length=10), nullable=False, server_default=default))
        altered.create_check_constraint(altered.f(f"ck_{table}_language"), LANGUAGES)
    with op.batch_alter_table(table) as altered:
        altered.alter_column("language", existing_type=sa.String(length=10), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("dossiers") as dossiers:
        dossiers.drop_column("removed_at")
    for table in ("entity_books", "dossiers"):
        with op.batch_alter_table(table) as altered:
            altered.drop_constraint(altered.f(f"ck_{table}_language"), type_="check")
            altered.drop_column("language")
