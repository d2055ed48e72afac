"""What the pages of time limits show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.calendars.queries import calendars
from engine.commands import PolicyDraft
from engine.definitions.definition import Definition
from engine.instances.models import ProcessInstance
from engine.people.directory import org_units
from engine.people.models import OrgUnit, Person, Role
from engine.people.queries import people_by_id
from engine.people.roster import all_roles
from engine.rescheduling.preview import Example, Preview
from engine.time_limits import TimeLimit, cases_by_id, find_policy, find_time_limit, past_policies, time_limits
from engine.timers.ladder import DEFAULT_LADDER, StageAction
from engine.timers.models import TimerPolicy
from engine.timers.policies import limit_of
from webapp.i18n import element_name, named, process_name
from webapp.timers import wording
from webapp.timers.entries import STAGES, shown_default, shown_policy

BAR_HEIGHT = 60


@dataclass(frozen=True)
class LimitRow:
    """One time limit in the list: its words, and how many narrower ones there are."""

    limit: TimeLimit
    name: str
    words: str
    ladder: Sequence[str]
    is_set: bool
    narrower: int


@dataclass(frozen=True)
class ProcessRows:
    """The time limits of one process; `usual` is the ladder that several of them share, told once."""

    name: str
    rows: Sequence[LimitRow]

    @property
    def usual(self) -> Sequence[str]:
        shared = Counter(tuple(row.ladder) for row in self.rows if row.ladder).most_common(1)
        return shared[0][0] if shared and shared[0][1] > 1 else ()


@dataclass(frozen=True)
class LimitPage:
    """One time limit: the form's fields as `shown`, what holds for narrower scopes, and what was set before."""

    process: str
    name: str
    limit: TimeLimit
    drawn: str
    chosen: TimerPolicy | None
    shown: Mapping[str, str]
    history: Sequence[TimerPolicy]
    people: Mapping[UUID, Person]
    units_by_id: Mapping[UUID, OrgUnit]
    unit_choices: Mapping[str, str]
    calendar_names: Mapping[str, str]
    repeat_units: Mapping[str, str]
    recipients: Mapping[str, str]
    stages: range
    unit_names: Mapping[str, str]
    action_names: Mapping[StageAction, str]
    limits: Mapping[UUID, str]
    ladders: Mapping[UUID, Sequence[str]]


@dataclass(frozen=True)
class Bar:
    """The tasks due on one day, before and after, as heights of bars."""

    day: datetime
    before: int
    after: int
    before_height: int
    after_height: int


@dataclass(frozen=True)
class ChangePage:
    """What a change would mean. `words` and `ladder` say what would hold."""

    process_id: str
    element_id: str
    process: str
    name: str
    words: str
    ladder: Sequence[str]
    preview: Preview
    examples: Sequence[tuple[Example, ProcessInstance | None]]
    bars: Sequence[Bar]


def read_list(session: Session, actor: Actor) -> list[ProcessRows]:
    """Every process with the limits it draws. Refused: `NotAllowed`."""
    roles = {role.code: role for role in all_roles(session)}
    return [
        ProcessRows(
            process_name(process.definition, process.process_id),
            [_row(process.definition, limit, roles) for limit in process.limits],
        )
        for process in time_limits(session, actor)
    ]


