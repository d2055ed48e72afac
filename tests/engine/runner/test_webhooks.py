"""Webhooks and chat robots over real sockets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine import clock
from engine.commands.send_messages import send_messages
from engine.commands.set_up_channel import add_group_chat, add_own_chat, add_webhook, renew_secret, switch_channel
from engine.errors import Invalid, NotAllowed
from engine.outbox.deliveries import AFTER_THE_FIRST, DeliveryFailed
from engine.outbox.kinds import FactKind, MessageKind, MessageStatus
from engine.outbox.models import Channel
from engine.outbox.operations import Fact, tell_all
from engine.runner import posting
from engine.runner.chat import refused_in, robot
from engine.runner.posting import post, refuse_inside, require_outside
from engine.runner.sending import sender
from engine.runner.webhooks import webhook_secret
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.engine.outbox.told import messages, say_in, settings_for, told
from tests.engine.runner.servers import web_server

KINDS = [kind.value for kind in FactKind]


def hook(cast: Cast, url: str) -> Channel:
    return cast.act(lambda session: add_webhook(session, cast.admin, "ERP", url, KINDS))


def fact(cast: Cast, **data: Any) -> None:
    cast.act(lambda session: tell_all(session, [], [Fact(FactKind.CASE_ENDED, "/cases/1", data)]))


def send_all(cast: Cast, folder: Path, *, after: timedelta = timedelta(0), **variables: str) -> int:
    now = clock.now() + after
    with clock.set_to(now):
        return send_messages(cast.db, sender(settings_for(folder, **variables), say_in), now=now)


def test_a_webhook_is_signed_as_standard_webhooks_says(cast: Cast, tmp_path: Path) -> None:
    with web_server((204, b"")) as server:
        channel = hook(cast, server.url)
        fact(cast, number="D-1")
        assert send_all(cast, tmp_path) == 1
    [(path, headers, body)] = server.requests
    secret = webhook_secret(settings_for(tmp_path).secret_key, channel.id, 1)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert path == "/in"
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert json.loads(body)["type"] == "case.ended"
    assert json.loads(body)["data"] == {"number": "D-1"}
    assert json.loads(body)["url"].endswith("/cases/1")


def test_a_webhook_that_fails_once_gets_the_same_id_and_body_again(cast: Cast, tmp_path: Path) -> None:
    with web_server((500, b"oh"), (200, b"")) as server:
        hook(cast, server.url)
        fact(cast)
        assert send_all(cast, tmp_path) == 0
        assert send_all(cast, tmp_path, after=timedelta(minutes=2)) == 1
    (_, first, body), (_, second, again) = server.requests
    assert first["webhook-id"] == second["webhook-id"]
    assert body == again
    assert first["webhook-signature"] != second["webhook-signature"]


def test_each_fact_is_a_request_of_its_own(cast: Cast, tmp_path: Path) -> None:
    with web_server() as server:
        hook(cast, server.url)
        fact(cast)
        fact(cast)
        assert send_all(cast, tmp_path) == 2
    assert len({headers["webhook-id"] for _, headers, _ in server.requests}) == 2


def test_what_is_gone_is_not_asked_again(cast: Cast, tmp_path: Path) -> None:
    with web_server((410, b"")) as server:
        hook(cast, server.url)
        fact(cast)
        send_all(cast, tmp_path)
    assert messages(cast)[0].status == MessageStatus.FAILED


def test_a_redirect_is_not_followed(cast: Cast, tmp_path: Path) -> None:
    with web_server() as inner, web_server((302, b"")) as server:
        hook(cast, server.url)
        fact(cast)
        assert send_all(cast, tmp_path) == 0
        assert inner.requests == []


def test_nothing_is_posted_into_the_own_network_unless_that_is_allowed(cast: Cast, tmp_path: Path) -> None:
    with web_server() as server:
        hook(cast, server.url)
        fact(cast)
        assert send_all(cast, tmp_path, ZHANGSHI_MAY_POST_INSIDE="0") == 0
        assert server.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
        "224.0.0.1",
        "100.64.0.1",
    ],
)
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises(DeliveryFailed):
        refuse_inside(["1.1.1.1", address])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "10.0.0.8:8080"])
def test_an_address_inside_is_refused_before_anything_is_sent(host: str) -> None:
    with pytest.raises(DeliveryFailed):
        require_outside(f"http://{host}/in")


@pytest.mark.parametrize("host", ["1.1.1.1", "[2606:4700::1111]", "no-such-host.invalid", "a..b"])
def test_an_address_outside_or_unknown_by_now_is_not_refused_before(host: str) -> None:
    require_outside(f"https://{host}/in")


def test_a_receiver_that_never_answers_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "DEADLINE_SECONDS", 0.5)
    with web_server(before=lambda: time.sleep(2)) as server, pytest.raises(DeliveryFailed):
        post(server.url, b"{}", {}, may_post_inside=True)


def test_only_so_much_of_an_answer_is_read() -> None:
    with web_server((200, b"x" * 1_000_000)) as server:
        assert len(post(server.url, b"{}", {}, may_post_inside=True)[1]) == posting.LONGEST_ANSWER


def test_a_channel_that_is_off_gets_nothing_more(cast: Cast, tmp_path: Path) -> None:
    with web_server() as server:
        channel = hook(cast, server.url)
        fact(cast)
        cast.act(lambda session: switch_channel(session, cast.admin, channel.id, is_active=False))
        fact(cast)
        assert send_all(cast, tmp_path) == 0
    assert server.requests == []
    assert [message.status for message in messages(cast)] == ["dropped"]


def test_a_new_secret_signs_differently(cast: Cast, tmp_path: Path) -> None:
    channel = hook(cast, "https://erp.example/in")
    renewed = cast.act(lambda session: renew_secret(session, cast.admin, channel.id))
    key = settings_for(tmp_path).secret_key
    assert webhook_secret(key, channel.id, 1) != webhook_secret(key, renewed.id, renewed.secret_number)


def test_only_administrators_set_up_channels_of_the_house(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        cast.act(lambda session: add_webhook(session, cast.approver, "ERP", "https://erp.example/", KINDS))
    with pytest.raises(Invalid):
        cast.act(lambda session: add_webhook(session, cast.admin, "", "ftp://erp.example/", []))


def test_a_case_tells_its_webhooks_what_opens_is_decided_and_ends(cast: Cast, tmp_path: Path) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver").end())
    with web_server() as server:
        hook(cast, server.url)
        case = cast.start()
        cast.complete(cast.approver, cast.task(case, "ask"))
        send_all(cast, tmp_path)
    told_of = [json.loads(body) for _, _, body in server.requests]
    assert [one["type"] for one in told_of] == ["task.opened", "task.decided", "case.ended"]
    assert {one["data"]["case"]["id"] for one in told_of} == {str(case)}


def test_a_chat_robot_gets_what_its_reader_is_told(cast: Cast, tmp_path: Path) -> None:
    with web_server() as server:
        address = server.url.replace("http://", "json://")
        cast.act(lambda session: add_own_chat(session, cast.approver, "me", address))
        told(cast, "approver", "finance")
        told(cast, "approver")
        assert send_all(cast, tmp_path) == 5
    [(_, _, body)] = server.requests
    assert json.loads(body)["message"].count("Look at the task.") == 2
    assert "/tasks/1" in json.loads(body)["message"]


def test_a_group_hears_once_what_its_role_is_told(cast: Cast, tmp_path: Path) -> None:
    kinds = [MessageKind.ESCALATED.value]
    with web_server() as server:
        address = server.url.replace("http://", "json://")
        cast.act(lambda s: add_group_chat(s, cast.admin, "approvers", address, kinds, role="approver"))
        told(cast, "approver", "second_approver", kind=MessageKind.ESCALATED)
        told(cast, "finance", kind=MessageKind.ESCALATED)
        told(cast, "approver", kind=MessageKind.REMINDED)
        send_all(cast, tmp_path)
    assert len(server.requests) == 1
    assert json.loads(server.requests[0][2])["message"].count("Look at") == 1


@pytest.mark.parametrize(
    ("answer", "is_refused"),
    [
        (b'{"errcode":0,"errmsg":"ok"}', False),
        (b'{"errcode":93000,"errmsg":"invalid webhook url"}', True),
        (b'{"code":9499,"msg":"Bad Request"}', True),
        (b'{"StatusCode":0,"code":0}', False),
        (b"thanks", False),
    ],
)
def test_a_robot_that_refuses_with_http_200_has_refused(answer: bytes, is_refused: bool) -> None:
    assert (refused_in(200, answer) is not None) == is_refused


@pytest.mark.parametrize(
    ("status", "answer", "is_busy"),
    [
        (200, b'{"errcode":45009,"errmsg":"api freq out of limit"}', True),
        (200, b'{"errcode":130101,"errmsg":"send too fast"}', True),
        (200, b'{"code":9499,"msg":"too many request"}', True),
        (429, b"", True),
        (502, b"", True),
        (404, b"", False),
        (200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', False),
    ],
)
def test_a_robot_with_too_much_to_do_is_left_alone_for_a_while(status: int, answer: bytes, is_busy: bool) -> None:
    refused = refused_in(status, answer)
    assert refused is not None
    assert refused.is_unreachable == is_busy


def test_what_else_goes_to_a_robot_that_is_away_waits_for_it(cast: Cast, tmp_path: Path) -> None:
    with web_server() as server:
        address = server.url.replace("http://", "json://")
    kinds = [MessageKind.NOTIFIED.value, MessageKind.URGED.value]
    cast.act(lambda session: add_group_chat(session, cast.admin, "all", address, kinds))
    for reader in ("approver", "finance"):
        told(cast, reader)
        send_all(cast, tmp_path)
    first, second = [message for message in messages(cast) if message.channel == "chat"]
    assert "nobody listens there" in str(first.failure)
    assert first.deliver_at == second.deliver_at + AFTER_THE_FIRST


def test_a_refusal_in_the_body_is_no_delivery(cast: Cast, tmp_path: Path) -> None:
    with web_server((200, b'{"errcode":310000,"errmsg":"keywords not in content"}')) as server:
        cast.act(lambda s: add_own_chat(s, cast.approver, "me", server.url.replace("http://", "json://")))
        told(cast, "approver")
        assert send_all(cast, tmp_path) == 1
    failed = [message for message in messages(cast) if message.channel == "chat"]
    assert failed[0].failure is not None
    assert "310000" in str(failed[0].failure)


@pytest.mark.parametrize("address", ["wecombot://abc", "dingtalk://secret@token", "feishu://token", "lark://token"])
def test_the_robots_of_the_three_chats_are_known(address: str) -> None:
    assert robot(address, may_post_inside=False) is not None


@pytest.mark.parametrize("address", ["json://127.0.0.1/", "mailto://a@b.example", "syslog://", "nonsense", "feishu://"])
def test_no_other_address_is_a_robot(address: str) -> None:
    with pytest.raises(DeliveryFailed):
        robot(address, may_post_inside=False)
