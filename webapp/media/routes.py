"""The page where the media of an asset are entered, and the section that the asset's page shows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Invalid, NotFound, Sentence, say
from engine.people.permissions import Permission
from engine.people.queries import has_permission
from webapp.edge import actor, database
from webapp.kept_forms import is_asked_again, keeps_form
from workflows.assets.models import Asset
from workflows.assets.queries import find_asset_by_no, may_see_asset
from workflows.media.names import kind_name
from workflows.media.operations import MediumEntry, enter_media, entry_of, may_change_media
from workflows.media.queries import media_of_asset

blueprint = Blueprint("media", __name__)

View = str | Response | tuple[str, int]
EMPTY_ROWS = 3
MAX_ROWS = 210
TEXTS = ("serial_no", "manufacturer", "model", "capacity")


@blueprint.get("/assets/<asset_no>/media")
def show(asset_no: str) -> View:
    with database().reading() as session:
        asset = _find(session, asset_no)
        entries = [entry_of(row) for row in media_of_asset(session, asset.id)]
        return _page(session, asset, entries)


@blueprint.get("/assets/<asset_no>/media/section")
def section(asset_no: str) -> View:
    """The fragment on the asset's page."""
    with database().reading() as session:
        asset = _find(session, asset_no)
        media = media_of_asset(session, asset.id)
        may_edit = _may_edit(session, asset)
    return render_template("media/_section.html", asset=asset, media=media, may_edit=may_edit, kind_name=kind_name)


@blueprint.post("/assets/<asset_no>/media")
@keeps_form
def enter(asset_no: str) -> View:
    entries = read_rows(request.form)
    if is_asked_again():
        with database().reading() as session:
            return _page(session, _find(session, asset_no), entries)
    try:
        perform(database(), lambda session: enter_media(session, actor(), _find(session, asset_no), entries))
    except Invalid as refusal:
        problems = {problem.where: problem.sentence for problem in refusal.problems}
        with database().reading() as session:
            return _page(session, _find(session, asset_no), entries, problems), 422
    flash(gettext("The media are saved."), "success")
    return redirect(url_for("media.show", asset_no=asset_no))


def read_rows(sent: Mapping[str, str]) -> list[MediumEntry]:
    """The rows in which something was entered and that are not to be removed, in their order."""
    rows = []
    for number in range(MAX_ROWS):
        texts = {name: sent.get(f"{name}-{number}", "").strip() for name in TEXTS}
        if any(texts.values()) and f"is_removed-{number}" not in sent:
            kind = sent.get(f"kind-{number}") or None
            rows.append(MediumEntry(**texts, kind=kind, is_encrypted=f"is_encrypted-{number}" in sent))
    return rows


def _page(
    session: Session,
    asset: Asset,
    entries: Sequence[MediumEntry],
    problems: Mapping[str, Sentence] | None = None,
) -> str:
    may_edit = _may_edit(session, asset)
    blank = [MediumEntry("")] * (EMPTY_ROWS if may_edit else 0)
    return render_template(
        "media/page.html",
        asset=asset,
        entries=[*entries, *blank],
        known=len(entries),
        problems=problems or {},
        may_edit=may_edit,
        kind_name=kind_name,
    )


def _may_edit(session: Session, asset: Asset) -> bool:
    return has_permission(session, actor(), Permission.EDIT_ASSETS) and may_change_media(
        asset, media_of_asset(session, asset.id)
    )


def _find(session: Session, asset_no: str) -> Asset:
    asset = find_asset_by_no(session, asset_no)
    if not may_see_asset(session, actor(), asset):
        raise NotFound(say("There is no asset with the number “%(asset_no)s”.", asset_no=asset_no[:80]))
    return asset
