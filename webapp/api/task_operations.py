"""Everything one may do with a task besides deciding it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.case_view import send_back_targets, view_task
from engine.tasks.models import AddedHow
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Empty, act, reply
from webapp.api.tasks import TASKS, Done, TaskPath
from webapp.edge import database
from webapp.i18n import language, translate

Words = Annotated[str, Field(max_length=2000)]


class ToPerson(Entry):
    """Whom it goes to, and why."""

    person_id: UUID
    reason: Words = ""


class NewSigner(Entry):
    """Who signs as well, and when: `before` you (it comes back to you), `after` you, or `beside` you."""

    person_id: UUID
    how: AddedHow
    reason: Words = ""


class Why(Entry):
    """Why."""

    reason: Words = ""


class Advice(Entry):
    """What you advise; one of the two at least."""

    opinion: str | None = Field(None, max_length=40, description="`approve`, `reject`, or none.")
    comment: Words = ""


class SendBack(Entry):
    """Which step the case goes back to, and why."""

    element_id: str = Field(max_length=200, description="One of the legal `send-back-targets`.")
    comment: Words
    revision: int | None = Field(None, description="That of the task as you saw it: refused if it has changed since.")


class Target(BaseModel):
    """A step the case has been through, named in your language; `reason` says why it cannot go back there."""

    element_id: str
    name: str
    is_legal: bool
    reason: str | None


class TargetList(BaseModel):
    """The steps the case has been through, in their order."""

    items: list[Target]


class Urged(BaseModel):
    """How many people were told."""

    people_told: int


class SeatPath(TaskPath):
    """Which added signer's seat of which task."""

    seat_id: UUID


@blueprint.post("/tasks/<uuid:task_id>/hand-over", responses={200: Empty}, tags=[TASKS])
def hand_over(path: TaskPath, header: Idempotency, body: ToPerson) -> Response:
    """Give your seat to somebody else for good."""

    return _on_task(
        path,
        header,
        lambda session, actor: commands.hand_over_task(
            session, actor, path.task_id, body.person_id, reason=body.reason
        ),
    )


@blueprint.post("/tasks/<uuid:task_id>/delegation", responses={200: Empty}, tags=[TASKS])
def delegate(path: TaskPath, header: Idempotency, body: ToPerson) -> Response:
    """Ask somebody for advice; the decision stays with you."""

    return _on_task(
        path,
        header,
        lambda session, actor: commands.delegate_task(session, actor, path.task_id, body.person_id, reason=body.reason),
    )


@blueprint.post("/tasks/<uuid:task_id>/delegation/answer", responses={200: Empty}, tags=[TASKS])
def answer_delegation(path: TaskPath, header: Idempotency, body: Advice) -> Response:
    """Give the advice you were asked for."""

    return _on_task(
        path,
        header,
        lambda session, actor: commands.answer_delegation(
            session, actor, path.task_id, opinion=body.opinion, comment=body.comment
        ),
    )


@blueprint.post("/tasks/<uuid:task_id>/delegation/recall", responses={200: Empty}, tags=[TASKS])
def recall_delegation(path: TaskPath, header: Idempotency) -> Response:
    """Ask no longer for advice."""

    return _on_task(path, header, lambda session, actor: commands.recall_delegation(session, actor, path.task_id))


@blueprint.post("/tasks/<uuid:task_id>/signers", responses={200: Empty}, tags=[TASKS])
def add_signer(path: TaskPath, header: Idempotency, body: NewSigner) -> Response:
    """Ask somebody else to sign as well."""

    return _on_task(
        path,
        header,
        lambda session, actor: commands.add_signer(
            session, actor, path.task_id, body.person_id, body.how, reason=body.reason
        ),
    )


@blueprint.post("/tasks/<uuid:task_id>/signers/<uuid:seat_id>/remove", responses={200: Empty}, tags=[TASKS])
def remove_signer(path: SeatPath, header: Idempotency, body: Why) -> Response:
    """Ask an added signer no longer; where theirs was the last signature missing, the task is decided."""

    return _on_task(
        path,
        header,
        lambda session, actor: commands.remove_signer(session, actor, path.task_id, path.seat_id, reason=body.reason),
    )


@blueprint.post("/tasks/<uuid:task_id>/urge", responses={200: Urged}, tags=[TASKS])
def urge(path: TaskPath, header: Idempotency) -> Response:
    """Remind everybody who has to sign now. 409 says when it may be done again."""

    def change(session: Session, actor: Actor) -> BaseModel:
        view_task(session, actor, path.task_id)
        return Urged(people_told=commands.urge_task(session, actor, path.task_id))

    return act(change, header=header)


@blueprint.get("/tasks/<uuid:task_id>/send-back-targets", responses={200: TargetList}, tags=[TASKS])
def list_send_back_targets(path: TaskPath) -> Response:
    """The steps that the case may go back to from here, and those it may not, with the reason."""
    with database().reading() as session:
        items = [
            Target(
                element_id=target.element_id,
                name=target.name.in_language(language()),
                is_legal=target.is_legal,
                reason=translate(target.reason) if target.reason else None,
            )
            for target in send_back_targets(session, caller(), path.task_id)
        ]
    return reply(TargetList(items=items))


@blueprint.post("/tasks/<uuid:task_id>/send-back", responses={200: Done}, tags=[TASKS])
def send_back(path: TaskPath, header: Idempotency, body: SendBack) -> Response:
    """Send the case back to an earlier step, from which it runs again."""

    def change(session: Session, actor: Actor) -> BaseModel:
        view_task(session, actor, path.task_id)
        case = commands.send_back_task(
            session, actor, path.task_id, body.element_id, body.comment, revision=body.revision
        )
        return Done(task_id=path.task_id, instance_id=case.id, status=case.status)

    return act(change, header=header)


def _on_task(path: TaskPath, header: Idempotency, do: Callable[[Session, Actor], object]) -> Response:
    """Carry out what answers nothing, on a task that the caller may see."""

    def change(session: Session, actor: Actor) -> BaseModel:
        view_task(session, actor, path.task_id)
        do(session, actor)
        return Empty()

    return act(change, header=header)
