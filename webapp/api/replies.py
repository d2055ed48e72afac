"""What the API answers with: amounts as strings, instants in UTC, ids as UUIDs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from flask import Response, request
from pydantic import BaseModel, PlainSerializer, WithJsonSchema
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands import perform, perform_once
from engine.errors import Sentence
from engine.types import canonical_json
from webapp.api.callers import caller
from webapp.api.reading import Idempotency
from webapp.edge import database
from webapp.i18n import translate

Amount = Annotated[
    Decimal,
    PlainSerializer(lambda amount: format(amount, "f"), return_type=str),
    WithJsonSchema({"type": "string", "examples": ["1900.00"]}),
]
"""An amount in the currency named beside it."""


class Empty(BaseModel):
    """Done; there is nothing more to say."""


def reply(model: BaseModel, status: int = 200) -> Response:
    """The model as JSON."""
    return Response(model.model_dump_json(), status=status, mimetype="application/json")


def act(
    change: Callable[[Session, Actor], BaseModel],
    *,
    header: Idempotency,
    status: int = 200,
    sent: Any = None,
) -> Response:
    """Carry out `change` once per idempotency key and answer with what it gives.

    `sent` tells two requests apart where the body does not, as with files.
    """
    actor = caller()
    assert actor.person_id is not None
    body = request.get_data(as_text=True) if sent is None else canonical_json(sent)

    def answer(session: Session) -> tuple[int, str]:
        return status, change(session, actor).model_dump_json()

    done, text = perform_once(
        database(), actor.person_id, header.key, f"{request.method} {request.path}\n{body}", answer
    )
    return Response(text, status=done, mimetype="application/json")


def values_for(model: type[BaseModel], row: object) -> dict[str, Any]:
    """The values of a reply's fields, where the row has them under the same names."""
    return {name: getattr(row, name) for name in model.model_fields}


def refusals(allowed: Mapping[str, Sentence | None]) -> dict[str, str | None]:
    """Why each operation may not be done, in the caller's language; null where it may."""
    return {code: translate(refusal) if refusal else None for code, refusal in allowed.items()}


def change(act: Callable[[Session, Actor], None]) -> Response:
    """Carry out something that may be repeated by its nature (PUT)."""
    actor = caller()
    perform(database(), lambda session: act(session, actor))
    return reply(Empty())
