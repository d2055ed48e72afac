"""The explanation of a late posting, to be printed, signed and kept among the evidence."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, url_for

from engine.errors import Sentence, say
from webapp.edge import actor, database, settings
from webapp.i18n import language
from webapp.papers.dossiers import view_disposal_case
from workflows.assets.labels import qr_svg
from workflows.disposal.explaining import explanation_of
from workflows.disposal.queries import request_facts
from workflows.dossier.contents import read_contents

blueprint = Blueprint("explanations", __name__)

STEPS: dict[str, Sentence] = {
    "marked": say("Marked for disposal"),
    "submitted": say("Submitted for approval"),
    "approved": say("Approved"),
    "left": say("Left the company"),
    "posted": say("Booked"),
}


@blueprint.get("/cases/<uuid:instance_id>/print/explanation")
def show(instance_id: UUID) -> str:
    with database().reading() as session:
        instance, request_id = view_disposal_case(session, actor(), instance_id)
        told = explanation_of(session, request_facts(session, request_id))
        contents = read_contents(session, request_id)
    address = settings().public_url + url_for("cases.show", instance_id=instance.id)
    tongue = "zh" if language().startswith("zh") else "en"
    return render_template(
        "evidence/explanation.html",
        case=instance,
        facts=contents,
        told=told,
        steps=STEPS,
        qr=_as_picture(qr_svg(address)),
        tongue=tongue,
    )


def _as_picture(svg: str) -> str:
    from base64 import b64encode

    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
