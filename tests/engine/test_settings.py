"""Settings come from the environment, and a production start is not left unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.settings import KNOWN_KEY, read_settings


def test_production_without_a_secret_refuses_and_says_how_to_make_one() -> None:
    with pytest.raises(EngineError, match=r"secrets\.token_urlsafe"):
        read_settings({})


def test_a_secret_may_come_from_a_file_that_must_be_readable(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef0123\n", encoding="utf-8")
    assert read_settings({"ZHANGSHI_SECRET_KEY_FILE": str(secret)}).secret_key == "0123456789abcdef0123"
    with pytest.raises(EngineError, match="cannot be read"):
        read_settings({"ZHANGSHI_SECRET_KEY_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize(
    "wrong", [{"ZHANGSHI_ENVIRONMENT": "test"}, {"ZHANGSHI_SECRET_KEY": "short"}, {"ZHANGSHI_SECRET_KEY": KNOWN_KEY}]
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(EngineError):
        read_settings({"ZHANGSHI_SECRET_KEY": "0123456789abcdef", **wrong})


def test_production_is_behind_https_and_the_demo_is_not() -> None:
    production = read_settings({"ZHANGSHI_SECRET_KEY": "0123456789abcdef"})
    assert production.behind_https
    assert production.database_url.startswith("sqlite:///")
    assert not read_settings({"ZHANGSHI_ENVIRONMENT": "demo"}).behind_https
