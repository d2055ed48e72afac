"""Baselines and targets of the key figures (S45, S46), set by the process owner; every one that was set is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.radar.models import Kpi, KpiTarget

DEFAULTS = {Kpi.DISPOSAL_CYCLE: Decimal(40), Kpi.VARIANCE_RATE: Decimal(1)}
"""Per cent: so much shorter than the baseline at least (S45); so many assets that differ at most (S46)."""
LONGEST_CYCLE = 3650
MAX_NOTE = 500


@dataclass(frozen=True)
class Target:
    """What a key figure is held against: `baseline` in days or per cent (None: what it was in the sixty days before),
    `target` in per cent, over the days from `starts_on` to `ends_on` (None: the last sixty)."""

    target: Decimal
    baseline: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""


def current_target(session: Session, kpi: Kpi) -> Target:
    """What was set last, or the target that the product comes with."""
    row = next(iter(targets_set(session, kpi, limit=1)), None)
    if row is None:
        return Target(DEFAULTS[kpi])
    return Target(row.target, row.baseline, row.starts_on, row.ends_on, row.note)


def targets_set(session: Session, kpi: Kpi, *, limit: int = 20) -> list[KpiTarget]:
    """Every target that was set for the figure, the newest first."""
    rows = select(KpiTarget).where(KpiTarget.kpi == kpi.value).order_by(KpiTarget.id.desc())
    return list(session.scalars(rows.limit(limit)))


def set_target(session: Session, actor: Actor, kpi: Kpi, target: Target) -> KpiTarget:
    """Hold the figure against this from now on. Refused: nobody who may publish processes, figures out of range."""
    require_permission(session, actor, Permission.PUBLISH)
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can set a target."))
    _check(kpi, target)
    row = KpiTarget(
        id=new_id(),
        kpi=kpi.value,
        baseline=target.baseline,
        target=target.target,
        starts_on=target.starts_on,
        ends_on=target.ends_on,
        note=target.note.strip(),
        set_by=actor.person_id,
        set_at=clock.now(),
    )
    session.add(row)
    data = {"kpi": row.kpi, "baseline": row.baseline, "target": row.target, "from": row.starts_on, "to": row.ends_on}
    record_master_event(session, actor, _chain_of(kpi), "kpi", "kpi.target_set", data)
    return row


def _chain_of(kpi: Kpi) -> UUID:
    """One chain per figure, the same in every installation."""
    return _CHAINS[kpi]


_CHAINS = {
    Kpi.DISPOSAL_CYCLE: UUID("5a7c1f52-6d0b-4d2a-9a43-8f1f0e6f0c01"),
    Kpi.VARIANCE_RATE: UUID("5a7c1f52-6d0b-4d2a-9a43-8f1f0e6f0c02"),
}


def _check(kpi: Kpi, target: Target) -> None:
    highest = LONGEST_CYCLE if kpi == Kpi.DISPOSAL_CYCLE else 100
    baseline, starts_on, ends_on = target.baseline, target.starts_on, target.ends_on
    ordered = starts_on is None or ends_on is None or starts_on <= ends_on
    checks = [
        ("target", _lies_in(target.target, 100), say("A target lies between 0 and 100 per cent.")),
        ("target", _has_one_digit(target.target), say("One digit after the point is enough.")),
        (
            "baseline",
            baseline is None or (_lies_in(baseline, highest) and baseline > 0),
            say("A baseline is more than 0 and at most %(highest)s.", highest=highest),
        ),
        ("baseline", baseline is None or _has_one_digit(baseline), say("One digit after the point is enough.")),
        ("ends_on", ordered, say("The period ends before it starts.")),
        ("starts_on", starts_on is not None or ends_on is None, say("Say from when the period counts.")),
        ("note", len(target.note) <= MAX_NOTE, say("At most %(limit)s characters.", limit=MAX_NOTE)),
        ("note", "\0" not in target.note, say("The note contains a character that cannot be kept.")),
    ]
    if problems := [Problem(where, sentence) for where, holds, sentence in checks if not holds]:
        raise Invalid(problems)


def _lies_in(value: Decimal, highest: int) -> bool:
    return value.is_finite() and 0 <= value <= highest


def _has_one_digit(value: Decimal) -> bool:
    """What lies nowhere near is told already, and may be too large to be rounded."""
    return not _lies_in(value, LONGEST_CYCLE) or value == value.quantize(Decimal("0.1"))
