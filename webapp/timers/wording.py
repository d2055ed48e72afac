"""Time limits and ladders in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext, ngettext

from engine.calendars.durations import Duration, DurationUnit, parse_duration
from engine.commands import PolicyDraft
from engine.people.models import Role
from engine.timers.ladder import ESCALATION, LIMIT, Ladder, Limit, Stage, StageAction
from engine.timers.models import TimerPolicy
from engine.timers.policies import iso_text, limit_of
from webapp.formats import number
from webapp.i18n import named

LARGEST_FIRST = (DurationUnit.DAYS, DurationUnit.HOURS, DurationUnit.MINUTES)


def duration_of(literal: str, *, working: bool) -> Duration:
    """A limit's literal as number and unit."""
    return parse_duration(literal, working=working)


def duration_words(duration: Duration) -> str:
    """2 working days, 4 hours."""
    value = int(duration.value) if duration.value == int(duration.value) else 2
    shown = number(duration.value)
    match duration.unit:
        case DurationUnit.WORKING_DAYS:
            return str(ngettext("%(shown)s working day", "%(shown)s working days", value, shown=shown))
        case DurationUnit.WORKING_HOURS:
            return str(ngettext("%(shown)s working hour", "%(shown)s working hours", value, shown=shown))
        case DurationUnit.WORKING_MINUTES:
            return str(ngettext("%(shown)s working minute", "%(shown)s working minutes", value, shown=shown))
        case DurationUnit.DAYS:
            return str(ngettext("%(shown)s day", "%(shown)s days", value, shown=shown))
        case DurationUnit.HOURS:
            return str(ngettext("%(shown)s hour", "%(shown)s hours", value, shown=shown))
        case DurationUnit.MINUTES:
            return str(ngettext("%(shown)s minute", "%(shown)s minutes", value, shown=shown))


def limit_words(limit: Limit | None) -> str:
    """The limit in words; one that an expression computes is called so."""
    if limit is None:
        return str(gettext("computed by the diagram"))
    return duration_words(duration_of(limit.literal, working=limit.is_working_time))


def unit_names() -> dict[DurationUnit, str]:
    """The units a limit can be given in."""
    return {
        DurationUnit.WORKING_DAYS: gettext("working days"),
        DurationUnit.WORKING_HOURS: gettext("working hours"),
        DurationUnit.WORKING_MINUTES: gettext("working minutes"),
        DurationUnit.DAYS: gettext("days"),
        DurationUnit.HOURS: gettext("hours"),
        DurationUnit.MINUTES: gettext("minutes"),
    }


def action_names() -> dict[StageAction, str]:
    """What a stage can do, as the form names it."""
    return {
        StageAction.REMIND: gettext("remind"),
        StageAction.COPY: gettext("send a copy"),
        StageAction.ESCALATE: gettext("escalate"),
        StageAction.REASSIGN: gettext("reassign"),
    }


def recipient_words(to: Sequence[str], roles: Mapping[str, Role]) -> str:
    """Who a stage means: whoever sits there, their manager …"""
    return str(gettext(", ")).join(_recipient(name, roles) for name in to)


def ladder_words(limit: Limit, roles: Mapping[str, Role]) -> list[str]:
    """One line per stage, the limit itself included, lowest first; the last says how it is repeated."""
    stages = sorted([*limit.ladder.stages, ESCALATION], key=lambda stage: stage.percent)
    lines = [_stage_words(stage, roles) for stage in stages]
    if repeat := repeat_words(limit.ladder, working=limit.is_working_time):
        lines.append(repeat)
    return lines


def repeat_words(ladder: Ladder, *, working: bool) -> str:
    """How often the last stage comes back; empty where it does not."""
    if not ladder.repeat_every or not ladder.max_repeat:
        return ""
    every = duration_words(duration_of(ladder.repeat_every, working=working))
    return str(gettext("then again every %(every)s, %(times)s times at most", every=every, times=ladder.max_repeat))


def policy_words(policy: TimerPolicy) -> str:
    """The limit of a policy."""
    return duration_words(Duration(policy.limit_value, DurationUnit(policy.limit_unit)))


def policy_ladder(policy: TimerPolicy, roles: Mapping[str, Role]) -> list[str]:
    """The ladder of a policy, one line per stage."""
    return ladder_words(limit_of(policy), roles)


def draft_limit(draft: PolicyDraft) -> Limit:
    """What a draft would have hold."""
    ladder = Ladder(tuple(draft.stages), draft.repeat_every, draft.max_repeat)
    return Limit(
        iso_text(draft.limit_value, draft.limit_unit), draft.limit_unit.is_working, draft.calendar_code, ladder
    )


def plain_number(value: Decimal) -> str:
    """A number as a form field has it."""
    return f"{value.normalize():f}"


def recipient_choices(roles: Iterable[Role], used: Iterable[Sequence[str]]) -> dict[str, str]:
    """What a stage's list of recipients offers: the usual ones, every role, and what is in use already."""
    by_code = {role.code: role for role in roles}
    usual: list[Sequence[str]] = [
        ("holder",),
        ("manager:1",),
        ("manager:2",),
        ("role:process_owner",),
        ("manager:2", "role:process_owner"),
        ("holder", "manager:1"),
        *((f"role:{code}",) for code in by_code),
        *used,
    ]
    return {",".join(to): recipient_words(to, by_code) for to in usual}


def _recipient(name: str, roles: Mapping[str, Role]) -> str:
    kind, _, rest = name.partition(":")
    if kind == "manager":
        levels = {"1": gettext("the manager"), "2": gettext("the manager's manager")}
        return str(levels.get(rest) or gettext("the manager %(level)s levels up", level=rest))
    if kind == "role":
        return named(roles[rest]) if rest in roles else rest
    return gettext("whoever is asked") if kind == "holder" else rest


def _stage_words(stage: Stage, roles: Mapping[str, Role]) -> str:
    to = recipient_words(stage.to, roles)
    if stage.percent == LIMIT:
        return str(gettext("100 %%: escalate to %(to)s", to=to))
    match stage.action:
        case StageAction.REMIND:
            return str(gettext("%(percent)s %%: remind %(to)s", percent=stage.percent, to=to))
        case StageAction.COPY:
            return str(gettext("%(percent)s %%: send a copy to %(to)s", percent=stage.percent, to=to))
        case StageAction.ESCALATE:
            return str(gettext("%(percent)s %%: escalate to %(to)s", percent=stage.percent, to=to))
        case StageAction.REASSIGN:
            return str(gettext("%(percent)s %%: reassign to %(to)s", percent=stage.percent, to=to))
