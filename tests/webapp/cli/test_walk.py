"""One machine from the scan to the write-off by commands alone, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from tests.gate_answers import MANIFEST, RECYCLER, sanitized
from tests.webapp.cli.conftest import Shell


def test_commands_alone_walk_a_machine_from_the_scan_to_the_write_off(postgresql_shell: Shell) -> None:
    shell = postgresql_shell
    shell.run("demo", "--once")
    given = ("--reason", "mainboard burnt", "--verdict", "irreparable", "--photo", shell.photo())
    request = shell.read("disposal", "mark", "SZ-IT-0006", *given, "--as", "lin.gong")
    number = request["number"]

    (task,) = shell.read("task", "list", "--as", "zhao.min")
    assert (task["business_key"], task["name"]) == (number, "Collect")
    collected = ("scanned_label=SZ-IT-0006", "given_by=lin.gong", "quarantine_location=SZ-Q1")
    _complete(shell, task["task_id"], "zhao.min", *collected)
    _complete(shell, number, "zhao.min", "method=scrap", "est_proceeds=0", "is_related_party=false")
    _complete(shell, number, "wu.fang", "tax_class=normal", decision="approve")
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        _complete(shell, number, login, decision="approve")
    journal = shell.read("disposal", "show", number)["journal"]
    assert journal["status"] == "to_confirm"
    _leave(shell, number, journal["drafted_for"])
    for row in shell.read("disposal", "evidence", number, "--as", "wu.fang"):
        if row["is_required"] and not row["is_there"]:
            given = ("--add", row["item"], "--statement", "none", "--as", "wu.fang")
            shell.read("disposal", "evidence", number, *given)
    _complete(shell, number, "wu.fang", f"posting_date={journal['drafted_for']}", "voucher_no=118")

    assert shell.read("asset", "show", "SZ-IT-0006")["state"] == "disposed"
    assert shell.read("process", "show", number)["status"] == "completed"
    confirmed = shell.read("disposal", "show", number)["journal"]
    exported = shell.run("export", "journal", confirmed["number"]).stdout.splitlines()
    assert exported[0].startswith("number,posting_on,currency")
    assert len(exported) == len(confirmed["lines"]) + 1
    assert shell.read("audit", "verify")["is_intact"]


def _leave(shell: Shell, number: str, today: str) -> None:
    given = sanitized("SZ-IT-0006", on=today, by="qin.lan", verified_by="he.wei")
    _complete(shell, number, "qin.lan", *(f"{key}={value}" for key, value in given.items()), files=("certificates",))
    _complete(shell, number, "xu.an", *(f"{key}={value}" for key, value in MANIFEST.items()), files=("manifests",))
    recipient = f"recipient_name={RECYCLER}"
    given_out = ("scanned_label=SZ-IT-0006", recipient, "is_declared=true", "guard_name=Wu", "weight=2.4")
    _complete(shell, number, "zhao.min", *given_out, files=("photos", "receipt"))


def _complete(
    shell: Shell, task: str, login: str, *answers: str, decision: str | None = None, files: Sequence[str] = ()
) -> None:
    options: list[object] = [part for answer in answers for part in ("--answer", answer)]
    options += [part for field in files for part in ("--answer-file", f"{field}=@{shell.photo()}")]
    if decision:
        options += ["--decision", decision]
    shell.run("task", "complete", task, *options, "--as", login)
