"""Webhooks as the Standard Webhooks specification (1.0.0) describes them: signed, with an id that stays the same."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from uuid import UUID

from engine import clock
from engine.errors import say
from engine.outbox.deliveries import Delivery, DeliveryFailed
from engine.runner.posting import post
from engine.settings import Settings
from engine.types import canonical_json

GONE = 410


def webhook_secret(secret_key: str, channel_id: UUID, secret_number: int) -> str:
    """The secret a webhook signs with: `whsec_` and the Base64 of 32 bytes, made from the installation's secret key, so
    that no database or backup holds it."""
    purpose = f"webhook:{channel_id}:{secret_number}".encode()
    return "whsec_" + b64encode(_signing_key(secret_key, purpose)).decode()


def _signing_key(secret_key: str, purpose: bytes) -> bytes:
    return hmac.digest(secret_key.encode(), purpose, hashlib.sha256)


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def send_webhook(settings: Settings, delivery: Delivery) -> None:
    """POST one fact. Delivered is what is answered with 2xx; 410 ends it, anything else is tried again."""
    assert delivery.channel_id is not None
    [item] = delivery.items
    body = canonical_json({"id": item.id, "url": f"{settings.public_url}{item.path}", **(item.facts or {})}).encode()
    purpose = f"webhook:{delivery.channel_id}:{delivery.secret_number}".encode()
    key, timestamp = _signing_key(settings.secret_key, purpose), int(clock.now().timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "zhangshi",
        "webhook-id": str(delivery.id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, str(delivery.id), timestamp, body),
    }
    status, answer = post(delivery.address, body, headers, may_post_inside=settings.may_post_inside)
    if not 200 <= status < 300:
        text = " ".join(answer[:200].decode(errors="replace").split())
        sentence = say("The receiver answers %(status)s: %(text)s", status=status, text=text or "–")
        raise DeliveryFailed(sentence, is_final=status == GONE)
