"""The pages of what one may do with a task besides deciding it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.case_view import TaskView, allowed_operations, removable_signers, send_back_targets, view_task
from webapp.edge import actor, database
from webapp.i18n import element_name
from webapp.kept_forms import keeps_form
from webapp.operating import Operation, Place, Sent, carry_out, operation_named, operation_page
from webapp.picking import chosen_ids, find_people
from webapp.tasks.operations import HOW, OPERATIONS, OPINIONS
from webapp.tasks.signers import Reader, read_signers

blueprint = Blueprint("operations", __name__)


@blueprint.get("/people")
def people() -> str:
    """Who a search finds, for the list in a form."""
    own = actor().person_id
    with database().reading() as session:
        found = find_people(
            session,
            actor(),
            request.args.get("search", ""),
            chosen=chosen_ids(request.args),
            without=[own] if own else (),
        )
    kind = "checkbox" if request.args.get("several") else "radio"
    return render_template("operations/_people.html", people=found, kind=kind)


@blueprint.get("/<uuid:task_id>/<name>")
def show(task_id: UUID, name: str) -> str:
    return _shown(task_id, operation_named(OPERATIONS, name), request.args)


@blueprint.post("/<uuid:task_id>/<name>")
@keeps_form
def do(task_id: UUID, name: str) -> Response:
    operation = operation_named(OPERATIONS, name)

    def shown(**refused: Any) -> str:
        return _shown(task_id, operation, request.form, **refused)

    def place() -> str:
        return url_for("inbox.show") if operation.is_last else url_for("tasks.show", task_id=task_id)

    return carry_out(operation, task_id, place, shown)


def _shown(task_id: UUID, operation: Operation, sent: Sent, **refused: Any) -> str:
    with database().reading() as session:
        view = view_task(session, actor(), task_id)
        place = Place(
            title=element_name(view.definition, view.task.process_id, view.task.element_id),
            above=f"{view.instance.business_key} · {view.instance.title}",
            action=url_for("tasks.operations.do", task_id=task_id, name=operation.name),
            back=url_for("tasks.show", task_id=task_id),
            refusal=allowed_operations(session, actor(), view)[operation.code],
        )
        entries = _entries(session, view, operation) if place.refusal is None else {}
        return operation_page(session, operation, place, sent, **refused, **entries)


def _entries(session: Session, view: TaskView, operation: Operation) -> dict[str, Any]:
    """What an operation asks for besides a person and words."""
    match operation.code:
        case "add_signer":
            return {"how": HOW}
        case "answer_delegation":
            return {"opinions": OPINIONS}
        case "send_back":
            return {"targets": send_back_targets(session, actor(), view.task.id)}
        case "remove_signer":
            mine = {seat.id for seat in removable_signers(session, actor(), view)}
            signers = read_signers(
                session, view.task.sign_mode, view.seats, view.description.properties, Reader(actor().person_id)
            )
            return {"seats": [row for row in signers.rows if row.seat.id in mine]}
        case _:
            return {}
