"""What programs may send: schemas refuse unknown entries, and every problem becomes a sentence at its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.errors import Problem, Sentence, say
from webapp.problems import problem_response

DEFAULT_LIMIT = 25
LARGEST_LIMIT = 100


class Entry(BaseModel):
    """The base of what is sent: entries that are not named are refused."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Entry):
    """Which page of a list."""

    cursor: str | None = Field(None, max_length=200, description="`next` of the page before; none for the first.")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="How many items at most.")


class Idempotency(BaseModel):
    """The header that makes a repetition harmless."""

    key: str | None = Field(
        None,
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        description="A text of your own, such as a UUID. A repetition with the same key gets the first answer again.",
    )


def refuse_entries(error: ValidationError) -> Response:
    """The answer to entries that a schema refuses."""
    problems = list(_problems(error))
    detail = problems[0].sentence if len(problems) == 1 else say("Please correct the marked entries.")
    return problem_response(422, say("Please correct"), detail, problems)


def _problems(error: ValidationError) -> Iterator[Problem]:
    for found in error.errors(include_url=False, include_input=False):
        yield Problem(".".join(map(str, found["loc"])), _sentence(found["type"], found["msg"], found.get("ctx", {})))


def _sentence(kind: str, message: str, context: dict[str, Any]) -> Sentence:
    match kind:
        case "missing":
            return say("This is missing.")
        case "extra_forbidden":
            return say("There is no entry of this name.")
        case "string_too_long" | "too_long":
            return say("This is too long: %(limit)s at most.", limit=context.get("max_length"))
        case "string_too_short" | "too_short":
            return say("This is too short: %(limit)s at least.", limit=context.get("min_length"))
        case "greater_than_equal":
            return say("At least %(limit)s.", limit=context.get("ge"))
        case "less_than_equal":
            return say("At most %(limit)s.", limit=context.get("le"))
        case "enum" | "literal_error":
            return say("This is one of: %(choices)s.", choices=context.get("expected"))
        case "string_type":
            return say("Send a text.")
        case "int_type" | "int_parsing" | "int_from_float":
            return say("Send a whole number.")
        case "bool_type" | "bool_parsing":
            return say("Send true or false.")
        case "list_type":
            return say("Send a list.")
        case "uuid_parsing" | "uuid_type":
            return say("This is no id.")
        case "model_type" | "model_attributes_type" | "dict_type":
            return say("Send a JSON object.")
        case _:
            return say("This cannot be read: %(reason)s", reason=message)
