"""How Alembic reaches the database: on the connection it is given, or on the one the settings name."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from engine.db import Base, Database
from engine.settings import read_settings
from webapp.schema import import_all_models, is_modelled


def render_stored_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write what the database stores, not our own types: an old migration must not change when they do."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


def migrate_on(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by copying it
        compare_type=True,
        include_name=is_modelled,
        render_item=render_stored_type,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate() -> None:
    import_all_models()
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate_on(given)
        return
    database = Database(read_settings().database_url)
    with database.engine.begin() as connection:
        migrate_on(connection)


migrate()
