"""What changes an asset's value: splitting its card, impairments, what it has produced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.api.blueprint import blueprint
from webapp.api.journals import JournalReply, journal_reply
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Amount, Empty, act
from workflows.accounting.queries import lines_of
from workflows.assets.splitting import Part, split_asset
from workflows.month_end.changing import record_impairment, record_usage

VALUES = Tag(name="asset values", description="What an asset is worth, and what changes that.")


class ValuePath(BaseModel):
    """Which asset, by its id."""

    asset_id: UUID


class PartEntry(Entry):
    """How much is split off: one of the three."""

    quantity: Decimal | None = None
    amount: Decimal | None = None
    percent: Decimal | None = None


class Card(BaseModel):
    """The new card."""

    id: UUID
    asset_no: str
    cost: Amount
    currency: str
    quantity: Amount


class Impairment(Entry):
    """What the asset has lost besides its depreciation; below zero: what of that is reversed (IFRS alone)."""

    amount: Decimal
    on: date
    reason: str = Field(max_length=500)


class Usage(Entry):
    """What the asset has produced since the reading before."""

    units: Decimal
    on: date


@blueprint.post("/assets/<uuid:asset_id>/split", responses={201: Card}, tags=[VALUES])
def split(path: ValuePath, body: PartEntry, header: Idempotency) -> Response:
    """Split a part of the asset off into a card of its own, for a partial disposal; the two add up to the cent."""

    def split_it(session: Session, actor: Actor) -> BaseModel:
        card = split_asset(session, actor, path.asset_id, Part(body.quantity, body.amount, body.percent))
        return Card(**{name: getattr(card, name) for name in Card.model_fields})

    return act(split_it, header=header, status=201)


@blueprint.post("/assets/<uuid:asset_id>/impairments", responses={201: JournalReply}, tags=[VALUES])
def impair(path: ValuePath, body: Impairment, header: Idempotency) -> Response:
    """Record an impairment; gives the journal that waits to be confirmed."""

    def impair_it(session: Session, actor: Actor) -> BaseModel:
        journal = record_impairment(session, actor, path.asset_id, amount=body.amount, on=body.on, reason=body.reason)
        return journal_reply(journal, lines_of(session, journal.id))

    return act(impair_it, header=header, status=201)


@blueprint.post("/assets/<uuid:asset_id>/usage", responses={200: Empty}, tags=[VALUES])
def use(path: ValuePath, body: Usage, header: Idempotency) -> Response:
    """Record what the asset has produced, for units of production."""

    def use_it(session: Session, actor: Actor) -> BaseModel:
        record_usage(session, actor, path.asset_id, units=body.units, on=body.on)
        return Empty()

    return act(use_it, header=header)
