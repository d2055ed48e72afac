"""A register by API: sent, its columns confirmed, its rows judged and taken over."""

from __future__ import annotations

import io

from engine.commands.tick import tick
from tests.webapp.api.conftest import House

FILE = (
    "Nr,资产名称,资产类别,开始使用日期,原值(元),累计折旧,部门\n"
    "ZC-001,笔记本电脑,计算机与打印设备,2024-05-15,12000,5700,SZ-IT\n"
    "ZC-002,笔记本电脑,计算机与打印设备,下周,12000,5700,SZ-IT\n"
).encode("gbk")


def test_a_register_is_taken_over_by_api_and_told_row_by_row(house: House) -> None:
    program = house.program_of("zhao.min")
    sent = program.post("/imports", key="once", data={"file": (io.BytesIO(FILE), "r.csv")})
    assert sent.status_code == 201, sent.text
    assert program.post("/imports", key="once", data={"file": (io.BytesIO(FILE), "r.csv")}).json == sent.json
    run = f"/imports/{sent.json['id']}"
    refused = program.post(f"{run}/columns", {"columns": {}})
    assert refused.status_code == 422
    assert "No column is taken for “Asset number”" in refused.json["detail"]
    assert program.post(f"{run}/columns", {"columns": {"Nr": "asset_no"}, "as_of": "2025-08-31"}).status_code == 200
    tick(house.db)
    assert program.get(run).json["counts"] == {"new": 1, "refused": 1, "noted": 1}
    (row,) = program.get(f"{run}/rows?outcome=refused").json["items"]
    assert (row["number"], row["key"]) == (3, "ZC-002")
    assert program.post(f"{run}/apply", {}).status_code == 422
    assert program.post(f"{run}/apply", {"take_good": True}).status_code == 200
    tick(house.db)
    assert program.get(run).json["status"] == "applied"
    assert program.get("/assets/ZC-001").json["values"]["cost"] == "12000.00"
    assert [one["id"] for one in program.get("/imports").json["items"]] == [sent.json["id"]]
    assert house.program_of("lin.gong").get(run).status_code == 404


def test_nobody_sends_a_register_without_the_permission(sqlite_house: House) -> None:
    program = sqlite_house.program_of("lin.gong")
    assert program.post("/imports", data={"file": (io.BytesIO(FILE), "r.csv")}).status_code == 403


def test_from_marking_on_no_program_maintains_or_hands_over(sqlite_house: House) -> None:
    program = sqlite_house.program_of("lin.gong")
    program.mark("SZ-IT-0007")
    work = {"kind": "repair", "description": "new fan"}
    for path, body in (
        ("/assets/SZ-IT-0007/maintenance", work),
        ("/assets/SZ-IT-0007/give", None),
        ("/assets/SZ-IT-0007/receive", {"location": "SZ-OFFICE"}),
    ):
        answer = program.post(path, body)
        assert answer.status_code == 403, (path, answer.text)
        assert "cannot be assigned, moved or maintained" in answer.json["detail"]
