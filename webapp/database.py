"""Bringing a database up to date with the migrations that came with this version."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.db import Database


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction; nothing happens where none is."""
    with ExitStack() as open_files:
        config = _config(open_files)
        with database.migrating() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def downgrade(database: Database, revision: str) -> None:
    """Lead back to an earlier revision, `base` being the empty database."""
    with ExitStack() as open_files:
        config = _config(open_files)
        with database.migrating() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, revision)


def is_up_to_date(database: Database) -> bool:
    """Whether the newest migration of this version has been run."""
    with ExitStack() as open_files, database.engine.connect() as connection:
        newest = ScriptDirectory.from_config(_config(open_files)).get_heads()
        return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)


def _config(open_files: ExitStack) -> Config:
    folder = open_files.enter_context(as_file(files("webapp") / "migrations"))
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
