"""Somebody starts a process as such, not by marking an asset or the like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.start_process import start_process
from engine.definitions.queries import latest_process, load_definition
from engine.errors import NotAllowed, say
from engine.instances.models import ProcessInstance
from engine.people.models import OrgUnit
from engine.people.queries import find_person, memberships

START_ROLES = "startRoles"
EVERYBODY = "*"


def start_by_hand(
    session: Session,
    actor: Actor,
    process_id: str,
    variables: Mapping[str, Any],
    *,
    business_key: str = "",
    title: str = "",
) -> ProcessInstance:
    """Start the process in the actor's own unit, where its property `startRoles` names one of the actor's roles (`*`:
    everybody). A process without the property is started by what it is about alone, such as a mark on an asset.

    Refused: `NotFound`, `NotAllowed`.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can start a process."))
    process = latest_process(session, process_id)
    properties = load_definition(session, process.bundle_version_id).process(process_id).properties
    roles = {role.strip() for role in properties.get(START_ROLES, "").split(",") if role.strip()}
    if not process.is_startable or not roles:
        raise NotAllowed(say("This process cannot be started by hand: it begins with what it is about."))
    if EVERYBODY not in roles and not roles & {held.role for held in memberships(session, actor)}:
        raise NotAllowed(say("You hold none of the roles that may start this process."))
    unit = session.get_one(OrgUnit, find_person(session, actor.person_id).org_unit_id)
    return start_process(
        session,
        actor,
        process_id,
        variables,
        org_unit_id=unit.id,
        legal_entity_id=unit.legal_entity_id,
        business_key=business_key,
        title=title,
    )
