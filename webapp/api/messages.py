"""Telling a case something from outside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine import feel
from engine.actors import Actor
from engine.commands.send_message import send_message
from webapp.api.blueprint import blueprint
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act

MESSAGES = Tag(name="messages", description="What cases wait for from outside.")


class Message(Entry):
    """A message by name, for the case that waits with this correlation key."""

    name: str = Field(min_length=1, max_length=200)
    correlation_key: str = Field(max_length=200)
    variables: dict[str, Any] = Field(default_factory=dict, description="FEEL values as JSON.")


class Delivery(BaseModel):
    """The case that got the message; null: nobody waits yet, the message is kept for a week."""

    instance_id: UUID | None


@blueprint.post("/messages", responses={202: Delivery}, tags=[MESSAGES])
def send(header: Idempotency, body: Message) -> Response:
    """Send a message to the case that waits for it, now or within a week. Needs the permission `send_messages`."""

    def change(session: Session, actor: Actor) -> BaseModel:
        variables = feel.from_json(body.variables)
        return Delivery(instance_id=send_message(session, actor, body.name, body.correlation_key, variables))

    return act(change, header=header, status=202)
