"""Media and gates from the shell."""

from __future__ import annotations

from tests.gate_answers import MANIFEST, sanitized
from tests.webapp.cli.conftest import Shell
from tests.webapp.cli.test_walk import _complete


def test_by_commands_a_laptop_whose_certificate_bears_a_wrong_serial_number_stays(shell: Shell) -> None:
    shell.run("demo", "--once")
    disk = ("--kind", "ssd", "--capacity", "512 GB", "--as", "zhao.min")
    shell.run("media", "add", "SZ-IT-0006", "D-1", *disk)
    shell.run("media", "add", "SZ-IT-0006", "D-2", *disk)
    (left,) = shell.read("media", "remove", "SZ-IT-0006", "D-2", "--as", "zhao.min")
    assert (left["serial_no"], left["capacity"]) == ("D-1", "512 GB")
    assert "has not" not in shell.run("media", "list", "SZ-IT-0006").output
    shell.run("media", "remove", "SZ-IT-0006", "D-2", "--as", "zhao.min", code=1)
    given = ("--reason", "burnt", "--verdict", "irreparable", "--photo", shell.photo(), "--as", "lin.gong")
    number = shell.read("disposal", "mark", "SZ-IT-0006", *given)["number"]
    collected = ("scanned_label=SZ-IT-0006", "given_by=lin.gong", "quarantine_location=SZ-Q1")
    _complete(shell, number, "zhao.min", *collected)
    _complete(shell, number, "zhao.min", "method=scrap", "est_proceeds=0", "is_related_party=false")
    _complete(shell, number, "wu.fang", "tax_class=normal", decision="approve")
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        _complete(shell, number, login, decision="approve")
    on = shell.read("disposal", "show", number)["journal"]["drafted_for"]
    _complete(shell, number, "xu.an", *(f"{key}={value}" for key, value in MANIFEST.items()), files=("manifests",))

    answers = sanitized("SZ-IT-0006", on=on, by="qin.lan", verified_by="he.wei") | {"media_serials": "SN-WRONG"}
    options: list[object] = [part for key, value in answers.items() for part in ("--answer", f"{key}={value}")]
    proof = ("--answer-file", f"certificates=@{shell.photo()}", "--as", "qin.lan")
    refused = shell.run("task", "complete", number, *options, *proof, code=1)
    assert "The register has no medium SN-WRONG" in refused.output
    assert shell.read("task", "list", "--as", "zhao.min") == []
    right = answers | {"media_serials": "d-1"}
    _complete(shell, number, "qin.lan", *(f"{key}={value}" for key, value in right.items()), files=("certificates",))
    assert [task["name"] for task in shell.read("task", "list", "--as", "zhao.min")] == ["Hand out"]


def test_commands_change_rules_of_evidence_and_wastes(shell: Shell) -> None:
    shell.run("demo", "--once")
    given = ("--by", "purchasing", "--when", "method:sale", "--from", "2099-01-01", "--as", "chu.ning")
    (rule,) = shell.read("evidence", "require", "photos", *given)
    assert (rule["conditions"], rule["is_required"]) == (["method:sale"], True)
    assert len(shell.read("evidence", "rules", "photos")) == 2
    assert "as shipped" not in shell.run("evidence", "rules").output
    shell.run("evidence", "require", "nothing", *given, code=1)
    wastes = shell.read("evidence", "wastes", "--category", "UPS", "--code", "HW29 900-023-29", "--as", "zhao.min")
    assert {row["code"]: row["categories"] for row in wastes}["HW29 900-023-29"] == ["UPS"]
