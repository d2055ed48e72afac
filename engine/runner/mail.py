"""Mail: by SMTP, or into a folder where no server is named (demo and development)."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from engine import clock
from engine.errors import say
from engine.outbox.deliveries import Delivery, DeliveryFailed, Item
from engine.outbox.kinds import RESET_LINK
from engine.people.reset_links import link_token
from engine.runner.deadline import hung_up_after
from engine.runner.letters import Letter, SayIn, write_letter
from engine.runner.reasons import network_reason
from engine.settings import Settings

TIMEOUT_SECONDS = 20
DEADLINE_SECONDS = 120


def send_mail(settings: Settings, say_in: SayIn, delivery: Delivery) -> None:
    """Deliver a bundle as one mail, text and HTML, in the reader's language. Raises `DeliveryFailed`."""
    delivery = replace(delivery, items=tuple(_with_link(settings, item) for item in delivery.items))
    mail = compose(settings, write_letter(delivery, settings.public_url, say_in), delivery)
    if not settings.smtp_url:
        _put_into_folder(settings.mail_dir, mail, f"{delivery.id}.eml")
        return
    try:
        _send_by_smtp(settings.smtp_url, mail)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        sentence = say("The mail server refuses this address: %(reason)s", reason=f"{code} {_text(answer)}")
        raise DeliveryFailed(sentence, is_final=500 <= code < 600) from error
    except smtplib.SMTPAuthenticationError as error:
        sentence = say("The mail server refuses our name or password: %(reason)s", reason=_text(error.smtp_error))
        raise DeliveryFailed(sentence) from error
    except smtplib.SMTPResponseException as error:
        reason = f"{error.smtp_code} {_text(error.smtp_error)}"
        raise DeliveryFailed(say("The mail server refuses: %(reason)s", reason=reason)) from error
    except smtplib.SMTPServerDisconnected as error:
        sentence = say("The mail server hung up before it had taken the mail.")
        raise DeliveryFailed(sentence, is_unreachable=True) from error
    except OSError as error:
        sentence = say("The mail server cannot be reached: %(reason)s", reason=network_reason(error))
        raise DeliveryFailed(sentence, is_unreachable=True) from error


def _with_link(settings: Settings, item: Item) -> Item:
    """The item, its path completed where it is the way to a new password: the outbox holds no link that works."""
    if item.kind != RESET_LINK:
        return item
    place, _, link_id = item.path.rpartition("/")
    return replace(item, path=f"{place}/{link_token(settings.secret_key, UUID(link_id))}")


def compose(settings: Settings, letter: Letter, delivery: Delivery) -> EmailMessage:
    """The mail. Its Message-ID is the bundle's, so that whoever gets it twice can tell."""
    mail = EmailMessage()
    mail["Subject"] = letter.subject
    mail["From"] = settings.mail_from
    mail["To"] = delivery.address
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{delivery.id}@{urlsplit(settings.public_url).hostname or 'zhangshi'}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    mail.set_content(letter.text)
    mail.add_alternative(f"<!doctype html><html><body>{letter.html}</body></html>", subtype="html")
    return mail


def _send_by_smtp(url: str, mail: EmailMessage) -> None:
    """`smtp://user:password@host:port`, or `smtps://` for TLS from the start. A password never travels in the clear."""
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or 0
    tls = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    assert server.sock is not None
    try:
        with hung_up_after(DEADLINE_SECONDS, server.sock):
            if parts.username:
                if parts.scheme != "smtps":
                    server.starttls(context=tls)
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)
        with suppress(OSError, smtplib.SMTPException):  # the mail is taken: what follows must not send it again
            server.quit()
    finally:
        server.close()


def _put_into_folder(folder: Path, mail: EmailMessage, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(mail.as_bytes())


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
