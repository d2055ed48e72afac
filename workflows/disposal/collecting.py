"""Collection: the asset manager scans the assets into quarantine, with whoever hands them over (S8, S27)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, NotFound, Problem, say
from engine.people.models import Person
from workflows.assets.models import AssetState, Location
from workflows.assets.operations import hand_over
from workflows.assets.queries import find_location_by_label
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import RequestStatus, Verdict
from workflows.disposal.scanning import label_problems

COLLECTABLE = frozenset({RequestStatus.MARKED, RequestStatus.COLLECTED})


def scan_in(
    session: Session,
    actor: Actor,
    request_id: UUID,
    *,
    scanned_labels: str,
    given_by: UUID | None,
    quarantine_location: str,
    verdict: str = "",
) -> None:
    """The actor receives every asset of the request from `given_by` at a quarantine location: 已隔离.

    `scanned_labels`: labels or asset numbers, one for each asset, apart by spaces or commas; `quarantine_location`:
    a location's label or code. Refused, at those fields and `given_by`: a label that is not of this request or is
    missing, a location that is unknown, of another legal entity or no quarantine, a giver who is unknown,
    has left or is the receiver. `verdict`, if the diagram passes it on, is the appraiser's and replaces a pending one.
    """
    locked = lock_request(session, request_id, statuses=COLLECTABLE)
    problems = label_problems(locked, scanned_labels) + _giver_problems(session, actor, given_by)
    location = _quarantine(session, locked, quarantine_location, problems)
    if problems or location is None or given_by is None:
        raise Invalid(problems)
    for asset_id in sorted(locked.assets):
        hand_over(
            session,
            actor,
            locked.assets[asset_id],
            location,
            given_by=given_by,
            case_id=locked.request.instance_id,
        )
    locked.move_assets(session, actor, AssetState.QUARANTINED)
    locked.request.status = RequestStatus.COLLECTED
    if verdict in set(Verdict):
        locked.request.verdict = verdict


def _giver_problems(session: Session, actor: Actor, given_by: UUID | None) -> list[Problem]:
    giver = session.get(Person, given_by) if given_by is not None else None
    if giver is None or not giver.is_active:
        return [Problem("given_by", say("Say who hands the asset over."))]
    if given_by == actor.person_id:
        return [Problem("given_by", say("Whoever hands the asset over cannot be the one who receives it."))]
    return []


def _quarantine(session: Session, locked: LockedRequest, text: str, problems: list[Problem]) -> Location | None:
    """The location, or None with what is wrong with it added to `problems`."""
    where = "quarantine_location"
    try:
        location = find_location_by_label(session, text)
    except NotFound as refusal:
        problems.append(Problem(where, refusal.sentence))
        return None
    if not location.is_quarantine:
        problems.append(Problem(where, say("%(code)s is not a quarantine location.", code=location.code)))
    elif location.legal_entity_id != locked.request.legal_entity_id:
        problems.append(Problem(where, say("%(code)s belongs to another legal entity.", code=location.code)))
    return location
