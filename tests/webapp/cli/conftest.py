"""The command line as a shell sees it: an own folder, an own database, arguments in, text and exit code out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from tests import databases
from webapp.cli import main
from webapp.cli.language import shell_language


@dataclass
class Shell:
    """Runs `zhangshi` in this process, with an environment of its own."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: object, code: int = 0, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=self.env, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    def read(self, *arguments: object) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)

    def photo(self) -> Path:
        out = io.BytesIO()
        Image.new("RGB", (8, 8), "grey").save(out, "JPEG")
        path = self.folder / "photo.jpg"
        path.write_bytes(out.getvalue())
        return path


def shell_on(folder: Path, url: str) -> Shell:
    env = {
        "ZHANGSHI_DATA_DIR": str(folder / "var"),
        "ZHANGSHI_DATABASE_URL": url,
        "ZHANGSHI_ENVIRONMENT": "demo",
        "ZHANGSHI_LANGUAGE": "en",
    }
    return Shell(folder, env)


@pytest.fixture(autouse=True)
def _language_of_each_test() -> Iterator[None]:
    shell_language.cache_clear()
    yield
    shell_language.cache_clear()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """On a SQLite file that is not there yet."""
    return shell_on(tmp_path, f"sqlite:///{tmp_path / 'var' / 'zhangshi.db'}")


@pytest.fixture
def postgresql_shell(tmp_path: Path) -> Iterator[Shell]:
    """On an empty PostgreSQL database."""
    url = databases.new_empty_postgresql_url()
    yield shell_on(tmp_path, url)
    databases.drop(url)
