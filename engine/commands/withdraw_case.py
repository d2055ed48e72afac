"""Whoever started a case withdraws it (撤回); those who have approved it already have to agree."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from engine import spiff
from engine.actors import Actor
from engine.advance import load_run, write_down
from engine.allowed.going_back import Way, read_way
from engine.allowed.withdrawing import (
    ASKED,
    CONSENTED,
    DECLINED,
    WITHDRAWN,
    latest_ask,
    may_consent,
    may_withdraw,
    missing_consents,
    own_task,
    place_of_withdrawal,
    standing_consents,
    withdraw_message,
)
from engine.commands.going_back import go_back, holders_of_open
from engine.commands.noting import actor_name, case_name, checked_text, tell_others
from engine.errors import say
from engine.history.operations import EventDraft, append_events, stop_collecting
from engine.instances.models import ProcessInstance
from engine.instances.operations import require_instance
from engine.outbox.kinds import MessageKind
from engine.people.permissions import Permission
from engine.people.queries import has_permission, name_of
from engine.tasks.queries import open_tasks_of
from engine.visibility import require_sight


def withdraw_case(session: Session, actor: Actor, instance_id: UUID, reason: str) -> ProcessInstance:
    """Withdraw a case that the actor has started: by the message that its process's property `withdrawMessage` names,
    else back to the actor's first task. Where somebody has approved in this round, they are asked first, and the case
    goes back with the last consent: `pending_withdrawal` tells.

    Refused: `NotFound`, `NotAllowed`, `AlreadyDone` where the case has ended or those asked have not answered yet,
    `Invalid` on `reason`.
    """
    reason = checked_text("reason", reason, demanded=say("Please say why the case is withdrawn."))
    instance = require_instance(session, instance_id)
    may_withdraw(session, actor, instance)
    way = read_way(session, load_run(session, actor, instance))
    asked = latest_ask(session, instance)
    missing = missing_consents(session, way, asked)
    if not missing:
        _withdraw(session, actor, way, reason)
        return instance
    wanted = list(dict.fromkeys(person for approval in missing for person in sorted(approval)))
    _require_a_way(session, way)
    stop_collecting(session, instance_id)
    data = {"reason": reason, "of": wanted}
    append_events(session, instance_id, [EventDraft(ASKED, actor, version=instance.version, data=data)])
    sentence = say(
        "%(name)s wants to withdraw %(case)s, which you have approved, and asks for your consent: %(reason)s",
        name=actor_name(session, actor),
        case=case_name(instance),
        reason=reason,
    )
    tell_others(session, actor, wanted, sentence, f"/cases/{instance_id}", kind=MessageKind.WITHDRAWN)
    return instance


def consent_to_withdrawal(session: Session, actor: Actor, instance_id: UUID) -> ProcessInstance:
    """Agree that a case one has approved is withdrawn; with the last consent it is. A process owner agrees for all.

    Refused: `NotFound`, `AlreadyDone` where nobody asks any more, `NotAllowed` for who has not approved it.
    """
    instance = require_instance(session, instance_id)
    require_sight(session, actor, instance_id)
    pending = may_consent(session, actor, instance)
    own = [approval for approval in pending.missing if actor.person_id in approval]
    for_all = not own and has_permission(session, actor, Permission.CANCEL_CASES)
    consent = EventDraft(CONSENTED, actor, version=instance.version, data={"for_all": for_all})
    if not for_all and len(own) < len(pending.missing):
        append_events(session, instance_id, [consent])
        return instance
    way = read_way(session, load_run(session, actor, instance))
    asker = Actor(pending.asked_by, channel=actor.channel)
    _withdraw(session, actor, way, pending.reason, by=asker, events=[consent])
    return instance


def decline_withdrawal(session: Session, actor: Actor, instance_id: UUID, comment: str) -> ProcessInstance:
    """Refuse that a case one has approved is withdrawn, and say why: nobody is asked any more, the case goes on.

    Refused: `NotFound`, `AlreadyDone` where nobody asks any more, `NotAllowed` for who has not approved it, `Invalid`
    on `comment`.
    """
    comment = checked_text("comment", comment, demanded=say("Please say why the case shall not be withdrawn."))
    instance = require_instance(session, instance_id)
    require_sight(session, actor, instance_id)
    pending = may_consent(session, actor, instance)
    stop_collecting(session, instance_id)
    append_events(
        session, instance_id, [EventDraft(DECLINED, actor, version=instance.version, data={"comment": comment})]
    )
    sentence = say(
        "%(name)s does not consent that %(case)s is withdrawn: %(comment)s",
        name=actor_name(session, actor),
        case=case_name(instance),
        comment=comment,
    )
    concerned = [pending.asked_by, *sorted(pending.asked), *pending.waits_for]
    tell_others(session, actor, concerned, sentence, f"/cases/{instance_id}", kind=MessageKind.WITHDRAWN)
    return instance


def _withdraw(
    session: Session,
    actor: Actor,
    way: Way,
    reason: str,
    *,
    by: Actor | None = None,
    events: Sequence[EventDraft] = (),
) -> None:
    """Withdraw the case in the name of its initiator, `by`, though it may be the last consent that does it."""
    run, instance, by = way.run, way.run.instance, by or actor
    open_before = [task.id for task in open_tasks_of(session, [instance.id])]
    losing = holders_of_open(session, open_before)
    consented = [event.actor_id for event in standing_consents(way)] + [event.actor.person_id for event in events]
    data: dict[str, object] = {"reason": reason, "initiator": instance.initiator_id, "consented": consented}
    if message := withdraw_message(session, instance):
        place = place_of_withdrawal(way, message)
        spiff.deliver_message(
            run.engine_instance,
            place.task_id,
            {"withdrawal_reason": reason},
            event=place.event,
            stop=run.stops_before,
        )
        data["message"] = message
    else:
        target, token_id = own_task(session, way)
        gone = go_back(session, actor, way, token_id, target, reason=reason)
        data |= {"target": target.task.element_id, "cancelled": gone.cancelled, "taken_back": gone.taken_back}
    write_down(run, [*events, EventDraft(WITHDRAWN, by, version=instance.version, data=data)])
    initiator = name_of(session, instance.initiator_id) if instance.initiator_id else ""
    sentence = say(
        "%(name)s has withdrawn %(case)s: %(reason)s", name=initiator, case=case_name(instance), reason=reason
    )
    concerned = [*losing, instance.initiator_id]
    tell_others(session, actor, concerned, sentence, f"/cases/{instance.id}", kind=MessageKind.WITHDRAWN)


def _require_a_way(session: Session, way: Way) -> None:
    """Nobody is asked to agree to what would not be possible anyway."""
    if message := withdraw_message(session, way.run.instance):
        place_of_withdrawal(way, message)
    else:
        own_task(session, way)
