"""What the form of a time limit sent, and what it shows before anybody has typed anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from uuid import UUID

from engine.calendars.durations import Duration, DurationUnit
from engine.commands import PolicyDraft
from engine.errors import Invalid, Problem, say
from engine.time_limits import TimeLimit
from engine.timers.ladder import DEFAULT_LADDER, Stage, StageAction
from engine.timers.models import TimerPolicy
from engine.timers.policies import iso_text, limit_of
from webapp.timers.wording import duration_of, plain_number

STAGES = 8
REPEAT_UNITS = {"hours": DurationUnit.HOURS, "days": DurationUnit.DAYS}
"""Of the limit's kind of time."""
USUAL_CURRENCY = "CNY"


def read_draft(process_id: str, element_id: str, sent: Mapping[str, str]) -> PolicyDraft:
    """The policy that the form describes. Refused: `Invalid` with a problem per field that cannot be read."""
    problems: list[Problem] = []
    unit = next((known for known in DurationUnit if known == sent.get("limit_unit")), DurationUnit.WORKING_DAYS)
    draft = PolicyDraft(
        process_id=process_id,
        element_id=element_id,
        limit_value=_number(sent, "limit_value", problems) or Decimal(0),
        limit_unit=unit,
        stages=_stages(sent, problems),
        repeat_every=_repeat(sent, problems),
        max_repeat=int(_number(sent, "max_repeat", problems) or 0),
        calendar_code=sent.get("calendar_code", "") if unit.is_working else "",
        org_unit_id=_id(sent.get("org_unit_id", "")),
        amount_from=_number(sent, "amount_from", problems),
        amount_to=_number(sent, "amount_to", problems),
        currency=sent.get("currency", "").strip().upper() if sent.get("amount_from") or sent.get("amount_to") else "",
    )
    if problems:
        raise Invalid(problems)
    return draft


def shown_policy(policy: TimerPolicy) -> dict[str, str]:
    """The fields of the form for a policy."""
    limit = limit_of(policy)
    return {
        "limit_value": plain_number(policy.limit_value),
        "limit_unit": policy.limit_unit,
        "calendar_code": policy.calendar_code,
        "org_unit_id": str(policy.org_unit_id or ""),
        "amount_from": plain_number(policy.amount_from) if policy.amount_from is not None else "",
        "amount_to": plain_number(policy.amount_to) if policy.amount_to is not None else "",
        "currency": policy.currency or USUAL_CURRENCY,
        **_shown_ladder(limit.ladder.stages, policy.repeat_every, policy.max_repeat),
    }


def shown_default(limit: TimeLimit) -> dict[str, str]:
    """The fields of the form where nothing has been set: what the diagram draws, with the default ladder."""
    drawn = Duration(Decimal(2), DurationUnit.WORKING_DAYS)
    if limit.limit is not None:
        drawn = duration_of(limit.limit.literal, working=limit.limit.is_working_time)
    ladder = _shown_ladder(DEFAULT_LADDER.stages, DEFAULT_LADDER.repeat_every, DEFAULT_LADDER.max_repeat)
    return {
        "limit_value": plain_number(drawn.value),
        "limit_unit": drawn.unit.value,
        "currency": USUAL_CURRENCY,
        **(ladder if limit.has_ladder else {}),
    }


def _shown_ladder(stages: Sequence[Stage], repeat_every: str, max_repeat: int) -> dict[str, str]:
    fields = {"max_repeat": str(max_repeat)}
    for place, stage in enumerate(sorted(stages, key=lambda stage: stage.percent), 1):
        fields[f"stage_{place}_percent"] = str(stage.percent)
        fields[f"stage_{place}_action"] = stage.action.value
        fields[f"stage_{place}_to"] = ",".join(stage.to)
    if repeat_every:
        every = duration_of(repeat_every, working=False)
        fields["repeat_value"] = plain_number(every.value)
        fields["repeat_unit"] = "hours" if every.unit is DurationUnit.HOURS else "days"
    return fields


def _stages(sent: Mapping[str, str], problems: list[Problem]) -> list[Stage]:
    """The stages typed; a row without a percentage is no stage."""
    stages = []
    for place in range(1, STAGES + 1):
        key = f"stage_{place}_percent"
        percent = _number(sent, key, problems)
        if percent is None:
            continue
        if percent != int(percent):
            problems.append(Problem(key, say("Give a whole percentage.")))
        action = next(
            (known for known in StageAction if known == sent.get(f"stage_{place}_action")), StageAction.REMIND
        )
        to = tuple(name for name in sent.get(f"stage_{place}_to", "").split(",") if name)
        stages.append(Stage(int(percent), action, to))
    return stages


def _repeat(sent: Mapping[str, str], problems: list[Problem]) -> str:
    value = _number(sent, "repeat_value", problems)
    unit = REPEAT_UNITS.get(sent.get("repeat_unit", ""), DurationUnit.DAYS)
    return iso_text(value, unit) if value is not None and value > 0 else ""


def _number(sent: Mapping[str, str], key: str, problems: list[Problem]) -> Decimal | None:
    typed = sent.get(key, "").strip().replace(",", "")
    if not typed:
        return None
    try:
        value = Decimal(typed)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 10**12:
        problems.append(Problem(key, say("Give a number.")))
        return None
    return value


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
