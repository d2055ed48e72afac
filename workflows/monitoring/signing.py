"""How a call proves who makes it: signed as Standard Webhooks 1.0.0 describes, within five minutes of now."""

from __future__ import annotations

import hmac
from base64 import b64decode
from datetime import timedelta

from engine import clock
from engine.errors import NotAllowed, say
from engine.runner.webhooks import signature, webhook_secret
from workflows.monitoring.models import MonitoringSource

TOLERANCE = timedelta(minutes=5)
"""A call that somebody has overheard is worth nothing after this; monitoring clocks are allowed to differ as much."""


def secret_of(secret_key: str, source: MonitoringSource) -> str:
    """`whsec_` and the Base64 of 32 bytes, made from the installation's secret key."""
    return webhook_secret(secret_key, source.id, source.secret_number)


def sign(secret: str, alarm_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the Base64 of HMAC-SHA256 over `alarm id.timestamp.body`; `timestamp` in seconds since 1970 UTC."""
    return signature(b64decode(secret.removeprefix("whsec_")), alarm_id, timestamp, body)


def require_signed(secret: str, *, alarm_id: str, timestamp: str, signatures: str, body: bytes) -> None:
    """Refuse with `NotAllowed` a call that is not signed with `secret`, or not just now.

    `signatures`: one or more, apart by spaces, so that a sender may sign with an old and a new secret at once.
    """
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        raise NotAllowed(say("webhook-timestamp is missing: seconds since 1970, UTC."))
    if abs(clock.now().timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise NotAllowed(say("webhook-timestamp is more than five minutes off: check the clock of the sender."))
    expected = sign(secret, alarm_id, int(timestamp), body).encode()
    if not any(hmac.compare_digest(given.encode(), expected) for given in signatures.split()):
        raise NotAllowed(say("webhook-signature does not fit this body, this id and the secret of this source."))
