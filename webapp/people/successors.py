"""What hangs on somebody, and to whom it goes, as a form names them: by sign-in name, or by an unmistakable name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.hand_on import Successors
from engine.commands.releasing import tasks_waiting_for
from engine.definitions.queries import load_definition
from engine.errors import Invalid, Problem, Sentence, Wording, say
from engine.forms import Option
from engine.instances.models import ProcessInstance
from engine.people.directory import DirectoryEntry, directory
from engine.people.models import Person
from engine.people.queries import people_by_id
from engine.people.responsibilities import Responsibilities, responsibilities_of
from engine.tasks.models import Task
from webapp.i18n import named
from workflows.assets.models import Asset
from workflows.leaving.custody import in_custody

FIELDS = ("tasks", "roles", "people", "substitutions", "assets")


@dataclass(frozen=True)
class WaitingFor:
    """A task that waits for somebody alone: what it is called, and the number of its case."""

    task: Wording
    case: str


@dataclass(frozen=True)
class LeftBehind:
    """Everything that hangs on a person; `absent` are the people for whom they are named as substitute, by id."""

    tasks: Sequence[WaitingFor]
    others: Responsibilities
    absent: Mapping[UUID, Person]
    assets: Sequence[Asset]

    def __bool__(self) -> bool:
        return bool(self.tasks or self.others or self.assets)


def left_behind(session: Session, person_id: UUID) -> LeftBehind:
    """What hangs on this person now, whether they are here or have left."""
    others = responsibilities_of(session, person_id)
    absent = people_by_id(session, [absence.person_id for absence in others.substituting])
    return LeftBehind(_tasks(session, person_id), others, absent, in_custody(session, person_id))


def read_successors(session: Session, actor: Actor, sent: Mapping[str, str]) -> tuple[Successors, UUID | None]:
    """The successors that a form names, and who gets the assets; what is empty names nobody. Refused: `Invalid` at each
    field whose text names nobody, or several people."""
    entries = directory(session, actor) if any(sent.get(field, "").strip() for field in FIELDS) else []
    found: dict[str, UUID | None] = {}
    problems = []
    for field in FIELDS:
        text = sent.get(field, "").strip()
        people = _named(entries, text) if text else []
        if text and len(people) != 1:
            problems.append(Problem(field, _refusal(text, len(people))))
        found[field] = people[0].id if len(people) == 1 else None
    if problems:
        raise Invalid(problems)
    return Successors(**{field: found[field] for field in FIELDS[:-1]}), found["assets"]


def read_person(session: Session, actor: Actor, text: str) -> UUID | None:
    """Whom a text means; None where it is empty. Refused: `Invalid` on `head` where it means nobody or several."""
    people = _named(directory(session, actor), text.strip()) if text.strip() else []
    if text.strip() and len(people) != 1:
        raise Invalid([Problem("head", _refusal(text.strip(), len(people)))])
    return people[0].id if people else None


def offered_people(session: Session, actor: Actor, person_id: UUID | None = None) -> list[Option]:
    """Whom to choose from, by sign-in name; `person_id` is left out."""
    return [
        Option(entry.person.login, f"{named(entry.person)} · {named(entry.unit)}")
        for entry in directory(session, actor)
        if entry.person.id != person_id
    ]


def _tasks(session: Session, person_id: UUID) -> list[WaitingFor]:
    found = []
    for task_id, instance_id in tasks_waiting_for(session, person_id):
        task, case = session.get_one(Task, task_id), session.get_one(ProcessInstance, instance_id)
        definition = load_definition(session, task.bundle_version_id)
        found.append(WaitingFor(definition.wording(task.element_id), case.business_key))
    return found


def _named(entries: Sequence[DirectoryEntry], text: str) -> list[Person]:
    people = [entry.person for entry in entries]
    by_login = [person for person in people if person.login == text.lower()]
    return by_login or [person for person in people if text in (person.name, person.name_en)]


def _refusal(text: str, count: int) -> Sentence:
    if count:
        return say("Several people are called “%(name)s”: enter the sign-in name.", name=text[:100])
    return say("Nobody here is called “%(name)s”.", name=text[:100])
