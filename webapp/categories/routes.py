"""The pages of the categories: the list, and the form for one of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Invalid, Sentence
from engine.people.permissions import Permission
from engine.people.queries import has_permission
from webapp.edge import actor, database
from webapp.page_requests import whole_number
from workflows.assets.categories import CategoryDetails, find_category, save_category
from workflows.assets.fields.models import FieldKind
from workflows.assets.fields.operations import FieldDetails, retire_field, save_field
from workflows.assets.fields.queries import fields_of
from workflows.assets.models import AssetCategory, CategoryKind
from workflows.assets.queries import categories_by_id

blueprint = Blueprint("categories", __name__, url_prefix="/assets/categories")

View = str | Response | tuple[str, int]
PERCENT = Decimal(100)


@blueprint.get("")
def list_page() -> str:
    with database().reading() as session:
        categories = list(categories_by_id(session).values())
        may_edit = has_permission(session, actor(), Permission.EDIT_ASSETS)
    return render_template("categories/list.html", categories=categories, may_edit=may_edit)


@blueprint.get("/new")
def new() -> View:
    return _form(None)


@blueprint.get("/<uuid:category_id>")
def show(category_id: UUID) -> View:
    return _form(category_id)


@blueprint.post("/new")
def add() -> View:
    return _save(None)


@blueprint.post("/<uuid:category_id>")
def change(category_id: UUID) -> View:
    return _save(category_id)


@blueprint.post("/<uuid:category_id>/fields")
def add_field(category_id: UUID) -> View:
    return _save_field(category_id, None)


@blueprint.post("/<uuid:category_id>/fields/<uuid:field_id>")
def change_field(category_id: UUID, field_id: UUID) -> View:
    return _save_field(category_id, field_id)


@blueprint.post("/<uuid:category_id>/fields/<uuid:field_id>/retire")
def retire(category_id: UUID, field_id: UUID) -> View:
    is_retired = "resume" not in request.form
    perform(database(), lambda session: retire_field(session, actor(), field_id, is_retired=is_retired))
    if is_retired:
        flash(gettext("The field is asked no more. What assets say in it stays."), "success")
    else:
        flash(gettext("The field is asked again."), "success")
    return redirect(url_for("categories.show", category_id=category_id, _anchor="fields"))


def _save_field(category_id: UUID, field_id: UUID | None) -> View:
    try:
        details = _read_field(request.form)
        perform(database(), lambda session: save_field(session, actor(), category_id, details, field_id=field_id))
    except Invalid as refusal:
        problems = {problem.where: problem.sentence for problem in refusal.problems}
        return _form(category_id, field_problems=problems), 422
    flash(gettext("The field is saved."), "success")
    return redirect(url_for("categories.show", category_id=category_id, _anchor="fields"))


def _read_field(sent: Mapping[str, str]) -> FieldDetails:
    kind = sent.get("field_kind", "")
    choices = [line.strip() for line in sent.get("choices", "").splitlines() if line.strip()]
    return FieldDetails(
        name=sent.get("field_name", "").strip(),
        kind=FieldKind(kind) if kind in set(FieldKind) else FieldKind.TEXT,
        choices=choices,
        is_required="is_required" in sent,
    )


def _save(category_id: UUID | None) -> View:
    try:
        details = _read(request.form)
        perform(database(), lambda session: save_category(session, actor(), details, category_id=category_id))
    except Invalid as refusal:
        return _form(category_id, problems={problem.where: problem.sentence for problem in refusal.problems}), 422
    flash(gettext("The category is saved. It counts for assets registered from now on."), "success")
    return redirect(url_for("categories.list_page"))


def _form(
    category_id: UUID | None,
    *,
    problems: Mapping[str, Sentence] | None = None,
    field_problems: Mapping[str, Sentence] | None = None,
) -> str:
    with database().reading() as session:
        category = find_category(session, category_id) if category_id else None
        may_edit = has_permission(session, actor(), Permission.EDIT_ASSETS)
        fields = fields_of(session, category_id, with_retired=True) if category_id else ()
    is_of_field = "field_name" in request.form
    known: Mapping[str, object] = _typed(category) if category else {}
    return render_template(
        "categories/form.html",
        category=category,
        typed=known if is_of_field or not request.form else request.form,
        fields=fields,
        typed_field=request.form if is_of_field else {},
        problems=problems or {},
        field_problems=field_problems or {},
        may_edit=may_edit,
    )


def _typed(category: AssetCategory) -> dict[str, object]:
    names = ("code", "edition", "name", "name_en", "kind", "life_months", "is_data_bearing", "is_hazardous")
    percent = (category.residual_rate * PERCENT).normalize()
    return {name: getattr(category, name) for name in names} | {"residual_percent": f"{percent:f}"}


def _read(sent: Mapping[str, str]) -> CategoryDetails:
    try:
        rate = Decimal(sent.get("residual_percent", "")) / PERCENT
    except InvalidOperation:
        rate = Decimal(-1)
    kind = sent.get("kind", "")
    return CategoryDetails(
        code=sent.get("code", "").strip(),
        edition=sent.get("edition", "").strip(),
        name=sent.get("name", "").strip(),
        name_en=sent.get("name_en", "").strip(),
        kind=CategoryKind(kind) if kind in set(CategoryKind) else CategoryKind.EQUIPMENT,
        life_months=whole_number(sent.get("life_months", "").strip()) or 0,
        residual_rate=rate if rate.is_finite() else Decimal(-1),
        is_data_bearing="is_data_bearing" in sent,
        is_hazardous="is_hazardous" in sent,
    )
