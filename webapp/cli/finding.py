"""What the words of a command line mean: tasks, cases and people by number, sign-in name or id."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import click

from engine.actors import Actor
from engine.errors import Conflict, NotFound, say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.inbox import InboxItem
    from engine.instances.models import ProcessInstance

task_argument = click.argument("task_text", metavar="TASK")
case_argument = click.argument("case", metavar="CASE")


def find_task_id(session: Session, actor: Actor, text: str) -> UUID:
    """A task's id, also from the number of a case in which exactly one task waits for the actor."""
    from engine.inbox import inbox

    try:
        return UUID(text)
    except ValueError:
        pass
    found: list[InboxItem] = [i for i in inbox(session, actor, limit=1000).items if i.business_key == text]
    if not found:
        raise NotFound(say("No task of the case “%(case)s” waits for you.", case=text))
    if len(found) > 1:
        raise Conflict(say("Several tasks of “%(case)s” wait for you. Give the id of one.", case=text))
    return found[0].task_id


def find_open_task_id(session: Session, actor: Actor, text: str) -> UUID:
    """A task's id, also from the number of a case that waits for one task, whoever it asks."""
    from engine.tasks.queries import open_tasks_of

    try:
        return UUID(text)
    except ValueError:
        pass
    found = open_tasks_of(session, [find_case(session, actor, text).id])
    if not found:
        raise NotFound(say("The case “%(case)s” waits for nobody.", case=text))
    if len(found) > 1:
        raise Conflict(say("The case “%(case)s” waits for several tasks. Give the id of one.", case=text))
    return found[0].id


def find_case(session: Session, actor: Actor, text: str) -> ProcessInstance:
    """The case with this id or number, of those the actor may see, or `NotFound`."""
    from engine.case_view import view_case
    from engine.instances.queries import numbered

    try:
        return view_case(session, actor, UUID(text))
    except ValueError:
        pass
    for instance_id in numbered(session, text):
        try:
            return view_case(session, actor, instance_id)
        except NotFound:
            continue
    raise NotFound(say("There is no case “%(case)s”, or it is not for you to see.", case=text))


def find_person_id(session: Session, login: str) -> UUID:
    """The person with this sign-in name, or `NotFound`."""
    from engine.people.queries import find_person_by_login

    person = find_person_by_login(session, login)
    if person is None:
        raise NotFound(say("There is nobody with the sign-in name “%(login)s”.", login=login))
    return person.id
