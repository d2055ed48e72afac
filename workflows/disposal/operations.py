"""Marking assets for disposal: open to anybody who stands before the thing (domain.md B2)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.commands import start_process
from engine.errors import Conflict, Invalid, NotAllowed, Problem, Sentence, say
from engine.files.operations import attach_files
from engine.files.queries import files_by_id
from engine.people.queries import memberships, units_below
from engine.types import new_id
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import lock_assets
from workflows.assets.states import IN_SERVICE, set_state, state_name
from workflows.disposal.models import (
    ENDED,
    DisposalLine,
    DisposalPhoto,
    DisposalRequest,
    RequestStatus,
    Verdict,
)
from workflows.organization.books import today
from workflows.organization.numbers import next_document_number

PROCESS_ID = "Process_AssetDisposal"
START_MARKED = "Start_Mark"
START_RESUMED = "Start_Resumed"
"""Where a case begins over assets that a cancelled case left in quarantine."""
SUBJECT_KIND = "disposal_request"
NUMBER_KIND = "FA-DSP"
ENGINEER = "maintenance_engineer"
MAX_ASSETS = 100
"""So many are marked or collected in well under 300 ms (law 1)."""
MAX_REASON = 2000
MAX_PHOTOS = 20
FROM_RADAR = "radar"
FROM_AFAR = frozenset({FROM_RADAR, "monitoring"})
"""Sources where nobody stands before the thing: no photo is asked for, and none of it counts as having seen it."""


def mark_for_disposal(
    session: Session,
    actor: Actor,
    asset_ids: Sequence[UUID],
    *,
    reason: str,
    verdict: str,
    photo_ids: Sequence[UUID],
    source: str = "page",
) -> DisposalRequest:
    """Mark assets 待处置, give the request its number and start its case.

    `verdict` is irreparable, repairable or pending; it counts from a maintenance engineer of the assets' unit or one
    above, anybody else's is pending. `photo_ids` are stored files. Refused: no person, no reason, no photo (unless the
    source is one of `FROM_AFAR`), no asset, assets of several departments or currencies, an asset that is not in use or
    idle or is in another open request.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can mark an asset for disposal."))
    is_seen = source not in FROM_AFAR
    _check_input(asset_ids, reason, verdict, photo_ids, needs_photo=is_seen)
    assets = lock_assets(session, asset_ids)
    ordered = [assets[asset_id] for asset_id in dict.fromkeys(asset_ids)]
    _check_assets(session, ordered)
    counted = verdict if _is_engineer_of(session, actor, ordered[0].org_unit_id) else Verdict.PENDING.value
    request = _add_request(session, actor.person_id, ordered, reason=reason, verdict=counted, source=source)
    _attach_photos(session, actor, request, photo_ids)
    start_case(session, actor, request, ordered)
    for asset in sorted(ordered, key=lambda asset: asset.id):
        set_state(
            session,
            actor,
            asset,
            AssetState.PENDING_DISPOSAL,
            reason=request.reason,
            case_id=request.instance_id,
        )
        if is_seen:
            asset.last_physical_evidence_at = clock.now()
    return request


def start_case(
    session: Session,
    actor: Actor,
    request: DisposalRequest,
    assets: Sequence[Asset],
    *,
    at: str = START_MARKED,
    **variables: object,
) -> None:
    """Start the process behind the request at the start event `at`; `variables` join those of every case."""
    instance = start_process(
        session,
        actor,
        PROCESS_ID,
        {
            "request_id": str(request.id),
            "asset_ids": [str(asset.id) for asset in assets],
            "verdict": request.verdict,
            "source": request.source,
            **variables,
        },
        org_unit_id=request.org_unit_id,
        legal_entity_id=request.legal_entity_id,
        business_key=request.number,
        title=_title(assets),
        subject_kind=SUBJECT_KIND,
        subject_id=request.id,
        initiator_id=request.requested_by,
        at=at,
    )
    request.instance_id = instance.id


def number_request(session: Session, legal_entity_id: UUID) -> str:
    """The next request number of the entity in the present year of its books."""
    return next_document_number(session, legal_entity_id, NUMBER_KIND, today(session, legal_entity_id).year)


