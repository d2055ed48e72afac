"""For web servers of one's own: `gunicorn --workers 4 'webapp.wsgi:application()'`, with `zhangshi worker`
beside it for the clock. The settings are those of the environment."""

from __future__ import annotations

from flask import Flask

import workflows.service_tasks  # noqa: F401 - registers what the diagrams call
from engine.db import Database
from engine.settings import read_settings
from webapp.app import create_app


def application() -> Flask:
    """The WSGI application. Refused: a production start without a secret key."""
    settings = read_settings()
    return create_app(settings, Database(settings.database_url))
