"""Time limits from the shell, and time that passes by hand."""

from __future__ import annotations

import re
from datetime import timedelta

from engine import clock
from tests.webapp.cli.conftest import Shell

LIMIT = ("Process_AssetDisposal", "Escalate_Collect")


def mark(shell: Shell) -> None:
    shell.run("demo", "--once")
    given = ("--reason", "x", "--photo", shell.photo(), "--verdict", "irreparable")
    shell.run("disposal", "mark", "SZ-IT-0006", *given, "--as", "lin.gong")


def test_a_limit_is_looked_at_then_set_then_removed(shell: Shell) -> None:
    mark(shell)
    seen = shell.read("timers", "set", *LIMIT, "1", "working_days", "--as", "wei.lan")
    assert (seen["tasks"], seen["timers"]) == (1, 3)
    before = {row["stage"]: row["due_at"] for row in shell.read("timers", "list")}
    shell.run("timers", "set", *LIMIT, "1", "working_days", "--as", "wei.lan", "--apply")
    shell.run("tick")
    after = {row["stage"]: row["due_at"] for row in shell.read("timers", "list")}
    assert all(after[stage] < before[stage] for stage in before)
    [policy] = [row["policies"] for row in shell.read("timers", "limits") if row["element"] == LIMIT[1]]
    shell.run("timers", "remove", policy[0]["id"], "--as", "wei.lan", "--apply")
    shell.run("tick")
    assert {row["stage"]: row["due_at"] for row in shell.read("timers", "list")} == before


def test_who_may_not_edit_time_limits_is_refused(shell: Shell) -> None:
    shell.run("demo", "--once")
    refused = shell.run("timers", "set", *LIMIT, "1", "days", "--as", "lin.gong", code=1)
    assert "permission" in refused.stderr


def test_time_passes_from_one_due_date_to_the_next_and_says_who_was_told(shell: Shell) -> None:
    mark(shell)
    until = (clock.now() + timedelta(days=60)).isoformat()
    passed = shell.read("tick", "--until", until)
    assert (passed["timers_fired"], passed["timers_failed"]) == (1, 0)
    assert passed["stages_fired"] == 7  # 80 %, 200 %, and that again five times
    told = [note["to"] for note in passed["told"]]
    assert told[:1] == ["zhao.min"]
    assert "chu.ning" in told
    assert [note["at"] for note in passed["told"]] == sorted(note["at"] for note in passed["told"])


def test_who_was_told_when_is_said_on_their_own_clock(shell: Shell) -> None:
    mark(shell)
    until = clock.now() + timedelta(days=60)
    told = shell.run("tick", "--until", until.isoformat()).stdout
    assert re.search(r"^20\d\d-\d\d-\d\d \d\d:\d\d Asia/Shanghai +zhao.min", told, re.MULTILINE)
    assert "+00:00 " not in told
