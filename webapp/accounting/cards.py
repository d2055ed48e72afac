"""Splitting an asset's card, so that a part of it can be disposed of."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import EngineError, Invalid, NotFound, Problem, Sentence, say
from webapp.assets.reading import view_asset
from webapp.edge import actor, database, settings
from webapp.errors import status_of
from workflows.assets.models import Asset
from workflows.assets.splitting import Part, split_asset

blueprint = Blueprint("cards", __name__, url_prefix="/cards")

View = str | Response | tuple[str, int]
WAYS = ("quantity", "amount", "percent")


@blueprint.get("/<asset_no>/split")
def show(asset_no: str) -> View:
    return _page(asset_no, {})


@blueprint.post("/<asset_no>/split")
def split(asset_no: str) -> View:
    try:
        part = _part()
        card = perform(database(), lambda session: split_asset(session, actor(), _asset(session, asset_no).id, part))
    except NotFound:
        raise
    except EngineError as refusal:
        problems = refusal.problems if isinstance(refusal, Invalid) else [Problem("part", refusal.sentence)]
        return _page(asset_no, {problem.where: problem.sentence for problem in problems}), status_of(refusal)
    flash(gettext("Split off as %(number)s.", number=card.asset_no), "success")
    return redirect(url_for("assets.show", asset_no=card.asset_no))


def _part() -> Part:
    way, typed = request.form.get("way", ""), request.form.get("value", "").strip().replace(",", "")
    try:
        value = Decimal(typed)
    except InvalidOperation:
        value = Decimal("NaN")
    if way not in WAYS or not value.is_finite():
        raise Invalid([Problem("part", say("Give a number."))])
    return Part(**{way: value})


def _asset(session: Session, asset_no: str) -> Asset:
    return view_asset(session, actor(), asset_no, "", settings().secret_key)[0]


def _page(asset_no: str, problems: Mapping[str, Sentence]) -> str:
    with database().reading() as session:
        asset = _asset(session, asset_no)
    problem = next(iter(problems.values()), None)
    return render_template("accounting/split.html", asset=asset, problem=problem, typed=request.form)
