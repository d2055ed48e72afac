"""Recording what became of the materials of a request, once the recycler has said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotAllowed, Problem, say
from engine.history.operations import EventDraft, record_event
from engine.types import new_id
from workflows.disposal.models import DisposalHandOut, DisposalRequest
from workflows.disposal.queries import find_request
from workflows.disposal.role_holding import holds_role_for
from workflows.sustainability.models import DisposalMaterial, Route, Stream

RECORDED_BY = ("asset_manager", "ehs_officer")
MOST_ROWS = 40
LONGEST = {"recycler": 200, "licence_no": 100}


@dataclass(frozen=True)
class Material:
    """One row: kilograms with at most four digits after the point, and the number of the recycler's certificate."""

    stream: str
    route: str
    weight: Decimal
    certificate_no: str = ""


def record_materials(
    session: Session,
    actor: Actor,
    request_id: UUID,
    materials: Sequence[Material],
    *,
    recycler: str = "",
    licence_no: str = "",
) -> list[DisposalMaterial]:
    """State anew what became of everything that was handed out; what stood before stays in the history of the case.

    Whether the actor may see the case is for the caller to know. Refused: neither asset manager nor EHS officer of the
    department; assets that have not left; more kilograms than left; a row that is stated twice or is none; recycled
    without a recycler. Problems stand at `rows.<number>.<field>`.
    """
    request = find_request(session, request_id)
    require_may_record(session, actor, request)
    assert actor.person_id is not None
    handed_out = session.get(DisposalHandOut, request_id, with_for_update=True, populate_existing=True)
    if handed_out is None:
        raise Conflict(say("The assets of request %(number)s have not left yet.", number=request.number))
    recycler, licence_no = recycler.strip(), licence_no.strip()
    problems = _row_problems(materials) + _other_problems(materials, handed_out.weight, recycler, licence_no)
    if problems:
        raise Invalid(problems)
    session.execute(delete(DisposalMaterial).where(DisposalMaterial.request_id == request_id))
    rows = [
        DisposalMaterial(
            id=new_id(),
            request_id=request_id,
            stream=one.stream,
            route=one.route,
            weight=one.weight,
            certificate_no=one.certificate_no.strip(),
            recycler=recycler,
            licence_no=licence_no,
            recorded_by=actor.person_id,
            recorded_at=clock.now(),
        )
        for one in materials
    ]
    session.add_all(rows)
    _record(session, actor, request, rows)
    return rows


def may_record(session: Session, actor: Actor, request: DisposalRequest) -> bool:
    """Whether `record_materials` would let this actor."""
    return any(holds_role_for(session, actor.person_id, role, request.org_unit_id) for role in RECORDED_BY)


def require_may_record(session: Session, actor: Actor, request: DisposalRequest) -> None:
    """Refuse with `NotAllowed` whoever is neither asset manager nor EHS officer for the department."""
    if actor.person_id is None or not may_record(session, actor, request):
        raise NotAllowed(say("Materials are recorded by the asset manager or the EHS officer of the department."))


def _row_problems(materials: Sequence[Material]) -> list[Problem]:
    problems, seen = [], set()
    for number, one in enumerate(materials):
        where = f"rows.{number}"
        if one.stream not in set(Stream):
            problems.append(Problem(f"{where}.stream", say("Choose one of the list.")))
        if one.route not in set(Route):
            problems.append(Problem(f"{where}.route", say("Choose one of the list.")))
        if not _is_weight(one.weight):
            sentence = say("Enter the weight in kilograms, with at most four digits after the point.")
            problems.append(Problem(f"{where}.weight", sentence))
        if len(one.certificate_no) > 100 or "\0" in one.certificate_no:
            problems.append(Problem(f"{where}.certificate_no", say("At most %(limit)s characters.", limit=100)))
        if (one.stream, one.route) in seen:
            problems.append(Problem(f"{where}.stream", say("This stream and route stand in another row already.")))
        seen.add((one.stream, one.route))
    return problems


def _other_problems(
    materials: Sequence[Material], handed_out: Decimal, recycler: str, licence_no: str
) -> list[Problem]:
    problems = []
    if not 1 <= len(materials) <= MOST_ROWS:
        problems.append(Problem("rows", say("Enter 1 to %(limit)s rows.", limit=MOST_ROWS)))
    total = sum((one.weight for one in materials if _is_weight(one.weight)), Decimal(0))
    if total > handed_out:
        sentence = say(
            "Together %(total)s kg: more than the %(handed_out)s kg that were handed out.",
            total=format(total.normalize(), "f"),
            handed_out=format(handed_out.normalize(), "f"),
        )
        problems.append(Problem("rows", sentence))
    if not recycler and any(one.route == Route.RECYCLED for one in materials):
        problems.append(Problem("recycler", say("Say who has recycled it.")))
    for where, text in (("recycler", recycler), ("licence_no", licence_no)):
        if len(text) > LONGEST[where] or "\0" in text:
            problems.append(Problem(where, say("At most %(limit)s characters.", limit=LONGEST[where])))
    return problems


def _is_weight(weight: Decimal) -> bool:
    return weight.is_finite() and 0 < weight < 10_000_000 and weight == round(weight, 4)


def _record(session: Session, actor: Actor, request: DisposalRequest, rows: Sequence[DisposalMaterial]) -> None:
    if request.instance_id is None:
        return
    names = ("stream", "route", "weight", "certificate_no", "recycler", "licence_no")
    data: dict[str, Any] = {"rows": [{name: getattr(row, name) for name in names} for row in rows]}
    record_event(session, request.instance_id, EventDraft("materials_recorded", actor, data=data))
