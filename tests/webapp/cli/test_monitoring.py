"""Monitoring sources from the shell."""

from __future__ import annotations

from tests.webapp.cli.conftest import Shell


def test_a_source_is_added_tried_out_and_switched_off_by_commands(shell: Shell) -> None:
    shell.run("demo", "--once")
    added = shell.read("monitoring", "add", "zabbix", "--answers", "lin.gong")
    assert added["secret"].startswith("whsec_")
    alarm = ("monitoring", "raise", "zabbix", "SZ-IT-0007", "--id", "disk-17", "--message", "RAID degraded")
    assert "is marked: FA-DSP-" in shell.run(*alarm).stdout
    (call,) = shell.read("monitoring", "calls")
    assert (call["outcome"], call["source"]) == ("marked", "zabbix")
    shell.run("monitoring", "disable", "zabbix")
    refused = ("monitoring", "raise", "zabbix", "SZ-IT-0006", "--id", "disk-18", "--message", "offline")
    assert "switched off" in shell.run(*refused, code=1).stderr
    shell.run("monitoring", "enable", added["id"])
    shell.run("monitoring", "answer", "zabbix", "he.wei")
    assert shell.read("monitoring", "secret", "zabbix")["secret"] != added["secret"]
    (listed,) = shell.read("monitoring", "list")
    assert (listed["answers"], listed["is_active"]) == ("he.wei", True)
