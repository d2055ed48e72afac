"""An act with a page of its own: what it is called, what it asks for, how it is sent and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.actors import Actor
from engine.commands import perform
from engine.errors import EngineError, Invalid, NotFound, Problem, Sentence, say
from webapp.auth.safe_next import safe_next
from webapp.edge import actor, database
from webapp.errors import status_of
from webapp.i18n import translate
from webapp.kept_forms import is_asked_again
from webapp.page_requests import is_htmx
from webapp.picking import chosen_ids, find_people

Sent = MultiDict[str, str]
Act = Callable[[Session, Actor, UUID, Sent], Sentence | None]
"""Carries an operation out; gives what became of it where that is not always the same."""


@dataclass(frozen=True)
class Operation:
    """An act on a task or a case. `code` is its key in what the engine allows.

    `person` says whom it asks for: nobody (""), "one" or "several". `words` is the label of the text that goes along,
    None where there is none. `is_last` where the actor has nothing more to do there afterwards.
    """

    code: str
    title: Sentence
    explanation: Sentence
    done: Sentence
    icon: str
    act: Act
    person: str = ""
    words: Sentence | None = None
    needs_words: bool = False
    is_last: bool = False
    is_grave: bool = False

    @property
    def name(self) -> str:
        """The operation in an address."""
        return self.code.replace("_", "-")


@dataclass(frozen=True)
class Place:
    """Where an operation's page stands: what it is about, where its form goes and the way back; `refusal` says why it
    may not be done now."""

    title: str
    above: str
    action: str
    back: str
    refusal: Sentence | None


def operation_named(operations: Iterable[Operation], name: str) -> Operation:
    """The operation an address names, or the page that says there is none."""
    found = next((operation for operation in operations if operation.name == name), None)
    if found is None:
        abort(404)
    return found


def one_person(sent: Sent) -> UUID:
    """The person chosen. Refused: `Invalid`."""
    chosen = chosen_ids(sent)
    if len(chosen) != 1:
        raise Invalid([Problem("person", say("Choose a person."))])
    return chosen[0]


def some_people(sent: Sent) -> list[UUID]:
    """The persons chosen, at least one. Refused: `Invalid`."""
    chosen = chosen_ids(sent)
    if not chosen:
        raise Invalid([Problem("person", say("Choose at least one person."))])
    return chosen


def words_in(sent: Sent) -> str:
    return sent.get("words", "")


def operation_page(
    session: Session,
    operation: Operation,
    place: Place,
    sent: Sent,
    *,
    problems: Iterable[Problem] = (),
    refusal: Sentence | None = None,
    **more: Any,
) -> str:
    """The page of an operation, filled with what was sent; for htmx its form alone."""
    chosen = chosen_ids(sent)
    asks_for_people = bool(operation.person) and place.refusal is None
    people = (
        find_people(session, actor(), sent.get("search", ""), chosen=chosen, without=_self()) if asks_for_people else ()
    )
    problems = tuple(problems)
    return render_template(
        "operations/_form.html" if is_htmx() else "operations/page.html",
        operation=operation,
        place=place,
        people=people,
        sent=sent,
        refusal=refusal or place.refusal,
        problems=[problem for problem in problems if problem.where not in _SHOWN_AT_THEIR_ENTRY],
        problem_at={problem.where: problem.sentence for problem in problems},
        **more,
    )


_SHOWN_AT_THEIR_ENTRY = {"person", "people", "words", "reason", "comment", "text", "note", "how", "target", "opinion"}


def carry_out(operation: Operation, subject_id: UUID, place: Callable[[], str], shown: Callable[..., str]) -> Response:
    """Do it and go on to `place`; or show the page again with the refusal."""
    if "find" in request.form or is_asked_again():
        return make_response(shown())
    try:
        done = perform(database(), lambda session: operation.act(session, actor(), subject_id, request.form))
    except NotFound:
        raise
    except Invalid as refusal:
        return make_response(shown(problems=refusal.problems), 422)
    except EngineError as refusal:
        return make_response(shown(refusal=refusal.sentence), status_of(refusal))
    flash(translate(done or operation.done), "success")
    return redirect(safe_next(request.form.get("next") or place()))


def _self() -> list[UUID]:
    person_id = actor().person_id
    return [person_id] if person_id else []


@dataclass(frozen=True)
class MenuItem:
    """An entry of the menu of operations; `refusal` says why it may not be done now."""

    label: Sentence
    icon: str
    address: str
    refusal: Sentence | None
    is_grave: bool


def menu(
    operations: Iterable[Operation], allowed: Mapping[str, Sentence | None], address: Callable[[Operation], str]
) -> list[MenuItem]:
    """The entries for those operations of which `allowed` says anything."""
    return [
        MenuItem(operation.title, operation.icon, address(operation), allowed[operation.code], operation.is_grave)
        for operation in operations
        if operation.code in allowed
    ]
