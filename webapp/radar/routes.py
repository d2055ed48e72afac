"""What is watched over: key figures, assets that nobody looks at, days in a state, the clock of the tax office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Conflict, Invalid, NotAllowed, Problem, say
from engine.people.permissions import Permission
from engine.people.queries import has_permission, people_by_id
from webapp.edge import actor, database
from webapp.i18n import translate
from webapp.paging import cursor_text, read_cursor
from webapp.radar.asking import Asked, read_asked, read_day_cursor
from webapp.radar.charts import HEIGHT, LEFT, WIDTH, cycle_chart
from webapp.radar.target_form import TargetForm
from workflows.disposal.models import DisposalRequest
from workflows.radar.ageing import ON_THE_WAY, By, ageing
from workflows.radar.assets_at_risk import PAGE, high_risk, labelled_since, stale, unclaimed
from workflows.radar.deadlines import to_declare, unposted
from workflows.radar.evaluating import start_evaluations
from workflows.radar.kpis import cycle_by_month, kpis
from workflows.radar.models import Kpi
from workflows.radar.rules import BUCKETS
from workflows.radar.stretches import stretches
from workflows.radar.targets import current_target, set_target, targets_set

blueprint = Blueprint("radar", __name__, url_prefix="/radar")

REASON = say("In service for more than 7 years and not maintained for 24 months: is it still worth keeping?")
View = str | Response | tuple[str, int]


@blueprint.get("")
def show() -> str:
    """The key figures."""
    with database().reading() as session:
        return _figures(session)


@blueprint.post("/targets/<any(disposal_cycle,variance_rate):kpi>")
def keep_target(kpi: str) -> View:
    form = TargetForm.read(request.form)
    try:
        target = form.target()
        perform(database(), lambda session: set_target(session, actor(), Kpi(kpi), target))
    except Invalid as refusal:
        with database().reading() as session:
            return _figures(session, refused={kpi: (form, refusal.problems)}), 422
    flash(gettext("The target is set. What it was before is kept below it."), "success")
    return redirect(url_for("radar.show", _anchor=kpi))


@blueprint.get("/old")
def old() -> str:
    """In service for more than seven years, and not maintained for two."""
    return _old()


@blueprint.post("/old/evaluate")
def evaluate() -> View:
    """Ask engineers for a verdict on one asset (its own button) or on those that are ticked."""
    one = request.form.get("only")
    chosen = [one] if one else request.form.getlist("assets")
    reason = request.form.get("reason", "")
    try:
        ids = _ids(chosen)
        made = perform(database(), lambda session: start_evaluations(session, actor(), ids, reason=reason))
    except Invalid as refusal:
        return _old(chosen=chosen, reason=reason, problems=refusal.problems), 422
    except (Conflict, NotAllowed) as refusal:
        return _old(chosen=chosen, reason=reason, problems=[Problem("assets", refusal.sentence)]), 409
    return _after(made)


@blueprint.get("/stale")
def not_seen() -> str:
    """In use by the books, but not seen for half a year."""
    with database().reading() as session:
        asked = read_asked(session, actor())
        after = read_cursor(request.args.get("after"))
        rows = stale(session, actor(), unit_id=asked.unit_id, after=after, limit=PAGE + 1)
        last = rows[PAGE - 1].asset if len(rows) > PAGE else None
        place = (last.last_physical_evidence_at or last.state_since, last.id) if last else None
        return _page(session, "stale", asked, rows=rows[:PAGE], after=cursor_text(place))


@blueprint.get("/left")
def left_behind() -> str:
    """Of custodians who have left."""
    with database().reading() as session:
        asked = read_asked(session, actor())
        rows = unclaimed(session, actor(), unit_id=asked.unit_id, after=request.args.get("after", ""), limit=PAGE + 1)
        after = rows[PAGE - 1].asset.asset_no if len(rows) > PAGE else None
        return _page(session, "left", asked, rows=rows[:PAGE], after=after)


@blueprint.get("/ageing")
def days_in_state() -> str:
    """How long what is on its way out has been where it is."""
    by = By(request.args["by"]) if request.args.get("by") in set(By) else By.STATE
    state = next((found for found in ON_THE_WAY if found == request.args.get("state")), None)
    with database().reading() as session:
        asked = read_asked(session, actor())
        rows = ageing(session, actor(), by=by, unit_id=asked.unit_id, state=state)
        most = max((sum(row.counts) for row in rows), default=0)
        return _page(
            session, "ageing", asked, rows=rows, by=by, state=state, states=ON_THE_WAY, buckets=BUCKETS, most=most
        )


@blueprint.get("/tax")
def tax() -> str:
    """Until when each loss has to be declared."""
    with database().reading() as session:
        asked = read_asked(session, actor())
        waiting = unposted(session, actor(), unit_id=asked.unit_id)
        posted = to_declare(session, actor(), unit_id=asked.unit_id)
        return _page(session, "tax", asked, waiting=waiting, posted=posted)


def _old(*, chosen: Sequence[str] = (), reason: str | None = None, problems: Sequence[Problem] = ()) -> str:
    with database().reading() as session:
        asked = read_asked(session, actor())
        after = read_day_cursor(request.args.get("after"))
        rows = high_risk(session, actor(), unit_id=asked.unit_id, after=after, limit=PAGE + 1)
        last = rows[PAGE - 1].asset if len(rows) > PAGE else None
        place = (datetime.combine(last.in_service_on, time(), UTC), last.id) if last else None
        return _page(
            session,
            "old",
            asked,
            rows=rows[:PAGE],
            labelled=labelled_since(session, (row.asset.id for row in rows)),
            after=cursor_text(place),
            chosen=set(chosen),
            reason=reason if reason is not None else translate(REASON),
            problems=problems,
        )


def _figures(session: Session, refused: dict[str, Any] | None = None) -> str:
    asked = read_asked(session, actor())
    figures = kpis(session, actor(), unit_id=asked.unit_id)
    allowed = figures.baseline * (100 - figures.cycle_target.target) / 100 if figures.baseline else None
    history = {kpi: targets_set(session, kpi) for kpi in Kpi}
    return _page(
        session,
        "figures",
        asked,
        kpis=figures,
        goal=allowed,
        chart=cycle_chart(cycle_by_month(session, actor(), unit_id=asked.unit_id), allowed),
        size=(WIDTH, HEIGHT, LEFT),
        where=stretches(session, actor(), figures.since, figures.until, unit_id=asked.unit_id),
        forms={kpi: TargetForm.of(current_target(session, kpi)) for kpi in Kpi},
        refused=refused or {},
        history=history,
        people=people_by_id(session, (row.set_by for rows in history.values() for row in rows)),
        may_set=has_permission(session, actor(), Permission.PUBLISH),
    )


def _page(session: Session, name: str, asked: Asked, **more: Any) -> str:
    return render_template(f"radar/{name}.html", tab=name, asked=asked, **more)


def _ids(texts: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        return []


def _after(made: Sequence[DisposalRequest]) -> Response:
    numbers = ", ".join(request.number for request in made)
    flash(
        ngettext(
            "%(num)s evaluation has begun: %(numbers)s. An engineer is asked for the verdict.",
            "%(num)s evaluations have begun: %(numbers)s. Engineers are asked for the verdicts.",
            len(made),
            numbers=numbers,
        ),
        "success",
    )
    if len(made) == 1 and made[0].instance_id is not None:
        return redirect(url_for("cases.show", instance_id=made[0].instance_id))
    return redirect(url_for("radar.old"))
