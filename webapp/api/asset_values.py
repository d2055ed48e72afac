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
from webapp.api.callers import caller
from webapp.api.journals import JournalReply, journal_reply
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Amount, Empty, act, reply, values_for
from webapp.edge import database
from workflows.accounting.queries import lines_of
from workflows.assets.splitting import Part, split_asset
from workflows.month_end.changing import record_impairment
from workflows.month_end.holding import end_holding, held_assets, hold_for_sale
from workflows.month_end.usage import READINGS_AT_ONCE, Reading, record_readings, record_usage

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


class ReadingEntry(Entry):
    """What an asset has produced since the reading before."""

    asset_no: str = Field(max_length=60)
    units: Decimal
    on: date


class Readings(Entry):
    """Readings in their order; problems are told at `row <n>`, from 1."""

    items: list[ReadingEntry] = Field(min_length=1, max_length=READINGS_AT_ONCE)


class Recorded(BaseModel):
    """How many were new."""

    recorded: int


class Holding(Entry):
    """What the asset will bring, and since when it is held for sale."""

    fair_value: Decimal
    costs_to_sell: Decimal = Decimal(0)
    on: date
    reason: str = Field(max_length=500)


class EndOfHolding(Entry):
    """Since when the asset is not held for sale any more, and why."""

    on: date
    reason: str = Field(max_length=500)


class HeldItem(BaseModel):
    """An asset held for sale, to be sold by `due_on`."""

    asset_id: UUID
    asset_no: str
    since: date
    due_on: date
    is_late: bool
    carrying: Amount
    currency: str


class HeldPage(BaseModel):
    """Every asset held for sale."""

    items: list[HeldItem]


@blueprint.post("/assets/<uuid:asset_id>/split", responses={201: Card}, tags=[VALUES])
def split(path: ValuePath, body: PartEntry, header: Idempotency) -> Response:
    """Split a part of the asset off into a card of its own, for a partial disposal; the two add up to the cent."""

    def split_it(session: Session, actor: Actor) -> BaseModel:
        card = split_asset(session, actor, path.asset_id, Part(body.quantity, body.amount, body.percent))
        return Card(**values_for(Card, card))

    return act(split_it, header=header, status=201)


@blueprint.post("/assets/<uuid:asset_id>/impairments", responses={201: JournalReply}, tags=[VALUES])
def impair(path: ValuePath, body: Impairment, header: Idempotency) -> Response:
    """Record an impairment; gives the journal that waits to be confirmed."""

    def impair_it(session: Session, actor: Actor) -> BaseModel:
        journal = record_impairment(session, actor, path.asset_id, amount=body.amount, on=body.on, reason=body.reason)
        return journal_reply(journal, lines_of(session, journal.id))

    return act(impair_it, header=header, status=201)


@blueprint.get("/held-for-sale", responses={200: HeldPage}, tags=[VALUES])
def list_held() -> Response:
    """The assets held for sale that you may see, those to be sold first first."""
    with database().reading() as session:
        items = [
            HeldItem(
                asset_id=one.asset.id,
                asset_no=one.asset.asset_no,
                since=one.since,
                due_on=one.due_on,
                is_late=one.is_late,
                carrying=one.carrying,
                currency=one.asset.currency,
            )
            for one in held_assets(session, caller())
        ]
    return reply(HeldPage(items=items))


@blueprint.post("/assets/<uuid:asset_id>/held-for-sale", responses={201: JournalReply}, tags=[VALUES])
def hold(path: ValuePath, body: Holding, header: Idempotency) -> Response:
    """Classify the asset as held for sale; gives the journal that waits to be confirmed."""

    def hold_it(session: Session, actor: Actor) -> BaseModel:
        journal = hold_for_sale(
            session,
            actor,
            path.asset_id,
            fair_value=body.fair_value,
            costs_to_sell=body.costs_to_sell,
            on=body.on,
            reason=body.reason,
        )
        return journal_reply(journal, lines_of(session, journal.id))

    return act(hold_it, header=header, status=201)


@blueprint.post("/assets/<uuid:asset_id>/no-longer-held-for-sale", responses={201: JournalReply}, tags=[VALUES])
def release(path: ValuePath, body: EndOfHolding, header: Idempotency) -> Response:
    """The asset is not to be sold any more; gives the journal that waits to be confirmed."""

    def release_it(session: Session, actor: Actor) -> BaseModel:
        journal = end_holding(session, actor, path.asset_id, on=body.on, reason=body.reason)
        return journal_reply(journal, lines_of(session, journal.id))

    return act(release_it, header=header, status=201)


@blueprint.post("/readings", responses={200: Recorded}, tags=[VALUES])
def record(body: Readings, header: Idempotency) -> Response:
    """Record what many assets have produced: all of it, or nothing. What is there already is passed over."""

    def record_them(session: Session, actor: Actor) -> BaseModel:
        readings = [
            Reading(number, item.asset_no, item.units, item.on) for number, item in enumerate(body.items, start=1)
        ]
        return Recorded(recorded=record_readings(session, actor, readings))

    return act(record_them, header=header)


@blueprint.post("/assets/<uuid:asset_id>/usage", responses={200: Empty}, tags=[VALUES])
def use(path: ValuePath, body: Usage, header: Idempotency) -> Response:
    """Record what the asset has produced, for units of production."""

    def use_it(session: Session, actor: Actor) -> BaseModel:
        record_usage(session, actor, path.asset_id, units=body.units, on=body.on)
        return Empty()

    return act(use_it, header=header)
