"""Who acts: a person, a person on another's behalf, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """The one who acts. `person_id` is None for the system (timers, jobs). `channel`: web, api, cli, timer or job."""

    person_id: UUID | None
    on_behalf_of: UUID | None = None
    channel: str = "web"

    @property
    def is_system(self) -> bool:
        return self.person_id is None


SYSTEM = Actor(None, channel="timer")
