"""The page of the scanner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import EngineError, Invalid, NotAllowed, NotFound, Sentence
from webapp.assets.reading import view_asset
from webapp.edge import actor, database, settings
from webapp.i18n import translate
from webapp.kept_forms import is_asked_again, keeps_form
from webapp.scanning.reading import ScannedAsset, location_id, read_all, read_scanned
from workflows.assets.labels import Label, key_fits
from workflows.assets.queries import find_location_by_label
from workflows.scanning.operations import record_sighting
from workflows.scanning.together import give_together, receive_together, see_together

blueprint = Blueprint("scanning", __name__)

View = str | Response | tuple[str, int]
DRAFT = "scan"


@blueprint.get("/scan")
def show() -> str:
    """One label to open its asset, or (`mode=many`) a list that grows."""
    if request.args.get("mode") == "many":
        return _many([], location=request.args.get("location", ""))
    return render_template("scanning/one.html", label="", problem=None)


@blueprint.get("/scan/open")
def open_asset() -> View:
    """From a label to the page of its asset; a sentence where it names none."""
    text = request.args.get("label", "")
    try:
        with database().reading() as db_session:
            scanned = read_scanned(db_session, actor(), text)
    except (NotFound, NotAllowed) as refusal:
        return render_template("scanning/one.html", label=text[:200], problem=refusal.sentence), 422
    return redirect(url_for("assets.show", asset_no=scanned.asset.asset_no, k=scanned.key or None))


@blueprint.get("/scan/row")
def row() -> View:
    """One line of the list, for scripts; a refusal is a sentence alone."""
    try:
        with database().reading() as db_session:
            scanned = read_scanned(db_session, actor(), request.args.get("label", ""))
            return render_template("scanning/_row.html", one=scanned, problem=None)
    except (NotFound, NotAllowed) as refusal:
        return translate(refusal.sentence), 422


@blueprint.get("/l/<path:code>")
def at_location(code: str) -> Response:
    """The label of a location: what stands here is scanned next."""
    with database().reading() as db_session:
        location = find_location_by_label(db_session, code)
    return redirect(url_for("scanning.show", mode="many", location=location.code))


@blueprint.post("/scan/many")
@keeps_form
def many() -> View:
    """Add a label, take the last one back, or act on all of them."""
    texts = request.form.getlist("labels")
    label, act = request.form.get("label", "").strip(), request.form.get("act", "add")
    if act == "undo" and not is_asked_again():
        return _many(texts[:-1])
    if label:
        texts.append(label)
    if act == "add" or is_asked_again():
        return _many(texts)
    with database().reading() as db_session:
        scanned, refusals = read_all(db_session, actor(), texts)
    if refusals:
        return _many(texts), 422
    try:
        flash(perform(database(), lambda db_session: _carry_out(db_session, act, scanned)), "success")
    except Invalid as refusal:
        return _many(texts, problems={problem.where: problem.sentence for problem in refusal.problems}), 422
    session["draft_done"] = DRAFT
    return redirect(url_for("scanning.show", mode="many"))


@blueprint.post("/a/<asset_no>/seen")
def seen(asset_no: str) -> Response:
    """The asset is before one's eyes: evidence on its time line."""
    form, key = request.form, request.form.get("k", "")

    def act(db_session: Session) -> None:
        asset, _ = view_asset(db_session, actor(), asset_no, key, settings().secret_key)
        record_sighting(
            db_session,
            actor(),
            asset.id,
            location_id=location_id(db_session, form.get("location", "")),
            note=form.get("note", ""),
            has_label=key_fits(Label(asset_no, key), settings().secret_key),
        )

    try:
        perform(database(), act)
    except Invalid as refusal:
        flash(translate(refusal.problems[0].sentence), "error")
    except EngineError as refusal:
        flash(translate(refusal.sentence), "error")
    else:
        flash(gettext("Recorded: you have seen it."), "success")
    return redirect(url_for("assets.show", asset_no=asset_no, k=key or None))


def _carry_out(db_session: Session, act: str, scanned: Sequence[ScannedAsset]) -> str:
    """Do it, and say what was done."""
    form, ids = request.form, [one.asset.id for one in scanned]
    if act == "give":
        done = give_together(db_session, actor(), ids)
        over = sum(one.closed_at is not None for one in done)
        return str(gettext("%(count)s given away, %(over)s of them received already.", count=len(done), over=over))
    if act == "receive":
        place = location_id(db_session, form.get("location", ""), is_required=True)
        assert place is not None
        done = receive_together(db_session, actor(), ids, place)
        over = sum(one.closed_at is not None for one in done)
        return str(gettext("%(count)s received, %(over)s of them given away already.", count=len(done), over=over))
    place = location_id(db_session, form.get("location", ""))
    labels = {one.asset.id: one.has_label for one in scanned}
    see_together(db_session, actor(), labels, location_id=place, note=form.get("note", ""))
    return str(gettext("Seen: %(count)s.", count=len(scanned)))


def _many(texts: Sequence[str], *, location: str = "", problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as db_session:
        scanned, refusals = read_all(db_session, actor(), texts)
    return render_template(
        "scanning/many.html",
        scanned=scanned,
        refusals=refusals,
        problems=problems or {},
        location=request.form.get("location", location),
        note=request.form.get("note", ""),
    )
