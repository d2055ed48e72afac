"""Web servers of one's own find the application by its factory."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import EngineError
from webapp.wsgi import application


def test_the_factory_gives_the_application_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHANGSHI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ZHANGSHI_ENVIRONMENT", "development")
    assert application().test_client().get("/sign-in").status_code == 200


def test_a_production_start_without_a_secret_key_says_how_to_make_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHANGSHI_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("ZHANGSHI_ENVIRONMENT", raising=False)
    monkeypatch.delenv("ZHANGSHI_SECRET_KEY", raising=False)
    with pytest.raises(EngineError, match=r"secrets\.token_urlsafe"):
        application()
