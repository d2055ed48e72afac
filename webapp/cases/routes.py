"""Cases: the list, the page of one, and ending one by hand."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from engine.case_view import case_operations, pending_withdrawal, view_case
from engine.commands import mark_copy_read, perform
from engine.errors import Sentence
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.instances.queries import cases
from webapp.cases.copies import read_copies
from webapp.cases.operation_pages import blueprint as operations
from webapp.cases.operations import OPERATIONS
from webapp.cases.reading import read_case
from webapp.edge import actor, database, signed_in
from webapp.operating import menu
from webapp.paging import read_id

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
blueprint.register_blueprint(operations)

PAGE = 25


@blueprint.get("")
def list_cases() -> str:
    status = request.args.get("status", "active")
    search = request.args.get("search", "").strip()
    with database().reading() as session:
        found = list(
            cases(
                session,
                actor(),
                status=InstanceStatus(status) if status in list(InstanceStatus) else None,
                search=search,
                before=read_id(request.args.get("before")),
                limit=PAGE + 1,
            )
        )
    last = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("cases/list.html", cases=found[:PAGE], status=status, search=search, last=last)


@blueprint.get("/<uuid:instance_id>")
def show(instance_id: UUID) -> str:
    with database().reading() as session:
        instance = view_case(session, actor(), instance_id)
        allowed = case_operations(session, actor(), instance)
        copies = read_copies(session, instance_id, actor())
        page = render_template(
            "cases/page.html",
            case=read_case(session, actor(), instance, whole_history=request.args.get("history") == "all"),
            allowed=allowed,
            menu=menu(
                OPERATIONS,
                _worth_telling(instance, allowed),
                lambda each: url_for("cases.operations.show", case_id=instance_id, name=each.name),
            ),
            withdrawal=pending_withdrawal(session, instance_id) if instance.status == InstanceStatus.ACTIVE else None,
            copies=copies,
        )
    if any(copy.is_yours and copy.read_at is None for copy in copies):
        perform(database(), lambda session: mark_copy_read(session, actor(), instance_id))
    return page


def _worth_telling(instance: ProcessInstance, allowed: Mapping[str, Sentence | None]) -> dict[str, Sentence | None]:
    """What may be done; and to whoever started a running case, why it cannot be withdrawn."""
    is_own = instance.initiator_id == signed_in().person_id and instance.status == InstanceStatus.ACTIVE
    return {code: refusal for code, refusal in allowed.items() if refusal is None or (is_own and code == "withdraw")}
