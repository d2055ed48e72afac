"""The register, and what a scanned label names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.people.models import OrgUnit
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, PageQuery
from webapp.api.replies import Amount, reply, values_for
from webapp.assets.reading import read_asset, view_asset
from webapp.edge import database, settings
from webapp.i18n import named, translate
from workflows.assets.labels import asset_url, read_label
from workflows.assets.models import Asset, AssetState
from workflows.assets.ordering import RegisterOrder, place_of
from workflows.assets.queries import RegisterFilter, categories_by_id, find_asset_by_label, list_assets
from workflows.assets.states import state_name

ASSETS = Tag(name="assets", description="The register: what there is, in which state, at whom.")


class AssetItem(BaseModel):
    """An asset in a list. `cost` is in `currency`; `state_name` is in your language."""

    id: UUID
    asset_no: str
    name: str
    spec: str
    serial_no: str
    category: str
    state: AssetState
    state_name: str
    state_since: datetime
    custodian_id: UUID | None
    location_id: UUID | None
    org_unit_id: UUID
    legal_entity_id: UUID
    cost: Amount
    currency: str
    custom_fields: dict[str, str]


class AssetPage(BaseModel):
    """A page of assets, in the order that was asked for; `next` is null on the last."""

    items: list[AssetItem]
    next: str | None


class Values(BaseModel):
    """What an asset is worth in the books today."""

    currency: str
    cost: Amount
    accumulated: Amount
    impairment: Amount
    net_value: Amount
    carrying: Amount


class AssetReply(BaseModel):
    """One asset with where it stands. `values` only for those who may see it in their lists."""

    id: UUID
    asset_no: str
    name: str
    spec: str
    serial_no: str
    category: str
    state: AssetState
    state_name: str
    state_since: datetime
    in_service_on: date
    unit: str
    custodian: str
    location: str
    label_url: str
    values: Values | None
    open_request_id: UUID | None
    instance_id: UUID | None
    may_be_marked: bool


class AssetQuery(PageQuery):
    """Which assets."""

    search: str = Field("", max_length=100, description="Part of the number, the name or the serial number.")
    state: list[AssetState] = Field(
        default_factory=list, description="Several are possible: `state=in_use&state=idle`."
    )
    unit_id: UUID | None = Field(None, description="A department, with those below it.")
    category_id: UUID | None = None
    location_id: UUID | None = None
    custodian_id: UUID | None = None
    is_unassigned: bool = Field(False, description="Nobody who works here has it.")
    field: str = Field("", max_length=60, description="The name of a custom field.")
    field_value: str = Field("", max_length=100, description="What the custom field begins with.")
    order: RegisterOrder = RegisterOrder.NUMBER


class AssetPath(BaseModel):
    """Which asset, by its number."""

    asset_no: str = Field(max_length=60)


class LabelQuery(Entry):
    """What a scanner read, or a person typed."""

    text: str = Field(
        min_length=1, max_length=500, description="The label's address, a number, a GS1 string or a barcode."
    )


@blueprint.get("/assets", responses={200: AssetPage}, tags=[ASSETS])
def list_register(query: AssetQuery) -> Response:
    """The assets you may see, by number where no other order is asked for."""
    with database().reading() as session:
        found = list_assets(
            session,
            caller(),
            search=query.search,
            narrowed=_filter(query),
            order=query.order,
            after=query.cursor or "",
            limit=query.limit + 1,
        )
        shown = found[: query.limit]
        items = _items(session, shown)
    return reply(AssetPage(items=items, next=place_of(shown[-1], query.order) if len(found) > query.limit else None))


@blueprint.get("/assets/<asset_no>", responses={200: AssetReply}, tags=[ASSETS])
def show_asset(path: AssetPath) -> Response:
    """One asset of those you may see."""
    with database().reading() as session:
        return reply(_reply(session, path.asset_no, ""))


@blueprint.get("/labels", responses={200: AssetReply}, tags=[ASSETS])
def resolve_label(query: LabelQuery) -> Response:
    """The asset a label names. A label printed here opens also what is not in your lists."""
    with database().reading() as session:
        asset = find_asset_by_label(session, query.text, secret=settings().secret_key)
        return reply(_reply(session, asset.asset_no, read_label(query.text).key or ""))


def _filter(query: AssetQuery) -> RegisterFilter:
    return RegisterFilter(
        states=query.state,
        unit_id=query.unit_id,
        category_id=query.category_id,
        location_id=query.location_id,
        custodian_id=query.custodian_id,
        unassigned=query.is_unassigned,
        field=query.field,
        field_value=query.field_value,
    )


def _items(session: Session, found: list[Asset]) -> list[AssetItem]:
    categories = categories_by_id(session)
    own = set(AssetItem.model_fields) - {"category", "state_name"}
    return [
        AssetItem(
            **{name: getattr(asset, name) for name in own},
            category=named(categories[asset.category_id]),
            state_name=translate(state_name(asset.state)),
        )
        for asset in found
    ]


def _reply(session: Session, asset_no: str, key: str) -> AssetReply:
    asset, is_visible = view_asset(session, caller(), asset_no, key, settings().secret_key)
    page = read_asset(session, caller(), asset, with_values=is_visible)
    own = ("id", "asset_no", "name", "spec", "serial_no", "state", "state_since", "in_service_on")
    facts: dict[str, Any] = {name: getattr(asset, name) for name in own}
    return AssetReply(
        **facts,
        category=named(page.category),
        state_name=translate(state_name(asset.state)),
        unit=named(session.get_one(OrgUnit, asset.org_unit_id)),
        custodian=named(page.people.get(asset.custodian_id)) if asset.custodian_id else "",
        location=named(page.location),
        label_url=asset_url(asset.asset_no, public_url=settings().public_url, secret=settings().secret_key),
        values=_values(page.values) if page.values else None,
        open_request_id=page.request.id if page.request else None,
        instance_id=page.case.id if page.case else None,
        may_be_marked=page.may_be_marked,
    )


def _values(values: Any) -> Values:
    return Values(**values_for(Values, values))
