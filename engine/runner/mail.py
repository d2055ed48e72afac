"""Mail: by SMTP, or into a folder where no server is named (demo and development)."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session, object_session

from engine.errors import Sentence
from engine.outbox.models import OutboxMessage
from engine.outbox.operations import Send
from engine.people.queries import find_person
from engine.settings import Settings

SayIn = Callable[[Sentence, str], str]
"""Says a sentence in a language."""

SMTP_TIMEOUT_SECONDS = 20


def mail_sender(settings: Settings, say_in: SayIn) -> Send:
    """What delivers an outbox message as mail in the recipient's language, with a link that only opens a page."""

    def send(message: OutboxMessage) -> None:
        session = object_session(message)
        assert session is not None
        letter = _letter(session, settings, say_in, message)
        if letter is None:
            return
        if settings.smtp_url:
            _send_by_smtp(settings.smtp_url, letter)
        else:
            _put_into_folder(settings.mail_dir, letter, f"{message.id}.eml")

    return send


def _letter(session: Session, settings: Settings, say_in: SayIn, message: OutboxMessage) -> EmailMessage | None:
    """None for somebody without an address, or who has left: there is nothing to deliver."""
    person = find_person(session, message.person_id)
    if not person.email or not person.is_active:
        return None
    text = say_in(Sentence.from_data(message.sentence), person.language)
    letter = EmailMessage()
    letter["Subject"] = " ".join(text.split())[:200]
    letter["From"] = "zhangshi@localhost"
    letter["To"] = person.email
    letter["Date"] = format_datetime(message.created_at)
    letter["Message-ID"] = f"<{message.id}@zhangshi>"
    letter.set_content(f"{text}\n\n{settings.public_url}{message.path}\n")
    return letter


def _send_by_smtp(url: str, letter: EmailMessage) -> None:
    """`smtp://user:password@host:port`, or `smtps://` for TLS from the start."""
    parts = urlsplit(url)
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with connect(parts.hostname or "localhost", parts.port or 0, timeout=SMTP_TIMEOUT_SECONDS) as server:
        if parts.username:
            if parts.scheme != "smtps":
                server.starttls()
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)


def _put_into_folder(folder: Path, letter: EmailMessage, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(letter.as_bytes())
