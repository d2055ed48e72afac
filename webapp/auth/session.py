"""Who a browser session belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Response, current_app, redirect, request, url_for
from flask_login import LoginManager
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from engine.actors import Actor
from engine.outbox.queries import has_unread_notices
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import memberships
from webapp.page_requests import is_htmx, path_of_page

login_manager = LoginManager()
login_manager.session_protection = None  # phones change their address; the cookie is signed and HttpOnly


@dataclass(frozen=True)
class SignedIn:
    """The signed-in person, as pages need it."""

    person_id: UUID
    session_epoch: int
    name: str
    name_en: str
    unit_name: str
    unit_name_en: str
    language: str
    time_zone: str
    roles: frozenset[str]
    permissions: frozenset[str]
    has_unread_notices: bool

    is_authenticated = True
    is_anonymous = False
    is_active = True

    def get_id(self) -> str:
        return f"{self.person_id}:{self.session_epoch}"

    def may(self, permission: str) -> bool:
        """Whether a page should offer what needs this permission; the command checks it again."""
        return Permission(permission) in self.permissions


def read_signed_in(session: Session, person: Person) -> SignedIn:
    held = memberships(session, Actor(person.id))
    unit = session.get_one(OrgUnit, person.org_unit_id)
    return SignedIn(
        person_id=person.id,
        session_epoch=person.session_epoch,
        name=person.name,
        name_en=person.name_en,
        unit_name=unit.name,
        unit_name_en=unit.name_en,
        language=person.language,
        time_zone=person.time_zone,
        roles=frozenset(membership.role for membership in held),
        permissions=frozenset(name for membership in held for name in membership.permissions),
        has_unread_notices=has_unread_notices(session, Actor(person.id)),
    )


def load_signed_in(session_id: str) -> SignedIn | None:
    """The person of a session cookie; None once the person has left or has ended older sessions."""
    person_id, _, epoch = session_id.partition(":")
    with current_app.extensions["zhangshi.database"].reading() as session:
        person = session.get(Person, UUID(person_id))
        if person is None or not person.is_active or str(person.session_epoch) != epoch:
            return None
        return read_signed_in(session, person)


def ask_to_sign_in() -> BaseResponse:
    address = url_for("auth.sign_in", next=path_of_page(), expired="1" if request.method == "POST" else None)
    if is_htmx():
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address)


login_manager.user_loader(load_signed_in)
login_manager.unauthorized_handler(ask_to_sign_in)
