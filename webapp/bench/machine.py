"""What the figures were measured on: versions, the processor, how busy it is, and how the database is set."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import text

from engine.db import Database

POSTGRESQL_SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
SQLITE_PRAGMAS = ("journal_mode", "synchronous", "busy_timeout", "wal_autocheckpoint", "page_size", "foreign_keys")


def machine_facts() -> dict[str, str]:
    """Versions, the processor and the load average, by name."""
    return {
        "python": platform.python_version(),
        "sqlalchemy": version("SQLAlchemy"),
        "spiffworkflow": version("SpiffWorkflow"),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "load_average": " ".join(f"{load:.2f}" for load in os.getloadavg()),
    }


def database_facts(database: Database) -> dict[str, str]:
    """How the writing connection is set: pragmas of SQLite, settings of PostgreSQL."""
    with database.transaction() as session:
        if database.is_sqlite:
            return {name: str(session.scalar(text(f"PRAGMA {name}"))) for name in SQLITE_PRAGMAS}
        return {name: str(session.scalar(text(f"SHOW {name}"))) for name in POSTGRESQL_SETTINGS}


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "?"
