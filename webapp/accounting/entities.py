"""The companies that the pages of the books offer: those in which the actor sees a department, their own first."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.directory import legal_entities
from engine.people.models import LegalEntity, OrgUnit, Person
from engine.people.queries import visible_to


def visible_entities(session: Session, actor: Actor) -> list[LegalEntity]:
    """The companies by their codes, the actor's own before the others."""
    seen = set(
        session.scalars(select(OrgUnit.legal_entity_id).where(visible_to(session, actor, OrgUnit.id)).distinct())
    )
    own = _own(session, actor)
    found = [entity for entity in legal_entities(session) if entity.id in seen]
    return sorted(found, key=lambda entity: (entity.id != own, entity.code))


def _own(session: Session, actor: Actor) -> UUID | None:
    of_person = select(OrgUnit.legal_entity_id).join(Person, Person.org_unit_id == OrgUnit.id)
    return session.scalars(of_person.where(Person.id == actor.person_id)).one_or_none()
