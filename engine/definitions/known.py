"""What a bundle may name: service tasks, roles, and the processes, decisions and forms of other bundles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from engine.definitions.models import BundleVersion, PartKind, ProcessDefinition, SharedPart
from engine.people.models import Role
from engine.service_tasks import service_task_names


@dataclass(frozen=True)
class KnownPart:
    """A process, decision or form as the latest version of its bundle offers it."""

    bundle_key: str
    bundle_version_id: UUID


PartName = tuple[PartKind, str]


@dataclass(frozen=True)
class Known:
    """Everything outside a bundle that its files may name. Two bundles may offer forms or decisions of one id."""

    service_tasks: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    parts: Mapping[PartName, tuple[KnownPart, ...]] = field(default_factory=dict)

    def outside(self, bundle_key: str) -> Known:
        """The same without the parts of one bundle."""
        others = {
            name: kept
            for name, parts in self.parts.items()
            if (kept := tuple(part for part in parts if part.bundle_key != bundle_key))
        }
        return Known(self.service_tasks, self.roles, others)

    def resolve(self, name: PartName) -> KnownPart | None:
        """The part of that name; None where no bundle has it, or several."""
        parts = self.parts.get(name, ())
        return parts[0] if len(parts) == 1 else None


def known_things(session: Session) -> Known:
    """The registered service tasks, the roles, and what the latest version of every bundle offers: 3 statements."""
    latest = select(BundleVersion.bundle_key, func.max(BundleVersion.number)).group_by(BundleVersion.bundle_key)
    processes = select(ProcessDefinition).where(
        tuple_(ProcessDefinition.bundle_key, ProcessDefinition.number).in_(latest)
    )
    shared = select(SharedPart).where(tuple_(SharedPart.bundle_key, SharedPart.number).in_(latest))
    parts: dict[PartName, tuple[KnownPart, ...]] = {
        (PartKind.PROCESS, row.process_id): (KnownPart(row.bundle_key, row.bundle_version_id),)
        for row in session.scalars(processes)
    }
    for row in session.scalars(shared):
        name = (PartKind(row.kind), row.reference_id)
        parts[name] = (*parts.get(name, ()), KnownPart(row.bundle_key, row.bundle_version_id))
    return Known(service_task_names(), frozenset(session.scalars(select(Role.code))), parts)
