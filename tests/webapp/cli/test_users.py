"""People from the shell: links for passwords, leaving and coming back."""

from __future__ import annotations

from tests.webapp.cli.conftest import Shell
from tests.webapp.test_people_import import FILE
from webapp.cli.main import COMMANDS


def test_the_operator_makes_a_link_and_invites_who_has_no_password(shell: Shell) -> None:
    shell.run("demo", "--once")
    address = shell.run("user", "reset-link", "tang.yi").stdout.strip()
    assert address.startswith("http://127.0.0.1:8000/password/")
    assert shell.read("user", "reset-link", "tang.yi", "--mail")["address"] is None
    shell.run("user", "reset-link", "tang.yi", "--as", "lin.gong", code=1)
    shell.run("user", "add", "new.face", "新人", "--unit", "SZ-IT", "--email", "new@demo.example")
    assert shell.read("user", "invite") == {"count": 1}


def test_no_summary_is_cut_and_no_number_broken(shell: Shell) -> None:
    for name in COMMANDS:
        lines = shell.run(name, "--help").stdout.splitlines()
        assert not [line for line in lines if line.endswith("...") and not line.startswith("Usage:")], name
    assert "FA-DSP-2026-000001" in shell.run("case", "--help").stdout


def test_somebody_leaves_and_comes_back(shell: Shell) -> None:
    shell.run("demo", "--once")
    hanging = shell.read("user", "left", "sun.li")
    assert "SZ-IT" in hanging["units"]
    assert "lin.gong" in hanging["reports"]
    shell.run("user", "leave", "sun.li", "--people-to", "nobody", code=1)
    to = "zhou.qiang"
    done = shell.run("user", "leave", "sun.li", "--people-to", to, "--roles-to", to, "--assets-to", to)
    assert "Deactivated." in done.stdout
    assert "Nothing hangs on this person." in shell.run("user", "left", "sun.li").stdout
    assert "sun.li" not in [row["login"] for row in shell.read("user", "list")]
    shell.run("user", "back", "sun.li")
    shell.run("org", "head", "SZ-IT", "sun.li")
    assert "SZ-IT" in shell.read("user", "left", "sun.li")["units"]
    shell.run("org", "head", "SZ-NONE", "sun.li", code=1)


def test_a_file_of_people_is_taken_over(shell: Shell) -> None:
    shell.run("demo", "--once")
    path = shell.folder / "people.csv"
    path.write_bytes(FILE)
    assert "circle" in shell.run("import", "people", path, code=1).output
    facts = shell.read("import", "people", path, "--take-good")
    assert facts["counts"]["new"] == 1
    assert "sun.li" in facts["missing"]
    assert "li.na" in [row["login"] for row in shell.read("user", "list")]
