"""A policy as somebody would have it, and what it may say: a problem per field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.calendars.durations import DurationUnit, parse_duration
from engine.calendars.models import Calendar
from engine.definitions.queries import latest_process, load_definition
from engine.errors import EngineError, Invalid, Problem, Sentence, say
from engine.people.models import OrgUnit, Role
from engine.people.queries import find_person_by_login
from engine.spiff import TimerKind
from engine.timers.ladder import LIMIT, Stage
from engine.timers.policies import iso_text

MOST_PERCENT = 1000
HIGHEST_LIMIT = 100_000
MOST_STAGES = 8
MOST_REPEATS = 99
_MANAGER = re.compile(r"manager:[1-9]")


@dataclass(frozen=True)
class PolicyDraft:
    """A policy before it is saved: see `engine.timers.models.TimerPolicy`. `repeat_every` is ISO 8601, in the limit's
    kind of time, empty for never."""

    process_id: str
    element_id: str
    limit_value: Decimal
    limit_unit: DurationUnit
    stages: Sequence[Stage]
    repeat_every: str = ""
    max_repeat: int = 0
    calendar_code: str = ""
    org_unit_id: UUID | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    currency: str = ""


def require_valid(session: Session, draft: PolicyDraft) -> None:
    """Refuse with `Invalid` what no policy may say."""
    problems = [
        *_place_problems(session, draft),
        *_limit_problems(session, draft),
        *_stage_problems(session, draft),
        *_scope_problems(session, draft),
    ]
    if problems:
        raise Invalid(problems)


def _place_problems(session: Session, draft: PolicyDraft) -> Iterator[Problem]:
    try:
        published = latest_process(session, draft.process_id)
    except EngineError as refusal:
        yield Problem("process_id", refusal.sentence)
        return
    timers = load_definition(session, published.bundle_version_id).process(draft.process_id).timers
    if not any(t.element_id == draft.element_id and t.kind is TimerKind.DURATION for t in timers if not t.is_start):
        yield Problem("element_id", say("The process has no time limit “%(element)s”.", element=draft.element_id))


def _limit_problems(session: Session, draft: PolicyDraft) -> Iterator[Problem]:
    if not 0 < draft.limit_value <= HIGHEST_LIMIT or draft.limit_value != round(draft.limit_value, 2):
        sentence = say(
            "Give a limit above 0 and up to %(most)s, with at most two digits after the point.", most=HIGHEST_LIMIT
        )
        yield Problem("limit_value", sentence)
        return
    try:
        parse_duration(iso_text(draft.limit_value, draft.limit_unit), working=draft.limit_unit.is_working)
    except EngineError as refusal:
        yield Problem("limit_value", refusal.sentence)
    if draft.calendar_code and not session.scalar(select(Calendar.id).where(Calendar.code == draft.calendar_code)):
        yield Problem("calendar_code", say("There is no calendar “%(code)s”.", code=draft.calendar_code))


def _stage_problems(session: Session, draft: PolicyDraft) -> Iterator[Problem]:
    percents = [stage.percent for stage in draft.stages]
    if len(percents) > MOST_STAGES:
        yield Problem("stages", say("A ladder has at most %(most)s stages.", most=MOST_STAGES))
    if len(set(percents)) < len(percents):
        yield Problem("stages", say("Each stage needs a percentage of its own."))
    for stage in draft.stages:
        if sentence := _stage_problem(session, stage):
            yield Problem("stages", sentence)
    if not 0 <= draft.max_repeat <= MOST_REPEATS:
        yield Problem("max_repeat", say("A stage is repeated at most %(most)s times.", most=MOST_REPEATS))
    if draft.repeat_every:
        yield from _repeat_problems(draft)


def _stage_problem(session: Session, stage: Stage) -> Sentence | None:
    if not 0 < stage.percent <= MOST_PERCENT or stage.percent == LIMIT:
        return say("A stage lies between 1 and %(most)s percent; 100 is the limit itself.", most=MOST_PERCENT)
    if not stage.to:
        return say("Say who is told at %(percent)s percent.", percent=stage.percent)
    unknown = next((name for name in stage.to if not _is_known(session, name)), None)
    return say("“%(name)s” is nobody who can be told.", name=unknown) if unknown else None


def _repeat_problems(draft: PolicyDraft) -> Iterator[Problem]:
    try:
        every = parse_duration(draft.repeat_every, working=draft.limit_unit.is_working)
    except EngineError as refusal:
        yield Problem("repeat_every", refusal.sentence)
        return
    if every.value <= 0:
        yield Problem("repeat_every", say("Give a number above 0."))


def _is_known(session: Session, name: str) -> bool:
    kind, _, rest = name.partition(":")
    match kind:
        case "holder":
            return not rest
        case "manager":
            return _MANAGER.fullmatch(name) is not None
        case "role":
            return session.get(Role, rest) is not None
        case "user":
            person = find_person_by_login(session, rest)
            return person is not None and person.is_active
    return False


def _scope_problems(session: Session, draft: PolicyDraft) -> Iterator[Problem]:
    if draft.org_unit_id is not None and session.get(OrgUnit, draft.org_unit_id) is None:
        yield Problem("org_unit_id", say("There is no such organisation unit."))
    bounds = [bound for bound in (draft.amount_from, draft.amount_to) if bound is not None]
    if any(bound < 0 or bound != round(bound, 2) for bound in bounds):
        yield Problem("amount_from", say("An amount has at most two digits after the point and is not negative."))
    if len(bounds) == 2 and bounds[0] >= bounds[1]:
        yield Problem("amount_to", say("The upper bound has to be above the lower one."))
    if bounds and not draft.currency:
        yield Problem("currency", say("Say in which currency the amounts are."))
