"""Somebody joins, entered by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.add_person import add_person
from engine.commands.edit_person import PersonDetails, problems_of_details
from engine.errors import Invalid, NotFound, Problem, say
from engine.people.departments import find_department
from engine.people.models import Person
from engine.people.permissions import Permission
from engine.people.preferences import require_language
from engine.people.queries import find_known_person, find_person_by_login, require_permission

_LOGIN = re.compile(r"[\w.@+-]{1,100}")


def join_person(
    session: Session, actor: Actor, login: str, details: PersonDetails, *, language: str = "zh_CN"
) -> Person:
    """Add a person, who signs in once they have chosen a password by a link (`reset_password.give_link`).

    Refused: `NotAllowed`, `Invalid` on `login` where it is taken, and on the details.
    """
    require_permission(session, actor, Permission.EDIT_PEOPLE)
    require_language(language)
    problems = [*_problems_of_login(session, login), *problems_of_details(session, details)]
    manager = None
    try:
        if details.manager_id is not None:
            manager = find_known_person(session, actor, details.manager_id)
    except NotFound:
        pass
    if details.manager_id is not None and (manager is None or not manager.is_active):
        problems.append(Problem("manager_id", say("Choose somebody who works here.")))
    if problems:
        raise Invalid(problems)
    return add_person(
        session,
        actor,
        login,
        details.name,
        find_department(session, actor, details.org_unit_id),
        name_en=details.name_en,
        email=details.email,
        manager=manager,
        language=language,
    )


def _problems_of_login(session: Session, login: str) -> Iterator[Problem]:
    if not _LOGIN.fullmatch(login.strip()):
        yield Problem("login", say("A sign-in name has 1 to 100 letters, digits, dots and hyphens, without blanks."))
    elif find_person_by_login(session, login) is not None:
        taken = say("There is already a person with the sign-in name “%(login)s”.", login=login.strip().lower())
        yield Problem("login", taken)
