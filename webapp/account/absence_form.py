"""What an absence form sent: instants in the reader's zone, people and processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from flask_babel import get_locale, get_timezone
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine.actors import Actor
from engine.definitions.queries import load_definition, process_list
from engine.errors import Invalid, Problem, say
from engine.forms import Option
from engine.people.absences import absences_naming, absences_of, substitute_of
from engine.people.directory import directory
from engine.people.models import Absence, Person
from engine.people.queries import people_by_id
from webapp.i18n import named, process_name


@dataclass(frozen=True)
class AbsenceEntry:
    """An absence as typed. Instants are aware."""

    starts_at: datetime
    ends_at: datetime
    substitute_id: UUID | None
    process_ids: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class AbsenceRow:
    """An absence as listed: with whom it concerns and the names of its processes. `acting` acts at this moment, where
    that is not the substitute named."""

    absence: Absence
    person: Person
    substitute: Person | None
    acting: Person | None
    processes: tuple[str, ...]
    has_begun: bool


def read_absence(sent: MultiDict[str, str]) -> AbsenceEntry:
    """The absence that a form names. Refused: `Invalid` with a problem per entry that cannot be read."""
    problems = []
    instants = {}
    for key in ("starts_at", "ends_at"):
        instant = read_local(sent.get(key, ""))
        if instant is None:
            problems.append(Problem(key, say("Give a date and a time.")))
        else:
            instants[key] = instant
    substitute_id = None
    if text := sent.get("substitute", ""):
        try:
            substitute_id = UUID(text)
        except ValueError:
            problems.append(Problem("substitute", say("Choose a person.")))
    if problems:
        raise Invalid(problems)
    return AbsenceEntry(
        **instants,
        substitute_id=substitute_id,
        process_ids=tuple(sent.getlist("processes")),
        note=sent.get("note", ""),
    )


def read_local(text: str) -> datetime | None:
    """The instant that an entry such as 2026-10-01T09:00 means in the reader's zone; None where it means none."""
    try:
        local = datetime.fromisoformat(text.strip())
        zoned = local if local.tzinfo else local.replace(tzinfo=_reader_zone())
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def local_text(instant: datetime) -> str:
    """The inverse of `read_local`."""
    return instant.astimezone(_reader_zone()).strftime("%Y-%m-%dT%H:%M")


def zone_text() -> str:
    """The reader's zone in words: China Time (Asia/Shanghai)."""
    zone = _reader_zone()
    return zone.key if zone.key == "UTC" else f"{get_timezone_name(zone, locale=get_locale())} ({zone.key})"


def _reader_zone() -> ZoneInfo:
    return ZoneInfo(str(get_timezone()))  # Babel may give a zone of pytz, which `replace` would read wrongly


def absence_choices(session: Session, actor: Actor, person_id: UUID | None) -> tuple[list[Option], list[Option]]:
    """Whom the actor may name as substitute of a person, and the processes."""
    people = [
        Option(str(entry.person.id), f"{named(entry.person)} · {named(entry.unit)}")
        for entry in directory(session, actor)
        if entry.person.id != person_id
    ]
    return people, [Option(process_id, name) for process_id, name in _process_names(session).items()]


def own_absences(session: Session, person_id: UUID, now: datetime) -> list[AbsenceRow]:
    """The absences of a person that are not over."""
    return _rows(session, absences_of(session, person_id), now)


def absences_standing_in(session: Session, person_id: UUID, now: datetime) -> list[AbsenceRow]:
    """The absences of others in which the person is named."""
    return _rows(session, absences_naming(session, person_id), now)


def _rows(session: Session, absences: Sequence[Absence], now: datetime) -> list[AbsenceRow]:
    acting = {
        absence.id: substitute_of(session, absence.person_id, now, next(iter(absence.process_ids), None))
        for absence in absences
        if absence.starts_at <= now
    }
    concerned = {person for each in absences for person in (each.person_id, each.substitute_id)}
    people = people_by_id(session, concerned | set(acting.values()))
    names = _process_names(session)
    return [
        AbsenceRow(
            absence=absence,
            person=people[absence.person_id],
            substitute=people.get(absence.substitute_id) if absence.substitute_id else None,
            acting=people.get(found) if (found := acting.get(absence.id)) and found != absence.substitute_id else None,
            processes=tuple(names.get(process_id, process_id) for process_id in absence.process_ids),
            has_begun=absence.starts_at <= now,
        )
        for absence in absences
    ]


def _process_names(session: Session) -> dict[str, str]:
    return {
        row.process_id: process_name(load_definition(session, row.bundle_version_id), row.process_id)
        for row in process_list(session)
    }
