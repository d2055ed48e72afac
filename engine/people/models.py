"""Tables of persons, roles and the organisation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, UtcInstant, new_id


class LegalEntity(Base):
    """A company that keeps books of its own, in one currency."""

    __tablename__ = "legal_entities"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    currency: Mapped[str] = mapped_column(String(3), default="CNY")


class OrgUnit(Base):
    """A department or site of a legal entity. `lineage` lists the unit ids from the root down to this one.

    `calendar_code` names the working calendar of the unit and of those below it; null: that of the nearest one above.
    """

    __tablename__ = "org_units"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_units.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    head_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id", use_alter=True))
    lineage: Mapped[list[str]] = mapped_column(JsonText)
    calendar_code: Mapped[str | None] = mapped_column(String(40))


class Person(Base):
    """Somebody who can be asked. Events name persons by id only; the name lives here.

    `calendar_code` names a working calendar of their own; null: that of their unit.
    """

    __tablename__ = "persons"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_units.id"), index=True)
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    password_hash: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(10), default="zh_CN")
    time_zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    is_active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    calendar_code: Mapped[str | None] = mapped_column(String(40))


class PersonChange(Base):
    """One detail of a person was changed from `before` to `after`: a name, an address, or the id of a unit or manager.

    Events tell who changed which details and when; what is personal in that stands here, where it can be forgotten.
    """

    __tablename__ = "person_changes"
    __table_args__ = (
        CheckConstraint("detail IN ('name', 'name_en', 'email', 'org_unit', 'manager')", name="detail"),
        Index("ix_person_changes_person", "person_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    detail: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(254))
    after: Mapped[str] = mapped_column(String(254))
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)


class Role(Base):
    """A business role or an administrative one, with the permissions that hang on it."""

    __tablename__ = "roles"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    permissions: Mapped[list[str]] = mapped_column(JsonText)


class RoleHolder(Base):
    """A person holds a role: in one unit and, for the data scope, all units below it; without a unit, everywhere."""

    __tablename__ = "role_holders"
    __table_args__ = (Index("ix_role_holders_role_unit", "role", "org_unit_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[str] = mapped_column(ForeignKey("roles.code"))
    org_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_units.id"))


class Absence(Base):
    """A person is away from `starts_at` until just before `ends_at`, and `substitute_id` acts for them meanwhile.

    `process_ids` are the processes this holds for, none: all. Without a substitute nobody acts for them. `ended_at` is
    set once it has been ended early or taken back.
    """

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="period"),
        CheckConstraint("substitute_id <> person_id", name="substitute"),
        Index("ix_absences_person", "person_id", "ends_at"),
        Index("ix_absences_substitute", "substitute_id", "ends_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    substitute_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcInstant)
    ends_at: Mapped[datetime] = mapped_column(UtcInstant)
    process_ids: Mapped[list[str]] = mapped_column(JsonText)
    note: Mapped[str] = mapped_column(String(500), default="")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class AttemptKind(StrEnum):
    """What was tried: to sign in, or to get a link for a new password."""

    SIGN_IN = "sign_in"
    RESET = "reset"


class LoginAttempt(Base):
    """One try to sign in, or to get a link for a new password: what the rate limits count."""

    __tablename__ = "login_attempts"
    __table_args__ = (
        CheckConstraint("kind IN ('sign_in', 'reset')", name="kind"),
        Index("ix_login_attempts_login_at", "login", "at"),
        Index("ix_login_attempts_address_at", "address", "at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(10), default=AttemptKind.SIGN_IN)
    login: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    is_success: Mapped[bool]


class PersonalToken(Base):
    """A token a program uses in a person's name; only its SHA-256 is kept."""

    __tablename__ = "personal_tokens"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    expires_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class ResetLink(Base):
    """A link by which a person chooses a new password; only the SHA-256 of its text is kept.

    `made_by` is null where they asked for it themselves, or the operator made it. `ended_at` is set once a password was
    chosen, or the address it was mailed to holds no more.
    """

    __tablename__ = "reset_links"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
