"""Impairment, usage and months in chunks."""

from __future__ import annotations

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """See the title."""


def downgrade() -> None:
    """Nothing to take back."""
