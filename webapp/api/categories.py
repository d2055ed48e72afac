"""The categories of assets with their lives and residual rates."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.api.blueprint import blueprint
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Amount, act, reply, values_for
from webapp.edge import database
from workflows.assets.categories import LONGEST_LIFE_MONTHS, CategoryDetails, save_category
from workflows.assets.models import AssetCategory, CategoryKind
from workflows.assets.queries import categories_by_id

CATEGORIES = Tag(name="categories", description="Classes of assets: lives, residual rates, what they need on leaving.")


class CategoryBody(Entry):
    """A category. `edition` names the code list of `code`; `residual_rate` is a fraction: 0.05 is 5 %."""

    code: str = Field(min_length=1, max_length=40)
    edition: str = Field("", max_length=40)
    name: str = Field(min_length=1, max_length=100)
    name_en: str = Field("", max_length=100)
    kind: CategoryKind = CategoryKind.EQUIPMENT
    life_months: int = Field(ge=1, le=LONGEST_LIFE_MONTHS)
    residual_rate: Decimal = Field(ge=0, le=1, decimal_places=4)
    is_data_bearing: bool = False
    is_hazardous: bool = False


class CategoryReply(BaseModel):
    """A category with its defaults."""

    id: UUID
    code: str
    edition: str
    name: str
    name_en: str
    kind: CategoryKind
    life_months: int
    residual_rate: Amount
    is_data_bearing: bool
    is_hazardous: bool


class CategoryList(BaseModel):
    """Every category, by code."""

    items: list[CategoryReply]


class CategoryPath(BaseModel):
    """Which category."""

    category_id: UUID


@blueprint.get("/categories", responses={200: CategoryList}, tags=[CATEGORIES])
def list_categories() -> Response:
    """Every category, by code."""
    with database().reading() as session:
        return reply(CategoryList(items=[_reply(one) for one in categories_by_id(session).values()]))


@blueprint.post("/categories", responses={201: CategoryReply}, tags=[CATEGORIES])
def add_asset_category(header: Idempotency, body: CategoryBody) -> Response:
    """A new category."""

    def change(session: Session, actor: Actor) -> BaseModel:
        return _reply(save_category(session, actor, CategoryDetails(**body.model_dump())))

    return act(change, header=header, status=201)


@blueprint.post("/categories/<uuid:category_id>", responses={200: CategoryReply}, tags=[CATEGORIES])
def change_asset_category(path: CategoryPath, header: Idempotency, body: CategoryBody) -> Response:
    """Bring a category up to date. Assets that are there keep the life and the rate they were registered with."""

    def change(session: Session, actor: Actor) -> BaseModel:
        details = CategoryDetails(**body.model_dump())
        return _reply(save_category(session, actor, details, category_id=path.category_id))

    return act(change, header=header)


def _reply(category: AssetCategory) -> CategoryReply:
    return CategoryReply(**values_for(CategoryReply, category))
