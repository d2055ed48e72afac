"""Tables of published bundles. Nothing here is ever changed: a new text is a new version."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, UtcInstant, new_id


class PartKind(StrEnum):
    """What one bundle may use of another."""

    PROCESS = "process"
    DECISION = "decision"
    FORM = "form"


_KINDS = "kind IN ('process', 'decision', 'form')"


class DefinitionBlob(Base):
    """The bytes of one published file, named by their SHA-256; versions with the same file share it."""

    __tablename__ = "definition_blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class BundleVersion(Base):
    """One published state of a bundle. `manifest` maps path to SHA-256; `sha256` is that of the manifest."""

    __tablename__ = "bundle_versions"
    __table_args__ = (UniqueConstraint("bundle_key", "number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    bundle_key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[dict[str, str]] = mapped_column(JsonText)
    published_at: Mapped[datetime] = mapped_column(UtcInstant)
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))

    @property
    def label(self) -> str:
        """How events name the version: `disposal@3`."""
        return f"{self.bundle_key}@{self.number}"


class ProcessDefinition(Base):
    """One executable process of a bundle version. `number` is the version's; a process id stays with its bundle."""

    __tablename__ = "process_definitions"
    __table_args__ = (UniqueConstraint("process_id", "number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    bundle_version_id: Mapped[UUID] = mapped_column(ForeignKey("bundle_versions.id"), index=True)
    bundle_key: Mapped[str] = mapped_column(String(60))
    process_id: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(300))
    is_startable: Mapped[bool]


class SharedPart(Base):
    """A decision or form of a bundle version, by the id under which other bundles may use it."""

    __tablename__ = "shared_parts"
    __table_args__ = (
        CheckConstraint("kind IN ('decision', 'form')", name="kind"),
        Index("ix_shared_parts_reference_id_kind", "reference_id", "kind", "number"),
    )

    bundle_version_id: Mapped[UUID] = mapped_column(ForeignKey("bundle_versions.id"), primary_key=True)
    kind: Mapped[PartKind] = mapped_column(String(20), primary_key=True)
    reference_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    bundle_key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]


class FrozenReference(Base):
    """What a bundle version uses of another bundle, and of which of its versions: fixed at publication."""

    __tablename__ = "frozen_references"
    __table_args__ = (CheckConstraint(_KINDS, name="kind"),)

    bundle_version_id: Mapped[UUID] = mapped_column(ForeignKey("bundle_versions.id"), primary_key=True)
    kind: Mapped[PartKind] = mapped_column(String(20), primary_key=True)
    reference_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    target_version_id: Mapped[UUID] = mapped_column(ForeignKey("bundle_versions.id"), index=True)
