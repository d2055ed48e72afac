"""The register, the page behind a label, and marking an asset for disposal."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Invalid, NotAllowed, NotFound, Sentence
from engine.people.models import Person
from engine.people.queries import people_by_id
from webapp.assets.marking import MarkForm
from webapp.assets.reading import read_asset, view_asset
from webapp.edge import actor, database, settings
from webapp.i18n import translate
from webapp.kept_forms import is_asked_again, keeps_form
from workflows.assets.labels import asset_url, qr_svg, read_label
from workflows.assets.models import AssetState
from workflows.assets.queries import find_asset_by_label, list_assets
from workflows.disposal.finding import ask_to_return_to_use
from workflows.disposal.operations import mark_for_disposal
from workflows.disposal.queries import open_request_of_asset

blueprint = Blueprint("assets", __name__)

View = str | Response | tuple[str, int]
PAGE = 50


@blueprint.get("/assets")
def list_page() -> View:
    search, state = request.args.get("search", "").strip(), request.args.get("state", "")
    with database().reading() as db_session:
        found = list_assets(
            db_session,
            actor(),
            search=search,
            states=[AssetState(state)] if state in list(AssetState) else (),
            after=request.args.get("after", ""),
            limit=PAGE + 1,
        )
        people: Mapping[UUID, Person] = people_by_id(db_session, (asset.custodian_id for asset in found))
    last = found[PAGE - 1].asset_no if len(found) > PAGE else None
    return render_template(
        "assets/list.html", assets=found[:PAGE], people=people, search=search, state=state, states=AssetState, last=last
    )


@blueprint.get("/assets/find")
def find() -> View:
    """From a scanned or typed label to the asset's page; a sentence where there is none."""
    text = request.args.get("label", "")
    try:
        with database().reading() as db_session:
            asset = find_asset_by_label(db_session, text, secret=settings().secret_key)
            key = read_label(text).key
            view_asset(db_session, actor(), asset.asset_no, key or "", settings().secret_key)
    except (NotFound, NotAllowed) as refusal:
        flash(translate(refusal.sentence), "error")
        return redirect(url_for("start.show", label=text[:80]))
    return redirect(url_for("assets.show", asset_no=asset.asset_no, k=key))


@blueprint.get("/a/<asset_no>")
def show(asset_no: str) -> View:
    return _page(asset_no, MarkForm())


@blueprint.post("/a/<asset_no>/mark")
@keeps_form
def mark(asset_no: str) -> View:
    form = MarkForm.read()
    if is_asked_again():
        return _page(asset_no, form)
    try:
        form = form.with_uploads()
        with database().reading() as db_session:
            asset, _ = view_asset(db_session, actor(), asset_no, _key(), settings().secret_key)
        disposal = perform(
            database(),
            lambda db_session: mark_for_disposal(
                db_session,
                actor(),
                [asset.id],
                reason=form.reason,
                verdict=form.verdict,
                photo_ids=form.photo_ids,
            ),
        )
    except Invalid as refusal:
        problems = {problem.where: problem.sentence for problem in refusal.problems}
        return _page(asset_no, form, problems=problems), 422
    session["draft_done"] = f"mark:{asset_no}"
    flash(
        gettext("Marked for disposal as %(number)s. The asset manager has been told.", number=disposal.number),
        "success",
    )
    return redirect(url_for("assets.show", asset_no=asset_no, k=_key() or None))


@blueprint.post("/a/<asset_no>/return-to-use")
@keeps_form
def return_to_use(asset_no: str) -> View:
    """Ask that the asset goes back to use: its collection or preparation stops, and that has to be approved."""
    reason = request.form.get("return_reason", "")
    with database().reading() as db_session:
        asset, _ = view_asset(db_session, actor(), asset_no, _key(), settings().secret_key)
        disposal = open_request_of_asset(db_session, asset.id)
    if disposal is None or is_asked_again():
        return _page(asset_no, MarkForm(), return_reason=reason)
    try:
        perform(
            database(),
            lambda db_session: ask_to_return_to_use(db_session, actor(), disposal.id, reason=reason),
        )
    except Invalid as refusal:
        problems = {problem.where: problem.sentence for problem in refusal.problems}
        return _page(asset_no, MarkForm(), problems=problems, return_reason=reason), 422
    flash(gettext("Asked for. The asset goes back to use once that is approved."), "success")
    return redirect(url_for("assets.show", asset_no=asset_no))


@blueprint.get("/a/<asset_no>/label.svg")
def label(asset_no: str) -> Response:
    with database().reading() as db_session:
        asset, _ = view_asset(db_session, actor(), asset_no, _key(), settings().secret_key)
    text = asset_url(asset.asset_no, public_url=settings().public_url, secret=settings().secret_key)
    return Response(qr_svg(text), content_type="image/svg+xml")


def _page(
    asset_no: str, form: MarkForm, *, problems: Mapping[str, Sentence] | None = None, return_reason: str = ""
) -> str:
    with database().reading() as db_session:
        asset, is_visible = view_asset(db_session, actor(), asset_no, _key(), settings().secret_key)
        page = read_asset(db_session, asset, with_values=is_visible)
    return render_template(
        "assets/page.html",
        page=page,
        form=form,
        problems=problems or {},
        is_visible=is_visible,
        key=_key(),
        return_reason=return_reason,
    )


def _key() -> str:
    return request.values.get("k", "")
