"""The register from the shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.webapp.api.test_asset_import import FILE
from tests.webapp.cli.conftest import Shell, shell_on
from tests.workflows import seeded

LAPTOP = "SZ-IT-0006"
AS_MANAGER = ("--as", "zhao.min")


@pytest.fixture
def demo_shell(tmp_path: Path) -> Iterator[Shell]:
    """In the demo company, on SQLite."""
    url = seeded.new_url("sqlite")
    yield shell_on(tmp_path, url)
    databases.drop(url)


def test_a_card_is_edited_with_a_field_of_ones_own(demo_shell: Shell) -> None:
    category = next(one["code"] for one in demo_shell.read("asset", "categories") if "计算机" in one["name"])
    demo_shell.read("asset", "fields", "add", category, "Colour", "--kind", "choice", "--choice", "red", *AS_MANAGER)
    entries = ("--set", "custodian=tang.yi", "--set", "field:Colour=red", "--set", "is_leased=yes")
    assert demo_shell.read("asset", "edit", LAPTOP, *entries, *AS_MANAGER)["asset_no"] == LAPTOP
    assert demo_shell.read("asset", "show", LAPTOP, *AS_MANAGER)["custodian"] in ("唐一", "Tang Yi", "唐怡")
    (field,) = demo_shell.read("asset", "fields", "list", category)
    demo_shell.read("asset", "fields", "retire", field["id"], *AS_MANAGER)
    (field,) = demo_shell.read("asset", "fields", "list", category)
    assert field["is_retired"]


def test_an_entry_without_a_value_is_refused_as_usage(demo_shell: Shell) -> None:
    assert "FIELD=VALUE" in demo_shell.run("asset", "edit", LAPTOP, "--set", "name", *AS_MANAGER, code=2).output


def test_a_view_is_kept_and_removed_and_the_register_written_into_a_file(demo_shell: Shell) -> None:
    demo_shell.read("asset", "views", "save", "Idle", "--set", "state=idle", "--default", *AS_MANAGER)
    (view,) = demo_shell.read("asset", "views", "list", *AS_MANAGER)
    assert view["entries"] == {"state": "idle"}
    demo_shell.read("asset", "views", "remove", view["id"], *AS_MANAGER)
    assert demo_shell.read("asset", "views", "list", *AS_MANAGER) == []
    file = demo_shell.folder / "out.csv"
    demo_shell.run("asset", "export", file, "--set", "search=SZ-IT-000", *AS_MANAGER)
    lines = file.read_text("utf-8-sig").splitlines()
    assert len(lines) == 10
    assert lines[1].startswith("SZ-IT-0001,")
    assert "ends in" in demo_shell.run("asset", "export", "x.pdf", *AS_MANAGER, code=2).output


def test_a_photo_is_put_beside_an_asset_and_removed(demo_shell: Shell) -> None:
    given = (demo_shell.photo(), "--caption", "from behind", "--seen", *AS_MANAGER)
    added = demo_shell.read("asset", "files", "add", LAPTOP, *given)["attachment"]
    (one,) = demo_shell.read("asset", "files", "list", LAPTOP, *AS_MANAGER)
    assert (one["id"], one["caption"]) == (added, "from behind")
    demo_shell.read("asset", "files", "remove", added, *AS_MANAGER)
    assert demo_shell.read("asset", "files", "list", LAPTOP, *AS_MANAGER) == []


def test_a_register_is_taken_over_from_the_shell_in_its_good_rows(demo_shell: Shell) -> None:
    file = demo_shell.folder / "register.csv"
    file.write_bytes(FILE)
    mapping = ("--mapping", '{"Nr": "asset_no"}', "--as-of", "2025-08-31")
    assert "No column is taken" in demo_shell.run("import", "assets", file, *AS_MANAGER, code=1).output
    told = demo_shell.read("import", "assets", file, *mapping, "--dry-run", *AS_MANAGER)
    assert told["counts"] == {"new": 1, "refused": 1, "noted": 1}
    assert [row["row"] for row in told["refused"]] == [3]
    demo_shell.run("import", "assets", file, *mapping, *AS_MANAGER, code=1)
    assert demo_shell.read("asset", "list", "--search", "ZC-00", *AS_MANAGER) == []
    demo_shell.read("import", "assets", file, *mapping, "--take-good", *AS_MANAGER)
    assert [one["asset_no"] for one in demo_shell.read("asset", "list", "--search", "ZC-00", *AS_MANAGER)] == ["ZC-001"]