def read_limit(session: Session, actor: Actor, process_id: str, element_id: str, *, chosen: str) -> LimitPage:
    """The page of one limit; `chosen` is the id of the policy to edit, else the one for everybody, `new` for a further
    one. Refused: `NotAllowed`, `NotFound`."""
    definition, limit = find_time_limit(session, actor, process_id, element_id)
    history = past_policies(session, actor, process_id, element_id)
    policy = _chosen(limit, chosen)
    roles, units = all_roles(session), org_units(session)
    by_code = {role.code: role for role in roles}
    used = [stage.to for each in history for stage in limit_of(each).ladder.stages]
    return LimitPage(
        process=process_name(definition, process_id),
        name=element_name(definition, process_id, limit.task_id),
        limit=limit,
        drawn=wording.limit_words(limit.limit),
        chosen=policy,
        shown=shown_policy(policy) if policy else shown_default(limit),
        history=history,
        people=people_by_id(session, [person for each in history for person in (each.created_by, each.superseded_by)]),
        units_by_id={unit.id: unit for unit in units},
        unit_choices={"": gettext("everybody"), **{str(unit.id): named(unit) for unit in units}},
        calendar_names={"": gettext("of whoever is asked"), **{each.code: named(each) for each in calendars(session)}},
        repeat_units={"days": gettext("days"), "hours": gettext("hours")},
        recipients=wording.recipient_choices(roles, used),
        stages=range(1, _rows_shown(policy) + 1),
        unit_names={unit.value: name for unit, name in wording.unit_names().items()},
        action_names=wording.action_names(),
        limits={each.id: wording.policy_words(each) for each in history},
        ladders={each.id: wording.policy_ladder(each, by_code) for each in history},
    )


def read_change(session: Session, actor: Actor, to: PolicyDraft | UUID, preview: Preview) -> ChangePage:
    """What `preview` says of a draft, or of the removal of the policy with this id."""
    place = to if isinstance(to, PolicyDraft) else find_policy(session, actor, to)
    definition, limit = find_time_limit(session, actor, place.process_id, place.element_id)
    cases = cases_by_id(session, actor, [example.instance_id for example in preview.examples])
    words, ladder = _change_words(session, to, limit)
    return ChangePage(
        process_id=place.process_id,
        element_id=place.element_id,
        process=process_name(definition, place.process_id),
        name=element_name(definition, place.process_id, limit.task_id),
        words=words,
        ladder=ladder,
        preview=preview,
        examples=[(example, cases.get(example.instance_id)) for example in preview.examples],
        bars=_bars(preview),
    )


def _rows_shown(policy: TimerPolicy | None) -> int:
    """The stages there are, and two more to fill."""
    known = len(policy.stages) if policy else len(DEFAULT_LADDER.stages)
    return min(known + 2, STAGES)


def _row(definition: Definition, limit: TimeLimit, roles: Mapping[str, Role]) -> LimitRow:
    whole = next((policy for policy in limit.policies if _is_for_everybody(policy)), None)
    holds = limit_of(whole) if whole else limit.limit
    return LimitRow(
        limit=limit,
        name=element_name(definition, limit.process_id, limit.task_id),
        words=wording.policy_words(whole) if whole else wording.limit_words(limit.limit),
        ladder=wording.ladder_words(holds, roles) if holds and limit.has_ladder else (),
        is_set=whole is not None,
        narrower=len(limit.policies) - (whole is not None),
    )


def _chosen(limit: TimeLimit, chosen: str) -> TimerPolicy | None:
    if chosen == "new":
        return None
    if chosen:
        return next((policy for policy in limit.policies if str(policy.id) == chosen), None)
    return next((policy for policy in limit.policies if _is_for_everybody(policy)), None)


def _is_for_everybody(policy: TimerPolicy) -> bool:
    return policy.org_unit_id is None and policy.amount_from is None and policy.amount_to is None


def _change_words(session: Session, to: PolicyDraft | UUID, limit: TimeLimit) -> tuple[str, Sequence[str]]:
    roles = {role.code: role for role in all_roles(session)}
    if isinstance(to, PolicyDraft):
        shown = wording.draft_limit(to)
        return wording.limit_words(shown), wording.ladder_words(shown, roles) if limit.has_ladder else ()
    return wording.limit_words(limit.limit), ()


def _bars(preview: Preview) -> list[Bar]:
    highest = max((count for day in preview.days for count in day), default=0) or 1
    return [
        Bar(
            preview.first_day + timedelta(days=place),
            before,
            after,
            round(before * BAR_HEIGHT / highest),
            round(after * BAR_HEIGHT / highest),
        )
        for place, (before, after) in enumerate(preview.days)
    ]
