"""The words of a message outside the house: what, who asks, until when, how long that is, and a link that opens a page
and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from engine import clock
from engine.errors import Sentence, say
from engine.outbox.deliveries import Delivery, Item

SayIn = Callable[[Sentence, str], str]
"""Says a sentence in a language."""

LONGEST_LIST = 100
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Line:
    """One message in the reader's words: what it says, what is known besides, the address it opens."""

    text: str
    details: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class Letter:
    """A bundle in the reader's words. `more`: what is left out of a long list, where to find it."""

    subject: str
    lines: tuple[Line, ...]
    more: str
    footer: str
    link_words: str

    @property
    def text(self) -> str:
        """As plain text."""
        blocks = ["\n".join((line.text, *line.details, line.address)) for line in self.lines]
        return "\n\n".join([*blocks, *filter(None, (self.more,)), f"-- \n{self.footer}"]) + "\n"

    @property
    def html(self) -> str:
        """As HTML: no scripts, no pictures, no forms, nothing loaded from anywhere."""
        blocks = "".join(self._block(line) for line in self.lines)
        more = f"<p>{escape(self.more)}</p>" if self.more else ""
        return (
            '<div style="font-family:sans-serif;font-size:15px;line-height:1.5;max-width:40em">'
            f'{blocks}{more}<p style="color:#667382;font-size:13px">{escape(self.footer)}</p></div>'
        )

    def _block(self, line: Line) -> str:
        details = "".join(f'<br><span style="color:#667382">{escape(detail)}</span>' for detail in line.details)
        link = f'<a href="{escape(line.address)}">{escape(self.link_words)}</a>'
        return f"<p><strong>{escape(line.text)}</strong>{details}<br>{link}</p>"


def write_letter(delivery: Delivery, public_url: str, say_in: SayIn) -> Letter:
    """The letter of a bundle, in its reader's language and time zone."""

    zone = ZoneInfo(delivery.time_zone)

    def said(sentence: Sentence) -> str:
        return say_in(_in_zone(sentence, zone), delivery.language)

    shown = delivery.items[:LONGEST_LIST]
    lines = tuple(_line(item, public_url, said) for item in shown)
    left_out = len(delivery.items) - len(shown)
    if len(delivery.items) == 1:
        subject = lines[0].text
    else:
        subject = said(say("%(count)s messages from Zhangshi", count=len(delivery.items)))
    more = say("And %(count)s more: %(address)s", count=left_out, address=f"{public_url}/notices")
    return Letter(
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        lines=lines,
        more=said(more) if left_out else "",
        footer=said(say("Choose what you are told, and how: %(address)s", address=f"{public_url}/account/messages")),
        link_words=said(say("Open")),
    )


def _line(item: Item, public_url: str, said: Callable[[Sentence], str]) -> Line:
    details = []
    if item.asked_by is not None:
        details.append(said(say("Asked by %(person)s", person=item.asked_by)))
    if item.due_at is not None:
        details.append(said(say("Due %(when)s (%(left)s)", when=item.due_at, left=how_long(item.due_at - clock.now()))))
    text = said(item.sentence) if item.sentence else ""
    return Line(text, tuple(details), f"{public_url}{item.path}")


def _in_zone(sentence: Sentence, zone: ZoneInfo) -> Sentence:
    """The sentence with its instants as the reader's clock shows them."""

    def placed(value: Any) -> Any:
        if isinstance(value, Sentence):
            return _in_zone(value, zone)
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value

    return Sentence(sentence.template, {name: placed(value) for name, value in sentence.values.items()})


def how_long(left: timedelta) -> Sentence:
    """How much time is left, or by how much it has run out: the two largest units that matter."""
    minutes = max(1, round(abs(left).total_seconds() / 60))
    if minutes < 60:
        span = say("%(minutes)s min", minutes=minutes)
    elif minutes < 48 * 60:
        span = say("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)
    else:
        span = say("%(days)s d %(hours)s h", days=minutes // 1440, hours=minutes % 1440 // 60)
    return say("%(time)s left", time=span) if left >= timedelta(0) else say("%(time)s late", time=span)
