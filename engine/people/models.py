"""Tables of persons, roles and the organisation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
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
    """A department or site of a legal entity. `lineage` lists the unit ids from the root down to this one."""

    __tablename__ = "org_units"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_units.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    head_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id", use_alter=True))
    lineage: Mapped[list[str]] = mapped_column(JsonText)


class Person(Base):
    """Somebody who can be asked. Events name persons by id only; the name lives here."""

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


class LoginAttempt(Base):
    """One try to sign in: what the rate limit counts."""

    __tablename__ = "login_attempts"
    __table_args__ = (
        Index("ix_login_attempts_login_at", "login", "at"),
        Index("ix_login_attempts_address_at", "address", "at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
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
