"""The details of a person: what a form sent, and what was changed before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.commands.edit_person import PersonDetails
from engine.errors import Invalid, Problem, Sentence, say
from engine.people.models import OrgUnit, Person, PersonChange
from webapp.i18n import named

SHOWN = 50
DETAILS = {
    "name": say("Full name"),
    "name_en": say("Full name in English"),
    "email": say("Mail"),
    "org_unit": say("Department"),
    "manager": say("Manager"),
}
_TABLES: dict[str, type[OrgUnit] | type[Person]] = {"org_unit": OrgUnit, "manager": Person}


@dataclass(frozen=True)
class Change:
    """A detail that was changed: what it was, what it became, who changed it and when; texts empty where there was
    nothing."""

    detail: Sentence
    before: str
    after: str
    who: str
    at: datetime


def read_details(sent: Mapping[str, str]) -> PersonDetails:
    """The details that a form names. Refused: `Invalid` where a unit or person is not named by its id."""
    unit_id, manager_id = _id("org_unit_id", sent), _id("manager_id", sent)
    if unit_id is None:
        raise Invalid([Problem("org_unit_id", say("Choose a unit."))])
    return PersonDetails(
        name=sent.get("name", "").strip(),
        name_en=sent.get("name_en", "").strip(),
        email=sent.get("email", "").strip(),
        org_unit_id=unit_id,
        manager_id=manager_id,
    )


def changes_of(session: Session, person_id: UUID) -> list[Change]:
    """The latest changes of a person's details, newest first."""
    rows = session.scalars(
        select(PersonChange).where(PersonChange.person_id == person_id).order_by(PersonChange.id.desc()).limit(SHOWN)
    )
    return [
        Change(
            DETAILS[row.detail],
            _said(session, row.detail, row.before),
            _said(session, row.detail, row.after),
            named(session.get(Person, row.changed_by)) if row.changed_by else "",
            row.changed_at,
        )
        for row in rows
    ]


def _said(session: Session, detail: str, value: str) -> str:
    table = _TABLES.get(detail)
    return named(session.get(table, UUID(value))) if table and value else value


def _id(key: str, sent: Mapping[str, str]) -> UUID | None:
    text = sent.get(key, "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid([Problem(key, say("Choose one of the list."))]) from None
