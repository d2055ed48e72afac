"""Bringing a database up to date with the migrations that came with this version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from engine.db import Database


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction; nothing happens where none is."""
    with ExitStack() as open_files:
        config = _config(open_files)
        with _migrating(database) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def downgrade(database: Database, revision: str) -> None:
    """Lead back to an earlier revision, `base` being the empty database."""
    with ExitStack() as open_files:
        config = _config(open_files)
        with _migrating(database) as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, revision)


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """One transaction on a connection that may alter tables: SQLite copies and drops a table that others refer to, so
    references are not enforced meanwhile, but checked before the end."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
                yield connection
            return
        file = connection.connection.driver_connection
        assert file is not None
        file.execute("PRAGMA foreign_keys=OFF")  # not possible once a transaction has begun
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"the migration left rows that refer to nothing: {broken[:5]}")
        finally:
            file.execute("PRAGMA foreign_keys=ON")


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