def add_lines(session: Session, request: DisposalRequest, assets: Sequence[Asset], states: dict[UUID, str]) -> None:
    """Put the assets on the request, in their order, with the state each goes back to."""
    session.flush()  # the lines refer to the request by id
    for position, asset in enumerate(assets, start=1):
        line = DisposalLine(request_id=request.id, asset_id=asset.id, position=position, state_before=states[asset.id])
        session.add(line)
    session.flush()  # service tasks of the case read the lines by query


def _add_request(
    session: Session, person_id: UUID, assets: Sequence[Asset], *, reason: str, verdict: str, source: str
) -> DisposalRequest:
    first = assets[0]
    request = DisposalRequest(
        id=new_id(),
        number=number_request(session, first.legal_entity_id),
        status=RequestStatus.MARKED,
        source=source,
        reason=reason.strip(),
        verdict=verdict,
        currency=first.currency,
        requested_by=person_id,
        requested_at=clock.now(),
        legal_entity_id=first.legal_entity_id,
        org_unit_id=first.org_unit_id,
    )
    session.add(request)
    add_lines(session, request, assets, {asset.id: asset.state for asset in assets})
    return request


def _attach_photos(session: Session, actor: Actor, request: DisposalRequest, photo_ids: Sequence[UUID]) -> None:
    attach_files(session, actor, photo_ids)
    kept = files_by_id(session, photo_ids)
    if any(not file.media_type.startswith("image/") for file in kept.values()):
        raise Invalid([Problem("photo_ids", say("Only pictures serve as photos of the asset."))])
    for position, file_id in enumerate(dict.fromkeys(photo_ids), start=1):
        session.add(DisposalPhoto(request_id=request.id, file_id=file_id, position=position))


def _is_engineer_of(session: Session, actor: Actor, org_unit_id: UUID) -> bool:
    held_in = {held.org_unit_id for held in memberships(session, actor) if held.role == ENGINEER}
    return None in held_in or org_unit_id in units_below(session, filter(None, held_in))


def _title(assets: Sequence[Asset]) -> str:
    first = f"{assets[0].asset_no} {assets[0].name}"
    return first if len(assets) == 1 else f"{first} +{len(assets) - 1}"


def _check_input(
    asset_ids: Sequence[UUID], reason: str, verdict: str, photo_ids: Sequence[UUID], *, needs_photo: bool
) -> None:
    checks: list[tuple[str, bool, Sentence]] = [
        ("asset_ids", 1 <= len(asset_ids) <= MAX_ASSETS, say("Choose 1 to %(limit)s assets.", limit=MAX_ASSETS)),
        ("reason", bool(reason.strip()), say("Please say why the asset is done for.")),
        ("reason", len(reason) <= MAX_REASON, say("The reason is longer than %(limit)s characters.", limit=MAX_REASON)),
        ("reason", "\0" not in reason, say("The reason contains a character that cannot be kept.")),
        ("verdict", verdict in set(Verdict), say("Choose one of the verdicts offered.")),
        ("photo_ids", bool(photo_ids) or not needs_photo, say("Take at least one photo of the asset.")),
        ("photo_ids", len(photo_ids) <= MAX_PHOTOS, say("At most %(limit)s photos.", limit=MAX_PHOTOS)),
    ]
    problems = [Problem(where, sentence) for where, holds, sentence in checks if not holds]
    if problems:
        raise Invalid(problems)


def _check_assets(session: Session, assets: Sequence[Asset]) -> None:
    for asset in assets:
        if asset.state not in IN_SERVICE:
            raise Conflict(
                say(
                    "Asset %(asset_no)s is “%(state)s” and cannot be marked for disposal.",
                    asset_no=asset.asset_no,
                    state=state_name(asset.state),
                )
            )
    if len({asset.org_unit_id for asset in assets}) > 1:
        raise Invalid([Problem("asset_ids", say("The assets of one request belong to one department."))])
    if len({asset.currency for asset in assets}) > 1:
        raise Invalid([Problem("asset_ids", say("The assets of one request are kept in one currency."))])
    _refuse_open_requests(session, assets)


def _refuse_open_requests(session: Session, assets: Sequence[Asset]) -> None:
    number = session.scalars(
        select(DisposalRequest.number)
        .join(DisposalLine, DisposalLine.request_id == DisposalRequest.id)
        .where(
            DisposalLine.asset_id.in_([asset.id for asset in assets]),
            DisposalRequest.status.not_in([status.value for status in ENDED]),
        )
        .limit(1)
    ).first()
    if number is not None:
        raise Conflict(say("Disposal request %(number)s is about this asset already.", number=number))
