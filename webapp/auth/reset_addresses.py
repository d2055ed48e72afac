"""Where a link for a new password leads."""

from __future__ import annotations

from uuid import UUID

from engine.commands.reset_password import PATH
from engine.people.reset_links import link_token
from engine.settings import Settings


def address_of(settings: Settings, link_id: UUID) -> str:
    """The whole address, to be shown once: whoever has it can choose the password."""
    return f"{settings.public_url}{PATH}/{link_token(settings.secret_key, link_id)}"
