"""A case is sent to people to read (抄送), and they have read it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.allowed.cases import may_copy
from engine.commands.noting import actor_name, case_name, checked_text, tell_others
from engine.errors import AlreadyDone, Invalid, Problem, say
from engine.history.operations import EventDraft, append_events
from engine.instances.operations import require_instance
from engine.outbox.kinds import MessageKind
from engine.people.queries import people_by_id
from engine.tasks.reading_copies import add_copies, mark_read

MAX_READERS = 50


def copy_case(
    session: Session, actor: Actor, instance_id: UUID, person_ids: Collection[UUID], *, note: str = ""
) -> None:
    """Let these people see a case from now on, running or ended, and tell them; those who have a copy keep it.

    Refused: `NotFound` where the actor may not see it, `AlreadyDone` where all have a copy; `Invalid` on `people`
    (nobody, more than 50, or somebody who has left) and `note`.
    """
    note = checked_text("note", note)
    people = list(dict.fromkeys(person_ids))
    if not 1 <= len(people) <= MAX_READERS:
        raise Invalid([Problem("people", say("Choose between 1 and %(limit)s people.", limit=MAX_READERS))])
    instance = require_instance(session, instance_id)
    may_copy(session, actor, instance)
    known = people_by_id(session, people)
    if any(person_id not in known or not known[person_id].is_active for person_id in people):
        raise Invalid([Problem("people", say("There is no such person."))])
    new = add_copies(session, instance_id, people, sent_by=actor.person_id, note=note)
    if not new:
        raise AlreadyDone(say("They have a copy of this case already."))
    copied = EventDraft("case_copied", actor, version=instance.version, data={"to": new, "note": note})
    append_events(session, instance_id, [copied])
    sentence = say("%(name)s sent you %(case)s to read.", name=actor_name(session, actor), case=case_name(instance))
    tell_others(session, actor, new, sentence, f"/cases/{instance_id}", kind=MessageKind.COPIED)


def mark_copy_read(session: Session, actor: Actor, instance_id: UUID) -> None:
    """The actor has read their copy of a case; nothing where they have none or read it before."""
    if actor.person_id is not None and mark_read(session, instance_id, actor.person_id):
        append_events(session, instance_id, [EventDraft("copy_read", actor)])
