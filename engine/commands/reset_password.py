"""Somebody forgot their password, or never had one: a link by which they choose one, by mail or from an administrator's
hand."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import SYSTEM, Actor
from engine.commands.change_person import require_other_person
from engine.commands.set_password import set_password
from engine.errors import Conflict, Invalid, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.outbox.kinds import RESET_LINK
from engine.outbox.operations import mail_alone, tell
from engine.people.models import OrgUnit, Person, ResetLink
from engine.people.permissions import Permission
from engine.people.queries import in_companies_of, name_of, require_permission
from engine.people.reset_links import ASKED_FOR_LASTS, GIVEN_LASTS, lock_person_of_link, make_link

PATH = "/password"
NAMESAKES = 5
"""How many people one mail address may stand for; a shared one is no way to reset everybody."""


def ask_for_link(session: Session, name: str, *, secret_key: str) -> None:
    """Mail a link to whoever has this sign-in name or mail address. Nothing is said of whether there is anybody."""
    wanted = name.strip().lower()
    found = select(Person).where(or_(Person.login == wanted, func.lower(Person.email) == wanted))
    asked = found.where(Person.is_active, Person.email != "").order_by(Person.login).limit(NAMESAKES)
    for person in session.scalars(asked).all() if wanted else ():
        link = make_link(session, person.id, secret_key=secret_key, lasts=ASKED_FOR_LASTS)
        _mail(session, person, link)
        _record(session, SYSTEM, link, is_mailed=True)


def give_link(session: Session, actor: Actor, person_id: UUID, *, secret_key: str, is_mailed: bool) -> ResetLink:
    """Make a link for somebody else, also for who never signed in: mailed to them, else for the actor to hand over
    (`link_token` is its text); they are told of one that was not mailed.

    Refused: `NotAllowed`, also for oneself, `NotFound`, `Conflict` for somebody who has left or, to be mailed, has no
    address.
    """
    person = require_other_person(session, actor, person_id)
    if not person.is_active:
        raise Conflict(say("This person has left: nobody can sign in as them."))
    if is_mailed and not person.email:
        raise Conflict(say("There is no mail address of this person: show the link instead, and hand it over."))
    link = make_link(session, person.id, secret_key=secret_key, lasts=GIVEN_LASTS, made_by=actor.person_id)
    if is_mailed:
        _mail(session, person, link)
    elif actor.person_id is not None:
        name = name_of(session, actor.person_id)
        tell(session, [person.id], say("%(name)s made a link by which your password can be set anew.", name=name), "/")
    _record(session, actor, link, is_mailed=is_mailed)
    return link


def invite_people(session: Session, actor: Actor, *, secret_key: str) -> int:
    """Mail a link to everybody in the actor's companies who has a mail address and neither a password nor a link that
    is still good; gives how many that are. Refused: `NotAllowed`."""
    require_permission(session, actor, Permission.EDIT_PEOPLE)
    people = session.scalars(_uninvited(session, actor).order_by(Person.login)).all()
    for person in people:
        link = make_link(session, person.id, secret_key=secret_key, lasts=GIVEN_LASTS, made_by=actor.person_id)
        _mail(session, person, link)
        _record(session, actor, link, is_mailed=True)
    return len(people)


def count_uninvited(session: Session, actor: Actor) -> int:
    """How many people `invite_people` would write to."""
    return session.scalar(select(func.count()).select_from(_uninvited(session, actor).subquery())) or 0


def reset_password(session: Session, token: str, password_hash: str) -> Person:
    """Whoever the link is for has this password from now on (`hash_password`); sessions begun before end, and no link
    is good any more. Refused: `NotFound` as by `person_of_link`."""
    person = lock_person_of_link(session, token)
    set_password(session, Actor(person.id, channel="reset_link"), person, password_hash)
    return person


def require_same(password: str, again: str) -> None:
    """Refuse with `Invalid` on `again` where a password and its repetition differ."""
    if password != again:
        raise Invalid([Problem("again", say("The two passwords differ."))])


def _uninvited(session: Session, actor: Actor) -> Select[Person]:
    linked = select(ResetLink.person_id).where(ResetLink.ended_at.is_(None), ResetLink.expires_at > clock.now())
    known = select(Person).join(OrgUnit, OrgUnit.id == Person.org_unit_id).where(in_companies_of(session, actor))
    return known.where(Person.is_active, Person.password_hash == "", Person.email != "", Person.id.not_in(linked))


def _mail(session: Session, person: Person, link: ResetLink) -> None:
    sentence = _forgotten(person, link) if person.password_hash else _invitation(person, link)
    mail_alone(session, person.id, sentence, f"{PATH}/{link.id}", kind=RESET_LINK)


def _forgotten(person: Person, link: ResetLink) -> Sentence:
    return say(
        "A new password was asked for the sign-in name “%(login)s”. The link is good once, until %(until)s. If you did "
        "not ask for it, do nothing.",
        login=person.login,
        until=link.expires_at,
    )


def _invitation(person: Person, link: ResetLink) -> Sentence:
    return say(
        "Your sign-in name for Zhangshi is “%(login)s”: choose a password. The link is good once, until %(until)s.",
        login=person.login,
        until=link.expires_at,
    )


def _record(session: Session, actor: Actor, link: ResetLink, *, is_mailed: bool) -> None:
    data = {"link": link.id, "is_mailed": is_mailed, "expires_at": link.expires_at}
    record_master_event(session, actor, link.person_id, "person", "reset_link_made", data)
