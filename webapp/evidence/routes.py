"""The pages of the rules of evidence, and of the wastes that categories become."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import clock
from engine.commands import perform
from engine.errors import Invalid, NotAllowed, Sentence, say
from engine.people.permissions import Permission
from engine.people.queries import has_permission, people_by_id
from engine.people.roster import all_roles
from webapp.edge import actor, database, signed_in
from workflows.assets.queries import categories_by_id
from workflows.disposal.evidence_facts import KNOWN_FACTS
from workflows.disposal.waste import add_waste_code, codes_by_category, give_codes, waste_codes
from workflows.evidence.models import EvidenceItem
from workflows.evidence.rules import AskedFor, change_rule, evidence_rules, may_change_rules, rules_of

blueprint = Blueprint("evidence", __name__, url_prefix="/evidence-rules")

View = str | Response | tuple[str, int]


@blueprint.get("")
def list_page() -> str:
    with database().reading() as session:
        _require(session)
        return render_template(
            "evidence/list.html",
            rules=evidence_rules(session, _today()),
            facts=KNOWN_FACTS,
            roles={role.code: role for role in all_roles(session)},
            codes=waste_codes(session),
        )


@blueprint.get("/<any({}):item>".format(",".join(EvidenceItem)))
def show(item: str) -> View:
    return _rule_page(item)


@blueprint.post("/<any({}):item>".format(",".join(EvidenceItem)))
def change(item: str) -> View:
    """The rule from a day on."""
    sent = request.form
    asked = AskedFor(EvidenceItem(item), sent.get("brought_by", ""), " ".join(sent.getlist("conditions")))
    try:
        day = date.fromisoformat(sent.get("valid_from", ""))
    except ValueError:
        return _rule_page(item, {"valid_from": say("Enter a day as YYYY-MM-DD.")}), 422

    def act(session: Session) -> None:
        is_required = sent.get("is_required") == "yes"
        change_rule(session, actor(), asked, is_required=is_required, valid_from=day, known=KNOWN_FACTS)

    try:
        perform(database(), act)
    except Invalid as refusal:
        return _rule_page(item, {problem.where: problem.sentence for problem in refusal.problems}), 422
    flash(gettext("The rule is saved."), "success")
    return redirect(url_for("evidence.show", item=item))


@blueprint.get("/wastes")
def wastes() -> View:
    return _waste_page()


@blueprint.post("/wastes")
def add_waste() -> View:
    sent = request.form
    try:
        perform(
            database(),
            lambda session: add_waste_code(
                session, actor(), sent.get("code", ""), sent.get("name", ""), name_en=sent.get("name_en", "")
            ),
        )
    except Invalid as refusal:
        return _waste_page({problem.where: problem.sentence for problem in refusal.problems}), 422
    flash(gettext("The waste code is saved."), "success")
    return redirect(url_for("evidence.wastes"))


@blueprint.post("/wastes/<uuid:category_id>")
def give(category_id: UUID) -> View:
    """Which wastes the assets of a category become."""
    codes = request.form.getlist("codes")
    try:
        perform(database(), lambda session: give_codes(session, actor(), category_id, codes))
    except Invalid as refusal:
        return _waste_page({problem.where: problem.sentence for problem in refusal.problems}), 422
    flash(gettext("The wastes of the category are saved."), "success")
    return redirect(url_for("evidence.wastes"))


def _rule_page(item: str, problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        _require(session)
        rules, today = rules_of(session, item), _today()
        now = next((rule for rule in rules if rule.valid_from <= today), None)
        typed: Mapping[str, object] = request.form or {
            "is_required": "yes" if now is None or now.is_required else "no",
            "brought_by": now.brought_by if now else "",
            "valid_from": today.isoformat(),
        }
        chosen = request.form.getlist("conditions") if request.form else (now.conditions.split() if now else [])
        return render_template(
            "evidence/rule.html",
            item=item,
            rules=rules,
            now=now,
            typed=typed,
            chosen=chosen,
            facts=KNOWN_FACTS,
            roles={role.code: role for role in all_roles(session)},
            people=people_by_id(session, [rule.changed_by for rule in rules]),
            today=today,
            problems=problems or {},
        )


def _waste_page(problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        if not may_change_rules(session, actor()) and not has_permission(session, actor(), Permission.EDIT_ASSETS):
            raise NotAllowed(say("Only a process owner or an administrator changes what has to be proved."))
        categories = categories_by_id(session).values()
        return render_template(
            "evidence/wastes.html",
            codes=waste_codes(session),
            categories=sorted((one for one in categories if one.is_hazardous), key=lambda one: one.code),
            given=codes_by_category(session),
            typed=request.form,
            problems=problems or {},
            may_edit=has_permission(session, actor(), Permission.EDIT_ASSETS),
        )


def _require(session: Session) -> None:
    if not may_change_rules(session, actor()):
        raise NotAllowed(say("Only a process owner or an administrator changes what has to be proved."))


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(signed_in().time_zone)).date()
