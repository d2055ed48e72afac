"""Time limits: what processes draw, what was set instead, and trying a change out before saving it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.calendars.durations import DurationUnit
from engine.commands import PolicyDraft, preview_policy, preview_removal, remove_policy, save_policy
from engine.rescheduling.preview import Preview
from engine.time_limits import LimitsOfProcess, time_limits
from engine.timers.ladder import Stage, StageAction
from engine.timers.models import TimerPolicy
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database

TIME_LIMITS = Tag(name="time limits", description="How long tasks may take, and who is told while nobody acts.")


class StageItem(Entry):
    """At `percent` of the limit do `action`.

    `to` names `holder`, `manager:n`, `role:<code>` or `user:<sign-in name>`.
    """

    percent: int = Field(ge=1, le=1000)
    action: StageAction
    to: list[str] = Field(max_length=10)


class PolicyEntry(Entry):
    """What holds instead of the limit that a process draws.

    `repeat_every` is ISO 8601, in the limit's kind of time; empty for never.
    """

    process_id: str = Field(max_length=200)
    element_id: str = Field(max_length=200)
    limit_value: Decimal
    limit_unit: DurationUnit
    stages: list[StageItem] = Field(default_factory=list, max_length=20)
    repeat_every: str = Field("", max_length=40)
    max_repeat: int = 0
    calendar_code: str = Field("", max_length=40)
    org_unit_id: UUID | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    currency: str = Field("", max_length=3)

    def draft(self) -> PolicyDraft:
        fields = {name: getattr(self, name) for name in PolicyEntry.model_fields if name != "stages"}
        return PolicyDraft(stages=[Stage(s.percent, s.action, tuple(s.to)) for s in self.stages], **fields)


class SavedPolicyEntry(PolicyEntry):
    """A policy to save; with `moves_waiting` what waits already is moved by the clock's next turns."""

    moves_waiting: bool


class PolicyItem(BaseModel):
    """A policy that holds."""

    id: UUID
    limit_value: Decimal
    limit_unit: str
    stages: list[StageItem]
    repeat_every: str
    max_repeat: int
    calendar_code: str
    org_unit_id: UUID | None
    amount_from: Decimal | None
    amount_to: Decimal | None
    currency: str
    created_at: datetime


class TimeLimitItem(BaseModel):
    """A time limit that a process draws: `drawn` is its ISO 8601 text, null where an expression computes it."""

    process_id: str
    element_id: str
    drawn: str | None
    is_working_time: bool | None
    policies: list[PolicyItem]


class TimeLimitList(BaseModel):
    """Every time limit of the latest versions."""

    items: list[TimeLimitItem]


class MovedExample(BaseModel):
    """A task that would move."""

    instance_id: UUID
    task_id: UUID | None
    before: datetime
    after: datetime
    fires_at_once: bool


class PreviewReply(BaseModel):
    """What would move of all that wait, and what would be due at once; the examples are those due first."""

    waiting_tasks: int
    waiting_timers: int
    tasks: int
    timers: int
    reminders_at_once: int
    escalations_at_once: int
    examples: list[MovedExample]


class PolicyPath(BaseModel):
    """Which policy."""

    policy_id: UUID


class Removal(Entry):
    """Whether what waits is moved back."""

    moves_waiting: bool


class Saved(BaseModel):
    """The policy that holds now, null after a removal."""

    id: UUID | None


@blueprint.get("/time-limits", responses={200: TimeLimitList}, tags=[TIME_LIMITS])
def list_time_limits() -> Response:
    """The time limits of every process, for those who edit or oversee them."""
    with database().reading() as session:
        items = [item for process in time_limits(session, caller()) for item in _items(process)]
    return reply(TimeLimitList(items=items))


@blueprint.post("/timer-policies/preview", responses={200: PreviewReply}, tags=[TIME_LIMITS])
def preview_timer_policy(body: PolicyEntry) -> Response:
    """What saving a policy and moving what waits would mean; nothing is changed."""
    with database().reading() as session:
        return reply(_preview_reply(preview_policy(session, caller(), body.draft())))


@blueprint.post("/timer-policies", responses={201: Saved}, tags=[TIME_LIMITS])
def save_timer_policy(header: Idempotency, body: SavedPolicyEntry) -> Response:
    """Save a policy; the one of the same scope, if any, is superseded. Needs the permission `edit_timers`."""

    def change(session: Session, actor: Actor) -> BaseModel:
        return Saved(id=save_policy(session, actor, body.draft(), moves_waiting=body.moves_waiting).id)

    return act(change, header=header, status=201)


@blueprint.post("/timer-policies/<uuid:policy_id>/removal/preview", responses={200: PreviewReply}, tags=[TIME_LIMITS])
def preview_timer_policy_removal(path: PolicyPath) -> Response:
    """What removing a policy and moving what waits back would mean; nothing is changed."""
    with database().reading() as session:
        return reply(_preview_reply(preview_removal(session, caller(), path.policy_id)))


@blueprint.post("/timer-policies/<uuid:policy_id>/removal", responses={200: Saved}, tags=[TIME_LIMITS])
def remove_timer_policy(path: PolicyPath, header: Idempotency, body: Removal) -> Response:
    """Let hold again what holds without a policy. Needs the permission `edit_timers`."""

    def change(session: Session, actor: Actor) -> BaseModel:
        remove_policy(session, actor, path.policy_id, moves_waiting=body.moves_waiting)
        return Saved(id=None)

    return act(change, header=header)


def _items(process: LimitsOfProcess) -> list[TimeLimitItem]:
    return [
        TimeLimitItem(
            process_id=limit.process_id,
            element_id=limit.element_id,
            drawn=limit.limit.literal if limit.limit else None,
            is_working_time=limit.limit.is_working_time if limit.limit else None,
            policies=[_policy_item(policy) for policy in limit.policies],
        )
        for limit in process.limits
    ]


def _policy_item(policy: TimerPolicy) -> PolicyItem:
    own = {name: getattr(policy, name) for name in PolicyItem.model_fields if name != "stages"}
    return PolicyItem(stages=[StageItem(**stage) for stage in policy.stages], **own)


def _preview_reply(preview: Preview) -> PreviewReply:
    return PreviewReply(
        waiting_tasks=preview.waiting_tasks,
        waiting_timers=preview.waiting_timers,
        tasks=preview.tasks,
        timers=preview.timers,
        reminders_at_once=preview.reminders,
        escalations_at_once=preview.escalations,
        examples=[MovedExample(**vars(example)) for example in preview.examples],
    )
