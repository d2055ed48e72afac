"""Whoever waits for a task urges those it waits for (催办)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.allowed.tasks import may_urge
from engine.commands.noting import actor_name, case_name, task_event, task_name, tell_others
from engine.commands.opening import lock_task
from engine.errors import NotAllowed, say
from engine.history.operations import append_events
from engine.outbox.kinds import MessageKind
from engine.people.absences import substitute_of
from engine.tasks.asked import people_asked
from engine.visibility import require_sight


def urge_task(session: Session, actor: Actor, task_id: UUID) -> int:
    """Remind everybody an open task waits for, and who acts for those away; gives how many people were told.

    Refused: `AlreadyDone`, `NotAllowed` for who has no part in the case or where there is nobody to tell, `Conflict`
    with the minutes still to wait where all were urged within the last four hours.
    """
    at = lock_task(session, task_id)
    require_sight(session, actor, at.instance.id)
    seats = may_urge(session, actor, at)
    now = clock.now()
    asked = [person for seat in seats for person in people_asked(session, seat)]
    substitutes = [substitute_of(session, person, now, at.task.process_id) for person in dict.fromkeys(asked)]
    sentence = say(
        "%(name)s asks you to hurry: “%(task)s” of %(case)s waits for you.",
        name=actor_name(session, actor),
        task=task_name(at),
        case=case_name(at.instance),
    )
    told = tell_others(session, actor, [*asked, *substitutes], sentence, f"/tasks/{task_id}", kind=MessageKind.URGED)
    if not told:
        raise NotAllowed(say("There is nobody to urge at this task."))
    for seat in seats:
        seat.urged_at = now
    event = task_event("task_urged", actor, at, seats=[seat.id for seat in seats], told=told)
    append_events(session, at.instance.id, [event])
    return len(told)
