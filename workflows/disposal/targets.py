"""Which department takes assets over that stay in the house or in the group (domain.md B6)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import Invalid, Problem, Sentence, say
from engine.people.models import OrgUnit
from workflows.disposal.models import MOVING, DisposalMethod, DisposalRequest

WHERE = "target_unit"


def find_target(session: Session, request: DisposalRequest, method: DisposalMethod, code: str) -> UUID | None:
    """The unit with this code for a relocation or a transfer, nothing for any other method.

    Refused at `target_unit`: no unit, or one on the wrong side of the legal entity's border.
    """
    if method not in MOVING:
        return None
    if not code:
        raise _refusal(say("Say which department takes the assets over, by its code."))
    unit = session.scalars(select(OrgUnit).where(OrgUnit.code == code)).one_or_none()
    if unit is None:
        raise _refusal(say("There is no department “%(code)s”.", code=code[:40]))
    is_inside = unit.legal_entity_id == request.legal_entity_id
    if method == DisposalMethod.RELOCATION and not is_inside:
        raise _refusal(say("“%(code)s” belongs to another company: choose the transfer to another company.", code=code))
    if method == DisposalMethod.TRANSFER and is_inside:
        raise _refusal(say("“%(code)s” belongs to the same company: choose the relocation.", code=code))
    if unit.id == request.org_unit_id:
        raise _refusal(say("The assets belong to “%(code)s” already.", code=code))
    return unit.id


def _refusal(sentence: Sentence) -> Invalid:
    return Invalid([Problem(WHERE, sentence)])
