"""The page of a case's papers: the dossier to take away, the record and the hand-over slip to print."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from engine.commands import perform
from engine.errors import Invalid, Problem, say
from engine.files.queries import files_by_id
from engine.history.models import EventChain
from engine.instances.models import ProcessInstance
from engine.people.permissions import Permission
from engine.people.queries import has_permission, people_by_id
from webapp import formats
from webapp.cases.event_words import DECIDED
from webapp.edge import actor, database, settings
from webapp.files.uploads import accept_uploads
from webapp.i18n import language
from webapp.papers.dossiers import ask, content_of, keep_language, view_disposal_case, view_dossier
from workflows.disposal.models import ENDED, DisposalRequest
from workflows.disposal.proving import bring_evidence, checklist_of, may_waive, waive_evidence
from workflows.disposal.queries import find_request
from workflows.dossier.contents import read_contents
from workflows.dossier.models import PaperLanguage
from workflows.dossier.queries import dossiers_of
from workflows.organization.books import books_of
from workflows.organization.roles import STANDARD_ROLES

blueprint = Blueprint("papers", __name__)

LANGUAGES = {
    PaperLanguage.CHINESE: say("Chinese"),
    PaperLanguage.ENGLISH: say("English"),
    PaperLanguage.BOTH: say("Chinese and English"),
}


@blueprint.app_template_filter("amount_of")
def amount_of(text: str | None, currency: str) -> str:
    """An amount of a dossier, which is a text, as the reader writes it."""
    return formats.money(Decimal(text) if text else None, currency)


@blueprint.get("/cases/<uuid:instance_id>/papers")
def show(instance_id: UUID) -> str:
    with database().reading() as session:
        instance, request_id = view_disposal_case(session, actor(), instance_id)
        return _page(session, instance, request_id)


@blueprint.post("/cases/<uuid:instance_id>/evidence")
def bring(instance_id: UUID) -> Reply | tuple[str, int]:
    """Files and words for one item of the checklist."""
    item, statement = request.form.get("item", ""), request.form.get("statement", "")

    def act(session: Session) -> None:
        _, request_id = view_disposal_case(session, actor(), instance_id)
        bring_evidence(session, actor(), request_id, item, file_ids=file_ids, statement=statement)

    try:
        file_ids = [file.id for file in accept_uploads("files")]
        perform(database(), act)
    except Invalid as refusal:
        return _refused(instance_id, refusal.problems, item)
    return redirect(url_for("papers.show", instance_id=instance_id, _anchor="evidence"))


@blueprint.post("/cases/<uuid:instance_id>/evidence/<item>/waive")
def waive(instance_id: UUID, item: str) -> Reply | tuple[str, int]:
    """Finance goes without an item, with a reason."""

    def act(session: Session) -> None:
        _, request_id = view_disposal_case(session, actor(), instance_id)
        waive_evidence(session, actor(), request_id, item, reason=request.form.get("reason", ""))

    try:
        perform(database(), act)
    except Invalid as refusal:
        return _refused(instance_id, refusal.problems, item)
    return redirect(url_for("papers.show", instance_id=instance_id, _anchor="evidence"))


def _refused(instance_id: UUID, problems: Sequence[Problem], item: str) -> tuple[str, int]:
    """The page again, with what was typed for this item and what is wrong with it."""
    with database().reading() as session:
        instance, request_id = view_disposal_case(session, actor(), instance_id)
        return _page(session, instance, request_id, problems, refused_item=item), 422


def _page(
    session: Session,
    instance: ProcessInstance,
    request_id: UUID,
    problems: Sequence[Problem] = (),
    *,
    refused_item: str = "",
) -> str:
    disposal = find_request(session, request_id)
    rows = checklist_of(session, request_id)
    ids = [paper.file_id for row in rows for paper in row.papers if paper.file_id]
    people = [row.waiver.waived_by for row in rows if row.waiver]
    people += [paper.brought_by for row in rows for paper in row.papers]
    return render_template(
        "papers/page.html",
        case=instance,
        request=disposal,
        rows=rows,
        files=files_by_id(session, ids),
        people=people_by_id(session, people),
        **_dossiers(session, disposal),
        roles={role.code: role for role in STANDARD_ROLES},
        may_waive=may_waive(session, actor(), request_id),
        is_open=disposal.status not in ENDED,
        problems={problem.where: problem.sentence for problem in problems},
        refused_item=refused_item,
        typed=request.form,
    )


def _dossiers(session: Session, disposal: DisposalRequest) -> dict[str, Any]:
    """What the part of the page about the dossier shows."""
    states = dossiers_of(session, disposal.id)
    return {
        "states": states,
        "askers": people_by_id(session, [state.dossier.asked_by for state in states]),
        "languages": LANGUAGES,
        "paper_language": books_of(session, disposal.legal_entity_id).language,
        "archived_hash": disposal.dossier_hash,
        "chain": session.get(EventChain, disposal.instance_id),
        "may_keep_language": has_permission(session, actor(), Permission.EDIT_ACCOUNTS),
    }


@blueprint.post("/cases/<uuid:instance_id>/dossier")
def make(instance_id: UUID) -> Reply:
    language = request.form.get("language") or None

    def act(session: Session) -> None:
        if language and "keep_language" in request.form:
            keep_language(session, actor(), instance_id, language)
        ask(session, actor(), instance_id, language=language)

    perform(database(), act)
    return redirect(url_for("papers.show", instance_id=instance_id, _anchor="dossier"))


@blueprint.get("/cases/<uuid:instance_id>/dossier")
def progress(instance_id: UUID) -> str:
    """The fragment that asks again while the dossier is being made."""
    with database().reading() as session:
        instance, request_id = view_disposal_case(session, actor(), instance_id)
        disposal = find_request(session, request_id)
        return render_template("papers/_dossier.html", case=instance, **_dossiers(session, disposal))


@blueprint.get("/dossiers/<uuid:dossier_id>")
def download(dossier_id: UUID) -> Response:
    with database().reading() as session:
        state = view_dossier(session, actor(), dossier_id)
        number = find_request(session, state.dossier.request_id).number
    return send_file(content_of(state), mimetype="application/zip", download_name=f"{number}.zip", as_attachment=True)


@blueprint.get("/cases/<uuid:instance_id>/print/<any(record,slip):paper>")
def print_view(instance_id: UUID, paper: str) -> str:
    """The record of the approval (审批单), or the slip that whoever takes the assets away signs."""
    with database().reading() as session:
        instance, request_id = view_disposal_case(session, actor(), instance_id)
        contents = read_contents(session, request_id)
    address = settings().public_url + url_for("cases.show", instance_id=instance.id)
    return render_template(
        f"papers/{paper}.html", case=instance, facts=contents, qr=_qr(address), decided=DECIDED, tongue=_tongue()
    )


def _tongue() -> str:
    """Which of a dossier's two names this reader sees."""
    return "zh" if language().startswith("zh") else "en"


def _qr(address: str) -> str:
    import segno

    return str(segno.make(address, error="m").png_data_uri(scale=4, border=0))
