"""Custom fields, saved views and papers of assets."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """See the title."""


def downgrade() -> None:
    """Nothing to take back."""
