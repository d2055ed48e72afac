"""Whether a case may be withdrawn (撤回) by whoever started it, and who has to agree (domain.md B2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import spiff
from engine.actors import Actor
from engine.advance import load_run
from engine.allowed.going_back import DecidedTask, SendBackTarget, Way, read_way, ways_back
from engine.definitions.checks.ways_back import WITHDRAW_MESSAGE
from engine.definitions.queries import load_definition
from engine.errors import AlreadyDone, NotAllowed, say
from engine.history.models import Event
from engine.history.queries import RecordedEvent, events_of
from engine.instances.models import InstanceStatus, ProcessInstance, Subscription
from engine.people.permissions import Permission
from engine.people.queries import has_permission, names_of
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus
from engine.tasks.outcome import Decision

ASKED, CONSENTED, DECLINED = "withdraw_asked", "withdraw_consented", "withdraw_declined"
WITHDRAWN, SENT_BACK = "case_withdrawn", "task_sent_back"
ENDS_AN_ASK = (DECLINED, WITHDRAWN, SENT_BACK)


@dataclass(frozen=True)
class PendingWithdrawal:
    """A withdrawal that waits for the consent of those who have approved already. Each of `missing` is one approval:
    who gave it and, if they stood in for somebody, for whom; either may consent. `asked` are all who were asked."""

    asked_by: UUID | None
    asked_at: datetime
    reason: str
    missing: Sequence[frozenset[UUID]]
    asked: frozenset[UUID]

    @property
    def waits_for(self) -> list[UUID]:
        """Whose consent is missing."""
        return list(dict.fromkeys(person for approval in self.missing for person in sorted(approval)))


def may_withdraw(session: Session, actor: Actor, instance: ProcessInstance) -> None:
    """Refuse with `AlreadyDone` where the case has ended or the consent of people asked is still missing, with
    `NotAllowed` others than the initiator and a step at which there is no way to withdraw."""
    if instance.status != InstanceStatus.ACTIVE:
        raise AlreadyDone(say("This case has ended already."))
    if actor.person_id is None or actor.person_id != instance.initiator_id:
        raise NotAllowed(say("Only whoever started a case can withdraw it."))
    message = withdraw_message(session, instance)
    if message and not _is_waited_for(session, instance.id, message):
        raise NotAllowed(say("At this step the case can no longer be withdrawn."))
    if not message and not _has_decided(session, instance, actor.person_id):
        raise NotAllowed(say("You have done no step of this case yet that it could go back to."))
    pending = pending_withdrawal(session, instance)
    if pending is not None and pending.asked.issuperset(pending.waits_for):
        names = names_of(session, pending.waits_for)
        raise AlreadyDone(
            say("You have asked for this: the withdrawal waits for the consent of %(names)s.", names=names)
        )


def may_consent(session: Session, actor: Actor, instance: ProcessInstance) -> PendingWithdrawal:
    """The withdrawal that the actor may consent to, or decline, as one who has approved or as process owner.

    Refused: `AlreadyDone` where the case has ended or nobody asks any more, `NotAllowed`.
    """
    pending = pending_withdrawal(session, instance)
    if pending is None:
        raise AlreadyDone(say("Nobody asks to withdraw this case any more."))
    is_owner = has_permission(session, actor, Permission.CANCEL_CASES)
    if not is_owner and not any(actor.person_id in approval for approval in pending.missing):
        raise NotAllowed(say("Your consent is not needed: you have not approved this case in its present round."))
    return pending


def pending_withdrawal(session: Session, instance: ProcessInstance, way: Way | None = None) -> PendingWithdrawal | None:
    """The withdrawal that was asked for and not yet agreed to by all, None where there is none. Reads the state of the
    case only where one was asked for; `way` where it has been read already."""
    asked = latest_ask(session, instance)
    if asked is None:
        return None
    if way is None:
        session.refresh(instance, ["state"])
        way = read_way(session, load_run(session, Actor(None), instance))
    missing = missing_consents(session, way, asked)
    if not missing:
        return None
    people = frozenset(map(UUID, asked.data["of"]))
    return PendingWithdrawal(asked.actor_id, asked.at, str(asked.data["reason"]), missing, people)


def missing_consents(session: Session, way: Way, asked: RecordedEvent | None) -> list[frozenset[UUID]]:
    """The approvals given in this round by others than the initiator, without those whose givers have agreed
    that the case is withdrawn, as `asked`."""
    given = approvals(session, way)
    if asked is None:
        return given
    consents = standing_consents(way)
    agreed = {consent.actor_id for consent in consents}
    by_owner = any(consent.data.get("for_all") for consent in consents)
    return [] if by_owner else [approval for approval in given if not approval & agreed]


def standing_consents(way: Way) -> list[RecordedEvent]:
    """Who has agreed, in this round and since nobody declined, that the case is withdrawn; asking once more for the
    consent of others leaves it standing."""
    ended = max((event.number for event in way.events if event.kind in ENDS_AN_ASK), default=0)
    return [event for event in way.events if event.kind == CONSENTED and event.number > ended]


def approvals(session: Session, way: Way) -> list[frozenset[UUID]]:
    """The approvals of this round: of tasks decided, and of votes still open."""
    waiting = [task.task_id for task in way.run.before.user_tasks] if way.run.before else []
    in_round = [each.task.id for each in way.decided] + waiting
    rows = session.execute(
        select(Seat.decided_by, Seat.on_behalf_of)
        .where(Seat.task_id.in_(in_round), Seat.status == SeatStatus.DECIDED, Seat.decision == Decision.APPROVE)
        .order_by(Seat.decided_at)
    )
    people = (frozenset(person for person in row if person is not None) for row in rows)
    return list(dict.fromkeys(each for each in people if each and way.run.instance.initiator_id not in each))


def own_task(session: Session, way: Way) -> tuple[DecidedTask, UUID]:
    """The initiator's first task of the round, to which a case without a drawn withdrawal goes back, and the token that
    moves there. Refused: `NotAllowed` with the reason."""
    done = [each.task.id for each in way.decided]
    own = set(
        session.scalars(
            select(Seat.task_id).where(Seat.task_id.in_(done), Seat.decided_by == way.run.instance.initiator_id)
        )
    )
    target = next((each for each in way.decided if each.task.id in own), None)
    if target is None or way.run.before is None:
        raise NotAllowed(say("You have done no step of this case yet that it could go back to."))
    options = [
        (option, token.task_id)
        for token in way.run.before.user_tasks
        for option in ways_back(way, token.task_id)
        if option.element_id == target.task.element_id
    ]
    for option, token_id in options:
        if option.is_legal:
            return target, token_id
    raise _refused(options[0][0] if options else None)


def withdraw_message(session: Session, instance: ProcessInstance) -> str:
    """The name of the message that the process waits for to be withdrawn; empty where none is drawn."""
    definition = load_definition(session, instance.bundle_version_id)
    return definition.process(instance.process_id).properties.get(WITHDRAW_MESSAGE, "").strip()


def place_of_withdrawal(way: Way, message: str) -> spiff.WaitingMessage:
    """Where this very case waits for its withdrawal. Refused: `NotAllowed` where it does not."""
    waiting = way.run.before.messages if way.run.before else ()
    place = next((each for each in waiting if each.name == message), None)
    if place is None:
        raise NotAllowed(say("At this step the case can no longer be withdrawn."))
    return place


def latest_ask(session: Session, instance: ProcessInstance) -> RecordedEvent | None:
    """The request to withdraw that still stands in a running case."""
    if instance.status != InstanceStatus.ACTIVE:
        return None
    kinds = (ASKED, *ENDS_AN_ASK)
    latest = select(Event.number).where(Event.chain_id == instance.id, Event.kind.in_(kinds))
    number = session.scalars(latest.order_by(Event.number.desc()).limit(1)).first()
    event = events_of(session, instance.id, after=number - 1, limit=1)[0] if number is not None else None
    return event if event is not None and event.kind == ASKED else None


def _refused(option: SendBackTarget | None) -> NotAllowed:
    if option is not None and option.reason is not None:
        return NotAllowed(option.reason)
    return NotAllowed(say("At this step the case can no longer be withdrawn."))


def _is_waited_for(session: Session, instance_id: UUID, message: str) -> bool:
    place = select(Subscription.id).where(Subscription.instance_id == instance_id, Subscription.name == message)
    return session.scalars(place.limit(1)).first() is not None


def _has_decided(session: Session, instance: ProcessInstance, person_id: UUID) -> bool:
    own = (
        select(Seat.id)
        .join(Task, Task.id == Seat.task_id)
        .where(Task.instance_id == instance.id, Task.status == TaskStatus.COMPLETED, Seat.decided_by == person_id)
    )
    return session.scalars(own.limit(1)).first() is not None
