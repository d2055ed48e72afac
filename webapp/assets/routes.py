"""The register, the page behind a label, and marking an asset for disposal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Conflict, Invalid, NotAllowed, NotFound, Sentence, say
from engine.people.queries import people_by_id
from webapp.assets.marking import MarkForm
from webapp.assets.reading import read_asset, view_asset
from webapp.assets.register import COLUMNS, ORDERS, RegisterEntry, read_choices, read_rows, roles_to_share_with
from webapp.assets.working import read_closing, read_work
from webapp.edge import actor, database, settings, signed_in
from webapp.i18n import translate
from webapp.kept_forms import is_asked_again, keeps_form
from webapp.page_requests import is_htmx
from workflows.assets.handing_over import call_off_hand_over, give_asset, one_sided_hand_overs, receive_asset
from workflows.assets.labels import asset_url, qr_svg, read_label
from workflows.assets.maintenance import close_maintenance, open_maintenance
from workflows.assets.models import AssetState, HandOver
from workflows.assets.queries import find_asset_by_label, find_location_by_label
from workflows.assets.views.models import RegisterView
from workflows.assets.views.queries import default_view, find_view, views_of
from workflows.disposal.finding import ask_to_return_to_use
from workflows.disposal.operations import mark_for_disposal
from workflows.disposal.queries import open_request_of_asset

blueprint = Blueprint("assets", __name__)

View = str | Response | tuple[str, int]
PAGE = 50


@blueprint.get("/assets")
def list_page() -> View:
    """The register; as one types, htmx asks for the table alone. Without entries it opens with one's own view."""
    with database().reading() as db_session:
        if not request.args and not is_htmx() and (opened := default_view(db_session, actor())):
            return redirect(url_for("assets.list_page", view=opened.id))
        view = _view(db_session)
        entry = RegisterEntry.read(view.entries if view and set(request.args) <= {"view", "after"} else request.args)
        rows = read_rows(db_session, actor(), entry, after=request.args.get("after", ""), limit=PAGE)
        roles = roles_to_share_with(db_session, actor())
        if is_htmx():
            return render_template("assets/_table.html", rows=rows, entry=entry, columns=COLUMNS, roles=roles)
        return render_template(
            "assets/list.html",
            rows=rows,
            entry=entry,
            view=view,
            views=views_of(db_session, actor()),
            opened=default_view(db_session, actor()),
            choices=read_choices(db_session, actor()),
            states=AssetState,
            orders=ORDERS,
            roles=roles,
            columns=COLUMNS,
        )


def _view(db_session: Session) -> RegisterView | None:
    """The saved view that the address names, if it does."""
    text = request.args.get("view", "")
    try:
        return find_view(db_session, actor(), UUID(text)) if text and text != "all" else None
    except ValueError as error:
        raise NotFound(say("There is no such view.")) from error


@blueprint.get("/assets/hand-overs")
def hand_overs() -> View:
    """The hand-overs that one side alone has scanned, with the time that is left for the other."""
    with database().reading() as db_session:
        waiting = one_sided_hand_overs(db_session, actor())
        ids = [person for found, _ in waiting for person in (found.given_by, found.received_by)]
        people = people_by_id(db_session, ids)
    return render_template("assets/hand_overs.html", waiting=waiting, people=people, person_id=signed_in().person_id)


@blueprint.post("/assets/hand-overs/<uuid:hand_over_id>/call-off")
def call_off(hand_over_id: UUID) -> View:
    perform(database(), lambda db_session: call_off_hand_over(db_session, actor(), hand_over_id))
    flash(gettext("Called off: the asset stays where it was."), "success")
    return redirect(url_for("assets.hand_overs"))


@blueprint.post("/a/<asset_no>/give")
def give(asset_no: str) -> View:
    """The giver's scan: the page of the label is open on their phone."""
    return _scan(asset_no, lambda db_session, asset_id: give_asset(db_session, actor(), asset_id))


@blueprint.post("/a/<asset_no>/receive")
def receive(asset_no: str) -> View:
    """The receiver's scan, with the location where the asset will be."""
    text = request.form.get("location", "")

    def act(db_session: Session, asset_id: UUID) -> HandOver:
        return receive_asset(db_session, actor(), asset_id, find_location_by_label(db_session, text).id)

    return _scan(asset_no, act)


@blueprint.post("/a/<asset_no>/maintenance")
@keeps_form
def maintain(asset_no: str) -> View:
    if is_asked_again():
        return _page(asset_no, MarkForm())
    try:
        with database().reading() as db_session:
            asset, _ = view_asset(db_session, actor(), asset_no, _key(), settings().secret_key)
        work = read_work(request.form)
        perform(
            database(),
            lambda db_session: open_maintenance(
                db_session, actor(), asset.id, work.kind, work.description, done_on=work.done_on, cost=work.cost
            ),
        )
    except (Invalid, Conflict) as refusal:
        return _page(asset_no, MarkForm(), problems=_problems(refusal, "description")), 422
    flash(gettext("The work is recorded."), "success")
    return redirect(url_for("assets.show", asset_no=asset_no, k=_key() or None))


@blueprint.post("/a/<asset_no>/maintenance/<uuid:record_id>/close")
def close_work(asset_no: str, record_id: UUID) -> View:
    try:
        work = read_closing(request.form)
        perform(
            database(),
            lambda db_session: close_maintenance(db_session, actor(), record_id, done_on=work.done_on, cost=work.cost),
        )
    except (Invalid, Conflict) as refusal:
        flash(translate(refusal.sentence), "error")
        return redirect(url_for("assets.show", asset_no=asset_no, k=_key() or None))
    flash(gettext("The work is closed."), "success")
    return redirect(url_for("assets.show", asset_no=asset_no, k=_key() or None))


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
        page = read_asset(db_session, actor(), asset, with_values=is_visible)
    return render_template(
        "assets/page.html",
        page=page,
        form=form,
        problems=problems or {},
        is_visible=is_visible,
        key=_key(),
        return_reason=return_reason,
        typed=request.form,
    )


def _scan(asset_no: str, act: Callable[[Session, UUID], HandOver]) -> View:
    try:
        with database().reading() as db_session:
            asset, _ = view_asset(db_session, actor(), asset_no, _key(), settings().secret_key)
        hand_over = perform(database(), lambda db_session: act(db_session, asset.id))
    except (Invalid, Conflict, NotFound) as refusal:
        flash(translate(refusal.sentence), "error")
    else:
        if hand_over.closed_at is not None:
            flash(gettext("Handed over: both sides have scanned it."), "success")
        else:
            flash(gettext("Your scan is recorded. The other side has to scan within 24 hours."), "success")
    return redirect(url_for("assets.show", asset_no=asset_no, k=_key() or None))


def _problems(refusal: Invalid | Conflict, where: str) -> Mapping[str, Sentence]:
    if isinstance(refusal, Invalid):
        return {f"work_{problem.where}": problem.sentence for problem in refusal.problems}
    return {f"work_{where}": refusal.sentence}


def _key() -> str:
    return request.values.get("k", "")
