"""The radar and the dossiers from the shell."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.webapp.cli.conftest import Shell


def test_the_shell_shows_the_radar_evaluates_and_sets_targets(shell: Shell) -> None:
    shell.run("demo", "--once")
    figures = shell.read("radar", "--as", "chen.xi")
    assert figures["reduction_target_percent"] == "40"
    assert "pending_disposal" in figures["ageing"]
    assert "SZ-IT-0003" in {row["asset_no"] for row in shell.read("radar", "list", "old", "--as", "chen.xi")}
    assert "SZ-IT-0003" in shell.run("radar", "list", "old", "--as", "chen.xi").stdout
    for which in ("stale", "left", "tax"):
        assert isinstance(shell.read("radar", "list", which, "--as", "chen.xi"), list)
    (number,) = shell.read("radar", "evaluate", "SZ-IT-0003", "--reason", "too old", "--as", "lin.gong")
    assert shell.read("disposal", "show", number)["status"] == "marked"
    shell.run("radar", "evaluate", "SZ-IT-0003", "--reason", "again", "--as", "lin.gong", code=1)
    given = ("--target", "35", "--baseline", "30.5", "--from", "2026-10-01", "--note", "pilot")
    (row,) = shell.read("radar", "target", "disposal_cycle", *given, "--as", "chu.ning")
    assert (row["target"], row["note"]) == ("35.0000", "pilot")
    shell.run("radar", "target", "disposal_cycle", "--target", "x", "--as", "chu.ning", code=1)
    shell.run("radar", "target", "disposal_cycle", "--target", "1", "--as", "lin.gong", code=1)
    shell.run("radar", "--unit", "NONE", "--as", "chen.xi", code=1)


def test_a_dossier_is_verified_where_there_is_no_database(shell: Shell, tmp_path: Path) -> None:
    shell.run("demo", "--once")
    given = ("--reason", "burnt", "--verdict", "irreparable", "--photo", shell.photo(), "--as", "lin.gong")
    number = shell.read("disposal", "mark", "SZ-IT-0006", *given)["number"]
    target = tmp_path / "taken.zip"
    shell.run("export", "dossier", number, "--out", target, "--language", "both", "--as", "chen.xi")

    nowhere = Shell(tmp_path, {**shell.env, "ZHANGSHI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
    assert nowhere.read("export", "dossier", "--verify", target)["is_intact"] is True
    assert "intact" in nowhere.run("export", "dossier", "--verify", target).stdout
    wrong = nowhere.run("export", "dossier", "--verify", target, "--hash", "0" * 64, code=1)
    assert "not the one that you gave" in wrong.stdout
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("files/late.jpg", b"x")
    assert "files/late.jpg has been added." in nowhere.run("export", "dossier", "--verify", target, code=1).stdout
    shell.run("export", "dossier", code=1)
