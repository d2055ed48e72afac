"""The tables' history (Alembic)."""
