"""Scanned labels from the shell."""

from __future__ import annotations

from tests.webapp.cli.conftest import Shell

ASSET, ANOTHER = "SZ-IT-0006", "SZ-IT-0007"


def test_the_shell_reads_labels_from_its_input_and_writes_sheets_of_them(shell: Shell) -> None:
    shell.run("demo", "--once")
    assert len(shell.read("scan", "seen", ASSET, ANOTHER, "--location", "SZ-Q1", "--as", "zhao.min")["ids"]) == 2
    shell.run("scan", "give", "--as", "zhao.min", stdin=f"{ASSET}\n{ANOTHER}\n")
    shell.run("scan", "receive", ASSET, ANOTHER, "--location", "SZ-OFFICE", "--as", "sun.li")
    (seen,) = shell.read("scan", "list", ASSET)
    assert seen["location"]
    assert "no asset" in shell.run("scan", "seen", "XX-1", "--as", "zhao.min", code=1).stderr
    written = shell.read("labels", shell.folder / "labels.pdf", "--search", "SZ-IT-000", "--as", "zhao.min")
    assert written["labels"] == 9
    assert (shell.folder / "labels.pdf").read_bytes().startswith(b"%PDF")
