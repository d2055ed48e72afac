"""Reset links and leaving staff."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """See the title."""


def downgrade() -> None:
    """Nothing to take back."""
