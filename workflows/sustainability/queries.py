"""Materials by request, and the report of a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.queries import visible_to
from workflows.disposal.models import DisposalHandOut, DisposalRequest
from workflows.organization.books import books_of
from workflows.sustainability.models import DisposalMaterial, Route, Stream

ZERO = Decimal(0)
CIRCULAR = frozenset({Route.REUSED, Route.RECYCLED})


@dataclass(frozen=True)
class HandedOut:
    """One request whose assets left within the period, on that day where its books are kept, in kilograms."""

    request: DisposalRequest
    on: date
    weight: Decimal
    materials: Sequence[DisposalMaterial]

    @property
    def recorded(self) -> Decimal:
        return sum((one.weight for one in self.materials), ZERO)


@dataclass(frozen=True)
class MaterialReport:
    """What left within a period and where it went, in kilograms; `cells` by stream and route."""

    rows: Sequence[HandedOut]
    cells: Mapping[tuple[Stream, Route], Decimal]

    @property
    def handed_out(self) -> Decimal:
        return sum((row.weight for row in self.rows), ZERO)

    @property
    def recorded(self) -> Decimal:
        return sum(self.cells.values(), ZERO)

    @property
    def certified(self) -> Decimal:
        """What a certificate of the recycler proves."""
        return sum((one.weight for row in self.rows for one in row.materials if one.certificate_no), ZERO)

    @property
    def circular_percent(self) -> Decimal | None:
        """Reused and recycled ÷ recorded; None where nothing is recorded."""
        circular = sum((weight for (_, route), weight in self.cells.items() if route in CIRCULAR), ZERO)
        return _percent(circular, self.recorded)

    @property
    def recorded_percent(self) -> Decimal | None:
        """Recorded ÷ handed out."""
        return _percent(self.recorded, self.handed_out)

    @property
    def certified_percent(self) -> Decimal | None:
        return _percent(self.certified, self.recorded)

    @property
    def missing(self) -> Sequence[HandedOut]:
        """What has left and of which nobody has said where it went."""
        return [row for row in self.rows if not row.materials]

    def of_stream(self, stream: Stream) -> Decimal:
        return sum((weight for (found, _), weight in self.cells.items() if found == stream), ZERO)

    def of_route(self, route: Route) -> Decimal:
        return sum((weight for (_, found), weight in self.cells.items() if found == route), ZERO)


def materials_of(session: Session, request_id: UUID) -> list[DisposalMaterial]:
    """What is recorded about a request, in the order of entry."""
    query = select(DisposalMaterial).where(DisposalMaterial.request_id == request_id)
    return list(session.scalars(query.order_by(DisposalMaterial.id)))


def material_report(session: Session, actor: Actor, first: date, last: date) -> MaterialReport:
    """The requests the actor may see whose assets left from `first` to `last`, both days included, as the days fall
    where each company keeps its books; in three statements and one per company."""
    day = timedelta(days=1)  # no time zone is further from UTC than this
    query = (
        select(DisposalRequest, DisposalHandOut)
        .join(DisposalHandOut, DisposalHandOut.request_id == DisposalRequest.id)
        .where(
            visible_to(session, actor, DisposalRequest.org_unit_id),
            DisposalHandOut.handed_out_at >= datetime.combine(first - day, time(), UTC),
            DisposalHandOut.handed_out_at < datetime.combine(last + 2 * day, time(), UTC),
        )
        .order_by(DisposalHandOut.handed_out_at, DisposalRequest.id)
    )
    found = [(request, handed_out) for request, handed_out in session.execute(query)]
    books = {entity_id: books_of(session, entity_id) for entity_id in {one.legal_entity_id for one, _ in found}}
    dated = [(one, gone, books[one.legal_entity_id].day_of(gone.handed_out_at)) for one, gone in found]
    left = [(request, handed_out, on) for request, handed_out, on in dated if first <= on <= last]
    materials = _materials(session, [request.id for request, _, _ in left])
    cells: dict[tuple[Stream, Route], Decimal] = {}
    for one in (one for found in materials.values() for one in found):
        key = Stream(one.stream), Route(one.route)
        cells[key] = cells.get(key, ZERO) + one.weight
    rows = [HandedOut(request, on, gone.weight, materials.get(request.id, ())) for request, gone, on in left]
    return MaterialReport(rows, cells)


def _materials(session: Session, request_ids: Sequence[UUID]) -> dict[UUID, list[DisposalMaterial]]:
    found: dict[UUID, list[DisposalMaterial]] = {}
    query = select(DisposalMaterial).where(DisposalMaterial.request_id.in_(request_ids))
    for one in session.scalars(query.order_by(DisposalMaterial.id)):
        found.setdefault(one.request_id, []).append(one)
    return found


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
