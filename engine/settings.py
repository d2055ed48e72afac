"""Settings, read once from `ZHANGSHI_*` environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import EngineError, say

KNOWN_KEY = "only-for-demo-and-development"


@dataclass(frozen=True)
class Settings:
    """What an installation decides. Every field is one `ZHANGSHI_<FIELD>` variable.

    `may_post_inside`: whether webhooks and chat robots may lie at private addresses of the house's own network.
    """

    database_url: str
    data_dir: Path
    environment: str
    secret_key: str
    public_url: str
    smtp_url: str
    mail_from: str
    may_post_inside: bool
    behind_https: bool
    checkpoint_file: Path

    @property
    def is_demo(self) -> bool:
        return self.environment == "demo"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def mail_dir(self) -> Path:
        return self.data_dir / "mail"


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; a production installation without a secret key is refused with the way to make one."""
    env = os.environ if env is None else env
    environment = env.get("ZHANGSHI_ENVIRONMENT", "production")
    if environment not in ("production", "demo", "development"):
        raise EngineError(
            say("ZHANGSHI_ENVIRONMENT is production, demo or development, not “%(value)s”.", value=environment)
        )
    data_dir = Path(env.get("ZHANGSHI_DATA_DIR", "var")).absolute()
    secret_key = _secret(env)
    if not secret_key:
        if environment == "production":
            raise EngineError(
                say(
                    "A production start needs ZHANGSHI_SECRET_KEY (or ZHANGSHI_SECRET_KEY_FILE). Make one with: "
                    "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
                )
            )
        secret_key = KNOWN_KEY
    elif secret_key == KNOWN_KEY and environment == "production":
        raise EngineError(say("This ZHANGSHI_SECRET_KEY is printed in the source: everybody knows it."))
    if len(secret_key) < 16:
        raise EngineError(say("ZHANGSHI_SECRET_KEY is too short: 16 characters at least."))
    return Settings(
        database_url=env.get("ZHANGSHI_DATABASE_URL") or f"sqlite:///{data_dir / 'zhangshi.db'}",
        data_dir=data_dir,
        environment=environment,
        secret_key=secret_key,
        public_url=env.get("ZHANGSHI_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        smtp_url=_smtp_url(env),
        mail_from=env.get("ZHANGSHI_MAIL_FROM", "Zhangshi <zhangshi@localhost>"),
        may_post_inside=env.get("ZHANGSHI_MAY_POST_INSIDE", "0") == "1",
        behind_https=env.get("ZHANGSHI_BEHIND_HTTPS", "1" if environment == "production" else "0") == "1",
        checkpoint_file=Path(env.get("ZHANGSHI_CHECKPOINT_FILE") or data_dir / "checkpoints.jsonl").absolute(),
    )


def _smtp_url(env: Mapping[str, str]) -> str:
    url = env.get("ZHANGSHI_SMTP_URL", "")
    if url and not url.startswith(("smtp://", "smtps://")):
        raise EngineError(say("ZHANGSHI_SMTP_URL begins with smtp:// or smtps://."))
    return url


def _secret(env: Mapping[str, str]) -> str:
    if path := env.get("ZHANGSHI_SECRET_KEY_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise EngineError(
                say("ZHANGSHI_SECRET_KEY_FILE cannot be read: %(reason)s", reason=error.strerror)
            ) from error
    return env.get("ZHANGSHI_SECRET_KEY", "").strip()
