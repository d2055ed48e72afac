"""A call of a monitoring system, from its headers and body to an answer; refused ones are written down."""

from __future__ import annotations

from uuid import UUID

from engine.commands import perform
from engine.errors import EngineError, NotAllowed, NotFound, say
from webapp.edge import database, settings
from workflows.monitoring.alarms import Alarm, record_refusal, take_alarm
from workflows.monitoring.models import MonitoringCall
from workflows.monitoring.signing import require_signed, secret_of
from workflows.monitoring.sources import find_source


def receive(source_id: UUID, alarm: Alarm, *, timestamp: str, signatures: str, body: bytes) -> MonitoringCall:
    """Take the alarm if the call is signed. Refused as by `require_signed` and `take_alarm`; an unknown source sounds
    like a wrong signature, so that nobody learns which sources there are."""
    try:
        with database().reading() as session:
            secret = secret_of(settings().secret_key, find_source(session, source_id))
    except NotFound as refusal:
        raise NotAllowed(
            say("webhook-signature does not fit this body, this id and the secret of this source.")
        ) from refusal
    try:
        require_signed(secret, alarm_id=alarm.alarm_id, timestamp=timestamp, signatures=signatures, body=body)
        return perform(database(), lambda session: take_alarm(session, source_id, alarm))
    except EngineError as failure:
        refused = failure
        perform(database(), lambda session: record_refusal(session, source_id, alarm, refused))
        raise
