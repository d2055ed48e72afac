"""What changes an asset's value between disposals: impairments, what it produced, being held for sale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import EngineError, Invalid, NotFound, Problem, Sentence, say
from engine.history.queries import RecordedEvent, events_of
from engine.people.permissions import Permission
from engine.people.queries import people_by_id
from webapp.assets.reading import view_asset
from webapp.edge import actor, database, settings, signed_in
from webapp.errors import status_of
from workflows.assets.depreciation import DepreciationMethod
from workflows.assets.models import Asset, AssetState
from workflows.assets.valuation import basis_of, book_values
from workflows.month_end.changing import record_impairment
from workflows.month_end.holding import end_holding, held_assets, hold_for_sale, sell_by
from workflows.month_end.usage import record_usage
from workflows.organization.books import books_of, today

blueprint = Blueprint("values", __name__, url_prefix="/cards")

View = str | Response | tuple[str, int]
WHAT: dict[str, Sentence] = {
    "asset.impaired": say("Impairment"),
    "asset.used": say("Units produced"),
    "asset.held_for_sale": say("Held for sale"),
    "asset.no_longer_held": say("No longer held for sale"),
    "asset.change_taken_back": say("Taken back, its journal was reversed"),
    "asset.split": say("A part split off into a card of its own"),
}
METHODS: dict[str, Sentence] = {
    "straight_line": say("Straight line"),
    "double_declining": say("Double declining balance"),
    "sum_of_years": say("Sum of the years' digits"),
    "units_of_production": say("Units of production"),
}


@dataclass(frozen=True)
class Refusal:
    """A form that was refused: which, and the sentences by field; "" is for the form as a whole."""

    form: str
    problems: Mapping[str, Sentence]


@blueprint.get("/held-for-sale")
def held() -> View:
    """The assets held for sale, with the days that are left of the twelve months."""
    with database().reading() as session:
        return render_template("accounting/held.html", held=held_assets(session, actor()))


@blueprint.get("/<asset_no>/values")
def show(asset_no: str) -> View:
    return _page(asset_no)


@blueprint.post("/<asset_no>/impairment")
def impair(asset_no: str) -> View:
    def act(session: Session, asset_id: UUID) -> None:
        amount, on, reason = _number("amount"), _day(), request.form.get("reason", "")
        record_impairment(session, actor(), asset_id, amount=amount, on=on, reason=reason)

    return _done(asset_no, "impairment", act)


@blueprint.post("/<asset_no>/usage")
def use(asset_no: str) -> View:
    def act(session: Session, asset_id: UUID) -> None:
        record_usage(session, actor(), asset_id, units=_number("units"), on=_day())

    return _done(asset_no, "usage", act)


@blueprint.post("/<asset_no>/held-for-sale")
def hold(asset_no: str) -> View:
    def act(session: Session, asset_id: UUID) -> None:
        hold_for_sale(
            session,
            actor(),
            asset_id,
            fair_value=_number("fair_value"),
            costs_to_sell=_number("costs_to_sell"),
            on=_day(),
            reason=request.form.get("reason", ""),
        )

    return _done(asset_no, "hold", act)


@blueprint.post("/<asset_no>/no-longer-held")
def release(asset_no: str) -> View:
    def act(session: Session, asset_id: UUID) -> None:
        end_holding(session, actor(), asset_id, on=_day(), reason=request.form.get("reason", ""))

    return _done(asset_no, "release", act)


def _done(asset_no: str, form: str, act: Callable[[Session, UUID], None]) -> View:
    try:
        perform(database(), lambda session: act(session, _asset(session, asset_no).id))
    except Invalid as refusal:
        problems = {problem.where: problem.sentence for problem in refusal.problems}
        return _page(asset_no, Refusal(form, problems)), status_of(refusal)
    except NotFound as refusal:
        with database().reading() as session:
            _asset(session, asset_no)  # an asset that is not there is no mistake in the form
        return _page(asset_no, Refusal(form, {"": refusal.sentence})), 422
    except EngineError as refusal:
        return _page(asset_no, Refusal(form, {"": refusal.sentence})), status_of(refusal)
    if form == "usage":
        flash(gettext("Recorded."), "success")
    else:
        flash(gettext("Recorded. The journal waits to be confirmed."), "success")
    return redirect(url_for("values.show", asset_no=asset_no))


def _page(asset_no: str, refusal: Refusal | None = None) -> str:
    with database().reading() as session:
        asset = _asset(session, asset_no)
        on, books = today(session, asset.legal_entity_id), books_of(session, asset.legal_entity_id)
        held_since = basis_of(asset).held_since(on)
        events = _events(session, asset)
        return render_template(
            "accounting/values.html",
            asset=asset,
            values=book_values(asset, on, convention=books.depreciation_convention),
            method=METHODS[asset.depreciation_method],
            is_by_units=asset.depreciation_method == DepreciationMethod.UNITS_OF_PRODUCTION,
            produced=basis_of(asset).units_until(on),
            held_since=held_since,
            sell_by=sell_by(held_since) if held_since else None,
            is_reversible=books.chart == "ifrs" or held_since is not None,
            is_open=asset.state != AssetState.DISPOSED,
            may_post=signed_in().may(Permission.POST_JOURNALS),
            may_edit=signed_in().may(Permission.EDIT_ASSETS),
            events=events,
            what=WHAT,
            people=people_by_id(session, (event.actor_id for event in events)),
            today=on,
            refused=refusal.form if refusal else "",
            problems=refusal.problems if refusal else {},
            typed=request.form,
        )


def _events(session: Session, asset: Asset) -> list[RecordedEvent]:
    return [event for event in reversed(list(events_of(session, asset.id))) if event.kind in WHAT]


def _asset(session: Session, asset_no: str) -> Asset:
    return view_asset(session, actor(), asset_no, "", settings().secret_key)[0]


def _number(field: str) -> Decimal:
    try:
        number = Decimal(request.form.get(field, "").strip().replace(",", ""))
    except InvalidOperation:
        raise Invalid([Problem(field, say("Give a number."))]) from None
    if not number.is_finite() or abs(number) >= Decimal("1e15"):
        raise Invalid([Problem(field, say("Give a number."))])
    return number


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("on", ""))
    except ValueError:
        raise Invalid([Problem("on", say("Enter a day as YYYY-MM-DD."))]) from None
