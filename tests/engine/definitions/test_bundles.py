from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions.bundles import MAX_FILE_BYTES, Bundle, content_hash, package_keys, read_folder, read_package
from engine.errors import Invalid, NotFound


def refused(key: str, files: dict[str, bytes]) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        Bundle(key, files)
    return [problem.where for problem in refusal.value.problems]


@pytest.mark.parametrize(
    "path",
    ["../p.bpmn", "/etc/p.bpmn", "a/b/p.bpmn", "p.exe", ".p.bpmn", "templates/../p.json", "p.bpmn\n", "", "x.json"],
)
def test_a_path_that_has_no_place_in_a_bundle_is_refused(path: str) -> None:
    assert refused("test", {path: b""}) == [path]


@pytest.mark.parametrize(
    "path", ["报废.bpmn", "level 1.dmn", "a-b.form", "labels.zh_CN.json", "templates/x.json", "README.md"]
)
def test_the_files_of_a_bundle_are_accepted(path: str) -> None:
    assert Bundle("test", {path: b""}).files == {path: b""}


def test_a_file_above_the_cap_is_named() -> None:
    assert refused("test", {"p.bpmn": b"x" * (MAX_FILE_BYTES + 1)}) == ["p.bpmn"]


def test_many_files_that_are_too_large_together_are_refused() -> None:
    assert refused("test", {f"p{n}.bpmn": b"x" * MAX_FILE_BYTES for n in range(6)}) == [""]


@pytest.mark.parametrize("key", ["", "Disposal", "../x", "a" * 61, "a\n"])
def test_a_key_that_names_no_bundle_is_refused(key: str) -> None:
    assert refused(key, {"p.bpmn": b""}) == [""]


def test_equal_files_have_equal_hashes_whatever_their_order() -> None:
    one = Bundle("test", {"a.bpmn": b"1", "b.bpmn": b"2"})
    assert content_hash(one) == content_hash(Bundle("test", {"b.bpmn": b"2", "a.bpmn": b"1"}))
    assert content_hash(one) != content_hash(Bundle("test", {"a.bpmn": b"2", "b.bpmn": b"1"}))


def test_a_folder_is_read_without_its_hidden_files(tmp_path: Path) -> None:
    folder = tmp_path / "leave"
    (folder / "templates").mkdir(parents=True)
    (folder / "leave.bpmn").write_bytes(b"1")
    (folder / ".DS_Store").write_bytes(b"2")
    (folder / "templates" / "ask.json").write_bytes(b"3")
    assert read_folder(folder) == Bundle("leave", {"leave.bpmn": b"1", "templates/ask.json": b"3"})


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leave").mkdir()
    (tmp_path / "leave" / "leave.bpmn").symlink_to("/etc/passwd")
    with pytest.raises(Invalid):
        read_folder(tmp_path / "leave")


def test_a_folder_below_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leave" / "templates" / "more").mkdir(parents=True)
    with pytest.raises(Invalid):
        read_folder(tmp_path / "leave")


def test_the_shipped_bundles_are_found_in_their_package() -> None:
    assert "disposal" in package_keys("bpmn")
    assert "disposal.bpmn" in read_package("bpmn", "disposal").files


@pytest.mark.parametrize("key", ["nothing", "../engine", ".."])
def test_a_bundle_that_is_not_shipped_is_not_found(key: str) -> None:
    with pytest.raises(NotFound):
        read_package("bpmn", key)
