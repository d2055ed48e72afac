"""A file of people by API."""

from __future__ import annotations

import io

from engine.commands.tick import tick
from tests.webapp.api.conftest import House
from tests.webapp.test_people_import import FILE


def test_a_file_of_people_is_taken_over_by_api_and_missing_people_are_listed(house: House) -> None:
    program = house.program_of("wei.lan")
    made = program.post("/imports", data={"kind": "people", "file": (io.BytesIO(FILE), "people.csv")})
    assert made.status_code == 201, made.text
    run = f"/imports/{made.json['id']}"
    assert program.post(f"{run}/columns", {}).status_code == 200
    tick(house.db)
    checked = program.get(run).json
    assert checked["counts"] == {"new": 1, "changed": 1, "refused": 2, "noted": 1}
    refused = program.get(f"{run}/rows?outcome=refused").json["items"]
    assert [row["number"] for row in refused] == [5, 6]
    missing = {person["login"] for person in program.get(f"{run}/missing").json["items"]}
    assert "sun.li" in missing
    assert "tang.yi" not in missing
    assert program.post(f"{run}/apply", {"take_good": True}).status_code == 200
    tick(house.db)
    assert program.get(run).json["status"] == "applied"
    found = program.get("/people?search=li.na").json["items"]
    assert [person["login"] for person in found] == ["li.na"]
    assert house.program_of("lin.gong").get(f"{run}/missing").status_code == 404
