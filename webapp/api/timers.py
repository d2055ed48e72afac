"""What will happen by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from engine.instances.models import ProcessInstance
from engine.timers.models import Timer
from engine.timetable import timetable
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import PageQuery
from webapp.api.replies import reply
from webapp.edge import database
from webapp.paging import cursor_text, read_cursor

TIMERS = Tag(name="timers", description="What waits for its time.")


class TimerItem(BaseModel):
    """An armed timer. `literal` is the time limit as ISO 8601, in working time where `is_working_time`.

    A stage of a seat's ladder has a `seat_id`, its `stage` in percent of the limit and an `action`.
    """

    id: UUID
    instance_id: UUID
    business_key: str
    task_id: UUID | None
    seat_id: UUID | None
    stage: int | None
    action: str | None
    element_id: str
    kind: str
    literal: str
    is_working_time: bool
    armed_at: datetime
    due_at: datetime | None


class TimerPage(BaseModel):
    """A page of timers, earliest first; `next` is null on the last."""

    items: list[TimerItem]
    next: str | None


@blueprint.get("/timers", responses={200: TimerPage}, tags=[TIMERS])
def list_timers(query: PageQuery) -> Response:
    """The timers of the cases you may see, earliest first."""
    with database().reading() as session:
        found = timetable(session, caller(), after=read_cursor(query.cursor), limit=query.limit + 1)
        items = [timer_reply(timer, case) for timer, case in found[: query.limit]]
    last = items[-1] if len(found) > query.limit else None
    return reply(TimerPage(items=items, next=cursor_text((last.due_at, last.id)) if last and last.due_at else None))


def timer_reply(timer: Timer, case: ProcessInstance) -> TimerItem:
    """What a program is told of a timer."""
    return TimerItem(
        id=timer.id,
        instance_id=timer.instance_id,
        business_key=case.business_key,
        task_id=timer.task_id,
        seat_id=timer.seat_id,
        stage=timer.stage,
        action=timer.action,
        element_id=timer.element_id,
        kind=timer.kind,
        literal=timer.literal,
        is_working_time=timer.is_working_time,
        armed_at=timer.armed_at,
        due_at=timer.due_at,
    )
