"""Channels from the shell, and asking for an asset's return to use."""

from __future__ import annotations

from tests.engine.runner.servers import web_server
from tests.webapp.cli.conftest import Shell


def test_a_webhook_is_added_tried_switched_off_and_on(shell: Shell) -> None:
    shell.run("demo", "--once")
    shell.env["ZHANGSHI_MAY_POST_INSIDE"] = "1"
    with web_server((200, b""), (500, b"closed")) as server:
        added = shell.run("channel", "add", "ERP", "--way", "webhook", "--tell", "case.ended", stdin=server.url)
        assert "whsec_" in added.stdout
        assert "was taken" in shell.run("channel", "test", "ERP").stdout
        assert "closed" in shell.run("channel", "test", "ERP", code=1).stderr
        shell.run("channel", "address", "ERP", stdin=f"{server.url}/elsewhere")
        shell.run("channel", "test", "ERP", code=1)
        assert server.requests[-1][0] == "/in/elsewhere"
    [row] = shell.read("channel", "list")
    assert (row["name"], row["kinds"], row["is_active"]) == ("ERP", ["case.ended"], True)
    assert server.url not in shell.run("channel", "list").stdout
    shell.run("channel", "disable", row["id"])
    assert shell.read("channel", "list")[0]["is_active"] is False
    shell.run("channel", "enable", "ERP")
    assert shell.read("channel", "list")[0]["is_active"] is True


def test_a_channel_that_cannot_be_is_refused_in_words(shell: Shell) -> None:
    shell.run("demo", "--once")
    hook = ("channel", "add", "ERP", "--way", "webhook", "--tell", "case.ended")
    assert "inside the own network" in shell.run(*hook, stdin="http://127.0.0.1/in", code=1).stderr
    assert "begins with https" in shell.run(*hook, stdin="ftp://erp.example", code=1).stderr
    shell.run(*hook, "--as", "lin.gong", stdin="https://erp.example/in", code=1)
    shell.run(*hook, "--role", "gm", stdin="https://erp.example/in", code=2)
    chat = ("channel", "add", "Group", "--way", "chat", "--tell", "escalated")
    assert "wecombot://" in shell.run(*chat, stdin="mailto://a@b.example", code=1).stderr
    shell.run(*chat, "--role", "asset_manager", stdin="wecombot://0123456789abcdef")
    assert "There is no channel" in shell.run("channel", "disable", "Nobody", code=1).stderr
    assert [row["role"] for row in shell.read("channel", "list")] == ["asset_manager"]


def test_an_asset_is_asked_back_while_it_is_collected(shell: Shell) -> None:
    shell.run("demo", "--once")
    back = ("asset", "return", "SZ-IT-0006", "--reason", "found a spare part", "--as", "zhao.min")
    assert "is in no disposal request" in shell.run(*back, code=1).stderr
    given = ("--reason", "burnt", "--verdict", "irreparable", "--photo", shell.photo())
    shell.run("disposal", "mark", "SZ-IT-0006", *given, "--as", "lin.gong")
    assert "once that is approved" in shell.run(*back).stdout
    assert "has to be withdrawn first" in shell.run(*back, code=1).stderr
