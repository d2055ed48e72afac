"""What the commands say, and with which exit code."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from engine import clock
from tests.webapp.cli.conftest import Shell
from webapp.cli.main import COMMANDS

ROOT = Path(__file__).parents[3]


def test_help_answers_within_half_a_second() -> None:
    command = [sys.executable, "-m", "webapp.cli", "--help"]
    fastest = min(_seconds(command) for _ in range(3))
    assert fastest < 0.5


def _seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - begin


def test_every_command_explains_itself(shell: Shell) -> None:
    for name in COMMANDS:
        assert "--help" in shell.run(name, "--help").stdout


def test_a_database_that_was_never_set_up_is_a_sentence(shell: Shell) -> None:
    result = shell.run("asset", "list", code=1)
    assert result.stderr.strip() == "The database is not set up, or not up to date. Run: zhangshi init"


def test_an_installation_begins_empty_and_gets_its_first_people(shell: Shell) -> None:
    shell.env["ZHANGSHI_ENVIRONMENT"] = "development"
    assert "disposal@1" in shell.run("init").stdout
    assert "disposal@1" in shell.run("init").stdout
    shell.run("org", "entity", "ACME", "安可", "--name-en", "Acme")
    shell.run("org", "unit", "OPS", "运维部", "--entity", "ACME")
    shell.run("org", "open-period", "2026-11", "--entity", "ACME")
    shell.run("user", "add", "Lin", "林工", "--unit", "OPS", "--role", "maintenance_engineer@OPS", "--role", "admin")
    shell.run("user", "password", "lin", stdin="too short\n", code=1)
    shell.run("user", "password", "lin", stdin="correct horse battery\n")
    assert shell.run("user", "token", "lin", "--name", "robot").stdout.startswith("zs_")
    (person,) = shell.read("user", "list")
    assert (person["login"], person["roles"]) == ("lin", ["admin", "maintenance_engineer"])
    assert shell.run("user", "add", "x", "X", "--unit", "NO", code=1).stderr.strip() == "There is no department “NO”."
    assert shell.read("audit", "verify")["is_intact"]


def test_the_demo_refuses_a_company_of_its_own_and_production(shell: Shell) -> None:
    shell.run("init")
    shell.run("org", "entity", "ACME", "安可")
    assert "company of its own" in shell.run("demo", "--once", code=1).stderr
    shell.env["ZHANGSHI_ENVIRONMENT"] = "production"
    assert "production" in shell.run("demo", "--once", code=1).stderr


def test_a_refusal_lists_its_problems_and_exits_with_1(shell: Shell) -> None:
    shell.run("demo", "--once")
    given = ("--reason", "x", "--photo", shell.photo(), "--as", "lin.gong")
    number = shell.read("disposal", "mark", "SZ-IT-0006", *given, "--verdict", "irreparable")["number"]
    result = shell.run("task", "complete", number, "--answer", "colour=red", "--as", "zhao.min", code=1)
    assert "  given_by: " in result.stderr
    assert "  colour: " in result.stderr
    assert "Nobody" not in shell.run("task", "show", number, "--as", "zhao.min").stdout
    assert "waits for you" in shell.run("task", "take", number, "--as", "wu.fang", code=1).stderr
    assert shell.run("task", "complete", number, "--answer", "novalue", "--as", "zhao.min", code=2)


def test_taking_cancelling_and_what_a_case_shows(shell: Shell) -> None:
    shell.run("demo", "--once")
    number = shell.read(
        "disposal", "mark", "SZ-IT-0006", "--reason", "x", "--photo", shell.photo(), "--verdict", "irreparable",
        "--as", "lin.gong",
    )["number"]  # fmt: skip
    shell.run("task", "take", number, "--as", "zhao.min")
    assert shell.read("task", "list", "--scope", "mine", "--as", "zhao.min")[0]["is_mine"]
    shell.run("task", "put-back", number, "--as", "zhao.min")
    assert "Collect" in shell.run("process", "show", number).stdout
    assert "permission" in shell.run("process", "cancel", number, "--reason", "x", "--as", "lin.gong", code=1).stderr
    shell.run("process", "cancel", number, "--reason", "by mistake", "--as", "chu.ning")
    assert shell.read("asset", "show", "SZ-IT-0006")["state"] == "in_use"
    assert shell.read("incident", "list") == []


def test_the_demos_clock_can_be_put_forward_and_a_real_one_cannot(shell: Shell) -> None:
    shell.run("demo", "--once")
    given = ("--reason", "x", "--photo", shell.photo(), "--verdict", "irreparable")
    shell.run("disposal", "mark", "SZ-IT-0006", *given, "--as", "lin.gong")
    assert shell.read("tick")["timers_fired"] == 0
    later = (clock.now() + timedelta(days=60)).isoformat()
    assert shell.read("tick", "--now", later)["timers_fired"] == 1
    shell.env["ZHANGSHI_ENVIRONMENT"] = "development"
    assert "--i-mean-it" in shell.run("tick", "--now", later, code=1).stderr
    assert shell.read("tick", "--now", later, "--i-mean-it")["timers_failed"] == 0


def test_check_prints_one_line_per_problem_and_exits_with_1(shell: Shell) -> None:
    shell.run("init")
    folder = shell.folder / "broken"
    folder.mkdir()
    (folder / "a.bpmn").write_text("<a/>")
    (folder / "b.exe").write_text("")
    assert len(shell.run("check", folder, code=1).stdout.splitlines()) == 1
    (folder / "b.exe").unlink()
    assert shell.run("check", folder, code=1).stdout.startswith("broken/a.bpmn: error: ")
    assert shell.run("deploy", folder, code=1).stderr
    *notes, last = shell.run("check", ROOT / "bpmn" / "disposal").stdout.splitlines()
    assert last == "No problems."
    assert all(": note: " in each for each in notes)
    assert shell.read("deploy", ROOT / "bpmn" / "disposal")[0]["number"] == 1


def test_a_changed_history_exits_with_3(shell: Shell) -> None:
    shell.run("demo", "--once")
    assert "intact" in shell.run("audit", "verify").stdout
    engine = create_engine(shell.env["ZHANGSHI_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("UPDATE events SET kind = 'forged' WHERE number = 1"))
    engine.dispose()
    assert "changed" in shell.run("audit", "verify", code=3).stdout


def test_a_lost_file_of_checkpoints_exits_with_3(shell: Shell) -> None:
    shell.run("demo", "--once")
    taken = shell.read("audit", "checkpoint")
    assert taken["checkpoints"] == 1
    assert len(taken["hash"]) == 64
    assert "Nothing has changed" in shell.run("audit", "checkpoint").stdout
    assert shell.read("audit", "verify") == {"is_intact": True, "findings": [], "checkpoints": []}
    kept = shell.folder / "kept.jsonl"
    [found] = shell.folder.rglob("checkpoints.jsonl")
    found.rename(kept)
    assert "missing" in shell.run("audit", "verify", code=3).stdout
    assert "intact" in shell.run("audit", "verify", "--file", kept).stdout


def test_a_label_is_printed_and_drawn(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.run("demo", "--once")
    monkeypatch.chdir(shell.folder)
    url, path = shell.run("asset", "label", "SZ-IT-0006").stdout.splitlines()
    assert url.startswith("http://127.0.0.1:8000/a/SZ-IT-0006?k=")
    assert Path(path).read_text().startswith("<svg")


def test_a_taken_port_is_a_sentence(shell: Shell) -> None:
    shell.run("init")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = shell.run("serve", "--port", taken.getsockname()[1], code=1)
    assert "Choose another with --port" in result.stderr


@pytest.mark.parametrize("url", ["nonsense", "mysql://a/b", "postgresql+nodriver://a/b", "sqlite:/x"])
def test_an_address_of_no_database_is_a_sentence(shell: Shell, url: str) -> None:
    shell.env["ZHANGSHI_DATABASE_URL"] = url
    assert "is no address of a database" in shell.run("process", "list", code=1).stderr


def test_a_folder_that_cannot_be_written_is_a_sentence(shell: Shell) -> None:
    blocked = shell.folder / "a file"
    blocked.write_text("")
    shell.env |= {"ZHANGSHI_DATA_DIR": str(blocked), "ZHANGSHI_DATABASE_URL": f"sqlite:///{blocked}/x.db"}
    assert "a file” cannot be used" in shell.run("init", code=1).stderr


def test_a_port_that_there_is_none_of_is_wrong_usage(shell: Shell) -> None:
    assert "65535" in shell.run("serve", "--port", 99999, code=2).stderr


def test_one_problem_is_said_once(shell: Shell) -> None:
    shell.run("demo", "--once")
    assert shell.run("tick", "--now", "soon", code=1).stderr == "--now: Write the instant as 2026-12-01T09:00+08:00.\n"
