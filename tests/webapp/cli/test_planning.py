"""Plans and materials of disposals from the shell."""

from __future__ import annotations

from tests.webapp.cli.conftest import Shell


def test_a_disposal_is_planned_and_late_and_its_materials_wait_for_the_hand_out(shell: Shell) -> None:
    shell.run("demo", "--once")
    given = ("--reason", "burnt", "--verdict", "irreparable", "--photo", shell.photo(), "--as", "lin.gong")
    number = shell.read("disposal", "mark", "SZ-IT-0006", *given)["number"]
    shell.run("plan", "set", number, "collected=2026-01-31", "left=2026-02-28", "--as", "zhao.min")
    stages = {row["stage"]: row for row in shell.read("plan", "show", number)}
    assert stages["left"]["planned_on"] == "2026-02-28"
    (late,) = shell.read("plan", "late", "--as", "zhao.min")
    assert (late["number"], late["stage"]) == (number, "collected")
    shell.run("plan", "set", number, "left=soon", "--as", "zhao.min", code=2)
    recorded = ("materials", "record", number, "ferrous:recycled:1.5:GR-1", "--recycler", "x", "--as", "zhao.min")
    assert "have not left yet" in shell.run(*recorded, code=1).stderr
    period = ("--from", "2026-01-01", "--to", "2026-12-31")
    assert shell.read("materials", "report", *period)["missing"] == []
