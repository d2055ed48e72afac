"""Custom fields of categories, and editing what is known of an asset here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, refusals, reply
from webapp.assets.reading import view_asset
from webapp.edge import database, settings
from workflows.assets.categories import find_category
from workflows.assets.editing import EDITABLE, edit_asset, revision_of, why_not_editable
from workflows.assets.fields.models import AssetField, FieldKind
from workflows.assets.fields.operations import (
    LONGEST_CHOICE,
    LONGEST_NAME,
    MOST_CHOICES,
    FieldDetails,
    retire_field,
    save_field,
)
from workflows.assets.fields.queries import fields_of
from workflows.assets.fields.values import LONGEST_VALUE
from workflows.assets.models import Asset

FIELDS = Tag(name="asset fields", description="Fields of one's own on the cards of a category; editing a card.")


class FieldBody(Entry):
    """A custom field. The name and the kind of one that is there stay; `choices` are for the kind `choice` alone."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    kind: FieldKind = FieldKind.TEXT
    choices: list[str] = Field(default_factory=list, max_length=MOST_CHOICES)
    is_required: bool = False


class RetiredBody(Entry):
    """Whether the field is asked no more."""

    is_retired: bool


class FieldReply(BaseModel):
    """A custom field of a category."""

    id: UUID
    category_id: UUID
    name: str
    kind: FieldKind
    choices: list[str] = Field(max_length=MOST_CHOICES, description=f"Each of {LONGEST_CHOICE} characters at most.")
    is_required: bool
    is_retired: bool


class FieldList(BaseModel):
    """The custom fields of a category, retired ones among them."""

    items: list[FieldReply]


class CategoryOfFields(BaseModel):
    """Which category."""

    category_id: UUID


class FieldPath(BaseModel):
    """Which field of which category."""

    category_id: UUID
    field_id: UUID


class EditedPath(BaseModel):
    """Which asset, by its number."""

    asset_no: str = Field(max_length=60)


class DetailsBody(Entry):
    """What is to change; what is not sent stays. `revision` is the one that was read before. `custom_fields` are texts
    by name: numbers plain, days as YYYY-MM-DD, empty to take a value back."""

    revision: str = Field(min_length=1, max_length=40)
    name: str | None = Field(None, max_length=200)
    spec: str | None = Field(None, max_length=200)
    serial_no: str | None = Field(None, max_length=100)
    barcode: str | None = Field(None, max_length=100)
    custodian_id: UUID | None = None
    location_id: UUID | None = None
    is_leased: bool | None = None
    is_mortgaged: bool | None = None
    is_subsidised: bool | None = None
    is_under_customs_supervision: bool | None = None
    is_state_owned: bool | None = None
    custom_fields: dict[str, str] | None = Field(None, description=f"Each value of {LONGEST_VALUE} characters at most.")


class DetailsReply(BaseModel):
    """What can be edited of an asset, as it is now; `refusals`: why an entry cannot be, null where it can."""

    id: UUID
    asset_no: str
    revision: str
    name: str
    spec: str
    serial_no: str
    barcode: str
    custodian_id: UUID | None
    location_id: UUID | None
    is_leased: bool
    is_mortgaged: bool
    is_subsidised: bool
    is_under_customs_supervision: bool
    is_state_owned: bool
    custom_fields: dict[str, str]
    refusals: dict[str, str | None]


@blueprint.get("/categories/<uuid:category_id>/fields", responses={200: FieldList}, tags=[FIELDS])
def list_fields(path: CategoryOfFields) -> Response:
    """The custom fields of a category."""
    with database().reading() as session:
        find_category(session, path.category_id)
        found = fields_of(session, path.category_id, with_retired=True)
        return reply(FieldList(items=[_field(one) for one in found]))


@blueprint.post("/categories/<uuid:category_id>/fields", responses={201: FieldReply}, tags=[FIELDS])
def add_asset_field(path: CategoryOfFields, header: Idempotency, body: FieldBody) -> Response:
    """A new custom field."""

    def add(session: Session, actor: Actor) -> BaseModel:
        return _field(save_field(session, actor, path.category_id, FieldDetails(**body.model_dump())))

    return act(add, header=header, status=201)


@blueprint.post("/categories/<uuid:category_id>/fields/<uuid:field_id>", responses={200: FieldReply}, tags=[FIELDS])
def change_asset_field(path: FieldPath, header: Idempotency, body: FieldBody) -> Response:
    """Change what a field offers, and whether it has to be filled in."""

    def change(session: Session, actor: Actor) -> BaseModel:
        details = FieldDetails(**body.model_dump())
        return _field(save_field(session, actor, path.category_id, details, field_id=path.field_id))

    return act(change, header=header)


@blueprint.post(
    "/categories/<uuid:category_id>/fields/<uuid:field_id>/retired", responses={200: FieldReply}, tags=[FIELDS]
)
def retire_asset_field(path: FieldPath, header: Idempotency, body: RetiredBody) -> Response:
    """Ask a field no more, or again; what assets say in it stays."""

    def retire(session: Session, actor: Actor) -> BaseModel:
        return _field(retire_field(session, actor, path.field_id, is_retired=body.is_retired))

    return act(retire, header=header)


@blueprint.get("/assets/<asset_no>/details", responses={200: DetailsReply}, tags=[FIELDS])
def show_details(path: EditedPath) -> Response:
    """What can be edited of an asset, with the revision that a change has to name."""
    with database().reading() as session:
        return reply(_details(_visible(session, path.asset_no)))


@blueprint.post("/assets/<asset_no>/details", responses={200: DetailsReply}, tags=[FIELDS])
def change_details(path: EditedPath, header: Idempotency, body: DetailsBody) -> Response:
    """Edit an asset: assign and relocate it, fill in custom fields. What the ERP owns is refused."""

    def edit(session: Session, actor: Actor) -> BaseModel:
        changes: dict[str, Any] = body.model_dump(exclude={"revision"}, exclude_unset=True)
        asset = _visible(session, path.asset_no)
        return _details(edit_asset(session, actor, asset.id, changes, revision=body.revision))

    return act(edit, header=header)


def _visible(session: Session, asset_no: str) -> Asset:
    return view_asset(session, caller(), asset_no, "", settings().secret_key)[0]


def _details(asset: Asset) -> DetailsReply:
    own = set(DetailsReply.model_fields) - {"revision", "refusals"}
    return DetailsReply(
        **{name: getattr(asset, name) for name in own},
        revision=revision_of(asset),
        refusals=refusals({name: why_not_editable(asset, name) for name in (*EDITABLE, "custom_fields")}),
    )


def _field(field: AssetField) -> FieldReply:
    return FieldReply(**{name: getattr(field, name) for name in FieldReply.model_fields})
