"""Materials of disposed assets, by request and by period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_case
from engine.errors import NotFound, say
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.disposals import DisposalPath
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply, values_for
from webapp.edge import database
from workflows.disposal.queries import find_request
from workflows.sustainability.models import DisposalMaterial, Route, Stream
from workflows.sustainability.operations import Material, record_materials
from workflows.sustainability.queries import material_report, materials_of

SUSTAINABILITY = Tag(name="sustainability", description="Where the materials of disposed assets went, in kilograms.")
Kilograms = Annotated[
    Decimal,
    PlainSerializer(lambda weight: format(weight, "f"), return_type=str),
    WithJsonSchema({"type": "string", "examples": ["12.5"]}),
]


class MaterialEntry(Entry):
    """So much of one material went one way."""

    stream: Stream
    route: Route
    weight: Decimal = Field(gt=0, lt=10_000_000, max_digits=11, decimal_places=4, description="Kilograms.")
    certificate_no: str = Field("", max_length=100)


class MaterialsBody(Entry):
    """Everything that left, stated anew."""

    rows: list[MaterialEntry] = Field(min_length=1, max_length=40)
    recycler: str = Field("", max_length=200)
    licence_no: str = Field("", max_length=100)


class MaterialReply(BaseModel):
    """A row as it is kept."""

    stream: Stream
    route: Route
    weight: Kilograms
    certificate_no: str
    recycler: str
    licence_no: str


class MaterialList(BaseModel):
    """What is recorded about a request."""

    items: list[MaterialReply]


class PeriodQuery(Entry):
    """The days on which the assets were handed out, both included."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")


class LeftItem(BaseModel):
    """A request whose assets have left, and where they went."""

    request_id: UUID
    number: str
    handed_out_on: date
    weight: Kilograms
    materials: list[MaterialReply]


class SustainabilityReply(BaseModel):
    """Kilograms and percentages of a period; `circular_percent`: reused and recycled of what is recorded."""

    handed_out: Kilograms
    recorded: Kilograms
    certified: Kilograms
    recorded_percent: Decimal | None
    circular_percent: Decimal | None
    certified_percent: Decimal | None
    items: list[LeftItem]


@blueprint.get("/disposals/<uuid:request_id>/materials", responses={200: MaterialList}, tags=[SUSTAINABILITY])
def list_materials(path: DisposalPath) -> Response:
    """Where the materials of a request went."""
    with database().reading() as session:
        _require_visible(session, caller(), path.request_id)
        return reply(MaterialList(items=[_material(one) for one in materials_of(session, path.request_id)]))


@blueprint.post("/disposals/<uuid:request_id>/materials", responses={200: MaterialList}, tags=[SUSTAINABILITY])
def state_materials(path: DisposalPath, header: Idempotency, body: MaterialsBody) -> Response:
    """State anew where everything went, once the assets have left."""

    def change(session: Session, actor: Actor) -> BaseModel:
        _require_visible(session, actor, path.request_id)
        rows = [Material(one.stream, one.route, one.weight, one.certificate_no) for one in body.rows]
        kept = record_materials(
            session, actor, path.request_id, rows, recycler=body.recycler, licence_no=body.licence_no
        )
        return MaterialList(items=[_material(one) for one in kept])

    return act(change, header=header)


@blueprint.get("/sustainability", responses={200: SustainabilityReply}, tags=[SUSTAINABILITY])
def show_sustainability(query: PeriodQuery) -> Response:
    """What left within a period and where it went, of what you may see."""
    with database().reading() as session:
        report = material_report(session, caller(), query.first, query.last)
    figures = ("handed_out", "recorded", "certified", "recorded_percent", "circular_percent", "certified_percent")
    return reply(
        SustainabilityReply(
            **{name: getattr(report, name) for name in figures},
            items=[
                LeftItem(
                    request_id=row.request.id,
                    number=row.request.number,
                    handed_out_on=row.on,
                    weight=row.weight,
                    materials=[_material(one) for one in row.materials],
                )
                for row in report.rows
            ],
        )
    )


def _require_visible(session: Session, actor: Actor, request_id: UUID) -> None:
    request = find_request(session, request_id)
    if request.instance_id is None:
        raise NotFound(say("There is no such disposal request."))
    view_case(session, actor, request.instance_id)


def _material(one: DisposalMaterial) -> MaterialReply:
    return MaterialReply(**values_for(MaterialReply, one))
