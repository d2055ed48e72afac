"""Seats of somebody who has left, or left a pool: back to the pool, or on to whoever stands above them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SYSTEM, Actor
from engine.advance.incidents import report_incident
from engine.commands.opening import LockedTask, lock_task
from engine.commands.settling import settle
from engine.errors import AlreadyDone, Sentence, say
from engine.history.operations import EventDraft, append_events
from engine.instances.incidents import NOBODY_TO_ASK
from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind
from engine.outbox.kinds import MessageKind
from engine.outbox.operations import tell
from engine.people.models import Person
from engine.people.queries import has_business_in, managers_up, name_of, nearest_pool, people_by_id, pool_key
from engine.tasks.assignment import FALLBACK_ROLE
from engine.tasks.handing_on import end_delegation, hand_over_seat
from engine.tasks.models import InboxEntry, Seat, SeatStatus, Task, TaskStatus
from engine.tasks.operations import put_back_seat
from engine.tasks.pools import people_of, person_recipient
from engine.tasks.rules import barred_people

MAX_LEVELS_UP = 10
FEW = 5
"""With more people left in a pool it is taken that one of them may decide."""
CHUNK = 200
UNDECIDED = (SeatStatus.OPEN, SeatStatus.WAITING)


def release_seats(
    session: Session, actor: Actor, person_id: UUID, pools: Collection[str], *, to: UUID | None = None
) -> int:
    """Let nothing wait for a person who may not act there any more, or for one of these pools, which they have left, if
    nobody in it may; gives how many tasks are looked at for the person.

    A job does it within seconds, each case by itself (law 1). What they took goes back to its pool, what they were
    asked for by name to `to`, else to the next manager who may decide it, else to the process owners; advice they were
    asked for is asked no longer. A task of a pool that nobody can decide now is an incident.
    """
    session.flush()  # who has left or lost a role is read below
    who = {"actor": str(actor.person_id) if actor.person_id else None, "channel": actor.channel}
    tasks = tasks_waiting_for(session, person_id)
    for task_id, instance_id in tasks:
        payload = {**who, "person": str(person_id), "task": str(task_id), "to": str(to) if to else None}
        enqueue(session, "release_seats", payload, instance_id=instance_id)
    for pool in pools:
        enqueue(session, "review_pool", {**who, "pool": pool, "after": None})
    return len(tasks)


def tasks_waiting_for(session: Session, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """The open tasks that wait for the person alone, or will, each with its case."""
    shown = select(InboxEntry.task_id).where(InboxEntry.recipient == person_recipient(person_id))
    waiting = select(Seat.task_id).where(Seat.status == SeatStatus.WAITING, Seat.person_id == person_id)
    found = select(Task.id, Task.instance_id).where(Task.id.in_(shown.union(waiting)), Task.status == TaskStatus.OPEN)
    return [(task_id, instance_id) for task_id, instance_id in session.execute(found)]


@job_kind("release_seats")
def _release_task(session: Session, job: Job) -> bool:
    try:
        locked = lock_task(session, UUID(job.payload["task"]))
    except AlreadyDone:  # decided since it was looked up
        return True
    actor, person_id = _actor(job), UUID(job.payload["person"])
    chosen = job.payload.get("to")  # no job of an earlier version names one
    heir = UUID(chosen) if chosen else None
    seats = [seat for seat in locked.seats if seat.status in UNDECIDED]
    events = [event for seat in seats for event in _release_seat(session, actor, person_id, heir, locked, seat)]
    append_events(session, locked.instance.id, events)
    return True


@job_kind("review_pool")
def _review_pool(session: Session, job: Job) -> bool:
    """Have the tasks of a pool looked at where so few are left in it that perhaps nobody may decide them."""
    pool, after = job.payload["pool"], job.payload["after"]
    if len(_active(session, people_of(session, None, [pool]))) > FEW:
        return True
    waiting = (
        select(Task.id, Task.instance_id)
        .join(InboxEntry, InboxEntry.task_id == Task.id)
        .where(InboxEntry.recipient == pool)
        .order_by(Task.id)
        .limit(CHUNK)
    )
    found = session.execute(waiting if after is None else waiting.where(Task.id > UUID(after))).all()
    for task_id, instance_id in found:
        enqueue(session, "review_task", {**job.payload, "task": str(task_id)}, instance_id=instance_id)
    job.payload = {**job.payload, "after": str(found[-1][0]) if found else None}
    return len(found) < CHUNK


@job_kind("review_task")
def _review_task(session: Session, job: Job) -> bool:
    try:
        locked = lock_task(session, UUID(job.payload["task"]))
    except AlreadyDone:
        return True
    if settle(session, SYSTEM, locked):  # nobody is left but people who have voted
        return True
    barred = _barred(session, locked)
    voters = {person for seat in locked.seats if seat.decided_by for person in (seat.decided_by, seat.on_behalf_of)}
    for seat in locked.seats:
        if seat.status == SeatStatus.OPEN and not _asked(session, seat) - barred - voters:
            _report(session, locked, say("Nobody who is asked here may decide any more."))
    return True


def _actor(job: Job) -> Actor:
    actor_id = job.payload["actor"]
    return Actor(UUID(actor_id) if actor_id else None, channel=job.payload["channel"])


def _release_seat(
    session: Session, actor: Actor, person_id: UUID, heir: UUID | None, locked: LockedTask, seat: Seat
) -> Sequence[EventDraft]:
    """What happens to one seat; nothing where somebody who may still act sits there."""
    events = []
    is_gone = not people_by_id(session, [person_id])[person_id].is_active
    if seat.delegated_to == person_id and is_gone:
        end_delegation(session, seat)
        events.append(_event(actor, locked, seat, "delegation_recalled", to=person_id))
    if seat.taken_by == person_id and person_id not in _asked(session, seat):
        put_back_seat(session, seat)
        events.append(_event(actor, locked, seat, "task_put_back", person=person_id))
    if is_gone and seat.taken_by is None and person_recipient(person_id) in _named(seat) and not _asked(session, seat):
        to = _heir_or_next_above(session, person_id, heir, locked)
        if to is None:
            _give_to_process_owners(session, person_id, locked, seat)
        else:
            hand_over_seat(session, seat, to)
            _tell(session, to, locked)
        events.append(_event(actor, locked, seat, "task_handed_over", to=to, **{"from": person_id}))
    return events


def _named(seat: Seat) -> Sequence[str]:
    return [person_recipient(seat.person_id)] if seat.person_id else seat.pools


def _asked(session: Session, seat: Seat) -> set[UUID]:
    """The active people behind a seat."""
    return _active(session, people_of(session, seat.person_id, seat.pools))


def _active(session: Session, people: Collection[UUID]) -> set[UUID]:
    return {person.id for person in people_by_id(session, people).values() if person.is_active}


def _heir_or_next_above(session: Session, person_id: UUID, heir: UUID | None, locked: LockedTask) -> UUID | None:
    """Whom the tasks were handed to, else the nearest manager, who neither is barred from this task nor sits in it
    already."""
    sitting = {
        person
        for seat in locked.seats
        if seat.status != SeatStatus.NOT_NEEDED
        for person in (seat.person_id, seat.taken_by, seat.decided_by, seat.on_behalf_of)
    }
    candidates = [
        *_chosen(session, heir, locked),
        *(manager.id for manager in managers_up(session, person_id, MAX_LEVELS_UP)),
    ]
    barred = _barred(session, locked)
    return next((candidate for candidate in candidates if candidate not in sitting | barred), None)


def _chosen(session: Session, heir: UUID | None, locked: LockedTask) -> list[UUID]:
    """The heir, unless they have left too or cases of this company are not their business (architecture.md 9)."""
    person = session.get(Person, heir) if heir else None
    is_fit = person is not None and person.is_active and has_business_in(session, person, locked.instance.org_unit_id)
    return [person.id] if person is not None and is_fit else []


def _barred(session: Session, locked: LockedTask) -> set[UUID]:
    return barred_people(
        session,
        locked.instance.id,
        initiator_id=locked.instance.initiator_id,
        properties=locked.description.properties,
    )


def _give_to_process_owners(session: Session, person_id: UUID, locked: LockedTask, seat: Seat) -> None:
    """They have to look: perhaps none of them may decide here either."""
    barred = _barred(session, locked)
    found = nearest_pool(session, FALLBACK_ROLE, locked.instance.org_unit_id, excluding=barred) or (FALLBACK_ROLE, None)
    seat.person_id, seat.pools = None, [pool_key(*found)]
    put_back_seat(session, seat)
    name = name_of(session, person_id)
    _report(session, locked, say("%(name)s has left, and nobody above them may decide.", name=name))


def _report(session: Session, locked: LockedTask, message: Sentence) -> None:
    report_incident(
        session,
        locked.instance,
        element_id=locked.task.element_id,
        engine_task_id=locked.task.id,
        kind=NOBODY_TO_ASK,
        message=message,
    )


def _tell(session: Session, person_id: UUID, locked: LockedTask) -> None:
    name = locked.definition.wording(locked.task.element_id)
    case = " ".join(filter(None, (locked.instance.business_key, locked.instance.title)))
    sentence = say("“%(task)s” of %(case)s was handed over to you.", task=name, case=case)
    tell(session, [person_id], sentence, f"/tasks/{locked.task.id}", kind=MessageKind.HANDED_OVER)


def _event(actor: Actor, locked: LockedTask, seat: Seat, kind: str, **data: UUID | None) -> EventDraft:
    return EventDraft(
        kind,
        actor,
        element_id=locked.task.element_id,
        version=locked.instance.version,
        data={"task": locked.task.id, "seat": seat.id, **data},
    )
