"""Who a browser session belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, g, request
from flask_login import LoginManager
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.outbox.queries import has_unread_notices
from engine.people.models import OrgUnit, Person, Role, RoleHolder
from engine.people.permissions import Permission
from webapp.page_requests import is_htmx

login_manager = LoginManager()
login_manager.session_protection = None  # phones change their address; the cookie is signed and HttpOnly

# Built once: every request sends it. One row per role held; one without a role for who holds none.
_SIGNED_IN = (
    select(
        Person.session_epoch,
        Person.name,
        Person.name_en,
        OrgUnit.name.label("unit_name"),
        OrgUnit.name_en.label("unit_name_en"),
        Person.language,
        Person.time_zone,
        Person.is_active,
        Role.code.label("role"),
        Role.permissions,
    )
    .join(OrgUnit, OrgUnit.id == Person.org_unit_id)
    .outerjoin(RoleHolder, RoleHolder.person_id == Person.id)
    .outerjoin(Role, Role.code == RoleHolder.role)
    .where(Person.id == bindparam("person_id"))
)


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
    is_active: bool
    roles: frozenset[str]
    permissions: frozenset[str]
    has_unread_notices: bool

    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        return f"{self.person_id}:{self.session_epoch}"

    def may(self, permission: str) -> bool:
        """Whether a page should offer what needs this permission; the command checks it again."""
        return Permission(permission) in self.permissions


def read_signed_in(session: Session, person_id: UUID, *, for_page: bool = True) -> SignedIn:
    """The person with unit and roles: one statement, and one more for what only a page shows. Raises `NotFound`."""
    rows = session.execute(_SIGNED_IN, {"person_id": person_id}).all()
    if not rows:
        raise NotFound(say("There is no such person."))
    person = rows[0]
    held = [row for row in rows if row.role is not None and row.is_active]
    return SignedIn(
        person_id=person_id,
        session_epoch=person.session_epoch,
        name=person.name,
        name_en=person.name_en,
        unit_name=person.unit_name,
        unit_name_en=person.unit_name_en,
        language=person.language,
        time_zone=person.time_zone,
        is_active=person.is_active,
        roles=frozenset(row.role for row in held),
        permissions=frozenset(name for row in held for name in row.permissions),
        has_unread_notices=for_page and has_unread_notices(session, Actor(person_id)),
    )


def load_signed_in(session_id: str) -> SignedIn | None:
    """The person of a session cookie; None once the person has left or has ended older sessions."""
    if g.get("has_failed"):  # the page that says so asks a failing database nothing
        return None
    person_id, _, epoch = session_id.partition(":")
    with current_app.extensions["zhangshi.database"].glancing() as session:
        try:
            signed_in = read_signed_in(session, UUID(person_id), for_page=request.method == "GET" and not is_htmx())
        except NotFound:  # a cookie from before the database was set up anew
            return None
    return signed_in if signed_in.is_active and str(signed_in.session_epoch) == epoch else None


login_manager.user_loader(load_signed_in)
