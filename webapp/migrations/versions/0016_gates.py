"""Media, special gates and evidence rules."""

from __future__ import annotations

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """See the title."""


def downgrade() -> None:
    """Nothing to take back."""
