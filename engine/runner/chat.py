"""Chat robots (WeCom 企业微信, DingTalk 钉钉, Feishu 飞书) by way of Apprise."""

from __future__ import annotations

import json
from contextvars import ContextVar
from functools import cache
from http import HTTPStatus
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from engine.errors import say
from engine.outbox.deliveries import Delivery, DeliveryFailed
from engine.runner.letters import SayIn, write_letter
from engine.runner.posting import post
from engine.settings import Settings

ROBOTS = {
    "wecombot": "apprise.plugins.wecombot:NotifyWeComBot",
    "dingtalk": "apprise.plugins.dingtalk:NotifyDingTalk",
    "feishu": "apprise.plugins.feishu:NotifyFeishu",
    "lark": "apprise.plugins.lark:NotifyLark",
}
"""What an address may begin with, and Apprise's class that knows it. Taken from their own modules: asking Apprise by
address would import all its hundred and more."""

INSIDE = {
    "json": "apprise.plugins.custom_json:NotifyJSON",
    "jsons": "apprise.plugins.custom_json:NotifyJSON",
}
"""Robots of the house itself: only where posting inside the own network is allowed."""

LONGEST_TEXT = 1_800
"""Bytes. WeCom takes 2,048, the others more."""

BUSY = frozenset({-1, 9499, 11232, 45009, 90030, 130101, 410100, 99991400})
"""Codes that say "too much at once" or "try later": WeCom -1 and 45009; DingTalk -1, 90030, 130101 and 410100; Feishu
9499, 11232 and 99991400."""

_refusal: ContextVar[DeliveryFailed | None] = ContextVar("chat_refusal", default=None)
_may_post_inside: ContextVar[bool] = ContextVar("chat_may_post_inside", default=False)


def send_chat(settings: Settings, say_in: SayIn, delivery: Delivery) -> None:
    """Deliver a bundle as one chat message. Raises `DeliveryFailed`."""
    letter = write_letter(delivery, settings.public_url, say_in)
    blocks = ["\n".join((line.text, *line.details, line.address)) for line in letter.lines]
    if len(delivery.items) > 1:
        blocks.insert(0, letter.subject)
    refused, inside = _refusal.set(None), _may_post_inside.set(settings.may_post_inside)
    try:
        is_sent = robot(delivery.address, may_post_inside=settings.may_post_inside).send(body=_shortened(blocks))
        refusal = _refusal.get()
    finally:
        _refusal.reset(refused)
        _may_post_inside.reset(inside)
    if refusal is not None:
        raise refusal
    if not is_sent:
        raise DeliveryFailed(say("The chat robot did not take the message."))


def robot(address: str, *, may_post_inside: bool) -> Any:
    """Apprise's notifier for an address such as `wecombot://key`. Raises `DeliveryFailed` for one that is not known."""
    scheme = address.partition("://")[0].lower()
    places = {**ROBOTS, **(INSIDE if may_post_inside else {})}
    if "://" not in address or scheme not in places:
        known = ", ".join(f"{name}://" for name in ROBOTS)
        raise DeliveryFailed(
            say("The address of a chat robot begins with one of: %(known)s", known=known), is_final=True
        )
    kind = _notifier(places[scheme])
    asset = import_module("apprise").AppriseAsset(app_id="Zhangshi", app_desc="Zhangshi", http_redirects=False)
    try:
        notifier = kind(**kind.parse_url(address), asset=asset)
    except TypeError as error:  # what Apprise raises for an address it cannot read, or that it takes for incomplete
        raise DeliveryFailed(say("This address of a chat robot is not complete."), is_final=True) from error
    notifier.request_rate_per_sec = 0  # Apprise sleeps between messages; ours are one per reader and pass
    return notifier


@cache
def _notifier(place: str) -> Any:
    """A class of Apprise, imported when the first robot is used, that posts as this house does.

    Apprise 2.2.0 takes HTTP 200 for delivered, but these robots refuse in the body (errcode, code) with HTTP 200; and
    it would follow names into the own network. So its modules get our `post` instead of `requests`.
    """
    name, _, kind = place.partition(":")
    module = import_module(name)
    module.requests = _guarded_requests()  # type: ignore[attr-defined]
    return getattr(module, kind)


def _guarded_requests() -> SimpleNamespace:
    """What these modules use of `requests`."""
    requests = import_module("requests")

    def posted(url: str, *, data: Any = b"", headers: Any = None, params: Any = None, **_options: Any) -> Any:
        full = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url
        body = data.encode() if isinstance(data, str) else data
        try:
            status, answer = post(full, body, headers or {}, may_post_inside=_may_post_inside.get())
        except DeliveryFailed as failure:
            _refusal.set(failure)
            raise requests.RequestException(str(failure)) from failure
        if (refusal := refused_in(status, answer)) is not None:
            _refusal.set(refusal)
        return SimpleNamespace(status_code=status, content=answer, text=answer.decode(errors="replace"))

    return SimpleNamespace(
        post=posted,
        request=lambda _method, url, **options: posted(url, **options),
        codes=requests.codes,
        RequestException=requests.RequestException,
    )


def refused_in(status: int, answer: bytes) -> DeliveryFailed | None:
    """Why a robot did not take the message, as its answer says; None where it did. One that has too much to do takes no
    other message either."""
    if not 200 <= status < 300:
        is_busy = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS
        return _refused(f"HTTP {status}", is_busy=is_busy)
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    code = next((told[name] for name in ("errcode", "code", "StatusCode") if told.get(name)), 0)
    if not code:
        return None
    return _refused(f"{code} {told.get('errmsg') or told.get('msg') or ''}".strip(), is_busy=code in BUSY)


def _refused(reason: str, *, is_busy: bool) -> DeliveryFailed:
    return DeliveryFailed(say("The chat robot refuses: %(reason)s", reason=reason), is_unreachable=is_busy)


def _shortened(blocks: list[str]) -> str:
    """As many blocks as a robot takes, the first one in any case."""
    text = ""
    for block in blocks:
        longer = f"{text}\n\n{block}" if text else block
        if text and len(longer.encode()) > LONGEST_TEXT:
            return f"{text}\n\n…"
        text = longer
    return text.encode()[:LONGEST_TEXT].decode(errors="ignore")
