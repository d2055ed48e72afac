"""The ways a message leaves the house, one sender for all."""

from __future__ import annotations

from engine.errors import say
from engine.outbox.deliveries import Delivery, DeliveryFailed, Send
from engine.outbox.kinds import Way
from engine.runner.chat import send_chat
from engine.runner.letters import SayIn
from engine.runner.mail import send_mail
from engine.runner.webhooks import send_webhook
from engine.settings import Settings


def sender(settings: Settings, say_in: SayIn) -> Send:
    """What delivers a bundle by mail, chat or webhook, as its channel says."""

    def send(delivery: Delivery) -> None:
        if delivery.channel == Way.MAIL:
            send_mail(settings, say_in, delivery)
        elif delivery.channel == Way.CHAT:
            send_chat(settings, say_in, delivery)
        elif delivery.channel == Way.WEBHOOK:
            send_webhook(settings, delivery)
        else:
            raise DeliveryFailed(say("There is no way out named “%(way)s”.", way=delivery.channel), is_final=True)

    return send
