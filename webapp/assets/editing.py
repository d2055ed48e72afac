"""The page on which a card is edited: what is known here is entered here, what others own is shown with why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Conflict, Invalid, NotAllowed, Problem, Sentence, say
from engine.people.directory import search_people
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import find_person_by_login, require_permission
from webapp.assets.field_words import KEPT_BY_BOOKS, OWNED_BY_ERP, elsewhere
from webapp.assets.reading import view_asset
from webapp.edge import actor, database, settings
from webapp.kept_forms import is_asked_again, keeps_form
from workflows.assets.editing import CARD, CIRCUMSTANCES, CUSTODY, edit_asset, revision_of, why_not_editable
from workflows.assets.fields.queries import fields_of
from workflows.assets.models import Asset, AssetCategory
from workflows.assets.queries import list_locations

blueprint = Blueprint("asset_editing", __name__)

View = str | Response | tuple[str, int]
CUSTOM = "field:"
PEOPLE_SHOWN = 10


@blueprint.get("/a/<asset_no>/edit")
def show(asset_no: str) -> View:
    return _page(asset_no)


@blueprint.post("/a/<asset_no>/edit")
@keeps_form
def save(asset_no: str) -> View:
    if is_asked_again():
        return _page(asset_no)

    def act(session: Session) -> Asset:
        asset = _asset(session, asset_no)
        changes = read_changes(session, asset, request.form)
        return edit_asset(session, actor(), asset.id, changes, revision=request.form.get("revision", ""))

    try:
        perform(database(), act)
    except Invalid as refusal:
        return _page(asset_no, problems={problem.where: problem.sentence for problem in refusal.problems}), 422
    except Conflict as refusal:
        return _page(asset_no, problems={"": refusal.sentence}), 409
    except NotAllowed as refusal:
        return _page(asset_no, problems={"": refusal.sentence}), 403
    flash(gettext("The asset is saved."), "success")
    return redirect(url_for("assets.show", asset_no=asset_no))


@blueprint.get("/assets/people")
def people() -> str:
    """Whom a typed name may mean, as the choices of its entry."""
    typed = request.args.get("custodian", "")[:100]
    with database().reading() as session:
        found = search_people(session, actor(), typed, limit=PEOPLE_SHOWN) if typed.strip() else []
    return render_template("assets/_people.html", found=found)


def read_changes(session: Session, asset: Asset, sent: MultiDict[str, str]) -> dict[str, Any]:
    """What the form says of the fields that it offers. Refused with `Invalid`: a custodian that nobody is."""
    offered = {name for name in (*CARD, *CUSTODY, *CIRCUMSTANCES) if why_not_editable(asset, name) is None}
    changes: dict[str, Any] = {name: sent[name].strip() for name in CARD if name in offered and name in sent}
    changes |= {name: name in sent for name in CIRCUMSTANCES if name in offered and "circumstances" in sent}
    if "custodian_id" in offered and "custodian" in sent:
        changes["custodian_id"] = _custodian(session, asset, sent["custodian"].strip())
    if "location_id" in offered and "location_id" in sent:
        changes["location_id"] = _location(sent["location_id"])
    custom = {name.removeprefix(CUSTOM): text for name, text in sent.items() if name.startswith(CUSTOM)}
    return changes | ({"custom_fields": custom} if custom else {})


def _custodian(session: Session, asset: Asset, typed: str) -> UUID | None:
    if not typed:
        return None
    before = session.get(Person, asset.custodian_id) if asset.custodian_id else None
    if before is not None and typed == before.login:
        return before.id
    person = find_person_by_login(session, typed.lower())
    if person is None or not person.is_active:
        called = [
            found
            for found, _unit in search_people(session, actor(), typed, limit=3)
            if typed in (found.name, found.name_en)
        ]
        person = called[0] if len(called) == 1 else None
    if person is None:
        raise Invalid([Problem("custodian_id", say("Nobody here has the sign-in name “%(name)s”.", name=typed[:40]))])
    return person.id


def _location(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError as error:
        raise Invalid([Problem("location_id", say("Choose one of the list."))]) from error


def _page(asset_no: str, *, problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_ASSETS)
        asset = _asset(session, asset_no)
        fields = fields_of(session, asset.category_id)
        custodian = session.get(Person, asset.custodian_id) if asset.custodian_id else None
        return render_template(
            "assets/edit.html",
            asset=asset,
            fields=fields,
            from_file={name: text for name, text in asset.custom_fields.items() if name not in _names(fields)},
            typed=request.form or _known(asset, custodian),
            custodian=custodian,
            locations=[one for one in list_locations(session, actor()) if _is_offered(one, asset)],
            why_not={
                name: why_not_editable(asset, name) for name in (*CARD, *CUSTODY, *CIRCUMSTANCES, "custom_fields")
            },
            owned_elsewhere=elsewhere(
                asset, session.get_one(AssetCategory, asset.category_id), session.get_one(OrgUnit, asset.org_unit_id)
            ),
            why_elsewhere=OWNED_BY_ERP if asset.is_imported else KEPT_BY_BOOKS,
            revision=revision_of(asset),
            problems=problems or {},
        )


def _is_offered(location: Any, asset: Asset) -> bool:
    return location.legal_entity_id == asset.legal_entity_id and not location.is_quarantine


def _names(fields: Sequence[Any]) -> set[str]:
    return {field.name for field in fields}


def _known(asset: Asset, custodian: Person | None) -> dict[str, Any]:
    custom = {f"{CUSTOM}{name}": text for name, text in asset.custom_fields.items()}
    known = {name: getattr(asset, name) for name in CARD} | {"location_id": str(asset.location_id or "")}
    claims = {name: True for name in CIRCUMSTANCES if getattr(asset, name)}
    return custom | known | claims | {"custodian": custodian.login if custodian else ""}


def _asset(session: Session, asset_no: str) -> Asset:
    return view_asset(session, actor(), asset_no, "", settings().secret_key)[0]
