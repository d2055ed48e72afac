"""The pages of what one may do with a case as a whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from engine.case_view import case_operations, view_case
from webapp.auth.safe_next import safe_next
from webapp.cases.operations import OPERATIONS
from webapp.edge import actor, database
from webapp.kept_forms import keeps_form
from webapp.operating import Operation, Place, Sent, carry_out, operation_named, operation_page

blueprint = Blueprint("operations", __name__)


@blueprint.get("/<uuid:case_id>/<name>")
def show(case_id: UUID, name: str) -> str:
    return _shown(case_id, operation_named(OPERATIONS, name), request.args)


@blueprint.post("/<uuid:case_id>/<name>")
@keeps_form
def do(case_id: UUID, name: str) -> Response:
    operation = operation_named(OPERATIONS, name)

    def shown(**refused: Any) -> str:
        return _shown(case_id, operation, request.form, **refused)

    return carry_out(operation, case_id, lambda: url_for("cases.show", instance_id=case_id), shown)


def _shown(case_id: UUID, operation: Operation, sent: Sent, **refused: Any) -> str:
    with database().reading() as session:
        case = view_case(session, actor(), case_id)
        came_from = sent.get("next", "")
        place = Place(
            title=case.business_key,
            above=case.title,
            action=url_for("cases.operations.do", case_id=case_id, name=operation.name),
            back=safe_next(came_from) if came_from else url_for("cases.show", instance_id=case_id),
            refusal=case_operations(session, actor(), case).get(operation.code),
        )
        return operation_page(session, operation, place, sent, **refused)
